/**
 * The few types and operations on numbers that the overlay's kernel needs beyond plain TypeScript. The kernel is one source
 * for two machines: Node runs it as it stands, and the build compiles the same text to WebAssembly, where this file is
 * replaced by one with the same names (bin/kernel.js). So both give the same bits.
 */

/** 32-bit whole number. */
export type i32 = number;
/** IEEE double. */
export type f64 = number;
/** Truth. */
export type bool = boolean;
/** Doubles in memory. */
export type Floats = Float64Array;
/** 32-bit whole numbers in memory. */
export type Ints = Int32Array;

/** A double with a whole value within ±2³¹ as a whole number. */
export function int(value: f64): i32 {
  return value | 0;
}

/** A double with a whole value within ±2⁶², modulo 2³². */
export function wrap(value: f64): i32 {
  return value | 0;
}

/** Product modulo 2³². */
export function times(a: i32, b: i32): i32 {
  return Math.imul(a, b);
}

/**
 * 1 if the boxes of two edges have a point in common and the larger of their first columns and of their first rows is this
 * cell, else 0. An edge is four doubles from `e` on: x1, y1, x2, y2, with x1 ≤ x2. WebAssembly compares two at once.
 */
export function meetFirstIn(
  edges: Floats,
  e: i32,
  others: Floats,
  f: i32,
  perCell: f64,
  column: f64,
  row: f64,
): i32 {
  const west = others[f]!;
  if (west > edges[e + 2]! || others[f + 2]! < edges[e]!) return 0;
  const low = Math.min(edges[e + 1]!, edges[e + 3]!);
  const bottom = Math.min(others[f + 1]!, others[f + 3]!);
  if (bottom > Math.max(edges[e + 1]!, edges[e + 3]!)) return 0;
  if (low > Math.max(others[f + 1]!, others[f + 3]!)) return 0;
  if (Math.floor(Math.max(west, edges[e]!) * perCell) !== column) return 0;
  return Math.floor(Math.max(low, bottom) * perCell) === row ? 1 : 0;
}
