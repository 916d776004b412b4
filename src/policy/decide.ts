/**
 * 核查裁定 — asks every rule of a subject that is in force on a day, and writes down what each answered, on which facts,
 * layers and parameters. The explanation is this record: nothing is written beside it.
 */
import {
  type Bilingual,
  type CalendarDate,
  type Citation,
  type Confidence,
  InputError,
  say,
} from '../base/index.ts';
import { constraintLayer, type LayerKey } from './constraint-layers.ts';
import type { FactsOf, LayerFact, Subject } from './facts.ts';
import { parameterText } from './parameter-meaning.ts';
import type { Parameters } from './parameters.ts';
import {
  type AnyRule,
  type Exception,
  type Figure,
  type LawOfDay,
  type Outcome,
  type Rule,
  type Strength,
  type Verdict,
  VERDICTS,
} from './rule.ts';
import type { RuleSet } from './rule-set.ts';

/** What one rule answered, with everything that it asked. */
export interface RuleDecision {
  readonly rule: string;
  readonly title: Bilingual;
  readonly strength: Strength;
  readonly verdict: Verdict;
  readonly sentence: Bilingual;
  /** What to do now; null when nothing is to be done. */
  readonly remedy: Bilingual | null;
  readonly citation: Citation;
  /** `unconfirmed` when the rule or a parameter that it asked for is. */
  readonly confidence: Confidence;
  readonly figures: readonly Figure[];
  readonly parameters: readonly AskedParameter[];
  readonly layers: readonly AskedLayer[];
  readonly approver: Bilingual | null;
  readonly exception: Exception | null;
}

/** A parameter that a rule asked for. */
export interface AskedParameter {
  readonly name: keyof Parameters;
  /** As people read it. */
  readonly value: Bilingual;
  readonly from: CalendarDate;
  readonly source: string;
  readonly confidence: Confidence;
}

/** A layer that a rule looked at, with its age in whole years on the day; null when its day is not known. */
export interface AskedLayer {
  readonly key: LayerKey;
  readonly state: 'missing' | 'given' | 'stale';
  readonly day: CalendarDate | null;
  readonly ageYears: number | null;
}

/** Decisions of all rules on one subject, and the worst of them. */
export interface Ruling {
  readonly verdict: Verdict;
  readonly decisions: readonly RuleDecision[];
}

/**
 * Asks `rules` of `facts` under a rule set. The rules of another subject or another day are left out.
 *
 * @throws InputError when an exception names a rule that is not among them, or one that nobody can approve.
 */
export function decide<S extends Subject>(
  subject: S,
  facts: FactsOf[S],
  rules: readonly AnyRule[],
  ruleSet: RuleSet,
  exceptions: readonly Exception[] = [],
): Ruling {
  const asked = rulesOn(rules, subject, ruleSet);
  for (const exception of exceptions) refuseException(exception, asked, ruleSet);
  const decisions = asked.map((rule) =>
    decideRule(
      rule,
      facts,
      ruleSet,
      exceptions.find((one) => one.rule === rule.id),
    ),
  );
  const verdict = VERDICTS.find((one) => decisions.some((decision) => decision.verdict === one));
  return { verdict: verdict ?? 'no-data', decisions };
}

/** The rules of a subject that are in force on the day of the rule set and not switched off. */
export function rulesOn<S extends Subject>(
  rules: readonly AnyRule[],
  subject: S,
  ruleSet: RuleSet,
): Rule<S>[] {
  const { day, off, chosen } = ruleSet;
  return rules.filter(
    (rule) =>
      rule.subject === subject &&
      rule.from <= day &&
      (rule.to === undefined || day <= rule.to) &&
      !off.includes(rule.id) &&
      (rule.isOptional !== true || chosen.includes(rule.id)),
  ) as unknown as Rule<S>[];
}

function decideRule<S extends Subject>(
  rule: Rule<S>,
  facts: FactsOf[S],
  ruleSet: RuleSet,
  exception: Exception | undefined,
): RuleDecision {
  const [asked, aged] = [new Set<keyof Parameters>(), new Set<keyof Parameters>()];
  const law = lawOf(ruleSet, asked);
  const strength = ruleSet.strengths[rule.id] ?? rule.strength;
  const applies = rule.appliesTo?.(facts, law) ?? true;
  const layers = applies
    ? rule.layers.map((key) => askLayer(key, layersOf(facts), lawOf(ruleSet, aged)))
    : [];
  const missing = layers.filter((layer) => layer.state === 'missing').map((layer) => layer.key);
  const outcome = !applies
    ? NOT_APPLICABLE
    : missing.length > 0
      ? missingLayers(missing)
      : rule.decide(facts, law);
  const verdict = weigh(outcome, strength, layers, exception);
  // The age of a layer decides between pass and stale alone; what a layer shows is not undone by its age.
  const isOfAge = verdict === 'pass' || verdict === 'stale';
  const parameters = [...(isOfAge ? aged : []), ...asked].map((name) => ({
    name,
    value: parameterText(name, ruleSet.values[name]),
    ...ruleSet.standing[name],
  }));
  return {
    rule: rule.id,
    title: rule.title,
    strength,
    verdict,
    sentence: verdict === 'stale' ? staleSentence(outcome, layers) : outcome.sentence,
    remedy: remedyOf(outcome, verdict, layers, rule),
    citation: rule.citation,
    confidence: [rule, ...parameters].some((one) => one.confidence === 'unconfirmed')
      ? 'unconfirmed'
      : 'confirmed',
    figures: outcome.figures ?? [],
    parameters,
    layers,
    approver: strength === 'in-principle-not' ? (rule.approver ?? null) : null,
    exception: verdict === 'excepted' ? exception! : null,
  };
}

/** The law of a rule set; the names that are asked for are added to `asked`. */
function lawOf(ruleSet: RuleSet, asked: Set<keyof Parameters>): LawOfDay {
  return {
    day: ruleSet.day,
    value(name) {
      asked.add(name);
      return ruleSet.values[name];
    },
  };
}

const NOT_APPLICABLE: Outcome = {
  verdict: 'not-applicable',
  sentence: say('本规则不涉及此事项', 'The rule does not speak of this'),
};

/** What the answer comes to, given the strength of the words, the age of the layers and an exception. */
function weigh(
  outcome: Outcome,
  strength: Strength,
  layers: readonly AskedLayer[],
  exception: Exception | undefined,
): Verdict {
  const isHit = outcome.verdict === 'refuse' && strength === 'in-principle-not';
  if (isHit) return exception ? 'excepted' : 'needs-approval';
  if (outcome.verdict === 'pass' && layers.some((layer) => layer.state === 'stale')) return 'stale';
  return outcome.verdict;
}

function layersOf(facts: FactsOf[Subject]): Partial<Record<LayerKey, LayerFact>> {
  return facts.subject === 'transfer' ? {} : facts.layers;
}

function askLayer(
  key: LayerKey,
  layers: Partial<Record<LayerKey, LayerFact>>,
  law: LawOfDay,
): AskedLayer {
  const fact = layers[key];
  if (fact === undefined || fact.state === 'missing')
    return { key, state: 'missing', day: null, ageYears: null };
  const most = law.value('layerYears');
  if (fact.day === null) return { key, state: 'stale', day: null, ageYears: null };
  const ageYears = wholeYears(fact.day, law.day);
  return { key, state: ageYears > most ? 'stale' : 'given', day: fact.day, ageYears };
}

/** Whole years from one day to another, begun years counting: a layer of the same day last year is one year old. */
function wholeYears(from: CalendarDate, to: CalendarDate): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4));
  return Math.max(0, to.slice(4) > from.slice(4) ? years + 1 : years);
}

function missingLayers(keys: readonly LayerKey[]): Outcome {
  const names = keys.map((key) => constraintLayer(key));
  const zh = names.map((one) => `${one.name.zh}（${one.key}）`).join('、');
  const en = names.map((one) => `${one.name.en} (${one.key})`).join(', ');
  const keepers = [...new Map(names.map((one) => [one.keeper.zh, one.keeper])).values()];
  return {
    verdict: 'no-data',
    sentence: say(`没有图层：${zh}，不能判断`, `It cannot be told without the layer ${en}`),
    remedy: say(
      `向${keepers.map((one) => one.zh).join('、')}取得图层，用 layer import 导入后重新核查。`,
      `Obtain it from ${keepers.map((one) => one.en).join(', ')}, import it with layer import, and check again.`,
    ),
  };
}

function staleSentence(outcome: Outcome, layers: readonly AskedLayer[]): Bilingual {
  const old = layers.filter((layer) => layer.state === 'stale');
  const zh = old.map((one) => `${constraintLayer(one.key).name.zh}${ageZh(one)}`).join('、');
  const en = old.map((one) => `${constraintLayer(one.key).name.en} ${ageEn(one)}`).join(', ');
  return say(
    `${outcome.sentence.zh}；但图层过旧：${zh}`,
    `${outcome.sentence.en}; but a layer is old: ${en}`,
  );
}

const ageZh = (layer: AskedLayer): string =>
  layer.day === null ? '时点不明' : `时点 ${layer.day}`;
const ageEn = (layer: AskedLayer): string =>
  layer.day === null ? 'of an unknown day' : `of ${layer.day}`;

function remedyOf(
  outcome: Outcome,
  verdict: Verdict,
  layers: readonly AskedLayer[],
  rule: { readonly id: string; readonly approver?: Bilingual },
): Bilingual | null {
  if (verdict === 'stale') {
    const old = layers.filter((layer) => layer.state === 'stale').map((layer) => layer.key);
    return say(
      `换用较新的图层（${old.join('、')}）后重新核查。`,
      `Check again with a newer layer (${old.join(', ')}).`,
    );
  }
  if (!('remedy' in outcome)) return null;
  if (verdict !== 'needs-approval' || rule.approver === undefined) return outcome.remedy;
  return say(
    `${outcome.remedy.zh}确需使用的，由${rule.approver.zh}批准并写明理由，登记为例外（${rule.id}），向社会公开。`,
    `${outcome.remedy.en} Where it is needed all the same, ${rule.approver.en} approves it with a written reason; it is entered as an exception (${rule.id}) and listed in public.`,
  );
}

function refuseException(
  exception: Exception,
  rules: readonly { readonly id: string; readonly strength: Strength }[],
  ruleSet: RuleSet,
): void {
  const rule = rules.find((one) => one.id === exception.rule);
  const strength = rule && (ruleSet.strengths[rule.id] ?? rule.strength);
  const open = rules.filter(
    (one) => (ruleSet.strengths[one.id] ?? one.strength) === 'in-principle-not',
  );
  const list = open.map((one) => one.id).join(', ');
  const remedy = say(
    `可以例外的规则：${list || '无'}。写明批准人、理由和批文。`,
    `Rules that allow an exception: ${list || 'none'}. State approver, reason and document.`,
  );
  if (rule === undefined)
    throw new InputError(
      'unknown-rule',
      say(`没有规则 ${exception.rule}`, `There is no rule ${exception.rule}`),
      remedy,
    );
  if (strength !== 'in-principle-not')
    throw new InputError(
      'no-exception',
      say(`规则 ${rule.id} 不允许例外`, `The rule ${rule.id} allows no exception`),
      remedy,
    );
  for (const field of ['approver', 'reason', 'document'] as const)
    if (exception[field].trim() === '')
      throw new InputError(
        'bare-exception',
        say(`例外 ${rule.id} 缺 ${field}`, `The exception from ${rule.id} lacks its ${field}`),
        remedy,
        { field },
      );
}
