/** The whole check of a site: what is counted, what is owed, and the sentence on top. */
import { expect, test } from 'vitest';
import { CONSTRAINT_LAYERS, type GroundPiece, ruleSetAt, type SiteFacts } from '../policy/index.ts';
import { siteCheck } from './index.ts';

const DAY = '2026-03-17';

function piece(changes: Partial<GroundPiece>): GroundPiece {
  return {
    parcel: 'p',
    village: '990101001001',
    landClass: '0103',
    area: 100_000n,
    netArea: 90_000n,
    slopeLevel: '2',
    terrace: 'TT',
    planting: null,
    refinement: null,
    qualityGrade: 5,
    utilizationGrade: 7,
    within: {},
    ...changes,
  };
}

function site(changes: Partial<SiteFacts>): SiteFacts {
  const layers = Object.fromEntries(
    CONSTRAINT_LAYERS.map(({ key }) => [
      key,
      { state: 'given', day: '2025-12-31', source: 'l', area: 0n, cultivatedArea: 0n, hits: [] },
    ]),
  ) as unknown as SiteFacts['layers'];
  return {
    subject: 'site',
    region: '990101',
    day: DAY,
    use: 'permanent',
    survey: { id: 's-0000000000000000', year: 2025 },
    area: 300_000n,
    outsideArea: 0n,
    pieces: [
      piece({ landClass: '0101', slopeLevel: '1', area: 100_000n, netArea: 100_000n }),
      piece({ qualityGrade: 8 }),
      piece({ landClass: '1104', netArea: 100_000n, qualityGrade: null, utilizationGrade: null }),
    ],
    answers: {},
    county: { lastYearGrade: 7.6, allotmentArea: null, usedArea: null },
    ...changes,
    layers: { ...layers, ...changes.layers },
  };
}
const check = (changes: Partial<SiteFacts> = {}) => siteCheck(site(changes), ruleSetAt(DAY));

test('cultivated land is counted without ridges, by class, slope and grade', () => {
  const { taken } = check();
  expect([taken.cultivatedArea, taken.paddyArea, taken.permanentArea]).toEqual([
    190_000n,
    100_000n,
    0n,
  ]);
  expect(taken.byClass.map(({ key, area }) => [key, area])).toEqual([
    ['0101', 100_000n],
    ['0103', 100_000n],
    ['1104', 100_000n],
  ]);
  expect(taken.bySlope.map(({ key, netArea }) => [key, netArea])).toEqual([
    ['1', 100_000n],
    ['2', 90_000n],
  ]);
  expect(taken.byGrade.map(({ key }) => key)).toEqual(['5', '8']);
  // (5 × 10 + 8 × 9) / 19
  expect(taken.meanGrade).toBeCloseTo(122 / 19, 12);
});

test('a grade that is not known is told, and no mean is made up', () => {
  const { taken, replacement } = check({
    pieces: [piece({ qualityGrade: null, utilizationGrade: null }), piece({})],
  });
  expect(taken.meanGrade).toBeNull();
  expect(taken.ungradedArea).toBe(90_000n);
  expect(replacement.capacity).toBeNull();
  expect(replacement.ungradedArea).toBe(90_000n);
  expect(taken.byGrade.map(({ key }) => key)).toEqual(['5', '']);
});

test('what is owed: area, paddy, capacity by the formula, and last year’s grade', () => {
  const { replacement } = check();
  expect(replacement).toMatchObject({
    bearer: 'applicant',
    cultivatedArea: 190_000n,
    paddyArea: 100_000n,
    minimumGrade: 7.6,
    formula: { name: 'capacityFormula', confidence: 'unconfirmed' },
  });
  // 1 900 m² are 2.85 亩 of 利用等 7, 900 kg/亩.
  expect(replacement.capacity).toBe(2565);
});

test.each([
  ['temporary', {}, 'none'],
  ['facility-agriculture', {}, 'unknown'],
  ['facility-agriculture', { breaksPloughLayer: false, facility: 'planting' }, 'none'],
  ['facility-agriculture', { breaksPloughLayer: true }, 'county'],
  ['facility-agriculture', { breaksPloughLayer: false, facility: 'livestock' }, 'county'],
  ['rural-housing', {}, 'county'],
  ['linked', {}, 'linkage'],
  ['early-use', {}, 'applicant'],
] as const)('%s %o: %s replaces', (use, answers, bearer) => {
  expect(check({ use, answers }).replacement.bearer).toBe(bearer);
});

test('without cultivated land nothing is owed, whatever the use', () => {
  const { replacement } = check({ pieces: [piece({ landClass: '1104' })] });
  expect(replacement.bearer).toBe('none');
});

test('the sentence on top says the conclusion, its causes and the size', () => {
  const missing = { GBZNT: { state: 'missing' } } as unknown as SiteFacts['layers'];
  const { headline, ruling } = check({ layers: missing });
  const red = ruling.decisions.filter((one) => one.verdict === ruling.verdict);
  expect(headline.zh).toContain(red[0]!.title.zh);
  expect(headline.zh).toContain('用地 0.3000 公顷，占用耕地 0.1900 公顷');
});
