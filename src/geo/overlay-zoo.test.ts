/**
 * The zoo of degenerate overlays: all that can touch, coincide, nest, be far away or be nothing. Every case is held against
 * the exact reference: each pair with an area is there with it, and none that only touches.
 */
import { expect, test } from 'vitest';
import {
  type Feature,
  movedBy,
  type Point,
  polygonsAsDrawn,
  reversed,
  type Ring,
  square,
} from './testdata/drawn-features.ts';
import { overlay, type Polygons } from './index.ts';
import { overlayFaults, pairsByName } from './testdata/overlay-faults.ts';
import { Random } from './testdata/random-coverage.ts';

function faultsOf(a: readonly Feature[], b: readonly Feature[], isClean = true): string[] {
  return overlayFaults(polygonsAsDrawn(a), polygonsAsDrawn(b), isClean);
}

/** A square with square holes. */
function frame(x: number, y: number, side: number, ...holes: readonly Ring[]): Feature {
  return [square(x, y, side), ...holes.map(reversed)];
}

/** Squares of one size in rows over a square field. */
function squares(n: number, side: number, x0 = 0, y0 = 0): Feature[] {
  return Array.from({ length: n * n }, (_, i) => [
    square(x0 + (i % n) * side, y0 + Math.floor(i / n) * side, side),
  ]);
}

/** The same field in triangles, the diagonal of every second square the other way. */
function triangles(n: number, side: number): Feature[] {
  return squares(n, side).flatMap(([ring], i) => {
    const [p, q, r, s] = ring as readonly [Point, Point, Point, Point];
    const isEven = ((i % n) + Math.floor(i / n)) % 2 === 0;
    return isEven ? [[[p, q, r]], [[p, r, s]]] : [[[p, q, s]], [[q, r, s]]];
  });
}

/** Squares in squares around the corners of a lattice, each a feature with the next as its hole. */
function nests(n: number, side: number): Feature[] {
  const corners = Array.from({ length: n * n }, (_, i) => [i % n, Math.floor(i / n)] as const);
  return corners.flatMap(([column, row]) =>
    [6, 4, 2].map((size): Feature => {
      const at = (width: number): Ring =>
        square(column * side - width / 2, row * side - width / 2, width);
      return size === 2 ? [at(2)] : [at(size), reversed(at(size - 2))];
    }),
  );
}

/** A quarter turn about the origin. */
function turned(features: readonly Feature[]): Feature[] {
  return features.map((rings) => rings.map((ring) => ring.map(([x, y]): Point => [-y, x])));
}

const step: Ring = [
  [0, 0],
  [12, 0],
  [12, 4],
  [4, 4],
  [4, 12],
  [0, 12],
];

const pairs: readonly (readonly [string, readonly Feature[], readonly Feature[]])[] = [
  ['an edge shared whole', [[square(0, 0, 8)]], [[square(8, 0, 8)]]],
  ['an edge shared in part', [[square(0, 0, 8)]], [[square(8, 3, 8)], [square(0, 8, 3)]]],
  ['an edge within an edge', [[square(0, 0, 8)]], [[square(2, 0, 4)], [square(3, 8, 2)]]],
  ['edges shared from the inside', [[step]], [[square(0, 0, 4)], [square(4, 4, 8)]]],
  ['the same ring begun elsewhere', [[step]], [[[...step.slice(2), ...step.slice(0, 2)]]]],
  [
    'a border with a vertex that the neighbour does not have',
    [[square(0, 0, 8)], [square(8, 0, 4)], [square(8, 4, 4)]],
    [
      [square(4, 0, 4)],
      [
        [
          [8, 0],
          [12, 0],
          [12, 8],
          [8, 8],
          [8, 6],
          [8, 5],
          [8, 1],
        ],
      ],
    ],
  ],
  [
    'a vertex on an edge',
    [[square(0, 0, 8)]],
    [
      [
        [
          [8, 4],
          [12, 0],
          [12, 8],
        ],
      ],
      [
        [
          [4, 8],
          [6, 12],
          [2, 12],
        ],
      ],
    ],
  ],
  [
    'a vertex on an edge from within',
    [[square(0, 0, 8)]],
    [
      [
        [
          [8, 4],
          [2, 6],
          [2, 2],
        ],
      ],
    ],
  ],
  [
    'vertex on vertex, of different degrees',
    [[square(0, 0, 8)], [square(8, 8, 8)]],
    triangles(4, 4),
  ],
  [
    'edges through lattices of vertices',
    [
      [
        [
          [0, 0],
          [12, 0],
          [12, 12],
        ],
      ],
      [
        [
          [0, 0],
          [12, 12],
          [0, 12],
        ],
      ],
    ],
    squares(6, 2),
  ],
  [
    'a hole that touches its shell in a vertex',
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
    [[square(0, 4, 4)], [square(-4, 4, 4)]],
  ],
  [
    'a hole along an edge of the other layer',
    [frame(0, 0, 12, square(4, 4, 4))],
    [[square(4, 0, 4)], [square(0, 4, 4)], [square(8, 8, 8)]],
  ],
  [
    'a hole equal to an island',
    [frame(0, 0, 12, square(4, 4, 4)), [square(4, 4, 4)]],
    [[square(4, 4, 4)], frame(0, 0, 12, square(4, 4, 4))],
  ],
  ['a hole equal to the other layer', [frame(0, 0, 12, square(4, 4, 4))], [[square(4, 4, 4)]]],
  [
    'two holes that touch',
    [frame(0, 0, 12, square(2, 2, 4), square(6, 6, 4))],
    [[square(2, 2, 8)]],
  ],
  [
    'islands in islands in islands',
    [
      frame(0, 0, 24, square(2, 2, 20)),
      frame(2, 2, 20, square(4, 4, 16)),
      frame(4, 4, 16, square(6, 6, 12)),
      [square(6, 6, 12)],
    ],
    [frame(1, 1, 22, square(3, 3, 18)), frame(3, 3, 18, square(5, 5, 14)), [square(5, 5, 14)]],
  ],
  [
    'an island of the same feature in its own hole',
    [[square(0, 0, 24), reversed(square(4, 4, 16)), square(8, 8, 8)]],
    [[square(6, 6, 12)]],
  ],
  [
    'parts that touch in a vertex',
    [[square(0, 0, 4), square(4, 4, 4)]],
    [[square(2, 2, 4)], [square(4, 0, 2)]],
  ],
  [
    'a ring that touches itself',
    [
      [
        [
          [0, 0],
          [8, 0],
          [4, 4],
          [8, 8],
          [0, 8],
          [4, 4],
        ],
      ],
    ],
    [[square(2, 2, 4)]],
  ],
  [
    'needles',
    [
      [
        [
          [0, 0],
          [1000, 1],
          [1000, 2],
        ],
      ],
      [
        [
          [0, 0],
          [1000, 2],
          [999, 2],
        ],
      ],
    ],
    [
      [square(500, -5, 10)],
      [
        [
          [0, 1],
          [1000, 0],
          [1000, 1],
        ],
      ],
    ],
  ],
  [
    'needles along each other',
    [
      [
        [
          [0, 0],
          [998, 13],
          [997, 13],
        ],
      ],
    ],
    [
      [
        [
          [0, 0],
          [997, 13],
          [996, 13],
        ],
      ],
      [
        [
          [0, 0],
          [999, 13],
          [998, 13],
        ],
      ],
    ],
  ],
  ['nothing in common', [[square(0, 0, 8)]], [[square(100, 100, 8)]]],
  [
    'a box within a box without common ground',
    [frame(0, 0, 12, square(2, 2, 8))],
    [[square(4, 4, 4)]],
  ],
];

test.each(pairs)('%s, in all four directions, also with the layers changed over', (_, a, b) => {
  let [one, other] = [a, b];
  for (let quarter = 0; quarter < 4; quarter++) {
    expect(faultsOf(one, other)).toEqual([]);
    expect(faultsOf(other, one)).toEqual([]);
    expect(faultsOf(one, one)).toEqual([]);
    [one, other] = [turned(one), turned(other)];
  }
});

const fields: readonly (readonly [string, readonly Feature[]])[] = [
  ['squares', squares(6, 8)],
  ['squares half a side on', squares(5, 8, 4, 4)],
  ['squares of one and a half', squares(4, 12)],
  ['triangles', triangles(6, 8)],
  ['triangles of twice the size', triangles(3, 16)],
  ['nests of squares', nests(7, 8)],
];
const fieldPairs = fields.flatMap(([one, a], i) =>
  fields.slice(i).map(([other, b]) => [`${one} and ${other}`, a, b] as const),
);

test.each(fieldPairs)('%s, on the corners of tiles and the lines of cells', (_, a, b) => {
  expect(faultsOf(a, b)).toEqual([]);
  // Small tiles have lines at multiples of powers of two, counted from either end.
  for (const shift of [1, 32, -1024, 4095])
    expect(faultsOf(movedBy(a, shift, -shift), movedBy(b, shift, -shift))).toEqual([]);
});

test.each([
  [1, 0],
  [0, 1],
  [-1, 1],
  [1, 1],
])('a map and the same map %d and %d units on', (dx, dy) => {
  for (const [, map] of fields) expect(faultsOf(map, movedBy(map, dx, dy))).toEqual([]);
});

test('empty layers, and features without rings', () => {
  const none: Feature = [];
  expect(faultsOf([], [])).toEqual([]);
  expect(faultsOf([], [[square(0, 0, 8)]])).toEqual([]);
  expect(faultsOf([none], [none, none])).toEqual([]);
  expect(faultsOf([none, [square(0, 0, 8)], none], [[square(4, 4, 8)], none])).toEqual([]);
});

test.each<readonly [string, Ring]>([
  ['a point', [[4, 4]]],
  ['a point of the other layer', [[8, 8]]],
  [
    'an edge there and back',
    [
      [2, 2],
      [6, 7],
    ],
  ],
  [
    'an edge of the other layer there and back',
    [
      [8, 0],
      [8, 8],
    ],
  ],
  [
    'a point twice',
    [
      [3, 3],
      [3, 3],
    ],
  ],
  [
    'three points in line',
    [
      [1, 1],
      [4, 4],
      [10, 10],
    ],
  ],
])('a ring of zero area: %s', (_, ring) => {
  const [a, b] = [
    [[ring], [square(0, 0, 8)], [ring, square(20, 0, 8)]],
    [[square(4, 0, 8)], [ring]],
  ];
  expect(faultsOf(a, b, false)).toEqual([]);
  const found = overlay(polygonsAsDrawn(a), polygonsAsDrawn(b));
  expect([...found.a]).not.toContain(0);
  expect([...found.b]).not.toContain(1);
});

test('points that are repeated, and spikes, do not change areas', () => {
  const plain: Feature[] = [[square(0, 0, 8)], [square(8, 0, 8)]];
  const repeated = plain.map((rings) => rings.map((ring) => ring.flatMap((p) => [p, p, p])));
  const out: Ring = [
    [0, 0],
    [8, 0],
    [8, 8],
    [20, 14],
    [8, 8],
    [0, 8],
    [3, 3],
    [0, 8],
  ];
  const spiked: Feature[] = [[out], plain[1]!];
  const other: Feature[] = [[square(4, 4, 8)], [square(12, 8, 8)]];
  const plainly = pairsByName(overlay(polygonsAsDrawn(plain), polygonsAsDrawn(other)));
  for (const odd of [repeated, spiked]) {
    expect(faultsOf(odd, other, false)).toEqual([]);
    expect(pairsByName(overlay(polygonsAsDrawn(odd), polygonsAsDrawn(other)))).toEqual(plainly);
  }
});

/** The farthest coordinates and longest edges that a layer may have, in units. */
const [FAR, LONG] = [2 ** 42, 2 ** 41];

test('the farthest corners of the plane', () => {
  for (const [x, y] of [
    [FAR, FAR],
    [-FAR, FAR],
    [-FAR, -FAR],
    [FAR, -FAR],
  ] as const) {
    const corner = (dx: number): Feature => [
      square(x > 0 ? x - 16 + dx : x + dx, y > 0 ? y - 16 : y, 16 - dx),
    ];
    expect(faultsOf([corner(0)], [corner(4)])).toEqual([]);
    expect(faultsOf(movedBy(squares(4, 4), x, y), movedBy(triangles(2, 8), x, y))).toEqual([]);
  }
});

test.each<readonly [string, readonly Feature[], readonly Feature[]]>([
  [
    'squares that share half an edge',
    [[square(0, 0, LONG)]],
    [[square(LONG / 2, LONG, LONG)], [square(LONG, 0, LONG)]],
  ],
  ['squares one unit on', [[square(-FAR, -FAR, LONG)]], [[square(-FAR + 1, -FAR + 1, LONG)]]],
  [
    'triangles on either side of one edge',
    [
      [
        [
          [0, 0],
          [LONG, LONG - 1],
          [0, LONG],
        ],
      ],
    ],
    [
      [
        [
          [0, 0],
          [LONG, 0],
          [LONG, LONG - 1],
        ],
      ],
    ],
  ],
  [
    'edges that part by one unit',
    [
      [
        [
          [0, 0],
          [LONG, LONG - 1],
          [0, LONG],
        ],
      ],
    ],
    [
      [
        [
          [0, 0],
          [LONG, 0],
          [LONG, LONG],
        ],
      ],
    ],
  ],
  [
    'edges that part by one unit halfway',
    [
      [
        [
          [0, 0],
          [LONG, 1],
          [LONG / 2, LONG],
        ],
      ],
    ],
    [
      [
        [
          [0, 1],
          [LONG / 2, -LONG],
          [LONG, 0],
        ],
      ],
    ],
  ],
  [
    'needles of one unit',
    [
      [
        [
          [-FAR, 0],
          [-FAR + LONG, 1],
          [-FAR + LONG, 2],
        ],
      ],
    ],
    [
      [
        [
          [-FAR, 2],
          [-FAR + LONG, 0],
          [-FAR + LONG, 1],
        ],
      ],
    ],
  ],
])('edges of 2⁴¹ units: %s', (_, a, b) => {
  expect(faultsOf(a, b)).toEqual([]);
  expect(faultsOf(b, a)).toEqual([]);
});

test('borders along one long line that no double product tells from its neighbours', () => {
  const random = new Random(3);
  for (let k = 0; k < 200; k++) {
    // Odd numbers of 38 bits: their products have 76, and every point of the line is a multiple of one step.
    const step: Point = [
      random.whole(2 ** 37, 2 ** 38) * 2 + 1,
      random.whole(2 ** 36, 2 ** 37) * 2 - 1,
    ];
    const at = (part: number): Point => [step[0] * part, step[1] * part];
    const beside = ([x, y]: Point, by: number): Point => [x - by, y + by];
    // Strips on either side of the line, with vertices at different places.
    const strip = (places: readonly number[], by: number): Feature => {
      const [along, back] = [
        places.map(at),
        places.map((place) => beside(at(place), by)).reverse(),
      ];
      return [by > 0 ? [...along, ...back] : [...back, ...along].reverse()];
    };
    const a = [strip([0, 1, 5], 1000), strip([5, 6, 7], 1000), strip([0, 3, 7], -1000)];
    const b = [strip([0, 2, 3, 4], 700), strip([1, 4], -700), strip([4, 7], -1500)];
    expect(faultsOf(a, b)).toEqual([]);
    expect(faultsOf(a, movedBy(b, random.whole(-1, 1), random.whole(-1, 1)))).toEqual([]);
  }
});

test('a ring of a million vertices and its copy turned by half a step', { timeout: 60_000 }, () => {
  const [count, radius] = [1_000_000, 2 ** 40];
  const ring = (turn: number): Polygons => {
    const angle = (i: number): number => ((i + turn) * 2 * Math.PI) / count;
    return {
      x: Float64Array.from({ length: count }, (_, i) => Math.round(radius * Math.cos(angle(i)))),
      y: Float64Array.from({ length: count }, (_, i) => Math.round(radius * Math.sin(angle(i)))),
      ringStart: Uint32Array.of(0, count),
      isHole: Uint8Array.of(0),
      featureStart: Uint32Array.of(0, 1),
    };
  };
  const [a, b] = [ring(0), ring(0.5)];
  const found = pairsByName(overlay(a, b));
  expect([...found.keys()]).toEqual(['-1,0', '0,-1', '0,0']);
  const whole = (count / 2) * radius ** 2 * Math.sin((2 * Math.PI) / count);
  // What sticks out of either is its corners, 3e-12 of it, each cut off by an edge of the other.
  const [outA, outB] = [cornersCutOff(a, b, 0), cornersCutOff(b, a, 1)];
  expect(outA / whole).toBeGreaterThan(1e-12);
  expect(Math.abs(found.get('0,-1')! - outA) / whole).toBeLessThan(1e-13);
  expect(Math.abs(found.get('-1,0')! - outB) / whole).toBeLessThan(1e-13);
  expect(Math.abs(found.get('0,0')! + outA - whole) / whole).toBeLessThan(1e-12);
});

/** Area of the corners of a ring that the edges of another cut off; the edge for corner i ends at vertex i + `ahead`. */
function cornersCutOff(ring: Polygons, other: Polygons, ahead: number): number {
  const count = ring.x.length;
  let area = 0;
  for (let i = 0; i < count; i++) {
    const at = (polygons: Polygons, k: number): Point => {
      const j = (k + count) % count;
      return [polygons.x[j]! - ring.x[i]!, polygons.y[j]! - ring.y[i]!];
    };
    const [from, to] = [at(other, i - 1 + ahead), at(other, i + ahead)];
    const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
    const height = ([x, y]: Point): number => dx * (y - from[1]) - dy * (x - from[0]);
    const corner = height([0, 0]);
    if (corner >= 0) continue;
    const cut = ([x, y]: Point): Point => {
      const part = corner / (corner - height([x, y]));
      return [x * part, y * part];
    };
    const [before, after] = [cut(at(ring, i - 1)), cut(at(ring, i + 1))];
    area += Math.abs(before[0] * after[1] - before[1] * after[0]) / 2;
  }
  return area;
}
