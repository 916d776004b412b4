import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { InputError } from '../base/index.ts';
import { type RulePack, ruleSetAt } from '../policy/index.ts';
import { loadDraft, loadPack } from './packs.ts';

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

/** What a file is refused with, and where. */
function refused(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError)
      return `${error.code} ${error.place.field ?? ''} ${error.remedy.zh}`;
    throw error;
  }
  return 'accepted';
}
const PACK = { name: 'prov', source: '省文件' };
const packOf = (rest: object) => {
  const file = join(folder, 'strict.json');
  writeFileSync(file, JSON.stringify({ ...PACK, ...rest }));
  return refused(() => loadPack(file));
};

test.each<readonly [string, object, string]>([
  ['as many years', { values: { temporaryLandYears: 2 } }, 'accepted'],
  ['fewer', { values: { temporaryLandYears: 1 } }, 'accepted'],
  ['more', { values: { temporaryLandYears: 3 } }, 'weaker-pack /values/temporaryLandYears'],
  [
    'a lower factor',
    { values: { permanentFeeFactor: 1.9 } },
    'weaker-pack /values/permanentFeeFactor',
  ],
  ['a higher factor', { values: { permanentFeeFactor: 2.1 } }, 'accepted'],
  [
    'another authority',
    { values: { expropriationLimits: { cultivated: 10, other: 70 } } },
    'weaker-pack /values/expropriationLimits',
  ],
  ['原则上不 made 禁止', { strengths: { 'ground-steep': 'forbidden' } }, 'accepted'],
  [
    '禁止 made 原则上不',
    { strengths: { 'ground-reclaim-protected-area': 'in-principle-not' } },
    'weaker-pack /strengths/ground-reclaim-protected-area',
  ],
  [
    'no such rule',
    { strengths: { 'ground-steap': 'forbidden' } },
    'bad-rule-pack /strengths/ground-steap',
  ],
  ['a rule switched off', { off: ['ground-steep'] }, 'bad-rule-pack /'],
])('a pack may only be stricter: %s', (_, rest, said) => {
  expect(packOf(rest)).toContain(said);
});

test('a pack builds on another, by its file or by a name; a circle is refused', () => {
  const file = (name: string, pack: object) =>
    writeFileSync(join(folder, name), JSON.stringify({ ...PACK, ...pack }));
  file('below.json', { values: { sliverWidthMetres: 1, layerYears: 3 }, source: '下' });
  file('above.json', { extends: 'below.json', values: { layerYears: 1 }, source: '上' });
  const pack = loadPack(join(folder, 'above.json'));
  expect(pack.values).toEqual({ sliverWidthMetres: 1, layerYears: 1 });
  expect(pack.source).toBe('上；下');
  file('guangxi.json', { extends: 'guangxi' });
  expect(loadPack(join(folder, 'guangxi.json')).rules).toContain('site-guangxi-paddy');
  file('one.json', { extends: 'two.json' });
  file('two.json', { extends: 'one.json' });
  expect(refused(() => loadPack(join(folder, 'one.json')))).toContain('bad-rule-pack /extends');
});

const draftOf = (draft: object) => {
  const file = join(folder, 'draft.json');
  writeFileSync(file, JSON.stringify({ name: 'draft', source: '草案', ...draft }));
  return refused(() => loadDraft(file));
};

test.each<readonly [string, object, string]>([
  ['a weaker value', { values: { temporaryLandYears: 9 } }, 'accepted'],
  ['weaker words', { strengths: { 'ground-reclaim-protected-area': 'condition' } }, 'accepted'],
  ['a rule off', { off: ['ground-steep'] }, 'accepted'],
  ['with its unit', { values: { temporaryLandYears: { value: 3, unit: '年' } } }, 'accepted'],
  [
    'its unit apart',
    { values: { temporaryLandYears: 3 }, units: { temporaryLandYears: 'years' } },
    'accepted',
  ],
  [
    'a wrong unit',
    { values: { temporaryLandYears: { value: 36, unit: '月' } } },
    'bad-rule-pack /values/temporaryLandYears',
  ],
  [
    'a wrong unit apart',
    { values: { temporaryLandYears: 3 }, units: { temporaryLandYears: '月' } },
    'bad-rule-pack',
  ],
  ['an unknown key', { valeus: {} }, '是不是“values”'],
  ['an unknown parameter', { values: { temporaryLandYear: 3 } }, '是不是“temporaryLandYears”'],
  ['an unknown rule', { off: ['ground-steap'] }, '是不是“ground-steep”'],
  [
    'unknown words',
    { strengths: { 'ground-steep': 'never' } },
    'bad-rule-pack /strengths/ground-steep',
  ],
  ['nothing', {}, 'bad-rule-pack /'],
])('a draft: %s', (_, draft, said) => {
  expect(draftOf(draft)).toContain(said);
});

test('a draft holds from its first day, over every pack', () => {
  const file = join(folder, 'later.json');
  const draft = {
    name: 'later',
    source: '草案',
    from: '2027-01-01',
    off: ['ground-steep'],
    values: { layerYears: 9 },
  };
  writeFileSync(file, JSON.stringify(draft));
  const at = (day: string) =>
    ruleSetAt(day, [{ ...PACK, values: { layerYears: 1 } }], loadDraft(file));
  expect([at('2026-12-31').values.layerYears, at('2027-01-01').values.layerYears]).toEqual([1, 9]);
  expect([at('2026-12-31').off, at('2027-01-01').off]).toEqual([[], ['ground-steep']]);
  expect(at('2027-01-01').id).toBe('2027-01+prov+later');
});
