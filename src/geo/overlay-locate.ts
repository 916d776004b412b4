/**
 * The edges that the sums of faces could not tell, because features of the other layer overlap at their end: each is looked
 * at by itself, with winding numbers of all features that may hold the point. Slow and plain; clean layers never come here.
 */
import Flatbush from 'flatbush';
import { featureBounds } from './bounds.ts';
import type { TilePairs, UnclearEdge } from './overlay-desk.ts';
import type { TilePlan } from './overlay-plan.ts';
import type { Layer } from './overlay-layer.ts';
import { expandedPolygons } from './compact.ts';
import { featureCount, type Polygons } from './polygons.ts';
import { cross, tieFirst, tieSecond } from './kernel/predicate.ts';

/** Called for each feature that contains a point, with how often. */
type OnFeature = (feature: number, winding: number) => void;

/** Finds the features that contain a point. */
type Locate = (x: number, y: number, on: OnFeature) => void;

/** Answers with the terms of the edges as one more tile, and the faces that were seen to be covered more than once. */
export function clearUp(
  edges: readonly UnclearEdge[],
  a: Layer,
  b: Layer,
  plan: TilePlan,
): { readonly pairs: TilePairs; readonly overA: number[]; readonly overB: number[] } {
  const keys: number[] = [];
  const sums: number[] = [];
  const over = { a: new Set<number>(), b: new Set<number>() };
  const sorted = edges.toSorted((p, q) => p.tile - q.tile);
  // An index of a layer is made when the first edge asks for it.
  let [inA, inB]: [Locate | null, Locate | null] = [null, null];
  for (const { isFirst, ring, x1, y1, x2, y2 } of sorted) {
    const [own, other] = isFirst ? [a, b] : [b, a];
    const face = faceOf(own, featureOf(own, ring));
    const endIsLarger = x2 > x1 || (x2 === x1 && y2 > y1);
    const [px, py] = [x1 - plan.originX, y1 - plan.originY];
    const [across, along] = [px * (y2 - y1), py * (x2 - x1)];
    const moment = (across - along) / 2;
    const size = (Math.abs(across) + Math.abs(along)) / 2;
    let covered = 0;
    const locate = isFirst
      ? (inB ??= locator(expandedPolygons(b.polygons), true))
      : (inA ??= locator(expandedPolygons(a.polygons), false));
    locate(endIsLarger ? x2 : x1, endIsLarger ? y2 : y1, (found, winding) => {
      covered += Math.abs(winding);
      const term = winding * moment;
      if (isFirst) keys.push(face + 1, faceOf(other, found) + 1);
      else keys.push(faceOf(other, found) + 1, face + 1);
      sums.push(term, Math.abs(winding) * size);
    });
    if (covered > 1) (isFirst ? over.a : over.b).add(face);
  }
  return {
    pairs: {
      tiles: Uint32Array.of(plan.count),
      starts: Uint32Array.of(0, keys.length / 2),
      keys: Int32Array.from(keys),
      sums: Float64Array.from(sums),
      unclear: [],
    },
    overA: [...over.a],
    overB: [...over.b],
  };
}

/** Feature of a ring. */
function featureOf({ polygons: { featureStart } }: Layer, ring: number): number {
  let [low, high] = [0, featureStart.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (featureStart[middle]! <= ring) low = middle;
    else high = middle;
  }
  return low;
}

/** Label of a feature, or the feature itself. */
export function faceOf({ labels }: Layer, feature: number): number {
  return labels ? labels[feature]! : feature;
}

/**
 * Which features of a layer contain a point of the other: winding numbers along a ray to the east. Ties are broken as the
 * shift of layer B wants it; `isSecond`: the features are those of B, the points those of A.
 */
export function locator(polygons: Polygons, isSecond: boolean): Locate {
  const index = boxIndex(polygons);
  const { x: xs, y: ys, ringStart, featureStart } = polygons;
  const tie = isSecond ? tieSecond : tieFirst;
  const rowsOf = new Map<number, EdgeRows>();
  return (x, y, on) => {
    if (!index) return;
    for (const feature of index.search(x, y, x, y)) {
      const [from, to] = [featureStart[feature]!, featureStart[feature + 1]!];
      let winding = 0;
      const visit = (i: number, j: number): void => {
        const up = isSecond ? ys[j]! >= y : ys[j]! > y;
        if ((isSecond ? ys[i]! >= y : ys[i]! > y) === up) return;
        const [dx, dy] = [xs[j]! - xs[i]!, ys[j]! - ys[i]!];
        const turn = cross(dx, dy, x - xs[i]!, y - ys[i]!);
        const left = (turn === 0 ? tie(dx, dy) : turn) > 0;
        if (up && left) winding++;
        else if (!up && !left) winding--;
      };
      if (ringStart[to]! - ringStart[from]! <= FEW_EDGES) eachEdge(polygons, from, to, visit);
      else {
        let rows = rowsOf.get(feature);
        if (!rows) rowsOf.set(feature, (rows = edgeRows(polygons, from, to)));
        rows.each(y, visit);
      }
      if (winding !== 0) on(feature, winding);
    }
  };
}

function boxIndex(polygons: Polygons): Flatbush | null {
  const count = featureCount(polygons);
  if (count === 0) return null;
  const boxes = featureBounds(polygons);
  const index = new Flatbush(count);
  for (let f = 0; f < count; f++) {
    if (Number.isNaN(boxes[4 * f]!)) index.add(0, 0, 0, 0);
    else index.add(boxes[4 * f]!, boxes[4 * f + 1]!, boxes[4 * f + 2]!, boxes[4 * f + 3]!);
  }
  index.finish();
  return index;
}

/** Visits the edges of the rings `from` … `to`−1 by the numbers of their vertices. */
function eachEdge(
  { ringStart }: Polygons,
  from: number,
  to: number,
  visit: (i: number, j: number) => void,
): void {
  for (let ring = from; ring < to; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start; i < end; i++) visit(i, i + 1 === end ? start : i + 1);
  }
}

/** Features with more edges than this are asked by rows: a road network may be asked a thousand times. */
const FEW_EDGES = 256;
const EDGES_A_ROW = 8;

/** Edges of one feature by horizontal rows. */
interface EdgeRows {
  /** Visits at least all edges whose height range holds y. */
  each(y: number, visit: (i: number, j: number) => void): void;
}

function edgeRows(polygons: Polygons, from: number, to: number): EdgeRows {
  const { y: ys, ringStart } = polygons;
  const [first, end] = [ringStart[from]!, ringStart[to]!];
  let [low, high] = [Infinity, -Infinity];
  for (let i = first; i < end; i++) {
    low = Math.min(low, ys[i]!);
    high = Math.max(high, ys[i]!);
  }
  const count = Math.ceil((end - first) / EDGES_A_ROW);
  const height = Math.max(1, (high - low) / count);
  const rowOf = (y: number): number =>
    Math.min(count - 1, Math.max(0, Math.floor((y - low) / height)));
  const start = new Uint32Array(count + 1);
  const eachEntry = (entry: (row: number, i: number, j: number) => void): void =>
    eachEdge(polygons, from, to, (i, j) => {
      const [one, other] = [rowOf(ys[i]!), rowOf(ys[j]!)];
      for (let row = Math.min(one, other); row <= Math.max(one, other); row++) entry(row, i, j);
    });
  eachEntry((row) => void start[row + 1]!++);
  for (let row = 0; row < count; row++) start[row + 1]! += start[row]!;
  const next = start.slice(0, count);
  const ends = new Uint32Array(2 * start[count]!);
  eachEntry((row, i, j) => {
    const at = next[row]!++;
    ends[2 * at] = i;
    ends[2 * at + 1] = j;
  });
  return {
    each(y, visit) {
      if (y < low || y > high) return;
      const row = rowOf(y);
      for (let k = start[row]!; k < start[row + 1]!; k++) visit(ends[2 * k]!, ends[2 * k + 1]!);
    },
  };
}
