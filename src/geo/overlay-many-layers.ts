/** 多层叠加 of layers as they come from files: brought into the equal-area plane of the first one, areas in m². */
import type { Counter } from '../base/index.ts';
import { boundsOf } from './bounds.ts';
import type { Crs } from './crs.ts';
import { overlayParts, type TupleAreas } from './overlay-many.ts';
import { partsWithoutOverlap } from './overlay-many-parts.ts';
import { equalAreaPlane, GRID_UNIT_AREA } from './plane.ts';
import { featureCount, type Polygons } from './polygons.ts';
import { type Overlap, type OverlayMachine, overlapsIn, thisThread } from './years.ts';

/** A layer in its own reference system. Features with the same label (0, 1, 2 …) count as one face. */
export interface PlacedLayer {
  readonly polygons: Polygons;
  readonly crs: Crs;
  readonly labels?: Int32Array;
}

/** Combinations with their areas in m². */
export interface LayerTuples extends Omit<TupleAreas, 'overlapped'> {
  /** Per layer, the pairs of its features that lie over each other. */
  readonly overlaps: readonly (readonly Overlap[])[];
}

/** Overlays 2 to 8 layers in one equal-area plane; RangeError for any other number. */
export async function overlayManyLayers(
  layers: readonly PlacedLayer[],
  progress?: Counter,
  machine: OverlayMachine = thisThread,
): Promise<LayerTuples> {
  const placed = layers.find(({ polygons }) => Number.isFinite(boundsOf(polygons)[0])) ?? layers[0];
  if (!placed) throw new RangeError('an overlay of no layers');
  const plane = equalAreaPlane(placed.crs, boundsOf(placed.polygons));
  const cut = [];
  const overlaps: Overlap[][] = [];
  for (const { polygons, crs, labels } of layers) {
    const all = Uint32Array.from({ length: featureCount(polygons) }, (_, i) => i);
    const projected = await machine.project(
      polygons,
      crs,
      { ...plane, ellipsoid: crs.ellipsoid },
      all,
    );
    const own = await machine.overlay({ polygons: projected }, { polygons: projected });
    overlaps.push(overlapsIn(own, all));
    cut.push(partsWithoutOverlap({ polygons: projected, ...(labels ? { labels } : {}) }, own));
  }
  const { faces, area } = overlayParts(cut, progress);
  return {
    layers: layers.length,
    faces,
    area: area.map((units) => units * GRID_UNIT_AREA),
    overlaps,
  };
}
