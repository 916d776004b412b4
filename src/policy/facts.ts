/**
 * 事实 — what is known of a construction site, of candidate ground and of a transfer before any rule is asked. Facts hold no
 * verdict and depend on no rule, so that a stored check can be decided again under the law of another day. What is not
 * known is null or `missing`; it never stands as zero.
 */
import type { Area, CalendarDate } from '../base/index.ts';
import type { LayerKey } from './constraint-layers.ts';

/** 用地方式 — asked first, since it decides which rules apply (practice 16). */
export const LAND_USES = [
  'permanent',
  'temporary',
  'facility-agriculture',
  'rural-housing',
  'linked',
  'early-use',
] as const;
export type LandUse = (typeof LAND_USES)[number];

/** 补充方式 — 新开垦 or 恢复; the zones differ by it (practice 21). */
export const GROUND_VERBS = ['reclaim', 'restore'] as const;
export type GroundVerb = (typeof GROUND_VERBS)[number];

/** The ground of a check that lies in one parcel of the survey. */
export interface GroundPiece {
  readonly parcel: string;
  /** 坐落单位代码 of the village, 12 digits; null when the survey does not say. */
  readonly village: string | null;
  /** Class of TD/T 1055. */
  readonly landClass: string;
  /** Legal area of the piece. */
  readonly area: Area;
  /** 扣除田坎后 — the piece without its share of the ridges; equals `area` where there are none. */
  readonly netArea: Area;
  /** 坡度级别 1–5. */
  readonly slopeLevel: string | null;
  /** 梯田 or 坡地. */
  readonly terrace: 'TT' | 'PD' | null;
  /** 种植属性代码, e.g. JKHF. */
  readonly planting: string | null;
  /** 图斑细化代码, e.g. LQGD. */
  readonly refinement: string | null;
  /** 耕地质量等级 1–10, 1 is best. */
  readonly qualityGrade: number | null;
  /** 国家利用等 1–15, 1 is best. */
  readonly utilizationGrade: number | null;
  /** Ground of the piece within each layer; a layer that it does not meet is left out. */
  readonly within: Readonly<Partial<Record<LayerKey, Area>>>;
}

/** One feature of a layer that the ground meets. */
export interface LayerHit {
  /** What people call the feature. */
  readonly name: string;
  readonly area: Area;
  /** Cultivated land without ridges in it. */
  readonly cultivatedArea: Area;
  readonly attributes: Readonly<Record<string, string | number | null>>;
}

/** What one layer says of the ground. */
export type LayerFact =
  | { readonly state: 'missing' }
  | {
      readonly state: 'given';
      /** 数据时点; null when nobody knows it, which counts as stale. */
      readonly day: CalendarDate | null;
      /** Id of the stored layer, or the name of the file. */
      readonly source: string;
      /** Ground within the layer, counted once. */
      readonly area: Area;
      /** Cultivated land without ridges within the layer, counted once. */
      readonly cultivatedArea: Area;
      /** Largest first. */
      readonly hits: readonly LayerHit[];
    };

/** What a site check and a ground check have in common. */
export interface GroundFacts {
  /** 县级代码, six digits. */
  readonly region: string;
  /** The day whose law is asked. */
  readonly day: CalendarDate;
  readonly survey: { readonly id: string; readonly year: number };
  readonly area: Area;
  /** Ground outside the survey. */
  readonly outsideArea: Area;
  readonly pieces: readonly GroundPiece[];
  readonly layers: Readonly<Record<LayerKey, LayerFact>>;
}

/** 用地 — a construction site. */
export interface SiteFacts extends GroundFacts {
  readonly subject: 'site';
  readonly use: LandUse;
  readonly answers: SiteAnswers;
  readonly county: CountyFacts;
}

/** What only the applicant can say of a site. What was not answered is left out. */
export interface SiteAnswers {
  /** 临时用地: years asked for. */
  readonly years?: number;
  readonly sector?: 'energy' | 'transport' | 'water' | 'other';
  /** 设施农业: what is raised there. */
  readonly facility?: 'planting' | 'livestock' | 'aquaculture';
  /** 是否破坏耕作层. */
  readonly breaksPloughLayer?: boolean;
  /** Whether it is one of the listed major projects that may take permanent basic farmland. */
  readonly isListedMajorProject?: boolean;
  /** 缴费主体, as the fee table of the province calls it. */
  readonly feeSubject?: string;
  /** Papers at hand. */
  readonly papers?: readonly SitePaper[];
}

/** 要件 — papers that a rule may ask for. */
export const SITE_PAPERS = [
  'replacement-designation', // 永久基本农田补划方案
  'land-reclamation-plan', // 土地复垦方案
  'topsoil-plan', // 表土剥离利用方案
  'irrigation-compensation', // 灌溉水源、灌排工程设施补偿方案
  'high-standard-approval', // 占用高标准农田批准文件
  'high-standard-rebuild', // 高标准农田补建方案
  'quota-link', // 补充耕地指标挂钩
  'dated-promise', // 补充耕地承诺
] as const;
export type SitePaper = (typeof SITE_PAPERS)[number];

/** What the county's books say; null is not known. */
export interface CountyFacts {
  /** 上年度非农建设占用耕地平均质量等级. */
  readonly lastYearGrade: number | null;
  /** 省级下达管控规模 of the year. */
  readonly allotmentArea: Area | null;
  /** Already used of it. */
  readonly usedArea: Area | null;
}

/** 补充耕地来源 — candidate ground. */
export interface CandidateFacts extends GroundFacts {
  readonly subject: 'ground';
  readonly verb: GroundVerb;
  /** Which quantity it is to back (practice 12). */
  readonly quantity: 'new-area' | 'paddy' | 'capacity';
  readonly programme: string | null;
  readonly answers: CandidateAnswers;
  /** Ground that was cultivated land in an earlier survey, by year, latest first. */
  readonly earlierYears: readonly {
    readonly year: number;
    readonly survey: string;
    readonly cultivatedArea: Area;
  }[];
  /** 连片 at each distance, in metres: blocks of the ground, the largest of them, and it with the cultivated land around. */
  readonly contiguity: readonly {
    readonly metres: number;
    readonly blocks: number;
    readonly largestArea: Area;
    readonly withNeighboursArea: Area;
  }[];
  readonly county: CountyFacts;
}

/** What only the field team or the applicant can say of candidate ground. What was not answered is left out. */
export interface CandidateAnswers {
  /** 有效土层厚度, cm. */
  readonly soilDepth?: number;
  /** 灌溉: 充分满足 … 不满足. */
  readonly irrigation?: 'full' | 'satisfied' | 'basic' | 'none';
  /** 酸碱度. */
  readonly ph?: number;
  /** 质量鉴定 passed both parts. */
  readonly isAccepted?: boolean;
  /** 鉴定的耕地质量等级. */
  readonly acceptedGrade?: number;
  /** 农业部门、林草部门 have agreed to 恢复 in a zone. */
  readonly signedBy?: readonly string[];
}

/** 指标调剂 — a transfer of quotas between two counties. */
export interface TransferFacts {
  readonly subject: 'transfer';
  readonly day: CalendarDate;
  readonly seller: string;
  readonly buyer: string;
  readonly area: Area;
  readonly paddyArea: Area;
  /** 产能, kg; null is not known. */
  readonly capacity: number | null;
  /** Price asked, fen per 亩; null is not known. */
  readonly price: number | null;
  /** 上年度耕地保有量 of the seller was met. */
  readonly isRetentionMet: boolean | null;
  /** In the provincial platform. */
  readonly isInPlatform: boolean | null;
  /** 调剂资金 in the budget. */
  readonly isInBudget: boolean | null;
  /** Quotas available within the buyer's own county, and city. */
  readonly ownCountyArea: Area | null;
  readonly ownCityArea: Area | null;
  /** 调剂规模 of the seller this year. */
  readonly movedArea: Area | null;
}

/** Facts by what is checked. */
export interface FactsOf {
  readonly site: SiteFacts;
  readonly ground: CandidateFacts;
  readonly transfer: TransferFacts;
}
export type Subject = keyof FactsOf;

/** Replacer for JSON: areas become integers of 0.01 m² written as strings. */
export function areasAsText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

/** Reviver for JSON that `areasAsText` wrote: texts in fields whose name ends in `area` are areas again. */
export function areasFromText(key: string, value: unknown): unknown {
  return typeof value === 'string' && /(^a|A)rea$/.test(key) ? BigInt(value) : value;
}

/** Facts as JSON: areas are integers of 0.01 m² written as strings. */
export function factsToJson(facts: FactsOf[Subject]): string {
  return JSON.stringify(facts, areasAsText);
}

/** Facts from JSON that `factsToJson` wrote: every field whose name ends in `area` is an area, and each of `within`. */
export function factsFromJson(text: string): FactsOf[Subject] {
  return JSON.parse(text, (key, value: unknown) => {
    if (key !== 'within') return areasFromText(key, value);
    return Object.fromEntries(
      Object.entries(value as Record<string, string>).map(([layer, area]) => [layer, BigInt(area)]),
    );
  }) as FactsOf[Subject];
}
