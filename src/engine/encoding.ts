/** In which encoding a shapefile's or CSV's texts stand, by their own bytes; and what led to the guess. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { type Bilingual, InputError, say } from '../base/index.ts';

/** An encoding name as GDAL knows it, with the reason in words. */
export interface EncodingGuess {
  readonly encoding: 'UTF-8' | 'GB18030' | 'BIG5' | 'ISO-8859-1' | 'UTF-16LE' | 'UTF-16BE';
  readonly why: Bilingual;
}

/** Looks at the .cpg and at the bytes of the .dbf; bytes that contradict the .cpg win, because they are the data. */
export function shapefileEncoding(shp: string): EncodingGuess {
  const dbf = sibling(shp, 'dbf');
  const cpg = sibling(shp, 'cpg');
  const said = cpg === null ? '' : readFileSync(cpg, 'latin1').trim();
  if (dbf === null) return { encoding: 'UTF-8', why: say('没有 .dbf', 'no .dbf') };
  const bytes = textBytes(dbf);
  const byBytes = guess(bytes);
  if (said === '') return byBytes;
  const named = /utf-?8|65001/i.test(said)
    ? 'UTF-8'
    : /gb|936/i.test(said)
      ? 'GB18030'
      : /8859-?1|1252|latin/i.test(said)
        ? 'ISO-8859-1'
        : null;
  if (named === null) return byBytes;
  const isContradicted =
    named === 'UTF-8'
      ? byBytes.encoding !== 'UTF-8'
      : named === 'GB18030' && byBytes.encoding !== 'GB18030' && foreignBytes(bytes) >= ENOUGH;
  return isContradicted
    ? {
        encoding: byBytes.encoding,
        why: say(
          `.cpg 写的是 ${said}，但${byBytes.why.zh}`,
          `.cpg says ${said}, but ${byBytes.why.en}`,
        ),
      }
    : { encoding: named, why: say(`.cpg 写的是 ${said}`, `.cpg says ${said}`) };
}

/** So many bytes beyond ASCII are no accident: a few Chinese characters of GBK may happen to be valid UTF-8. */
const ENOUGH = 60;

/** Characters that cannot be read, of all beyond ASCII, that a right encoding may still have: texts that were cut. */
const CUT_SHARE = 0.05;

/** The encoding of a text file, by the megabyte around its first character beyond ASCII. */
export function textFileEncoding(path: string): EncodingGuess {
  return wideEncoding(head(path, 0, 1 << 12)) ?? guess(tellingBytes(path, 0));
}

/** UTF-16 by its mark, or by a zero in every other byte of a text that begins in ASCII; null for anything else. */
function wideEncoding(bytes: Uint8Array): EncodingGuess | null {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  const zeros = (from: number): number => {
    let count = 0;
    for (let i = from; i < bytes.length; i += 2) if (bytes[i] === 0) count++;
    return count / (bytes.length / 2);
  };
  const [first, second] = [zeros(0), zeros(1)];
  const order =
    mark === 0xff_fe || (second > HALF && first < 1 - HALF)
      ? 'UTF-16LE'
      : mark === 0xfe_ff || (first > HALF && second < 1 - HALF)
        ? 'UTF-16BE'
        : null;
  if (order === null) return null;
  const why = say('每个字符两个字节', 'two bytes for each character');
  return { encoding: order, why };
}

/** Names of fields, digits and punctuation make up at least this share of a table or of GeoJSON. */
const HALF = 0.5;

function guess(bytes: Uint8Array): EncodingGuess {
  if (foreignBytes(bytes) === 0)
    return { encoding: 'UTF-8', why: say('只有 ASCII 字符', 'ASCII only') };
  if (decodes('utf-8', bytes))
    return { encoding: 'UTF-8', why: say('字节是合法的 UTF-8', 'the bytes are valid UTF-8') };
  if (looksLikeBig5(bytes))
    return {
      encoding: 'BIG5',
      why: say(
        '字节不是 UTF-8；按 Big5 是常用字，按 GB18030 多是生僻字',
        'the bytes are not UTF-8; they are usual characters of Big5 and mostly rare ones of GB18030',
      ),
    };
  if (decodes('gb18030', bytes))
    return {
      encoding: 'GB18030',
      why: say('字节不是 UTF-8，是合法的 GB18030', 'the bytes are not UTF-8 but valid GB18030'),
    };
  return {
    encoding: 'ISO-8859-1',
    why: say('字节既不是 UTF-8 也不是 GB18030', 'the bytes are neither UTF-8 nor GB18030'),
  };
}

/** Pairs of bytes that must speak for Big5. */
const ENOUGH_PAIRS = 8;

/**
 * Whether pairs of bytes lie among the usual characters of Big5 (first byte A4–C6) with second bytes that the usual
 * characters of GB 2312 never have: those are all beyond ASCII.
 */
function looksLikeBig5(bytes: Uint8Array): boolean {
  let [pairs, usual, low] = [0, 0, 0];
  for (let i = 0; i + 1 < bytes.length; i++) {
    if (bytes[i]! < 0x81) continue;
    const [lead, trail] = [bytes[i]!, bytes[++i]!];
    pairs++;
    if (lead >= 0xa4 && lead <= 0xc6) usual++;
    if (trail >= 0x40 && trail <= 0x7e) low++;
  }
  return (
    pairs >= ENOUGH_PAIRS && usual > 0.9 * pairs && low > 0.2 * pairs && decodes('big5', bytes)
  );
}

function foreignBytes(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte > 127) count++;
  return count;
}

/** A field of a .dbf that was too short has cut its last character; a few such are no evidence against an encoding. */
function decodes(encoding: string, bytes: Uint8Array): boolean {
  let [foreign, broken] = [0, 0];
  for (const character of new TextDecoder(encoding).decode(bytes)) {
    if (character > '\u007f') foreign++;
    if (character === '\ufffd') broken++;
  }
  // One is the character that the end of the bytes cuts.
  return broken <= Math.max(1, foreign * CUT_SHARE) && broken < foreign;
}

/** Field names and records of a .dbf, without its binary head. */
function textBytes(dbf: string): Uint8Array {
  const start = head(dbf, 0, 32);
  const headerLength = start.length < 12 ? 0 : start[8]! + 256 * start[9]!;
  const names: number[] = [];
  const fields = head(dbf, 32, Math.max(0, headerLength - 32));
  for (let at = 0; at + 32 <= fields.length && fields[at] !== 13; at += 32) {
    const name = fields.subarray(at, at + 11);
    const end = name.indexOf(0);
    names.push(...name.subarray(0, end < 0 ? 11 : end), 32);
  }
  const records = tellingBytes(dbf, headerLength);
  const all = new Uint8Array(names.length + records.length);
  all.set(names);
  all.set(records, names.length);
  return all;
}

/** A megabyte from the first one on that holds more than ASCII; the first when all is ASCII. */
function tellingBytes(path: string, from: number): Uint8Array {
  const size = statSync(path).size;
  const MEGABYTE = 1 << 20;
  for (let at = from; at < size; at += MEGABYTE) {
    const bytes = head(path, at, MEGABYTE);
    const first = bytes.findIndex((byte) => byte > 127);
    if (first >= 0) return head(path, at + first, MEGABYTE);
  }
  return head(path, from, MEGABYTE);
}

function head(path: string, from: number, length: number): Uint8Array {
  const size = Math.max(0, Math.min(length, statSync(path).size - from));
  const bytes = new Uint8Array(size);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, size, from);
  } finally {
    closeSync(file);
  }
  return bytes;
}

/** The file beside a .shp with another ending, in either case. */
export function sibling(shp: string, ending: string): string | null {
  const base = shp.slice(0, -3);
  return (
    [`${base}${ending}`, `${base}${ending.toUpperCase()}`].find((path) => existsSync(path)) ?? null
  );
}

/**
 * A decoder of the encoding that a user names; InputError `unknown-encoding` when there is none of that name.
 */
export function decoderOf(encoding: string, file: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding);
  } catch {
    // The decoder throws a RangeError for a name that it does not know.
    throw new InputError(
      'unknown-encoding',
      say(`不认识的文字编码 ${encoding}`, `Unknown text encoding ${encoding}`),
      say('例如 --encoding GB18030。', 'For example --encoding GB18030.'),
      { file },
    );
  }
}

/** A file whose user says in which encoding it stands. */
interface Told {
  readonly encoding: string;
  readonly path: string;
  /** The file as the user named it. */
  readonly file: string;
}

/** As `checkTextEncoding`, for the texts of the .dbf beside a .shp. */
export function checkShapefileEncoding(told: Told): void {
  const dbf = sibling(told.path, 'dbf');
  if (dbf !== null) checkBytes(told, textBytes(dbf), null);
}

/**
 * InputError `wrong-encoding` when a text is not in the encoding that the user names: its bytes are none of that encoding, or
 * they are UTF-8 throughout, which bytes of another encoding never are by chance.
 */
export function checkTextEncoding(told: Told): void {
  checkBytes(told, tellingBytes(told.path, 0), wideEncoding(head(told.path, 0, 1 << 12)));
}

function checkBytes({ encoding, file }: Told, bytes: Uint8Array, wide: EncodingGuess | null): void {
  const label = decoderOf(encoding, file).encoding.toLowerCase();
  const foreign = foreignBytes(bytes);
  if (wide === null && foreign === 0 && !label.startsWith('utf-16')) return;
  const likely = wide ?? guess(bytes);
  const isWide = label.startsWith('utf-16');
  const isWrong =
    isWide || wide !== null
      ? label !== wide?.encoding.toLowerCase()
      : !decodes(label, bytes) ||
        (label !== 'utf-8' && likely.encoding === 'UTF-8' && foreign >= ENOUGH);
  if (!isWrong) return;
  throw new InputError(
    'wrong-encoding',
    say(
      `文字不是 ${encoding}：${likely.why.zh}`,
      `The texts are not in ${encoding}: ${likely.why.en}`,
    ),
    say(
      `请去掉 --encoding（或映射文件中的 encoding），或改为 ${likely.encoding}。`,
      `Leave out --encoding (or encoding in the mapping file), or name ${likely.encoding}.`,
    ),
    { file },
  );
}
