import { expect, test } from 'vitest';
import { InputError } from '../base/index.ts';
import { chooseLanguage, helpLine, languageOf } from './language.ts';

test.each([
  [undefined, {}, 'zh'],
  [undefined, { LANG: 'zh_CN.UTF-8' }, 'zh'],
  [undefined, { LANG: 'C.UTF-8' }, 'zh'],
  [undefined, { LANG: 'POSIX' }, 'zh'],
  [undefined, { LANG: 'en_US.UTF-8' }, 'en'],
  [undefined, { LANG: 'de_DE.UTF-8' }, 'en'],
  [undefined, { LANG: 'en_GB', LC_ALL: 'zh_CN.GBK' }, 'zh'],
  [undefined, { LANG: 'en_GB', LC_ALL: '' }, 'en'],
  ['en', { LANG: 'zh_CN.UTF-8' }, 'en'],
  ['zh', { LANG: 'en_US.UTF-8' }, 'zh'],
] as const)('--lang %s with %o speaks %s', (option, environment, language) => {
  expect(chooseLanguage(option, environment)).toBe(language);
});

test('a language that there is not is refused', () => {
  expect(() => chooseLanguage('fr', {})).toThrow(InputError);
});

test('the option is known before the line is parsed', () => {
  expect(languageOf(['settle', '--lang', 'en'], {})).toBe('en');
  expect(languageOf(['--lang=en', 'settle'], {})).toBe('en');
  expect(languageOf(['settle', '--lang'], { LANG: 'en_US' })).toBe('en');
});

test('help is cut to the English part only for who reads English', () => {
  expect(helpLine('端口，0 为任意 port, 0 for any', 'en')).toBe('port, 0 for any');
  expect(helpLine('端口，0 为任意 port, 0 for any', 'zh')).toBe('端口，0 为任意 port, 0 for any');
  expect(helpLine('display help for command', 'en')).toBe('display help for command');
});
