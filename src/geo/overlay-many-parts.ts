/**
 * A layer as parts none of which overlaps itself: each feature goes to the first part in which it lies over no other. Where
 * features lie over each other the parts together tell all of them, and ground of none of them is free ground.
 */
import { expandedPolygons } from './compact.ts';
import type { PairAreas } from './overlay.ts';
import type { Layer } from './overlay-layer.ts';
import { featureCount } from './polygons.ts';
import { takeFeatures } from './select.ts';

/** The parts of one layer, and its features that lie over others of it. */
export interface LayerParts {
  readonly parts: readonly Layer[];
  readonly overlapped: Uint32Array;
}

/**
 * Cuts a layer into parts; `own` is its overlay with itself, feature by feature. Labels stay; features without become
 * labelled by their number when there are several parts.
 */
export function partsWithoutOverlap(layer: Layer, own: PairAreas): LayerParts {
  const neighbours = overlapsOf(own);
  if (neighbours.size === 0) return { parts: [layer], overlapped: new Uint32Array(0) };
  const overlapped = Uint32Array.from(neighbours.keys()).sort();
  const partOf = new Map<number, number>();
  for (const feature of overlapped) {
    const taken = new Set(neighbours.get(feature)!.map((other) => partOf.get(other)));
    let part = 0;
    while (taken.has(part)) part++;
    partOf.set(feature, part);
  }
  const polygons = expandedPolygons(layer.polygons);
  const rows: number[][] = [];
  for (let feature = 0; feature < featureCount(polygons); feature++)
    (rows[partOf.get(feature) ?? 0] ??= []).push(feature);
  const parts = rows.map((list) => ({
    polygons: takeFeatures(polygons, Uint32Array.from(list)),
    labels: Int32Array.from(list, (feature) => layer.labels?.[feature] ?? feature),
  }));
  return { parts, overlapped };
}

/** For every feature that lies over others of its layer, those. */
function overlapsOf({ a, b }: PairAreas): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let i = 0; i < a.length; i++) {
    const [one, other] = [a[i]!, b[i]!];
    if (one < 0 || other < 0 || one === other) continue;
    const others = found.get(one);
    if (others) others.push(other);
    else found.set(one, [other]);
  }
  return found;
}
