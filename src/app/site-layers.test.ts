/** Stored layers answer a site check as the file did that they came from; what is not stored is missing, and what is none is not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readNamedLayers, writeGeoPackage } from '../engine/index.ts';
import type { LayerFact, LayerKey } from '../policy/index.ts';
import { type App, openApp } from './context.ts';
import { importLayers } from './layer-import.ts';
import { makeSample, type SampleFiles } from './sample.ts';
import { checkSite, type SiteCheckOptions } from './site-check.ts';
import { importSurvey } from './survey.ts';

let folder: string;
let app: App;
let sample: SampleFiles;
let site: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-site-layers-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  sample = await makeSample(app, { parcels: 2000, seed: 5, out: join(folder, 'sample') });
  site = join(folder, 'sample', 'checks', 'site-road.txt');
  await importSurvey(app, sample.before);
}, 180_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const day = '2025-06-30';

async function factsOf(
  options: Partial<SiteCheckOptions> = {},
): Promise<Readonly<Record<LayerKey, LayerFact>>> {
  const checked = await checkSite(app, site, { use: 'permanent', day, store: false, ...options });
  return checked.facts.layers;
}

test('a layer that is not stored is missing; one that is stored as none is there, and empty', async () => {
  expect(new Set(Object.values(await factsOf()).map(({ state }) => state))).toEqual(
    new Set(['missing']),
  );
  const none = { none: true, kind: 'YJJBNTTB', day: '2023-12-31' };
  const [layer] = (await importLayers(app, undefined, none)).layers;
  const { YJJBNTTB, STBHHX } = await factsOf();
  expect(YJJBNTTB).toEqual({
    state: 'given',
    day: '2023-12-31',
    source: layer!.row.id,
    area: 0n,
    cultivatedArea: 0n,
    hits: [],
  });
  expect(STBHHX).toEqual({ state: 'missing' });
});

test('stored layers say of a site what their file says, from the day on that they describe', async () => {
  const { layers } = await importLayers(app, sample.constraints, { day: '2025-03-31' });
  const stored = await factsOf();
  const filed = await factsOf({ layers: sample.constraints, layersDay: '2025-03-31' });
  const idOf = new Map(layers.map(({ row }) => [row.kind, row.id]));
  const expected = Object.entries(filed).map(([key, fact]) => [
    key,
    fact.state === 'given' ? { ...fact, source: idOf.get(key as LayerKey) } : fact,
  ]);
  expect(stored).toEqual(Object.fromEntries(expected));
  expect(stored.YJJBNTTB).toMatchObject({ state: 'given', day: '2025-03-31' });
  expect(stored.YJJBNTTB.state === 'given' && stored.YJJBNTTB.area > 0n).toBe(true);
  // The day before they count, only what was stored of an earlier day does.
  const earlier = await factsOf({ day: '2025-03-30' });
  expect(earlier.YJJBNTTB).toMatchObject({ day: '2023-12-31', area: 0n });
  expect(earlier.STBHHX).toEqual({ state: 'missing' });
});

test('a file that is given counts for the kinds that it brings; the others come from the store', async () => {
  const read = await readNamedLayers(app.gdal, sample.constraints, ['STBHHX']);
  const file = join(folder, 'one.gpkg');
  await writeGeoPackage(app.gdal, file, [read.get('STBHHX')!.table]);
  const { STBHHX, YJJBNTTB } = await factsOf({ layers: file, layersDay: '2025-05-31' });
  expect([STBHHX, YJJBNTTB]).toMatchObject([{ day: '2025-05-31' }, { day: '2025-03-31' }]);
});
