/**
 * The side of an engine: a process that has its data loaded and answers the lines of the bench. "run" overlays once and is
 * answered by one line of JSON; "save PATH" writes the pairs of the last run; the end of standard input ends the process.
 */
import { openSync, closeSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Bytes of one saved pair: int32 a, int32 b, float64 area in square units of the plane, little-endian. */
export const PAIR_BYTES = 16;
const PAIRS_AT_ONCE = 65_536;

/**
 * @typedef {object} Pairs areas of pairs in square units (1e-10 m²), those of no area may be among them
 * @property {Int32Array} a
 * @property {Int32Array} b
 * @property {Float64Array} area
 */

/**
 * @typedef {object} Run
 * @property {number} seconds
 * @property {() => Pairs | Promise<Pairs>} pairs asked for after the clock has stopped
 * @property {{ done: number, of: number, what: string }} [sample] when only so much was done and `seconds` is extrapolated
 * @property {number} [trueArea] area of all features of A, exact but for one rounding, square units
 * @property {number} [worstConservation] largest |Σ pairs of a feature − its own area|, square units
 * @property {string} [note]
 */

/**
 * Answers until standard input ends.
 * @param {{ version: string, run: () => Promise<Run>, peakBytes?: () => number | null, close?: () => Promise<void> }} engine
 *   `peakBytes` for engines whose memory is not that of this process alone
 */
export async function serve({ version, run, peakBytes, close }) {
  let last = null;
  if (close) process.once('SIGTERM', () => void close().finally(() => process.exit(1)));
  tell({ ready: true, version });
  try {
    for await (const line of createInterface({ input: process.stdin })) {
      if (line === 'run') {
        last = null;
        const { pairs, ...told } = await run();
        last = await pairs();
        tell({ ...told, ...summary(last), ...(peakBytes && { peakBytes: peakBytes() }) });
      } else if (line.startsWith('save ') && last !== null) {
        tell({ saved: save(line.slice(5), last) });
      } else throw new Error(`what is ${JSON.stringify(line)}?`);
    }
  } finally {
    await close?.();
  }
}

function tell(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** How many pairs share ground, and how much in all (A. Neumaier 1974: what rounding loses is added at the end). */
function summary({ area }) {
  let [pairs, total, lost] = [0, 0, 0];
  for (const one of area) {
    if (one > 0) pairs++;
    const sum = total + one;
    lost += total >= one ? total - sum + one : one - sum + total;
    total = sum;
  }
  return { pairs, area: total + lost };
}

/** Writes pairs as records; returns how many. */
function save(path, { a, b, area }) {
  const file = openSync(path, 'w');
  try {
    for (let from = 0; from < a.length; from += PAIRS_AT_ONCE) {
      const to = Math.min(a.length, from + PAIRS_AT_ONCE);
      const view = new DataView(new ArrayBuffer((to - from) * PAIR_BYTES));
      for (let i = from; i < to; i++) {
        const at = (i - from) * PAIR_BYTES;
        view.setInt32(at, a[i], true);
        view.setInt32(at + 4, b[i], true);
        view.setFloat64(at + 8, area[i], true);
      }
      writeSync(file, view);
    }
  } finally {
    closeSync(file);
  }
  return a.length;
}
