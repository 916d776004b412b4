/**
 * From the rings of a file to Polygons: closing copies dropped, repeated points dropped, shells counterclockwise, holes
 * clockwise. A ring that cannot be used makes its feature empty and is told as a fault; the other features go on.
 */
import { COUNT_EVERY, type Counter } from '../base/index.ts';
import { featureCount, type Polygons } from './polygons.ts';
import { countsOnce, nestsWell } from './winding.ts';

/** What can be wrong with a ring. */
export type RingFaultKind =
  | 'no-geometry'
  | 'not-finite'
  | 'out-of-range'
  | 'too-few-points'
  | 'not-closed'
  | 'self-crossing'
  | 'overlapping-rings'
  | 'zero-area';

/** One fault: which feature, what, and a point of it in the coordinates of the file. */
export interface RingFault {
  readonly feature: number;
  readonly kind: RingFaultKind;
  readonly point: readonly [number, number] | null;
}

/** Collects features ring by ring; `finish` gives the layer and its faults. */
export interface PolygonsBuilder {
  beginFeature(): void;
  /**
   * A ring as it stands in the file: `coordinates` holds `dimension` numbers a vertex (x, y, and others that are
   * dropped), from `start` for `count` vertices. `mustClose` when the format says that the last vertex repeats the first.
   */
  addRing(
    coordinates: ArrayLike<number>,
    start: number,
    count: number,
    dimension: number,
    isHole: boolean,
    mustClose: boolean,
  ): void;
  finish(): { readonly polygons: Polygons; readonly faults: RingFault[] };
}

/** A builder whose arrays grow by doubling; who knows about how many vertices will come saves the growing. */
export function polygonsBuilder(vertexEstimate = 1024): PolygonsBuilder {
  let x = new Float64Array(Math.max(16, vertexEstimate));
  let y = new Float64Array(Math.max(16, vertexEstimate));
  let ringStart = new Uint32Array(256);
  let isHole = new Uint8Array(256);
  let featureStart = new Uint32Array(256);
  let vertices = 0;
  let rings = 0;
  let features = 0;
  const faults: RingFault[] = [];
  let broken: RingFault | null = null;
  const dropFeature = (): void => {
    rings = featureStart[features - 1]!;
    vertices = ringStart[rings]!;
  };
  const closeFeature = (): void => {
    if (features === 0) return;
    if (broken) {
      faults.push(broken);
      dropFeature();
    } else if (rings === featureStart[features - 1]!) {
      faults.push({ feature: features - 1, kind: 'no-geometry', point: null });
    }
    broken = null;
    featureStart[features] = rings;
  };
  return {
    beginFeature() {
      closeFeature();
      if (features + 2 > featureStart.length) featureStart = growU32(featureStart);
      featureStart[features] = rings;
      features++;
      featureStart[features] = rings;
    },
    addRing(coordinates, start, count, dimension, hole, mustClose) {
      if (broken) return;
      const feature = features - 1;
      const at = (i: number): readonly [number, number] => [
        coordinates[start + i * dimension]!,
        coordinates[start + i * dimension + 1]!,
      ];
      while (vertices + count > x.length) {
        x = growF64(x);
        y = growF64(y);
      }
      if (rings + 2 > ringStart.length) {
        ringStart = growU32(ringStart);
        const roles = new Uint8Array(isHole.length * 2);
        roles.set(isHole);
        isHole = roles;
      }
      const from = vertices;
      const closed = count > 1 && at(0)[0] === at(count - 1)[0] && at(0)[1] === at(count - 1)[1];
      const last = closed ? count - 1 : count;
      const used = copyRing(coordinates, start, last, dimension, x, y, from);
      if (used < 0) {
        broken = { feature, kind: 'not-finite', point: null };
        return;
      }
      vertices = used;
      const kept = vertices - from;
      if (mustClose && !closed && count > 0)
        broken = { feature, kind: 'not-closed', point: at(count - 1) };
      else if (kept < 3)
        broken = { feature, kind: 'too-few-points', point: count > 0 ? at(0) : null };
      if (broken) return;
      const twice = twiceSigned(x, y, from, vertices);
      if (twice === 0) {
        broken = { feature, kind: 'zero-area', point: at(0) };
        return;
      }
      if (twice > 0 === hole) {
        x.subarray(from, vertices).reverse();
        y.subarray(from, vertices).reverse();
      }
      isHole[rings] = hole ? 1 : 0;
      rings++;
      ringStart[rings] = vertices;
    },
    finish() {
      closeFeature();
      return {
        polygons: {
          x: trimmed(x, vertices),
          y: trimmed(y, vertices),
          ringStart: ringStart.slice(0, rings + 1),
          isHole: isHole.slice(0, rings),
          featureStart: featureStart.slice(0, features + 1),
        },
        faults,
      };
    },
  };
}

/** Copies a ring without repeated points; answers with the new end, or −1 when a number is not finite. */
function copyRing(
  coordinates: ArrayLike<number>,
  start: number,
  count: number,
  dimension: number,
  x: Float64Array,
  y: Float64Array,
  from: number,
): number {
  let end = from;
  let [beforeX, beforeY] = [Number.NaN, Number.NaN];
  for (let i = 0, k = start; i < count; i++, k += dimension) {
    const px = coordinates[k]!;
    const py = coordinates[k + 1]!;
    // NaN and infinities give NaN here, everything else 0.
    if (px - px !== 0 || py - py !== 0) return -1;
    if (px === beforeX && py === beforeY) continue;
    x[end] = px;
    y[end] = py;
    end++;
    beforeX = px;
    beforeY = py;
  }
  return end;
}

/** Plain nested rings as Polygons: features of rings, the first a shell, the others its holes. For small data. */
export function polygonsFromRings(
  features: readonly (readonly (readonly (readonly [number, number])[])[])[],
): Polygons {
  const builder = polygonsBuilder();
  for (const rings of features) {
    builder.beginFeature();
    rings.forEach((ring, i) => builder.addRing(ring.flat(), 0, ring.length, 2, i > 0, false));
  }
  return builder.finish().polygons;
}

/** Twice the signed area, relative to the first vertex so that large coordinates keep their digits. */
function twiceSigned(x: Float64Array, y: Float64Array, start: number, end: number): number {
  const [x0, y0] = [x[start]!, y[start]!];
  let twice = 0;
  for (let i = start + 1; i + 1 < end; i++) {
    twice += (x[i]! - x0) * (y[i + 1]! - y0) - (x[i + 1]! - x0) * (y[i]! - y0);
  }
  return twice;
}

/** The used part: of a nearly full array a view, so that nothing is copied. */
function trimmed(array: Float64Array, used: number): Float64Array {
  return used > array.length * 0.9 ? array.subarray(0, used) : array.slice(0, used);
}

function growF64(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}

function growU32(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** Features of more edges than this are searched by a grid. */
const PAIRS_MAX = 128;

/**
 * Features that do not count every place inside them exactly once, with a point of the fault: edges cross each other
 * properly, or a ring crosses another one (or itself) at a vertex or along a shared stretch, or rings lie in each other as
 * they may not. Mere touching is no fault: it takes no ground away and counts none twice.
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
    if (edges.touch ? countsOnce(polygons, feature) : rings < 2 || nestsWell(polygons, feature))
      continue;
    const first = ringStart[featureStart[feature]!]!;
    faults.push({
      feature,
      kind: rings < 2 ? 'self-crossing' : 'overlapping-rings',
      point: edges.touch ?? [x[first]!, y[first]!],
    });
  }
  return faults;
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
  /** A point where edges meet that do not follow each other, when one was seen. */
  touch: readonly [number, number] | null;
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
    touch: null,
    load(polygons, feature) {
      const { x, y, ringStart, featureStart } = polygons;
      const [first, last] = [featureStart[feature]!, featureStart[feature + 1]!];
      const needed = ringStart[last]! - ringStart[first]!;
      if (needed > this.x1.length) {
        this.x1 = make(needed * 2);
        this.y1 = make(needed * 2);
        this.x2 = make(needed * 2);
        this.y2 = make(needed * 2);
      }
      this.count = 0;
      this.touch = null;
      for (let ring = first; ring < last; ring++) {
        const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
        for (let i = start; i < end; i++) {
          const j = i + 1 === end ? start : i + 1;
          this.x1[this.count] = x[i]!;
          this.y1[this.count] = y[i]!;
          this.x2[this.count] = x[j]!;
          this.y2[this.count] = y[j]!;
          this.count++;
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
    if (!follow)
      edges.touch ??= c === 0 ? [cx, cy] : d === 0 ? [dx, dy] : a === 0 ? [ax, ay] : [bx, by];
    return null;
  }
  const t =
    offset(cx, cy, dx, dy, ax, ay) /
    (offset(cx, cy, dx, dy, ax, ay) - offset(cx, cy, dx, dy, bx, by));
  return [ax + t * (bx - ax), ay + t * (by - ay)];
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
