/** docs/generated/clauses.md and parameters.md — what of the law is carried out and by what, and every value with its dates. */
import type { Bilingual } from '../base/index.ts';
import { BALANCE_RULES } from './balance-tests.ts';
import { ARTICLES, OPINIONS } from './opinions-2024.ts';
import { constraintLayer } from './constraint-layers.ts';
import { clauseLabel } from './instruments.ts';
import { MEANING, parameterText } from './parameter-meaning.ts';
import { type Parameters, PARAMETERS } from './parameters.ts';
import type { AnyRule } from './rule.ts';
import type { Instrument } from './instrument.ts';
import { INSTRUMENTS, RULES } from './rules.ts';

/** Path from the root of the checkout → the text that belongs there. */
export const GENERATED: Readonly<Record<string, () => Promise<string>>> = {
  'docs/generated/clauses.md': async () => clauses(),
  'docs/generated/parameters.md': async () => parameters(),
};

const NOTE = '由 `npm run bless` 从代码生成，请勿手改。Generated from the code; do not edit.';
const STANDING = { confirmed: '已确认 confirmed', unconfirmed: '未确认 unconfirmed' } as const;

function clauses(): string {
  const executed = ARTICLES.filter((article) => article.executed.length > 0);
  const rows = ARTICLES.map((article) => {
    const [title = ''] = article.text.split('。');
    const state = article.executed.length > 0 ? '部分执行 in part' : '尚未执行 not yet';
    const what = [
      ...article.executed.map(({ sentence, by }) => `「${sentence}」 \`${by}\``),
      article.notExecuted.zh,
      article.notExecuted.en,
    ].join('<br>');
    return `| ${article.number} | ${title} | ${state} | ${what} |`;
  });
  const tests = Object.values(BALANCE_RULES).map(
    ({ id, title, clause, citation, confidence }) =>
      `| ${id} | ${title.zh} ${title.en} | ${clause} | ${citation.quote ?? '未见原文 words not seen'} | ${STANDING[confidence]} |`,
  );
  const others = INSTRUMENTS.map(instrumentSection).join('\n');
  return `# 条款执行情况 · Clauses and what carries them out

${NOTE}

## ${OPINIONS.title.zh} (${OPINIONS.date})

${OPINIONS.title.en}. 共 ${ARTICLES.length} 条，其中 ${executed.length} 条有句子由程序执行；各条都写明其余的等待什么。
Of ${ARTICLES.length} articles, ${executed.length} have sentences that the program carries out; each says what the rest waits for.

| 条 article | 首句 first sentence | 状态 state | 执行的句子与位置，或等待什么 sentences and where, or what it waits for |
| --- | --- | --- | --- |
${rows.join('\n')}

${others}
## 平衡检验 · Balance tests

由 \`land/balance.ts\` 执行。Carried out by \`land/balance.ts\`.

| 检验 test | 比较什么 compares | 依据 clause | 原文 words | 可信度 standing |
| --- | --- | --- | --- | --- |
${tests.join('\n')}

${rules()}`;
}

/** An instrument with its articles: the words seen, what carries them out, what they wait for. */
function instrumentSection({ title, id, from, isDayUnknown, articles }: Instrument): string {
  const rows = articles.map(({ clause, about, quote, by, rules, waitsFor }) => {
    const done = [...(by === undefined ? [] : [`\`${by}\``]), ...rules.map(ruleText)];
    return `| ${clause} | ${both(about)} | ${quote ?? '未见原文 words not seen'} | ${done.join('<br>') || '—'} | ${waitsFor === null ? '—' : both(waitsFor)} |`;
  });
  return `## ${title.zh}

${title.en} (\`${id}\`, ${isDayUnknown === true ? `${from.slice(0, 7)}，日未见 day not seen` : from})

| 处 place | 内容 what it is about | 原文 words | 由什么执行 carried out by | 等待什么 waits for |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

const STRENGTH = {
  forbidden: '禁止 forbidden',
  'in-principle-not': '原则上不 in principle not',
  duty: '须落实 duty',
  condition: '条件 condition',
} as const;

function ruleText({ id, strength, confidence }: AnyRule): string {
  return `\`${id}\` ${STRENGTH[strength]} ${STANDING[confidence]}`;
}

/** Every rule in the order of a check. */
function rules(): string {
  const rows = RULES.map(
    ({ id, title, subject, strength, layers, citation, confidence, from, to }) =>
      `| \`${id}\` | ${both(title)} | ${subject} | ${both(clauseLabel(citation))} | ${STRENGTH[strength]} | ${layers.map((key) => constraintLayer(key).name.zh).join('、') || '—'} | ${from} | ${to ?? '—'} | ${STANDING[confidence]} |`,
  );
  return `## 核查规则 · Rules of a check

共 ${RULES.length} 条，按核查结果中的次序。${RULES.length} rules in the order of a check.

| 规则 rule | 名称 title | 对象 subject | 依据 clause | 措辞 strength | 图层 layers | 自 from | 至 to | 可信度 standing |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function parameters(): string {
  const names = Object.keys(PARAMETERS) as (keyof Parameters)[];
  const rows = names.flatMap((name) => {
    const { zh, en, unit } = MEANING[name];
    return PARAMETERS[name].map(
      (version) =>
        `| \`${name}\`<br>${zh}<br>${en} | ${both(parameterText(name, version.value))} | ${both(unit)} | ${version.from} | ${'to' in version ? String(version.to) : '—'} | ${version.source} | ${STANDING[version.confidence]} |`,
    );
  });
  return `# 参数 · Parameters

${NOTE}

法规留白或未见原文的数值。每个值有起止日期、来源和可信度；凡未确认的，报告和 \`explain\` 都会标出。
Values that the law leaves open or whose text was not seen. Each has its dates, source and standing; reports and \`explain\` mark
unconfirmed ones. Before its first date a parameter has its first value,
shown as unconfirmed.

| 参数 parameter | 值 value | 单位 unit | 自 from | 至 to | 来源 source | 可信度 standing |
| --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** Both languages in a cell, once where they are the same. */
function both({ zh, en }: Bilingual): string {
  return zh === en ? zh : `${zh}<br>${en}`;
}
