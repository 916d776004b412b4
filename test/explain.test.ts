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
    '/findings/counts/TN',
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
    const found = await readConstraints(app, constraints);
    const said = await stableByPermanent(app.overlays, found, parcels);
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
      const met = conditions.findIndex((one) => one.values.includes(one.read(i)));
      const hit = said?.[i] === 1 ? -1 : said?.[i] === 0 ? conditions.length : met;
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

test('references of an old version stay in it, and a version that is not there is told with those that are', async () => {
  const old = await explain(app, 'year:990101-2025@1#/account/losses', 0);
  const refs = [old.explanation.ref, ...old.explanation.operands.map((one) => one.ref)];
  expect(refs.length).toBeGreaterThan(5);
  for (const ref of refs) expect(ref).toMatch(/^year:990101-2025@1#\//);
  for (const ref of refs) expect((await explain(app, ref!, 0)).version).toBe(1);
  const newest = await explain(app, at('/account/losses'), 0);
  expect(newest.explanation.operands[0]!.ref).toMatch(/^year:990101-2025#\//);
  await expect(explain(app, 'year:990101-2025@99#/account/losses')).rejects.toMatchObject({
    code: 'no-such-version',
    text: { zh: '结算 990101-2025 没有第 99 版，只有第 1 版' },
  });
  await expect(explain(app, 'year:990101-1999@1#/year')).rejects.toMatchObject({
    code: 'no-such-year',
  });
});

test.each([
  '/stable/onGround',
  '/stable/byLabel',
  '/stable/residual',
  '/tests/0/supplement',
  '/tests/0/occupation',
  '/account/losses',
  '/account/gains',
])('what each listed piece adds to %s adds up to it', async (pointer) => {
  const { pieces, counted, pieceCount, explanation } = await explain(app, at(pointer), 10_000);
  expect(pieceCount).toBeGreaterThan(0);
  expect(pieces).toHaveLength(pieceCount);
  const total = pieces.reduce((sum, piece) => sum + piece.share!, 0n);
  expect([String(total), String(counted!.total)]).toEqual([explanation.exact, explanation.exact]);
  expect(counted!.unit).toBe('0.01 m2');
});

test('the parts of stable land share out the changed pieces: none counts twice', async () => {
  const parts = ['/stable/onGround', '/stable/byLabel', '/stable/residual'];
  const lists = await Promise.all(parts.map((one) => explain(app, at(one), 10_000)));
  const keys = lists.flatMap(({ pieces }) => pieces.map((p) => `${p.beforeId}>${p.afterId}`));
  expect(new Set(keys).size).toBe(keys.length);
});

test('averages and grain capacity can be made again from the grade and share of each piece', async () => {
  const places = result.settlement.tests.flatMap((one, i) =>
    ['Q2', 'Q5'].includes(one.id) ? [`/tests/${i}/supplement`, `/tests/${i}/occupation`] : [],
  );
  for (const pointer of places) {
    const { pieces, counted, explanation } = await explain(app, at(pointer), 10_000);
    const net = (one: (typeof pieces)[number]): number => Math.abs(Number(one.cultivated)) / 100;
    const area = pieces.reduce((sum, one) => sum + net(one), 0);
    const made =
      counted!.measure === 'quality'
        ? (pieces.reduce((sum, one) => sum + net(one) * one.grade!, 0) / area).toFixed(2)
        : Math.round(
            pieces.reduce((sum, one) => sum + ((net(one) * 3) / 2000) * (16 - one.grade!) * 100, 0),
          ).toString();
    expect(made, pointer).toBe(explanation.exact);
    expect(pieces.every((one) => one.share! > 0n)).toBe(true);
    expect(counted!.gradeHead!.en).toMatch(/^(quality|utilization) grade$/);
  }
});

test('a whole test lists the pieces of that test, those that pull it down first', async () => {
  const index = (id: string): number => result.settlement.tests.findIndex((one) => one.id === id);
  for (const id of ['Q1', 'Q4', 'Q5']) {
    const side = async (name: string): Promise<bigint> =>
      (await explain(app, at(`/tests/${index(id)}/${name}`), 0)).counted!.total!;
    const whole = await explain(app, at(`/tests/${index(id)}`), 10_000);
    expect(whole.counted!.total, id).toBe((await side('supplement')) - (await side('occupation')));
  }
  const paddy = await explain(app, at(`/tests/${index('Q4')}`), 10_000);
  expect(paddy.pieces.every((one) => one.fromClass === '0101' || one.toClass === '0101')).toBe(
    true,
  );
  const failing = result.settlement.tests.find((one) => one.id === 'Q2')!;
  expect(failing.parcels.length).toBeGreaterThan(0);
  const quality = await explain(app, at(`/tests/${index('Q2')}`), failing.parcels.length);
  expect(quality.pieces.map((one) => one.afterId).sort()).toEqual([...failing.parcels].sort());
  expect(quality.pieceCount).toBeGreaterThan(failing.parcels.length);
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
  const losses = run(at('/account/losses'), '--limit', '2');
  expect(losses).not.toMatch(/OCC_NONAGRI|EXEMPT_/);
  expect(losses).toContain(language === 'zh' ? '块，用 --limit 看全部' : 'more pieces; --limit N');
  const quality = run(at('/tests/1/supplement'), '--limit', '1');
  expect(quality).toContain(language === 'zh' ? '× 质量等级' : 'cultivated m² × quality grade');
  expect(quality.replaceAll('quality grade', '')).not.toMatch(/\bgrade/i);
  const opening = run(at('/account/opening'), '--limit', '2');
  expect(opening).toContain(check);
  expect(opening).toContain('#/classes/0/before');
});
