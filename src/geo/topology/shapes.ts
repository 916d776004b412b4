/**
 * 图形 — what is odd about single features: several parts in one (多部件), 狭长 and tiny ones, 尖锐角. Lengths are metres in the
 * plane of the layer; for degrees, of the latitude of the feature.
 */
import type { Crs } from '../crs.ts';
import { featureCount, type Polygons } from '../polygons.ts';

/** Limits that a rule sets. */
export interface ShapeLimits {
  /** Angles below this are spikes, degrees. */
  readonly spikeDegrees: number;
}

/** Length of the borders of every feature in metres, holes included. */
export function perimeters(polygons: Polygons, crs: Crs): Float64Array {
  const { x, y, ringStart, featureStart } = polygons;
  const lengths = new Float64Array(featureCount(polygons));
  for (let feature = 0; feature < lengths.length; feature++) {
    const [first, last] = [featureStart[feature]!, featureStart[feature + 1]!];
    if (first === last) continue;
    const { east, north } = unitsAt(crs, y[ringStart[first]!]!);
    let sum = 0;
    for (let ring = first; ring < last; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      for (let i = start, before = end - 1; i < end; before = i++) {
        const [dx, dy] = [(x[i]! - x[before]!) * east, (y[i]! - y[before]!) * north];
        sum += Math.sqrt(dx * dx + dy * dy);
      }
    }
    lengths[feature] = sum;
  }
  return lengths;
}

/** A vertex whose angle is below the limit. */
export interface Spike {
  readonly feature: number;
  readonly point: readonly [number, number];
  /** Degrees. */
  readonly angle: number;
}

/** The sharpest vertex of every feature that has one below the limit, by feature. */
export function spikes(polygons: Polygons, crs: Crs, limits: ShapeLimits): Spike[] {
  const { x, y, ringStart, featureStart } = polygons;
  const limit = Math.cos((limits.spikeDegrees * Math.PI) / 180);
  const found: Spike[] = [];
  for (let feature = 0; feature < featureCount(polygons); feature++) {
    const [first, last] = [featureStart[feature]!, featureStart[feature + 1]!];
    if (first === last) continue;
    const { east, north } = unitsAt(crs, y[ringStart[first]!]!);
    let [sharpest, at] = [limit, -1];
    for (let ring = first; ring < last; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      let [ax, ay] = [(x[end - 1]! - x[end - 2]!) * east, (y[end - 1]! - y[end - 2]!) * north];
      for (let i = start, before = end - 1; i < end; before = i++) {
        const [bx, by] = [(x[i]! - x[before]!) * east, (y[i]! - y[before]!) * north];
        // Arriving along a and leaving along b, the angle between the edges is that between −a and b.
        const inner = -(ax * bx + ay * by);
        if (inner > 0) {
          const cosine = inner / Math.sqrt((ax * ax + ay * ay) * (bx * bx + by * by));
          if (cosine > sharpest) [sharpest, at] = [cosine, before];
        }
        [ax, ay] = [bx, by];
      }
    }
    if (at >= 0)
      found.push({
        feature,
        point: [x[at]!, y[at]!],
        angle: (Math.acos(Math.min(1, sharpest)) * 180) / Math.PI,
      });
  }
  return found;
}

/** Features of several parts: each with the number of its shells and a vertex of the second. */
export function multiparts(polygons: Polygons): {
  readonly feature: number;
  readonly parts: number;
  readonly point: readonly [number, number];
}[] {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const found = [];
  for (let feature = 0; feature < featureCount(polygons); feature++) {
    let [parts, second] = [0, -1];
    for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
      if (isHole[ring] !== 0) continue;
      parts++;
      if (parts === 2) second = ringStart[ring]!;
    }
    if (parts > 1) found.push({ feature, parts, point: [x[second]!, y[second]!] as const });
  }
  return found;
}

/** Metres of one unit east and north. */
function unitsAt(crs: Crs, latitude: number): { readonly east: number; readonly north: number } {
  if (crs.unitMetres !== 0) return { east: crs.unitMetres, north: crs.unitMetres };
  const degree = (crs.ellipsoid.a * Math.PI) / 180;
  return { east: degree * Math.cos((latitude * Math.PI) / 180), north: degree };
}
