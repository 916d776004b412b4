/** Heads of pages, byte by byte (Thrift's compact protocol): fields that nobody knows are passed over by their true length. */
import type { FileMetaData } from 'hyparquet';
import { expect, test } from 'vitest';
import { checkPages } from './parquet-pages.ts';

/** A head of a data page of two values in four bytes, with a field 20 behind the others. */
function head(field: readonly number[]): number[] {
  const sizes = [0x15, 0, 0x15, 8, 0x15, 8];
  const dataPage = [0x2c, 0x15, 4, 0];
  return [...sizes, ...dataPage, ...field, 0];
}

async function checked(field: readonly number[], footer: object = {}): Promise<void> {
  const bytes = Uint8Array.from([...head(field), 9, 9, 9, 9]);
  const size = BigInt(bytes.length);
  const chunk = {
    path_in_schema: ['a'],
    data_page_offset: 0n,
    total_compressed_size: size,
    total_uncompressed_size: size,
    num_values: 2n,
  };
  const metadata = {
    num_rows: 2n,
    row_groups: [{ num_rows: 2n, columns: [{ meta_data: chunk }] }],
    ...footer,
  } as unknown as FileMetaData;
  const file = {
    byteLength: bytes.length,
    slice: async (from: number, to?: number) => bytes.slice(from, to).buffer,
  };
  await checkPages(file, metadata);
}

test.each<[string, number[]]>([
  ['nothing', []],
  ['a truth', [0xf1]],
  ['a list of three truths', [0xf9, 0x31, 1, 2, 1]],
  ['a list of two numbers', [0xf9, 0x25, 4, 6]],
  ['a text', [0xf8, 2, 65, 66]],
  ['a text whose bytes are no fields', [0xf8, 3, 65, 66, 0x1b]],
  ['a struct', [0xfc, 0x15, 4, 0]],
])('a head with %s more is read', async (_, field) => {
  await expect(checked(field)).resolves.toBeUndefined();
});

test.each<[string, number[]]>([
  ['truths', [0xf9, 0xf1, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ['numbers', [0xf9, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x0f]],
])('a list of four thousand million %s is refused at once', async (_, field) => {
  await expect(checked(field)).rejects.toThrow(RangeError);
});

test.each<[string, object]>([
  ['a file', { num_rows: undefined }],
  ['a group', { row_groups: [{ columns: [] }] }],
  ['a group without columns', { row_groups: [{}] }],
])('%s without a number of rows is refused', async (_, footer) => {
  await expect(checked([], footer)).rejects.toThrow(RangeError);
});
