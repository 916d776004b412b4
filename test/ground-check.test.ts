/** `ground check` on the sample county with a real database, and its checks decided again under other law. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type App,
  type CheckedGround,
  checkGround,
  explainCheck,
  type GroundCheckOptions,
  groundChecks,
  importSurvey,
  loadGroundCheck,
  makeSample,
  openApp,
  replayChecks,
  type SampleFiles,
} from '../src/app/index.ts';
import { atPointer } from '../src/base/index.ts';
import { CONSTRAINT_LAYERS, factsToJson, type RulePack } from '../src/policy/index.ts';

const DAY = '2026-03-17';
let folder: string;
let home: string;
let app: App;
let files: SampleFiles;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-ground-'));
  home = join(folder, 'home');
  app = openApp({ home, environment: {} });
  files = await makeSample(app, { parcels: 3000, seed: 1, out: join(folder, 'sample') });
  await importSurvey(app, files.before);
  await importSurvey(app, files.after);
}, 300_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Everything that only people know, answered well. */
const GOOD = {
  soilDepth: 60,
  irrigation: 'satisfied',
  ph: 6.5,
  isAccepted: true,
  acceptedGrade: 3,
} as const;

function check(name: string, changes: Partial<GroundCheckOptions> = {}): Promise<CheckedGround> {
  return checkGround(app, join(files.checks, name), {
    verb: 'restore',
    day: DAY,
    layers: files.constraints,
    layersDay: '2025-12-31',
    lastYearGrade: 5,
    answers: GOOD,
    store: false,
    ...changes,
  });
}

const verdictOf = ({ check: { ruling } }: CheckedGround, rule: string): string | undefined =>
  ruling.decisions.find((one) => one.rule === rule)?.verdict;

test('ground that may be restored passes every rule, and what is left to look at is told', async () => {
  const told = await check('ground-clear.txt');
  expect(told.check.ruling.verdict).toBe('pass');
  expect(told.check.fieldWork.length).toBeGreaterThan(0);
  expect(told.facts.earlierYears.map((one) => one.year)).toEqual([2024]);
  expect(told.facts.contiguity.map((one) => one.metres)).toEqual([0, 12, 20]);
});

test('without a layer nothing passes that has to look at it', async () => {
  const { check: told } = await check('ground-clear.txt', { layers: undefined });
  expect(told.ruling.verdict).toBe('no-data');
  for (const { layers, verdict, rule } of told.ruling.decisions)
    if (layers.length > 0) expect(verdict, rule).toBe('no-data');
});

test('existing cultivated land is no new ground; steep ground is none in principle', async () => {
  const taken = await check('ground-taken.txt');
  expect(verdictOf(taken, 'ground-not-cultivated-before')).toBe('refuse');
  const steep = await check('ground-steep.txt');
  expect(verdictOf(steep, 'ground-steep')).toBe('needs-approval');
});

test('the same check again is the same row, and is read back as it was', async () => {
  const first = await check('ground-clear.txt', { store: true });
  const again = await check('ground-clear.txt', { store: true });
  expect([first.isNew, again.isNew, again.id]).toEqual([true, false, first.id]);
  expect((await groundChecks(app)).map((row) => row.id)).toEqual([first.id]);
  const back = await loadGroundCheck(app, first.id!);
  expect(back.check).toEqual(first.check);
  expect(back.facts).toEqual(first.facts);
  await expect(loadGroundCheck(app, 'c-0000')).rejects.toThrow('no-such-check');
});

test('a check is explained from what the run wrote down: clause, layers, facts, parameters', async () => {
  const { id, facts } = await check('ground-steep.txt', { store: true });
  const told = await explainCheck(app, { kind: 'check', id: id!, pointer: '/ground-steep' });
  const [rule] = told.rules;
  expect(rule!.verdict).toBe('needs-approval');
  expect(rule!.citation.quote).toContain('25度以上陡坡');
  expect(rule!.layers.map((one) => one.key)).toEqual(['PDT']);
  for (const [i, { pointer }] of rule!.figures.entries())
    expect(rule!.taken[i]).toEqual(
      pointer === '' ? null : atPointer(JSON.parse(factsToJson(facts)), pointer),
    );
  const whole = await explainCheck(app, { kind: 'check', id: id!, pointer: '' });
  expect(whole.rules.length).toBeGreaterThan(10);
  await expect(explainCheck(app, { kind: 'check', id: id!, pointer: '/no' })).rejects.toThrow(
    'no-such-rule',
  );
});

test('checks under the law of their day do not change; under a draft the rules that turn are told', async () => {
  await check('ground-steep.txt', { store: true });
  expect(await replayChecks(app, {})).toEqual({ checked: 2, changed: [] });
  // Under it a layer of last year is old.
  const draft: RulePack = { name: 'draft', source: '草案', values: { layerYears: 0 } };
  const { changed } = await replayChecks(app, { draft });
  const clear = changed.find((one) => one.title === 'ground-clear')!;
  expect([clear.before, clear.after]).toEqual(['pass', 'stale']);
  expect(clear.turned.every((one) => one.after === 'stale')).toBe(true);
  expect(clear.area).toBeGreaterThan(0n);
  expect((await replayChecks(app, {})).changed).toEqual([]);
  expect((await replayChecks(app, { region: '11', draft })).checked).toBe(0);
});

const command = (...told: string[]) =>
  spawnSync(process.execPath, ['bin/liangtian.js', '--home', home, ...told], { encoding: 'utf8' });

test('the command asks for the verb, and ends with 20 when a rule refuses', () => {
  const ground = join(files.checks, 'ground-taken.txt');
  const asked = command('ground', 'check', ground);
  expect([asked.status, asked.stderr.includes('--verb')]).toEqual([2, true]);
  const refused = command(
    'ground',
    'check',
    ground,
    '--verb=恢复',
    `--layers=${files.constraints}`,
    '--layers-day=2025-12-31',
    `--as-of=${DAY}`,
    '--dry-run',
    '--json',
  );
  expect(refused.status).toBe(20);
  const { units, check: told, facts } = JSON.parse(refused.stdout);
  expect(units.area).toBe('0.01 m2');
  expect(told.ruling.verdict).toBe('refuse');
  expect(Object.keys(facts.layers).sort()).toEqual(CONSTRAINT_LAYERS.map(({ key }) => key).sort());
});
