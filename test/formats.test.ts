/** One county in every format: whatever file it came in, it is the same survey, to the last 0.01 m² and the last character. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../bin/build.js';
import { type App, measure, openApp, readSurvey, type SurveyOptions } from '../src/app/index.ts';
import { packSurvey } from '../src/app/snapshot.ts';
import { type Column, InputError, textAt } from '../src/base/index.ts';
import { listLayers, readLayer, readNamedLayers, writeGeoPackage } from '../src/engine/index.ts';
import { writeGeoParquet } from '../src/formats/index.ts';
import type { FeatureTable } from '../src/geo/index.ts';
import { type Mapping, SURVEY_FIELDS } from '../src/land/index.ts';
import { COUNTY_CRS, sampleCounty } from '../src/sample/index.ts';
import { type FormatWriter, formatWriter } from './gdal-formats.ts';
import { gbk } from './gbk.ts';
import { makeZip, zipFolder } from './zip.ts';

const SHAPEFILE = ['-f', 'ESRI Shapefile'];

let folder: string;
let app: App;
let writer: FormatWriter;
/** The parcels alone, and the parcels with the layers that stand beside them. */
let parcels: FeatureTable;
let layers: readonly FeatureTable[];
let gpkg: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-formats-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  writer = await formatWriter(join(folder, 'gdal'));
  const county = sampleCounty(2000, 3);
  const permanent = county.constraints.find((layer) => layer.name === 'YJJBNTTB')!;
  layers = [...county.before, permanent];
  parcels = county.before.find((layer) => layer.name === 'DLTB')!;
  gpkg = join(folder, 'parcels.gpkg');
  await writeGeoPackage(app.gdal, gpkg, [parcels]);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own. */
function place(name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** The parcels as a Shapefile `DLTB` in an encoding, with its .cpg or without. */
async function shapefile(where: string, encoding: string, cpg: string | null): Promise<string> {
  const made = await writer.write(gpkg, 'DLTB', [
    ...SHAPEFILE,
    '-lco',
    `ENCODING=${encoding}`,
    '-overwrite',
  ]);
  const target = place(where);
  for (const part of readdirSync(dirname(made)).filter((name) => name.startsWith('DLTB.')))
    copyFileSync(join(dirname(made), part), join(target, part));
  if (cpg === null) rmSync(join(target, 'DLTB.cpg'));
  else writeFileSync(join(target, 'DLTB.cpg'), cpg);
  return join(target, 'DLTB.shp');
}

/** The parcels as CSV with WKT. */
async function csv(name: string): Promise<string> {
  return writer.write(gpkg, name, ['-f', 'CSV', '-lco', 'GEOMETRY=AS_WKT']);
}

/** The parcels as a FileGDB; GDAL writes no geodatabase over another. */
async function geodatabase(name: string): Promise<string> {
  return writer.write(gpkg, name, ['-f', 'OpenFileGDB', '-nln', 'DLTB']);
}

/** A kind of file, how it is made, and what must be told when it is read. */
interface Format {
  readonly name: string;
  make(): Promise<string>;
  readonly options?: SurveyOptions;
}

const rows: readonly (readonly [string, () => Promise<string>, SurveyOptions?])[] = [
  ['GeoPackage', async () => gpkg],
  ['Shapefile in UTF-8 with .cpg', () => shapefile('u1', 'UTF-8', 'UTF-8')],
  ['Shapefile in UTF-8 without .cpg', () => shapefile('u2', 'UTF-8', null)],
  ['Shapefile in UTF-8 whose .cpg says GBK', () => shapefile('u3', 'UTF-8', 'GBK')],
  ['Shapefile in GBK with .cpg', () => shapefile('g1', 'GBK', 'GBK')],
  ['Shapefile in GBK with a .cpg of ArcGIS', () => shapefile('g2', 'GBK', '936')],
  ['Shapefile in GBK without .cpg', () => shapefile('g3', 'GBK', null)],
  ['Shapefile in GBK whose .cpg says UTF-8', () => shapefile('g4', 'GBK', 'UTF-8')],
  [
    'zip of a Shapefile in GBK',
    async () => zipFolder(dirname(await shapefile('g5', 'GBK', null)), join(folder, 'g5.zip')),
  ],
  ['FileGDB', () => geodatabase('survey')],
  [
    'zip of a FileGDB',
    async () => {
      const inside = place('zipped-gdb');
      cpSync(await geodatabase('inside'), join(inside, 'survey.gdb'), { recursive: true });
      return zipFolder(inside, join(folder, 'survey.gdb.zip'));
    },
  ],
  [
    'GeoJSON',
    () => writer.write(gpkg, 'parcels', ['-f', 'GeoJSON', '-lco', 'COORDINATE_PRECISION=7']),
  ],
  ['CSV with WKT', () => csv('utf8'), { crs: COUNTY_CRS }],
  [
    'CSV with WKT, semicolons and a byte order mark',
    () =>
      writer.write(gpkg, 'semicolons', [
        '-f',
        'CSV',
        '-lco',
        'GEOMETRY=AS_WKT',
        '-lco',
        'SEPARATOR=SEMICOLON',
        '-lco',
        'WRITE_BOM=YES',
      ]),
    { crs: COUNTY_CRS },
  ],
  [
    'GeoPackage whose identifiers are whole numbers',
    () =>
      writer.write(gpkg, 'numbers', [
        '-f',
        'GPKG',
        '-dialect',
        'SQLite',
        '-sql',
        `select *, cast(BSM as integer) as id from DLTB`,
      ]),
    { mapping: { id: 'id' } },
  ],
  [
    'CSV with WKT in GBK, under another name of the column',
    async () => {
      const path = join(folder, 'gbk.csv');
      const text = readFileSync(await csv('gbk'), 'utf8').replace('WKT', '图形');
      writeFileSync(path, gbk(text));
      return path;
    },
    { crs: COUNTY_CRS },
  ],
  [
    'GeoParquet',
    async () => {
      const path = join(folder, 'parcels.parquet');
      writeFileSync(path, writeGeoParquet(parcels, {}, {}));
      return path;
    },
  ],
];

/** Each file is made once, however many tests read it. */
const FORMATS: readonly Format[] = rows.map(([name, make, options = {}]) => {
  let made: Promise<string> | null = null;
  return { name, options, make: () => (made ??= make()) };
});

function byName(): (readonly [string, Format])[] {
  return FORMATS.map((format) => [format.name, format] as const);
}

test.each(byName())('%s: the same survey', async (_, { make, options }) => {
  const path = await make();
  const read = await readSurvey(app, path, options);
  const { id, survey } = packSurvey(read.survey);
  const { parcels: stored } = survey;
  expect(stored.parcelArea).toHaveLength(parcels.polygons.featureStart.length - 1);
  expect(read.findings.map((finding) => finding.rule)).toEqual(['T0']);
  const reference = packSurvey((await readSurvey(app, gpkg)).survey);
  const { parcels: wanted } = reference.survey;
  expect(stored.crs.id).toBe(COUNTY_CRS);
  expect(stored.ringHash).toEqual(wanted.ringHash);
  // Also what no file states: areas from the rings, to the last bit.
  expect(stored.computedArea).toEqual(wanted.computedArea);
  expect(stored.parcelArea).toEqual(wanted.parcelArea);
  expect([...stored.attributes.keys()].sort()).toEqual([...wanted.attributes.keys()].sort());
  const names = stored.attributes.get('landClassName')!;
  if (names.kind !== 'text') throw new TypeError('names are texts');
  expect(new Set(names.dictionary)).toContain('水浇地');
  for (const column of [stored.id, stored.landClass])
    expect(textAt(column, 0)).toBe(textAt(column === stored.id ? wanted.id : wanted.landClass, 0));
  expect(id).toBe(reference.id);
});

test('an encoding that is told overrules what the bytes seem to say', async () => {
  const path = await shapefile('told', 'GBK', null);
  const { table, evidence } = await readLayer(app.gdal, path, { encoding: 'ISO-8859-1' });
  const names = table.columns.get('DLMC')!;
  expect(names.kind === 'text' && names.dictionary.join('')).not.toContain('水');
  expect(evidence.find((e) => e.what === 'encoding')).toMatchObject({ why: { en: '--encoding' } });
  const table2 = join(folder, 'told.csv');
  copyFileSync(join(folder, 'gbk.csv'), table2);
  const again = await readLayer(app.gdal, table2, { encoding: 'GBK', crs: COUNTY_CRS });
  const column = again.table.columns.get('DLMC')!;
  expect(column.kind === 'text' && column.dictionary).toContain('水浇地');
});

test('one mapping serves a GeoPackage with long names and the Shapefile that cut them to ten bytes', async () => {
  for (const field of SURVEY_FIELDS)
    // Names in Chinese are those of 界址点 TXT, which cuts nothing.
    for (const name of [field.field, ...field.aliases.filter((one) => one < '\u0080')])
      expect(Buffer.byteLength(name), `${name} fits into a .dbf`).toBeLessThanOrEqual(10);
  const longNames = new Map<string, Column>(
    [...parcels.columns].map(([name, column]) => [`${name}_AS_THE_OFFICE_CALLS_IT`, column]),
  );
  const long = join(folder, 'long.gpkg');
  await writeGeoPackage(app.gdal, long, [{ ...parcels, columns: longNames }]);
  const cut = await writer.write(long, 'long', [...SHAPEFILE, '-lco', 'ENCODING=UTF-8']);
  const mapping: Mapping = {
    id: 'BSM_AS_THE_OFFICE_CALLS_IT',
    landClass: { field: 'DLBM_AS_THE_OFFICE_CALLS_IT' },
    attributes: {
      parcelArea: 'TBMJ_AS_THE_OFFICE_CALLS_IT',
      plantingAttribute: 'ZZSXDM_AS_THE_OFFICE_CALLS_IT',
    },
    region: { field: 'ZLDWDM_AS_THE_OFFICE_CALLS_IT' },
    year: { field: 'SJNF_AS_THE_OFFICE_CALLS_IT' },
  };
  const ids = [];
  for (const path of [long, cut]) {
    const { survey } = await readSurvey(app, path, { mapping });
    expect(survey.parcels.region).toBe('990101');
    expect(survey.parcels.areaSource).toBe('filed');
    ids.push(packSurvey(survey).id);
  }
  expect(ids[1]).toBe(ids[0]);
});

test('a name that is cut through the middle of a character is found as well', async () => {
  const path = await shapefile('cut-name', 'UTF-8', 'UTF-8');
  const dbf = path.replace(/shp$/, 'dbf');
  const bytes = readFileSync(dbf);
  bytes.write('地类名称', bytes.indexOf('DLMC\0'), 10);
  bytes[bytes.indexOf('地类名') + 9] = Buffer.from('称')[0]!;
  writeFileSync(dbf, bytes);
  const { fields, survey } = await readSurvey(app, path, {
    mapping: { attributes: { landClassName: '地类名称（按标准）' } },
  });
  expect(fields['landClassName']).toBe('地类名');
  const names = survey.parcels.attributes.get('landClassName')!;
  expect(names.kind === 'text' && names.dictionary).toContain('水浇地');
});

/** Writes the layers each as one Shapefile into sub-folders with Chinese names. */
async function looseShapefiles(root: string): Promise<void> {
  const whole = join(folder, 'whole.gpkg');
  for (const layer of layers) {
    const target = place(join(root, layer.name === 'DLTB' ? '2.地类图斑' : '1.境界与基本农田'));
    const made = await writer.write(whole, layer.name, [
      ...SHAPEFILE,
      '-lco',
      'ENCODING=UTF-8',
      '-overwrite',
      layer.name,
    ]);
    for (const part of readdirSync(dirname(made)).filter((n) => n.startsWith(`${layer.name}.`)))
      copyFileSync(join(dirname(made), part), join(target, part));
  }
}

test('a 成果包 of GeoPackage, FileGDB or Shapefiles, as a folder or packed, is one and the same survey', async () => {
  const whole = join(folder, 'whole.gpkg');
  await writeGeoPackage(app.gdal, whole, layers);
  const root = '990101清源县2024年度国土变更调查成果';
  const papers = (at: string): void => {
    mkdirSync(join(at, '3.文档资料'), { recursive: true });
    writeFileSync(join(at, '3.文档资料', '说明.txt'), '说明');
    writeFileSync(join(at, '3.文档资料', '照片.zip'), makeZip([{ name: 'a.jpg', data: gbk('x') }]));
  };
  const asGpkg = place(join('p1', root));
  cpSync(whole, join(place(join('p1', root, '1.矢量数据')), '990101.gpkg'));
  const asGdb = place(join('p2', root));
  const made = await writer.write(whole, 'package', ['-f', 'OpenFileGDB']);
  cpSync(made, join(place(join('p2', root, '1.矢量数据')), '990101.gdb'), { recursive: true });
  const asShapefiles = place(join('p3', root));
  await looseShapefiles(join('p3', root, '1.矢量数据'));
  for (const at of [asGpkg, asGdb, asShapefiles]) papers(at);
  const zips = [asGpkg, asGdb, asShapefiles].flatMap((at, i) => [
    zipFolder(dirname(at), join(folder, `p${i + 1}-utf8.zip`)),
    zipFolder(dirname(at), join(folder, `p${i + 1}-gbk.zip`), gbk),
  ]);
  const inner = place('p4');
  copyFileSync(zips[3]!, join(inner, '990101.zip'));
  const ids = new Map<string, string>();
  for (const path of [asGpkg, asGdb, asShapefiles, ...zips, inner]) {
    const { survey } = await readSurvey(app, path);
    expect(survey.zones.names['990101'], path).toBe('清源县');
    expect(Object.keys(survey.zones.controlAreas).length, path).toBeGreaterThan(10);
    ids.set(path, packSurvey(survey).id);
    const names = (await listLayers(app.gdal, path)).map((entry) => entry.layer);
    for (const name of ['DLTB', 'XZQ', 'CJDCQ', 'YJJBNTTB']) expect(names, path).toContain(name);
  }
  expect(new Set(ids.values()).size, JSON.stringify([...ids])).toBe(1);
});

async function refusal(path: string): Promise<InputError> {
  const error: unknown = await readLayer(app.gdal, path).then(
    () => new Error('was accepted'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof InputError) return error;
  throw error;
}

test('two layers of one name are asked about, and the way in the package picks one', async () => {
  const both = place('both');
  for (const year of ['2023', '2024'])
    cpSync(dirname(await shapefile(`year-${year}`, 'UTF-8', 'UTF-8')), join(both, year), {
      recursive: true,
    });
  const error = await refusal(both);
  expect(error.code).toBe('which-layer');
  expect(error.remedy.zh).toContain('2024/DLTB.shp');
  const { source, table } = await readLayer(app.gdal, `${both}#2024/DLTB.shp`);
  expect(source).toBe(join(both, '2024', 'DLTB.shp'));
  expect(table.name).toBe('DLTB');
  // Layers that are looked for by name cannot be picked by a way: the folder itself must be unambiguous.
  const named: unknown = await readNamedLayers(app.gdal, both, ['DLTB']).catch(
    (thrown: unknown) => thrown,
  );
  if (!(named instanceof InputError)) throw new TypeError('was accepted');
  expect(named).toMatchObject({ code: 'which-layer', place: { layer: 'DLTB' } });
  expect(named.remedy.zh).toContain('只留下其中一个');
  const near = await readNamedLayers(app.gdal, both, ['DLTB'], { near: source });
  expect(near.get('DLTB')?.source).toBe(source);
});

test('a broken DLTB is told, and no other layer is read in its place', async () => {
  const broken = place('broken');
  cpSync(dirname(await shapefile('whole-dltb', 'UTF-8', 'UTF-8')), broken, { recursive: true });
  rmSync(join(broken, 'DLTB.dbf'));
  cpSync(gpkg, join(broken, 'other.gpkg'));
  const other = await readLayer(app.gdal, broken);
  expect(basename(other.source)).toBe('other.gpkg');
  expect(other.evidence.find((e) => e.what === 'skipped')?.answer).toContain('DLTB.shp');
  rmSync(join(broken, 'other.gpkg'));
  await writeGeoPackage(app.gdal, join(broken, 'other.gpkg'), [{ ...parcels, name: 'other' }]);
  expect(await refusal(broken)).toMatchObject({ code: 'missing-part' });
});

test('records that are marked as deleted are no features, and no sign of a cut file', async () => {
  const path = await shapefile('deleted', 'UTF-8', 'UTF-8');
  const dbf = path.replace(/shp$/, 'dbf');
  const bytes = readFileSync(dbf);
  bytes[bytes.readUInt16LE(8)] = 0x2a;
  writeFileSync(dbf, bytes);
  const { table } = await readLayer(app.gdal, path);
  expect(table.polygons.featureStart.length).toBe(parcels.polygons.featureStart.length - 1);
});

test.each(byName())('area of %s has the shape of the contract', async (_, { make, options }) => {
  const report = await measure(app, await make(), { crs: options?.crs });
  expect(report.units).toEqual({ legal: '0.01 m2', planar: 'm2', geodesic: 'm2' });
  expect(report.formula).toBe('td-t-1055-projected');
  expect(report.crs).toBe(COUNTY_CRS);
  expect(report.features).toHaveLength(parcels.polygons.featureStart.length - 1);
  let total = 0n;
  for (const feature of report.features) {
    expect(feature.id).toMatch(/^\d{18}$/);
    expect(feature.legal).toMatch(/^\d+$/);
    total += BigInt(feature.legal);
    // At 117° the ground lies within half a degree of the meridian: plane and ellipsoid differ by less than 0.1 %.
    expect(Math.abs(feature.planar / feature.geodesic - 1)).toBeLessThan(0.001);
    expect(Math.abs(Number(feature.legal) / 100 - feature.geodesic)).toBeLessThan(0.5);
  }
  expect(report.total.legal).toBe(total.toString());
});

test('the command prints one JSON document with the areas and the formula', async () => {
  const run = spawnSync(
    process.execPath,
    [
      join(PACKAGE_ROOT, 'bin', 'liangtian.js'),
      '--home',
      join(folder, 'home'),
      '--json',
      'area',
      await geodatabase('printed'),
    ],
    { encoding: 'utf8', maxBuffer: 1 << 26, env: { PATH: process.env['PATH'] ?? '' } },
  );
  expect(run.status, run.stderr).toBe(0);
  expect(JSON.parse(run.stdout)).toMatchObject({
    units: { legal: '0.01 m2', planar: 'm2', geodesic: 'm2' },
    formula: 'td-t-1055-projected',
    total: { legal: expect.stringMatching(/^\d+$/) as string },
  });
});

test('a large layer is read into arrays of numbers: no object is made for a vertex', async () => {
  const HEAP_MB = 48;
  // A pair of numbers as a JavaScript array takes 64 bytes: two headers of two and three words and the numbers.
  const county = sampleCounty(20_000, 2).before.find((layer) => layer.name === 'DLTB')!;
  expect((county.polygons.x.length * 64) / 2 ** 20).toBeGreaterThan(HEAP_MB);
  const path = join(folder, 'large.gpkg');
  await writeGeoPackage(app.gdal, path, [county]);
  const run = spawnSync(
    process.execPath,
    [
      `--max-old-space-size=${HEAP_MB}`,
      join(PACKAGE_ROOT, 'bin', 'liangtian.js'),
      '--home',
      join(folder, 'home'),
      '--json',
      'area',
      path,
    ],
    { encoding: 'utf8', maxBuffer: 1 << 26, env: { PATH: process.env['PATH'] ?? '' } },
  );
  expect(run.status, run.stderr.slice(0, 500)).toBe(0);
  expect((JSON.parse(run.stdout) as { features: unknown[] }).features.length).toBeGreaterThan(
    19_000,
  );
});
