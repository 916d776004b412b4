/** T 形接边 — vertices of others that lie on an edge are put into the edge, so that both sides of a border have the same points. */
import type { Metric, Point, Ring } from './repair-rings.ts';

/** Every place where a vertex stands, found by squares of the plane; asked for those near an edge. */
export interface VertexIndex {
  /** Places nearer to the edge than `metres` that are not its ends, in the order from `a` to `b`. */
  near(a: Point, b: Point, metres: number): Point[];
}

/** Indexes the vertices of all rings; equal vertices once. */
export function vertexIndex(rings: readonly Ring[], metric: Metric): VertexIndex {
  const cell = cellSize(rings);
  const cells = new Map<string, Point[]>();
  for (const point of rings.flat()) {
    const key = `${Math.floor(point[0] / cell)} ${Math.floor(point[1] / cell)}`;
    const inside = cells.get(key);
    if (!inside) cells.set(key, [point]);
    else if (!inside.some((one) => one[0] === point[0] && one[1] === point[1])) inside.push(point);
  }
  return {
    near(a, b, metres) {
      const margin = metres / Math.min(metric.east, metric.north);
      const found: (readonly [number, Point])[] = [];
      for (const key of cellsAlong(a, b, cell, margin))
        for (const point of cells.get(key) ?? []) {
          const share = shareAlong(a, b, point, metres, metric);
          if (share !== null) found.push([share, point]);
        }
      return found.sort(([p], [q]) => p - q).map(([, point]) => point);
    },
  };
}

/** The ring with those vertices put into its edges; the ring itself when there are none. */
export function withJunctions(ring: Ring, index: VertexIndex, metres: number): Ring {
  let hasNew = false;
  const noded = ring.flatMap((point, i) => {
    const inserted = index.near(point, ring[(i + 1) % ring.length]!, metres);
    hasNew ||= inserted.length > 0;
    return [point, ...inserted];
  });
  return hasNew ? noded : ring;
}

/** The mean length of an edge, in the larger of both directions: about one vertex a square, few squares an edge. */
function cellSize(rings: readonly Ring[]): number {
  let [sum, count] = [0, 0];
  for (const ring of rings)
    for (let i = 0; i < ring.length; i++) {
      const [p, q] = [ring[i]!, ring[(i + 1) % ring.length]!];
      sum += Math.max(Math.abs(p[0] - q[0]), Math.abs(p[1] - q[1]));
      count++;
    }
  return sum > 0 ? sum / count : 1;
}

/** Squares that the edge passes, and those within the margin of it, column by column. */
function cellsAlong(a: Point, b: Point, cell: number, margin: number): string[] {
  const [left, right] = a[0] <= b[0] ? [a, b] : [b, a];
  const slope = right[0] > left[0] ? (right[1] - left[1]) / (right[0] - left[0]) : 0;
  const isSteep = right[0] === left[0];
  const heightAt = (x: number): number =>
    left[1] + slope * (Math.min(Math.max(x, left[0]), right[0]) - left[0]);
  const keys: string[] = [];
  const last = Math.floor((right[0] + margin) / cell);
  for (let column = Math.floor((left[0] - margin) / cell); column <= last; column++) {
    const ends = isSteep
      ? [a[1], b[1]]
      : [heightAt(column * cell - margin), heightAt((column + 1) * cell + margin)];
    const top = Math.floor((Math.max(...ends) + margin) / cell);
    for (let row = Math.floor((Math.min(...ends) - margin) / cell); row <= top; row++)
      keys.push(`${column} ${row}`);
  }
  return keys;
}

/** How far along the edge the point lies, 0 to 1, when it is on it and nearer to neither end; else null. */
function shareAlong(
  a: Point,
  b: Point,
  point: Point,
  metres: number,
  { east, north }: Metric,
): number | null {
  const [ux, uy] = [(b[0] - a[0]) * east, (b[1] - a[1]) * north];
  const [vx, vy] = [(point[0] - a[0]) * east, (point[1] - a[1]) * north];
  const length = Math.hypot(ux, uy);
  const along = (ux * vx + uy * vy) / length;
  if (!(along > metres && along < length - metres)) return null;
  return Math.abs(ux * vy - uy * vx) / length <= metres ? along / length : null;
}
