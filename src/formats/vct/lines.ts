/**
 * The lines of a VCT file straight from its bytes: only what is asked for becomes text, so that a file of any length is
 * read in memory of its own size. Also the sentence for a line that is not understood.
 */
import { InputError, type Bilingual, say } from '../../base/index.ts';

/** Walks over lines that are not blank. `from`…`to` are the bytes of the current one without blanks around it. */
export interface Lines {
  readonly bytes: Uint8Array;
  from: number;
  to: number;
  /** Number of the current line, from 1. */
  number: number;
  /** Goes to the next line that is not blank; false at the end, and then the current line is empty. */
  next(): boolean;
  text(): string;
  /** Where the walk stands; `back` returns there. */
  mark(): LineMark;
  back(mark: LineMark): void;
}

/** A place in the file. */
export interface LineMark {
  readonly at: number;
  readonly seen: number;
  readonly from: number;
  readonly to: number;
}

/** Encodings that a VCT file comes in. */
export type VctEncoding = 'gb18030' | 'utf-8';

/** UTF-8 when every byte of the file fits it, else GB 18030 (which holds GBK and GB 2312). */
export function encodingOf(bytes: Uint8Array): VctEncoding {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += 1 << 20)
      decoder.decode(bytes.subarray(at, at + (1 << 20)), { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch {
    return 'gb18030';
  }
}

/** Lines end with LF, CR LF or CR; a byte order mark is read over. */
export function linesOf(bytes: Uint8Array, encoding: VctEncoding): Lines {
  const decoder = new TextDecoder(encoding);
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let seen = 0;
  return {
    bytes,
    from: at,
    to: at,
    number: 0,
    next() {
      while (at < bytes.length) {
        let from = at;
        while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at++;
        let to = at;
        at += bytes[at] === 13 && bytes[at + 1] === 10 ? 2 : 1;
        seen++;
        while (from < to && bytes[from]! <= 32) from++;
        while (to > from && bytes[to - 1]! <= 32) to--;
        if (from === to) continue;
        this.from = from;
        this.to = to;
        this.number = seen;
        return true;
      }
      this.from = bytes.length;
      this.to = bytes.length;
      this.number = seen;
      return false;
    },
    text() {
      return decoder.decode(bytes.subarray(this.from, this.to));
    },
    mark() {
      return { at, seen, from: this.from, to: this.to };
    },
    back(mark) {
      at = mark.at;
      seen = mark.seen;
      this.from = mark.from;
      this.to = mark.to;
      this.number = mark.seen;
    },
  };
}

/** Whether the current line is a single 0, which ends an object. */
export function isZero(lines: Lines): boolean {
  return lines.to - lines.from === 1 && lines.bytes[lines.from] === 48;
}

/** The current line as a whole number from 0 on, or −1. */
export function wholeNumber(lines: Lines): number {
  if (lines.to === lines.from || lines.to - lines.from > 15) return -1;
  let value = 0;
  for (let i = lines.from; i < lines.to; i++) {
    const digit = lines.bytes[i]! - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Two numbers of the current line into `out`; false when the line has no two fields. A field that is no number gives NaN.
 * Fields stand apart by commas, semicolons, bars, tabs or blanks.
 */
export function pointOf(lines: Lines, out: [number, number]): boolean {
  const { bytes, to } = lines;
  let end = lines.from;
  while (end < to && !parts(bytes[end]!)) end++;
  if (end === to || end === lines.from) return false;
  let from = end;
  while (from < to && parts(bytes[from]!)) from++;
  if (from === to) return false;
  let last = from;
  while (last < to && !parts(bytes[last]!)) last++;
  out[0] = numberOf(bytes, lines.from, end);
  out[1] = numberOf(bytes, from, last);
  return true;
}

/** Comma, semicolon, bar and everything blank. */
function parts(byte: number): boolean {
  return byte === 44 || byte <= 32 || byte === 59 || byte === 124;
}

/** 10⁰ … 10²² are doubles without rounding. */
const TENS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * The double nearest to a decimal. Up to 15 digits and 22 decimals both parts are doubles, so that one division rounds
 * once, as it should; everything else goes through Number.
 */
function numberOf(bytes: Uint8Array, from: number, to: number): number {
  const negative = bytes[from] === 45;
  let [value, digits, point] = [0, 0, -1];
  for (let i = negative ? from + 1 : from; i < to; i++) {
    const byte = bytes[i]!;
    if (byte === 46 && point < 0) {
      point = i;
      continue;
    }
    if (byte < 48 || byte > 57 || ++digits > 15) return slowNumberOf(bytes, from, to);
    value = value * 10 + byte - 48;
  }
  if (digits === 0) return Number.NaN;
  const decimals = point < 0 ? 0 : to - point - 1;
  const size = value / TENS[decimals]!;
  return negative ? -size : size;
}

function slowNumberOf(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > 400) return Number.NaN;
  const text = String.fromCharCode(...bytes.subarray(from, to));
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
}

/** InputError of a line: what is wrong there, and what to do. */
export function badLine(number: number, what: Bilingual, remedy?: Bilingual): InputError {
  return new InputError(
    'bad-vct',
    say(`VCT 文件第 ${number} 行：${what.zh}`, `Line ${number} of the VCT file: ${what.en}`),
    remedy ??
      say(
        '请在文本编辑器中查看该行；若文件不完整，请重新导出后再试。',
        'Look at that line in a text editor; when the file is incomplete, export it again.',
      ),
  );
}

/** At most 40 characters of a text, for a message. */
export function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
