/** The overlay of any number of layers against an exact reference, against the overlay of two, and against itself. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Feature,
  movedBy,
  polygonsAsDrawn,
  reversed,
  square,
} from './testdata/drawn-features.ts';
import { overlay, overlayMany, parseCrs, planarAreas, type TupleAreas } from './index.ts';
import { pairsByName } from './testdata/overlay-faults.ts';
import { facedRings } from './overlay-layer.ts';
import { ManyWork } from './overlay-many-tile.ts';
import { planMany } from './overlay-plan.ts';
import { cutIntoRuns, gridOf } from './overlay-runs.ts';
import { Random, randomCase } from './testdata/random-coverage.ts';
import { referenceMany } from './testdata/reference-many.ts';

/** Areas by tuple, as `a,b,c`. */
function byName({ layers, faces, area }: TupleAreas): Map<string, number> {
  return new Map(
    Array.from(area, (value, row) => [
      faces.subarray(row * layers, (row + 1) * layers).join(','),
      value,
    ]),
  );
}

function areas(layers: readonly (readonly Feature[])[]): Map<string, number> {
  return byName(overlayMany(layers.map((layer) => ({ polygons: polygonsAsDrawn(layer) }))));
}

/** Tuples of which the two do not say the same, but for one part in 10⁹; `only` leaves others out. */
function unlike(
  found: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, number>,
  only: (tuple: string) => boolean = () => true,
): string[] {
  return [...new Set([...found.keys(), ...expected.keys()])].filter(only).flatMap((tuple) => {
    const [one, other] = [found.get(tuple) ?? 0, expected.get(tuple) ?? 0];
    return Math.abs(one - other) < 1e-9 * (1 + Math.abs(other))
      ? []
      : [`${tuple}: ${one}, not ${other}`];
  });
}

/** What is wrong against the reference. Where a feature winds around ground twice or backwards, −1 is not looked at. */
function faultsOf(layers: readonly (readonly Feature[])[]): string[] {
  const { tuples, isWound } = referenceMany(layers.map(polygonsAsDrawn));
  return unlike(areas(layers), tuples, (tuple) => !isWound || !tuple.includes('-1'));
}

function validate(layers: readonly (readonly Feature[])[]): void {
  expect(faultsOf(layers)).toEqual([]);
}

const triangle = (x: number, y: number, side: number): Feature => [
  [
    [x, y],
    [x + side, y],
    [x, y + side],
  ],
];

test.each<readonly [string, readonly Feature[][]]>([
  ['three times the same square', [[[square(0, 0, 8)]], [[square(0, 0, 8)]], [[square(0, 0, 8)]]]],
  ['staggered', [[[square(0, 0, 8)]], [[square(4, 4, 8)]], [[square(2, 2, 8)]]]],
  [
    'one border for all',
    [
      [[square(0, 0, 8)], [square(8, 0, 8)]],
      [[square(0, -2, 8)], [square(8, 2, 8)]],
      [[square(4, 4, 4)], [square(8, 4, 4)]],
    ],
  ],
  [
    'corners of one on edges of another',
    [[[square(0, 0, 8)]], [triangle(0, 4, 4)], [triangle(4, 0, 8)]],
  ],
  [
    'many edges through one point',
    [
      [
        triangle(0, 0, 8),
        [
          [
            [0, 0],
            [-8, 0],
            [0, -8],
          ],
        ],
      ],
      [[square(-4, -4, 8)]],
      [
        [
          [
            [-6, -6],
            [6, 6],
            [-6, 6],
          ],
        ],
        [
          [
            [-6, -6],
            [6, -6],
            [6, 6],
          ],
        ],
      ],
    ],
  ],
  [
    'a hole, an island, and what covers both',
    [[[square(0, 0, 12), reversed(square(4, 4, 4))]], [[square(4, 4, 4)]], [[square(2, 2, 8)]]],
  ],
  ['nothing in common', [[[square(0, 0, 4)]], [[square(10, 0, 4)]], [[square(20, 0, 4)]]]],
  ['a layer of nothing', [[[square(0, 0, 4)]], [], [[square(2, 0, 4)]]]],
  ['five layers', [0, 1, 2, 3, 4].map((k) => [[square(k, -k, 8)], [square(k + 8, k, 5 - k)]])],
  [
    'zones over each other',
    [
      [[square(0, 0, 8)], [square(8, 0, 8)]],
      [[square(1, 1, 6)], [square(2, 2, 8)], [square(3, 3, 2)]],
      [[square(0, 0, 5)], [square(0, 0, 5)], [square(4, 4, 4)]],
    ],
  ],
  [
    'edges over many tiles',
    [
      [
        [
          [
            [-50_000, -50_001],
            [90_000, 7],
            [-40_000, 60_000],
          ],
        ],
      ],
      Array.from({ length: 24 }, (_, k) => [square(400 * k - 4000, 300 * k - 3000, 90)]),
      [[square(-5000, -2000, 9000)], [square(4000, -2000, 9000)]],
    ],
  ],
])('%s', (_, layers) => validate(layers));

test('a feature that winds around ground twice counts it twice', () => {
  const twice: Feature = [[...square(0, 0, 8), ...square(0, 0, 4)]];
  const found = areas([[[square(0, 0, 20)]], [twice], [[square(2, 2, 10)]]]);
  expect(found.get('0,0,0')).toBe(36 + 4);
  expect(found.get('0,0,-1')).toBe(64 - 36 + 16 - 4);
});

test('ground of no layer is no row, and rows are in order', () => {
  const { faces, area, overlapped } = overlayMany(
    [[[square(0, 0, 4)]], [[square(2, 0, 4)]], [[square(9, 0, 4)], [square(3, 0, 1)]]].map(
      (layer) => ({ polygons: polygonsAsDrawn(layer) }),
    ),
  );
  expect([...faces]).toEqual(
    [
      [-1, -1, 0],
      [-1, 0, -1],
      [0, -1, -1],
      [0, 0, -1],
      [0, 0, 1],
    ].flat(),
  );
  expect([...area]).toEqual([16, 8, 8, 7, 1]);
  expect(overlapped.map((list) => list.length)).toEqual([0, 0, 0]);
});

test('features that lie over others of their layer are told', () => {
  const zones = [[square(0, 0, 4)], [square(20, 0, 4)], [square(2, 2, 4)], [square(4, 0, 2)]];
  const { overlapped } = overlayMany(
    [[[square(0, 0, 9)]], zones].map((layer) => ({ polygons: polygonsAsDrawn(layer) })),
  );
  expect(overlapped.map((list) => [...list])).toEqual([[], [0, 2]]);
});

test('features with one label count as one, wherever they lie', () => {
  const layers = [
    [[square(0, 0, 8)], [square(8, 0, 8)], [square(16, 0, 8)]],
    [[square(4, 4, 16)]],
    [[square(0, 0, 6)], [square(3, 3, 6)], [square(12, 2, 6)]],
  ].map(polygonsAsDrawn);
  const found = overlayMany([
    { polygons: layers[0]!, labels: Int32Array.of(4, 1, 4) },
    { polygons: layers[1]! },
    { polygons: layers[2]!, labels: Int32Array.of(0, 0, 2) },
  ]);
  const expected = new Map<string, number>();
  for (const [tuple, area] of byName(overlayMany(layers.map((polygons) => ({ polygons }))))) {
    const [a, b, c] = tuple.split(',').map(Number) as [number, number, number];
    const name = [a < 0 ? -1 : [4, 1, 4][a], b, c < 0 ? -1 : [0, 0, 2][c]].join(',');
    expected.set(name, (expected.get(name) ?? 0) + area);
  }
  expect(unlike(byName(found), expected)).toEqual([]);
});

test.each([0, 1, 9])('%i layers are refused', (count) => {
  const layer = { polygons: polygonsAsDrawn([[square(0, 0, 8)]]) };
  expect(() => overlayMany(Array.from({ length: count }, () => layer))).toThrow(RangeError);
});

const seeds = fc.integer({ min: 0, max: 2 ** 30 });
const runs = { seed: 20_260_102 };

/** Two layers of a random case, moved so that it begins at the origin; none of them is empty. */
function layersOf(seed: number, isClean: boolean, widest = 4): Feature[][] | null {
  const { isClean: clean, a, b } = randomCase(seed, widest);
  const start = a[0]?.[0]?.[0];
  if (clean !== isClean || !start || b.length === 0) return null;
  return [movedBy(a, -start[0], -start[1]), movedBy(b, -start[0], -start[1])];
}

/** Three or four clean layers: two pairs of layers that have most of their lines in common. */
const clean = fc
  .tuple(seeds, seeds)
  .map(([one, other]) => [layersOf(one, true), layersOf(other, true)] as const)
  .filter((pairs) => pairs.every((pair) => pair !== null))
  .map(([one, other]) => [...one!, ...other!]);

/** Two clean layers so large that places along edges are rounded. */
const large = seeds.map((seed) => layersOf(seed, true, 34)).filter((pair) => pair !== null);

/** Layers of which the last overlaps itself. */
const overlapping = clean.map(([a, b, c, d]) => [a!, b!, [...c!, ...d!]]);

/** Layers with faults of all kinds. */
const faulty = seeds.map((seed) => layersOf(seed, false)).filter((pair) => pair !== null);

test('clean layers have the areas of the reference', () => {
  fc.assert(
    fc.property(clean, ([a, b, c]) => validate([a!, b!, c!])),
    { ...runs, numRuns: 40 },
  );
});

test('layers that overlap themselves have the areas of the reference', () => {
  fc.assert(
    fc.property(overlapping, (layers) => validate(layers)),
    { ...runs, numRuns: 25 },
  );
});

test('layers with faults have the areas of the reference', () => {
  fc.assert(
    fc.property(faulty, clean, (layers, [a]) => validate([layers[0]!, a!, layers[1]!])),
    { ...runs, numRuns: 25 },
  );
});

test('in clean layers no face has to be looked up', () => {
  const looksUp = (layers: readonly (readonly Feature[])[]): boolean => {
    const rings = layers.map((layer) => facedRings({ polygons: polygonsAsDrawn(layer) }));
    const grid = gridOf(rings);
    const runsOf = rings.map((layer) => cutIntoRuns(layer, 0, layer.featureStart.length - 1, grid));
    const plan = planMany(
      grid,
      runsOf.map((cut) => [cut!]),
    );
    let asked = false;
    const work = new ManyWork(rings, plan, () => {
      asked = true;
      return new Map<number, number>();
    });
    for (let tile = 0; tile < plan.count; tile++) work.run(tile);
    work.finish();
    return asked;
  };
  expect(
    looksUp([[[square(0, 0, 8)]], [[square(0, 0, 4)], [square(0, 0, 4)]], [[square(1, 1, 1)]]]),
  ).toBe(true);
  fc.assert(
    fc.property(large, (layers) => !looksUp(layers)),
    { ...runs, numRuns: 1000 },
  );
});

test('two layers have the pairs of the overlay of two', () => {
  fc.assert(
    fc.property(clean, ([a, b]) => {
      const expected = pairsByName(overlay(polygonsAsDrawn(a!), polygonsAsDrawn(b!)));
      const found = areas([a!, b!]);
      expect(unlike(found, expected)).toEqual([]);
      expect([...found.keys()].toSorted()).toEqual([...expected.keys()].toSorted());
    }),
    { ...runs, numRuns: 300 },
  );
});

/** Areas by the faces of the chosen layers alone; ground of none of them is left out. */
function seenBy(all: ReadonlyMap<string, number>, chosen: readonly number[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [tuple, area] of all) {
    const faces = tuple.split(',');
    const name = chosen.map((layer) => faces[layer]).join(',');
    if (chosen.some((layer) => faces[layer] !== '-1')) sums.set(name, (sums.get(name) ?? 0) + area);
  }
  return sums;
}

test('one layer less gives the areas added over it', () => {
  fc.assert(
    fc.property(clean, fc.nat({ max: 3 }), (layers, left) => {
      const others = [0, 1, 2, 3].filter((layer) => layer !== left);
      const expected = areas(others.map((layer) => layers[layer]!));
      expect(unlike(seenBy(areas(layers), others), expected)).toEqual([]);
    }),
    { ...runs, numRuns: 150 },
  );
});

test('every feature of every layer is there with its own area', () => {
  const crs = parseCrs('EPSG:4548');
  fc.assert(
    fc.property(clean, (layers) => {
      const all = areas(layers);
      layers.forEach((layer, k) => {
        const own = planarAreas(polygonsAsDrawn(layer), crs);
        const expected = new Map(Array.from(own, (area, i) => [`${i}`, area]));
        expect(unlike(seenBy(all, [k]), expected)).toEqual([]);
      });
    }),
    { ...runs, numRuns: 150 },
  );
});

test('the order of the layers does not matter', () => {
  fc.assert(
    fc.property(clean, seeds, (layers, seed) => {
      const random = new Random(seed);
      const rest = [0, 1, 2, 3];
      const order = layers.map(() => rest.splice(random.whole(0, rest.length - 1), 1)[0]!);
      const expected = seenBy(areas(layers), order);
      expect(unlike(areas(order.map((layer) => layers[layer]!)), expected)).toEqual([]);
    }),
    { ...runs, numRuns: 150 },
  );
});
