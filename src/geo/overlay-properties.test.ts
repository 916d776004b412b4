/** What holds of every overlay, needs no reference, and is tried on random coverages: nothing but the ground matters. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Feature,
  movedBy,
  type Point,
  polygonsAsDrawn,
  type Ring,
} from './testdata/drawn-features.ts';
import { overlay, planarAreas, parseCrs } from './index.ts';
import { pairsByName } from './testdata/overlay-faults.ts';
import { Random, randomCase } from './testdata/random-coverage.ts';

/** Pairs of clean layers on a lattice of small numbers: areas are told to 1e-9. */
const cases = fc
  .integer({ min: 0, max: 2 ** 30 })
  .map((seed) => randomCase(seed, 4))
  .filter((one) => one.isClean && one.a.length > 0 && one.b.length > 0)
  .map(({ a, b }) => {
    const [x, y] = a[0]![0]![0]!;
    return { a: movedBy(a, -x, -y), b: movedBy(b, -x, -y) };
  });

const seeds = fc.integer({ min: 0, max: 2 ** 30 });
const runs = { numRuns: 400, seed: 20_260_101 };

function areas(a: readonly Feature[], b: readonly Feature[]): Map<string, number> {
  return pairsByName(overlay(polygonsAsDrawn(a), polygonsAsDrawn(b)));
}

/** The same pairs with the same areas; `rename` says what a pair of the first is called in the second. */
function expectSame(
  one: ReadonlyMap<string, number>,
  other: ReadonlyMap<string, number>,
  rename: (a: number, b: number) => string = (a, b) => `${a},${b}`,
): void {
  expect(other.size).toBe(one.size);
  for (const [pair, area] of one) {
    const [a, b] = pair.split(',').map(Number) as [number, number];
    expect(Math.abs((other.get(rename(a, b)) ?? Number.NaN) - area)).toBeLessThan(
      1e-9 * (1 + area),
    );
  }
}

/** Every ring of every feature changed. */
function redrawn(features: readonly Feature[], change: (ring: Ring) => Ring): Feature[] {
  return features.map((rings) => rings.map(change));
}

test('the layers changed over give the pairs changed over', () => {
  fc.assert(
    fc.property(cases, ({ a, b }) => expectSame(areas(a, b), areas(b, a), (i, j) => `${j},${i}`)),
    runs,
  );
});

test('rows add up to the features of A, columns to those of B', () => {
  const crs = parseCrs('EPSG:4548');
  fc.assert(
    fc.property(cases, ({ a, b }) => {
      const found = overlay(polygonsAsDrawn(a), polygonsAsDrawn(b));
      for (const [layer, names] of [
        [a, found.a],
        [b, found.b],
      ] as const) {
        const sums = new Float64Array(layer.length);
        names.forEach((name, i) => name >= 0 && (sums[name]! += found.area[i]!));
        planarAreas(polygonsAsDrawn(layer), crs).forEach((area, i) =>
          expect(Math.abs(sums[i]! - area)).toBeLessThan(1e-9 * (1 + area)),
        );
      }
    }),
    runs,
  );
});

test('a layer laid over itself gives every feature its own area, and nothing else', () => {
  const crs = parseCrs('EPSG:4548');
  fc.assert(
    fc.property(cases, ({ a }) => {
      const own = planarAreas(polygonsAsDrawn(a), crs);
      expectSame(new Map(Array.from(own, (area, i) => [`${i},${i}`, area])), areas(a, a));
    }),
    runs,
  );
});

test('neither the order of features nor of rings, nor where a ring begins, matters', () => {
  fc.assert(
    fc.property(cases, seeds, ({ a, b }, seed) => {
      const random = new Random(seed);
      const order = shuffled(random, [...a.keys()]);
      const begun = (ring: Ring): Ring => {
        const start = random.whole(0, ring.length - 1);
        return [...ring.slice(start), ...ring.slice(0, start)];
      };
      const other = redrawn(
        order.map((i) => shuffled(random, a[i]!)),
        begun,
      );
      expectSame(
        areas(a, b),
        areas(other, redrawn(b, begun)),
        (i, j) => `${order.indexOf(i)},${j}`,
      );
    }),
    runs,
  );
});

function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const rest = [...list];
  return list.map(() => rest.splice(random.whole(0, rest.length - 1), 1)[0]!);
}

test('a point more on an edge changes nothing', () => {
  // Everything three times as large: a third of every edge then ends at a whole number.
  const larger = (features: readonly Feature[]): Feature[] =>
    redrawn(features, (ring) => ring.map(([x, y]): Point => [3 * x, 3 * y]));
  fc.assert(
    fc.property(cases, seeds, ({ a, b }, seed) => {
      const random = new Random(seed);
      const split = (ring: Ring): Ring =>
        ring.flatMap((p, i) => {
          const q = ring[(i + 1) % ring.length]!;
          const part = random.whole(0, 2);
          const on: Point = [p[0] + ((q[0] - p[0]) * part) / 3, p[1] + ((q[1] - p[1]) * part) / 3];
          return part === 0 ? [p] : [p, on];
        });
      const [one, other] = [larger(a), larger(b)];
      expectSame(areas(one, other), areas(redrawn(one, split), redrawn(other, split)));
    }),
    runs,
  );
});

test('the place does not matter', () => {
  const place = fc.integer({ min: -(2 ** 41), max: 2 ** 41 });
  fc.assert(
    fc.property(cases, place, place, ({ a, b }, dx, dy) =>
      expectSame(areas(a, b), areas(movedBy(a, dx, dy), movedBy(b, dx, dy))),
    ),
    runs,
  );
});

test('two features made one have both their rows added', () => {
  fc.assert(
    fc.property(cases, ({ a, b }) => {
      const [first = [], second = [], ...rest] = a;
      const apart = areas(a, b);
      const expected = new Map<string, number>();
      for (const [pair, area] of apart) {
        const [i, j] = pair.split(',').map(Number) as [number, number];
        const name = `${i > 0 ? i - 1 : i},${j}`;
        expected.set(name, (expected.get(name) ?? 0) + area);
      }
      expectSame(expected, areas(a.length > 1 ? [[...first, ...second], ...rest] : a, b));
    }),
    runs,
  );
});
