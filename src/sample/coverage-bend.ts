/**
 * From the plan to the ground as it is surveyed: the square is bent smoothly, so that nothing inside runs along an axis,
 * points are set on the grid of 10 µm, and for a year in which every edge differs each point is moved by a little.
 */
import { GRID_UNIT } from '../geo/index.ts';
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
function halfSide(side: number): number {
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
 * Moves every point that is not on the outline by up to half a metre along either axis. No edge is crossed by that: a point
 * and an edge that it does not end lie at least 1.5 m apart, and both together come nearer by √2 · 0.5 m + √2 · 0.5 m at
 * most. Takes points in whole grid units and leaves them so.
 */
export function shake(side: number, seed: number, x: Float64Array, y: Float64Array): void {
  const half = halfSide(side);
  const range = 2 * LARGEST_MOVE * PER_METRE;
  for (let i = 0; i < x.length; i++) {
    if (Math.abs(x[i]!) === half || Math.abs(y[i]!) === half) continue;
    x[i]! += Math.round(range * (hashed(seed, MOVED, i, 0) - 0.5));
    y[i]! += Math.round(range * (hashed(seed, MOVED, i, 1) - 0.5));
  }
}
