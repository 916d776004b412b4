/**
 * 乱码 — texts that were decoded by a wrong encoding before they were stored, and are now valid but meaningless UTF-8.
 * The names of the fields, the layer and all values of a file are judged together: a single odd word is no evidence.
 */
import type { Bilingual, Columns, Guess } from '../../base/index.ts';
import { say } from '../../base/index.ts';

/** The names and values of a layer. */
export interface LayerTexts {
  readonly name: string;
  readonly columns: Columns;
}

/** One way in which texts are spoilt, and the way back; null for a text that this cannot have happened to. */
interface Damage {
  readonly answer: string;
  readonly why: Bilingual;
  repair(text: string): string | null;
}

/** Characters beyond ASCII that must speak for a damage, after repair. */
const ENOUGH = 4;

/** Of the texts beyond ASCII, so many must be repairable; the rest were cut or are typed symbols. */
const MOST = 0.9;

/** What Windows-1252 puts at 0x80–0x9F, where Latin-1 has control characters. */
const WINDOWS = new Map(
  Array.from({ length: 32 }, (_, i) => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(128 + i)),
    128 + i,
  ]),
);

/** The bytes that Latin-1 or Windows-1252 shows as this text; null when it has other characters. */
function latinBytes(text: string): Uint8Array | null {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const byte = code < 256 ? code : WINDOWS.get(character);
    if (byte === undefined) return null;
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

let gbk: ReadonlyMap<string, readonly [number, number]> | null = null;

/** Character → its two bytes in GBK, made when first needed: the platform only decodes. */
function gbkTable(): ReadonlyMap<string, readonly [number, number]> {
  if (gbk) return gbk;
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, readonly [number, number]>();
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if ([...character].length === 1 && character !== '\ufffd' && !table.has(character))
        table.set(character, [lead, trail]);
    }
  gbk = table;
  return table;
}

function gbkBytes(text: string): Uint8Array | null {
  const table = gbkTable();
  const bytes: number[] = [];
  for (const character of text) {
    if (character < '\u0080') bytes.push(character.charCodeAt(0));
    else {
      const pair = table.get(character);
      if (pair === undefined) return null;
      bytes.push(...pair);
    }
  }
  return Uint8Array.from(bytes);
}

function decoded(encoding: string, bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Chinese as it is written: hanzi, and the punctuation and full-width forms beside them. */
const CHINESE =
  /^[\u0020-\u007e\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\s·—…“”‘’×\u{20000}-\u{323af}]+$/u;

const DAMAGES: readonly Damage[] = [
  {
    answer: 'UTF-8',
    why: say(
      'UTF-8 的字节曾被当作 Latin-1 再存一次',
      'bytes of UTF-8 were stored again as Latin-1',
    ),
    repair: (text) => decoded('utf-8', latinBytes(text)),
  },
  {
    answer: 'GB18030',
    why: say('GBK 的字节曾被当作 Latin-1', 'bytes of GBK were taken for Latin-1'),
    repair: (text) => {
      const bytes = latinBytes(text);
      // Accents of European words stand alone between letters; hanzi are pairs of high bytes.
      const isPaired = bytes !== null && pairs(bytes);
      const repaired = isPaired ? decoded('gb18030', bytes) : null;
      return repaired !== null && CHINESE.test(repaired) ? repaired : null;
    },
  },
  {
    answer: 'UTF-8',
    why: say('UTF-8 的字节曾被当作 GBK', 'bytes of UTF-8 were taken for GBK'),
    repair: (text) => {
      const repaired = decoded('utf-8', gbkBytes(text));
      return repaired !== null && CHINESE.test(repaired) ? repaired : null;
    },
  },
];

/** Whether bytes beyond ASCII come as pairs of GBK, and at least half of their second bytes are beyond ASCII too. */
function pairs(bytes: Uint8Array): boolean {
  let [high, low] = [0, 0];
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i]! < 128) continue;
    if (++i >= bytes.length) return false;
    if (bytes[i]! >= 0xa1) high++;
    else low++;
  }
  return high > 0 && high >= low;
}

/** The texts as they were meant, and the evidence; null when they are sound. */
export function repairTexts(layer: LayerTexts): { texts: LayerTexts; evidence: Guess } | null {
  const foreign = foreignTexts(layer);
  if (foreign.length === 0) return null;
  for (const damage of DAMAGES) {
    const repaired = foreign.map((text) => damage.repair(text));
    const found = repaired.filter((text) => text !== null);
    const characters = [...found.join('')].filter(isForeign).length;
    if (characters < ENOUGH || found.length < MOST * foreign.length) continue;
    const first = foreign.find((_, i) => repaired[i] !== null)!;
    const [before, after] = [first.slice(0, 20), found[0]!.slice(0, 20)];
    return {
      texts: repairedWith(layer, (text) =>
        isForeign(text) ? (damage.repair(text) ?? text) : text,
      ),
      evidence: {
        what: 'encoding',
        answer: damage.answer,
        why: say(
          `${damage.why.zh}，${foreign.length} 处文字中 ${found.length} 处已还原，如“${before}”→“${after}”`,
          `${damage.why.en}; ${found.length} of ${foreign.length} texts are restored, e.g. “${before}” → “${after}”`,
        ),
        certainty: 'guess',
        option: '--encoding',
      },
    };
  }
  return null;
}

function isForeign(text: string): boolean {
  return [...text].some((character) => character > '\u007f');
}

/** Distinct texts beyond ASCII: of names all, of each column the first thousand. */
function foreignTexts({ name, columns }: LayerTexts): string[] {
  const texts = new Set([name, ...columns.keys()].filter(isForeign));
  for (const column of columns.values())
    if (column.kind === 'text')
      for (const text of column.dictionary.filter(isForeign).slice(0, 1000)) texts.add(text);
  return [...texts];
}

function repairedWith({ name, columns }: LayerTexts, repair: (text: string) => string): LayerTexts {
  return {
    name: repair(name),
    columns: new Map(
      [...columns].map(([field, column]) => [
        repair(field),
        column.kind === 'text' ? { ...column, dictionary: column.dictionary.map(repair) } : column,
      ]),
    ),
  };
}
