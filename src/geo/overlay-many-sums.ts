/** Sums by tuple of faces: an open-addressing table, and its rows in order. */

/** Sums of terms and of their magnitudes by tuples of a fixed width of whole numbers from 0. */
export class TupleSums {
  count = 0;
  /** `width` words a row. */
  keys: Int32Array;
  sums = new Float64Array(1024);
  sizes = new Float64Array(1024);
  readonly width: number;
  private slots = new Int32Array(4096).fill(-1);
  private slotOf = new Int32Array(1024);

  constructor(width: number) {
    this.width = width;
    this.keys = new Int32Array(width * 1024);
  }

  /** Adds to the tuple that begins at `from` of `words`. */
  add(words: Int32Array, from: number, term: number, size: number): void {
    const row = this.rowOf(words, from);
    this.sums[row]! += term;
    this.sizes[row]! += size;
  }

  /** Adds all rows of another table of the same width. */
  addAll({ count, keys, sums, sizes }: TupleSums): void {
    for (let row = 0; row < count; row++) this.add(keys, row * this.width, sums[row]!, sizes[row]!);
  }

  /** Forgets all rows; costs as much as there were. */
  clear(): void {
    for (let row = 0; row < this.count; row++) this.slots[this.slotOf[row]!] = -1;
    this.count = 0;
  }

  private rowOf(words: Int32Array, from: number): number {
    const mask = this.slots.length - 1;
    let slot = hashOf(words, from, this.width) & mask;
    for (; this.slots[slot]! >= 0; slot = (slot + 1) & mask)
      if (this.isRow(this.slots[slot]!, words, from)) return this.slots[slot]!;
    if (this.count === this.slotOf.length) {
      this.grow();
      return this.rowOf(words, from);
    }
    const row = this.count++;
    this.slots[slot] = row;
    this.slotOf[row] = slot;
    for (let j = 0; j < this.width; j++) this.keys[row * this.width + j] = words[from + j]!;
    this.sums[row] = 0;
    this.sizes[row] = 0;
    return row;
  }

  private isRow(row: number, words: Int32Array, from: number): boolean {
    const at = row * this.width;
    for (let j = 0; j < this.width; j++) if (this.keys[at + j] !== words[from + j]) return false;
    return true;
  }

  /** Twice the room for rows; four slots to a row. */
  private grow(): void {
    const room = this.slotOf.length * 2;
    const [keys, sums, sizes] = [this.keys, this.sums, this.sizes];
    this.keys = new Int32Array(room * this.width);
    this.keys.set(keys);
    this.sums = new Float64Array(room);
    this.sums.set(sums);
    this.sizes = new Float64Array(room);
    this.sizes.set(sizes);
    this.slotOf = new Int32Array(room);
    this.slots = new Int32Array(room * 4).fill(-1);
    const mask = this.slots.length - 1;
    for (let row = 0; row < this.count; row++) {
      let slot = hashOf(this.keys, row * this.width, this.width) & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = row;
      this.slotOf[row] = slot;
    }
  }

  /** The numbers of all rows that `keep` wants, by the first word of their tuple, then the second, and so on. */
  sorted(keep: (row: number) => boolean): Uint32Array {
    const { width, keys } = this;
    let rows = Uint32Array.from({ length: this.count }, (_, row) => row).filter(keep);
    for (let j = width - 1; j >= 0; j--) {
      let most = 0;
      for (const row of rows) most = Math.max(most, keys[row * width + j]!);
      const next = new Uint32Array(most + 2);
      for (const row of rows) next[keys[row * width + j]! + 1]!++;
      for (let face = 0; face < most; face++) next[face + 1]! += next[face]!;
      const placed = new Uint32Array(rows.length);
      for (const row of rows) placed[next[keys[row * width + j]!]!++] = row;
      rows = placed;
    }
    return rows;
  }
}

function hashOf(words: Int32Array, from: number, width: number): number {
  let h = 0;
  for (let j = 0; j < width; j++) h = Math.imul(h ^ words[from + j]!, 0x9e37_79b1) ^ (h >>> 15);
  return h ^ (h >>> 15);
}
