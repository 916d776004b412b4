/**
 * Where edges stand in a hash table, tile by tile: every tile has a part of the table for itself, as large as it needs. Parcels
 * stand in files beside their neighbours, so that the part in use stays in the cache, which the table of a county never would.
 */
import { hashOf, hashRoom } from './edges.ts';

/** So many edges in a tile on average: its part of the table takes a quarter of a small cache. */
const EDGES_PER_TILE = 8192;

/** Slots of edges by the sums of the coordinates of their ends, which are the same whichever way an edge runs. */
export class EdgeSlots {
  /** Number of slots in all tiles together. */
  readonly size: number;
  readonly #tiles: number;
  /** Corner of the first tile, and tiles per unit. */
  readonly #left: number;
  readonly #low: number;
  readonly #perUnit: number;
  /** First slot of each tile, one more at the end. */
  readonly #start: Uint32Array;

  /** For the edges from each vertex to the one that `next` names. */
  constructor(qx: Float64Array, qy: Float64Array, next: Uint32Array) {
    const [left, right] = rangeOf(qx);
    const [low, high] = rangeOf(qy);
    this.#tiles = Math.ceil(Math.sqrt(next.length / EDGES_PER_TILE));
    // Both ends are added up, so all is twice as large. The step more keeps what lies at the far border within.
    [this.#left, this.#low] = [2 * left, 2 * low];
    this.#perUnit = this.#tiles / (2 * Math.max(right - left, high - low) + 1);
    const counts = new Uint32Array(this.#tiles ** 2);
    for (let i = 0; i < next.length; i++) {
      const j = next[i]!;
      counts[this.#tileOf(qx[i]! + qx[j]!, qy[i]! + qy[j]!)]!++;
    }
    this.#start = new Uint32Array(counts.length + 1);
    counts.forEach((count, tile) => {
      this.#start[tile + 1] = this.#start[tile]! + hashRoom(count);
    });
    this.size = this.#start[counts.length]!;
  }

  /** The slot to try first for an edge whose ends add up to (x, y). */
  first(x: number, y: number): number {
    const tile = this.#tileOf(x, y);
    const start = this.#start[tile]!;
    return start + (hashOf(x, y) & (this.#start[tile + 1]! - start - 1));
  }

  /** The slot to try after another one; the last of a tile is followed by its first. */
  after(slot: number, x: number, y: number): number {
    const tile = this.#tileOf(x, y);
    return slot + 1 === this.#start[tile + 1] ? this.#start[tile]! : slot + 1;
  }

  #tileOf(x: number, y: number): number {
    const column = Math.trunc((x - this.#left) * this.#perUnit);
    return Math.trunc((y - this.#low) * this.#perUnit) * this.#tiles + column;
  }
}

function rangeOf(values: Float64Array): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}
