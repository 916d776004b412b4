import { expect, test } from 'vitest';
import { barLine, progressBar } from './progress.ts';

function screenAt(isTerminal: boolean) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const timers = new Set<() => void>();
  return {
    written,
    clock,
    tick: () => timers.forEach((work) => work()),
    screen: {
      isTerminal,
      columns: 80,
      write: (t: string) => void written.push(t),
      nowMs: () => clock.ms,
      every: (_ms: number, work: () => void) => {
        timers.add(work);
        return () => void timers.delete(work);
      },
    },
  };
}

test('a step shows nothing before two seconds and a bar with count and time left after', () => {
  const { written, clock, screen } = screenAt(true);
  const bar = progressBar(screen, 'en');
  bar.report({ zh: '叠加', en: 'overlay' }, 0, 100);
  clock.ms = 1999;
  bar.report({ zh: '叠加', en: 'overlay' }, 40, 100);
  expect(written).toEqual([]);
  clock.ms = 4000;
  bar.report({ zh: '叠加', en: 'overlay' }, 50, 100);
  expect(written.join('')).toContain('50 / 100  about 4 s left');
  bar.finish();
  expect(written.at(-1)).toBe('\r\u001B[2K');
});

test('nothing is drawn when stderr is not a terminal', () => {
  const { written, clock, screen } = screenAt(false);
  const bar = progressBar(screen, 'zh');
  bar.report({ zh: '叠加', en: 'overlay' }, 0, 10);
  clock.ms = 60_000;
  bar.report({ zh: '叠加', en: 'overlay' }, 5, 10);
  bar.finish();
  expect(written).toEqual([]);
});

test('a step that says nothing is drawn by the clock with the time spent, until the command ends', () => {
  const { written, clock, screen, tick } = screenAt(true);
  const bar = progressBar(screen, 'zh');
  bar.report({ zh: '读取', en: 'reading' }, 0, 0);
  clock.ms = 1000;
  tick();
  expect(written).toEqual([]);
  clock.ms = 3000;
  tick();
  expect(written.join('')).toContain('读取  已用 3 秒');
  clock.ms = 5000;
  bar.report({ zh: '结算', en: 'settling' }, 0, 0);
  expect(written.at(-1)).toContain('结算  …');
  bar.finish();
  const count = written.length;
  tick();
  expect(written).toHaveLength(count);
});

test('an unknown total gives the count and the time spent', () => {
  expect(barLine('读取', 12_345, 0, 65_000, 'zh')).toBe('读取  12,345  已用 1 分 5 秒');
  expect(barLine('reading', 0, 0, 4000, 'en')).toBe('reading  4 s so far');
});
