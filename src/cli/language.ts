/** Which language the user reads: `--lang`, else the locale of the terminal, else 中文. */
import type { Bilingual, Language } from '../base/index.ts';

/** Reads `zh` or `en` from the option or from LC_ALL, LC_MESSAGES, LANG; a machine without a locale reads 中文. */
export function chooseLanguage(
  option: string | undefined,
  environment: NodeJS.ProcessEnv,
): Language {
  const wanted =
    option ?? environment['LC_ALL'] ?? environment['LC_MESSAGES'] ?? environment['LANG'] ?? '';
  return /^en/i.test(wanted) ? 'en' : 'zh';
}

/** The sentence in the user's language. */
export function inLanguage(text: Bilingual, language: Language): string {
  return text[language];
}
