/** Features written down point by point in whole coordinates, faults and all: what tests of the overlay are made of. */
import type { Polygons } from '../polygons.ts';

export type Point = readonly [number, number];
export type Ring = readonly Point[];
/** Shells with the land on the left, each followed by its holes. */
export type Feature = readonly Ring[];

/** The layer with exactly these rings, faults and all; a ring that runs clockwise is a hole. */
export function polygonsAsDrawn(features: readonly Feature[]): Polygons {
  const rings = features.flat();
  const points = rings.flat();
  const ends = (list: readonly (readonly unknown[])[]): Uint32Array => {
    let end = 0;
    return Uint32Array.from([0, ...list.map((one) => (end += one.length))]);
  };
  return {
    x: Float64Array.from(points, (point) => point[0]),
    y: Float64Array.from(points, (point) => point[1]),
    ringStart: ends(rings),
    isHole: Uint8Array.from(rings, (ring) => (isClockwise(ring) ? 1 : 0)),
    featureStart: ends(features),
  };
}

/** Whether more of the ring turns right than left. */
export function isClockwise(ring: Ring): boolean {
  let twice = 0n;
  ring.forEach((p, i) => (twice += turn(ring[0]!, p, ring[(i + 1) % ring.length]!)));
  return twice < 0n;
}

/** Twice the signed area of a triangle, exact. */
export function turn(p: Point, q: Point, r: Point): bigint {
  return BigInt(q[0] - p[0]) * BigInt(r[1] - p[1]) - BigInt(q[1] - p[1]) * BigInt(r[0] - p[0]);
}

/** The same features elsewhere. */
export function movedBy(features: readonly Feature[], dx: number, dy: number): Feature[] {
  return features.map((rings) => rings.map((ring) => ring.map(([x, y]) => [x + dx, y + dy])));
}

/** A square by its lower left corner. */
export function square(x: number, y: number, side: number): Ring {
  return [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ];
}

/** The same ring the other way round: a hole, where the ring is a shell. */
export function reversed(ring: Ring): Ring {
  return [...ring].reverse();
}
