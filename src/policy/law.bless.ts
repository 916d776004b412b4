/** docs/generated/clauses.md and parameters.md — what of the law is carried out and by what, and every value with its dates. */
import type { Bilingual } from '../base/index.ts';
import { BALANCE_RULES } from './balance-tests.ts';
import { NOTICE_204 } from './notice-2024-204.ts';
import { ARTICLES, OPINIONS } from './opinions-2024.ts';
import { MEANING, parameterText } from './parameter-meaning.ts';
import { type Parameters, PARAMETERS } from './parameters.ts';

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
  const notice = Object.entries(NOTICE_204.quotes).map(
    ([place, quote]) => `| ${place} | ${quote} |`,
  );
  return `# 条款执行情况 · Clauses and what carries them out

${NOTE}

## ${OPINIONS.title.zh} (${OPINIONS.date})

${OPINIONS.title.en}. 共 ${ARTICLES.length} 条，其中 ${executed.length} 条有句子由程序执行；各条都写明其余的等待什么。
Of ${ARTICLES.length} articles, ${executed.length} have sentences that the program carries out; each says what the rest waits for.

| 条 article | 首句 first sentence | 状态 state | 执行的句子与位置，或等待什么 sentences and where, or what it waits for |
| --- | --- | --- | --- |
${rows.join('\n')}

## ${NOTICE_204.title}

只见到第一部分的下列文字；其余内容未见原文，作为未确认参数处理。
Only these words of its part one were seen; what else it rules stands among the parameters as unconfirmed.

| 处 place | 文字 words |
| --- | --- |
${notice.join('\n')}

## 平衡检验 · Balance tests

由 \`land/balance.ts\` 执行。Carried out by \`land/balance.ts\`.

| 检验 test | 比较什么 compares | 依据 clause | 原文 words | 可信度 standing |
| --- | --- | --- | --- | --- |
${tests.join('\n')}
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
