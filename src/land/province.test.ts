/** A province: who is missing, by which parameters its counties were settled, and how sure its cap is. */
import { expect, test } from 'vitest';
import { ruleSetAt } from '../policy/index.ts';
import { settleProvince } from './province.ts';
import { input, survey } from './testdata/small-years.ts';
import { settleYear, type YearInput } from './year.ts';

const county = (region: string, rest: Partial<YearInput> = {}, links = [[0, 0, 9000]] as const) =>
  settleYear(
    input(
      survey(2024, [{ id: 'a', landClass: '0404', area: 900_000 }]),
      survey(2025, [{ id: 'b', landClass: '0103', area: 900_000 }]),
      links,
      { region, regionName: region, ...rest },
    ),
  ).settlement;

const province = (counties: readonly ReturnType<typeof county>[], expected?: readonly string[]) =>
  settleProvince({
    region: '990000',
    regionName: '示例省',
    year: 2025,
    counties,
    engine: 'test',
    ...(expected ? { expected } : {}),
  });

test('a county of the list that is not settled leaves the province without cap, and is named', () => {
  const settled = [county('990101'), county('990102')];
  const whole = province(settled, ['990101', '990102']);
  expect([whole.cap?.area, whole.capMissing]).toEqual(['1800000', undefined]);
  const short = province(settled, ['990103', '990101', '990102']);
  expect(short.cap).toBeNull();
  expect(short.capMissing!.counties).toEqual(['990103']);
  expect(short.capMissing!.reason.en).toContain('990103');
  expect(short.tests[0]!.verdict).toBe('no-data');
  // A settled city holds its counties.
  expect(province([county('990100', { level: 'city' })], ['990101', '990102']).cap).not.toBeNull();
});

test('a county whose quantity cannot be judged leaves the precondition unmet', () => {
  const cut = settleYear(
    input(
      survey(2024, [{ id: 'a', landClass: '0103', area: 900_000 }]),
      survey(2025, []),
      [[0, -1, 9000]],
      { region: '990102', regionName: '乙县' },
    ),
  ).settlement;
  const whole = province([county('990101'), cut]);
  expect(whole.tests[0]!.verdict).toBe('no-data');
  expect(whole.tests[0]!.reason.zh).toContain('乙县');
  expect(whole.cap).toMatchObject({ area: '0', preconditionMet: false });
});

test('counties under different packs bring all their parameters', () => {
  const pack = { name: 'own', values: { sliverWidthMetres: 2 }, source: '乙县文件' };
  const rules = ruleSetAt('2025-12-31', [pack]);
  const both = province([county('990101'), county('990102', { rules })]);
  const widths = both.parameters.filter((one) => one.name === 'sliverWidthMetres');
  expect(widths.map((one) => one.value)).toEqual(['0.5', '2']);
  expect(both.parameters.filter((one) => one.name === 'gradeFallback')).toHaveLength(1);
});

test('the cap is no surer than the list of what is not stably used', () => {
  expect(province([county('990101')]).cap!.confidence).toBe('unconfirmed');
  const pack = {
    name: 'list',
    values: { stableExclusion: [] },
    source: '名录',
    confidence: 'confirmed',
  } as const;
  const rules = ruleSetAt('2025-12-31', [pack]);
  expect(province([county('990101', { rules })]).cap!.confidence).toBe('confirmed');
});
