/**
 * A slow and obvious overlay to compare the fast one with. The plane is cut into vertical slabs at every vertex and every
 * crossing; within a slab no two edges cross, so each polygon is a stack of trapezoids and the common area is read off.
 */
import { featureCount, type Polygons } from './polygons.ts';

interface Segment {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Area of a∩b for two features, in square units. Even-odd inside; cost is cubic in the number of edges. */
export function referenceArea(
  a: Polygons,
  featureA: number,
  b: Polygons,
  featureB: number,
): number {
  const one = segments(a, featureA);
  const two = segments(b, featureB);
  const cuts = new Set<number>();
  for (const s of [...one, ...two]) {
    cuts.add(s.x1);
    cuts.add(s.x2);
  }
  for (const s of one) for (const t of two) addCrossing(s, t, cuts);
  const xs = [...cuts].sort((p, q) => p - q);
  let area = 0;
  for (let i = 0; i + 1 < xs.length; i++) {
    const [left, right] = [xs[i]!, xs[i + 1]!];
    if (right - left <= 0) continue;
    const middle = (left + right) / 2;
    area += (right - left) * commonLength(spans(one, middle), spans(two, middle));
  }
  return area;
}

/** Every pair with an area above `least`, as `a,b` → area. */
export function referenceOverlay(a: Polygons, b: Polygons, least = 1e-9): Map<string, number> {
  const pairs = new Map<string, number>();
  for (let i = 0; i < featureCount(a); i++) {
    for (let j = 0; j < featureCount(b); j++) {
      const area = referenceArea(a, i, b, j);
      if (area > least) pairs.set(`${i},${j}`, area);
    }
  }
  return pairs;
}

function segments(polygons: Polygons, feature: number): Segment[] {
  const { x, y, ringStart, featureStart } = polygons;
  const list: Segment[] = [];
  for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start; i < end; i++) {
      const j = i + 1 === end ? start : i + 1;
      if (x[i] === x[j]) continue;
      const forward = x[i]! < x[j]!;
      const [p, q] = forward ? [i, j] : [j, i];
      list.push({ x1: x[p]!, y1: y[p]!, x2: x[q]!, y2: y[q]! });
    }
  }
  return list;
}

function addCrossing(s: Segment, t: Segment, cuts: Set<number>): void {
  const [sx, sy, tx, ty] = [s.x2 - s.x1, s.y2 - s.y1, t.x2 - t.x1, t.y2 - t.y1];
  const turn = sx * ty - sy * tx;
  if (turn === 0) return;
  const at = ((t.x1 - s.x1) * ty - (t.y1 - s.y1) * tx) / turn;
  const x = s.x1 + at * sx;
  if (x > Math.max(s.x1, t.x1) && x < Math.min(s.x2, t.x2)) cuts.add(x);
}

/** Intervals of y inside the polygon along a vertical line that meets no vertex. */
function spans(list: readonly Segment[], x: number): number[] {
  const ys = list
    .filter((s) => s.x1 < x && x < s.x2)
    .map((s) => s.y1 + ((x - s.x1) * (s.y2 - s.y1)) / (s.x2 - s.x1));
  return ys.sort((p, q) => p - q);
}

function commonLength(one: readonly number[], two: readonly number[]): number {
  let length = 0;
  for (let i = 0; i + 1 < one.length; i += 2) {
    for (let j = 0; j + 1 < two.length; j += 2) {
      length += Math.max(0, Math.min(one[i + 1]!, two[j + 1]!) - Math.max(one[i]!, two[j]!));
    }
  }
  return length;
}
