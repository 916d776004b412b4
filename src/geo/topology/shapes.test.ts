/** Odd shapes of single features, in metres and in degrees. */
import { expect, test } from 'vitest';
import { parseCrs } from '../crs.ts';
import { polygonsBuilder, polygonsFromRings } from '../rings.ts';
import { multiparts, perimeters, spikes } from './shapes.ts';

const METRES = parseCrs('EPSG:4527');
const DEGREES = parseCrs('EPSG:4490');
type Ring = (readonly [number, number])[];
const square: Ring = [
  [0, 0],
  [100, 0],
  [100, 100],
  [0, 100],
];
/** A square with a needle of 10 m, 0.2 m wide at its foot. */
const needle: Ring = [
  [0, 0],
  [100, 0],
  [100, 50],
  [110, 50.1],
  [100, 50.2],
  [100, 100],
  [0, 100],
];

test('borders in metres, holes included', () => {
  const hole: Ring = [
    [40, 40],
    [50, 40],
    [50, 50],
    [40, 50],
  ];
  const polygons = polygonsFromRings([[square], [square, hole], []]);
  expect([...perimeters(polygons, METRES)]).toEqual([400, 440, 0]);
});

test('a degree east shortens with the latitude', () => {
  const at = (latitude: number) =>
    polygonsFromRings([
      [
        [
          [117, latitude],
          [117.001, latitude],
          [117.001, latitude + 1e-9],
        ],
      ],
    ]);
  const [south, north] = [0, 60].map((latitude) => perimeters(at(latitude), DEGREES)[0]!);
  expect(south! / north!).toBeCloseTo(2, 5);
});

test('a needle is a spike at its tip, a right angle is none', () => {
  const polygons = polygonsFromRings([[square], [needle]]);
  const [spike, ...rest] = spikes(polygons, METRES, { spikeDegrees: 10 });
  expect(rest).toEqual([]);
  expect(spike).toMatchObject({ feature: 1, point: [110, 50.1] });
  expect(spike!.angle).toBeCloseTo(2 * ((Math.atan(0.01) * 180) / Math.PI), 6);
  expect(spikes(polygons, METRES, { spikeDegrees: 1 })).toEqual([]);
});

test('a spike at the first vertex of a ring is found as at any other', () => {
  for (let turn = 0; turn < needle.length; turn++) {
    const ring = [...needle.slice(turn), ...needle.slice(0, turn)];
    expect(
      spikes(polygonsFromRings([[ring]]), METRES, { spikeDegrees: 10 }).map((one) => one.point),
    ).toEqual([[110, 50.1]]);
  }
});

test('parts are counted by their shells', () => {
  const builder = polygonsBuilder();
  builder.beginFeature();
  builder.addRing(square.flat(), 0, 4, 2, false, false);
  builder.beginFeature();
  for (const shift of [0, 200, 400])
    builder.addRing(
      square.flatMap(([x, y]) => [x + shift, y]),
      0,
      4,
      2,
      false,
      false,
    );
  expect(multiparts(builder.finish().polygons)).toEqual([
    { feature: 1, parts: 3, point: [200, 0] },
  ]);
});
