/** Sizes of the records in the kernel's memory (see index.ts), and the check word of a face. */
import type { i32 } from './numbers.ts';
import { times } from './numbers.ts';

export const RUN: i32 = 4;
export const EDGE: i32 = 6;
export const SIDE: i32 = 8;
/** Cells along one side of a tile: 2⁵. */
export const CELLS: i32 = 32;

/**
 * Check word of a face; of no face (0) it is 0. It must not commute with sums: a square keeps two faces apart from a third,
 * also a face from its double, and the scramble does so for all other sums but for one chance in 2³².
 */
export function checkWord(face: i32): i32 {
  if (face === 0) return 0;
  let h = (times(face, face - 1640531535) + 374761393) | 0;
  h = times(h ^ (h >>> 15), -2048144777);
  h = times(h ^ (h >>> 13), -1028477379);
  return h ^ (h >>> 16);
}
