import { expect, test } from 'vitest';
import { schemaFault } from './index.ts';

test.each([
  ['additionalProperties', { additionalProperty: 'colour' }, '不认识的键“colour”', 'colour'],
  ['required', { missingProperty: 'source' }, '缺少键“source”', 'source'],
  ['type', { type: 'integer' }, '类型应为 integer', 'must be integer'],
  ['enum', { allowedValues: ['a', 'b'] }, '只能是 a、b', 'a、b'],
  ['minimum', { comparison: '>=', limit: 1 }, '应 >= 1', 'must be integer'],
  ['pattern', { pattern: '^x$' }, '应符合 ^x$', 'must be integer'],
  ['anyOf', {}, '不是允许的写法之一', 'none of the allowed'],
  ['uniqueItems', {}, '不合格式', 'must be integer'],
])('%s is said in both languages', (keyword, params, zh, en) => {
  const fault = schemaFault({ instancePath: '/a', keyword, params, message: 'must be integer' });
  expect(fault.place).toBe('/a');
  expect(fault.text.zh).toContain(zh);
  expect(fault.text.en).toContain(en);
});
