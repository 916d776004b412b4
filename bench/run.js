#!/usr/bin/env node
/**
 * `npm run bench -- [settle] [overlay] [counties] [checks] [site] [options]` — figures with the machine that they were taken
 * on. Without a name it is `settle`, or with --quick the quick look at `overlay`. Sample data are made once and kept in the
 * temporary folder.
 */
import { parseArgs } from 'node:util';
import { build } from '../bin/build.js';
import { benchChecks } from './checks.js';
import { CHECK_VARIANTS } from './checks-data.js';
import { benchCounties } from './counties.js';
import { benchOverlay, unknownVariants } from './overlay.js';
import { benchSettle } from './settle.js';
import { benchSite } from './site.js';

const BENCHES = {
  settle: ({ parcels, runs, data }) =>
    benchSettle({ parcels: parcels?.[0] ?? 100_000, runs: runs ?? 3, folder: data }),
  overlay: async ({ data, quick, ...options }) =>
    benchOverlay({ ...options, program: await build(), folder: data, isQuick: quick }),
  counties: ({ parcels, counties, variants }) =>
    benchCounties({
      parcels: parcels?.[0] ?? 200_000,
      counties: counties ?? 10,
      variant: variants?.[0] ?? 'diff',
    }),
  checks: ({ parcels, variants, runs, data }) =>
    benchChecks({
      sizes: parcels ?? [100_000],
      variants: variants ?? Object.keys(CHECK_VARIANTS),
      runs: runs ?? 3,
      folder: data,
    }),
  site: ({ parcels, runs, data }) =>
    benchSite({ parcels: parcels?.[0] ?? 300_000, runs: runs ?? 10, folder: data }),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    parcels: { type: 'string' },
    counties: { type: 'string' },
    runs: { type: 'string' },
    data: { type: 'string' },
    variants: { type: 'string' },
    peers: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    table: { type: 'string' },
  },
});
const chosen = positionals.length > 0 ? positionals : [values.quick ? 'overlay' : 'settle'];
for (const name of chosen)
  if (!BENCHES[name])
    refuse(`There is no bench ${name}; there are: ${Object.keys(BENCHES).join(', ')}`);
const options = {
  ...values,
  parcels: values.parcels?.split(',').map((text) => wholeNumber('--parcels', text)),
  runs: values.runs === undefined ? undefined : wholeNumber('--runs', values.runs),
  counties: values.counties === undefined ? undefined : wholeNumber('--counties', values.counties),
  variants: values.variants?.split(','),
  peers: values.peers?.split(','),
};
const unknown = chosen.includes('checks')
  ? (options.variants ?? []).filter((name) => !CHECK_VARIANTS[name])
  : unknownVariants(options.variants ?? []);
if (unknown.length > 0) refuse(`There is no variant ${unknown.join(', ')}`);
for (const name of chosen) {
  process.stdout.write(`\n${name}\n`);
  await BENCHES[name](options);
}

function wholeNumber(option, text) {
  const value = Number(text);
  if (!(Number.isInteger(value) && value > 0)) refuse(`${option} wants whole numbers above zero`);
  return value;
}

function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
