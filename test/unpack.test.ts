/** Archives that want out of their folder, or want more than there is. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeZip, type ZipEntry } from './zip.ts';
import { InputError } from '../src/base/index.ts';
import { sourceSha256, withSources } from '../src/engine/sources.ts';
import { UNPACK_LIMITS } from '../src/engine/archive-rules.ts';
import { unpackZip } from '../src/engine/unpack.ts';

let folder: string;
let place: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-unpack-'));
  place = join(folder, 'place');
  mkdirSync(place);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const DATA = Buffer.from('id,geom\n1,"POLYGON((0 0,1 0,1 1,0 0))"\n');

function zipped(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function refusal(work: Promise<unknown>): Promise<InputError> {
  const error: unknown = await work.then(
    () => new Error('was accepted'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof InputError) return error;
  throw error;
}

test.each([
  '../out.csv',
  'a/../../out.csv',
  '..\\out.csv',
  'a\\..\\..\\out.csv',
  '/out.csv',
  '\\out.csv',
  'C:\\out.csv',
  'c:out.csv',
])('an entry named %s is refused, and nothing lies outside', async (name) => {
  const zip = zipped('bad.zip', makeZip([{ name, data: DATA }]));
  expect((await refusal(unpackZip(zip, place))).code).toBe('unsafe-archive');
  expect(readdirSync(folder).sort()).toEqual(['bad.zip', 'place']);
  expect(readdirSync(place)).toEqual([]);
});

const MIB = 2 ** 20;
const ZEROS = new Uint8Array(20 * MIB);
const UNIX = 3 * 256 + 20;
const entry = (name: string | Uint8Array, rest: Partial<ZipEntry> = {}): ZipEntry => ({
  name,
  data: DATA,
  ...rest,
});

/** The field of zip64: its id, its length, the bytes after unpacking. */
function largeSize(bytes: number): Buffer {
  const field = Buffer.from([1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  field.writeBigUInt64LE(BigInt(bytes), 4);
  return field;
}

/** Archives that are not unpacked: what they hold, and what is said of them in both languages. */
const REFUSALS: readonly (readonly [string, readonly ZipEntry[], string, RegExp, RegExp])[] = [
  [
    'a symbolic link',
    [entry('a.csv', { says: { madeBy: UNIX, attributes: 0o120777 * 2 ** 16 } })],
    'unsafe-archive',
    /a\.csv 是链接或特殊文件/,
    /a\.csv is a link or a special file/,
  ],
  [
    'a device',
    [entry('a.csv', { says: { madeBy: UNIX, attributes: 0o060666 * 2 ** 16 } })],
    'unsafe-archive',
    /链接或特殊文件/,
    /a link or a special file/,
  ],
  ['a NUL in a name', [entry('a.csv\0.txt')], 'unsafe-archive', /控制字符/, /control characters/],
  [
    'a line break in a name',
    [entry('a\n.csv')],
    'unsafe-archive',
    /控制字符/,
    /control characters/,
  ],
  ['no name', [entry('')], 'unsafe-archive', /没有名字/, /has no name/],
  ['a long name', [entry(`${'田'.repeat(90)}.csv`)], 'unsafe-archive', /过长/, /too long/],
  ['a long path', [entry('folder/'.repeat(150) + 'a.csv')], 'unsafe-archive', /过长/, /too long/],
  [
    'a password',
    [entry('a.csv', { deflated: true, says: { flags: 1 } })],
    'encrypted-archive',
    /a\.csv 有密码/,
    /a\.csv .* is encrypted/,
  ],
  [
    'strong encryption',
    [entry('a.csv', { says: { flags: 0x41 } })],
    'encrypted-archive',
    /压缩包有密码/,
    /archive is encrypted/,
  ],
  [
    'a rare method',
    [entry('a.csv', { says: { method: 12 } })],
    'unknown-compression',
    /压缩方法（12）/,
    /a method \(12\)/,
  ],
  [
    'a flat bomb',
    [entry('a.csv', { data: ZEROS, deflated: true })],
    'unsafe-archive',
    /500 倍以上/,
    /more than 500 times/,
  ],
  [
    'one large entry',
    [
      entry('a.csv', {
        says: { method: 8, bytes: 2 ** 32 - 1, packedBytes: 2 ** 30 },
        extra: largeSize(5 * 2 ** 30),
      }),
    ],
    'unsafe-archive',
    /超过 4 GB/,
    /more than 4 GB/,
  ],
  [
    'parts upon each other',
    [entry('a.csv'), entry('b.csv', { says: { start: 0 } })],
    'unsafe-archive',
    /a\.csv 与 b\.csv .*重叠/,
    /a\.csv and b\.csv overlap/,
  ],
  [
    'one name in two ways',
    [entry('a.csv'), entry('./a.csv')],
    'unsafe-archive',
    /无法区分/,
    /cannot tell/,
  ],
  [
    'the same name twice',
    [entry('a.csv'), entry('a.csv')],
    'unsafe-archive',
    /有两个文件都叫 a\.csv/,
    /two entries are named a\.csv/,
  ],
  [
    'names that differ by case',
    [entry('DLTB.csv'), entry('dltb.CSV')],
    'unsafe-archive',
    /DLTB\.csv 与 dltb\.CSV/,
    /cannot tell the names/,
  ],
  [
    'names that differ by composition',
    [entry('caf\u00e9.csv'), entry('cafe\u0301.csv')],
    'unsafe-archive',
    /无法区分/,
    /cannot tell/,
  ],
  [
    'a file that is a folder',
    [entry('a'), entry('A/b.csv')],
    'unsafe-archive',
    /既是文件又是/,
    /a file and the folder/,
  ],
  [
    '100000 entries',
    Array.from({ length: 100_000 }, () => entry('', { data: new Uint8Array() })),
    'unsafe-archive',
    /多于 10000 个文件/,
    /more than 10000 entries/,
  ],
  [
    'more than 8 GB',
    Array.from({ length: 5 }, (_, i) =>
      entry(`${i}.csv`, {
        says: { method: 8, bytes: 2 ** 31 - 1, packedBytes: 5 * MIB, start: 6 * MIB * i },
      }),
    ),
    'unsafe-archive',
    /超过 8 GB/,
    /more than 8 GB/,
  ],
  [
    'more bytes than stated',
    [entry('a.csv', { deflated: true, says: { bytes: 5 } })],
    'damaged-file',
    /不完整或已损坏/,
    /damaged/,
  ],
  [
    'fewer bytes than stated',
    [entry('a.csv', { deflated: true, says: { bytes: 500 } })],
    'damaged-file',
    /不完整或已损坏/,
    /damaged/,
  ],
  [
    'a stored size that lies',
    [entry('a.csv', { says: { bytes: 5 } })],
    'damaged-file',
    /不完整或已损坏/,
    /damaged/,
  ],
  [
    'a changed byte that is stored',
    [entry('a.csv', { says: { crc: 1 } })],
    'damaged-file',
    /校验和与内容不符/,
    /checksum/,
  ],
  [
    'a changed byte that is packed',
    [entry('a.csv', { deflated: true, says: { crc: 1 } })],
    'damaged-file',
    /校验和与内容不符/,
    /checksum/,
  ],
];

test.each(REFUSALS)('%s is refused in a sentence', async (_what, entries, code, zh, en) => {
  const error = await refusal(unpackZip(zipped('bad.zip', makeZip(entries)), place));
  expect(error.code).toBe(code);
  expect(error.text.zh).toMatch(zh);
  expect(error.text.en).toMatch(en);
  expect(error.remedy.zh).toMatch(/^请/);
  // What is found in the directory is found before anything is written.
  if (code !== 'damaged-file') expect(readdirSync(place)).toEqual([]);
});

test('archives that lie too deep in each other are refused', async () => {
  let bytes = makeZip([entry('DLTB.csv')]);
  const packed = (depth: number): string => {
    for (let i = 0; i < depth; i++) bytes = makeZip([entry('inner.zip', { data: bytes })]);
    return zipped('deep.zip', bytes);
  };
  const opened = (path: string) => withSources(path, async (sources) => sources[0]!.shown);
  expect(await opened(packed(UNPACK_LIMITS.nested))).toMatch(/inner\.zip.DLTB\.csv$/);
  const error = await refusal(opened(packed(1)));
  expect(error.text.en).toMatch(/more than 3 deep/);
  expect(error.place.file).toMatch(/deep\.zip.*inner\.zip$/);
});

const GBK = Buffer.from([0xb5, 0xd8, 0xc0, 0xe0, 0xcd, 0xbc, 0xb0, 0xdf]);
/** The Unicode path of Info-ZIP: id, length, version, CRC of the other name, the name. */
function unicodePath(of: Uint8Array, name: string): Buffer {
  const text = Buffer.from(name);
  const head = Buffer.alloc(9);
  head.writeUInt16LE(0x7075, 0);
  head.writeUInt16LE(5 + text.length, 2);
  head.writeUInt8(1, 4);
  head.writeUInt32LE(crc32(of), 5);
  return Buffer.concat([head, text]);
}

test.each([
  ['UTF-8 with its flag', entry('地类图斑'), '地类图斑'],
  ['UTF-8 without it', entry(Buffer.from('地类图斑')), '地类图斑'],
  ['GBK', entry(GBK), '地类图斑'],
  ['GBK that was read as code page 437', entry('╡╪└α═╝░▀'), '地类图斑'],
  ['Latin letters that page 437 has as well', entry('Übersicht Größe'), 'Übersicht Größe'],
  [
    'a Unicode path',
    entry(Buffer.from('___'), { extra: unicodePath(Buffer.from('___'), '地类图斑') }),
    '地类图斑',
  ],
  [
    'a Unicode path of another name',
    entry(Buffer.from('abc'), { extra: unicodePath(Buffer.from('xyz'), '地类') }),
    'abc',
  ],
] as const)('a name in %s', async (_what, packed, name) => {
  await unpackZip(zipped('names.zip', makeZip([packed])), place);
  expect(readdirSync(place)).toEqual([name]);
});

test('a Unicode path does not lead outside', async () => {
  const plain = Buffer.from('a.csv');
  const zip = makeZip([entry(plain, { extra: unicodePath(plain, '../a.csv') })]);
  expect((await refusal(unpackZip(zipped('bad.zip', zip), place))).text.en).toContain('outside');
});

test('entries and bytes are limited, and what is used up is used up for the next archive', async () => {
  const zip = zipped('two.zip', makeZip(['a', 'b'].map((name) => ({ name, data: DATA }))));
  const budget = { entries: 3, bytes: 1000 };
  await unpackZip(zip, place, budget);
  expect(budget).toEqual({ entries: 1, bytes: 1000 - 2 * DATA.length });
  const many = await refusal(unpackZip(zip, place, budget));
  expect(many.text.en).toContain(`more than ${UNPACK_LIMITS.entries} entries`);
  const large = await refusal(unpackZip(zip, place, { entries: 9, bytes: DATA.length }));
  expect(large.text.en).toContain('8 GB');
});

test('archives within an archive share one limit', async () => {
  const half = UNPACK_LIMITS.entries / 2;
  const inner = makeZip(
    Array.from({ length: half }, (_, i) => ({ name: `${i}.txt`, data: new Uint8Array() })),
  );
  const outer = (count: number) =>
    zipped(
      'outer.zip',
      makeZip(Array.from({ length: count }, (_, i) => ({ name: `${i}.zip`, data: inner }))),
    );
  const open = (path: string) => refusal(withSources(path, async (sources) => sources));
  expect((await open(outer(1))).code).toBe('nothing-usable');
  expect((await open(outer(2))).code).toBe('unsafe-archive');
});

test('one listener removes what was unpacked when the process ends, however much is read', async () => {
  const zip = zipped('data.zip', makeZip([entry('DLTB.csv')]));
  await withSources(zip, async () => undefined);
  const before = process.listeners('exit');
  await withSources(zip, async ([source]) => {
    expect(existsSync(source!.path)).toBe(true);
    expect(process.listeners('exit')).toEqual(before);
    for (const listener of before)
      if (/removeWorkFolders/.test(String(listener))) listener.call(process, 130);
    expect(existsSync(source!.path)).toBe(false);
  });
});

test('a link to nothing in a folder of data is passed over', async () => {
  writeFileSync(join(place, 'DLTB.csv'), DATA);
  const sum = await sourceSha256(place);
  symlinkSync(join(folder, 'nowhere.csv'), join(place, 'XZQ.csv'));
  expect(existsSync(join(place, 'XZQ.csv'))).toBe(false);
  expect(await withSources(place, async (sources) => sources.map((s) => s.path))).toEqual([
    join(place, 'DLTB.csv'),
  ]);
  expect(sum).toMatch(/^[0-9a-f]{64}$/);
  expect(await sourceSha256(place)).toBe(sum);
});
