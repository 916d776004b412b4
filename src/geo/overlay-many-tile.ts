/**
 * The work on tiles with any number of layers: in each tile the edges of all layers cut each other, then every ring is
 * walked with the faces of all other layers in mind. An edge that reaches into several tiles is noted in each of them, and
 * added when all its cuts are known (overlay-many-wide.ts).
 */
import { checkWord } from './kernel/index.ts';
import { CELLS, EDGE, SIDE } from './kernel/records.ts';
import { locate } from './kernel/walk.ts';
import type { FacedRings } from './overlay-layer.ts';
import { EdgeCutter } from './overlay-many-cuts.ts';
import { ManyDesk } from './overlay-many-desk.ts';
import { EdgePieces, type Lookup, type WalkedEdge } from './overlay-many-pieces.ts';
import { TupleSums } from './overlay-many-sums.ts';
import { WideEdges } from './overlay-many-wide.ts';
import type { ManyPlan } from './overlay-plan.ts';

/** Works off tiles of one plan. */
export class ManyWork {
  private readonly plan: ManyPlan;
  private readonly lookup: Lookup;
  private readonly perCell: number;
  private readonly desks: readonly ManyDesk[];
  private readonly total: TupleSums;
  private readonly inTile: TupleSums;
  private readonly pieces: EdgePieces;
  private readonly wide: WideEdges;
  private readonly cutter = new EdgeCutter();
  /** Sums of faces and of check words of every layer at the vertex at hand, two words a layer. */
  private readonly faces: Int32Array;
  private readonly found = new Int32Array(2);
  /** The edge at hand. */
  private readonly edge: WalkedEdge = { own: 0, left: 0, right: 0, moment: 0, x: 0, y: 0 };

  constructor(layers: readonly FacedRings[], plan: ManyPlan, lookup: Lookup) {
    this.plan = plan;
    this.lookup = lookup;
    this.perCell = CELLS / plan.grid.size;
    this.total = new TupleSums(layers.length);
    this.inTile = new TupleSums(layers.length);
    this.pieces = new EdgePieces(this.inTile, lookup);
    this.wide = new WideEdges(layers.length);
    this.faces = new Int32Array(2 * layers.length);
    let edges = 0;
    this.desks = layers.map((rings, number) => {
      const desk = new ManyDesk(number, rings, plan, edges);
      edges += rings.x.length;
      return desk;
    });
  }

  /** Works off one tile. */
  run(tile: number): void {
    const { desks, cutter, perCell } = this;
    for (const desk of desks) desk.bring(tile);
    for (const later of desks)
      for (let own = 0; own < later.number; own++) cutter.cut(desks[own]!, later, perCell);
    for (const desk of desks) desk.cuts.group(desk.side.edgeCount);
    for (const desk of desks) this.walk(desk, tile);
    this.total.addAll(this.inTile);
    this.inTile.clear();
  }

  /** The sums of all tiles that were worked off; ends the work. */
  finish(): TupleSums {
    this.wide.addTo(new EdgePieces(this.total, this.lookup));
    return this.total;
  }

  private walk(desk: ManyDesk, tile: number): void {
    const { edge, faces, pieces, wide, plan } = this;
    const { runs, runCount, uniqueOf, vx, vy } = desk.side;
    const { size } = plan.grid;
    edge.own = desk.number;
    for (let run = 0; run < runCount; run++) {
      const [first, edges, face] = [runs[4 * run]!, runs[4 * run + 1]!, runs[4 * run + 2]!];
      let [px, py] = [vx[first]!, vy[first]!];
      let pIn = px >= 0 && px < size && py >= 0 && py < size;
      if (pIn) this.locateAll(desk, px, py);
      for (let v = first; v < first + edges; v++) {
        const [qx, qy] = [vx[v + 1]!, vy[v + 1]!];
        const qIn = qx >= 0 && qx < size && qy >= 0 && qy < size;
        const isForward = uniqueOf[v]! >= 0;
        const e = isForward ? uniqueOf[v]! : ~uniqueOf[v]!;
        const [from, to] = [desk.cuts.starts[e]!, desk.cuts.starts[e + 1]!];
        if (pIn && qIn) {
          if (!isForward) this.goOn(desk, from, to, -1);
          if (desk.added[e] === 0) {
            desk.added[e] = 1;
            this.take(desk, e, tile);
            edge.left = desk.side.sides[e * SIDE]!;
            edge.right = desk.side.sides[e * SIDE + 1]!;
            pieces.add(edge, desk.cuts, from, to, faces, 0);
          }
          if (isForward) this.goOn(desk, from, to, 1);
        } else {
          this.take(desk, e, tile);
          edge.left = isForward ? face : 0;
          edge.right = isForward ? 0 : face;
          const noted = wide.note(desk.edgeNumber(run, v - first), edge, desk.cuts, from, to);
          if (pIn && isForward) wide.begin(noted, faces);
          if (qIn) this.locateAll(desk, qx, qy);
          if (qIn && !isForward) wide.begin(noted, faces);
        }
        [px, py, pIn] = [qx, qy, qIn];
      }
    }
  }

  /** Takes the ends of an edge of the tile; its faces are for others to say. */
  private take({ side }: ManyDesk, e: number, tile: number): void {
    const { edge, plan } = this;
    const { edges } = side;
    const first = e * EDGE;
    const [x, y] = [edges[first]! + plan.x[tile]!, edges[first + 1]! + plan.y[tile]!];
    const [dx, dy] = [edges[first + 2]! - edges[first]!, edges[first + 3]! - edges[first + 1]!];
    edge.x = x;
    edge.y = y;
    edge.moment = ((x - plan.originX) * dy - (y - plan.originY) * dx) / 2;
  }

  /** From the faces at one end of an edge to those at the other: `sign` 1 towards its larger end, −1 back. */
  private goOn({ cuts }: ManyDesk, from: number, to: number, sign: number): void {
    const { faces } = this;
    for (let k = from; k < to; k++) {
      const cut = cuts.order[k]!;
      const [at, enter, leave] = [2 * cuts.layer[cut]!, cuts.enter[cut]!, cuts.leave[cut]!];
      faces[at]! += sign * (enter - leave);
      faces[at + 1]! += sign * (checkWord(enter) - checkWord(leave));
    }
  }

  /** The faces of all other layers at a vertex of the tile. */
  private locateAll({ number }: ManyDesk, x: number, y: number): void {
    const { desks, faces, found, perCell } = this;
    for (const { number: other, side } of desks) {
      if (other === number) continue;
      const { edges, sides, starts, list, corners } = side;
      locate(x, y, number < other, edges, sides, starts, list, corners, perCell, found);
      faces[2 * other] = found[0]!;
      faces[2 * other + 1] = found[1]!;
    }
  }
}
