/** A survey against the layers beside it: what is missing is told, and so is a neighbouring county that does not fit. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp, readSurvey, type SurveyCheckOptions } from '../src/app/index.ts';
import { type Column, numberColumn, textColumn } from '../src/base/index.ts';
import { type VctLayer, writeVct } from '../src/formats/index.ts';
import { polygonsFromRings } from '../src/geo/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'liangtian-layers-'));
let app: App;
beforeAll(() => {
  app = openApp({ home: join(folder, 'home'), environment: {} });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const [EAST, NORTH] = [39_500_000, 4_428_000];
const box = (x: number, y: number, width: number, height: number) =>
  [
    [EAST + x, NORTH + y],
    [EAST + x + width, NORTH + y],
    [EAST + x + width, NORTH + y + height],
    [EAST + x, NORTH + y + height],
  ] as const;
const layer = (
  name: string,
  boxes: readonly ReturnType<typeof box>[],
  columns: Record<string, Column>,
): VctLayer => ({
  name,
  polygons: polygonsFromRings(boxes.map((ring) => [ring])),
  columns: new Map(Object.entries(columns)),
});

const VILLAGES = ['9901011002000000000', '9901011002010000000'];
const PARCELS = layer('DLTB', [box(0, 0, 100, 100), box(100, 0, 100, 100)], {
  BSM: textColumn(['a', 'b']),
  DLBM: textColumn(['0301', '0301']),
  ZLDWDM: textColumn(VILLAGES),
  SJNF: numberColumn([2025, 2025]),
});
const TOWN = layer('XZQ', [box(0, 0, 200, 100)], { XZQDM: textColumn(['990101100']) });
const villages = (...codes: string[]): VctLayer =>
  layer(
    'CJDCQ',
    codes.map((_, i) => box(100 * i, 0, 100, 100)),
    { ZLDWDM: textColumn(codes) },
  );

let written = 0;
function file(...layers: VctLayer[]): string {
  const path = join(folder, `${++written}.vct`);
  writeFileSync(path, writeVct(layers, 'EPSG:4527'));
  return path;
}
async function found(path: string, options: SurveyCheckOptions = {}) {
  const { findings } = await readSurvey(app, path, options);
  return findings.filter(({ rule }) => /^T[0-2]/.test(rule));
}

test('what is missing is told in one finding, and no more than is missing', async () => {
  const missing = async (...layers: VctLayer[]) =>
    (await found(file(PARCELS, ...layers))).map(({ message }) =>
      ['XZQ（', 'CJDCQ（', 'CZCDYD（', '邻县图层（'].filter((name) => message.zh.includes(name)),
    );
  expect(await missing()).toEqual([['XZQ（', 'CJDCQ（', 'CZCDYD（', '邻县图层（']]);
  expect(await missing(TOWN)).toEqual([['CJDCQ（', 'CZCDYD（', '邻县图层（']]);
  expect(await missing(TOWN, villages(...VILLAGES))).toEqual([['CZCDYD（', '邻县图层（']]);
  // A layer of villages that says no code of any is no layer of villages.
  const nameless = layer('CJDCQ', [box(0, 0, 200, 100)], { BSM: textColumn(['c']) });
  expect(await missing(TOWN, nameless)).toEqual([['CJDCQ（', 'CZCDYD（', '邻县图层（']]);
});

test('areas of units are asked for where neither layer of units states one', async () => {
  const stated = { ...TOWN, columns: new Map([...TOWN.columns, ['DCMJ', numberColumn([20_000])]]) };
  const told = async (town: VctLayer) => (await found(file(PARCELS, town)))[0]!.message.en;
  expect(await told(TOWN)).toContain('control areas DCMJ (A3)');
  expect(await told(stated)).not.toContain('A3');
});

test('parcels of a village without a polygon are told, with an example', async () => {
  const [, homeless, ...rest] = await found(file(PARCELS, TOWN, villages(VILLAGES[0]!)));
  expect(rest.map(({ rule }) => rule)).toEqual(['T2-zone']);
  expect(homeless).toMatchObject({ rule: 'T0', place: { feature: 1, id: 'b', field: 'ZLDWDM' } });
  expect(homeless!.message.zh).toContain('1 个图斑的村在 CJDCQ 中没有面');
});

test('the layer of a neighbouring county is read in its own system and compared', async () => {
  const county = file(PARCELS, TOWN, villages(...VILLAGES));
  const rules = async (neighbour: string) =>
    (await found(county, { neighbour })).map(({ rule, area }) => [rule, Math.round(area ?? 0)]);
  const beside = (from: number) =>
    layer('XZQ', [box(from, 0, 100, 100)], { XZQDM: textColumn(['990102']) });
  expect(await rules(file(beside(200)))).toEqual([['T0', 0]]);
  expect(await rules(`${file(beside(190), PARCELS)}#XZQ`)).toEqual([
    ['T0', 0],
    ['T2-neighbour', 1000],
  ]);
  const [told] = await found(county, { neighbour: file(beside(200)) });
  expect(told!.message.zh).toMatch(/：控制面积 DCMJ（A3），CZCDYD（T2-settlement）$/);
});

test('a settlement and a village that do not fit are told with feature, place, size and shape', async () => {
  const towns = layer('XZQ', [box(0, 0, 100, 100), box(100, 0, 100, 100)], {
    XZQDM: textColumn(['990101100', '990101101']),
  });
  const settlements = layer('CZCDYD', [box(0, 0, 100, 100), box(100, 0, 60, 100)], {
    BSM: textColumn(['s1', 's2']),
  });
  const findings = await found(file(PARCELS, towns, villages(...VILLAGES), settlements));
  expect(findings.map(({ rule, place }) => [rule, place.layer, place.id])).toEqual([
    ['T0', 'DLTB', undefined],
    ['T2-zone', 'CJDCQ', VILLAGES[1]],
    ['T2-settlement', 'CZCDYD', 's2'],
  ]);
  const [, village, settlement] = findings;
  expect(village!.message.en).toContain(`m² of ${VILLAGES[1]} lie outside the unit of XZQ`);
  expect(village).toMatchObject({ shape: { kind: 'polygon' } });
  expect(village!.area).toBeCloseTo(10_000, 0);
  expect(settlement).toMatchObject({
    severity: 'error',
    place: { feature: 1, point: [EAST + 160, NORTH + 50] },
    shape: { kind: 'line' },
  });
  expect(settlement!.length).toBeCloseTo(100, 6);
  expect(settlement!.message.zh).toMatch(/：s2 有 100.00 m 界线不在图斑界线上$/);
});

test('a neighbour that is not there, or of an old datum, is refused', async () => {
  const county = file(PARCELS);
  await expect(found(county, { neighbour: join(folder, 'none.gpkg') })).rejects.toMatchObject({
    code: 'not-found',
  });
  const old = join(folder, 'old.geojson');
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::2363' } };
  const geometry = {
    type: 'Polygon',
    coordinates: [[...box(200, 0, 100, 100), box(200, 0, 1, 1)[0]]],
  };
  const features = [{ type: 'Feature', properties: { XZQDM: '990102' }, geometry }];
  writeFileSync(old, JSON.stringify({ type: 'FeatureCollection', crs, features }));
  await expect(found(county, { neighbour: old })).rejects.toMatchObject({
    code: 'old-datum',
    place: { file: old },
  });
});
