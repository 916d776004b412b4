/** A layer in the system of another one, for drawing and cutting shapes; areas are never taken from it. */
import { boundsOf } from './bounds.ts';
import type { Crs } from './crs.ts';
import { equalAreaPlane, pointFromPlane, projectToPlane } from './plane.ts';
import type { Polygons } from './polygons.ts';

/** The same features in coordinates of `to`, good to 0.01 mm; as they are when both systems are the same. */
export function reproject(polygons: Polygons, from: Crs, to: Crs): Polygons {
  if (from.definition === to.definition || polygons.x.length === 0) return polygons;
  const plane = equalAreaPlane(from, boundsOf(polygons));
  const projected = projectToPlane(polygons, from, plane);
  const back = pointFromPlane(to, { ...plane, ellipsoid: to.ellipsoid });
  const point = new Float64Array(2);
  for (let i = 0; i < projected.x.length; i++) {
    back(projected.x[i]!, projected.y[i]!, point);
    projected.x[i] = point[0]!;
    projected.y[i] = point[1]!;
  }
  return projected;
}
