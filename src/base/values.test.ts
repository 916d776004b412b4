import { expect, test } from 'vitest';
import {
  adminLevel,
  adminUnit,
  atPointer,
  isCalendarDate,
  numberAt,
  numberColumn,
  parseReference,
  textAt,
  textColumn,
} from './index.ts';

test('a day that does not exist is not a date', () => {
  expect(isCalendarDate('2024-02-29')).toBe(true);
  expect(isCalendarDate('2025-02-29')).toBe(false);
  expect(isCalendarDate('2025-2-1')).toBe(false);
});

test.each([
  ['9901011042070000000', 'village', '990101104207'],
  ['9901011042070000000', 'town', '990101104'],
  ['9901011042070000000', 'county', '990101'],
  ['9901011042070000000', 'city', '990100'],
  ['990101', 'province', '990000'],
  ['990101', 'village', ''],
  ['清源县', 'county', ''],
] as const)('%s lies in the %s %s', (code, level, unit) => {
  expect(adminUnit(code, level)).toBe(unit);
});

test('the level of a code follows from its digits', () => {
  expect(
    ['990000', '990100', '990101', '990101104', '990101104207', '9901', '县'].map(adminLevel),
  ).toEqual(['province', 'city', 'county', 'town', 'village', undefined, undefined]);
});

test('NULL, the empty text and 0 are three states of a column', () => {
  const texts = textColumn(['a', null, '', 'a']);
  expect([0, 1, 2, 3].map((row) => textAt(texts, row))).toEqual(['a', null, '', 'a']);
  expect(texts.dictionary).toEqual(['a', '']);
  const numbers = numberColumn([0, null, 1.5]);
  expect([0, 1, 2].map((row) => numberAt(numbers, row))).toEqual([0, null, 1.5]);
});

test('a reference names a document and a place in it', () => {
  expect(parseReference('year:990101-2025#/account/losses')).toEqual({
    kind: 'year',
    id: '990101-2025',
    pointer: '/account/losses',
  });
  expect(parseReference('year:990101-2025')?.pointer).toBe('');
  expect(parseReference('what?')).toBeUndefined();
  const document = { account: { losses: '1' }, rows: [{ area: '2' }], 'a/b': 3 };
  expect(atPointer(document, '/account/losses')).toBe('1');
  expect(atPointer(document, '/rows/0/area')).toBe('2');
  expect(atPointer(document, '/a~1b')).toBe(3);
  expect(atPointer(document, '/rows/9/area')).toBeUndefined();
  expect(atPointer(document, '/constructor')).toBeUndefined();
});
