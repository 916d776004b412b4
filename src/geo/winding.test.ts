import fc from 'fast-check';
import { expect, test } from 'vitest';
import { polygonsBuilder, polygonsFromRings, selfCrossings } from './index.ts';

type Point = readonly [number, number];

const square = (x: number, y: number, side: number): Point[] => [
  [x, y],
  [x + side, y],
  [x + side, y + side],
  [x, y + side],
];

/** Kinds of faults of one feature of several parts, each a shell with holes; also far away and in odd fractions. */
function faultsOf(parts: readonly (readonly Point[])[][]): (string | undefined)[] {
  return [
    (p: Point): Point => p,
    ([x, y]: Point): Point => [39_500_000.1 + x / 7, 4_400_000.3 + y / 7],
  ].map((place) => {
    const builder = polygonsBuilder();
    builder.beginFeature();
    for (const part of parts)
      part.forEach((ring, i) =>
        builder.addRing(ring.map(place).flat(), 0, ring.length, 2, i > 0, false),
      );
    const { polygons, faults } = builder.finish();
    // The rings are drawn either way round on purpose.
    expect(faults.filter(({ kind }) => kind !== 'ring-order')).toEqual([]);
    return selfCrossings(polygons)[0]?.kind;
  });
}

test.each<readonly [string, (readonly Point[])[][], string | undefined]>([
  [
    'a bow tie crossing in a vertex',
    [
      [
        [
          [0, 0],
          [2, 2],
          [5, 5],
          [5, -1],
          [2, 2],
          [0, 4],
        ],
      ],
    ],
    'self-crossing',
  ],
  [
    'two lobes that touch in a vertex',
    [
      [
        [
          [0, 0],
          [2, 2],
          [5, -1],
          [5, 5],
          [2, 2],
          [0, 4],
        ],
      ],
    ],
    'self-touching',
  ],
  [
    'a vertex on another edge',
    [
      [
        [
          [0, 0],
          [8, 0],
          [8, 8],
          [4, 0],
          [0, 8],
        ],
      ],
    ],
    'self-touching',
  ],
  [
    'a ring through a vertex of itself, upright and level',
    [
      [
        [
          [0, 0],
          [4, 0],
          [4, -4],
          [8, -4],
          [8, 4],
          [4, 4],
          [4, 0],
          [7, 0],
          [7, 9],
          [0, 9],
        ],
      ],
    ],
    'self-crossing',
  ],
  [
    'a spike',
    [
      [
        [
          [0, 0],
          [8, 0],
          [8, 8],
          [12, 8],
          [8, 8],
          [0, 8],
        ],
      ],
    ],
    'self-touching',
  ],
  ['a hole within', [[square(0, 0, 8), square(2, 2, 2)]], undefined],
  [
    'a hole that touches the shell',
    [
      [
        square(0, 0, 8),
        [
          [0, 4],
          [4, 2],
          [4, 6],
        ],
      ],
    ],
    undefined,
  ],
  ['a hole along an edge of the shell', [[square(0, 0, 8), square(0, 2, 2)]], 'self-touching'],
  ['a hole outside', [[square(0, 0, 8), square(20, 2, 2)]], 'overlapping-rings'],
  ['a hole in a hole', [[square(0, 0, 9), square(1, 1, 7), square(3, 3, 2)]], 'overlapping-rings'],
  [
    'the same hole twice',
    [[square(0, 0, 9), square(1, 1, 7), square(1, 1, 7)]],
    'overlapping-rings',
  ],
  ['parts side by side', [[square(0, 0, 8)], [square(8, 0, 8)]], 'self-touching'],
  [
    'a hole that touches the shell at two points',
    [
      [
        square(0, 0, 8),
        [
          [0, 4],
          [4, 2],
          [8, 4],
          [4, 6],
        ],
      ],
    ],
    'self-touching',
  ],
  [
    'two holes in a chain from border to border',
    [
      [
        square(0, 0, 8),
        [
          [0, 4],
          [2, 3],
          [4, 4],
          [2, 5],
        ],
        [
          [4, 4],
          [6, 3],
          [8, 4],
          [6, 5],
        ],
      ],
    ],
    'self-touching',
  ],
  ['an island in a hole', [[square(0, 0, 9), square(1, 1, 7)], [square(3, 3, 2)]], undefined],
  [
    'an island that fills its hole',
    [[square(0, 0, 9), square(1, 1, 7)], [square(1, 1, 7)]],
    'self-touching',
  ],
  ['a part in a part', [[square(0, 0, 9)], [square(3, 3, 2)]], 'overlapping-rings'],
  ['the same part twice', [[square(0, 0, 9)], [square(0, 0, 9)]], 'overlapping-rings'],
  [
    'parts that overlap along an edge',
    [
      [square(0, 0, 9)],
      [
        [
          [0, 0],
          [9, 0],
          [9, 3],
          [0, 3],
        ],
      ],
    ],
    'overlapping-rings',
  ],
])('%s', (_, parts, kind) => {
  expect(faultsOf(parts)).toEqual([kind, kind]);
});

test('a star-shaped ring is never at fault, touches itself where a lobe hangs on a vertex, and crosses itself when that lobe is turned over', () => {
  const spoke = fc.integer({ min: 3, max: 40 });
  fc.assert(
    fc.property(fc.array(spoke, { minLength: 4, maxLength: 60 }), (spokes) => {
      const ring = spokes.map((length, i): Point => {
        const angle = (2 * Math.PI * i) / spokes.length;
        return [length * Math.cos(angle), length * Math.sin(angle)];
      });
      const [vx, vy] = ring[0]!;
      // A triangle outside of all spokes, entered and left in the first vertex, once each way round.
      const lobe: Point[] = [
        [vx + 100, vy - 5],
        [vx + 100, vy + 5],
      ];
      const [, ...rest] = ring;
      const good: Point[] = [[vx, vy], ...lobe, [vx, vy], ...rest];
      const turned: Point[] = [[vx, vy], ...lobe.toReversed(), [vx, vy], ...rest];
      expect(
        selfCrossings(polygonsFromRings([[ring], [good], [turned]])).map((f) => [
          f.feature,
          f.kind,
        ]),
      ).toEqual([
        [1, 'self-touching'],
        [2, 'self-crossing'],
      ]);
    }),
  );
});
