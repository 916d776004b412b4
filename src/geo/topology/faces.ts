/**
 * 面 — the faces between noded segments, each with how often every layer covers it (覆盖数). Going over a segment changes the
 * covers by what it nets; the unbounded face is covered by nothing; so every face is known, and a gap and an overlap of the
 * same size are two faces and never cancel.
 */
import Flatbush from 'flatbush';
import { hashOf, hashTable } from './edges.ts';
import { turn } from './grid.ts';
import type { Segments } from './node.ts';

/** A bounded face. */
export interface Face {
  /** Cover of each layer. */
  readonly cover: readonly number[];
  /** Rings in whole coordinates: the outer one counterclockwise, then what is cut out of it. */
  readonly rings: readonly (readonly (readonly [number, number])[])[];
  /** Area in steps of the grid squared, holes taken off. */
  readonly area: number;
  /** Features of layer 0 that have an edge along it, each once. */
  readonly owners: readonly number[];
}

/**
 * Loops of half-edges. Half-edge 2s runs along segment s, 2s+1 back; its face lies on the left, and `next` is the half-edge
 * after it around that face.
 */
interface Loops {
  readonly next: Int32Array;
  readonly loopOf: Int32Array;
  /** One half-edge of each. */
  readonly first: Int32Array;
  /** Twice the signed area: positive around a face, otherwise the outside of a component. */
  readonly twice: Float64Array;
}

/** The bounded faces whose cover is `wanted`, by default all. */
export function facesOf(
  segments: Segments,
  wanted: (cover: readonly number[]) => boolean = () => true,
): Face[] {
  const next = nextHalves(segments);
  const loopOf = new Int32Array(next.length).fill(-1);
  const firsts: number[] = [];
  for (let half = 0; half < next.length; half++) {
    if (loopOf[half] !== -1) continue;
    for (let h = half; loopOf[h] === -1; h = next[h]!) loopOf[h] = firsts.length;
    firsts.push(half);
  }
  const first = Int32Array.from(firsts);
  const twice = Float64Array.from(first, (half) => twiceArea(segments, next, half));
  return coveredFaces(segments, { next, loopOf, first, twice }, wanted);
}

/** The half-edges of a loop in order. */
function* halvesOf({ next, first }: Pick<Loops, 'next' | 'first'>, loop: number): Iterable<number> {
  let half = first[loop]!;
  do {
    yield half;
    half = next[half]!;
  } while (half !== first[loop]);
}

/** Outside of everything, among the numbers of faces. */
const OUTSIDE = -1;
const UNKNOWN = -2;

/** Covers from the outside inwards: components from left to right, each within a face that is known by then. */
function coveredFaces(
  segments: Segments,
  loops: Loops,
  wanted: (cover: readonly number[]) => boolean,
): Face[] {
  const { net } = segments;
  const { next, loopOf, first, twice } = loops;
  // The face that each loop borders: named after its outer loop, with that loop's place among the covers.
  const faceOf = new Int32Array(first.length).fill(UNKNOWN);
  const covers = net.map(() => new Int32Array(first.length));
  const holes = new Map<number, number[]>();
  const left = leftFinder(segments);
  for (const { loop: outer, x, y } of componentsFromLeft(segments, loops)) {
    const half = left(x, y);
    const around = half < 0 ? OUTSIDE : faceOf[loopOf[half]!]!;
    faceOf[outer] = around;
    if (around !== OUTSIDE) {
      const list = holes.get(around);
      if (list) list.push(outer);
      else holes.set(around, [outer]);
    }
    const stack = [outer];
    while (stack.length > 0) {
      const loop = stack.pop()!;
      const face = faceOf[loop]!;
      let h = first[loop]!;
      do {
        const beyond = loopOf[h ^ 1]!;
        if (faceOf[beyond] === UNKNOWN) {
          faceOf[beyond] = beyond;
          // Left of a segment the cover is greater by its net than right of it.
          const sign = (h & 1) === 0 ? -1 : 1;
          for (let layer = 0; layer < net.length; layer++)
            covers[layer]![beyond] =
              (face === OUTSIDE ? 0 : covers[layer]![face]!) + sign * net[layer]![h >> 1]!;
          stack.push(beyond);
        }
        h = next[h]!;
      } while (h !== first[loop]);
    }
  }
  const faces: Face[] = [];
  for (let loop = 0; loop < first.length; loop++) {
    if (!(twice[loop]! > 0)) continue;
    const cover = covers.map((of) => of[loop]!);
    if (wanted(cover))
      faces.push(new LoopFace(segments, loops, cover, [loop, ...(holes.get(loop) ?? [])]));
  }
  return faces;
}

/** A face as its loops; what is much is made when it is asked for. */
class LoopFace implements Face {
  readonly area: number;
  readonly cover: readonly number[];
  readonly #segments: Segments;
  readonly #loops: Loops;
  readonly #mine: readonly number[];

  constructor(segments: Segments, loops: Loops, cover: readonly number[], mine: readonly number[]) {
    this.#segments = segments;
    this.#loops = loops;
    this.cover = cover;
    this.#mine = mine;
    this.area = mine.reduce((sum, loop) => sum + loops.twice[loop]!, 0) / 2;
  }

  get rings(): [number, number][][] {
    return this.#mine.map((loop) =>
      Array.from(halvesOf(this.#loops, loop), (h): [number, number] => [
        startX(this.#segments, h),
        startY(this.#segments, h),
      ]),
    );
  }

  get owners(): number[] {
    const { ownerStart, owner } = this.#segments;
    const found = new Set<number>();
    for (const loop of this.#mine)
      for (const h of halvesOf(this.#loops, loop))
        for (let k = ownerStart[h >> 1]!; k < ownerStart[(h >> 1) + 1]!; k++) found.add(owner[k]!);
    return [...found];
  }
}

/** The loops around components with their leftmost points, from left to right: what lies around a component begins left of it. */
function componentsFromLeft(
  segments: Segments,
  { next, loopOf, first, twice }: Loops,
): { readonly loop: number; readonly x: number; readonly y: number }[] {
  const isSeen = new Uint8Array(first.length);
  const outer: { loop: number; x: number; y: number }[] = [];
  for (let start = 0; start < first.length; start++) {
    if (isSeen[start] !== 0) continue;
    isSeen[start] = 1;
    const stack = [start];
    let outermost = start;
    while (stack.length > 0) {
      const loop = stack.pop()!;
      if (twice[loop]! < twice[outermost]!) outermost = loop;
      let h = first[loop]!;
      do {
        const beyond = loopOf[h ^ 1]!;
        if (isSeen[beyond] === 0) {
          isSeen[beyond] = 1;
          stack.push(beyond);
        }
        h = next[h]!;
      } while (h !== first[loop]);
    }
    outer.push({ loop: outermost, ...leftmost(segments, next, first[outermost]!) });
  }
  return outer.sort((a, b) => a.x - b.x || a.y - b.y);
}

/** The half-edge that looks at a point from its left, of those that do not end there; −1 when there is none. */
function leftFinder({ x1, y1, x2, y2 }: Segments): (px: number, py: number) => number {
  const count = x1.length;
  if (count === 0) return () => -1;
  const index = new Flatbush(count);
  for (let s = 0; s < count; s++)
    index.add(x1[s]!, Math.min(y1[s]!, y2[s]!), x2[s]!, Math.max(y1[s]!, y2[s]!));
  index.finish();
  const { minX, maxX } = index;
  // Looked at in strips that double until they hold one: most have a neighbour near by.
  const narrow = (maxX - minX) / Math.sqrt(count) + 1;
  return (px, py) => {
    let [best, bestX] = [-1, -Infinity];
    const look = (s: number): boolean => {
      if (y1[s]! > py === y2[s]! > py) return false;
      const at = x1[s]! + ((py - y1[s]!) / (y2[s]! - y1[s]!)) * (x2[s]! - x1[s]!);
      const isLeft = turn(x1[s]!, y1[s]!, x2[s]!, y2[s]!, px, py) * Math.sign(y2[s]! - y1[s]!) < 0;
      if (isLeft && at > bestX) [best, bestX] = [s, at];
      return false;
    };
    for (let width = narrow, isAll = false; !isAll && bestX < px - width / 2; width *= 2) {
      isAll = px - width <= minX;
      [best, bestX] = [-1, -Infinity];
      index.search(px - width, py, px, py, look);
    }
    if (best < 0) return -1;
    // The point lies right of it: right of an upward segment is its half-edge back.
    return 2 * best + (y2[best]! > y1[best]! ? 1 : 0);
  };
}

function leftmost(segments: Segments, next: Int32Array, first: number): { x: number; y: number } {
  let [x, y] = [startX(segments, first), startY(segments, first)];
  for (let h = next[first]!; h !== first; h = next[h]!) {
    const [px, py] = [startX(segments, h), startY(segments, h)];
    if (px < x || (px === x && py < y)) [x, y] = [px, py];
  }
  return { x, y };
}

function startX({ x1, x2 }: Segments, half: number): number {
  return ((half & 1) === 0 ? x1 : x2)[half >> 1]!;
}

function startY({ y1, y2 }: Segments, half: number): number {
  return ((half & 1) === 0 ? y1 : y2)[half >> 1]!;
}

function twiceArea(segments: Segments, next: Int32Array, first: number): number {
  const [x0, y0] = [startX(segments, first), startY(segments, first)];
  let twice = 0;
  let h = first;
  do {
    const [ax, ay] = [startX(segments, h), startY(segments, h)];
    const [bx, by] = [startX(segments, h ^ 1), startY(segments, h ^ 1)];
    twice += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
    h = next[h]!;
  } while (h !== first);
  return twice;
}

/** After each half-edge the one that keeps the same face on its left: the next clockwise around the node where it ends. */
function nextHalves(segments: Segments): Int32Array {
  const count = 2 * segments.x1.length;
  const { nodeOf, nodes } = nodesOf(segments);
  const start = new Uint32Array(nodes + 1);
  for (let half = 0; half < count; half++) start[nodeOf[half]! + 1]!++;
  for (let node = 0; node < nodes; node++) start[node + 1]! += start[node]!;
  const at = new Uint32Array(count);
  const filled = start.slice();
  for (let half = 0; half < count; half++) at[filled[nodeOf[half]!]!++] = half;
  const next = new Int32Array(count);
  for (let node = 0; node < nodes; node++) {
    const halves = at.subarray(start[node]!, start[node + 1]!);
    halves.sort((a, b) => byAngle(segments, a, b));
    // Who arrives along the back of a half-edge leaves by the one before it, turning clockwise.
    for (let k = 0; k < halves.length; k++)
      next[halves[k]! ^ 1] = halves[(k + halves.length - 1) % halves.length]!;
  }
  return next;
}

/** The node where each half-edge starts, and how many there are. */
function nodesOf(segments: Segments): { readonly nodeOf: Uint32Array; readonly nodes: number } {
  const count = 2 * segments.x1.length;
  const nodeOf = new Uint32Array(count);
  const first: number[] = [];
  const table = hashTable(count);
  const mask = table.length - 1;
  for (let half = 0; half < count; half++) {
    const [x, y] = [startX(segments, half), startY(segments, half)];
    let slot = hashOf(x, y) & mask;
    for (; table[slot] !== 0; slot = (slot + 1) & mask) {
      const other = first[table[slot]! - 1]!;
      if (startX(segments, other) === x && startY(segments, other) === y) break;
    }
    if (table[slot] === 0) table[slot] = first.push(half);
    nodeOf[half] = table[slot]! - 1;
  }
  return { nodeOf, nodes: first.length };
}

/** Order of two half-edges from one node, counterclockwise from due east. */
function byAngle(segments: Segments, a: number, b: number): number {
  const [x, y] = [startX(segments, a), startY(segments, a)];
  const [ax, ay] = [startX(segments, a ^ 1), startY(segments, a ^ 1)];
  const [bx, by] = [startX(segments, b ^ 1), startY(segments, b ^ 1)];
  const upper = (px: number, py: number): number => (py > y || (py === y && px > x) ? 0 : 1);
  return upper(ax, ay) - upper(bx, by) || -turn(x, y, ax, ay, bx, by);
}
