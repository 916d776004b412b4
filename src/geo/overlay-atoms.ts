/**
 * 叠加原子 — the ground of one layer in its smallest pieces: every piece is covered by the same features of all the other layers,
 * and counts once however many features of one layer lie over each other there.
 */
import { boundsOf } from './bounds.ts';
import { groundRows, sumsOfParts } from './overlay-many.ts';
import type { PlacedLayer } from './overlay-many-layers.ts';
import { partsWithoutOverlap } from './overlay-many-parts.ts';
import { overlayBy } from './overlay.ts';
import { typescriptKernel } from './overlay-desk.ts';
import { equalAreaPlane, GRID_UNIT_AREA, projectToPlane } from './plane.ts';
import { featureCount } from './polygons.ts';

/** One piece of ground. */
export interface GroundAtom {
  /** m² on the ellipsoid, not rounded. */
  readonly area: number;
  /** Per layer, in the order given, its features (or labels) that cover the piece, ascending; the first is never empty. */
  readonly faces: readonly (readonly number[])[];
}

const NOTHING: readonly number[] = [];

/**
 * The atoms of the ground that `layers[0]` covers, in its equal-area plane. Any number of layers; one without features covers
 * nothing. A feature whose rings cross themselves counts as its rings wind.
 */
export function overlayAtoms(layers: readonly PlacedLayer[]): GroundAtom[] {
  const [ground] = layers;
  if (ground === undefined || featureCount(ground.polygons) === 0) return [];
  const plane = equalAreaPlane(ground.crs, boundsOf(ground.polygons));
  const parts = layers.flatMap(({ polygons, crs, labels }, layer) => {
    if (polygons.x.length === 0) return [];
    const projected = projectToPlane(polygons, crs, { ...plane, ellipsoid: crs.ellipsoid });
    const own = overlayBy(typescriptKernel(), { polygons: projected }, { polygons: projected });
    const cut = partsWithoutOverlap({ polygons: projected, ...(labels ? { labels } : {}) }, own);
    return cut.parts.map((part) => ({ layer, part }));
  });
  const sums = sumsOfParts(
    parts.map(({ part }) => part),
    () => {},
  );
  const { keys, width } = sums;
  const atoms: GroundAtom[] = [];
  for (const row of groundRows(sums)) {
    const faces: number[][] = [];
    for (let j = 0; j < width; j++) {
      const face = keys[row * width + j]! - 1;
      if (face < 0) continue;
      const met = (faces[parts[j]!.layer] ??= []);
      if (!met.includes(face)) met.push(face);
    }
    if (faces[0] === undefined) continue;
    atoms.push({
      area: sums.sums[row]! * GRID_UNIT_AREA,
      faces: layers.map((_, layer) => faces[layer]?.sort((p, q) => p - q) ?? NOTHING),
    });
  }
  return atoms;
}
