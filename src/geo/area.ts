/**
 * 图斑椭球面积 — the area of a parcel as the law counts it (TD/T 1055-2019 附录), in its two forms, and the plain planar
 * area beside it for comparison.
 */
import { type Area, areaFromSquareMetres, COUNT_EVERY, type Counter } from '../base/index.ts';
import { type Crs, toGeographic } from './crs.ts';
import { authalicQ, CGCS2000, sameEllipsoid } from './ellipsoid.ts';
import { PRESCRIBED_ELLIPSOID, prescribedInverse } from './gauss-kruger.ts';
import { featureCount, type Polygons } from './polygons.ts';

/** Which form was used, so that a reader can compare with other software. */
export type AreaFormula =
  /** Projected CGCS2000: 4-decimal vertices, edges split at 70 m, B and L to 1e-6 second. */
  | 'td-t-1055-projected'
  /** Geographic CGCS2000: the same sum, no splitting, no second rounding. */
  | 'td-t-1055-geographic'
  /** Any other system: edges split at 35 m, exact inverse, the same sum on the file's own ellipsoid. */
  | 'ellipsoid-of-file';

/** Edges longer than this are split (prescribed). Metres. */
const SPLIT_METRES = 70;

/** The same for systems that no text prescribes a length for: half of it keeps within 1e-5 m × perimeter of geodesics. */
const FOREIGN_SPLIT_METRES = 35;

/** Points put into one edge at most: beyond 350 km no parcel has an edge, and one wild coordinate must not take hours. */
const MOST_INSERTED = 10_000;

/** How many points split an edge into equal pieces not longer than `most`, both in metres. */
function insertedPoints(length: number, most: number): number {
  return length > most ? Math.min(MOST_INSERTED, Math.floor(length / most)) : 0;
}

const SECONDS = 206_264.806_247_1;

/** Rounds m² to the legal 0.01 m², half up: the one place where a double becomes a legal area. */
export function legalArea(squareMetres: number): Area {
  return areaFromSquareMetres(squareMetres);
}

/** Which formula `legalAreas` uses for a system. */
export function areaFormula(crs: Crs): AreaFormula {
  if (!sameEllipsoid(crs.ellipsoid, CGCS2000)) return 'ellipsoid-of-file';
  if (crs.kind === 'geographic') return 'td-t-1055-geographic';
  return isPrescribed(crs) ? 'td-t-1055-projected' : 'ellipsoid-of-file';
}

function isPrescribed(crs: Crs): boolean {
  return (
    crs.transverse !== null &&
    crs.transverse.scale === 1 &&
    crs.transverse.falseNorthing === 0 &&
    crs.transverse.latitudeOfOrigin === 0 &&
    sameEllipsoid(crs.ellipsoid, PRESCRIBED_ELLIPSOID)
  );
}

/** Legal area of every feature in m² before rounding; shells minus holes, each ring by its magnitude. */
export function legalAreas(polygons: Polygons, crs: Crs, count?: Counter): Float64Array {
  const formula = areaFormula(crs);
  const walk =
    formula === 'td-t-1055-projected'
      ? prescribedRing(crs)
      : exactRing(crs, formula !== 'td-t-1055-geographic');
  return sumRings(polygons, walk, count);
}

/** Area of every feature in the plane of its coordinates, in m² (square degrees for geographic systems). */
export function planarAreas(polygons: Polygons, crs: Crs): Float64Array {
  const unit = crs.unitMetres === 0 ? 1 : crs.unitMetres * crs.unitMetres;
  return sumRings(polygons, (x, y, start, end) => {
    const [x0, y0] = [x[start]!, y[start]!];
    let twice = 0;
    for (let i = start; i < end; i++) {
      const j = i + 1 === end ? start : i + 1;
      twice += (x[i]! - x0) * (y[j]! - y0) - (x[j]! - x0) * (y[i]! - y0);
    }
    return (twice / 2) * unit;
  });
}

type RingArea = (x: Float64Array, y: Float64Array, start: number, end: number) => number;

function sumRings(polygons: Polygons, ringArea: RingArea, count?: Counter): Float64Array {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const areas = new Float64Array(featureCount(polygons));
  for (let feature = 0; feature < areas.length; feature++) {
    if (feature % COUNT_EVERY === 0) count?.(feature, areas.length);
    let sum = 0;
    for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
      const area = Math.abs(ringArea(x, y, ringStart[ring]!, ringStart[ring + 1]!));
      sum += isHole[ring] === 1 ? -area : area;
    }
    areas[feature] = sum;
  }
  return areas;
}

/** Half up at a number of decimals given as a power of ten, as the prescribed program does. */
function roundAt(value: number, scale: number): number {
  return Math.floor(value * scale + 0.5) / scale;
}

// Coefficients of the trapezoid series in e² of CGCS2000 (TD/T 1055-2019 附录, domain 3.3).
const E2 = CGCS2000.e2;
const SERIES_A =
  1 + (3 / 6) * E2 + (30 / 80) * E2 ** 2 + (35 / 112) * E2 ** 3 + (630 / 2304) * E2 ** 4;
const SERIES_B = (1 / 6) * E2 + (15 / 80) * E2 ** 2 + (21 / 112) * E2 ** 3 + (420 / 2304) * E2 ** 4;
const SERIES_C = (3 / 80) * E2 ** 2 + (7 / 112) * E2 ** 3 + (180 / 2304) * E2 ** 4;
const SERIES_D = (1 / 112) * E2 ** 3 + (45 / 2304) * E2 ** 4;
const SERIES_E = (5 / 2304) * E2 ** 4;
const TWICE_B2 = 2 * CGCS2000.b * CGCS2000.b;

/**
 * S of one edge: the trapezoid between it and the meridian that longitudes are counted from. Radians in, m² out. Sines and
 * cosines of the odd multiples follow from those of the single angles (Chebyshev's recurrence): two calls instead of ten.
 */
function trapezoid(
  latitude1: number,
  longitude1: number,
  latitude2: number,
  longitude2: number,
): number {
  const s1 = Math.sin((latitude2 - latitude1) / 2);
  const c1 = Math.cos((latitude1 + latitude2) / 2);
  // sin((k+2)x) = 2 cos(2x) sin(kx) − sin((k−2)x), and likewise for the cosine.
  const twiceCos2h = 2 - 4 * s1 * s1;
  const s3 = (twiceCos2h + 1) * s1;
  const s5 = twiceCos2h * s3 - s1;
  const s7 = twiceCos2h * s5 - s3;
  const s9 = twiceCos2h * s7 - s5;
  const twiceCos2m = 4 * c1 * c1 - 2;
  const c3 = (twiceCos2m - 1) * c1;
  const c5 = twiceCos2m * c3 - c1;
  const c7 = twiceCos2m * c5 - c3;
  const c9 = twiceCos2m * c7 - c5;
  return (
    TWICE_B2 *
    ((longitude1 + longitude2) / 2) *
    (SERIES_A * s1 * c1 -
      SERIES_B * s3 * c3 +
      SERIES_C * s5 * c5 -
      SERIES_D * s7 * c7 +
      SERIES_E * s9 * c9)
  );
}

/**
 * The prescribed steps for projected input. Longitudes stay differences from the central meridian: the sum does not
 * depend on the meridian, and small numbers keep their digits.
 */
function prescribedRing(crs: Crs): RingArea {
  const easting0 = crs.transverse!.falseEasting;
  const point = new Float64Array(2);
  const convert = (easting: number, northing: number): void => {
    prescribedInverse(northing, easting - easting0, point);
    point[0] = roundAt(point[0]! * SECONDS, 1e6) / SECONDS;
    point[1] = roundAt(point[1]! * SECONDS, 1e6) / SECONDS;
  };
  return (x, y, start, end) => {
    let easting = roundAt(x[start]!, 1e4);
    let northing = roundAt(y[start]!, 1e4);
    convert(easting, northing);
    let latitude = point[0]!;
    let longitude = point[1]!;
    const meridian = longitude;
    let sum = 0;
    for (let i = start + 1; i <= end; i++) {
      const k = i === end ? start : i;
      const nextEasting = roundAt(x[k]!, 1e4);
      const nextNorthing = roundAt(y[k]!, 1e4);
      const [dx, dy] = [nextEasting - easting, nextNorthing - northing];
      const length = Math.sqrt(dx * dx + dy * dy);
      const inserted = insertedPoints(length, SPLIT_METRES);
      for (let p = 1; p <= inserted + 1; p++) {
        if (p > inserted) convert(nextEasting, nextNorthing);
        else
          convert(
            roundAt(easting + (dx * p) / (inserted + 1), 1e6),
            roundAt(northing + (dy * p) / (inserted + 1), 1e6),
          );
        sum += trapezoid(latitude, longitude - meridian, point[0]!, point[1]! - meridian);
        latitude = point[0]!;
        longitude = point[1]!;
      }
      easting = nextEasting;
      northing = nextNorthing;
    }
    return sum;
  };
}

/** The same sum, Σ (L₁+L₂)/2 · (Q(B₂) − Q(B₁)), in closed form and without rounding, on the ellipsoid of the file. */
function exactRing(crs: Crs, split: boolean): RingArea {
  const convert = toGeographic(crs);
  const point = new Float64Array(2);
  const shape = crs.ellipsoid;
  const unit = crs.unitMetres;
  return (x, y, start, end) => {
    convert(x[start]!, y[start]!, point);
    const meridian = point[0]!;
    const q0 = authalicQ(shape, Math.sin(point[1]!));
    let longitude = 0;
    let q = 0;
    let sum = 0;
    for (let i = start + 1; i <= end; i++) {
      const k = i === end ? start : i;
      const [xa, ya] = [x[i - 1]!, y[i - 1]!];
      const [dx, dy] = [x[k]! - xa, y[k]! - ya];
      const length = split ? Math.sqrt(dx * dx + dy * dy) * unit : 0;
      const inserted = insertedPoints(length, FOREIGN_SPLIT_METRES);
      for (let p = 1; p <= inserted + 1; p++) {
        if (p > inserted) convert(x[k]!, y[k]!, point);
        else convert(xa + (dx * p) / (inserted + 1), ya + (dy * p) / (inserted + 1), point);
        const nextLongitude = point[0]! - meridian;
        const nextQ = authalicQ(shape, Math.sin(point[1]!)) - q0;
        sum += ((longitude + nextLongitude) / 2) * (nextQ - q);
        longitude = nextLongitude;
        q = nextQ;
      }
    }
    return sum;
  };
}
