import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shapefileEncoding, textFileEncoding } from './encoding.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-encoding-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// 清源县水浇地 in GBK.
const GBK = Buffer.from('c7e5d4b4cfd8cbaebdbdb5d8', 'hex');
const UTF8 = Buffer.from('清源县水浇地');

function file(name: string, ...parts: readonly (string | Uint8Array)[]): string {
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  return path;
}

/** A .dbf of one text field of `width` bytes, beside it a .shp that is not looked at and perhaps a .cpg. */
function dbf(name: string, width: number, values: readonly Uint8Array[], cpg?: string): string {
  const head = Buffer.alloc(65);
  head[0] = 3;
  head.writeUInt32LE(values.length, 4);
  head.writeUInt16LE(65, 8);
  head.writeUInt16LE(width + 1, 10);
  head.write('DLMC', 32);
  head.write('C', 43);
  head[48] = width;
  head[64] = 13;
  const records = values.map((value) => {
    const record = Buffer.alloc(width + 1, 32);
    Buffer.from(value).copy(record, 1, 0, Math.min(value.length, width));
    return record;
  });
  file(`${name}.dbf`, head, ...records);
  if (cpg !== undefined) file(`${name}.cpg`, cpg);
  return file(`${name}.shp`, '');
}

const many = (value: Uint8Array, count: number): Uint8Array[] =>
  Array.from({ length: count }, () => value);

test.each([
  ['UTF-8 without .cpg', UTF8, undefined, 'UTF-8'],
  ['GBK without .cpg', GBK, undefined, 'GB18030'],
  ['GBK with .cpg', GBK, 'GBK', 'GB18030'],
  ['GBK with a code page', GBK, '936', 'GB18030'],
  ['GBK under a .cpg of UTF-8', GBK, 'UTF-8', 'GB18030'],
  ['UTF-8 under a .cpg of GBK', UTF8, 'GBK', 'UTF-8'],
  ['Latin-1 with .cpg', Buffer.from('e9e8', 'hex'), 'ISO-8859-1', 'ISO-8859-1'],
  ['ASCII', Buffer.from('paddy'), undefined, 'UTF-8'],
  ['ASCII under a .cpg of GBK', Buffer.from('paddy'), 'GBK', 'GB18030'],
] as const)('%s', (name, value, cpg, encoding) => {
  const guess = shapefileEncoding(dbf(name, 20, many(value, 20), cpg));
  expect(guess.encoding).toBe(encoding);
  expect(guess.why.zh.length).toBeGreaterThan(3);
});

test('a field that cut the last character of some texts does not make the file another encoding', () => {
  const long = Buffer.from('清源县水浇地清源县水浇地');
  // 20 bytes are six characters and two thirds of one.
  const values = [...many(UTF8, 100), ...many(long, 4)];
  expect(shapefileEncoding(dbf('cut-utf8', 20, values)).encoding).toBe('UTF-8');
  const odd = Buffer.concat([Buffer.from('A'), GBK]);
  expect(shapefileEncoding(dbf('cut-gbk', 12, [...many(GBK, 100), ...many(odd, 4)])).encoding).toBe(
    'GB18030',
  );
});

test('a few characters of GBK that happen to be valid UTF-8 stay what the .cpg says', () => {
  // 联通 in GBK is valid UTF-8, as two letters of other scripts.
  const value = Buffer.from('c1aacda8', 'hex');
  expect(shapefileEncoding(dbf('liantong', 20, [value], 'GBK')).encoding).toBe('GB18030');
});

test('the first character beyond ASCII may stand megabytes into a file', () => {
  const ascii = 'a'.repeat(3_000_000);
  expect(textFileEncoding(file('late-gbk.csv', ascii, GBK)).encoding).toBe('GB18030');
  expect(textFileEncoding(file('late-utf8.csv', ascii, UTF8)).encoding).toBe('UTF-8');
  expect(textFileEncoding(file('none.csv', ascii)).encoding).toBe('UTF-8');
});
