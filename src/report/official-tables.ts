/**
 * 官方表 — the tables that offices file, as plain sheets (practice 10): 公顷 with two decimals closed to the control
 * area, exact values beside, blank where nothing occurred, 合计 as the first row. A writer turns them into XLSX.
 */
import { type Area, apportion } from '../base/index.ts';
import { type ClassTotal, landClass, type ParcelTable, type Settlement } from '../land/index.ts';
import { className } from './transitions.ts';

/** A cell: text, a number with its format, or nothing. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number; readonly format: string }
  | null;

/** One sheet of a workbook. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  /** Rows that repeat on each printed page, counted from the top. */
  readonly headRows: number;
  /** [row, column, row, column], 0-based, inclusive. */
  readonly merges: readonly (readonly [number, number, number, number])[];
  readonly widths: readonly number[];
}

/** A workbook and the name practice knows it by. */
export interface Workbook {
  readonly fileName: string;
  readonly sheets: readonly Sheet[];
}

const HECTARES = '#,##0.00';
const EXACT = '#,##0.000000';

export const text = (value: string): Cell => ({ kind: 'text', text: value });
const hectares = (value: number): Cell => ({ kind: 'number', value, format: HECTARES });
const exact = (area: Area): Cell =>
  area === 0n ? null : { kind: 'number', value: Number(area) / 1e6, format: EXACT };

/**
 * 调平: areas of 0.01 m² as hundredths of a hectare that add up to the rounded total, by largest remainder. The exact
 * values stand beside, so nothing is hidden by it.
 */
export function closedHectares(areas: readonly Area[]): number[] {
  const total = areas.reduce((sum, area) => sum + area, 0n);
  const rounded = (total + 5_000n) / 10_000n;
  return apportion(rounded, areas.map(Number)).map((share) => Number(share) / 100);
}

/** Title, unit and signatures that every official sheet carries. */
function frame(
  settlement: Settlement,
  title: string,
  head: readonly (readonly Cell[])[],
  body: readonly (readonly Cell[])[],
  widths: readonly number[],
  name = title,
): Sheet {
  const columns = widths.length;
  const top: Cell[][] = [
    [text(title)],
    [
      text(
        `${settlement.regionName}（${settlement.region}）　${settlement.year} 年度　${STAGE[settlement.stage]}`,
      ),
      ...blanks(Math.max(0, columns - 2)),
      text('单位：公顷'),
    ],
  ];
  const foot: Cell[][] = [
    [text('填表人：'), ...blanks(1), text('审核人：'), ...blanks(1), text('填报日期：')],
  ];
  return {
    name: name.slice(0, 31),
    rows: [...top, ...head, ...body, ...foot],
    headRows: top.length + head.length,
    merges: columns > 1 ? [[0, 0, 0, columns - 1]] : [],
    widths,
  };
}

const STAGE: Record<Settlement['stage'], string> = {
  'county-reported': '县级自报',
  'province-verified': '省级核查',
  'state-confirmed': '国家确认',
};

function blanks(count: number): Cell[] {
  return Array.from({ length: count }, () => null);
}

/** Areas by class at the end of the year: one line of 调平 figures, the exact ones below. */
function classSheet(
  settlement: Settlement,
  title: string,
  groups: readonly { code: string; name: string; area: Area }[],
): Sheet {
  const closed = closedHectares(groups.map((group) => group.area));
  const total = groups.reduce((sum, group) => sum + group.area, 0n);
  const body: Cell[][] = [
    [
      text('合计'),
      text(''),
      hectares(closed.reduce((a, b) => Math.round((a + b) * 100) / 100, 0)),
      exact(total),
    ],
    ...groups.map((group, i) => [
      text(group.code),
      text(group.name),
      group.area === 0n ? null : hectares(closed[i]!),
      exact(group.area),
    ]),
  ];
  return frame(
    settlement,
    title,
    [[text('地类编码'), text('地类名称'), text('面积（调平）'), text('面积（精确）')]],
    body,
    [12, 26, 16, 20],
  );
}

/** 平衡表: rows 年初地类, columns 年末地类, with 年初面积, 本年减少, 本年增加, 年末面积. */
function balanceSheet(settlement: Settlement): Sheet {
  const codes = [...new Set(settlement.flows.flatMap((flow) => [flow.from, flow.to]))].sort(
    (a, b) => a.localeCompare(b),
  );
  const cells = new Map<string, Area>();
  for (const flow of settlement.flows) {
    const key = `${flow.from}>${flow.to}`;
    cells.set(key, (cells.get(key) ?? 0n) + BigInt(flow.area));
  }
  const cell = (from: string, to: string): Area => cells.get(`${from}>${to}`) ?? 0n;
  const sum = (values: readonly Area[]): Area => values.reduce((a, b) => a + b, 0n);
  const round = (area: Area): Cell =>
    area === 0n ? null : hectares(Math.round(Number(area) / 1e4) / 100);
  const label = (code: string): string =>
    code === '' ? '区域外' : `${code} ${className(code).zh}`;
  const head: Cell[][] = [
    [
      text('年初地类'),
      text('年初面积'),
      ...codes.map((code) => text(label(code))),
      text('本年减少'),
    ],
  ];
  const totals: Cell[] = [
    text('合计'),
    round(sum(codes.flatMap((from) => codes.map((to) => cell(from, to))))),
    ...codes.map((to) => round(sum(codes.map((from) => cell(from, to))))),
    round(
      sum(codes.flatMap((from) => codes.filter((to) => to !== from).map((to) => cell(from, to)))),
    ),
  ];
  const body: Cell[][] = codes.map((from) => [
    text(label(from)),
    round(sum(codes.map((to) => cell(from, to)))),
    ...codes.map((to) => round(cell(from, to))),
    round(sum(codes.filter((to) => to !== from).map((to) => cell(from, to)))),
  ]);
  const increase: Cell[] = [
    text('本年增加'),
    null,
    ...codes.map((to) =>
      round(sum(codes.filter((from) => from !== to).map((from) => cell(from, to)))),
    ),
    null,
  ];
  const closing: Cell[] = [
    text('年末面积'),
    null,
    ...codes.map((to) => round(sum(codes.map((from) => cell(from, to))))),
    null,
  ];
  return frame(
    settlement,
    '年度土地利用平衡表',
    head,
    [totals, ...body, increase, closing],
    [20, 14, ...codes.map(() => 13), 14],
  );
}

/** 耕地坡度分级面积: ≤2°, then terrace and slope apart for each level. */
function slopeSheet(settlement: Settlement, slopes: SlopeAreas): Sheet {
  const body: Cell[][] = [
    [text('合计'), ...SLOPE_COLUMNS.map((key) => exactHectares(slopes.total.get(key) ?? 0n))],
    ...[...slopes.byClass.keys()]
      .sort()
      .map((code) => [
        text(`${code} ${className(code).zh}`),
        ...SLOPE_COLUMNS.map((key) => exactHectares(slopes.byClass.get(code)!.get(key) ?? 0n)),
      ]),
  ];
  return frame(
    settlement,
    '耕地坡度分级面积变化统计表',
    [[text('地类'), ...SLOPE_COLUMNS.map((key) => text(SLOPE_TITLES[key]!))]],
    body,
    [20, ...SLOPE_COLUMNS.map(() => 14)],
    '耕地坡度分级面积变化',
  );
}

function exactHectares(area: Area): Cell {
  return area === 0n ? null : hectares(Math.round(Number(area) / 1e4) / 100);
}

/** Net cultivated area by slope level and terrace type. */
export interface SlopeAreas {
  readonly total: ReadonlyMap<string, Area>;
  readonly byClass: ReadonlyMap<string, ReadonlyMap<string, Area>>;
}

const SLOPE_COLUMNS = ['1', '2TT', '2PD', '3TT', '3PD', '4TT', '4PD', '5TT', '5PD', '?'] as const;
const SLOPE_TITLES: Record<string, string> = {
  '1': '≤2°',
  '2TT': '2–6° 梯田',
  '2PD': '2–6° 坡地',
  '3TT': '6–15° 梯田',
  '3PD': '6–15° 坡地',
  '4TT': '15–25° 梯田',
  '4PD': '15–25° 坡地',
  '5TT': '>25° 梯田',
  '5PD': '>25° 坡地',
  '?': '坡度缺数据',
};

/** Adds up the cultivated parcels of one year by slope; parcels without a level stand in their own column. */
export function slopeAreas(parcels: ParcelTable): SlopeAreas {
  const byClass = new Map<string, Map<string, Area>>();
  const total = new Map<string, Area>();
  const slope = parcels.attributes.get('slopeLevel');
  const terrace = parcels.attributes.get('terraceType');
  for (let row = 0; row < parcels.landClass.codes.length; row++) {
    const code = parcels.landClass.dictionary[parcels.landClass.codes[row]!] ?? '';
    if (!code.startsWith('01')) continue;
    const level =
      slope?.kind === 'text'
        ? (slope.dictionary[slope.codes[row]!] ?? '')
        : String(slope?.values[row] ?? '');
    const type = terrace?.kind === 'text' ? (terrace.dictionary[terrace.codes[row]!] ?? '') : '';
    const key = level === '1' ? '1' : `${level}${type}`;
    const column = (SLOPE_COLUMNS as readonly string[]).includes(key) ? key : '?';
    const area = parcels.parcelArea[row]! - parcels.ridgeArea[row]!;
    const sums = byClass.get(code) ?? new Map<string, Area>();
    sums.set(column, (sums.get(column) ?? 0n) + area);
    byClass.set(code, sums);
    total.set(column, (total.get(column) ?? 0n) + area);
  }
  return { total, byClass };
}

/** Sums of classes by a prefix of their code, in code order. */
function sumBy(
  classes: readonly ClassTotal[],
  level: 1 | 2,
): { code: string; name: string; area: Area }[] {
  const sums = new Map<string, Area>();
  for (const item of classes) {
    const code = level === 1 ? levelOne(item.landClass) : item.landClass;
    sums.set(code, (sums.get(code) ?? 0n) + BigInt(item.after));
  }
  return [...sums]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([code, area]) => ({ code, name: nameOf(code), area }));
}

/** Wetland codes stand under 00 in the working classification, whatever their first digits. */
function levelOne(code: string): string {
  return /^(0303|0304|0306|0402|0603|1105|1106|1108)/.test(code) ? '00' : code.slice(0, 2);
}

const LEVEL_ONE: Record<string, string> = {
  '00': '湿地',
  '01': '耕地',
  '02': '种植园用地',
  '03': '林地',
  '04': '草地',
  '05': '商业服务业用地',
  '06': '工矿用地',
  '07': '住宅用地',
  '08': '公共管理与公共服务用地',
  '09': '特殊用地',
  '10': '交通运输用地',
  '11': '水域及水利设施用地',
  '12': '其他土地',
};

function nameOf(code: string): string {
  return LEVEL_ONE[code] ?? landClass('TD1055', code)?.zh ?? '';
}

/** All workbooks of a settled year. */
export function officialTables(settlement: Settlement, after: ParcelTable): Workbook[] {
  const first = sumBy(settlement.classes, 1);
  const second = sumBy(settlement.classes, 2);
  return [
    {
      fileName: '土地利用现状一级分类面积汇总表.xlsx',
      sheets: [classSheet(settlement, '土地利用现状一级分类面积汇总表', first)],
    },
    {
      fileName: '土地利用现状二级分类面积汇总表.xlsx',
      sheets: [classSheet(settlement, '土地利用现状二级分类面积汇总表', second)],
    },
    { fileName: '年度土地利用平衡表.xlsx', sheets: [balanceSheet(settlement)] },
    {
      fileName: '耕地坡度分级面积变化统计表.xlsx',
      sheets: [slopeSheet(settlement, slopeAreas(after))],
    },
  ];
}
