/** 例外 from a file: who approves what is 原则上不, with reason and document. */
import { existsSync, readFileSync } from 'node:fs';
import { type Bilingual, InputError, say } from '../base/index.ts';
import type { Exception } from '../policy/index.ts';

const FIELDS = ['rule', 'approver', 'reason', 'document'] as const;

/**
 * Reads one exception or a list of them: JSON objects with the texts rule, approver, reason and document.
 *
 * @throws InputError when there is no such file or it says something else.
 */
export function loadExceptions(file: string): Exception[] {
  if (!existsSync(file))
    throw new InputError(
      'not-found',
      say(`找不到例外文件“${file}”`, `There is no file of exceptions “${file}”`),
      say('请检查路径。', 'Check the path.'),
      { file },
    );
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { message } = error as Error;
    throw bad(
      file,
      '',
      say(`例外文件不是 JSON：${message}`, `The exceptions are not JSON: ${message}`),
    );
  }
  return (Array.isArray(value) ? value : [value]).map((one, i) => exceptionOf(one, file, i));
}

function exceptionOf(value: unknown, file: string, place: number): Exception {
  const given = value !== null && typeof value === 'object' ? value : {};
  for (const field of FIELDS)
    if (typeof (given as Record<string, unknown>)[field] !== 'string')
      throw bad(
        file,
        field,
        say(
          `第 ${place + 1} 个例外没有写明 ${field}`,
          `Exception ${place + 1} does not state its ${field}`,
        ),
      );
  const { rule, approver, reason, document } = given as Exception;
  return { rule, approver, reason, document };
}

function bad(file: string, field: string, text: Bilingual): InputError {
  return new InputError(
    'bad-exception',
    text,
    say(
      '每个例外写成 {"rule":"规则号","approver":"批准人","reason":"理由","document":"批文"}。',
      'An exception is written {"rule":"…","approver":"…","reason":"…","document":"…"}.',
    ),
    field === '' ? { file } : { file, field },
  );
}
