/** How a terminal shows what was understood of a file, everything that has to be asked about it, and what a copy does not carry. */
import { type ExportReport, guessTitle } from '../app/index.ts';
import type { Guess, InputError, Language } from '../base/index.ts';
import { placeText } from './print.ts';
import type { Terminal } from './terminal.ts';

/** All questions, numbered, each with the answers that are possible and the option that gives one. */
export function printQuestions(error: InputError, terminal: Terminal, language: Language): void {
  const zh = language === 'zh';
  const { questions } = error;
  const place = placeText(error.place, language);
  terminal.err(
    zh
      ? `[${place}] 有 ${questions.length} 处要问清，没有存储：\n`
      : `[${place}] ${questions.length} things must be asked; nothing was stored:\n`,
  );
  questions.forEach(({ text, remedy, option, answers, hasBest }, i) => {
    terminal.err(`${i + 1}. ${text[language]}\n`);
    answers.forEach(({ answer, why }, k) => {
      const shown = answer === option ? option : `${option} ${answer}`;
      const best = hasBest && k === 0 ? (zh ? '  ← --yes 取此' : '  ← taken by --yes') : '';
      terminal.err(`     ${shown}  ${why[language]}${best}\n`);
    });
    terminal.err(`   ${zh ? '怎么办：' : 'What to do: '}${remedy[language]}\n`);
  });
}

/** So many attributes that are certain for the same reason are told in one line. */
const MANY = 4;

/**
 * What was understood and why: `?` marks a guess, `!` a contradiction, each with the option that overrules it. Fields that
 * are certain stand together.
 */
export function printEvidence(
  evidence: readonly Guess[],
  terminal: Terminal,
  language: Language,
): void {
  const zh = language === 'zh';
  const marks = { guess: '?', contradiction: '!' };
  const alike = ({ why, certainty, option }: Guess): readonly Guess[] =>
    evidence.filter(
      (one) =>
        certainty === undefined &&
        option === '--mapping' &&
        one.certainty === undefined &&
        one.option === option &&
        one.why.en === why.en,
    );
  for (const guess of evidence) {
    const { what, answer, why, certainty, option } = guess;
    const group = alike(guess);
    const mark = certainty === undefined ? ' ' : marks[certainty];
    const isOpen = certainty !== undefined && option !== undefined;
    const overrule = isOpen ? (zh ? `，用 ${option} 可改` : `; ${option} overrules it`) : '';
    const reason = `(${why[language]}${overrule})`;
    if (group.length < MANY)
      terminal.err(`${mark} ${guessTitle(what)[language]}: ${answer} ${reason}\n`);
    else if (group[0] === guess) {
      const answers = group.map((one) => `${one.answer} ${guessTitle(one.what)[language]}`);
      const head = zh ? `${group.length} 个字段` : `${group.length} fields`;
      terminal.err(`  ${head}: ${answers.join(zh ? '、' : ', ')} ${reason}\n`);
    }
  }
}

/** What a written format does not carry; nothing when it carries all. */
export function printNotCarried(
  notCarried: ExportReport['notCarried'],
  terminal: Terminal,
  language: Language,
): void {
  if (notCarried.length === 0) return;
  terminal.out(language === 'zh' ? '没有原样写进去的：\n' : 'Not carried as it is:\n');
  for (const { layer, text } of notCarried) terminal.out(`  ${layer}  ${text[language]}\n`);
}
