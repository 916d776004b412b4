/** The predicate that the overlay rests on, against big integers: where areas are right to a sliver, a wrong side hides. */
import { expect, test } from 'vitest';
import { cross } from './kernel/predicate.ts';
import { Random } from './testdata/random-coverage.ts';

/** Differences of coordinates that lie up to 2⁴² from the origin. */
const WIDEST = 2 ** 43;

test('the cross product has its exact sign, and 0 only when it is 0, also of vectors that are nearly parallel', () => {
  const random = new Random(11);
  let undecided = 0;
  for (let k = 0; k < 20_000; k++) {
    const size = 2 ** random.whole(4, 41);
    const [dx, dy] = [random.whole(-size, size), random.whole(-size, size)];
    const times = random.whole(1, Math.floor(WIDEST / (size + 1)) > 3 ? 3 : 1);
    const [wx, wy] = [times * dx + random.whole(-1, 1), times * dy + random.whole(-1, 1)];
    const exact = BigInt(dx) * BigInt(wy) - BigInt(dy) * BigInt(wx);
    const found = cross(dx, dy, wx, wy);
    if (exact === 0n) expect(found).toBe(0);
    else expect(Math.abs(found / Number(exact) - 1)).toBeLessThan(2 ** -50);
    if (dx * wy - dy * wx !== Number(exact)) undecided++;
  }
  // Plain doubles would not do.
  expect(undecided).toBeGreaterThan(1000);
});
