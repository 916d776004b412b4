import { expect, test } from 'vitest';
import { say } from '../base/index.ts';
import {
  type AnyRule,
  decide,
  factsFromJson,
  factsToJson,
  type LayerFact,
  RULES,
  ruleSetAt,
  type SiteFacts,
} from './index.ts';
import { DAY, HECTARE, layerOf, piece, site } from './testdata/check-facts.ts';

const RULE = 'site-high-standard-farmland';
const rules = ruleSetAt(DAY);
const answer = (facts: SiteFacts, set = rules, exceptions = [] as never[]) =>
  decide('site', facts, RULES, set, exceptions).decisions.find((one) => one.rule === RULE)!;
const layers = (fact: LayerFact): { readonly GBZNT: LayerFact } => ({ GBZNT: fact });

test('a missing layer is no data, never a pass', () => {
  const told = answer(site({ layers: layers({ state: 'missing' }) }));
  expect(told.verdict).toBe('no-data');
  expect(told.sentence.zh).toContain('高标准农田（GBZNT）');
  expect(told.remedy?.zh).toContain('农业农村部门');
});

test('a layer as old as it may be passes, an older one or one of an unknown day is stale', () => {
  // layerYears is 2: a layer of the same day two years before is two years old.
  expect(answer(site({ layers: layers(layerOf(0n, '2024-03-17')) })).verdict).toBe('pass');
  expect(answer(site({ layers: layers(layerOf(0n, '2024-03-16')) })).verdict).toBe('stale');
  expect(answer(site({ layers: layers(layerOf(0n, null)) })).verdict).toBe('stale');
  expect(answer(site({ layers: layers(layerOf(HECTARE, '2019-01-01')) })).verdict).toBe('refuse');
});

test('what a rule asked for stands in its decision', () => {
  const told = answer(site());
  expect(told.verdict).toBe('pass');
  expect(told.parameters.map((one) => one.name)).toEqual(['layerYears', 'overlapToleranceCents']);
  expect(told.confidence).toBe('unconfirmed');
  expect(told.layers).toEqual([{ key: 'GBZNT', state: 'given', day: '2025-06-30', ageYears: 1 }]);
});

const WEAK: AnyRule = {
  id: 'site-weak',
  subject: 'site',
  title: say('试', 'trial'),
  citation: { instrument: 'trial', clause: '一' },
  confidence: 'confirmed',
  from: '2026-01-01',
  to: '2026-12-31',
  strength: 'in-principle-not',
  layers: [],
  approver: say('省级自然资源部门', 'the province'),
  decide: () => ({
    verdict: 'refuse',
    sentence: say('碰到', 'hit'),
    remedy: say('避开。', 'Avoid it.'),
  }),
};
const exception = {
  rule: 'site-weak',
  approver: '张三',
  reason: '确需',
  document: '省〔2026〕1号',
};

test('what is 原则上不 needs approval, an exception with approver, reason and document answers it', () => {
  const open = decide('site', site(), [WEAK], rules);
  expect(open.verdict).toBe('needs-approval');
  expect(open.decisions[0]!.remedy!.zh).toContain('省级自然资源部门');
  const excepted = decide('site', site(), [WEAK], rules, [exception]);
  expect(excepted.verdict).toBe('excepted');
  expect(excepted.decisions[0]!.exception).toEqual(exception);
  expect(() => decide('site', site(), [WEAK], rules, [{ ...exception, reason: ' ' }])).toThrow(
    'bare-exception',
  );
  expect(() => decide('site', site(), RULES, rules, [{ ...exception, rule: RULE }])).toThrow(
    'no-exception',
  );
  expect(() => decide('site', site(), RULES, rules, [exception])).toThrow('unknown-rule');
});

test('a stronger word of a province refuses, and no exception helps', () => {
  const strict = { ...rules, strengths: { 'site-weak': 'forbidden' as const } };
  expect(decide('site', site(), [WEAK], strict).verdict).toBe('refuse');
  expect(() => decide('site', site(), [WEAK], strict, [exception])).toThrow('no-exception');
});

test('a rule is asked from its first to its last day', () => {
  const asked = (day: string): number =>
    decide('site', site(), [WEAK], ruleSetAt(day)).decisions.length;
  expect([
    asked('2025-12-31'),
    asked('2026-01-01'),
    asked('2026-12-31'),
    asked('2027-01-01'),
  ]).toEqual([0, 1, 1, 0]);
});

test('facts come back from JSON as they were', () => {
  const facts = site({
    pieces: [
      piece({
        area: 123_456_789_012_345_678n,
        netArea: 5n,
        qualityGrade: 4.5,
        utilizationGrade: null,
        within: { YJJBNTTB: 7n },
      }),
    ],
  });
  expect(factsFromJson(factsToJson(facts))).toEqual(facts);
});
