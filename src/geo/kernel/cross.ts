/** The crossings of a tile. */
import type { bool, f64, Floats, i32, Ints } from './numbers.ts';
import { boxesMeet, times } from './numbers.ts';
import { addPair } from './pairs.ts';
import { cross, tieFirst, tieSecond } from './predicate.ts';
import { CELLS, EDGE, SIDE } from './records.ts';

/**
 * All crossings of a tile: their terms for the pairs, and what they change along both edges. A pair of edges may meet in
 * several cells and tiles; it is looked at only in the cell at the larger of their first columns and the larger of their
 * first rows. `shiftX`, `shiftY` is the tile's corner seen from the point about which moments are taken. Answers false
 * when the table of pairs is too small.
 */
export function crossCells(
  edgesA: Floats,
  sidesA: Ints,
  startsA: Ints,
  listA: Ints,
  edgesB: Floats,
  sidesB: Ints,
  startsB: Ints,
  listB: Ints,
  perCell: f64,
  shiftX: f64,
  shiftY: f64,
  keys: Ints,
  sums: Floats,
  mask: i32,
  used: Ints,
): bool {
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    const fromB = startsB[cell]!;
    const toB = startsB[cell + 1]!;
    if (fromB === toB) continue;
    const toA = startsA[cell + 1]!;
    const column: f64 = cell & (CELLS - 1);
    const row: f64 = cell >> 5;
    for (let i = startsA[cell]!; i < toA; i++) {
      const e = listA[i]! * EDGE;
      const px = edgesA[e]!;
      const py = edgesA[e + 1]!;
      const qx = edgesA[e + 2]!;
      const qy = edgesA[e + 3]!;
      const low = py < qy ? py : qy;
      const ex = qx - px;
      const ey = qy - py;
      for (let j = fromB; j < toB; j++) {
        const f = listB[j]! * EDGE;
        if (!boxesMeet(edgesA, e, edgesB, f)) continue;
        const rx = edgesB[f]!;
        const ry = edgesB[f + 1]!;
        const sx = edgesB[f + 2]!;
        const sy = edgesB[f + 3]!;
        const bottom = ry < sy ? ry : sy;
        if (Math.floor((rx > px ? rx : px) * perCell) !== column) continue;
        if (Math.floor((bottom > low ? bottom : low) * perCell) !== row) continue;
        const fx = sx - rx;
        const fy = sy - ry;
        const p = cross(fx, fy, px - rx, py - ry);
        const q = cross(fx, fy, qx - rx, qy - ry);
        const pLeft = (p === 0 ? tieSecond(fx, fy) : p) > 0;
        if ((q === 0 ? tieSecond(fx, fy) : q) > 0 === pLeft) continue;
        const r = cross(ex, ey, rx - px, ry - py);
        const s = cross(ex, ey, sx - px, sy - py);
        const rLeft = (r === 0 ? tieFirst(ex, ey) : r) > 0;
        if ((s === 0 ? tieFirst(ex, ey) : s) > 0 === rLeft) continue;
        const t = (p / (p - q)) * 0.5;
        const u = (r / (r - s)) * 0.5;
        const acrossE = (px + shiftX) * ey;
        const alongE = (py + shiftY) * ex;
        const acrossF = (rx + shiftX) * fy;
        const alongF = (ry + shiftY) * fx;
        const value = u * (acrossF - alongF) - t * (acrossE - alongE);
        // e enters the face left of f when it comes from the right.
        const sign = pLeft ? -1 : 1;
        const term = pLeft ? -value : value;
        const size =
          u * (Math.abs(acrossF) + Math.abs(alongF)) + t * (Math.abs(acrossE) + Math.abs(alongE));
        const sideE = listA[i]! * SIDE;
        const sideF = listB[j]! * SIDE;
        const leftE = sidesA[sideE]!;
        const rightE = sidesA[sideE + 1]!;
        const leftF = sidesB[sideF]!;
        const rightF = sidesB[sideF + 1]!;
        let fits = true;
        if (leftE !== 0) {
          if (leftF !== 0) fits = addPair(keys, sums, mask, used, leftE, leftF, term, size);
          if (rightF !== 0 && fits)
            fits = addPair(keys, sums, mask, used, leftE, rightF, -term, size);
        }
        if (rightE !== 0 && fits) {
          if (leftF !== 0) fits = addPair(keys, sums, mask, used, rightE, leftF, -term, size);
          if (rightF !== 0 && fits)
            fits = addPair(keys, sums, mask, used, rightE, rightF, term, size);
        }
        if (!fits) return false;
        sidesA[sideE + 4] = sidesA[sideE + 4]! + times(sign, sidesB[sideF + 2]!);
        sidesA[sideE + 5] = sidesA[sideE + 5]! + times(sign, sidesB[sideF + 3]!);
        // Seen from f, e crosses the other way.
        sidesB[sideF + 4] = sidesB[sideF + 4]! - times(sign, sidesA[sideE + 2]!);
        sidesB[sideF + 5] = sidesB[sideF + 5]! - times(sign, sidesA[sideE + 3]!);
      }
    }
  }
  return true;
}
