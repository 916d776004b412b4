/** A point inside a feature, for who has to show where it lies. */
import type { Polygons } from './polygons.ts';

/**
 * The middle of the widest stretch of the feature at half the height of its first shell, in the coordinates of the layer;
 * its first vertex when it is flat. Null without geometry.
 */
export function innerPoint(polygons: Polygons, feature: number): readonly [number, number] | null {
  const { x, y, ringStart, featureStart } = polygons;
  const [first, last] = [featureStart[feature]!, featureStart[feature + 1]!];
  if (first === last) return null;
  const shell = y.subarray(ringStart[first]!, ringStart[first + 1]!);
  const [low, high] = shell.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [
    Infinity,
    -Infinity,
  ] as [number, number]);
  const middle = low + (high - low) / 2;
  const crossings: number[] = [];
  for (let ring = first; ring < last; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start, before = end - 1; i < end; before = i++) {
      if (y[i]! > middle === y[before]! > middle) continue;
      const share = (middle - y[before]!) / (y[i]! - y[before]!);
      crossings.push(x[before]! + share * (x[i]! - x[before]!));
    }
  }
  crossings.sort((p, q) => p - q);
  let widest = 0;
  let at = x[ringStart[first]!]!;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const width = crossings[i + 1]! - crossings[i]!;
    if (width <= widest) continue;
    widest = width;
    at = crossings[i]! + width / 2;
  }
  return widest > 0 ? [at, middle] : [at, y[ringStart[first]!]!];
}
