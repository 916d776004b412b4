/** Text to bytes of GBK, GB18030 or UTF-8. What TextDecoder makes of every pair of bytes, turned round, is the table of GBK. */
import { InputError, say } from '../base/index.ts';

/** Bytes of one text. Throws InputError `text-encoding` for a character that the encoding does not have. */
export type Encode = (text: string) => Uint8Array;

/** Encodings that texts are written in, as the options of commands have them. */
export const TEXT_ENCODINGS = ['UTF-8', 'GBK', 'GB18030'] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** The encoder of an encoding. */
export function encoderOf(encoding: Lowercase<TextEncoding>): Encode {
  if (encoding === 'utf-8') return utf8Encoder();
  return encoding === 'gbk' ? gbkEncoder() : gb18030Encoder();
}

/** UTF-8. */
export function utf8Encoder(): Encode {
  const encoder = new TextEncoder();
  return (text) => encoder.encode(text);
}

/** GBK. */
export function gbkEncoder(): Encode {
  return pairEncoder('GBK', () => null);
}

/** GB18030: GBK, and four bytes for every other character but 19 of the private area that it has moved elsewhere. */
export function gb18030Encoder(): Encode {
  let rest: ReadonlyMap<string, number> | null = null;
  return pairEncoder('GB18030', (character) => {
    const code = character.codePointAt(0)!;
    if (code >= 0x10000) return fourBytes(code - 0x10000 + FIRST_SUPPLEMENTARY);
    // Texts seldom hold any: the table of 39 420 decoded fours is made for the first one.
    rest ??= gb18030Fours();
    const linear = rest.get(character);
    return linear === undefined ? null : fourBytes(linear);
  });
}

/** Where the fours of the characters from U+10000 on begin, and how many stand before for those below. */
const [FIRST_SUPPLEMENTARY, BASIC_FOURS] = [189_000, 39_420];

function pairEncoder(
  name: string,
  others: (character: string) => readonly number[] | null,
): Encode {
  const pairs = (gbkTable ??= gbkPairs());
  return (text) => {
    const bytes = new Uint8Array(text.length * 4);
    let at = 0;
    for (const character of text) {
      const pair = pairs.get(character);
      if (character < '\u0080') bytes[at++] = character.codePointAt(0)!;
      else if (pair !== undefined) {
        bytes[at++] = pair >> 8;
        bytes[at++] = pair & 0xff;
      } else {
        const four = others(character);
        if (four === null) throw notInEncoding(name, character);
        bytes.set(four, at);
        at += four.length;
      }
    }
    return bytes.subarray(0, at);
  };
}

/** The four bytes of a place in the order of GB18030: digits of base 126, 10, 126 and 10. */
function fourBytes(linear: number): readonly number[] {
  return [
    0x81 + Math.floor(linear / 12_600),
    0x30 + (Math.floor(linear / 1260) % 10),
    0x81 + (Math.floor(linear / 10) % 126),
    0x30 + (linear % 10),
  ];
}

/** Places of the characters below U+10000 that have four bytes. */
function gb18030Fours(): ReadonlyMap<string, number> {
  const bytes = new Uint8Array(5 * BASIC_FOURS);
  for (let i = 0; i < BASIC_FOURS; i++) bytes.set([...fourBytes(i), 10], 5 * i);
  const places = new Map<string, number>();
  new TextDecoder('gb18030')
    .decode(bytes)
    .split('\n')
    .forEach((text, i) => {
      if (text.length === 1 && text !== '\ufffd') places.set(text, i);
    });
  return places;
}

/** Building it decodes 24 000 pairs: it is made once, for the first text. */
let gbkTable: ReadonlyMap<string, number> | null = null;

/** Characters by lead byte × 256 + trail byte. */
function gbkPairs(): ReadonlyMap<string, number> {
  const codes: number[] = [];
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++)
      if (trail !== 0x7f) codes.push((lead << 8) | trail);
  const bytes = Uint8Array.from(codes.flatMap((code) => [code >> 8, code & 0xff, 10]));
  const pairs = new Map<string, number>();
  new TextDecoder('gb18030')
    .decode(bytes)
    .split('\n')
    .forEach((text, i) => {
      if (text.length === 1 && text !== '\ufffd' && !pairs.has(text)) pairs.set(text, codes[i]!);
    });
  return pairs;
}

function notInEncoding(name: string, character: string): InputError {
  return new InputError(
    'text-encoding',
    say(`${name} 编码里没有“${character}”字`, `${name} has no character "${character}"`),
    say('请改用 UTF-8 编码写出。', 'Write the file in UTF-8.'),
  );
}
