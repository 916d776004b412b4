/**
 * Going along the rings of one layer with the face of the other layer in mind: each edge counts whole for the face that
 * holds its end (the one with the larger x, then y); what is too much was taken off at the crossings already.
 *
 * The face is not looked up but carried along: from vertex to vertex it changes by the sums that overlay-tile.ts found,
 * whatever the order of the crossings. Where the other layer overlaps itself, more than one face is carried; the sums
 * cannot be told apart then, and the ring is gone along again with the faces as a set.
 */
import { featureBounds } from './bounds.ts';
import Flatbush from 'flatbush';
import { eachCrossing } from './overlay-crossings.ts';
import { cross, type Edges } from './overlay-edges.ts';
import type { FaceChanges, Origin } from './overlay-tile.ts';
import { featureCount, type Polygons } from './polygons.ts';

/** Adds area to the pair of a feature of this layer and one of the other. */
export type AddArea = (own: number, other: number, area: number, size: number) => void;

/** Finds the features of the other layer that hold a point. */
export type Locate = (x: number, y: number, inside: Inside) => void;

/** The features of the other layer that contain a vertex, with how often; almost always none or one. */
export class Inside {
  readonly faces: number[] = [];
  readonly counts: number[] = [];

  count(face: number, by: number): void {
    const at = this.faces.indexOf(face);
    if (at < 0) {
      this.faces.push(face);
      this.counts.push(by);
      return;
    }
    this.counts[at]! += by;
    if (this.counts[at] !== 0) return;
    this.faces.splice(at, 1);
    this.counts.splice(at, 1);
  }

  clear(): void {
    this.faces.length = 0;
    this.counts.length = 0;
  }
}

/** Goes along all rings; answers with those that could not be told by sums. */
export function walkRings(
  edges: Edges,
  changes: FaceChanges,
  origin: Origin,
  locate: Locate,
  add: AddArea,
): number[] {
  const unclear: number[] = [];
  const inside = new Inside();
  const { x1, y1, x2, y2, face, ringStart } = edges;
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    if (start === end) continue;
    inside.clear();
    locate(x1[start]!, y1[start]!, inside);
    const first = faceOf(inside);
    if (first < 0 || !isClear(changes, start, end, first)) {
      unclear.push(ring);
      continue;
    }
    const own = face[start]!;
    let [now, kept, sum, size] = [first, first, 0, 0];
    for (let edge = start; edge < end; edge++) {
      const [px, py, qx, qy] = [x1[edge]!, y1[edge]!, x2[edge]!, y2[edge]!];
      const area = ((px - origin.x) * (qy - py) - (py - origin.y) * (qx - px)) / 2;
      const endIsLarger = qx > px || (qx === px && qy > py);
      const next = now + changes.id[edge]!;
      const holds = endIsLarger ? next : now;
      if (holds !== kept) {
        if (kept !== 0) add(own, kept - 1, sum, size);
        [kept, sum, size] = [holds, 0, 0];
      }
      sum += area;
      size += area < 0 ? -area : area;
      now = next;
    }
    if (kept !== 0) add(own, kept - 1, sum, size);
  }
  return unclear;
}

/** The one face (from 1) of a set, 0 for none, −1 for more. */
function faceOf(inside: Inside): number {
  if (inside.faces.length === 0) return 0;
  return inside.faces.length === 1 && inside.counts[0] === 1 ? inside.faces[0]! + 1 : -1;
}

/**
 * Whether a ring meets no or one face at every vertex. Count, sum and sum of squares of the face numbers must be those of
 * one face. No other two or three faces that are counted once each have them; where a ring of the other layer crosses
 * itself and counts a face negatively, a coincidence modulo 2³² is possible, and such rings are findings before they come here.
 */
function isClear(changes: FaceChanges, start: number, end: number, first: number): boolean {
  let [count, id, square] = [first === 0 ? 0 : 1, first, Math.imul(first, first)];
  for (let edge = start; edge < end; edge++) {
    count += changes.count[edge]!;
    id = (id + changes.id[edge]!) | 0;
    square = (square + changes.square[edge]!) | 0;
    if (count === 0) {
      if (id !== 0 || square !== 0) return false;
    } else if (count !== 1 || id <= 0 || square !== Math.imul(id, id)) return false;
  }
  return id === first;
}

/**
 * Goes along some rings with the faces as a set, and tells which of their features meet two faces at once. `isFirst` says
 * which layer of the overlay the rings are of.
 */
export function walkUnclear(
  edges: Edges,
  rings: readonly number[],
  other: Edges,
  isFirst: boolean,
  origin: Origin,
  locate: Locate,
  add: AddArea,
): number[] {
  if (rings.length === 0) return [];
  const own = chosenRings(edges, rings);
  const crossings = new CrossingLists(own.count);
  if (isFirst) eachCrossing(own, other, (e, f, enters) => crossings.add(e, other.face[f]!, enters));
  else eachCrossing(other, own, (e, f, enters) => crossings.add(f, other.face[e]!, -enters));
  const inside = new Inside();
  const overlapped = new Set<number>();
  for (let ring = 0; ring + 1 < own.ringStart.length; ring++) {
    const [start, end] = [own.ringStart[ring]!, own.ringStart[ring + 1]!];
    inside.clear();
    locate(own.x1[start]!, own.y1[start]!, inside);
    for (let edge = start; edge < end; edge++) {
      const [px, py, qx, qy] = [own.x1[edge]!, own.y1[edge]!, own.x2[edge]!, own.y2[edge]!];
      const area = ((px - origin.x) * (qy - py) - (py - origin.y) * (qx - px)) / 2;
      const endIsLarger = qx > px || (qx === px && qy > py);
      const counts = (): void => {
        for (let k = 0; k < inside.faces.length; k++) {
          const value = inside.counts[k]! * area;
          add(own.face[edge]!, inside.faces[k]!, value, Math.abs(value));
        }
      };
      if (!endIsLarger) counts();
      crossings.apply(edge, inside);
      if (endIsLarger) counts();
      if (inside.faces.length > 1 || (inside.counts[0] ?? 0) > 1) overlapped.add(own.face[edge]!);
    }
  }
  return [...overlapped];
}

/** The edges of some rings alone. */
function chosenRings(edges: Edges, rings: readonly number[]): Edges {
  const ringStart = new Uint32Array(rings.length + 1);
  rings.forEach((ring, k) => {
    ringStart[k + 1] = ringStart[k]! + edges.ringStart[ring + 1]! - edges.ringStart[ring]!;
  });
  const count = ringStart[rings.length]!;
  const numbers = (from: Float64Array): Float64Array => {
    const to = new Float64Array(count);
    rings.forEach((ring, k) =>
      to.set(from.subarray(edges.ringStart[ring]!, edges.ringStart[ring + 1]!), ringStart[k]!),
    );
    return to;
  };
  const face = new Int32Array(count);
  rings.forEach((ring, k) => {
    face.fill(edges.face[edges.ringStart[ring]!]!, ringStart[k]!, ringStart[k + 1]!);
  });
  return {
    count,
    x1: numbers(edges.x1),
    y1: numbers(edges.y1),
    x2: numbers(edges.x2),
    y2: numbers(edges.y2),
    face,
    ringStart,
  };
}

/** Per edge, the faces of the other layer that it enters (+1) or leaves (−1): singly linked lists in flat arrays. */
class CrossingLists {
  private readonly head: Int32Array;
  private next = new Int32Array(4096);
  private face = new Int32Array(4096);
  private sign = new Int8Array(4096);
  private used = 0;

  constructor(edges: number) {
    this.head = new Int32Array(edges).fill(-1);
  }

  add(edge: number, face: number, sign: number): void {
    if (this.used === this.next.length) {
      const length = this.used * 2;
      const next = new Int32Array(length);
      next.set(this.next);
      const faces = new Int32Array(length);
      faces.set(this.face);
      const signs = new Int8Array(length);
      signs.set(this.sign);
      [this.next, this.face, this.sign] = [next, faces, signs];
    }
    this.face[this.used] = face;
    this.sign[this.used] = sign;
    this.next[this.used] = this.head[edge]!;
    this.head[edge] = this.used++;
  }

  /** Counts the crossings of an edge into the set that contains its end. */
  apply(edge: number, inside: Inside): void {
    for (let i = this.head[edge]!; i >= 0; i = this.next[i]!)
      inside.count(this.face[i]!, this.sign[i]!);
  }
}

/**
 * Which features of a layer contain a point of the other: winding numbers along a ray to the east. `tie` and `isAbove`
 * decide what lies exactly on an edge or at the height of a vertex as the shift of the second layer wants it.
 */
export function locator(
  polygons: Polygons,
  edges: Edges,
  tie: (dx: number, dy: number) => number,
  isAbove: (edgeY: number, y: number) => boolean,
): Locate {
  const count = featureCount(polygons);
  const boxes = featureBounds(polygons);
  const index = count === 0 ? null : new Flatbush(count);
  for (let f = 0; f < count; f++) {
    const empty = Number.isNaN(boxes[4 * f]!);
    index!.add(
      empty ? 0 : boxes[4 * f]!,
      empty ? 0 : boxes[4 * f + 1]!,
      empty ? 0 : boxes[4 * f + 2]!,
      empty ? 0 : boxes[4 * f + 3]!,
    );
  }
  index?.finish();
  const { ringStart, featureStart } = polygons;
  const sorted = new Map<number, EdgeRows>();
  return (x, y, inside) => {
    for (const feature of index?.search(x, y, x, y) ?? []) {
      let winding = 0;
      const [from, to] = [
        ringStart[featureStart[feature]!]!,
        ringStart[featureStart[feature + 1]!]!,
      ];
      const visit = (e: number): void => {
        const up = isAbove(edges.y2[e]!, y);
        if (isAbove(edges.y1[e]!, y) === up) return;
        const [dx, dy] = [edges.x2[e]! - edges.x1[e]!, edges.y2[e]! - edges.y1[e]!];
        const turn = cross(dx, dy, x - edges.x1[e]!, y - edges.y1[e]!);
        const left = (turn === 0 ? tie(dx, dy) : turn) > 0;
        if (up && left) winding++;
        else if (!up && !left) winding--;
      };
      if (to - from <= FEW_EDGES) for (let e = from; e < to; e++) visit(e);
      else {
        let rows = sorted.get(feature);
        if (!rows) sorted.set(feature, (rows = edgeRows(edges, from, to)));
        rows.each(y, visit);
      }
      if (winding !== 0) inside.count(feature, winding);
    }
  };
}

/** Features with more edges than this are asked by rows: a road network may be asked a thousand times. */
const FEW_EDGES = 256;
const EDGES_A_ROW = 8;

/** Edges of one feature by horizontal rows. */
interface EdgeRows {
  /** Visits at least all edges whose height range holds y. */
  each(y: number, visit: (edge: number) => void): void;
}

function edgeRows(edges: Edges, from: number, to: number): EdgeRows {
  let [low, high] = [Infinity, -Infinity];
  for (let e = from; e < to; e++) {
    low = Math.min(low, edges.y1[e]!);
    high = Math.max(high, edges.y1[e]!);
  }
  const count = Math.ceil((to - from) / EDGES_A_ROW);
  const height = Math.max(1, (high - low) / count);
  const rowOf = (y: number): number =>
    Math.min(count - 1, Math.max(0, Math.floor((y - low) / height)));
  const start = new Uint32Array(count + 1);
  const eachEntry = (entry: (row: number, edge: number) => void): void => {
    for (let e = from; e < to; e++) {
      const [one, other] = [rowOf(edges.y1[e]!), rowOf(edges.y2[e]!)];
      for (let row = Math.min(one, other); row <= Math.max(one, other); row++) entry(row, e);
    }
  };
  eachEntry((row) => void start[row + 1]!++);
  for (let row = 0; row < count; row++) start[row + 1]! += start[row]!;
  const next = start.slice(0, count);
  const list = new Uint32Array(start[count]!);
  eachEntry((row, e) => {
    list[next[row]!] = e;
    next[row]!++;
  });
  return {
    each(y, visit) {
      if (y < low || y > high) return;
      const row = rowOf(y);
      for (let k = start[row]!; k < start[row + 1]!; k++) visit(list[k]!);
    },
  };
}
