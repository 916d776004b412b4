/**
 * 修复的规矩 — where a repair may move ground between parcels. Borders of villages are not moved and classes not changed unless
 * that is asked for; cultivated land becomes nothing else at all, and keeps ground that another parcel claims as well.
 */
import { adminUnit } from '../base/index.ts';
import type { GroundRules, LeftReason } from '../geo/index.ts';
import type { TopologyLimits } from '../policy/index.ts';
import { hasWidth, isCultivated } from './land-classes.ts';
import { classReader, textReader } from './pieces.ts';
import type { ParcelTable } from './survey.ts';

/** What a user may allow. */
export interface RepairFreedom {
  /** A sliver may go into a parcel of another class; cultivated land only into cultivated land even so. */
  readonly acrossClasses?: boolean;
  /** Ground may pass from one village (ZLDWDM) to another. */
  readonly acrossVillages?: boolean;
}

/** The rules for a survey, by the limits of T1, T4 and T6. */
export function repairRules(
  parcels: ParcelTable,
  limits: TopologyLimits,
  { acrossClasses = false, acrossVillages = false }: RepairFreedom,
): GroundRules {
  const classOf = classReader(parcels);
  const unit = textReader(parcels, 'locationUnit');
  const village = (row: number): string => adminUnit(unit(row), 'village') || unit(row);
  const areApart = (rows: readonly number[]): boolean =>
    !acrossVillages && new Set(rows.map(village)).size > 1;
  return {
    crs: parcels.crs,
    meanWidth: limits.meanWidth,
    compactness: limits.compactness,
    areaTolerance: limits.areaTolerance,
    junctionTolerance: limits.junctionTolerance,
    isNarrowByNature: (row) => hasWidth(classOf(row)),
    whyNotInto(from, into): LeftReason | null {
      if (areApart([from, into])) return 'village';
      const [own, other] = [classOf(from), classOf(into)];
      if (own === other) return null;
      return acrossClasses && (!isCultivated(own) || isCultivated(other)) ? null : 'class';
    },
    whyNotAmong: (rows) => (areApart(rows) ? 'village' : null),
    keepersOf(rows, areaOf) {
      const larger = [...rows].sort((a, b) => areaOf(b) - areaOf(a) || a - b);
      const cultivated = larger.filter((row) => isCultivated(classOf(row)));
      return cultivated.length === 1 ? cultivated : larger;
    },
  };
}
