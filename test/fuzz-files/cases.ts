/**
 * One process that reads damaged files of one format, one after the other, and tells its parent what became of each. Its
 * parent, run.js, ends it when a file is read for too long. Every file must end as a read with findings or as an
 * InputError; the folder of temporary files must be empty afterwards, and memory stays below a limit.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readSurvey } from '../../src/app/index.ts';
import { InputError, silent } from '../../src/base/index.ts';
import { type GdalHost, gdalHost, readLayer } from '../../src/engine/index.ts';
import { makeZip } from '../zip.ts';
import { damaged, type FileSet } from './mutate.ts';
import { archiveOf, LAYERS_ONLY, seedOf } from './seeds.ts';

/** How the reading of one file ended; anything but the first two is wrong. */
export type Outcome = 'read' | 'refused' | 'failed' | 'left files' | 'memory';

/** What is told of a case; `why` is the code of a refusal, or the error. */
export interface Told {
  readonly seed: number;
  readonly outcome: Outcome;
  readonly why: string;
  readonly ms: number;
}

/** What the process may hold, in bytes, and the cases after which it takes a fresh GDAL. */
const MEMORY_BYTES = 2 ** 30;
const CASES_PER_GDAL = 500;

/** Damaged bytes of a case as files; in an archive every second damage is done to the archive itself. */
export function caseFiles(
  { files, other, target }: { files: FileSet; other: FileSet; target: string },
  format: string,
  seed: number,
): { files: FileSet; target: string } {
  const archive = archiveOf(format);
  if (archive === null) return { files: damaged(files, other, seed), target };
  const packed = (set: FileSet): FileSet =>
    new Map([
      [archive, makeZip([...set].map(([name, data]) => ({ name, data, deflated: seed % 4 < 2 })))],
    ]);
  const inside = seed % 2 === 0;
  return {
    files: inside
      ? packed(damaged(files, other, seed))
      : damaged(packed(files), packed(other), seed),
    target: archive,
  };
}

/** Reads the cases of the seeds from `first` on; `told` hears of the seed before it is read and of what became of it. */
export async function tryFiles(
  format: string,
  folder: string,
  first: number,
  count: number,
  told: (message: { readonly begins: number } | Told) => void,
): Promise<void> {
  const seeds = await seedOf(format.replace(/-zip$/, ''), join(folder, 'seed'));
  const place = join(folder, 'case');
  let gdal = gdalHost();
  for (let seed = first; seed < first + count; seed++) {
    if ((seed - first) % CASES_PER_GDAL === CASES_PER_GDAL - 1) {
      await gdal.close();
      gdal = gdalHost();
    }
    const { files, target } = caseFiles(seeds, format, seed);
    for (const [name, bytes] of files) {
      mkdirSync(dirname(join(place, name)), { recursive: true });
      writeFileSync(join(place, name), bytes);
    }
    told({ begins: seed });
    const began = performance.now();
    const [outcome, why] = await outcomeOf(gdal, format, join(place, target));
    told({ seed, outcome, why, ms: Math.round(performance.now() - began) });
    rmSync(place, { recursive: true, force: true });
  }
  await gdal.close();
}

/** How many faults are found. */
async function faultsOf(gdal: GdalHost, format: string, path: string): Promise<number> {
  if (LAYERS_ONLY.has(format.replace(/-zip$/, '')))
    return (await readLayer(gdal, path, { guess: true, collect: true })).faults.length;
  const told = { guess: true, anyRegion: true, year: 2025 };
  return (await readSurvey({ gdal, progress: silent }, path, told)).findings.length;
}

async function outcomeOf(gdal: GdalHost, format: string, path: string): Promise<[Outcome, string]> {
  let end: [Outcome, string];
  try {
    const faults = await faultsOf(gdal, format, path);
    end = ['read', faults > 0 ? 'findings' : 'sound'];
  } catch (error) {
    end =
      error instanceof InputError
        ? ['refused', error.code]
        : ['failed', error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
  const left = readdirSync(tmpdir()).filter((name) => name.startsWith('liangtian-'));
  if (left.length > 0) return ['left files', left.join(', ')];
  const held = process.memoryUsage().rss;
  return held > MEMORY_BYTES ? ['memory', `${Math.round(held / 2 ** 20)} MB`] : end;
}
