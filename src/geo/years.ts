/**
 * 两年叠加 — the overlay of two yearly surveys. More than nine parcels in ten have the very same rings in both years: they
 * are matched by hash and never enter the arrangement. The rest of both years is projected and overlaid; since equal
 * ground was taken from both, outlines cancel.
 */
import { boundsOf } from './bounds.ts';
import type { Crs } from './crs.ts';
import { overlay, type OverlayProgress, type PairAreas } from './overlay.ts';
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
}

/** Overlays two layers in one equal-area plane; features with the same geometry are paired without geometry. */
export function overlayLayers(
  a: HashedLayer,
  b: HashedLayer,
  progress?: OverlayProgress,
): LayerPairs {
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
  const total = pairsA.length + rest.a.length;
  const rows = Array.from({ length: total }, (_, i) => i);
  const rowA = new Int32Array(total);
  const rowB = new Int32Array(total);
  const rowArea = new Float64Array(total);
  const snappedA = new Float64Array(restA.length);
  const snappedB = new Float64Array(restB.length);
  for (let i = 0; i < pairsA.length; i++) {
    rowA[i] = pairsA[i]!;
    rowB[i] = pairsB[i]!;
    rowArea[i] = a.legalArea[pairsA[i]!]!;
  }
  for (let i = 0; i < rest.a.length; i++) {
    const k = pairsA.length + i;
    const [featureA, featureB] = [rest.a[i]!, rest.b[i]!];
    rowA[k] = featureA < 0 ? -1 : restA[featureA]!;
    rowB[k] = featureB < 0 ? -1 : restB[featureB]!;
    rowArea[k] = rest.area[i]! * GRID_UNIT_AREA;
    if (featureA >= 0) snappedA[featureA]! += rowArea[k]!;
    if (featureB >= 0) snappedB[featureB]! += rowArea[k]!;
  }
  rows.sort((p, q) => rowA[p]! - rowA[q]! || rowB[p]! - rowB[q]!);
  return {
    a: Int32Array.from(rows, (row) => rowA[row]!),
    b: Int32Array.from(rows, (row) => rowB[row]!),
    area: Float64Array.from(rows, (row) => rowArea[row]!),
    overlappedA: rest.overlappedA.map((feature) => restA[feature]!),
    overlappedB: rest.overlappedB.map((feature) => restB[feature]!),
    unchanged: pairsA.length,
    worstDifference: Math.max(
      worst(snappedA, restA, a.legalArea, rest.overlappedA),
      worst(snappedB, restB, b.legalArea, rest.overlappedB),
    ),
    plane,
  };
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
  const orderA = sortedByHash(hashA);
  const orderB = sortedByHash(hashB);
  const pairsA: number[] = [];
  const pairsB: number[] = [];
  const restA: number[] = [];
  const restB: number[] = [];
  let [i, j] = [0, 0];
  const runEnd = (hash: BigUint64Array, order: Uint32Array, from: number): number => {
    let end = from + 1;
    while (end < order.length && hash[order[end]!] === hash[order[from]!]) end++;
    return end;
  };
  while (i < orderA.length || j < orderB.length) {
    const valueA = i < orderA.length ? hashA[orderA[i]!]! : null;
    const valueB = j < orderB.length ? hashB[orderB[j]!]! : null;
    const takeA = valueB === null || (valueA !== null && valueA <= valueB);
    const takeB = valueA === null || (valueB !== null && valueB <= valueA);
    const endA = takeA ? runEnd(hashA, orderA, i) : i;
    const endB = takeB ? runEnd(hashB, orderB, j) : j;
    if (takeA && takeB && endA === i + 1 && endB === j + 1 && valueA !== 0n) {
      pairsA.push(orderA[i]!);
      pairsB.push(orderB[j]!);
    } else {
      for (let k = i; k < endA; k++) restA.push(orderA[k]!);
      for (let k = j; k < endB; k++) restB.push(orderB[k]!);
    }
    i = endA;
    j = endB;
  }
  const ascending = (p: number, q: number): number => p - q;
  return {
    pairsA: Uint32Array.from(pairsA),
    pairsB: Uint32Array.from(pairsB),
    restA: Uint32Array.from(restA.sort(ascending)),
    restB: Uint32Array.from(restB.sort(ascending)),
  };
}

/** Feature numbers in order of their hash. Sorting 64-bit keys by their two halves avoids a bigint per comparison. */
function sortedByHash(hashes: BigUint64Array): Uint32Array {
  const words = new Uint32Array(hashes.buffer, hashes.byteOffset, hashes.length * 2);
  return Uint32Array.from({ length: hashes.length }, (_, i) => i).sort(
    (p, q) => words[2 * p + 1]! - words[2 * q + 1]! || words[2 * p]! - words[2 * q]! || p - q,
  );
}
