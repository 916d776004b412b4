/** 图形问题 — what the overlay finds wrong with shapes: parcels of one survey that overlap (重叠), pieces that cannot be cut. */
import { areaFromSquareMetres, type Finding, formatArea, say } from '../base/index.ts';
import { idReader } from './pieces.ts';
import type { ParcelTable } from './survey.ts';

/** Two rows of one survey and the ground that both claim, in m². */
export interface ParcelOverlap {
  readonly one: number;
  readonly other: number;
  readonly area: number;
}

/** Pieces that have an area but could not be cut out: no layer was asked about them, and no map shows them. */
export function uncutFindings(
  before: ParcelTable,
  after: ParcelTable,
  pieces: readonly { readonly a: number; readonly b: number; readonly area: number }[],
): Finding[] {
  const [idBefore, idAfter] = [idReader(before), idReader(after)];
  return pieces.map(({ a, b, area }) => {
    const name = `${idBefore(a) || '—'} → ${idAfter(b) || '—'}`;
    const ground = formatArea(areaFromSquareMetres(area), 'm2');
    return {
      rule: 'X10',
      severity: 'error' as const,
      place: { id: idAfter(b) || idBefore(a) },
      message: say(
        `变化地块 ${name}（${ground} 平方米）切不出图形，没有与保护区、临时用地和批文图层比对`,
        `The changed piece ${name} (${ground} m²) could not be cut out and was not compared with protected ground, temporary land and approvals`,
      ),
      remedy: say(
        '请检查这两个图斑的边界（自相交、重复线段），改正后重新导入。',
        'Check the borders of both parcels (crossings, doubled lines), mend them and import again.',
      ),
    };
  });
}

/** One finding for each pair of parcels that overlap. */
export function overlapFindings(
  parcels: ParcelTable,
  overlaps: readonly ParcelOverlap[],
): Finding[] {
  const id = idReader(parcels);
  return overlaps.map(({ one, other, area }) => {
    const ground = formatArea(areaFromSquareMetres(area), 'm2');
    return {
      rule: 'T1-overlap',
      severity: 'error' as const,
      place: { id: id(one), feature: one },
      message: say(
        `${parcels.year} 年图斑 ${id(one)} 与 ${id(other)} 重叠 ${ground} 平方米，这块地算了两次`,
        `Parcels ${id(one)} and ${id(other)} of ${parcels.year} overlap by ${ground} m², which is counted twice`,
      ),
      remedy: say(
        '请改正其中一个图斑的边界后重新导入。',
        'Mend the border of one of them and import the survey again.',
      ),
    };
  });
}
