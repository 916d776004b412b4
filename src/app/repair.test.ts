/** A repaired copy of a file: the source stays as it is, attributes stay as filed, and the list accounts for the areas. */
import {
  chownSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { textAt } from '../base/index.ts';
import { readLayer } from '../engine/index.ts';
import { readXlsx } from '../formats/index.ts';
import { type App, exportSurvey, openApp, repairSurvey } from './index.ts';

let folder: string;
let app: App;
let survey: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-repair-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  survey = join(folder, 'DLTB.geojson');
  const [x, y] = [39500000, 4428000];
  const box = (left: number, low: number, w: number, h: number) => [
    [x + left, y + low],
    [x + left + w, y + low],
    [x + left + w, y + low + h],
    [x + left, y + low + h],
    [x + left, y + low],
  ];
  const feature = (BSM: string, coordinates: unknown) => ({
    type: 'Feature',
    properties: { BSM, DLBM: '0101', TBMJ: 20000 },
    geometry: { type: 'MultiPolygon', coordinates },
  });
  const features = [
    feature('a', [[box(0, 0, 100, 200)]]),
    feature('b', [[box(100, 0, 100, 100)], [box(300, 0, 50, 50)]]),
    feature('c', [[box(100, 100, 100, 100)]]),
  ];
  writeFileSync(survey, JSON.stringify({ type: 'FeatureCollection', features }));
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test('parts are split and borders noded in the copy alone', async () => {
  const source = readFileSync(survey);
  const out = join(folder, 'fixed.gpkg');
  const report = await repairSurvey(app, survey, { out, crs: 'EPSG:4527' });
  expect(readFileSync(survey)).toEqual(source);
  expect(report.features).toEqual({ before: 3, after: 4 });
  expect(report.changes.map(({ feature, kind }) => [feature, kind])).toEqual([
    [1, 'multipart'],
    [0, 'junction'],
  ]);
  const { table } = await readLayer(app.gdal, out);
  const ids = table.columns.get('BSM')!;
  const filed = table.columns.get('TBMJ')!;
  expect([0, 1, 2, 3].map((row) => ids.kind === 'text' && textAt(ids, row))).toEqual([
    'a',
    'b',
    null,
    'c',
  ]);
  expect(filed.kind === 'number' && [...filed.values]).toEqual([20000, 20000, 20000, 20000]);
  expect(table.crs.id).toBe('EPSG:4527');
  expect(report.evidence.map(({ what }) => what)).toContain('crs');
  for (const { before, after } of report.changes)
    expect([before, after].map((area) => Number(area.toFixed(4)))).toEqual([before, after]);
  const list = JSON.parse(readFileSync(report.list, 'utf8')) as { changes: { feature: number }[] };
  expect(list.changes.map((change) => change.feature)).toEqual([2, 1]);
  const again = await repairSurvey(app, out, { out: join(folder, 'again.gpkg') });
  expect(again.changes).toEqual([]);
  expect(again.area.before).toBe(report.area.after);
});

test.each(['gdb', 'shp', 'geojson', 'parquet', 'fgb', 'vct', 'txt'])(
  'a copy in .%s has the shapes of one in GeoPackage, and what it does not carry is that of an export',
  async (ending) => {
    const options = { crs: 'EPSG:4527' };
    const whole = join(folder, `${ending}.gpkg`);
    await repairSurvey(app, survey, { ...options, out: whole });
    const out = join(folder, `as-${ending}.${ending}`);
    const report = await repairSurvey(app, survey, { ...options, out });
    const [copy, geoPackage] = [await readLayer(app.gdal, out), await readLayer(app.gdal, whole)];
    const ringsOf = ({ table: { polygons } }: typeof copy): string[] =>
      Array.from(polygons.ringStart.slice(0, -1), (start, ring) => {
        const end = polygons.ringStart[ring + 1]!;
        return [...polygons.x.slice(start, end), ...polygons.y.slice(start, end)].sort().join(' ');
      }).sort();
    expect(ringsOf(copy)).toEqual(ringsOf(geoPackage));
    expect(report.format).toBe(ending);
    const exported = await exportSurvey(app, whole, { out: join(folder, `by-export.${ending}`) });
    const told = ({ notCarried }: Pick<typeof report, 'notCarried'>): string[] =>
      notCarried.map(({ what }) => what);
    expect(told(report)).toEqual(told(exported));
    const list = JSON.parse(readFileSync(report.list, 'utf8')) as typeof report;
    expect(told(list)).toEqual(told(report));
  },
);

test('an ending of no format, and files that belong to a Shapefile of that name, are refused', async () => {
  const to = (name: string) =>
    repairSurvey(app, survey, { out: join(folder, name), crs: 'EPSG:4527' });
  await expect(to('copy.docx')).rejects.toMatchObject({ code: 'export-format' });
  writeFileSync(join(folder, 'table.dbf'), 'kept');
  await expect(to('table.shp')).rejects.toMatchObject({ code: 'out-exists' });
  expect(readFileSync(join(folder, 'table.dbf'), 'utf8')).toBe('kept');
});

test.skipIf(process.getuid?.() !== 0)(
  'as root, every file of a copy belongs to the owner of its folder',
  async () => {
    const home = mkdtempSync(join(folder, 'theirs-'));
    chownSync(home, 1234, 1234);
    for (const ending of ['gpkg', 'shp', 'gdb'])
      await repairSurvey(app, survey, { out: join(home, `${ending}.${ending}`), crs: 'EPSG:4527' });
    const names = readdirSync(home, { recursive: true }) as string[];
    expect(names.length).toBeGreaterThan(12);
    expect(names.filter((name) => statSync(join(home, name)).uid !== 1234)).toEqual([]);
  },
);

test('a copy whose list cannot be written is not left behind', async () => {
  // The name fits for the copy, and is longer than a file system allows with the ending of the list.
  const out = join(folder, `${'a'.repeat(243)}.fgb`);
  const before = readdirSync(folder);
  await expect(repairSurvey(app, survey, { out, crs: 'EPSG:4527' })).rejects.toThrow();
  expect(readdirSync(folder)).toEqual(before);
});

test('neither the source nor another file is ever replaced', async () => {
  const other = join(folder, 'other.gpkg');
  writeFileSync(other, 'kept');
  for (const out of [survey, other])
    await expect(repairSurvey(app, survey, { out, crs: 'EPSG:4527' })).rejects.toThrow(
      'out-exists',
    );
  expect(readFileSync(other, 'utf8')).toBe('kept');
});

/** A county's corner: two parcels of paddy with a strip between them, one that does not close, one of another class. */
function writeParcels(path: string, names: Readonly<Record<string, string>> = {}): void {
  const [x, y] = [39500000, 4428000];
  const parcel = (BSM: string, DLBM: string, [left, low, w, h]: number[], isOpen = false) => {
    const ring = [
      [x + left!, y + low!],
      [x + left! + w!, y + low!],
      [x + left! + w!, y + low! + h!],
      [x + left!, y + low! + h!],
      [x + left!, y + low!],
    ];
    const ZLDWDM = '1101011010010000000';
    const values = { BSM, DLBM, ZLDWDM, SJNF: 2024, TBMJ: w! * h!, KCXS: 0.1, KCMJ: 0, TBDLMJ: 0 };
    return {
      type: 'Feature',
      properties: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [names[name] ?? name, value]),
      ),
      geometry: { type: 'Polygon', coordinates: [isOpen ? ring.slice(0, 4) : ring] },
    };
  };
  const features = [
    parcel('a', '0101', [0, 0, 50, 100]),
    parcel('b', '0101', [50, 0, 0.5, 100]),
    parcel('c', '0103', [50.5, 0, 50, 100]),
    parcel('d', '0103', [100.5, 0, 50, 100], true),
  ];
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }));
}

test('open rings are closed and slivers joined to their class; the areas are told and computed anew', async () => {
  const file = join(folder, 'parcels.geojson');
  writeParcels(file);
  const out = join(folder, 'parcels-fixed.gpkg');
  const report = await repairSurvey(app, file, { out, crs: 'EPSG:4527', areas: true });
  expect(report.changes.map(({ feature, kind, parts }) => [feature, kind, parts])).toEqual([
    [3, 'closing', 1],
    [1, 'sliver', 0],
    [0, 'sliver', 1],
  ]);
  expect(report.left).toEqual([]);
  expect(report.areas.map(({ id, landClass, filed }) => [id, landClass, filed])).toEqual([
    ['a', '0101', 500_000n],
    ['d', '0103', 500_000n],
  ]);
  const { table, faults } = await readLayer(app.gdal, out);
  expect(faults).toEqual([]);
  const column = (name: string) => {
    const found = table.columns.get(name)!;
    return found.kind === 'number' ? [...found.values] : [];
  };
  const [a, d] = report.areas.map(({ after }) => Number(after) / 100);
  expect(column('TBMJ')).toEqual([a, 5000, d]);
  const ridges = [a!, d!].map((area) => Math.round(area * 10) / 100);
  expect(column('KCMJ')).toEqual([ridges[0], 0, ridges[1]]);
  expect(column('TBDLMJ')[0]).toBeCloseTo(a! - ridges[0]!, 2);
  const list = JSON.parse(readFileSync(report.list, 'utf8')) as { changes: unknown[] };
  expect(list.changes[1]).toMatchObject({
    feature: 2,
    id: 'b',
    landClass: '0101',
    after: 0,
    other: { feature: 1, id: 'a', landClass: '0101' },
  });
  const sheets = await readXlsx(readFileSync(report.sheet));
  expect(sheets.map(({ name }) => name)).toEqual(['汇总', '改动', '面积', '未修']);
  expect(JSON.stringify(sheets[1])).toContain('并入相邻图斑');
});

test('areas of ridges stay as filed where the file has no rate of them', async () => {
  const file = join(folder, 'no-rate.geojson');
  writeParcels(file, { KCXS: 'OTHER' });
  const text = readFileSync(file, 'utf8').replaceAll('"KCMJ":0', '"KCMJ":300');
  writeFileSync(file, text);
  const out = join(folder, 'no-rate-fixed.gpkg');
  const report = await repairSurvey(app, file, { out, crs: 'EPSG:4527', areas: true });
  const { table } = await readLayer(app.gdal, out);
  const [ridge, net] = ['KCMJ', 'TBDLMJ'].map((name) => table.columns.get(name)!);
  if (ridge?.kind !== 'number' || net?.kind !== 'number') throw new Error('areas are text');
  expect([...ridge.values]).toEqual([300, 300, 300]);
  const [first] = report.areas;
  expect(net.values[first!.feature]).toBeCloseTo(Number(first!.after) / 100 - 300, 2);
});

test('a foreign schema is understood by its mapping; without one no ground passes between parcels', async () => {
  const file = join(folder, 'foreign.geojson');
  writeParcels(file, { BSM: 'no', DLBM: 'use', TBMJ: 'm2' });
  const plain = await repairSurvey(app, file, { out: join(folder, 'f1.gpkg'), crs: 'EPSG:4527' });
  expect([plain.isUnderstood, plain.changes.map(({ kind }) => kind)]).toEqual([false, ['closing']]);
  const mapping = { id: 'no', landClass: { field: 'use' }, attributes: { parcelArea: 'm2' } };
  const out = join(folder, 'f2.gpkg');
  const mapped = await repairSurvey(app, file, { out, crs: 'EPSG:4527', mapping });
  expect(mapped.changes.map(({ kind }) => kind)).toEqual(['closing', 'sliver', 'sliver']);
  expect(mapped.areas.map(({ id }) => id)).toEqual(['a', 'd']);
});
