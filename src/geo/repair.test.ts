/** Repairs give back the clean layer from a damaged copy of it, do nothing twice, and account for every square metre. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { polygonsFromRings } from './rings.ts';
import { repairPolygons } from './repair.ts';
import { REPAIRS, type RepairKind } from './repair-changes.ts';
import type { Polygons } from './polygons.ts';
import {
  type Feature,
  isClockwise,
  polygonsAsDrawn,
  type Ring,
  turn,
} from './testdata/drawn-features.ts';
import { Random, randomCase } from './testdata/random-coverage.ts';

const metric = { east: 1, north: 1 };

/** The rings of each feature, each begun at its smallest vertex. */
function drawn({ x, y, ringStart, featureStart }: Polygons): Feature[] {
  const ring = (r: number): Ring => {
    const points = Array.from(
      { length: ringStart[r + 1]! - ringStart[r]! },
      (_, i) => [x[ringStart[r]! + i]!, y[ringStart[r]! + i]!] as const,
    );
    const least = points.reduce(
      (best, p, i) =>
        p[0] < points[best]![0] || (p[0] === points[best]![0] && p[1] < points[best]![1])
          ? i
          : best,
      0,
    );
    return [...points.slice(least), ...points.slice(0, least)];
  };
  return Array.from({ length: featureStart.length - 1 }, (_, f) =>
    Array.from({ length: featureStart[f + 1]! - featureStart[f]! }, (_ring, i) =>
      ring(featureStart[f]! + i),
    ),
  );
}

/** A coverage with every vertex on both sides of every border, one part a feature. */
function clean(seed: number): Polygons {
  const { a, isClean } = randomCase(seed, 4);
  fc.pre(isClean && a.length > 0);
  return repairPolygons(polygonsAsDrawn(a), { metric }).polygons;
}

/** The layer with one feature damaged, roles of rings as they were. */
function damaged(layer: Polygons, random: Random, damage: (ring: Ring) => Ring): Polygons {
  const features = drawn(layer);
  // One feature only: what two neighbours have lost together, nobody can give back.
  const at = random.whole(0, features.length - 1);
  features[at] = features[at]!.map(damage);
  return { ...polygonsAsDrawn(features), isHole: layer.isHole };
}

const DAMAGES: Readonly<Record<string, (random: Random) => (ring: Ring) => Ring>> = {
  'repeated points': (random) => (ring) =>
    ring.flatMap((point) => (random.once(3) ? [point, point] : [point])),
  spikes: (random) => (ring) => {
    const at = random.whole(0, ring.length - 1);
    const [x, y] = ring[at]!;
    // Farther than any border in a direction that none has, lest the tip lie on one.
    const tip = [x + 1009, y + random.pick([-1, 1]) * 10_007] as const;
    return [...ring.slice(0, at + 1), tip, ...ring.slice(at)];
  },
  'rings that run the wrong way': () => (ring) => [...ring].reverse(),
  'vertices missing from straight borders': () => (ring) => {
    const straight = ring.findIndex(
      (point, i) => turn(ring.at(i - 1)!, point, ring[(i + 1) % ring.length]!) === 0n,
    );
    return straight < 0 ? ring : ring.filter((_, i) => i !== straight);
  },
};

test.each(Object.entries(DAMAGES))('%s are mended, and no ground is moved', (_, damage) => {
  fc.assert(
    fc.property(fc.nat(100_000), (seed) => {
      const layer = clean(seed);
      const random = new Random(seed);
      const broken = damaged(layer, random, damage(random));
      const { polygons, areaBefore, areaAfter } = repairPolygons(broken, { metric });
      // A vertex that stood in one feature alone was on nobody else's border and is not missed.
      expect(noded(polygons)).toEqual(noded(layer));
      expect(areaAfter).toBeCloseTo(areaBefore, 6);
    }),
    { numRuns: 200 },
  );
});

/** Rings without the vertices on straight stretches that the same feature alone has. */
function noded(layer: Polygons): Feature[] {
  const features = drawn(layer);
  const owners = new Map<string, number>();
  for (const feature of features)
    for (const key of new Set(feature.flat().map(String)))
      owners.set(key, (owners.get(key) ?? 0) + 1);
  return features.map((rings) =>
    rings.map((ring) =>
      ring.filter(
        (point, i) =>
          owners.get(String(point))! > 1 ||
          turn(ring.at(i - 1)!, point, ring[(i + 1) % ring.length]!) !== 0n,
      ),
    ),
  );
}

test('repairing twice changes nothing more, whatever is wrong with the layer', () => {
  fc.assert(
    fc.property(fc.nat(100_000), (seed) => {
      const once = repairPolygons(polygonsAsDrawn(randomCase(seed, 4).a), { metric });
      const twice = repairPolygons(once.polygons, { metric });
      expect(twice.changes).toEqual([]);
      expect(twice.polygons).toEqual(once.polygons);
    }),
    { numRuns: 300 },
  );
});

test('shells end counterclockwise, holes clockwise', () => {
  const layer = clean(11);
  const [rings, roles] = [drawn(layer).flat(), [...layer.isHole]];
  expect(rings.map((ring) => (isClockwise(ring) ? 1 : 0))).toEqual(roles);
});

const box = (x: number, y: number, w: number, h: number): Ring => [
  [x, y],
  [x + w, y],
  [x + w, y + h],
  [x, y + h],
];

test('parts become features that know where they come from', () => {
  const two = [box(0, 0, 10, 10), box(20, 0, 5, 5)];
  const { polygons, source, part, changes } = repairPolygons(
    polygonsAsDrawn([[box(40, 0, 5, 5)], two]),
    { metric },
  );
  expect(drawn(polygons)).toEqual([[box(40, 0, 5, 5)], [two[0]], [two[1]]]);
  expect([[...source], [...part]]).toEqual([
    [0, 1, 1],
    [0, 0, 1],
  ]);
  expect(changes).toEqual([{ feature: 1, kind: 'multipart', before: 125, after: 125, parts: 2 }]);
});

test('a vertex half a millimetre off the edge goes into it as it stands, one of 2 mm does not', () => {
  const west = box(0, 0, 10, 20);
  const east: Ring = [
    [10, 0],
    [20, 0],
    [20, 20],
    [10, 20],
    [10.0005, 10],
  ];
  const near = repairPolygons(polygonsFromRings([[west], [east]]), { metric });
  expect(near.changes).toMatchObject([{ feature: 0, kind: 'junction', before: 200 }]);
  expect(near.areaAfter - near.areaBefore).toBeCloseTo(0.005, 9);
  const far = east.map(([x, y]) => [x === 10.0005 ? 10.002 : x, y] as const);
  expect(repairPolygons(polygonsFromRings([[west], [far]]), { metric }).changes).toEqual([]);
});

test('a sharp tip with more ground than the limit stays; one with less goes and is told', () => {
  const tipped = (width: number): Ring => [
    [0, 0],
    [10, 0],
    [10, 5],
    [30, 5],
    [10, 5 + width],
    [10, 10],
    [0, 10],
  ];
  const layer = (width: number) => polygonsFromRings([[tipped(width)]]);
  expect(repairPolygons(layer(0.1), { metric }).changes).toEqual([]);
  const { changes } = repairPolygons(layer(0.0005), { metric });
  expect(changes).toHaveLength(1);
  expect(changes[0]!.before - changes[0]!.after).toBeCloseTo(0.005, 9);
});

test.each(REPAIRS)('only %s is done when only that is asked for', (kind: RepairKind) => {
  for (let seed = 0; seed < 100; seed++) {
    const layer = polygonsAsDrawn(randomCase(seed, 4).a);
    const kinds = repairPolygons(layer, { metric, only: [kind] }).changes.map((one) => one.kind);
    expect(kinds.every((one) => one === kind)).toBe(true);
  }
});
