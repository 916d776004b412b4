/**
 * 稳定利用耕地 — which cultivated parcels count as stably used, by the exclusion pack of the rule set. The official list
 * was not seen, so the pack is a parameter and its parts are shown.
 */
import type { RuleSet } from '../policy/index.ts';
import { isCultivated } from './land-classes.ts';
import { classReader, textReader } from './pieces.ts';
import type { ParcelTable } from './survey.ts';

/** Which parcels of a year are stable, and why the others are not. */
export interface StableParcels {
  /** 1 stable, 0 not; 0 for everything that is not cultivated. */
  readonly stable: Uint8Array;
  /** Net area excluded by each condition of the pack, in its order; the first that holds counts. 0.01 m². */
  readonly excluded: number[];
  readonly total: number;
}

/** Flows that are no change of the ground: what they do to stable land is left over. */
const NOT_ON_GROUND: ReadonlySet<string> = new Set([
  'BOUNDARY_IN',
  'BOUNDARY_OUT',
  'MISSING_GROUND',
  'RESIDUAL',
  'DATA_FIX',
  'ENCLAVE',
  'UNCLASSIFIED',
]);

/** 实地增减 — whether a piece became or ceased to be cultivated on the ground (practice 4). */
export function isOnGround(flow: string, from: string, to: string): boolean {
  return !NOT_ON_GROUND.has(flow) && isCultivated(from) !== isCultivated(to);
}

/**
 * `override` says per parcel what permanent basic farmland states of itself (YJJBNTTB.WDGD): 1 yes, 0 no, −1 nothing; it
 * goes before any default (practice 4).
 */
export function stableParcels(
  parcels: ParcelTable,
  rules: RuleSet,
  override?: Int8Array,
): StableParcels {
  const conditions = rules.values.stableExclusion.map((condition) => ({
    values: new Set(condition.values),
    read: textReader(parcels, condition.attribute),
  }));
  const classOf = classReader(parcels);
  const count = parcels.parcelArea.length;
  const stable = new Uint8Array(count);
  const excluded = Array.from({ length: conditions.length + 1 }, () => 0);
  let total = 0;
  for (let row = 0; row < count; row++) {
    if (!isCultivated(classOf(row))) continue;
    const net = Number(parcels.parcelArea[row]! - parcels.ridgeArea[row]!);
    const said = override?.[row] ?? -1;
    const hit =
      said === 1
        ? -1
        : said === 0
          ? conditions.length
          : conditions.findIndex((c) => c.values.has(c.read(row)));
    if (hit >= 0) excluded[hit]! += net;
    else {
      stable[row] = 1;
      total += net;
    }
  }
  return { stable, excluded, total };
}
