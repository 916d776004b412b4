/**
 * 属性检查 — rules C2–C8, A1–A3, U1 and M1 of a survey (domain 12.2); C1 is checked where classes are mapped. One broken
 * parcel never stops the others from being checked; every fault names the parcel, the value and the remedy.
 */
import {
  type Area,
  areaFromSquareMetres,
  type Bilingual,
  type Finding,
  formatArea,
  type Place,
  say,
} from '../base/index.ts';
import type { RingFault } from '../geo/index.ts';
import { hasWidth, isCultivated, RESTORABLE } from './land-classes.ts';
import { classReader, idReader, numberReader, textReader } from './pieces.ts';
import { otherAreaUnit } from './metadata.ts';
import { type RidgeRates, tabledRate } from './ridge-rates.ts';
import type { ParcelTable } from './survey.ts';
import { ruleBinds, surveyFinding } from './survey-rules.ts';

/** What checks are told besides the survey. */
export interface CheckOptions {
  readonly file: string;
  readonly layer: string;
  /** A1: how far a filed area may be from the recomputed one, 0.01 m². */
  readonly areaToleranceCents: number;
  /** Control areas by village (12), town (9) or county (6) code; A3. */
  readonly controlAreas?: ReadonlyMap<string, Area>;
  /** A3 of areas that were measured, not filed: relative difference that closing may spread. */
  readonly controlAreaTolerance?: number;
  /** Tables of ridge rates; C3 compares where the county of a parcel has one. */
  readonly ridgeRates?: RidgeRates;
  /** Rules of counties and provinces that rule packs make binding; others are notices (practice 25). */
  readonly chosenRules?: readonly string[];
}

const PLANTING = new Set(['LS', 'FLS', 'LYFL', 'XG', 'LLJZ', 'WG']);
const REFINED = new Set(['HDGD', 'HQGD', 'LQGD', 'MQGD', 'SHGD', 'SMGD']);
/** 2018–2019 年的种植属性旧代码 — codes that the present list no longer has (domain 2.3); WG is in both. */
const PLANTING_BEFORE_2020 = new Set(['GZ', 'YM', 'GSYY', 'LM', 'SSLM', 'LH', 'MC']);
const SETTLEMENT_NEEDED = /^(05|06|07|08|09|1004|1005|1201)/;
const SETTLEMENT_CODES = new Set(['201', '201A', '202', '202A', '203', '203A', '204', '205']);
/** 采矿用地 and 盐田 are 204, 特殊用地 is 205. */
const SETTLEMENT_FIXED: ReadonlyMap<string, string> = new Map([
  ['0602', '204'],
  ['0603', '204'],
  ['09', '205'],
]);
const WIDTH_NEEDED = new Set(['1001', '1003', '1006', '1009', '1107', '1107A']);

/** Our attribute, its field, and the rules that cannot be checked without it. */
const NEEDED: readonly (readonly [name: string, field: string, rules: string])[] = [
  ['slopeLevel', 'GDPDJB', 'C2、C3'],
  ['plantingAttribute', 'ZZSXDM', 'C2、C5、C6'],
  ['terraceType', 'GDLX', 'C3'],
  ['ridgeRate', 'KCXS', 'C3、C4、A2'],
  ['ridgeClass', 'KCDLBM', 'C4'],
  ['refinement', 'TBXHDM', 'C6'],
  ['settlementAttribute', 'CZCSXM', 'C7'],
  ['lineWidth', 'XZDWKD', 'C7'],
  ['parcelArea', 'TBMJ', 'A1'],
  ['netArea', 'TBDLMJ', 'A2'],
  ['parcelNumber', 'TBBH', 'U1'],
];

/**
 * Every fault of the survey, in the order of the parcels. Rules whose fields the file does not have at all are named in one
 * finding, C0, before all others.
 */
export function checkSurvey(parcels: ParcelTable, options: CheckOptions): Finding[] {
  const findings: Finding[] = [];
  const absent = NEEDED.filter(([name]) => !parcels.attributes.has(name));
  if (absent.length > 0) {
    const fields = absent.map(([, field]) => field);
    findings.push(
      surveyFinding(
        'C0',
        { file: options.file, layer: options.layer, field: fields.join(',') },
        say(
          absent.map(([, field, rules]) => `${field}（${rules}）`).join('，'),
          absent.map(([, field, rules]) => `${field} (${rules.replaceAll('、', ', ')})`).join(', '),
        ),
      ),
    );
  }
  findings.push(...notCompared(parcels, options));
  const chosen = options.chosenRules ?? [];
  const isFiled = parcels.areaSource === 'filed';
  // Areas in another unit are one fault (M1), not one of every parcel.
  const comparesAreas = isFiled && otherAreaUnit(parcels) === null;
  const classOf = classReader(parcels);
  const idOf = idReader(parcels);
  const has = (name: string): boolean => parcels.attributes.has(name);
  const text = (name: string): ((row: number) => string) => textReader(parcels, name);
  const read = {
    slope: text('slopeLevel'),
    planting: text('plantingAttribute'),
    terrace: text('terraceType'),
    ridgeClass: text('ridgeClass'),
    refinement: text('refinement'),
    refinementName: text('refinementName'),
    settlement: text('settlementAttribute'),
    village: text('locationUnit'),
    number: text('parcelNumber'),
    note: text('note'),
    rate: numberReader(parcels, 'ridgeRate'),
    width: numberReader(parcels, 'lineWidth'),
    net: numberReader(parcels, 'netArea'),
    filedRidge: numberReader(parcels, 'ridgeArea'),
  };
  const numbers = new Map<string, number>();
  const sums = new Map<string, bigint>();
  for (let row = 0; row < parcels.parcelArea.length; row++) {
    const code = classOf(row);
    const cultivated = isCultivated(code);
    const place: Place = { file: options.file, layer: options.layer, feature: row, id: idOf(row) };
    const fault = (rule: string, field: string, zh: string, en: string): void =>
      void findings.push(
        surveyFinding(rule, { ...place, field }, say(zh, en), ruleBinds(rule, chosen)),
      );
    const slope = read.slope(row);
    const rate = read.rate(row) ?? 0;
    if (cultivated) {
      if (has('slopeLevel') && !/^[1-5]$/.test(slope))
        fault('C2', 'GDPDJB', `坡度级别是“${slope}”`, `the slope level is “${slope}”`);
      if (has('plantingAttribute') && !PLANTING.has(read.planting(row)))
        fault(
          'C2',
          'ZZSXDM',
          `种植属性是“${read.planting(row)}”${olderCode(read.planting(row)).zh}`,
          `the planting attribute is “${read.planting(row)}”${olderCode(read.planting(row)).en}`,
        );
      if (slope === '1' && (read.terrace(row) !== '' || rate !== 0))
        fault(
          'C3',
          'GDLX',
          `坡度 1 级却有类型“${read.terrace(row)}”、系数 ${rate}`,
          `level 1 has type “${read.terrace(row)}” and rate ${rate}`,
        );
      if (
        has('terraceType') &&
        /^[2-5]$/.test(slope) &&
        read.terrace(row) !== 'TT' &&
        read.terrace(row) !== 'PD'
      )
        fault('C3', 'GDLX', `坡度 ${slope} 级没有耕地类型`, `level ${slope} has no terrace type`);
      if (/^[2-5]$/.test(slope) && has('ridgeRate')) {
        const county = read.village(row).slice(0, 6) || parcels.region;
        const tabled = tabledRate(options.ridgeRates ?? NO_RATES, county, read.terrace(row), slope);
        if (read.terrace(row) === 'TT' && rate <= 0)
          fault(
            'C3',
            'KCXS',
            read.rate(row) === null ? '梯田的田坎系数为空' : `梯田的田坎系数是 ${rate}`,
            read.rate(row) === null
              ? 'a terrace has no ridge rate'
              : `the ridge rate of a terrace is ${rate}`,
          );
        else if (tabled !== null && Math.abs(tabled.rate - rate) > 1e-9)
          fault(
            'C3',
            'KCXS',
            `${slope} 级 ${read.terrace(row)} 的系数是 ${rate}，${county} 的系数表是 ${tabled.rate}（${tabled.table.source}）`,
            `the rate of ${read.terrace(row)} at level ${slope} is ${rate}, the table of ${county} has ${tabled.rate} (${tabled.table.source})`,
          );
      }
      if (
        REFINED.has(read.refinement(row)) &&
        has('plantingAttribute') &&
        !/^(LS|FLS|LYFL)$/.test(read.planting(row))
      )
        fault(
          'C6',
          'TBXHDM',
          `${read.refinement(row)} 的种植属性是“${read.planting(row)}”`,
          `${read.refinement(row)} is planted “${read.planting(row)}”`,
        );
    } else {
      if (rate !== 0 || read.ridgeClass(row) !== '')
        fault(
          'C4',
          'KCXS',
          `非耕地 ${code} 有系数 ${rate}、扣除地类“${read.ridgeClass(row)}”`,
          `${code} is not cultivated but has rate ${rate} and deduction class “${read.ridgeClass(row)}”`,
        );
      const planting = read.planting(row);
      if (
        planting !== '' &&
        !((planting === 'JKHF' || planting === 'GCHF') && RESTORABLE.test(code))
      )
        fault(
          'C5',
          'ZZSXDM',
          `${code} 不允许 ${planting}${olderCode(planting).zh}`,
          `${code} does not allow ${planting}${olderCode(planting).en}`,
        );
    }
    if (has('refinement') && read.refinement(row) === '' && read.refinementName(row) !== '')
      fault(
        'C6',
        'TBXHDM',
        `有细化名称“${read.refinementName(row)}”而没有代码`,
        `the refinement “${read.refinementName(row)}” has no code`,
      );
    if (read.refinement(row) === 'HHGD')
      fault(
        'C6',
        'TBXHDM',
        'HHGD 是 2019 年的旧代码，现行代码表中没有，其位置上是 SHGD',
        'HHGD is a code of 2019 that the present list does not have; SHGD stands in its place',
      );
    if (cultivated && has('ridgeClass') && rate > 0 !== (read.ridgeClass(row) !== ''))
      fault(
        'C4',
        'KCDLBM',
        `系数 ${rate} 而扣除地类是“${read.ridgeClass(row)}”`,
        `the rate is ${rate} but the deduction class “${read.ridgeClass(row)}”`,
      );
    if (has('settlementAttribute')) {
      const settlement = read.settlement(row);
      const needed = SETTLEMENT_NEEDED.test(code);
      if ((needed || settlement !== '') && !SETTLEMENT_CODES.has(settlement))
        fault(
          'C7',
          'CZCSXM',
          `${code} 的城镇村属性码是“${settlement}”`,
          `the settlement attribute of ${code} is “${settlement}”`,
        );
      const only = SETTLEMENT_FIXED.get(code);
      if (only !== undefined && SETTLEMENT_CODES.has(settlement) && settlement !== only)
        fault(
          'C7',
          'CZCSXM',
          `${code} 的城镇村属性码应为 ${only}，填的是 ${settlement}`,
          `the settlement attribute of ${code} is ${only}, the file has ${settlement}`,
        );
    }
    if (has('lineWidth')) {
      const width = read.width(row) ?? 0;
      if (width > 0 && !hasWidth(code))
        fault(
          'C7',
          'XZDWKD',
          `${code} 不应有宽度 ${width}`,
          `${code} should have no width, it has ${width}`,
        );
      if (width <= 0 && WIDTH_NEEDED.has(code))
        fault('C7', 'XZDWKD', `${code} 缺宽度`, `${code} has no width`);
      if (code === '1006' && width > 8)
        fault(
          'C7',
          'XZDWKD',
          `农村道路宽度 ${width} m 超过 8 m`,
          `the rural road is ${width} m wide, over 8 m`,
        );
    }
    if (code === '0601' && read.note(row) !== '')
      fault(
        'C8',
        'BZ',
        `0601 不填备注，填的是“${read.note(row)}”`,
        `0601 keeps no note, the file has “${read.note(row)}”`,
      );
    const area = parcels.parcelArea[row]!;
    // A parcel without a usable shape has no area to compare with; rules G say so.
    if (comparesAreas && parcels.computedArea[row]! > 0) {
      const computed = BigInt(Math.round(parcels.computedArea[row]! * 100));
      const difference = area > computed ? area - computed : computed - area;
      if (difference > BigInt(options.areaToleranceCents))
        fault(
          'A1',
          'TBMJ',
          `填写 ${formatArea(area, 'm2')} m²，重算 ${formatArea(computed, 'm2')} m²，差 ${formatArea(difference, 'm2')}`,
          `filed ${formatArea(area, 'm2')} m², recomputed ${formatArea(computed, 'm2')} m², difference ${formatArea(difference, 'm2')}`,
        );
    }
    checkNet(row, area, rate, fault);
    // Areas that were closed to the control area would prove nothing: the ground as measured is compared.
    const computedArea = parcels.computedArea[row]!;
    const measured =
      isFiled || !Number.isFinite(computedArea) ? area : areaFromSquareMetres(computedArea);
    const village = read.village(row);
    const number = read.number(row);
    if (number !== '' && has('parcelNumber')) {
      const key = `${village}·${number}`;
      const earlier = numbers.get(key);
      if (earlier === undefined) numbers.set(key, row);
      else
        fault(
          'U1',
          'TBBH',
          `图斑编号 ${number} 在 ${village} 内与第 ${earlier + 1} 个要素重复`,
          `parcel number ${number} in ${village} is that of feature ${earlier + 1}`,
        );
    }
    for (const length of [6, 9, 12]) {
      const unit = village.slice(0, length);
      if (unit.length === length) sums.set(unit, (sums.get(unit) ?? 0n) + measured);
    }
  }
  for (const [unit, control] of options.controlAreas ?? []) {
    const sum = sums.get(unit) ?? 0n;
    if (isFiled ? sum === control : isNear(sum, control, options.controlAreaTolerance ?? 0))
      continue;
    findings.push(
      surveyFinding(
        'A3',
        { file: options.file, layer: options.layer, id: unit, field: 'DCMJ' },
        say(
          `${unit} 图斑面积之和 ${formatArea(sum, 'm2')} m²，控制面积 ${formatArea(control, 'm2')} m²，差 ${formatArea(sum - control, 'm2')}`,
          `the parcels of ${unit} add up to ${formatArea(sum, 'm2')} m², the control area is ${formatArea(control, 'm2')} m², difference ${formatArea(sum - control, 'm2')}`,
        ),
      ),
    );
  }
  return findings;

  function checkNet(
    row: number,
    area: bigint,
    rate: number,
    fault: (rule: string, field: string, zh: string, en: string) => void,
  ): void {
    const filed = read.filedRidge(row);
    const ridge = parcels.ridgeArea[row]!;
    const expected = BigInt(Math.round(Number((Number(area) * rate).toPrecision(15))));
    if (filed !== null && has('ridgeRate') && ridge !== expected)
      fault(
        'A2',
        'KCMJ',
        `填写 ${formatArea(ridge, 'm2')}，应为 ${formatArea(expected, 'm2')} m²`,
        `filed ${formatArea(ridge, 'm2')}, should be ${formatArea(expected, 'm2')} m²`,
      );
    const net = read.net(row);
    if (net === null) return;
    const cents = BigInt(Math.round(net * 100));
    if (cents !== area - ridge)
      fault(
        'A2',
        'TBDLMJ',
        `填写 ${formatArea(cents, 'm2')}，应为 ${formatArea(area - ridge, 'm2')} m²`,
        `filed ${formatArea(cents, 'm2')}, should be ${formatArea(area - ridge, 'm2')} m²`,
      );
  }
}

const NO_RATES: RidgeRates = new Map();

/** C0 for what a rule pack makes binding and one survey alone cannot be held against. */
function notCompared(parcels: ParcelTable, options: CheckOptions): Finding[] {
  const { file, layer, ridgeRates, chosenRules = [] } = options;
  const findings: Finding[] = [];
  if (ridgeRates !== undefined && ridgeRates.size > 0 && !ridgeRates.has(parcels.region))
    findings.push(
      surveyFinding(
        'C0',
        { file, layer, field: 'KCXS' },
        say(
          `C3 未与系数表比较，规则包中没有 ${parcels.region} 在 ${parcels.year} 年可用的表`,
          `C3 compared no rate: the rule packs have no table of ${parcels.region} for ${parcels.year}`,
        ),
      ),
    );
  if (ruleBinds('C8', chosenRules))
    findings.push(
      surveyFinding(
        'C0',
        { file, layer, field: 'BZ' },
        say(
          'C8 未与上一年比较（变更备注、新增耕地的种植属性），结算两年时检查',
          'C8 was not compared with the year before (notes on changes, planting of new cultivated land); settling two years does it',
        ),
      ),
    );
  return findings;
}

/** What to add where a planting attribute is one of the codes of 2018–2019. */
function olderCode(planting: string): Bilingual {
  return PLANTING_BEFORE_2020.has(planting)
    ? say('（2018–2019 年的旧代码）', ' (a code of 2018–2019)')
    : say('', '');
}

function isNear(sum: bigint, control: bigint, tolerance: number): boolean {
  const difference = sum > control ? sum - control : control - sum;
  return Number(difference) <= Number(control) * tolerance;
}

/** The rule that a fault of a ring breaks, and how it breaks it where the rule says more than one thing. */
const FAULTS: Record<
  RingFault['kind'] | 'self-touching' | 'repeated-point' | 'ring-order',
  readonly [rule: string, zh: string, en: string]
> = {
  'no-geometry': ['G1', '没有面图形', 'it has no polygon'],
  'cut-off': ['G1', '图形的字节不完整', 'the bytes of its shape end too early'],
  'not-finite': ['G2', '坐标是 NaN 或无穷大', 'a coordinate is not finite'],
  'out-of-range': ['G2', '坐标系到不了的地方', 'the reference system has no ground there'],
  'too-few-points': ['G3', '环少于三个点', 'a ring has fewer than three points'],
  'not-closed': ['G4', '环没有闭合', 'a ring is not closed'],
  'self-crossing': ['T5-crossing', '环自相交', 'a ring crosses itself'],
  'self-touching': ['T5-touching', '环自相接', 'a ring touches itself'],
  'repeated-point': ['T5-repeated', '有重复的点', 'a point is repeated'],
  'ring-order': ['T5-order', '环的方向相反', 'a ring runs the other way'],
  'zero-area': ['G6', '环没有面积', 'a ring has no area'],
  'overlapping-rings': [
    'T5-rings',
    '各环互相重叠，或洞在外环之外',
    'rings overlap, or a hole lies outside',
  ],
};

/** Faults of rings as findings; the parcels keep their place, with or without usable geometry. */
export function geometryFindings(
  faults: readonly RingFault[],
  place: { file: string; layer: string },
  idOf: (row: number) => string,
): Finding[] {
  return faults.map(({ kind, feature, point }) => {
    const [rule, zh, en] = FAULTS[kind];
    const where = { ...place, feature, id: idOf(feature), ...(point === null ? {} : { point }) };
    return surveyFinding(rule, where, say(zh, en));
  });
}
