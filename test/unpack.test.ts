/** Archives that want out of their folder, or want more than there is. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeZip } from './zip.ts';
import { InputError } from '../src/base/index.ts';
import { sourceSha256, withSources } from '../src/engine/sources.ts';
import { UNPACK_LIMITS, unpackZip } from '../src/engine/unpack.ts';

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

test('an entry that is marked as a link becomes a file with the text of its target', async () => {
  const bytes = makeZip([{ name: 'link.csv', data: Buffer.from('/etc/passwd') }]);
  const UNIX = 3;
  const LINK = 0o120777;
  const entry = bytes.indexOf('PK\u0001\u0002');
  bytes.writeUInt8(UNIX, entry + 5);
  bytes.writeUInt32LE(LINK * 2 ** 16, entry + 38);
  const [file] = await unpackZip(zipped('link.zip', bytes), place);
  expect(readFileSync(file!, 'utf8')).toBe('/etc/passwd');
  expect(readdirSync(place, { withFileTypes: true })[0]!.isFile()).toBe(true);
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
