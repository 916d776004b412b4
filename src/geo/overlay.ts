/**
 * 叠加 — the area of every pair of a feature of layer A with a feature of layer B, without building a polygon.
 *
 * By Green's theorem the area of a∩b is an integral along its border, and that border is made of the parts of ∂a that lie
 * in b and the parts of ∂b that lie in a. With C_e = ½ (p − o) × (q − p) for an edge p→q and any fixed point o,
 *
 *   area(a∩b) = Σ_{e∈∂a} C_e · inside_b(e)  +  Σ_{f∈∂b} C_f · inside_a(f)
 *   inside_b(e) = [tail(e) ∈ b] + Σ_{f∈∂b crosses e at t} ± (1 − t)          (+ where e enters b, − where it leaves)
 *
 * The sum does not ask in which order crossings stand on an edge, so rounding of t can never lose or double a piece of
 * ground. Which features contain a tail is counted from crossing to crossing along the ring, in whole numbers. Features
 * of one layer may overlap each other: each is counted for itself. W. R. Franklin et al., OVERPROP (1990/1994), is the
 * line of work that this follows; the shift of layer B by (ε, ε²) is explained in overlay-edges.ts.
 */
import Flatbush from 'flatbush';
import { featureBounds } from './bounds.ts';
import { eachCrossing } from './overlay-crossings.ts';
import { cross, type Edges, edgesOf, tieFirst, tieSecond } from './overlay-edges.ts';
import { PairSums } from './overlay-sums.ts';
import { featureCount, type Polygons } from './polygons.ts';

/**
 * Pairs with an area, sorted by (a, b). −1 stands for the ground that the other layer does not cover. Areas are in
 * square units of the input (1e-10 m² on the 10 µm grid), doubles.
 */
export interface PairAreas {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly area: Float64Array;
  /** Features of A that are covered more than once because features of B overlap each other, and the other way round. */
  readonly overlappedA: Uint32Array;
  readonly overlappedB: Uint32Array;
}

/** Told from time to time: how many of `total` units are done. */
export type OverlayProgress = (done: number, total: number) => void;

/** Overlays two layers whose coordinates are whole numbers. Exact up to the rounding of one division per crossing. */
export function overlay(a: Polygons, b: Polygons, progress: OverlayProgress = () => {}): PairAreas {
  const edgesA = edgesOf(a);
  const edgesB = edgesOf(b);
  const sums = new PairSums(Math.max(1024, featureCount(a) * 4));
  const origins = origin(a);
  const chainsA = new CrossingLists(edgesA.count);
  const chainsB = new CrossingLists(edgesB.count);
  const steps = 3;
  eachCrossing(edgesA, edgesB, (e, f, t, u, enters, entered) => {
    const [faceA, faceB] = [edgesA.face[e]!, edgesB.face[f]!];
    const [ox, oy] = [origins[2 * faceA]!, origins[2 * faceA + 1]!];
    sums.add(faceA, faceB, enters * (1 - t) * moment(edgesA, e, ox, oy));
    sums.add(faceA, faceB, entered * (1 - u) * moment(edgesB, f, ox, oy));
    chainsA.add(e, faceB, enters);
    chainsB.add(f, faceA, entered);
  });
  progress(1, steps);
  const locateInB = locator(b, edgesB, tieSecond, (edgeY, y) => edgeY >= y);
  const overlappedA = walk(edgesA, chainsA, locateInB, (edge, other, coefficient) => {
    const face = edgesA.face[edge]!;
    sums.add(
      face,
      other,
      coefficient * moment(edgesA, edge, origins[2 * face]!, origins[2 * face + 1]!),
    );
  });
  progress(2, steps);
  const locateInA = locator(a, edgesA, tieFirst, (edgeY, y) => edgeY > y);
  const overlappedB = walk(edgesB, chainsB, locateInA, (edge, other, coefficient) => {
    sums.add(
      other,
      edgesB.face[edge]!,
      coefficient * moment(edgesB, edge, origins[2 * other]!, origins[2 * other + 1]!),
    );
  });
  progress(3, steps);
  const { a: rowA, b: rowB, area, overA, overB } = sums.withOutside(selfAreas(a), selfAreas(b));
  return {
    a: rowA,
    b: rowB,
    area,
    overlappedA: union(overlappedA, overA),
    overlappedB: union(overlappedB, overB),
  };
}

/** Both lists as one, ascending. */
function union(one: Uint32Array, other: readonly number[]): Uint32Array {
  return Uint32Array.from([...new Set([...one, ...other])].sort((p, q) => p - q));
}

/** C_e about the point o: exact for whole numbers below 2⁵³. */
function moment(edges: Edges, edge: number, ox: number, oy: number): number {
  const [x, y] = [edges.x1[edge]!, edges.y1[edge]!];
  return ((x - ox) * (edges.y2[edge]! - y) - (y - oy) * (edges.x2[edge]! - x)) / 2;
}

/** First vertex of every feature, as its point o: small numbers keep their digits. */
function origin(polygons: Polygons): Float64Array {
  const points = new Float64Array(2 * featureCount(polygons));
  for (let f = 0; f < featureCount(polygons); f++) {
    const vertex = polygons.ringStart[polygons.featureStart[f]!]!;
    points[2 * f] = polygons.x[vertex] ?? 0;
    points[2 * f + 1] = polygons.y[vertex] ?? 0;
  }
  return points;
}

/** Own area of every feature in square units, about its own first vertex. */
function selfAreas(polygons: Polygons): Float64Array {
  const { x, y, ringStart, featureStart } = polygons;
  const areas = new Float64Array(featureCount(polygons));
  for (let f = 0; f < areas.length; f++) {
    const first = ringStart[featureStart[f]!]!;
    const [ox, oy] = [x[first] ?? 0, y[first] ?? 0];
    let twice = 0;
    for (let ring = featureStart[f]!; ring < featureStart[f + 1]!; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      for (let i = start; i < end; i++) {
        const j = i + 1 === end ? start : i + 1;
        twice += (x[i]! - ox) * (y[j]! - y[i]!) - (y[i]! - oy) * (x[j]! - x[i]!);
      }
    }
    areas[f] = twice / 2;
  }
  return areas;
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

  isEmpty(edge: number): boolean {
    return this.head[edge]! < 0;
  }

  /** Counts the crossings of an edge into the set that contains its end. */
  apply(edge: number, inside: Inside): void {
    for (let i = this.head[edge]!; i >= 0; i = this.next[i]!)
      inside.count(this.face[i]!, this.sign[i]!);
  }
}

/** The features of the other layer that contain a vertex, with how often; almost always none or one. */
class Inside {
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

type Locate = (x: number, y: number, inside: Inside) => void;

/**
 * Goes along every ring of a layer and tells, for each edge and each face of the other layer that contains its tail,
 * that the whole edge counts. Returns the features on whose border two faces were seen at once.
 */
function walk(
  edges: Edges,
  crossings: CrossingLists,
  locate: Locate,
  counts: (edge: number, other: number, coefficient: number) => void,
): Uint32Array {
  const inside = new Inside();
  const overlapped = new Set<number>();
  for (let ring = 0; ring + 1 < edges.ringStart.length; ring++) {
    const [start, end] = [edges.ringStart[ring]!, edges.ringStart[ring + 1]!];
    if (start === end) continue;
    inside.clear();
    locate(edges.x1[start]!, edges.y1[start]!, inside);
    for (let edge = start; edge < end; edge++) {
      for (let k = 0; k < inside.faces.length; k++)
        counts(edge, inside.faces[k]!, inside.counts[k]!);
      if (!crossings.isEmpty(edge)) crossings.apply(edge, inside);
      if (inside.faces.length > 1) overlapped.add(edges.face[edge]!);
    }
  }
  return Uint32Array.from([...overlapped].sort((p, q) => p - q));
}

/** Which features of a layer contain a point of the other: winding numbers along a ray to the east. */
function locator(
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
  return (x, y, inside) => {
    for (const feature of index?.search(x, y, x, y) ?? []) {
      let winding = 0;
      const [from, to] = [
        ringStart[featureStart[feature]!]!,
        ringStart[featureStart[feature + 1]!]!,
      ];
      for (let e = from; e < to; e++) {
        const up = isAbove(edges.y2[e]!, y);
        if (isAbove(edges.y1[e]!, y) === up) continue;
        const [dx, dy] = [edges.x2[e]! - edges.x1[e]!, edges.y2[e]! - edges.y1[e]!];
        const turn = cross(dx, dy, x - edges.x1[e]!, y - edges.y1[e]!);
        const left = (turn === 0 ? tie(dx, dy) : turn) > 0;
        if (up && left) winding++;
        else if (!up && !left) winding--;
      }
      if (winding !== 0) inside.count(feature, winding);
    }
  };
}
