/** What is exported and read again is the same, to the last bit, but for what the report says the format does not carry. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../bin/build.js';
import { type App, exportSurvey, importSurvey, openApp, readSurvey } from '../src/app/index.ts';
import { packSurvey } from '../src/app/snapshot.ts';
import {
  type Column,
  InputError,
  numberAt,
  numberColumn,
  textAt,
  textColumn,
} from '../src/base/index.ts';
import {
  EXPORT_FORMATS,
  type ExportFormatName,
  exportLayers,
  readLayer,
  writeGeoPackage,
} from '../src/engine/index.ts';
import { type FeatureTable, parseCrs, polygonsBuilder, takeFeatures } from '../src/geo/index.ts';
import { COUNTY_CRS, sampleCounty } from '../src/sample/index.ts';

let folder: string;
let app: App;
let parcels: FeatureTable;
let gpkg: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-export-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  parcels = sampleCounty(2000, 5).before.find((layer) => layer.name === 'DLTB')!;
  gpkg = join(folder, 'parcels.gpkg');
  await writeGeoPackage(app.gdal, gpkg, [parcels]);
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

type Ring = readonly (readonly [number, number])[];

/** Every feature has a square of its own in a row of squares: up to three parts side by side, each with up to two holes. */
const parts = fc.array(
  fc.record({
    holes: fc.integer({ min: 0, max: 2 }),
    /** Moves of the corners, in hundredths of the side: all rings stay apart. */
    moves: fc.array(fc.integer({ min: 0, max: 999_999_999 }), { minLength: 8, maxLength: 8 }),
  }),
  { minLength: 0, maxLength: 3 },
);
type Part = typeof parts extends fc.Arbitrary<infer T> ? T : never;

/** Rings of a feature in its place in the row, with the coordinates that the format keeps. */
function ringsOf(shape: Part, feature: number, from: Place): Ring[][] {
  return shape.map(({ holes, moves }, i) => {
    const { side } = from;
    const [left, bottom] = [from.x + (4 * feature + i) * side, from.y];
    const at = (x: number, y: number, k: number): readonly [number, number] => [
      from.exact(left + side * (x + moves[(2 * k) % 8]! / 2e10)),
      from.exact(bottom + side * (y + moves[(2 * k + 1) % 8]! / 2e10)),
    ];
    const box = (x: number, y: number, size: number): Ring => [
      at(x, y, 0),
      at(x + size, y, 1),
      at(x + size, y + size, 2),
      at(x, y + size, 3),
      at(x, y, 0),
    ];
    return [
      box(0.1, 0.1, 0.7),
      ...Array.from({ length: holes }, (_, k) => [...box(0.25 + 0.25 * k, 0.3, 0.1)].reverse()),
    ];
  });
}

/** Where the shapes stand, how large they are, and which coordinates the format keeps. */
interface Place {
  readonly crs: string;
  readonly x: number;
  readonly y: number;
  readonly side: number;
  exact(value: number): number;
}

const METRES: Place = { crs: COUNTY_CRS, x: 39_480_000, y: 3_900_000, side: 50, exact: (v) => v };
const DEGREES: Place = { crs: 'EPSG:4490', x: 116.5, y: 35, side: 0.0005, exact: (v) => v };
const onGrid = (place: Place, scale: number): Place => ({
  ...place,
  exact: (v) => Math.round(v * scale) / scale,
});

const texts = fc.option(
  fc.oneof(
    fc.constantFrom(
      '',
      '0101',
      '007',
      '水浇地',
      '清源县',
      ' 前后 ',
      'NULL',
      '2024-01-01',
      'a"b,c;d',
      "O'Neil",
    ),
    fc.string({ maxLength: 12 }).filter((text) => !text.includes('\0')),
    fc.stringMatching(/^\d{18,19}$/),
  ),
  { nil: null },
);
const numbers = fc.option(
  fc.oneof(
    fc.constantFrom(
      0,
      1,
      -1,
      2 ** 53,
      -(2 ** 53),
      0.1,
      1 / 3,
      1e21,
      1e-9,
      5e-324,
      1.7976931348623157e308,
    ),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  ),
  { nil: null },
);
const names = fc.uniqueArray(
  fc.constantFrom(
    'BSM',
    'DLBM',
    'DLMC',
    '地类名称',
    'TBMJ',
    'QSDWDM',
    '很长的一个中文字段名',
    'A_LONG_FIELD_NAME',
    'A_LONG_FIELD_NAME_2',
    'fid',
    'geom',
    'OBJECTID',
    'Shape',
  ),
  { minLength: 0, maxLength: 6 },
);
const layers = fc
  .record({ shapes: fc.array(parts, { minLength: 1, maxLength: 5 }), names })
  .filter(({ shapes }) => shapes.some((shape) => shape.length > 0))
  .chain(({ shapes, names: fields }) =>
    fc.record({
      shapes: fc.constant(shapes),
      columns: fc.tuple(
        ...fields.map((name) =>
          fc.oneof(
            fc
              .array(texts, { minLength: shapes.length, maxLength: shapes.length })
              .map((values) => [name, textColumn(values)] as const),
            fc
              .array(numbers, { minLength: shapes.length, maxLength: shapes.length })
              .map((values) => [name, numberColumn(values)] as const),
          ),
        ),
      ),
    }),
  );

/** Values by names: what two columns must have in common. */
function plain(columns: ReadonlyMap<string, Column>): Record<string, (string | number | null)[]> {
  return Object.fromEntries(
    [...columns].map(([name, column]) => [
      name,
      column.kind === 'text'
        ? Array.from(column.codes, (_, row) => textAt(column, row))
        : // A database has one zero.
          Array.from(column.values, (_, row) => (numberAt(column, row) ?? Number.NaN) + 0).map(
            (n) => (Number.isNaN(n) ? null : n),
          ),
    ]),
  );
}

async function refusal(work: Promise<unknown>): Promise<InputError> {
  const error: unknown = await work.then(
    () => new Error('was accepted'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof InputError) return error;
  throw error;
}

/** What a format does to values, as it must have told; null for a format that keeps everything. */
interface Expected {
  value(text: string | null): string | null;
  readonly name: (name: string, told: ReadonlyMap<string, string>) => string;
}
const KEPT: Expected = { value: (text) => text, name: (name) => name };
const AS_TOLD: Expected = { value: (text) => text, name: (name, told) => told.get(name) ?? name };
const IN_DBF: Expected = {
  value: (text) => (text === null || text.trim() === '' ? null : text.trim()),
  name: (name, told) => told.get(name) ?? name,
};

const CASES: readonly (readonly [ExportFormatName, Place, Expected])[] = [
  ['gpkg', METRES, KEPT],
  ['gpkg', DEGREES, KEPT],
  ['gdb', onGrid(METRES, 1e6), AS_TOLD],
  ['gdb', onGrid(DEGREES, 1e11), AS_TOLD],
  ['shp', METRES, IN_DBF],
  ['shp', DEGREES, IN_DBF],
  ['geojson', METRES, KEPT],
  ['geojson', DEGREES, KEPT],
  ['parquet', METRES, KEPT],
  ['parquet', DEGREES, KEPT],
  ['fgb', METRES, KEPT],
  ['vct', METRES, KEPT],
  ['vct', DEGREES, KEPT],
];

test.each(CASES)(
  '%s: what is written is read again',
  { timeout: 300_000 },
  async (format, place, expected) => {
    const RUNS = Number(process.env['LIANGTIAN_EXPORT_RUNS'] ?? 12);
    const ending = EXPORT_FORMATS.find(({ name }) => name === format)!.endings[0];
    const base = join(folder, `${format}-${place.crs.replace(':', '-')}`);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(layers, async ({ shapes, columns }) => {
        const given = tableOf(shapes, new Map<string, Column>(columns), place);
        const table = format === 'vct' ? shapelessLast(given) : given;
        // As the reader has it: canonical rings.
        const seed = join(base, `seed-${++run}.parquet`);
        const path = join(base, String(run), `DLTB${ending}`);
        rmSync(base, { recursive: true, force: true });
        const lost = await exportLayers(app.gdal, [given], { path, format });
        await exportLayers(app.gdal, [table], { path: seed, format: 'parquet' });
        const wanted = await readLayer(app.gdal, seed, { guess: true });
        const read = await readLayer(app.gdal, path, { guess: true });
        const said = (what: string): boolean => lost.some((one) => one.what === what);
        const bare = shapes.some((shape) => shape.length === 0) && columns.length === 0;
        expect(said('features')).toBe(format === 'vct' && bare);
        if (said('features')) return;
        expect(said('order')).toBe(format === 'vct' && shapes.some((shape) => shape.length === 0));
        expect(read.table.polygons).toEqual(wanted.table.polygons);
        expect(read.table.crs.id).toBe(place.crs);
        const told = new Map(
          lost
            .filter(({ what }) => what === 'names')
            .flatMap(({ text }) =>
              text.en
                .slice(text.en.indexOf(': ') + 2)
                .split('，')
                .map((pair) => pair.split(' → ') as [string, string]),
            ),
        );
        const values = Object.entries(plain(table.columns)).map(([name, list]) => [
          expected.name(name, told),
          list.map((value) => (typeof value === 'string' ? expected.value(value) : value)),
        ]);
        const back = plain(read.table.columns);
        if (lost.some(({ what }) => what === 'field-added')) delete back['FID'];
        expect(back).toEqual(Object.fromEntries(values));
        const all = Object.values(plain(table.columns)).flat();
        if (format === 'shp') {
          expect(said('empty-texts')).toBe(
            all.some((v) => typeof v === 'string' && v.trim() === ''),
          );
          expect(said('blanks')).toBe(
            all.some((v) => typeof v === 'string' && v.trim() !== '' && v.trim() !== v),
          );
        }
        expect(said('digits')).toBe(false);
      }),
      { numRuns: RUNS },
    );
  },
);

/** The rows as a VCT file has them. */
function shapelessLast(table: FeatureTable): FeatureTable {
  const { featureStart } = table.polygons;
  const rows = Array.from({ length: featureStart.length - 1 }, (_, row) => row);
  const isBare = (row: number): number => Number(featureStart[row] === featureStart[row + 1]);
  const order = Uint32Array.from(rows.sort((p, q) => isBare(p) - isBare(q) || p - q));
  const columns = [...table.columns].map(([name, column]): [string, Column] => [
    name,
    column.kind === 'text'
      ? { ...column, codes: Int32Array.from(order, (row) => column.codes[row]!) }
      : { ...column, values: Float64Array.from(order, (row) => column.values[row]!) },
  ]);
  return { ...table, polygons: takeFeatures(table.polygons, order), columns: new Map(columns) };
}

function tableOf(
  shapes: readonly Part[],
  columns: ReadonlyMap<string, Column>,
  place: Place,
): FeatureTable {
  const builder = polygonsBuilder();
  shapes.forEach((shape, feature) => {
    builder.beginFeature();
    for (const part of ringsOf(shape, feature, place))
      part.forEach((ring, i) => builder.addRing(ring.flat(), 0, ring.length, 2, i > 0, true));
  });
  return { name: 'DLTB', polygons: builder.finish().polygons, columns, crs: parseCrs(place.crs) };
}

const SURVEYS: readonly (readonly [string, ExportFormatName])[] = [
  ['DLTB.gpkg', 'gpkg'],
  ['DLTB.gdb', 'gdb'],
  ['DLTB.shp', 'shp'],
  ['DLTB.geojson', 'geojson'],
  ['DLTB.parquet', 'parquet'],
  ['DLTB.fgb', 'fgb'],
  ['DLTB.vct', 'vct'],
];

test.each(SURVEYS)('a survey exported as %s is the same snapshot', async (name, format) => {
  const out = join(folder, 'surveys', name);
  const report = await exportSurvey(app, gpkg, { out });
  expect(report).toMatchObject({ file: out, format, notCarried: [] });
  expect(report.layers).toMatchObject([{ name: 'DLTB', crs: COUNTY_CRS, withoutShape: 0 }]);
  const [wanted, read] = [await readSurvey(app, gpkg), await readSurvey(app, out)];
  expect(
    read.findings.map(({ place, ...finding }) => ({ ...finding, place: place?.feature })),
  ).toEqual(
    wanted.findings.map(({ place, ...finding }) => ({ ...finding, place: place?.feature })),
  );
  expect(packSurvey(read.survey).id).toBe(packSurvey(wanted.survey).id);
});

test('a Shapefile in GBK is the same snapshot, and says its encoding', async () => {
  const out = join(folder, 'gbk', 'DLTB.shp');
  await exportSurvey(app, gpkg, { out, encoding: 'GBK' });
  expect(readFileSync(out.replace('.shp', '.cpg'), 'utf8')).toBe('GBK');
  expect(readdirSync(join(folder, 'gbk')).sort()).toEqual(
    ['cpg', 'dbf', 'prj', 'shp', 'shx'].map((ending) => `DLTB.${ending}`),
  );
  const [wanted, read] = [await readSurvey(app, gpkg), await readSurvey(app, out)];
  expect(packSurvey(read.survey).id).toBe(packSurvey(wanted.survey).id);
});

test('a Shapefile in GB18030 keeps characters that GBK lacks', async () => {
  const rows = parcels.polygons.featureStart.length - 1;
  const names = ['𠮷村', '㑇村', '清源村', '€'];
  const column = textColumn(Array.from({ length: rows }, (_, row) => names[row % names.length]!));
  const table = { ...parcels, columns: new Map<string, Column>([['村名', column]]) };
  const path = join(folder, 'gb18030', 'DLTB.shp');
  await exportLayers(app.gdal, [table], { path, format: 'shp', encoding: 'GB18030' });
  const read = await readLayer(app.gdal, path);
  expect(plain(read.table.columns)).toEqual(plain(table.columns));
  const gbk = exportLayers(app.gdal, [table], { path, format: 'shp', encoding: 'GBK' });
  expect((await refusal(gbk)).code).toBe('text-encoding');
});

test('boundary points carry shapes, identifier and class, and say which fields they leave out', async () => {
  const out = join(folder, 'points', 'plots.txt');
  const { notCarried } = await exportSurvey(app, gpkg, { out });
  const left = notCarried.find(({ what }) => what === 'columns')!.text.en;
  for (const name of parcels.columns.keys())
    expect(left.split(/[:,] /).includes(name), name).toBe(!['BSM', 'DLBM'].includes(name));
  const [wanted, { table }] = [await readLayer(app.gdal, gpkg), await readLayer(app.gdal, out)];
  expect(table.polygons).toEqual(wanted.table.polygons);
  expect(table.crs.id).toBe(COUNTY_CRS);
  const [given, back] = [plain(wanted.table.columns), plain(table.columns)];
  expect([back['地块编号'], back['地类编码']]).toEqual([given['BSM'], given['DLBM']]);
});

test('a stored snapshot comes out as the survey that it was', async () => {
  const { row } = await importSurvey(app, gpkg, {});
  const out = join(folder, 'stored', 'DLTB.gpkg');
  const { layers: written, notCarried } = await exportSurvey(app, row.id, { out });
  expect(notCarried).toEqual([]);
  expect(written[0]!.features).toBe(row.parcel_count);
  const { survey } = await readSurvey(app, out, { year: row.year, region: row.region_code });
  expect(packSurvey(survey).id).toBe(row.id);
  const other = exportSurvey(app, row.id, { out: `${out}.gpkg`, layer: ['XZQ'] });
  expect((await refusal(other)).code).toBe('no-such-layer');
});

test('a table that lies where the parts of a Shapefile would go is kept', async () => {
  const place = join(folder, 'table');
  mkdirSync(place);
  writeFileSync(join(place, 'DLTB.dbf'), 'a table of somebody');
  const error = await refusal(exportSurvey(app, gpkg, { out: join(place, 'DLTB.shp') }));
  expect(error.code).toBe('out-exists');
  expect(readFileSync(join(place, 'DLTB.dbf'), 'utf8')).toBe('a table of somebody');
});

test('a folder of other things is never replaced, a FileGDB is', async () => {
  for (const name of ['work.gpkg', 'work.shp', 'work.gdb']) {
    const out = join(folder, 'foreign', name);
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'thesis.docx'), 'years of work');
    const error = await refusal(exportSurvey(app, gpkg, { out, force: true }));
    expect(error.code).toBe('out-is-folder');
    expect(readFileSync(join(out, 'thesis.docx'), 'utf8')).toBe('years of work');
  }
  const out = join(folder, 'foreign', 'own.gdb');
  for (const force of [false, true]) await exportSurvey(app, gpkg, { out, force });
  expect((await readLayer(app.gdal, out)).table.polygons.featureStart.length).toBe(
    parcels.polygons.featureStart.length,
  );
});

test('what is there is replaced only when that is said, and the source never', async () => {
  const place = join(folder, 'kept');
  const out = join(place, 'DLTB.shp');
  await exportSurvey(app, gpkg, { out });
  writeFileSync(join(place, 'DLTB.sbn'), 'an index of the old shapes');
  const before = readFileSync(out);
  expect((await refusal(exportSurvey(app, gpkg, { out }))).code).toBe('out-exists');
  await exportSurvey(app, gpkg, { out, force: true });
  expect(readFileSync(out)).toEqual(before);
  expect(readdirSync(place).sort()).toEqual(
    ['cpg', 'dbf', 'prj', 'shp', 'shx'].map((ending) => `DLTB.${ending}`),
  );
  for (const source of [out, `${out}#DLTB`])
    expect((await refusal(exportSurvey(app, source, { out, force: true }))).code).toBe(
      'out-is-source',
    );
  expect(readFileSync(out)).toEqual(before);
});

test('a format that cannot hold it refuses, and nothing half remains', async () => {
  const place = join(folder, 'refused');
  const out = join(place, 'DLTB.shp');
  const long = new Map<string, Column>([
    ['备注', textColumn(Array(parcels.polygons.featureStart.length - 1).fill('字'.repeat(100)))],
  ]);
  const source = join(folder, 'long.gpkg');
  await writeGeoPackage(app.gdal, source, [{ ...parcels, columns: long }]);
  const error = await refusal(exportSurvey(app, source, { out }));
  expect(error).toMatchObject({ code: 'dbf-text' });
  expect(error.text.zh).toContain('300 字节');
  expect(readdirSync(place)).toEqual([]);
  // In GBK a character has two bytes: the same text has room.
  const { notCarried } = await exportSurvey(app, source, { out, encoding: 'GBK' });
  expect(notCarried).toEqual([]);
});

test('several layers go into one file, or are refused by a format of one', async () => {
  const whole = join(folder, 'whole.gpkg');
  await writeGeoPackage(app.gdal, whole, sampleCounty(2000, 5).before);
  const out = join(folder, 'several', 'county.gdb');
  const layer = ['DLTB', 'XZQ', 'CJDCQ'];
  const report = await exportSurvey(app, whole, { out, layer });
  expect(report.layers.map(({ name }) => name)).toEqual(layer);
  const [wanted, read] = [await readSurvey(app, whole), await readSurvey(app, out)];
  expect(packSurvey(read.survey).id).toBe(packSurvey(wanted.survey).id);
  const one = exportSurvey(app, whole, { out: join(folder, 'several', 'a.shp'), layer });
  expect((await refusal(one)).code).toBe('export-layers');
  const alone = await exportSurvey(app, whole, { out: join(folder, 'several', 'alone.gpkg') });
  const left = alone.notCarried.find(({ what }) => what === 'layers')!.text.en;
  expect(['XZQ', 'CJDCQ'].every((name) => left.includes(name))).toBe(true);
  const none = exportSurvey(app, whole, { out: `${out}2.gpkg`, layer: ['DLTB', 'NONE'] });
  expect((await refusal(none)).code).toBe('no-such-layer');
});

test('a FileGDB tells how many vertices leave their place, and a system without a code is no GeoJSON', async () => {
  const [shift, first] = [1e-8, parcels.polygons.x[0]!];
  const x = parcels.polygons.x.slice();
  x[0] = first + shift;
  expect(x[0]).not.toBe(first);
  const moved = { ...parcels, polygons: { ...parcels.polygons, x } };
  const lost = await exportLayers(app.gdal, [moved], {
    path: join(folder, 'grid', 'DLTB.gdb'),
    format: 'gdb',
  });
  expect(lost).toMatchObject([{ what: 'digits' }]);
  expect(lost[0]!.text.en).toContain('1 vertices');
  const crs = parseCrs(
    '+proj=tmerc +lat_0=0 +lon_0=117.25 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m',
  );
  const local = { ...parcels, crs };
  const json = exportLayers(app.gdal, [local], {
    path: join(folder, 'grid', 'DLTB.geojson'),
    format: 'geojson',
  });
  expect((await refusal(json)).code).toBe('geojson-crs');
  for (const [format, ending] of [
    ['gpkg', 'gpkg'],
    ['shp', 'shp'],
    ['gdb', 'gdb'],
    ['fgb', 'fgb'],
    ['parquet', 'parquet'],
  ] as const) {
    const path = join(folder, `local-${format}`, `DLTB.${ending}`);
    await exportLayers(app.gdal, [local], { path, format });
    const { table } = await readLayer(app.gdal, path, { guess: true });
    for (const [key, value] of Object.entries(crs.transverse!))
      expect(table.crs.transverse![key as 'scale'], `${format} ${key}`).toBeCloseTo(value, 12);
  }
});

test(
  'Ctrl-C in the middle leaves what was there, and nothing half',
  { timeout: 120_000 },
  async () => {
    const place = join(folder, 'stopped');
    const out = join(place, 'DLTB.gdb');
    await exportSurvey(app, gpkg, { out });
    const before = readdirSync(out).map((name) => readFileSync(join(out, name)).toString('hex'));
    const child = spawn(
      process.execPath,
      [
        join(PACKAGE_ROOT, 'bin', 'liangtian.js'),
        '--home',
        join(folder, 'home-stopped'),
        'survey',
        'export',
        gpkg,
        '--out',
        out,
        '--force',
      ],
      { stdio: 'ignore', env: { PATH: process.env['PATH'] ?? '' } },
    );
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    // The working folder stands beside the file as soon as writing begins.
    while (readdirSync(place).length < 2 && child.exitCode === null)
      await new Promise((done) => setTimeout(done, 1));
    child.kill('SIGINT');
    expect(await ended, 'it was done before it was stopped').not.toBe(0);
    expect(readdirSync(place)).toEqual(['DLTB.gdb']);
    const after = readdirSync(out).map((name) => readFileSync(join(out, name)).toString('hex'));
    expect(after).toEqual(before);
  },
);
