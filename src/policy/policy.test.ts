import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  ARTICLES,
  BALANCE_RULES,
  GENERAL_PART,
  opinion,
  type Parameters,
  PARAMETERS,
  parameterAt,
  ruleSetAt,
} from './index.ts';

const law = join(process.env['LIANGTIAN_DATA'] ?? '../shared/data', '../law/opinions-2024.md');
if (!existsSync(law)) console.log(`skipped: ${law} is not here`);

test.runIf(existsSync(law))(
  'the articles and the general part stand as in the text of the law',
  () => {
    const text = readFileSync(law, 'utf8');
    expect(ARTICLES.map((article) => article.number).join(' ')).toBe(
      [...text.matchAll(/^\(([一二三四五六七八九十]+)\)/gm)].map((match) => match[1]).join(' '),
    );
    for (const article of ARTICLES) {
      expect(text).toContain(`(${article.number})${article.text}\n`);
      expect(text).toContain(`## ${article.chapter}`);
    }
    for (const paragraph of GENERAL_PART) expect(text).toContain(paragraph);
  },
);

test('all 21 articles say what they wait for; what is executed stands in the article and in a file that exists', () => {
  expect(ARTICLES).toHaveLength(21);
  for (const article of ARTICLES) {
    const isPart = article.executed.length > 0;
    expect(article.notExecuted.zh, article.number).toMatch(
      isPart ? /^其余各句尚未执行/ : /^尚未执行/,
    );
    expect(article.notExecuted.en, article.number).toContain(
      'not yet executed'.slice(isPart ? 0 : 4),
    );
    for (const { sentence, by } of article.executed) {
      expect(article.text).toContain(sentence);
      expect(existsSync(join('src', by)), by).toBe(true);
    }
  }
});

test('an executed sentence is cited by the file that carries it out', () => {
  for (const { executed, number } of ARTICLES)
    for (const { sentence, by, rules } of executed) {
      if (rules.length > 0) continue;
      const code = readFileSync(join('src', by), 'utf8').replace(/'\s*\+\s*'/g, '');
      const quoted = [...code.matchAll(/opinion\(\s*'([^']+)',\s*'([^']+)'/g)].filter(
        (match) => match[1] === number && sentence.includes(match[2]!),
      );
      const byRule = Object.values(BALANCE_RULES).some(
        ({ citation }) => citation.clause === number && sentence.includes(citation.quote ?? '—'),
      );
      expect(quoted.length > 0 || byRule, `${by}: ${sentence}`).toBe(true);
    }
});

test('a quotation that is not in the article is refused', () => {
  expect(opinion('十一', '坚持“以补定占”').clause).toBe('十一');
  expect(() => opinion('十一', '可以不补')).toThrow(RangeError);
});

/** The day after; the calendar is asked, not counted. */
function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

test('at every date exactly one version of each parameter is in force', () => {
  for (const name of Object.keys(PARAMETERS) as (keyof Parameters)[]) {
    const versions = PARAMETERS[name];
    const first = versions[0]!.from;
    const days = versions.flatMap(({ from, to }) =>
      [from, ...(to === undefined ? [] : [to])].flatMap((day) => [
        dayAfter(day, -1),
        day,
        dayAfter(day),
      ]),
    );
    for (const day of [...days, '2099-12-31']) {
      const inForce = versions.filter(
        ({ from, to }) => from <= day && (to === undefined || day <= to),
      );
      expect(inForce.length, `${name} on ${day}`).toBe(day < first ? 0 : 1);
      expect(parameterAt(name, day).value).toBe((inForce[0] ?? versions[0]!).value);
    }
    for (const { source } of versions) expect(source, name).not.toBe('');
    // Before the first known text its value is used, and said to be unconfirmed.
    expect(parameterAt(name, dayAfter(first, -1)).confidence).toBe('unconfirmed');
  }
});

test('a pack of a province overrules, and the rule set says so', () => {
  const plain = ruleSetAt('2025-12-31');
  const chosen = ruleSetAt('2025-12-31', [
    { name: 'prov', values: { countyQuantityIsTest: true }, source: '省文件' },
  ]);
  expect(plain.values.countyQuantityIsTest).toBe(false);
  expect(chosen.values.countyQuantityIsTest).toBe(true);
  expect(chosen.standing.countyQuantityIsTest.source).toBe('省文件');
  // A source is not yet a text that somebody checked.
  expect(chosen.standing.countyQuantityIsTest.confidence).toBe('unconfirmed');
  const checked = ruleSetAt('2025-12-31', [
    { name: 'prov', values: { sliverWidthMetres: 1 }, source: '省文件', confidence: 'confirmed' },
  ]);
  expect(checked.standing.sliverWidthMetres.confidence).toBe('confirmed');
  expect(checked.standing.countyQuantityIsTest.confidence).toBe('unconfirmed');
  expect([plain.id, chosen.id]).toEqual(['2025-12', '2025-12+prov']);
});

test('the five balance tests cite their words', () => {
  expect(Object.keys(BALANCE_RULES)).toEqual(['Q1', 'Q2', 'Q3', 'Q4', 'Q5']);
});
