/** How the explanation of a check looks on a terminal: a tree of rules, each with words, parameters, layers and figures. */
import { type CheckExplanation, constraintLayer, VERDICT_WORDS } from '../app/index.ts';
import { formatArea, type Language } from '../base/index.ts';

type Rule = CheckExplanation['rules'][number];

/** The tree, worst rules first. */
export function checkExplanationText(
  { id, title, headline, ruleSet, survey, rules }: CheckExplanation,
  language: Language,
): string {
  const zh = language === 'zh';
  return [
    `${id} ${title}  ${headline[language]}`,
    `${zh ? '规则集' : 'rules'} ${ruleSet}  ${zh ? '调查' : 'survey'} ${survey}`,
    ...rules.flatMap((rule, i) => branch(rule, language, i === rules.length - 1)),
    '',
  ].join('\n');
}

function branch(rule: Rule, language: Language, isLast: boolean): string[] {
  const { sign, word } = VERDICT_WORDS[rule.verdict];
  const leaves = leavesOf(rule, language);
  return [
    `${isLast ? '└' : '├'}─ ${sign} ${word[language]}  ${rule.title[language]}（${rule.rule}）`,
    ...leaves.map(
      (leaf, i) => `${isLast ? ' ' : '│'}  ${i === leaves.length - 1 ? '└' : '├'}─ ${leaf}`,
    ),
  ];
}

function leavesOf(rule: Rule, language: Language): string[] {
  const zh = language === 'zh';
  const unsure = (confidence: string): string =>
    confidence === 'unconfirmed' ? (zh ? '（未确认）' : ' (unconfirmed)') : '';
  const quote = rule.citation.quote === undefined ? '' : `「${rule.citation.quote}」`;
  return [
    rule.sentence[language],
    `${zh ? '依据' : 'clause'} ${rule.clause[language]}${quote}`,
    ...rule.layers.map(
      ({ key, state, day }) =>
        `${zh ? '图层' : 'layer'} ${constraintLayer(key).name[language]}（${key}） ${state === 'missing' ? (zh ? '缺' : 'missing') : (day ?? (zh ? '时点不明' : 'day unknown'))}`,
    ),
    ...rule.figures.map(
      (figure) =>
        `${zh ? '事实' : 'fact'} ${figure.name[language]} ${amount(figure)}${figure.pointer === '' ? (zh ? '（算得）' : ' (computed)') : `  ${figure.pointer}`}`,
    ),
    ...rule.parameters.map(
      ({ name, value, from, source, confidence }) =>
        `${zh ? '参数' : 'parameter'} ${name} = ${value[language]}  ${from}  ${source}${unsure(confidence)}`,
    ),
    ...(rule.remedy === null ? [] : [`${zh ? '怎么办' : 'what to do'} ${rule.remedy[language]}`]),
  ];
}

function amount({ amount: told }: Rule['figures'][number]): string {
  return told.unit === 'area'
    ? `${formatArea(told.area, 'ha', 4)} ha`
    : `${told.value} ${told.unit}`;
}
