/**
 * Reading and checking a survey from a file: seconds of every step, the whole command with its memory, and beside them
 * ogr2ogr converting the same file. Clean surveys, one with flaws, and the two worst for the topology.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, PACKAGE_ROOT } from '../bin/build.js';
import { CHECK_VARIANTS, checksData, SURVEY_YEAR } from './checks-data.js';
import { machine, measure, median, table } from './measure.js';

const STEPS = fileURLToPath(new URL('checks-steps.js', import.meta.url));
/** Steps of the program that find faults; the others bring the survey into memory. */
const CHECKS = ['checking shapes', 'checking', 'checking topology'];

/**
 * Prints a table for every size and variant, and gives back the medians of seconds.
 * @param {{ sizes: readonly number[], variants: readonly string[], runs: number, folder?: string }} options
 *   `folder` keeps the surveys between calls
 * @returns {Promise<Record<string, number>[]>} one for every size and variant, in this order
 */
export async function benchChecks({ sizes, variants, runs, folder }) {
  await build();
  const data = folder ?? join(tmpdir(), 'liangtian-bench-checks');
  const work = mkdtempSync(join(tmpdir(), 'liangtian-bench-'));
  process.stdout.write(`${machine()}\n${runs} rounds\n`);
  const all = [];
  try {
    for (const parcels of sizes)
      for (const variant of variants) {
        const file = await checksData({ parcels, variant, folder: data });
        all.push(await benchFile(file, CHECK_VARIANTS[variant].about, runs, work));
      }
    return all;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Rounds over one file: all variants of work take turns, so that a busy moment hits each. */
async function benchFile(file, about, runs, work) {
  const command = join(PACKAGE_ROOT, 'bin', 'liangtian.js');
  const home = join(work, 'home');
  const found = new Map();
  const note = (name, { seconds, peakBytes }) =>
    found.set(name, [...(found.get(name) ?? []), { seconds, peakBytes }]);
  const hasGdal = await isInstalled('ogr2ogr');
  let size;
  for (let round = 0; round < runs; round++) {
    const { out, peakBytes } = await measure(process.execPath, [STEPS, file]);
    const { steps, ...told } = JSON.parse(out);
    size = told;
    for (const [step, seconds] of Object.entries(steps)) note(step, { seconds, peakBytes: null });
    const sum = (names) => names.reduce((seconds, name) => seconds + (steps[name] ?? 0), 0);
    note('all steps', { seconds: sum(Object.keys(steps)), peakBytes });
    note('checks alone', { seconds: sum(CHECKS), peakBytes: null });
    const dryRun = [
      '--home',
      home,
      '--json',
      'survey',
      'import',
      file,
      '--dry-run',
      '--year',
      String(SURVEY_YEAR),
    ];
    note('survey import --dry-run', await measure(process.execPath, [command, ...dryRun]));
    if (!hasGdal) continue;
    for (const [format, extension] of [
      ['FlatGeobuf', 'fgb'],
      ['GPKG', 'gpkg'],
    ])
      note(`ogr2ogr to ${format}`, await convert(file, format, join(work, `copy.${extension}`)));
  }
  const medians = Object.fromEntries(
    [...found].map(([name, results]) => [name, median(results.map(({ seconds }) => seconds))]),
  );
  process.stdout.write(
    `\n${size.parcels} parcels, ${size.vertices} vertices, ${about}: ${size.findings} findings\n`,
  );
  if (!hasGdal) process.stdout.write('ogr2ogr is not installed: nothing to compare with\n');
  process.stdout.write(`${rowsOf(found, medians)}\n`);
  return medians;
}

function rowsOf(found, medians) {
  const conversion = medians['ogr2ogr to GPKG'];
  return table(
    ['what', 'median s', 'min–max', 'peak', '× ogr2ogr to GPKG'],
    [...found].map(([name, results]) => {
      const seconds = results.map((result) => result.seconds);
      const peaks = results.map((result) => result.peakBytes).filter((bytes) => bytes !== null);
      return [
        name,
        medians[name].toFixed(2),
        `${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)}`,
        peaks.length === 0 ? '' : `${(Math.max(...peaks) / 1e6).toFixed(0)} MB`,
        conversion === undefined ? '' : (medians[name] / conversion).toFixed(2),
      ];
    }),
  );
}

/** One conversion of the layer of parcels; the copy is gone afterwards. */
async function convert(file, format, target) {
  const done = await measure('ogr2ogr', ['-f', format, target, file, 'DLTB']);
  if (existsSync(target)) rmSync(target);
  return done;
}

async function isInstalled(command) {
  try {
    await measure(command, ['--version']);
    return true;
  } catch {
    return false;
  }
}
