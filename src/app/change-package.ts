/**
 * 增量包 — the changes of a year beside or instead of its parcels: the record of changes (DLTBGXGC), held to U2 and A3, and
 * the changed parcels alone (DLTBGX), of which rules that need every parcel say nothing.
 */
import { type Finding, type InputError, type Place, say } from '../base/index.ts';
import type { ReadLayer } from '../engine/index.ts';
import { checkChanges, type ParcelTable, processRows, surveyFinding } from '../land/index.ts';
import { tableRows } from './layers.ts';

/** 更新过程 */
export const CHANGES = 'DLTBGXGC';
/** 更新 — the changed parcels as they are after the change. */
export const CHANGED_PARCELS = 'DLTBGX';

/** The record of changes of a package, or why it could not be read. */
export interface ChangeRecord {
  readonly changes?: ReadLayer | undefined;
  readonly unread?: InputError;
}

/** U2 and A3 of the record of changes; the parcels after are looked for in `place.layer`. */
export function changeFindings(
  { changes, unread }: ChangeRecord,
  parcels: ParcelTable,
  place: { readonly file: string; readonly layer: string },
): Finding[] {
  const where: Place = { file: place.file, layer: CHANGES };
  if (unread !== undefined)
    return [
      surveyFinding('C0', where, say(`U2、A3，${unread.text.zh}`, `U2 and A3; ${unread.text.en}`)),
    ];
  if (changes === undefined) return [];
  const { records, findings } = processRows(tableRows(changes.table));
  // A settlement leaves such a row out (X7); for a survey it is a record that does not hold.
  const rejected = findings.map((finding) => ({
    ...finding,
    rule: 'U2',
    place: { ...finding.place, ...where },
  }));
  return [...checkChanges(parcels, records, place), ...rejected];
}

/** Rules that compare with ground which changed parcels alone do not cover. */
const NEED_EVERY_PARCEL: ReadonlySet<string> = new Set(['T1-gap', 'T2-settlement', 'T2-neighbour']);

/** Whether a layer holds changed parcels alone. */
export function isChangedParcels(layer: string): boolean {
  return layer.toUpperCase() === CHANGED_PARCELS;
}

/** What topology says of changed parcels alone: the rules that need every parcel are named as not checked. */
export function ofChangedParcels(
  findings: readonly Finding[],
  place: Pick<Place, 'file' | 'layer'>,
): Finding[] {
  const untold = say(
    `${CHANGED_PARCELS} 只有变化的图斑，未检查 A3（控制面积）、${[...NEED_EVERY_PARCEL].join('、')}`,
    `${CHANGED_PARCELS} holds changed parcels alone; A3 (control areas), ${[...NEED_EVERY_PARCEL].join(', ')} were not checked`,
  );
  return [
    surveyFinding('T0', place, untold),
    ...findings.filter(({ rule }) => !NEED_EVERY_PARCEL.has(rule)),
  ];
}
