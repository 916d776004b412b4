/** Sums by pair of features, with a bound of their own rounding, so that pairs that only touch come out as nothing. */
import type { PairAreas } from './overlay.ts';

/** Relative rounding of one term: the moment, the division, the product and the addition. */
const TERM_ROUNDING = 8 * 2 ** -53;

/** An open-addressing table (a, b) → Σ term and Σ |term|. */
export class PairSums {
  private capacity = 1024;
  private keyA: Int32Array;
  private keyB: Int32Array;
  private sum: Float64Array;
  private size: Float64Array;
  private used = 0;

  constructor(expected: number) {
    while (this.capacity < expected * 2) this.capacity *= 2;
    this.keyA = new Int32Array(this.capacity).fill(-1);
    this.keyB = new Int32Array(this.capacity);
    this.sum = new Float64Array(this.capacity);
    this.size = new Float64Array(this.capacity);
  }

  add(a: number, b: number, term: number): void {
    if (this.used * 2 >= this.capacity) this.grow();
    const slot = this.slot(a, b);
    if (this.keyA[slot]! < 0) {
      this.keyA[slot] = a;
      this.keyB[slot] = b;
      this.used++;
    }
    this.sum[slot]! += term;
    this.size[slot]! += Math.abs(term);
  }

  /**
   * Pairs with an area, and rows against −1 for what the other layer does not cover of each feature. Features that are
   * covered more than once over are told: then the other layer overlaps itself.
   */
  withOutside(
    areasA: Float64Array,
    areasB: Float64Array,
  ): Pick<PairAreas, 'a' | 'b' | 'area'> & { readonly overA: number[]; readonly overB: number[] } {
    const rows: { a: number; b: number; area: number }[] = [];
    const coveredA = new Float64Array(areasA.length);
    const coveredB = new Float64Array(areasB.length);
    const noiseA = Float64Array.from(areasA, (area) => Math.abs(area) * TERM_ROUNDING);
    const noiseB = Float64Array.from(areasB, (area) => Math.abs(area) * TERM_ROUNDING);
    for (let slot = 0; slot < this.capacity; slot++) {
      const a = this.keyA[slot]!;
      if (a < 0) continue;
      const b = this.keyB[slot]!;
      const area = this.sum[slot]!;
      const noise = this.size[slot]! * TERM_ROUNDING;
      coveredA[a]! += area;
      coveredB[b]! += area;
      noiseA[a]! += noise;
      noiseB[b]! += noise;
      if (Math.abs(area) > noise) rows.push({ a, b, area });
    }
    const over: { A: number[]; B: number[] } = { A: [], B: [] };
    const outside = (
      areas: Float64Array,
      covered: Float64Array,
      noise: Float64Array,
      first: boolean,
    ): void => {
      areas.forEach((area, feature) => {
        const rest = area - covered[feature]!;
        if (-rest > noise[feature]!) (first ? over.A : over.B).push(feature);
        if (rest > noise[feature]!)
          rows.push(first ? { a: feature, b: -1, area: rest } : { a: -1, b: feature, area: rest });
      });
    };
    outside(areasA, coveredA, noiseA, true);
    outside(areasB, coveredB, noiseB, false);
    rows.sort((p, q) => p.a - q.a || p.b - q.b);
    return {
      a: Int32Array.from(rows, (row) => row.a),
      b: Int32Array.from(rows, (row) => row.b),
      area: Float64Array.from(rows, (row) => row.area),
      overA: over.A,
      overB: over.B,
    };
  }

  private slot(a: number, b: number): number {
    let h = Math.imul(a, 0x9e37_79b1) ^ Math.imul(b, 0x85eb_ca77);
    h = (h ^ (h >>> 15)) & (this.capacity - 1);
    while (this.keyA[h]! >= 0 && (this.keyA[h] !== a || this.keyB[h] !== b))
      h = (h + 1) & (this.capacity - 1);
    return h;
  }

  private grow(): void {
    const { keyA, keyB, sum, size, capacity } = this;
    this.capacity *= 2;
    this.keyA = new Int32Array(this.capacity).fill(-1);
    this.keyB = new Int32Array(this.capacity);
    this.sum = new Float64Array(this.capacity);
    this.size = new Float64Array(this.capacity);
    for (let i = 0; i < capacity; i++) {
      if (keyA[i]! < 0) continue;
      const slot = this.slot(keyA[i]!, keyB[i]!);
      this.keyA[slot] = keyA[i]!;
      this.keyB[slot] = keyB[i]!;
      this.sum[slot] = sum[i]!;
      this.size[slot] = size[i]!;
    }
  }
}
