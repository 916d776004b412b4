/**
 * 批建对照 — construction that the survey shows beside what was approved, by the date of approval (practice 7). An approval
 * is not a survey flow: the cap and the quotas are consumed at approval, never here.
 */
import { say, surveyDate } from '../base/index.ts';
import { dateOf } from './evidence.ts';
import type { ApprovalRow } from './settlement.ts';
import type { BuiltPiece } from './tally.ts';

const TITLES: Record<ApprovalRow['kind'], ApprovalRow['title']> = {
  'approved-and-built': say('本年批本年建', 'approved and built this year'),
  'approved-earlier-built': say('往年批本年建', 'approved earlier, built this year'),
  'approved-not-built': say('批而未建', 'approved, not built'),
  'built-before-approval': say('未批先建', 'built before approval'),
  'no-approval': say('无批文', 'no approval'),
};

/** Rows in the order of practice; parts of a piece without an approval stand under 无批文. */
export function approvalRows(
  built: readonly BuiltPiece[],
  notBuilt: { readonly area: number; readonly parcels: readonly string[] },
): ApprovalRow[] {
  const sums = new Map<ApprovalRow['kind'], { area: number; parcels: Set<string> }>();
  const add = (kind: ApprovalRow['kind'], area: number, parcel: string): void => {
    if (area <= 0) return;
    const row = sums.get(kind) ?? { area: 0, parcels: new Set<string>() };
    row.area += area;
    row.parcels.add(parcel);
    sums.set(kind, row);
  };
  for (const piece of built) {
    let left = piece.area;
    for (const approval of piece.approvals) {
      const area = Math.min(left, approval.area);
      left -= area;
      add(kindOf(dateOf(approval.date), piece.year), area, piece.parcel);
    }
    add('no-approval', left, piece.parcel);
  }
  sums.set('approved-not-built', { area: notBuilt.area, parcels: new Set(notBuilt.parcels) });
  const kinds = Object.keys(TITLES) as ApprovalRow['kind'][];
  return kinds.map((kind) => {
    const row = sums.get(kind);
    return {
      kind,
      title: TITLES[kind],
      area: String(row?.area ?? 0),
      pieces: row?.parcels.size ?? 0,
      parcels: [...(row?.parcels ?? [])].slice(0, 50),
    };
  });
}

function kindOf(date: string | null, year: number): ApprovalRow['kind'] {
  if (date === null) return 'no-approval';
  if (date > surveyDate(year)) return 'built-before-approval';
  return date.startsWith(String(year)) ? 'approved-and-built' : 'approved-earlier-built';
}
