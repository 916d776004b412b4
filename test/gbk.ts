/** Text as GBK bytes: the table is what the decoder makes of every pair of bytes, turned round. */
const PAIRS: ReadonlyMap<string, readonly [number, number]> = (() => {
  const decoder = new TextDecoder('gbk');
  const pairs = new Map<string, readonly [number, number]>();
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length === 1 && text !== '\ufffd') pairs.set(text, [lead, trail]);
    }
  return pairs;
})();

/** Throws for a character that GBK does not have. */
export function gbk(text: string): Uint8Array {
  return Uint8Array.from(
    [...text].flatMap((character) => {
      if (character < '\u0080') return [character.codePointAt(0)!];
      const pair = PAIRS.get(character);
      if (pair === undefined) throw new Error(`GBK has no ${character}`);
      return pair;
    }),
  );
}
