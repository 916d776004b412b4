/**
 * 参数 — values of the law or of practice that a text leaves open. Each has its dates, source and standing; the program
 * shows unconfirmed ones as such wherever they are used, and a province may choose its own.
 */
import type { CalendarDate, Dated } from '../base/index.ts';

/** One condition that keeps cultivated land out of 稳定利用耕地. */
export interface StableExclusion {
  /** Attribute of the survey, by our name. */
  readonly attribute: 'slopeLevel' | 'refinement' | 'plantingAttribute';
  readonly values: readonly string[];
  readonly zh: string;
  readonly en: string;
}

/** 拓扑检查的限值 — below or beyond these, shapes are at fault. */
export interface TopologyLimits {
  /** T1, T2: overlaps, gaps and strips of no more ground than this are no fault, m². */
  readonly areaTolerance: number;
  /** T6: how far a point may lie off the edge that should have it, m. */
  readonly junctionTolerance: number;
  /** T5: an angle below this is a spike, degrees. */
  readonly spikeDegrees: number;
  /** T4: 4π × area / border² below this is narrow. */
  readonly compactness: number;
  /** T4: 2 × area / border below this is narrow, m. */
  readonly meanWidth: number;
}

/** 最小上图面积 — ground smaller than this need not be a parcel of its own, m². */
export interface SmallestMappedArea {
  /** 建设用地 and 设施农用地. */
  readonly construction: number;
  /** 农用地 without 设施农用地. */
  readonly agricultural: number;
  readonly other: number;
}

/** 田坎系数表 — rates of one county by terrace type and slope level, as a share of the parcel's area. */
export interface RidgeRateTable {
  /** County code of six digits. */
  readonly region: string;
  /** First day of the table; the latest that is not after the survey is meant. */
  readonly from: CalendarDate;
  /** The document that sets it. */
  readonly source: string;
  readonly rates: {
    readonly [type in 'TT' | 'PD']?: Readonly<Partial<Record<'2' | '3' | '4' | '5', number>>>;
  };
}

/** 耕地开垦费标准 — one line of a province's table: what one unit of ground of a class costs one kind of payer. */
export interface FeeRate {
  /** Province, city or county that it holds for: the first two, four or six digits of its code, or all of them. */
  readonly region: string;
  /** First day; of several the latest that is not after the day of the check. */
  readonly from: CalendarDate;
  /** 缴费主体 as the table calls it; absent means everybody. */
  readonly subject?: string;
  /** 地类, or its beginning: `01`, `0101`. */
  readonly landClass: string;
  /** 质量等级 from the best to the last that it holds for; absent means every grade. */
  readonly grades?: { readonly best: number; readonly last: number };
  readonly unit: 'm2' | 'mu';
  /** Fee, fen per unit. */
  readonly fen: number;
  /** 后续培肥管护资金, fen per unit; absent means that the table has none. */
  readonly upkeepFen?: number;
  /** The document that sets it. */
  readonly source: string;
}

/** 调剂规模和价格 — what a province allows the counties of a region to move in a year, and at which price. */
export interface TransferLimit {
  /** As in `FeeRate`; the longest region that the seller lies in decides. */
  readonly region: string;
  /** 公顷 that one county may sell in a year. */
  readonly yearlyHectares?: number;
  /** Lowest and highest price, fen per 亩. */
  readonly price?: { readonly least: number; readonly most: number };
  readonly source: string;
}

/** 跨省域补充耕地资金 — prices in fen, and the factor of each province, in tenths at the finest. */
export interface PoolingPrices {
  /** One 亩 of dry or irrigated land. */
  readonly muFen: number;
  readonly paddyMuFen: number;
  /** 100 kg of capacity, on one 亩. */
  readonly hundredKgFen: number;
  readonly factors: Readonly<Record<string, number>>;
}

/** Names and types of all parameters. */
export interface Parameters {
  /** First year that is settled in one account (practice 5). */
  readonly reformFirstYear: number;
  readonly stableExclusion: readonly StableExclusion[];
  /** kg per 亩 = (top − utilization grade) × step. */
  readonly capacityFormula: { readonly top: number; readonly step: number };
  /** Tolerance of A1, filed against recomputed area, in 0.01 m². */
  readonly areaToleranceCents: number;
  /** 调平: largest relative difference between measured ground and control area that closing may spread. */
  readonly controlAreaTolerance: number;
  /** Limits of the topology rules T1–T6. */
  readonly topologyLimits: TopologyLimits;
  /** T4: parcels below this are told, lines on the ground excepted. */
  readonly smallestMappedArea: SmallestMappedArea;
  /** Pieces narrower than this go whole into the residual. */
  readonly sliverWidthMetres: number;
  /** Whether Q1 is a test at county level or a notice. */
  readonly countyQuantityIsTest: boolean;
  /** What Q3 compares with when nothing was occupied for construction last year. */
  readonly gradeFallback: 'not-applicable' | 'this-year';
  /** 临时用地: years at most. */
  readonly temporaryLandYears: number;
  /** 临时用地 of energy, transport and water: years at most. */
  readonly temporaryLandYearsLonger: number;
  /** 征收: beyond these the State Council approves, 公顷. */
  readonly expropriationLimits: { readonly cultivated: number; readonly other: number };
  /** A check rests on a survey no older than this many years. */
  readonly surveyYears: number;
  /** 跨省域补充: prices in fen, and factors by the first two digits of the province that pays. */
  readonly poolingPrices: PoolingPrices;
  /** C8: whether the county's rules of notes on changes bind, or are notices. */
  readonly changeNotesRequired: boolean;
  /** 图层时效 — a layer that is older than this many whole years is stale, and what rests on it is amber. */
  readonly layerYears: number;
  /** C3: ridge rates by county; none is shipped, each county measures its own. */
  readonly ridgeRates: readonly RidgeRateTable[];
  /** Ground of a check that meets a layer or a class by no more than this is none, in 0.01 m². */
  readonly overlapToleranceCents: number;
  /** 25度以上陡坡, by majority: ground is steep when more than this share of it is. */
  readonly steepShare: number;
  /** 有效土层厚度 that an acceptance asks for, cm. */
  readonly soilDepthLeast: number;
  /** 不顾自然条件强行补充: soil thinner than this is a sign of it, cm. */
  readonly forcedSoilDepth: number;
  /** 酸碱度 that an acceptance asks for. */
  readonly phRange: { readonly least: number; readonly most: number };
  /** 连片: ground nearer than this counts as joined, m. */
  readonly contiguityMetres: number;
  /** 连片: a block with the cultivated land around it below this is isolated, 亩. */
  readonly isolatedMu: number;
  /** 耕地开垦费 and 后续培肥管护资金; none is shipped, each province sets its own. */
  readonly reclamationFees: readonly FeeRate[];
  /** Permanent basic farmland costs this many times the fee of its class and grade. */
  readonly permanentFeeFactor: number;
  /** 调剂规模和价格; none is shipped, each province sets its own. */
  readonly transferLimits: readonly TransferLimit[];
}

/** Factors by province; those that nobody could name are left out. */
const POOLING_FACTORS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(['11', '31'].map((province) => [province, 2])),
  ...Object.fromEntries(['12', '32', '33', '44'].map((province) => [province, 1.5])),
  ...Object.fromEntries(['21', '35', '37'].map((province) => [province, 1])),
  ...Object.fromEntries(
    ['13', '14', '22', '23', '34', '36', '41', '42', '43', '46'].map((one) => [one, 0.8]),
  ),
  ...Object.fromEntries(['50', '51', '52', '53', '61', '62', '63'].map((one) => [one, 0.5])),
};

type History = { readonly [K in keyof Parameters]: readonly Dated<Parameters[K]>[] };

/** Every version of every parameter, in order of their dates. */
export const PARAMETERS: History = {
  reformFirstYear: [
    {
      value: 2024,
      from: '2024-02-05',
      source: '意见 十一（统一纳入管理）；切换年度未见明文',
      confidence: 'unconfirmed',
    },
  ],
  stableExclusion: [
    {
      value: [
        { attribute: 'slopeLevel', values: ['5'], zh: '坡度大于 25°', en: 'steeper than 25°' },
        {
          attribute: 'refinement',
          values: ['HDGD', 'HQGD', 'LQGD', 'MQGD', 'SHGD', 'SMGD'],
          zh: '河道、湖区、林区、牧区、沙荒、石漠化耕地',
          en: 'in river, lake, forest, pasture, sandy or stony-desert areas',
        },
      ],
      from: '2024-02-05',
      source: '行业通行做法；正式名录未见',
      confidence: 'unconfirmed',
    },
  ],
  capacityFormula: [
    {
      value: { top: 16, step: 100 },
      from: '2018-01-01',
      source: '国土资规〔2017〕13号所附做法；许昌建安区 2022 年实例相符',
      confidence: 'unconfirmed',
    },
  ],
  areaToleranceCents: [
    {
      value: 1,
      from: '2019-01-01',
      source: 'TD/T 1055 取位到 0.01 m²；质检程序旧值 1 m²',
      confidence: 'unconfirmed',
    },
  ],
  controlAreaTolerance: [
    {
      value: 1e-4,
      from: '2019-01-01',
      source: '项目默认，可改；未见明文规定调平限差',
      confidence: 'unconfirmed',
    },
  ],
  topologyLimits: [
    {
      value: {
        areaTolerance: 0.01,
        junctionTolerance: 0.001,
        spikeDegrees: 10,
        compactness: 0.01,
        meanWidth: 1,
      },
      from: '2019-01-01',
      source: '业内质检做法；结点限差为项目默认',
      confidence: 'unconfirmed',
    },
  ],
  smallestMappedArea: [
    {
      value: { construction: 200, agricultural: 400, other: 600 },
      from: '2019-01-01',
      source: 'TD/T 1055-2019（原文未见）；荒漠地区可放宽到 1500 m²，不另作要求',
      confidence: 'unconfirmed',
    },
  ],
  sliverWidthMetres: [
    { value: 0.5, from: '2019-01-01', source: '项目默认，可改', confidence: 'unconfirmed' },
  ],
  countyQuantityIsTest: [
    {
      value: false,
      from: '2024-02-05',
      source: '意见 十二：省域统筹；县级是否考核由省定',
      confidence: 'unconfirmed',
    },
  ],
  gradeFallback: [
    { value: 'not-applicable', from: '2024-02-05', source: '未见规定', confidence: 'unconfirmed' },
  ],
  temporaryLandYears: [
    {
      value: 2,
      from: '2021-09-01',
      source: '一般两年；能源、交通、水利可到四年',
      confidence: 'unconfirmed',
    },
  ],
  temporaryLandYearsLonger: [
    {
      value: 4,
      from: '2021-09-01',
      source: '能源、交通、水利项目；原文未见',
      confidence: 'unconfirmed',
    },
  ],
  expropriationLimits: [
    {
      value: { cultivated: 35, other: 70 },
      from: '2020-01-01',
      source: '土地管理法 四十六（超过三十五公顷、七十公顷）；原文未逐字核对',
      confidence: 'unconfirmed',
    },
  ],
  surveyYears: [
    {
      value: 2,
      from: '2019-01-01',
      source: '项目默认：上年度调查年中才确认；未见规定',
      confidence: 'unconfirmed',
    },
  ],
  poolingPrices: [
    {
      value: {
        muFen: 10_000_000,
        paddyMuFen: 20_000_000,
        hundredKgFen: 2_000_000,
        factors: POOLING_FACTORS,
      },
      from: '2018-03-01',
      source: '国办发〔2018〕16号；原文未见，部分省份的系数不详',
      confidence: 'unconfirmed',
    },
  ],
  changeNotesRequired: [
    {
      value: false,
      from: '2019-01-01',
      source: '个别县 2025 年的质检规则；选用其规则包时才作错误',
      confidence: 'unconfirmed',
    },
  ],
  layerYears: [
    { value: 2, from: '2019-01-01', source: '项目默认，可改；未见规定', confidence: 'unconfirmed' },
  ],
  ridgeRates: [
    {
      value: [],
      from: '2019-01-01',
      source: '田坎系数由各县测定，没有全国的表；由县规则包给出',
      confidence: 'unconfirmed',
    },
  ],
  overlapToleranceCents: [
    {
      value: 100,
      from: '2019-01-01',
      source: '项目默认（1 m²），可改；质检软件的容差未见',
      confidence: 'unconfirmed',
    },
  ],
  steepShare: [
    {
      value: 0.5,
      from: '2024-02-05',
      source: '项目默认：按坡度级别的多数确定；占比未见规定',
      confidence: 'unconfirmed',
    },
  ],
  soilDepthLeast: [
    {
      value: 50,
      from: '2024-02-05',
      source: 'NY/T 2626-2014 和各省通行做法 50–60 cm（原文未见）',
      confidence: 'unconfirmed',
    },
  ],
  forcedSoilDepth: [
    {
      value: 40,
      from: '2024-02-05',
      source: '项目默认：各省通行做法中最低的限值（梯田 40–50 cm）',
      confidence: 'unconfirmed',
    },
  ],
  phRange: [
    {
      value: { least: 4.5, most: 8.5 },
      from: '2024-02-05',
      source: '各省通行做法，下限按区域 4.5 或 5.5（原文未见）',
      confidence: 'unconfirmed',
    },
  ],
  contiguityMetres: [
    {
      value: 12,
      from: '2024-02-05',
      source: '广东两县的研究：0–50 m 中以 12 m 为好；未见规定',
      confidence: 'unconfirmed',
    },
  ],
  isolatedMu: [
    {
      value: 5,
      from: '2024-02-05',
      source: '各地通行做法：不足 5 亩为零星；全国数值未见',
      confidence: 'unconfirmed',
    },
  ],
  reclamationFees: [
    {
      value: [],
      from: '2019-01-01',
      source: '意见 十三：各省分类分主体制定；由省规则包给出',
      confidence: 'unconfirmed',
    },
  ],
  permanentFeeFactor: [
    {
      value: 2,
      from: '2021-09-01',
      source: '用地审查模板：“按照不低于两倍缴纳”',
      confidence: 'confirmed',
    },
  ],
  transferLimits: [
    {
      value: [],
      from: '2024-02-05',
      source: '意见 十二：由省合理确定；由省规则包给出',
      confidence: 'unconfirmed',
    },
  ],
};

/** The version in force on a day; before the first known text its value, shown as unconfirmed. */
export function parameterAt<K extends keyof Parameters>(
  name: K,
  day: CalendarDate,
): Dated<Parameters[K]> {
  const found = PARAMETERS[name].filter(
    (version) => version.from <= day && (version.to === undefined || day <= version.to),
  );
  const last = found.at(-1);
  if (last === undefined) {
    // Years before the first known text are settled by the first known value, and shown as unconfirmed.
    const first = PARAMETERS[name][0]!;
    return { ...first, confidence: 'unconfirmed' };
  }
  return last;
}
