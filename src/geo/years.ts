/**
 * 两年叠加 — the overlay of two yearly surveys. More than nine parcels in ten have the very same rings in both years: they
 * are matched by hash and never enter the arrangement. The rest of both years is projected and overlaid; since equal
 * ground was taken from both, outlines cancel.
 */
import type { Counter } from '../base/index.ts';
import { boundsOf } from './bounds.ts';
import type { Crs } from './crs.ts';
import { RowList } from './pair-rows.ts';
import { overlay, type PairAreas } from './overlay.ts';
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
  readonly plane: EqualAreaPlane;
  /** Features of one layer that lie over each other, among those that were overlaid. */
  readonly overlapsA: readonly Overlap[];
  readonly overlapsB: readonly Overlap[];
}

/** Two features of one layer, `one` < `other`, and the ground that both claim, in m². */
export interface Overlap {
  readonly one: number;
  readonly other: number;
  readonly area: number;
}

/** Overlays two layers in one equal-area plane; features with the same geometry are paired without geometry. */
export function overlayLayers(a: HashedLayer, b: HashedLayer, progress?: Counter): LayerPairs {
  const boundsA = boundsOf(a.polygons);
  const plane = equalAreaPlane(a.crs, Number.isFinite(boundsA[0]) ? boundsA : boundsOf(b.polygons));
  const sameSystem = a.crs.definition === b.crs.definition;
  const { pairsA, pairsB, restA, restB } = sameSystem
    ? matchIdentical(a.ringHash, b.ringHash)
    : {
        pairsA: new Uint32Array(0),
        pairsB: new Uint32Array(0),
        restA: allOf(a.polygons),
        restB: allOf(b.polygons),
      };
  const projectedA = projectToPlane(a.polygons, a.crs, plane, restA);
  const projectedB = projectToPlane(
    b.polygons,
    b.crs,
    { ...plane, ellipsoid: b.crs.ellipsoid },
    restB,
  );
  const rest = overlay(projectedA, projectedB, progress);
  const overlapsA = overlapsWithin(projectedA, restA);
  const overlapsB = overlapsWithin(projectedB, restB);
  const doubledA = meeting(rest.a, rest.b, restB, overlapsB);
  const doubledB = meeting(rest.b, rest.a, restA, overlapsA);
  const rows = new RowList(pairsA.length + rest.a.length);
  const snappedA = new Float64Array(restA.length);
  const snappedB = new Float64Array(restB.length);
  for (let i = 0; i < pairsA.length; i++)
    rows.push(pairsA[i]!, pairsB[i]!, a.legalArea[pairsA[i]!]!);
  for (let i = 0; i < rest.a.length; i++) {
    const [featureA, featureB] = [rest.a[i]!, rest.b[i]!];
    const area = rest.area[i]! * GRID_UNIT_AREA;
    rows.push(featureA < 0 ? -1 : restA[featureA]!, featureB < 0 ? -1 : restB[featureB]!, area);
    if (featureA >= 0) snappedA[featureA]! += area;
    if (featureB >= 0) snappedB[featureB]! += area;
  }
  return {
    ...rows.sorted(featureCount(a.polygons)),
    overlappedA: union(rest.overlappedA, doubledA).map((feature) => restA[feature]!),
    overlappedB: union(rest.overlappedB, doubledB).map((feature) => restB[feature]!),
    unchanged: pairsA.length,
    worstDifference: Math.max(
      worst(snappedA, restA, a.legalArea, union(rest.overlappedA, doubledA)),
      worst(snappedB, restB, b.legalArea, union(rest.overlappedB, doubledB)),
    ),
    plane,
    overlapsA,
    overlapsB,
  };
}

/** Half a legal unit, m²: less is a border that neighbours draw with different vertices, bent by the grid. */
const LEAST_OVERLAP = 5e-3;

/** Pairs of features of one layer that lie over each other: the layer is overlaid with itself. */
function overlapsWithin(polygons: Polygons, rows: Uint32Array): Overlap[] {
  const pairs = overlay(polygons, polygons);
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

function worst(
  snapped: Float64Array,
  rest: Uint32Array,
  legal: Float64Array,
  overlapped: Uint32Array,
): number {
  const dirty = new Set(overlapped);
  let largest = 0;
  snapped.forEach((area, i) => {
    if (!dirty.has(i)) largest = Math.max(largest, Math.abs(area - legal[rest[i]!]!));
  });
  return largest;
}

function allOf(polygons: Polygons): Uint32Array {
  return Uint32Array.from({ length: featureCount(polygons) }, (_, i) => i);
}

/** Pairs of features whose hash occurs exactly once in both layers; the rest of both in order. Hash 0 is no geometry. */
export function matchIdentical(
  hashA: BigUint64Array,
  hashB: BigUint64Array,
): { pairsA: Uint32Array; pairsB: Uint32Array; restA: Uint32Array; restB: Uint32Array } {
  const [wordsA, wordsB] = [halves(hashA), halves(hashB)];
  const mask = 2 ** Math.ceil(Math.log2(Math.max(2, hashB.length * 2))) - 1;
  /** Per slot: the first feature of B with its hash, and how many there are in either layer. */
  const first = new Int32Array(mask + 1).fill(-1);
  const [countA, countB] = [new Uint32Array(mask + 1), new Uint32Array(mask + 1)];
  const slotOf = (words: Uint32Array, feature: number): number => {
    const [low, high] = [words[2 * feature]!, words[2 * feature + 1]!];
    let slot = (low ^ Math.imul(high, 0x9e37_79b1)) & mask;
    for (; first[slot]! >= 0; slot = (slot + 1) & mask) {
      const other = 2 * first[slot]!;
      if (wordsB[other] === low && wordsB[other + 1] === high) break;
    }
    return slot;
  };
  for (let b = 0; b < hashB.length; b++) {
    const slot = slotOf(wordsB, b);
    if (first[slot]! < 0) first[slot] = b;
    countB[slot]!++;
  }
  const slots = new Uint32Array(hashA.length);
  for (let a = 0; a < hashA.length; a++) {
    slots[a] = slotOf(wordsA, a);
    if (first[slots[a]!]! >= 0) countA[slots[a]!]!++;
  }
  const paired = new Uint8Array(hashB.length);
  const [pairsA, pairsB, restA, restB]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let a = 0; a < hashA.length; a++) {
    const slot = slots[a]!;
    const isEmpty = wordsA[2 * a] === 0 && wordsA[2 * a + 1] === 0;
    if (countA[slot] === 1 && countB[slot] === 1 && !isEmpty) {
      pairsA.push(a);
      pairsB.push(first[slot]!);
      paired[first[slot]!] = 1;
    } else restA.push(a);
  }
  for (let b = 0; b < hashB.length; b++) if (paired[b] === 0) restB.push(b);
  return {
    pairsA: Uint32Array.from(pairsA),
    pairsB: Uint32Array.from(pairsB),
    restA: Uint32Array.from(restA),
    restB: Uint32Array.from(restB),
  };
}

/** The two halves of every hash: numbers are compared many times faster than big integers. */
function halves(hashes: BigUint64Array): Uint32Array {
  return new Uint32Array(hashes.buffer, hashes.byteOffset, hashes.length * 2);
}
