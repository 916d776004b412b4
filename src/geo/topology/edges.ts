/**
 * Directed edges in whole coordinates of the grid, in flat arrays: a county in which no border is shared leaves tens of
 * millions of them.
 */

/** A list that grows. Edge i runs from (x1[i], y1[i]) to (x2[i], y2[i]), the land of its owner on the left. */
export class EdgeList {
  count = 0;
  x1: Float64Array;
  y1: Float64Array;
  x2: Float64Array;
  y2: Float64Array;
  /** Feature that each belongs to. */
  owner: Int32Array;
  /** Number of the layer of that feature. */
  layer: Uint8Array;

  constructor(room = 16) {
    this.x1 = new Float64Array(room);
    this.y1 = new Float64Array(room);
    this.x2 = new Float64Array(room);
    this.y2 = new Float64Array(room);
    this.owner = new Int32Array(room);
    this.layer = new Uint8Array(room);
  }

  add(x1: number, y1: number, x2: number, y2: number, owner: number, layer = 0): void {
    if (this.count === this.owner.length) this.#grow();
    const i = this.count++;
    this.x1[i] = x1;
    this.y1[i] = y1;
    this.x2[i] = x2;
    this.y2[i] = y2;
    this.owner[i] = owner;
    this.layer[i] = layer;
  }

  #grow(): void {
    const larger = new EdgeList(Math.max(16, Math.ceil(this.owner.length * 1.5)));
    larger.x1.set(this.x1);
    larger.y1.set(this.y1);
    larger.x2.set(this.x2);
    larger.y2.set(this.y2);
    larger.owner.set(this.owner);
    larger.layer.set(this.layer);
    const { count } = this;
    Object.assign(this, larger);
    this.count = count;
  }
}

/** Hash of two whole numbers below 2⁵³, 32 bits; odd multipliers spread them. */
export function hashOf(a: number, b: number): number {
  const low = (a % 2 ** 31) | 0;
  const other = (b % 2 ** 31) | 0;
  let h = Math.imul(low, 0x9e37_79b1) ^ Math.imul(other, 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b_3c6d);
  return (h ^ (h >>> 13)) >>> 0;
}

/** Two doubles, and the bits of both: room that `hashOfBits` uses anew each time. */
const doubles = new Float64Array(2);
const words = new Uint32Array(doubles.buffer);

/** Hash of any two numbers, 32 bits. */
export function hashOfBits(a: number, b: number): number {
  // Adding 0 makes one zero of both.
  doubles[0] = a + 0;
  doubles[1] = b + 0;
  let h = 0;
  for (const word of words) {
    h = Math.imul(h ^ word, 0x9e37_79b1);
    h ^= h >>> 15;
  }
  return h >>> 0;
}

/** Room for a hash table of `count` entries, a power of two with more than a quarter of it free; 0 stands for an empty slot. */
export function hashTable(count: number): Uint32Array {
  return new Uint32Array(2 ** Math.max(8, Math.ceil(Math.log2(count * 1.4 + 1))));
}
