/**
 * County after county in one process: a province whose counties are overlaid one by one needs the memory of one. Each county is
 * made, read, overlaid by two threads and forgotten; the time of reading is told beside that of the overlays.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createInterface } from 'node:readline';
import { build } from '../bin/build.js';
import { coverageData } from './coverage-data.js';
import { readCoverage } from './coverage-file.js';
import { peakOf, table } from './measure.js';

const SELF = fileURLToPath(import.meta.url);
/** How many times the memory of one county all of them may take at most. */
const ALLOWED = 1.1;

/**
 * Prints seconds and peak memory after one county and after all.
 * @param {{ parcels: number, counties: number, variant: string }} options parcels of one county
 */
export async function benchCounties({ parcels, counties, variant }) {
  const folder = mkdtempSync(join(tmpdir(), 'liangtian-counties-'));
  const child = spawn(process.execPath, [SELF], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const rows = [];
  let [seconds, reading, worst, first] = [0, 0, 0, null];
  try {
    for (let county = 1; county <= counties; county++) {
      const make = (which) => coverageData({ parcels, variant: which, folder, seed: county });
      const files = [await make('A'), await make(variant)];
      child.stdin.write(`${JSON.stringify(files)}\n`);
      const { value } = await answers.next();
      const told = JSON.parse(value);
      for (const file of files) rmSync(file);
      seconds += told.overlay;
      reading += told.read;
      worst = Math.max(worst, Math.abs(told.missing));
      const peak = peakOf(child.pid);
      first ??= peak;
      if (county === 1 || county === counties)
        rows.push([
          String(county),
          seconds.toFixed(1),
          reading.toFixed(1),
          `${(peak / 1e6).toFixed(0)} MB`,
          (peak / first).toFixed(2),
        ]);
    }
  } finally {
    child.stdin.end();
    rmSync(folder, { recursive: true, force: true });
  }
  const head = ['counties', 'overlay s', 'reading s', 'peak', 'of the first'];
  process.stdout.write(`${table(head, rows)}\n`);
  process.stdout.write(
    `largest difference of a county's area: ${(worst * 1e-10).toExponential(1)} m²\n`,
  );
  const ratio = Number(rows.at(-1).at(-1));
  if (ratio > ALLOWED) process.exitCode = 1;
  process.stdout.write(
    ratio <= ALLOWED
      ? `within ${ALLOWED} times one county\n`
      : `MORE than ${ALLOWED} times one county\n`,
  );
}

/** The process that overlays: two files a line. */
async function work() {
  const program = await build();
  const engine = await import(pathToFileURL(join(program, 'engine', 'index.js')).href);
  const pool = await engine.overlayThreads({ threads: 2 });
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await overlayCounty(pool, JSON.parse(line));
    await pool.release();
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
  await pool.close();
}

async function overlayCounty(pool, files) {
  const started = performance.now();
  const [a, b] = files.map((file) => readCoverage(file, { compact: true }));
  const read = performance.now();
  const { area } = await pool.overlay({ polygons: a.polygons }, { polygons: b.polygons });
  const done = performance.now();
  let [sum, lost] = [0, 0];
  for (const one of area) {
    const next = sum + one;
    lost += Math.abs(sum) >= Math.abs(one) ? sum - next + one : one - next + sum;
    sum = next;
  }
  return {
    read: (read - started) / 1000,
    overlay: (done - read) / 1000,
    missing: sum + lost - Number(a.twiceArea) / 2,
  };
}

if (process.argv[1] === SELF) await work();
