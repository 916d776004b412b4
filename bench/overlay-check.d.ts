/** Types of overlay-check.js. */
export interface Check {
  readonly compared: number;
  readonly worst: number;
  readonly off: number;
}
export const UNIT_AREA: number;
export function comparePairs(reference: string, other: string, isWhole: boolean): Check;
