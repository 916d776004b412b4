/**
 * 不重合的界线 — the stretches of the borders of one layer that do not run along edges of a coverage: a settlement whose
 * outline leaves the parcels. Edges with the same ends are found by their ends; only the others are measured against the
 * edges near them, so that an edge which either layer cuts into several is still the same border.
 */
import Flatbush from 'flatbush';
import { featureBounds } from '../bounds.ts';
import type { Crs } from '../crs.ts';
import { featureCount, type Polygons } from '../polygons.ts';
import { type TopologyGrid, topologyGrid } from './grid.ts';
import { hashOf, hashTable } from './edges.ts';
import { onGrid } from './leftover.ts';

/** A stretch of a border that no edge of the coverage runs along. */
export interface LooseBorder {
  /** Feature whose border it is. */
  readonly feature: number;
  /** Its points in the coordinates of the layer, two at least. */
  readonly line: readonly (readonly [number, number])[];
  /** Metres. */
  readonly length: number;
}

/** An edge in metres from the corner of the grid. */
interface Edge {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** From and to along an edge, metres from its start. */
type Stretch = readonly [from: number, to: number];

/**
 * Every stretch of `borders` longer than twice the tolerance that lies farther than the tolerance, in metres, from the
 * edges of `coverage`; by feature, along its rings. Both layers are of the system `crs`.
 */
export function looseBorders(
  borders: Polygons,
  coverage: Polygons,
  crs: Crs,
  tolerance: number,
): LooseBorder[] {
  const grid = topologyGrid([borders, coverage], crs);
  const unmatched = unmatchedEdges(borders, coverage, grid);
  if (unmatched.length === 0) return [];
  const mine = edgesOf(borders, grid);
  const edges = unmatched.map(mine);
  const along = stretchesAlong(edges, coverage, grid, tolerance);
  const bare = new Map(
    unmatched.map((vertex, k) => [vertex, bareStretches(edges[k]!, along[k]!, 2 * tolerance)]),
  );
  return chained(borders, bare, mine, grid);
}

/** Vertices of `borders` where an edge begins that has no edge of `coverage` with the same ends, in order. */
function unmatchedEdges(borders: Polygons, coverage: Polygons, grid: TopologyGrid): number[] {
  const { qx, qy } = onGrid(borders, grid);
  const next = nextVertices(borders);
  const table = hashTable(next.length);
  const mask = table.length - 1;
  const first = (ax: number, ay: number, bx: number, by: number): number =>
    hashOf(ax + bx, ay + by) & mask;
  const isMatched = new Uint8Array(next.length);
  for (let i = 0; i < next.length; i++) {
    const j = next[i]!;
    let slot = first(qx[i]!, qy[i]!, qx[j]!, qy[j]!);
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = i + 1;
    // An edge shorter than the grid is a point.
    if (qx[i] === qx[j] && qy[i] === qy[j]) isMatched[i] = 1;
  }
  const other = onGrid(coverage, grid);
  const { ringStart } = coverage;
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = end - 1, j = start; j < end; i = j++)
      match(other.qx[i]!, other.qy[i]!, other.qx[j]!, other.qy[j]!);
  }
  return unmatched();

  /** Marks every edge that has these ends, whichever way it runs. */
  function match(ax: number, ay: number, bx: number, by: number): void {
    for (let slot = first(ax, ay, bx, by); table[slot] !== 0; slot = (slot + 1) & mask) {
      const one = table[slot]! - 1;
      const end = next[one]!;
      const isSame = qx[one] === ax && qy[one] === ay && qx[end] === bx && qy[end] === by;
      const isBack = qx[one] === bx && qy[one] === by && qx[end] === ax && qy[end] === ay;
      if (isSame || isBack) isMatched[one] = 1;
    }
  }

  function unmatched(): number[] {
    const found: number[] = [];
    for (let i = 0; i < isMatched.length; i++) if (isMatched[i] === 0) found.push(i);
    return found;
  }
}

/** For each vertex the one after it in its ring. */
function nextVertices({ ringStart }: Polygons): Uint32Array {
  const next = new Uint32Array(ringStart[ringStart.length - 1] ?? 0);
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start; i < end; i++) next[i] = i + 1 === end ? start : i + 1;
  }
  return next;
}

/** The edge that begins at a vertex. */
function edgesOf(polygons: Polygons, grid: TopologyGrid): (vertex: number) => Edge {
  const next = nextVertices(polygons);
  const [east, north] = [grid.scale * grid.stepX, grid.scale * grid.stepY];
  const x = (i: number): number => (polygons.x[i]! - grid.originX) * east;
  const y = (i: number): number => (polygons.y[i]! - grid.originY) * north;
  return (i) => ({ x1: x(i), y1: y(i), x2: x(next[i]!), y2: y(next[i]!) });
}

/** For each edge the stretches that edges of the coverage run along. */
function stretchesAlong(
  edges: readonly Edge[],
  coverage: Polygons,
  grid: TopologyGrid,
  tolerance: number,
): Stretch[][] {
  const found = edges.map((): Stretch[] => []);
  const index = new Flatbush(edges.length);
  for (const { x1, y1, x2, y2 } of edges)
    index.add(Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2));
  index.finish();
  const near = (x1: number, y1: number, x2: number, y2: number): number[] =>
    index.search(
      Math.min(x1, x2) - tolerance,
      Math.min(y1, y2) - tolerance,
      Math.max(x1, x2) + tolerance,
      Math.max(y1, y2) + tolerance,
    );
  const boxes = featureBounds(coverage);
  const edge = edgesOf(coverage, grid);
  const [east, north] = [grid.scale * grid.stepX, grid.scale * grid.stepY];
  const { ringStart, featureStart } = coverage;
  for (let feature = 0; feature < featureCount(coverage); feature++) {
    const [left, low, right, high] = boxes.subarray(4 * feature, 4 * feature + 4);
    const [x, y] = [(left! - grid.originX) * east, (low! - grid.originY) * north];
    const [to, up] = [(right! - grid.originX) * east, (high! - grid.originY) * north];
    if (Number.isNaN(x) || near(x, y, to, up).length === 0) continue;
    const [start, end] = [
      ringStart[featureStart[feature]!]!,
      ringStart[featureStart[feature + 1]!]!,
    ];
    for (let i = start; i < end; i++) {
      const one = edge(i);
      for (const k of near(one.x1, one.y1, one.x2, one.y2)) {
        const stretch = stretchAlong(edges[k]!, one, tolerance);
        if (stretch !== null) found[k]!.push(stretch);
      }
    }
  }
  return found;
}

/** The stretch of an edge that another one runs along within the tolerance; null when there is none. */
function stretchAlong(edge: Edge, other: Edge, tolerance: number): Stretch | null {
  const [dx, dy] = [edge.x2 - edge.x1, edge.y2 - edge.y1];
  const length = Math.hypot(dx, dy);
  const place = (x: number, y: number) => {
    const [px, py] = [x - edge.x1, y - edge.y1];
    return { off: (px * dy - py * dx) / length, at: (px * dx + py * dy) / length };
  };
  const [from, to] = [place(other.x1, other.y1), place(other.x2, other.y2)];
  // The part of the other edge, as shares of it, that lies no farther off than the tolerance.
  let [first, last] = [0, 1];
  const change = to.off - from.off;
  if (change === 0) {
    if (Math.abs(from.off) > tolerance) return null;
  } else {
    const [one, two] = [(-tolerance - from.off) / change, (tolerance - from.off) / change];
    first = Math.max(0, Math.min(one, two));
    last = Math.min(1, Math.max(one, two));
    if (first > last) return null;
  }
  const ends = [first, last].map((share) => from.at + share * (to.at - from.at));
  const stretch = [Math.max(0, Math.min(...ends)), Math.min(length, Math.max(...ends))] as const;
  return stretch[0] < stretch[1] ? stretch : null;
}

/** What the stretches leave of an edge, where it is longer than `least`. */
function bareStretches(edge: Edge, along: Stretch[], least: number): Stretch[] {
  const length = Math.hypot(edge.x2 - edge.x1, edge.y2 - edge.y1);
  const bare: Stretch[] = [];
  let reached = 0;
  for (const [from, to] of [...along.sort((a, b) => a[0] - b[0]), [length, length] as const]) {
    if (from - reached > least) bare.push([reached, from]);
    reached = Math.max(reached, to);
  }
  return bare;
}

/** Bare stretches that follow one another around a ring, as one line each. */
function chained(
  borders: Polygons,
  bare: ReadonlyMap<number, readonly Stretch[]>,
  edge: (vertex: number) => Edge,
  grid: TopologyGrid,
): LooseBorder[] {
  const { ringStart, featureStart } = borders;
  const found: LooseBorder[] = [];
  for (let feature = 0; feature < featureCount(borders); feature++) {
    for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
      const lines: [number, number][][] = [];
      for (let i = ringStart[ring]!; i < ringStart[ring + 1]!; i++) {
        const { x1, y1, x2, y2 } = edge(i);
        const length = Math.hypot(x2 - x1, y2 - y1);
        for (const [from, to] of bare.get(i) ?? []) {
          const at = (way: number): [number, number] =>
            way >= length
              ? [x2, y2]
              : [x1 + (way / length) * (x2 - x1), y1 + (way / length) * (y2 - y1)];
          const [start, end] = [at(from), at(to)];
          const before = lines.at(-1);
          if (before !== undefined && isSame(before.at(-1)!, start)) before.push(end);
          else lines.push([start, end]);
        }
      }
      const [first, last] = [lines[0], lines.at(-1)];
      if (first !== last && isSame(last!.at(-1)!, first![0]!)) {
        lines.pop();
        lines[0] = [...last!, ...first!.slice(1)];
      }
      for (const line of lines) found.push({ feature, ...finished(line, grid) });
    }
  }
  return found;
}

function isSame(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** A line back in the coordinates of the layer, with its length. */
function finished(
  line: readonly (readonly [number, number])[],
  grid: TopologyGrid,
): Pick<LooseBorder, 'line' | 'length'> {
  const length = line
    .slice(1)
    .reduce((sum, [x, y], i) => sum + Math.hypot(x - line[i]![0], y - line[i]![1]), 0);
  const back = ([x, y]: readonly [number, number]): readonly [number, number] => [
    grid.originX + x / (grid.scale * grid.stepX),
    grid.originY + y / (grid.scale * grid.stepY),
  ];
  return { line: line.map(back), length };
}
