/** 重放核查 — a stored check decided again under other law, and the rules whose answer turns. */
import type { Area, Bilingual } from '../base/index.ts';
import {
  type CandidateFacts,
  type Exception,
  RULES,
  type RuleDecision,
  rulesOn,
  type RuleSet,
  type Ruling,
  type SiteFacts,
  type Verdict,
} from '../policy/index.ts';
import { candidateCheck } from './candidate-check.ts';
import { siteCheck } from './site-check.ts';

/** A rule whose answer is another; `not-asked` where the rule is not in force under one of the laws. */
export interface TurnedRule {
  readonly rule: string;
  readonly title: Bilingual;
  readonly before: Verdict | 'not-asked';
  readonly after: Verdict | 'not-asked';
  /** What the rule says under the other law; of one that is asked no more, what it said. */
  readonly sentence: Bilingual;
}

/** What a check becomes. */
export interface ReplayedCheck {
  readonly before: Verdict;
  readonly after: Verdict;
  readonly turned: readonly TurnedRule[];
  /** Cultivated land of a site, all ground of a candidate, 0.01 m². */
  readonly area: Area;
}

/** Decides stored facts under another rule set. Exceptions from rules that allow none there are left out. */
export function replayCheck(
  facts: SiteFacts | CandidateFacts,
  ruling: Ruling,
  ruleSet: RuleSet,
  exceptions: readonly Exception[],
): ReplayedCheck {
  const { subject } = facts;
  const open = rulesOn(RULES, subject, ruleSet)
    .filter((rule) => (ruleSet.strengths[rule.id] ?? rule.strength) === 'in-principle-not')
    .map((rule) => rule.id);
  const granted = exceptions.filter((one) => open.includes(one.rule));
  const again =
    facts.subject === 'site'
      ? siteCheck(facts, ruleSet, granted)
      : candidateCheck(facts, ruleSet, granted);
  return {
    before: ruling.verdict,
    after: again.ruling.verdict,
    turned: turnedRules(ruling.decisions, again.ruling.decisions),
    area: again.kind === 'site-check' ? again.taken.cultivatedArea : again.present.area,
  };
}

function turnedRules(
  before: readonly RuleDecision[],
  after: readonly RuleDecision[],
): TurnedRule[] {
  const was = new Map(before.map((one) => [one.rule, one]));
  const is = new Map(after.map((one) => [one.rule, one]));
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((rule): TurnedRule[] => {
    const [old, now] = [was.get(rule), is.get(rule)];
    if (old?.verdict === now?.verdict) return [];
    const { title, sentence } = (now ?? old)!;
    return [
      {
        rule,
        title,
        before: old?.verdict ?? 'not-asked',
        after: now?.verdict ?? 'not-asked',
        sentence,
      },
    ];
  });
}
