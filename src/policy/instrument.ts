/**
 * 文件 — an instrument beside the Opinions: its articles in order, each with what it is about, the words that were seen, the
 * rules that carry it out, and what it waits for. Words that were not seen are not written; the rules of such an article are
 * unconfirmed.
 */
import type { Bilingual, CalendarDate } from '../base/index.ts';
import type { AnyRule, Unsourced } from './rule.ts';

/** 文件 with its articles. */
export interface Instrument {
  readonly id: string;
  readonly title: Bilingual;
  /** In force from. */
  readonly from: CalendarDate;
  /** The day of the month was not seen: `from` is the first of it. */
  readonly isDayUnknown?: boolean;
  readonly articles: readonly InstrumentArticle[];
}

/** 条 — one place of an instrument. */
export interface InstrumentArticle {
  /** As people cite it. */
  readonly clause: string;
  readonly about: Bilingual;
  /** The words, where they were seen. */
  readonly quote?: string;
  /** File of the room `land` that carries it out, where it is not rules. */
  readonly by?: string;
  readonly rules: readonly AnyRule[];
  /** What the rest of it waits for; null when it is carried out whole. */
  readonly waitsFor: Bilingual | null;
}

/** An article as an instrument's file writes it: its rules take citation and first day from the instrument. */
export interface WrittenArticle extends Omit<InstrumentArticle, 'rules' | 'waitsFor'> {
  readonly rules?: readonly Unsourced<AnyRule>[];
  readonly waitsFor?: Bilingual;
}

/** The instrument with the sources of its rules filled in. */
export function instrument(
  head: Omit<Instrument, 'articles'>,
  ...articles: readonly WrittenArticle[]
): Instrument {
  return {
    ...head,
    articles: articles.map(({ rules = [], waitsFor = null, ...article }) => {
      const { clause, quote } = article;
      const citation = { instrument: head.id, clause, ...(quote === undefined ? {} : { quote }) };
      const sourced = rules.map((rule) => ({ from: head.from, ...rule, citation }) as AnyRule);
      return { ...article, rules: sourced, waitsFor };
    }),
  };
}

/** All rules of an instrument, in the order of its articles. */
export const rulesOf = ({ articles }: Instrument): readonly AnyRule[] =>
  articles.flatMap(({ rules }) => rules);
