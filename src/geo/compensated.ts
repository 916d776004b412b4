/**
 * Sums of many numbers that are rounded as if they were few: what every addition loses is kept beside and added at the end
 * (A. Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen, ZAMM 54 (1974)).
 */

/** What `after`, the rounded sum of both others, has lost; exact. */
export function lostBy(before: number, term: number, after: number): number {
  return Math.abs(before) >= Math.abs(term) ? before - after + term : term - after + before;
}

/** Sums by number, from 0. */
export class CompensatedSums {
  private readonly sums: Float64Array;
  private readonly lost: Float64Array;

  constructor(length: number) {
    this.sums = new Float64Array(length);
    this.lost = new Float64Array(length);
  }

  add(i: number, term: number): void {
    const before = this.sums[i]!;
    const after = before + term;
    this.lost[i]! += lostBy(before, term, after);
    this.sums[i] = after;
  }

  totals(): Float64Array {
    return this.sums.map((sum, i) => sum + this.lost[i]!);
  }
}
