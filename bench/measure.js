/** Runs a command as a whole process and tells how long it took and how much memory it had at most. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** How often the memory of a running process is looked at. */
const LOOK_MS = 20;

/**
 * @typedef {object} Measured
 * @property {number} seconds
 * @property {number | null} peakBytes largest resident memory; null where the system does not tell
 * @property {string} out what it wrote to standard output
 */

/**
 * Runs once. Throws when the command fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<Measured>}
 */
export async function measure(command, args) {
  const started = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  let peakBytes = null;
  const look = setInterval(() => {
    peakBytes = peakOf(child.pid) ?? peakBytes;
  }, LOOK_MS);
  const code = await new Promise((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  }).finally(() => clearInterval(look));
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${err}`);
  return { seconds, peakBytes, out };
}

/** The high-water mark that Linux keeps of a process, bytes; null elsewhere, and when the process is gone. */
export function peakOf(pid) {
  if (process.platform !== 'linux') return null;
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return null;
    throw error;
  }
}

/** Median of numbers; NaN of none. */
export function median(values) {
  const sorted = [...values].sort((p, q) => p - q);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** One line that names the machine, so that a figure is never without it. */
export function machine() {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpu?.model.trim() ?? process.arch}, ${availableParallelism()} threads, ${memory} GiB, Node ${process.version}, ${process.platform}`;
}

/** A table in plain text: the first column left, the others right. */
export function table(head, rows) {
  const widths = head.map((text, i) => Math.max(text.length, ...rows.map((row) => row[i].length)));
  const line = (row) =>
    row
      .map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i])))
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((w) => '─'.repeat(w)).join('  '), ...rows.map(line)].join('\n');
}
