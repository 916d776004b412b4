/**
 * 属性检查 — rules C1–C8, A1–A3 and U1 of a survey (domain 12.2). One broken parcel never stops the others from being
 * checked; every fault names the parcel, the value and the remedy.
 */
import {
  type Area,
  areaFromSquareMetres,
  type Finding,
  formatArea,
  type Place,
  say,
  type Severity,
} from '../base/index.ts';
import type { RingFault } from '../geo/index.ts';
import { isCultivated, RESTORABLE } from './land-classes.ts';
import { classReader, idReader, numberReader, textReader } from './pieces.ts';
import type { ParcelTable } from './survey.ts';

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
  /** County table of ridge rates of terraces by slope level; C3 compares only when given. */
  readonly ridgeRates?: Readonly<Record<string, number>>;
  /** County rules (C8) are notices unless their pack is chosen (practice 25). */
  readonly countyPack?: boolean;
}

/** One rule: its id, sentence and remedy are stated once. */
interface Rule {
  readonly id: string;
  readonly severity: Severity;
  readonly zh: string;
  readonly en: string;
  readonly remedyZh: string;
  readonly remedyEn: string;
}

/** The rules, each with its remedy; sentences get their values appended. */
export const SURVEY_RULES: readonly Rule[] = [
  {
    id: 'C0',
    severity: 'warning',
    zh: '缺字段的规则没有检查，不算通过',
    en: 'rules whose fields are missing were not checked, which is no pass',
    remedyZh: '补上字段，或在映射文件的 attributes 中指明。',
    remedyEn: 'Add the fields, or name them under attributes in a mapping file.',
  },
  {
    id: 'C1',
    severity: 'error',
    zh: '地类编码须在代码表中且与名称相符',
    en: 'the class code must be in the list and match its name',
    remedyZh: '改正地类编码或名称。',
    remedyEn: 'Correct the class code or name.',
  },
  {
    id: 'C2',
    severity: 'error',
    zh: '耕地须有坡度级别 1–5 和种植属性',
    en: 'cultivated land must have a slope level 1–5 and a planting attribute',
    remedyZh: '补填 GDPDJB 和 ZZSXDM。',
    remedyEn: 'Fill in GDPDJB and ZZSXDM.',
  },
  {
    id: 'C3',
    severity: 'error',
    zh: '坡度 1 级不填耕地类型且田坎系数为 0；2–5 级须填耕地类型，梯田系数大于 0',
    en: 'slope level 1 has no terrace type and ridge rate 0; levels 2–5 have a type, and terraces a rate above 0',
    remedyZh: '改正 GDLX 或 KCXS。',
    remedyEn: 'Correct GDLX or KCXS.',
  },
  {
    id: 'C4',
    severity: 'error',
    zh: '田坎系数与扣除地类编码须同时有或同时无，非耕地都没有',
    en: 'ridge rate and deduction class stand together or not at all, and never off cultivated land',
    remedyZh: '改正 KCXS 或 KCDLBM。',
    remedyEn: 'Correct KCXS or KCDLBM.',
  },
  {
    id: 'C5',
    severity: 'error',
    zh: '恢复属性只用于允许的地类，其他非耕地不填种植属性',
    en: 'restore attributes stand on allowed classes only; other land has no planting attribute',
    remedyZh: '改正 ZZSXDM。',
    remedyEn: 'Correct ZZSXDM.',
  },
  {
    id: 'C6',
    severity: 'error',
    zh: '细化的耕地种植属性须为 LS、FLS 或 LYFL',
    en: 'refined cultivated land must be planted LS, FLS or LYFL',
    remedyZh: '改正 TBXHDM 或 ZZSXDM。',
    remedyEn: 'Correct TBXHDM or ZZSXDM.',
  },
  {
    id: 'C7',
    severity: 'error',
    zh: '城镇村属性码和线状地物宽度须与地类相符',
    en: 'settlement attribute and line width must fit the class',
    remedyZh: '改正 CZCSXM 或 XZDWKD。',
    remedyEn: 'Correct CZCSXM or XZDWKD.',
  },
  {
    id: 'C8',
    severity: 'notice',
    zh: '变更备注（县规则）',
    en: 'note of the change (county rule)',
    remedyZh: '如本县采用此规则，请按规则填写或清空 BZ，或改正 ZZSXDM。',
    remedyEn: 'Where the county uses this rule, fill in or clear BZ, or correct ZZSXDM.',
  },
  {
    id: 'A1',
    severity: 'error',
    zh: '图斑面积与重算的椭球面积须相等',
    en: 'the filed area must equal the recomputed ellipsoidal area',
    remedyZh: '重算图斑面积，或核对坐标系。',
    remedyEn: 'Recompute the area, or check the reference system.',
  },
  {
    id: 'A2',
    severity: 'error',
    zh: '扣除面积 = 图斑面积 × 系数，图斑地类面积 = 图斑面积 − 扣除面积',
    en: 'ridge area = parcel area × rate, net area = parcel area − ridge area',
    remedyZh: '重算 KCMJ 和 TBDLMJ。',
    remedyEn: 'Recompute KCMJ and TBDLMJ.',
  },
  {
    id: 'A3',
    severity: 'error',
    zh: '图斑面积之和须等于控制面积',
    en: 'parcel areas must add up to the control area',
    remedyZh: '核对缺漏或重叠的图斑，重新调平。',
    remedyEn: 'Look for missing or doubled parcels and close the areas again.',
  },
  {
    id: 'U1',
    severity: 'error',
    zh: '标识码唯一，图斑编号在村内唯一',
    en: 'identifiers are unique, parcel numbers within their village',
    remedyZh: '重新编号。',
    remedyEn: 'Number it again.',
  },
];

const RULES = new Map(SURVEY_RULES.map((rule) => [rule.id, rule]));

const PLANTING = new Set(['LS', 'FLS', 'LYFL', 'XG', 'LLJZ', 'WG']);
const REFINED = new Set(['HDGD', 'HQGD', 'LQGD', 'MQGD', 'SHGD', 'SMGD']);
const SETTLEMENT_NEEDED = /^(05|06|07|08|09|1004|1005|1201)/;
const SETTLEMENT_CODES = new Set(['201', '201A', '202', '202A', '203', '203A', '204', '205']);
/** 采矿用地 and 盐田 are 204, 特殊用地 is 205. */
const SETTLEMENT_FIXED: ReadonlyMap<string, string> = new Map([
  ['0602', '204'],
  ['0603', '204'],
  ['09', '205'],
]);
const WIDTH_ALLOWED = new Set([
  '1001',
  '1002',
  '1003',
  '1004',
  '1006',
  '1009',
  '1101',
  '1107',
  '1107A',
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
      finding(
        'C0',
        { file: options.file, layer: options.layer, field: fields.join(',') },
        absent.map(([, field, rules]) => `${field}（${rules}）`).join('，'),
        absent.map(([, field, rules]) => `${field} (${rules.replaceAll('、', ', ')})`).join(', '),
        options,
      ),
    );
  }
  const isFiled = parcels.areaSource === 'filed';
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
      void findings.push(finding(rule, { ...place, field }, zh, en, options));
    const slope = read.slope(row);
    const rate = read.rate(row) ?? 0;
    if (cultivated) {
      if (has('slopeLevel') && !/^[1-5]$/.test(slope))
        fault('C2', 'GDPDJB', `坡度级别是“${slope}”`, `the slope level is “${slope}”`);
      if (has('plantingAttribute') && !PLANTING.has(read.planting(row)))
        fault(
          'C2',
          'ZZSXDM',
          `种植属性是“${read.planting(row)}”`,
          `the planting attribute is “${read.planting(row)}”`,
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
      if (read.terrace(row) === 'TT' && /^[2-5]$/.test(slope) && has('ridgeRate')) {
        const expected = options.ridgeRates?.[slope];
        if (rate <= 0)
          fault(
            'C3',
            'KCXS',
            '梯田的田坎系数不大于 0',
            'the ridge rate of a terrace is not above 0',
          );
        else if (expected !== undefined && Math.abs(expected - rate) > 1e-9)
          fault(
            'C3',
            'KCXS',
            `系数 ${rate} 与县系数表 ${expected} 不符`,
            `the rate ${rate} differs from the county's ${expected}`,
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
        fault('C5', 'ZZSXDM', `${code} 不允许 ${planting}`, `${code} does not allow ${planting}`);
    }
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
      if (width > 0 && !WIDTH_ALLOWED.has(code))
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
    if (parcels.areaSource === 'filed') {
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
      finding(
        'A3',
        { file: options.file, layer: options.layer, id: unit, field: 'DCMJ' },
        `${unit} 图斑面积之和 ${formatArea(sum, 'm2')} m²，控制面积 ${formatArea(control, 'm2')} m²，差 ${formatArea(sum - control, 'm2')}`,
        `the parcels of ${unit} add up to ${formatArea(sum, 'm2')} m², the control area is ${formatArea(control, 'm2')} m², difference ${formatArea(sum - control, 'm2')}`,
        options,
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

function isNear(sum: bigint, control: bigint, tolerance: number): boolean {
  const difference = sum > control ? sum - control : control - sum;
  return Number(difference) <= Number(control) * tolerance;
}

/** A finding of a rule, with the values that break it. */
export function finding(
  id: string,
  place: Place,
  zh: string,
  en: string,
  options: { readonly countyPack?: boolean },
): Finding {
  const rule = RULES.get(id)!;
  const severity = id === 'C8' && options.countyPack === true ? 'error' : rule.severity;
  return {
    rule: id,
    severity,
    place,
    message: say(`${rule.zh}：${zh}`, `${rule.en}: ${en}`),
    remedy: say(rule.remedyZh, rule.remedyEn),
    citation: { instrument: 'survey-rules', clause: id },
  };
}

const FAULTS: Record<RingFault['kind'], readonly [string, string, string]> = {
  'self-touching': [
    'T5-touching',
    '环碰到自己，或沿同一条线来回',
    'has a ring that touches itself or runs out and back along a line',
  ],
  'repeated-point': ['T5-repeated', '有重复的顶点', 'has a vertex that is repeated'],
  'ring-order': [
    'T5-order',
    '环的方向与文件中其他环相反',
    'has a ring that turns against the others of the file',
  ],
  'no-geometry': ['G1', '没有面图形', 'has no polygon'],
  'not-finite': ['G2', '坐标不是有限的数（NaN 或无穷大）', 'has a coordinate that is not finite'],
  'out-of-range': [
    'G2',
    '坐标在坐标系到不了的地方',
    'has a coordinate where the reference system has no ground',
  ],
  'too-few-points': ['G3', '环少于三个点', 'has a ring of fewer than three points'],
  'not-closed': ['G4', '环没有闭合', 'has a ring that is not closed'],
  'self-crossing': ['T5-crossing', '环自相交', 'has a ring that crosses itself'],
  'zero-area': ['G6', '环没有面积', 'has a ring without area'],
  'overlapping-rings': [
    'T5-rings',
    '各环互相重叠，或洞不在外环之内',
    'has rings that overlap each other, or a hole outside its shell',
  ],
};

/** Faults of rings as findings; the parcels keep their place, with or without usable geometry. */
export function geometryFindings(
  faults: readonly RingFault[],
  place: { file: string; layer: string },
  idOf: (row: number) => string,
): Finding[] {
  return faults.map((fault) => {
    const [rule, zh, en] = FAULTS[fault.kind];
    return {
      rule,
      severity: rule === 'T5-order' ? 'warning' : 'error',
      place: {
        ...place,
        feature: fault.feature,
        id: idOf(fault.feature),
        ...(fault.point === null ? {} : { point: fault.point }),
      },
      message: say(`图形${zh}`, `The parcel ${en}`),
      remedy: say(
        '请在源数据中修正图形后重新导入。',
        'Mend the shape in the source and import again.',
      ),
      citation: { instrument: 'survey-rules', clause: 'T5' },
    };
  });
}
