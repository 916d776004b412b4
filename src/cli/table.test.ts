import { expect, test } from 'vitest';
import { renderTable } from './table.ts';

test('columns line up with wide characters', () => {
  const text = renderTable(
    [
      { head: '项目', align: 'left' },
      { head: 'ha', align: 'right' },
    ],
    [['年初耕地', '30,008.43'], null, ['a', '1.00']],
  );
  expect(text.split('\n')).toEqual([
    '项目             ha',
    '───────────────────',
    '年初耕地  30,008.43',
    '───────────────────',
    'a              1.00',
  ]);
});
