/** WKB (OGC 06-103r4 §8) of polygons and multipolygons, straight from and to flat arrays. Z and M are read over. */
import type { Polygons, PolygonsBuilder } from '../geo/index.ts';

const POLYGON = 3;
const MULTIPOLYGON = 6;

/**
 * Adds one geometry as one feature; false when it is not a polygon, and then nothing was added but the empty feature. Who
 * reads many gives them one reader of doubles.
 */
export function readWkb(
  bytes: Uint8Array,
  builder: PolygonsBuilder,
  doubles: DoublesReader = doublesReader(),
): boolean {
  builder.beginFeature();
  if (bytes.length < 5) return bytes.length === 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return geometry(view, { at: 0 }, builder, doubles);
}

function geometry(
  view: DataView,
  cursor: { at: number },
  builder: PolygonsBuilder,
  doubles: DoublesReader,
): boolean {
  const little = view.getUint8(cursor.at) === 1;
  const code = view.getUint32(cursor.at + 1, little);
  cursor.at += 5;
  const flagged = (code & 0xe000_0000) !== 0;
  const base = flagged ? code & 0xff : code % 1000;
  const thousands = Math.floor((code & 0x1fff_ffff) / 1000);
  const dimension =
    2 +
    (flagged
      ? ((code & 0x8000_0000) !== 0 ? 1 : 0) + ((code & 0x4000_0000) !== 0 ? 1 : 0)
      : thousands === 3
        ? 2
        : thousands === 0
          ? 0
          : 1);
  if (flagged && (code & 0x2000_0000) !== 0) cursor.at += 4;
  if (base === MULTIPOLYGON) {
    const parts = view.getUint32(cursor.at, little);
    cursor.at += 4;
    for (let i = 0; i < parts; i++) if (!geometry(view, cursor, builder, doubles)) return false;
    return true;
  }
  if (base !== POLYGON) return false;
  const rings = view.getUint32(cursor.at, little);
  cursor.at += 4;
  for (let ring = 0; ring < rings; ring++) {
    const count = view.getUint32(cursor.at, little);
    cursor.at += 4;
    const numbers = little
      ? doubles(view, cursor.at, count * dimension)
      : Float64Array.from({ length: count * dimension }, (_, i) =>
          view.getFloat64(cursor.at + 8 * i, false),
        );
    cursor.at += 8 * count * dimension;
    builder.addRing(numbers, 0, count, dimension, ring > 0, true);
  }
  return true;
}

/** Doubles of a view from a byte on; the answer is valid until the next call. */
export type DoublesReader = (view: ArrayBufferView, at: number, count: number) => Float64Array;

/**
 * Little-endian doubles that may lie at any byte: copied as bytes into one aligned place that is used again and again,
 * many times faster than one by one. RangeError when the view ends before.
 */
export function doublesReader(): DoublesReader {
  let doubles = new Float64Array(1024);
  let bytes = new Uint8Array(doubles.buffer);
  return (view, at, count) => {
    if (at + 8 * count > view.byteLength) throw new RangeError('the bytes end within a ring');
    if (count > doubles.length) {
      doubles = new Float64Array(count * 2);
      bytes = new Uint8Array(doubles.buffer);
    }
    bytes.set(new Uint8Array(view.buffer, view.byteOffset + at, 8 * count));
    return doubles;
  };
}

/** One feature as WKB: a Polygon when it has one part, else a MultiPolygon; empty features give an empty MultiPolygon. */
export function writeWkb(polygons: Polygons, feature: number): Uint8Array {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const [first, last] = [featureStart[feature]!, featureStart[feature + 1]!];
  let parts = 0;
  for (let ring = first; ring < last; ring++) if (isHole[ring] === 0) parts++;
  const vertices = ringStart[last]! - ringStart[first]!;
  const size = (parts === 1 ? 0 : 9) + parts * 9 + (last - first) * (4 + 16) + vertices * 16;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const head = (type: number, count: number): void => {
    view.setUint8(at, 1);
    view.setUint32(at + 1, type, true);
    view.setUint32(at + 5, count, true);
    at += 9;
  };
  if (parts !== 1) head(MULTIPOLYGON, parts);
  for (let ring = first; ring < last; ring++) {
    if (isHole[ring] === 0) {
      let rings = 1;
      while (ring + rings < last && isHole[ring + rings] === 1) rings++;
      head(POLYGON, rings);
    }
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    view.setUint32(at, end - start + 1, true);
    at += 4;
    for (let i = start; i <= end; i++) {
      const k = i === end ? start : i;
      view.setFloat64(at, x[k]!, true);
      view.setFloat64(at + 8, y[k]!, true);
      at += 16;
    }
  }
  return bytes;
}
