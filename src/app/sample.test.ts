import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, importSurvey, makeSample, openApp, settle } from './index.ts';

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

test.each([1, 2, 3])(
  'the sample county of seed %i is settled to exactly its written truth',
  async (seed) => {
    const files = await makeSample(app, { parcels: 2000, seed, out: join(folder, String(seed)) });
    const truth = files.county;
    expect(JSON.parse(readFileSync(files.truth, 'utf8'))).toEqual(truth);
    const imported = await importSurvey(app, files.before);
    expect(imported.read!.findings).toEqual([]);
    expect((await importSurvey(app, files.after)).read!.findings).toEqual([]);

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
    expect(Object.keys(settlement.findings.counts).sort()).toEqual(rules);
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

test('the same number and seed give the same files, byte for byte', async () => {
  const digests = async (out: string): Promise<string[]> => {
    const files = await makeSample(app, { parcels: 2000, seed: 7, out: join(folder, out) });
    return [files.before, files.after, files.constraints, files.truth].map((file) =>
      createHash('sha256').update(readFileSync(file)).digest('hex'),
    );
  };
  expect(await digests('again')).toEqual(await digests('once'));
});
