/**
 * One form for equal ground. Formats turn rings round, start them elsewhere and put parts and holes into an order of their
 * own; sums over edges then differ in their last digits. So every layer is brought into one form when it is read, and
 * the same parcels have the same areas, to the last bit, whatever file they came in.
 */
import { featureCount, type Polygons } from '../geo/index.ts';

/** FileGDB keeps whole numbers of a grid; a micrometre is finer than any grid in use, and as many degrees. */
const GRID_METRES = 1e6;
const GRID_DEGREES = 1e11;

/** The grid on which a FileGDB is written: units of the system from an origin that lies below every place on earth. */
export function gridOf(isGeographic: boolean): { readonly scale: number; readonly origin: number } {
  return isGeographic
    ? { scale: GRID_DEGREES, origin: -400 }
    : { scale: GRID_METRES, origin: -200_000_000 };
}

/**
 * Coordinates of a FileGDB with the digits that were put in: what is computed from its grid is off by some 1e-7 m, and
 * unchanged parcels would not be seen as unchanged beside the same parcels in another format.
 */
export function gridDigits(polygons: Polygons, isGeographic: boolean): Polygons {
  const scale = isGeographic ? GRID_DEGREES : GRID_METRES;
  const round = (value: number): number => Math.round(value * scale) / scale;
  return { ...polygons, x: polygons.x.map(round), y: polygons.y.map(round) };
}

/** Rings begun at their smallest vertex (x, then y); holes within a part, and parts within a feature, by that vertex. */
export function canonicalRings(polygons: Polygons): Polygons {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const first = firstVertices(polygons);
  const canonical = {
    x: new Float64Array(x.length),
    y: new Float64Array(y.length),
    ringStart: new Uint32Array(ringStart.length),
    isHole: new Uint8Array(isHole.length),
    featureStart,
  };
  const compare = (p: number, q: number): number => {
    const [lengthP, lengthQ] = [
      ringStart[p + 1]! - ringStart[p]!,
      ringStart[q + 1]! - ringStart[q]!,
    ];
    for (let k = 0; k < Math.min(lengthP, lengthQ); k++) {
      const [i, j] = [turned(first[p]!, k, p), turned(first[q]!, k, q)];
      if (x[i] !== x[j]) return x[i]! - x[j]!;
      if (y[i] !== y[j]) return y[i]! - y[j]!;
    }
    return lengthP - lengthQ;
  };
  const turned = (start: number, k: number, ring: number): number =>
    start + k < ringStart[ring + 1]!
      ? start + k
      : ringStart[ring]! + start + k - ringStart[ring + 1]!;
  let [ring, vertex] = [0, 0];
  const put = (r: number): void => {
    for (const [from, to] of [
      [first[r]!, ringStart[r + 1]!],
      [ringStart[r]!, first[r]!],
    ] as const) {
      canonical.x.set(x.subarray(from, to), vertex);
      canonical.y.set(y.subarray(from, to), vertex);
      vertex += to - from;
    }
    canonical.isHole[ring++] = isHole[r]!;
    canonical.ringStart[ring] = vertex;
  };
  for (let f = 0; f < featureCount(polygons); f++) {
    const [from, to] = [featureStart[f]!, featureStart[f + 1]!];
    if (to - from < 2) {
      if (to > from) put(from);
      continue;
    }
    const parts: number[][] = [];
    for (let r = from; r < to; r++) {
      if (isHole[r] === 0 || parts.length === 0) parts.push([r]);
      else parts.at(-1)!.push(r);
    }
    parts.sort((p, q) => compare(p[0]!, q[0]!));
    for (const [shell, ...holes] of parts) {
      put(shell!);
      for (const hole of holes.sort(compare)) put(hole);
    }
  }
  return canonical;
}

/** Index of the smallest vertex of every ring. */
function firstVertices({ x, y, ringStart, isHole }: Polygons): Uint32Array {
  const first = new Uint32Array(isHole.length);
  for (let r = 0; r < first.length; r++) {
    let least = ringStart[r]!;
    for (let i = least + 1; i < ringStart[r + 1]!; i++)
      if (x[i]! < x[least]! || (x[i] === x[least] && y[i]! < y[least]!)) least = i;
    first[r] = least;
  }
  return first;
}
