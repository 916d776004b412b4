/**
 * 两年叠加 — the overlay of two yearly surveys. More than nine parcels in ten have the very same rings in both years: they
 * are matched by hash and never enter the arrangement. The rest of both years is projected and overlaid; since equal
 * ground was taken from both, outlines cancel.
 */
import type { Counter } from '../base/index.ts';
import { boundsOf } from './bounds.ts';
import type { Crs } from './crs.ts';
import { ringHashes } from './hash.ts';
import { type IdenticalPairs, matchIdentical } from './match.ts';
import { typescriptKernel } from './overlay-desk.ts';
import type { Layer } from './overlay-layer.ts';
import { overlayBy, type PairAreas } from './overlay.ts';
import { type EqualAreaPlane, equalAreaPlane, GRID_UNIT_AREA, projectToPlane } from './plane.ts';
import { featureCount, type Polygons } from './polygons.ts';

/** A layer with what is known of each feature beforehand. */
export interface HashedLayer {
  readonly polygons: Polygons;
  readonly crs: Crs;
  readonly ringHash: BigUint64Array;
  /** Legal area in m², before rounding. */
  readonly legalArea: Float64Array;
}

/** Pairs in m², sorted by (a, b); −1 is the ground that the other layer does not cover. */
export interface LayerPairs extends PairAreas {
  /** How many pairs are the same parcel in both layers. */
  readonly unchanged: number;
  /** Largest |area in the snapped plane − legal area| of a feature that was overlaid, m². */
  readonly worstDifference: number;
  /** `snapped minus legal` of every overlaid feature, m²: differences[k] belongs to feature features[k] of the layer. */
  readonly differencesA: Differences;
  readonly differencesB: Differences;
  readonly plane: EqualAreaPlane;
  /** Features of one layer that lie over each other, among those that were overlaid. */
  readonly overlapsA: readonly Overlap[];
  readonly overlapsB: readonly Overlap[];
}

/** By how much the grid changes the area of features: area in the snapped plane − legal area, m². */
export interface Differences {
  readonly features: Uint32Array;
  readonly differences: Float64Array;
}

/** Two features of one layer, `one` < `other`, and the ground that both claim, in m². */
export interface Overlap {
  readonly one: number;
  readonly other: number;
  readonly area: number;
}

/** By what overlays are done: this thread alone, or several. */
export interface OverlayMachine {
  overlay(a: Layer, b: Layer, progress?: Counter): PairAreas | Promise<PairAreas>;
  /** Like `projectToPlane`. */
  project(
    polygons: Polygons,
    crs: Crs,
    plane: EqualAreaPlane,
    only: Uint32Array,
  ): Polygons | Promise<Polygons>;
  /** Like `ringHashes`. */
  hashes(polygons: Polygons): BigUint64Array | Promise<BigUint64Array>;
}

/** This thread, by the kernel in TypeScript. */
export const thisThread: OverlayMachine = {
  overlay: (a, b, progress) => overlayBy(typescriptKernel(), a, b, progress),
  project: projectToPlane,
  hashes: ringHashes,
};

/**
 * Overlays two layers in one equal-area plane; features with the same geometry are paired without geometry. Each layer is laid over
 * itself as well, without those: a changed parcel that lies over an unchanged one has that ground outside of the other layer.
 */
export async function overlayLayers(
  a: HashedLayer,
  b: HashedLayer,
  progress?: Counter,
  machine: OverlayMachine = thisThread,
): Promise<LayerPairs> {
  const placed = Number.isFinite(boundsOf(a.polygons)[0]) ? a : b;
  const plane = {
    ...equalAreaPlane(placed.crs, boundsOf(placed.polygons)),
    ellipsoid: a.crs.ellipsoid,
  };
  const sameSystem = a.crs.definition === b.crs.definition;
  const identical = sameSystem
    ? matchIdentical(a.ringHash, b.ringHash)
    : {
        pairsA: new Uint32Array(0),
        pairsB: new Uint32Array(0),
        restA: allOf(a.polygons),
        restB: allOf(b.polygons),
      };
  const { restA, restB } = identical;
  const planeB = { ...plane, ellipsoid: b.crs.ellipsoid };
  const projectedA = await machine.project(a.polygons, a.crs, plane, restA);
  const projectedB = await machine.project(b.polygons, b.crs, planeB, restB);
  const [layerA, layerB] = [{ polygons: projectedA }, { polygons: projectedB }];
  const rest = await machine.overlay(layerA, layerB, progress);
  const overlapsA = overlapsIn(await machine.overlay(layerA, layerA), restA);
  const overlapsB = overlapsIn(await machine.overlay(layerB, layerB), restB);
  const doubledA = union(rest.overlappedA, meeting(rest.a, rest.b, restB, overlapsB));
  const doubledB = union(rest.overlappedB, meeting(rest.b, rest.a, restA, overlapsA));
  const snapped = snappedAreas(rest, restA.length, restB.length);
  const differencesA = differencesOf(snapped.a, restA, a.legalArea);
  const differencesB = differencesOf(snapped.b, restB, b.legalArea);
  return {
    ...mergedRows(identical, rest, a.legalArea),
    overlappedA: doubledA.map((feature) => restA[feature]!),
    overlappedB: doubledB.map((feature) => restB[feature]!),
    unchanged: identical.pairsA.length,
    worstDifference: Math.max(worst(differencesA, doubledA), worst(differencesB, doubledB)),
    differencesA,
    differencesB,
    worstRest: rest.worstRest * GRID_UNIT_AREA,
    unclearEdges: rest.unclearEdges,
    plane,
    overlapsA,
    overlapsB,
  };
}

/** Area of every overlaid feature in the snapped plane, m²: the sum of its pairs. */
function snappedAreas(
  rest: PairAreas,
  featuresA: number,
  featuresB: number,
): { readonly a: Float64Array; readonly b: Float64Array } {
  const [a, b] = [new Float64Array(featuresA), new Float64Array(featuresB)];
  for (let i = 0; i < rest.a.length; i++) {
    const area = rest.area[i]! * GRID_UNIT_AREA;
    if (rest.a[i]! >= 0) a[rest.a[i]!]! += area;
    if (rest.b[i]! >= 0) b[rest.b[i]!]! += area;
  }
  return { a, b };
}

/** Identical pairs and the overlaid rest, which both are in order, as one list in order, m². */
function mergedRows(
  { pairsA, pairsB, restA, restB }: IdenticalPairs,
  rest: PairAreas,
  legalArea: Float64Array,
): Pick<PairAreas, 'a' | 'b' | 'area'> {
  const rows = pairsA.length + rest.a.length;
  const merged = {
    a: new Int32Array(rows),
    b: new Int32Array(rows),
    area: new Float64Array(rows),
  };
  for (let row = 0, pair = 0, next = 0; row < rows; row++) {
    const featureA = next < rest.a.length && rest.a[next]! >= 0 ? restA[rest.a[next]!]! : -1;
    if (next < rest.a.length && !(pair < pairsA.length && pairsA[pair]! < featureA)) {
      merged.a[row] = featureA;
      merged.b[row] = rest.b[next]! < 0 ? -1 : restB[rest.b[next]!]!;
      merged.area[row] = rest.area[next++]! * GRID_UNIT_AREA;
    } else {
      merged.a[row] = pairsA[pair]!;
      merged.b[row] = pairsB[pair]!;
      merged.area[row] = legalArea[pairsA[pair++]!]!;
    }
  }
  return merged;
}

/** Half a legal unit, m²: less is a border that neighbours draw with different vertices, bent by the grid. */
const LEAST_OVERLAP = 5e-3;

/** Pairs of features of one layer that lie over each other, from the overlay of the layer with itself. */
export function overlapsIn(pairs: PairAreas, rows: Uint32Array): Overlap[] {
  const found: Overlap[] = [];
  for (let i = 0; i < pairs.a.length; i++) {
    const [one, other, area] = [pairs.a[i]!, pairs.b[i]!, pairs.area[i]! * GRID_UNIT_AREA];
    if (one >= 0 && other > one && area >= LEAST_OVERLAP)
      found.push({ one: rows[one]!, other: rows[other]!, area });
  }
  return found;
}

/** Features that meet one of the other layer which lies over another: their ground may be counted twice. */
function meeting(
  own: Int32Array,
  other: Int32Array,
  otherRows: Uint32Array,
  overlaps: readonly Overlap[],
): Uint32Array {
  if (overlaps.length === 0) return new Uint32Array(0);
  const doubled = new Set(overlaps.flatMap(({ one, other: second }) => [one, second]));
  const met = new Set<number>();
  for (let i = 0; i < own.length; i++)
    if (own[i]! >= 0 && other[i]! >= 0 && doubled.has(otherRows[other[i]!]!)) met.add(own[i]!);
  return Uint32Array.from(met);
}

function union(one: Uint32Array, other: Uint32Array): Uint32Array {
  return Uint32Array.from([...new Set([...one, ...other])].sort((p, q) => p - q));
}

function differencesOf(
  snapped: Float64Array,
  features: Uint32Array,
  legal: Float64Array,
): Differences {
  return { features, differences: snapped.map((area, i) => area - legal[features[i]!]!) };
}

/** The largest difference of a feature whose area was not counted twice. */
function worst({ differences }: Differences, overlapped: Uint32Array): number {
  const dirty = new Set(overlapped);
  let largest = 0;
  differences.forEach((difference, i) => {
    if (!dirty.has(i)) largest = Math.max(largest, Math.abs(difference));
  });
  return largest;
}

function allOf(polygons: Polygons): Uint32Array {
  return Uint32Array.from({ length: featureCount(polygons) }, (_, i) => i);
}
