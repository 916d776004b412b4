import { expect, test } from 'vitest';
import { MEANING, type Parameters, PARAMETERS, parameterText } from './index.ts';

test('every parameter has a name in both languages, a unit, and a value that people can read', () => {
  expect(Object.keys(MEANING).sort()).toEqual(Object.keys(PARAMETERS).sort());
  for (const name of Object.keys(PARAMETERS) as (keyof Parameters)[]) {
    expect(MEANING[name].unit.zh, name).not.toBe('');
    for (const { value } of PARAMETERS[name]) {
      const { zh, en } = parameterText(name, value);
      expect(`${zh} ${en}`, name).not.toMatch(/object Object|undefined/);
    }
  }
});

test('a value is read with its unit, words where it has words, and its codes', () => {
  expect(parameterText('layerYears', 2)).toEqual({ zh: '2 年', en: '2 years' });
  expect(parameterText('areaToleranceCents', 1).zh).toBe('1 × 0.01 m²');
  expect(parameterText('reformFirstYear', 2024).en).toBe('2024');
  expect(parameterText('countyQuantityIsTest', false)).toEqual({ zh: '否', en: 'no' });
  expect(parameterText('capacityFormula', { top: 16, step: 100 }).en).toBe(
    'top 16, step 100 (kg per mu)',
  );
  expect(parameterText('stableExclusion', PARAMETERS.stableExclusion[0]!.value).zh).toContain(
    '坡度大于 25°（5）',
  );
  expect(parameterText('ridgeRates', [])).toEqual({ zh: '无', en: 'none' });
});
