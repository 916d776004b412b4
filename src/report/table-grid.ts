/**
 * A sheet of an office, understood: which of the official tables it is, its unit, and for every figure what its row and its
 * column are. Heads may be merged over several rows and columns, rows may be blank, classes may stand by code or name.
 */
import { landClass, landClassCodes } from '../land/index.ts';
import { levelOne, levelOneName } from './margins.ts';

/** A cell as a reader of workbooks gives it. */
export interface GridCell {
  readonly row: number;
  readonly column: number;
  readonly address: string;
  readonly value:
    | { readonly kind: 'number'; readonly value: number }
    | { readonly kind: 'text' | 'date' | 'error'; readonly text: string }
    | { readonly kind: 'boolean'; readonly value: boolean };
}

/** A sheet: rows of the cells that are not empty, from top to bottom and from left to right. */
export interface GridSheet {
  readonly name: string;
  readonly hidden?: boolean;
  readonly rows: readonly (readonly GridCell[])[];
}

/** 公顷 of one unit of a table. */
const UNITS = { 公顷: 1, 亩: 1 / 15, 万亩: 10_000 / 15, 平方米: 1e-4 } as const;
export type TableUnit = keyof typeof UNITS;

/** 公顷 that one of the unit is. */
export function hectaresOf(unit: TableUnit): number {
  return UNITS[unit];
}

/** A row or a column of a table. */
export interface TableLine {
  /** What it is: codes of classes and regions where it names them, else its words. */
  readonly keys: readonly string[];
  /** As it stands in the sheet. */
  readonly label: string;
  /** Number of the row or column in the sheet. */
  readonly place: number;
}

/** A figure, or what stands in its place. */
export interface TableFigure {
  readonly value: number;
  readonly address: string;
}

/** A table in a sheet. */
export interface GridTable {
  /** Title by which practice knows it; null when nothing in the sheet tells. */
  readonly title: string | null;
  readonly sheet: string;
  /** Null when the sheet does not say it. */
  readonly unit: TableUnit | null;
  /** Whether its figures are said to be unrounded. */
  readonly isExact: boolean;
  readonly rows: readonly TableLine[];
  readonly columns: readonly TableLine[];
  /** By row and column of the sheet, see `figureKey`. */
  readonly figures: ReadonlyMap<string, TableFigure>;
  /** Cells among the figures that hold no figure: error values, words. */
  readonly unclear: readonly { readonly address: string; readonly text: string }[];
}

export const figureKey = (row: TableLine, column: TableLine): string =>
  `${row.place} ${column.place}`;

/** Titles with the words that tell them apart. */
const TITLES: readonly (readonly [string, RegExp])[] = [
  ['耕地坡度分级面积变化统计表', /坡度/],
  ['即可恢复与工程恢复种植属性变化统计表', /恢复/],
  ['耕地种植类型面积变化统计表', /种植类型/],
  ['耕地细化调查情况变化统计表', /细化/],
  ['可调整地类面积变化统计表', /可调整/],
  ['一级分类面积按权属性质变化统计表', /权属性质/],
  ['年度土地利用平衡表', /平衡表/],
  ['土地利用现状一级分类面积汇总表', /一级.*(汇总|面积)/],
  ['土地利用现状二级分类面积汇总表', /二级.*(汇总|面积)/],
  ['变更一览表', /变更一览/],
  ['占补台账', /占补/],
];

/** The official table that a text names, or null. */
export function officialTitle(text: string): string | null {
  return TITLES.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** A sheet as a table; null when it holds no row of figures under a head. */
export function understandSheet(sheet: GridSheet): GridTable | null {
  const rows = sheet.rows.filter((row) => row.length > 0);
  const first = rows.findIndex(isBody);
  if (first < 0) return null;
  const head = headRows(rows.slice(0, first));
  const body = rows.slice(first).filter((row) => !isFoot(row));
  const firstFigure = Math.min(...body.map((row) => figuresOf(row)[0]?.column ?? Infinity));
  const above = rows.slice(0, first - head.length);
  const texts = [...above, ...head].flat().map(textOf);
  const columns = columnsOf(head, firstFigure, isExactSheet(sheet.name));
  const lines = rowsOf(body, firstFigure);
  const { figures, unclear } = figuresIn(body, firstFigure, new Set(columns.map((c) => c.place)));
  return {
    title:
      above
        .flat()
        .map(textOf)
        .map(officialTitle)
        .find((one) => one !== null) ?? officialTitle(sheet.name),
    sheet: sheet.name,
    unit: unitOf(texts),
    isExact: isExactSheet(sheet.name),
    rows: lines,
    columns,
    figures,
    unclear,
  };
}

const isExactSheet = (name: string): boolean => /精确/.test(name);

/** A figure in a cell, also one that was typed as text; null for anything else, and for codes. */
function figureOf({ value }: GridCell): number | null {
  if (value.kind === 'number') return value.value;
  if (value.kind !== 'text') return null;
  const text = value.text.normalize('NFKC').trim();
  return /^-?(\d+|\d{1,3}(,\d{3})+)\.\d+$/.test(text) ? Number(text.replaceAll(',', '')) : null;
}

function textOf({ value }: GridCell): string {
  if (value.kind === 'number') return String(value.value);
  return value.kind === 'boolean' ? '' : tidy(value.text);
}

function tidy(text: string): string {
  return text.normalize('NFKC').replaceAll(/[\s\u200b]+/g, '');
}

function figuresOf(row: readonly GridCell[]): GridCell[] {
  return row.filter((cell) => figureOf(cell) !== null);
}

const NUMBERING = /^(代码|编码|地类编码|地类代码|栏次|序号|甲|列号)$/;

/** A row of figures: words at its left that are no heading of numbers, then figures. */
function isBody(row: readonly GridCell[]): boolean {
  const figure = figuresOf(row)[0];
  const label = row[0];
  if (figure === undefined || label === undefined || label === figure) return false;
  const text = textOf(label);
  return text !== '' && !NUMBERING.test(text) && !/单位:/.test(text);
}

function isFoot(row: readonly GridCell[]): boolean {
  return row.length <= 3 && /^(注:|填表人|审核人|制表|单位负责人|填报)/.test(textOf(row[0]!));
}

/** The rows of the head that stand right above the figures: at least two cells each, none the unit. */
function headRows(rows: readonly (readonly GridCell[])[]): (readonly GridCell[])[] {
  let start = rows.length;
  while (start > 0) {
    const row = rows[start - 1]!;
    if (row.length < 2 || row.some((cell) => /单位:/.test(textOf(cell)))) break;
    start -= 1;
  }
  return rows.slice(start);
}

function unitOf(texts: readonly string[]): TableUnit | null {
  const said = texts.find((text) => /单位:/.test(text));
  const word = /单位:?[（(]?(公顷|万亩|亩|平方米)/.exec(said ?? '')?.[1];
  const shown = word ?? /[（(](公顷|万亩|亩|平方米)[)）]/.exec(texts.join(' '))?.[1];
  return (shown as TableUnit | undefined) ?? null;
}

/** What a column is, from all cells of the head above it; a merged one counts for those it lies above. */
function columnsOf(
  head: readonly (readonly GridCell[])[],
  from: number,
  isExact: boolean,
): TableLine[] {
  const places = [...new Set(head.flat().map((cell) => cell.column))]
    .filter((column) => column >= from)
    .sort((a, b) => a - b);
  return places.map((place) => {
    const own = head.map((row) => row.find((cell) => cell.column === place));
    const lowest = own.findLastIndex((cell) => cell !== undefined);
    const texts = head
      .slice(0, lowest + 1)
      .map((row, i) => own[i] ?? row.findLast((cell) => cell.column < place && cell.column >= from))
      .flatMap((cell) => (cell === undefined ? [] : [textOf(cell)]));
    const exact = isExact || texts.some((text) => /精确/.test(text));
    return { keys: keysOf(texts, exact), label: texts.join(' '), place };
  });
}

/** What a row is; a label that is merged over several rows counts for all of them. */
function rowsOf(body: readonly (readonly GridCell[])[], before: number): TableLine[] {
  const last = new Map<number, string>();
  return body.flatMap((row) => {
    const labels = row.filter((cell) => cell.column < before);
    const lowest = Math.max(0, ...labels.map((cell) => cell.column));
    for (const cell of labels) {
      last.set(cell.column, textOf(cell));
      // A new group begins: what stood right of it belongs to the group before.
      for (const column of last.keys()) if (column > cell.column) last.delete(column);
    }
    const texts = [...last].filter(([column]) => column <= lowest).map(([, text]) => text);
    if (labels.length === 0) return [];
    const shown = texts.filter(
      (text) => (text !== '' && !/^\d{1,2}$/.test(text)) || codeOf(text) !== null,
    );
    return [{ keys: keysOf(shown, false), label: shown.join(' '), place: row[0]!.row }];
  });
}

function figuresIn(
  body: readonly (readonly GridCell[])[],
  from: number,
  columns: ReadonlySet<number>,
): Pick<GridTable, 'figures' | 'unclear'> {
  const figures = new Map<string, TableFigure>();
  const unclear: { address: string; text: string }[] = [];
  for (const cell of body.flat()) {
    if (cell.column < from) continue;
    const value = figureOf(cell);
    const text = textOf(cell);
    if (value !== null && columns.has(cell.column))
      figures.set(`${cell.row} ${cell.column}`, { value, address: cell.address });
    else if (!/^[-—–/]*$/.test(text)) unclear.push({ address: cell.address, text });
  }
  return { figures, unclear };
}

/** Names of classes of both levels, to codes. */
const CODES: ReadonlyMap<string, string> = new Map(
  landClassCodes('TD1055').flatMap((code): [string, string][] => [
    [tidy(landClass('TD1055', code)!.zh), code],
    [tidy(levelOneName(levelOne(code)).zh), levelOne(code)],
  ]),
);

/** The class that a text names by code or name, else null. */
function codeOf(text: string): string | null {
  const code = /^(\d{2}|\d{4}[AK]?)(?=$|\p{Script=Han})/u.exec(text)?.[1];
  return code ?? CODES.get(text) ?? null;
}

/** Words that say how a figure is written, not what it is. */
const MANNER = /[（(][^（()）]*[)）]|公顷|平方米|万亩|亩|单位|调平|精确|其中:?|面积$/g;

function keysOf(texts: readonly string[], isExact: boolean): string[] {
  const keys = texts.map((text) => {
    const bare = text.replaceAll(MANNER, '');
    return codeOf(text) ?? codeOf(bare) ?? (/^(合计|总计|总面积|小计)$/.test(bare) ? '合计' : bare);
  });
  return [...new Set([...keys.filter((key) => key !== ''), ...(isExact ? ['#'] : [])])];
}
