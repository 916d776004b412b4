/** Facts for tests of rules: a site, ground and a transfer that meet nothing, with every layer given, and changes to them. */
import {
  type CandidateFacts,
  CONSTRAINT_LAYERS,
  type GroundFacts,
  type GroundPiece,
  type LayerFact,
  type LayerHit,
  type LayerKey,
  type SiteFacts,
  type TransferFacts,
} from '../index.ts';

/** The day whose law the facts ask; every layer is of the year before. */
export const DAY = '2026-03-17';

/** 1 公顷 in 0.01 m². */
export const HECTARE = 1_000_000n;

/** A layer that was given, with as much of the ground in it. */
export function layerOf(
  area: bigint,
  day: string | null = '2025-06-30',
  hits: readonly Partial<LayerHit>[] = [],
): LayerFact {
  return {
    state: 'given',
    day,
    source: 'l-0000000000000000',
    area,
    cultivatedArea: area,
    hits: hits.map((hit) => ({ name: '一号', area, cultivatedArea: 0n, attributes: {}, ...hit })),
  };
}

/** One hectare of dry land in the plain. */
export function piece(changes: Partial<GroundPiece> = {}): GroundPiece {
  const { area = HECTARE } = changes;
  return {
    parcel: '1',
    village: '990101001001',
    landClass: '0103',
    area,
    netArea: area,
    slopeLevel: '1',
    terrace: null,
    planting: null,
    refinement: null,
    qualityGrade: 5,
    utilizationGrade: 7,
    within: {},
    ...changes,
  };
}

type Layers = Partial<Record<LayerKey, LayerFact>>;
type Changes<F extends GroundFacts> = Partial<Omit<F, 'layers'>> & { readonly layers?: Layers };

function ground(changes: Layers | undefined): Omit<GroundFacts, 'area'> {
  const clear = CONSTRAINT_LAYERS.map(({ key }) => [key, layerOf(0n)] as const);
  return {
    region: '990101',
    day: DAY,
    survey: { id: 's-0000000000000000', year: 2025 },
    outsideArea: 0n,
    pieces: [],
    layers: { ...Object.fromEntries(clear), ...changes } as GroundFacts['layers'],
  };
}

/** A site that meets nothing. */
export function site(changes: Changes<SiteFacts> = {}): SiteFacts {
  return {
    subject: 'site',
    use: 'permanent',
    answers: {},
    county: { lastYearGrade: null, allotmentArea: null, usedArea: null },
    area: HECTARE,
    ...ground(undefined),
    ...changes,
    layers: ground(changes.layers).layers,
  };
}

/** Candidate ground that meets nothing, in the flat; its slope map covers it. */
export function candidate(changes: Changes<CandidateFacts> = {}): CandidateFacts {
  const { area = HECTARE } = changes;
  return {
    subject: 'ground',
    verb: 'restore',
    quantity: 'new-area',
    programme: null,
    answers: {},
    earlierYears: [],
    contiguity: [],
    county: { lastYearGrade: null, allotmentArea: null, usedArea: null },
    area,
    ...ground(undefined),
    ...changes,
    layers: ground({ PDT: slopes({ '1': area }), ...changes.layers }).layers,
  };
}

/** A slope map with so much ground in each level. */
export function slopes(levels: Readonly<Record<string, bigint>>): LayerFact {
  const hits = Object.entries(levels).map(([level, area]) => ({
    area,
    attributes: { PDJB: level },
  }));
  return layerOf(
    hits.reduce((sum, hit) => sum + hit.area, 0n),
    '2025-06-30',
    hits,
  );
}

/** A transfer of one hectare between two cities of a province, with nothing against it. */
export function transfer(changes: Partial<TransferFacts> = {}): TransferFacts {
  return {
    subject: 'transfer',
    day: DAY,
    seller: '990201',
    buyer: '990101',
    area: HECTARE,
    paddyArea: 0n,
    capacity: null,
    price: 1_000_000,
    isRetentionMet: true,
    isInPlatform: true,
    isInBudget: true,
    ownCountyArea: 0n,
    ownCityArea: 0n,
    movedArea: 0n,
    ...changes,
  };
}
