/**
 * 证据 — documents and layers that turn a default flow into an exempt, excused or corrected one. Nothing is excused by
 * a class alone: without evidence the default flow stands (practice 6).
 */
import type { CalendarDate } from '../base/index.ts';
import { isConstruction, isCultivated } from './land-classes.ts';

/** What a document says of a parcel. */
export type EvidenceKind = 'eco' | 'disaster' | 'flood' | 'other' | 'data-fix' | 'enclave';

/** 证据记录 — one document about one parcel, by the id of the year before or of the year after. */
export interface EvidenceRecord {
  readonly kind: EvidenceKind;
  readonly parcel: string;
  readonly document: string;
  readonly date: CalendarDate | null;
}

/** Share of a changed pair that lies in a feature of another layer, with the attributes of that feature. */
export interface LayerShare {
  /** Index into the pairs of the overlay. */
  readonly pair: number;
  /** Kind of layer: LSYD, APPROVAL, STBHHX, ZRBHD, YJJBNTTB … */
  readonly layer: string;
  /** 0…1 of the pair's area. */
  readonly share: number;
  readonly attributes: Readonly<Record<string, string | number | null>>;
}

const EXEMPT_FLOW: Record<EvidenceKind, string> = {
  eco: 'EXEMPT_ECO',
  disaster: 'EXEMPT_DISASTER',
  flood: 'EXEMPT_FLOOD',
  other: 'EXEMPT_OTHER',
  'data-fix': 'DATA_FIX',
  enclave: 'ENCLAVE',
};

/** Looks up documents by parcel id. The id of the year after goes first: it names the part of a parcel that changed. */
export function evidenceIndex(
  records: readonly EvidenceRecord[],
): (beforeId: string, afterId: string) => EvidenceRecord | undefined {
  const byParcel = new Map(records.map((record) => [record.parcel, record]));
  return (beforeId, afterId) => byParcel.get(afterId) ?? byParcel.get(beforeId);
}

/** Kinds that excuse what nature or the state did to the ground, never what was built on it. */
const NEVER_BUILT: ReadonlySet<EvidenceKind> = new Set(['eco', 'disaster', 'flood']);

/**
 * Whether a document cannot speak for a change: it is of a later day than the survey, or it calls construction an
 * ecological conversion, a disaster or a natural flood. The default flow then stands, and the document is a finding.
 */
export function evidenceMisfit(
  record: EvidenceRecord,
  change: { readonly from: string; readonly to: string },
  day: CalendarDate,
): boolean {
  if (record.date !== null && record.date > day) return true;
  if (!isCultivated(change.from) || !NEVER_BUILT.has(record.kind)) return false;
  return isConstruction(change.to) || change.to === '1103';
}

/** The flow that a document makes of a cell that enters or leaves cultivated land; the default where it has no say. */
export function flowByEvidence(
  flow: string,
  isLoss: boolean,
  record: EvidenceRecord | undefined,
): string {
  if (!record) return flow;
  if (record.kind === 'data-fix' || record.kind === 'enclave') return EXEMPT_FLOW[record.kind];
  return isLoss ? EXEMPT_FLOW[record.kind] : flow;
}

/** Whether temporary land is in force on a day: from its approval until its end, else for the years that the rules allow. */
export function temporaryInForce(
  attributes: LayerShare['attributes'],
  day: CalendarDate,
  years: number,
): boolean {
  const [start, end] = [dateOf(attributes['PZRQ']), dateOf(attributes['JSRQ'])];
  if (start !== null && start > day) return false;
  if (end !== null) return day <= end;
  if (start === null) return false;
  return day <= `${Number(start.slice(0, 4)) + years}${start.slice(4)}`;
}

/** A date in a layer: `2025-03-01`, `2025/3/1` or `20250301`; null where it is none. */
export function dateOf(value: string | number | null | undefined): CalendarDate | null {
  const text = String(value ?? '').trim();
  const match = /^(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})/.exec(text);
  if (!match) return null;
  return `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`;
}
