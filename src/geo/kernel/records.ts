/** Sizes of the records in the kernel's memory (see index.ts), and the check word of a face. */
import type { i32 } from './numbers.ts';
import { times } from './numbers.ts';

export const RUN: i32 = 4;
export const EDGE: i32 = 4;
export const SIDE: i32 = 8;
/** Cells along one side of a tile: 2⁵. */
export const CELLS: i32 = 32;

/** Check word of a face: a one-to-one scramble of its number; of no face (0) it is 0. */
export function checkWord(face: i32): i32 {
  let h = times(face, -1640531535);
  h = times(h ^ (h >>> 15), -2048144777);
  return h ^ (h >>> 13);
}
