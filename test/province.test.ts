/** A province on a real store: two settled counties, their sum, its files, and its numbers explained. */
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  explain,
  makeSample,
  openApp,
  settle,
  type SettledResult,
  settleProvince,
} from '../src/app/index.ts';
import { readChanges } from '../src/app/stored-pieces.ts';
import { areaFormula, featureCount, legalAreas } from '../src/geo/index.ts';
import { reportFolder } from '../src/storage/index.ts';

const YEAR = 2025;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-province-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a province is its counties: accounts, pieces with shapes, files, explanations, in a home that was moved', async () => {
  const first = join(folder, 'home');
  let app = openApp({ home: first, environment: {} });
  const counties: SettledResult[] = [];
  for (const [seed, region] of [
    [1, '990101'],
    [2, '990102'],
  ] as const) {
    const out = join(folder, `sample-${seed}`);
    const files = await makeSample(app, { parcels: 2000, seed, out });
    counties.push(await settle(app, { before: files.before, after: files.after, region }));
  }
  await app.close();
  const moved = join(folder, 'moved');
  renameSync(first, moved);
  app = openApp({ home: moved, environment: {} });
  try {
    const copies = join(folder, 'copies');
    const province = await settleProvince(app, '990000', YEAR, { out: copies });
    const sum = (key: 'opening' | 'losses' | 'gains' | 'residual' | 'closing'): string =>
      counties.reduce((total, c) => total + BigInt(c.settlement.account[key]), 0n).toString();
    for (const key of ['opening', 'losses', 'gains', 'residual', 'closing'] as const)
      expect(province.settlement.account[key]).toBe(sum(key));
    expect(province.files.map((file) => file.name)).toEqual([
      'balance.json',
      'changes.gpkg',
      'changes.parquet',
      'report.html',
      '年度土地利用平衡表.xlsx',
    ]);
    expect(JSON.parse(readFileSync(join(copies, 'balance.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(province.settlement)),
    );

    const parts = [];
    for (const county of counties)
      parts.push(await readChanges(reportFolder(app.home(), county.row)));
    const whole = await readChanges(copies);
    expect(whole.pieces).toEqual(parts.flatMap((part) => part.pieces));
    expect(featureCount(whole.shapes)).toBe(whole.pieces.length);
    // The shapes lie in degrees now, and still have their areas.
    expect(areaFormula(whole.crs)).toBe('td-t-1055-geographic');
    const areas = legalAreas(whole.shapes, whole.crs);
    parts
      .flatMap((part) => Array.from(legalAreas(part.shapes, part.crs)))
      .forEach((area, i) => expect(Math.abs(areas[i]! - area)).toBeLessThan(0.02));

    const explained = await explain(app, 'year:990000-2025#/account/losses');
    expect(explained.pieceCount).toBeGreaterThan(0);
    // Two at once wait for each other; both are the one version, and say of which counties.
    const [again, other] = await Promise.all([
      settleProvince(app, '990000', YEAR),
      settleProvince(app, '990000', YEAR),
    ]);
    for (const one of [again, other]) {
      expect(one.row.version).toBe(1);
      expect(one.settlement).toMatchObject({
        counties: counties.map(({ row }) => ({ id: row.id, version: row.version })),
      });
    }
    const runs = await (
      await app.database()
    ).transaction('99', (tx) =>
      tx.query<{ state: string }>(
        `select state from run where key = 'settle 990000-${YEAR}' and kind = 'settle'`,
      ),
    );
    expect(runs.map((run) => run.state)).toEqual(['done', 'done', 'done']);

    // Told which counties there are, it knows that one is missing: no cap, and it says so.
    const short = await settleProvince(app, '990000', YEAR, {
      counties: ['990101', '990102', '990103'],
    });
    expect(short.row.version).toBe(2);
    expect(short.settlement.cap).toBeNull();
    expect(short.settlement.tests.find((one) => one.id === 'Q1')).toMatchObject({
      verdict: 'no-data',
    });
  } finally {
    await app.close();
  }
});
