/**
 * Edges of two layers by square tiles, so that all that meets is worked on together and fits a processor's near memory.
 * An edge stands in every tile that its box touches.
 */
import type { Edges } from './overlay-edges.ts';

/** Edges by tile: tile t holds edges list[start[t]] … list[start[t+1]−1]. */
export interface TileLists {
  readonly start: Uint32Array;
  readonly list: Uint32Array;
}

/** Square tiles over both layers; tile numbers run along rows. Tile (column, row) begins at (x0 + column·size, …). */
export interface Tiling {
  readonly size: number;
  readonly x0: number;
  readonly y0: number;
  readonly columns: number;
  readonly count: number;
  readonly a: TileLists;
  readonly b: TileLists;
}

/** Edges that a tile should hold of each layer. */
const TILE_EDGES = 4096;

/** Cuts the plane into tiles of about 4,096 edges; coarser where long edges would stand in too many. */
export function tilingOf(a: Edges, b: Edges): Tiling {
  const bounds = boundsOfEdges([a, b]);
  let size = 2 ** Math.ceil(Math.log2(Math.max(32, tileSide(bounds, Math.max(a.count, b.count)))));
  for (;;) {
    const [x0, y0] = [bounds.minX, bounds.minY];
    const columns = Math.floor((bounds.maxX - x0) / size) + 1;
    const rows = Math.floor((bounds.maxY - y0) / size) + 1;
    const frame = { size, x0, y0, columns, count: columns * rows };
    const counts = [counted(a, frame), counted(b, frame)] as const;
    const entries = total(counts[0]) + total(counts[1]);
    if (frame.count === 1 || entries <= 2 * (a.count + b.count) + frame.count)
      return { ...frame, a: listed(a, frame, counts[0]), b: listed(b, frame, counts[1]) };
    size *= 2;
  }
}

type Frame = Omit<Tiling, 'a' | 'b'>;

interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

function boundsOfEdges(layers: readonly Edges[]): Box {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x1, y1, count } of layers) {
    for (let i = 0; i < count; i++) {
      const [x, y] = [x1[i]!, y1[i]!];
      if (x < minX) minX = x;
      if (x > maxX) maxX = x;
      if (y < minY) minY = y;
      if (y > maxY) maxY = y;
    }
  }
  return { minX, minY, maxX, maxY };
}

/** Side of a tile when edges lie evenly; never so small that a thin strip becomes more tiles than it has edges. */
function tileSide({ minX, minY, maxX, maxY }: Box, edges: number): number {
  const tiles = Math.max(1, edges / TILE_EDGES);
  const [width, height] = [maxX - minX, maxY - minY];
  return Math.max(Math.sqrt((width * height) / tiles), Math.max(width, height) / tiles);
}

/** Number of edges per tile. */
function counted(edges: Edges, frame: Frame): Uint32Array {
  const counts = new Uint32Array(frame.count);
  eachTile(edges, frame, (_, tile) => void counts[tile]!++);
  return counts;
}

function listed(edges: Edges, frame: Frame, counts: Uint32Array): TileLists {
  const start = new Uint32Array(frame.count + 1);
  for (let tile = 0; tile < frame.count; tile++) start[tile + 1] = start[tile]! + counts[tile]!;
  const next = start.slice(0, frame.count);
  const list = new Uint32Array(start[frame.count]!);
  eachTile(edges, frame, (edge, tile) => {
    list[next[tile]!] = edge;
    next[tile]!++;
  });
  return { start, list };
}

function eachTile(
  edges: Edges,
  { size, x0, y0, columns }: Frame,
  visit: (edge: number, tile: number) => void,
): void {
  const { x1, y1, x2, y2, count } = edges;
  for (let i = 0; i < count; i++) {
    const [px, qx] = [Math.floor((x1[i]! - x0) / size), Math.floor((x2[i]! - x0) / size)];
    const [py, qy] = [Math.floor((y1[i]! - y0) / size), Math.floor((y2[i]! - y0) / size)];
    if (px === qx && py === qy) {
      visit(i, py * columns + px);
      continue;
    }
    const [left, right] = px < qx ? [px, qx] : [qx, px];
    const [low, high] = py < qy ? [py, qy] : [qy, py];
    for (let row = low; row <= high; row++)
      for (let column = left; column <= right; column++) visit(i, row * columns + column);
  }
}

function total(counts: Uint32Array): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
