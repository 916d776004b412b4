/**
 * The shape of a settled year (年度结算): the document that is stored, printed, explained and published. Areas are
 * decimal texts of 0.01 m², capacity is whole kg as text; the document states its units once. Nothing in it is rounded.
 */
import type { Bilingual, Citation, Confidence, Finding } from '../base/index.ts';
import type { SecrecyLevel } from '../base/index.ts';

/** An Area (0.01 m²) as decimal text, so that JSON keeps every digit. */
export type AreaText = string;

/** 阶段 — only the last one fixes the provincial cap (practice 3). */
export const STAGES = ['county-reported', 'province-verified', 'state-confirmed'] as const;
export type Stage = (typeof STAGES)[number];

/** 耕地账 — opening − losses + gains + residual = closing, to the last 0.01 m². */
export interface Account {
  readonly opening: AreaText;
  readonly losses: AreaText;
  readonly gains: AreaText;
  /** 订正与残差: boundary adjustment, data correction, ridge changes and topological residual, signed. */
  readonly residual: AreaText;
  readonly closing: AreaText;
}

/** Which side of the account a flow stands on. `none` never touches cultivated land, `inside` stays within it. */
export type FlowSide = 'loss' | 'gain' | 'adjustment' | 'inside' | 'none';

/** One bar of the waterfall: a flow with its total net cultivated area, signed. */
export interface AccountRow {
  readonly flow: string;
  readonly side: 'loss' | 'gain' | 'adjustment';
  readonly title: Bilingual;
  /** Signed: losses negative. */
  readonly area: AreaText;
  readonly pieces: number;
  /** Who must supplement, in words; absent where nobody must. */
  readonly duty?: Bilingual;
  readonly exempt: boolean;
  readonly citation: Citation;
  readonly confidence: Confidence;
}

/** 流量 — net area that went from one class to another by one flow. */
export interface FlowRow {
  readonly flow: string;
  /** TD1055 codes; `''` is outside the region (boundary adjustment). */
  readonly from: string;
  readonly to: string;
  readonly area: AreaText;
  readonly pieces: number;
}

/** 平衡检验 — `no-data` is red, never a pass; `notice` holds back nothing at this level. */
export type Verdict = 'pass' | 'fail' | 'notice' | 'no-data' | 'not-applicable';

export interface BalanceTest {
  readonly id: 'Q1' | 'Q2' | 'Q3' | 'Q4' | 'Q5';
  readonly title: Bilingual;
  readonly verdict: Verdict;
  /** Clause as people cite it, e.g. `意见 十一`. */
  readonly clause: string;
  readonly citation: Citation;
  readonly confidence: Confidence;
  /** What was compared, as shown: supplement against occupation, with unit. Absent where it could not be computed. */
  readonly supplement?: Bilingual;
  readonly occupation?: Bilingual;
  /** One sentence: why, with the numbers; for no-data, what is missing and who has it. */
  readonly reason: Bilingual;
  readonly remedy?: Bilingual;
  /** Ids of the parcels that pull the result down, at most 20. */
  readonly parcels: readonly string[];
}

/** 稳定利用耕地 — with the excluded parts; the increase splits into ground and label (practice 4). */
export interface StableLand {
  readonly before: AreaText;
  readonly after: AreaText;
  readonly netIncrease: AreaText;
  /** 实地增减: class changed on the ground. */
  readonly onGround: AreaText;
  /** 标注/坡度变化: only a label or slope level changed; shown amber and listed. */
  readonly byLabel: AreaText;
  /** 残差: what neither explains. netIncrease = onGround + byLabel + residual. */
  readonly residual: AreaText;
  readonly excluded: readonly {
    readonly reason: Bilingual;
    readonly condition: string;
    readonly before: AreaText;
    readonly after: AreaText;
  }[];
  readonly labelParcels: readonly {
    readonly id: string;
    readonly change: string;
    readonly area: AreaText;
  }[];
  readonly confidence: Confidence;
}

/** 上限 — a province's cap for next year's non-agricultural occupation; counties have none (practice 2). */
export interface Cap {
  readonly area: AreaText;
  /** False: 前提未满足, the total is not in balance, and the cap is zero. */
  readonly preconditionMet: boolean;
  readonly forYear: number;
  /** Only a state-confirmed settlement fixes it. */
  readonly fixed: boolean;
  readonly citation: Citation;
  /** No surer than the list of what is not stably used, and the test that is its precondition. */
  readonly confidence: Confidence;
}

/** 批建对照 — construction flows beside approvals (practice 7). */
export interface ApprovalRow {
  readonly kind:
    | 'approved-and-built'
    | 'approved-earlier-built'
    | 'approved-not-built'
    | 'built-before-approval'
    | 'no-approval';
  readonly title: Bilingual;
  readonly area: AreaText;
  readonly pieces: number;
  /** Patches by id: all of 未批先建 and 无批文, at most 50 of the others. */
  readonly parcels: readonly string[];
}

/** The account of one village, town, county, city or province. */
export interface ZoneAccount {
  readonly level: 'province' | 'city' | 'county' | 'town' | 'village';
  readonly code: string;
  readonly name: string;
  readonly account: Account;
  readonly stableBefore: AreaText;
  readonly stableAfter: AreaText;
  /** Signed area by flow, only those that occur. */
  readonly rows: Readonly<Record<string, AreaText>>;
}

/** Totals of one class at both dates, net of ridges; ridges themselves stand under 1203. */
export interface ClassTotal {
  readonly landClass: string;
  readonly name: Bilingual;
  readonly before: AreaText;
  readonly after: AreaText;
}

/** A data set that went in. */
export interface SettlementInput {
  /** `s-…` id. */
  readonly snapshot: string;
  readonly title: string;
  readonly year: number;
  readonly parcels: number;
  readonly area: AreaText;
  readonly secrecy: SecrecyLevel;
}

/** A parameter of the rule set that was used, with its standing. */
export interface UsedParameter {
  readonly name: string;
  readonly value: string;
  readonly from: string;
  readonly source: string;
  readonly confidence: Confidence;
}

/** 年度结算 — the whole document. */
export interface Settlement {
  readonly kind: 'liangtian-settlement';
  readonly units: { readonly area: '0.01 m2'; readonly capacity: 'kg' };
  /** e.g. `990101-2025`. */
  readonly id: string;
  readonly region: string;
  readonly regionName: string;
  readonly level: 'county' | 'city' | 'province';
  readonly year: number;
  readonly stage: Stage;
  readonly secrecy: SecrecyLevel;
  readonly ruleSet: string;
  readonly engine: string;
  readonly before: SettlementInput;
  readonly after: SettlementInput;
  readonly layers: readonly {
    readonly kind: string;
    readonly title: string;
    readonly features: number;
  }[];
  /** 控制面积 of both years and whether Σ parcels equals it; null when not given. */
  readonly controlArea: { readonly before: AreaText | null; readonly after: AreaText | null };
  readonly account: Account;
  readonly rows: readonly AccountRow[];
  readonly flows: readonly FlowRow[];
  readonly classes: readonly ClassTotal[];
  readonly stable: StableLand;
  /** Null for anything but a province. */
  readonly cap: Cap | null;
  /** Why a province has no cap yet: counties of its list that are not settled. */
  readonly capMissing?: { readonly reason: Bilingual; readonly counties: readonly string[] };
  /** The settlements that a province is the sum of, with the version of each. */
  readonly counties?: readonly { readonly id: string; readonly version: number }[];
  /** 省级下达管控规模: text of the allotment, or null = nobody entered one yet (未录入). */
  readonly allotment: AreaText | null;
  /** Years before the reform settle two accounts (practice 5); null from the switch on. */
  readonly twoAccounts: {
    readonly nonAgricultural: { readonly occupied: AreaText; readonly supplemented: AreaText };
    readonly inOut: { readonly out: AreaText; readonly in: AreaText };
    readonly citation: Citation;
    readonly confidence: Confidence;
  } | null;
  readonly tests: readonly BalanceTest[];
  /** Null when no approval data were given: shown as 缺数据. */
  readonly approvals: readonly ApprovalRow[] | null;
  readonly zones: readonly ZoneAccount[];
  readonly parameters: readonly UsedParameter[];
  readonly findings: {
    readonly counts: Readonly<Record<string, number>>;
    /** At most 20 of each rule. */
    readonly examples: readonly Finding[];
  };
  /** Worst |snapped − legal| of a parcel in m², and Σ over pieces minus Σ over parcels, which must be 0. */
  readonly proof: {
    readonly worstParcelDifference: number;
    readonly pieces: number;
    readonly unchangedParcels: number;
  };
  /** Facts for next year's Q3 and opening check. */
  readonly carry: {
    readonly nonAgriculturalGradeAverage: string | null;
    /** The same average as a fraction: Σ area × grade × 10⁴ / Σ area. Next year compares with it, unrounded. */
    readonly nonAgriculturalGradeExact?: string | null;
    /** Why the average may be null: nothing was occupied, or the grade of what was is not known. */
    readonly nonAgriculturalOccupation: 'none' | 'graded' | 'ungraded';
    readonly closing: AreaText;
  };
}

/**
 * 变化地块 — one piece of ground whose class, ridge or label changed: a parcel of the year before cut with one of the
 * year after. Written to changes.gpkg and changes.parquet with its geometry.
 */
export interface ChangedPiece {
  /** Rows in the two parcel tables; −1 is outside. */
  readonly before: number;
  readonly after: number;
  readonly beforeId: string;
  readonly afterId: string;
  readonly fromClass: string;
  readonly toClass: string;
  readonly flow: string;
  /** Gross area of the piece. */
  readonly area: AreaText;
  /** Effect on the net cultivated area, signed. */
  readonly cultivated: AreaText;
  /** Effect on 稳定利用耕地, signed. */
  readonly stable: AreaText;
  readonly village: string;
  /** Grade numbers used in Q2, Q3 and Q5; null is no data. */
  readonly qualityGrade: number | null;
  readonly utilizationGrade: number | null;
  /** Document or layer that excuses or approves it, in words; '' when none. */
  readonly evidence: string;
  readonly clause: string;
}
