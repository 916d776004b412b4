import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  apportion,
  areaFromSquareMetres,
  areaToSquareMetres,
  formatArea,
  formatSignedArea,
} from './index.ts';

test.each([
  [10_000.004_9, 1_000_000n],
  [10_000.005, 1_000_001n],
  [-0.005, -1n],
  [-0.004, 0n],
])('%d m² is %s hundredths: half away from zero', (squareMetres, area) => {
  expect(areaFromSquareMetres(squareMetres)).toBe(area);
});

test('an area that is not a number is refused', () => {
  expect(() => areaFromSquareMetres(Number.NaN)).toThrow(RangeError);
  expect(() => areaFromSquareMetres(Number.POSITIVE_INFINITY)).toThrow(RangeError);
});

test.each([
  [30_008_430_000n, 'ha', 2, '30,008.43'],
  [-370_000n, 'ha', 2, '−0.37'],
  [-49n, 'ha', 2, '0.00'],
  [66_667n, 'mu', 2, '1.00'],
  [1n, 'm2', 2, '0.01'],
  [123_456_789n, 'm2', 0, '1,234,568'],
  [5_000n, 'ha', 2, '0.01'],
  [4_999n, 'ha', 2, '0.00'],
] as const)('%s hundredths in %s with %d decimals read %s', (area, unit, decimals, text) => {
  expect(formatArea(area, unit, decimals)).toBe(text);
});

test('signs are always written on flows, except on nothing', () => {
  expect(formatSignedArea(1_000_000n, 'ha')).toBe('+1.00');
  expect(formatSignedArea(-1_000_000n, 'ha')).toBe('−1.00');
  expect(formatSignedArea(0n, 'ha')).toBe('0.00');
  expect(formatSignedArea(3n, 'ha')).toBe('0.00');
});

test('square metres and back keep every hundredth up to a nation', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (area) => {
      expect(areaFromSquareMetres(areaToSquareMetres(area))).toBe(area);
    }),
  );
});

test('largest remainder: shares add up exactly and stay within one unit of their exact value', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
      fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 40 }),
      (total, weights) => {
        const shares = apportion(total, weights);
        expect(shares.reduce((sum, share) => sum + share, 0n)).toBe(total);
        const sum = weights.reduce((a, b) => a + b, 0);
        if (sum <= 1e-300) return;
        shares.forEach((share, i) => {
          expect(Math.abs(Number(share) - (Number(total) * weights[i]!) / sum)).toBeLessThanOrEqual(
            1.001,
          );
        });
      },
    ),
  );
});

test('the larger remainder gets the odd hundredth, ties the earlier one', () => {
  expect(apportion(10n, [1, 1, 1])).toEqual([4n, 3n, 3n]);
  expect(apportion(10n, [1, 2, 4])).toEqual([1n, 3n, 6n]);
  expect(apportion(-10n, [1, 1, 1])).toEqual([-4n, -3n, -3n]);
  expect(apportion(5n, [0, 0])).toEqual([5n, 0n]);
  expect(apportion(5n, [])).toEqual([]);
});
