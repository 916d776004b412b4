/**
 * A slow and obvious overlay to compare the fast one with, in exact rational arithmetic: doubles would not tell a sliver
 * from nothing where coordinates are large. The plane is cut into vertical slabs at every vertex and every crossing;
 * within a slab no two edges cross, so the edges are a stack of trapezoids, and going up it one counts how often either
 * feature winds around the ground between two edges.
 *
 * What it gives is ∫ w_a·w_b dA with the winding numbers w: the common area of features without fault, and what the fast
 * overlay promises for any others.
 */
import { featureBounds } from '../bounds.ts';
import type { Polygons } from '../polygons.ts';

/** An edge that is not vertical, from left to right. Ends are whole numbers, which doubles hold exactly. */
export interface Ends {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

interface Segment extends Ends {
  /** What the winding number of either feature changes by where the edge is crossed upwards. */
  readonly a: number;
  readonly b: number;
}

/** A fraction; the denominator is positive. */
export interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}

/** Areas are summed in units of 2⁻¹²⁸ square unit: the one place where something is rounded, and far below any area. */
const FRACTION_BITS = 128n;
const FRACTION = 2 ** 128;
const NOTHING = 2n ** 28n;

/** What an overlay must give, in square units. */
export interface ReferenceOverlay {
  /** Area of every pair, as `a,b`. */
  readonly pairs: Map<string, number>;
  /** Features whose pairs add up to more than they are, and by how much. */
  readonly overfullA: Map<number, number>;
  readonly overfullB: Map<number, number>;
}

/**
 * Every pair whose area is not 0, with −1 for the ground that the other layer does not cover. Coordinates are whole
 * numbers. Each area is exact up to one final rounding. Cost is the square of the number of edges, in big integers.
 */
export function referenceOverlay(a: Polygons, b: Polygons): ReferenceOverlay {
  const pairs = new Map<string, number>();
  const [restA, restB] = [ownAreas(a), ownAreas(b)];
  const [boxesA, boxesB] = [featureBounds(a), featureBounds(b)];
  for (let i = 0; i < restA.length; i++) {
    for (let j = 0; j < restB.length; j++) {
      if (!boxesMeet(boxesA, i, boxesB, j)) continue;
      const area = commonArea(a, i, b, j);
      restA[i]! -= area;
      restB[j]! -= area;
      if (isSomething(area)) pairs.set(`${i},${j}`, toNumber(area));
    }
  }
  restA.forEach((rest, i) => rest > NOTHING && pairs.set(`${i},-1`, toNumber(rest)));
  restB.forEach((rest, j) => rest > NOTHING && pairs.set(`-1,${j}`, toNumber(rest)));
  const overfull = (rests: readonly bigint[]): Map<number, number> =>
    new Map(rests.flatMap((rest, i) => (rest < -NOTHING ? [[i, toNumber(-rest)]] : [])));
  return { pairs, overfullA: overfull(restA), overfullB: overfull(restB) };
}

/** Whether an area in units of 2⁻¹²⁸ is more than the roundings of its parts. */
export function isSomething(area: bigint): boolean {
  return area > NOTHING || area < -NOTHING;
}

/** Square units. */
export function toNumber(area: bigint): number {
  return Number(area) / FRACTION;
}

/** ∫ w dA of every feature. */
function ownAreas({ x, y, ringStart, featureStart }: Polygons): bigint[] {
  return Array.from({ length: featureStart.length - 1 }, (_, feature) => {
    let twice = 0n;
    for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      for (let i = start; i < end; i++) {
        const j = i + 1 === end ? start : i + 1;
        twice += BigInt(x[i]!) * BigInt(y[j]!) - BigInt(x[j]!) * BigInt(y[i]!);
      }
    }
    return twice << (FRACTION_BITS - 1n);
  });
}

/** ∫ w_a·w_b dA of two features. */
function commonArea(a: Polygons, featureA: number, b: Polygons, featureB: number): bigint {
  const list = [...segments(a, featureA, 1, 0), ...segments(b, featureB, 0, 1)];
  const cuts = cutsOf(list);
  const place = new Map<number, number>();
  cuts.forEach(({ n, d }, i) => n % d === 0n && place.set(Number(n / d), i));
  const begins: Segment[][] = cuts.map(() => []);
  for (const s of list) begins[place.get(s.x1)!]!.push(s);
  let active: Segment[] = [];
  let total = 0n;
  for (let i = 0; i + 1 < cuts.length; i++) {
    active = [...active.filter((s) => place.get(s.x2)! > i), ...begins[i]!];
    total += slabArea(active, cuts[i]!, cuts[i + 1]!);
  }
  return total;
}

/** False also for features without geometry, whose boxes are NaN. */
function boxesMeet(a: Float64Array, i: number, b: Float64Array, j: number): boolean {
  return (
    a[4 * i]! < b[4 * j + 2]! &&
    b[4 * j]! < a[4 * i + 2]! &&
    a[4 * i + 1]! < b[4 * j + 3]! &&
    b[4 * j + 1]! < a[4 * i + 3]!
  );
}

/** The edges of a feature; `a` and `b` are what those that run from left to right say. */
export function segments(polygons: Polygons, feature: number, a: number, b: number): Segment[] {
  const { x, y, ringStart, featureStart } = polygons;
  const list: Segment[] = [];
  for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start; i < end; i++) {
      const j = i + 1 === end ? start : i + 1;
      if (x[i] === x[j]) continue;
      const forward = x[i]! < x[j]!;
      const [p, q, sign] = forward ? [i, j, 1] : [j, i, -1];
      list.push({ x1: x[p]!, y1: y[p]!, x2: x[q]!, y2: y[q]!, a: sign * a, b: sign * b });
    }
  }
  return list;
}

/** The x of all ends and crossings, ascending, each once. */
export function cutsOf(list: readonly Ends[]): Rational[] {
  const cuts = [...new Set(list.flatMap((s) => [s.x1, s.x2]))].map(whole);
  for (let i = 0; i < list.length; i++)
    for (let j = 0; j < i; j++) {
      const crossing = crossingOf(list[i]!, list[j]!);
      if (crossing) cuts.push(crossing);
    }
  cuts.sort(compare);
  return cuts.filter((cut, i) => i === 0 || compare(cuts[i - 1]!, cut) < 0);
}

/** The x where two segments cross between their ends, or null. */
function crossingOf(s: Ends, t: Ends): Rational | null {
  if (s.x2 <= t.x1 || t.x2 <= s.x1) return null;
  if (Math.max(s.y1, s.y2) < Math.min(t.y1, t.y2)) return null;
  if (Math.max(t.y1, t.y2) < Math.min(s.y1, s.y2)) return null;
  const [sx, sy, tx, ty] = [s.x2 - s.x1, s.y2 - s.y1, t.x2 - t.x1, t.y2 - t.y1].map(BigInt) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const turn = sx * ty - sy * tx;
  if (turn === 0n) return null;
  const along = BigInt(t.x1 - s.x1) * ty - BigInt(t.y1 - s.y1) * tx;
  const n = BigInt(s.x1) * turn + along * sx;
  const x = turn < 0n ? { n: -n, d: -turn } : { n, d: turn };
  const isBetween =
    compare(x, whole(Math.max(s.x1, t.x1))) > 0 && compare(x, whole(Math.min(s.x2, t.x2))) < 0;
  return isBetween ? x : null;
}

/** ∫ w_a·w_b dA between two vertical lines that no end and no crossing lies between, in units of 2⁻¹²⁸. */
function slabArea(active: readonly Segment[], left: Rational, right: Rational): bigint {
  if (!active.some((s) => s.a !== 0) || !active.some((s) => s.b !== 0)) return 0n;
  const stack = stackOf(active, left, right);
  let total = 0n;
  let [windingA, windingB] = [0, 0];
  for (let i = 0; i + 1 < stack.length; i++) {
    windingA += stack[i]!.segment.a;
    windingB += stack[i]!.segment.b;
    const times = BigInt(windingA * windingB);
    if (times !== 0n)
      total += times * trapezoid(stack[i]!.height, stack[i + 1]!.height, left, right);
  }
  return total;
}

/**
 * Segments of a slab from below to above. Each has its height over the middle of the slab, times the denominator of that
 * middle.
 */
export function stackOf<T extends Ends>(
  active: readonly T[],
  left: Rational,
  right: Rational,
): { readonly segment: T; readonly height: Rational }[] {
  const n = left.n * right.d + right.n * left.d;
  const d = 2n * left.d * right.d;
  return active
    .map((segment) => {
      const width = BigInt(segment.x2 - segment.x1);
      const rise = BigInt(segment.y2 - segment.y1);
      const height = BigInt(segment.y1) * width * d + (n - BigInt(segment.x1) * d) * rise;
      return { segment, height: { n: height, d: width } };
    })
    .sort((one, other) => compare(one.height, other.height));
}

/** Area between two neighbours of a stack, in units of 2⁻¹²⁸. */
export function trapezoid(low: Rational, high: Rational, left: Rational, right: Rational): bigint {
  const gap = high.n * low.d - low.n * high.d;
  const width = right.n * left.d - left.n * right.d;
  const middle = 2n * left.d * right.d;
  return ((gap * width) << FRACTION_BITS) / (high.d * low.d * middle * left.d * right.d);
}

function whole(value: number): Rational {
  return { n: BigInt(value), d: 1n };
}

function compare(one: Rational, other: Rational): number {
  const [left, right] = [one.n * other.d, other.n * one.d];
  return left < right ? -1 : left > right ? 1 : 0;
}
