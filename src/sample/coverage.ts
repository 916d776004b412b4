/**
 * Synthetic coverages for measuring the overlay: parcels like those of a county — fields between wiggly walls, villages
 * with one road network each, ponds inside of fields — at any size, and the same ground a year later.
 *
 * Everything depends on whole numbers through one hash, nothing on an order of drawing, so each part of a map can be told
 * on its own and a second year is the first one with a few answers changed.
 */
import type { Polygons } from '../geo/index.ts';
import { bend, shake } from './coverage-bend.ts';
import { layOut } from './coverage-ground.ts';
import { drawIslands, type Islands, islandsOf } from './coverage-islands.ts';
import { parcelsOf, roadNetworks } from './coverage-parcels.ts';
import { planCoverage } from './coverage-plan.ts';
import { traceRings } from './coverage-rings.ts';
import { twiceAreaOf } from './coverage-area.ts';
import { hashed } from './random.ts';

/**
 * The first year (A); a year later with about 3 % of the parcels changed (near); the first year with every vertex but the
 * outline's moved by up to half a metre (diff); another map of the same square (indep).
 */
export type CoverageVariant = 'A' | 'near' | 'diff' | 'indep';

/** A coverage: it fills its square without a gap, features do not overlap, neighbours share all vertices. */
export interface Coverage {
  /** Whole units of 10 µm about the middle of the square; every feature has one shell. */
  readonly polygons: Polygons;
  /** What a parcel keeps from year to year: the number of its first cell, doubled; for an island one more. */
  readonly id: Int32Array;
  /** 0–6 fields, 7 road, 8 pond. */
  readonly landClass: Uint8Array;
  /** 1–15 for fields, 0 for the rest. */
  readonly grade: Uint8Array;
  /** Twice the area of all features, exact, in square units: the same for all variants of one size. */
  readonly twiceArea: bigint;
}

/** Fewer parcels do not hold roads and islands. */
const FEWEST_PARCELS = 500;

const REDRAWN = 1;
const CLASS = 2;
const GRADE = 3;
const RELABELLED = 4;
const NEW_CLASS = 5;
const OTHER_MAP = 6;

const ROAD = 7;
const POND = 8;
/** Land classes of fields: the chance of a class or one before it. */
const UP_TO_CLASS = [0.45, 0.65, 0.75, 0.85, 0.92, 0.97, 1];

/** Makes a coverage of about `parcels` features; the same arguments give the same numbers. */
export function makeCoverage(options: {
  readonly parcels: number;
  readonly variant: CoverageVariant;
  readonly seed: number;
}): Coverage {
  const { parcels, variant } = options;
  if (!Number.isSafeInteger(parcels) || parcels < FEWEST_PARCELS)
    throw new RangeError(`a coverage has ${FEWEST_PARCELS} parcels or more, not ${parcels}`);
  const seed =
    variant === 'indep' ? Math.floor(hashed(options.seed, OTHER_MAP) * 0x7fff_ffff) : options.seed;
  const isNear = variant === 'near';
  const plan = planCoverage(parcels, seed);
  const islands = islandsOf(plan, seed, isNear);
  const spare = islands.pointStart.at(-1)!;
  const ground = layOut(plan, seed, spare, (wall) => isNear && hashed(seed, REDRAWN, wall) < 0.006);
  const firstIslandPoint = ground.x.length - spare;
  drawIslands(plan, seed, islands, ground.x, ground.y, firstIslandPoint);
  bend(plan.side, ground.x, ground.y);
  if (variant === 'diff') shake(plan.side, seed, ground.x, ground.y);
  const networks = roadNetworks(plan);
  const numbers = numberFeatures(parcelsOf(plan, networks, seed, isNear), islands);
  const polygons = traceRings({ ground, islands, firstIslandPoint, ...numbers });
  return {
    polygons,
    id: numbers.id,
    ...labels(numbers.id, networks, seed, isNear),
    twiceArea: twiceAreaOf(polygons),
  };
}

/** Numbers parcels in the order of their first cell, and islands after the parcel that begins in their cell. */
function numberFeatures(
  firstCell: Int32Array,
  islands: Islands,
): {
  readonly featureOfCell: Int32Array;
  readonly featureOfIsland: Int32Array;
  readonly features: number;
  readonly id: Int32Array;
} {
  const featureOfCell = new Int32Array(firstCell.length);
  const featureOfIsland = new Int32Array(islands.cell.length);
  const id = new Int32Array(firstCell.length + islands.cell.length);
  let [features, island] = [0, 0];
  for (let cell = 0; cell < firstCell.length; cell++) {
    if (firstCell[cell] === cell) {
      id[features] = 2 * cell;
      featureOfCell[cell] = features++;
    } else featureOfCell[cell] = featureOfCell[firstCell[cell]!]!;
    if (islands.cell[island] !== cell) continue;
    id[features] = 2 * cell + 1;
    featureOfIsland[island++] = features++;
  }
  return { featureOfCell, featureOfIsland, features, id: id.slice(0, features) };
}

/** Land class and grade of every feature. */
function labels(
  id: Int32Array,
  networks: Int32Array,
  seed: number,
  isNear: boolean,
): Pick<Coverage, 'landClass' | 'grade'> {
  const [landClass, grade] = [new Uint8Array(id.length), new Uint8Array(id.length)];
  for (let f = 0; f < id.length; f++) {
    if ((id[f]! & 1) === 1) landClass[f] = POND;
    else if (networks[id[f]! >> 1]! >= 0) landClass[f] = ROAD;
    else {
      const chance = hashed(seed, CLASS, id[f]!);
      landClass[f] = UP_TO_CLASS.findIndex((upTo) => chance < upTo);
      if (isNear && hashed(seed, RELABELLED, id[f]!) < 0.007)
        landClass[f] = (landClass[f]! + 1 + Math.floor(6 * hashed(seed, NEW_CLASS, id[f]!))) % 7;
      grade[f] = 1 + Math.floor(15 * hashed(seed, GRADE, id[f]!));
    }
  }
  return { landClass, grade };
}
