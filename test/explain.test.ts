/** Every number of a settled sample county is explained, and what stands behind it adds up to it again. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type App,
  explain,
  makeSample,
  openApp,
  settle,
  type SettledResult,
} from '../src/app/index.ts';
import { readConstraints, stableByPermanent } from '../src/app/layers.ts';
import { readSnapshot } from '../src/app/snapshot.ts';
import { textReader } from '../src/land/index.ts';
import { findSnapshot, snapshotFile } from '../src/storage/index.ts';

let folder: string;
let app: App;
let constraints: string;
let result: SettledResult;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-explain-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  const files = await makeSample(app, { parcels: 2000, seed: 2, out: join(folder, 'sample') });
  constraints = files.constraints;
  result = await settle(app, { before: files.before, after: files.after, layers: constraints });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (pointer: string): string => `year:990101-2025#${pointer}`;

/** Places of a document that hold a number; names, codes, ids and words are none. */
function numbersIn(document: unknown): { pointer: string; value: string }[] {
  const found: { pointer: string; value: string }[] = [];
  const names =
    /\/(id|code|name|region|landClass|from|to|clause|condition|snapshot|title|source|engine|ruleSet|change)$|^\/findings\/examples|\/parcels\/\d+$|^\/parameters\/\d+\/(?!value$)/;
  const walk = (value: unknown, pointer: string): void => {
    if (names.test(pointer)) return;
    if (typeof value === 'number') found.push({ pointer, value: String(value) });
    else if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
      found.push({ pointer, value });
    else if (typeof value === 'object' && value !== null)
      for (const [key, part] of Object.entries(value)) walk(part, `${pointer}/${key}`);
  };
  walk(document, '');
  return found;
}

test('every number of balance.json is explained with its clause, and adds up again from what stands behind it', async () => {
  const document = JSON.parse(readFileSync(join(result.folder, 'balance.json'), 'utf8')) as object;
  const numbers = numbersIn(document);
  expect(numbers.length).toBeGreaterThan(1000);
  const wrong: unknown[] = [];
  const apart: string[] = [];
  for (const { pointer, value } of numbers) {
    const report = await explain(app, at(pointer), 0);
    const { explanation, again } = report;
    const adds = ['terms', 'pieces', 'parcels'].includes(explanation.derivation);
    if (
      explanation.exact !== value ||
      explanation.citations.length === 0 ||
      (adds && again !== value)
    )
      wrong.push([pointer, value, explanation.exact, explanation.derivation, again]);
    if (explanation.derivation === 'counted') apart.push(pointer.replaceAll(/\d+/g, 'N'));
  }
  expect(wrong).toEqual([]);
  // What the overlay counts is no sum that can be made again from the report; the next test counts the areas among it anew.
  expect([...new Set(apart)].sort()).toEqual([
    '/approvals/N/area',
    '/approvals/N/pieces',
    '/findings/counts/XN',
    '/flows/N/pieces',
    '/proof/pieces',
    '/proof/unchangedParcels',
    '/proof/worstParcelDifference',
    '/stable/excluded/N/after',
    '/stable/excluded/N/before',
    '/zones/N/stableAfter',
    '/zones/N/stableBefore',
  ]);
}, 240_000);

test.each(['before', 'after'] as const)(
  'what is not stably used, and the stable land of each village, is counted anew from the survey: %s',
  async (when) => {
    const { settlement } = result;
    const row = await findSnapshot(await app.database(), settlement[when].snapshot);
    const { parcels } = await readSnapshot(snapshotFile(app.home(), row!));
    const said = stableByPermanent(await readConstraints(app, constraints), parcels);
    const rule = settlement.parameters.find((one) => one.name === 'stableExclusion')!.value;
    const conditions = (JSON.parse(rule) as { attribute: string; values: string[] }[]).map(
      ({ attribute, values }) => ({ read: textReader(parcels, attribute), values }),
    );
    const unit = textReader(parcels, 'locationUnit');
    const excluded = [...conditions, null].map(() => 0n);
    const villages = new Map<string, bigint>();
    for (let i = 0; i < parcels.parcelArea.length; i++) {
      if (!parcels.landClass.dictionary[parcels.landClass.codes[i]!]!.startsWith('01')) continue;
      const net = parcels.parcelArea[i]! - parcels.ridgeArea[i]!;
      const found = conditions.findIndex((one) => one.values.includes(one.read(i)));
      const hit = said?.[i] === 1 ? -1 : said?.[i] === 0 ? conditions.length : found;
      const village = unit(i).slice(0, 12);
      if (hit >= 0) excluded[hit]! += net;
      else villages.set(village, (villages.get(village) ?? 0n) + net);
    }
    expect(settlement.stable.excluded.map((one) => one[when])).toEqual(excluded.map(String));
    const stated = when === 'before' ? 'stableBefore' : 'stableAfter';
    for (const zone of settlement.zones.filter((one) => one.level === 'village'))
      expect(zone[stated], zone.code).toBe(String(villages.get(zone.code) ?? 0n));
  },
);

test('what the overlay counts fits together: pieces by pair of classes, construction by approval', () => {
  const { flows, proof, approvals } = result.settlement;
  expect(flows.reduce((sum, flow) => sum + flow.pieces, 0)).toBe(proof.pieces);
  const built = flows
    .filter((flow) => ['OCC_NONAGRI', 'OCC_RESERVOIR'].includes(flow.flow))
    .reduce((sum, flow) => sum + BigInt(flow.area), 0n);
  const listed = approvals!
    .filter((row) => row.kind !== 'approved-not-built')
    .reduce((sum, row) => sum + BigInt(row.area), 0n);
  expect(listed).toBe(built);
});

test.each([
  ['Q1', 'supplement'],
  ['Q1', 'occupation'],
  ['Q2', 'supplement'],
  ['Q2', 'occupation'],
  ['Q3', 'supplement'],
  ['Q4', 'supplement'],
  ['Q4', 'occupation'],
  ['Q5', 'supplement'],
  ['Q5', 'occupation'],
] as const)('both values of a balance test add up again: %s %s', async (id, side) => {
  const index = result.settlement.tests.findIndex((one) => one.id === id);
  const report = await explain(app, at(`/tests/${index}/${side}`), 3);
  expect(report.explanation.value).toEqual(result.settlement.tests[index]![side]);
  expect(report.again).toBe(report.explanation.exact);
});

test('the pieces and parcels behind a number are listed, and each operand can be opened in turn', async () => {
  const losses = await explain(app, at('/account/losses'), 5);
  expect(losses.pieces).toHaveLength(5);
  expect(losses.pieceTotal).toBe(`-${result.settlement.account.losses}`);
  for (const { ref } of losses.explanation.operands)
    expect((await explain(app, ref!, 0)).again).not.toBeNull();
  const opening = await explain(app, at('/classes/0/before'), 3);
  expect(opening.parcels).toHaveLength(3);
  expect(opening.parcels.every((one) => one.landClass === '0101')).toBe(true);
  expect(BigInt(opening.parcels[0]!.area)).toBeGreaterThanOrEqual(BigInt(opening.parcels[1]!.area));
});

test('an unconfirmed rule or parameter is said to be so wherever it was used', async () => {
  const { settlement } = result;
  const expected: readonly (readonly [string, 'confirmed' | 'unconfirmed'])[] = [
    ['/stable/netIncrease', 'unconfirmed'],
    ['/stable/excluded/0/before', 'unconfirmed'],
    ['/account/opening', 'confirmed'],
    ...settlement.rows.map((row, i) => [`/rows/${i}/area`, row.confidence] as const),
    ...settlement.parameters.map((one, i) => [`/parameters/${i}/value`, one.confidence] as const),
  ];
  for (const [pointer, confidence] of expected) {
    const { explanation } = await explain(app, at(pointer), 0);
    expect(explanation.confidence, pointer).toBe(confidence);
  }
});

test.each([
  ['zh', '（未确认）', '依据: 意见 十一', '重新相加，与该数一致'],
  ['en', ' (unconfirmed)', 'clause: Opinions 11', 'it is the same'],
])('the command says it all in %s', (language, unsure, clause, check) => {
  const run = (...args: string[]): string =>
    execFileSync(
      process.execPath,
      ['bin/liangtian.js', '--home', join(folder, 'home'), '--lang', language, 'explain', ...args],
      { encoding: 'utf8' },
    );
  const stable = run(at('/stable/netIncrease'));
  expect(stable).toContain(unsure);
  expect(stable).toContain(clause);
  expect(stable).toContain('stableExclusion');
  const opening = run(at('/account/opening'), '--limit', '2');
  expect(opening).toContain(check);
  expect(opening).toContain('#/classes/0/before');
});
