/** Long work tells how far it is and can be called off. Passed down as a value; nothing is global. */
import type { Bilingual } from './text.ts';

/** Receives the state of one step. `total` is 0 when it is not known beforehand. */
export type Progress = (step: Bilingual, done: number, total: number) => void;

/** For callers that do not watch. */
export const silent: Progress = () => {};
