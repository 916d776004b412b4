import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { InputError } from '../base/index.ts';
import { ruleSetAt } from '../policy/index.ts';
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

test.each<readonly [string, unknown, string]>([
  ['no source', { ...GOOD, source: undefined }, 'bad-rule-pack /'],
  ['an unknown value', { ...GOOD, values: { quota: 1 } }, 'bad-rule-pack /values'],
  [
    'a value of the wrong kind',
    { ...GOOD, values: { sliverWidthMetres: '1' } },
    'bad-rule-pack /values/sliverWidthMetres',
  ],
  ['an unknown key', { ...GOOD, extra: 1 }, 'bad-rule-pack /'],
])('refused: %s', (_what, value, said) => {
  expect(load(JSON.stringify(value))).toBe(said);
});

test('refused: a file that is no JSON, and one that is not there', () => {
  expect(load('{')).toBe('bad-rule-pack');
  expect(() => loadPack(join(folder, 'none.json'))).toThrow(InputError);
});
