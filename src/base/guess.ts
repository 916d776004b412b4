/** 判断 — one thing that was understood of a file: what, the answer, and the evidence for it in words. */
import type { Bilingual } from './text.ts';

/** A guess with its evidence, as it is shown before anything is stored. */
export interface Guess {
  /** `layer`, `encoding`, `crs`, `year` …, or the name of an attribute. */
  readonly what: string;
  readonly answer: string;
  readonly why: Bilingual;
}
