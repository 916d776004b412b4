/** What a repair tells: every change with the area before and after it, and every fault that it leaves and why. */

/** What can be repaired, in the order in which it is done. */
export const REPAIRS = [
  'closing',
  'repeated',
  'spike',
  'order',
  'multipart',
  'junction',
  'overlap',
  'gap',
  'sliver',
] as const;
export type RepairKind = (typeof REPAIRS)[number];

/** One feature changed in one way; areas in m² in the plane of the metric, of the whole feature. */
export interface RepairChange {
  /** 0-based position in the layer that was repaired. */
  readonly feature: number;
  readonly kind: RepairKind;
  readonly before: number;
  readonly after: number;
  /** Parts that the feature has become; 1 unless it was split, 0 when it went into another. */
  readonly parts: number;
  /** The feature that ground came from or went to. */
  readonly other?: number;
  /** Longest edge that closed a ring, m. */
  readonly gap?: number;
}

/** Why a fault stays. */
export type LeftReason =
  /** Wider than the limit: ground that somebody must decide about, not a sliver. */
  | 'wide'
  /** More than two features lie over each other. */
  | 'several'
  /** Only another village is beside it. */
  | 'village'
  /** Only parcels of another class are beside it. */
  | 'class'
  /** No feature shares a border with it. */
  | 'alone'
  /** The shape that would come of it is not sound, or falls apart. */
  | 'shape';

/** A fault that was not repaired; area in m². */
export interface LeftFault {
  readonly kind: 'closing' | 'overlap' | 'gap' | 'sliver';
  /** 0-based positions in the layer that was repaired. */
  readonly features: readonly number[];
  readonly area: number;
  readonly reason: LeftReason;
}
