import fc from 'fast-check';
import { expect, test } from 'vitest';
import { legalAreas, parseCrs, type Polygons, polygonsBuilder, ringHashes } from '../geo/index.ts';
import { canonicalRings, gridDigits } from './canonical.ts';

type Ring = readonly (readonly [number, number])[];
interface Part {
  readonly shell: Ring;
  readonly holes: readonly Ring[];
}

const square = (x: number, y: number, size: number): Ring => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
];

/** Two features of parts with holes, far enough from each other that every ring differs. */
const FEATURES: readonly (readonly Part[])[] = [
  [
    {
      shell: square(500_000.1, 3_900_000.7, 90),
      holes: [
        square(500_010, 3_900_010, 5.3),
        square(500_030, 3_900_040, 7),
        square(500_010, 3_900_030, 3),
      ],
    },
    { shell: square(500_200.25, 3_900_100, 31.7), holes: [] },
    { shell: square(500_200.25, 3_900_000, 31.7), holes: [square(500_210, 3_900_010, 1.9)] },
  ],
  [{ shell: square(500_400, 3_900_000, 12.3456), holes: [] }],
];

function build(features: readonly (readonly Part[])[]): Polygons {
  const builder = polygonsBuilder();
  for (const parts of features) {
    builder.beginFeature();
    for (const { shell, holes } of parts)
      for (const ring of [shell, ...holes])
        builder.addRing(ring.flat(), 0, ring.length, 2, ring !== shell, false);
  }
  return builder.finish().polygons;
}

/** A ring begun elsewhere, and perhaps run the other way round. */
function turned(ring: Ring, by: number, back: boolean): Ring {
  const start = by % ring.length;
  const moved = [...ring.slice(start), ...ring.slice(0, start)];
  return back ? moved.reverse() : moved;
}

const seeds = fc.array(fc.nat(1000), { minLength: 40, maxLength: 40 });

test('starts, directions and orders of rings do not matter, to the last bit of every area', () => {
  const crs = parseCrs('EPSG:4548');
  const wanted = canonicalRings(build(FEATURES));
  fc.assert(
    fc.property(seeds, (numbers) => {
      let k = 0;
      const next = (): number => numbers[k++ % numbers.length]!;
      const shuffled = <T>(items: readonly T[]): T[] =>
        items
          .map((item) => ({ item, key: next() }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item);
      const other = FEATURES.map((parts) =>
        shuffled(parts).map(({ shell, holes }) => ({
          shell: turned(shell, next(), next() % 2 === 0),
          holes: shuffled(holes).map((hole) => turned(hole, next(), next() % 2 === 0)),
        })),
      );
      const found = canonicalRings(build(other));
      expect(found).toEqual(wanted);
      expect(legalAreas(found, crs)).toEqual(legalAreas(wanted, crs));
    }),
    { numRuns: 50 },
  );
});

test('the form keeps the ground: hashes stay, and a second time changes nothing', () => {
  const raw = build(FEATURES);
  const once = canonicalRings(raw);
  expect(ringHashes(once)).toEqual(ringHashes(raw));
  expect(canonicalRings(once)).toEqual(once);
});

test('the digits of a FileGDB come back: what is off by less than half a micrometre is put right', () => {
  const raw = build(FEATURES);
  const blurred: Polygons = {
    ...raw,
    x: raw.x.map((v, i) => v + (((i * 7) % 9) - 4) * 1e-7),
    y: raw.y.map((v, i) => v - (((i * 5) % 9) - 4) * 1e-7),
  };
  expect(ringHashes(gridDigits(blurred, false))).toEqual(ringHashes(raw));
  const degrees = raw.x.map((v) => Number((v / 1e4).toFixed(10)));
  const off = { ...raw, x: degrees.map((v) => v + 3e-12) };
  expect(gridDigits(off, true).x).toEqual(degrees);
});
