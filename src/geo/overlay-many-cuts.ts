/**
 * Where the edges of one layer are cut by those of the others, edge by edge in the order in which one comes to them. Cuts of
 * one place may stand in any order: who goes along an edge takes them together (overlay-many-pieces.ts).
 */
import { meetingEdges } from './kernel/index.ts';
import { cross, tieFirst, tieSecond } from './kernel/predicate.ts';
import { CELLS, EDGE, SIDE } from './kernel/records.ts';
import type { Side } from './overlay-side.ts';

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

/** Pairs of edges that are looked at in one go, unless a cell has more. */
const FEW = 4096;

/** Lets the layers of a tile cut each other. */
export class EdgeCutter {
  private meeting = new Int32Array(2 * FEW);
  private readonly at = new Int32Array(2);

  /** All crossings of two layers in a tile, into the cuts of both; `later` is the one with the larger shift. */
  cut(earlier: CutSide, later: CutSide, perCell: number): void {
    const { edges, starts, list } = earlier.side;
    const { edges: others, starts: otherStarts, list: otherList } = later.side;
    if (otherList.length * 2 > this.meeting.length)
      this.meeting = new Int32Array(2 * otherList.length);
    const { meeting, at } = this;
    const room = meeting.length / 2;
    [at[0], at[1]] = [0, -1];
    while (at[0]! < CELLS * CELLS) {
      const count = meetingEdges(
        edges,
        starts,
        list,
        others,
        otherStarts,
        otherList,
        perCell,
        meeting,
        room,
        at,
      );
      for (let k = 0; k < count; k++) cutBoth(earlier, later, meeting[2 * k]!, meeting[2 * k + 1]!);
    }
  }
}

/** Notes the crossing of the edges e = p→q and f = r→s, if there is one. */
function cutBoth(earlier: CutSide, later: CutSide, e: number, f: number): void {
  const { edges, sides } = earlier.side;
  const { edges: others, sides: otherSides } = later.side;
  const [px, py] = [edges[e * EDGE]!, edges[e * EDGE + 1]!];
  const [ex, ey] = [edges[e * EDGE + 2]! - px, edges[e * EDGE + 3]! - py];
  const [rx, ry] = [others[f * EDGE]!, others[f * EDGE + 1]!];
  const [fx, fy] = [others[f * EDGE + 2]! - rx, others[f * EDGE + 3]! - ry];
  const p = cross(fx, fy, px - rx, py - ry);
  const q = cross(fx, fy, px + ex - rx, py + ey - ry);
  const beginsLeft = (p === 0 ? tieSecond(fx, fy) : p) > 0;
  if ((q === 0 ? tieSecond(fx, fy) : q) > 0 === beginsLeft) return;
  const r = cross(ex, ey, rx - px, ry - py);
  const s = cross(ex, ey, rx + fx - px, ry + fy - py);
  if ((r === 0 ? tieFirst(ex, ey) : r) > 0 === (s === 0 ? tieFirst(ex, ey) : s) > 0) return;
  const [leftE, rightE] = [sides[e * SIDE]!, sides[e * SIDE + 1]!];
  const [leftF, rightF] = [otherSides[f * SIDE]!, otherSides[f * SIDE + 1]!];
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
