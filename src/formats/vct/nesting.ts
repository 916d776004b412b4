/**
 * Which rings of a feature are shells and which holes, whatever order and turn a file gives them: a ring inside an odd
 * number of others is a hole of the smallest one around it.
 */

/** One ring as x, y, x, y …, without a closing copy. */
export type FlatRing = ArrayLike<number>;

/** A ring in its place: the shells of a feature in their order, each followed by its holes. */
export interface PlacedRing {
  readonly ring: number;
  readonly isHole: boolean;
}

/** Tests of an edge or a box for each vertex of the feature: more than real parcels need, and a bound for time. */
const TESTS_A_VERTEX = 1024;

/**
 * Orders the rings of one feature. Beyond the bound of tests the turn decides (holes turn against the largest ring and
 * follow their shell), so that time stays in proportion to the vertices.
 */
export function nestRings(rings: readonly FlatRing[]): PlacedRing[] {
  if (rings.length === 1) return [{ ring: 0, isHole: false }];
  const boxes = rings.map(boxOf);
  const budget = { left: TESTS_A_VERTEX * rings.reduce((sum, ring) => sum + ring.length / 2, 0) };
  const bySize = rings.map((_, i) => i).sort((a, b) => boxes[b]!.size - boxes[a]!.size || a - b);
  const parent = new Int32Array(rings.length).fill(-1);
  const depth = new Uint32Array(rings.length);
  for (let k = 1; k < bySize.length; k++) {
    const inner = bySize[k]!;
    for (let j = k - 1; j >= 0; j--) {
      const outer = bySize[j]!;
      if (--budget.left < 0) return byTurn(boxes);
      if (!holds(boxes[outer]!, boxes[inner]!)) continue;
      if (!isInside(rings[inner]!, rings[outer]!, budget)) continue;
      parent[inner] = outer;
      depth[inner] = depth[outer]! + 1;
      break;
    }
  }
  const holes = new Map<number, number[]>();
  for (let i = 0; i < rings.length; i++) {
    if (depth[i]! % 2 === 0) continue;
    const siblings = holes.get(parent[i]!);
    if (siblings) siblings.push(i);
    else holes.set(parent[i]!, [i]);
  }
  const placed: PlacedRing[] = [];
  for (let i = 0; i < rings.length; i++) {
    if (depth[i]! % 2 === 1) continue;
    placed.push({ ring: i, isHole: false });
    for (const hole of holes.get(i) ?? []) placed.push({ ring: hole, isHole: true });
  }
  return placed;
}

function byTurn(boxes: readonly Box[]): PlacedRing[] {
  const largest = boxes.reduce((best, box) => (box.size > best.size ? box : best));
  return boxes.map((box, ring) => ({ ring, isHole: ring > 0 && box.turn === -largest.turn }));
}

interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
  /** Twice the area. */
  readonly size: number;
  /** 1 counterclockwise, −1 clockwise. */
  readonly turn: number;
}

function boxOf(ring: FlatRing): Box {
  let [minX, minY, maxX, maxY, twice] = [Infinity, Infinity, -Infinity, -Infinity, 0];
  const [x0, y0] = [ring[0]!, ring[1]!];
  for (let i = 0; i < ring.length; i += 2) {
    const [x, y] = [ring[i]!, ring[i + 1]!];
    const j = i + 2 === ring.length ? 0 : i + 2;
    twice += (x - x0) * (ring[j + 1]! - y0) - (ring[j]! - x0) * (y - y0);
    minX = Math.min(minX, x);
    maxX = Math.max(maxX, x);
    minY = Math.min(minY, y);
    maxY = Math.max(maxY, y);
  }
  return { minX, minY, maxX, maxY, size: Math.abs(twice), turn: Math.sign(twice) };
}

function holds(outer: Box, inner: Box): boolean {
  return (
    outer.minX <= inner.minX &&
    outer.maxX >= inner.maxX &&
    outer.minY <= inner.minY &&
    outer.maxY >= inner.maxY
  );
}

/** By the first vertex, else the first middle of an edge, that does not lie on the other ring. */
function isInside(inner: FlatRing, outer: FlatRing, budget: { left: number }): boolean {
  for (const half of [false, true]) {
    for (let i = 0; i < inner.length && budget.left > 0; i += 2) {
      const j = i + 2 === inner.length ? 0 : i + 2;
      const x = half ? (inner[i]! + inner[j]!) / 2 : inner[i]!;
      const y = half ? (inner[i + 1]! + inner[j + 1]!) / 2 : inner[i + 1]!;
      budget.left -= outer.length / 2;
      const place = placeOf(x, y, outer);
      if (place !== 0) return place > 0;
    }
  }
  return false;
}

/** 1 inside, −1 outside, 0 on the ring. */
function placeOf(x: number, y: number, ring: FlatRing): number {
  let inside = false;
  for (let i = 0; i < ring.length; i += 2) {
    const j = i + 2 === ring.length ? 0 : i + 2;
    const [ax, ay, bx, by] = [ring[i]! - x, ring[i + 1]! - y, ring[j]! - x, ring[j + 1]! - y];
    const turn = ax * by - bx * ay;
    if (turn === 0 && ax * bx <= 0 && ay * by <= 0) return 0;
    if (ay > 0 !== by > 0 && turn > 0 === by > ay) inside = !inside;
  }
  return inside ? 1 : -1;
}
