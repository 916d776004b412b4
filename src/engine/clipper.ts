/** Shapes of changed pieces: the intersection of two features as polygons, by GEOS (geos-wasm, LGPL, replaceable). */
import initGeos from 'geos-wasm';
import { type Polygons, polygonsBuilder } from '../geo/index.ts';
import { readWkb, writeWkb } from '../formats/index.ts';

/** Intersections into one growing layer. */
export interface Clipper {
  /** Adds a∩b as the next feature; an empty feature when there is no common area or GEOS cannot tell. */
  addIntersection(a: Polygons, featureA: number, b: Polygons, featureB: number): void;
  /** Adds what of a lies in none of the chosen features of b. */
  addDifference(a: Polygons, featureA: number, b: Polygons, featuresB: readonly number[]): void;
  /** Adds a feature as it is. */
  addCopy(polygons: Polygons, feature: number): void;
  finish(): Polygons;
}

/** Loads GEOS and starts an empty layer. */
export async function clipper(): Promise<Clipper> {
  const geos = await initGeos();
  const builder = polygonsBuilder();
  const reader = geos.GEOSWKBReader_create();
  const writer = geos.GEOSWKBWriter_create();
  const { Module } = geos;
  const geometry = (polygons: Polygons, feature: number): number => {
    const bytes = writeWkb(polygons, feature);
    const pointer = Module._malloc(bytes.length);
    Module.HEAPU8.set(bytes, pointer);
    const made = geos.GEOSWKBReader_read(reader, pointer, bytes.length);
    Module._free(pointer);
    return made;
  };
  /** GEOS throws on borders that cross themselves; then there is no shape, and who asked is told by its absence. */
  const attempt = (work: () => number): number => {
    try {
      return work();
    } catch (error) {
      // A trap of the machine is not an answer of GEOS.
      if (error instanceof Error && error.name === 'RuntimeError') throw error;
      return 0;
    }
  };
  const size = Module._malloc(4);
  const take = (pointer: number): void => {
    const polygonal = polygonalPart(pointer);
    const written = polygonal === 0 ? 0 : geos.GEOSWKBWriter_write(writer, polygonal, size);
    if (written === 0) {
      builder.beginFeature();
      return;
    }
    const length = Module.getValue(size, 'i32');
    readWkb(Module.HEAPU8.slice(written, written + length), builder);
    geos.GEOSFree(written);
    if (polygonal !== pointer) geos.GEOSGeom_destroy(polygonal);
  };
  /** Lines and points that an intersection leaves beside its polygons are dropped by a buffer of no width. */
  const polygonalPart = (pointer: number): number => {
    const type = geos.GEOSGeomTypeId(pointer);
    if (type === 3 || type === 6) return pointer;
    if (type !== 7) return 0;
    return attempt(() => geos.GEOSBuffer(pointer, 0, 1) ?? 0);
  };
  return {
    addIntersection(a, featureA, b, featureB) {
      const [first, second] = [geometry(a, featureA), geometry(b, featureB)];
      const common =
        first === 0 || second === 0 ? 0 : attempt(() => geos.GEOSIntersection(first, second));
      if (common === 0) builder.beginFeature();
      else {
        take(common);
        geos.GEOSGeom_destroy(common);
      }
      for (const pointer of [first, second]) if (pointer !== 0) geos.GEOSGeom_destroy(pointer);
    },
    addDifference(a, featureA, b, featuresB) {
      let rest = geometry(a, featureA);
      for (const featureB of featuresB) {
        const other = geometry(b, featureB);
        const left =
          rest === 0 || other === 0 ? 0 : attempt(() => geos.GEOSDifference(rest, other));
        if (other !== 0) geos.GEOSGeom_destroy(other);
        if (rest !== 0) geos.GEOSGeom_destroy(rest);
        // What could not be taken away must not be shown as if it were left.
        rest = left;
        if (rest === 0) break;
      }
      if (rest === 0) builder.beginFeature();
      else {
        take(rest);
        geos.GEOSGeom_destroy(rest);
      }
    },
    addCopy(polygons, feature) {
      builder.beginFeature();
      const { x, y, ringStart, isHole, featureStart } = polygons;
      for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
        const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
        const flat = new Float64Array((end - start) * 2);
        for (let i = start; i < end; i++) {
          flat[2 * (i - start)] = x[i]!;
          flat[2 * (i - start) + 1] = y[i]!;
        }
        builder.addRing(flat, 0, end - start, 2, isHole[ring] === 1, false);
      }
    },
    finish() {
      geos.GEOSWKBReader_destroy(reader);
      geos.GEOSWKBWriter_destroy(writer);
      Module._free(size);
      return builder.finish().polygons;
    },
  };
}
