/**
 * The one predicate that the overlay rests on, exact. Coordinates are whole numbers (units of the plane's grid) or halves.
 * The second layer is thought of as shifted by (ε, ε²), ε → 0: then no three points are in line and no two coincide, and
 * areas, being continuous, are those of the unshifted layers (H. Edelsbrunner, E. P. Mücke, Simulation of Simplicity, ACM
 * TOG 9 (1990)). Compiled twice, like the rest of this folder.
 */
import type { f64 } from './numbers.ts';

/** Below this, every product and difference of halves of whole numbers is exact in doubles: 2⁵¹. */
const EXACT: f64 = 2251799813685248;

/**
 * d × w with its exact sign, 0 only when it is 0, and rounded by two units in the last place at most. For whole numbers and
 * halves up to 2⁵¹, which is how far apart coordinates within ±2⁵⁰ are.
 */
export function cross(dx: f64, dy: f64, wx: f64, wy: f64): f64 {
  const left = dx * wy;
  const right = dy * wx;
  return Math.abs(left) + Math.abs(right) < EXACT ? left - right : exactly(dx, dy, wx, wy);
}

/** Products near each other subtract without error, and what their roundings lost is known exactly. */
function exactly(dx: f64, dy: f64, wx: f64, wy: f64): f64 {
  const left = dx * wy;
  const right = dy * wx;
  return left - right + (lost(dx, wy, left) - lost(dy, wx, right));
}

/** a·b − product, where product is a·b rounded: T. J. Dekker, A floating-point technique (1971). */
function lost(a: f64, b: f64, product: f64): f64 {
  const wideA = a * 134217729;
  const highA = wideA - (wideA - a);
  const lowA = a - highA;
  const wideB = b * 134217729;
  const highB = wideB - (wideB - b);
  const lowB = b - highB;
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

/** On which side of the edge with direction d of layer A a point of layer B lies, where the cross product is 0. */
export function tieFirst(dx: f64, dy: f64): f64 {
  return dy === 0 ? dx : -dy;
}

/** On which side of the edge with direction d of layer B a point of layer A lies, where the cross product is 0. */
export function tieSecond(dx: f64, dy: f64): f64 {
  return dy === 0 ? -dx : dy;
}
