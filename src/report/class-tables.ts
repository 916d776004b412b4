/** 地类面积表 — land by class: 汇总表 of both levels by town, by ownership, and the yearly 平衡表. */
import { compareText, adminUnit, type Area, say } from '../base/index.ts';
import {
  classReader,
  landClass,
  type ParcelTable,
  type Settlement,
  textReader,
} from '../land/index.ts';
import {
  type Cell,
  cents,
  type ChangeLine,
  changeSheet,
  exact,
  frame,
  type Sheet,
  text,
  type Workbook,
} from './sheet.ts';
import { classFigure, levelOne, levelOneName, type Margins, marginsOf } from './margins.ts';
import { closedCents, closedYears, roundedCents, roundTable, sum } from './rounding.ts';
import { className } from './transitions.ts';

/** Name of a class of either level; a code of no class is shown as it is. */
function nameOf(code: string): string {
  return code.length === 2 ? levelOneName(code).zh : (landClass('TD1055', code)?.zh ?? '未归类');
}

/** Calls `visit` with every part of every parcel: its net area under its class, its ridges under 1203. */
function eachPart(
  parcels: ParcelTable,
  visit: (row: number, code: string, area: Area) => void,
): void {
  const classOf = classReader(parcels);
  for (let row = 0; row < parcels.parcelArea.length; row++) {
    const ridge = parcels.ridgeArea[row]!;
    visit(row, classOf(row), parcels.parcelArea[row]! - ridge);
    if (ridge !== 0n) visit(row, '1203', ridge);
  }
}

/** 调平 figures of towns by level-two class; towns and classes add up to the shared figures of the county. */
interface TownTable {
  readonly units: readonly string[];
  readonly codes: readonly string[];
  readonly areas: readonly (readonly Area[])[];
  readonly cells: readonly (readonly bigint[])[];
}

/** The end of the year by town and level-two class, rounded once for both summaries. */
function townTable(settlement: Settlement, parcels: ParcelTable, margins: Margins): TownTable {
  const unitOf = textReader(parcels, 'locationUnit');
  const towns = new Map<string, Map<string, Area>>();
  eachPart(parcels, (row, code, area) => {
    const unit = adminUnit(unitOf(row), 'town') || settlement.region;
    const classes = towns.get(unit) ?? new Map<string, Area>();
    classes.set(code, (classes.get(code) ?? 0n) + area);
    towns.set(unit, classes);
  });
  const units = [...towns.keys()].sort();
  const codes = [...new Set(units.flatMap((unit) => [...towns.get(unit)!.keys()]))].sort();
  const areas = units.map((unit) => codes.map((code) => towns.get(unit)!.get(code) ?? 0n));
  const cells = roundTable(
    areas,
    closedCents(areas.map(sum), margins.after.total),
    codes.map((code) => classFigure(margins.after, code)),
  );
  return { units, codes, areas, cells };
}

/** A table whose columns are added up by `codeOf`: level one is the sum of level two. */
function groupColumns(table: TownTable, codeOf: (code: string) => string): TownTable {
  const codes = [...new Set(table.codes.map(codeOf))].sort();
  const group = (row: readonly bigint[]): bigint[] =>
    codes.map((code) => sum(row.filter((_, c) => codeOf(table.codes[c]!) === code)));
  return {
    units: table.units,
    codes,
    areas: table.areas.map(group),
    cells: table.cells.map(group),
  };
}

/** 土地利用现状…汇总表: rows are towns, columns are classes of one level; a second sheet holds the exact values. */
function summaryBook(settlement: Settlement, title: string, towns: TownTable): Workbook {
  const { units, codes, areas, cells } = towns;
  const totals = codes.map((_, c) => sum(areas.map((row) => row[c]!)));
  const columns = codes.map((_, c) => sum(cells.map((row) => row[c]!)));
  const place = (unit: string): string =>
    settlement.zones.find((zone) => zone.code === unit)?.name ??
    (unit === settlement.region ? settlement.regionName : unit);
  const table = (
    tab: string,
    note: string,
    cell: (area: Area, closedCents: bigint) => Cell,
  ): Sheet => {
    const line = (name: string, code: string, row: readonly Area[], shares: readonly bigint[]) => [
      text(name),
      text(code),
      cell(
        sum(row),
        shares.reduce((p, q) => p + q, 0n),
      ),
      ...row.map((area, c) => cell(area, shares[c]!)),
    ];
    return frame(settlement, {
      title,
      tab,
      head: [
        [text('行政区域'), text('代码'), text('合计'), ...codes.map((c) => text(nameOf(c)))],
        [text(''), text(''), text(''), ...codes.map(text)],
      ],
      body: [
        line('合计', settlement.region, totals, columns),
        ...units.map((unit, i) => line(place(unit), unit, areas[i]!, cells[i]!)),
      ],
      widths: [16, 12, 15, ...codes.map((code) => Math.max(15, 2 * nameOf(code).length + 2))],
      note,
    });
  };
  const control = settlement.controlArea.after;
  return {
    fileName: `${title}.xlsx`,
    sheets: [
      table(
        '公顷',
        `各数调平到合计${control === null ? '' : `（控制面积 ${(Number(control) / 1e6).toFixed(2)}）`}：乡镇合计和地类合计按最大余数法定一次，各表相同，一级类是二级类之和；行列都相加得合计。精确值见“精确值”页。空格表示没有，不等于 0。`,
        (area, share) => cents(share, area),
      ),
      table('精确值', '未经调平的精确值，0.01 平方米是小数第六位。', (area) => exact(area)),
    ],
  };
}

/** 国有 and 集体 by the first digit of QSXZ: 1 and 2 the state, 3 and 4 collectives. */
function ownerOf(code: string): string {
  return /^[12]/.test(code) ? '国有' : /^[34]/.test(code) ? '集体' : '缺数据';
}

/** 一级分类面积按权属性质变化统计表. */
function ownershipBook(
  settlement: Settlement,
  before: ParcelTable,
  after: ParcelTable,
  margins: Margins,
): Workbook {
  const sums = new Map<string, [Area, Area]>();
  for (const [year, parcels] of [before, after].entries()) {
    const owner = textReader(parcels, 'ownershipNature');
    eachPart(parcels, (row, code, area) => {
      const key = `${levelOne(code)}>${ownerOf(owner(row))}`;
      const pair = sums.get(key) ?? [0n, 0n];
      pair[year as 0 | 1] += area;
      sums.set(key, pair);
    });
  }
  const keys = [...sums.keys()].sort((a, b) => compareText(a, b));
  const lines: ChangeLine[] = keys.map((key) => {
    const [code = '', owner = ''] = key.split('>');
    const [was, is] = sums.get(key)!;
    return { labels: [`${code} ${nameOf(code)}`, owner], before: was, after: is };
  });
  const title = '一级分类面积按权属性质变化统计表';
  const figures = ownershipFigures(keys, sums, margins);
  const note =
    '各数调平；同一一级类的各行相加，与一级分类面积汇总表的数相同。空格表示没有，不等于 0。';
  const sheet = changeSheet(settlement, title, ['一级类', '权属性质'], lines, figures, note);
  const lacks = lines.some((line) => line.labels[1] === '缺数据');
  return {
    fileName: `${title}.xlsx`,
    sheets: [sheet],
    ...(lacks
      ? {
          gaps: say(
            '部分图斑没有权属性质（QSXZ），列在“缺数据”下；由调查单位补齐。',
            'Some parcels have no ownership (QSXZ) and stand under 缺数据; the survey unit has it.',
          ),
        }
      : {}),
  };
}

/** Figures of class by owner in both years: classes add up to their shared figures; what did not change keeps its own. */
function ownershipFigures(
  keys: readonly string[],
  sums: ReadonlyMap<string, readonly [Area, Area]>,
  margins: Margins,
): readonly [bigint[], bigint[]] {
  const parts = keys.map((key) => key.split('>') as [string, string]);
  const codes = [...new Set(parts.map(([code]) => code))];
  const owners = [...new Set(parts.map(([, owner]) => owner))];
  const years = ([0, 1] as const).map((year) =>
    codes.map((code) => owners.map((owner) => sums.get(`${code}>${owner}`)?.[year] ?? 0n)),
  );
  const byOwner = years.map((table) => owners.map((_, c) => sum(table.map((row) => row[c]!))));
  const columns = closedYears(byOwner[0]!, byOwner[1]!, [
    margins.before.total,
    margins.after.total,
  ]);
  const was = roundTable(
    years[0]!,
    codes.map((code) => classFigure(margins.before, code)),
    columns[0],
  );
  const kept = years[1]!.map((row, r) =>
    row.map((area, c) => (area === years[0]![r]![c] ? was[r]![c]! : null)),
  );
  const is = roundTable(
    years[1]!,
    codes.map((code) => classFigure(margins.after, code)),
    columns[1],
    kept,
  );
  const line = (table: readonly (readonly bigint[])[]): bigint[] =>
    parts.map(([code, owner]) => table[codes.indexOf(code)]![owners.indexOf(owner)]!);
  return [line(was), line(is)];
}

/** Figures of the ground that entered and left the region, so that both years close to their totals. */
function outsideFigures(entered: Area, left: Area, margins: Margins): readonly [bigint, bigint] {
  const more = margins.after.total - margins.before.total;
  if (entered === 0n) return [0n, -more];
  if (left === 0n) return [more, 0n];
  const out = roundedCents(left);
  return out + more < 0n ? [0n, -more] : [out + more, out];
}

/** 平衡表: rows 年初地类, columns 年末地类, with 年初面积, 本年减少, 本年增加, 年末面积; exact values on a second sheet. */
export function balanceBook(settlement: Settlement): Workbook {
  const margins = marginsOf(settlement);
  const codes = [...new Set(settlement.flows.flatMap((flow) => [flow.from, flow.to]))].sort(
    (a, b) => (a === '' ? 1 : b === '' ? -1 : compareText(a, b)),
  );
  const cells = new Map<string, Area>();
  for (const flow of settlement.flows) {
    const key = `${flow.from}>${flow.to}`;
    cells.set(key, (cells.get(key) ?? 0n) + BigInt(flow.area));
  }
  const areas = codes.map((from) => codes.map((to) => cells.get(`${from}>${to}`) ?? 0n));
  const outside = codes.indexOf('');
  const [entered, left] = outsideFigures(
    sum(areas[outside] ?? []),
    outside < 0 ? 0n : sum(areas.map((row) => row[outside]!)),
    margins,
  );
  const figures = roundTable(
    areas,
    codes.map((code) => (code === '' ? entered : classFigure(margins.before, code))),
    codes.map((code) => (code === '' ? left : classFigure(margins.after, code))),
  );
  const label = (code: string): string =>
    code === '' ? '区域外' : `${code} ${className(code).zh}`;
  const title = '年度土地利用平衡表';
  const widths = [20, 14, ...codes.map(() => 13), 14];
  const table = (tab: string, note: string, show: (area: Area, figure: bigint) => Cell): Sheet => {
    /** Cells of a line, and its sum: of the exact areas and of the figures alike. */
    const line = (pick: (matrix: readonly (readonly bigint[])[]) => readonly bigint[]): Cell[] => {
      const [own, closed] = [pick(areas), pick(figures)];
      return own.map((area, i) => show(area, closed[i]!));
    };
    const column = (matrix: readonly (readonly bigint[])[], c: number): bigint[] =>
      matrix.map((row) => row[c]!);
    const apart = (values: readonly bigint[], own: number): bigint =>
      sum(values.filter((_, i) => i !== own));
    const rowSums = (matrix: readonly (readonly bigint[])[]): bigint[] => matrix.map(sum);
    const columnSums = (matrix: readonly (readonly bigint[])[]): bigint[] =>
      codes.map((_, c) => sum(column(matrix, c)));
    const less = (matrix: readonly (readonly bigint[])[]): bigint[] =>
      matrix.map((row, r) => apart(row, r));
    const more = (matrix: readonly (readonly bigint[])[]): bigint[] =>
      codes.map((_, c) => apart(column(matrix, c), c));
    const one = (pick: (matrix: readonly (readonly bigint[])[]) => bigint): Cell[] =>
      line((matrix) => [pick(matrix)]);
    const all = (of: (matrix: readonly (readonly bigint[])[]) => readonly bigint[]): Cell[] =>
      one((matrix) => sum(of(matrix)));
    return frame(settlement, {
      title,
      tab,
      head: [
        [
          text('年初地类'),
          text('年初面积'),
          ...codes.map((code) => text(label(code))),
          text('本年减少'),
        ],
      ],
      body: [
        [text('合计'), ...all(rowSums), ...line(columnSums), ...all(less)],
        ...codes.map((from, r) => [
          text(label(from)),
          ...one((matrix) => rowSums(matrix)[r]!),
          ...line((matrix) => matrix[r]!),
          ...one((matrix) => less(matrix)[r]!),
        ]),
        [text('本年增加'), null, ...line(more), ...all(more)],
        [text('年末面积'), null, ...line(columnSums), ...all(columnSums)],
      ],
      widths,
      note,
    });
  };
  const base =
    outside < 0
      ? ''
      : '合计含“区域外”：本年划入的在“区域外”行，划出的在“区域外”列，所以比其他各表的合计（只含本区域）多出这一部分。';
  return {
    fileName: `${title}.xlsx`,
    sheets: [
      table(
        '公顷',
        `各地类年初、年末面积与其他各表相同，各格调平，行列都相加得合计。${base}精确值见“精确值”页。空格表示没有，不等于 0。`,
        (area, figure) => cents(figure, area),
      ),
      table('精确值', `精确值，0.01 平方米是小数第六位。${base}`, (area) => exact(area)),
    ],
  };
}

/** The tables of classes. */
export function classTables(
  settlement: Settlement,
  before: ParcelTable,
  after: ParcelTable,
): Workbook[] {
  const margins = marginsOf(settlement);
  const towns = townTable(settlement, after, margins);
  return [
    summaryBook(settlement, '土地利用现状一级分类面积汇总表', groupColumns(towns, levelOne)),
    summaryBook(settlement, '土地利用现状二级分类面积汇总表', towns),
    ownershipBook(settlement, before, after, margins),
    balanceBook(settlement),
  ];
}
