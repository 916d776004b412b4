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

test('all 21 articles either execute sentences of their own or say what they wait for', () => {
  expect(ARTICLES).toHaveLength(21);
  for (const article of ARTICLES) {
    expect(article.executed.length > 0, article.number).toBe(article.notExecuted === null);
    for (const { sentence } of article.executed) expect(article.text).toContain(sentence);
  }
});

test('a quotation that is not in the article is refused', () => {
  expect(opinion('十一', '坚持“以补定占”').clause).toBe('十一');
  expect(() => opinion('十一', '可以不补')).toThrow(RangeError);
});

test('at every date exactly one version of each parameter is in force', () => {
  for (const name of Object.keys(PARAMETERS) as (keyof Parameters)[]) {
    const versions = PARAMETERS[name];
    versions.forEach((version, i) => {
      const next = versions[i + 1];
      if (next)
        expect(version.to !== undefined && version.to < next.from, `${name}: ${version.from}`).toBe(
          true,
        );
      expect(parameterAt(name, version.from).value).toBe(version.value);
      expect(version.source).not.toBe('');
    });
    expect(parameterAt(name, '1999-01-01').confidence).toBe('unconfirmed');
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
  expect([plain.id, chosen.id]).toEqual(['2025-12', '2025-12+prov']);
});

test('the five balance tests cite their words', () => {
  expect(Object.keys(BALANCE_RULES)).toEqual(['Q1', 'Q2', 'Q3', 'Q4', 'Q5']);
});
