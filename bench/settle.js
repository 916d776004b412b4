/**
 * The main job against a plain conversion of the same two files by ogr2ogr: a settlement reads, measures, checks, overlays
 * and reports in about the time that others need to copy. All variants take turns, so that a busy moment hits each.
 */
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build, PACKAGE_ROOT } from '../bin/build.js';
import { machine, measure, median, table } from './measure.js';

/** The program's own database ends three seconds after its last user. */
const QUIET_MS = 5000;

/**
 * Prints medians of `runs` rounds.
 * @param {{ parcels: number, runs: number, folder?: string }} options `folder` keeps the sample county between calls
 */
export async function benchSettle({ parcels, runs, folder }) {
  await build();
  const command = join(PACKAGE_ROOT, 'bin', 'liangtian.js');
  const data = folder ?? join(tmpdir(), `liangtian-bench-data-${parcels}`);
  await makeCounty(command, parcels, data);
  process.stdout.write(`${machine()}\n${parcels} parcels a year, ${runs} rounds\n\n`);
  const files = [join(data, 'before.gpkg'), join(data, 'after.gpkg')];
  const work = mkdtempSync(join(tmpdir(), 'liangtian-bench-'));
  // Run by root, the database of a home in a closed folder lies elsewhere, and copies of the home would share it.
  chmodSync(work, 0o755);
  const program = (home, ...args) =>
    measure(process.execPath, [command, '--home', join(work, home), ...args]);
  const settle = ['settle', '--json', '--before'];
  try {
    const stored = await storedSnapshots(program, files);
    await pause(QUIET_MS);
    const variants = [
      ...(await conversions(files, work)),
      {
        name: 'settle from files',
        run: () => program('fresh', ...settle, files[0], '--after', files[1]),
        after: () => rmSync(join(work, 'fresh'), { recursive: true, force: true }),
      },
      {
        name: 'settle from stored snapshots',
        before: () => cpSync(join(work, 'stored'), join(work, 'copy'), COPY),
        run: () => program('copy', ...settle, stored[0], '--after', stored[1]),
        after: () => rmSync(join(work, 'copy'), { recursive: true, force: true }),
      },
      {
        name: 'overlay of both files (its own share)',
        run: async () => {
          const done = await program('overlay', 'overlay', ...files, '--json');
          const { seconds } = JSON.parse(done.out);
          return { ...done, seconds: seconds.overlay };
        },
      },
    ];
    const results = variants.map(() => []);
    for (let round = 0; round < runs; round++) {
      for (const [i, variant] of variants.entries()) {
        variant.before?.();
        results[i].push(await variant.run());
        if (variant.after) {
          await pause(QUIET_MS);
          variant.after();
        }
      }
    }
    const rows = variants.map(({ name }, i) => {
      const seconds = results[i].map((result) => result.seconds);
      const peaks = results[i].map((result) => result.peakBytes).filter((bytes) => bytes !== null);
      return [
        name,
        median(seconds).toFixed(2),
        `${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)}`,
        peaks.length === 0 ? '' : `${(Math.max(...peaks) / 1e6).toFixed(0)} MB`,
      ];
    });
    process.stdout.write(`${table(['what', 'median s', 'min–max', 'peak'], rows)}\n`);
    return Object.fromEntries(
      variants.map(({ name }, i) => [name, median(results[i].map((result) => result.seconds))]),
    );
  } finally {
    await pause(QUIET_MS);
    rmSync(work, { recursive: true, force: true });
  }
}

/** Makes before.gpkg and after.gpkg in `data` unless they are there. */
async function makeCounty(command, parcels, data) {
  if (existsSync(join(data, 'truth.json'))) return;
  mkdirSync(data, { recursive: true });
  process.stdout.write(`making a county of ${parcels} parcels in ${data}\n`);
  const args = ['sample', '--parcels', String(parcels), '--seed', '1', '--out', data];
  await measure(process.execPath, [command, ...args]);
}

/** Owners and times stay: PostgreSQL wants its cluster to be its own. */
const COPY = { recursive: true, preserveTimestamps: true };

/** Imports both files into the home `stored`; their ids. */
async function storedSnapshots(program, files) {
  const ids = [];
  for (const file of files) {
    const { out } = await program('stored', 'survey', 'import', file, '--json');
    ids.push(JSON.parse(out).snapshot);
  }
  return ids;
}

/** Conversions of both files, one after the other, to three formats; none when GDAL is not installed. */
async function conversions(files, work) {
  try {
    await measure('ogr2ogr', ['--version']);
  } catch {
    process.stdout.write('ogr2ogr is not installed: no conversion to compare with\n');
    return [];
  }
  return [
    ['GPKG', 'gpkg'],
    ['FlatGeobuf', 'fgb'],
    ['GeoJSON', 'geojson'],
  ].map(([format, extension]) => ({
    name: `ogr2ogr, both files to ${format}`,
    run: async () => {
      const done = { seconds: 0, peakBytes: 0 };
      for (const file of files) {
        const target = join(work, `converted.${extension}`);
        if (existsSync(target)) rmSync(target);
        const one = await measure('ogr2ogr', ['-f', format, target, file, 'DLTB']);
        done.seconds += one.seconds;
        done.peakBytes = Math.max(done.peakBytes, one.peakBytes ?? 0);
      }
      return done;
    },
  }));
}
