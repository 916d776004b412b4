/** Findings on a terminal: counts with the errors first, then few examples, and what to do once for each rule. */
import { expect, test } from 'vitest';
import { type Finding, say } from '../base/index.ts';
import { printFindings } from './print.ts';
import { progressBar } from './progress.ts';

function printed(findings: readonly Finding[], limit?: number): string {
  let told = '';
  const silent = { isTerminal: false, columns: 100, write: () => undefined, nowMs: () => 0 };
  const view = {
    out: () => undefined,
    err: (text: string) => (told += text),
    bar: progressBar(silent, 'en'),
    signal: () => new AbortController().signal,
  };
  printFindings(findings, view, 'en', limit);
  return told;
}

const finding = (rule: string, severity: Finding['severity'], feature: number): Finding => ({
  rule,
  severity,
  place: { feature, id: `B${feature}` },
  message: say('问题', `fault of ${feature}`),
  remedy: say('改正', `mend ${rule}`),
});

const FINDINGS = [
  ...[0, 1, 2, 3, 4].map((feature) => finding('C0', 'notice', feature)),
  finding('C2', 'warning', 1),
  { ...finding('T1-overlap', 'error', 7), area: 12.345, others: [{ feature: 8, id: '' }] },
];

test('counts come first, errors before warnings before notices', () => {
  const lines = printed(FINDINGS).split('\n');
  expect(lines.slice(2, 5).map((line) => line.split(/\s+/).slice(1, 4))).toEqual([
    ['error', 'T1-overlap', '1'],
    ['warning', 'C2', '1'],
    ['notice', 'C0', '5'],
  ]);
});

test('each rule has its remedy once and at most so many examples, with place and numbers', () => {
  const told = printed(FINDINGS, 2);
  expect(told.match(/mend C0/g)).toHaveLength(1);
  expect(told.match(/fault of [01234]\n/g)).toHaveLength(3);
  expect(told).toContain('3 more');
  expect(told).toContain('feature 8, B7: fault of 7 [with #9, 12.35 m²]');
});

test('no examples when none are wanted, and nothing of nothing', () => {
  expect(printed(FINDINGS, 0)).not.toContain('fault of');
  expect(printed([])).toBe('');
});
