import proj4 from 'proj4';
import { expect, test } from 'vitest';
import {
  boundsOf,
  type Crs,
  equalAreaPlane,
  GRID_UNIT_AREA,
  legalAreas,
  parseCrs,
  planarAreas,
  pointFromPlane,
  polygonsFromRings,
  projectToPlane,
  ringHashes,
  selfCrossings,
  toGeographic,
} from './index.ts';

const GK = parseCrs('EPSG:4548');
const DEGREES = parseCrs('EPSG:4490');
const LAEA = parseCrs(
  '+proj=laea +lat_0=40 +lon_0=117 +x_0=4321000 +y_0=3210000 +ellps=GRS80 +units=m +no_defs',
);

type Ring = readonly (readonly [number, number])[];

/** Area of a feature in the plane, in m². */
function planeArea(rings: Ring[], crs: Crs): number {
  const polygons = polygonsFromRings([rings]);
  const projected = projectToPlane(polygons, crs, equalAreaPlane(crs, boundsOf(polygons)));
  const unit = { ...crs, unitMetres: 1 };
  return planarAreas(projected, unit)[0]! * GRID_UNIT_AREA;
}

test.each([
  ['Gauss–Krüger', GK, 560_000, 4_428_000, 700],
  ['degrees', DEGREES, 117.31, 39.97, 700 / 111_000],
  ['another projection', LAEA, 4_380_000, 3_250_000, 700],
] as const)(
  'a 50 ha site beside the same border drawn in pieces leaves nothing between, in %s',
  (_, crs, x, y, side) => {
    // The upper border once as one edge, once with a vertex at an odd place of the very same line.
    const odd = 0.377;
    const top: [number, number][] = [
      [x, y + side],
      [x + side, y + side * 1.1],
    ];
    const through: [number, number] = [x + side * odd, y + side + (side * 1.1 - side) * odd];
    const one: Ring = [[x, y], [x + side, y], top[1]!, top[0]!];
    const two: Ring = [[x, y], [x + side, y], top[1]!, through, top[0]!];
    const difference = planeArea([one], crs) - planeArea([two], crs);
    expect(Math.abs(difference)).toBeLessThan(1e-3);
  },
);

test('areas in the plane are the legal areas of small parcels', () => {
  let seed = 11;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let k = 0; k < 200; k++) {
    const [x, y] = [440_000 + random() * 160_000, 3_000_000 + random() * 1_500_000];
    const ring = Array.from({ length: 24 }, (_, i) => {
      const radius = 40 + 30 * random();
      return [
        x + radius * Math.cos((i * Math.PI) / 12),
        y + radius * Math.sin((i * Math.PI) / 12),
      ] as const;
    });
    const polygons = polygonsFromRings([[ring]]);
    // The prescribed roundings to 1e-6 second move vertices by up to 15 µm; the snap by 5 µm.
    expect(Math.abs(planeArea([ring], GK) - legalAreas(polygons, GK)[0]!)).toBeLessThan(8e-3);
  }
});

test('plane and back gives the place again', () => {
  const plane = equalAreaPlane(GK, [500_000, 4_400_000, 560_000, 4_450_000]);
  const projected = projectToPlane(
    polygonsFromRings([
      [
        [
          [512_345.678, 4_412_345.678],
          [512_355.678, 4_412_345.678],
          [512_350, 4_412_350],
        ],
      ],
    ]),
    GK,
    plane,
  );
  const back = pointFromPlane(GK, plane);
  const out = new Float64Array(2);
  back(projected.x[0]!, projected.y[0]!, out);
  expect(Math.hypot(out[0]! - 512_345.678, out[1]! - 4_412_345.678)).toBeLessThan(1e-5);
});

test('Gauss–Krüger agrees with PROJ’s extended transverse Mercator to a nanometre-scale angle', () => {
  const reference = new proj4.Proj(
    '+proj=etmerc +lat_0=0 +lon_0=117 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m',
  ) as unknown as {
    inverse(p: { x: number; y: number }): { x: number; y: number };
  };
  const inverse = toGeographic(GK);
  const out = new Float64Array(2);
  for (let x = 330_000; x <= 670_000; x += 34_000) {
    for (let y = 2_000_000; y <= 5_900_000; y += 390_000) {
      inverse(x, y, out);
      const expected = reference.inverse({ x, y });
      expect(Math.abs(out[0]! - expected.x)).toBeLessThan(2e-15 * 10);
      expect(Math.abs(out[1]! - expected.y)).toBeLessThan(2e-15 * 10);
    }
  }
});

test('geometry has one hash however its rings are written down', () => {
  const shell: [number, number][] = [
    [0, 0],
    [10, 0],
    [10, 10],
    [0, 10],
  ];
  const hole: [number, number][] = [
    [2, 2],
    [4, 2],
    [4, 4],
    [2, 4],
  ];
  const hole2: [number, number][] = hole.map(([x, y]) => [x + 4, y + 4]);
  const rotate = (ring: [number, number][], k: number): [number, number][] => [
    ...ring.slice(k),
    ...ring.slice(0, k),
  ];
  const polygons = polygonsFromRings([
    [shell, hole, hole2],
    [rotate(shell, 2), rotate(hole2, 1), rotate(hole, 3)],
    [[...shell].reverse(), hole, hole2],
    [shell, hole],
    [shell],
    [shell.map(([x, y]) => [x + 1e-9, y])],
  ]);
  const hashes = ringHashes(polygons);
  expect(hashes[1]).toBe(hashes[0]);
  expect(hashes[2]).toBe(hashes[0]);
  expect(new Set(hashes).size).toBe(4);
});

test('a bow tie is found with its place, a ring that touches itself is another fault', () => {
  const bow: Ring = [
    [0, 0],
    [10, 10],
    [10, 0],
    [0, 10.5],
  ];
  const touching: Ring = [
    [0, 0],
    [10, 0],
    [5, 5],
    [10, 10],
    [0, 10],
    [5, 5],
  ];
  const many = Array.from({ length: 500 }, (_, i) => [i * 10, i % 2] as const);
  const large: Ring = [...many, [5000, 50], [2005, -20], [0, 50]];
  const faults = selfCrossings(polygonsFromRings([[bow], [touching], [large]]));
  expect(faults.map((fault) => fault.kind)).toEqual([
    'self-crossing',
    'self-touching',
    'self-crossing',
  ]);
  expect(faults[0]!.point![0]).toBeCloseTo(5.12, 1);
});
