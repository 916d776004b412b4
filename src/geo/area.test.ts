import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import geodesic from 'geographiclib-geodesic';
import { expect, test } from 'vitest';
import {
  areaFormula,
  type Crs,
  legalArea,
  legalAreas,
  parseCrs,
  planarAreas,
  polygonsFromRings,
  toGeographic,
} from './index.ts';

const CM117 = parseCrs('EPSG:4548');
const CM114 = parseCrs('EPSG:4547');

function square(x: number, y: number, side: number): number[][] {
  return [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ];
}

// Published vectors of domain 3.4, computed with the rounding steps that the evaluation tool prescribes.
const T2 = [
  [560123.4567, 4428345.6789],
  [560245.1, 4428361.22],
  [560290.75, 4428250.5],
  [560180.333, 4428190.8],
  [560110.9, 4428260.4],
];

test.each([
  ['T1 100 m square', CM117, square(500000, 4428000, 100), 9999.9995],
  ['T2 five corners', CM117, T2, 20732.9977],
  ['T3 1 km square', CM117, square(620000, 4428000, 1000), 999642.7337],
  ['T4 1 km square in the south', CM114, square(360000, 2545000, 1000), 999519.545],
  [
    'T5 sliver 500 × 2 m',
    CM117,
    [
      [560000, 4428000],
      [560500, 4428000],
      [560500, 4428002],
      [560000, 4428002],
    ],
    999.9124,
  ],
] as const)('%s has the published legal area', (_, crs, ring, expected) => {
  const polygons = polygonsFromRings([[ring.map((p) => [p[0]!, p[1]!] as const)]]);
  expect(Math.abs(legalAreas(polygons, crs)[0]! - expected)).toBeLessThan(1e-4);
});

test('the zone number in the easting changes nothing', () => {
  const plain = polygonsFromRings([[T2.map((p) => [p[0]!, p[1]!] as const)]]);
  const zoned = polygonsFromRings([[T2.map((p) => [p[0]! + 39_000_000, p[1]!] as const)]]);
  expect(legalAreas(zoned, parseCrs('EPSG:4527'))[0]).toBeCloseTo(legalAreas(plain, CM117)[0]!, 6);
});

test('geographic input gives the same area without splitting or second rounding', () => {
  const inverse = toGeographic(CM117);
  const point = new Float64Array(2);
  const degrees = T2.map((p) => {
    inverse(p[0]!, p[1]!, point);
    return [(point[0]! * 180) / Math.PI, (point[1]! * 180) / Math.PI] as const;
  });
  const crs = parseCrs('EPSG:4490');
  expect(areaFormula(crs)).toBe('td-t-1055-geographic');
  // T2 without rounding and without splitting; its edges are at most 125 m long.
  expect(legalAreas(polygonsFromRings([[degrees]]), crs)[0]).toBeCloseTo(20732.997, 2);
});

test('holes are taken off and parts are added', () => {
  const outer = square(500000, 4428000, 100).map((p) => [p[0]!, p[1]!] as const);
  const hole = square(500010, 4428010, 10).map((p) => [p[0]!, p[1]!] as const);
  const other = square(500200, 4428000, 10).map((p) => [p[0]!, p[1]!] as const);
  const [whole] = planarAreas(polygonsFromRings([[outer, hole]]), CM117);
  expect(whole).toBe(9900);
  const two = polygonsFromRings(
    [[outer, hole], [other]].flatMap((part, i) => (i === 0 ? [part] : [part])),
  );
  expect([...planarAreas(two, CM117)]).toEqual([9900, 100]);
});

test('an edge of a wild coordinate is split a bounded number of times', () => {
  // 9 × 10¹² m: split at 70 m, it would take hours.
  const ring = [
    [500_000, 4_428_000] as const,
    [500_100, 4_428_000] as const,
    [500_100, 9e12] as const,
  ];
  expect(legalAreas(polygonsFromRings([[ring]]), CM117)).toHaveLength(1);
});

test('rounding to the legal number is half up at 0.01 m²', () => {
  expect(legalArea(1.005)).toBe(101n);
  expect(legalArea(1.004_999)).toBe(100n);
});

/** Geodesic area of a ring whose edges were split at 70 m in the plane. */
function geodesicArea(
  ring: readonly (readonly [number, number])[],
  crs: Crs,
): { area: number; perimeter: number } {
  const model = new geodesic.Geodesic.Geodesic(crs.ellipsoid.a, crs.ellipsoid.f);
  const polygon = model.Polygon(false);
  const inverse = toGeographic(crs);
  const point = new Float64Array(2);
  ring.forEach((p, i) => {
    const q = ring[(i + 1) % ring.length]!;
    const steps = Math.floor(Math.hypot(q[0] - p[0], q[1] - p[1]) / 70) + 1;
    for (let s = 0; s < steps; s++) {
      inverse(p[0] + ((q[0] - p[0]) * s) / steps, p[1] + ((q[1] - p[1]) * s) / steps, point);
      polygon.AddPoint((point[1]! * 180) / Math.PI, (point[0]! * 180) / Math.PI);
    }
  });
  const result = polygon.Compute(false, true);
  return { area: Math.abs(result.area ?? Number.NaN), perimeter: result.perimeter };
}

test('the legal area agrees with the geodesic one within 2.5e-5 m times the perimeter', () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let k = 0; k < 300; k++) {
    const [x, y, r] = [
      400_000 + random() * 220_000,
      2_500_000 + random() * 2_500_000,
      10 + random() * 400,
    ];
    const corners = 4 + Math.floor(random() * 30);
    const ring = Array.from({ length: corners }, (_, i) => {
      const angle = (2 * Math.PI * i) / corners;
      const radius = r * (0.7 + 0.3 * random());
      return [
        Math.round((x + radius * Math.cos(angle)) * 1e4) / 1e4,
        Math.round((y + radius * Math.sin(angle)) * 1e4) / 1e4,
      ] as const;
    });
    const legal = legalAreas(polygonsFromRings([[ring]]), CM117)[0]!;
    const { area, perimeter } = geodesicArea(ring, CM117);
    expect(Math.abs(legal - area)).toBeLessThan(2.5e-5 * perimeter);
  }
});

const parcels = join(
  process.env['LIANGTIAN_DATA'] ?? '../shared/data',
  'land-parcels-england/land_parcels/parcels.csv',
);
if (!existsSync(parcels)) console.log(`skipped: ${parcels} is not here`);

test.runIf(existsSync(parcels))(
  '801 English parcels agree with GeographicLib on their own ellipsoid',
  () => {
    const crs = parseCrs(
      '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +units=m +no_defs',
    );
    expect(areaFormula(crs)).toBe('ellipsoid-of-file');
    let checked = 0;
    for (const line of readFileSync(parcels, 'utf8').split('\n').slice(1)) {
      const rings = [...(line.split('"')[1] ?? '').matchAll(/\(([^()]+)\)/g)].map((match) =>
        match[1]!
          .split(',')
          .map((pair) => pair.trim().split(' ').map(Number) as [number, number])
          .slice(0, -1),
      );
      if (rings.length !== 1) continue;
      const legal = legalAreas(polygonsFromRings([rings]), crs)[0]!;
      const { area, perimeter } = geodesicArea(rings[0]!, crs);
      expect(Math.abs(legal - area)).toBeLessThan(2.5e-5 * perimeter);
      checked++;
    }
    expect(checked).toBeGreaterThan(600);
  },
);
