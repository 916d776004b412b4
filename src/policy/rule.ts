/**
 * 规则 — one sentence of an instrument that a machine can test: whom it binds, which facts it needs, how it decides, with
 * numbers, sentence and remedy. Rules stand in the instrument's file below the words that they carry out.
 */
import type { Area, Bilingual, CalendarDate, Citation, Confidence } from '../base/index.ts';
import type { LayerKey } from './constraint-layers.ts';
import type { FactsOf, Subject } from './facts.ts';
import type { Parameters } from './parameters.ts';

/**
 * How strong the words are. 禁止 fails and nobody can approve it; 原则上不 needs a named approver and a written reason; a
 * duty says what has to be done; a condition is met or not.
 */
export type Strength = 'forbidden' | 'in-principle-not' | 'duty' | 'condition';

/**
 * 结论 of one rule. `no-data`: a layer or a fact is missing, red and never a pass. `stale`: it would pass, but a layer is
 * older than it may be. `excepted`: 原则上不, with approver and reason given, and listed in public.
 */
export type Verdict =
  | 'refuse'
  | 'no-data'
  | 'needs-approval'
  | 'stale'
  | 'duty'
  | 'excepted'
  | 'pass'
  | 'not-applicable';

/** Worst first: the verdict of a whole check is the first of these that any rule gave. */
export const VERDICTS: readonly Verdict[] = [
  'refuse',
  'no-data',
  'needs-approval',
  'stale',
  'duty',
  'excepted',
  'pass',
  'not-applicable',
];

/** A number that a rule decided by; `pointer` says where it stands in the facts (RFC 6901), '' when it was computed. */
export interface Figure {
  readonly name: Bilingual;
  readonly pointer: string;
  readonly amount:
    | { readonly unit: 'area'; readonly area: Area }
    | {
        readonly unit: 'kg' | 'grade' | 'share' | 'years' | 'metres' | 'count' | 'yuan' | 'cm';
        readonly value: number;
      };
}

/** What a rule answers. Everything but a pass and `not-applicable` says what to do. */
export type Outcome =
  | {
      readonly verdict: 'pass' | 'not-applicable';
      readonly sentence: Bilingual;
      readonly figures?: readonly Figure[];
    }
  | {
      readonly verdict: 'refuse' | 'needs-approval' | 'duty' | 'no-data';
      readonly sentence: Bilingual;
      readonly remedy: Bilingual;
      readonly figures?: readonly Figure[];
    };

/** The law of a day as a rule asks it; every parameter that is asked for stands in the explanation. */
export interface LawOfDay {
  readonly day: CalendarDate;
  value<K extends keyof Parameters>(name: K): Parameters[K];
}

/** One rule in one version. */
export interface Rule<S extends Subject = Subject> {
  /** Stable, kebab-case, e.g. `site-high-standard-farmland`; versions of one rule share it. */
  readonly id: string;
  readonly subject: S;
  readonly title: Bilingual;
  /** The words that are carried out. */
  readonly citation: Citation;
  readonly confidence: Confidence;
  readonly from: CalendarDate;
  /** Last day; absent means still in force. */
  readonly to?: CalendarDate;
  readonly strength: Strength;
  /** Asked only where a pack chose it by id: what one province rules beyond the national texts. */
  readonly isOptional?: boolean;
  /** Layers without which the rule cannot look. */
  readonly layers: readonly LayerKey[];
  /** Who can approve an exception; for 原则上不 alone. */
  readonly approver?: Bilingual;
  /** Whether the rule speaks of these facts at all; asked before its layers. Absent means always. */
  appliesTo?(facts: FactsOf[S], law: LawOfDay): boolean;
  /**
   * The decision; all layers of `layers` are given. For `forbidden` and `in-principle-not` a hit is `refuse`; the strength
   * makes an approval of it.
   */
  decide(facts: FactsOf[S], law: LawOfDay): Outcome;
}

/** A rule as it stands below the words of its article, which give it the citation and, unless it says so, the first day. */
export type Unsourced<R extends AnyRule> = R extends AnyRule
  ? Omit<R, 'citation' | 'from'> & Partial<Pick<R, 'from'>>
  : never;

/** A rule of any subject. */
export type AnyRule = { readonly [S in Subject]: Rule<S> }[Subject];

/** 例外 — a named person approves what is 原则上不, with a written reason; listed in public. */
export interface Exception {
  readonly rule: string;
  readonly approver: string;
  readonly reason: string;
  readonly document: string;
}
