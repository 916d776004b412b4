/** A rule that breaks often is counted whole and crowds out no other. */
import { expect, test } from 'vitest';
import { type Finding, say } from '../base/index.ts';
import { summarizeFindings } from './finding-summary.ts';
import { input, survey } from './testdata/small-years.ts';
import { settleYear } from './year.ts';

const found = (rule: string, count: number): Finding[] =>
  Array.from({ length: count }, (_, feature) => ({
    rule,
    severity: 'error',
    place: { feature },
    message: say('错', 'wrong'),
    remedy: say('改', 'mend it'),
  }));

test('every finding is counted, and each rule keeps its examples', () => {
  const { counts, examples } = summarizeFindings([...found('A1', 700), ...found('C3', 2)]);
  expect(counts).toEqual({ A1: 700, C3: 2 });
  expect(examples.map((one) => one.rule)).toEqual([
    ...Array.from({ length: 20 }, () => 'A1'),
    'C3',
    'C3',
  ]);
});

test('a settled year counts what the imports of both years counted', () => {
  const { settlement } = settleYear(
    input(
      survey(2024, [{ id: 'a', landClass: '0101', area: 100 }]),
      survey(2025, [{ id: 'a', landClass: '0101', area: 100 }]),
      [[0, 0, 1]],
      {
        surveyFindings: [
          summarizeFindings([...found('A1', 700), ...found('U1', 1)]),
          summarizeFindings(found('A1', 30)),
        ],
        findings: found('X6', 3),
      },
    ),
  );
  expect(settlement.findings.counts).toEqual({ A1: 730, U1: 1, X6: 3 });
  expect(settlement.findings.examples).toHaveLength(24);
});
