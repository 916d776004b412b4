/**
 * Where the edges of one layer are cut by those of the others, edge by edge in the order in which one comes to them. Cuts of
 * one place may stand in any order: who goes along an edge takes them together (overlay-many-pieces.ts).
 */
import { cross, tieFirst, tieSecond } from './kernel/predicate.ts';
import { EDGE, SIDE } from './kernel/records.ts';
import { CELLS, type Side } from './overlay-side.ts';

/** Longer lists of one edge are sorted by the machine's own sort. */
const SHORT = 16;

/** Cuts of many edges in flat arrays that grow. */
export class EdgeCuts {
  count = 0;
  /** Number of the edge. */
  edge = new Int32Array(1024);
  /** How far along the edge, from its smaller end (0) to its larger one (1). */
  at = new Float64Array(1024);
  /** Layer of the edge that cuts, and its faces (0: none) that one comes to and that one leaves. */
  layer = new Int32Array(1024);
  enter = new Int32Array(1024);
  leave = new Int32Array(1024);
  /** Edge e has the cuts order[starts[e]] … order[starts[e + 1] − 1]; valid after `group`. */
  starts = new Int32Array(1);
  order = new Int32Array(0);

  clear(): void {
    this.count = 0;
  }

  push(edge: number, at: number, layer: number, enter: number, leave: number): void {
    if (this.count === this.edge.length) this.grow();
    const k = this.count++;
    this.edge[k] = edge;
    this.at[k] = at;
    this.layer[k] = layer;
    this.enter[k] = enter;
    this.leave[k] = leave;
  }

  private grow(): void {
    const longer = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    const at = new Float64Array(this.at.length * 2);
    at.set(this.at);
    this.at = at;
    this.edge = longer(this.edge);
    this.layer = longer(this.layer);
    this.enter = longer(this.enter);
    this.leave = longer(this.leave);
  }

  /** Brings the cuts of each of `edges` edges together, ascending. */
  group(edges: number): void {
    const { count, edge } = this;
    if (this.starts.length <= edges) this.starts = new Int32Array(2 * edges + 1);
    if (this.order.length < count) this.order = new Int32Array(2 * count);
    const { starts, order } = this;
    starts.fill(0, 0, edges + 1);
    for (let k = 0; k < count; k++) starts[edge[k]!]!++;
    let end = 0;
    for (let e = 0; e < edges; e++) starts[e] = end += starts[e]!;
    starts[edges] = end;
    for (let k = count - 1; k >= 0; k--) order[--starts[edge[k]!]!] = k;
    for (let e = 0; e < edges; e++) this.sort(starts[e]!, starts[e + 1]!);
  }

  private sort(from: number, to: number): void {
    const { order, at } = this;
    if (to - from > SHORT) {
      order.subarray(from, to).sort((p, q) => at[p]! - at[q]! || p - q);
      return;
    }
    for (let i = from + 1; i < to; i++) {
      const cut = order[i]!;
      let j = i - 1;
      for (; j >= from && at[order[j]!]! > at[cut]!; j--) order[j + 1] = order[j]!;
      order[j + 1] = cut;
    }
  }
}

/** One layer in a tile: its number in the order of the shifts, its edges, and their cuts. */
export interface CutSide {
  readonly number: number;
  readonly side: Side;
  readonly cuts: EdgeCuts;
}

/**
 * All crossings of two layers in a tile, into the cuts of both; `later` is the one with the larger shift. As in
 * kernel/cross.ts, a crossing is looked at only in the cell at the larger first column and row of its two edges.
 */
export function cutEachOther(earlier: CutSide, later: CutSide, perCell: number): void {
  const { edges, starts, list } = earlier.side;
  const { starts: otherStarts, list: otherList } = later.side;
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    const [from, to] = [otherStarts[cell]!, otherStarts[cell + 1]!];
    if (from === to) continue;
    for (let i = starts[cell]!; i < starts[cell + 1]!; i++) {
      const e = list[i]!;
      const [px, py] = [edges[e * EDGE]!, edges[e * EDGE + 1]!];
      const [qx, qy] = [edges[e * EDGE + 2]!, edges[e * EDGE + 3]!];
      for (let j = from; j < to; j++)
        cutBoth(earlier, later, e, otherList[j]!, cell, px, py, qx, qy, perCell);
    }
  }
}

/** Notes the crossing of the edges e = p→q and f, if there is one and this is its cell. */
function cutBoth(
  earlier: CutSide,
  later: CutSide,
  e: number,
  f: number,
  cell: number,
  px: number,
  py: number,
  qx: number,
  qy: number,
  perCell: number,
): void {
  const { edges, sides } = later.side;
  const [rx, sx] = [edges[f * EDGE]!, edges[f * EDGE + 2]!];
  if (rx > qx || sx < px) return;
  const [ry, sy] = [edges[f * EDGE + 1]!, edges[f * EDGE + 3]!];
  const low = Math.max(Math.min(py, qy), Math.min(ry, sy));
  if (low > Math.max(py, qy) || low > Math.max(ry, sy)) return;
  if (Math.floor(Math.max(px, rx) * perCell) !== cell % CELLS) return;
  if (Math.floor(low * perCell) !== Math.floor(cell / CELLS)) return;
  const [fx, fy] = [sx - rx, sy - ry];
  const p = cross(fx, fy, px - rx, py - ry);
  const q = cross(fx, fy, qx - rx, qy - ry);
  const beginsLeft = (p === 0 ? tieSecond(fx, fy) : p) > 0;
  if ((q === 0 ? tieSecond(fx, fy) : q) > 0 === beginsLeft) return;
  const [ex, ey] = [qx - px, qy - py];
  const r = cross(ex, ey, rx - px, ry - py);
  const s = cross(ex, ey, sx - px, sy - py);
  if ((r === 0 ? tieFirst(ex, ey) : r) > 0 === (s === 0 ? tieFirst(ex, ey) : s) > 0) return;
  const own = earlier.side.sides;
  const [leftE, rightE] = [own[e * SIDE]!, own[e * SIDE + 1]!];
  const [leftF, rightF] = [sides[f * SIDE]!, sides[f * SIDE + 1]!];
  const [t, u] = [p / (p - q), r / (r - s)];
  // Where e goes from the left of f to its right, f goes from the right of e to its left.
  if (beginsLeft) {
    earlier.cuts.push(e, t, later.number, rightF, leftF);
    later.cuts.push(f, u, earlier.number, leftE, rightE);
  } else {
    earlier.cuts.push(e, t, later.number, leftF, rightF);
    later.cuts.push(f, u, earlier.number, rightE, leftE);
  }
}
