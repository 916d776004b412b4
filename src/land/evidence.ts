/**
 * 证据 — documents and layers that turn a default flow into an exempt, excused or corrected one. Nothing is excused by
 * a class alone: without evidence the default flow stands (practice 6).
 */
import { type CalendarDate, isCalendarDate } from '../base/index.ts';
import { isConstruction, isCultivated } from './land-classes.ts';

/** What a document says of a parcel. */
export type EvidenceKind =
  | 'eco'
  | 'disaster'
  | 'flood'
  | 'other'
  | 'data-fix'
  | 'enclave'
  | 'boundary';

/** 证据记录 — one document about one parcel, by the id of the year before or of the year after. */
export interface EvidenceRecord {
  readonly kind: EvidenceKind;
  readonly parcel: string;
  readonly document: string;
  readonly date: CalendarDate;
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

const EXEMPT_FLOW: Record<Exclude<EvidenceKind, 'boundary'>, string> = {
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

/**
 * Whether a document cannot speak for a change: it is of a later day than the survey, it moves a boundary over ground
 * that stayed in the county, or the ground was built on. The notice frees conversion, disaster, natural flooding and
 * what the state sets besides, and names no construction (204号 一): nothing that was built is excused by a document.
 * The default flow then stands, and the document is a finding.
 */
export function evidenceMisfit(
  record: EvidenceRecord,
  change: { readonly from: string; readonly to: string },
  day: CalendarDate,
): boolean {
  if (isLate(record, day) || record.kind === 'boundary') return true;
  if (!isCultivated(change.from)) return false;
  return isConstruction(change.to) || change.to === '1103';
}

/** Whether a document says that ground of one year alone changed its county. */
export function movesBoundary(record: EvidenceRecord | undefined, day: CalendarDate): boolean {
  return record?.kind === 'boundary' && !isLate(record, day);
}

function isLate(record: EvidenceRecord, day: CalendarDate): boolean {
  return record.date > day;
}

/** The flow that a document makes of a cell that enters or leaves cultivated land; the default where it has no say. */
export function flowByEvidence(
  flow: string,
  isLoss: boolean,
  record: EvidenceRecord | undefined,
): string {
  if (!record || record.kind === 'boundary') return flow;
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

/** A date in a layer: `2025-03-01`, `2025/3/1` or `20250301`, a time behind it is let be; null where it is no day of the calendar. */
export function dateOf(value: string | number | null | undefined): CalendarDate | null {
  const text = String(value ?? '').trim();
  const match =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/.exec(text) ??
    /^(\d{4})(\d\d)(\d\d)(?!\d)/.exec(text);
  if (!match) return null;
  const date = `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}`;
  return isCalendarDate(date) ? date : null;
}
