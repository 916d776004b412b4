/**
 * The heads of the pages of a Parquet file, walked before anything is unpacked (Apache Parquet, parquet.thrift: PageHeader
 * in Thrift's compact protocol). The library believes what they say: a length below zero sends it back to the same page
 * for ever. Here each page must lie within its column chunk, and the pages must hold as many values as the chunk says.
 */
import type { AsyncBuffer, ColumnMetaData, FileMetaData } from 'hyparquet';

/** Most heads are shorter; those with long texts as bounds are read again with more. */
const HEAD_BYTES = 256;
const LONGEST_HEAD = 1 << 20;

/** RangeError for the first page or count that cannot be. */
export async function checkPages(file: AsyncBuffer, metadata: FileMetaData): Promise<void> {
  let rows = 0n;
  for (const [number, group] of metadata.row_groups.entries()) {
    rows += rowsOf(group, `group ${number}`);
    for (const { meta_data: chunk } of group.columns ?? [])
      if (chunk)
        await checkChunk(file, chunk, `${chunk.path_in_schema?.join('.')} of group ${number}`);
  }
  if (rows !== rowsOf(metadata, 'the file') || rows < 0n)
    throw new RangeError(`the groups hold ${rows} rows, ${metadata.num_rows} are stated`);
}

/** The number of rows of a group or file. The library leaves out what a damaged footer does not have, whatever its types say. */
function rowsOf(part: { readonly num_rows?: bigint }, name: string): bigint {
  if (part.num_rows === undefined) throw new RangeError(`${name} has no number of rows`);
  return part.num_rows;
}

async function checkChunk(file: AsyncBuffer, chunk: ColumnMetaData, name: string): Promise<void> {
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const end = start + Number(chunk.total_compressed_size);
  const unpacked = Number(chunk.total_uncompressed_size);
  if (!(start >= 0 && end >= start && end <= file.byteLength && unpacked >= 0))
    throw new RangeError(`the pages of ${name} lie outside of the file`);
  let values = 0;
  for (let at = start; at < end;) {
    const head = await headAt(file, at, end);
    at += head.bytes + head.packed;
    if (head.packed < 0 || at > end || head.unpacked < 0 || head.unpacked > unpacked)
      throw new RangeError(`a page of ${name} is larger than its column`);
    if (head.counts.some((count) => count < 0))
      throw new RangeError(`a page of ${name} has a count below zero`);
    if (head.isData) values += head.counts[0]!;
  }
  if (values !== Number(chunk.num_values))
    throw new RangeError(
      `the pages of ${name} hold ${values} values, ${chunk.num_values} are stated`,
    );
}

/** What is needed of a head: its own length, the bytes of its page, and its counts, values first. */
interface PageHead {
  readonly bytes: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly isData: boolean;
  readonly counts: readonly number[];
}

async function headAt(file: AsyncBuffer, at: number, end: number): Promise<PageHead> {
  for (const length of [HEAD_BYTES, LONGEST_HEAD]) {
    const last = Math.min(end, at + length);
    try {
      return headOf(new DataView(await file.slice(at, last)));
    } catch (error) {
      // DataView ends where it was cut: perhaps the head goes on behind.
      if (!(error instanceof RangeError) || last === end) throw error;
    }
  }
  throw new RangeError('the head of a page is too long');
}

/** Types of the compact protocol that are told apart. */
const [TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, STRUCT] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12,
];
/** Fields of PageHeader: sizes, and the heads of data pages of both kinds and of dictionaries. */
const [UNPACKED, PACKED, DATA, DICTIONARY, DATA_V2] = [2, 3, 5, 7, 8];
/** Numbers of a data page of the second kind that are counts or lengths; the fourth is an encoding. */
const V2_COUNTS = [1, 2, 3, 5, 6];

function headOf(view: DataView): PageHead {
  const cursor = { at: 0 };
  const sizes = new Map<number, number>();
  let counts: number[] = [];
  let isData = false;
  fields(view, cursor, (field, type) => {
    if (type !== STRUCT || ![DATA, DICTIONARY, DATA_V2].includes(field)) {
      const value = element(view, cursor, type);
      if (value !== null) sizes.set(field, value);
      return;
    }
    isData ||= field !== DICTIONARY;
    const inner = new Map<number, number>();
    fields(view, cursor, (number, kind) => {
      const value = element(view, cursor, kind);
      if (value !== null) inner.set(number, value);
    });
    const wanted = field === DATA_V2 ? V2_COUNTS : [1];
    counts = wanted.map((number) => inner.get(number) ?? -1);
  });
  return {
    bytes: cursor.at,
    packed: sizes.get(PACKED) ?? -1,
    unpacked: sizes.get(UNPACKED) ?? -1,
    isData,
    counts,
  };
}

/** The fields of a struct; `take` must read each to its end. */
function fields(
  view: DataView,
  cursor: { at: number },
  take: (field: number, type: number) => void,
): void {
  for (let field = 0; ;) {
    const byte = view.getUint8(cursor.at++);
    const type = byte & 15;
    if (type === 0) return;
    field = byte >> 4 === 0 ? zigZag(view, cursor) : field + (byte >> 4);
    take(field, type);
  }
}

/** Reads one element; its value when it is a whole number of up to 32 bits, else null. */
function element(view: DataView, cursor: { at: number }, type: number): number | null {
  switch (type) {
    case TRUE:
    case FALSE:
      return null;
    case BYTE:
      cursor.at += 1;
      return null;
    case I16:
    case I32:
      return zigZag(view, cursor);
    case I64:
      varint(view, cursor);
      return null;
    case DOUBLE:
      cursor.at += 8;
      return null;
    case BINARY: {
      // The length moves the cursor as well: it is read before anything is added.
      const length = varint(view, cursor);
      cursor.at += length;
      return null;
    }
    case LIST:
    case SET: {
      const byte = view.getUint8(cursor.at++);
      const [count, kind] = [byte >> 4 === 15 ? varint(view, cursor) : byte >> 4, byte & 15];
      // Only as fields do truths have no byte of their own: in a list each has one.
      if (kind === TRUE || kind === FALSE) cursor.at += count;
      else
        for (let i = 0; i < count && cursor.at <= view.byteLength; i++) element(view, cursor, kind);
      return null;
    }
    case STRUCT:
      fields(view, cursor, (_, inner) => void element(view, cursor, inner));
      return null;
    default:
      throw new RangeError(`the head of a page has a field of type ${type}`);
  }
}

function zigZag(view: DataView, cursor: { at: number }): number {
  const value = varint(view, cursor);
  return (value >>> 1) ^ -(value & 1);
}

/** The lowest 32 bits of a number of up to ten bytes. */
function varint(view: DataView, cursor: { at: number }): number {
  let value = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = view.getUint8(cursor.at++);
    if (shift < 32) value |= (byte & 127) << shift;
    if (byte < 128) return value >>> 0;
  }
  throw new RangeError('a number in the head of a page has no end');
}
