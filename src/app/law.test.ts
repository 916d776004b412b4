import { expect, test } from 'vitest';
import { lawAt, lawOfName } from './law.ts';

test('the law of a day: rules in force with their words, parameters with their values', () => {
  const ids = (day: string) => lawAt(day).rules.map(({ id }) => id);
  expect(ids('2023-12-31')).not.toContain('site-in-balance');
  expect(ids('2024-02-05')).toContain('site-in-balance');
  const rule = lawOfName('site-permanent-farmland-replacement', '2025-10-01');
  expect(rule).toMatchObject({ from: '2025-10-01', to: null, confidence: 'unconfirmed' });
  expect(lawOfName('temporaryLandYears', '2026-01-01')).toMatchObject({ value: { zh: '2 年' } });
  expect(() => lawOfName('site-in-balanse', '2026-01-01')).toThrow('unknown-rule');
});

test('a draft switches rules off and changes words', () => {
  const draft = {
    name: 'draft',
    source: '草案',
    values: { layerYears: 9 },
    off: ['ground-river-lake'],
    strengths: { 'ground-steep': 'condition' as const },
  };
  const { rules, parameters } = lawAt('2026-01-01', [], draft);
  expect(rules.map(({ id }) => id)).not.toContain('ground-river-lake');
  expect(rules.find(({ id }) => id === 'ground-steep')?.strength).toBe('condition');
  expect(parameters.find(({ name }) => name === 'layerYears')?.value.en).toBe('9 years');
});
