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
