/**
 * 打断 — edges cut wherever they meet, so that they share ends and nothing else. A crossing falls on a point of the grid and
 * moves its edges by less than one step, which can make new crossings: passes go on until none is left.
 */
import Flatbush from 'flatbush';
import { EdgeList, hashOf, hashTable } from './edges.ts';
import { turn } from './grid.ts';

/** Segments between nodes; `net` holds for each layer how many more edges run from (x1,y1) to (x2,y2) than back. */
export interface Segments {
  readonly x1: Float64Array;
  readonly y1: Float64Array;
  readonly x2: Float64Array;
  readonly y2: Float64Array;
  /** layers × segments: net[layer][segment]. */
  readonly net: readonly Int32Array[];
  /** Segment s lies along edges of the features owner[ownerStart[s]] … owner[ownerStart[s + 1] − 1], of layer 0 only. */
  readonly ownerStart: Uint32Array;
  readonly owner: Int32Array;
}

/** Passes at most; each moves edges by less than a step, and three have always been enough. */
const PASSES = 12;

/** Cuts the edges of all layers where they meet and joins what then runs along one line. */
export function nodeEdges(layers: readonly EdgeList[]): Segments {
  let pieces = new EdgeList(layers.reduce((sum, { count }) => sum + count, 0));
  layers.forEach(({ count, x1, y1, x2, y2, owner }, layer) => {
    for (let i = 0; i < count; i++) pieces.add(x1[i]!, y1[i]!, x2[i]!, y2[i]!, owner[i]!, layer);
  });
  // At first every piece is looked at, then those that rounding has moved: all others meet at their ends alone.
  let isMoved: Uint8Array | null = null;
  for (let pass = 0; pass < PASSES; pass++) {
    const cuts = cutsOf(pieces, isMoved);
    if (cuts.count === 0) break;
    [pieces, isMoved] = cuts.parts();
  }
  return joined(pieces, layers.length);
}

/** Where pieces meet, of which at least one `isMoved`; null for all of them. Only the moved ones are put into an index. */
function cutsOf(pieces: EdgeList, isMoved: Uint8Array | null): Cuts {
  const { count, x1, y1, x2, y2 } = pieces;
  const cuts = new Cuts(pieces);
  const moved: Uint32Array = numbersOf(count, isMoved);
  if (moved.length === 0) return cuts;
  const index = new Flatbush(moved.length);
  for (const i of moved)
    index.add(
      Math.min(x1[i]!, x2[i]!),
      Math.min(y1[i]!, y2[i]!),
      Math.max(x1[i]!, x2[i]!),
      Math.max(y1[i]!, y2[i]!),
    );
  index.finish();
  let i = 0;
  const look = (k: number): boolean => {
    const j = moved[k]!;
    // Of two moved pieces each finds the other.
    if (j > i) meet(pieces, i, j, cuts);
    else if (j < i && isMoved !== null && isMoved[i] === 0) meet(pieces, j, i, cuts);
    return false;
  };
  for (; i < count; i++)
    index.search(
      Math.min(x1[i]!, x2[i]!),
      Math.min(y1[i]!, y2[i]!),
      Math.max(x1[i]!, x2[i]!),
      Math.max(y1[i]!, y2[i]!),
      look,
    );
  return cuts;
}

/** The numbers below `count` that are marked; all of them when there are no marks. */
function numbersOf(count: number, isMarked: Uint8Array | null): Uint32Array {
  if (isMarked === null) return Uint32Array.from({ length: count }, (_, i) => i);
  const found = new Uint32Array(isMarked.reduce((sum, mark) => sum + mark, 0));
  let k = 0;
  for (let i = 0; i < count; i++) if (isMarked[i] === 1) found[k++] = i;
  return found;
}

/** Points at which pieces are to be cut. */
class Cuts {
  readonly #pieces: EdgeList;
  /** Number of the last cut of each piece, and before each cut the one of the same piece; one more, 0 for none. */
  readonly #last: Uint32Array;
  /** 1 for a piece with a cut that does not lie on it to the last digit. */
  readonly #isBent: Uint8Array;
  readonly #before: number[] = [];
  readonly #x: number[] = [];
  readonly #y: number[] = [];

  constructor(pieces: EdgeList) {
    this.#pieces = pieces;
    this.#last = new Uint32Array(pieces.count);
    this.#isBent = new Uint8Array(pieces.count);
  }

  get count(): number {
    return this.#x.length;
  }

  /** Notes a cut of piece i where a crossing has been moved to the grid. */
  near(i: number, x: number, y: number): void {
    this.#isBent[i] = 1;
    this.at(i, x, y);
  }

  /** Notes a cut of piece i at a point of it; at its ends there is nothing to cut. */
  at(i: number, x: number, y: number): void {
    const { x1, y1, x2, y2 } = this.#pieces;
    if ((x === x1[i] && y === y1[i]) || (x === x2[i] && y === y2[i])) return;
    this.#before.push(this.#last[i]!);
    this.#x.push(x);
    this.#y.push(y);
    this.#last[i] = this.#x.length;
  }

  /** All pieces, those that are cut in parts, in order along them; and 1 for each part of one that was bent. */
  parts(): [EdgeList, Uint8Array] {
    const { count, x1, y1, x2, y2, owner, layer } = this.#pieces;
    const result = new EdgeList(count + this.count);
    const isMoved = new Uint8Array(count + this.count);
    for (let i = 0; i < count; i++) {
      let [fromX, fromY] = [x1[i]!, y1[i]!];
      const put = (x: number, y: number): void => {
        if (x === fromX && y === fromY) return;
        isMoved[result.count] = this.#isBent[i]!;
        result.add(fromX, fromY, x, y, owner[i]!, layer[i]);
        [fromX, fromY] = [x, y];
      };
      if (this.#last[i] !== 0) for (const k of this.#along(i)) put(this.#x[k]!, this.#y[k]!);
      put(x2[i]!, y2[i]!);
    }
    return [result, isMoved];
  }

  /** The cuts of a piece by their place along it. */
  #along(i: number): number[] {
    const { x1, y1, x2, y2 } = this.#pieces;
    const found: number[] = [];
    for (let k = this.#last[i]!; k !== 0; k = this.#before[k - 1]!) found.push(k - 1);
    if (found.length === 1) return found;
    const place = (k: number): number =>
      (this.#x[k]! - x1[i]!) * (x2[i]! - x1[i]!) + (this.#y[k]! - y1[i]!) * (y2[i]! - y1[i]!);
    return found.reverse().sort((p, q) => place(p) - place(q));
  }
}

/** Notes where two edges must be cut: at an end of one that lies on the other, or where they cross. */
function meet({ x1, y1, x2, y2 }: EdgeList, i: number, j: number, cuts: Cuts): void {
  const [ax1, ay1, ax2, ay2] = [x1[i]!, y1[i]!, x2[i]!, y2[i]!];
  const [bx1, by1, bx2, by2] = [x1[j]!, y1[j]!, x2[j]!, y2[j]!];
  const c = turn(ax1, ay1, ax2, ay2, bx1, by1);
  const d = turn(ax1, ay1, ax2, ay2, bx2, by2);
  if (c * d > 0) return;
  const e = turn(bx1, by1, bx2, by2, ax1, ay1);
  const f = turn(bx1, by1, bx2, by2, ax2, ay2);
  if (e * f > 0) return;
  if (c === 0 && isWithin(ax1, ay1, ax2, ay2, bx1, by1)) cuts.at(i, bx1, by1);
  if (d === 0 && isWithin(ax1, ay1, ax2, ay2, bx2, by2)) cuts.at(i, bx2, by2);
  if (e === 0 && isWithin(bx1, by1, bx2, by2, ax1, ay1)) cuts.at(j, ax1, ay1);
  if (f === 0 && isWithin(bx1, by1, bx2, by2, ax2, ay2)) cuts.at(j, ax2, ay2);
  if (c * d === 0 || e * f === 0) return;
  const over = (ax2 - ax1) * (by2 - by1) - (ay2 - ay1) * (bx2 - bx1);
  const t = ((bx1 - ax1) * (by2 - by1) - (by1 - ay1) * (bx2 - bx1)) / over;
  const x = Math.round(ax1 + t * (ax2 - ax1));
  const y = Math.round(ay1 + t * (ay2 - ay1));
  cuts.near(i, x, y);
  cuts.near(j, x, y);
}

function isWithin(x1: number, y1: number, x2: number, y2: number, x: number, y: number): boolean {
  return (
    x >= Math.min(x1, x2) && x <= Math.max(x1, x2) && y >= Math.min(y1, y2) && y <= Math.max(y1, y2)
  );
}

/** Whether an edge runs to the right, or straight up. */
function runsAhead({ x1, y1, x2, y2 }: EdgeList, i: number): boolean {
  return x1[i]! < x2[i]! || (x1[i] === x2[i] && y1[i]! < y2[i]!);
}

/** Pieces along one line become one segment; those that cancel in every layer vanish. */
function joined(pieces: EdgeList, layers: number): Segments {
  const { count, x1, y1, x2, y2, owner, layer } = pieces;
  const { segmentOf, first, segments } = sameLines(pieces);
  const net = Array.from({ length: layers }, () => new Int32Array(segments));
  const owners = new Uint32Array(segments);
  for (let i = 0; i < count; i++) {
    net[layer[i]!]![segmentOf[i]!]! += runsAhead(pieces, i) ? 1 : -1;
    if (layer[i] === 0) owners[segmentOf[i]!]!++;
  }
  const number = new Int32Array(segments).fill(-1);
  let kept = 0;
  for (let s = 0; s < segments; s++) if (net.some((of) => of[s] !== 0)) number[s] = kept++;
  const ends = [x1, y1, x2, y2].map(() => new Float64Array(kept));
  const ownerStart = new Uint32Array(kept + 1);
  for (let s = 0; s < segments; s++) {
    const k = number[s]!;
    if (k < 0) continue;
    const i = first[s]!;
    const [from, to] = runsAhead(pieces, i) ? [0, 2] : [2, 0];
    ends[from]![k] = x1[i]!;
    ends[from + 1]![k] = y1[i]!;
    ends[to]![k] = x2[i]!;
    ends[to + 1]![k] = y2[i]!;
    ownerStart[k + 1] = ownerStart[k]! + owners[s]!;
    for (const of of net) of[k] = of[s]!;
  }
  const filled = ownerStart.slice();
  const ownerOf = new Int32Array(ownerStart[kept]!);
  for (let i = 0; i < count; i++) {
    const k = number[segmentOf[i]!]!;
    if (layer[i] === 0 && k >= 0) ownerOf[filled[k]!++] = owner[i]!;
  }
  return {
    x1: ends[0]!,
    y1: ends[1]!,
    x2: ends[2]!,
    y2: ends[3]!,
    net: net.map((of) => of.slice(0, kept)),
    ownerStart,
    owner: ownerOf,
  };
}

/** Numbers pieces so that those with the same ends, in either direction, have one number; and the first of each number. */
function sameLines(pieces: EdgeList): {
  readonly segmentOf: Uint32Array;
  readonly first: Uint32Array;
  readonly segments: number;
} {
  const { count, x1, y1, x2, y2 } = pieces;
  const segmentOf = new Uint32Array(count);
  const first = new Uint32Array(count);
  const table = hashTable(count);
  const mask = table.length - 1;
  const isSame = (i: number, j: number): boolean =>
    (x1[i] === x1[j] && y1[i] === y1[j] && x2[i] === x2[j] && y2[i] === y2[j]) ||
    (x1[i] === x2[j] && y1[i] === y2[j] && x2[i] === x1[j] && y2[i] === y1[j]);
  let segments = 0;
  for (let i = 0; i < count; i++) {
    let slot = hashOf(x1[i]! + x2[i]!, y1[i]! + y2[i]!) & mask;
    while (table[slot] !== 0 && !isSame(i, first[table[slot]! - 1]!)) slot = (slot + 1) & mask;
    if (table[slot] === 0) {
      first[segments] = i;
      table[slot] = ++segments;
    }
    segmentOf[i] = table[slot]! - 1;
  }
  return { segmentOf, first, segments };
}
