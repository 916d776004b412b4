/** Random coverages, clean and spoilt: what the faces say adds up to what the features and the overlay say. */
import { expect, test } from 'vitest';
import { overlay } from '../overlay.ts';
import { featureCount, type Polygons } from '../polygons.ts';
import { polygonsAsDrawn } from '../testdata/drawn-features.ts';
import { randomCase } from '../testdata/random-coverage.ts';
import { facesOf } from './faces.ts';
import { leftover } from './leftover.ts';
import { nodeEdges } from './node.ts';

const GRID = { originX: 0, originY: 0, scale: 1, stepX: 1, stepY: 1 };

/** ∫ cover and ∫ cover·(cover−1)/2 over all faces. */
function integrals(polygons: Polygons): readonly [number, number] {
  let [once, pairs] = [0, 0];
  for (const { cover, area } of facesOf(nodeEdges([leftover(polygons, GRID).edges]))) {
    once += cover[0]! * area;
    pairs += ((cover[0]! * (cover[0]! - 1)) / 2) * area;
  }
  return [once, pairs];
}

test.each([1, 2, 3, 4])('faces of random coverages, part %i', (part) => {
  let dirty = 0;
  for (let seed = part * 1000; seed < part * 1000 + 250; seed++) {
    const { a, isClean } = randomCase(seed, 8);
    const polygons = polygonsAsDrawn(a);
    if (featureCount(polygons) === 0 || polygons.x.some((v) => Math.abs(v) > 2 ** 33)) continue;
    const { a: one, b: other, area } = overlay(polygons, polygons);
    let [whole, squared] = [0, 0];
    area.forEach((ground, k) => {
      // The rows of −1 are the ground beside the other layer.
      if (one[k]! >= 0 && other[k]! >= 0) squared += ground;
      if (one[k] === other[k]) whole += ground;
    });
    const [once, pairs] = integrals(polygons);
    // ∫ c² = ∫ c + 2 ∫ c(c−1)/2; crossings fall on the grid and sweep less than a step along their edges.
    let perimeter = 0;
    for (let i = 1; i < polygons.x.length; i++)
      perimeter += Math.hypot(
        polygons.x[i]! - polygons.x[i - 1]!,
        polygons.y[i]! - polygons.y[i - 1]!,
      );
    expect(Math.abs(once + 2 * pairs - squared), `seed ${seed}`).toBeLessThanOrEqual(4 * perimeter);
    if (isClean) expect([once, pairs], `seed ${seed}`).toEqual([whole, 0]);
    else if (pairs > 0) dirty++;
  }
  expect(dirty).toBeGreaterThan(5);
});
