import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compactPolygons,
  type HashedLayer,
  legalAreas,
  matchIdentical,
  overlay,
  overlayBy,
  overlayLayers,
  parseCrs,
  type Polygons,
  polygonsFromRings,
  typescriptKernel,
} from './index.ts';
import { type Feature, type Point, square } from './testdata/drawn-features.ts';
import { overlayFaults, pairsByName } from './testdata/overlay-faults.ts';
import { facedRings } from './overlay-layer.ts';
import { checkWord } from './kernel/index.ts';
import { areCut, cutIntoRuns, gridOf } from './overlay-runs.ts';
import { referenceOverlay } from './testdata/reference-overlay.ts';

/** The overlay has the pairs and areas of the reference, and tells no overlaps. */
function validate(featuresA: readonly Feature[], featuresB: readonly Feature[]): void {
  expect(overlayFaults(polygonsFromRings(featuresA), polygonsFromRings(featuresB), true)).toEqual(
    [],
  );
}

test.each<readonly [string, Feature[], Feature[]]>([
  ['the same square', [[square(0, 0, 8)]], [[square(0, 0, 8)]]],
  ['half shifted', [[square(0, 0, 8)]], [[square(4, 4, 8)]]],
  ['shared edge only', [[square(0, 0, 8)]], [[square(8, 0, 8)]]],
  ['partly shared edge', [[square(0, 0, 8)]], [[square(8, 3, 8)], [square(2, 0, 4)]]],
  ['touching in a vertex', [[square(0, 0, 8)]], [[square(8, 8, 8)]]],
  [
    'vertex on an edge',
    [[square(0, 0, 8)]],
    [
      [
        [
          [8, 4],
          [12, 0],
          [12, 8],
        ],
      ],
    ],
  ],
  [
    'edge through vertices',
    [
      [
        [
          [0, 0],
          [8, 8],
          [0, 8],
        ],
      ],
      [
        [
          [0, 0],
          [8, 0],
          [8, 8],
        ],
      ],
    ],
    [[square(2, 2, 4)], [square(-2, -2, 4)]],
  ],
  ['T-junction', [[square(0, 0, 8)], [square(8, 0, 4)], [square(8, 4, 4)]], [[square(2, 0, 8)]]],
  [
    'a hole equal to an island',
    [[square(0, 0, 12), square(4, 4, 4)], [square(4, 4, 4)]],
    [[square(4, 4, 4)], [square(0, 0, 12), square(4, 4, 4)]],
  ],
  [
    'a hole that touches the shell',
    [
      [
        square(0, 0, 12),
        [
          [0, 6],
          [3, 8],
          [3, 4],
        ],
      ],
    ],
    [[square(0, 4, 4)]],
  ],
  [
    'an island in an island',
    [[square(0, 0, 12), square(2, 2, 8)], [square(2, 2, 8), square(4, 4, 4)], [square(4, 4, 4)]],
    [[square(3, 3, 6)]],
  ],
  [
    'one unit apart',
    [[square(0, 0, 8)], [square(8, 0, 8)]],
    [[square(1, 0, 8)], [square(9, 0, 8)]],
  ],
  [
    'a needle',
    [
      [
        [
          [0, 0],
          [1000, 1],
          [1000, 2],
        ],
      ],
    ],
    [[square(500, -5, 10)]],
  ],
  ['nothing in common', [[square(0, 0, 8)]], [[square(100, 100, 8)]]],
])('%s', (_, a, b) => validate(a, b));

test('two parts of one feature are one feature', () => {
  const both: Polygons = {
    ...polygonsFromRings([[square(0, 0, 4)], [square(10, 0, 4)]]),
    featureStart: Uint32Array.of(0, 2),
  };
  const found = pairsByName(overlay(both, polygonsFromRings([[square(0, 0, 20)]])));
  expect(found.get('0,0')).toBe(32);
  expect(found.get('-1,0')).toBe(400 - 32);
});

/** Squares of one size over a square field: column c, row r is feature r·n + c. */
function squares(n: number, side: number, x0: number, y0: number): Polygons {
  const features: Feature[] = [];
  for (let r = 0; r < n; r++)
    for (let c = 0; c < n; c++) features.push([square(x0 + c * side, y0 + r * side, side)]);
  return polygonsFromRings(features);
}

test('ground that spans many tiles: 22,500 squares over as many, shifted', () => {
  const [n, side, dx, dy] = [150, 1000, 300, 400];
  const found = pairsByName(overlay(squares(n, side, 0, 0), squares(n, side, dx, dy)));
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) {
      const a = r * n + c;
      for (const [column, row, area] of [
        [c, r, (side - dx) * (side - dy)],
        [c - 1, r, dx * (side - dy)],
        [c, r - 1, (side - dx) * dy],
        [c - 1, r - 1, dx * dy],
      ] as const) {
        if (column < 0 || row < 0) continue;
        const off = Math.abs((found.get(`${a},${row * n + column}`) ?? 0) - area);
        if (off > 1e-6) expect.unreachable(`${a}: ${off}`);
      }
    }
  }
  expect(found.get('0,-1')).toBe(side * side - (side - dx) * (side - dy));
  // 4 pairs a square but at two sides, where there is nothing to the west and to the south, and what lies outside.
  expect([...found.keys()].filter((key) => !key.includes('-')).length).toBe((2 * n - 1) ** 2);
});

test(
  'rings of 6,000 vertices, in layers that overlap themselves, over many tiles',
  { timeout: 60_000 },
  () => {
    const round = (x: number, y: number, radius: number): Feature => [
      Array.from({ length: 6000 }, (_, i): Point => {
        const angle = (i * 2 * Math.PI) / 6000;
        return [Math.round(x + radius * Math.cos(angle)), Math.round(y + radius * Math.sin(angle))];
      }),
    ];
    const a = polygonsFromRings([round(0, 0, 5e6), round(3e6, 1e6, 5e6)]);
    const b = polygonsFromRings([round(1e6, 2e6, 4e6), round(-2e6, -3e6, 3e6)]);
    const pairs = overlay(a, b);
    const found = pairsByName(pairs);
    for (const [key, area] of referenceOverlay(a, b).pairs)
      expect(found.get(key)! / area).toBeCloseTo(1, 12);
    expect([...pairs.overlappedA, ...pairs.overlappedB]).not.toEqual([]);
  },
);

test('rings of very many vertices are covered whole, and nothing is left of them', () => {
  const [n, radius] = [100_000, 5e9];
  const round = Array.from({ length: n }, (_, i): Point => {
    const angle = (i * 2 * Math.PI) / n;
    return [Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))];
  });
  const field = polygonsFromRings([[square(-6e9, -6e9, 12e9)]]);
  for (const first of [0, 12_345, 50_000, 77_777]) {
    const ring = [...round.slice(first), ...round.slice(0, first)];
    const pairs = overlay(polygonsFromRings([[ring]]), field);
    expect([...pairsByName(pairs).keys()]).toEqual(['-1,0', '0,0']);
    expect([...pairs.overlappedA, ...pairs.overlappedB]).toEqual([]);
  }
});

test('a stray parcel far away leaves the tiles as small as they are', () => {
  const field = squares(40, 1000, 0, 0);
  const stray = polygonsFromRings([
    ...Array.from({ length: 1600 }, (_, i) => [
      square((i % 40) * 1000 + 300, Math.floor(i / 40) * 1000 + 400, 1000),
    ]),
    [square(4e12, -3e12, 1000)],
  ]);
  const layers = [facedRings({ polygons: field }), facedRings({ polygons: stray })] as const;
  const grid = gridOf(layers);
  expect(grid.size).toBeLessThan(1e6);
  const runs = cutIntoRuns(layers[1], 0, 1601, grid);
  expect(runs!.columns.length).toBeGreaterThan(1);
  const pairs = pairsByName(overlay(field, stray));
  expect(pairs.get('-1,1600')).toBe(1e6);
  // Rounding grows with the extent: 40,000 km cost less than 1e-10 m².
  expect(pairs.get('41,41')).toBeCloseTo(700 * 600, 0);
});

test('whether edges are too long for the tiles does not depend on the ranges in which a layer is cut', () => {
  const small = Array.from({ length: 400 }, (_, k) => [square(32 * k, 0, 8)]);
  const grid = { size: 32, x0: 0, y0: 0 };
  const decisions = [200, 1000, 1300, 1500, 1700].map((tiles) => {
    const rings = facedRings({
      polygons: polygonsFromRings([...small, [square(0, 8, 32 * tiles)]]),
    });
    const cut = (borders: readonly number[]): boolean =>
      areCut(
        rings,
        borders.slice(1).map((to, k) => cutIntoRuns(rings, borders[k]!, to, grid)),
      );
    expect(cut([0, 200, 401])).toBe(cut([0, 401]));
    expect(cut([0, 100, 200, 300, 401])).toBe(cut([0, 401]));
    return cut([0, 401]);
  });
  expect(new Set(decisions).size).toBe(2);
});

test('features of one layer that lie over each other are told, also where a gap makes up for them', async () => {
  const crs = parseCrs('EPSG:4527');
  const layer = (rings: Feature[], salt: bigint): HashedLayer => {
    const polygons = polygonsFromRings(rings);
    return {
      polygons,
      crs,
      ringHash: BigUint64Array.from(rings, (_, i) => BigInt(i + 1) + salt),
      legalArea: legalAreas(polygons, crs),
    };
  };
  const box = (x: number, width: number): Feature => [
    [
      [39_480_000 + x, 3_900_000],
      [39_480_000 + x + width, 3_900_000],
      [39_480_000 + x + width, 3_900_100],
      [39_480_000 + x, 3_900_100],
    ],
  ];
  // 0–50 and 40–90 of 100: ten metres twice, ten metres not at all.
  const pairs = await overlayLayers(
    layer([box(0, 100)], 0n),
    layer([box(0, 50), box(40, 50)], 100n),
  );
  expect([...pairs.overlappedA]).toEqual([0]);
  expect(pairs.overlapsA).toEqual([]);
  expect(pairs.overlapsB).toHaveLength(1);
  expect(pairs.overlapsB[0]).toMatchObject({ one: 0, other: 1 });
  expect(pairs.overlapsB[0]!.area).toBeCloseTo(1000, 0);
});

test('an empty layer leaves everything outside', () => {
  expect(
    pairsByName(overlay(polygonsFromRings([[square(0, 0, 8)]]), polygonsFromRings([]))),
  ).toEqual(new Map([['0,-1', 64]]));
  expect(overlay(polygonsFromRings([]), polygonsFromRings([])).a.length).toBe(0);
});

test('an empty layer of another system leaves the other one where it is', async () => {
  const layer = (rings: Feature[], code: string): HashedLayer => {
    const polygons = polygonsFromRings(rings);
    const crs = parseCrs(code);
    const ringHash = BigUint64Array.from(rings, (_, i) => BigInt(i + 1));
    return { polygons, crs, ringHash, legalArea: legalAreas(polygons, crs) };
  };
  const parcel = layer([[square(39_480_000, 3_900_000, 100)]], 'EPSG:4527');
  const { a, b, area } = await overlayLayers(layer([], 'EPSG:4490'), parcel);
  expect([[...a], [...b]]).toEqual([[-1], [0]]);
  expect(area[0]).toBeCloseTo(parcel.legalArea[0]!, 2);
});

test('features of one layer that overlap are told', () => {
  const [a, b] = [
    polygonsFromRings([[square(0, 0, 8)], [square(4, 0, 8)]]),
    polygonsFromRings([[square(2, 2, 8)], [square(3, 3, 8)]]),
  ];
  expect(overlayFaults(a, b, false)).toEqual([]);
  const dirty = overlay(
    polygonsFromRings([[square(2, 2, 8)]]),
    polygonsFromRings([[square(0, 0, 8)], [square(4, 0, 8)]]),
  );
  expect([...dirty.overlappedA]).toEqual([0]);
});

/** A coverage of triangles over a lattice of whole numbers: everything that can coincide does. */
function lattice(
  cells: number,
  side: number,
  x0: number,
  y0: number,
  diagonals: readonly boolean[],
  stretch: number,
): Feature[] {
  const features: Feature[] = [];
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      const at = (c: number, r: number): Point => [x0 + c * side + stretch * r, y0 + r * side];
      const [p, q, r, s] = [
        at(column, row),
        at(column + 1, row),
        at(column + 1, row + 1),
        at(column, row + 1),
      ];
      if (diagonals[(row * cells + column) % diagonals.length])
        features.push([[p, q, r]], [[p, r, s]]);
      else features.push([[p, q, s]], [[q, r, s]]);
    }
  }
  return features;
}

const latticeArbitrary = fc
  .record({
    cells: fc.integer({ min: 1, max: 3 }),
    side: fc.integer({ min: 1, max: 6 }),
    x: fc.integer({ min: -4, max: 6 }),
    y: fc.integer({ min: -4, max: 6 }),
    diagonals: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
    stretch: fc.integer({ min: -2, max: 2 }),
  })
  .map((v) => lattice(v.cells, v.side, v.x, v.y, v.diagonals, v.stretch));

test('2,000 random coverages agree with the reference, pair by pair', { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(latticeArbitrary, latticeArbitrary, (a, b) => validate(a, b)),
    { numRuns: 2000 },
  );
});

test('rows and columns add up, order and place of the data do not matter', () => {
  fc.assert(
    fc.property(
      latticeArbitrary,
      latticeArbitrary,
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      (a, b, shift) => {
        const plain = pairsByName(overlay(polygonsFromRings(a), polygonsFromRings(b)));
        const swapped = pairsByName(overlay(polygonsFromRings(b), polygonsFromRings(a)));
        for (const [key, area] of plain)
          expect(swapped.get(key.split(',').reverse().join(','))).toBeCloseTo(area, 9);
        const move = (features: readonly Feature[]): Feature[] =>
          features.map((rings) =>
            rings.map((ring) => ring.map(([x, y]) => [x + shift, y - shift] as const)),
          );
        const moved = pairsByName(overlay(polygonsFromRings(move(a)), polygonsFromRings(move(b))));
        expect([...moved.keys()]).toEqual([...plain.keys()]);
        for (const [key, area] of plain) expect(moved.get(key)).toBeCloseTo(area, 9);
        const rows = new Map<string, number>();
        for (const [key, area] of plain) {
          const row = key.split(',')[0]!;
          rows.set(row, (rows.get(row) ?? 0) + area);
        }
        a.forEach((feature, i) => {
          const [p, q, r] = feature[0] as readonly [Point, Point, Point];
          const own = Math.abs((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])) / 2;
          expect(rows.get(String(i))).toBeCloseTo(own, 9);
        });
      },
    ),
    { numRuns: 300 },
  );
});

test('long edges and large coordinates are decided exactly', () => {
  const far = 2e10;
  const a = polygonsFromRings([
    [
      [
        [far, far],
        [far + 1e10, far + 3e9],
        [far, far + 1e10],
      ],
    ],
  ]);
  const b = polygonsFromRings([
    [
      [
        [far, far],
        [far + 1e10, far + 3e9],
        [far + 1e10, far],
      ],
    ],
    [square(far - 1e9, far - 1e9, 3e10)],
  ]);
  const found = pairsByName(overlay(a, b));
  // The first of B shares its long edge with A and lies on the other side: no area at all.
  expect(found.has('0,0')).toBe(false);
  expect(found.get('0,1')).toBe(5e19);
});

test('parcels with one equal partner are matched, doubles and empty ones stay in the rest', () => {
  const a = BigUint64Array.of(5n, 7n, 7n, 0n, 9n, 2n ** 63n);
  const b = BigUint64Array.of(2n ** 63n, 5n, 7n, 0n, 11n);
  const { pairsA, pairsB, restA, restB } = matchIdentical(a, b);
  expect([...pairsA].map((p, i) => [p, pairsB[i]])).toEqual([
    [0, 1],
    [5, 0],
  ]);
  expect([...restA]).toEqual([1, 2, 3, 4]);
  expect([...restB]).toEqual([2, 3, 4]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 0.5, 2 ** 51])(
  'a coordinate of %d is refused, and the feature is named',
  (wrong) => {
    const good = polygonsFromRings([[square(0, 0, 8)], [square(8, 0, 8)]]);
    const { x } = good;
    x[5] = wrong;
    expect(() => overlay(good, polygonsFromRings([[square(0, 0, 8)]]))).toThrow(
      /feature 1: .* grid/,
    );
  },
);

test('coordinates beside the grid are neither made compact nor overlaid as compact ones', () => {
  const good = polygonsFromRings([[square(0, 0, 8)]]);
  expect(compactPolygons({ ...good, x: good.x.map((x) => x + 0.5) })).toBeNull();
  const compact = compactPolygons(good)!;
  compact.originX[0] = 0.5;
  expect(() => overlayBy(typescriptKernel(), { polygons: compact }, { polygons: good })).toThrow(
    /feature 0: .* grid/,
  );
});

test.each([
  [Int32Array.of(0), /1 labels for a layer of 2 features/],
  [Int32Array.of(0, -1), /feature 1 has the label -1/],
])('labels %o are refused', (labels, message) => {
  const two = polygonsFromRings([[square(0, 0, 8)], [square(8, 0, 8)]]);
  const layer = { polygons: two, labels };
  expect(() => overlayBy(typescriptKernel(), layer, { polygons: two })).toThrow(message);
});

test('what its pairs miss of a parcel is told, and how many edges were looked at by themselves', () => {
  const clean = overlay(
    polygonsFromRings([[square(0, 0, 9)], [square(9, 0, 9)]]),
    polygonsFromRings([[square(3, 4, 20)]]),
  );
  expect(clean.worstRest).toBeLessThan(1e-9);
  expect(clean.unclearEdges).toBe(0);
  const dirty = overlay(
    polygonsFromRings([[square(2, 2, 4)]]),
    polygonsFromRings([[square(0, 0, 8)], [square(1, 1, 8)]]),
  );
  expect(dirty.unclearEdges).toBeGreaterThan(0);
});

test('the check word of a face is not the sum of those of others', () => {
  for (let face = 1; face < 200_000; face++) {
    const twice = (2 * checkWord(face)) | 0;
    if (twice === checkWord(2 * face)) throw new Error(`${face} twice is taken for ${2 * face}`);
  }
  expect(checkWord(0)).toBe(0);
  expect(new Set(Array.from({ length: 200_000 }, (_, face) => checkWord(face))).size).toBe(200_000);
});

test('parcels scattered over wide ground have the areas that they have side by side', () => {
  const scattered = (moved: number): Feature[] =>
    Array.from({ length: 400 }, (_, k) => [
      square((k % 20) * 1e6 + moved * (k % 3), Math.floor(k / 20) * 1e6 + moved, 1000),
    ]);
  const found = pairsByName(
    overlay(polygonsFromRings(scattered(0)), polygonsFromRings(scattered(7))),
  );
  expect(found.get('21,21')).toBeCloseTo((1000 - 7 * (21 % 3)) * 993, 6);
  expect(found.get('20,20')).toBeCloseTo((1000 - 7 * (20 % 3)) * 993, 6);
  expect(found.size).toBe(400 * 3);
});

test('the difference between snapped and legal area is told for every parcel that was overlaid', async () => {
  const crs = parseCrs('EPSG:4527');
  const at = (x: number): Feature => [
    [
      [39_480_000 + x, 3_900_000],
      [39_480_000 + x + 71.237, 3_900_003.1],
      [39_480_000 + x + 70.1, 3_900_100.7],
    ],
  ];
  const layer = (rings: Feature[], salt: bigint): HashedLayer => {
    const polygons = polygonsFromRings(rings);
    const ringHash = BigUint64Array.from(rings, (_, i) => BigInt(i + 1) + salt);
    return { polygons, crs, ringHash, legalArea: legalAreas(polygons, crs) };
  };
  const { differencesA, differencesB, worstDifference } = await overlayLayers(
    layer([at(0), at(90)], 0n),
    layer([at(0.3), at(90), at(180)], 1n),
  );
  expect([...differencesA.features]).toEqual([0]);
  expect([...differencesB.features]).toEqual([1, 2]);
  const all = [...differencesA.differences, ...differencesB.differences].map(Math.abs);
  expect(Math.max(...all)).toBe(worstDifference);
  expect(worstDifference).toBeGreaterThan(0);
  expect(worstDifference).toBeLessThan(5e-3);
});
