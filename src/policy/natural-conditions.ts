/**
 * 自然条件 — what slope, soil, water and position say of candidate ground, as far as the facts hold them; rules of several
 * articles ask it.
 */
import type { Area } from '../base/index.ts';
import type { CandidateFacts } from './facts.ts';
import { givenLayer, groundArea } from './outcome.ts';
import type { LawOfDay } from './rule.ts';

/** Ground of 25 degrees and above, or null when the slope map does not say so of all the ground. */
export interface Slopes {
  readonly steepArea: Area | null;
  /** By majority, as a level of slope is given to a parcel. */
  readonly isSteep: boolean;
}

/**
 * 25度以上陡坡 — what the slope map `PDT` says, and the level that the survey gives to parcels; the greater of the two. Level
 * 5 begins beyond 25°: ground of 25° exactly stands in level 4, and no map of levels can tell it.
 */
export function groundOfSlopes(facts: CandidateFacts, law: LawOfDay): Slopes {
  const levels = givenLayer(facts, 'PDT').hits.map(({ area, attributes }) => ({
    area,
    level: String(attributes['PDJB'] ?? ''),
  }));
  const sum = (wanted: RegExp): Area =>
    levels.reduce((all, { area, level }) => (wanted.test(level) ? all + area : all), 0n);
  const bySurvey = groundArea(facts, (piece) => piece.slopeLevel === '5');
  const steepArea = larger(sum(/^5$/), bySurvey);
  const isSteep =
    Number(steepArea) > law.value('steepShare') * Number(facts.area) && steepArea > 0n;
  const known = larger(
    sum(/^[1-5]$/),
    groundArea(facts, (piece) => piece.slopeLevel !== null),
  );
  const unknown = facts.area - known;
  const isTold = isSteep || unknown <= BigInt(law.value('overlapToleranceCents'));
  return { steepArea: isTold ? steepArea : null, isSteep };
}

const larger = (one: Area, other: Area): Area => (one > other ? one : other);
