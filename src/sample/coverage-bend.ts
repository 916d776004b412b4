/**
 * From the plan to the ground as it is surveyed: the square is bent smoothly, so that nothing inside runs along an axis,
 * points are set on the grid of 10 µm, and for a year in which every edge differs each point is moved by a little.
 */
import { GRID_UNIT } from '../geo/index.ts';
import type { Ground } from './coverage-ground.ts';
import { hashed } from './random.ts';

/** Grid units per metre. */
const PER_METRE = Math.round(1 / GRID_UNIT);
/** Largest slope of the bend. */
const SLOPE = 0.2;
/** The bend has waves of about this length, metres. */
const WAVE = 5000;

const MOVED = 501;

/** Largest way of a moved point along either axis, metres. */
const LARGEST_MOVE = 0.5;

/** Half the side of the square in grid units: the square lies about the origin. */
export function halfSide(side: number): number {
  return Math.round((side * PER_METRE) / 2);
}

/**
 * Bends all points in place, from metres to whole grid units. The sides of the square stay straight and where they are,
 * so every seed has the same outline; each of both shifts has a gradient of at most 0.2.
 */
export function bend(side: number, x: Float64Array, y: Float64Array): void {
  const half = halfSide(side);
  const halfWaves = Math.max(1, Math.round((2 * side) / WAVE));
  const wave = (Math.PI * halfWaves) / side;
  const shift = SLOPE / wave;
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [x[i]!, y[i]!];
    const [sinX, sinY] = [Math.sin(wave * px), Math.sin(wave * py)];
    x[i] = Math.round((px + shift * sinX * Math.sin(wave * py + 0.7)) * PER_METRE) - half;
    y[i] = Math.round((py + shift * sinY * Math.sin(wave * px + 2.1)) * PER_METRE) - half;
  }
}

/**
 * Moves every point that is not on the outline by up to half a metre along either axis. Where an arc leaves a node close
 * to another one the points move less, so that no edge is ever crossed: two points and an edge that come nearer than their
 * distance would have to share it.
 */
export function shake(side: number, seed: number, ground: Ground): void {
  const { x, y } = ground;
  const half = halfSide(side);
  const share = sharesOfMove(ground);
  const largest = 2 * LARGEST_MOVE * PER_METRE;
  for (let i = 0; i < x.length; i++) {
    if (Math.abs(x[i]!) === half || Math.abs(y[i]!) === half) continue;
    const reach = (largest * share[i]!) / FULL;
    x[i]! += Math.round(reach * (hashed(seed, MOVED, i, 0) - 0.5));
    y[i]! += Math.round(reach * (hashed(seed, MOVED, i, 1) - 0.5));
  }
}

const FULL = 255;

/**
 * How much of its move every point may make, in 1/255. A point and an edge at a distance d stay apart when nothing moves
 * by d/2. Points of different arcs are near each other only where the arcs meet: the first two edges of all arcs of every
 * node are looked at.
 */
function sharesOfMove(ground: Ground): Uint8Array {
  const { nodes, x, y } = ground;
  const share = new Uint8Array(x.length).fill(FULL);
  const longest = Math.SQRT2 * LARGEST_MOVE * PER_METRE;
  const limit = (point: number, a: number, b: number): void => {
    const most = (0.49 * distanceToEdge(x, y, point, a, b)) / longest;
    if (most >= 1) return;
    const least = Math.floor(FULL * most);
    for (const i of [point, a, b]) share[i] = Math.min(share[i]!, least);
  };
  const points = new Int32Array(8);
  for (let node = 0; node < nodes; node++) {
    for (let k = 0; k < 4; k++) firstPoints(ground, node, k, points);
    for (let p = 0; p < 8; p++) {
      if (points[p]! < 0) continue;
      for (let side = 0; side < 4; side++) {
        const [one, two] = [points[2 * side]!, points[2 * side + 1]!];
        if (side === p >> 1 || one < 0) continue;
        limit(points[p]!, node, one);
        if (two >= 0) limit(points[p]!, one, two);
      }
    }
  }
  return share;
}

/** Puts the first two points of the arc on side k of a node into `out`, −1 where there are none. */
function firstPoints(ground: Ground, node: number, k: number, out: Int32Array): void {
  const { nodeArc, from, to, pointStart } = ground;
  const arc = nodeArc[4 * node + k]!;
  out[2 * k] = -1;
  out[2 * k + 1] = -1;
  if (arc < 0) return;
  const [start, end] = [pointStart[arc]!, pointStart[arc + 1]!];
  const isForward = from[arc] === node;
  const last = isForward ? to[arc]! : from[arc]!;
  for (let step = 0; step < Math.min(2, end - start + 1); step++)
    out[2 * k + step] = step === end - start ? last : isForward ? start + step : end - 1 - step;
}

/** Distance of a point from an edge, grid units. */
function distanceToEdge(
  x: Float64Array,
  y: Float64Array,
  point: number,
  a: number,
  b: number,
): number {
  const [dx, dy] = [x[b]! - x[a]!, y[b]! - y[a]!];
  const [px, py] = [x[point]! - x[a]!, y[point]! - y[a]!];
  const t = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy)));
  return Math.hypot(px - t * dx, py - t * dy);
}
