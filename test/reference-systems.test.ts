/** Reference systems as files state them: every CGCS2000 zone, degrees, spellings of ArcGIS, and none at all. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, measure, openApp } from '../src/app/index.ts';
import { InputError, say, textColumn } from '../src/base/index.ts';
import { readLayer, writeGeoPackage } from '../src/engine/index.ts';
import { writeGeoParquet } from '../src/formats/index.ts';
import {
  type Crs,
  type FeatureTable,
  legalAreas,
  parseCrs,
  polygonsFromRings,
  reproject,
} from '../src/geo/index.ts';
import { type FormatWriter, formatWriter } from './gdal-formats.ts';

let folder: string;
let app: App;
let writer: FormatWriter;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-crs-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  writer = await formatWriter(join(folder, 'gdal'));
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Ground of 45 km from the central meridian with a hole; the same place relative to every meridian. */
function ground(crs: Crs): FeatureTable {
  const east = crs.transverse!.falseEasting + 45_000;
  const north = 3_900_000;
  const at = (corners: readonly (readonly [number, number])[]) =>
    corners.map(([x, y]): readonly [number, number] => [east + x, north + y]);
  return {
    name: 'DLTB',
    crs,
    columns: new Map([['BSM', textColumn(['990101200100000001'])]]),
    polygons: polygonsFromRings([
      [
        at([
          [0, 0],
          [523.25, -12.5],
          [611.75, 480.125],
          [40.5, 503],
        ]),
        at([
          [200, 200],
          [200, 260],
          [260, 260],
          [260, 200],
        ]),
      ],
    ]),
  };
}

const ZONES = Array.from({ length: 64 }, (_, i) => 4491 + i);

test('one ground in all 64 Gauss–Krüger systems of CGCS2000, with zone number and without, has one legal area', async () => {
  const areas = new Map<number, string>();
  for (const code of ZONES) {
    const table = ground(parseCrs(`EPSG:${code}`));
    const gpkg = join(folder, `zone${code}.gpkg`);
    await writeGeoPackage(app.gdal, gpkg, [table]);
    // A Shapefile carries the system in the spelling of ESRI.
    const shp = await writer.write(gpkg, `zone${code}`, ['-f', 'ESRI Shapefile']);
    expect(readFileSync(shp.replace(/shp$/, 'prj'), 'utf8')).toContain(
      'PROJECTION["Gauss_Kruger"]',
    );
    for (const path of [gpkg, shp]) {
      const report = await measure(app, path);
      expect(report.crs, path).toBe(`EPSG:${code}`);
      expect(report.formula).toBe('td-t-1055-projected');
      areas.set(code, report.total.legal);
    }
  }
  expect(areas.size).toBe(64);
  expect(new Set(areas.values()).size, JSON.stringify([...areas])).toBe(1);
});

test.each(['EPSG:4490', 'EPSG:4326'])(
  'degrees in %s are x east, y north in every format, whatever order the registry prints',
  async (id) => {
    const projected = ground(parseCrs('EPSG:4548'));
    const crs = parseCrs(id);
    const table = {
      ...projected,
      crs,
      polygons: reproject(projected.polygons, projected.crs, parseCrs('EPSG:4490')),
    };
    const name = id.replace(':', '');
    const gpkg = join(folder, `${name}.gpkg`);
    await writeGeoPackage(app.gdal, gpkg, [table]);
    const paths = [
      gpkg,
      await writer.write(gpkg, name, ['-f', 'ESRI Shapefile']),
      await writer.write(gpkg, name, ['-f', 'OpenFileGDB']),
      await writer.write(gpkg, name, ['-f', 'GeoJSON', '-lco', 'COORDINATE_PRECISION=12']),
      await writer.write(gpkg, name, ['-f', 'GML']),
      join(folder, `${name}.parquet`),
    ];
    writeFileSync(paths.at(-1)!, writeGeoParquet(table, {}, {}));
    const [exact] = legalAreas(projected.polygons, projected.crs);
    for (const path of paths) {
      const read = await readLayer(app.gdal, path);
      expect(read.table.crs.id, path).toBe(id);
      const [minX, minY] = [Math.min(...read.table.polygons.x), Math.min(...read.table.polygons.y)];
      expect(minX).toBeGreaterThan(117.4);
      expect(minX).toBeLessThan(117.6);
      expect(minY).toBeGreaterThan(35);
      expect(minY).toBeLessThan(35.4);
      const report = await measure(app, path);
      expect(report.units.planar).toBe('deg2');
      expect(report.formula).toBe(
        id === 'EPSG:4490' ? 'td-t-1055-geographic' : 'ellipsoid-of-file',
      );
      // The ellipsoids differ by less than 0.1 mm and the projected formula rounds at its vertices.
      expect(Math.abs(Number(report.total.legal) / 100 - exact!), path).toBeLessThan(0.06);
    }
  },
);

/** A Shapefile without .prj, or with a text of one's own in it. */
async function shapefileWith(prj: string | null): Promise<string> {
  const gpkg = join(folder, 'plain.gpkg');
  await writeGeoPackage(app.gdal, gpkg, [ground(parseCrs('EPSG:4548'))]);
  const shp = await writer.write(gpkg, 'plain', ['-f', 'ESRI Shapefile', '-overwrite']);
  const file = shp.replace(/shp$/, 'prj');
  if (prj === null) rmSync(file);
  else writeFileSync(file, prj);
  return shp;
}

const esri = (name: string, meridian: number, easting: number): string =>
  `PROJCS["${name}",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",${easting}],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",${meridian}],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]`;

test.each([
  ['CGCS2000_3_Degree_GK_CM_117E', 117, 500_000, 'EPSG:4548'],
  ['CGCS2000_GK_CM_117E', 117, 500_000, 'EPSG:4509'],
  // The county's own name for the usual system; and its own meridian, which no code has.
  ['清源县平面坐标系', 117, 500_000, 'EPSG:4548'],
  ['清源县独立坐标系', 117.35, 500_000, '清源县独立坐标系'],
])('a .prj %s with meridian %d is understood', async (name, meridian, easting, answer) => {
  const report = await measure(app, await shapefileWith(esri(name, meridian, easting)));
  expect(report.crs).toBe(answer);
  expect(report.formula).toBe('td-t-1055-projected');
  const [area] = legalAreas(ground(parseCrs('EPSG:4548')).polygons, parseCrs('EPSG:4548'));
  expect(Number(report.total.legal)).toBe(Math.round(area! * 100));
});

test('a file without a system is asked about, and --crs answers', async () => {
  const path = await shapefileWith(null);
  const error: unknown = await measure(app, path).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InputError)) throw error;
  expect(error.code).toBe('unknown-crs');
  expect(error.remedy.zh).toContain('--crs');
  const report = await measure(app, path, { crs: 'EPSG:4548' });
  expect(report.crs).toBe('EPSG:4548');
  expect(report.evidence).toContainEqual({
    what: 'crs',
    answer: 'EPSG:4548',
    why: say('--crs 指明', '--crs'),
  });
});

test('a GeoJSON without a system is in degrees of WGS 84, and a local projection of foreign make keeps its ellipsoid', async () => {
  mkdirSync(join(folder, 'json'), { recursive: true });
  const path = join(folder, 'json', 'plain.geojson');
  const ring = [
    [117.5, 35.2],
    [117.51, 35.2],
    [117.51, 35.21],
    [117.5, 35.21],
    [117.5, 35.2],
  ];
  writeFileSync(
    path,
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } },
      ],
    }),
  );
  expect(await measure(app, path)).toMatchObject({
    crs: 'EPSG:4326',
    formula: 'ellipsoid-of-file',
  });
  const path54 = await shapefileWith(
    'PROJCS["Beijing 1954 / 3-degree Gauss-Kruger CM 117E",GEOGCS["Beijing 1954",DATUM["Beijing_1954",SPHEROID["Krassowsky 1940",6378245,298.3]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",117],PARAMETER["scale_factor",1],PARAMETER["false_easting",500000],PARAMETER["false_northing",0],UNIT["metre",1]]',
  );
  expect(await measure(app, path54)).toMatchObject({ formula: 'ellipsoid-of-file' });
  const { crs } = (await readLayer(app.gdal, path54)).table;
  expect([crs.ellipsoid.a, 1 / crs.ellipsoid.f]).toEqual([6_378_245, expect.closeTo(298.3, 9)]);
});
