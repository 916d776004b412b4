/**
 * 打断 — edges cut wherever they meet, so that they share ends and nothing else. A crossing falls on a point of the grid and
 * moves its edges by less than one step, which can make new crossings: passes go on until none is left.
 */
import Flatbush from 'flatbush';
import type { GridEdges } from './leftover.ts';
import { turn } from './grid.ts';

/** Segments between nodes; `net` holds for each layer how many more edges run from (x1,y1) to (x2,y2) than back. */
export interface Segments {
  readonly x1: Float64Array;
  readonly y1: Float64Array;
  readonly x2: Float64Array;
  readonly y2: Float64Array;
  /** layers × segments: net[layer][segment]. */
  readonly net: readonly Int32Array[];
  /** Owners of the edges along it that run so, and of those that run back; per layer 0 only. */
  readonly owners: readonly (readonly number[])[];
}

/** Passes at most; each moves edges by less than a step, and three have always been enough. */
const PASSES = 12;

interface Piece {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  readonly layer: number;
  readonly owner: number;
}

/** Cuts the edges of all layers where they meet and joins what then runs along one line. */
export function nodeEdges(layers: readonly GridEdges[]): Segments {
  let pieces: Piece[] = layers.flatMap((edges, layer) =>
    edges.owner.map((owner, i) => ({
      x1: edges.x1[i]!,
      y1: edges.y1[i]!,
      x2: edges.x2[i]!,
      y2: edges.y2[i]!,
      layer,
      owner,
    })),
  );
  for (let pass = 0; pass < PASSES; pass++) {
    const cut = cutOnce(pieces);
    if (cut === null) break;
    pieces = cut;
  }
  return joined(pieces, layers.length);
}

/** One pass; null when nothing had to be cut. */
function cutOnce(pieces: readonly Piece[]): Piece[] | null {
  if (pieces.length === 0) return null;
  const index = new Flatbush(pieces.length);
  for (const { x1, y1, x2, y2 } of pieces)
    index.add(Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2));
  index.finish();
  const cuts = new Map<number, [number, number][]>();
  const cutAt = (i: number, x: number, y: number): void => {
    const { x1, y1, x2, y2 } = pieces[i]!;
    if ((x === x1 && y === y1) || (x === x2 && y === y2)) return;
    const list = cuts.get(i);
    if (list) list.push([x, y]);
    else cuts.set(i, [[x, y]]);
  };
  pieces.forEach((a, i) => {
    const [left, right] = a.x1 < a.x2 ? [a.x1, a.x2] : [a.x2, a.x1];
    const [low, high] = a.y1 < a.y2 ? [a.y1, a.y2] : [a.y2, a.y1];
    index.search(left, low, right, high, (j) => {
      if (j > i) meet(a, i, pieces[j]!, j, cutAt);
      return false;
    });
  });
  if (cuts.size === 0) return null;
  const result: Piece[] = [];
  pieces.forEach((piece, i) => {
    const points = cuts.get(i);
    if (points === undefined) result.push(piece);
    else split(piece, points, result);
  });
  return result;
}

/** Notes where two edges must be cut: at an end of one that lies on the other, or where they cross. */
function meet(
  a: Piece,
  i: number,
  b: Piece,
  j: number,
  cutAt: (i: number, x: number, y: number) => void,
): void {
  const c = turn(a.x1, a.y1, a.x2, a.y2, b.x1, b.y1);
  const d = turn(a.x1, a.y1, a.x2, a.y2, b.x2, b.y2);
  if (c * d > 0) return;
  const e = turn(b.x1, b.y1, b.x2, b.y2, a.x1, a.y1);
  const f = turn(b.x1, b.y1, b.x2, b.y2, a.x2, a.y2);
  if (e * f > 0) return;
  if (c === 0 && isWithin(a, b.x1, b.y1)) cutAt(i, b.x1, b.y1);
  if (d === 0 && isWithin(a, b.x2, b.y2)) cutAt(i, b.x2, b.y2);
  if (e === 0 && isWithin(b, a.x1, a.y1)) cutAt(j, a.x1, a.y1);
  if (f === 0 && isWithin(b, a.x2, a.y2)) cutAt(j, a.x2, a.y2);
  if (c * d === 0 || e * f === 0) return;
  const over = (a.x2 - a.x1) * (b.y2 - b.y1) - (a.y2 - a.y1) * (b.x2 - b.x1);
  const t = ((b.x1 - a.x1) * (b.y2 - b.y1) - (b.y1 - a.y1) * (b.x2 - b.x1)) / over;
  const x = Math.round(a.x1 + t * (a.x2 - a.x1));
  const y = Math.round(a.y1 + t * (a.y2 - a.y1));
  cutAt(i, x, y);
  cutAt(j, x, y);
}

function isWithin({ x1, y1, x2, y2 }: Piece, x: number, y: number): boolean {
  return (
    x >= Math.min(x1, x2) && x <= Math.max(x1, x2) && y >= Math.min(y1, y2) && y <= Math.max(y1, y2)
  );
}

/** The parts of a piece between its cuts, in order along it. */
function split(piece: Piece, points: [number, number][], result: Piece[]): void {
  const { x1, y1, x2, y2, layer, owner } = piece;
  const along = ([x, y]: readonly [number, number]): number =>
    (x - x1) * (x2 - x1) + (y - y1) * (y2 - y1);
  points.sort((p, q) => along(p) - along(q));
  let [fromX, fromY] = [x1, y1];
  for (const [x, y] of [...points, [x2, y2] as [number, number]]) {
    if (x === fromX && y === fromY) continue;
    result.push({ x1: fromX, y1: fromY, x2: x, y2: y, layer, owner });
    [fromX, fromY] = [x, y];
  }
}

/** Pieces along one line become one segment; those that cancel in every layer vanish. */
function joined(pieces: readonly Piece[], layers: number): Segments {
  const found = new Map<
    string,
    { x1: number; y1: number; x2: number; y2: number; net: number[]; owners: number[] }
  >();
  for (const { x1, y1, x2, y2, layer, owner } of pieces) {
    const ahead = x1 < x2 || (x1 === x2 && y1 < y2);
    const ends = ahead ? [x1, y1, x2, y2] : [x2, y2, x1, y1];
    const key = ends.join(' ');
    let segment = found.get(key);
    if (segment === undefined) {
      segment = {
        x1: ends[0]!,
        y1: ends[1]!,
        x2: ends[2]!,
        y2: ends[3]!,
        net: Array.from({ length: layers }, () => 0),
        owners: [],
      };
      found.set(key, segment);
    }
    segment.net[layer]! += ahead ? 1 : -1;
    if (layer === 0 && !segment.owners.includes(owner)) segment.owners.push(owner);
  }
  const kept = [...found.values()].filter(({ net }) => net.some((count) => count !== 0));
  return {
    x1: Float64Array.from(kept, (one) => one.x1),
    y1: Float64Array.from(kept, (one) => one.y1),
    x2: Float64Array.from(kept, (one) => one.x2),
    y2: Float64Array.from(kept, (one) => one.y2),
    net: Array.from({ length: layers }, (_, layer) =>
      Int32Array.from(kept, (one) => one.net[layer]!),
    ),
    owners: kept.map((one) => one.owners),
  };
}
