/**
 * 最小上图面积 — the smallest ground that a survey draws as a parcel of its own, by class, and the parcels below it. Lines on
 * the ground are as small as they are, and so is what a border of the village or county may have cut off.
 */
import {
  areaFromSquareMetres,
  type Bilingual,
  type Confidence,
  formatArea,
  say,
} from '../base/index.ts';
import { atGroupBorder } from '../geo/index.ts';
import type { SmallestMappedArea } from '../policy/index.ts';
import { hasWidth, landClass } from './land-classes.ts';
import { classReader, textReader } from './pieces.ts';
import type { ParcelTable } from './survey.ts';

/** The areas of a day and whether their text was seen. */
export interface SmallestMapped {
  readonly areas: SmallestMappedArea;
  readonly confidence: Confidence;
}

const KINDS: Readonly<Record<keyof SmallestMappedArea, Bilingual>> = {
  construction: say('建设用地、设施农用地', 'construction land and agricultural facilities'),
  agricultural: say('农用地（不含设施农用地）', 'agricultural land without facilities'),
  other: say('其他地类', 'other land'),
};
const FACILITY = '1202';
/** Digits of a village in a code of 19. */
const VILLAGE = 12;

/** Row of every parcel below the smallest mapped area of its class → what there is to say of it. */
export function belowSmallestMapped(
  parcels: ParcelTable,
  { areas, confidence }: SmallestMapped,
): Map<number, Bilingual> {
  const classOf = classReader(parcels);
  const small = new Map<number, Bilingual>();
  parcels.computedArea.forEach((measured, row) => {
    const kind = kindOf(classOf(row));
    if (kind === null || !(measured > 0)) return;
    const area = areaFromSquareMetres(measured);
    if (area < areaFromSquareMetres(areas[kind]))
      small.set(row, sentence(area, areas[kind], KINDS[kind], confidence));
  });
  if (small.size === 0) return small;
  const cut = atGroupBorder(parcels.polygons, [...small.keys()], villages(parcels));
  for (const row of cut) small.delete(row);
  return small;
}

/** Lines and unknown classes have no smallest area. */
function kindOf(code: string): keyof SmallestMappedArea | null {
  const group = landClass('TD1055', code)?.group;
  if (group === undefined || hasWidth(code)) return null;
  if (group === 'construction' || code === FACILITY) return 'construction';
  return group === 'agricultural' ? 'agricultural' : 'other';
}

function sentence(area: bigint, limit: number, kind: Bilingual, confidence: Confidence): Bilingual {
  const [ground, unsure] = [formatArea(area, 'm2'), confidence === 'unconfirmed'];
  return say(
    `面积 ${ground} m²，小于${kind.zh}的最小上图面积 ${limit} m²${unsure ? '（未确认）' : ''}`,
    `its area of ${ground} m² is below ${limit} m², the smallest mapped of ${kind.en}${unsure ? ' (unconfirmed)' : ''}`,
  );
}

/** A number for every village; parcels without a code share one. */
function villages(parcels: ParcelTable): Int32Array {
  const unit = textReader(parcels, 'locationUnit');
  const numbers = new Map<string, number>();
  return Int32Array.from(parcels.parcelArea, (_, row) => {
    const code = unit(row).slice(0, VILLAGE);
    const number = numbers.get(code) ?? numbers.size;
    numbers.set(code, number);
    return number;
  });
}
