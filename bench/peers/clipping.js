/**
 * npm packages that intersect two polygons, each behind the same three functions. Geometries are made once per feature and
 * kept; `area` is in square units of the plane. Each package is used in the quickest way that we found in its documents.
 */
import { createRequire } from 'node:module';

/**
 * @typedef {object} Library
 * @property {(polygons: object, feature: number) => unknown} geometry a feature in the package's own form
 * @property {(a: unknown, b: unknown) => number} area of the common ground
 */

/** @type {Record<string, () => Promise<Library>>} by the name of the package */
export const LIBRARIES = {
  'geos-wasm': geosWasm,
  'clipper2-wasm': clipper2Wasm,
  'martinez-polygon-clipping': martinez,
  jsts,
  'polygon-clipping': polygonClipping,
  '@turf/intersect': turf,
};

/**
 * GEOS in WebAssembly, by its C interface without any text or JSON between. Most pairs whose boxes meet share no ground; a
 * prepared geometry tells that sooner than an intersection, and is kept with the geometry.
 */
async function geosWasm() {
  const { default: load } = await import('geos-wasm');
  const geos = await load();
  const { Module } = geos;
  const result = Module._malloc(8);
  const insidesMeet = Module._malloc(10);
  Module.stringToUTF8('T********', insidesMeet, 10);
  let [room, roomSize] = [0, 0];
  const ring = ({ x, y, ringStart }, r) => {
    const size = ringStart[r + 1] - ringStart[r] + 1;
    if (size > roomSize) {
      if (room !== 0) Module._free(room);
      roomSize = 2 * size;
      room = Module._malloc(16 * roomSize);
    }
    const numbers = new Float64Array(Module.HEAPU8.buffer, room, 2 * size);
    eachVertexClosed(ringStart, r, (i, k) => {
      numbers[2 * k] = x[i];
      numbers[2 * k + 1] = y[i];
    });
    return geos.GEOSGeom_createLinearRing(geos.GEOSCoordSeq_copyFromBuffer(room, size, 0, 0));
  };
  return {
    geometry(polygons, feature) {
      const [shell, ...holes] = ringsOf(polygons, feature).map((r) => ring(polygons, r));
      const list = Module._malloc(Math.max(4, 4 * holes.length));
      Module.HEAPU32.set(holes, list / 4);
      const made = geos.GEOSGeom_createPolygon(shell, list, holes.length);
      Module._free(list);
      return { made, prepared: 0 };
    },
    area(a, b) {
      if (a.prepared === 0) a.prepared = geos.GEOSPrepare(a.made);
      if (geos.GEOSPreparedRelatePattern(a.prepared, b.made, insidesMeet) === 0) return 0;
      const common = geos.GEOSIntersection(a.made, b.made);
      if (common === 0) throw new Error('GEOS gave no intersection');
      geos.GEOSArea(common, result);
      geos.GEOSGeom_destroy(common);
      return Module.HEAPF64[result / 8];
    },
  };
}

/** Clipper2 in WebAssembly: 64-bit whole numbers, so that crossings are rounded to our grid. */
async function clipper2Wasm() {
  const { default: load } = createRequire(import.meta.url)('clipper2-wasm');
  const clipper = await load();
  const fill = clipper.FillRule.NonZero;
  return {
    geometry(polygons, feature) {
      const { x, y, ringStart } = polygons;
      const paths = new clipper.Paths64();
      for (const r of ringsOf(polygons, feature)) {
        const path = new clipper.Path64();
        const size = ringStart[r + 1] - ringStart[r];
        const numbers = new BigInt64Array(3 * size);
        for (let k = 0; k < size; k++) {
          numbers[3 * k] = BigInt(x[ringStart[r] + k]);
          numbers[3 * k + 1] = BigInt(y[ringStart[r] + k]);
        }
        path.assign(numbers);
        paths.push_back(path);
        path.delete();
      }
      return paths;
    },
    area(a, b) {
      const common = clipper.Intersect64(a, b, fill);
      const area = clipper.AreaPaths64(common);
      common.delete();
      return area;
    },
  };
}

async function martinez() {
  const { intersection } = await import('martinez-polygon-clipping');
  return { geometry: coordinatesOf, area: (a, b) => areaOfRings(intersection(a, b) ?? []) };
}

async function polygonClipping() {
  const { default: clipping } = await import('polygon-clipping');
  return { geometry: coordinatesOf, area: (a, b) => areaOfRings(clipping.intersection(a, b)) };
}

async function turf() {
  const { intersect } = await import('@turf/intersect');
  const feature = (coordinates) => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Polygon', coordinates },
  });
  return {
    geometry: (polygons, row) => feature(coordinatesOf(polygons, row)),
    area(a, b) {
      const common = intersect({ type: 'FeatureCollection', features: [a, b] });
      if (common === null) return 0;
      const { type, coordinates } = common.geometry;
      return areaOfRings(type === 'Polygon' ? [coordinates] : coordinates);
    },
  };
}

/** The port of JTS; its package has the older overlay alone. */
async function jsts() {
  const from = async (path) => (await import(`jsts/org/locationtech/jts/${path}.js`)).default;
  const GeometryFactory = await from('geom/GeometryFactory');
  const Coordinate = await from('geom/Coordinate');
  const OverlayOp = await from('operation/overlay/OverlayOp');
  const factory = new GeometryFactory();
  return {
    geometry(polygons, feature) {
      const { x, y, ringStart } = polygons;
      const [shell, ...holes] = ringsOf(polygons, feature).map((r) => {
        const points = [];
        eachVertexClosed(ringStart, r, (i) => points.push(new Coordinate(x[i], y[i])));
        return factory.createLinearRing(points);
      });
      return factory.createPolygon(shell, holes);
    },
    area: (a, b) => OverlayOp.intersection(a, b).getArea(),
  };
}

/** Numbers of a feature's rings, shell first. */
function ringsOf({ featureStart }, feature) {
  const from = featureStart[feature];
  return Array.from({ length: featureStart[feature + 1] - from }, (_, k) => from + k);
}

/** Calls take(vertex, position) round a ring, with the first vertex again at the end. */
function eachVertexClosed(ringStart, r, take) {
  const [start, end] = [ringStart[r], ringStart[r + 1]];
  for (let i = start; i < end; i++) take(i, i - start);
  take(start, end - start);
}

/** A feature as coordinates of a GeoJSON polygon. */
function coordinatesOf(polygons, feature) {
  const { x, y, ringStart } = polygons;
  return ringsOf(polygons, feature).map((r) => {
    const points = [];
    eachVertexClosed(ringStart, r, (i) => points.push([x[i], y[i]]));
    return points;
  });
}

/** Area of the coordinates of a multipolygon: the first ring of each part less the others. */
function areaOfRings(parts) {
  let sum = 0;
  for (const part of parts)
    part.forEach((ring, k) => {
      sum += k === 0 ? ringArea(ring) : -ringArea(ring);
    });
  return sum;
}

function ringArea(points) {
  const [x0, y0] = points[0];
  let twice = 0;
  for (let i = 1; i < points.length; i++) {
    const [x1, y1] = points[i - 1];
    const [x2, y2] = points[i];
    twice += (x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1);
  }
  return Math.abs(twice / 2);
}
