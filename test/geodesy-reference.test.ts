/**
 * Published vectors of geodesy: transverse Mercator of PROJ and of GIGS 5101, the cylindrical equal-area projection (whose
 * ordinate is the area function that legal areas rest on), and areas under the geodesics of GeodTest.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import geodesic from 'geographiclib-geodesic';
import { expect, test } from 'vitest';
// Below the door of the part: the projections themselves are measured here, not what is made of them.
import { authalicQ, ellipsoid, latitudeOfQ } from '../src/geo/ellipsoid.ts';
import { type TransverseMercator, transverseMercator } from '../src/geo/gauss-kruger.ts';
import { type Ellipsoid, legalAreas, parseCrs, polygonsFromRings } from '../src/geo/index.ts';

const FOLDER = join(process.env['LIANGTIAN_DATA'] ?? '../shared/data', 'geodesy-reference');
const here = existsSync(FOLDER);
const RADIANS = Math.PI / 180;

/** A test on these data; without them it is skipped and says why. */
function withVectors(name: string, work: () => void): void {
  if (here) test(name, work);
  else test.skip(`${name} (no geodesy-reference on this machine)`, () => undefined);
}

/** One line of a .gie file that can be checked: what goes in, what must come out. */
interface Vector {
  readonly operation: string;
  readonly inverse: boolean;
  readonly accept: readonly [number, number];
  /** Null: only the round trip is stated. */
  readonly expect: readonly [number, number] | null;
  readonly roundtrips: number;
  readonly toleranceMetres: number;
}

const UNITS: Readonly<Record<string, number>> = { m: 1, mm: 1e-3, um: 1e-6, nm: 1e-9 };

/** Reads the language of PROJ's gie: operations, tolerances, directions, points. Failures that it asks for are left out. */
function readGie(file: string): Vector[] {
  const text = readFileSync(join(FOLDER, file), 'utf8').replace(/\\\s*\n/g, ' ');
  const vectors: Vector[] = [];
  let operation = '';
  let toleranceMetres = 0.5e-3;
  let inverse = false;
  let accept: readonly [number, number] = [0, 0];
  const pair = (words: readonly string[]): readonly [number, number] => [
    Number(words[1]),
    Number(words[2]),
  ];
  for (const line of text.split('\n')) {
    const words = line.replace(/#.*/, '').trim().split(/\s+/);
    if (words[0] === 'operation') {
      operation = words.slice(1).join(' ');
      inverse = false;
      toleranceMetres = 0.5e-3;
    } else if (words[0] === 'tolerance')
      toleranceMetres = Number(words[1]) * (UNITS[words[2] ?? 'm'] ?? Number.NaN);
    else if (words[0] === 'direction') inverse = words[1] === 'inverse';
    else if (words[0] === 'accept') accept = pair(words);
    else if (words[0] === 'expect' && words[1] !== 'failure')
      vectors.push({
        operation,
        inverse,
        accept,
        expect: pair(words),
        roundtrips: 0,
        toleranceMetres,
      });
    else if (words[0] === 'roundtrip')
      vectors.push({
        operation,
        inverse,
        accept,
        expect: null,
        roundtrips: Number(words[1]),
        toleranceMetres,
      });
  }
  return vectors;
}

/** What the projection of a vector is for us; the register's names are those that GIGS uses. */
const REGISTERED: Readonly<Record<string, string>> = {
  'epsg:32631': 'EPSG:32631',
  'epsg:28354': '+proj=utm +zone=54 +south +ellps=GRS80 +units=m +no_defs',
};

interface Projected {
  readonly shape: Ellipsoid;
  readonly transverse: TransverseMercator;
  readonly inverse: boolean;
}

/** The ellipsoid of an operation that overrules its name by numbers; undefined when it does not. */
function ellipsoidOf(text: string): Ellipsoid | undefined {
  const number = (name: string): number =>
    Number(new RegExp(`(?:^|[ +])${name}=(\\S+)`).exec(text)?.[1] ?? Number.NaN);
  if (number('R') > 0) return ellipsoid('sphere', number('R'), Number.POSITIVE_INFINITY);
  const a = number('a') > 0 ? number('a') : 6_378_137;
  if (number('b') > 0) return ellipsoid('b', a, a / (a - number('b')));
  if (number('f') > 0) return ellipsoid('f', a, 1 / number('f'));
  return number('rf') > 0 ? ellipsoid('rf', a, number('rf')) : undefined;
}

/** The transverse Mercator of an operation, alone or between degrees of the same datum; undefined for others. */
function transverseOf(operation: string): Projected | undefined {
  const projected = operation
    .replace(/\+?proj=pipeline/, '')
    .split(/\+?\bstep\b/)
    .map((step) => {
      const code = /init=(epsg:\d+)/.exec(step)?.[1];
      const text = code === undefined ? step : (REGISTERED[code] ?? '');
      return { text: text.trim(), inverse: /\binv\b/.test(step) };
    })
    .filter(({ text }) => /proj=(e?tmerc|utm)\b|^EPSG:32631$/.test(text));
  if (projected.length !== 1) return undefined;
  const { text, inverse } = projected[0]!;
  // The series of Evenden and Snyder is another algorithm, a millimetre off at 6 degrees. A flattening of 1/16 is no earth's:
  // there PROJ's own series, in the same n to the sixth power, is no truth either.
  if (/approx|evenden|b=6000000/.test(text)) return undefined;
  const words = text.split(/\s+/).map((word) => word.replace(/^\+/, ''));
  const definition = [
    ...words.filter((word) => !/^(inv|algo=.*|(R|a|b|f|rf|ellps)=.*)$/.test(word)),
    words.find((word) => word.startsWith('ellps=')) ?? 'ellps=GRS80',
  ];
  const crs = parseCrs(text.startsWith('EPSG') ? text : `+${definition.join(' +')}`);
  // Units of ten metres are left to proj4.
  if (crs.transverse === null) return undefined;
  return { shape: ellipsoidOf(text) ?? crs.ellipsoid, transverse: crs.transverse, inverse };
}

/** Distance on the ellipsoid between two nearby places in degrees, m. */
function metresApart(shape: Ellipsoid, one: readonly number[], other: readonly number[]): number {
  const model = new geodesic.Geodesic.Geodesic(shape.a, shape.f);
  return model.Inverse(one[1]!, one[0]!, other[1]!, other[0]!).s12 ?? Number.NaN;
}

/** How far a vector is missed, m. */
function missed(vector: Vector, { shape, transverse, inverse }: Projected): number {
  const projection = transverseMercator(shape, transverse);
  const out = new Float64Array(2);
  const forward = (from: readonly number[]): number[] => {
    projection.forward(from[0]! * RADIANS, from[1]! * RADIANS, out);
    return [...out];
  };
  const back = (from: readonly number[]): number[] => {
    projection.inverse(from[0]!, from[1]!, out);
    return [out[0]! / RADIANS, out[1]! / RADIANS];
  };
  const isInverse = vector.inverse !== inverse;
  const apart = (degrees: boolean, one: readonly number[], other: readonly number[]): number =>
    degrees ? metresApart(shape, one, other) : Math.hypot(one[0]! - other[0]!, one[1]! - other[1]!);
  if (vector.expect !== null)
    return apart(
      isInverse,
      isInverse ? back(vector.accept) : forward(vector.accept),
      vector.expect,
    );
  let point: readonly number[] = vector.accept;
  for (let i = 0; i < vector.roundtrips; i++)
    point = isInverse ? forward(back(point)) : back(forward(point));
  return apart(!isInverse, point, vector.accept);
}

/** Checks every transverse Mercator of a file; returns how many lines that were. */
function checkTransverse(file: string): number {
  let checked = 0;
  for (const vector of readGie(file)) {
    const projected = transverseOf(vector.operation);
    if (!projected) continue;
    const far = missed(vector, projected);
    expect(far, `${file}: ${vector.operation} of ${vector.accept.join(' ')}`).toBeLessThanOrEqual(
      vector.toleranceMetres,
    );
    checked++;
  }
  return checked;
}

for (const [file, lines] of [
  ['proj-gigs/5101.1-jhs.gie', 177],
  ['proj-gigs/5101.2-jhs.gie', 69],
  ['proj-gigs/5101.3-jhs.gie', 69],
  ['proj-gigs/5101.4-jhs-etmerc.gie', 69],
  ['proj-gie/builtins.gie', 131],
  ['proj-gie/more_builtins.gie', 2],
  ['proj-gie/ellipsoid.gie', 2],
] as const)
  withVectors(`transverse Mercator as in ${lines} lines of ${file}`, () => {
    expect(checkTransverse(file)).toBe(lines);
  });

withVectors('the area function is the ordinate of the cylindrical equal-area projection', () => {
  // Their ordinate is Q(φ)/a for one radian of longitude on the equator (Snyder, USGS 1395, eqs. 10-15, 10-21).
  const vectors = readGie('proj-gie/builtins.gie').filter((vector) =>
    /^\+proj=cea +(\+ellps=GRS80|\+R=6400000)$/.test(vector.operation),
  );
  for (const { operation, inverse, accept, expect: expected, toleranceMetres } of vectors) {
    if (expected === null) continue;
    const shape = ellipsoidOf(operation) ?? parseCrs('EPSG:4490').ellipsoid;
    const [degrees, projected] = inverse ? [expected, accept] : [accept, expected];
    const q = authalicQ(shape, Math.sin(degrees[1] * RADIANS)) / shape.a;
    const back = latitudeOfQ(shape, projected[1] * shape.a) / RADIANS;
    // An inverse is published to 1e-9 degrees.
    expect(Math.abs(q - projected[1]), operation).toBeLessThan(inverse ? 0.5e-3 : toleranceMetres);
    expect(Math.abs(back - degrees[1]), operation).toBeLessThan(1.5e-9);
  }
  expect(vectors).toHaveLength(18);
});

/** The lines of GeodTest: lat1 lon1 azi1 lat2 lon2 azi2 s12 a12 m12 S12, on WGS 84. */
function geodTest(): number[][] {
  return readFileSync(join(FOLDER, 'GeodTest-100.dat'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
}

withVectors('geodesics have the published lengths and areas', () => {
  const model = geodesic.Geodesic.WGS84;
  const mask = geodesic.Geodesic.ALL;
  let areas = 0;
  for (const [lat1, lon1, azi1, lat2, lon2, , s12, a12, , S12] of geodTest()) {
    const inverse = model.Inverse(lat1!, lon1!, lat2!, lon2!, mask);
    expect(Math.abs(inverse.s12! - s12!)).toBeLessThan(1e-7);
    const direct = model.Direct(lat1!, lon1!, azi1!, s12!, mask);
    expect(metresApart(wgs84(), [direct.lon2!, direct.lat2!], [lon2!, lat2!])).toBeLessThan(1e-7);
    // Between nearly antipodal points the last digit of an azimuth moves the path by kilometres.
    if (a12! > 179) continue;
    expect(Math.abs(inverse.S12! - S12!)).toBeLessThan(0.1);
    expect(Math.abs(direct.S12! - S12!)).toBeLessThan(0.1);
    areas++;
  }
  expect(areas).toBe(56);
});

function wgs84(): Ellipsoid {
  return parseCrs('EPSG:4326').ellipsoid;
}

/** Places along a geodesic in equal steps, degrees, longitudes running on beyond 180. */
function along(line: readonly number[], steps: number): [number, number][] {
  const model = geodesic.Geodesic.WGS84;
  const path = model.DirectLine(line[0]!, line[1]!, line[2]!, line[6]!);
  const mask =
    geodesic.Geodesic.LATITUDE | geodesic.Geodesic.LONGITUDE | geodesic.Geodesic.LONG_UNROLL;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const { lat2, lon2 } = path.Position((line[6]! * i) / steps, mask);
    return [lon2!, lat2!];
  });
}

withVectors('the legal area under a geodesic is the published one to a square metre', () => {
  const crs = parseCrs('EPSG:4326');
  const under = (places: readonly [number, number][]): number => {
    const ring = [...places, [places.at(-1)![0], 0], [places[0]![0], 0]] as [number, number][];
    return legalAreas(polygonsFromRings([[ring]]), crs)[0]!;
  };
  let checked = 0;
  for (const line of geodTest()) {
    const fine = along(line, 20_000);
    // Near a pole a meridian is crossed in an instant, and equal steps cannot follow.
    if (Math.max(...fine.map(([, latitude]) => Math.abs(latitude))) > 80) continue;
    const [half, whole] = [under(fine.filter((_, i) => i % 2 === 0)), under(fine)];
    // An edge of this sum is straight in (L, Q), not geodesic: the error falls with the square of the step.
    const limit = whole + (whole - half) / 3;
    expect(Math.abs(limit - Math.abs(line[9]!))).toBeLessThan(1);
    checked++;
  }
  expect(checked).toBe(68);
});
