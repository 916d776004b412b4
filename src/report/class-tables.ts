/** 地类面积表 — land by class: 汇总表 of both levels by town, by ownership, and the yearly 平衡表. */
import { adminUnit, type Area, say } from '../base/index.ts';
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
  closedTable,
  exact,
  frame,
  roundedCents,
  type Sheet,
  sum,
  text,
  type Workbook,
} from './sheet.ts';
import { className } from './transitions.ts';

/** Wetland codes stand under 00 in the working classification, whatever their first digits. */
export function levelOne(code: string): string {
  return /^(0303|0304|0306|0402|0603|1105|1106|1108)/.test(code) ? '00' : code.slice(0, 2);
}

const LEVEL_ONE: Readonly<Record<string, string>> = {
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

/** Name of a class of either level; a code of no class is shown as it is. */
function nameOf(code: string): string {
  return LEVEL_ONE[code] ?? landClass('TD1055', code)?.zh ?? '未归类';
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

/** 土地利用现状…汇总表: rows are towns, columns are classes of one level; a second sheet holds the exact values. */
function summaryBook(
  settlement: Settlement,
  parcels: ParcelTable,
  title: string,
  codeOf: (code: string) => string,
): Workbook {
  const unitOf = textReader(parcels, 'locationUnit');
  const towns = new Map<string, Map<string, Area>>();
  eachPart(parcels, (row, code, area) => {
    const unit = adminUnit(unitOf(row), 'town') || settlement.region;
    const classes = towns.get(unit) ?? new Map<string, Area>();
    classes.set(codeOf(code), (classes.get(codeOf(code)) ?? 0n) + area);
    towns.set(unit, classes);
  });
  const units = [...towns.keys()].sort();
  const codes = [...new Set(units.flatMap((unit) => [...towns.get(unit)!.keys()]))].sort();
  const areas = units.map((unit) => codes.map((code) => towns.get(unit)!.get(code) ?? 0n));
  const totals = codes.map((_, c) => sum(areas.map((row) => row[c]!)));
  const closed = closedTable(areas);
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
        line('合计', settlement.region, totals, closed.columns),
        ...units.map((unit, i) => line(place(unit), unit, areas[i]!, closed.cells[i]!)),
      ],
      widths: [16, 12, 15, ...codes.map(() => 15)],
      note,
    });
  };
  const control = settlement.controlArea.after;
  return {
    fileName: `${title}.xlsx`,
    sheets: [
      table(
        '公顷',
        `各数按最大余数法调平到合计${control === null ? '' : `，控制面积 ${(Number(control) / 1e6).toFixed(2)}`}；精确值见“精确值”页。空格表示没有，不等于 0。`,
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
function ownershipBook(settlement: Settlement, before: ParcelTable, after: ParcelTable): Workbook {
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
  const lines: ChangeLine[] = [...sums]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, pair]) => {
      const [code = '', owner = ''] = key.split('>');
      return { labels: [`${code} ${nameOf(code)}`, owner], before: pair[0], after: pair[1] };
    });
  const title = '一级分类面积按权属性质变化统计表';
  const sheet = changeSheet(settlement, title, ['一级类', '权属性质'], lines);
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

/** 平衡表: rows 年初地类, columns 年末地类, with 年初面积, 本年减少, 本年增加, 年末面积; exact values on a second sheet. */
export function balanceBook(settlement: Settlement): Workbook {
  const codes = [...new Set(settlement.flows.flatMap((flow) => [flow.from, flow.to]))].sort(
    (a, b) => (a === '' ? 1 : b === '' ? -1 : a.localeCompare(b)),
  );
  const cells = new Map<string, Area>();
  for (const flow of settlement.flows) {
    const key = `${flow.from}>${flow.to}`;
    cells.set(key, (cells.get(key) ?? 0n) + BigInt(flow.area));
  }
  const cell = (from: string, to: string): Area => cells.get(`${from}>${to}`) ?? 0n;
  const label = (code: string): string =>
    code === '' ? '区域外' : `${code} ${className(code).zh}`;
  const title = '年度土地利用平衡表';
  const table = (tab: string, note: string, show: (area: Area) => Cell): Sheet => {
    const others = (code: string): string[] => codes.filter((one) => one !== code);
    const line = (name: string, opening: Area | null, row: readonly Area[], less: Area | null) => [
      text(name),
      opening === null ? null : show(opening),
      ...row.map(show),
      less === null ? null : show(less),
    ];
    const out = codes.map((from) => sum(others(from).map((to) => cell(from, to))));
    const into = codes.map((to) => sum(others(to).map((from) => cell(from, to))));
    const opening = codes.map((from) => sum(codes.map((to) => cell(from, to))));
    const closing = codes.map((to) => sum(codes.map((from) => cell(from, to))));
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
        line('合计', sum(opening), closing, sum(out)),
        ...codes.map((from, i) =>
          line(
            label(from),
            opening[i]!,
            codes.map((to) => cell(from, to)),
            out[i]!,
          ),
        ),
        line('本年增加', null, into, sum(into)),
        line('年末面积', null, closing, sum(closing)),
      ],
      widths: [20, 14, ...codes.map(() => 13), 14],
      note,
    });
  };
  return {
    fileName: `${title}.xlsx`,
    sheets: [
      table(
        '公顷',
        '各数由精确值一次舍入，未调平；精确值见“精确值”页。空格表示没有，不等于 0。',
        (area) => cents(roundedCents(area), area),
      ),
      table('精确值', '精确值，0.01 平方米是小数第六位。', exact),
    ],
  };
}

/** The tables of classes. */
export function classTables(
  settlement: Settlement,
  before: ParcelTable,
  after: ParcelTable,
): Workbook[] {
  return [
    summaryBook(settlement, after, '土地利用现状一级分类面积汇总表', levelOne),
    summaryBook(settlement, after, '土地利用现状二级分类面积汇总表', (code) => code),
    ownershipBook(settlement, before, after),
    balanceBook(settlement),
  ];
}
