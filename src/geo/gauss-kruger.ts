/**
 * Gauss–Krüger (高斯-克吕格投影). Two inverses, on purpose: the one that TD/T 1055 prescribes for the legal area, with its
 * truncated series, and an exact one for everything else.
 */
import { CGCS2000, type Ellipsoid } from './ellipsoid.ts';

/** Parameters of a transverse Mercator. `centralMeridian` and `latitudeOfOrigin` are radians, the rest metres. */
export interface TransverseMercator {
  readonly centralMeridian: number;
  readonly latitudeOfOrigin: number;
  readonly scale: number;
  readonly falseEasting: number;
  readonly falseNorthing: number;
}

/** Exact forward and inverse: writes into `out` (two numbers), so that millions of points allocate nothing. */
export interface Projection {
  /** (longitude, latitude) in radians → (easting, northing). */
  forward(longitude: number, latitude: number, out: Float64Array): void;
  /** (easting, northing) → (longitude, latitude) in radians. */
  inverse(easting: number, northing: number, out: Float64Array): void;
}

/**
 * Krüger's n-series to order 6: C. F. F. Karney, Transverse Mercator with an accuracy of a few nanometers, J. Geod. 85
 * (2011), eqs. 7–36. Error below 1e-8 m within 3° of the central meridian.
 */
export function transverseMercator(shape: Ellipsoid, parameters: TransverseMercator): Projection {
  const n = shape.f / (2 - shape.f);
  const [n2, n3, n4, n5, n6] = [n ** 2, n ** 3, n ** 4, n ** 5, n ** 6];
  const radius = (shape.a / (1 + n)) * (1 + n2 / 4 + n4 / 64 + n6 / 256) * parameters.scale;
  const alpha = [
    n / 2 - (2 * n2) / 3 + (5 * n3) / 16 + (41 * n4) / 180 - (127 * n5) / 288 + (7891 * n6) / 37800,
    (13 * n2) / 48 - (3 * n3) / 5 + (557 * n4) / 1440 + (281 * n5) / 630 - (1983433 * n6) / 1935360,
    (61 * n3) / 240 - (103 * n4) / 140 + (15061 * n5) / 26880 + (167603 * n6) / 181440,
    (49561 * n4) / 161280 - (179 * n5) / 168 + (6601661 * n6) / 7257600,
    (34729 * n5) / 80640 - (3418889 * n6) / 1995840,
    (212378941 * n6) / 319334400,
  ];
  const beta = [
    n / 2 - (2 * n2) / 3 + (37 * n3) / 96 - n4 / 360 - (81 * n5) / 512 + (96199 * n6) / 604800,
    n2 / 48 + n3 / 15 - (437 * n4) / 1440 + (46 * n5) / 105 - (1118711 * n6) / 3870720,
    (17 * n3) / 480 - (37 * n4) / 840 - (209 * n5) / 4480 + (5569 * n6) / 90720,
    (4397 * n4) / 161280 - (11 * n5) / 504 - (830251 * n6) / 7257600,
    (4583 * n5) / 161280 - (108847 * n6) / 3991680,
    (20648693 * n6) / 638668800,
  ];
  const e = Math.sqrt(shape.e2);
  const { centralMeridian, falseEasting, falseNorthing } = parameters;

  /** tan of the conformal latitude (Karney eqs. 7–9). */
  const conformal = (tau: number): number => {
    if (e === 0) return tau;
    const sigma = Math.sinh(e * Math.atanh((e * tau) / Math.hypot(1, tau)));
    return tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau);
  };
  /** Its inverse by Newton (Karney eqs. 19–21); three steps reach the last digit. */
  const geodetic = (conformalTau: number): number => {
    let tau = conformalTau / (1 - shape.e2);
    for (let i = 0; i < 5; i++) {
      const guess = conformal(tau);
      const step =
        ((conformalTau - guess) / Math.hypot(1, guess)) *
        ((1 + (1 - shape.e2) * tau * tau) / ((1 - shape.e2) * Math.hypot(1, tau)));
      tau += step;
      if (Math.abs(step) < 1e-15 * Math.max(1, Math.abs(tau))) break;
    }
    return tau;
  };
  /** ξ and η after or before the series, by Clenshaw-free direct sums: six terms. */
  const series = (
    coefficients: readonly number[],
    sign: number,
    xi: number,
    eta: number,
    out: Float64Array,
  ): void => {
    let [x, y] = [xi, eta];
    for (let j = 0; j < 6; j++) {
      const k = 2 * (j + 1);
      x += sign * coefficients[j]! * Math.sin(k * xi) * Math.cosh(k * eta);
      y += sign * coefficients[j]! * Math.cos(k * xi) * Math.sinh(k * eta);
    }
    out[0] = x;
    out[1] = y;
  };
  const work = new Float64Array(2);
  const raw = (longitude: number, latitude: number): void => {
    const tau = conformal(Math.tan(latitude));
    const lambda = longitude - centralMeridian;
    const cos = Math.cos(lambda);
    series(
      alpha,
      1,
      Math.atan2(tau, cos),
      Math.asinh(Math.sin(lambda) / Math.hypot(tau, cos)),
      work,
    );
  };
  raw(centralMeridian, parameters.latitudeOfOrigin);
  const originNorthing = radius * work[0]!;
  return {
    forward(longitude, latitude, out) {
      raw(longitude, latitude);
      out[0] = falseEasting + radius * work[1]!;
      out[1] = falseNorthing + radius * work[0]! - originNorthing;
    },
    inverse(easting, northing, out) {
      series(
        beta,
        -1,
        (northing - falseNorthing + originNorthing) / radius,
        (easting - falseEasting) / radius,
        work,
      );
      const [xi, eta] = [work[0]!, work[1]!];
      const sinh = Math.sinh(eta);
      const cos = Math.cos(xi);
      out[0] = centralMeridian + Math.atan2(sinh, cos);
      out[1] = Math.atan(geodetic(Math.sin(xi) / Math.hypot(sinh, cos)));
    },
  };
}

// Constants of the prescribed inverse on CGCS2000 (TD/T 1055-2019 附录; witness: SuperMap GAF AreaCalculate).
const K0 = 1.570_487_611_441_59e-7;
const K1 = 5.052_501_788_205_67e-3;
const K2 = 2.984_729_009_565_87e-5;
const K3 = 2.416_266_692_300_84e-7;
const K4 = 2.222_412_389_385_34e-9;
const SECOND_E2 = 0.006_739_496_775_48;
const POLAR_RADIUS = 6_399_593.625_86;

/**
 * 高斯反算 as prescribed: northing and easting from the central meridian (m) → latitude and longitude difference
 * (radians) on CGCS2000. Differs from the exact inverse by up to some 1e-9 rad; only the legal area uses it.
 */
export function prescribedInverse(northing: number, fromMeridian: number, out: Float64Array): void {
  const e0 = K0 * northing;
  const s = Math.sin(e0);
  const s2 = s * s;
  const foot = e0 + Math.cos(e0) * s * (K1 + s2 * (-K2 + s2 * (K3 - s2 * K4)));
  const t = Math.tan(foot);
  const cos = Math.cos(foot);
  const t2 = t * t;
  const eta2 = SECOND_E2 * cos * cos;
  const v2 = 1 + eta2;
  const u = (fromMeridian * Math.sqrt(v2)) / POLAR_RADIUS;
  const u2 = u * u;
  out[0] =
    foot -
    (v2 * t * u2) / 2 +
    ((5 + 3 * t2 + eta2 - 9 * eta2 * t2) * v2 * t * u2 * u2) / 24 -
    ((61 + 90 * t2 + 45 * t2 * t2) * v2 * t * u2 * u2 * u2) / 720;
  out[1] =
    (u *
      (1 -
        ((1 + 2 * t2 + eta2) * u2) / 6 +
        ((5 + 28 * t2 + 24 * t2 * t2 + 6 * eta2 + 8 * eta2 * t2) * u2 * u2) / 120)) /
    cos;
}

/** The ellipsoid that the prescribed inverse is for. */
export const PRESCRIBED_ELLIPSOID: Ellipsoid = CGCS2000;
