/**
 * Lines of a text file whose encoding nobody wrote down: by its byte order mark, as UTF-8 when all of it is, else as
 * GB18030, which contains GBK. The file is decoded piece by piece: a string cannot hold a gigabyte.
 */
import { type Guess, InputError, say } from '../base/index.ts';

/** So many bytes are decoded at once; a piece ends with a line. */
const PIECE = 1 << 20;

/** No line of a format of lines is so long: who has one has no such file. */
const LONGEST_LINE = 16 * PIECE;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** A text file, ready to be read line by line. */
export interface TextLines {
  readonly encoding: Guess;
  /** The lines without their ends; InputError `not-text` when there are none for 16 MB. */
  lines(): Generator<string>;
}

/** Finds the encoding; looks at every byte once. */
export function textLines(bytes: Uint8Array): TextLines {
  const utf16 = utf16Label(bytes);
  if (utf16 !== null) {
    const whole = new TextEncoder().encode(new TextDecoder(utf16).decode(bytes));
    return {
      encoding: encodingGuess('UTF-16', say('文件开头有标记', 'the file begins with its mark')),
      lines: () => linesOf(whole, 'utf-8'),
    };
  }
  if (isUtf8(bytes))
    return {
      encoding: encodingGuess('UTF-8', say('字节是合法的 UTF-8', 'the bytes are valid UTF-8')),
      lines: () => linesOf(bytes, 'utf-8'),
    };
  return {
    encoding: encodingGuess('GB18030', say('字节不是 UTF-8', 'the bytes are not UTF-8')),
    lines: () => linesOf(bytes, 'gb18030'),
  };
}

function encodingGuess(answer: string, why: Guess['why']): Guess {
  return { what: 'encoding', answer, why };
}

function utf16Label(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

function isUtf8(bytes: Uint8Array): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += PIECE)
      decoder.decode(bytes.subarray(at, at + PIECE), { stream: true });
    decoder.decode();
    return true;
  } catch {
    // The decoder throws a TypeError at the first byte that is none of UTF-8: that is the answer.
    return false;
  }
}

function* linesOf(bytes: Uint8Array, encoding: string): Generator<string> {
  for (let at = 0; at < bytes.length;) {
    const end = endOfPiece(bytes, at);
    const text = new TextDecoder(encoding).decode(bytes.subarray(at, end));
    const lines = text.split(/\r\n|\n|\r/);
    // A piece ends with the end of a line, so nothing stands behind the last one; but for the end of the file.
    if (lines.at(-1) === '') lines.pop();
    yield* lines;
    at = end;
  }
}

/** Behind the last end of a line of the next piece; neither byte is ever the second one of a character. */
function endOfPiece(bytes: Uint8Array, at: number): number {
  if (bytes.length - at <= PIECE) return bytes.length;
  for (const mark of [NEWLINE, RETURN]) {
    const last = bytes.lastIndexOf(mark, at + PIECE - 1);
    if (last >= at) return last + 1;
  }
  const newline = bytes.subarray(at, at + LONGEST_LINE).indexOf(NEWLINE);
  if (newline >= 0) return at + newline + 1;
  if (bytes.length - at <= LONGEST_LINE) return bytes.length;
  throw new InputError(
    'not-text',
    say('这不是一行一行的文本文件', 'This is no text file of lines'),
    say('请重新导出。', 'Export it again.'),
  );
}

/** A number as it is written, in full-width digits too; NaN for anything else, also for what no double holds. */
export function parsedNumber(text: string): number {
  const plain = /[\uff01-\uff5e]/.test(text) ? text.normalize('NFKC') : text;
  const value = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(plain)
    ? Number(plain)
    : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}
