/** A repaired copy of a file: the source stays as it is, attributes stay as filed, and the list accounts for the areas. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { textAt } from '../base/index.ts';
import { readLayer } from '../engine/index.ts';
import { type App, openApp, repairSurvey } from './index.ts';

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
  const list = JSON.parse(readFileSync(report.list, 'utf8')) as { changes: { feature: number }[] };
  expect(list.changes.map((change) => change.feature)).toEqual([2, 1]);
  const again = await repairSurvey(app, out, { out: join(folder, 'again.gpkg') });
  expect(again.changes).toEqual([]);
  expect(again.area.before).toBe(report.area.after);
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
