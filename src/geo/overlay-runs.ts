/**
 * The rings of a layer cut into runs: chains of edges that stay in one square tile, so that all that meets is worked on
 * together and fits a processor's near memory. An edge stands in every tile that its box touches. One scan over the rings
 * does it, and tells on the way which face lies at the lower left corner of every tile: crossing an edge on the way from
 * the far west changes the sum of faces by a whole number, whatever the order.
 */
import { CompensatedSums } from './compensated.ts';
import { checkWord, isWest } from './kernel/index.ts';
import { type FacedRings, shared } from './overlay-layer.ts';

/** Square tiles: tile (column, row) begins at (x0 + column · size, y0 + row · size), less half a unit; whole numbers. */
export interface Grid {
  readonly size: number;
  readonly x0: number;
  readonly y0: number;
}

/**
 * Runs of some features of a layer by tile. Local tile t holds runs starts[t] … starts[t+1]−1; a run has `edges` edges, from
 * vertex `first` on, and ends at vertex `last` (which follows, or is the first of the ring).
 */
export interface Runs {
  /** Column and row of the local tiles, in the order in which the rings met them. */
  readonly columns: Float64Array;
  readonly rows: Float64Array;
  readonly starts: Uint32Array;
  /** Per local tile, what going east along its lower border adds to the sums of faces and of their check words. */
  readonly faceSteps: Int32Array;
  readonly checkSteps: Int32Array;
  readonly first: Uint32Array;
  readonly edges: Uint32Array;
  readonly last: Uint32Array;
  readonly ring: Uint32Array;
  /** Own area of every feature of the range, square units, and Σ of the magnitudes of its terms. */
  readonly areas: Float64Array;
  readonly sizes: Float64Array;
}

/** Cells of a tile hold a few edges each when its side is as long as this many mean edges. */
const SIDE_EDGES = 64;
/** A cell is a whole unit wide at least. */
const LEAST_SIZE = 32;
/** Edges that are looked at for their length. */
const SAMPLE = 20_000;

/** A grid that suits all layers, by a sample of their edges. */
export function gridOf(layers: readonly FacedRings[]): Grid {
  let [length, edges] = [0, 0];
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const { x, y, originX, originY, ringStart } of layers) {
    const rings = ringStart.length - 1;
    const ringStep = Math.max(1, Math.floor(rings / SAMPLE));
    const edgeStep = Math.max(1, Math.floor(x.length / (ringStep * SAMPLE)));
    for (let ring = 0; ring < rings; ring += ringStep) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      if (start === end) continue;
      const [px, py] = [x[start]! + (originX?.[ring] ?? 0), y[start]! + (originY?.[ring] ?? 0)];
      box.west = Math.min(box.west, px);
      box.east = Math.max(box.east, px);
      box.south = Math.min(box.south, py);
      box.north = Math.max(box.north, py);
      for (let i = start; i < end; i += edgeStep) {
        const j = i + 1 === end ? start : i + 1;
        length += Math.max(Math.abs(x[j]! - x[i]!), Math.abs(y[j]! - y[i]!));
        edges++;
      }
    }
  }
  if (edges === 0) return { size: LEAST_SIZE, x0: 0, y0: 0 };
  return {
    size: 2 ** Math.ceil(Math.log2(Math.max(LEAST_SIZE, (SIDE_EDGES * length) / edges))),
    x0: Math.round((box.west + box.east) / 2),
    y0: Math.round((box.south + box.north) / 2),
  };
}

/** A layer may have this many times as many runs as vertices; more means that edges are long for the tiles. */
const MOST_RUNS = 4;

/** Four tiles that meet in a point always suffice: there an edge that leaves its tile makes three runs. */
function mostRuns({ x }: FacedRings): number {
  return MOST_RUNS * x.length + 64;
}

/**
 * Whether all ranges of a layer have been cut, and into no more runs together than a layer may have; else larger tiles are
 * needed. The answer does not depend on the ranges.
 */
export function areCut(layer: FacedRings, parts: readonly (Runs | null)[]): parts is Runs[] {
  let count = 0;
  for (const part of parts) {
    if (!part) return false;
    count += part.first.length;
  }
  return count <= mostRuns(layer);
}

/**
 * Cuts the features `from` … `to`−1 into runs. RangeError when a ring begins or leaves a tile beside the grid or beyond its
 * range. Null when these features alone would make more runs than the layer may have.
 */
export function cutIntoRuns(layer: FacedRings, from: number, to: number, grid: Grid): Runs | null {
  const { x, y, originX, originY, ringStart, featureStart } = layer;
  const { size, x0, y0 } = grid;
  const tiles = new TileTable();
  const list = new RunList();
  const bound = mostRuns(layer);
  const areas = new CompensatedSums(to - from);
  const sizes = new Float64Array(to - from);
  for (let feature = from; feature < to; feature++) {
    for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      if (start === end) continue;
      const face = layer.face[ring]!;
      const check = checkWord(face);
      const ox = originX ? originX[ring]! : 0;
      const oy = originY ? originY[ring]! : 0;
      const baseX = x[start]! + ox;
      const baseY = y[start]! + oy;
      requireWhole(baseX, baseY, feature);
      let [px, py, twice, size2] = [baseX, baseY, 0, 0];
      let column = Math.floor((px - x0) / size);
      let row = Math.floor((py - y0) / size);
      let [west, south] = [x0 + column * size, y0 + row * size];
      let [east, north] = [west + size, south + size];
      let tile = tiles.of(column, row);
      let [first, edges] = [start, 0];
      for (let i = start; i < end; i++) {
        const j = i + 1 === end ? start : i + 1;
        const qx = x[j]! + ox;
        const qy = y[j]! + oy;
        const left = (px - baseX) * (qy - py);
        const right = (py - baseY) * (qx - px);
        twice += left - right;
        size2 += Math.abs(left) + Math.abs(right);
        edges++;
        if (size > LARGE_TILE) requireWhole(qx, qy, feature);
        if (!(qx >= west && qx < east && qy >= south && qy < north)) {
          requireWhole(qx, qy, feature);
          list.push(tile, first, edges, j, ring);
          areas.add(feature - from, twice / 2);
          twice = 0;
          const [nextColumn, nextRow] = [
            Math.floor((qx - x0) / size),
            Math.floor((qy - y0) / size),
          ];
          const [left, right] = ordered(column, nextColumn);
          const [low, high] = ordered(row, nextRow);
          // One run in every tile of the box, of which one is there already.
          if (list.count - 1 + (right - left + 1) * (high - low + 1) > bound) return null;
          for (let r = low; r <= high; r++)
            for (let c = left; c <= right; c++) {
              const isEnd = (c === column && r === row) || (c === nextColumn && r === nextRow);
              if (!isEnd) list.push(tiles.of(c, r), i, 1, j, ring);
            }
          for (let line = low + 1; line <= high; line++) {
            const height = y0 + line * size - 0.5;
            let at = left;
            while (
              at < right &&
              isWest(x0 + (at + 1) * size - 0.5, height, px, py, qx - px, qy - py)
            )
              at++;
            // Eastwards over an edge that goes up one leaves the land on its left.
            tiles.step(tiles.of(at, line), qy > py ? -face : face, qy > py ? -check : check);
          }
          [column, row] = [nextColumn, nextRow];
          [west, south] = [x0 + column * size, y0 + row * size];
          [east, north] = [west + size, south + size];
          tile = tiles.of(column, row);
          [first, edges] = [i, 1];
        }
        px = qx;
        py = qy;
      }
      list.push(tile, first, edges, start, ring);
      areas.add(feature - from, twice / 2);
      sizes[feature - from]! += size2 / 2;
    }
  }
  return { ...sortedByTile(list, tiles), areas: areas.totals(), sizes };
}

/** Coordinates beyond this are not exact in products: 2⁵⁰. */
const LARGEST = 2 ** 50;

/** Within larger tiles than this a vertex may be out of range without leaving its tile. */
const LARGE_TILE = 2 ** 44;

/** A coordinate that is no whole number in range would be a wrong area or no end. */
function requireWhole(x: number, y: number, feature: number): void {
  if (
    Number.isInteger(x) &&
    Number.isInteger(y) &&
    Math.abs(x) <= LARGEST &&
    Math.abs(y) <= LARGEST
  )
    return;
  throw new RangeError(
    `feature ${feature}: (${x}, ${y}) is not on the grid of the overlay; coordinates are whole numbers within ±2^50 — project to the plane first`,
  );
}

function ordered(a: number, b: number): readonly [number, number] {
  return a < b ? [a, b] : [b, a];
}

/** Numbers tiles as they appear, by open addressing on (column, row), and sums what their lower borders change. */
class TileTable {
  count = 0;
  columns = new Float64Array(1024);
  rows = new Float64Array(1024);
  faceSteps = new Int32Array(1024);
  checkSteps = new Int32Array(1024);
  private slots = new Int32Array(4096).fill(-1);

  of(column: number, row: number): number {
    const slot = this.slot(column, row);
    const known = this.slots[slot]!;
    if (known >= 0) return known;
    const tile = this.count++;
    if (tile === this.columns.length) {
      this.columns = longer(this.columns, new Float64Array(tile * 2));
      this.rows = longer(this.rows, new Float64Array(tile * 2));
      this.faceSteps = longer(this.faceSteps, new Int32Array(tile * 2));
      this.checkSteps = longer(this.checkSteps, new Int32Array(tile * 2));
    }
    this.columns[tile] = column;
    this.rows[tile] = row;
    this.slots[slot] = tile;
    if (this.count * 2 > this.slots.length) this.grow();
    return tile;
  }

  step(tile: number, face: number, check: number): void {
    this.faceSteps[tile]! += face;
    this.checkSteps[tile]! += check;
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

function longer<T extends Float64Array | Int32Array | Uint32Array>(old: T, grown: T): T {
  grown.set(old);
  return grown;
}

/** Five words a run: tile, first vertex, edges, last vertex, ring. */
const RUN_WORDS = 5;
/** Words of one piece of the list. */
const PIECE_WORDS = RUN_WORDS << 15;

/** Runs in the order in which they are found, piece by piece. */
class RunList {
  count = 0;
  private readonly pieces: Uint32Array[] = [];
  private piece = new Uint32Array(0);
  private at = 0;

  push(tile: number, first: number, edges: number, last: number, ring: number): void {
    if (this.at === this.piece.length) {
      this.piece = new Uint32Array(PIECE_WORDS);
      this.pieces.push(this.piece);
      this.at = 0;
    }
    const { piece } = this;
    piece[this.at++] = tile;
    piece[this.at++] = first;
    piece[this.at++] = edges;
    piece[this.at++] = last;
    piece[this.at++] = ring;
    this.count++;
  }

  /** Visits all runs: the piece and the place of their first word in it. */
  each(visit: (words: Uint32Array, at: number) => void): void {
    for (let k = 0; k < this.count; k++) {
      const at = k * RUN_WORDS;
      visit(this.pieces[Math.floor(at / PIECE_WORDS)]!, at % PIECE_WORDS);
    }
  }
}

/** Counting sort of the runs by tile; runs of a tile keep their order. */
function sortedByTile(list: RunList, tiles: TileTable): Omit<Runs, 'areas' | 'sizes'> {
  const starts = new Uint32Array(tiles.count + 1);
  list.each((words, at) => void starts[words[at]! + 1]!++);
  for (let t = 0; t < tiles.count; t++) starts[t + 1]! += starts[t]!;
  const next = starts.slice(0, tiles.count);
  const column = (): Uint32Array => shared(Uint32Array, list.count);
  const [first, edges, last, ring] = [column(), column(), column(), column()];
  list.each((words, at) => {
    const place = next[words[at]!]!++;
    first[place] = words[at + 1]!;
    edges[place] = words[at + 2]!;
    last[place] = words[at + 3]!;
    ring[place] = words[at + 4]!;
  });
  return {
    columns: tiles.columns.slice(0, tiles.count),
    rows: tiles.rows.slice(0, tiles.count),
    starts,
    faceSteps: tiles.faceSteps.slice(0, tiles.count),
    checkSteps: tiles.checkSteps.slice(0, tiles.count),
    first,
    edges,
    last,
    ring,
  };
}

/** Edges that a tile should hold on average: with far fewer, going through empty cells is what takes the time. */
const TILE_EDGES = 3000;
/** Tiles of scattered parcels are enlarged by so much at most. */
const LARGEST_FACTOR = 8;

/**
 * A grid of larger tiles when those of `grid`, of which `tiles` hold edges, hold few: then layers are not whole coverages but
 * scattered parcels. Null when the grid is good. Depends on the layers alone, not on how they were cut into ranges.
 */
export function coarserGrid(grid: Grid, runs: readonly Runs[], tiles: number): Grid | null {
  let entries = 0;
  for (const { edges } of runs) for (let k = 0; k < edges.length; k++) entries += edges[k]!;
  const factor = 2 ** Math.round(Math.log2(Math.sqrt((TILE_EDGES * tiles) / Math.max(1, entries))));
  return tiles > 1 && factor >= 2
    ? { ...grid, size: grid.size * Math.min(factor, LARGEST_FACTOR) }
    : null;
}

/**
 * Borders of `parts` ranges of features with about the same number of vertices: parts + 1 entries. With `only`, ranges of
 * that list of features.
 */
export function rangesOf(
  { ringStart, featureStart }: Pick<FacedRings, 'ringStart' | 'featureStart'>,
  parts: number,
  only?: Uint32Array,
): number[] {
  const features = only ? only.length : featureStart.length - 1;
  const verticesOf = (k: number): number => {
    const feature = only ? only[k]! : k;
    return ringStart[featureStart[feature + 1]!]! - ringStart[featureStart[feature]!]!;
  };
  let total = 0;
  for (let k = 0; k < features; k++) total += verticesOf(k);
  const borders = [0];
  let [k, passed] = [0, 0];
  for (let part = 1; part < parts; part++) {
    while (k < features && passed < (total * part) / parts) passed += verticesOf(k++);
    borders.push(k);
  }
  borders.push(features);
  return borders;
}
