import { expect, test } from 'vitest';
import { InputError } from '../base/index.ts';
import { crsContradiction, isBeyondEarth, parseCrs } from './index.ts';

test.each([
  ['EPSG:4527', 117, 39_500_000],
  ['4548', 117, 500_000],
  ['urn:ogc:def:crs:EPSG::4499', 123, 21_500_000],
  ['http://www.opengis.net/def/crs/EPSG/0/4510', 123, 500_000],
] as const)('%s is Gauss–Krüger on CGCS2000', (text, meridian, easting) => {
  const crs = parseCrs(text);
  expect(crs.kind).toBe('gauss-kruger');
  expect((crs.transverse!.centralMeridian * 180) / Math.PI).toBeCloseTo(meridian, 12);
  expect(crs.transverse!.falseEasting).toBe(easting);
});

const esri = (name: string, meridian: number, easting: number): string =>
  `PROJCS["${name}",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",${easting}],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",${meridian}],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`;

test.each([
  [esri('CGCS2000_3_Degree_GK_Zone_39', 117, 39_500_000), 'EPSG:4527'],
  [esri('CGCS2000_3_Degree_GK_CM_117E', 117, 500_000), 'EPSG:4548'],
  [esri('CGCS2000_GK_Zone_20', 117, 20_500_000), 'EPSG:4498'],
  [esri('CGCS2000_GK_CM_117E', 117, 500_000), 'EPSG:4509'],
  [esri('清源县坐标系', 117, 500_000), 'EPSG:4548'],
  [esri('清源县坐标系', 117, 20_500_000), 'EPSG:4498'],
  [
    'GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]',
    'EPSG:4490',
  ],
])('the ESRI spelling is the same system: %#', (wkt, id) => {
  expect(parseCrs(wkt).id).toBe(id);
});

test('every zone code from 4491 to 4554 is understood', () => {
  for (let code = 4491; code <= 4554; code++)
    expect(parseCrs(`EPSG:${code}`).kind).toBe('gauss-kruger');
});

test('other systems keep their own ellipsoid', () => {
  const crs = parseCrs(
    '+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +units=m',
  );
  expect(crs.ellipsoid.a).toBeCloseTo(6_377_563.396, 3);
  expect(parseCrs('+proj=laea +lat_0=52 +lon_0=10 +ellps=GRS80').kind).toBe('projected');
});

test.each([
  'EPSG:999999',
  'what',
  '',
  'PROJCS["x"]',
  'GEOGCS["Undefined geographic SRS",DATUM["unknown",SPHEROID["unknown",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]]]',
])('%j is refused with a sentence that says what to do', (text) => {
  expect(() => parseCrs(text)).toThrow(InputError);
});

test('metres under a label of degrees, and a zone number that is missing or foreign, are contradictions', () => {
  expect(
    crsContradiction(parseCrs('EPSG:4326'), [560_000, 4_428_000, 561_000, 4_429_000])?.code,
  ).toBe('crs-contradiction');
  expect(
    crsContradiction(parseCrs('EPSG:4527'), [560_000, 4_428_000, 561_000, 4_429_000])?.text.zh,
  ).toContain('没有带号');
  expect(
    crsContradiction(parseCrs('EPSG:4548'), [39_560_000, 4_428_000, 39_561_000, 4_429_000])?.text
      .zh,
  ).toContain('39');
  expect(
    crsContradiction(parseCrs('EPSG:4527'), [39_560_000, 4_428_000, 39_561_000, 4_429_000]),
  ).toBeNull();
  expect(crsContradiction(parseCrs('EPSG:4490'), [117, 39, 118, 40])).toBeNull();
});

test('a northing beyond the poles, and metres farther than any zone number reaches, are beyond the earth', () => {
  const wild = [39_480_100, 3_900_000, 39_480_200, 390_019_480_100] as const;
  expect(isBeyondEarth(parseCrs('EPSG:4527'), wild)).toBe(true);
  expect(isBeyondEarth(parseCrs('EPSG:3857'), [0, 0, 1e9, 1])).toBe(true);
  expect(isBeyondEarth(parseCrs('EPSG:3857'), [0, 0, 13_000_000, 4_700_000])).toBe(false);
});
