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
  // The product takes the lowest 32 bits of each.
  let h = Math.imul(a, 0x9e37_79b1) ^ Math.imul(b, 0x85eb_ca6b);
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

/** A hash table for `count` entries; 0 stands for an empty slot. */
export function hashTable(count: number): Uint32Array {
  return new Uint32Array(Math.max(256, hashRoom(count)));
}

/** Slots for `count` entries: a power of two with more than a quarter of it free. */
export function hashRoom(count: number): number {
  return 2 ** Math.ceil(Math.log2(count * 1.4 + 1));
}

/** Whether two lists have the same edges, each as often, whoever owns them: then both cover the same ground as often. */
export function haveSameEdges(one: EdgeList, other: EdgeList): boolean {
  if (one.count !== other.count) return false;
  const table = hashTable(one.count);
  const mask = table.length - 1;
  const first = ({ x1, y1, x2, y2 }: EdgeList, i: number): number =>
    hashOf(x1[i]! + x2[i]!, y1[i]! + y2[i]!) & mask;
  for (let i = 0; i < one.count; i++) {
    let slot = first(one, i);
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = i + 1;
  }
  const isTaken = new Uint8Array(one.count);
  const isFree = (i: number, j: number): boolean =>
    isTaken[i] === 0 &&
    one.x1[i] === other.x1[j] &&
    one.y1[i] === other.y1[j] &&
    one.x2[i] === other.x2[j] &&
    one.y2[i] === other.y2[j];
  for (let j = 0; j < other.count; j++) {
    let slot = first(other, j);
    while (table[slot] !== 0 && !isFree(table[slot]! - 1, j)) slot = (slot + 1) & mask;
    if (table[slot] === 0) return false;
    isTaken[table[slot]! - 1] = 1;
  }
  return true;
}
