/** 法规 — the rules and parameters in force on a day, with what packs and a draft make of them. */
import {
  type Bilingual,
  type CalendarDate,
  type Confidence,
  InputError,
  say,
} from '../base/index.ts';
import {
  clauseLabel,
  constraintLayer,
  MEANING,
  type Parameters,
  parameterText,
  type RulePack,
  RULES,
  ruleSetAt,
  type Strength,
  type Subject,
} from '../policy/index.ts';

/** A rule as it stands on a day. */
export interface RuleInForce {
  readonly id: string;
  readonly subject: Subject;
  readonly title: Bilingual;
  readonly clause: Bilingual;
  readonly quote: string | null;
  readonly strength: Strength;
  readonly layers: readonly Bilingual[];
  readonly confidence: Confidence;
  readonly from: CalendarDate;
  readonly to: CalendarDate | null;
}

/** A parameter as it stands on a day. */
export interface ParameterInForce {
  readonly name: keyof Parameters;
  readonly meaning: Bilingual;
  readonly value: Bilingual;
  readonly from: CalendarDate;
  readonly source: string;
  readonly confidence: Confidence;
}

/** Rules, in the order of a check, and parameters that are in force on `day`. */
export function lawAt(
  day: CalendarDate,
  packs: readonly RulePack[] = [],
  draft?: RulePack,
): { readonly rules: readonly RuleInForce[]; readonly parameters: readonly ParameterInForce[] } {
  const set = ruleSetAt(day, packs, draft);
  const rules = RULES.filter(
    ({ id, from, to, isOptional }) =>
      from <= day &&
      (to === undefined || day <= to) &&
      !set.off.includes(id) &&
      (isOptional !== true || set.chosen.includes(id)),
  ).map((rule) => ({
    id: rule.id,
    subject: rule.subject,
    title: rule.title,
    clause: clauseLabel(rule.citation),
    quote: rule.citation.quote ?? null,
    strength: set.strengths[rule.id] ?? rule.strength,
    layers: rule.layers.map((key) => constraintLayer(key).name),
    confidence: rule.confidence,
    from: rule.from,
    to: rule.to ?? null,
  }));
  const parameters = (Object.keys(set.values) as (keyof Parameters)[]).map((name) => ({
    name,
    meaning: say(MEANING[name].zh, MEANING[name].en),
    value: parameterText(name, set.values[name]),
    ...set.standing[name],
  }));
  return { rules, parameters };
}

/** One rule or parameter of a day; InputError when neither has that name on the day. */
export function lawOfName(
  name: string,
  day: CalendarDate,
  packs: readonly RulePack[] = [],
  draft?: RulePack,
): RuleInForce | ParameterInForce {
  const { rules, parameters } = lawAt(day, packs, draft);
  const found =
    rules.find(({ id }) => id === name) ?? parameters.find((parameter) => parameter.name === name);
  if (found !== undefined) return found;
  throw new InputError(
    'unknown-rule',
    say(`${day} 没有规则或参数“${name}”`, `On ${day} there is no rule or parameter “${name}”`),
    say('用 law list 列出当日的规则和参数。', 'List those of the day with law list.'),
  );
}
