/**
 * A few damaged files of every format: each ends as findings or as a refusal. More of them:
 * node test/fuzz-files/run.js --cases 10000 --seed 1 --format gpkg
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { FORMATS } from './seeds.ts';

const RUNNER = fileURLToPath(new URL('run.js', import.meta.url));

test.each(FORMATS)('25 damaged files of %s are read or refused', (format) => {
  const run = spawnSync(
    process.execPath,
    [RUNNER, '--cases', '25', '--seed', '1', '--format', format],
    {
      encoding: 'utf8',
      timeout: 280_000,
    },
  );
  const figures: unknown = JSON.parse(run.stdout.trim().split('\n').at(-1) ?? '');
  expect(figures, run.stdout + run.stderr).toMatchObject({ format, cases: 25, wrong: 0 });
  expect(run.status).toBe(0);
});
