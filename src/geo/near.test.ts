/** What matters near a place: nothing that covers it is left out, and thinned features cover there what they covered before. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  featuresNear,
  insideRows,
  overlay,
  type Polygons,
  polygonsFromRings,
  withoutFarVertices,
} from './index.ts';

const square = (x: number, y: number, side: number) => [
  [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ] as const,
];

/** A lattice of 40 × 40 squares of 10. */
const LATTICE = polygonsFromRings(
  Array.from({ length: 1600 }, (_, k) => square((k % 40) * 10, Math.floor(k / 40) * 10, 10)),
);

const corner = fc.tuple(fc.integer({ min: -20, max: 420 }), fc.integer({ min: -20, max: 420 }));

test('every feature that shares ground is near', () => {
  fc.assert(
    fc.property(corner, corner, corner, (a, b, c) => {
      const turn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
      fc.pre(turn !== 0);
      const ground = polygonsFromRings([[[a, b, c]]]);
      const near = new Set(featuresNear(LATTICE, ground, 0));
      const pairs = overlay(ground, LATTICE);
      pairs.b.forEach((feature, i) => {
        if (pairs.a[i] === 0 && feature >= 0 && pairs.area[i]! > 1e-6)
          expect(near).toContain(feature);
      });
    }),
    { numRuns: 60, seed: 5 },
  );
});

test('a slanting road is near what lies along it, not all in its box', () => {
  const road = polygonsFromRings([
    [
      [
        [0, 0],
        [4, 0],
        [400, 396],
        [400, 400],
      ],
    ],
  ]);
  const near = featuresNear(LATTICE, road, 0);
  expect(near.length).toBeGreaterThanOrEqual(40);
  expect(near.length).toBeLessThan(200);
  expect(featuresNear(LATTICE, road, 15).length).toBeGreaterThan(near.length);
});

/** Stretches inside along a line, cut to the box. */
function inBox(polygons: Polygons, level: number, west: number, east: number) {
  return insideRows(polygons, level, 1, 1)[0]!
    .map(([from, to]) => [Math.max(from, west), Math.min(to, east)] as const)
    .filter(([from, to]) => from < to);
}

test('a large feature without its far vertices covers the same places of the box', () => {
  let thinned = 0;
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 20, max: 1000 }), { minLength: 16, maxLength: 16 }),
      corner,
      fc.integer({ min: 5, max: 200 }),
      (radii, [west, south], size) => {
        // A star of 640 corners about (200, 200), its spokes between the radii.
        const star = Array.from({ length: 640 }, (_, k) => {
          const angle = (2 * Math.PI * k) / 640;
          const [one, next] = [radii[Math.floor(k / 40)]!, radii[(Math.floor(k / 40) + 1) % 16]!];
          const radius = one + ((next - one) * (k % 40)) / 40;
          return [200 + radius * Math.cos(angle), 200 + radius * Math.sin(angle)] as const;
        });
        const whole = polygonsFromRings([[star]]);
        const box = [west, south, west + size, south + size] as const;
        const thin = withoutFarVertices(whole, box);
        if (thin.x.length < whole.x.length) thinned++;
        for (let step = 1; step < 8; step++) {
          const level = south + (size * step) / 8 + 0.0625;
          expect(inBox(thin, level, box[0], box[2])).toEqual(inBox(whole, level, box[0], box[2]));
        }
        for (const x of thin.x) expect(Math.abs(x - 200)).toBeLessThan(1100 + size);
      },
    ),
    { numRuns: 300, seed: 6 },
  );
  expect(thinned).toBeGreaterThan(250);
});

test('small features stay as they are', () => {
  expect(withoutFarVertices(LATTICE, [0, 0, 5, 5])).toEqual(LATTICE);
});
