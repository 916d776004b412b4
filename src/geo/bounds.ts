/** Bounding boxes, and an order that keeps neighbours together in a file. */
import { featureCount, type Polygons } from './polygons.ts';

/** [min x, min y, max x, max y]; infinite the wrong way round when there is nothing. */
export type Bounds = readonly [number, number, number, number];

/** The box of all vertices. */
export function boundsOf(polygons: Polygons): Bounds {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < polygons.x.length; i++) {
    const [x, y] = [polygons.x[i]!, polygons.y[i]!];
    if (x < minX) minX = x;
    if (x > maxX) maxX = x;
    if (y < minY) minY = y;
    if (y > maxY) maxY = y;
  }
  return [minX, minY, maxX, maxY];
}

/** Four numbers per feature: min x, min y, max x, max y; NaN for a feature without geometry. */
export function featureBounds(polygons: Polygons): Float64Array {
  const { x, y, ringStart, featureStart } = polygons;
  const boxes = new Float64Array(4 * featureCount(polygons)).fill(Number.NaN);
  for (let f = 0; f < featureCount(polygons); f++) {
    const [from, to] = [ringStart[featureStart[f]!]!, ringStart[featureStart[f + 1]!]!];
    if (from === to) continue;
    let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = from; i < to; i++) {
      const [px, py] = [x[i]!, y[i]!];
      if (px < minX) minX = px;
      if (px > maxX) maxX = px;
      if (py < minY) minY = py;
      if (py > maxY) maxY = py;
    }
    boxes.set([minX, minY, maxX, maxY], 4 * f);
  }
  return boxes;
}

/**
 * Position of every feature's box centre along a Hilbert curve of order 16 over the layer (D. Hilbert 1891; the usual
 * rotate-and-flip form). Features without geometry come last.
 */
export function hilbertKeys(boxes: Float64Array, bounds: Bounds): Uint32Array {
  const keys = new Uint32Array(boxes.length / 4);
  const [minX, minY, maxX, maxY] = bounds;
  const scale = 65_535 / Math.max(maxX - minX, maxY - minY, Number.MIN_VALUE);
  for (let f = 0; f < keys.length; f++) {
    const cx = (boxes[4 * f]! + boxes[4 * f + 2]!) / 2;
    const cy = (boxes[4 * f + 1]! + boxes[4 * f + 3]!) / 2;
    keys[f] = Number.isNaN(cx)
      ? 0xffff_ffff
      : hilbertIndex(Math.floor((cx - minX) * scale), Math.floor((cy - minY) * scale));
  }
  return keys;
}

function hilbertIndex(column: number, row: number): number {
  let [x, y, index] = [column, row, 0];
  for (let s = 32_768; s > 0; s >>= 1) {
    const rx = (x & s) > 0 ? 1 : 0;
    const ry = (y & s) > 0 ? 1 : 0;
    index = index * 4 + ((3 * rx) ^ ry);
    if (ry === 0) {
      if (rx === 1) {
        x = 65_535 - x;
        y = 65_535 - y;
      }
      [x, y] = [y, x];
    }
  }
  return index;
}
