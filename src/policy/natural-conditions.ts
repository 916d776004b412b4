/**
 * 自然条件 — what slope, soil, water and position say of candidate ground, as far as the facts hold them; rules of several
 * articles ask it.
 */
import { type Area, type Bilingual, say } from '../base/index.ts';
import type { CandidateFacts } from './facts.ts';
import { givenLayer, groundArea, hectares } from './outcome.ts';
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

/** 连片 of the ground: its largest block with the cultivated land around, and whether that is too little to be worked. */
export interface Position {
  readonly blocks: number;
  readonly withNeighboursArea: Area;
  readonly isIsolated: boolean;
}

/** The position at the distance of the law; null when the facts were not measured at it. */
export function positionOf(facts: CandidateFacts, law: LawOfDay): Position | null {
  const metres = law.value('contiguityMetres');
  const found = facts.contiguity.find((one) => one.metres === metres);
  if (found === undefined) return null;
  const { blocks, withNeighboursArea } = found;
  // 1 亩 is 200 000/3 of 0.01 m².
  const least = BigInt(Math.round(law.value('isolatedMu') * 200_000));
  return { blocks, withNeighboursArea, isIsolated: withNeighboursArea * 3n < least };
}

/** Signs that ground is cultivated against nature (不顾自然条件强行补充), and what is not known. */
export interface NatureSigns {
  readonly signs: readonly Bilingual[];
  readonly unknown: readonly Bilingual[];
}

/** No water, thin soil, isolated, steep. */
export function natureSigns(facts: CandidateFacts, law: LawOfDay): NatureSigns {
  const { irrigation, soilDepth } = facts.answers;
  const [slopes, position] = [groundOfSlopes(facts, law), positionOf(facts, law)];
  const leastDepth = law.value('forcedSoilDepth');
  const around = position && hectares(position.withNeighboursArea);
  const asked: readonly (readonly [
    isSign: boolean | undefined,
    name: Bilingual,
    sign: Bilingual,
  ])[] = [
    [
      irrigation === undefined ? undefined : irrigation === 'none',
      say('灌溉', 'irrigation'),
      say('没有灌溉水源', 'no water'),
    ],
    [
      soilDepth === undefined ? undefined : soilDepth < leastDepth,
      say('有效土层厚度', 'depth of the soil'),
      say(
        `有效土层 ${soilDepth} cm，不足 ${leastDepth} cm`,
        `soil of ${soilDepth} cm, below ${leastDepth} cm`,
      ),
    ],
    [
      position?.isIsolated,
      say('连片', 'contiguity'),
      say(
        `零星：连同周边耕地 ${around?.zh}`,
        `isolated: ${around?.en} with the cultivated land around`,
      ),
    ],
    [
      slopes.steepArea === null ? undefined : slopes.isSteep,
      say('坡度', 'slope'),
      say('25 度以上占多数', 'mostly of 25 degrees and above'),
    ],
  ];
  return {
    signs: asked.flatMap(([isSign, , sign]) => (isSign === true ? [sign] : [])),
    unknown: asked.flatMap(([isSign, name]) => (isSign === undefined ? [name] : [])),
  };
}
