/**
 * Rings of parcels out of the ground. Half-arc 2a runs along arc a, 2a + 1 against it; the land lies on the left. Where a
 * half-arc arrives, the ring goes on with the first border in clockwise order: that keeps the parcel on the left.
 */
import type { Polygons } from '../geo/index.ts';
import type { Ground } from './coverage-ground.ts';
import type { Islands } from './coverage-islands.ts';

/** What the rings are made of. */
export interface Pieces {
  readonly ground: Ground;
  readonly islands: Islands;
  /** Where the points of the islands begin in the points of the ground. */
  readonly firstIslandPoint: number;
  /** Feature of every cell, and of every island. */
  readonly featureOfCell: Int32Array;
  readonly featureOfIsland: Int32Array;
  readonly features: number;
}

/** Rings as they are found: where each begins, with the number of its points. An island is told as −1 − island. */
interface RingList {
  count: number;
  readonly feature: Int32Array;
  readonly source: Int32Array;
  readonly size: Uint32Array;
  readonly isHole: Uint8Array;
}

/**
 * Traces all rings. The shell of a feature comes first; every ring starts at its smallest point (x, then y), so that equal
 * parcels of two years are equal number for number. Throws a RangeError when a feature has not exactly one shell.
 */
export function traceRings(pieces: Pieces): Polygons {
  const rings = findRings(pieces);
  const { place, ...shape } = arrange(rings, pieces.features);
  const x = new Float64Array(shape.ringStart[rings.count]!);
  const y = new Float64Array(x.length);
  const points = new Uint32Array(rings.size.reduce((most, size) => Math.max(most, size), 0));
  for (let r = 0; r < rings.count; r++) {
    const source = rings.source[r]!;
    if (source < 0) islandPoints(pieces, -1 - source, rings.isHole[r]!, points);
    else walk(pieces, source, points);
    copyRing(pieces.ground, points, rings.size[r]!, x, y, shape.ringStart[place[r]!]!);
  }
  return { x, y, ...shape };
}

/** Where every ring goes: features in their order, the shell first, holes as they were found. */
function arrange(
  rings: RingList,
  features: number,
): Pick<Polygons, 'ringStart' | 'isHole' | 'featureStart'> & { readonly place: Uint32Array } {
  const featureStart = new Uint32Array(features + 1);
  const shells = new Uint8Array(features);
  for (let r = 0; r < rings.count; r++) {
    featureStart[rings.feature[r]! + 1]!++;
    if (rings.isHole[r] === 0) shells[rings.feature[r]!]!++;
  }
  for (let f = 0; f < features; f++) {
    if (shells[f] !== 1) throw new RangeError(`feature ${f} has ${shells[f]} shells`);
    featureStart[f + 1]! += featureStart[f]!;
  }
  const lastPlace = featureStart.slice(0, features);
  const place = new Uint32Array(rings.count);
  const ringStart = new Uint32Array(rings.count + 1);
  const isHole = new Uint8Array(rings.count);
  for (let r = 0; r < rings.count; r++) {
    const feature = rings.feature[r]!;
    place[r] = rings.isHole[r] === 0 ? featureStart[feature]! : ++lastPlace[feature]!;
    isHole[place[r]!] = rings.isHole[r]!;
    ringStart[place[r]! + 1] = rings.size[r]!;
  }
  for (let ring = 0; ring < rings.count; ring++) ringStart[ring + 1]! += ringStart[ring]!;
  return { place, ringStart, isHole, featureStart };
}

/** All rings: the borders of the parcels, then the holes and the shells of islands. */
function findRings(pieces: Pieces): RingList {
  const { ground, islands, featureOfCell, featureOfIsland } = pieces;
  const room = 2 * ground.arcs + 2 * islands.cell.length;
  const rings: RingList = {
    count: 0,
    feature: new Int32Array(room),
    source: new Int32Array(room),
    size: new Uint32Array(room),
    isHole: new Uint8Array(room),
  };
  const add = (feature: number, source: number, size: number, isHole: number): void => {
    rings.feature[rings.count] = feature;
    rings.source[rings.count] = source;
    rings.size[rings.count] = size;
    rings.isHole[rings.count] = isHole;
    rings.count++;
  };
  const seen = new Uint8Array(2 * ground.arcs);
  for (let half = 0; half < 2 * ground.arcs; half++) {
    const feature = featureLeftOf(pieces, half);
    if (seen[half] === 1 || feature < 0 || feature === featureLeftOf(pieces, half ^ 1)) continue;
    let [size, turns] = [0, 0];
    let at = half;
    do {
      seen[at] = 1;
      size += 1 + ground.pointStart[(at >> 1) + 1]! - ground.pointStart[at >> 1]!;
      const next = nextHalf(pieces, at);
      turns += turnBetween(ground, at, next);
      at = next;
    } while (at !== half);
    add(feature, half, size, turns > 0 ? 0 : 1);
  }
  for (let i = 0; i < islands.cell.length; i++) {
    const size = islands.pointStart[i + 1]! - islands.pointStart[i]!;
    add(featureOfCell[islands.cell[i]!]!, -1 - i, size, 1);
    add(featureOfIsland[i]!, -1 - i, size, 0);
  }
  return rings;
}

/** Feature on the left of a half-arc, −1 outside. */
function featureLeftOf({ ground, featureOfCell }: Pieces, half: number): number {
  const cell = (half & 1) === 0 ? ground.left[half >> 1]! : ground.right[half >> 1]!;
  return cell < 0 ? -1 : featureOfCell[cell]!;
}

/** The half-arc that follows on a ring. */
function nextHalf(pieces: Pieces, half: number): number {
  const { nodeArc, from, to } = pieces.ground;
  const node = (half & 1) === 0 ? to[half >> 1]! : from[half >> 1]!;
  const arrived = sideOfEnd(pieces.ground, half);
  for (let turn = 3; turn > 0; turn--) {
    const side = (arrived + turn) & 3;
    const arc = nodeArc[4 * node + side]!;
    if (arc < 0) continue;
    const next = 2 * arc + (side >> 1);
    if (featureLeftOf(pieces, next) !== featureLeftOf(pieces, next ^ 1)) return next;
  }
  throw new RangeError(`the border ends at node ${node}`);
}

/** Side of its last node on which a half-arc arrives; a piece of a line arrives from the west, or against it from the east. */
function sideOfEnd(ground: Ground, half: number): number {
  const isWall = half >> 1 >= ground.lineArcs;
  return (isWall ? 1 : 0) + ((half & 1) === 0 ? 2 : 0);
}

/** Quarter turns to the left between a half-arc and the next one: a shell makes four in all, a hole minus four. */
function turnBetween(ground: Ground, half: number, next: number): number {
  const heading = (sideOfEnd(ground, half) + 2) & 3;
  const onward = (sideOfEnd(ground, next) + 2) & 3;
  const turn = (onward - heading) & 3;
  return turn === 3 ? -1 : turn;
}

/** Writes the points of the ring of a half-arc. */
function walk(pieces: Pieces, first: number, out: Uint32Array): void {
  const { from, to, pointStart } = pieces.ground;
  let size = 0;
  let half = first;
  do {
    const arc = half >> 1;
    const [start, end] = [pointStart[arc]!, pointStart[arc + 1]!];
    if ((half & 1) === 0) {
      out[size++] = from[arc]!;
      for (let point = start; point < end; point++) out[size++] = point;
    } else {
      out[size++] = to[arc]!;
      for (let point = end - 1; point >= start; point--) out[size++] = point;
    }
    half = nextHalf(pieces, half);
  } while (half !== first);
}

/** Writes the points of an island, clockwise for a hole. */
function islandPoints(pieces: Pieces, island: number, isHole: number, out: Uint32Array): void {
  const { islands, firstIslandPoint } = pieces;
  const [start, end] = [islands.pointStart[island]!, islands.pointStart[island + 1]!];
  for (let k = 0; k < end - start; k++)
    out[k] = firstIslandPoint + (isHole === 1 ? end - 1 - k : start + k);
}

/** Copies a ring of points, beginning with its smallest. */
function copyRing(
  ground: Ground,
  points: Uint32Array,
  size: number,
  x: Float64Array,
  y: Float64Array,
  at: number,
): void {
  let smallest = 0;
  for (let k = 1; k < size; k++) {
    const [one, other] = [points[k]!, points[smallest]!];
    const dx = ground.x[one]! - ground.x[other]!;
    if (dx < 0 || (dx === 0 && ground.y[one]! < ground.y[other]!)) smallest = k;
  }
  for (let k = 0; k < size; k++) {
    const point = points[(smallest + k) % size]!;
    x[at + k] = ground.x[point]!;
    y[at + k] = ground.y[point]!;
  }
}
