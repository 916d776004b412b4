/** 其他文件的规则 — a row that each rule accepts and one that it does not, one on each side of every limit. */
import { expect, test } from 'vitest';
import {
  clauseLabel,
  decide,
  type FactsOf,
  INSTRUMENTS,
  OPINION_RULES,
  PROVINCE_PACKS,
  poolingCharge,
  type RuleDecision,
  RULES,
  rulesOf,
  ruleSetAt,
  type SiteAnswers,
  type SiteFacts,
  type Subject,
  type Verdict,
} from './index.ts';
import { candidate, DAY, HECTARE, layerOf, piece, site, transfer } from './testdata/check-facts.ts';

const LAW = INSTRUMENTS.flatMap(rulesOf);

function ask(rule: string, facts: FactsOf[Subject], day = DAY): RuleDecision {
  const only = LAW.filter((one) => one.id === rule);
  const [decision, ...others] = decide(
    facts.subject,
    facts,
    only,
    ruleSetAt(day, PROVINCE_PACKS),
  ).decisions;
  if (decision === undefined) throw new Error(`no rule ${rule} of a ${facts.subject} on ${day}`);
  expect(others).toEqual([]);
  return decision;
}

type Row = readonly [rule: string, words: string, facts: FactsOf[Subject], verdict: Verdict];

const [AT, OVER] = [100n, 101n];
const inFarmland = (answers: SiteAnswers = {}, use: SiteFacts['use'] = 'permanent') =>
  site({ use, answers, layers: { YJJBNTTB: layerOf(HECTARE) } });
const temporary = (answers: SiteAnswers) => site({ use: 'temporary', answers });
const facility = (answers: SiteAnswers, area = HECTARE) =>
  site({ use: 'facility-agriculture', answers, pieces: [piece({ area })] });
/** A site that lies in the plan but for so much. */
const outsidePlan = (outside: bigint) => site({ layers: { GHJSYD: layerOf(HECTARE - outside) } });

const graded = (acceptedGrade: number | undefined, lastYearGrade: number | null) =>
  candidate({
    answers: acceptedGrade === undefined ? {} : { acceptedGrade },
    county: { lastYearGrade, allotmentArea: null, usedArea: null },
  });
const paddy = (area: bigint) => site({ pieces: [piece({ landClass: '0101', area })] });

const ROWS: readonly Row[] = [
  // 不低于 includes the grade itself, and 1 is best.
  ['ground-no-worse', 'as good', graded(5.25, 5.25), 'pass'],
  ['ground-no-worse', 'worse', graded(5.26, 5.25), 'refuse'],
  ['ground-no-worse', 'not graded', graded(undefined, 5.25), 'duty'],
  ['ground-no-worse', 'last year not known', graded(5, null), 'no-data'],
  ['site-survey', 'in the survey', site({ outsideArea: AT }), 'pass'],
  ['site-survey', 'outside it', site({ outsideArea: OVER }), 'no-data'],
  ['site-survey', 'two years', site({ survey: { id: 's-1', year: 2024 } }), 'pass'],
  ['site-survey', 'three years', site({ survey: { id: 's-1', year: 2023 } }), 'no-data'],
  ['ground-survey', 'in the survey', candidate({ outsideArea: AT }), 'pass'],
  ['ground-survey', 'outside it', candidate({ outsideArea: OVER }), 'no-data'],
  ['site-planning', 'in the plan', outsidePlan(AT), 'pass'],
  ['site-planning', 'outside it', outsidePlan(OVER), 'needs-approval'],
  ['site-planning', 'temporary', temporary({}), 'not-applicable'],
  ...(
    [
      ['site-ecological-red-line', 'STBHHX'],
      ['site-protected-area', 'ZRBHD'],
    ] as const
  ).flatMap(([rule, key]): Row[] => [
    [rule, 'at tolerance', site({ layers: { [key]: layerOf(AT) } }), 'pass'],
    [rule, 'over it', site({ layers: { [key]: layerOf(OVER) } }), 'needs-approval'],
  ]),
  // 设施农业: none new on permanent basic farmland; 种植 without breaking is filed.
  ['site-facility-permanent-farmland', 'none', facility({}), 'pass'],
  ['site-facility-permanent-farmland', 'hit', inFarmland({}, 'facility-agriculture'), 'refuse'],
  ['site-facility-farmland', 'not told', facility({}), 'no-data'],
  ['site-facility-farmland', 'no farmland', facility({}, AT), 'pass'],
  ['site-facility-farmland', 'planting, not told', facility({ facility: 'planting' }), 'no-data'],
  ...([true, false] as const).map((breaksPloughLayer): Row => [
    'site-facility-farmland',
    `planting, breaks: ${breaksPloughLayer}`,
    facility({ facility: 'planting', breaksPloughLayer }),
    breaksPloughLayer ? 'duty' : 'pass',
  ]),
  ['site-facility-farmland', 'livestock', facility({ facility: 'livestock' }), 'duty'],
  ['site-facility-farmland', 'aquaculture', facility({ facility: 'aquaculture' }), 'duty'],
  // 永久基本农田.
  ['site-permanent-farmland', 'none', site(), 'pass'],
  ['site-permanent-farmland', 'not told', inFarmland(), 'no-data'],
  ['site-permanent-farmland', 'not listed', inFarmland({ isListedMajorProject: false }), 'refuse'],
  [
    'site-permanent-farmland',
    'listed',
    inFarmland({ isListedMajorProject: true }),
    'needs-approval',
  ],
  ['site-permanent-farmland', 'temporary', inFarmland({}, 'temporary'), 'not-applicable'],
  ['site-permanent-farmland-replacement', 'none', site(), 'pass'],
  ['site-permanent-farmland-replacement', 'no plan', inFarmland(), 'refuse'],
  [
    'site-permanent-farmland-replacement',
    'plan',
    inFarmland({ papers: ['replacement-designation'] }),
    'pass',
  ],
  // 临时用地: 不超过二年, 能源、交通、水利不超过四年.
  ['site-temporary-years', 'permanent', site(), 'not-applicable'],
  ['site-temporary-years', 'not told', temporary({}), 'no-data'],
  ['site-temporary-years', '2', temporary({ years: 2 }), 'pass'],
  ['site-temporary-years', '3, no sector', temporary({ years: 3 }), 'no-data'],
  ['site-temporary-years', '3', temporary({ years: 3, sector: 'other' }), 'refuse'],
  ['site-temporary-years', '4, energy', temporary({ years: 4, sector: 'energy' }), 'pass'],
  ['site-temporary-years', '5, energy', temporary({ years: 5, sector: 'energy' }), 'refuse'],
  ['site-temporary-years', '5, no sector', temporary({ years: 5 }), 'refuse'],
  ['site-temporary-approver', 'temporary', temporary({}), 'duty'],
  ['site-temporary-approver', 'permanent', site(), 'not-applicable'],
  ['site-land-reclamation-plan', 'none', temporary({}), 'refuse'],
  ['site-land-reclamation-plan', 'plan', temporary({ papers: ['land-reclamation-plan'] }), 'pass'],
  ['site-conversion-approver', 'permanent', site(), 'duty'],
  ['site-conversion-approver', 'temporary', temporary({}), 'not-applicable'],
  ['site-expropriation-approver', 'permanent', site(), 'duty'],
  ['site-expropriation-approver', 'temporary', temporary({}), 'not-applicable'],
  ['ground-planning', 'at tolerance', candidate({ layers: { GHJSYD: layerOf(AT) } }), 'pass'],
  ['ground-planning', 'over it', candidate({ layers: { GHJSYD: layerOf(OVER) } }), 'refuse'],
  ['site-guangxi-paddy', 'dry land', site({ pieces: [piece()] }), 'pass'],
  ['site-guangxi-paddy', 'at tolerance', paddy(AT), 'pass'],
  ['site-guangxi-paddy', 'over it', paddy(OVER), 'duty'],
  ['site-guangxi-paddy', 'temporary', { ...paddy(OVER), use: 'temporary' }, 'not-applicable'],
  ['ground-guangxi-dry-to-paddy', 'new ground', candidate(), 'pass'],
  ['ground-guangxi-dry-to-paddy', 'paddy', candidate({ quantity: 'paddy' }), 'refuse'],
  ['transfer-across-provinces', 'within one', transfer(), 'not-applicable'],
  ['transfer-across-provinces', 'no capacity', transfer({ buyer: '310101' }), 'no-data'],
  [
    'transfer-across-provinces',
    'no factor',
    transfer({ seller: '310101', capacity: 1 }),
    'no-data',
  ],
  ['transfer-across-provinces', 'known', transfer({ buyer: '310101', capacity: 9_000 }), 'duty'],
];

test.each(ROWS)('%s: %s', (rule, _, facts, verdict) => {
  expect(ask(rule, facts).verdict).toBe(verdict);
});

test('both ways: every rule has a row that it accepts and one that it does not', () => {
  const accepts = (verdict: Verdict): boolean => verdict === 'pass' || verdict === 'not-applicable';
  for (const { id } of LAW) {
    const verdicts = ROWS.filter(([rule]) => rule === id).map((row) => row[3]);
    expect(verdicts.some(accepts), `${id} accepts`).toBe(true);
    expect(
      verdicts.some((one) => !accepts(one)),
      `${id} refuses`,
    ).toBe(true);
  }
});

/** Who approves the expropriation of so much cultivated land, and other land, outside permanent basic farmland. */
function approver(cultivated: bigint, other: bigint, permanent = 0n): string {
  const facts = site({
    area: cultivated + other + permanent,
    pieces: [piece({ area: cultivated }), piece({ area: permanent })],
    layers: { YJJBNTTB: layerOf(permanent) },
  });
  return ask('site-expropriation-approver', facts).sentence.zh;
}

test('征收: 超过 35 and 70 公顷, or any permanent basic farmland, go to the State Council', () => {
  const [state, province] = ['征收由国务院批准', '征收由省级人民政府批准'];
  expect(approver(35n * HECTARE, 0n)).toContain(province);
  expect(approver(35n * HECTARE + 1n, 0n)).toContain(state);
  expect(approver(35n * HECTARE + 1n, 0n)).toContain('超过 35.0000 公顷');
  expect(approver(0n, 70n * HECTARE)).toContain(province);
  expect(approver(0n, 70n * HECTARE + 1n)).toContain(state);
  expect(approver(35n * HECTARE, 70n * HECTARE)).toContain(province);
  expect(approver(HECTARE, HECTARE, AT)).toContain(province);
  expect(approver(HECTARE, HECTARE, OVER)).toContain(state);
});

test('农转用 and 征收 are answered apart, temporary land by its own authority', () => {
  expect(ask('site-conversion-approver', site()).sentence.zh).toContain('省级人民政府');
  expect(ask('site-conversion-approver', inFarmland()).sentence.zh).toContain('国务院');
  const field = { ...temporary({}), pieces: [piece()] };
  expect(ask('site-temporary-approver', field).sentence.zh).toContain('市级以上');
  expect(ask('site-temporary-approver', temporary({})).sentence.zh).toContain('县级');
});

test('补划 comes first from the reserve since 2025-10-01, and tells the grade it may not fall below', () => {
  const facts = {
    ...inFarmland(),
    pieces: [
      piece({ qualityGrade: 4, within: { YJJBNTTB: HECTARE } }),
      piece({ qualityGrade: 5, within: { YJJBNTTB: HECTARE } }),
      piece({ qualityGrade: 9 }),
    ],
  };
  const [before, after] = ['2025-09-30', '2025-10-01'].map((day) =>
    ask('site-permanent-farmland-replacement', facts, day),
  );
  expect(before!.citation.instrument).toBe('land-administration-law');
  expect(before!.remedy?.zh).not.toContain('储备区');
  expect(after!.citation.instrument).toBe('permanent-farmland-2025');
  expect(after!.remedy?.zh).toContain('优先从永久基本农田储备区补划');
  expect(after!.sentence.zh).toContain('平均质量等级 4.50');
});

test('pooling: capacity in kg is paid by the 100 kg, not once more by the area', () => {
  const prices = ruleSetAt(DAY).values.poolingPrices;
  const mu = 15n; // 1 公顷
  const charge = poolingCharge(
    { area: HECTARE, paddyArea: 0n, capacityKg: 15 * 900 },
    '31',
    prices,
  );
  // 上海: (15 亩 × 100,000 元 + 13,500 kg / 100 × 20,000 元) × 2
  expect(charge).toBe((mu * 10_000_000n + 135n * 2_000_000n) * 2n);
  const paddy = { area: HECTARE, paddyArea: HECTARE, capacityKg: 0 };
  expect(poolingCharge(paddy, '61', prices)).toBe((mu * 20_000_000n) / 2n);
  expect(poolingCharge(paddy, '45', prices)).toBeNull();
  // Less than half a fen is dropped, more is rounded up.
  const cents = (area: bigint) =>
    poolingCharge({ area, paddyArea: 0n, capacityKg: 0 }, '21', { ...prices, muFen: 1 });
  expect([cents(33_333n), cents(33_334n)]).toEqual([0n, 1n]);
});

test('what was not seen word for word is unconfirmed and quotes nothing', () => {
  for (const { id, articles } of INSTRUMENTS)
    for (const { rules, quote, clause, by, waitsFor } of articles) {
      expect(rules.length > 0 || by !== undefined || waitsFor !== null, `${id} ${clause}`).toBe(
        true,
      );
      for (const rule of rules) {
        expect(rule.citation.quote).toBe(quote);
        if (quote === undefined) expect(rule.confidence, rule.id).toBe('unconfirmed');
      }
    }
});

test('every instrument has a title for citations in both languages', () => {
  for (const { citation } of [...LAW, ...OPINION_RULES]) {
    const { zh, en } = clauseLabel(citation);
    expect(zh).not.toMatch(/^[a-z]/);
    expect(en, zh).not.toMatch(/[㐀-鿿]/);
  }
});

test('rules of a province are asked where its pack is chosen alone', () => {
  const asked = (packs: typeof PROVINCE_PACKS) =>
    decide('site', site(), RULES, ruleSetAt(DAY, packs)).decisions.map((one) => one.rule);
  expect(asked([])).not.toContain('site-guangxi-paddy');
  expect(asked(PROVINCE_PACKS)).toContain('site-guangxi-paddy');
});

test('a check asks every rule once, and tells last who approves', () => {
  const ids = RULES.map(({ id, from }) => `${id} ${from}`);
  expect(new Set(ids).size).toBe(LAW.length + OPINION_RULES.length);
  expect(RULES.at(-1)!.id).toMatch(/-approver$/);
});
