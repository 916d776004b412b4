/**
 * 用地占耕核查 — the whole check of a site from its facts: the ruling of the rules of the day, what is taken, what has to
 * be replaced, and one sentence on top. Pure: the same facts under the same rules give the same check.
 */
import { type Bilingual, type CalendarDate, say } from '../base/index.ts';
import {
  areasAsText,
  areasFromText,
  decide,
  type Exception,
  hectares,
  type LandUse,
  RULES,
  type RuleDecision,
  type RuleSet,
  type Ruling,
  type SiteFacts,
  type Verdict,
} from '../policy/index.ts';
import type { Avoidance } from './avoidance.ts';
import type { CandidateCheck } from './candidate-check.ts';
import { type Replacement, replacementOf } from './replacement.ts';
import { takenLand, type TakenLand } from './taken-land.ts';

/** A check as it is stored; areas are integers of 0.01 m², in fields whose name ends in `area`. */
export interface SiteCheck {
  readonly kind: 'site-check';
  readonly region: string;
  readonly day: CalendarDate;
  readonly use: LandUse;
  readonly ruleSet: string;
  readonly survey: SiteFacts['survey'];
  readonly headline: Bilingual;
  readonly ruling: Ruling;
  readonly taken: TakenLand;
  readonly replacement: Replacement;
  readonly exceptions: readonly Exception[];
  /** How the site could keep off permanent basic farmland; null when it takes none, or nobody looked. */
  readonly avoidance: Avoidance | null;
}

/**
 * Decides a site. `avoidance` comes from the geometry, which the facts do not hold: it is taken over as it is.
 *
 * @throws InputError when an exception names a rule that is not asked, or one that nobody can approve.
 */
export function siteCheck(
  facts: SiteFacts,
  ruleSet: RuleSet,
  exceptions: readonly Exception[] = [],
  avoidance: Avoidance | null = null,
): SiteCheck {
  const ruling = decide('site', facts, RULES, ruleSet, exceptions);
  const taken = takenLand(facts);
  return {
    kind: 'site-check',
    region: facts.region,
    day: facts.day,
    use: facts.use,
    ruleSet: ruleSet.id,
    survey: facts.survey,
    headline: headline(ruling, taken),
    ruling,
    taken,
    replacement: replacementOf(facts, taken, ruleSet),
    exceptions,
    avoidance,
  };
}

/** 结论 of a whole site, as the opinion words it. */
const CONCLUSIONS: Readonly<Record<Verdict, Bilingual>> = {
  refuse: say('不能按此方案报批', 'Cannot be submitted in this form'),
  'no-data': say('缺数据，不能下结论', 'Data are missing: no conclusion'),
  'needs-approval': say('须经批准', 'Needs an approval'),
  stale: say('图层过旧，结论不可靠', 'A layer is too old to rely on'),
  duty: say('可以报批，须落实下列事项', 'Can be submitted; duties follow'),
  excepted: say('按例外可以报批', 'Can be submitted by exception'),
  pass: say('可以报批', 'Can be submitted'),
  'not-applicable': say('没有规则涉及此用地', 'No rule speaks of this site'),
};

/** The conclusion alone, without its cause. */
export function conclusion(verdict: Verdict): Bilingual {
  return CONCLUSIONS[verdict];
}

/** So many causes stand in the sentence on top; the rest follow below. */
const NAMED = 3;

function headline(ruling: Ruling, taken: TakenLand): Bilingual {
  const [ground, cultivated] = [hectares(taken.area), hectares(taken.cultivatedArea)];
  const size = say(
    `用地 ${ground.zh}，占用耕地 ${cultivated.zh}`,
    `${ground.en} of ground, ${cultivated.en} of it cultivated`,
  );
  return headlineOf(CONCLUSIONS[ruling.verdict], ruling, size);
}

/** One sentence: the conclusion, the rules that it comes from where it is no plain pass, and the size of the ground. */
export function headlineOf(
  told: Bilingual,
  { verdict, decisions }: Ruling,
  size: Bilingual,
): Bilingual {
  const causes = decisions.filter((one) => one.verdict === verdict);
  if (verdict === 'pass' || verdict === 'not-applicable' || causes.length === 0)
    return join(told, size);
  return join(told, named(causes), size);
}

function named(causes: readonly RuleDecision[]): Bilingual {
  const titles = causes.slice(0, NAMED).map((one) => one.title);
  const rest = causes.length - titles.length;
  return say(
    `${titles.map((one) => one.zh).join('、')}${rest > 0 ? `等 ${causes.length} 项` : ''}`,
    `${titles.map((one) => one.en).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`,
  );
}

function join(first: Bilingual, ...others: readonly Bilingual[]): Bilingual {
  return say(
    `${first.zh}：${others.map((one) => one.zh).join('；')}。`,
    `${first.en}: ${others.map((one) => one.en).join('; ')}.`,
  );
}

/** A check as JSON: areas are integers of 0.01 m² written as strings. */
export function checkToJson(check: SiteCheck | CandidateCheck): string {
  return JSON.stringify(check, areasAsText);
}

/** A check from JSON that `checkToJson` wrote. */
export function checkFromJson(text: string): SiteCheck | CandidateCheck {
  return JSON.parse(text, areasFromText) as SiteCheck | CandidateCheck;
}
