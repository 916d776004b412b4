/** No group of findings stands under a bare code. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SURVEY_RULES } from './survey-rules.ts';
import { ruleTitle } from './finding-rules.ts';

test('every rule that a finding can carry has a name in both languages', () => {
  const files = readdirSync('src/land').filter((one) => /^[^.]+\.ts$/.test(one));
  const text = files.map((one) => readFileSync(`src/land/${one}`, 'utf8')).join('\n');
  const written = [...text.matchAll(/\brule: '([A-Z]\d+)'/g)].map((one) => one[1]!);
  const named = [...new Set([...written, ...SURVEY_RULES.map((rule) => rule.id)])];
  expect(named.length).toBeGreaterThan(15);
  for (const rule of named) {
    const title = ruleTitle(rule);
    expect(title.zh, rule).toMatch(/[一-鿿]{3}/);
    expect(title.en, rule).toMatch(/[a-z]{3}/);
  }
});
