/** 批文 — which approval lies over which changed piece, for the 占补台账. */
import type { ChangedPiece, LayerShare, Pairs } from '../land/index.ts';
import type { ApprovedPart } from '../report/index.ts';

/** What approvals cover of the changed pieces, with the names that their layer states. */
export function approvedParts(
  pieces: readonly ChangedPiece[],
  pairs: Pairs,
  shares: readonly LayerShare[],
): ApprovedPart[] {
  const key = (a: number, b: number): string => `${a}>${b}`;
  const place = new Map(pieces.map((piece, i) => [key(piece.before, piece.after), i]));
  return shares.flatMap((share) => {
    const piece = place.get(key(pairs.a[share.pair]!, pairs.b[share.pair]!));
    if (share.layer !== 'APPROVAL' || piece === undefined) return [];
    const stated = (...fields: readonly string[]): string =>
      String(fields.map((field) => share.attributes[field]).find((value) => value != null) ?? '');
    return {
      piece,
      share: share.share,
      project: stated('XMMC', 'PCMC'),
      document: stated('PWH', 'PZWH'),
      date: stated('PZRQ'),
    };
  });
}
