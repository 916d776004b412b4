import { expect, test } from 'vitest';
import { barLine, progressBar } from './progress.ts';

function screenAt(isTerminal: boolean) {
  const written: string[] = [];
  const clock = { ms: 0 };
  return {
    written,
    clock,
    screen: {
      isTerminal,
      columns: 80,
      write: (t: string) => void written.push(t),
      nowMs: () => clock.ms,
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

test('an unknown total gives the count alone', () => {
  expect(barLine('读取', 12_345, 0, 5000, 'zh')).toBe('读取  12,345');
});
