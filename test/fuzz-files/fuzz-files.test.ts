/**
 * A few damaged files of every format: each ends as findings or as a refusal. More of them:
 * node test/fuzz-files/run.js --cases 10000 --seed 1 --format gpkg
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FORMATS } from './seeds.ts';

const RUNNER = fileURLToPath(new URL('run.js', import.meta.url));

test('25 damaged files of every format are read or refused', () => {
  const run = spawnSync(process.execPath, [RUNNER, '--cases', '25', '--seed', '1', '--jobs', '2'], {
    encoding: 'utf8',
    timeout: 280_000,
  });
  const lines = run.stdout.split('\n').filter((line) => line.startsWith('{'));
  const figures = lines.map((line): unknown => JSON.parse(line));
  const sound = (format: string) => expect.objectContaining({ format, cases: 25, wrong: 0 });
  expect(figures, run.stdout + run.stderr).toHaveLength(FORMATS.length);
  expect(figures, run.stdout).toEqual(expect.arrayContaining(FORMATS.map(sound)));
  expect(run.status).toBe(0);
});
