/** Sums by pair of features, with a bound of their own rounding, so that pairs that only touch come out as nothing. */
import type { PairAreas } from './overlay.ts';

/**
 * Rounding of one term, relative: the moment, the division, the product and the addition. Summed over the terms of a pair it
 * is what roundings that fall to both sides come to, not the worst case; an area below it is less than 1e-6 m².
 */
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

  /** Adds one term, or a sum of terms whose magnitudes add up to `size`. */
  add(a: number, b: number, term: number, size = Math.abs(term)): void {
    if (this.used * 2 >= this.capacity) this.grow();
    const slot = this.slot(a, b);
    if (this.keyA[slot]! < 0) {
      this.keyA[slot] = a;
      this.keyB[slot] = b;
      this.used++;
    }
    this.sum[slot]! += term;
    this.size[slot]! += size;
  }

  /** Adds everything to another table and empties this one. */
  moveTo(other: PairSums): void {
    for (let slot = 0; slot < this.capacity; slot++) {
      if (this.keyA[slot]! < 0) continue;
      other.add(this.keyA[slot]!, this.keyB[slot]!, this.sum[slot]!, this.size[slot]!);
      this.keyA[slot] = -1;
      this.sum[slot] = 0;
      this.size[slot] = 0;
    }
    this.used = 0;
  }

  /**
   * Pairs with an area, and rows against −1 for what the other layer does not cover of each feature. Features that are
   * covered more than once over are told: then the other layer overlaps itself.
   */
  withOutside(
    areasA: Float64Array,
    areasB: Float64Array,
  ): Pick<PairAreas, 'a' | 'b' | 'area'> & { readonly overA: number[]; readonly overB: number[] } {
    const coveredA = new Float64Array(areasA.length);
    const coveredB = new Float64Array(areasB.length);
    const noiseA = Float64Array.from(areasA, (area) => Math.abs(area) * TERM_ROUNDING);
    const noiseB = Float64Array.from(areasB, (area) => Math.abs(area) * TERM_ROUNDING);
    const rows = new RowList(this.used + areasA.length + areasB.length);
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
      if (Math.abs(area) > noise) rows.push(a, b, area);
    }
    const over: { A: number[]; B: number[] } = { A: [], B: [] };
    for (let a = 0; a < areasA.length; a++) {
      const rest = areasA[a]! - coveredA[a]!;
      if (-rest > noiseA[a]!) over.A.push(a);
      if (rest > noiseA[a]!) rows.push(a, -1, rest);
    }
    for (let b = 0; b < areasB.length; b++) {
      const rest = areasB[b]! - coveredB[b]!;
      if (-rest > noiseB[b]!) over.B.push(b);
      if (rest > noiseB[b]!) rows.push(-1, b, rest);
    }
    return { ...rows.sorted(areasA.length), overA: over.A, overB: over.B };
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

/** Rows of (a, b, area) in flat arrays. */
export class RowList {
  private readonly a: Int32Array;
  private readonly b: Int32Array;
  private readonly area: Float64Array;
  private count = 0;

  constructor(room: number) {
    this.a = new Int32Array(room);
    this.b = new Int32Array(room);
    this.area = new Float64Array(room);
  }

  push(a: number, b: number, area: number): void {
    this.a[this.count] = a;
    this.b[this.count] = b;
    this.area[this.count++] = area;
  }

  /** By a (−1 first), then b: counting sort by a, then the few rows of each by b. */
  sorted(features: number): Pick<PairAreas, 'a' | 'b' | 'area'> {
    const start = new Uint32Array(features + 2);
    for (let i = 0; i < this.count; i++) start[this.a[i]! + 2]!++;
    for (let k = 0; k <= features; k++) start[k + 1]! += start[k]!;
    const next = start.slice();
    const order = new Uint32Array(this.count);
    for (let i = 0; i < this.count; i++) order[next[this.a[i]! + 1]!++] = i;
    for (let k = 0; k <= features; k++) {
      const bucket = order.subarray(start[k]!, start[k + 1] ?? this.count);
      if (bucket.length > 1) bucket.sort((p, q) => this.b[p]! - this.b[q]!);
    }
    const pick = <T extends Int32Array | Float64Array>(from: T, into: T): T => {
      for (let i = 0; i < order.length; i++) into[i] = from[order[i]!]!;
      return into;
    };
    return {
      a: pick(this.a, new Int32Array(this.count)),
      b: pick(this.b, new Int32Array(this.count)),
      area: pick(this.area, new Float64Array(this.count)),
    };
  }
}
