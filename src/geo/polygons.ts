/**
 * Polygons of a whole layer in flat typed arrays: what every algorithm of this part works on, and what can be
 * handed to a worker without copying.
 */

/**
 * Features 0…n−1, each a multipolygon. Ring r holds vertices ringStart[r] … ringStart[r+1]−1, without a closing
 * copy of the first one. Feature f holds rings featureStart[f] … featureStart[f+1]−1; a ring with isHole = 0 opens
 * a new part, the holes of that part follow it. Shells run counterclockwise, holes clockwise (x east, y north),
 * so the land always lies left of every edge; `polygonsBuilder` brings foreign data into this form.
 * A feature without rings has no usable geometry.
 */
export interface Polygons {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** rings + 1 entries. */
  readonly ringStart: Uint32Array;
  /** One entry per ring: 0 shell, 1 hole. */
  readonly isHole: Uint8Array;
  /** features + 1 entries. */
  readonly featureStart: Uint32Array;
}

/** Number of features, with and without geometry. */
export function featureCount(polygons: Polygons): number {
  return polygons.featureStart.length - 1;
}

/** Number of features without a usable geometry. */
export function shapelessCount({ featureStart }: Polygons): number {
  let count = 0;
  for (let f = 1; f < featureStart.length; f++)
    if (featureStart[f] === featureStart[f - 1]) count++;
  return count;
}
