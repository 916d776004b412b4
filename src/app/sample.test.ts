import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Column } from '../base/index.ts';
import { writeGeoPackage } from '../engine/index.ts';
import { type FeatureTable, featureCount, takeFeatures } from '../geo/index.ts';
import { sampleCounty } from '../sample/index.ts';
import { type App, importSurvey, makeSample, openApp, previewImport, settle } from './index.ts';

let folder: string;
let app: App;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-sample-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

function firstThird(table: FeatureTable): FeatureTable {
  const count = Math.floor(featureCount(table.polygons) / 3);
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  const cut = (column: Column): Column =>
    column.kind === 'text'
      ? { ...column, codes: column.codes.slice(0, count) }
      : { ...column, values: column.values.slice(0, count) };
  return {
    ...table,
    polygons: takeFeatures(table.polygons, rows),
    columns: new Map([...table.columns].map(([name, column]) => [name, cut(column)] as const)),
  };
}

test.each([1, 2, 3])(
  'the sample county of seed %i is settled to exactly its written truth',
  async (seed) => {
    const files = await makeSample(app, { parcels: 2000, seed, out: join(folder, String(seed)) });
    const truth = files.county;
    expect(JSON.parse(readFileSync(files.truth, 'utf8'))).toEqual(truth);
    const imported = await importSurvey(app, files.before);
    const notChecked = expect.stringMatching(
      /：CZCDYD（T2-settlement），邻县图层（T2-neighbour）$/,
    );
    const found = [{ rule: 'T0', message: { zh: notChecked } }];
    expect(imported.read!.findings).toMatchObject(found);
    expect((await importSurvey(app, files.after)).read!.findings).toMatchObject(found);

    const { settlement, folder: report } = await settle(app, {
      before: files.before,
      after: files.after,
      layers: files.constraints,
      out: join(folder, `out-${seed}`),
    });
    expect(settlement.account).toMatchObject({ opening: truth.opening, closing: truth.closing });
    expect(
      Object.fromEntries(
        settlement.rows.filter((row) => row.area !== '0').map((row) => [row.flow, row.area]),
      ),
    ).toEqual(truth.flows);
    expect(settlement.controlArea).toEqual(truth.controlArea);
    expect(settlement.stable).toMatchObject(truth.stable);
    expect(Object.fromEntries(settlement.tests.map((one) => [one.id, one.verdict]))).toEqual(
      truth.verdicts,
    );
    const byRule = (rule: string): string[] =>
      settlement.findings.examples
        .filter((f) => f.rule === rule)
        .map((f) => f.place.id!)
        .sort();
    const rules = ['X1', 'X3', 'X5'];
    expect(Object.fromEntries(rules.map((rule) => [rule, byRule(rule)]))).toEqual(truth.findings);
    expect(Object.keys(settlement.findings.counts).sort()).toEqual(['T0', ...rules]);
    // Illegal building and reclaiming inside the red line are named, each by its parcel.
    const one = (kind: string): string =>
      truth.changes.find((change) => change.kind === kind)!.after[0]!;
    expect(byRule('X5')).toContain(one('illegal-building'));
    expect(byRule('X1')).toContain(one('reclaimed-in-red-line'));
    expect(settlement.stable.labelParcels.map((label) => label.id).sort()).toEqual(
      truth.labelParcels,
    );
    const approvals = Object.fromEntries(
      settlement.approvals!.filter((row) => row.area !== '0').map((row) => [row.kind, row.area]),
    );
    expect(approvals).toEqual(truth.approvals);

    // Every change stands in the list of changed pieces with its flow, its classes and its effect, and nothing else moved.
    const { readPieces } = await import('./stored-pieces.ts');
    const pieces = await readPieces(report);
    const quiet = ['UNCHANGED', 'RESIDUAL'];
    const told = truth.changes.filter((change) => !quiet.includes(change.flow));
    for (const change of told) {
      const found = pieces.filter(
        (piece) =>
          piece.flow === change.flow &&
          (change.after.length === 0
            ? piece.beforeId === change.before[0]
            : piece.afterId === change.after[0]),
      );
      expect(found, `${change.kind} ${change.after.join()}`).toHaveLength(1);
      expect({
        from: found[0]!.fromClass,
        to: found[0]!.toClass,
        area: String(found[0]!.area),
      }).toEqual({ from: change.from, to: change.to, area: change.area });
      if (change.flow !== 'IN_PLACE') expect(String(found[0]!.cultivated)).toBe(change.cultivated);
    }
    expect(pieces.filter((piece) => !quiet.includes(piece.flow))).toHaveLength(told.length);
    const known = new Set(truth.changes.flatMap((change) => [...change.after, ...change.before]));
    expect(
      pieces.filter((piece) => !known.has(piece.afterId) && !known.has(piece.beforeId)),
    ).toEqual([]);
  },
);

test('areas that were measured are closed to the control area only while the gap is small, and the gap is told', async () => {
  const { county } = await makeSample(app, { parcels: 2000, seed: 4, out: join(folder, 'closed') });
  const before = join(folder, 'unfiled.gpkg');
  await writeGeoPackage(app.gdal, before, sampleCounty(2000, 4).before.map(withoutAreas));
  const read = async (file: string) => {
    const imported = await previewImport(app, file);
    const { findings, evidence } = imported.read!;
    return {
      total: String(imported.row.area_total),
      A3: findings.filter((one) => one.rule === 'A3' && one.place.id === '990101').length,
      told: evidence.filter((one) => one.what === 'controlArea').length,
    };
  };
  expect(await read(before)).toEqual({ total: county.controlArea.before, A3: 0, told: 1 });
  // The same outlines over a third of the parcels: nothing is blown up to the county.
  const cut = join(folder, 'third.gpkg');
  await writeGeoPackage(
    app.gdal,
    cut,
    sampleCounty(2000, 4).before.map((table) =>
      table.name === 'DLTB' ? firstThird(withoutAreas(table)) : table,
    ),
  );
  const short = await read(cut);
  expect([short.A3, short.told]).toEqual([1, 0]);
  expect(Number(short.total)).toBeLessThan(Number(county.controlArea.before) * 0.6);
});

test('two thirds of the parcels left out of the year after are found as missing, and nothing passes', async () => {
  const files = await makeSample(app, { parcels: 2000, seed: 5, out: join(folder, 'whole') });
  const cut = join(folder, 'after-third.gpkg');
  await writeGeoPackage(
    app.gdal,
    cut,
    sampleCounty(2000, 5).after.map((table) => (table.name === 'DLTB' ? firstThird(table) : table)),
  );
  const { settlement } = await settle(app, {
    before: files.before,
    after: cut,
    layers: files.constraints,
  });
  const flows = new Map(settlement.rows.map((row) => [row.flow, BigInt(row.area)]));
  expect(flows.get('BOUNDARY_OUT') ?? 0n).toBe(0n);
  expect(-flows.get('MISSING_GROUND')!).toBeGreaterThan(BigInt(settlement.account.opening) / 3n);
  expect(settlement.findings.counts['X8']).toBeGreaterThanOrEqual(1);
  expect(settlement.tests.map((one) => one.verdict)).not.toContain('pass');
});

test('the same number and seed give the same files, byte for byte', async () => {
  const digests = async (out: string): Promise<string[]> => {
    const files = await makeSample(app, { parcels: 2000, seed: 7, out: join(folder, out) });
    return [files.before, files.after, files.constraints, files.truth].map((file) =>
      createHash('sha256').update(readFileSync(file)).digest('hex'),
    );
  };
  expect(await digests('again')).toEqual(await digests('once'));
});

/** The parcels as of an office that files no areas. */
function withoutAreas(table: FeatureTable): FeatureTable {
  if (table.name !== 'DLTB') return table;
  const columns = new Map(table.columns);
  for (const field of ['TBMJ', 'TBDLMJ']) columns.delete(field);
  return { ...table, columns };
}
