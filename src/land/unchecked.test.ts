/** What no layer was given for is said, where the year has flows that it would decide. */
import { expect, test } from 'vitest';
import { input, survey } from './testdata/small-years.ts';
import { settleYear } from './year.ts';

function notChecked(from: string, to: string, given: readonly string[]) {
  const { settlement } = settleYear(
    input(
      survey(2024, [{ id: 'a', landClass: from, area: 10_000 }]),
      survey(2025, [{ id: 'a', landClass: to, area: 10_000 }]),
      [[0, 0, 100]],
      { layers: given.map((kind) => ({ kind, title: kind, features: 1 })) },
    ),
  );
  return settlement.findings.examples.filter((one) => one.rule === 'X9');
}
const layers = (...args: Parameters<typeof notChecked>) =>
  notChecked(...args).map((one) => one.place.layer);

test('each layer is asked for by the flows that it decides', () => {
  expect(layers('0101', '0601', [])).toEqual(['LSYD', 'APPROVAL', 'YJJBNTTB']);
  expect(layers('0101', '0301', [])).toEqual(['LSYD', 'YJJBNTTB']);
  expect(layers('0404', '0103', [])).toEqual(['STBHHX', 'ZRBHD', 'YJJBNTTB']);
  expect(layers('0101', '0101', [])).toEqual(['YJJBNTTB']);
  expect(layers('0404', '0301', [])).toEqual([]);
});

test('a layer that was given is checked, even when nothing lies in it', () => {
  expect(layers('0404', '0103', ['STBHHX', 'YJJBNTTB'])).toEqual(['ZRBHD']);
  expect(layers('0101', '0601', ['LSYD', 'APPROVAL', 'YJJBNTTB'])).toEqual([]);
});

test('it names the rule, and where to get the layer', () => {
  const [found] = notChecked('0101', '0601', ['LSYD', 'YJJBNTTB']);
  expect(found!.severity).toBe('notice');
  expect(found!.message.zh).toMatch(/^缺数据，未检查（X5）：没有图层 APPROVAL/);
  expect(found!.remedy.en).toContain('the approval office');
});
