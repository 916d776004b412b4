/**
 * 参数的含义 — what each parameter is called in both languages, the unit of its value, and the value as people read it.
 * Every output that used a parameter shows it in these words.
 */
import { type Bilingual, say } from '../base/index.ts';
import type { Parameters, StableExclusion } from './parameters.ts';

/** Name of a parameter in both languages and the unit of its value, `—` where it has none. */
export interface ParameterMeaning extends Bilingual {
  readonly unit: Bilingual;
}

const same = (text: string): Bilingual => say(text, text);

/** What each parameter means, and in what unit its value stands. */
export const MEANING: Readonly<Record<keyof Parameters, ParameterMeaning>> = {
  reformFirstYear: {
    zh: '统一核算（一本账）的第一个年度',
    en: 'first year that is settled in one account',
    unit: say('年', 'year'),
  },
  stableExclusion: {
    zh: '不计入稳定利用耕地的条件',
    en: 'conditions that keep cultivated land out of the stable area',
    unit: same('—'),
  },
  capacityFormula: {
    zh: '粮食产能 =（上界 − 利用等）× 级差',
    en: 'grain capacity = (top − utilization grade) × step',
    unit: say('公斤/亩', 'kg per mu'),
  },
  areaToleranceCents: {
    zh: '填报面积与重算面积的允许差（A1）',
    en: 'tolerance of the filed against the recomputed area (A1)',
    unit: same('0.01 m²'),
  },
  controlAreaTolerance: {
    zh: '实测面积之和与控制面积之差占控制面积的比例，在此之内才调平，超出列为问题',
    en: 'gap between measured ground and control area, as a share of it: closed up to this, beyond it a finding',
    unit: say('比例', 'share'),
  },
  topologyLimits: {
    zh: '拓扑检查的限值（T1–T6）：重叠和缝隙、结点偏离、尖角、圆度 4πA/P²、平均宽度 2A/P',
    en: 'limits of the topology rules (T1–T6): overlaps and gaps, points off an edge, spikes, 4πA/P², mean width 2A/P',
    unit: same('m², m, °, —, m'),
  },
  smallestMappedArea: {
    zh: '最小上图面积（T4），按建设用地和设施农用地、其余农用地、其他地类',
    en: 'smallest mapped area (T4) of construction land and agricultural facilities, of other agricultural land, of the rest',
    unit: same('m²'),
  },
  sliverWidthMetres: {
    zh: '窄于此宽度的碎片全部计入拓扑残差',
    en: 'pieces narrower than this go whole into the topological residual',
    unit: same('m'),
  },
  countyQuantityIsTest: {
    zh: '县级的 Q1 是检验还是提示',
    en: 'whether Q1 of a county is a test or a notice',
    unit: say('是/否', 'yes or no'),
  },
  gradeFallback: {
    zh: '上年无非农建设占用时 Q3 怎么办',
    en: 'what Q3 does when construction took nothing the year before',
    unit: same('—'),
  },
  temporaryLandYears: {
    zh: '临时用地最长年限',
    en: 'temporary land: years at most',
    unit: say('年', 'years'),
  },
  temporaryLandYearsLonger: {
    zh: '能源、交通、水利项目临时用地最长年限',
    en: 'temporary land of energy, transport and water: years at most',
    unit: say('年', 'years'),
  },
  expropriationLimits: {
    zh: '征收其他耕地、其他土地超过此面积的由国务院批准',
    en: 'expropriation beyond these is approved by the State Council: other cultivated land, other land',
    unit: say('公顷', 'ha'),
  },
  surveyYears: {
    zh: '核查依据的调查不早于此年数',
    en: 'a check rests on a survey no older than this',
    unit: say('年', 'years'),
  },
  poolingPrices: {
    zh: '跨省域补充耕地资金：每亩、每亩水田、每亩每 100 公斤产能的价格，各省系数',
    en: 'replenishment across provinces: price of a mu, a mu of paddy, 100 kg of capacity on a mu, and factors of provinces',
    unit: say('分', 'fen'),
  },
  changeNotesRequired: {
    zh: '变更备注的县规则（C8）是错误还是提示',
    en: 'whether the county rules of notes on changes (C8) are errors or notices',
    unit: say('是/否', 'yes or no'),
  },
  layerYears: {
    zh: '图层时效：超过此年数的图层算过旧，依据它的“通过”标为需关注',
    en: 'age beyond which a layer is stale, and a pass that rests on it is amber',
    unit: say('年', 'years'),
  },
  ridgeRates: {
    zh: '各县的田坎系数表，按耕地类型 TT、PD 和坡度级别 2–5（C3）',
    en: 'ridge rates of counties by terrace type TT, PD and slope level 2–5 (C3)',
    unit: say('比例', 'share'),
  },
  overlapToleranceCents: {
    zh: '核查：与图层或地类重叠不超过此面积的，算不涉及',
    en: 'check: ground that meets a layer or a class by no more than this meets none',
    unit: same('0.01 m²'),
  },
  steepShare: {
    zh: '25 度以上的面积超过此比例的地块按陡坡处理',
    en: 'ground is steep when more than this share of it is of 25 degrees and above',
    unit: say('比例', 'share'),
  },
  soilDepthLeast: {
    zh: '质量验收：有效土层厚度下限',
    en: 'acceptance: least depth of effective soil',
    unit: same('cm'),
  },
  forcedSoilDepth: {
    zh: '土层薄于此值，作为不顾自然条件强行补充的迹象',
    en: 'soil thinner than this is a sign of replenishment forced against nature',
    unit: same('cm'),
  },
  phRange: {
    zh: '质量验收：酸碱度范围',
    en: 'acceptance: range of pH',
    unit: same('pH'),
  },
  contiguityMetres: {
    zh: '连片：相距不超过此值的耕地算连在一起',
    en: 'contiguity: cultivated land no farther apart than this is joined',
    unit: same('m'),
  },
  isolatedMu: {
    zh: '连片：连同周边耕地不足此面积的为零星地块',
    en: 'contiguity: a block that with the cultivated land around it is below this is isolated',
    unit: say('亩', 'mu'),
  },
  reclamationFees: {
    zh: '耕地开垦费和后续培肥管护资金标准，按地区、地类、质量等级、缴费主体',
    en: 'reclamation fee and upkeep by region, class, quality grade and payer',
    unit: say('分', 'fen'),
  },
  permanentFeeFactor: {
    zh: '占用永久基本农田的，开垦费为同类同等耕地的倍数',
    en: 'permanent basic farmland: times the fee of the same class and grade',
    unit: say('倍', 'times'),
  },
  transferLimits: {
    zh: '指标调剂的年度规模和价格区间，按地区',
    en: 'transfers: yearly volume and range of prices by region',
    unit: say('公顷、分/亩', 'ha, fen per mu'),
  },
};

/** A value as people read it: with its unit where it is one number, and what a composed value holds. */
export function parameterText<K extends keyof Parameters>(
  name: K,
  value: Parameters[K],
): Bilingual {
  const { unit } = MEANING[name];
  if (typeof value === 'boolean') return value ? say('是', 'yes') : say('否', 'no');
  if (typeof value === 'number') {
    const isBare = unit.zh === '—' || name === 'reformFirstYear';
    const amount = /^\d/.test(unit.zh) ? `${value} ×` : String(value);
    return isBare ? same(String(value)) : say(`${amount} ${unit.zh}`, `${amount} ${unit.en}`);
  }
  if (typeof value === 'string') return same(value);
  if (!Array.isArray(value)) {
    const fields = fieldsText(value);
    return say(`${fields}（${unit.zh}）`, `${fields} (${unit.en})`);
  }
  if (value.length === 0) return say('无', 'none');
  return say(rowsText(value, 'zh', '；'), rowsText(value, 'en', '; '));
}

/** `top 16, step 100` */
function fieldsText(value: object): string {
  return Object.entries(value)
    .map(
      ([field, one]) =>
        `${field} ${typeof one === 'object' ? `(${fieldsText(one as object)})` : String(one)}`,
    )
    .join(', ');
}

/** Rows of a table; a row that has words of its own is named by them, with its codes. */
function rowsText(rows: readonly object[], language: 'zh' | 'en', comma: string): string {
  return rows
    .map((row) =>
      'attribute' in row ? conditionText(row as StableExclusion, language) : fieldsText(row),
    )
    .join(comma);
}

const conditionText = (row: StableExclusion, language: 'zh' | 'en'): string =>
  language === 'zh'
    ? `${row.zh}（${row.values.join('、')}）`
    : `${row.en} (${row.values.join(', ')})`;
