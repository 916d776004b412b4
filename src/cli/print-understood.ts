/** How a terminal shows what was understood of a file, and everything that has to be asked about it. */
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

/** What was understood and why: `?` marks a guess, `!` a contradiction, each with the option that overrules it. */
export function printEvidence(
  evidence: readonly Guess[],
  terminal: Terminal,
  language: Language,
): void {
  const zh = language === 'zh';
  const marks = { guess: '?', contradiction: '!' };
  for (const { what, answer, why, certainty, option } of evidence) {
    const mark = certainty === undefined ? ' ' : marks[certainty];
    const isOpen = certainty !== undefined && option !== undefined;
    const overrule = isOpen ? (zh ? `，用 ${option} 可改` : `; ${option} overrules it`) : '';
    terminal.err(`${mark} ${what}: ${answer} (${why[language]}${overrule})\n`);
  }
}
