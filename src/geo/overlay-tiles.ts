/**
 * Edges of two layers by square tiles, so that all that meets is worked on together and fits a processor's near memory.
 * An edge stands in every tile that its box touches. Tiles are as large as edges are long, whatever the extent of the
 * layers: one stray parcel far away makes more empty ground, not larger tiles.
 */
import type { Edges } from './overlay-edges.ts';

/** Edges by tile: tile t holds edges list[start[t]] … list[start[t+1]−1]. */
export interface TileLists {
  readonly start: Uint32Array;
  readonly list: Uint32Array;
}

/** Square tiles that hold edges. Tile t begins at (x[t], y[t]); tiles without edges do not exist. */
export interface Tiling {
  readonly size: number;
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly a: TileLists;
  readonly b: TileLists;
}

/** Side of a tile in mean edges: cells, of which a tile has 32 a side, then hold a few edges each. */
const SIDE_EDGES = 64;

/** Cuts the plane into tiles; coarser where long edges would stand in too many. */
export function tilingOf(a: Edges, b: Edges): Tiling {
  const origin = firstCorner([a, b]);
  let size = 2 ** Math.ceil(Math.log2(Math.max(32, SIDE_EDGES * meanEdge([a, b]))));
  for (;;) {
    const entries = touches(a, size) + touches(b, size);
    if (entries <= 4 * (a.count + b.count)) break;
    size *= 2;
  }
  const tiles = new TileNumbers({ size, ...origin });
  const ofA = listed(a, tiles);
  const ofB = listed(b, tiles);
  const count = tiles.count;
  const corner = (place: Float64Array, first: number): Float64Array =>
    Float64Array.from({ length: count }, (_, tile) => first + place[tile]! * size);
  return {
    size,
    count,
    x: corner(tiles.columns, origin.x0),
    y: corner(tiles.rows, origin.y0),
    a: byTile(ofA, count),
    b: byTile(ofB, count),
  };
}

interface Frame {
  readonly size: number;
  readonly x0: number;
  readonly y0: number;
}

function firstCorner(layers: readonly Edges[]): { x0: number; y0: number } {
  let [x0, y0] = [Infinity, Infinity];
  for (const { x1, y1, count } of layers) {
    for (let i = 0; i < count; i++) {
      if (x1[i]! < x0) x0 = x1[i]!;
      if (y1[i]! < y0) y0 = y1[i]!;
    }
  }
  return { x0, y0 };
}

function meanEdge(layers: readonly Edges[]): number {
  let [length, edges] = [0, 0];
  for (const { x1, y1, x2, y2, count } of layers) {
    for (let i = 0; i < count; i++)
      length += Math.max(Math.abs(x2[i]! - x1[i]!), Math.abs(y2[i]! - y1[i]!));
    edges += count;
  }
  return length / Math.max(1, edges);
}

/** About how many tiles all edges touch, each counted for itself. */
function touches({ x1, y1, x2, y2, count }: Edges, size: number): number {
  let tiles = 0;
  for (let i = 0; i < count; i++)
    tiles += (Math.abs(x2[i]! - x1[i]!) / size + 1) * (Math.abs(y2[i]! - y1[i]!) / size + 1);
  return tiles;
}

/** Numbers tiles as they appear: open addressing on (column, row). */
class TileNumbers {
  readonly frame: Frame;
  count = 0;
  columns = new Float64Array(1024);
  rows = new Float64Array(1024);
  private slots = new Int32Array(4096).fill(-1);

  constructor(frame: Frame) {
    this.frame = frame;
  }

  of(column: number, row: number): number {
    const slot = this.slot(column, row);
    const known = this.slots[slot]!;
    if (known >= 0) return known;
    const tile = this.count++;
    if (tile === this.columns.length) {
      const [columns, rows] = [new Float64Array(tile * 2), new Float64Array(tile * 2)];
      columns.set(this.columns);
      rows.set(this.rows);
      [this.columns, this.rows] = [columns, rows];
    }
    this.columns[tile] = column;
    this.rows[tile] = row;
    this.slots[slot] = tile;
    if (this.count * 2 > this.slots.length) this.grow();
    return tile;
  }

  private slot(column: number, row: number): number {
    const mask = this.slots.length - 1;
    let h = Math.imul(column | 0, 0x9e37_79b1) ^ Math.imul(row | 0, 0x85eb_ca77);
    h = (h ^ (h >>> 15)) & mask;
    for (;;) {
      const tile = this.slots[h]!;
      if (tile < 0 || (this.columns[tile] === column && this.rows[tile] === row)) return h;
      h = (h + 1) & mask;
    }
  }

  private grow(): void {
    this.slots = new Int32Array(this.slots.length * 4).fill(-1);
    for (let tile = 0; tile < this.count; tile++)
      this.slots[this.slot(this.columns[tile]!, this.rows[tile]!)] = tile;
  }
}

/** Edge and tile of every entry, in the order of the edges. */
interface Entries {
  readonly edge: Uint32Array;
  readonly tile: Uint32Array;
  readonly count: number;
}

function listed(edges: Edges, tiles: TileNumbers): Entries {
  const { size, x0, y0 } = tiles.frame;
  const { x1, y1, x2, y2 } = edges;
  let edge = new Uint32Array(edges.count + 64);
  let tile = new Uint32Array(edges.count + 64);
  let count = 0;
  // Edges follow each other along rings: the tile of the last one is mostly that of the next.
  let [lastColumn, lastRow, lastTile] = [Number.NaN, Number.NaN, 0];
  const push = (i: number, column: number, row: number): void => {
    if (count === edge.length) {
      const [edges2, tiles2] = [new Uint32Array(count * 2), new Uint32Array(count * 2)];
      edges2.set(edge);
      tiles2.set(tile);
      [edge, tile] = [edges2, tiles2];
    }
    if (column !== lastColumn || row !== lastRow)
      [lastColumn, lastRow, lastTile] = [column, row, tiles.of(column, row)];
    edge[count] = i;
    tile[count++] = lastTile;
  };
  for (let i = 0; i < edges.count; i++) {
    const [px, qx] = [Math.floor((x1[i]! - x0) / size), Math.floor((x2[i]! - x0) / size)];
    const [py, qy] = [Math.floor((y1[i]! - y0) / size), Math.floor((y2[i]! - y0) / size)];
    if (px === qx && py === qy) {
      push(i, px, py);
      continue;
    }
    const [left, right] = px < qx ? [px, qx] : [qx, px];
    const [low, high] = py < qy ? [py, qy] : [qy, py];
    for (let row = low; row <= high; row++)
      for (let column = left; column <= right; column++) push(i, column, row);
  }
  return { edge, tile, count };
}

/** Counting sort of the entries by tile. */
function byTile({ edge, tile, count }: Entries, tiles: number): TileLists {
  const start = new Uint32Array(tiles + 1);
  for (let k = 0; k < count; k++) start[tile[k]! + 1]!++;
  for (let t = 0; t < tiles; t++) start[t + 1]! += start[t]!;
  const next = start.slice(0, tiles);
  const list = new Uint32Array(count);
  for (let k = 0; k < count; k++) {
    list[next[tile[k]!]!] = edge[k]!;
    next[tile[k]!]!++;
  }
  return { start, list };
}
