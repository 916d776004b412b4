/**
 * A desk that takes one tile of the plan after the other: brings the vertices of its runs into the kernel's memory, lets the
 * kernel do its steps, and keeps the pairs that come out. Memory grows with the largest tile, not with the layers.
 */
import type { Floats, Ints } from './kernel/numbers.ts';
import { CELLS, EDGE } from './kernel/records.ts';
import * as kernelSource from './kernel/index.ts';
import { type FacedRings, shared } from './overlay-layer.ts';
import type { TilePlan } from './overlay-plan.ts';
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

type Steps =
  | 'matchTwins'
  | 'sumCells'
  | 'fillCells'
  | 'faceCorners'
  | 'meetingEdges'
  | 'crossEdges'
  | 'walkRuns'
  | 'takePairs';

/** The steps of kernel/, by whatever they are run, and the memory that they can work on. */
export interface Kernel extends Pick<typeof kernelSource, Steps> {
  /** Memory of at least so many bytes, from an address on. What was given before may no longer be used. */
  memory(bytes: number): { readonly buffer: ArrayBufferLike; readonly from: number };
}

/** The kernel as it stands, in TypeScript. */
export function typescriptKernel(): Kernel {
  return { ...kernelSource, memory: (bytes) => ({ buffer: new ArrayBuffer(bytes), from: 0 }) };
}

/** Pairs of faces (from 1) of some tiles: the k-th of them has pairs starts[k] … starts[k+1]−1. */
export interface TilePairs {
  readonly tiles: Uint32Array;
  readonly starts: Uint32Array;
  /** Two words a pair: face of A, face of B. */
  readonly keys: Int32Array;
  /** Two doubles a pair: Σ of terms, Σ of their magnitudes. */
  readonly sums: Float64Array;
  readonly unclear: readonly UnclearEdge[];
}

/** An edge whose larger end does not lie in one face of the other layer alone. */
export interface UnclearEdge {
  readonly tile: number;
  readonly isFirst: boolean;
  /** Own ring. */
  readonly ring: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Pairs of edges that are crossed in one go, unless a cell of layer B has more entries. */
const BLOCK = 8192;

/** Entries of the fullest cell. */
function mostInCell(starts: Ints): number {
  let most = 0;
  for (let cell = 0; cell < CELLS * CELLS; cell++)
    most = Math.max(most, starts[cell + 1]! - starts[cell]!);
  return most;
}

/** How much one tile may hold; `slots` of the table of pairs are a power of two. */
interface Room extends SideRoom {
  readonly slots: number;
}

/** Works off tiles of one plan. */
export class TileWork {
  private room: Room = { vertices: 2048, runs: 256, entries: BLOCK, slots: 1024 };
  private desk: Desk;
  private readonly kernel: Kernel;
  private readonly a: FacedRings;
  private readonly b: FacedRings;
  private readonly plan: TilePlan;
  private readonly perCell: number;
  private readonly out = new PairList();

  constructor(kernel: Kernel, a: FacedRings, b: FacedRings, plan: TilePlan) {
    this.kernel = kernel;
    this.a = a;
    this.b = b;
    this.plan = plan;
    this.perCell = CELLS / plan.grid.size;
    this.desk = layOut(kernel, this.room);
  }

  /** Works off one tile. */
  run(tile: number): void {
    for (;;) {
      const lack = this.attempt(tile);
      if (!lack) return;
      this.room = { ...this.room, ...lack };
      this.desk = layOut(this.kernel, this.room);
    }
  }

  /** All pairs so far, piece by piece. */
  pairs(): TilePairs[] {
    return this.out.taken();
  }

  /** Answers with what there must be more of when the desk is too small. */
  private attempt(tile: number): Partial<Room> | null {
    const { kernel, desk, plan, room } = this;
    const { a, b, keys, sums, used } = desk;
    const [needA, needB] = [needsOf(plan.a, tile), needsOf(plan.b, tile)];
    const vertices = Math.max(needA.vertices, needB.vertices);
    const runs = Math.max(needA.runs, needB.runs);
    if (vertices > room.vertices) return { vertices: vertices * 2 };
    if (runs > room.runs) return { runs: runs * 2 };
    const x = plan.x[tile]!;
    const y = plan.y[tile]!;
    gather(a, this.a, plan.a, tile, x, y);
    gather(b, this.b, plan.b, tile, x, y);
    const [shiftX, shiftY] = [x - plan.originX, y - plan.originY];
    const entries = Math.max(
      arrange(kernel, a, desk, plan.a, tile, this.perCell, shiftX, shiftY),
      arrange(kernel, b, desk, plan.b, tile, this.perCell, shiftX, shiftY),
    );
    if (entries > room.entries) return { entries: entries * 2 };
    const fits = this.cross() && this.walk(a, b, true) && this.walk(b, a, false);
    const count = kernel.takePairs(keys, sums, used, desk.outKeys, desk.outSums);
    if (!fits) return { slots: room.slots * 4 };
    this.out.push(tile, desk.outKeys, desk.outSums, count);
    this.out.note(unclearOf(a, tile, true, x, y));
    this.out.note(unclearOf(b, tile, false, x, y));
    return null;
  }

  /** Crossings, block by block. Terms are added up within a block first, so blocks depend on the tile alone. */
  private cross(): boolean {
    const { kernel, desk, perCell, room } = this;
    const { a, b, meeting, at, keys, sums, used } = desk;
    const block = Math.max(BLOCK, mostInCell(b.starts));
    at[0] = 0;
    at[1] = -1;
    while (at[0] < CELLS * CELLS) {
      const count = kernel.meetingEdges(
        a.edges,
        a.starts,
        a.list,
        b.edges,
        b.starts,
        b.list,
        perCell,
        meeting,
        block,
        at,
      );
      const fits = kernel.crossEdges(
        meeting,
        count,
        a.edges,
        a.sides,
        b.edges,
        b.sides,
        keys,
        sums,
        room.slots - 1,
        used,
      );
      if (!fits) return false;
    }
    return true;
  }

  private walk(own: Side, other: Side, isFirst: boolean): boolean {
    const { kernel, desk, perCell, room } = this;
    own.unclear[0] = 0;
    return kernel.walkRuns(
      own.vx,
      own.vy,
      own.runs,
      own.runCount,
      own.uniqueOf,
      own.edges,
      own.sides,
      isFirst,
      other.edges,
      other.sides,
      other.starts,
      other.list,
      other.corners,
      perCell,
      desk.keys,
      desk.sums,
      room.slots - 1,
      desk.used,
      own.unclear,
      desk.at,
    );
  }
}

interface Desk extends ArrangeRoom {
  readonly a: Side;
  readonly b: Side;
  readonly keys: Ints;
  readonly sums: Floats;
  readonly used: Ints;
  readonly at: Ints;
  readonly meeting: Ints;
  readonly outKeys: Ints;
  readonly outSums: Floats;
}

/** Gives every array its place in one piece of memory: doubles first, so that all are aligned. */
function layOut(kernel: Kernel, { vertices, runs, entries, slots }: Room): Desk {
  const cells = CELLS * CELLS;
  const floats = 2 * (2 + EDGE) * vertices + 4 * slots;
  const hashSlots = twinSlots(vertices);
  const ints =
    2 * (4 * runs + 10 * vertices + 1 + (cells + 1) + entries + 2 * cells) +
    (hashSlots + cells + 64 + 2 * slots + (slots + 2) + 2 + 2 * slots + 2 * (entries + 1));
  const { buffer, from } = kernel.memory(8 * floats + 4 * ints);
  let at = from;
  const doubles = (length: number): Floats => {
    const view = new Float64Array(buffer, at, length);
    at += 8 * length;
    return view;
  };
  const words = (length: number): Ints => {
    const view = new Int32Array(buffer, at, length);
    at += 4 * length;
    return view;
  };
  const doublesOf = () => sideDoubles(doubles, vertices);
  const [doublesA, doublesB] = [doublesOf(), doublesOf()];
  const [sums, outSums] = [doubles(2 * slots), doubles(2 * slots)];
  const side = (doubled: ReturnType<typeof doublesOf>): Side => ({
    ...doubled,
    ...sideWords(words, { vertices, runs, entries }),
  });
  const [a, b] = [side(doublesA), side(doublesB)];
  const keys = words(2 * slots).fill(0);
  const used = words(slots + 2);
  used[0] = 0;
  return {
    a,
    b,
    sums,
    outSums,
    keys,
    used,
    slots: words(hashSlots),
    next: words(cells),
    columns: words(64),
    at: words(2),
    meeting: words(2 * (entries + 1)),
    outKeys: words(2 * slots),
  };
}

function unclearOf(
  side: Side,
  tile: number,
  isFirst: boolean,
  x: number,
  y: number,
): UnclearEdge[] {
  const { unclear, runs, rings, vx, vy } = side;
  const found: UnclearEdge[] = [];
  let run = 0;
  for (let k = 1; k <= unclear[0]!; k++) {
    const v = unclear[k]!;
    while (run + 1 < side.runCount && runs[4 * (run + 1)]! <= v) run++;
    found.push({
      tile,
      isFirst,
      ring: rings[run]!,
      x1: vx[v]! + x,
      y1: vy[v]! + y,
      x2: vx[v + 1]! + x,
      y2: vy[v + 1]! + y,
    });
  }
  return found;
}

/** Pairs that one piece of a list has room for, unless a tile has more. */
const PIECE = 1 << 16;

/** Pairs of tiles, piece by piece: what is written stays where it is. */
class PairList {
  private readonly pieces: TilePairs[] = [];
  private keys: Int32Array = new Int32Array(0);
  private sums: Float64Array = new Float64Array(0);
  private count = 0;
  private tiles: number[] = [];
  private starts: number[] = [0];
  private unclear: UnclearEdge[] = [];

  push(tile: number, keys: Ints, sums: Floats, count: number): void {
    if (2 * (this.count + count) > this.keys.length) this.begin(Math.max(PIECE, count));
    this.keys.set(keys.subarray(0, 2 * count), 2 * this.count);
    this.sums.set(sums.subarray(0, 2 * count), 2 * this.count);
    this.count += count;
    this.tiles.push(tile);
    this.starts.push(this.count);
  }

  note(unclear: readonly UnclearEdge[]): void {
    for (const edge of unclear) this.unclear.push(edge);
  }

  /** All pieces; the list is empty then. */
  taken(): TilePairs[] {
    this.begin(0);
    return this.pieces.splice(0);
  }

  private begin(room: number): void {
    if (this.tiles.length > 0)
      this.pieces.push({
        tiles: Uint32Array.from(this.tiles),
        starts: Uint32Array.from(this.starts),
        keys: this.keys.subarray(0, 2 * this.count),
        sums: this.sums.subarray(0, 2 * this.count),
        unclear: this.unclear,
      });
    this.keys = shared(Int32Array, 2 * room);
    this.sums = shared(Float64Array, 2 * room);
    [this.count, this.tiles, this.starts, this.unclear] = [0, [], [0], []];
  }
}
