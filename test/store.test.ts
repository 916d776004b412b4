/** The survey store: one content, one snapshot; a file that any engine reads; a 密级 on every data set. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../bin/build.js';
import {
  type App,
  importSurvey,
  makeSample,
  openApp,
  previewImport,
  settle,
  snapshots,
} from '../src/app/index.ts';
import { readSnapshot } from '../src/app/snapshot.ts';
import { type Column, InputError } from '../src/base/index.ts';
import { readLayer, writeGeoPackage } from '../src/engine/index.ts';
import { readGeoParquet } from '../src/formats/index.ts';
import { type FeatureTable, featureBounds, parseCrs, takeFeatures } from '../src/geo/index.ts';
import { COUNTY, FIRST_YEAR, sampleCounty } from '../src/sample/index.ts';
import { snapshotFile, type SnapshotRow } from '../src/storage/index.ts';
import { formatWriter } from './gdal-formats.ts';

let folder: string;
let app: App;
let parcels: FeatureTable;
let gpkg: string;
let row: SnapshotRow;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-store-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  parcels = sampleCounty(2000, 3).before.find((layer) => layer.name === 'DLTB')!;
  gpkg = join(folder, 'parcels.gpkg');
  await writeGeoPackage(app.gdal, gpkg, [parcels]);
  row = (await importSurvey(app, gpkg)).row;
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The rows of a query over the stored file, read by DuckDB alone. */
async function ask(sql: string): Promise<Record<string, DuckDBValue>[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '512MB' });
  const connection = await instance.connect();
  try {
    await connection.run('set enable_geoparquet_conversion = false');
    const file = snapshotFile(app.home(), row).replaceAll("'", "''");
    return (await connection.runAndReadAll(sql.replace('FILE', `'${file}'`))).getRowObjects();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The layer with its features in another order. */
function reordered(table: FeatureTable): FeatureTable {
  const count = table.polygons.featureStart.length - 1;
  const order = Array.from({ length: count }, (_, i) => (i * 7919 + 13) % count);
  expect(new Set(order).size).toBe(count);
  const columns = [...table.columns].map(([name, column]): readonly [string, Column] => [
    name,
    column.kind === 'text'
      ? { ...column, codes: Int32Array.from(order, (i) => column.codes[i]!) }
      : { ...column, values: Float64Array.from(order, (i) => column.values[i]!) },
  ]);
  return { ...table, polygons: takeFeatures(table.polygons, order), columns: new Map(columns) };
}

test('the same file again is the same snapshot, and no second row or file', async () => {
  const bytes = readFileSync(snapshotFile(app.home(), row));
  const again = await importSurvey(app, gpkg);
  // Not even read: the source is known by its hash.
  expect(again).toMatchObject({ isNew: false, read: null, row: { id: row.id } });
  const copy = join(folder, 'a copy.gpkg');
  copyFileSync(gpkg, copy);
  expect((await importSurvey(app, copy)).row.id).toBe(row.id);
  expect(await snapshots(app)).toHaveLength(1);
  expect(readdirSync(join(app.home().snapshots, COUNTY, String(FIRST_YEAR)))).toEqual([
    `${row.id}.parquet`,
  ]);
  expect(readFileSync(snapshotFile(app.home(), row)).equals(bytes)).toBe(true);
});

test('the same parcels in another format, another order of rows, or both, are the same snapshot', async () => {
  const writer = await formatWriter(join(folder, 'gdal'));
  const shuffled = join(folder, 'shuffled.gpkg');
  await writeGeoPackage(app.gdal, shuffled, [reordered(parcels)]);
  const shapefile = await writer.write(shuffled, 'DLTB', [
    '-f',
    'ESRI Shapefile',
    '-lco',
    'ENCODING=GBK',
  ]);
  for (const path of [shuffled, shapefile]) {
    const other = await importSurvey(app, path);
    expect(other.row.id, path).toBe(row.id);
    expect(other.isNew).toBe(false);
  }
  expect(await snapshots(app)).toHaveLength(1);
});

test('a class that is corrected in the .dbf alone is another snapshot', async () => {
  const writer = await formatWriter(join(folder, 'gdal'));
  const shapefile = await writer.write(gpkg, 'corrected', [
    '-f',
    'ESRI Shapefile',
    '-nln',
    'corrected',
    '-lco',
    'ENCODING=UTF-8',
  ]);
  expect((await importSurvey(app, shapefile)).row.id).toBe(row.id);
  const dbf = shapefile.replace(/shp$/, 'dbf');
  const text = readFileSync(dbf, 'latin1');
  const at = text.indexOf('0103', text.indexOf('\r'));
  writeFileSync(dbf, `${text.slice(0, at)}0102${text.slice(at + 4)}`, 'latin1');
  expect((await importSurvey(app, shapefile)).row.id).not.toBe(row.id);
});

test('a snapshot whose file was lost is written again by importing the source', async () => {
  const file = snapshotFile(app.home(), row);
  rmSync(file);
  const again = await importSurvey(app, gpkg);
  expect(again).toMatchObject({ isNew: false, row: { id: row.id } });
  expect(existsSync(file)).toBe(true);
  expect((await readSnapshot(file)).parcels.parcelArea).toHaveLength(row.parcel_count);
});

test('DuckDB reads the file: counts, areas, boxes, shapes', async () => {
  const [sums] = await ask(
    `select count(*) as parcels, count(distinct id) as ids, sum(legalParcelArea) as area, count(distinct landClass) as classes,
       min(octet_length(geometry)) as smallest, count(*) filter (where slopeLevel is null) as flat from FILE`,
  );
  expect(Number(sums!['parcels'])).toBe(row.parcel_count);
  expect(Number(sums!['ids'])).toBe(row.parcel_count);
  expect(String(sums!['area'])).toBe(String(row.area_total));
  const dictionary = parcels.columns.get('DLBM')!;
  if (dictionary.kind !== 'text') throw new TypeError('classes are texts');
  expect(Number(sums!['classes'])).toBe(dictionary.dictionary.length);
  // NULL stays NULL: no empty text and no zero in its place.
  expect(Number(sums!['flat'])).toBeGreaterThan(0);
  expect(Number(sums!['smallest'])).toBeGreaterThan(5 + 4 + 4 + 4 * 16 - 1);
  const { parcels: stored } = await readSnapshot(snapshotFile(app.home(), row));
  const boxes = featureBounds(stored.polygons);
  const rows = await ask(
    'select bbox.xmin as a, bbox.ymin as b, bbox.xmax as c, bbox.ymax as d from FILE',
  );
  expect(rows.map((r) => [r['a'], r['b'], r['c'], r['d']])).toEqual(
    rows.map((_, i) => [...boxes.subarray(4 * i, 4 * i + 4)]),
  );
  // The WKB of a parcel begins little-endian with the number of a polygon or multipolygon.
  const kinds = await ask(
    `select distinct left(hex(geometry), 10) as head from FILE order by head`,
  );
  for (const { head } of kinds) expect(['0103000000', '0106000000']).toContain(head);
});

test('a box query touches few row groups, because neighbours lie together', async () => {
  const groups = await ask(
    `select row_group_id as id, row_group_num_rows as n, stats_min as low, stats_max as high from parquet_metadata(FILE)
     where path_in_schema = 'bbox, xmin' order by id`,
  );
  expect(groups.length).toBeGreaterThan(0);
  for (const group of groups) {
    expect(Number(group['n'])).toBeLessThanOrEqual(2000);
    expect(Number(group['low'])).toBeLessThanOrEqual(Number(group['high']));
  }
});

test('the metadata are GeoParquet 1.1 with a covering and the reference system as PROJJSON, and our own facts', async () => {
  const pairs = await ask('select key, value from parquet_kv_metadata(FILE)');
  const values = new Map(pairs.map((p) => [textOf(p['key']), textOf(p['value'])]));
  const geo = JSON.parse(values.get('geo')!) as {
    version: string;
    primary_column: string;
    columns: Record<
      string,
      { encoding: string; crs: { type: string; id: unknown }; covering: unknown }
    >;
  };
  expect(geo).toMatchObject({ version: '1.1.0', primary_column: 'geometry' });
  const column = geo.columns['geometry']!;
  expect(column).toMatchObject({
    encoding: 'WKB',
    covering: { bbox: { xmin: ['bbox', 'xmin'], ymax: ['bbox', 'ymax'] } },
    crs: { type: 'ProjectedCRS', id: { authority: 'EPSG', code: 4527 } },
  });
  expect(parseCrs(column.crs).id).toBe('EPSG:4527');
  expect(JSON.parse(values.get('liangtian')!)).toMatchObject({
    kind: 'survey',
    region: COUNTY,
    year: FIRST_YEAR,
    secrecy: 'work-secret',
  });
});

function textOf(value: DuckDBValue | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'bytes' in value)
    return new TextDecoder().decode(value.bytes as Uint8Array);
  throw new TypeError(`no text: ${String(value)}`);
}

async function code(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error === null) return 'accepted';
  if (error instanceof InputError) return error.code;
  throw error;
}

test('what is ambiguous is asked about and stored only when a guess is welcome; the guess is told', async () => {
  const before = (await snapshots(app)).length;
  const years = parcels.columns.get('SJNF')!;
  if (years.kind !== 'number') throw new TypeError('years are numbers');
  const mixed: FeatureTable = {
    ...parcels,
    columns: new Map<string, Column>([
      ...parcels.columns,
      ['SJNF', { ...years, values: years.values.map((year, i) => (i < 10 ? year - 1 : year)) }],
    ]),
  };
  const source = join(folder, 'mixed.gpkg');
  await writeGeoPackage(app.gdal, source, [mixed]);
  const writer = await formatWriter(join(folder, 'gdal'));
  const shapefile = await writer.write(source, 'mixed', ['-f', 'ESRI Shapefile', '-nln', 'mixed']);
  expect(await code(importSurvey(app, shapefile))).toBe('which-year');
  rmSync(shapefile.replace(/shp$/, 'prj'));
  expect(await code(importSurvey(app, shapefile))).toBe('unknown-crs');
  const root = join(folder, 'several');
  mkdirSync(root);
  for (const ending of ['shp', 'shx', 'dbf'])
    copyFileSync(shapefile.replace(/shp$/, ending), join(root, `A.${ending}`));
  await writeGeoPackage(app.gdal, join(root, 'B.gpkg'), [
    { ...parcels, name: 'B', polygons: takeFeatures(parcels.polygons, [0, 1]), columns: new Map() },
  ]);
  expect(await code(importSurvey(app, root))).toBe('which-layer');
  expect(await snapshots(app)).toHaveLength(before);
  const preview = await previewImport(app, root, { guess: true });
  expect(await snapshots(app)).toHaveLength(before);
  expect(preview.row).toMatchObject({
    year: FIRST_YEAR,
    region_code: COUNTY,
    crs: 'EPSG:4527',
    parcel_count: row.parcel_count,
  });
  const told = new Map(preview.read!.evidence.map((e) => [e.what, `${e.answer}: ${e.why.en}`]));
  expect(told.get('layer')).toContain('A: guessed');
  expect(told.get('crs')).toContain('EPSG:4527: guessed');
  expect(told.get('year')).toMatch(new RegExp(`^${FIRST_YEAR}: guessed: \\d+ of`));
  const stored = await importSurvey(app, root, { guess: true });
  expect(stored).toMatchObject({ isNew: true, row: { id: preview.row.id } });
});

test('a dry run of the command says what it would store and makes no data folder', async () => {
  const home = join(folder, 'untouched');
  const run = spawnSync(
    process.execPath,
    [
      join(PACKAGE_ROOT, 'bin', 'liangtian.js'),
      '--home',
      home,
      '--json',
      'survey',
      'import',
      '--dry-run',
      gpkg,
    ],
    { encoding: 'utf8', env: { PATH: process.env['PATH'] ?? '' } },
  );
  expect(run.status, run.stderr).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({ snapshot: row.id, dryRun: true, isNew: false });
  expect(existsSync(home)).toBe(false);
});

test('a settled year and its change layers carry the higher 密级 of the two surveys', async () => {
  const own = openApp({ home: join(folder, 'settled'), environment: {} });
  try {
    const sample = await makeSample(own, { parcels: 2000, seed: 3, out: join(folder, 'sample') });
    const after = await importSurvey(own, sample.after, { secrecy: 'confidential' });
    const { settlement, folder: report } = await settle(own, {
      before: sample.before,
      after: after.row.id,
    });
    expect(settlement.secrecy).toBe('confidential');
    const balance = JSON.parse(readFileSync(join(report, 'balance.json'), 'utf8')) as object;
    expect(balance).toMatchObject({ secrecy: 'confidential' });
    const { facts } = await readGeoParquet(join(report, 'changes.parquet'));
    expect(facts).toMatchObject({ secrecy: 'confidential' });
    const { table } = await readLayer(own.gdal, join(report, 'changes.gpkg'));
    const column = table.columns.get('secrecy')!;
    expect(column.kind === 'text' && column.dictionary).toEqual(['confidential']);
  } finally {
    await own.close();
  }
});

test('the 密级 stands in the catalogue and in the file; an import may raise it, never lower it', async () => {
  const levels = async (): Promise<readonly unknown[]> => {
    const [stored] = (await snapshots(app)).filter((one) => one.id === row.id);
    const [pair] = await ask("select value from parquet_kv_metadata(FILE) where key = 'liangtian'");
    const facts = JSON.parse(textOf(pair!['value'])) as { secrecy: string };
    return [stored!.secrecy, facts.secrecy];
  };
  expect(await levels()).toEqual(['work-secret', 'work-secret']);
  const raised = await importSurvey(app, gpkg, { secrecy: 'secret' });
  expect(raised).toMatchObject({
    isNew: false,
    raisedFrom: 'work-secret',
    row: { id: row.id, secrecy: 'secret' },
  });
  expect(await levels()).toEqual(['secret', 'secret']);
  const error: unknown = await importSurvey(app, gpkg, { secrecy: 'internal' }).then(
    () => new Error('was accepted'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InputError)) throw error;
  expect(error.code).toBe('secrecy-stays');
  expect(error.text.zh).toContain('机密');
  expect(await levels()).toEqual(['secret', 'secret']);
  expect((await importSurvey(app, gpkg)).row.secrecy).toBe('secret');
});
