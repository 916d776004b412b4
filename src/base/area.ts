/**
 * Area as a legal number: a whole count of hundredths of a square metre, so that sums close to the
 * last digit. Conversion to 亩 and 公顷 happens only when a figure is shown.
 */

/** 面积 — a legal area, in units of 0.01 m². May be negative in an account row. */
export type Area = bigint;

/** Units that a figure can be shown in. 1 亩 = 2000/3 m², 1 公顷 (ha) = 10 000 m². */
export type AreaUnit = 'm2' | 'mu' | 'ha';

/** Square metres (a double from geometry or a file) to a legal area, half away from zero. */
export function areaFromSquareMetres(squareMetres: number): Area {
  if (!Number.isFinite(squareMetres)) throw new RangeError(`not an area: ${squareMetres}`);
  return BigInt(roundHalfUp(squareMetres * 100));
}

/** A legal area as square metres, for geometry and for spreadsheets; exact below 9·10¹³ m². */
export function areaToSquareMetres(area: Area): number {
  return Number(area) / 100;
}

/**
 * A figure for people: grouped, with a true minus sign, rounded once (half away from zero).
 * `decimals` counts the digits in the chosen unit.
 */
export function formatArea(area: Area, unit: AreaUnit, decimals = 2): string {
  const [numerator, denominator] = UNIT_RATIO[unit];
  return formatScaled(area * numerator, denominator, decimals);
}

/** The same figure with its sign always written: `+1.20`, `−3.40`, and `0.00` for nothing. */
export function formatSignedArea(area: Area, unit: AreaUnit, decimals = 2): string {
  const text = formatArea(area, unit, decimals);
  return area > 0n && /[1-9]/.test(text) ? `+${text}` : text;
}

/** `numerator / denominator` in 0.01 m² per unit, kept as whole numbers so that 亩 stays exact. */
const UNIT_RATIO: Record<AreaUnit, readonly [bigint, bigint]> = {
  m2: [1n, 100n],
  mu: [3n, 200_000n],
  ha: [1n, 1_000_000n],
};

/** numerator/denominator as a grouped decimal text with a fixed number of digits. */
export function formatScaled(numerator: bigint, denominator: bigint, decimals: number): string {
  const scale = 10n ** BigInt(decimals);
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (magnitude * scale * 2n + denominator) / (denominator * 2n);
  const digits = rounded.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',');
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
  return numerator < 0n && rounded !== 0n ? `−${text}` : text;
}

/**
 * Half away from zero, as a person would round the decimal digits: 1.005 m² times 100 is 100.49999999999999 in
 * binary, and reads 100.5 at the 15 digits that a double holds.
 */
function roundHalfUp(value: number): number {
  const magnitude = Math.floor(Number(Math.abs(value).toPrecision(15)) + 0.5);
  return value < 0 ? -magnitude : magnitude;
}

/**
 * Splits `total` over `weights` by the largest remainder (最大余数法): the shares add up exactly, and no
 * share is more than one unit from its exact value. Ties go to the lower index. Weights must be finite
 * and not negative; when they are all zero the first share takes the whole.
 */
export function apportion(total: Area, weights: ArrayLike<number>): Area[] {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  if (weights.length === 0) return [];
  if (!(sum > 0)) return Array.from({ length: weights.length }, (_, i) => (i === 0 ? total : 0n));
  const magnitude = Number(total < 0n ? -total : total);
  const floors = Array.from({ length: weights.length }, () => 0);
  const remainders: { index: number; remainder: number }[] = [];
  let given = 0;
  for (let i = 0; i < weights.length; i++) {
    const exact = (magnitude * weights[i]!) / sum;
    const floor = Math.floor(exact);
    floors[i] = floor;
    given += floor;
    remainders.push({ index: i, remainder: exact - floor });
  }
  remainders.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  let left = magnitude - given;
  // `left` may start at −1 when doubles round up: then the smallest remainders give back.
  for (let k = 0; left > 0; k = (k + 1) % remainders.length, left--)
    floors[remainders[k]!.index]!++;
  for (let k = remainders.length - 1; left < 0 && k >= 0; k--) {
    const { index } = remainders[k]!;
    if (floors[index]! > 0) {
      floors[index]!--;
      left++;
    }
  }
  const sign = total < 0n ? -1n : 1n;
  return floors.map((share) => sign * BigInt(share));
}
