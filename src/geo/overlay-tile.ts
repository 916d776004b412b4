/**
 * The work of one tile: the two sides of a border are brought together to one edge with a face left and right, edges go
 * into cells, and every crossing of an edge of layer A with one of layer B is found once.
 *
 * A crossing of e ∈ A and f ∈ B, at t along e and u along f, changes the areas of four pairs by ±V, V = ∓(t·C_e − u·C_f),
 * and it changes which face of the other layer lies at the edge's end; the changes are whole numbers that add up in any
 * order. Both are written down here; overlay-walk.ts does the rest.
 */
import { cross, type Edges, tieFirst, tieSecond } from './overlay-edges.ts';
import type { PairSums } from './overlay-sums.ts';
import type { Tiling } from './overlay-tiles.ts';

/** Cells along one side of a tile. */
const CELLS = 32;

/**
 * What crossing an edge (in the direction of its ring) changes about the face of the other layer, summed over its
 * crossings: how many faces more, the sum of their numbers and the sum of the squares, all modulo 2³². Faces count from 1.
 */
export interface FaceChanges {
  readonly count: Int32Array;
  readonly id: Int32Array;
  readonly square: Int32Array;
}

/** No changes yet. */
export function faceChanges(edges: number): FaceChanges {
  return {
    count: new Int32Array(edges),
    id: new Int32Array(edges),
    square: new Int32Array(edges),
  };
}

/** Point about which the moments of all edges are taken. */
export interface Origin {
  readonly x: number;
  readonly y: number;
}

/** A workplace whose memory is used for one tile after the other. */
export interface TileWork {
  /** Finds the crossings of a tile and adds what they change to `sums` and to the changes of both layers. */
  cross(tiling: Tiling, tile: number, sums: PairSums): void;
}

/** Sets up a workplace for two layers. */
export function tileWork(
  a: Edges,
  b: Edges,
  changesA: FaceChanges,
  changesB: FaceChanges,
  origin: Origin,
): TileWork {
  const sideA = tileSide(a);
  const sideB = tileSide(b);
  return {
    cross(tiling, tile, sums) {
      const [fromA, toA] = [tiling.a.start[tile]!, tiling.a.start[tile + 1]!];
      const [fromB, toB] = [tiling.b.start[tile]!, tiling.b.start[tile + 1]!];
      if (fromA === toA || fromB === toB) return;
      const cell = tiling.size / CELLS;
      const [x, y] = [tiling.x[tile]!, tiling.y[tile]!];
      sideA.load(tiling.a.list.subarray(fromA, toA), x, y, cell);
      sideB.load(tiling.b.list.subarray(fromB, toB), x, y, cell);
      crossCells(sideA, sideB, x - origin.x, y - origin.y, cell, sums);
      sideA.store(changesA);
      sideB.store(changesB);
    },
  };
}

/** The edges of one layer in a tile: unique edges with two faces, in coordinates of the tile, sorted into cells. */
class TileSide {
  count = 0;
  /** Ends, the smaller (x, then y) first. */
  x1 = new Float64Array(0);
  y1 = new Float64Array(0);
  x2 = new Float64Array(0);
  y2 = new Float64Array(0);
  /** Face on the left and on the right, from 1; 0 is no face. */
  left = new Int32Array(0);
  right = new Int32Array(0);
  deltaCount = new Int32Array(0);
  deltaId = new Int32Array(0);
  deltaSquare = new Int32Array(0);
  readonly cellStart = new Uint32Array(CELLS * CELLS + 1);
  cellList = new Uint32Array(0);

  private readonly edges: Edges;
  private half: Uint32Array = new Uint32Array(0);
  /** Per directed edge: its unique edge, and whether it runs against it. */
  private uniqueOf = new Uint32Array(0);
  private against = new Uint8Array(0);
  private slots = new Int32Array(0);

  constructor(edges: Edges) {
    this.edges = edges;
  }

  load(list: Uint32Array, x: number, y: number, cell: number): void {
    this.reserve(list.length);
    this.half = list;
    this.match(x, y);
    this.sortIntoCells(cell);
  }

  /** Writes the changes of the unique edges back to the directed ones. */
  store({ count, id, square }: FaceChanges): void {
    const { half, uniqueOf, against } = this;
    for (let k = 0; k < half.length; k++) {
      const unique = uniqueOf[k]!;
      const [dc, di, ds] = [
        this.deltaCount[unique]!,
        this.deltaId[unique]!,
        this.deltaSquare[unique]!,
      ];
      if (dc === 0 && di === 0 && ds === 0) continue;
      const edge = half[k]!;
      const sign = against[k] === 1 ? -1 : 1;
      count[edge]! += sign * dc;
      id[edge]! += sign * di;
      square[edge]! += sign * ds;
    }
  }

  private reserve(edges: number): void {
    if (edges <= this.x1.length) return;
    const room = edges * 2;
    this.x1 = new Float64Array(room);
    this.y1 = new Float64Array(room);
    this.x2 = new Float64Array(room);
    this.y2 = new Float64Array(room);
    this.left = new Int32Array(room);
    this.right = new Int32Array(room);
    this.deltaCount = new Int32Array(room);
    this.deltaId = new Int32Array(room);
    this.deltaSquare = new Int32Array(room);
    this.uniqueOf = new Uint32Array(room);
    this.against = new Uint8Array(room);
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(room * 2)));
  }

  /** Directed edges over the same two points become one edge with the face of either on its side. */
  private match(x: number, y: number): void {
    const { half, edges, slots, left, right } = this;
    const { x1, y1, x2, y2, face } = edges;
    const mask = 2 ** Math.ceil(Math.log2(Math.max(2, half.length * 2))) - 1;
    slots.fill(-1, 0, mask + 1);
    let count = 0;
    for (let k = 0; k < half.length; k++) {
      const edge = half[k]!;
      let [px, py] = [x1[edge]! - x, y1[edge]! - y];
      let [qx, qy] = [x2[edge]! - x, y2[edge]! - y];
      const against = qx < px || (qx === px && qy < py);
      if (against) [px, py, qx, qy] = [qx, qy, px, py];
      const own = against ? right : left;
      let h = Math.imul((px + qx) | 0, 0x9e37_79b1) ^ Math.imul((py + qy) | 0, 0x85eb_ca77);
      h = (h ^ (h >>> 15)) & mask;
      let unique = slots[h]!;
      while (
        unique >= 0 &&
        (own[unique] !== 0 ||
          this.x1[unique] !== px ||
          this.y1[unique] !== py ||
          this.x2[unique] !== qx ||
          this.y2[unique] !== qy)
      ) {
        h = (h + 1) & mask;
        unique = slots[h]!;
      }
      if (unique < 0) {
        unique = count++;
        slots[h] = unique;
        this.x1[unique] = px;
        this.y1[unique] = py;
        this.x2[unique] = qx;
        this.y2[unique] = qy;
        left[unique] = 0;
        right[unique] = 0;
        this.deltaCount[unique] = 0;
        this.deltaId[unique] = 0;
        this.deltaSquare[unique] = 0;
      }
      own[unique] = face[edge]! + 1;
      this.uniqueOf[k] = unique;
      this.against[k] = against ? 1 : 0;
    }
    this.count = count;
  }

  /** Counting sort by the cells that the box of an edge touches. */
  private sortIntoCells(cell: number): void {
    const { cellStart, count } = this;
    cellStart.fill(0);
    let entries = 0;
    for (let i = 0; i < count; i++) {
      const [left, right] = [cellAt(this.x1[i]!, cell), cellAt(this.x2[i]!, cell)];
      const [one, other] = [cellAt(this.y1[i]!, cell), cellAt(this.y2[i]!, cell)];
      const [low, high] = one < other ? [one, other] : [other, one];
      for (let row = low; row <= high; row++)
        for (let column = left; column <= right; column++) {
          cellStart[row * CELLS + column + 1]!++;
          entries++;
        }
    }
    for (let c = 0; c < CELLS * CELLS; c++) cellStart[c + 1]! += cellStart[c]!;
    if (entries > this.cellList.length) this.cellList = new Uint32Array(entries * 2);
    const next = cellStart.slice(0, CELLS * CELLS);
    for (let i = 0; i < count; i++) {
      const [left, right] = [cellAt(this.x1[i]!, cell), cellAt(this.x2[i]!, cell)];
      const [one, other] = [cellAt(this.y1[i]!, cell), cellAt(this.y2[i]!, cell)];
      const [low, high] = one < other ? [one, other] : [other, one];
      for (let row = low; row <= high; row++)
        for (let column = left; column <= right; column++)
          this.cellList[next[row * CELLS + column]!++] = i;
    }
  }
}

function tileSide(edges: Edges): TileSide {
  return new TileSide(edges);
}

/** Column or row of a coordinate, kept within the tile. */
function cellAt(value: number, cell: number): number {
  const place = Math.floor(value / cell);
  return place < 0 ? 0 : place >= CELLS ? CELLS - 1 : place;
}

/**
 * All crossings of a tile. A pair of edges may meet in several cells and tiles: it is looked at only in the cell at the
 * larger of their first columns and the larger of their first rows, counted over the whole plane.
 */
function crossCells(
  a: TileSide,
  b: TileSide,
  shiftX: number,
  shiftY: number,
  cell: number,
  sums: PairSums,
): void {
  const { x1: ax1, y1: ay1, x2: ax2, y2: ay2 } = a;
  const { x1: bx1, y1: by1, x2: bx2, y2: by2 } = b;
  for (let c = 0; c < CELLS * CELLS; c++) {
    const [fromA, toA] = [a.cellStart[c]!, a.cellStart[c + 1]!];
    const [fromB, toB] = [b.cellStart[c]!, b.cellStart[c + 1]!];
    if (fromA === toA || fromB === toB) continue;
    const [column, row] = [c % CELLS, Math.floor(c / CELLS)];
    for (let i = fromA; i < toA; i++) {
      const e = a.cellList[i]!;
      const [px, py, qx, qy] = [ax1[e]!, ay1[e]!, ax2[e]!, ay2[e]!];
      const [low, high] = py < qy ? [py, qy] : [qy, py];
      const [ex, ey] = [qx - px, qy - py];
      for (let j = fromB; j < toB; j++) {
        const f = b.cellList[j]!;
        const rx = bx1[f]!;
        const sx = bx2[f]!;
        if (rx > qx || sx < px) continue;
        const ry = by1[f]!;
        const sy = by2[f]!;
        if ((ry > high && sy > high) || (ry < low && sy < low)) continue;
        const first = Math.floor((rx > px ? rx : px) / cell);
        if (first !== column) continue;
        const bottom = ry < sy ? ry : sy;
        if (Math.floor((bottom > low ? bottom : low) / cell) !== row) continue;
        const [fx, fy] = [sx - rx, sy - ry];
        const p = cross(fx, fy, px - rx, py - ry);
        const q = cross(fx, fy, qx - rx, qy - ry);
        const pLeft = (p === 0 ? tieSecond(fx, fy) : p) > 0;
        if ((q === 0 ? tieSecond(fx, fy) : q) > 0 === pLeft) continue;
        const r = cross(ex, ey, rx - px, ry - py);
        const s = cross(ex, ey, sx - px, sy - py);
        const rLeft = (r === 0 ? tieFirst(ex, ey) : r) > 0;
        if ((s === 0 ? tieFirst(ex, ey) : s) > 0 === rLeft) continue;
        const t = p / (p - q);
        const u = r / (r - s);
        const momentE = ((px + shiftX) * ey - (py + shiftY) * ex) / 2;
        const momentF = ((rx + shiftX) * fy - (ry + shiftY) * fx) / 2;
        // e enters the face left of f when it comes from the right.
        const sign = pLeft ? -1 : 1;
        recordCrossing(a, b, e, f, sign, sign * (u * momentF - t * momentE), sums);
      }
    }
  }
}

function recordCrossing(
  a: TileSide,
  b: TileSide,
  e: number,
  f: number,
  sign: number,
  value: number,
  sums: PairSums,
): void {
  const [le, re, lf, rf] = [a.left[e]!, a.right[e]!, b.left[f]!, b.right[f]!];
  if (le !== 0) {
    if (lf !== 0) sums.add(le - 1, lf - 1, value);
    if (rf !== 0) sums.add(le - 1, rf - 1, -value);
  }
  if (re !== 0) {
    if (lf !== 0) sums.add(re - 1, lf - 1, -value);
    if (rf !== 0) sums.add(re - 1, rf - 1, value);
  }
  a.deltaCount[e]! += sign * ((lf === 0 ? 0 : 1) - (rf === 0 ? 0 : 1));
  a.deltaId[e]! += sign * (lf - rf);
  a.deltaSquare[e]! += sign * (Math.imul(lf, lf) - Math.imul(rf, rf));
  // Seen from f, e crosses the other way.
  b.deltaCount[f]! -= sign * ((le === 0 ? 0 : 1) - (re === 0 ? 0 : 1));
  b.deltaId[f]! -= sign * (le - re);
  b.deltaSquare[f]! -= sign * (Math.imul(le, le) - Math.imul(re, re));
}
