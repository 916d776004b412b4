/** Polygons of whole coordinates in half the memory: what a million parcels of two years need to fit a small machine. */
import type { Polygons } from './polygons.ts';

/**
 * Like `Polygons`, with the vertices of each ring as 32-bit offsets from an origin of the ring: vertex i of ring r lies at
 * (originX[r] + x[i], originY[r] + y[i]). Whole numbers.
 */
export interface CompactPolygons {
  readonly x: Int32Array;
  readonly y: Int32Array;
  /** One entry per ring. */
  readonly originX: Float64Array;
  readonly originY: Float64Array;
  readonly ringStart: Uint32Array;
  readonly isHole: Uint8Array;
  readonly featureStart: Uint32Array;
}

/** Offsets beyond this do not fit. */
const LARGEST = 2 ** 31 - 1;

/**
 * The same polygons in half the memory, shared between threads. Null when a ring is too large (21 km from its first vertex
 * on the grid of 10 µm) or a coordinate is not a whole number.
 */
export function compactPolygons(polygons: Polygons): CompactPolygons | null {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const rings = ringStart.length - 1;
  const room = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);
  const compact = {
    x: new Int32Array(room(4 * x.length)),
    y: new Int32Array(room(4 * x.length)),
    originX: new Float64Array(room(8 * rings)),
    originY: new Float64Array(room(8 * rings)),
    ringStart,
    isHole,
    featureStart,
  };
  for (let ring = 0; ring < rings; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    if (start === end) continue;
    const [ox, oy] = [x[start]!, y[start]!];
    if (!Number.isInteger(ox) || !Number.isInteger(oy)) return null;
    compact.originX[ring] = ox;
    compact.originY[ring] = oy;
    for (let i = start; i < end; i++) {
      const [dx, dy] = [x[i]! - ox, y[i]! - oy];
      if (!(Math.abs(dx) <= LARGEST && Math.abs(dy) <= LARGEST)) return null;
      if (dx !== Math.floor(dx) || dy !== Math.floor(dy)) return null;
      compact.x[i] = dx;
      compact.y[i] = dy;
    }
  }
  return compact;
}

/** The coordinates in full again. */
export function expandedPolygons(polygons: Polygons | CompactPolygons): Polygons {
  if (!('originX' in polygons)) return polygons;
  const { x, y, originX, originY, ringStart, isHole, featureStart } = polygons;
  const full = { x: new Float64Array(x.length), y: new Float64Array(x.length) };
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    for (let i = ringStart[ring]!; i < ringStart[ring + 1]!; i++) {
      full.x[i] = originX[ring]! + x[i]!;
      full.y[i] = originY[ring]! + y[i]!;
    }
  }
  return { ...full, ringStart, isHole, featureStart };
}
