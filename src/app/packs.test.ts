import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { InputError } from '../base/index.ts';
import { type RulePack, ruleSetAt } from '../policy/index.ts';
import { loadPack } from './packs.ts';

const folder = mkdtempSync(join(tmpdir(), 'liangtian-pack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(text: string): unknown {
  const file = join(folder, 'pack.json');
  writeFileSync(file, text);
  try {
    return loadPack(file);
  } catch (error) {
    if (error instanceof InputError) return `${error.code} ${error.place.field ?? ''}`.trim();
    throw error;
  }
}

const GOOD = {
  name: 'prov',
  source: '省自然资发〔2025〕1号',
  values: { countyQuantityIsTest: true },
};

test('a pack is read from its file and sets what it names, with its source', () => {
  const pack = load(JSON.stringify(GOOD)) as typeof GOOD;
  const rules = ruleSetAt('2025-12-31', [pack]);
  expect(rules.values.countyQuantityIsTest).toBe(true);
  expect(rules.standing.countyQuantityIsTest.source).toBe(GOOD.source);
  expect(rules.values.sliverWidthMetres).toBe(0.5);
});

test('a pack chooses rules by id or by level, with or without values', () => {
  const pack = load(JSON.stringify({ ...GOOD, values: undefined, rules: ['county', 'C8'] }));
  expect(ruleSetAt('2025-12-31', [pack as RulePack]).chosen).toEqual(['C8', 'county']);
  expect(ruleSetAt('2025-12-31').chosen).toEqual([]);
});

test.each<readonly [string, unknown, string]>([
  ['no source', { ...GOOD, source: undefined }, 'bad-rule-pack /'],
  ['an unknown value', { ...GOOD, values: { quota: 1 } }, 'bad-rule-pack /values'],
  [
    'a value of the wrong kind',
    { ...GOOD, values: { sliverWidthMetres: '1' } },
    'bad-rule-pack /values/sliverWidthMetres',
  ],
  ['neither values nor rules', { ...GOOD, values: undefined }, 'bad-rule-pack /'],
  ['a rule that nobody has', { ...GOOD, rules: ['C9'] }, 'bad-rule-pack /rules'],
  ['a national rule', { ...GOOD, rules: ['C3'] }, 'bad-rule-pack /rules'],
  [
    'a table from a day that no calendar has',
    {
      ...GOOD,
      values: {
        ridgeRates: [
          { region: '990101', from: '2025-02-30', source: '县系数表', rates: { TT: { 3: 0.1 } } },
        ],
      },
    },
    'bad-rule-pack /values/ridgeRates/0/from',
  ],
  [
    'a rate of a slope level that has none',
    {
      ...GOOD,
      values: {
        ridgeRates: [
          { region: '990101', from: '2019-01-01', source: 's', rates: { TT: { '1': 0.1 } } },
        ],
      },
    },
    'bad-rule-pack /values/ridgeRates/0/rates/TT',
  ],
  ['an unknown key', { ...GOOD, extra: 1 }, 'bad-rule-pack /'],
])('refused: %s', (_what, value, said) => {
  expect(load(JSON.stringify(value))).toBe(said);
});

test('refused: a file that is no JSON, and one that is not there', () => {
  expect(load('{')).toBe('bad-rule-pack');
  expect(() => loadPack(join(folder, 'none.json'))).toThrow(InputError);
});
