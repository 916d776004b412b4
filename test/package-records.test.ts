/** A 成果包 as it arrives: its own record of changes is taken, told, and can be left out; an .mdb beside is told. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, makeSample, openApp, readSurvey, settle } from '../src/app/index.ts';
import { numberColumn } from '../src/base/index.ts';
import { readLayer, writeGeoPackage } from '../src/engine/index.ts';
import type { FeatureTable } from '../src/geo/index.ts';

let folder: string;
let app: App;
let before: string;
let pack: string;
let constraints: string;
let process: FeatureTable;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-package-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  const files = await makeSample(app, { parcels: 2000, seed: 5, out: join(folder, 'sample') });
  ({ before, constraints } = files);
  pack = join(folder, '成果包');
  mkdirSync(join(pack, '矢量数据'), { recursive: true });
  copyFileSync(files.after, join(pack, '矢量数据', '调查.gpkg'));
  writeFileSync(join(pack, '矢量数据', '旧库.mdb'), 'x');
  process = (await readLayer(app.gdal, constraints, { layer: 'DLTBGXGC' })).table;
  const permanent = await readLayer(app.gdal, constraints, { layer: 'YJJBNTTB' });
  await writeGeoPackage(app.gdal, join(pack, '永农.gpkg'), [permanent.table]);
  await writeRecords(0);
}, 120_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes the record of changes into the package; that of the first row is `more` m² larger. */
async function writeRecords(more: number): Promise<void> {
  const area = process.columns.get('TBBGMJ')!;
  if (area.kind !== 'number') throw new Error('TBBGMJ is text');
  const columns = new Map(process.columns);
  const values = [...area.values].map((value, i) => (i === 0 ? value + more : value));
  columns.set('TBBGMJ', numberColumn(values));
  const file = join(pack, '更新过程.gpkg');
  rmSync(file, { force: true });
  await writeGeoPackage(app.gdal, file, [{ ...process, columns }]);
}

const differences = (result: Awaited<ReturnType<typeof settle>>): number =>
  result.settlement.findings.counts['X7'] ?? 0;

test('the record in the package goes before our overlay, is told, and differs where it was altered', async () => {
  const honest = await settle(app, { before, after: pack });
  expect(honest.settlement.layers.map(({ kind }) => kind)).toEqual(['DLTBGXGC']);
  const told = new Map(honest.understood!.map((guess) => [guess.what, guess]));
  expect(told.get('DLTBGXGC')!.answer).toContain('更新过程.gpkg');
  expect(told.get('DLTBGXGC')!.why.zh).toMatch(/^成果包里的更新过程，\d+ 条，优先于我们的叠加/);
  expect(told.get('YJJBNTTB')!.why.zh).toContain(`--layers ${pack}`);

  await writeRecords(100);
  const altered = await settle(app, { before, after: pack });
  expect(altered.row.version).toBe(2);
  expect(differences(altered)).toBe(differences(honest) + 1);
});

test('without the record the areas are those of the overlay, and that is told', async () => {
  const result = await settle(app, { before, after: pack, packageRecords: false });
  expect(result.settlement.layers).toEqual([]);
  expect(differences(result)).toBe(0);
  expect(result.understood!.find(({ what }) => what === 'DLTBGXGC')!.why.en).toBe(
    'not used: --no-package-records',
  );
});

test('a record that is named by --layers goes before that of the package', async () => {
  const result = await settle(app, { before, after: pack, layers: constraints });
  expect(result.settlement.layers.map(({ kind }) => kind)).toContain('YJJBNTTB');
  expect(result.understood!.map(({ what, why }) => [what, why.en])).toEqual([
    ['DLTBGXGC', 'not used: --layers holds a record of changes as well'],
  ]);
});

test('a personal geodatabase beside usable data is told as not read', async () => {
  const { evidence } = await readSurvey(app, pack);
  const skipped = evidence.filter(({ what }) => what === 'skipped');
  expect(skipped.map(({ answer }) => answer)).toEqual([join(pack, '矢量数据', '旧库.mdb')]);
  expect(skipped[0]!.why.zh).toContain('个人地理数据库');
});
