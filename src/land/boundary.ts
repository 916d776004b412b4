/**
 * 界线 — whether ground that only one year holds changed its county or was left out of a file. A boundary that moved shows
 * in the control areas of both years, or in a document; anything else is ground that is missing (缺漏图斑).
 */
import type { YearInput } from './year.ts';

/** Ground that the tests cannot judge, in 0.01 m²: while there is any, none of them passes. */
export interface UnknownGround {
  /** Gross area that one of the years lacks. */
  readonly missing: number;
  /** Area that an unknown class entered, left or kept. */
  readonly unclassified: number;
}

/** Part of the ground outside that rounding of filed areas may explain. */
const ROUNDING = 1e-4;

/**
 * Whether the control areas changed by what lies outside. Equal control areas never excuse ground: an exchange of equal
 * areas needs its document, since a file that is shifted or cut looks the same.
 */
export function boundaryMoved(input: YearInput, gross: Float64Array): boolean {
  const { before, after } = input.controlArea;
  if (before === null || after === null || before === after) return false;
  let [gained, lost, pieces] = [0, 0, 0];
  for (let i = 0; i < gross.length; i++) {
    if (input.pairs.a[i]! >= 0 && input.pairs.b[i]! >= 0) continue;
    pieces++;
    if (input.pairs.a[i]! < 0) gained += gross[i]!;
    else lost += gross[i]!;
  }
  const slack = pieces * input.rules.values.areaToleranceCents + ROUNDING * (gained + lost);
  return Math.abs(gained - lost - Number(after - before)) <= slack;
}
