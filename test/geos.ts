/** Areas by GEOS, for comparison: the only other exact engine at hand. */
import initGeos from 'geos-wasm';
import { featureBounds, featureCount, type Polygons } from '../src/geo/index.ts';
import { writeWkb } from '../src/formats/index.ts';

/** Areas of a∩b in square units of the coordinates, as `a,b` → area; pairs whose boxes do not meet are left out. */
export async function geosPairs(a: Polygons, b: Polygons): Promise<Map<string, number>> {
  const geos = await initGeos();
  const { Module } = geos;
  const reader = geos.GEOSWKBReader_create();
  const read = (polygons: Polygons, feature: number): number => {
    const bytes = writeWkb(polygons, feature);
    const pointer = Module._malloc(bytes.length);
    Module.HEAPU8.set(bytes, pointer);
    const geometry = geos.GEOSWKBReader_read(reader, pointer, bytes.length);
    Module._free(pointer);
    return geometry;
  };
  const out = Module._malloc(8);
  const [boxesA, boxesB] = [featureBounds(a), featureBounds(b)];
  const shapesB = Array.from({ length: featureCount(b) }, (_, j) => read(b, j));
  const pairs = new Map<string, number>();
  for (let i = 0; i < featureCount(a); i++) {
    const shape = read(a, i);
    for (let j = 0; j < shapesB.length; j++) {
      if (!meets(boxesA, i, boxesB, j)) continue;
      const common = geos.GEOSIntersection(shape, shapesB[j]!);
      if (common === 0) throw new Error(`GEOS cannot intersect ${i} and ${j}`);
      geos.GEOSArea(common, out);
      const area = Module.getValue(out, 'double');
      if (area > 0) pairs.set(`${i},${j}`, area);
      geos.GEOSGeom_destroy(common);
    }
    geos.GEOSGeom_destroy(shape);
  }
  return pairs;
}

function meets(a: Float64Array, i: number, b: Float64Array, j: number): boolean {
  return (
    a[4 * i]! <= b[4 * j + 2]! &&
    b[4 * j]! <= a[4 * i + 2]! &&
    a[4 * i + 1]! <= b[4 * j + 3]! &&
    b[4 * j + 1]! <= a[4 * i + 3]!
  );
}
