/**
 * 追溯 — how a number came about, so that anybody can argue it down to clauses, facts and parcels.
 * A reference is `kind:id[#/json/pointer]`, e.g. `year:990101-2025#/account/losses`.
 */
import type { Confidence, Citation } from './citation.ts';
import type { Bilingual } from './text.ts';

/** Reference to a stored document and, after `#`, a place in it (RFC 6901). */
export interface Reference {
  readonly kind: string;
  readonly id: string;
  /** JSON pointer, `''` for the whole document. */
  readonly pointer: string;
}

/** A named number that went into a formula. `ref` opens it in turn. */
export interface Operand {
  readonly name: Bilingual;
  /** As shown: with unit. */
  readonly value: Bilingual;
  readonly ref?: string;
  /** Signed exact amount in the unit of the number explained; the terms of all operands add up to it. */
  readonly term?: string;
}

/**
 * How an exact number follows: the operands' terms add up to it; it is a sum over changed pieces, or over the parcels of
 * a survey; it was counted by the overlay; or a file or rule states it.
 */
export type Derivation = 'terms' | 'pieces' | 'parcels' | 'counted' | 'stated';

/** 算式说明 — one number explained: formula, operands, clauses, parameters used. */
export interface Explanation {
  readonly ref: string;
  readonly title: Bilingual;
  readonly value: Bilingual;
  /** As it stands in the document, without unit; the text of the number for what is no area. */
  readonly exact: string;
  readonly derivation: Derivation;
  readonly formula: Bilingual;
  readonly operands: readonly Operand[];
  readonly citations: readonly Citation[];
  readonly parameters: readonly {
    readonly name: string;
    readonly value: Bilingual;
    readonly confidence: Confidence;
  }[];
  /** `unconfirmed` when the rule or any parameter behind the number is. */
  readonly confidence: Confidence;
  /** What to do when the number is not as it should be. */
  readonly advice?: Bilingual;
}

/** Reads `kind:id#/pointer`; undefined when the text is not a reference. */
export function parseReference(text: string): Reference | undefined {
  const match = /^([a-z][a-z-]*):([^#\s]+)(?:#(\/.*)?)?$/.exec(text);
  if (!match) return undefined;
  return { kind: match[1]!, id: match[2]!, pointer: match[3] ?? '' };
}

/** The value at a JSON pointer, or undefined when there is none. */
export function atPointer(document: unknown, pointer: string): unknown {
  let value: unknown = document;
  if (pointer === '') return value;
  for (const raw of pointer.slice(1).split('/')) {
    const key = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
