/** Q1 to Q5, on each side of every limit; what is missing never passes. */
import { expect, test } from 'vitest';
import { ruleSetAt, type RulePack } from '../policy/index.ts';
import { balanceTests, type BalancePiece, gradeMean, type LastYearFacts } from './balance.ts';
import { survey, input } from './testdata/small-years.ts';
import { settleYear } from './year.ts';

const piece = (flow: string, area: number, rest: Partial<BalancePiece> = {}): BalancePiece => ({
  flow,
  from: flow.startsWith('SUPP') ? '0404' : '0103',
  to: flow.startsWith('SUPP') ? '0103' : '0601',
  area,
  parcel: `${flow}-${area}`,
  qualityGrade: 5,
  utilizationGrade: 8,
  ...rest,
});
const BUILT = (area: number, rest: Partial<BalancePiece> = {}) => piece('OCC_NONAGRI', area, rest);
const MADE = (area: number, rest: Partial<BalancePiece> = {}) => piece('SUPP_RESTORE', area, rest);

function verdicts(
  pieces: readonly BalancePiece[],
  level: 'county' | 'province' = 'county',
  values: RulePack['values'] = {},
  lastYear: LastYearFacts = { nonAgriculturalGradeAverage: 5 },
) {
  const rules = ruleSetAt('2025-12-31', [{ name: 'p', values, source: 's' }]);
  return Object.fromEntries(
    balanceTests(pieces, rules, level, lastYear).map((one) => [one.id, one] as const),
  );
}

// 补充 ≥ 占用: the limit itself passes. A county is only told, unless its pack makes it a test.
test.each([
  [100, 100, 'county', {}, 'pass'],
  [100, 99, 'county', {}, 'notice'],
  [100, 99, 'county', { countyQuantityIsTest: true }, 'fail'],
  [100, 99, 'province', {}, 'fail'],
] as const)('Q1: %d taken, %d made, %s %j: %s', (taken, made, level, values, verdict) => {
  expect(verdicts([BUILT(taken), MADE(made)], level, values)['Q1']!.verdict).toBe(verdict);
});

test('Q1 counts every use that takes land, and no exempt one', () => {
  const { Q1 } = verdicts([
    BUILT(1_000_000),
    piece('OCC_ORCHARD', 2_000_000),
    piece('EXEMPT_ECO', 4_000_000),
    piece('TEMPORARY', 8_000_000),
    piece('GAIN_FORBIDDEN', 16_000_000),
    MADE(3_000_000),
  ]);
  expect([Q1!.verdict, Q1!.occupation!.en, Q1!.supplement!.en]).toEqual([
    'pass',
    '3.00 ha',
    '3.00 ha',
  ]);
});

// Grade 1 is best: the number of the supplement may not be larger. Averages are by area.
test.each([
  [5, 5, 'pass'],
  [5, 5.0001, 'fail'],
  [5, 4.9999, 'pass'],
  [5, null, 'no-data'],
  [null, 5, 'no-data'],
] as const)('Q2: occupation grade %s, supplement %s: %s', (occupied, made, verdict) => {
  const pieces = [BUILT(100, { qualityGrade: occupied }), MADE(100, { qualityGrade: made })];
  expect(verdicts(pieces)['Q2']!.verdict).toBe(verdict);
});

test('Q2 weighs by area and names the pieces that pull the average down', () => {
  const made = [MADE(300, { qualityGrade: 4 }), MADE(100, { qualityGrade: 9, parcel: 'poor' })];
  expect(verdicts([BUILT(400), ...made])['Q2']).toMatchObject({
    verdict: 'fail',
    parcels: ['poor'],
  });
  expect(verdicts([BUILT(400), MADE(300, { qualityGrade: 3 }), made[1]!])['Q2']!.verdict).toBe(
    'pass',
  );
  expect(verdicts([BUILT(1)])['Q2']!.verdict).toBe('not-applicable');
});

test.each([
  [5, 5, 'pass'],
  [4.99, 5, 'fail'],
  [undefined, 5, 'no-data'],
  [5, null, 'no-data'],
  [null, 5, 'not-applicable'],
] as const)("Q3: last year's average %s, this year's supplement %s: %s", (last, made, verdict) => {
  const pieces = [BUILT(100, { qualityGrade: 9 }), MADE(100, { qualityGrade: made })];
  const lastYear = { nonAgriculturalGradeAverage: last };
  expect(verdicts(pieces, 'county', {}, lastYear)['Q3']!.verdict).toBe(verdict);
});

test('Q3 shows the fallback of the pack when nothing was occupied for construction last year', () => {
  const pieces = [BUILT(100, { qualityGrade: 6 }), MADE(100, { qualityGrade: 6 })];
  const none = { nonAgriculturalGradeAverage: null };
  const { Q3 } = verdicts(pieces, 'county', { gradeFallback: 'this-year' }, none);
  expect(Q3!.verdict).toBe('pass');
  expect(Q3!.reason.zh).toContain('上年度没有非农建设占用，按规则包改与本年度占用平均 6.00 级比较');
  expect(verdicts(pieces, 'county', {}, none)['Q3']!.reason.zh).toContain('按规则包不比较');
});

test.each([
  [100, 100, 'pass'],
  [100, 99, 'fail'],
  [0, 0, 'pass'],
])('Q4: %d m² of paddy built on, %d made: %s', (taken, made, verdict) => {
  const pieces = [
    BUILT(taken, { from: '0101' }),
    MADE(1000),
    piece('IN_PLACE', made, { from: '0103', to: '0101' }),
  ];
  expect(verdicts(pieces)['Q4']!.verdict).toBe(verdict);
});

test('Q5 compares capacities exactly: equal ones in other pieces are equal', () => {
  const made = [MADE(1), MADE(1), MADE(1)];
  expect(verdicts([BUILT(3), ...made])['Q5']!.verdict).toBe('pass');
  expect(verdicts([BUILT(4), ...made])['Q5']!.verdict).toBe('fail');
  // Half the area at twice the capacity per 亩.
  expect(
    verdicts([BUILT(200, { utilizationGrade: 12 }), MADE(100, { utilizationGrade: 8 })])['Q5']!
      .verdict,
  ).toBe('pass');
  expect(verdicts([BUILT(100), MADE(100, { utilizationGrade: null })])['Q5']!.verdict).toBe(
    'no-data',
  );
});

const graded = (qualityGrade: number, utilizationGrade: number) => ({
  number: { qualityGrade, utilizationGrade },
});

test('a grade of 0 or off the scale is no grade: the test is without data, never a pass', () => {
  const tests = (quality: number, use: number) => {
    const { settlement } = settleYear(
      input(
        survey(2024, [{ id: 'a', landClass: '0103', area: 100, ...graded(5, 8) }]),
        survey(2025, [{ id: 'a', landClass: '0601', area: 100 }]),
        [[0, 0, 1]],
      ),
    );
    const other = settleYear(
      input(
        survey(2024, [{ id: 'a', landClass: '0404', area: 100 }]),
        survey(2025, [{ id: 'a', landClass: '0103', area: 100, ...graded(quality, use) }]),
        [[0, 0, 1]],
      ),
    );
    expect(settlement.tests).toHaveLength(5);
    return ['Q2', 'Q5'].map((id) => other.settlement.tests.find((t) => t.id === id)!.verdict);
  };
  expect(tests(5, 8)).toEqual(['not-applicable', 'pass']);
  expect(tests(0, 0)).toEqual(['no-data', 'no-data']);
  expect(tests(11, 16)).toEqual(['no-data', 'no-data']);
});

test('next year is told whether nothing was built on, or what was has no grade', () => {
  const carry = (to: string, grade: Partial<{ number: Record<string, number> }>) =>
    settleYear(
      input(
        survey(2024, [{ id: 'a', landClass: '0103', area: 100, ...grade }]),
        survey(2025, [{ id: 'a', landClass: to, area: 100 }]),
        [[0, 0, 1]],
      ),
    ).settlement.carry;
  expect(carry('0601', graded(5, 8))).toMatchObject({
    nonAgriculturalGradeAverage: '5.0000',
    nonAgriculturalOccupation: 'graded',
  });
  expect(carry('0601', {})).toMatchObject({
    nonAgriculturalGradeAverage: null,
    nonAgriculturalOccupation: 'ungraded',
  });
  expect(carry('0103', {})).toMatchObject({
    nonAgriculturalGradeAverage: null,
    nonAgriculturalOccupation: 'none',
  });
});

test('the average carried to the next year is exact: three parcels of a third do not fail by rounding', () => {
  const year = settleYear(
    input(
      survey(2024, [
        { id: 'a', landClass: '0103', area: 200, number: { qualityGrade: 5 } },
        { id: 'b', landClass: '0103', area: 100, number: { qualityGrade: 6 } },
      ]),
      survey(2025, [
        { id: 'c', landClass: '0601', area: 200 },
        { id: 'd', landClass: '0601', area: 100 },
      ]),
      [
        [0, 0, 2],
        [1, 1, 1],
      ],
    ),
  ).settlement.carry;
  expect([year.nonAgriculturalGradeAverage, year.nonAgriculturalGradeExact]).toEqual([
    '5.3333',
    '16000000/300',
  ]);
  const same = [MADE(200, { qualityGrade: 5 }), MADE(100, { qualityGrade: 6 }), BUILT(1)];
  const against = (grade: LastYearFacts['nonAgriculturalGradeAverage']) =>
    verdicts(same, 'county', {}, { nonAgriculturalGradeAverage: grade })['Q3']!.verdict;
  expect(against(gradeMean(year.nonAgriculturalGradeExact!))).toBe('pass');
  expect(against(Number(year.nonAgriculturalGradeAverage))).toBe('fail');
  expect([gradeMean(''), gradeMean('1/0'), gradeMean('a/1')]).toEqual([null, null, null]);
});
