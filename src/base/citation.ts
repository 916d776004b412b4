/** Where a rule or a value comes from, and how sure we are of it. */
import type { CalendarDate } from './date.ts';

/** `confirmed`: seen in the named text. `unconfirmed`: known in the field, not seen in a text; shown as 未确认. */
export type Confidence = 'confirmed' | 'unconfirmed';

/** 依据 — one place in one instrument. */
export interface Citation {
  /** Stable id of the instrument, e.g. `opinions-2024`, `mnr-2024-204`, `survey-rules`. */
  readonly instrument: string;
  /** Article or clause as people cite it, e.g. `十一`, `C3`. */
  readonly clause: string;
  /** The words that decide, quoted; absent when the text was not seen. */
  readonly quote?: string;
}

/** 参数 — a dated value of the law or of practice. `to` is the last day; absent means still in force. */
export interface Dated<T> {
  readonly value: T;
  readonly from: CalendarDate;
  readonly to?: CalendarDate;
  readonly source: string;
  readonly confidence: Confidence;
}
