/** Numbers of options: a year, a count, a seed; anything else is told in a sentence. */
import { InputError, say } from '../base/index.ts';

/** Reads a whole number between the limits. */
export function wholeNumber(name: string, from: number, to: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= from && value <= to) return value;
    throw new InputError(
      'bad-option',
      say(
        `${name} 应为 ${from} 到 ${to} 的整数，而不是“${text}”`,
        `${name} must be a whole number from ${from} to ${to}, not “${text}”`,
      ),
      say('请改正该选项。', 'Correct the option.'),
    );
  };
}

/** Reads a number with decimals between the limits, both included. */
export function decimalNumber(name: string, from: number, to: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}(\.\d{1,6})?$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (value >= from && value <= to) return value;
    throw new InputError(
      'bad-option',
      say(
        `${name} 应为 ${from} 到 ${to} 的数，而不是“${text}”`,
        `${name} must be a number from ${from} to ${to}, not “${text}”`,
      ),
      say('请改正该选项。', 'Correct the option.'),
    );
  };
}

/** `--year`. */
export const yearNumber = wholeNumber('--year', 1900, 2200);
