/** T 形接边 — vertices of others that lie on an edge are put into the edge, so that both sides of a border have the same points. */
import type { Polygons } from './polygons.ts';
import type { Metric, Point, Ring } from './repair-rings.ts';
import { hashOfBits, hashTable } from './topology/edges.ts';

/** Every place where a vertex stands, found by squares of the plane; asked for those near an edge. */
export interface VertexIndex {
  /** Places nearer to the edge than `metres` that are not its ends, in the order from `a` to `b`. */
  near(a: Point, b: Point, metres: number): Point[];
}

/** Indexes points, equal ones once; `cell` is about how long the edges are that will be asked for. */
export function vertexIndex(points: readonly Point[], cell: number, metric: Metric): VertexIndex {
  const cells = new Map<string, Point[]>();
  for (const point of points) {
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

/** The ring with those vertices put into its edges; itself when there are none. `mayLack` names the edges that are looked at. */
export function withJunctions(
  ring: Ring,
  index: VertexIndex,
  metres: number,
  mayLack: (edge: number) => boolean = () => true,
): Ring {
  let noded: Point[] | null = null;
  ring.forEach((point, i) => {
    const inserted = mayLack(i) ? index.near(point, ring[(i + 1) % ring.length]!, metres) : [];
    if (inserted.length > 0) noded ??= ring.slice(0, i);
    noded?.push(point, ...inserted);
  });
  return noded ?? ring;
}

/** The mean length of an edge, in the larger of both directions: about one vertex a square, few squares an edge. */
export function meanEdge(rings: readonly Ring[]): number {
  let [sum, count] = [0, 0];
  for (const ring of rings)
    for (let i = 0; i < ring.length; i++) {
      const [p, q] = [ring[i]!, ring[(i + 1) % ring.length]!];
      sum += Math.max(Math.abs(p[0] - q[0]), Math.abs(p[1] - q[1]));
      count++;
    }
  return sum > 0 ? sum / count : 1;
}

/**
 * For every vertex 1 when no other edge runs exactly back along the one that it begins: only such edges can lack a vertex of
 * a neighbour, and only their ends can be missing from one.
 */
export function edgesAlone({ x, y, ringStart }: Polygons): Uint8Array {
  const alone = new Uint8Array(x.length).fill(1);
  const next = new Uint32Array(x.length);
  const table = hashTable(x.length);
  const mask = table.length - 1;
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start; i < end; i++) next[i] = i + 1 === end ? start : i + 1;
    for (let i = start; i < end; i++) pair(i, next[i]!);
  }
  return alone;

  /** Pairs edge i→j with one that runs back, or notes it for those that come. */
  function pair(i: number, j: number): void {
    // The sums of both ends are the same in either direction.
    for (let slot = hashOfBits(x[i]! + x[j]!, y[i]! + y[j]!) & mask; ; slot = (slot + 1) & mask) {
      const found = table[slot]!;
      if (found === 0) {
        table[slot] = i + 1;
        return;
      }
      const [from, to] = [found - 1, next[found - 1]!];
      if (alone[from] === 0 || x[from] !== x[j] || y[from] !== y[j]) continue;
      if (x[to] !== x[i] || y[to] !== y[i]) continue;
      alone[from] = 0;
      alone[i] = 0;
      return;
    }
  }
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
