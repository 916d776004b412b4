/**
 * The reference ellipsoid, and the area between equator and a parallel on it: the function that turns areas on the
 * ellipsoid into areas of a plane.
 */

/** 参考椭球 — an ellipsoid of revolution with the constants that the formulas use. Metres. */
export interface Ellipsoid {
  readonly name: string;
  /** Semi-major axis. */
  readonly a: number;
  /** Flattening. */
  readonly f: number;
  /** Semi-minor axis. */
  readonly b: number;
  /** First eccentricity squared. */
  readonly e2: number;
}

/** An ellipsoid from its defining pair; 1/f = Infinity is a sphere. */
export function ellipsoid(name: string, a: number, inverseFlattening: number): Ellipsoid {
  const f =
    Number.isFinite(inverseFlattening) && inverseFlattening !== 0 ? 1 / inverseFlattening : 0;
  return { name, a, f, b: a * (1 - f), e2: f * (2 - f) };
}

/** CGCS2000: a = 6378137 m, f = 1/298.257222101 (GB 22021-2008; the same figures as GRS80). */
export const CGCS2000: Ellipsoid = ellipsoid('CGCS2000', 6_378_137, 298.257_222_101);

/** Whether two ellipsoids are one and the same to the digits that define them. */
export function sameEllipsoid(one: Ellipsoid, other: Ellipsoid): boolean {
  return Math.abs(one.a - other.a) < 1e-6 && Math.abs(one.f - other.f) < 1e-14;
}

/**
 * Q(φ) = ∫₀^φ M N cos φ dφ = b²/2 · [ sin φ / (1 − e² sin² φ) + artanh(e sin φ)/e ], in m² per radian of longitude
 * (Snyder, Map Projections — A Working Manual, USGS 1395, eq. 3-12 times b²/2·…; zero at the equator).
 */
export function authalicQ(shape: Ellipsoid, sinLatitude: number): number {
  const { b, e2 } = shape;
  if (e2 === 0) return b * b * sinLatitude;
  const e = Math.sqrt(e2);
  return (
    ((b * b) / 2) *
    (sinLatitude / (1 - e2 * sinLatitude * sinLatitude) + Math.atanh(e * sinLatitude) / e)
  );
}

/** Latitude (radians) where Q is reached: Newton's method on dQ/dφ = M N cos φ, to the last digits. */
export function latitudeOfQ(shape: Ellipsoid, q: number): number {
  const { a, e2 } = shape;
  const whole = authalicQ(shape, 1);
  let latitude = Math.asin(Math.max(-1, Math.min(1, q / whole)));
  for (let i = 0; i < 8; i++) {
    const sin = Math.sin(latitude);
    const w2 = 1 - e2 * sin * sin;
    const slope = (a * a * (1 - e2) * Math.cos(latitude)) / (w2 * w2);
    const step = (q - authalicQ(shape, sin)) / slope;
    latitude += step;
    if (Math.abs(step) < 1e-16) break;
  }
  return latitude;
}
