/**
 * 2,000 random overlays against the reference and GEOS, and every case that was ever wrong. `npm run fuzz` tries more of
 * them: npm run fuzz -- --cases 100000 --seed 1
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { polygonsAsDrawn } from '../../src/geo/testdata/drawn-features.ts';
import { randomCase } from '../../src/geo/testdata/random-coverage.ts';
import { type CounterExample, faultsOf, tryCases } from './fuzz.ts';

const CASES = new URL('cases/', import.meta.url);

test('2,000 random pairs of layers have the areas of the reference and of GEOS', async () => {
  const wrong: CounterExample[] = [];
  await tryCases(0, 2000, (_, found) => found && wrong.push(found));
  expect(wrong).toEqual([]);
});

test('among them are holes, parts, faults, empty features and far places', () => {
  const cases = Array.from({ length: 2000 }, (_, seed) => randomCase(seed));
  const features = cases.flatMap((one) => [...one.a, ...one.b]);
  const holes = cases.map((one) => polygonsAsDrawn(one.a)).filter((a) => a.isHole.includes(1));
  expect(cases.filter((one) => !one.isClean).length).toBeGreaterThan(300);
  expect(holes.length).toBeGreaterThan(50);
  expect(features.filter((rings) => rings.length > 1).length).toBeGreaterThan(1000);
  expect(features.filter((rings) => rings.length === 0).length).toBeGreaterThan(10);
  expect(
    features.filter((rings) => Math.abs(rings[0]?.[0]?.[0] ?? 0) > 2 ** 40).length,
  ).toBeGreaterThan(100);
});

const kept = existsSync(CASES) ? readdirSync(CASES) : [];

test.each(kept.filter((name) => name.endsWith('.json')))(
  '%s, which was wrong once, is right',
  async (name) => {
    const found = JSON.parse(readFileSync(new URL(name, CASES), 'utf8')) as CounterExample;
    expect(await faultsOf(found)).toEqual([]);
  },
);
