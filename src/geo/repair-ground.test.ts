/** Slivers, overlaps, gaps and open rings: whose ground it becomes, what stays, and that every square metre is told. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planarAreas } from './area.ts';
import { parseCrs } from './crs.ts';
import type { Polygons } from './polygons.ts';
import { repairPolygons } from './repair.ts';
import type { RepairKind } from './repair-changes.ts';
import type { GroundRules } from './repair-slivers.ts';
import { polygonsBuilder, polygonsFromRings } from './rings.ts';
import type { Feature, Point, Ring } from './testdata/drawn-features.ts';
import { Random } from './testdata/random-coverage.ts';
import { coverageFaults } from './topology/coverage.ts';
import { perimeters } from './topology/shapes.ts';

const crs = parseCrs('EPSG:4527');
const metric = { east: 1, north: 1 };
const [X, Y] = [39_480_000, 3_900_000];

/** Everything may go anywhere; the larger feature keeps what two claim. */
const FREE: GroundRules = {
  crs,
  meanWidth: 1,
  compactness: 0.01,
  areaTolerance: 0.01,
  junctionTolerance: 0.001,
  isNarrowByNature: () => false,
  whyNotInto: () => null,
  whyNotAmong: () => null,
  keepersOf: (features, areaOf) => [...features].sort((a, b) => areaOf(b) - areaOf(a) || a - b),
};

const layer = (features: readonly Feature[]): Polygons =>
  polygonsFromRings(
    features.map((rings) => rings.map((ring) => ring.map(([x, y]) => [X + x, Y + y] as const))),
  );
const box = (x: number, y: number, w: number, h: number): Ring => [
  [x, y],
  [x + w, y],
  [x + w, y + h],
  [x, y + h],
];
const repaired = (features: readonly Feature[], rules: Partial<GroundRules> = {}) =>
  repairPolygons(layer(features), { metric, ground: { ...FREE, ...rules } });
const areasOf = (polygons: Polygons): number[] =>
  [...planarAreas(polygons, crs)].map((area) => Math.round(area * 1000) / 1000);
const faultsOf = (polygons: Polygons) =>
  coverageFaults(polygons, crs, { tolerance: 0.01, junctionTolerance: 0.001 });

test('a sliver goes whole into the neighbour with the longest common border', () => {
  const parcels = [
    [box(0, 0, 50, 100)],
    [box(50, 0, 0.5, 100)],
    [box(50.5, 0, 50, 60)],
    [box(50.5, 60, 50, 40)],
  ];
  const { polygons, source, changes, left } = repaired(parcels);
  expect([...source]).toEqual([0, 2, 3]);
  expect(areasOf(polygons)).toEqual([5050, 3000, 2000]);
  expect(faultsOf(polygons)).toEqual([]);
  expect(left).toEqual([]);
  const moved = changes.filter(({ kind }) => kind === 'sliver');
  expect(moved.map(({ feature, other, parts }) => [feature, other, parts])).toEqual([
    [1, 0, 0],
    [0, 1, 1],
  ]);
  expect(moved.map(({ before, after }) => after - before)).toEqual([
    expect.closeTo(-50, 3),
    expect.closeTo(50, 3),
  ]);
});

test('the next neighbour takes the sliver when the longest may not; when none may, it stays and is told', () => {
  const parcels = [
    [box(0, 0, 50, 100)],
    [box(50, 0, 0.5, 100)],
    [box(50.5, 0, 50, 60)],
    [box(50.5, 60, 50, 40)],
  ];
  const notFirst = repaired(parcels, { whyNotInto: (_, into) => (into === 0 ? 'class' : null) });
  expect(areasOf(notFirst.polygons)).toEqual([5000, 3050, 2000]);
  const none = repaired(parcels, { whyNotInto: () => 'class' });
  expect(none.polygons.featureStart).toHaveLength(5);
  expect(none.left).toEqual([
    { kind: 'sliver', features: [1], area: expect.closeTo(50, 0), reason: 'class' },
  ]);
});

test('a narrow parcel within another one fills its hole; one that touches nobody stays', () => {
  const hole = [...box(20, 20, 0.5, 60)].reverse();
  const parcels = [[box(0, 0, 100, 100), hole], [box(20, 20, 0.5, 60)], [box(200, 0, 0.5, 60)]];
  const { polygons, left } = repaired(parcels);
  expect(areasOf(polygons)).toEqual([10_000, 30]);
  expect([...polygons.isHole]).toEqual([0, 0]);
  expect(left.map(({ features, reason }) => [features, reason])).toEqual([[[2], 'alone']]);
});

test('long parcels that are wider than the limit, and lines on the ground, are no slivers', () => {
  const parcels = [[box(0, 0, 3000, 4)], [box(0, 4, 3000, 500)], [box(0, 504, 3000, 0.8)]];
  const { left, source } = repaired(parcels, { isNarrowByNature: (row) => row === 2 });
  expect([...source]).toEqual([0, 1, 2]);
  expect(left.map(({ features, reason }) => [features, reason])).toEqual([[[0], 'wide']]);
});

test('a narrow gap is filled, a wide one stays', () => {
  const frame = (gap: number): Feature[] => [
    [box(0, 0, 100, 20)],
    [box(0, 20, 50 - gap, 60)],
    [box(50, 20, 50, 60)],
    [box(0, 80, 100, 20)],
  ];
  const narrow = repaired(frame(0.4));
  expect(narrow.areaAfter).toBeCloseTo(10_000, 3);
  expect(faultsOf(narrow.polygons)).toEqual([]);
  expect(narrow.changes.filter(({ kind }) => kind === 'gap')).toHaveLength(1);
  const wide = repaired(frame(5));
  expect(wide.left.map(({ kind, reason }) => [kind, reason])).toEqual([['gap', 'wide']]);
  const villages = repaired(frame(0.4), { whyNotAmong: () => 'village' });
  expect(villages.left.map(({ kind, reason }) => [kind, reason])).toEqual([['gap', 'village']]);
});

test('ground claimed by two stays with the one that the rules prefer', () => {
  const parcels = [[box(0, 0, 50.3, 100)], [box(50, 0, 80, 100)]];
  expect(areasOf(repaired(parcels).polygons)).toEqual([5000, 8000]);
  const other = repaired(parcels, { keepersOf: () => [0] });
  expect(areasOf(other.polygons)).toEqual([5030, 7970]);
  expect(faultsOf(other.polygons)).toEqual([]);
});

test('borders that cross each other become one border with the crossings as vertices', () => {
  const west: Ring = [
    [0, 0],
    [50, 0],
    [50.4, 33.3],
    [49.7, 71.9],
    [50, 100],
    [0, 100],
  ];
  const { polygons, changes, left } = repaired([[west], [box(50, 0, 80, 100)]]);
  expect(left).toEqual([]);
  expect(faultsOf(polygons)).toEqual([]);
  expect(new Set(changes.map(({ kind }) => kind))).toContain('overlap');
});

test('three parcels over each other, and a parcel drawn twice, stay and are told', () => {
  const three = repaired(
    [[box(0, 0, 50.3, 100)], [box(50, 0, 80, 100)], [box(49.9, 0, 0.5, 100)]],
    {
      isNarrowByNature: () => true,
    },
  );
  expect(three.left.map(({ reason }) => reason)).toContain('several');
  const twice = repaired([[box(0, 0, 0.5, 100)], [box(0, 0, 0.5, 100)]], {
    isNarrowByNature: () => true,
  });
  expect(twice.left.map(({ kind, reason }) => [kind, reason])).toEqual([['overlap', 'shape']]);
});

/** Parcels of 20–60 m whose common borders bend, some damaged: moved vertices, strips cut off, strips missing. */
function spoiltCoverage(random: Random): Feature[] {
  const [columns, rows] = [random.whole(2, 4), random.whole(2, 4)];
  const sides = (count: number): number[] => {
    const ends = [0];
    for (let i = 0; i < count; i++) ends.push(ends.at(-1)! + random.whole(20, 60));
    return ends;
  };
  const [xs, ys] = [sides(columns), sides(rows)];
  const off = (): number => random.whole(-400, 400) / 100;
  const corner = ys.map((y) => xs.map((x): Point => [x + off(), y + off()]));
  const features: Feature[] = [];
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) {
      const ring = [
        corner[r]![c]!,
        corner[r]![c + 1]!,
        corner[r + 1]![c + 1]!,
        corner[r + 1]![c]!,
      ] as const;
      features.push(...damagedParcel(random, ring));
    }
  return features;
}

function damagedParcel(random: Random, ring: readonly [Point, Point, Point, Point]): Feature[] {
  const [a, b, c, d] = ring;
  const share = random.whole(2, 9) / 1000;
  const between = (p: Point, q: Point): Point => [
    p[0] + share * (q[0] - p[0]),
    p[1] + share * (q[1] - p[1]),
  ];
  const nudge = (): number => random.whole(-60, 60) / 100;
  const moved = ([x, y]: Point): Point => [x + nudge(), y + nudge()];
  switch (random.whole(0, 6)) {
    case 0:
      return [[[moved(a), b, c, d]]];
    case 1:
      return [[[a, b, between(b, c), between(a, d)]], [[between(a, d), between(b, c), c, d]]];
    case 2:
      return [[[between(a, d), between(b, c), c, d]]];
    case 3:
      return [[[a, moved([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]), b, c, d]]];
    default:
      return [[ring]];
  }
}

test('spoilt coverages: every fault is mended or told, every square metre is told, and twice is once', () => {
  let mended = 0;
  fc.assert(
    fc.property(fc.nat(1_000_000), (seed) => {
      const once = repaired(spoiltCoverage(new Random(seed)));
      const told = once.changes.reduce((sum, { before, after }) => sum + after - before, 0);
      expect(Math.abs(once.areaAfter - once.areaBefore - told)).toBeLessThan(0.01);
      const ground = (kind: RepairKind) => once.left.filter((fault) => fault.kind === kind).length;
      const stay = faultsOf(once.polygons);
      for (const kind of ['overlap', 'gap'] as const)
        expect(stay.filter((fault) => fault.kind === kind)).toHaveLength(ground(kind));
      expect(stay.filter(({ kind }) => kind === 'junction')).toEqual([]);
      const [areas, borders] = [planarAreas(once.polygons, crs), perimeters(once.polygons, crs)];
      const narrow = areas.filter((area, i) => (2 * area) / borders[i]! < 0.99);
      expect(narrow.length).toBeLessThanOrEqual(ground('sliver'));
      const twice = repairPolygons(once.polygons, { metric, ground: FREE });
      expect(twice.changes).toEqual([]);
      mended += once.changes.length;
    }),
    { numRuns: 150 },
  );
  expect(mended).toBeGreaterThan(500);
});

test('a ring that is left open is dropped and told; the repair closes it and tells the edge', () => {
  const builder = polygonsBuilder();
  const add = (ring: Ring, isHole = false): void =>
    builder.addRing(ring.flat(), 0, ring.length, 2, isHole, true);
  const closed = (ring: Ring): Ring => [...ring, ring[0]!];
  builder.beginFeature();
  add(box(0, 0, 100, 100));
  add(closed([...box(20, 20, 10, 10)].reverse()), true);
  builder.beginFeature();
  add(closed(box(100, 0, 100, 100)));
  builder.beginFeature();
  // Closed it would be a bow tie.
  add([
    [200, 0],
    [300, 100],
    [300, 0],
    [200, 100],
  ]);
  builder.beginFeature();
  add(box(300, 0, 50, 50));
  add([[Number.NaN, 0]], true);
  const { polygons, faults } = builder.finish();
  expect(faults.map(({ feature, kind }) => [feature, kind])).toEqual([
    [0, 'not-closed'],
    [2, 'not-closed'],
    [3, 'not-closed'],
  ]);
  expect(areasOf(polygons)).toEqual([0, 10_000, 0, 0]);
  const { changes, left, polygons: copy } = repairPolygons(polygons, { metric, faults });
  expect(areasOf(copy)).toEqual([9900, 10_000, 0, 0]);
  expect(changes).toEqual([
    { feature: 0, kind: 'closing', before: 0, after: 9900, parts: 1, gap: 100 },
  ]);
  expect(left.map(({ features, reason }) => [features, reason])).toEqual([
    [[2], 'shape'],
    [[3], 'shape'],
  ]);
});
