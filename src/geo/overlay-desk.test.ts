/** One desk after many tiles, and another at its first: what they say of a tile is the same to the last bit. */
import { expect, test } from 'vitest';
import { polygonsFromRings, type Polygons, typescriptKernel } from './index.ts';
import { TileWork } from './overlay-desk.ts';
import { facedRings } from './overlay-layer.ts';
import { planTiles } from './overlay-plan.ts';
import { cutIntoRuns, gridOf } from './overlay-runs.ts';
import type { Point } from './testdata/drawn-features.ts';

/** Land on both sides of a saw blade whose teeth are wide in the west and narrow in the east. */
function sawn(offset: number): Polygons {
  const teeth: Point[] = [];
  for (let x = offset, i = 0; x < 500_000; x += x < 300_000 ? 24 : 6, i++)
    teeth.push([x, i % 2 === 0 ? 1000 + (i % 7) : -1000 - (i % 11)]);
  const [west, east] = [teeth[0]![0], teeth.at(-1)![0]];
  return polygonsFromRings([
    [[...teeth, [east, 5096], [west, 5096]]],
    [[[west, -5096], [east, -5096], ...teeth.toReversed()]],
  ]);
}

test('what comes of a tile does not depend on the tiles before it', () => {
  const [a, b] = [sawn(0), sawn(7)].map((polygons) => facedRings({ polygons })) as [
    ReturnType<typeof facedRings>,
    ReturnType<typeof facedRings>,
  ];
  const grid = gridOf([a, b]);
  const plan = planTiles(grid, [cutIntoRuns(a, 0, 2, grid)!], [cutIntoRuns(b, 0, 2, grid)!]);
  const tiles = Array.from({ length: plan.count }, (_, tile) => tile);
  const bitsBy = (order: readonly number[]): Map<number, string> => {
    const work = new TileWork(typescriptKernel(), a, b, plan);
    for (const tile of order) work.run(tile);
    const bits = new Map<number, string>();
    for (const part of work.pairs())
      part.tiles.forEach((tile, k) => {
        const sums = part.sums.slice(2 * part.starts[k]!, 2 * part.starts[k + 1]!);
        bits.set(tile, new BigUint64Array(sums.buffer).join());
      });
    return bits;
  };
  const forth = bitsBy(tiles);
  const back = bitsBy(tiles.toReversed());
  expect(tiles.filter((tile) => back.get(tile) !== forth.get(tile))).toEqual([]);
});
