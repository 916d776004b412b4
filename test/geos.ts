/** Areas by GEOS, for comparison: the only other exact engine at hand. */
import initGeos from 'geos-wasm';
import { readWkb, writeWkb } from '../src/formats/index.ts';
import {
  featureBounds,
  featureCount,
  type Polygons,
  polygonsBuilder,
  type RingFault,
} from '../src/geo/index.ts';

type Geos = Awaited<ReturnType<typeof initGeos>>;

/** Areas of a∩b in square units of the coordinates, as `a,b` → area; pairs whose boxes do not meet are left out. */
export async function geosPairs(a: Polygons, b: Polygons): Promise<Map<string, number>> {
  const geos = await initGeos();
  const [boxesA, boxesB] = [featureBounds(a), featureBounds(b)];
  const [shapesA, shapesB] = [shapesOf(geos, a), shapesOf(geos, b)];
  const pairs = new Map<string, number>();
  for (let i = 0; i < shapesA.length; i++) {
    for (let j = 0; j < shapesB.length; j++) {
      if (!meets(boxesA, i, boxesB, j)) continue;
      const common = geos.GEOSIntersection(shapesA[i]!, shapesB[j]!);
      if (common === 0) throw new Error(`GEOS cannot intersect ${i} and ${j}`);
      const area = areaOf(geos, common);
      if (area > 0) pairs.set(`${i},${j}`, area);
      geos.GEOSGeom_destroy(common);
    }
  }
  for (const shape of [...shapesA, ...shapesB]) geos.GEOSGeom_destroy(shape);
  return pairs;
}

/** Features that GEOS does not call valid; none of a coverage without fault. */
export async function geosInvalid(polygons: Polygons): Promise<number[]> {
  const geos = await initGeos();
  return shapesOf(geos, polygons).flatMap((shape, feature) => {
    const isValid = geos.GEOSisValid(shape) === 1;
    geos.GEOSGeom_destroy(shape);
    return isValid ? [] : [feature];
  });
}

/** The features as geometries of GEOS, which whoever asks must destroy. */
function shapesOf(geos: Geos, polygons: Polygons): number[] {
  const reader = geos.GEOSWKBReader_create();
  const shapes = Array.from({ length: featureCount(polygons) }, (_, feature) => {
    const bytes = writeWkb(polygons, feature);
    return withBytes(geos, bytes, (pointer) =>
      geos.GEOSWKBReader_read(reader, pointer, bytes.length),
    );
  });
  geos.GEOSWKBReader_destroy(reader);
  return shapes;
}

/** What GEOS makes of the text of one geometry. */
export interface GeosShape {
  readonly isValid: boolean;
  readonly area: number;
  readonly length: number;
  /** The same as one feature of ours; its faults tell what our reader did not take. */
  readonly polygons: Polygons;
  readonly faults: readonly RingFault[];
}

/** Reads well-known text of any kind of geometry. */
export async function geosShape(wkt: string): Promise<GeosShape> {
  const geos = await initGeos();
  const text = new TextEncoder().encode(`${wkt}\0`);
  const reader = geos.GEOSWKTReader_create();
  const shape = withBytes(geos, text, (pointer) => geos.GEOSWKTReader_read(reader, pointer));
  if (shape === 0) throw new Error(`GEOS does not read ${wkt}`);
  const { Module } = geos;
  const number = Module._malloc(8);
  geos.GEOSLength(shape, number);
  const length = Module.getValue(number, 'double');
  const size = Module._malloc(4);
  const bytes = geos.GEOSWKBWriter_write(geos.GEOSWKBWriter_create(), shape, size);
  const wkb = Module.HEAPU8.slice(bytes, bytes + Module.getValue(size, 'i32'));
  const builder = polygonsBuilder();
  readWkb(wkb, builder);
  const found = {
    isValid: geos.GEOSisValid(shape) === 1,
    area: areaOf(geos, shape),
    length,
    ...builder.finish(),
  };
  geos.GEOSGeom_destroy(shape);
  return found;
}

function areaOf(geos: Geos, shape: number): number {
  const out = geos.Module._malloc(8);
  geos.GEOSArea(shape, out);
  const area = geos.Module.getValue(out, 'double');
  geos.Module._free(out);
  return area;
}

function withBytes(geos: Geos, bytes: Uint8Array, use: (pointer: number) => number): number {
  const pointer = geos.Module._malloc(bytes.length);
  geos.Module.HEAPU8.set(bytes, pointer);
  const result = use(pointer);
  geos.Module._free(pointer);
  return result;
}

function meets(a: Float64Array, i: number, b: Float64Array, j: number): boolean {
  return (
    a[4 * i]! <= b[4 * j + 2]! &&
    b[4 * j]! <= a[4 * i + 2]! &&
    a[4 * i + 1]! <= b[4 * j + 3]! &&
    b[4 * j + 1]! <= a[4 * i + 3]!
  );
}
