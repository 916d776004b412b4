/**
 * Edges of a layer for the overlay, and the one exact predicate that everything rests on. Coordinates are whole numbers
 * (units of the plane's grid). The second layer is thought of as shifted by (ε, ε²), ε → 0: then no three points are in
 * line and no two coincide, and areas, being continuous, are those of the unshifted layers (H. Edelsbrunner, E. P. Mücke,
 * Simulation of Simplicity, ACM TOG 9 (1990)).
 */
import { featureCount, type Polygons } from './polygons.ts';

/** Directed edges with the face on their left; edges of a ring follow each other. */
export interface Edges {
  readonly count: number;
  readonly x1: Float64Array;
  readonly y1: Float64Array;
  readonly x2: Float64Array;
  readonly y2: Float64Array;
  /** Feature on the left. */
  readonly face: Int32Array;
  /** First edge of every ring, and the end: rings + 1 entries. */
  readonly ringStart: Uint32Array;
}

/** All edges of a layer. Zero-length edges do not occur: the plane drops repeated points. */
export function edgesOf(polygons: Polygons): Edges {
  const { x, y, ringStart, featureStart } = polygons;
  const count = x.length;
  const x2 = new Float64Array(count);
  const y2 = new Float64Array(count);
  const face = new Int32Array(count);
  for (let feature = 0; feature < featureCount(polygons); feature++) {
    for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      for (let i = start; i < end; i++) {
        const j = i + 1 === end ? start : i + 1;
        x2[i] = x[j]!;
        y2[i] = y[j]!;
        face[i] = feature;
      }
    }
  }
  return { count, x1: x, y1: y, x2, y2, face, ringStart };
}

/** Below this, every product and difference of whole numbers is exact in doubles. */
const EXACT = 2 ** 53;

/** d × w of whole numbers, rounded once: its sign is always the exact sign, and 0 means exactly 0. */
export function cross(dx: number, dy: number, wx: number, wy: number): number {
  const left = dx * wy;
  const right = dy * wx;
  const size = Math.abs(left) + Math.abs(right);
  const value = left - right;
  // Three roundings of at most 2⁻⁵³ relative each cannot change a sign beyond this bound.
  if (size < EXACT || Math.abs(value) > size * 4.5e-16) return value;
  return Number(BigInt(dx) * BigInt(wy) - BigInt(dy) * BigInt(wx));
}

/** On which side of the edge with direction d of layer 1 a point of layer 2 lies, where the cross product is 0. */
export function tieFirst(dx: number, dy: number): number {
  return dy === 0 ? dx : -dy;
}

/** On which side of the edge with direction d of layer 2 a point of layer 1 lies, where the cross product is 0. */
export function tieSecond(dx: number, dy: number): number {
  return dy === 0 ? -dx : dy;
}
