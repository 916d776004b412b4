/**
 * Repairs within a ring, on plain lists of points: repeated points and spikes taken out, the turn of rings set right.
 * Pure: what was done is told by the caller, who sees the ring before and after.
 */

/** A vertex in the coordinates of the layer. */
export type Point = readonly [number, number];

/** Vertices without a closing copy of the first one. */
export type Ring = readonly Point[];

/** Metres of one unit of the coordinates, east and north: areas and lengths are measured in this plane. */
export interface Metric {
  readonly east: number;
  readonly north: number;
}

/** Signed area of a ring in m², positive counterclockwise; relative to its first vertex, so large coordinates keep their digits. */
export function signedArea(ring: Ring, { east, north }: Metric): number {
  const [x0, y0] = ring[0] ?? [0, 0];
  let twice = 0;
  for (let i = 1; i + 1 < ring.length; i++) {
    const [p, q] = [ring[i]!, ring[i + 1]!];
    twice += (p[0] - x0) * (q[1] - y0) - (q[0] - x0) * (p[1] - y0);
  }
  return (twice / 2) * east * north;
}

/** Area of a feature's rings in m², shells minus holes, each by its size whichever way it runs. */
export function ringsArea(rings: readonly RoledRing[], metric: Metric): number {
  return rings.reduce(
    (sum, { ring, isHole }) => sum + Math.abs(signedArea(ring, metric)) * (isHole ? -1 : 1),
    0,
  );
}

/** A ring and whether it is a hole of the shell before it. */
export interface RoledRing {
  readonly ring: Ring;
  readonly isHole: boolean;
}

/** The ring without vertices that equal the one before them, around the end as well. */
export function withoutRepeats(ring: Ring): Ring {
  const isRepeat = (point: Point, i: number): boolean => {
    const before = ring[(i + ring.length - 1) % ring.length]!;
    return ring.length > 1 && point[0] === before[0] && point[1] === before[1];
  };
  return ring.some(isRepeat) ? ring.filter((point, i) => !isRepeat(point, i)) : ring;
}

/** What counts as a spike. */
export interface SpikeLimits {
  /** Largest angle at the tip, in degrees. */
  readonly degrees: number;
  /** Most ground that goes with one tip, in m². */
  readonly area: number;
}

/**
 * The ring without tips sharper than the angle that carry next to no ground; what stands as a tip afterwards goes too,
 * until a triangle is left. Repeated vertices go with them.
 */
export function withoutSpikes(ring: Ring, limits: SpikeLimits, metric: Metric): Ring {
  const cosine = Math.cos((limits.degrees * Math.PI) / 180);
  let now = withoutRepeats(ring);
  for (;;) {
    const tip =
      now.length < 4 ? -1 : now.findIndex((_, i) => isTip(now, i, cosine, limits, metric));
    if (tip < 0) return now.length === ring.length ? ring : now;
    now = withoutRepeats(now.filter((_, i) => i !== tip));
  }
}

function isTip(
  ring: Ring,
  i: number,
  cosine: number,
  { area }: SpikeLimits,
  { east, north }: Metric,
): boolean {
  const [a, b, c] = [ring.at(i - 1)!, ring[i]!, ring[(i + 1) % ring.length]!];
  const [ux, uy] = [(a[0] - b[0]) * east, (a[1] - b[1]) * north];
  const [vx, vy] = [(c[0] - b[0]) * east, (c[1] - b[1]) * north];
  const along = ux * vx + uy * vy;
  const isSharp = along > 0 && along >= cosine * Math.hypot(ux, uy) * Math.hypot(vx, vy);
  return isSharp && Math.abs(ux * vy - uy * vx) / 2 <= area;
}

/** The ring in the turn of its role: shells counterclockwise, holes clockwise, rings without area as they are. */
export function inOrder({ ring, isHole }: RoledRing, metric: Metric): Ring {
  const area = signedArea(ring, metric);
  return area !== 0 && area > 0 === isHole ? [...ring].reverse() : ring;
}
