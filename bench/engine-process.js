/** An engine as a process of its own: started once, asked for runs line by line, ended by its own id. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { peakOf } from './measure.js';

/** How long an engine that is asked to end may take before it is cut off. */
const FAREWELL_MS = 15_000;

/** What an engine that took longer than it may is stopped with. */
export class TooSlow extends Error {}

export class EngineProcess {
  #child;
  #answers;
  #errors = '';
  #ended;

  /** Starts `command` with `args`; nothing is waited for. */
  constructor(command, args) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      this.#errors = (this.#errors + text).slice(-2000);
    });
    // An engine that has ended does not read; what it said last is told by the answer that is missing.
    this.#child.stdin.on('error', (error) => (this.#errors += `\n${error.message}`));
    this.#ended = new Promise((done) => {
      this.#child.once('error', (error) => {
        this.#errors += error.message;
        done();
      });
      this.#child.once('close', done);
    });
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** The first line of an engine, when its data are loaded. */
  ready(limitSeconds) {
    return this.#answer(limitSeconds);
  }

  /** Sends a line and waits for the answer; throws `TooSlow` after `limitSeconds`, and then the process has ended. */
  ask(line, limitSeconds) {
    this.#child.stdin.write(`${line}\n`);
    return this.#answer(limitSeconds);
  }

  /** Largest resident memory of the process so far, bytes; null where the system does not tell. */
  get peakBytes() {
    return this.#child.pid === undefined ? null : peakOf(this.#child.pid);
  }

  /** Ends the process: by the end of its input, then by signals. */
  async end(first = 'input') {
    if (first === 'input') this.#child.stdin.end();
    else this.#child.kill('SIGTERM');
    const cut = setTimeout(() => this.#child.kill('SIGKILL'), FAREWELL_MS);
    await this.#ended;
    clearTimeout(cut);
  }

  async #answer(limitSeconds) {
    let clock;
    const late = new Promise((done) => {
      clock = setTimeout(done, limitSeconds * 1000, 'late');
    });
    const first = await Promise.race([this.#nextJson(), late]);
    clearTimeout(clock);
    if (first === 'late') {
      await this.end('signal');
      throw new TooSlow(`stopped after ${limitSeconds} s`);
    }
    if (first.done) {
      await this.#ended;
      throw new Error(`the engine ended: ${complaint(this.#errors)}`);
    }
    return JSON.parse(first.value);
  }

  /** The next line that is an answer; libraries may write lines of their own between. */
  async #nextJson() {
    for (;;) {
      const line = await this.#answers.next();
      if (line.done || line.value.startsWith('{')) return line;
    }
  }
}

/** The line that tells what went wrong, or the last one. */
function complaint(text) {
  const lines = text.trim().split('\n');
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? (lines.at(-1) || 'it said nothing');
}
