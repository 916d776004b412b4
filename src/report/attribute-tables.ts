/** 属性变化表 — cultivated land by slope, planting and refinement, adjustable classes, and land that can be restored. */
import { compareText, type Area, say } from '../base/index.ts';
import {
  classReader,
  isCultivated,
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
  text,
  type Workbook,
} from './sheet.ts';
import { classFigure, cultivatedFigures, type Margins, marginsOf } from './margins.ts';
import { closedYears, roundTable, sum } from './rounding.ts';
import { className } from './transitions.ts';

const SLOPES = ['1', '2TT', '2PD', '3TT', '3PD', '4TT', '4PD', '5TT', '5PD', '?'] as const;
const SLOPE_TITLES: Readonly<Record<string, string>> = {
  '1': '≤2°',
  '2TT': '2–6° 梯田',
  '2PD': '2–6° 坡地',
  '3TT': '6–15° 梯田',
  '3PD': '6–15° 坡地',
  '4TT': '15–25° 梯田',
  '4PD': '15–25° 坡地',
  '5TT': '>25° 梯田',
  '5PD': '>25° 坡地',
  '?': '缺数据',
};

/** Names of ZZSXDM on cultivated land and of TBXHDM; codes were seen, names not confirmed. */
const PLANTING: Readonly<Record<string, string>> = {
  LS: '种植粮食作物',
  FLS: '种植非粮食作物',
  LYFL: '粮与非粮轮作',
  XG: '休耕',
  LLJZ: '林粮间作',
  WG: '未耕种',
};
const REFINEMENT: Readonly<Record<string, string>> = {
  HDGD: '河道耕地',
  HQGD: '湖区耕地',
  LQGD: '林区耕地',
  MQGD: '牧区耕地',
  SHGD: '沙荒耕地',
  SMGD: '石漠化耕地',
};
const RESTORE: Readonly<Record<string, string>> = { JKHF: '即可恢复', GCHF: '工程恢复' };

const CLOSED_TO_CULTIVATED =
  '各数调平到耕地面积，合计与地类汇总表的耕地相同。空格表示没有，不等于 0。';
const UNCONFIRMED_NAMES = '代码见于调查数据，名称未见正式文本（未确认）。';

/** A table that an input would have to supply, and who has it. */
export interface AbsentTable {
  readonly name: string;
  readonly why: { readonly zh: string; readonly en: string };
}

/** 调平 figures of both years for the lines of a table. */
type Figures = (lines: readonly ChangeLine[]) => readonly [readonly bigint[], readonly bigint[]];

/** Tables by attributes of parcels; those whose attribute neither survey carries are listed as absent. */
export function attributeTables(
  settlement: Settlement,
  before: ParcelTable,
  after: ParcelTable,
): { readonly books: Workbook[]; readonly absent: AbsentTable[] } {
  const books: Workbook[] = [];
  const absent: AbsentTable[] = [];
  const margins = marginsOf(settlement);
  /** What lines of cultivated land close to: the figure that cultivated land has in every table. */
  const cultivated: Figures = (lines) =>
    closedYears(
      lines.map((line) => line.before),
      lines.map((line) => line.after),
      cultivatedFigures(margins),
    );
  const need = (title: string, attribute: string, field: string, book: () => Workbook): void => {
    if (before.attributes.has(attribute) || after.attributes.has(attribute)) books.push(book());
    else
      absent.push({
        name: `${title}.xlsx`,
        why: say(
          `两年调查数据都没有 ${field}；由调查单位提供后重新导入。`,
          `Neither survey carries ${field}; get it from the survey unit and import again.`,
        ),
      });
  };
  const both = (
    title: string,
    labels: readonly string[],
    key: (parcels: ParcelTable) => (row: number, code: string) => string | null,
    name: (key: string) => readonly string[],
    figures: Figures,
    note: string,
  ): Workbook => {
    const lines = compare(before, after, key, name);
    return {
      fileName: `${title}.xlsx`,
      sheets: [changeSheet(settlement, title, labels, lines, figures(lines), note)],
    };
  };
  need('耕地坡度分级面积变化统计表', 'slopeLevel', 'GDPDJB', () =>
    slopeBook(settlement, before, after, margins),
  );
  need('耕地种植类型面积变化统计表', 'plantingAttribute', 'ZZSXDM', () =>
    both(
      '耕地种植类型面积变化统计表',
      ['种植类型'],
      (parcels) => {
        const planting = textReader(parcels, 'plantingAttribute');
        return (row, code) => (isCultivated(code) ? planting(row) || '缺数据' : null);
      },
      (key) => [PLANTING[key] ? `${key} ${PLANTING[key]}` : key],
      cultivated,
      `${CLOSED_TO_CULTIVATED}${UNCONFIRMED_NAMES}`,
    ),
  );
  need('耕地细化调查情况变化统计表', 'refinement', 'TBXHDM', () =>
    both(
      '耕地细化调查情况变化统计表',
      ['细化类型'],
      (parcels) => {
        const refinement = textReader(parcels, 'refinement');
        return (row, code) => (isCultivated(code) ? refinement(row) || '无细化标注' : null);
      },
      (key) => [REFINEMENT[key] ? `${key} ${REFINEMENT[key]}` : key],
      cultivated,
      `${CLOSED_TO_CULTIVATED}${UNCONFIRMED_NAMES}`,
    ),
  );
  books.push(
    both(
      '可调整地类面积变化统计表',
      ['可调整地类'],
      () => (_row, code) => (code.endsWith('K') ? code : null),
      (code) => [`${code} ${className(code).zh}`],
      (lines) => {
        const codes = lines.map((line) => line.labels[0]!.split(' ')[0]!);
        return [
          codes.map((code) => classFigure(margins.before, code)),
          codes.map((code) => classFigure(margins.after, code)),
        ];
      },
      '各地类的数与二级分类面积汇总表相同，合计是它们的和。空格表示没有，不等于 0。',
    ),
  );
  need('即可恢复与工程恢复种植属性变化统计表', 'plantingAttribute', 'ZZSXDM', () =>
    both(
      '即可恢复与工程恢复种植属性变化统计表',
      ['恢复属性', '地类'],
      (parcels) => {
        const planting = textReader(parcels, 'plantingAttribute');
        return (row, code) =>
          RESTORE[planting(row)] && !isCultivated(code) ? `${planting(row)}>${code}` : null;
      },
      (key) => {
        const [attribute = '', code = ''] = key.split('>');
        return [`${attribute} ${RESTORE[attribute]}`, `${code} ${className(code).zh}`];
      },
      (lines) =>
        closedYears(
          lines.map((line) => line.before),
          lines.map((line) => line.after),
        ),
      '本表只统计带恢复属性的非耕地，是各地类面积的一部分，只在本表内调平到合计，与其他各表的地类面积不是同一基数。',
    ),
  );
  return { books, absent };
}

/** Net areas of both years under a key of each parcel; null leaves a parcel out. */
function compare(
  before: ParcelTable,
  after: ParcelTable,
  key: (parcels: ParcelTable) => (row: number, code: string) => string | null,
  name: (key: string) => readonly string[],
): ChangeLine[] {
  const sums = new Map<string, [Area, Area]>();
  for (const [year, parcels] of [before, after].entries()) {
    const keyOf = key(parcels);
    const classOf = classReader(parcels);
    for (let row = 0; row < parcels.parcelArea.length; row++) {
      const found = keyOf(row, classOf(row));
      if (found === null) continue;
      const pair = sums.get(found) ?? [0n, 0n];
      pair[year as 0 | 1] += parcels.parcelArea[row]! - parcels.ridgeArea[row]!;
      sums.set(found, pair);
    }
  }
  return [...sums]
    .sort(([a], [b]) => compareText(a, b))
    .map(([found, [was, is]]) => ({ labels: name(found), before: was, after: is }));
}

/** 耕地坡度分级: ≤2°, then terrace and slope apart for each level; 年初, 年末 and 增减 of every class. */
function slopeBook(
  settlement: Settlement,
  before: ParcelTable,
  after: ParcelTable,
  margins: Margins,
): Workbook {
  const years = [slopeAreas(before), slopeAreas(after)];
  const classes = [...new Set(years.flatMap((year) => [...year.keys()]))].sort();
  const rows = years.map((year) =>
    classes.map((code) => SLOPES.map((slope) => year.get(code)?.get(slope) ?? 0n)),
  );
  const bySlope = rows.map((year) => SLOPES.map((_, c) => sum(year.map((row) => row[c]!))));
  const ends = closedYears(bySlope[0]!, bySlope[1]!, cultivatedFigures(margins));
  const figuresOf = (year: Margins['before']): bigint[] =>
    classes.map((code) => classFigure(year, code));
  const was = roundTable(rows[0]!, figuresOf(margins.before), ends[0]);
  const kept = rows[1]!.map((row, r) =>
    row.map((area, c) => (area === rows[0]![r]![c] ? was[r]![c]! : null)),
  );
  const cells = [was, roundTable(rows[1]!, figuresOf(margins.after), ends[1], kept)];
  const columns = cells.map((year) => SLOPES.map((_, c) => sum(year.map((row) => row[c]!))));
  const title = '耕地坡度分级面积变化统计表';
  const table = (
    tab: string,
    note: string,
    cell: (area: Area, closedCents: bigint) => Cell,
  ): ReturnType<typeof frame> => {
    const group = (
      name: string,
      areas: readonly (readonly Area[])[],
      shares: readonly (readonly bigint[])[],
    ): Cell[][] =>
      ['年初', '年末', '增减'].map((when, k) => {
        const pick = (pair: readonly (readonly bigint[])[], c: number): bigint =>
          k < 2 ? pair[k]![c]! : pair[1]![c]! - pair[0]![c]!;
        const cells = SLOPES.map((_, c) => ({ area: pick(areas, c), share: pick(shares, c) }));
        return [
          text(name),
          text(when),
          cell(sum(cells.map((one) => one.area)), sum(cells.map((one) => one.share))),
          ...cells.map((one) => cell(one.area, one.share)),
        ];
      });
    return frame(settlement, {
      title,
      tab,
      head: [
        [
          text('地类'),
          text('时点'),
          text('合计'),
          ...SLOPES.map((slope) => text(SLOPE_TITLES[slope]!)),
        ],
      ],
      body: [
        ...group('合计', bySlope, columns),
        ...classes.flatMap((code, i) =>
          group(
            `${code} ${className(code).zh}`,
            rows.map((year) => year[i]!),
            cells.map((year) => year[i]!),
          ),
        ),
      ],
      widths: [16, 8, 15, ...SLOPES.map(() => 14)],
      note,
    });
  };
  const lacks = years.some((year) => [...year.values()].some((row) => (row.get('?') ?? 0n) !== 0n));
  return {
    fileName: `${title}.xlsx`,
    sheets: [
      table(
        '公顷',
        '各数调平：各地类的合计与二级分类面积汇总表相同，行列都相加得合计；精确值见“精确值”页。空格表示没有，不等于 0。',
        (area, share) => cents(share, area),
      ),
      table('精确值', '未经调平的精确值，0.01 平方米是小数第六位。', (area) => exact(area)),
    ],
    ...(lacks
      ? {
          gaps: say(
            '部分耕地没有坡度级别或耕地类型，列在“缺数据”下；由调查单位补齐。',
            'Some parcels have no slope level or terrace type and stand under 缺数据; the survey unit has them.',
          ),
        }
      : {}),
  };
}

/** Net cultivated area by class and slope column; what has no level, or no type above 2°, stands under `?`. */
function slopeAreas(parcels: ParcelTable): Map<string, Map<string, Area>> {
  const sums = new Map<string, Map<string, Area>>();
  const [classOf, slope] = [classReader(parcels), textReader(parcels, 'slopeLevel')];
  const terrace = textReader(parcels, 'terraceType');
  for (let row = 0; row < parcels.parcelArea.length; row++) {
    const code = classOf(row);
    if (!isCultivated(code)) continue;
    const key = slope(row) === '1' ? '1' : `${slope(row)}${terrace(row)}`;
    const column = (SLOPES as readonly string[]).includes(key) ? key : '?';
    const own = sums.get(code) ?? new Map<string, Area>();
    own.set(column, (own.get(column) ?? 0n) + parcels.parcelArea[row]! - parcels.ridgeArea[row]!);
    sums.set(code, own);
  }
  return sums;
}
