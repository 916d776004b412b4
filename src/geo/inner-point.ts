/** A point inside a feature, for who has to show where it lies. */
import type { Polygons } from './polygons.ts';

/**
 * The middle of the widest stretch of the feature at half the height of its first shell, in the coordinates of the layer;
 * its first vertex when it is flat. Null without geometry.
 */
export function innerPoint(polygons: Polygons, feature: number): readonly [number, number] | null {
  const { x, y, ringStart, featureStart } = polygons;
  const ring = featureStart[feature]!;
  if (ring === featureStart[feature + 1]) return null;
  const start = ringStart[ring]!;
  let [low, high] = [Infinity, -Infinity];
  for (let i = start; i < ringStart[ring + 1]!; i++) {
    low = Math.min(low, y[i]!);
    high = Math.max(high, y[i]!);
  }
  return widestMiddle(polygons, feature, low + (high - low) / 2) ?? [x[start]!, y[start]!];
}

/** The middle of the widest stretch of the feature along the line of this height; null when the line passes it by. */
export function widestMiddle(
  { x, y, ringStart, featureStart }: Polygons,
  feature: number,
  height: number,
): readonly [number, number] | null {
  const crossings: number[] = [];
  for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start, before = end - 1; i < end; before = i++) {
      if (y[i]! > height === y[before]! > height) continue;
      const share = (height - y[before]!) / (y[i]! - y[before]!);
      crossings.push(x[before]! + share * (x[i]! - x[before]!));
    }
  }
  crossings.sort((p, q) => p - q);
  let widest = 0;
  let middle: number | null = null;
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const width = crossings[i + 1]! - crossings[i]!;
    if (width <= widest) continue;
    widest = width;
    middle = (crossings[i]! + crossings[i + 1]!) / 2;
  }
  return middle === null ? null : [middle, height];
}
