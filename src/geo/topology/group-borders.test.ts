/** Which features lie at the border of their group. */
import { expect, test } from 'vitest';
import { polygonsFromRings } from '../rings.ts';
import { atGroupBorder } from './group-borders.ts';

type Ring = readonly (readonly [number, number])[];
const box = (x: number, y: number, size: number): Ring => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
];

/** A square around a small one, and two beside it with another small one between them. */
const layer = polygonsFromRings([
  [box(0, 0, 10), box(4, 4, 2).toReversed()],
  [box(4, 4, 2)],
  [box(10, 0, 10)],
]);

test('a feature whose edges all belong to others of its group is inside', () => {
  expect([...atGroupBorder(layer, [0, 1, 2], new Int32Array(3))]).toEqual([0, 2]);
});

test('an edge beside another group is a border', () => {
  expect([...atGroupBorder(layer, [1], Int32Array.of(0, 1, 0))]).toEqual([1]);
});

test('two features in question shield each other', () => {
  const nested = polygonsFromRings([
    [box(0, 0, 10), box(4, 4, 2).toReversed()],
    [
      box(4, 4, 2),
      [
        [5, 4.5],
        [4.5, 5.5],
        [5.5, 5.5],
      ],
    ],
    [
      [
        [5, 4.5],
        [5.5, 5.5],
        [4.5, 5.5],
      ],
    ],
  ]);
  expect([...atGroupBorder(nested, [1, 2], new Int32Array(3))]).toEqual([]);
});
