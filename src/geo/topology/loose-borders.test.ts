/** Borders against a coverage: what runs along its edges is silent however it is cut, what leaves them is told with its length. */
import { expect, test } from 'vitest';
import { parseCrs } from '../crs.ts';
import { polygonsFromRings } from '../rings.ts';
import { looseBorders } from './loose-borders.ts';

type Points = readonly (readonly [number, number])[];
const CRS = parseCrs('EPSG:4527');
const [X, Y] = [39_480_000, 3_900_000];
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
const PARCELS = layer(
  [box(0, 0, 100, 100)],
  [box(100, 0, 100, 40)],
  [box(100, 40, 100, 60)],
  [box(0, 100, 200, 50)],
);

/** Feature, length in centimetres and points from the corner, to the centimetre, of every stretch. */
function found(borders: ReturnType<typeof layer>, coverage = PARCELS, tolerance = 0.001) {
  return looseBorders(borders, coverage, CRS, tolerance).map(({ feature, length, line }) => [
    feature,
    Math.round(length * 100),
    line.map(([x, y]) => [Math.round((x - X) * 100) / 100, Math.round((y - Y) * 100) / 100]),
  ]);
}

test('an outline of whole parcels is silent, with the nodes of neither, either or both layers', () => {
  expect(found(layer([box(0, 0, 200, 100)]))).toEqual([]);
  expect(found(layer([box(100, 0, 100, 100)]))).toEqual([]);
  const noded: Points = [
    [0, 0],
    [30, 0],
    [60, 0],
    [100, 0],
    [200, 0],
    [200, 77],
    [200, 100],
    [0, 100],
  ];
  expect(found(layer([noded]))).toEqual([]);
  expect(found(layer([box(0, 0, 200, 150), box(100, 0, 100, 40)]))).toEqual([]);
});

test('a border through a parcel is one line, from where it leaves the edges to where it meets them', () => {
  expect(found(layer([box(0, 0, 200, 150)], [box(100, 0, 50, 40)]))).toEqual([
    [
      1,
      4000,
      [
        [150, 0],
        [150, 40],
      ],
    ],
  ]);
});

test('a bend outwards is one line of its edges, and the rest of the border is silent', () => {
  const bent: Points = [
    [0, 0],
    [100, 0],
    [100, 30],
    [104, 33],
    [100, 36],
    [100, 100],
    [0, 100],
  ];
  expect(found(layer([bent]))).toEqual([
    [
      0,
      1000,
      [
        [100, 30],
        [104, 33],
        [100, 36],
      ],
    ],
  ]);
});

test('a line that runs over the start of its ring is one line', () => {
  const moved: Points = [
    [102, 50],
    [102, 100],
    [0, 100],
    [0, 0],
    [102, 0],
  ];
  const lines = found(layer([moved]));
  expect(lines).toEqual([
    [
      0,
      10_000,
      [
        [102, 0],
        [102, 50],
        [102, 100],
      ],
    ],
  ]);
});

test('within the tolerance it is the same border, beyond it is not', () => {
  const off = (by: number) => layer([box(0, 0, 100 + by, 100)]);
  expect(found(off(0.0009))).toEqual([]);
  expect(found(off(0.0031)).map(([feature, length]) => [feature, length])).toEqual([[0, 10_000]]);
});

test('a settlement far from every parcel is loose all around; empty layers have nothing', () => {
  expect(found(layer([box(500, 500, 10, 10)])).map(([, length]) => length)).toEqual([4000]);
  expect(found(layer())).toEqual([]);
  expect(found(layer([box(0, 0, 10, 10)]), layer()).map(([, length]) => length)).toEqual([4000]);
});

test('in degrees lengths are metres of the latitude', () => {
  const degrees = (...corners: readonly (readonly [number, number])[]) =>
    polygonsFromRings([[corners.map(([x, y]) => [117 + x, 40 + y] as const)]]);
  const parcel = degrees([0, 0], [0.001, 0], [0.001, 0.001], [0, 0.001]);
  const half = degrees([0, 0], [0.0005, 0], [0.0005, 0.001], [0, 0.001]);
  const [loose, ...rest] = looseBorders(half, parcel, parseCrs('EPSG:4490'), 0.001);
  expect(rest).toEqual([]);
  expect(loose!.length).toBeCloseTo(111.3, 0);
});
