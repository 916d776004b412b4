/** Where a command writes: data to stdout, talk to stderr, a progress bar when somebody watches. */
import type { Language } from '../base/index.ts';
import { progressBar, type ProgressBar } from './progress.ts';

export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  readonly bar: ProgressBar;
  /**
   * Aborted by Ctrl-C or a termination signal. Who asks for it ends by itself then; while nobody has asked, the process
   * ends at once: what is half-done is under a temporary name, or in a transaction.
   */
  signal(): AbortSignal;
}

/** The terminal of a process. */
export function terminal(owner: NodeJS.Process, language: Language): Terminal {
  const stop = new AbortController();
  let isAwaited = false;
  for (const [name, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    owner.once(name, () => {
      stop.abort();
      if (!isAwaited) owner.exit(code);
    });
  for (const stream of [owner.stdout, owner.stderr]) stream.on('error', leaveClosedReader);
  const screen = {
    isTerminal: owner.stderr.isTTY === true,
    columns: owner.stderr.columns ?? 80,
    write: (text: string): void => void owner.stderr.write(text),
    nowMs: (): number => performance.now(),
    every(ms: number, work: () => void): () => void {
      const timer = setInterval(work, ms).unref();
      return () => clearInterval(timer);
    },
  };
  return {
    out: (text) => void owner.stdout.write(text),
    err: (text) => void owner.stderr.write(text),
    bar: progressBar(screen, language),
    signal() {
      isAwaited = true;
      return stop.signal;
    },
  };
}

/** Whoever reads may stop reading, as `| head` does. Then nothing more is heard of us, and the work goes on to its end. */
function leaveClosedReader(error: NodeJS.ErrnoException): void {
  if (!['EPIPE', 'ERR_STREAM_DESTROYED'].includes(error.code ?? '')) throw error;
}
