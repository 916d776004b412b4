/** A layer as the overlay takes it, and as its steps go through it: ring by ring, each with its face. */
import type { CompactPolygons } from './compact.ts';
import type { Polygons } from './polygons.ts';

/**
 * A layer for the overlay. Two features with the same label (0, 1, 2 …) count as one face; without labels each feature is its
 * own.
 */
export interface Layer {
  readonly polygons: Polygons | CompactPolygons;
  readonly labels?: Int32Array;
}

/** Vertex i of ring r lies at (x[i], y[i]), plus the origin of the ring if there are origins. */
export interface FacedRings {
  readonly x: Float64Array | Int32Array;
  readonly y: Float64Array | Int32Array;
  readonly originX: Float64Array | null;
  readonly originY: Float64Array | null;
  readonly ringStart: Uint32Array;
  readonly featureStart: Uint32Array;
  /** Face of each ring, from 1. */
  readonly face: Int32Array;
}

interface SharedArray<T> {
  new (buffer: SharedArrayBuffer): T;
  readonly BYTES_PER_ELEMENT: number;
}

/** An array that threads see together. */
export function shared<T>(type: SharedArray<T>, length: number): T {
  return new type(new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT));
}

/** The rings of a layer with their faces. RangeError unless there is a label from 0 on for every feature, or none at all. */
export function facedRings({ polygons, labels }: Layer): FacedRings {
  const { x, y, ringStart, featureStart } = polygons;
  const features = featureStart.length - 1;
  if (labels && labels.length !== features)
    throw new RangeError(`${labels.length} labels for a layer of ${features} features`);
  const face = shared(Int32Array, ringStart.length - 1);
  for (let feature = 0; feature < features; feature++) {
    const label = labels ? labels[feature]! : feature;
    if (label < 0) throw new RangeError(`feature ${feature} has the label ${label}, below 0`);
    face.fill(label + 1, featureStart[feature], featureStart[feature + 1]);
  }
  const [originX, originY] =
    'originX' in polygons ? [polygons.originX, polygons.originY] : [null, null];
  return { x, y, originX, originY, ringStart, featureStart, face };
}
