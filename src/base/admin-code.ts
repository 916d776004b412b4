/**
 * 行政区代码 — GB/T 2260 digits: province 2, city 4, county 6, town 9, village 12; ownership and location
 * units add 7 more (19). Higher levels are written with trailing zeros up to six digits.
 */

/** Levels at which a year is added up. */
export const ADMIN_LEVELS = ['province', 'city', 'county', 'town', 'village'] as const;
export type AdminLevel = (typeof ADMIN_LEVELS)[number];

const DIGITS: Record<AdminLevel, number> = {
  province: 2,
  city: 4,
  county: 6,
  town: 9,
  village: 12,
};

/**
 * The code of the unit of `level` that `code` lies in, e.g. `990101104207…` → town `990101104`.
 * Empty when the code is too short to say. Province and city codes are padded to six digits.
 */
export function adminUnit(code: string, level: AdminLevel): string {
  const digits = DIGITS[level];
  if (code.length < digits || !/^\d+$/.test(code)) return '';
  return code.slice(0, digits).padEnd(6, '0');
}

/** Level of a code by its length and trailing zeros; undefined when it is not an administrative code. */
export function adminLevel(code: string): AdminLevel | undefined {
  if (!/^\d+$/.test(code)) return undefined;
  if (code.length === 6) {
    if (code.endsWith('0000')) return 'province';
    return code.endsWith('00') ? 'city' : 'county';
  }
  if (code.length === 9) return 'town';
  return code.length === 12 || code.length === 19 ? 'village' : undefined;
}
