/**
 * Progress bars on stderr: count and time left for every step that lasts over two seconds, nothing when stderr is not
 * a terminal, so that logs and pipes stay clean.
 */
import type { Language, Progress } from '../base/index.ts';

const SHOW_AFTER_MS = 2000;
const REDRAW_MS = 100;
const WIDTH = 24;

/** A bar that can be cleared when the work ends. */
export interface ProgressBar {
  readonly report: Progress;
  /** Removes the bar from the screen. */
  finish(): void;
}

/** Where to draw and what time it is; a terminal in use, plain values in tests. */
export interface Screen {
  readonly isTerminal: boolean;
  readonly columns: number;
  write(text: string): void;
  nowMs(): number;
  /** Calls back every so often until told to stop: a step that works in a thread says nothing by itself. Absent where nobody watches. */
  every?(ms: number, work: () => void): () => void;
}

/** One bar for the whole command: each step replaces the one before. */
export function progressBar(screen: Screen, language: Language): ProgressBar {
  let step = '';
  let startedMs = 0;
  let drawnMs = 0;
  let drawn = false;
  let latest: readonly [done: number, total: number] = [0, 0];
  let stop: (() => void) | undefined;
  const openedMs = screen.nowMs();
  const draw = (now: number): void => {
    drawnMs = now;
    drawn = true;
    screen.write(`\r\u001B[2K${barLine(step, ...latest, now - startedMs, language)}`);
  };
  /** A step is shown once it has lasted, or at once when the command has: it may hold the thread until it ends. */
  const isDue = (now: number): boolean =>
    now - startedMs >= SHOW_AFTER_MS || now - openedMs >= 2 * SHOW_AFTER_MS;
  const clear = (): void => {
    if (drawn) screen.write('\r\u001B[2K');
    drawn = false;
  };
  return {
    report(name, done, total) {
      if (!screen.isTerminal) return;
      const now = screen.nowMs();
      const label = name[language];
      if (label !== step) {
        clear();
        step = label;
        startedMs = now;
        drawnMs = Number.NEGATIVE_INFINITY;
      }
      latest = [done, total];
      stop ??= screen.every?.(REDRAW_MS * 5, () => {
        if (isDue(screen.nowMs())) draw(screen.nowMs());
      });
      if (isDue(now) && now - drawnMs >= REDRAW_MS) draw(now);
    },
    finish() {
      stop?.();
      stop = undefined;
      step = '';
      clear();
    },
  };
}

/** `叠加 ███████░░░░░ 41,200 / 86,412  约剩 3 秒`; without a known total the count and the time spent. */
export function barLine(
  label: string,
  done: number,
  total: number,
  elapsedMs: number,
  language: Language,
): string {
  const count = done.toLocaleString('en-US');
  if (total <= 0) {
    const spent = Math.floor(elapsedMs / 1000);
    const time =
      spent < 1
        ? '…'
        : language === 'zh'
          ? `已用 ${duration(spent, '分', '秒')}`
          : `${duration(spent, 'm', 's')} so far`;
    return done > 0 ? `${label}  ${count}  ${time}` : `${label}  ${time}`;
  }
  const share = Math.min(1, done / total);
  const filled = Math.round(share * WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(WIDTH - filled);
  const counts = `${count} / ${total.toLocaleString('en-US')}`;
  if (share <= 0 || share >= 1) return `${label} ${bar} ${counts}`;
  const left = Math.max(1, Math.round((elapsedMs / share - elapsedMs) / 1000));
  const remaining =
    language === 'zh'
      ? `约剩 ${duration(left, '分', '秒')}`
      : `about ${duration(left, 'm', 's')} left`;
  return `${label} ${bar} ${counts}  ${remaining}`;
}

function duration(seconds: number, minuteWord: string, secondWord: string): string {
  const minutes = Math.floor(seconds / 60);
  return minutes > 0
    ? `${minutes} ${minuteWord} ${seconds % 60} ${secondWord}`
    : `${seconds} ${secondWord}`;
}
