/** What must hold of every rule of every instrument: its versions in time, its words, its layers, and that it always answers. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AnyRule,
  ARTICLES,
  CONSTRAINT_LAYERS,
  decide,
  GENERAL_LIMBS,
  GENERAL_PART,
  type GroundFacts,
  OPINIONS,
  RULES,
  ruleSetAt,
  type SiteFacts,
} from './index.ts';
import { candidate, DAY, layerOf, piece, site, transfer } from './testdata/check-facts.ts';

const dayBeside = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Days on which an id has not exactly one version in force, or has one before it begins. */
function faultsInTime(rules: readonly AnyRule[]): string[] {
  return [...new Set(rules.map((rule) => rule.id))].flatMap((id) => {
    const versions = rules.filter((rule) => rule.id === id);
    const first = versions.map((rule) => rule.from).sort()[0]!;
    const days = versions.flatMap(({ from, to }) =>
      [from, ...(to === undefined ? [] : [to])].flatMap((day) =>
        [-1, 0, 1].map((by) => dayBeside(day, by)),
      ),
    );
    const ends = versions
      .map(({ to }) => to ?? '9999-12-31')
      .sort()
      .at(-1)!;
    return days.flatMap((day) => {
      const inForce = versions.filter(
        ({ from, to }) => from <= day && (to === undefined || day <= to),
      );
      const wanted = first <= day && day <= ends ? 1 : 0;
      return inForce.length === wanted ? [] : [`${id} on ${day}: ${inForce.length}`];
    });
  });
}

test('at every start, the day before and the day after, exactly one version of a rule is in force', () => {
  expect(faultsInTime(RULES)).toEqual([]);
});

test('versions that overlap, and a gap between two, are found', () => {
  const [rule] = RULES;
  const versions = (end: string, start: string): AnyRule[] => [
    { ...rule!, to: end },
    { ...rule!, from: start },
  ];
  expect(faultsInTime(versions('2025-12-31', '2026-01-01'))).toEqual([]);
  expect(faultsInTime(versions('2026-01-01', '2026-01-01'))[0]).toContain('on 2026-01-01: 2');
  expect(faultsInTime(versions('2025-12-30', '2026-01-01'))[0]).toContain('on 2025-12-31: 0');
});

test('a rule is named by what it checks, and what is 原则上不 says who approves', () => {
  for (const rule of RULES) {
    expect(rule.id).toMatch(new RegExp(`^${rule.subject}-[a-z0-9]+(-[a-z0-9]+)*$`));
    if (rule.strength === 'in-principle-not') expect(rule.approver, rule.id).toBeDefined();
  }
});

test('the words of a rule of the Opinions stand in its article', () => {
  for (const { citation, id } of RULES.filter((one) => one.citation.instrument === OPINIONS.id)) {
    const text =
      citation.clause === '总体要求'
        ? GENERAL_PART.join('')
        : ARTICLES.find((article) => article.number === citation.clause)?.text;
    expect(text, id).toContain(citation.quote);
  }
  for (const { sentence } of GENERAL_LIMBS) expect(GENERAL_PART.join('')).toContain(sentence);
});

const layer = fc.oneof(
  fc.constant({ state: 'missing' } as const),
  fc
    .record({ area: fc.bigInt(0n, 10n ** 12n), day: fc.constantFrom(null, '2019-01-01', DAY) })
    .map(({ area, day }) => layerOf(area, day, [{ area, attributes: { PDJB: '5', SL: 'xzmj' } }])),
);
const layers = fc
  .tuple(...CONSTRAINT_LAYERS.map(() => layer))
  .map(
    (facts) =>
      Object.fromEntries(
        CONSTRAINT_LAYERS.map(({ key }, i) => [key, facts[i]]),
      ) as unknown as GroundFacts['layers'],
  );
const pieces = fc.array(
  fc
    .record({
      landClass: fc.constantFrom('0101', '0103', '0201', '1104', '1107A', '0404'),
      area: fc.bigInt(0n, 10n ** 12n),
      qualityGrade: fc.constantFrom(null, 1, 5.5, 10),
      slopeLevel: fc.constantFrom(null, '1', '5'),
      planting: fc.constantFrom(null, 'JKHF'),
    })
    .map(piece),
  { maxLength: 4 },
);
const known = fc.constantFrom(null, 0n, 10n ** 6n);

test('every rule answers whatever the facts are, and says what to do unless it is kept', () => {
  const facts = fc.record({
    layers,
    pieces,
    use: fc.constantFrom<SiteFacts['use']>(
      'permanent',
      'temporary',
      'facility-agriculture',
      'linked',
    ),
    allotmentArea: known,
    answers: fc.constantFrom({}, { isAccepted: true, acceptedGrade: 4, soilDepth: 30, ph: 7 }),
    verb: fc.constantFrom('reclaim', 'restore'),
    day: fc.constantFrom('2024-02-04', '2024-02-05', DAY, '2099-12-31'),
  });
  fc.assert(
    fc.property(facts, ({ day, use, verb, answers, allotmentArea, ...ground }) => {
      const county = { lastYearGrade: null, allotmentArea, usedArea: allotmentArea };
      const rules = ruleSetAt(day);
      const rulings = [
        decide('site', site({ ...ground, day, use, county }), RULES, rules),
        decide('ground', candidate({ ...ground, day, verb, answers, county }), RULES, rules),
        decide('transfer', transfer({ day, ownCityArea: allotmentArea }), RULES, rules),
      ];
      for (const decision of rulings.flatMap((ruling) => ruling.decisions)) {
        const isKept = decision.verdict === 'pass' || decision.verdict === 'not-applicable';
        expect(decision.remedy === null, `${decision.rule} ${decision.verdict}`).toBe(isKept);
        expect(decision.sentence.zh + decision.sentence.en).not.toMatch(/undefined|null|NaN/);
      }
    }),
    { numRuns: 200, seed: 7 },
  );
});

test('a rule whose layer is missing never passes', () => {
  for (const rule of RULES)
    for (const key of rule.layers) {
      const missing = { layers: { [key]: { state: 'missing' } as const }, pieces: [piece()] };
      const ruling =
        rule.subject === 'site'
          ? decide('site', site(missing), [rule], ruleSetAt(DAY))
          : decide('ground', candidate({ ...missing, verb: verbOf(rule) }), [rule], ruleSetAt(DAY));
      expect(['no-data', 'not-applicable'], `${rule.id} without ${key}`).toContain(ruling.verdict);
    }
});

const verbOf = (rule: AnyRule) => (rule.id.includes('-reclaim-') ? 'reclaim' : 'restore');
