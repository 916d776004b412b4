/**
 * 环绕数 — whether a feature counts every place inside it exactly once. Its area is ∫ w dA with the winding number w, and
 * that is the area of the ground only where w is 0 or 1: a bow tie has lobes of −1, parts that overlap have 2.
 */
import { overlay } from './overlay.ts';
import type { Polygons } from './polygons.ts';

/** Extent of a feature in units of the grid that it is snapped to: a tenth of a micrometre for a county. */
const GRID = 2 ** 40;

/**
 * Exact up to the snap, whatever the rings do: w² ≥ w for whole numbers, with equality for 0 and 1 alone, so ∫ w² dA − ∫ w dA
 * is zero exactly for features without fault. The overlay of a feature with itself is ∫ w² dA.
 */
export function countsOnce(polygons: Polygons, feature: number): boolean {
  const snapped = snap(polygons, feature);
  const { a, b, area } = overlay(snapped, snapped);
  let squared = 0;
  for (let i = 0; i < a.length; i++) if (a[i] === 0 && b[i] === 0) squared += area[i]!;
  let [perimeter, twice] = [0, 0];
  const { x, y, ringStart } = snapped;
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start; i < end; i++) {
      const j = i + 1 === end ? start : i + 1;
      perimeter += Math.hypot(x[j]! - x[i]!, y[j]! - y[i]!);
      twice += x[i]! * y[j]! - x[j]! * y[i]!;
    }
  }
  // A vertex snapped to the grid sweeps at most one unit along its edges; sums of doubles lose 1e-12 of what they add.
  return squared - twice / 2 <= perimeter + 1e-12 * GRID * GRID;
}

/** One feature in whole numbers of a grid, repeated points dropped. */
function snap(polygons: Polygons, feature: number): Polygons {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const [first, last] = [featureStart[feature]!, featureStart[feature + 1]!];
  const [from, to] = [ringStart[first]!, ringStart[last]!];
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = from; i < to; i++) {
    minX = Math.min(minX, x[i]!);
    maxX = Math.max(maxX, x[i]!);
    minY = Math.min(minY, y[i]!);
    maxY = Math.max(maxY, y[i]!);
  }
  const scale = GRID / Math.max(maxX - minX, maxY - minY);
  const [xs, ys, starts]: [number[], number[], number[]] = [[], [], [0]];
  for (let ring = first; ring < last; ring++) {
    const begin = xs.length;
    for (let i = ringStart[ring]!; i < ringStart[ring + 1]!; i++) {
      const [u, v] = [Math.round((x[i]! - minX) * scale), Math.round((y[i]! - minY) * scale)];
      if (xs.length > begin && xs.at(-1) === u && ys.at(-1) === v) continue;
      xs.push(u);
      ys.push(v);
    }
    while (xs.length > begin + 1 && xs.at(-1) === xs[begin] && ys.at(-1) === ys[begin]) {
      xs.pop();
      ys.pop();
    }
    starts.push(xs.length);
  }
  return {
    x: Float64Array.from(xs),
    y: Float64Array.from(ys),
    ringStart: Uint32Array.from(starts),
    isHole: isHole.slice(first, last),
    featureStart: Uint32Array.from([0, last - first]),
  };
}

/** Whether rings that do not meet lie in each other as they should: shells outside of all others, holes in one shell. */
export function nestsWell(polygons: Polygons, feature: number): boolean {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const [first, last] = [featureStart[feature]!, featureStart[feature + 1]!];
  for (let ring = first; ring < last; ring++) {
    const vertex = ringStart[ring]!;
    let around = 0;
    for (let other = first; other < last; other++)
      if (other !== ring) around += winding(polygons, other, x[vertex]!, y[vertex]!);
    if (around !== isHole[ring]) return false;
  }
  return true;
}

/** How often a ring winds around a point that is not on it. */
function winding({ x, y, ringStart }: Polygons, ring: number, px: number, py: number): number {
  const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
  let turns = 0;
  for (let i = start; i < end; i++) {
    const j = i + 1 === end ? start : i + 1;
    const up = y[j]! > py;
    if (y[i]! > py === up) continue;
    const left = (x[j]! - x[i]!) * (py - y[i]!) - (y[j]! - y[i]!) * (px - x[i]!) > 0;
    if (up && left) turns++;
    else if (!up && !left) turns--;
  }
  return turns;
}
