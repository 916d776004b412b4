/** The exact area of a coverage: whole numbers to the last digit, so that a lost square unit is seen. */
import type { Polygons } from '../geo/index.ts';

/** Below this a double holds every whole number. */
const EXACT = 2 ** 53;

/**
 * Twice the area of all features in square units. Products are taken from the first vertex of each ring and are added as
 * doubles while the sum is exact; a product that could be rounded is taken with big integers.
 */
export function twiceAreaOf(polygons: Polygons): bigint {
  const { x, y, ringStart } = polygons;
  let total = 0n;
  let sum = 0;
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    const [ox, oy] = [x[start]!, y[start]!];
    for (let i = start + 1; i + 1 < end; i++) {
      const [px, py] = [x[i]! - ox, y[i]! - oy];
      const [dx, dy] = [x[i + 1]! - x[i]!, y[i + 1]! - y[i]!];
      const [first, second] = [px * dy, py * dx];
      if (Math.abs(first) < EXACT / 4 && Math.abs(second) < EXACT / 4) {
        sum += first - second;
        if (Math.abs(sum) < EXACT / 2) continue;
        total += BigInt(sum);
        sum = 0;
      } else total += BigInt(px) * BigInt(dy) - BigInt(py) * BigInt(dx);
    }
  }
  return total + BigInt(sum);
}
