/** Lists of edges: when two of them are the same, and hash tables that lie tile by tile. */
import { expect, test } from 'vitest';
import { EdgeSlots } from './edge-slots.ts';
import { EdgeList, haveSameEdges } from './edges.ts';

type Edge = readonly [x1: number, y1: number, x2: number, y2: number, owner: number];

function listOf(...edges: Edge[]): EdgeList {
  const list = new EdgeList();
  for (const edge of edges) list.add(...edge);
  return list;
}

test.each<[string, Edge[], Edge[], boolean]>([
  ['nothing', [], [], true],
  [
    'another order and owner',
    [
      [0, 0, 5, 0, 1],
      [5, 0, 5, 5, 1],
    ],
    [
      [5, 0, 5, 5, 7],
      [0, 0, 5, 0, 8],
    ],
    true,
  ],
  ['the other way', [[0, 0, 5, 0, 1]], [[5, 0, 0, 0, 1]], false],
  ['another point', [[0, 0, 5, 0, 1]], [[0, 0, 5, 1, 1]], false],
  ['the same sums', [[0, 0, 6, 2, 1]], [[1, 0, 5, 2, 1]], false],
  [
    'one more',
    [[0, 0, 5, 0, 1]],
    [
      [0, 0, 5, 0, 1],
      [0, 0, 5, 0, 1],
    ],
    false,
  ],
  [
    'one of them twice, then the other',
    [
      [0, 0, 5, 0, 1],
      [0, 0, 5, 0, 2],
      [1, 1, 2, 2, 3],
    ],
    [
      [0, 0, 5, 0, 1],
      [1, 1, 2, 2, 3],
      [1, 1, 2, 2, 3],
    ],
    false,
  ],
])('edges are the same or not: %s', (_, one, other, same) => {
  expect(haveSameEdges(listOf(...one), listOf(...other))).toBe(same);
});

test.each([
  ['one edge', 1, 0],
  ['all at one place', 40_000, 0],
  ['a square about zero', 40_000, 1e9],
  ['one far from all others', 40_000, 2 ** 51],
])('every edge has a slot, and the slots of a tile come round: %s', (_, count, extent) => {
  const at = (i: number): number => ((i * 7919) % 1009) / 1009 - 0.5;
  const crowd = extent === 2 ** 51 ? 10 : extent;
  const qx = Float64Array.from({ length: count }, (__, i) => Math.round(at(i) * crowd));
  const qy = Float64Array.from({ length: count }, (__, i) => Math.round(at(i + 3) * crowd));
  if (extent === 2 ** 51) qx[0] = extent;
  const next = Uint32Array.from({ length: count }, (__, i) => (i + 1) % count);
  const slots = new EdgeSlots(qx, qy, next);
  const taken = new Uint8Array(slots.size);
  let crowded = 0;
  // All at one place are asked for one after another: a few will do.
  for (let i = 0; i < (extent === 0 ? Math.min(count, 300) : count); i++) {
    const [x, y] = [qx[i]! + qx[next[i]!]!, qy[i]! + qy[next[i]!]!];
    let slot = slots.first(x, y);
    for (let tries = 0; taken[slot] === 1 && tries < slots.size; tries++)
      slot = slots.after(slot, x, y);
    if (taken[slot] !== 0) crowded++;
    taken[slot] = 1;
  }
  expect(crowded).toBe(0);
});
