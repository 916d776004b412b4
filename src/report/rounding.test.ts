/** 调平: what is rounded adds up along both sides of a table, and no figure is made up. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closedCents, closedYears, roundTable, sum } from './rounding.ts';

const table = fc
  .record({ height: fc.integer({ min: 1, max: 7 }), width: fc.integer({ min: 1, max: 9 }) })
  .chain(({ height, width }) =>
    fc.array(
      fc.array(
        fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 60_000n }), fc.bigInt(0n, 10n ** 12n)),
        { minLength: width, maxLength: width },
      ),
      { minLength: height, maxLength: height },
    ),
  );
const columnsOf = (rows: readonly (readonly bigint[])[]): bigint[] =>
  rows[0]!.map((_, c) => sum(rows.map((row) => row[c]!)));

describe('a two-way table', () => {
  test('adds up to margins that were fixed before, whatever its cells are', () => {
    fc.assert(
      fc.property(table, (areas) => {
        const rows = closedCents(areas.map(sum));
        const columns = closedCents(columnsOf(areas));
        const cells = roundTable(areas, rows, columns);
        expect(cells.map(sum)).toEqual(rows);
        expect(columnsOf(cells)).toEqual(columns);
        expect(cells.flat().every((cell) => cell >= 0n)).toBe(true);
      }),
    );
  });

  test('rounds every cell up or down where land is everywhere, and leaves empty cells empty', () => {
    const areas = [
      [33_333n, 0n, 66_667n],
      [15_000n, 25_000n, 15_000n],
      [0n, 5_000n, 44_999n],
    ];
    const cells = roundTable(areas, closedCents(areas.map(sum)), closedCents(columnsOf(areas)));
    cells.forEach((row, r) =>
      row.forEach((cell, c) => {
        const exact = Number(areas[r]![c]!) / 10_000;
        expect([Math.floor(exact), Math.ceil(exact)]).toContain(Number(cell));
      }),
    );
  });

  test('reaches margins that no rounding of the cells alone reaches', () => {
    // Each line may round to 1 or 0, but both cells stand on the diagonal.
    const areas = [
      [15_000n, 20_000n],
      [20_000n, 15_000n],
    ];
    expect(roundTable(areas, [4n, 3n], [3n, 4n]).map(sum)).toEqual([4n, 3n]);
    const empty = [
      [5_000n, 0n],
      [0n, 5_000n],
    ];
    expect(roundTable(empty, [1n, 0n], [0n, 1n])).toEqual([
      [0n, 1n],
      [0n, 0n],
    ]);
    // Margins below the floors: units are given back.
    expect(roundTable([[20_000n, 30_000n]], [4n], [2n, 2n])).toEqual([[2n, 2n]]);
  });

  test('keeps what did not change where the margins allow it', () => {
    const areas = [
      [15_000n, 15_000n],
      [15_000n, 15_000n],
    ];
    const kept = [
      [1n, null],
      [null, null],
    ];
    expect(roundTable(areas, [3n, 3n], [3n, 3n], kept)).toEqual([
      [1n, 2n],
      [2n, 1n],
    ]);
    expect(() => roundTable(areas, [3n, 3n], [3n, 4n])).toThrow(RangeError);
  });
});

test('a line closes by largest remainder; each figure is its area rounded up or down', () => {
  expect(closedCents([14_999n, 14_999n])).toEqual([2n, 1n]);
  expect(closedCents([10_000n, 4_000n, 6_000n], 2n)).toEqual([1n, 0n, 1n]);
  fc.assert(
    fc.property(fc.array(fc.bigInt(0n, 10n ** 12n), { minLength: 1, maxLength: 30 }), (areas) => {
      const figures = closedCents(areas);
      expect(sum(figures)).toBe((sum(areas) + 5_000n) / 10_000n);
      figures.forEach((figure, i) => {
        const floor = areas[i]! / 10_000n;
        expect([floor, areas[i]! % 10_000n === 0n ? floor : floor + 1n]).toContain(figure);
      });
    }),
  );
});

test('of two years, what did not change keeps its figure', () => {
  const [was, is] = closedYears([14_999n, 14_999n, 50_000n], [14_999n, 14_999n, 70_000n]);
  expect([was, is]).toEqual([
    [2n, 1n, 5n],
    [2n, 1n, 7n],
  ]);
});
