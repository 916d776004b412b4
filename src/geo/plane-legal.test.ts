/**
 * The equal-area plane against the law: what an overlay in it makes of a piece is the piece's area on the ellipsoid, though
 * edges are straight in the plane of the file and not in this one. Areas to compare with are of geodesic polygons with a
 * vertex every few metres along the straight edges (C. F. F. Karney, Algorithms for geodesics, J. Geod. 87 (2013)).
 */
import geodesic from 'geographiclib-geodesic';
import { expect, test } from 'vitest';
import type { Point, Ring } from './testdata/drawn-features.ts';
import {
  boundsOf,
  type Crs,
  equalAreaPlane,
  GRID_UNIT,
  GRID_UNIT_AREA,
  legalAreas,
  overlay,
  parseCrs,
  planarAreas,
  type Polygons,
  polygonsFromRings,
  projectToPlane,
  toGeographic,
} from './index.ts';
import { pairsByName } from './testdata/overlay-faults.ts';
import { Random } from './testdata/random-coverage.ts';

/** CGCS2000 in 3-degree Gauss–Krüger about 117° E, and in degrees. */
const GK = parseCrs('EPSG:4548');
const DEGREES = parseCrs('EPSG:4490');
const { a: MAJOR, f: FLATTENING } = GK.ellipsoid;
const earth = new geodesic.Geodesic.Geodesic(MAJOR, FLATTENING);

/** Northings near 18°, 30°, 40° and 51° N; metres east of the central meridian, up to the edge of the zone at 18° N. */
const NORTHINGS = [2.0e6, 3.3e6, 4.4e6, 5.6e6];
const OFFSETS = [0, 60_000, 160_000];

/** Latitude and longitude of a point of Gauss–Krüger, degrees. */
function degreesOf([x, y]: Point): { latitude: number; longitude: number } {
  const out = new Float64Array(2);
  toGeographic(GK)(x, y, out);
  return { latitude: (out[1]! * 180) / Math.PI, longitude: (out[0]! * 180) / Math.PI };
}

/** Area on the ellipsoid of a ring whose edges are straight in Gauss–Krüger, m². */
function areaOnEllipsoid(ring: Ring, step: number): number {
  const polygon = earth.Polygon(false);
  ring.forEach(([x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!;
    const count = Math.max(1, Math.ceil(Math.hypot(nextX - x, nextY - y) / step));
    for (let k = 0; k < count; k++) {
      const part = k / count;
      const point = degreesOf([x + (nextX - x) * part, y + (nextY - y) * part]);
      polygon.AddPoint(point.latitude, point.longitude);
    }
  });
  return polygon.Compute(false, true).area ?? Number.NaN;
}

/** Area of every feature in the snapped plane, m². */
function areasInPlane(polygons: Polygons, crs: Crs): Float64Array {
  const projected = projectToPlane(polygons, crs, equalAreaPlane(crs, boundsOf(polygons)));
  return planarAreas(projected, GK).map((area) => area * GRID_UNIT_AREA);
}

function areaInPlane(ring: Ring, crs: Crs): number {
  return areasInPlane(polygonsFromRings([[ring]]), crs)[0]!;
}

function legalAreaOf(ring: Ring, crs: Crs): number {
  return legalAreas(polygonsFromRings([[ring]]), crs)[0]!;
}

/** A rectangle in a frame that is turned by an angle. */
type Frame = (left: number, bottom: number, right: number, top: number) => Ring;

function frameAt(x: number, y: number, degrees: number): Frame {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return (left, bottom, right, top) =>
    (
      [
        [left, bottom],
        [right, bottom],
        [right, top],
        [left, top],
      ] as const
    ).map(([p, q]): Point => [x + p * c - q * s, y + p * s + q * c]);
}

// Every one of the 100 to 900 vertices that the cuts make is snapped by 3 µm; that is what is left. Without the cuts the
// bend of long edges would be left, 0.6 to 22 m².
test.each([
  ['50 ha, square', 707, 707, 3e-3],
  ['50 ha, four times as long as wide', 1414, 354, 4e-3],
  ['10 km², square', 3162, 3162, 8e-3],
  ['10 km², ten times as long as wide', 10_000, 1000, 8e-3],
])(
  '%s: pieces are those of Gauss–Krüger with their area on the ellipsoid',
  (_, width, height, allowed) => {
    for (const northing of NORTHINGS)
      for (const offset of OFFSETS)
        for (const degrees of [0, 30]) {
          const frame = frameAt(500_000 + offset, northing, degrees);
          const [left, bottom] = [width * 0.3, height * 0.4];
          const layers = [
            frame(0, 0, width, height),
            frame(left, bottom, left + width, bottom + height),
          ].map((ring) => polygonsFromRings([[ring]]));
          const plane = equalAreaPlane(GK, boundsOf(layers[0]!));
          const [a, b] = layers.map((layer) => projectToPlane(layer, GK, plane));
          const area = pairsByName(overlay(a!, b!)).get('0,0')! * GRID_UNIT_AREA;
          const expected = areaOnEllipsoid(frame(left, bottom, width, height), 5);
          expect(Math.abs(area - expected), `${northing} ${offset} ${degrees}`).toBeLessThan(
            allowed,
          );
        }
  },
);

/** Random numbers from 0 to 1. */
function fractions(seed: number): () => number {
  const random = new Random(seed);
  return () => random.whole(0, 2 ** 40) / 2 ** 40;
}

/** As surveys store coordinates: to 0.1 mm. */
function stored(x: number, y: number): Point {
  return [Math.round(x * 1e4) / 1e4, Math.round(y * 1e4) / 1e4];
}

/** A place somewhere in the zone, between 20° and 49° N. */
function somewhere(fraction: () => number): Point {
  return [440_000 + fraction() * 120_000, 2.2e6 + fraction() * 3.2e6];
}

/** A parcel of some 0.2 to 5 ha with a dozen to seventy vertices. */
function parcel(fraction: () => number): Ring {
  const [x, y] = somewhere(fraction);
  const count = 12 + Math.floor(fraction() * 60);
  const radius = 30 + fraction() * 120;
  return Array.from({ length: count }, (_, i) => {
    const [away, angle] = [radius * (0.6 + 0.4 * fraction()), (i * 2 * Math.PI) / count];
    return stored(x + away * Math.cos(angle), y + away * Math.sin(angle));
  });
}

/** A winding road of 6 m × 10.8 km with 2,400 vertices. */
function road(fraction: () => number): Ring {
  let [x, y] = somewhere(fraction);
  let heading = fraction() * 2 * Math.PI;
  const [left, right]: [Point[], Point[]] = [[], []];
  for (let i = 0; i < 1200; i++) {
    const [c, s] = [Math.cos(heading), Math.sin(heading)];
    left.push(stored(x - 3 * s, y + 3 * c));
    right.push(stored(x + 3 * s, y - 3 * c));
    [x, y] = [x + 9 * c, y + 9 * s];
    heading += (fraction() - 0.5) * 0.3;
  }
  return [...right, ...left.reverse()];
}

test.each([
  ['500 parcels', 500, parcel, 20],
  ['20 roads of 2,400 vertices', 20, road, 1000],
] as const)(
  '%s: the snap to the grid moves no area by half a legal unit',
  (_, count, draw, step) => {
    const fraction = fractions(5);
    for (let k = 0; k < count; k++) {
      const ring = draw(fraction);
      expect(Math.abs(areaInPlane(ring, GK) - areaOnEllipsoid(ring, step))).toBeLessThan(5e-3);
      // In degrees the legal sum rounds nothing: what is left is the snap alone.
      const degrees = ring.map((point): Point => {
        const { latitude, longitude } = degreesOf(point);
        return [longitude, latitude];
      });
      expect(Math.abs(areaInPlane(degrees, DEGREES) - legalAreaOf(degrees, DEGREES))).toBeLessThan(
        5e-3,
      );
      // In Gauss–Krüger it rounds every point to 1e-6 second, 31 µm: that is more than the snap, and no fault of the plane.
      expect(Math.abs(areaInPlane(ring, GK) - legalAreaOf(ring, GK))).toBeLessThan(1.5e-2);
    }
  },
);

test.each([
  ['50 ha', 707, 1.5e-2],
  ['10 km²', 3162, 4e-2],
])(
  'squares of %s: legal area and area in the plane differ by the roundings of the law alone',
  (_, side, allowed) => {
    for (const northing of NORTHINGS)
      for (const offset of OFFSETS)
        for (const degrees of [0, 30]) {
          const frame = frameAt(500_000 + offset, northing, degrees);
          const ring = frame(0, 0, side, side).map(([x, y]) => stored(x, y));
          const difference = areaInPlane(ring, GK) - legalAreaOf(ring, GK);
          expect(Math.abs(difference), `${northing} ${offset} ${degrees}`).toBeLessThan(allowed);
        }
  },
);

/**
 * What may lie between a border and the same border with one vertex more. A straight line of Gauss–Krüger bends in the
 * plane by tan φ/a where it runs east, by √2 of that halfway to the north (measured: 1.46 at the edge of the zone); an arc of
 * length h and curvature κ parts from its chord by κh³/12; between two cuts 32 m apart in x and in y, h is up to 32·√2 m.
 */
function mostBetween(latitude: number): number {
  const h = 32 * Math.SQRT2;
  const snapped = (GRID_UNIT / Math.SQRT2) * h;
  return (1.5 * h ** 3 * Math.tan((latitude * Math.PI) / 180)) / (12 * MAJOR) + snapped;
}

test('neighbours that draw one border with different vertices stay together', () => {
  const fraction = fractions(7);
  let worst = 0;
  for (let k = 0; k < 2000; k++) {
    const [x, y] = somewhere(fraction);
    const [length, angle] = [100 + fraction() * 3000, fraction() * 2 * Math.PI];
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const along = (part: number): Point => [x + length * part * c, y + length * part * s];
    const apex: Point = [x - 50 * s, y + 50 * c];
    const parts = [fraction(), fraction(), fraction()].sort((p, q) => p - q);
    const [plain, one, three] = areasInPlane(
      polygonsFromRings([
        [[along(0), along(1), apex]],
        [[along(0), along(parts[1]!), along(1), apex]],
        [[along(0), ...parts.map(along), along(1), apex]],
      ]),
      GK,
    );
    const most = mostBetween(degreesOf([x, y]).latitude);
    expect(Math.abs(one! - plain!)).toBeLessThan(most);
    expect(Math.abs(three! - plain!)).toBeLessThan(3 * most);
    worst = Math.max(worst, Math.abs(one! - plain!));
  }
  // Less than half a legal unit, and yet the bend and not the snap.
  expect(worst).toBeGreaterThan(5e-4);
  expect(worst).toBeLessThan(5e-3);
});
