/**
 * 自相交 — features that count ground twice or not at all because their rings cross, and rings that touch themselves, which
 * takes no ground away and still is no ring (OGC 06-103r4, 6.1.11: a ring is simple, the inside of a polygon is in one piece).
 */
import { COUNT_EVERY, type Counter } from '../base/index.ts';
import { featureCount, type Polygons } from './polygons.ts';
import type { RingFault } from './rings.ts';
import { countsOnce, nestsWell } from './winding.ts';

/** Features of more edges than this are searched by a grid. */
const PAIRS_MAX = 128;

/**
 * Features that do not count every place inside them exactly once, with a point of the fault: edges cross each other
 * properly, or a ring crosses another one (or itself) at a vertex or along a shared stretch, or rings lie in each other as
 * they may not. Then those whose rings only touch, where they may not: themselves, another ring along a line, or others of
 * their part at so many points that its inside falls apart. A hole that touches a ring at one point is no fault.
 */
export function selfCrossings(polygons: Polygons, count: Counter = () => {}): RingFault[] {
  const faults: RingFault[] = [];
  const edges = edgeBuffer();
  const { x, y, ringStart, featureStart } = polygons;
  for (let feature = 0; feature < featureCount(polygons); feature++) {
    if (feature % COUNT_EVERY === 0) count(feature, featureCount(polygons));
    edges.load(polygons, feature);
    const point = edges.count <= PAIRS_MAX ? crossingByPairs(edges) : crossingByGrid(edges);
    if (point) {
      faults.push({ feature, kind: 'self-crossing', point });
      continue;
    }
    const rings = featureStart[feature + 1]! - featureStart[feature]!;
    const [touch] = edges.touches;
    const isSound = touch
      ? countsOnce(polygons, feature)
      : rings < 2 || nestsWell(polygons, feature);
    if (!isSound) {
      const first = ringStart[featureStart[feature]!]!;
      faults.push({
        feature,
        kind: rings < 2 ? 'self-crossing' : 'overlapping-rings',
        point: touch?.point ?? [x[first]!, y[first]!],
      });
      continue;
    }
    const forbidden = edges.fold ?? forbiddenTouch(edges, polygons, feature);
    if (forbidden) faults.push({ feature, kind: 'self-touching', point: forbidden });
  }
  return faults;
}

/** A place where rings of one feature meet: their numbers, and whether they share a stretch or a point. */
interface Touch {
  readonly one: number;
  readonly other: number;
  readonly point: readonly [number, number];
  readonly isStretch: boolean;
}

/** So many places of one feature are kept; a feature that has more is at fault long before. */
const TOUCHES_MAX = 10_000;

/** The first touch that a polygon may not have; null when all of them are allowed. */
function forbiddenTouch(
  edges: EdgeBuffer,
  { isHole, featureStart }: Polygons,
  feature: number,
): readonly [number, number] | null {
  const part: number[] = [];
  let parts = 0;
  for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++)
    part.push((parts += isHole[ring] === 0 ? 1 : 0));
  // Rings and points as the nodes of a graph: a way round in it cuts the inside of a part in two.
  const root = new Map<string, string>();
  const find = (node: string): string => {
    let at = node;
    for (let up = root.get(at); up !== undefined; up = root.get(at)) at = up;
    return at;
  };
  const known = new Set<string>();
  for (const { one, other, point, isStretch } of edges.touches) {
    if (one === other || isStretch) return point;
    if (part[one] !== part[other]) continue;
    for (const ring of [one, other]) {
      const [a, b] = [`ring ${ring}`, `${part[one]} at ${point[0]} ${point[1]}`];
      if (known.has(`${a}, ${b}`)) continue;
      known.add(`${a}, ${b}`);
      if (find(a) === find(b)) return point;
      root.set(find(a), find(b));
    }
  }
  return null;
}

/** The edges of one feature, reused from feature to feature. */
interface EdgeBuffer {
  count: number;
  x1: Float64Array;
  y1: Float64Array;
  x2: Float64Array;
  y2: Float64Array;
  /** Room for few edges in the order of their left ends, and those ends. */
  readonly order: Uint32Array;
  readonly left: Float64Array;
  /** Ring of each edge, counted from the first of the feature. */
  ring: Uint32Array;
  /** Where edges meet that do not follow each other. */
  readonly touches: Touch[];
  /** Where an edge runs back along the one before it. */
  fold: readonly [number, number] | null;
  load(polygons: Polygons, feature: number): void;
}

function edgeBuffer(): EdgeBuffer {
  const make = (n: number): Float64Array => new Float64Array(n);
  return {
    count: 0,
    x1: make(256),
    y1: make(256),
    x2: make(256),
    y2: make(256),
    order: new Uint32Array(PAIRS_MAX),
    left: make(PAIRS_MAX),
    ring: new Uint32Array(256),
    touches: [],
    fold: null,
    load(polygons, feature) {
      const { x, y, ringStart, featureStart } = polygons;
      const [first, last] = [featureStart[feature]!, featureStart[feature + 1]!];
      const needed = ringStart[last]! - ringStart[first]!;
      if (needed > this.x1.length) {
        this.x1 = make(needed * 2);
        this.y1 = make(needed * 2);
        this.x2 = make(needed * 2);
        this.y2 = make(needed * 2);
        this.ring = new Uint32Array(needed * 2);
      }
      this.count = 0;
      this.touches.length = 0;
      this.fold = null;
      for (let ring = first; ring < last; ring++) {
        const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
        for (let i = start; i < end; i++) {
          const j = i + 1 === end ? start : i + 1;
          this.x1[this.count] = x[i]!;
          this.y1[this.count] = y[i]!;
          this.x2[this.count] = x[j]!;
          this.y2[this.count] = y[j]!;
          this.ring[this.count] = ring - first;
          this.count++;
          const k = j + 1 === end ? start : j + 1;
          if (runsBack(x[i]!, y[i]!, x[j]!, y[j]!, x[k]!, y[k]!)) this.fold ??= [x[j]!, y[j]!];
        }
      }
    },
  };
}

/** A sweep from left to right: only edges whose boxes meet are compared. */
function crossingByPairs(edges: EdgeBuffer): readonly [number, number] | null {
  const { count, x1, y1, x2, y2, order, left } = edges;
  for (let i = 0; i < count; i++) {
    const mine = x1[i]! < x2[i]! ? x1[i]! : x2[i]!;
    let k = i - 1;
    for (; k >= 0 && left[k]! > mine; k--) {
      left[k + 1] = left[k]!;
      order[k + 1] = order[k]!;
    }
    left[k + 1] = mine;
    order[k + 1] = i;
  }
  for (let p = 0; p + 1 < count; p++) {
    const i = order[p]!;
    const right = x1[i]! > x2[i]! ? x1[i]! : x2[i]!;
    if (left[p + 1]! > right) continue;
    const low = y1[i]! < y2[i]! ? y1[i]! : y2[i]!;
    const high = y1[i]! > y2[i]! ? y1[i]! : y2[i]!;
    for (let q = p + 1; q < count && left[q]! <= right; q++) {
      const j = order[q]!;
      const [c, d] = [y1[j]!, y2[j]!];
      if ((c > high && d > high) || (c < low && d < low)) continue;
      // The next edge of a ring begins where this one ends: they share a point and cannot cross.
      if (j === i + 1 && x1[j] === x2[i] && c === y2[i]) continue;
      if (i === j + 1 && x1[i] === x2[j] && y1[i] === d) continue;
      const point = crossing(edges, i, j);
      if (point) return point;
    }
  }
  return null;
}

/** The same over a grid of about one edge a cell, so that rings of 10⁵ vertices stay linear. */
function crossingByGrid(edges: EdgeBuffer): readonly [number, number] | null {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < edges.count; i++) {
    minX = Math.min(minX, edges.x1[i]!);
    maxX = Math.max(maxX, edges.x1[i]!);
    minY = Math.min(minY, edges.y1[i]!);
    maxY = Math.max(maxY, edges.y1[i]!);
  }
  const cell = Math.max(
    Math.sqrt(((maxX - minX) * (maxY - minY)) / edges.count),
    (maxX - minX) / 4096,
    (maxY - minY) / 4096,
  );
  if (!(cell > 0)) return null;
  const columns = Math.floor((maxX - minX) / cell) + 1;
  const cells = new Map<number, number[]>();
  for (let i = 0; i < edges.count; i++) {
    const [c1, c2] = ordered(
      Math.floor((edges.x1[i]! - minX) / cell),
      Math.floor((edges.x2[i]! - minX) / cell),
    );
    const [r1, r2] = ordered(
      Math.floor((edges.y1[i]! - minY) / cell),
      Math.floor((edges.y2[i]! - minY) / cell),
    );
    for (let row = r1; row <= r2; row++) {
      for (let column = c1; column <= c2; column++) {
        const key = row * columns + column;
        const inside = cells.get(key);
        if (!inside) {
          cells.set(key, [i]);
          continue;
        }
        for (const j of inside) {
          const point = crossing(edges, i, j);
          if (point) return point;
        }
        inside.push(i);
      }
    }
  }
  return null;
}

function ordered(a: number, b: number): readonly [number, number] {
  return a < b ? [a, b] : [b, a];
}

/** Where two edges cross properly: each one's ends lie strictly on both sides of the other. Notes where they only meet. */
function crossing(edges: EdgeBuffer, i: number, j: number): readonly [number, number] | null {
  const { x1, y1, x2, y2 } = edges;
  const ax = x1[i]!;
  const ay = y1[i]!;
  const bx = x2[i]!;
  const by = y2[i]!;
  const cx = x1[j]!;
  const cy = y1[j]!;
  const dx = x2[j]!;
  const dy = y2[j]!;
  if (Math.max(ax, bx) < Math.min(cx, dx) || Math.max(cx, dx) < Math.min(ax, bx)) return null;
  if (Math.max(ay, by) < Math.min(cy, dy) || Math.max(cy, dy) < Math.min(ay, by)) return null;
  const c = side(ax, ay, bx, by, cx, cy);
  const d = side(ax, ay, bx, by, dx, dy);
  if (c * d > 0) return null;
  const a = side(cx, cy, dx, dy, ax, ay);
  const b = side(cx, cy, dx, dy, bx, by);
  if (a * b > 0) return null;
  if (c * d === 0 || a * b === 0) {
    // Where one begins at the end of the other, they follow each other, or two others meet there as well.
    const follow = (cx === bx && cy === by) || (ax === dx && ay === dy);
    const isStretch = c === 0 && d === 0 && shareStretch(ax, bx, cx, dx, ay, by, cy, dy);
    if ((!follow || isStretch) && edges.touches.length < TOUCHES_MAX)
      edges.touches.push({
        one: edges.ring[i]!,
        other: edges.ring[j]!,
        point: c === 0 ? [cx, cy] : d === 0 ? [dx, dy] : a === 0 ? [ax, ay] : [bx, by],
        isStretch,
      });
    return null;
  }
  const t =
    offset(cx, cy, dx, dy, ax, ay) /
    (offset(cx, cy, dx, dy, ax, ay) - offset(cx, cy, dx, dy, bx, by));
  return [ax + t * (bx - ax), ay + t * (by - ay)];
}

/** Whether two edges on one line have more than a point in common. */
function shareStretch(
  ax: number,
  bx: number,
  cx: number,
  dx: number,
  ay: number,
  by: number,
  cy: number,
  dy: number,
): boolean {
  return (
    Math.max(Math.min(ax, bx), Math.min(cx, dx)) < Math.min(Math.max(ax, bx), Math.max(cx, dx)) ||
    Math.max(Math.min(ay, by), Math.min(cy, dy)) < Math.min(Math.max(ay, by), Math.max(cy, dy))
  );
}

/** Whether b→c runs back along a→b. */
function runsBack(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): boolean {
  return (bx - ax) * (cx - bx) + (by - ay) * (cy - by) < 0 && side(ax, ay, bx, by, cx, cy) === 0;
}

/** Sign of the turn a→b→p; a value that rounding could have made counts as 0, i.e. as touching. */
function side(ax: number, ay: number, bx: number, by: number, px: number, py: number): number {
  const left = (bx - ax) * (py - ay);
  const right = (by - ay) * (px - ax);
  const turn = left - right;
  // Error bound of the two-product difference: J. R. Shewchuk, Adaptive Precision Floating-Point Arithmetic (1997), ccwerrboundA.
  const bound = 3.330_669_073_875_471_6e-16 * (Math.abs(left) + Math.abs(right));
  return turn > bound ? 1 : turn < -bound ? -1 : 0;
}

/** Twice the area of the triangle c→d→p, for the place of a crossing. */
function offset(cx: number, cy: number, dx: number, dy: number, px: number, py: number): number {
  return (dx - cx) * (py - cy) - (dy - cy) * (px - cx);
}
