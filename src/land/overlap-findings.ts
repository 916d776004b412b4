/** 重叠 — parcels of one survey that claim the same ground. What both hold is counted twice until one of them gives way. */
import { areaFromSquareMetres, type Finding, formatArea, say } from '../base/index.ts';
import { idReader } from './pieces.ts';
import type { ParcelTable } from './survey.ts';

/** Two rows of one survey and the ground that both claim, in m². */
export interface ParcelOverlap {
  readonly one: number;
  readonly other: number;
  readonly area: number;
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
      rule: 'T1',
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
