/** Constraint layers as snapshots: what is stored, what is asked, what is refused, and which layer counts on a day. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Column, InputError, numberAt, textAt, textColumn } from '../base/index.ts';
import { writeGeoPackage } from '../engine/index.ts';
import {
  boundsOf,
  type FeatureTable,
  featureBounds,
  featureCount,
  parseCrs,
  polygonsFromRings,
  takeFeatures,
} from '../geo/index.ts';
import { CONSTRAINT_LAYERS } from '../policy/index.ts';
import { COUNTY, sampleCounty } from '../sample/index.ts';
import { latestLayers, layerFile, listLayers } from '../storage/index.ts';
import { type App, openApp } from './context.ts';
import { importLayers, type LayerImportOptions } from './layer-import.ts';
import { takeColumn } from './stored-rows.ts';
import { layerSystem, layerWindow } from './windows.ts';

let folder: string;
let app: App;
let layers: Map<string, FeatureTable>;

const told = { region: COUNTY, day: '2024-12-31' } as const;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-layers-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  const { constraints } = sampleCounty(2000, 5);
  layers = new Map(constraints.map((layer) => [layer.name, layer]));
}, 120_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

let serial = 0;

/** A GeoPackage of some layers, each under the name it has. */
async function written(...tables: readonly FeatureTable[]): Promise<string> {
  const file = join(folder, `layers-${serial++}.gpkg`);
  await writeGeoPackage(app.gdal, file, tables);
  return file;
}

/** A square of 100 m in the county, or features without shapes. */
function square(name: string, east: number, columns: Record<string, Column> = {}): FeatureTable {
  const [x, y] = [39_500_000 + east, 4_000_000];
  const ring = [
    [x, y],
    [x + 100, y],
    [x + 100, y + 100],
    [x, y + 100],
  ] as const;
  return {
    name,
    polygons: polygonsFromRings([[ring]]),
    crs: parseCrs('EPSG:4527'),
    columns: new Map(Object.entries(columns)),
  };
}

/** The rows in another order. */
function reversed(table: FeatureTable): FeatureTable {
  const count = featureCount(table.polygons);
  const order = Uint32Array.from({ length: count }, (_, i) => count - 1 - i);
  const columns = [...table.columns].map(([name, one]) => [name, takeColumn(one, order)] as const);
  return { ...table, polygons: takeFeatures(table.polygons, order), columns: new Map(columns) };
}

/** The code of what is said against an import, and what it asks. */
async function refused(file: string | undefined, options: LayerImportOptions): Promise<string[]> {
  try {
    await importLayers(app, file, options);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.questions.length > 0 ? error.questions.map((one) => one.code) : [error.code];
  }
  return ['accepted'];
}

test('known layers of a file are stored, others are named; the same again is the same layer', async () => {
  const [slope, edge, approval] = ['PDT', 'CZKFBJ', 'APPROVAL'].map((name) => layers.get(name)!);
  const file = await written(slope!, { ...edge!, name: '城镇开发边界' }, approval!);
  const first = await importLayers(app, file, told);
  expect(first.layers.map(({ row, isNew }) => [row.kind, row.feature_count, isNew])).toEqual([
    ['PDT', featureCount(slope!.polygons), true],
    ['CZKFBJ', featureCount(edge!.polygons), true],
  ]);
  expect(first.others).toEqual(['APPROVAL']);
  const again = await importLayers(app, await written(reversed(slope!)), told);
  expect(again.layers[0]).toMatchObject({ isNew: false, row: { id: first.layers[0]!.row.id } });
  const nextYear = await importLayers(app, file, { ...told, day: '2025-12-31', store: false });
  expect(nextYear.layers[0]!.row.id).not.toBe(first.layers[0]!.row.id);
  expect(await listLayers(await app.database(), '')).toHaveLength(2);
});

test('a window holds the features whose boxes meet it, with all that they hold', async () => {
  const slope = layers.get('PDT')!;
  const { row } = (await importLayers(app, await written(slope), told)).layers[0]!;
  const [minX, minY, maxX, maxY] = boundsOf(slope.polygons);
  const box = [minX, minY, (minX + maxX) / 2, (minY + maxY) / 2] as const;
  const boxes = featureBounds(slope.polygons);
  const wanted = [...Array(featureCount(slope.polygons)).keys()].filter(
    (i) => boxes[4 * i]! <= box[2] && boxes[4 * i + 1]! <= box[3],
  );
  const window = await layerWindow(app, row, box);
  expect(window).toMatchObject({ name: 'PDT', crs: slope.crs });
  expect((await layerSystem(app, row)).id).toBe('EPSG:4527');
  expect(wanted.length).toBeGreaterThan(0);
  expect(wanted.length).toBeLessThan(featureCount(slope.polygons));
  const rows = ({ columns, polygons }: FeatureTable, some: readonly number[]): string[] =>
    some
      .map((i) =>
        JSON.stringify([
          [...columns].map(([name, one]) => [
            name,
            one.kind === 'text' ? textAt(one, i) : numberAt(one, i),
          ]),
          [...takeFeatures(polygons, [i]).x],
        ]),
      )
      .sort();
  expect(rows(window, [...Array(featureCount(window.polygons)).keys()])).toEqual(
    rows(slope, wanted),
  );
});

test('an empty layer counts as one only when it is told that there is none', async () => {
  const file = await written({ ...square('HTDBHFW', 0), polygons: polygonsFromRings([]) });
  expect(await refused(file, told)).toEqual(['empty-layer']);
  expect(await refused(`${file}#HTDBHFW`, told)).toEqual(['empty-layer']);
  const { row } = (await importLayers(app, file, { ...told, none: true })).layers[0]!;
  expect(row).toMatchObject({ kind: 'HTDBHFW', feature_count: 0, crs: '' });
  const named = await importLayers(app, undefined, { ...told, none: true, kind: '黑土地保护范围' });
  expect(named.layers[0]).toMatchObject({ isNew: false, row: { id: row.id } });
  const window = await layerWindow(app, row, [0, 0, 1, 1]);
  expect(featureCount(window.polygons)).toBe(0);
});

test('of each kind the newest layer that is not after the day counts, of the county, its city or its province', async () => {
  const import_ = async (region: string, day: string, east: number): Promise<string> => {
    const file = await written(square('GYLC', east));
    return (await importLayers(app, file, { region, day })).layers[0]!.row.id;
  };
  const province = await import_('990000', '2024-06-30', 1);
  const city = await import_('990100', '2024-03-31', 2);
  const county = await import_('990101', '2024-03-31', 3);
  // Not of this county, though its code begins like that of one which ends with a zero.
  const neighbour = await import_('990110', '2024-12-31', 4);
  const database = await app.database();
  const newest = async (region: string, day: string): Promise<string | undefined> =>
    (await latestLayers(database, region, day)).find(({ kind }) => kind === 'GYLC')?.id;
  expect(await newest('990101', '2024-12-31')).toBe(province);
  expect(await newest('990101', '2024-06-29')).toBe(county);
  expect(await newest('990102', '2024-06-29')).toBe(city);
  expect(await newest('990101', '2024-03-30')).toBeUndefined();
  expect(await newest('990110', '2024-12-31')).toBe(neighbour);
  expect(await newest('990112', '2024-12-31')).toBe(province);
  expect(await newest('980101', '2024-12-31')).toBeUndefined();
  const seen = (await listLayers(database, '990101')).map(({ id }) => id);
  expect(seen).toEqual(expect.arrayContaining([province, city, county]));
  expect(seen).not.toContain(neighbour);
  await expect(
    database.transaction('990101', (tx) =>
      tx.query(
        `insert into layer_snapshot (id, kind, region_code, day, title, crs, feature_count, secrecy, imported_by)
         values ('l-0000000000000000', 'GYLC', '990000', '2024-01-01', '', '', 0, 'public', 'somebody')`,
      ),
    ),
  ).rejects.toThrow(/row-level security/);
});

test('a 密级 is raised by a later import, and never lowered', async () => {
  const file = await written(square('TRL', 0));
  const levels = [];
  for (const secrecy of ['internal', 'secret', 'public'] as const) {
    const { row } = (await importLayers(app, file, { ...told, secrecy })).layers[0]!;
    const head = await app.heads.of(layerFile(app.home(), row));
    levels.push([row.secrecy, (head.facts as { secrecy: string }).secrecy]);
  }
  expect(levels).toEqual([
    ['internal', 'internal'],
    ['secret', 'secret'],
    ['secret', 'secret'],
  ]);
});

test('what is not told is asked at once; what cannot be used is refused, and nothing is stored', async () => {
  const before = (await listLayers(await app.database(), '')).length;
  const clear = await written(square('TGHL', 0));
  expect(await refused(clear, {})).toEqual(['which-region', 'which-day']);
  expect(await refused(clear, { ...told, region: '9901' })).toEqual(['bad-option']);
  expect(await refused(await written(square('SOMETHING', 0)), told)).toEqual(['no-known-layer']);
  expect(await refused(`${clear}#SOMETHING`, told)).toEqual(['unknown-kind']);
  expect(await refused(clear, { ...told, kind: 'DLTB' })).toEqual(['unknown-kind']);
  expect(await refused(undefined, { ...told, kind: 'TGHL' })).toEqual(['no-file']);
  expect(await refused(undefined, { ...told, none: true })).toEqual(['no-file']);
  const twice = await written(square('TGHL', 0), square('退耕还林', 500));
  expect(await refused(twice, told)).toEqual(['which-layer']);
  const taken = await written(square('TGHL', 0, { bbox: textColumn(['x']) }));
  expect(await refused(taken, told)).toEqual(['layer-fields']);
  const shapeless = join(folder, 'TGHL.geojson');
  const feature = { type: 'Feature', properties: {} };
  const ring = [
    [117, 36],
    [117.01, 36],
    [117.01, 36.01],
    [117, 36],
  ];
  writeFileSync(
    shapeless,
    JSON.stringify({
      type: 'FeatureCollection',
      features: [
        { ...feature, geometry: { type: 'Polygon', coordinates: [ring] } },
        { ...feature, geometry: null },
      ],
    }),
  );
  expect(await refused(shapeless, told)).toEqual(['feature-without-shape']);
  expect(await listLayers(await app.database(), '')).toHaveLength(before);
});

test('a file of one layer may be called anything when its kind is told', async () => {
  const file = await written(square('GYLC_2024', 9));
  const { layers: stored } = await importLayers(app, file, { ...told, kind: 'gyl', store: false });
  expect(stored.map(({ row }) => [row.kind, row.title])).toEqual([
    ['GYL', expect.stringMatching(/^layers-\d+\.gpkg#GYLC_2024$/)],
  ]);
});

test('the guide names every kind of layer', () => {
  const guide = readFileSync('docs/guide/layers.md', 'utf8');
  for (const { key, name } of CONSTRAINT_LAYERS)
    expect(guide).toMatch(new RegExp(`\\| \`${key}\` +\\| ${name.zh} ${name.en} +\\|`));
});
