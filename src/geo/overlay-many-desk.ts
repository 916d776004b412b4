/** One layer on its desk: what it has in the tile at hand, with as much room as the tile needs. */
import * as kernel from './kernel/index.ts';
import { CELLS } from './kernel/records.ts';
import type { FacedRings } from './overlay-layer.ts';
import { EdgeCuts } from './overlay-many-cuts.ts';
import type { ManyPlan, PlannedLayer } from './overlay-plan.ts';
import {
  arrange,
  type ArrangeRoom,
  gather,
  needsOf,
  type Side,
  sideDoubles,
  type SideRoom,
  sideWords,
  twinSlots,
} from './overlay-side.ts';

/** Works on one layer, tile after tile. */
export class ManyDesk {
  /** Place of the layer in the order of the shifts. */
  readonly number: number;
  readonly cuts = new EdgeCuts();
  side: Side;
  /** Per edge of the tile, 1 when it has been added. */
  added: Uint8Array;
  private readonly rings: FacedRings;
  private readonly plan: ManyPlan;
  private readonly planned: PlannedLayer;
  private readonly firstEdge: number;
  private readonly runVertex: number[] = [];
  private room: SideRoom = { vertices: 2048, runs: 256, entries: 8192 };
  private arrangeRoom: ArrangeRoom;

  /** `firstEdge`: how many directed edges the layers before have. */
  constructor(number: number, rings: FacedRings, plan: ManyPlan, firstEdge: number) {
    this.number = number;
    this.rings = rings;
    this.plan = plan;
    this.planned = plan.layers[number]!;
    this.firstEdge = firstEdge;
    this.side = sideOf(this.room);
    this.arrangeRoom = arrangeRoomOf(this.room);
    this.added = new Uint8Array(this.room.vertices);
  }

  /** Brings the edges of a tile here, arranged in cells and not cut yet. */
  bring(tile: number): void {
    const { plan, planned, rings } = this;
    const { vertices, runs } = needsOf(planned, tile);
    if (vertices > this.room.vertices) this.enlarge({ vertices: vertices * 2 });
    if (runs > this.room.runs) this.enlarge({ runs: runs * 2 });
    const perCell = CELLS / plan.grid.size;
    for (;;) {
      gather(this.side, rings, planned, tile, plan.x[tile]!, plan.y[tile]!);
      const entries = arrange(kernel, this.side, this.arrangeRoom, planned, tile, perCell);
      if (entries <= this.room.entries) break;
      this.enlarge({ entries: entries * 2 });
    }
    this.added.fill(0);
    this.cuts.clear();
    this.runVertex.length = 0;
    for (const { runs: list, from, to } of planned.ranges)
      for (let run = from[tile]!; run < to[tile]!; run++) this.runVertex.push(list.first[run]!);
  }

  /** Number of a directed edge among those of all layers, the same in every tile: the `step`-th edge of a run. */
  edgeNumber(run: number, step: number): number {
    return this.firstEdge + this.runVertex[run]! + step;
  }

  private enlarge(lack: Partial<SideRoom>): void {
    this.room = { ...this.room, ...lack };
    this.side = sideOf(this.room);
    this.arrangeRoom = arrangeRoomOf(this.room);
    this.added = new Uint8Array(this.room.vertices);
  }
}

const doubles = (length: number): Float64Array => new Float64Array(length);
const words = (length: number): Int32Array => new Int32Array(length);

function sideOf(room: SideRoom): Side {
  return { ...sideDoubles(doubles, room.vertices), ...sideWords(words, room) };
}

function arrangeRoomOf({ vertices }: SideRoom): ArrangeRoom {
  return {
    slots: words(twinSlots(vertices)),
    next: words(CELLS * CELLS),
    columns: words(2 * CELLS),
  };
}
