/**
 * Writes the table of a Shapefile (.dbf, dBASE III). Numbers stand with all the digits that tell them from other doubles;
 * what the format has no room for is either told or refused, and never cut.
 */
import { type Column, type Columns, InputError, numberAt, say, textAt } from '../base/index.ts';
import type { Encode } from './text-encoders.ts';

/** What a Shapefile cannot hold as it was given. */
export interface ShapefileLosses {
  /** Fields whose names were shortened: as they were, and as they stand. */
  readonly renamed: readonly (readonly [from: string, to: string])[];
  /** Values that are the empty text and come back as NULL. */
  readonly emptyTexts: number;
  /** Texts that begin or end with blanks and come back without them. */
  readonly trimmedTexts: number;
  /** Whether a field was added, since a .dbf has at least one. */
  readonly isFieldAdded: boolean;
}

/** A table ready to be written. */
export interface DbfTable {
  readonly losses: ShapefileLosses;
  /** Size of the file in bytes. */
  readonly size: number;
  /** Head, records, and the mark of the end. */
  pieces(): Iterable<Uint8Array>;
}

const NAME_BYTES = 10;
const TEXT_BYTES = 254;
const LARGEST_FIELDS = 255;
const LARGEST_RECORD = 65_535;
/** Longer decimals are written with an exponent. */
const PLAIN_DIGITS = 32;
const SPACE = 0x20;

interface Field {
  readonly name: Uint8Array;
  readonly type: 'C' | 'N' | 'F';
  readonly width: number;
  readonly decimals: number;
  /** Bytes of a row, shorter than the width where blanks follow or go before. */
  bytes(row: number): Uint8Array;
}

/**
 * Lays a table out. `codePage` is the mark of its encoding (0x4d for code page 936, 0 for none). Throws InputError
 * `dbf-text` for a text of more than 254 bytes and `dbf-fields` for more fields than there is room for.
 */
export function dbfTable(
  columns: Columns,
  rows: number,
  encode: Encode,
  codePage: number,
): DbfTable {
  const names = shortNames([...columns.keys()], encode);
  const fields = [...columns].map(([name, column]) =>
    column.kind === 'text'
      ? textField(name, names.get(name)!, column, encode, rows)
      : numberField(encode(names.get(name)!), column, rows),
  );
  const isFieldAdded = fields.length === 0;
  if (isFieldAdded) fields.push(rowNumbers(rows));
  const record = fields.reduce((sum, field) => sum + field.width, 1);
  if (fields.length > LARGEST_FIELDS || record > LARGEST_RECORD) throw tooManyFields(fields.length);
  const head = headBytes(fields, rows, record, codePage);
  return {
    losses: {
      renamed: [...names].filter(([from, to]) => from !== to),
      ...lostTexts(columns, rows),
      isFieldAdded,
    },
    size: head.length + rows * record + 1,
    *pieces() {
      yield head;
      for (let row = 0; row < rows; row++) yield recordBytes(fields, record, row);
      yield Uint8Array.of(0x1a);
    },
  };
}

/** Names of at most ten bytes that differ also in small letters; what is too long is cut between characters and numbered. */
function shortNames(names: readonly string[], encode: Encode): Map<string, string> {
  const fits = (name: string): boolean => encode(name).length <= NAME_BYTES;
  const taken = new Set<string>();
  const short = new Map<string, string>();
  // Names that fit keep theirs, wherever they stand.
  for (const isLong of [false, true])
    for (const name of names) {
      if (short.has(name) || (!isLong && (!fits(name) || taken.has(name.toLowerCase())))) continue;
      const characters = [...name];
      let made = name;
      for (let number = 0; !fits(made) || taken.has(made.toLowerCase()); number++) {
        const suffix = number === 0 ? '' : `_${number}`;
        while (!fits(characters.join('') + suffix)) characters.pop();
        made = characters.join('') + suffix;
      }
      taken.add(made.toLowerCase());
      short.set(name, made);
    }
  return new Map(names.map((name) => [name, short.get(name)!]));
}

function textField(
  name: string,
  short: string,
  column: Extract<Column, { kind: 'text' }>,
  encode: Encode,
  rows: number,
): Field {
  const encoded = column.dictionary.map(() => null as Uint8Array | null);
  const bytesOf = (code: number): Uint8Array =>
    (encoded[code] ??= Uint8Array.from(encode(column.dictionary[code]!)));
  let width = 1;
  for (let row = 0; row < rows; row++) {
    const code = column.codes[row]!;
    if (code < 0) continue;
    const { length } = bytesOf(code);
    if (length > TEXT_BYTES) throw tooLong(name, row, length);
    width = Math.max(width, length);
  }
  const nothing = new Uint8Array();
  return {
    name: encode(short),
    type: 'C',
    width,
    decimals: 0,
    bytes: (row) => (column.codes[row]! < 0 ? nothing : bytesOf(column.codes[row]!)),
  };
}

function numberField(
  name: Uint8Array,
  column: Extract<Column, { kind: 'number' }>,
  rows: number,
): Field {
  let [width, decimals, hasExponent] = [1, 0, false];
  for (let row = 0; row < rows; row++) {
    const value = numberAt(column, row);
    const text = numberText(value);
    // A place behind the point tells doubles from integers of 64 bits, which are read digit by digit.
    if (value !== null && Math.abs(value) >= 2 ** 53) decimals = Math.max(decimals, 1);
    width = Math.max(width, text.length);
    hasExponent ||= text.includes('e');
    decimals = Math.max(decimals, /\.(\d+)/.exec(text)?.[1]!.length ?? 0);
  }
  return {
    name,
    type: hasExponent ? 'F' : 'N',
    width: hasExponent || decimals > 0 ? Math.max(width, decimals + 2) : width,
    decimals: hasExponent ? Math.max(1, decimals) : decimals,
    bytes: (row) => ascii(numberText(numberAt(column, row))),
  };
}

function rowNumbers(rows: number): Field {
  return {
    name: ascii('FID'),
    type: 'N',
    width: String(rows).length,
    decimals: 0,
    bytes: (row) => ascii(String(row)),
  };
}

/** The shortest decimal that reads as the same double, without an exponent where it is not too long; '' for NULL. */
function numberText(value: number | null): string {
  if (value === null) return '';
  const text = String(value);
  const [, sign, first, rest = '', power] = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  if (first === undefined) return text;
  const digits = first + rest;
  const point = 1 + Number(power);
  const plain =
    point <= 0 ? `${sign}0.${'0'.repeat(-point)}${digits}` : `${sign}${digits.padEnd(point, '0')}`;
  return plain.length <= PLAIN_DIGITS ? plain : text;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function headBytes(
  fields: readonly Field[],
  rows: number,
  record: number,
  codePage: number,
): Uint8Array {
  const bytes = new Uint8Array(32 + fields.length * 32 + 1);
  const view = new DataView(bytes.buffer);
  // dBASE III; the date of the last change is always the same, so that equal layers give equal files.
  bytes.set([3, 100, 1, 1]);
  view.setUint32(4, rows, true);
  view.setUint16(8, bytes.length, true);
  view.setUint16(10, record, true);
  bytes[29] = codePage;
  fields.forEach(({ name, type, width, decimals }, i) => {
    const at = 32 + 32 * i;
    bytes.set(name, at);
    bytes[at + 11] = type.charCodeAt(0);
    bytes[at + 16] = width;
    bytes[at + 17] = decimals;
  });
  bytes[bytes.length - 1] = 0x0d;
  return bytes;
}

/** Texts from the left, numbers to the right, blanks where nothing stands. */
function recordBytes(fields: readonly Field[], size: number, row: number): Uint8Array {
  const bytes = new Uint8Array(size).fill(SPACE);
  let at = 1;
  for (const field of fields) {
    const value = field.bytes(row);
    bytes.set(value, field.type === 'C' ? at : at + field.width - value.length);
    at += field.width;
  }
  return bytes;
}

function lostTexts(
  columns: Columns,
  rows: number,
): Pick<ShapefileLosses, 'emptyTexts' | 'trimmedTexts'> {
  let [emptyTexts, trimmedTexts] = [0, 0];
  for (const column of columns.values()) {
    if (column.kind !== 'text') continue;
    for (let row = 0; row < rows; row++) {
      const text = textAt(column, row);
      if (text === null) continue;
      if (text.trim() === '') emptyTexts++;
      else if (text.trim() !== text) trimmedTexts++;
    }
  }
  return { emptyTexts, trimmedTexts };
}

function tooLong(field: string, row: number, length: number): InputError {
  return new InputError(
    'dbf-text',
    say(
      `字段 ${field} 第 ${row + 1} 行的文本有 ${length} 字节，Shapefile 至多 ${TEXT_BYTES} 字节`,
      `Field ${field}, row ${row + 1}: the text has ${length} bytes, and a Shapefile holds ${TEXT_BYTES} at most`,
    ),
    say('请改用 GeoPackage 或 GDB。', 'Use GeoPackage or FileGDB instead.'),
    { field },
  );
}

function tooManyFields(count: number): InputError {
  return new InputError(
    'dbf-fields',
    say(
      `${count} 个字段放不进 Shapefile（至多 ${LARGEST_FIELDS} 个，一行 ${LARGEST_RECORD} 字节）`,
      `A Shapefile has no room for ${count} fields (${LARGEST_FIELDS} at most, ${LARGEST_RECORD} bytes a row)`,
    ),
    say('请改用 GeoPackage 或 GDB。', 'Use GeoPackage or FileGDB instead.'),
  );
}
