/**
 * The overlay of two whole years, ours against others: the area of every pair of parcels that share ground. Every engine is a
 * process of its own that has its data loaded; all take turns, so that a busy moment hits each; the areas of all are compared
 * with ours, pair by pair.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coverageData } from './coverage-data.js';
import { EngineProcess } from './engine-process.js';
import { enginesFor } from './engines.js';
import { machine } from './measure.js';
import { comparePairs } from './overlay-check.js';
import { markdown, writeTable } from './overlay-table.js';

const VARIANTS = ['near', 'diff', 'indep'];

/** From this size on, engines are started anew for every round, one at a time: together they would not fit into memory. */
const RESIDENT_PARCELS = 300_000;

/** A turn of an engine lasts so long, or so many runs, whatever is sooner. */
const TURN_SECONDS = 3;
const TURN_RUNS = 5;

/** What a quick look may take, and what a full one. Seconds, but for `parcels`, `variants` and `runs`. */
const QUICK = {
  parcels: [10_000, 100_000],
  variants: ['near', 'diff'],
  runs: 4,
  box: 1,
  budget: 3,
  limit: 60,
  load: 120,
};
const FULL = {
  parcels: [10_000, 100_000, 1_000_000],
  variants: ['near', 'diff'],
  runs: 5,
  box: 5,
  budget: 120,
  limit: 900,
  load: 1200,
};

/**
 * Measures and prints; returns the report that is printed.
 * @param {{ program: string, folder?: string, isQuick: boolean, parcels?: number[], variants?: string[], runs?: number,
 *   peers?: string[], json?: string, table?: string }} options `program` is the folder of the built program; data are kept in
 *   `folder`; `peers` are parts of names, all without
 */
export async function benchOverlay({ program, folder, isQuick, json, table, ...chosen }) {
  const plan = { ...(isQuick ? QUICK : FULL), ...definedOf(chosen) };
  const data = folder ?? join(tmpdir(), 'liangtian-bench-coverage');
  mkdirSync(data, { recursive: true });
  const work = mkdtempSync(join(tmpdir(), 'liangtian-bench-'));
  // Engines end when their input does, so that leaving is all that an interrupted bench has to do.
  process.once('exit', () => rmSync(work, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const report = {
    date: new Date().toISOString().slice(0, 10),
    machine: machine(),
    program: JSON.parse(readFileSync(join(program, 'stamp.json'), 'utf8')).version,
    runs: plan.runs,
    results: [],
    skipped: [],
  };
  for (const parcels of plan.parcels) {
    for (const variant of plan.variants) {
      const files = [];
      for (const year of ['A', variant])
        files.push(await coverageData({ parcels, variant: year, folder: data }));
      const setting = { program, work, parcels, variant, isQuick, boxSeconds: plan.box };
      const { engines: all, skipped } = enginesFor(setting);
      const engines = all.filter((engine) => engine.isOurs || isWanted(engine, plan.peers));
      report.skipped.push(...skipped.map((one) => ({ parcels, variant, ...one })));
      const results = engines.map((engine) => emptyResult(engine, parcels, variant));
      report.results.push(...results);
      await measureAll(engines, results, { files, plan, work, parcels });
    }
  }
  const text = markdown(report);
  process.stdout.write(`\n${text}\n`);
  if (json === undefined) process.stdout.write(`\n${JSON.stringify(report)}\n`);
  else writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`);
  if (table !== undefined) writeTable(table, text);
  return report;
}

/** The variants that there are, for who reads the command line. */
export function unknownVariants(names) {
  return names.filter((name) => !VARIANTS.includes(name));
}

function isWanted({ name }, peers) {
  return !peers || peers.some((part) => name.toLowerCase().includes(part.toLowerCase()));
}

function definedOf(options) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function emptyResult({ name, threads, hash, isOurs, givesGroups = false }, parcels, variant) {
  const engine = { name, version: '', threads, hash, isOurs, givesGroups };
  return { parcels, variant, ...engine, runs: [], peakBytes: null };
}

/** All rounds of one size and variant, into `results`. */
async function measureAll(engines, results, setting) {
  const { plan, parcels, work } = setting;
  const resident = parcels < RESIDENT_PARCELS;
  const turns = engines.map((engine, i) => new Turns(engine, results[i], setting, i));
  try {
    for (let round = 0; round < plan.runs; round++) {
      for (const turn of turns) {
        if (turn.isOver) continue;
        await turn.take(resident ? 1 : 2);
        if (!resident) await turn.leave();
      }
    }
  } finally {
    await Promise.all(turns.map((turn) => turn.leave()));
  }
  const reference = results.findIndex((result) => result.isOurs && result.saved);
  for (const [i, result] of results.entries()) {
    result.trueArea = results[reference]?.runs[0].trueArea;
    if (result.saved && !result.givesGroups && i !== reference && reference >= 0) {
      const isWhole = result.runs.every((run) => run.sample === undefined);
      result.check = comparePairs(pairsFile(work, reference), pairsFile(work, i), isWhole);
    }
    delete result.saved;
  }
}

function pairsFile(work, i) {
  return join(work, `pairs-${i}`);
}

/** One engine's part in the rounds: started when its first turn comes, stopped for good when it fails or took too long. */
class Turns {
  #process = null;
  #spent = 0;

  constructor(engine, result, { files, plan, work }, i) {
    this.engine = engine;
    this.result = result;
    this.files = files;
    this.plan = plan;
    this.path = pairsFile(work, i);
  }

  /** Nothing more to measure: it failed, or its share of the time is used and there is a warm run. */
  get isOver() {
    const { runs, reason } = this.result;
    const isEnough = this.#spent > this.plan.budget && runs.length >= 2;
    return reason !== undefined || isEnough;
  }

  /**
   * Runs `least` times, and quick engines again until a turn is worth its name: just-in-time compilers, ours and others', want a
   * few calls. The first run of a process is the cold one. What goes wrong is kept as the reason.
   */
  async take(least) {
    const { result, plan } = this;
    const started = performance.now();
    try {
      const isNew = this.#process === null;
      if (isNew) await this.#start();
      let running = 0;
      for (let k = 0; k < least || (running < TURN_SECONDS && k < TURN_RUNS); k++) {
        const run = await this.#process.ask('run', plan.limit);
        result.runs.push({ cold: isNew && k === 0, ...run });
        running += run.sample ? Infinity : run.seconds;
        const peak = run.peakBytes ?? this.#process.peakBytes;
        if (peak !== null) result.peakBytes = Math.max(result.peakBytes ?? 0, peak);
        if (!result.saved) {
          await this.#process.ask(`save ${this.path}`, plan.limit);
          result.saved = true;
        }
      }
      this.#spent += (performance.now() - started) / 1000;
      process.stdout.write(`${told(result)}\n`);
    } catch (error) {
      result.reason = error.message;
      process.stdout.write(`${told(result)}: ${error.message}\n`);
    }
  }

  async #start() {
    const { command, args } = this.engine;
    this.#process = new EngineProcess(command, [...args, ...this.files]);
    this.result.version = (await this.#process.ready(this.plan.load)).version;
  }

  async leave() {
    const gone = this.#process;
    this.#process = null;
    await gone?.end();
  }
}

/** One line of progress. */
function told({ parcels, variant, name, threads, hash, runs }) {
  const seconds = runs.at(-1)?.seconds.toFixed(3) ?? '–';
  return `${parcels} ${variant}, ${name}, ${threads} thr., hash ${hash}: ${seconds} s`;
}
