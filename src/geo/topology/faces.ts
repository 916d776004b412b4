/**
 * 面 — the faces between noded segments, each with how often every layer covers it (覆盖数). Going over a segment changes the
 * covers by what it nets; the unbounded face is covered by nothing; so every face is known, and a gap and an overlap of the
 * same size are two faces and never cancel.
 */
import Flatbush from 'flatbush';
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

/** A loop of half-edges. Half-edge 2s runs along segment s, 2s+1 back; the face lies on the left. */
interface Loop {
  readonly halves: number[];
  /** Twice the signed area: positive around a face, otherwise the outside of a component. */
  readonly twice: number;
}

/** Every bounded face. */
export function facesOf(segments: Segments): Face[] {
  const next = nextHalves(segments);
  const loopOf = new Int32Array(next.length).fill(-1);
  const loops: Loop[] = [];
  for (let half = 0; half < next.length; half++) {
    if (loopOf[half] !== -1) continue;
    const halves: number[] = [];
    for (let h = half; loopOf[h] === -1; h = next[h]!) {
      loopOf[h] = loops.length;
      halves.push(h);
    }
    loops.push({ halves, twice: twiceArea(segments, halves) });
  }
  return coveredFaces(segments, loops, loopOf);
}

/** Covers from the outside inwards: components from left to right, each within a face that is known by then. */
function coveredFaces(segments: Segments, loops: readonly Loop[], loopOf: Int32Array): Face[] {
  const { net, owners } = segments;
  const outside = { cover: net.map(() => 0), holes: [] as number[] };
  const faces = loops.map(() => null as { cover: number[]; holes: number[] } | null);
  const left = leftFinder(segments);
  for (const outer of componentsFromLeft(segments, loops, loopOf)) {
    const half = left(leftmost(segments, loops[outer]!));
    const around = half === null ? outside : faces[loopOf[half]!]!;
    around.holes.push(outer);
    faces[outer] = around;
    const stack = [outer];
    while (stack.length > 0) {
      const loop = stack.pop()!;
      const { cover } = faces[loop]!;
      for (const h of loops[loop]!.halves) {
        const beyond = loopOf[h ^ 1]!;
        if (faces[beyond] !== null) continue;
        // Left of a segment the cover is greater by its net than right of it.
        const sign = (h & 1) === 0 ? -1 : 1;
        faces[beyond] = {
          cover: cover.map((count, layer) => count + sign * net[layer]![h >> 1]!),
          holes: [],
        };
        stack.push(beyond);
      }
    }
  }
  return loops.flatMap((loop, k) => {
    if (loop.twice <= 0) return [];
    const { cover, holes } = faces[k]!;
    const all = [loop, ...holes.map((hole) => loops[hole]!)];
    return [
      {
        cover,
        rings: all.map((one) => one.halves.map((h) => startOf(segments, h))),
        area: all.reduce((sum, one) => sum + one.twice, 0) / 2,
        owners: [...new Set(all.flatMap((one) => one.halves.flatMap((h) => owners[h >> 1]!)))],
      },
    ];
  });
}

/** The loops around components, by where they begin: what lies around a component begins left of it. */
function componentsFromLeft(
  segments: Segments,
  loops: readonly Loop[],
  loopOf: Int32Array,
): number[] {
  const component = new Int32Array(loops.length).fill(-1);
  const outer: number[] = [];
  for (let first = 0; first < loops.length; first++) {
    if (component[first] !== -1) continue;
    component[first] = first;
    const stack = [first];
    let outermost = first;
    while (stack.length > 0) {
      const loop = stack.pop()!;
      if (loops[loop]!.twice < loops[outermost]!.twice) outermost = loop;
      for (const h of loops[loop]!.halves) {
        const beyond = loopOf[h ^ 1]!;
        if (component[beyond] !== -1) continue;
        component[beyond] = first;
        stack.push(beyond);
      }
    }
    outer.push(outermost);
  }
  const begin = new Map(outer.map((loop) => [loop, leftmost(segments, loops[loop]!)]));
  return outer.sort((a, b) => {
    const [p, q] = [begin.get(a)!, begin.get(b)!];
    return p[0] - q[0] || p[1] - q[1];
  });
}

/** The half-edge that looks at a point from its left, of those that do not end there; null when there is none. */
function leftFinder({
  x1,
  y1,
  x2,
  y2,
}: Segments): (point: readonly [number, number]) => number | null {
  const count = x1.length;
  if (count === 0) return () => null;
  const index = new Flatbush(count);
  for (let s = 0; s < count; s++)
    index.add(x1[s]!, Math.min(y1[s]!, y2[s]!), x2[s]!, Math.max(y1[s]!, y2[s]!));
  index.finish();
  return ([px, py]) => {
    let [best, bestX] = [-1, -Infinity];
    index.search(-Infinity, py, px, py, (s) => {
      if (y1[s]! > py === y2[s]! > py) return false;
      const at = x1[s]! + ((py - y1[s]!) / (y2[s]! - y1[s]!)) * (x2[s]! - x1[s]!);
      const isLeft = turn(x1[s]!, y1[s]!, x2[s]!, y2[s]!, px, py) * Math.sign(y2[s]! - y1[s]!) < 0;
      if (isLeft && at > bestX) [best, bestX] = [s, at];
      return false;
    });
    if (best < 0) return null;
    // The point lies right of it: right of an upward segment is its half-edge back.
    return 2 * best + (y2[best]! > y1[best]! ? 1 : 0);
  };
}

function leftmost(segments: Segments, loop: Loop): readonly [number, number] {
  let best = startOf(segments, loop.halves[0]!);
  for (const h of loop.halves) {
    const point = startOf(segments, h);
    if (point[0] < best[0] || (point[0] === best[0] && point[1] < best[1])) best = point;
  }
  return best;
}

function startOf({ x1, y1, x2, y2 }: Segments, half: number): readonly [number, number] {
  const s = half >> 1;
  return (half & 1) === 0 ? [x1[s]!, y1[s]!] : [x2[s]!, y2[s]!];
}

function twiceArea(segments: Segments, halves: readonly number[]): number {
  const [x0, y0] = startOf(segments, halves[0]!);
  let twice = 0;
  for (const h of halves) {
    const [ax, ay] = startOf(segments, h);
    const [bx, by] = startOf(segments, h ^ 1);
    twice += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  }
  return twice;
}

/** After each half-edge the one that keeps the same face on its left: the next clockwise around the node where it ends. */
function nextHalves(segments: Segments): Int32Array {
  const count = 2 * segments.x1.length;
  const at = new Map<string, number[]>();
  for (let half = 0; half < count; half++) {
    const [x, y] = startOf(segments, half);
    const key = `${x} ${y}`;
    const list = at.get(key);
    if (list) list.push(half);
    else at.set(key, [half]);
  }
  const next = new Int32Array(count);
  for (const halves of at.values()) {
    halves.sort((a, b) => byAngle(segments, a, b));
    halves.forEach((half, k) => {
      // Who arrives along the back of `half` leaves by the one before it, turning clockwise.
      next[half ^ 1] = halves[(k + halves.length - 1) % halves.length]!;
    });
  }
  return next;
}

/** Order of two half-edges from one node, counterclockwise from due east. */
function byAngle(segments: Segments, a: number, b: number): number {
  const [x, y] = startOf(segments, a);
  const [ax, ay] = startOf(segments, a ^ 1);
  const [bx, by] = startOf(segments, b ^ 1);
  const upper = (px: number, py: number): number => (py > y || (py === y && px > x) ? 0 : 1);
  return upper(ax, ay) - upper(bx, by) || -turn(x, y, ax, ay, bx, by);
}
