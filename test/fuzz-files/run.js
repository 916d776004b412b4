#!/usr/bin/env node
/**
 * Damaged files by seed: node test/fuzz-files/run.js --cases 10000 --seed 1 --format gpkg (or several, or all). Prints one
 * line for every case that is wrong and the figures of each format as JSON; the exit code is 1 when one was wrong. Each
 * format is read in a process of its own, which is ended when one file takes it longer than 10 s. --keep FOLDER writes the
 * files of wrong cases there; --jobs N reads so many formats at a time.
 */
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build as bundle } from 'esbuild';
import { build, PACKAGE_ROOT } from '../../bin/build.js';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
/** One file may take so long. */
const LIMIT_MS = 10_000;
/** Making the seeds, before the first case. */
const START_MS = 60_000;
const GOOD = new Set(['read', 'refused']);

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    format: { type: 'string', default: 'all' },
    keep: { type: 'string' },
    jobs: { type: 'string', default: '1' },
  },
});
const [cases, seed] = [wholeNumber('cases'), wholeNumber('seed')];
const work = mkdtempSync(join(tmpdir(), 'fuzz-files-'));
/** Within the checkout, so that the packages are found. */
const bundles = join(PACKAGE_ROOT, 'node_modules', '.cache', `fuzz-files-${process.pid}`);
let wrong = 0;
try {
  process.env['LIANGTIAN_BUILD'] ??= await build();
  await bundle({
    entryPoints: ['child.ts', 'cases.ts', 'seeds.ts'].map((name) => join(FOLDER, name)),
    outdir: bundles,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const { FORMATS } = await import(pathToFileURL(join(bundles, 'seeds.mjs')).href);
  const formats = values.format === 'all' ? FORMATS : values.format.split(',');
  const waiting = [...formats];
  const job = async () => {
    for (let format = waiting.shift(); format !== undefined; format = waiting.shift())
      say(JSON.stringify(await tryFormat(format)));
  };
  await Promise.all(Array.from({ length: wholeNumber('jobs') }, job));
} finally {
  rmSync(work, { recursive: true, force: true });
  rmSync(bundles, { recursive: true, force: true });
}
process.exitCode = wrong === 0 ? 0 : 1;

/** All cases of a format, by as many processes as it takes. */
async function tryFormat(format) {
  const began = Date.now();
  const figures = { format, cases: 0, read: 0, refused: 0, wrong: 0, slowestMs: 0, seconds: 0 };
  for (let next = seed; next < seed + cases;) {
    const told = [];
    const at = await child(format, next, seed + cases - next, (one) => told.push(one));
    for (const one of told) {
      figures.cases++;
      figures.slowestMs = Math.max(figures.slowestMs, one.ms);
      if (GOOD.has(one.outcome)) figures[one.outcome]++;
      else {
        figures.wrong++;
        wrong++;
        say(`${format} ${one.seed}: ${one.outcome} ${one.why}`);
        if (values.keep !== undefined) await keep(format, one.seed);
      }
    }
    next = at;
  }
  figures.seconds = Math.round((Date.now() - began) / 1000);
  return figures;
}

/** Cases from `first` on until the process ends; the seed that comes next. */
function child(format, first, count, told) {
  const folder = mkdtempSync(join(work, `${format}-`));
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  return new Promise((resolve, reject) => {
    const process_ = fork(join(bundles, 'child.mjs'), [format, folder, first, count].map(String), {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let [reading, last, isHanging, errors] = [null, first - 1, false, ''];
    let timer = setTimeout(() => process_.kill('SIGKILL'), START_MS);
    process_.stderr.on('data', (text) => (errors = `${errors}${text}`.slice(-2000)));
    process_.on('message', (message) => {
      clearTimeout(timer);
      if ('begins' in message) {
        reading = message.begins;
        timer = setTimeout(() => {
          isHanging = true;
          process_.kill('SIGKILL');
        }, LIMIT_MS);
        return;
      }
      [reading, last] = [null, message.seed];
      told(message);
      if (message.outcome === 'memory') process_.kill('SIGKILL');
    });
    process_.on('error', reject);
    process_.on('close', () => {
      clearTimeout(timer);
      rmSync(folder, { recursive: true, force: true });
      if (reading !== null) {
        const outcome = isHanging ? 'hung' : 'crashed';
        told({ seed: reading, outcome, why: errors, ms: isHanging ? LIMIT_MS : 0 });
        resolve(reading + 1);
      } else if (last < first) reject(new Error(`the process of ${format} never began: ${errors}`));
      else resolve(last + 1);
    });
  });
}

/** Writes the files of a case, to be looked at. */
async function keep(format, number) {
  const [{ seedOf }, { caseFiles }] = await Promise.all(
    ['seeds.mjs', 'cases.mjs'].map((name) => import(pathToFileURL(join(bundles, name)).href)),
  );
  const folder = mkdtempSync(join(work, 'keep-'));
  const seeds = await seedOf(format.replace(/-zip$/, ''), folder);
  const { files } = caseFiles(seeds, format, number);
  for (const [name, bytes] of files) {
    const path = join(values.keep, `${format}-${number}`, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
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
