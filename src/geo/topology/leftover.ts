/**
 * 未配对的边 — the edges of a coverage that no neighbour runs along the other way. In a clean coverage these are its outer
 * border alone; every overlap, gap and un-noded junction leaves more. Because a twin pair cancels in every sum over edges,
 * how often a place is covered follows from these edges only: one pass over a county leaves little to look at.
 */
import { featureCount, type Polygons } from '../polygons.ts';
import { EdgeSlots } from './edge-slots.ts';
import { EdgeList } from './edges.ts';
import type { TopologyGrid } from './grid.ts';

/** What is left of a coverage, and the pairs along which two groups meet. */
export interface Leftover {
  readonly edges: EdgeList;
  /** Both edges of every pair whose owners are of different groups. */
  readonly borders: EdgeList;
}

/** Cancels edges that run both ways; `group` (one number a feature) tells which pairs are borders. */
export function leftover(
  polygons: Polygons,
  grid: TopologyGrid,
  group: Int32Array | null = null,
): Leftover {
  const { ringStart, featureStart } = polygons;
  const { qx, qy } = onGrid(polygons, grid);
  const vertices = ringStart[ringStart.length - 1] ?? 0;
  const next = new Uint32Array(vertices);
  const owner = new Uint32Array(vertices);
  for (let feature = 0; feature < featureCount(polygons); feature++) {
    for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      for (let i = start; i < end; i++) {
        next[i] = i + 1 === end ? start : i + 1;
        owner[i] = feature;
      }
    }
  }
  const slots = new EdgeSlots(qx, qy, next);
  const table = new Uint32Array(slots.size);
  const paired = new Uint8Array(vertices);
  const borders = new EdgeList();
  for (let i = 0; i < vertices; i++) {
    const j = next[i]!;
    // An edge shorter than the grid is a point.
    if (qx[i] === qx[j] && qy[i] === qy[j]) paired[i] = 1;
    else pair(i, j);
  }
  const edges = new EdgeList();
  for (let i = 0; i < vertices; i++)
    if (paired[i] === 0) edges.add(qx[i]!, qy[i]!, qx[next[i]!]!, qy[next[i]!]!, owner[i]!);
  return { edges, borders };

  /** Pairs edge i→j with one that runs the other way, or notes it for those that come. */
  function pair(i: number, j: number): void {
    // The sums of both ends are the same in either direction.
    const [x, y] = [qx[i]! + qx[j]!, qy[i]! + qy[j]!];
    for (let slot = slots.first(x, y); ; slot = slots.after(slot, x, y)) {
      const found = table[slot]!;
      if (found === 0) {
        table[slot] = i + 1;
        return;
      }
      const other = found - 1;
      if (paired[other] !== 0 || qx[other] !== qx[j] || qy[other] !== qy[j]) continue;
      const end = next[other]!;
      if (qx[end] !== qx[i] || qy[end] !== qy[i]) continue;
      paired[other] = 1;
      paired[i] = 1;
      const [mine, its] = [owner[i]!, owner[other]!];
      if (group !== null && group[mine] !== group[its]) {
        borders.add(qx[i]!, qy[i]!, qx[j]!, qy[j]!, mine);
        borders.add(qx[j]!, qy[j]!, qx[i]!, qy[i]!, its);
      }
      return;
    }
  }
}

/** All vertices as whole numbers of the grid. */
export function onGrid(
  polygons: Polygons,
  grid: TopologyGrid,
): { qx: Float64Array; qy: Float64Array } {
  const count = polygons.ringStart[polygons.ringStart.length - 1] ?? 0;
  const [qx, qy] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    qx[i] = Math.round((polygons.x[i]! - grid.originX) * grid.scale);
    qy[i] = Math.round((polygons.y[i]! - grid.originY) * grid.scale);
  }
  return { qx, qy };
}
