/** Text to bytes of GBK or UTF-8. What TextDecoder makes of every pair of bytes, turned round, is the table of GBK. */
import { InputError, say } from '../../base/index.ts';

/** Bytes of one text. Throws InputError `vct-encoding` for a character that the encoding does not have. */
export type Encode = (text: string) => Uint8Array;

/** UTF-8. */
export function utf8Encoder(): Encode {
  const encoder = new TextEncoder();
  return (text) => encoder.encode(text);
}

/** GBK; building its table decodes 24 000 pairs, once for a file. */
export function gbkEncoder(): Encode {
  const pairs = gbkPairs();
  return (text) => {
    const bytes = new Uint8Array(text.length * 2);
    let at = 0;
    for (const character of text) {
      if (character < '\u0080') {
        bytes[at++] = character.codePointAt(0)!;
        continue;
      }
      const pair = pairs.get(character);
      if (pair === undefined) throw notInGbk(character);
      bytes[at++] = pair >> 8;
      bytes[at++] = pair & 0xff;
    }
    return bytes.subarray(0, at);
  };
}

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

function notInGbk(character: string): InputError {
  return new InputError(
    'vct-encoding',
    say(`GBK 编码里没有“${character}”字`, `GBK has no character "${character}"`),
    say('请改用 UTF-8 编码写出。', 'Write the file in UTF-8.'),
  );
}
