import { expect, test } from 'vitest';
import { damageReason } from './damage.ts';

test('reasons of ours have words in both languages and nothing behind them', () => {
  expect(damageReason(new Error('the .dbf is shorter than its head says')).why).toEqual({
    zh: '.dbf 比文件头写的短',
    en: 'the .dbf is shorter than its head says',
  });
  const late = damageReason(new Error('reading it took more than 30 s'));
  expect([late.isLimit, late.why.zh]).toEqual([true, '读了 30 秒还没有读完']);
});

test('words of a library stand behind ours, once, without numbers and places in its source', () => {
  const said =
    'Failed to read GeoJSON data; ERROR 1: At line 1: Unterminated string; ERROR 4: Failed to read GeoJSON data';
  expect(damageReason(said).why.zh).toBe(
    '内容提前结束；原文：Failed to read GeoJSON data; At line 1: Unterminated string',
  );
  const inside = 'Error occurred in /build/gdal/filegdbtable.cpp at line 714';
  expect(damageReason(inside).why.zh).toBe('原因不明');
  expect(damageReason('GDAL could not open it').why.zh).toBe(
    '打不开：内容不是后缀所说的格式，或里面没有带图形的图层',
  );
  expect(damageReason('bad signature').why.zh).toContain('内容不是后缀所说的格式');
  expect(damageReason('something else').why.en).toBe('for a reason not known: something else');
});
