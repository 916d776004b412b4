/**
 * Random pairs of layers in whole coordinates, for tests of the overlay: coverages over lattices so coarse that whatever can
 * coincide does, and the same at large scales, where what nearly coincides does not. One seed gives one case, always.
 */
import {
  type Feature,
  isClockwise,
  movedBy,
  type Point,
  type Ring,
  turn,
} from './drawn-features.ts';

/** Two layers to be overlaid; `isClean` when no layer overlaps itself and no ring is at fault. */
export interface OverlayCase {
  readonly isClean: boolean;
  readonly a: readonly Feature[];
  readonly b: readonly Feature[];
}

/** Whole numbers from one seed (G. Marsaglia, Xorshift RNGs, J. Stat. Software 8 (2003), triple 13, 17, 5). */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 0x9e37_79b1) | 1;
    for (let i = 0; i < 8; i++) this.next();
  }

  private next(): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    return this.state >>> 0;
  }

  /** From `low` to `high`, both included; both less than 2⁴⁸ apart. */
  whole(low: number, high: number): number {
    const span = high - low + 1;
    return low + Math.floor(((this.next() * 0x1_0000 + (this.next() >>> 16)) / 2 ** 48) * span);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.whole(1, times) === 1;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)]!;
  }
}

/** Lattices whose cells are up to 8 · 2²⁰ units wide: 84 m on the grid of 10 µm, where the plane cuts edges at 32 m. */
const WIDEST = 20;

/** Places up to 2⁴² units from the origin: 44,000 km, more than the plane is wide. */
const FARTHEST = 2 ** 42 - 2 ** 32;

/** The case of that number. `widest` is the binary logarithm of the largest unit that cells are multiples of, up to 34. */
export function randomCase(seed: number, widest = WIDEST): OverlayCase {
  const random = new Random(seed);
  const unit = random.once(3) ? 2 ** random.whole(1, widest) : 1;
  const mesh = randomMesh(random, unit);
  const other = relatedMesh(random, mesh, unit);
  const a = coverage(random, mesh);
  const b = coverage(random, other);
  if (a.length > 0 && b.length > 0 && random.once(4)) {
    const [spoiltA, spoiltB] = [spoilt(random, a, b), random.once(2) ? b : spoilt(random, b, a)];
    return { isClean: false, a: spoiltA, b: spoiltB };
  }
  if (!random.once(4) || unit > 2 ** WIDEST) return { isClean: true, a, b };
  const [dx, dy] = [random.whole(-FARTHEST, FARTHEST), random.whole(-FARTHEST, FARTHEST)];
  return { isClean: true, a: movedBy(a, dx, dy), b: movedBy(b, dx, dy) };
}

/** A loop of point numbers with the face on its left. */
type Face = readonly number[];

/** A lattice of points, moved about, and the faces between them. */
interface Mesh {
  readonly columns: number;
  readonly rows: number;
  readonly points: readonly Point[];
  readonly faces: readonly Face[];
}

/** A lattice of up to 4 × 4 cells, sides in multiples of a unit, with moved corners, some cells cut in two, sheared or turned as a whole. */
function randomMesh(random: Random, unit: number): Mesh {
  const [columns, rows] = [random.whole(1, 4), random.whole(1, 4)];
  const side = random.pick([1, 2, 3, 4, 6, 8]) * unit;
  // Sides of a cell stay flatter and steeper than its diagonal up to a quarter of a side: no cell crosses itself.
  const most = Math.floor((side - 1) / 4);
  const jitter = random.pick([0, 0, Math.min(1, most), most]);
  const place = (): number => random.whole(-4, 4) * unit + random.pick([0, 0, 0, 1]);
  const [x0, y0] = [place(), place()];
  const [c, s, shear] = random.pick(TURNS);
  const points: Point[] = [];
  for (let row = 0; row <= rows; row++) {
    for (let column = 0; column <= columns; column++) {
      const x = x0 + column * side + random.whole(-jitter, jitter);
      const y = y0 + row * side + random.whole(-jitter, jitter);
      points.push([c * x - s * y + shear * y, s * x + c * y]);
    }
  }
  const lattice = { columns, rows, points };
  return { ...lattice, faces: cells(random, lattice) };
}

/** Cosine and sine of a turn, times its length, and a shear: all keep the orientation. */
const TURNS = [
  [1, 0, 0],
  [1, 0, 0],
  [1, 0, 1],
  [1, 0, -2],
  [2, 1, 0],
  [3, -2, 0],
] as const;

function cells(random: Random, { columns, rows, points }: Omit<Mesh, 'faces'>): Face[] {
  const faces: Face[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const p = row * (columns + 1) + column;
      const [q, r, s] = [p + 1, p + columns + 2, p + columns + 1] as const;
      const halves = random.pick([
        [
          [p, q, r],
          [p, r, s],
        ],
        [
          [p, q, s],
          [q, r, s],
        ],
        [[p, q, r, s]],
      ]);
      const fits = halves.every(
        (face) =>
          face.length > 3 || turn(points[face[0]!]!, points[face[1]!]!, points[face[2]!]!) > 0n,
      );
      faces.push(...(fits ? halves : [[p, q, r, s]]));
    }
  }
  return faces;
}

/** The mesh of the other layer: another one, or this one as it is, shifted, or made larger by a half. */
function relatedMesh(random: Random, mesh: Mesh, unit: number): Mesh {
  const map = (move: (point: Point) => Point): Mesh => ({ ...mesh, points: mesh.points.map(move) });
  const shift = random.pick([0, 1, mesh.points[1]![0] - mesh.points[0]![0]]);
  const [dx, dy] = [shift * random.whole(-1, 1), shift * random.whole(-1, 1)];
  const isEven = mesh.points.every(([x, y]) => x % 2 === 0 && y % 2 === 0);
  switch (random.whole(0, 5)) {
    case 0:
      return map(([x, y]) => [x + dx, y + dy]);
    case 1:
      return map(([x, y]) => (isEven ? [x * 1.5, y * 1.5] : [-x, -y]));
    case 2:
      return { ...mesh, faces: cells(random, mesh) };
    default:
      return randomMesh(random, unit);
  }
}

/** Faces of the mesh joined at random to features; some ground may stay free. */
function coverage(random: Random, { points, faces }: Mesh): Feature[] {
  const names = random.whole(1, faces.length);
  const least = random.once(3) ? -1 : 0;
  const nameOf = faces.map(() => random.whole(least, names - 1));
  const features: Feature[] = [];
  for (let name = 0; name < names; name++) {
    const own = faces.filter((_, face) => nameOf[face] === name);
    const parts = partsOf(own).map((part) => ringsOf(part, points));
    if (own.length > 0) features.push(parts.flat().map((ring) => redrawn(random, ring)));
  }
  return features;
}

/** Faces by pieces that hang together by edges. */
function partsOf(faces: readonly Face[]): Face[][] {
  const parts: Face[][] = [];
  const edges = (face: Face): string[] =>
    face.map((p, i) => `${p},${face[(i + 1) % face.length]!}`);
  for (const face of faces) {
    const back = new Set(edges([...face].reverse()));
    const near = parts.filter((part) => part.some((one) => edges(one).some((e) => back.has(e))));
    for (const part of near) parts.splice(parts.indexOf(part), 1);
    parts.push([face, ...near.flat()]);
  }
  return parts;
}

/** The border of one piece: its shell, then its holes; rings that meet themselves in a point are cut there. */
function ringsOf(faces: readonly Face[], points: readonly Point[]): Ring[] {
  const next = new Map<number, Set<number>>();
  for (const face of faces)
    face.forEach((p, i) => {
      const q = face[(i + 1) % face.length]!;
      if (next.get(q)?.delete(p)) return;
      if (!next.has(p)) next.set(p, new Set());
      next.get(p)!.add(q);
    });
  return [...next.keys()]
    .flatMap((start) => walk(start, next, points))
    .sort((p, q) => Number(isClockwise(p)) - Number(isClockwise(q)));
}

/** Follows the border from a point, keeping to the land, until nothing leads on; every loop of it is a ring. */
function walk(
  start: number,
  next: ReadonlyMap<number, Set<number>>,
  points: readonly Point[],
): Ring[] {
  const rings: Ring[] = [];
  const path = [start];
  let [from, at] = [start, start];
  for (;;) {
    const onward = [...next.get(at)!].sort((p, q) =>
      isClockwiseOf(points[at]!, points[from]!, points[p]!, points[q]!) ? -1 : 1,
    )[0];
    if (onward === undefined) return rings;
    next.get(at)!.delete(onward);
    const met = path.indexOf(onward);
    if (met >= 0) rings.push(path.splice(met).map((p) => points[p]!));
    path.push(onward);
    [from, at] = [at, onward];
  }
}

/** Whether going clockwise around `at` from `from`, one comes to p before q. */
function isClockwiseOf(at: Point, from: Point, p: Point, q: Point): boolean {
  const [one, other] = [turn(at, from, p) > 0n, turn(at, from, q) > 0n];
  return one === other ? turn(at, p, q) < 0n : other;
}

/** The same ring with another start, and points on straight borders dropped or added: neighbours differ in them. */
function redrawn(random: Random, ring: Ring): Ring {
  const start = random.whole(0, ring.length - 1);
  const turned = [...ring.slice(start), ...ring.slice(0, start)];
  const isStraight = (i: number): boolean =>
    turn(turned.at(i - 1)!, turned[i]!, turned[(i + 1) % turned.length]!) === 0n;
  const kept = turned.filter((_, i) => !(isStraight(i) && random.once(2)));
  if (!random.once(3)) return kept;
  return kept.flatMap((p, i) => [p, ...between(random, p, kept[(i + 1) % kept.length]!)]);
}

/** Up to two points with whole coordinates within a straight line. */
function between(random: Random, [x1, y1]: Point, [x2, y2]: Point): Point[] {
  const steps = greatestDivisor(Math.abs(x2 - x1), Math.abs(y2 - y1));
  if (steps === 1) return [];
  const chosen = new Set([random.whole(1, steps - 1), random.whole(1, steps - 1)]);
  return [...chosen]
    .sort((p, q) => p - q)
    .map((k) => [x1 + ((x2 - x1) / steps) * k, y1 + ((y2 - y1) / steps) * k]);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** The layer with some faults: features over each other, rings at fault, features of nothing. */
function spoilt(random: Random, own: readonly Feature[], other: readonly Feature[]): Feature[] {
  const features = [...own];
  const points = [...own, ...other].flat(2);
  const some = (count: number): Point[] => Array.from({ length: count }, () => random.pick(points));
  for (let faults = random.whole(1, 3); faults > 0; faults--) {
    const at = random.whole(0, features.length - 1);
    const feature = features[at]!;
    const rewrite = (change: (ring: Ring) => Ring): void => {
      const which = random.whole(0, feature.length - 1);
      if (feature.length > 0)
        features[at] = feature.map((ring, i) => (i === which ? change(ring) : ring));
    };
    const into = (ring: Ring, added: (point: Point) => readonly Point[]): Ring => {
      const place = random.whole(0, ring.length - 1);
      return [...ring.slice(0, place + 1), ...added(ring[place]!), ...ring.slice(place + 1)];
    };
    switch (random.whole(0, 7)) {
      case 0:
        features.push(random.pick(other));
        break;
      case 1:
        features.push([some(random.whole(3, 8))]);
        break;
      case 2:
        features[at] = [...feature, some(random.whole(1, 3))];
        break;
      case 3:
        rewrite((ring) => [...ring].reverse());
        break;
      case 4:
        rewrite((ring) => into(ring, (point) => [...some(1), point]));
        break;
      case 5:
        rewrite((ring) => into(ring, (point) => [point]));
        break;
      case 6:
        rewrite((ring) => into(ring, () => some(1)));
        break;
      default:
        features.splice(at, 0, []);
    }
  }
  return features;
}
