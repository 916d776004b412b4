/**
 * Three ways to say that something is not as it should be, and nothing else:
 * a Finding (the data have faults, work goes on), a Refusal (a rule says no), an InputError (not understood).
 */
import type { Citation } from './citation.ts';
import type { Question } from './guess.ts';
import type { Bilingual } from './text.ts';

export type Severity = 'error' | 'warning' | 'notice';

/** Where a finding lies. Everything that is known is filled in. */
export interface Place {
  readonly file?: string;
  readonly layer?: string;
  /** 0-based position of the feature in its layer. */
  readonly feature?: number;
  /** Identifier that the user knows the feature by (BSM, mapped id). */
  readonly id?: string;
  readonly field?: string;
  /** A point in the coordinates of the file. */
  readonly point?: readonly [number, number];
}

/** 问题 — one fault in data: which rule, where, what is wrong with the numbers, what to do. */
export interface Finding {
  /** Stable rule id: `C1`…`C9`, `A1`…`A3`, `U1`, `G1`… (no usable shape), `T1-overlap`… (topology), `X1`… (account). */
  readonly rule: string;
  readonly severity: Severity;
  readonly place: Place;
  readonly message: Bilingual;
  readonly remedy: Bilingual;
  readonly citation?: Citation;
  /** The other features of the fault: the one that overlaps, those around a gap. */
  readonly others?: readonly Involved[];
  /** Ground in question, m². */
  readonly area?: number;
  /** Length in question, m. */
  readonly length?: number;
  /** What a map draws of it, in the coordinates of the file. */
  readonly shape?: FindingShape;
}

/** A feature that has a part in a fault. */
export interface Involved {
  /** 0-based position in its layer. */
  readonly feature: number;
  readonly id: string;
}

/** Rings of a ground (the first of each part a shell, without closing copies), or lines. */
export interface FindingShape {
  readonly kind: 'polygon' | 'line';
  readonly lines: readonly (readonly (readonly [number, number])[])[];
}

/** 不予通过 — a rule says no. `retry` says whether trying again later can help. */
export interface Refusal {
  readonly code: string;
  readonly message: Bilingual;
  readonly remedy: Bilingual;
  readonly citation: Citation;
  readonly retry: boolean;
}

/** A decision of a pure part: either what follows, or why not. */
export type Decision<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/**
 * Input that cannot be understood: wrong path, unknown format, text where a number belongs. Thrown at the
 * edge that read it; nothing is stored; the command ends with exit code 2.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** Kebab-case, stable: `unknown-format`, `missing-field`. */
  readonly code: string;
  readonly text: Bilingual;
  readonly remedy: Bilingual;
  readonly place: Place;
  /** What the user has to answer, where that is all that is missing. */
  readonly questions: readonly Question[];

  constructor(
    code: string,
    text: Bilingual,
    remedy: Bilingual,
    place: Place = {},
    questions: readonly Question[] = [],
  ) {
    super(`${code}: ${text.en}`);
    this.code = code;
    this.text = text;
    this.remedy = remedy;
    this.place = place;
    this.questions = questions;
  }
}
