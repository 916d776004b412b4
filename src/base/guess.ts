/**
 * 判断与问题 — what was understood of a file: what, the answer, and the evidence for it in words; and what has to be asked
 * because the file does not tell, or tells two things.
 */
import { InputError } from './finding.ts';
import { type Bilingual, say } from './text.ts';

/** A guess with its evidence, as it is shown before anything is stored. */
export interface Guess {
  /** `layer`, `encoding`, `crs`, `axes`, `year`, `region`, `scheme` …, or the name of an attribute. */
  readonly what: string;
  readonly answer: string;
  readonly why: Bilingual;
  /** Absent: certain. `contradiction`: the file says two things, and this is the one that was taken. */
  readonly certainty?: 'guess' | 'contradiction';
  /** What overrules it: `--crs`, `--mapping` …; absent where nothing can. */
  readonly option?: string;
}

/** One answer that a question may have. */
export interface Answer {
  /** As it is written behind the option. */
  readonly answer: string;
  readonly why: Bilingual;
}

/** What must be asked before a file is stored. */
export interface Question {
  readonly what: string;
  /** Code of the error when this alone is asked: `which-year`, `unknown-crs`. */
  readonly code: string;
  readonly text: Bilingual;
  /** What to do. */
  readonly remedy: Bilingual;
  /** The option that answers it. */
  readonly option: string;
  /** Likeliest first; may be empty. */
  readonly answers: readonly Answer[];
  /** Whether the first answer may be taken unasked when guesses are welcome. */
  readonly hasBest: boolean;
  /** The field in question. */
  readonly field?: string;
}

/**
 * All questions as one error, with the code of the first; null when none is left. With `guess`, those that have a best
 * answer are not asked.
 */
export function askAll(
  questions: readonly Question[],
  guess: boolean,
  place: { readonly file: string; readonly layer?: string },
): InputError | null {
  const asked = questions.filter((question) => !(guess && question.hasBest));
  const [first] = asked;
  if (first === undefined) return null;
  if (asked.length === 1) {
    const where = first.field === undefined ? place : { ...place, field: first.field };
    return new InputError(first.code, first.text, first.remedy, where, asked);
  }
  return new InputError(
    first.code,
    say(
      `有 ${asked.length} 处要问清：${asked.map(({ text }) => text.zh).join('；')}`,
      `${asked.length} things must be asked: ${asked.map(({ text }) => text.en).join('; ')}`,
    ),
    say(
      `请一并回答：${asked.map(({ option }) => option).join('、')}。${asked.map(({ remedy }) => remedy.zh).join('')}`,
      `Answer them together: ${asked.map(({ option }) => option).join(', ')}. ${asked.map(({ remedy }) => remedy.en).join(' ')}`,
    ),
    place,
    asked,
  );
}
