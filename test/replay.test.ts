/** Stored years under other law: the law of the day changes nothing, a draft changes what it says. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, makeSample, openApp, replayYears, settle } from '../src/app/index.ts';
import { settlementFolder } from '../src/app/catalogue.ts';
import type { RulePack } from '../src/policy/index.ts';

let folder: string;
let app: App;
const PACK: RulePack = {
  name: 'county-q1',
  source: '示例',
  values: { countyQuantityIsTest: true },
};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-replay-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  for (const [seed, region, packs] of [
    [1, '990101', []],
    [2, '990102', [PACK]],
  ] as const) {
    const files = await makeSample(app, { parcels: 2000, seed, out: join(folder, `s${seed}`) });
    await settle(app, {
      before: files.before,
      after: files.after,
      layers: files.constraints,
      region,
      packs,
    });
  }
}, 120_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test('replaying under the law of the day changes nothing, whatever packs were chosen', async () => {
  const { years, failed } = await replayYears(app, {});
  expect(failed).toEqual([]);
  expect(years.map((year) => year.id)).toEqual(['990101-2025', '990102-2025']);
  for (const year of years) expect([year.rows, year.tests]).toEqual([[], []]);
});

test('a draft changes what it says, by county and amount, and stores nothing', async () => {
  // Without any condition every cultivated parcel is stably used.
  const draft: RulePack = { name: 'draft', source: '草案', values: { stableExclusion: [] } };
  const { years } = await replayYears(app, { region: '990101', draft });
  expect(years).toHaveLength(1);
  const pointers = years[0]!.rows.map((row) => row.pointer);
  expect(pointers).toContain('/stable/before');
  for (const row of years[0]!.rows)
    expect(BigInt(row.after) - BigInt(row.before)).toBe(BigInt(row.difference));
  const again = await replayYears(app, { region: '990101' });
  expect(again.years[0]!.rows).toEqual([]);
});

test('a notice that a draft makes a test turns, with its reason', async () => {
  const { years } = await replayYears(app, { region: '990101', draft: PACK });
  const turned = years[0]!.tests.map((one) => one.id);
  expect(turned).toEqual(['Q1']);
  expect(years[0]!.tests[0]!.before).toBe('notice');
});

test('a settlement whose facts are gone is told, the others are replayed', async () => {
  rmSync(join(settlementFolder(app, { id: '990102-2025', version: 1 } as never), 'facts.json.gz'));
  const { years, failed } = await replayYears(app, {});
  expect(years.map((year) => year.id)).toEqual(['990101-2025']);
  expect(failed[0]!.error.code).toBe('no-facts');
});
