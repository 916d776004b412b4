/** Sentences that users read stand in both languages wherever they are written. */

/** Language of the interface. 中文 is first; English is complete. */
export type Language = 'zh' | 'en';

/** One sentence, in both languages. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** Shorthand to write a sentence in both languages. */
export function say(zh: string, en: string): Bilingual {
  return { zh, en };
}

/** Order of codes and identifiers by their characters: the same on every machine, whatever language it speaks. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
