/** Whether features come within a distance, against all pairs of their edges and against rectangles reckoned by hand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWithin, polygonsFromRings, singleParts } from './index.ts';

type Ring = readonly (readonly [number, number])[];
const rectangle = (x: number, y: number, width: number, height: number): Ring => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];
const one = (...rings: readonly Ring[]) => polygonsFromRings([rings]);

/** How far two rectangles lie apart. */
function apart(a: readonly number[], b: readonly number[]): number {
  const [dx, dy] = [0, 1].map((i) =>
    Math.max(0, b[i]! - a[i]! - a[i + 2]!, a[i]! - b[i]! - b[i + 2]!),
  );
  return Math.hypot(dx!, dy!);
}

const side = fc.integer({ min: 1, max: 30 });
const place = fc.integer({ min: 0, max: 60 });
const box = fc.tuple(place, place, side, side);

test('rectangles come within exactly the distance that lies between them', () => {
  fc.assert(
    fc.property(box, box, fc.integer({ min: 0, max: 40 }), (a, b, most) => {
      const [first, second] = [one(rectangle(...a)), one(rectangle(...b))];
      const expected = apart(a, b) <= most;
      expect(isWithin(first, 0, second, 0, most)).toBe(expected);
      expect(isWithin(second, 0, first, 0, most)).toBe(expected);
    }),
    { numRuns: 500, seed: 3 },
  );
});

test.each([
  ['an island in a hole is as far as the border of the hole', 9, false],
  ['and within it from there on', 10, true],
])('%s', (_, most, expected) => {
  const ring = one(rectangle(0, 0, 100, 100), [...rectangle(20, 20, 40, 40)].reverse());
  expect(isWithin(ring, 0, one(rectangle(30, 30, 20, 20)), 0, most)).toBe(expected);
});

test('a slanting edge is asked by its inside, not by its box or its ends', () => {
  const triangle = one([
    [0, 0],
    [100, 0],
    [0, 100],
  ]);
  const corner = one(rectangle(60, 60, 10, 10));
  // The corner (60, 60) is (60 + 60 − 100) / √2 = 14.14 away.
  expect(isWithin(triangle, 0, corner, 0, 14.1)).toBe(false);
  expect(isWithin(triangle, 0, corner, 0, 14.2)).toBe(true);
});

test('parts become features with their own holes', () => {
  const hole = [...rectangle(2, 2, 2, 2)].reverse();
  const two = polygonsFromRings([[rectangle(0, 0, 9, 9), hole], [rectangle(20, 0, 9, 9)]]);
  const joined = { ...two, featureStart: Uint32Array.of(0, 3) };
  expect([...singleParts(joined).featureStart]).toEqual([0, 2, 3]);
});
