/**
 * 分区账 — the account of every village, town, county, city and province. A piece whose parcels lie in different units at
 * some level is a boundary adjustment there and an ordinary flow above.
 */
import { compareText, ADMIN_LEVELS, adminUnit, type AdminLevel } from '../base/index.ts';
import { flowKind } from './flow-table.ts';
import type { Account, ZoneAccount } from './settlement.ts';

/** Cultivated area that leaves by one flow from a village and arrives in a village; '' is outside. 0.01 m². */
export interface ZoneFlow {
  readonly from: string;
  readonly to: string;
  readonly flow: string;
  out: number;
  in: number;
}

/** What a village had and has. 0.01 m². */
export interface VillageTotal {
  opening: number;
  closing: number;
  stableBefore: number;
  stableAfter: number;
}

/** Accounts of all levels, province first, each level by code. Every account closes exactly. */
export function zoneAccounts(
  villages: ReadonlyMap<string, VillageTotal>,
  flows: Iterable<ZoneFlow>,
  names: ReadonlyMap<string, string>,
): ZoneAccount[] {
  const list = [...flows];
  return ADMIN_LEVELS.flatMap((level) => levelAccounts(level, villages, list, names));
}

function levelAccounts(
  level: AdminLevel,
  villages: ReadonlyMap<string, VillageTotal>,
  flows: readonly ZoneFlow[],
  names: ReadonlyMap<string, string>,
): ZoneAccount[] {
  const zones = new Map<string, { total: VillageTotal; rows: Map<string, number> }>();
  const zone = (village: string): { total: VillageTotal; rows: Map<string, number> } | null => {
    const code = adminUnit(village, level);
    if (code === '') return null;
    let found = zones.get(code);
    if (!found) {
      found = {
        total: { opening: 0, closing: 0, stableBefore: 0, stableAfter: 0 },
        rows: new Map(),
      };
      zones.set(code, found);
    }
    return found;
  };
  for (const [village, total] of villages) {
    const target = zone(village);
    if (!target) continue;
    target.total.opening += total.opening;
    target.total.closing += total.closing;
    target.total.stableBefore += total.stableBefore;
    target.total.stableAfter += total.stableAfter;
  }
  const add = (village: string, flow: string, area: number): void => {
    const target = zone(village);
    if (target && area !== 0) target.rows.set(flow, (target.rows.get(flow) ?? 0) + area);
  };
  for (const flow of flows) {
    const [from, to] = [flow.from, flow.to].map((village) => adminUnit(village, level));
    // Ground outside the county keeps its flow at every level: missing parcels are no boundary of a village.
    if (from === to || flow.from === '' || flow.to === '')
      add(flow.from === '' ? flow.to : flow.from, flow.flow, flow.in - flow.out);
    else {
      add(flow.from, 'BOUNDARY_OUT', -flow.out);
      add(flow.to, 'BOUNDARY_IN', flow.in);
    }
  }
  return [...zones]
    .sort(([a], [b]) => compareText(a, b))
    .map(([code, { total, rows }]) => ({
      level,
      code,
      name: names.get(code) ?? code,
      account: accountOf(total.opening, total.closing, rows),
      stableBefore: String(total.stableBefore),
      stableAfter: String(total.stableAfter),
      rows: Object.fromEntries(
        [...rows].sort(([a], [b]) => compareText(a, b)).map(([flow, area]) => [flow, String(area)]),
      ),
    }));
}

/** The account of signed rows; throws when it does not close, which would be a fault of ours. */
export function accountOf(
  opening: number,
  closing: number,
  rows: ReadonlyMap<string, number>,
): Account {
  let [losses, gains, residual] = [0, 0, 0];
  for (const [flow, area] of rows) {
    const { side } = flowKind(flow);
    if (side === 'loss') losses -= area;
    else if (side === 'gain') gains += area;
    else residual += area;
  }
  if (opening - losses + gains + residual !== closing) {
    throw new Error(
      `the account does not close: ${opening} − ${losses} + ${gains} + ${residual} ≠ ${closing}`,
    );
  }
  return {
    opening: String(opening),
    losses: String(losses),
    gains: String(gains),
    residual: String(residual),
    closing: String(closing),
  };
}
