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

/** Rows in the order of practice. */
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
  for (const piece of built)
    for (const { kind, area } of partsOf(piece)) add(kind, area, piece.parcel);
  sums.set('approved-not-built', { area: notBuilt.area, parcels: new Set(notBuilt.parcels) });
  const kinds = Object.keys(TITLES) as ApprovalRow['kind'][];
  return kinds.map((kind) => {
    const row = sums.get(kind);
    const parcels = [...(row?.parcels ?? [])];
    return {
      kind,
      title: TITLES[kind],
      area: String(row?.area ?? 0),
      pieces: parcels.length,
      // Patches that nobody approved are listed whole; the others are examples.
      parcels: UNAPPROVED.has(kind) ? parcels : parcels.slice(0, 50),
    };
  });
}

/** Kinds that an inspector must look at. */
const UNAPPROVED: ReadonlySet<ApprovalRow['kind']> = new Set([
  'built-before-approval',
  'no-approval',
]);

/** 未批先建 and 无批文, patch by patch. */
export function unapprovedPatches(
  built: readonly BuiltPiece[],
): { readonly kind: ApprovalRow['kind']; readonly parcel: string; readonly area: number }[] {
  const patches = new Map<string, { kind: ApprovalRow['kind']; parcel: string; area: number }>();
  for (const piece of built) {
    for (const { kind, area } of partsOf(piece)) {
      if (area <= 0 || !UNAPPROVED.has(kind)) continue;
      const key = `${kind} ${piece.parcel}`;
      const seen = patches.get(key);
      if (seen) seen.area += area;
      else patches.set(key, { kind, parcel: piece.parcel, area });
    }
  }
  return [...patches.values()];
}

/** Parts of a piece by the date of approval; what no approval covers stands under 无批文. */
function partsOf(
  piece: BuiltPiece,
): { readonly kind: ApprovalRow['kind']; readonly area: number }[] {
  let left = piece.area;
  const parts = piece.approvals.map((approval) => {
    const area = Math.min(left, approval.area);
    left -= area;
    return { kind: kindOf(dateOf(approval.date), piece.year), area };
  });
  return [...parts, { kind: 'no-approval', area: left }];
}

function kindOf(date: string | null, year: number): ApprovalRow['kind'] {
  if (date === null) return 'no-approval';
  if (date > surveyDate(year)) return 'built-before-approval';
  return date.startsWith(String(year)) ? 'approved-and-built' : 'approved-earlier-built';
}
