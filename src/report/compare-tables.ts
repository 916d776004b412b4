/** 官方表对照 — an official table against ours, figure by figure: what differs, what only one of them has. */
import type { Bilingual } from '../base/index.ts';
import {
  figureKey,
  type GridTable,
  hectaresOf,
  type TableLine,
  type TableUnit,
} from './table-grid.ts';

/** A figure that differs. Values are in the unit of the official sheet; null is blank. */
export interface TableDifference {
  readonly address: string;
  readonly row: string;
  readonly column: string;
  readonly official: number | null;
  readonly ours: number | null;
  /** Official less ours, blank counting as nothing. */
  readonly difference: number;
}

/** What came of one official sheet. */
export interface TableComparison {
  readonly title: string;
  readonly sheet: string;
  readonly unit: TableUnit;
  /** False: the sheet does not say its unit, and 公顷 was taken. */
  readonly unitIsSaid: boolean;
  /** Figures that were compared, blank ones included. */
  readonly compared: number;
  readonly differences: readonly TableDifference[];
  /** Rows and columns of the official sheet that ours has not, with the figures in them. */
  readonly notInOurs: readonly { readonly label: string; readonly figures: number }[];
  /** Rows and columns of ours that the official sheet has not. */
  readonly notInOfficial: readonly string[];
  /** Cells that hold no figure where one belongs. */
  readonly unclear: GridTable['unclear'];
}

/** One sheet of a file: what came of comparing it, or why it was not compared. */
export type ComparedSheet = { readonly file: string; readonly sheet: string } & (
  | { readonly comparison: TableComparison }
  | { readonly comparison: null; readonly why: Bilingual }
);

/**
 * Compares an official sheet with the sheets of our table of the same title. A figure in 公顷 is compared with our closed one
 * and differs from half a hundredth on; in another unit it is compared with our exact one and may differ by one hundredth of the unit, which
 * closing moves. Classes may stand in rows or in columns.
 */
export function compareTable(official: GridTable, ours: readonly GridTable[]): TableComparison {
  const unit = official.unit ?? '公顷';
  const isHectares = unit === '公顷';
  const views = [official, turned(official)].map((view) => matchAll(view, ours, !isHectares));
  const isTurned = views[1]!.size > views[0]!.size;
  const best = isTurned ? views[1]! : views[0]!;
  const compared = figuresCompared(
    best,
    hectaresOf(unit),
    isHectares ? (official.isExact ? 5e-7 : 0.005) : 0.0101,
  );
  const isAlike = (table: GridTable): boolean =>
    table.columns.some((line) => isExactLine(table, line) === (official.isExact || !isHectares));
  return {
    title: official.title!,
    sheet: official.sheet,
    unit,
    unitIsSaid: official.unit !== null,
    compared: compared.compared,
    differences: isTurned
      ? compared.differences.map((one) => ({ ...one, row: one.column, column: one.row }))
      : compared.differences,
    notInOurs: [
      ...best.rowsAlone.map((line) => alone(best.official, line, 'row')),
      ...best.columnsAlone.map((line) => alone(best.official, line, 'column')),
    ].filter(({ figures }) => figures > 0),
    notInOfficial: ours
      .filter(isAlike)
      .flatMap((table) => [
        ...table.rows.filter((line) => !best.rowsOfOurs.has(line)),
        ...table.columns.filter(
          (line) =>
            !best.columnsOfOurs.has(line) &&
            isExactLine(table, line) === (official.isExact || !isHectares),
        ),
      ])
      .map(({ label }) => label),
    unclear: official.unclear,
  };
}

interface Match {
  readonly official: GridTable;
  readonly pairs: readonly { row: Pair; column: Pair; table: GridTable }[];
  readonly rowsAlone: readonly TableLine[];
  readonly columnsAlone: readonly TableLine[];
  readonly rowsOfOurs: ReadonlySet<TableLine>;
  readonly columnsOfOurs: ReadonlySet<TableLine>;
  readonly size: number;
}

interface Pair {
  readonly theirs: TableLine;
  readonly mine: TableLine;
}

const isExactLine = (table: GridTable, line: TableLine): boolean =>
  table.isExact || line.keys.includes('#');

/** Every official row and column with ours of the same meaning; figures are compared with exact ones when `exact` is set. */
function matchAll(official: GridTable, ours: readonly GridTable[], exact: boolean): Match {
  const pairs: { row: Pair; column: Pair; table: GridTable }[] = [];
  const [rows, columns] = [new Set<TableLine>(), new Set<TableLine>()];
  const [rowsOfOurs, columnsOfOurs] = [new Set<TableLine>(), new Set<TableLine>()];
  for (const column of official.columns)
    for (const table of ours) {
      const isExact = exact || isExactLine(official, column);
      const mine = sameLine(
        column,
        table.columns.filter((line) => isExactLine(table, line) === isExact),
      );
      if (mine === null) continue;
      for (const row of official.rows) {
        const own = sameLine(row, table.rows);
        if (own === null) continue;
        pairs.push({
          row: { theirs: row, mine: own },
          column: { theirs: column, mine },
          table,
        });
        rows.add(row);
        columns.add(column);
        rowsOfOurs.add(own);
        columnsOfOurs.add(mine);
      }
    }
  return {
    official,
    pairs,
    rowsAlone: official.rows.filter((line) => !rows.has(line)),
    columnsAlone: official.columns.filter((line) => !columns.has(line)),
    rowsOfOurs,
    columnsOfOurs,
    size: pairs.length,
  };
}

/** The one of our lines that has all keys of the official one; null when none has, or several do. */
function sameLine(theirs: TableLine, ours: readonly TableLine[]): TableLine | null {
  const keys = theirs.keys.filter((key) => key !== '#');
  if (keys.length === 0) return null;
  const candidates = ours.filter((line) => keys.every((key) => line.keys.includes(key)));
  if (candidates.length === 1) return candidates[0]!;
  const equal = candidates.filter(
    (line) => line.keys.filter((key) => key !== '#').length === keys.length,
  );
  return equal.length === 1 ? equal[0]! : null;
}

function figuresCompared(
  match: Match,
  hectares: number,
  slack: number,
): { compared: number; differences: TableDifference[] } {
  const differences: TableDifference[] = [];
  for (const { row, column, table } of match.pairs) {
    const theirs = match.official.figures.get(figureKey(row.theirs, column.theirs));
    const mine = table.figures.get(figureKey(row.mine, column.mine));
    const [official, ours] = [
      theirs?.value ?? null,
      mine === undefined ? null : mine.value / hectares,
    ];
    const difference = (official ?? 0) - (ours ?? 0);
    if (Math.abs(difference) < slack) continue;
    differences.push({
      address: theirs?.address ?? `${row.theirs.label} × ${column.theirs.label}`,
      row: row.theirs.label,
      column: column.theirs.label,
      official,
      ours: ours === null ? null : rounded(ours),
      difference: rounded(difference),
    });
  }
  return { compared: match.pairs.length, differences };
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function alone(
  table: GridTable,
  line: TableLine,
  side: 'row' | 'column',
): { label: string; figures: number } {
  const others = side === 'row' ? table.columns : table.rows;
  const figures = others.filter((other) =>
    table.figures.has(side === 'row' ? figureKey(line, other) : figureKey(other, line)),
  ).length;
  return { label: line.label, figures };
}

/** A table with its rows as columns. */
function turned(table: GridTable): GridTable {
  const figures = new Map(
    [...table.figures].map(([key, figure]) => [key.split(' ').reverse().join(' '), figure]),
  );
  return { ...table, rows: table.columns, columns: table.rows, figures };
}
