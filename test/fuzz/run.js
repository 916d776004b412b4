#!/usr/bin/env node
/**
 * The long run of the random overlays: npm run fuzz -- --cases 100000 --seed 1. Writes every case that is wrong, made
 * small, into cases/ beside this file, where the tests find it; then the exit code is 1.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
/** Within the checkout, so that the packages are found. */
const BUNDLE = join(FOLDER, '..', '..', 'node_modules', '.cache', `fuzz-${process.pid}.mjs`);
const EVERY_MS = 5000;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    widest: { type: 'string' },
  },
});
const [cases, seed] = [wholeNumber('cases'), wholeNumber('seed')];
const widest = values.widest === undefined ? undefined : wholeNumber('widest');

const { tryCases } = await load();
let [done, wrong, printed] = [0, 0, Date.now()];
const began = printed;
await tryCases(
  seed,
  cases,
  (number, found) => {
    done++;
    if (found) {
      wrong++;
      mkdirSync(join(FOLDER, 'cases'), { recursive: true });
      writeFileSync(join(FOLDER, 'cases', `${number}.json`), `${JSON.stringify(found)}\n`);
      say(`${number}: ${found.faults.join('; ')}`);
    }
    if (Date.now() - printed >= EVERY_MS) {
      printed = Date.now();
      say(`${done} of ${cases} cases, ${wrong} wrong`);
    }
  },
  widest,
);
say(
  `${done} cases from seed ${seed} in ${Math.round((Date.now() - began) / 1000)} s, ${wrong} wrong`,
);
process.exitCode = wrong === 0 ? 0 : 1;

/** The cases are TypeScript: bundled, loaded, and gone again. */
async function load() {
  try {
    await build({
      entryPoints: [join(FOLDER, 'fuzz.ts')],
      outfile: BUNDLE,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    });
    return await import(pathToFileURL(BUNDLE).href);
  } finally {
    rmSync(BUNDLE, { force: true });
  }
}

function wholeNumber(name) {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new RangeError(`--${name} must be a whole number, not ${values[name]}`);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
