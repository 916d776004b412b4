import { expect, test } from 'vitest';
import { polygonsBuilder, polygonsFromRings } from '../geo/index.ts';
import { readWkb, writeWkb } from './wkb.ts';

const RING: readonly (readonly [number, number])[] = [
  [0, 0],
  [4, 0],
  [4, 4],
  [0, 4],
  [0, 0],
];
const HOLE: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 2],
  [2, 2],
  [1, 1],
];

interface Spelling {
  readonly code: number;
  readonly little: boolean;
  readonly extra: readonly number[];
  readonly srid?: number;
}

/** A polygon with a hole in one of the spellings of WKB. */
function polygon({ code, little, extra, srid }: Spelling): Uint8Array {
  const bytes = new Uint8Array(1000);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const u32 = (value: number): void => {
    view.setUint32(at, value, little);
    at += 4;
  };
  bytes[at++] = little ? 1 : 0;
  u32(code);
  if (srid !== undefined) u32(srid);
  u32(2);
  for (const ring of [RING, HOLE]) {
    u32(ring.length);
    for (const point of ring)
      for (const value of [...point, ...extra]) {
        view.setFloat64(at, value, little);
        at += 8;
      }
  }
  // At an odd address: readers must not need alignment.
  const odd = new Uint8Array(at + 1);
  odd.set(bytes.subarray(0, at), 1);
  return odd.subarray(1);
}

test.each([
  ['ISO, little-endian', { code: 3, little: true, extra: [] }],
  ['ISO, big-endian', { code: 3, little: false, extra: [] }],
  ['ISO with Z', { code: 1003, little: true, extra: [7] }],
  ['ISO with M, big-endian', { code: 2003, little: false, extra: [7] }],
  ['ISO with Z and M', { code: 3003, little: true, extra: [7, 8] }],
  ['extended with Z', { code: 0x8000_0003, little: true, extra: [7] }],
  ['extended with M', { code: 0x4000_0003, little: true, extra: [7] }],
  ['extended with Z, M and SRID', { code: 0xe000_0003, little: true, extra: [7, 8], srid: 4527 }],
  ['extended with SRID, big-endian', { code: 0x2000_0003, little: false, extra: [], srid: 4490 }],
] satisfies [string, Spelling][])('%s: the same ground', (_, spelling) => {
  const builder = polygonsBuilder();
  expect(readWkb(polygon(spelling), builder)).toBe(true);
  const { polygons, faults } = builder.finish();
  expect(faults).toEqual([]);
  expect(polygons).toEqual(polygonsFromRings([[RING.slice(0, -1), HOLE.slice(0, -1)]]));
});

test('parts, holes and empty features survive writing and reading', () => {
  const builder = polygonsBuilder();
  builder.beginFeature();
  builder.addRing(RING.flat(), 0, RING.length, 2, false, true);
  builder.addRing(HOLE.flat(), 0, HOLE.length, 2, true, true);
  builder.addRing([10, 10, 11, 10, 11, 11], 0, 3, 2, false, false);
  builder.beginFeature();
  const { polygons } = builder.finish();
  const again = polygonsBuilder();
  expect([readWkb(writeWkb(polygons, 0), again), readWkb(writeWkb(polygons, 1), again)]).toEqual([
    true,
    true,
  ]);
  expect(again.finish().polygons).toEqual(polygons);
});

test('a point is no polygon, and its feature is empty', () => {
  const point = new Uint8Array(21);
  point[0] = 1;
  point[1] = 1;
  const builder = polygonsBuilder();
  expect(readWkb(point, builder)).toBe(false);
  expect(builder.finish().faults).toEqual([{ feature: 0, kind: 'no-geometry', point: null }]);
});
