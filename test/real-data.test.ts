/** Real files. Each test says when its data are not on this machine; the data are never part of the project. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, measure, openApp, overlayFiles, readSurvey, settle } from '../src/app/index.ts';
import { gdalHost, readLayer } from '../src/engine/index.ts';
import {
  boundsOf,
  equalAreaPlane,
  type FeatureTable,
  GRID_UNIT_AREA,
  legalAreas,
  overlayLayers,
  projectToPlane,
  ringHashes,
} from '../src/geo/index.ts';
import { geosPairs } from './geos.ts';

const DATA = process.env['LIANGTIAN_DATA'] ?? '../shared/data';

/** A test that needs a folder of the data; without it, it is skipped and says why. */
function withData(name: string, folder: string, work: (path: string) => Promise<void>): void {
  const path = join(DATA, folder);
  if (existsSync(path)) test(name, () => work(path));
  else test.skip(`${name} (no ${folder} on this machine)`, () => undefined);
}

let folder: string;
let app: App;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-real-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

function hashed(table: FeatureTable) {
  return {
    polygons: table.polygons,
    crs: table.crs,
    ringHash: ringHashes(table.polygons),
    legalArea: legalAreas(table.polygons, table.crs),
  };
}

/** Pairs of two layers by us and by GEOS in the same snapped plane, m². */
async function bothWays(a: FeatureTable, b: FeatureTable) {
  const ours = overlayLayers(hashed(a), hashed(b));
  const plane = equalAreaPlane(a.crs, boundsOf(a.polygons));
  const project = (table: FeatureTable) =>
    projectToPlane(table.polygons, table.crs, { ...plane, ellipsoid: table.crs.ellipsoid });
  const geos = await geosPairs(project(a), project(b));
  return { ours, geos };
}

const CHATHAM = 'landcover-chatham-5-epochs';
const CLASSES = { '16': '1207', '41': '0103', '54': '0301', '69': '0305' };
const mappingOf = (year: number) => ({
  layer: 'se-island',
  id: 'LCDB_UID',
  region: '990201',
  year,
  landClass: { field: `Class_${year}`, map: CLASSES },
});

for (const [from, to] of [
  [1996, 2001],
  [2001, 2008],
  [2008, 2012],
  [2012, 2018],
] as const) {
  withData(`an island's land cover is settled from ${from} to ${to}`, CHATHAM, async (path) => {
    const file = join(path, 'se-island.gpkg');
    const { settlement } = await settle(app, {
      before: file,
      after: file,
      mappingBefore: mappingOf(from),
      mappingAfter: mappingOf(to),
    });
    expect(settlement.before.area).toBe(settlement.after.area);
    const gdal = gdalHost();
    const { table } = await readLayer(gdal, `${file}#se-island`);
    await gdal.close();
    const { geos } = await bothWays(table, table);
    const classOf = (year: number, row: number): string => {
      const column = table.columns.get(`Class_${year}`)!;
      if (column.kind !== 'number') throw new TypeError('class is a number here');
      return CLASSES[String(column.values[row]) as keyof typeof CLASSES];
    };
    const expected = new Map<string, number>();
    for (const [pair, area] of geos) {
      const [i, j] = pair.split(',').map(Number) as [number, number];
      const key = `${classOf(from, i)}>${classOf(to, j)}`;
      expected.set(key, (expected.get(key) ?? 0) + area * GRID_UNIT_AREA);
    }
    const found = new Map<string, number>();
    for (const flow of settlement.flows) {
      const key = `${flow.from}>${flow.to}`;
      found.set(key, (found.get(key) ?? 0) + Number(flow.area) / 100);
    }
    expect([...found.keys()].sort()).toEqual(
      [...expected]
        .filter(([, area]) => area > 0.005)
        .map(([key]) => key)
        .sort(),
    );
    // Legal areas follow the prescribed rounding of the formula, GEOS the plane; a centimetre square per parcel between them.
    for (const [key, area] of expected)
      expect(Math.abs((found.get(key) ?? 0) - area)).toBeLessThan(0.2);
  });
}

for (const [a, b] of [
  ['land_parcels/test_parcels.csv', 'land_covers/test_covers.csv'],
  ['land_parcels/parcels.csv', 'land_covers/test_covers.csv'],
  ['land_parcels/parcels.csv', 'sssi/sssi_1.csv'],
] as const) {
  withData(
    `English ${a} over ${b}: every pair as GEOS has it`,
    'land-parcels-england',
    async (path) => {
      const gdal = gdalHost();
      const [one, two] = [
        await readLayer(gdal, join(path, a), { crs: 'EPSG:27700' }),
        await readLayer(gdal, join(path, b), { crs: 'EPSG:27700' }),
      ];
      await gdal.close();
      const { ours, geos } = await bothWays(one.table, two.table);
      const pairs = new Map<string, number>();
      for (let i = 0; i < ours.a.length; i++)
        if (ours.a[i]! >= 0 && ours.b[i]! >= 0)
          pairs.set(`${ours.a[i]},${ours.b[i]}`, ours.area[i]!);
      let worst = 0;
      for (const key of new Set([...pairs.keys(), ...geos.keys()]))
        worst = Math.max(
          worst,
          Math.abs((pairs.get(key) ?? 0) - (geos.get(key) ?? 0) * GRID_UNIT_AREA),
        );
      expect(worst).toBeLessThan(0.01);
      if (b.includes('test_covers') && a.includes('test_parcels'))
        expect(pairs.size).toBeGreaterThan(200);
    },
  );
}

withData(
  'English parcels by land cover class through the use case',
  'land-parcels-england',
  async (path) => {
    const report = await overlayFiles(
      app,
      {
        a: join(path, 'land_parcels/test_parcels.csv'),
        b: join(path, 'land_covers/test_covers.csv'),
      },
      { byB: 'LAND_COVER_CLASS_CODE', crsA: 'EPSG:27700', crsB: 'EPSG:27700' },
    );
    const sum = report.groups
      .filter((g) => g.a !== '' && g.b !== '')
      .reduce((n, g) => n + BigInt(g.area), 0n);
    expect(Math.abs(Number(sum - BigInt(report.total.both)))).toBeLessThanOrEqual(
      report.groups.length,
    );
  },
);

withData('the Tartu cadastre is measured and checked', 'cadastre-tartu', async (path) => {
  const file = join(path, 'cptartu2.gpkg.zip');
  expect((await measure(app, file)).features).toHaveLength(4981);
  await expectChecked(file);
});

withData(
  'Liechtenstein from OpenStreetMap is measured and checked',
  'osm-liechtenstein-2021',
  async (path) => {
    const file = `${join(path, 'liechtenstein-latest.osm.pbf')}#multipolygons`;
    expect((await measure(app, file)).features.length).toBeGreaterThan(19_000);
    await expectChecked(file);
  },
);

withData(
  'field boundaries of many countries are measured and checked, or refused in a sentence',
  'fields-world-samples',
  async (path) => {
    const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(gpkg|zip|shp|parquet|geojson)$/i.test(name))
      .map((name) => join(path, name));
    expect(files.length).toBeGreaterThan(20);
    let opened = 0;
    for (const file of files) {
      const report = await measure(app, file).catch((error: { code?: string }) => error.code);
      if (typeof report === 'string') {
        // Two of the files hold several layers of polygons, so that one must be named.
        expect(report, file).toBe('which-layer');
        continue;
      }
      opened++;
      await expectChecked(file);
    }
    expect(opened).toBeGreaterThan(20);
  },
);

/** A survey check of foreign data: it either finds faults or asks for a mapping, and says so in both languages. */
async function expectChecked(file: string): Promise<void> {
  const gdal = gdalHost();
  const { table } = await readLayer(gdal, file);
  await gdal.close();
  const read = await readSurvey(app, file, {
    mapping: { landClass: { field: [...table.columns.keys()][0]!, default: '0103' } },
    year: 2025,
    anyRegion: true,
  });
  expect(read.survey.parcels.parcelArea.length).toBeGreaterThan(0);
}
