/**
 * 田坎系数表 — the rate that the table of a county has for a parcel (C3). Tables come from rule packs alone: each county
 * measured its own, and there is no national one.
 */
import type { CalendarDate } from '../base/index.ts';
import type { RidgeRateTable } from '../policy/index.ts';

/** County code → its table. */
export type RidgeRates = ReadonlyMap<string, RidgeRateTable>;

/** The table of each county that is in force on a day: the latest that is not after it. */
export function ridgeRatesAt(tables: readonly RidgeRateTable[], day: CalendarDate): RidgeRates {
  const byCounty = new Map<string, RidgeRateTable>();
  for (const table of tables) {
    const known = byCounty.get(table.region);
    if (table.from <= day && (known === undefined || known.from <= table.from))
      byCounty.set(table.region, table);
  }
  return byCounty;
}

/** The rate of a terrace type (`TT`, `PD`) at a slope level, with its table; null where no table has one. */
export function tabledRate(
  tables: RidgeRates,
  county: string,
  terrace: string,
  slope: string,
): { readonly rate: number; readonly table: RidgeRateTable } | null {
  const table = tables.get(county);
  const rates = terrace === 'TT' || terrace === 'PD' ? table?.rates[terrace] : undefined;
  const rate = (rates as Readonly<Record<string, number>> | undefined)?.[slope];
  return table === undefined || rate === undefined ? null : { rate, table };
}
