#!/usr/bin/env node
/**
 * `npm run bench -- [settle] [--parcels N] [--runs R] [--data DIR]` — figures with the machine that they were taken on. The
 * sample county is made once and kept in DIR (by default in the temporary folder).
 */
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, PACKAGE_ROOT } from '../bin/build.js';
import { machine, measure } from './measure.js';
import { benchSettle } from './settle.js';

const BENCHES = { settle: benchSettle };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    parcels: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '3' },
    data: { type: 'string' },
  },
});
const chosen = positionals.length > 0 ? positionals : Object.keys(BENCHES);
for (const name of chosen) {
  if (BENCHES[name]) continue;
  process.stderr.write(
    `There is no bench ${name}; there are: ${Object.keys(BENCHES).join(', ')}\n`,
  );
  process.exit(2);
}
const [parcels, runs] = [Number(values.parcels), Number(values.runs)];
if (!(Number.isInteger(parcels) && parcels > 0 && Number.isInteger(runs) && runs > 0)) {
  process.stderr.write('--parcels and --runs are whole numbers above zero\n');
  process.exit(2);
}
await build();
const command = join(PACKAGE_ROOT, 'bin', 'liangtian.js');
const data = values.data ?? join(tmpdir(), `liangtian-bench-data-${parcels}`);
if (!existsSync(join(data, 'truth.json'))) {
  mkdirSync(data, { recursive: true });
  process.stdout.write(`making a county of ${parcels} parcels in ${data}\n`);
  const args = ['sample', '--parcels', String(parcels), '--seed', '1', '--out', data];
  await measure(process.execPath, [command, ...args]);
}
process.stdout.write(`${machine()}\n${parcels} parcels a year, ${runs} rounds\n`);
for (const name of chosen) {
  process.stdout.write(`\n${name}\n`);
  await BENCHES[name]({ command, data, runs });
}
