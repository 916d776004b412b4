/** Rows of pairs in flat arrays, and their order. */
import type { PairAreas } from './overlay.ts';

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
