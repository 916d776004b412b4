/** The crossings of a tile. */
import type { bool, f64, Floats, i32, Ints } from './numbers.ts';
import { meetFirstIn, times } from './numbers.ts';
import { addPair } from './pairs.ts';
import { cross, tieFirst, tieSecond } from './predicate.ts';
import { CELLS, EDGE, SIDE } from './records.ts';

/**
 * Lists the edges of both layers whose boxes meet, two words a pair. They may meet in several cells and tiles; a pair is listed
 * only in the cell at the larger of their first columns and the larger of their first rows. Answers with how many there are.
 * Begins with the entry at[1] of A in cell at[0], and leaves there what comes next: a cell beyond the last when all are
 * listed, else the place where `meeting` was full; it must have room for the entries of B in one cell.
 */
export function meetingEdges(
  edgesA: Floats,
  startsA: Ints,
  listA: Ints,
  edgesB: Floats,
  startsB: Ints,
  listB: Ints,
  perCell: f64,
  meeting: Ints,
  room: i32,
  at: Ints,
): i32 {
  let count = 0;
  let next = at[1]!;
  for (let cell = at[0]!; cell < CELLS * CELLS; cell++) {
    const fromB = startsB[cell]!;
    const toB = startsB[cell + 1]!;
    const toA = startsA[cell + 1]!;
    const column: f64 = cell & (CELLS - 1);
    const row: f64 = cell >> 5;
    for (let i = next < 0 ? startsA[cell]! : next; i < toA; i++) {
      const e = listA[i]!;
      if (count + toB - fromB > room) {
        at[0] = cell;
        at[1] = i;
        return count;
      }
      for (let j = fromB; j < toB; j++) {
        const f = listB[j]!;
        // Written first and counted if it holds: whether boxes meet is anybody's guess, and wrong guesses cost.
        meeting[count * 2] = e;
        meeting[count * 2 + 1] = f;
        count += meetFirstIn(edgesA, e * EDGE, edgesB, f * EDGE, perCell, column, row);
      }
    }
    next = -1;
  }
  at[0] = CELLS * CELLS;
  return count;
}

/**
 * Finds which of the listed edges cross: adds their terms to the pairs, and what each crossing changes along both edges.
 * Answers false when the table of pairs is too small.
 */
export function crossEdges(
  meeting: Ints,
  count: i32,
  edgesA: Floats,
  sidesA: Ints,
  edgesB: Floats,
  sidesB: Ints,
  keys: Ints,
  sums: Floats,
  mask: i32,
  used: Ints,
): bool {
  // Two borders that cross once mostly cross again: terms of the same four faces are added up first.
  let leftE = 0;
  let rightE = 0;
  let leftF = 0;
  let rightF = 0;
  let sum: f64 = 0;
  let magnitude: f64 = 0;
  for (let k = 0; k < count; k++) {
    const e = meeting[k * 2]! * EDGE;
    const f = meeting[k * 2 + 1]! * EDGE;
    const px = edgesA[e]!;
    const py = edgesA[e + 1]!;
    const qx = edgesA[e + 2]!;
    const qy = edgesA[e + 3]!;
    const rx = edgesB[f]!;
    const ry = edgesB[f + 1]!;
    const sx = edgesB[f + 2]!;
    const sy = edgesB[f + 3]!;
    const fx = sx - rx;
    const fy = sy - ry;
    const p = cross(fx, fy, px - rx, py - ry);
    const q = cross(fx, fy, qx - rx, qy - ry);
    const pLeft = (p === 0 ? tieSecond(fx, fy) : p) > 0;
    if ((q === 0 ? tieSecond(fx, fy) : q) > 0 === pLeft) continue;
    const ex = qx - px;
    const ey = qy - py;
    const r = cross(ex, ey, rx - px, ry - py);
    const s = cross(ex, ey, sx - px, sy - py);
    const rLeft = (r === 0 ? tieFirst(ex, ey) : r) > 0;
    if ((s === 0 ? tieFirst(ex, ey) : s) > 0 === rLeft) continue;
    const t = p / (p - q);
    const u = r / (r - s);
    const value = u * edgesB[f + 4]! - t * edgesA[e + 4]!;
    // e enters the face left of f when it comes from the right.
    const sign = pLeft ? -1 : 1;
    const term = pLeft ? -value : value;
    const size = u * edgesB[f + 5]! + t * edgesA[e + 5]!;
    const sideE = meeting[k * 2]! * SIDE;
    const sideF = meeting[k * 2 + 1]! * SIDE;
    const nowLeftE = sidesA[sideE]!;
    const nowRightE = sidesA[sideE + 1]!;
    const nowLeftF = sidesB[sideF]!;
    const nowRightF = sidesB[sideF + 1]!;
    if (nowLeftE !== leftE || nowRightE !== rightE || nowLeftF !== leftF || nowRightF !== rightF) {
      if (!addFour(keys, sums, mask, used, leftE, rightE, leftF, rightF, sum, magnitude))
        return false;
      leftE = nowLeftE;
      rightE = nowRightE;
      leftF = nowLeftF;
      rightF = nowRightF;
      sum = 0;
      magnitude = 0;
    }
    sum += term;
    magnitude += size;
    sidesA[sideE + 4] = sidesA[sideE + 4]! + times(sign, sidesB[sideF + 2]!);
    sidesA[sideE + 5] = sidesA[sideE + 5]! + times(sign, sidesB[sideF + 3]!);
    // Seen from f, e crosses the other way.
    sidesB[sideF + 4] = sidesB[sideF + 4]! - times(sign, sidesA[sideE + 2]!);
    sidesB[sideF + 5] = sidesB[sideF + 5]! - times(sign, sidesA[sideE + 3]!);
  }
  return addFour(keys, sums, mask, used, leftE, rightE, leftF, rightF, sum, magnitude);
}

/** Adds the terms of crossings to the four pairs of the faces on both sides; a face 0 is none. */
function addFour(
  keys: Ints,
  sums: Floats,
  mask: i32,
  used: Ints,
  leftE: i32,
  rightE: i32,
  leftF: i32,
  rightF: i32,
  term: f64,
  size: f64,
): bool {
  if (leftE !== 0) {
    if (leftF !== 0 && !addPair(keys, sums, mask, used, leftE, leftF, term, size)) return false;
    if (rightF !== 0 && !addPair(keys, sums, mask, used, leftE, rightF, -term, size)) return false;
  }
  if (rightE !== 0) {
    if (leftF !== 0 && !addPair(keys, sums, mask, used, rightE, leftF, -term, size)) return false;
    if (rightF !== 0 && !addPair(keys, sums, mask, used, rightE, rightF, term, size)) return false;
  }
  return true;
}
