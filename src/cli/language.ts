/** Which language the user reads: `--lang`, else the locale of the terminal, else 中文. */
import { InputError, type Language, say } from '../base/index.ts';

/** Locales that name no language: a machine without a locale reads 中文. */
const NEUTRAL = /^(C|POSIX)?([.@]|$)/i;

/** Reads `zh` or `en` from the option, else from LC_ALL, LC_MESSAGES or LANG; a locale of any other language reads English. */
export function chooseLanguage(
  option: string | undefined,
  environment: NodeJS.ProcessEnv,
): Language {
  if (option !== undefined) {
    if (option === 'zh' || option === 'en') return option;
    throw new InputError(
      'bad-option',
      say(`--lang 应为 zh 或 en，而不是“${option}”`, `--lang must be zh or en, not “${option}”`),
      say('请改正该选项。', 'Correct the option.'),
    );
  }
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return NEUTRAL.test(locale) || /^zh/i.test(locale) ? 'zh' : 'en';
}

/** The language before the command line is parsed: help and progress speak it too. A wrong one is told at parsing. */
export function languageOf(argv: readonly string[], environment: NodeJS.ProcessEnv): Language {
  const at = argv.findIndex((one) => one === '--lang' || one.startsWith('--lang='));
  const said = at < 0 ? undefined : (argv[at]!.split('=')[1] ?? argv[at + 1]);
  return chooseLanguage(said === 'zh' || said === 'en' ? said : undefined, environment);
}

/**
 * A line of help in the reader's language. Lines are written `中文 English`; what an English reader sees begins after the
 * last Chinese character.
 */
export function helpLine(text: string, language: Language): string {
  if (language === 'zh') return text;
  return text.replace(/^.*[\p{Script=Han}\u3000-\u303F\uFF00-\uFFEF](\s*[—/])?\s*/su, '');
}
