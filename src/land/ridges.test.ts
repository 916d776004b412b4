import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ridgeCells } from './ridges.ts';

const shown = (a: string, b: string, D: number, TK: number, KC: number): string =>
  ridgeCells(a, b, D, TK, KC)
    .map((cell) => `${cell.from}→${cell.to} ${cell.area}`)
    .join(', ');

// The six cases of practice; D is the net area before, TK the ridges before, KC those after.
test.each([
  [100, 0, 0, '0103→0601 100'],
  [100, 10, 0, '0103→0601 100, 1203→0601 10'],
  [100, 0, 10, '0103→0601 90, 0103→1203 10'],
  [100, 10, 4, '0103→0601 100, 1203→1203 4, 1203→0601 6'],
  [100, 4, 10, '0103→0601 94, 0103→1203 6, 1203→1203 4'],
  [100, 10, 10, '0103→0601 100, 1203→1203 10'],
])('D %d, TK %d, KC %d', (D, TK, KC, cells) => {
  expect(shown('0103', '0601', D, TK, KC)).toBe(cells);
});

test('whatever the areas, the cells add up to the gross area of the piece', () => {
  const area = fc.integer({ min: 0, max: 10_000_000 });
  fc.assert(
    fc.property(area, area, area, (D, TK, KC) => {
      fc.pre(KC <= D + TK);
      const cells = ridgeCells('0101', '0103', D, TK, KC);
      expect(cells.reduce((sum, cell) => sum + cell.area, 0)).toBe(D + TK);
    }),
  );
});

test('between cultivated classes the change of ridges is marked', () => {
  expect(ridgeCells('0103', '0103', 90, 10, 6).filter((cell) => cell.byRidge)).toEqual([
    { from: '1203', to: '0103', area: 4, byRidge: true },
  ]);
  expect(ridgeCells('0103', '0601', 90, 10, 6).some((cell) => cell.byRidge)).toBe(false);
});
