/** Topology of a coverage: every fault is found with its features and ground, and a clean coverage has none. */
import { expect, test } from 'vitest';
import { parseCrs } from '../crs.ts';
import { polygonsFromRings } from '../rings.ts';
import { type CoverageContext, coverageFaults } from './coverage.ts';

const CRS = parseCrs('EPSG:4527');
const [X, Y] = [39_480_000, 3_900_000];
type Points = readonly (readonly [number, number])[];

const box = (x: number, y: number, width: number, height: number): Points => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];
const layer = (...features: (readonly Points[])[]) =>
  polygonsFromRings(
    features.map((rings) => rings.map((ring) => ring.map(([x, y]) => [X + x, Y + y] as const))),
  );
const LIMITS = { tolerance: 0.01, junctionTolerance: 0.001 };

/** Kind, features and whole square metres of every fault. */
function found(
  features: readonly (readonly Points[])[],
  context: Partial<CoverageContext> = {},
): [string, readonly number[], number][] {
  return coverageFaults(layer(...features), CRS, { ...LIMITS, ...context }).map((fault) => [
    fault.kind,
    fault.features,
    Math.round(fault.area),
  ]);
}

test('neighbours that share their border have no fault', () => {
  expect(found([[box(0, 0, 100, 100)], [box(100, 0, 100, 100)]])).toEqual([]);
});

test('an overlap names both parcels and their common ground, and no junction of the two', () => {
  expect(found([[box(0, 0, 100, 100)], [box(90, 0, 100, 100)]])).toEqual([
    ['overlap', [0, 1], 1000],
  ]);
});

test('a parcel drawn twice is an overlap of all of it', () => {
  const twice = found([[box(0, 0, 100, 100)], [box(0, 0, 100, 100)], [box(100, 0, 50, 100)]]);
  expect(twice).toEqual([['overlap', [0, 1], 10_000]]);
});

test('a parcel inside another one is found although no border meets', () => {
  expect(found([[box(0, 0, 100, 100)], [box(40, 40, 10, 10)]])).toEqual([['overlap', [0, 1], 100]]);
});

test('a hole that a parcel fills is no fault, an empty one is a gap', () => {
  const ring = [box(0, 0, 100, 100), box(40, 40, 20, 20)];
  expect(found([ring, [box(40, 40, 20, 20)]])).toEqual([]);
  expect(found([ring])).toEqual([['gap', [0], 400]]);
  expect(found([ring, [box(45, 45, 5, 5)]])).toEqual([['gap', [0, 1], 375]]);
});

test('a gap and an overlap of the same size are two faults', () => {
  const faults = found([
    [box(0, 0, 100, 100)],
    [box(90, 0, 100, 100)],
    [box(0, 100, 190, 50), box(10, 110, 20, 50 - 40 + 40)],
  ]);
  expect(faults).toEqual(
    expect.arrayContaining([
      ['overlap', [0, 1], 1000],
      ['gap', [2], 1000 - 200],
    ]),
  );
});

test('within the county a notch of its border is a gap, and what sticks out is outside', () => {
  const county = layer([box(0, 0, 200, 100)]);
  const faults = found([[box(0, 0, 100, 100)], [box(100, 10, 110, 90)]], { county });
  expect(faults.filter(([kind]) => kind !== 'junction')).toEqual([
    ['gap', [0, 1], 1000],
    ['outside-county', [1], 900],
  ]);
});

test('a point on an edge that lacks it is a junction, with no ground', () => {
  expect(found([[box(0, 0, 100, 100)], [box(100, 0, 100, 40)], [box(100, 40, 100, 60)]])).toEqual([
    ['junction', [0, 1], 0],
  ]);
});

test('of very many junctions so many are listed, and one fault says how many more there are', () => {
  const beside = [0, 20, 40, 60, 80].map((y) => [box(100, y, 100, 20)]);
  const told = (mostJunctions: number): unknown[] =>
    coverageFaults(layer([box(0, 0, 100, 100)], ...beside), CRS, { ...LIMITS, mostJunctions }).map(
      ({ kind, unlisted }) => [kind, unlisted],
    );
  expect(told(4)).toEqual(Array.from({ length: 4 }, () => ['junction', undefined]));
  expect(told(3)).toEqual([
    ['junction', undefined],
    ['junction', undefined],
    ['junction', undefined],
    ['junction', 1],
  ]);
});

test('a parcel that says another village than it lies in', () => {
  const villages = {
    polygons: layer([box(0, 0, 100, 100)], [box(100, 0, 100, 100)]),
    village: Int32Array.of(0, 1),
    ofParcel: Int32Array.of(0, 0, 1),
  };
  const parcels = [[box(0, 0, 100, 100)], [box(100, 0, 30, 100)], [box(130, 0, 70, 100)]];
  expect(found(parcels, { villages })).toEqual([['outside-village', [1], 3000]]);
  expect(found(parcels, { villages: { ...villages, ofParcel: Int32Array.of(0, 1, 1) } })).toEqual(
    [],
  );
});

test('the neighbouring county: overlap, and the gap between', () => {
  const county = layer([box(0, 0, 100, 100)]);
  const neighbour = layer([
    [
      [100, 0],
      [200, 0],
      [200, 100],
      [100, 100],
      [100, 60],
      [98, 60],
      [98, 50],
      [100, 50],
      [100, 20],
      [105, 15],
      [100, 10],
    ],
  ]);
  const faults = found([[box(0, 0, 100, 100)]], { county, neighbour });
  expect(faults.filter(([kind]) => kind !== 'junction')).toEqual([
    ['neighbour-overlap', [0], 20],
    ['neighbour-gap', [0], 25],
  ]);
});
