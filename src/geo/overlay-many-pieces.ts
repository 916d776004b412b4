/**
 * Going along one edge with the faces of all other layers in mind. Between two cuts lies a piece p→s of the edge; it belongs
 * to the border of the ground left of the edge and, the other way round, of the ground right of it, so ½ (p − o) × (s − p)
 * is added to the one tuple of faces and taken from the other.
 *
 * As long as every layer has at most one face at a place, the faces follow from sums of numbers and check words (see
 * kernel/index.ts). Where one has not, the faces there are looked up and kept as a list (`LookedUp`): slow, and rare.
 */
import { checkWord } from './kernel/index.ts';
import type { EdgeCuts } from './overlay-many-cuts.ts';
import type { TupleSums } from './overlay-many-sums.ts';

/**
 * Cuts nearer to each other than this part of the edge stand at one place: twice what a computed place may be off (6 · 2⁻⁵³,
 * from two cross products rounded once, a difference and a division).
 */
const SAME_PLACE = 2 ** -49;

/** An edge from its smaller end (x, y) to its larger one. */
export interface WalkedEdge {
  own: number;
  /** Own faces on both sides, 0: none. */
  left: number;
  right: number;
  /** ½ (p − o) × (s − p) of the whole edge. */
  moment: number;
  x: number;
  y: number;
}

/** What is known of the other layers on the way along an edge. */
interface Surroundings {
  /** From t0 to t1; false when it cannot be told to which faces this piece belongs. */
  piece(edge: WalkedEdge, t0: number, t1: number): boolean;
  cut(layer: number, enter: number, leave: number): void;
}

/** Answers with the place from which on nobody knows the faces, 1 when all is done. */
function goAlong(
  edge: WalkedEdge,
  cuts: EdgeCuts,
  from: number,
  to: number,
  around: Surroundings,
): number {
  const { order, at, layer, enter, leave } = cuts;
  let [begun, before] = [0, 0];
  for (let k = from; k < to; k++) {
    const cut = order[k]!;
    const t = at[cut]!;
    if (t - before > SAME_PLACE) {
      if (!around.piece(edge, begun, t)) return begun;
      begun = t;
    }
    before = t;
    around.cut(layer[cut]!, enter[cut]!, leave[cut]!);
  }
  return 1 - before > SAME_PLACE && !around.piece(edge, begun, 1) ? begun : 1;
}

/** Faces (from 1) of layer `other` around a point of layer `own`, with how often each winds around it. */
export type Lookup = (own: number, other: number, x: number, y: number) => Map<number, number>;

/** Adds edges to the sums of tuples. */
export class EdgePieces {
  private readonly sums: TupleSums;
  private readonly known: Known;
  private readonly lookedUp: LookedUp;

  constructor(sums: TupleSums, lookup: Lookup) {
    this.sums = sums;
    this.known = new Known(sums);
    this.lookedUp = new LookedUp(sums, lookup);
  }

  /**
   * Adds one edge with its cuts order[from] … order[to − 1]. `faces` holds, from `start` on, two words a layer: sums of faces
   * and of check words at the smaller end.
   */
  add(
    edge: WalkedEdge,
    cuts: EdgeCuts,
    from: number,
    to: number,
    faces: Int32Array,
    start: number,
  ): void {
    if (edge.left === edge.right) return;
    this.known.begin(edge.own, faces, start);
    const done = goAlong(edge, cuts, from, to, this.known);
    if (done === 1) return;
    this.lookedUp.begin(edge, this.sums.width, done);
    goAlong(edge, cuts, from, to, this.lookedUp);
  }
}

/** The faces as sums. */
class Known implements Surroundings {
  private readonly sums: TupleSums;
  private readonly tuple: Int32Array;
  private readonly check: Int32Array;

  constructor(sums: TupleSums) {
    this.sums = sums;
    this.tuple = new Int32Array(sums.width);
    this.check = new Int32Array(sums.width);
  }

  /** What `faces` says of the layer itself counts for nothing. */
  begin(own: number, faces: Int32Array, start: number): void {
    for (let j = 0; j < this.tuple.length; j++) {
      this.tuple[j] = faces[start + 2 * j]!;
      this.check[j] = faces[start + 2 * j + 1]!;
    }
    this.tuple[own] = 0;
    this.check[own] = 0;
  }

  cut(layer: number, enter: number, leave: number): void {
    this.tuple[layer]! += enter - leave;
    this.check[layer]! += checkWord(enter) - checkWord(leave);
  }

  piece({ own, left, right, moment }: WalkedEdge, t0: number, t1: number): boolean {
    const { tuple, check, sums } = this;
    for (let j = 0; j < tuple.length; j++) if (checkWord(tuple[j]!) !== check[j]) return false;
    const [term, size] = [moment * (t1 - t0), Math.abs(moment)];
    tuple[own] = left;
    sums.add(tuple, 0, term, size);
    tuple[own] = right;
    sums.add(tuple, 0, -term, size);
    tuple[own] = 0;
    return true;
  }
}

/** The faces as lists with winding numbers; ground with winding numbers w counts Σw times, and 1 − Σw times as free. */
class LookedUp implements Surroundings {
  private readonly sums: TupleSums;
  private readonly lookup: Lookup;
  private faces: Map<number, number>[] = [];
  private done = 0;
  private readonly tuple: Int32Array;

  constructor(sums: TupleSums, lookup: Lookup) {
    this.sums = sums;
    this.lookup = lookup;
    this.tuple = new Int32Array(sums.width);
  }

  /** Pieces that begin before `done` are there already. */
  begin({ own, x, y }: WalkedEdge, layers: number, done: number): void {
    this.done = done;
    this.faces = Array.from({ length: layers }, (_, other) =>
      other === own ? new Map<number, number>() : this.lookup(own, other, x, y),
    );
  }

  cut(layer: number, enter: number, leave: number): void {
    const faces = this.faces[layer]!;
    if (enter !== 0) faces.set(enter, (faces.get(enter) ?? 0) + 1);
    if (leave !== 0) faces.set(leave, (faces.get(leave) ?? 0) - 1);
  }

  piece(edge: WalkedEdge, t0: number, t1: number): boolean {
    if (t0 >= this.done) this.spread(edge, 0, edge.moment * (t1 - t0), Math.abs(edge.moment));
    return true;
  }

  /** Spreads a term over all tuples that agree with the first `layer` faces of the one at hand. */
  private spread(edge: WalkedEdge, layer: number, term: number, size: number): void {
    const { tuple } = this;
    if (layer === tuple.length) return this.sums.add(tuple, 0, term, size);
    const take = (face: number, times: number): void => {
      if (times === 0) return;
      tuple[layer] = face;
      this.spread(edge, layer + 1, term * times, size * Math.abs(times));
    };
    if (layer === edge.own) {
      take(edge.left, 1);
      take(edge.right, -1);
      return;
    }
    let free = 1;
    for (const [face, winding] of this.faces[layer]!) {
      free -= winding;
      take(face, winding);
    }
    take(0, free);
  }
}
