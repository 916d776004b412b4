/** Long work tells how far it is and can be called off. Passed down as a value; nothing is global. */
import type { Bilingual } from './text.ts';

/** Receives the state of one step. `total` is 0 when it is not known beforehand. */
export type Progress = (step: Bilingual, done: number, total: number) => void;

/** Receives how many of `total` units of one step are done, from functions that do not know which step they are. */
export type Counter = (done: number, total: number) => void;

/** Units between two words to a counter: rare enough to cost nothing. */
export const COUNT_EVERY = 2048;

/** The counter of one step. */
export function counterOf(progress: Progress, step: Bilingual): Counter {
  return (done, total) => progress(step, done, total);
}

/** For callers that do not watch. */
export const silent: Progress = () => {};
