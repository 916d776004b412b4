/** Features of two layers that have the same geometry, by their hashes. */

/** Pairs of equal features, and the rest of both layers in order. */
export interface IdenticalPairs {
  readonly pairsA: Uint32Array;
  readonly pairsB: Uint32Array;
  readonly restA: Uint32Array;
  readonly restB: Uint32Array;
}

/** How far ahead the partner of a feature is looked for: parcels that came in between. */
const AHEAD = 16;

/**
 * Pairs of features whose hash occurs exactly once in both layers; the rest of both in order. Hash 0 is no geometry.
 *
 * Two yearly surveys list most parcels in the same order: partners are first looked for at the same place, and only what is
 * not found there goes into a table. A hash that may occur twice in a layer always does: two bits per residue tell.
 */
export function matchIdentical(hashA: BigUint64Array, hashB: BigUint64Array): IdenticalPairs {
  const [a, b] = [halves(hashA), halves(hashB)];
  const seen = new TwiceSeen(Math.max(hashA.length, hashB.length));
  seen.add(a);
  seen.add(b);
  const partner = new Int32Array(hashA.length).fill(-1);
  const taken = new Uint8Array(hashB.length);
  for (let i = 0, j = 0; i < hashA.length && j < hashB.length; i++) {
    const [low, high] = [a[2 * i]!, a[2 * i + 1]!];
    if (seen.maybeTwice(low, high)) {
      // A doubtful one stands at the same place in the other layer as well.
      if (b[2 * j] === low && b[2 * j + 1] === high) j++;
      continue;
    }
    for (let k = j; k < j + AHEAD && k < hashB.length; k++) {
      if (b[2 * k] !== low || b[2 * k + 1] !== high) continue;
      partner[i] = k;
      taken[k] = 1;
      j = k + 1;
      break;
    }
  }
  matchByTable(a, b, partner, taken);
  return split(partner, taken);
}

/** The two halves of every hash: numbers are compared many times faster than big integers. */
function halves(hashes: BigUint64Array): Uint32Array {
  return new Uint32Array(hashes.buffer, hashes.byteOffset, hashes.length * 2);
}

/** Which hashes may occur more than once in a layer; never says no wrongly. */
class TwiceSeen {
  private readonly mask: number;
  private readonly twice: Uint8Array;

  constructor(hashes: number) {
    this.mask = 2 ** Math.min(30, Math.ceil(Math.log2(16 * hashes + 64))) - 1;
    this.twice = new Uint8Array((this.mask + 1) / 8);
  }

  add(words: Uint32Array): void {
    const { mask, twice } = this;
    const once = new Uint8Array(twice.length);
    for (let i = 0; i < words.length; i += 2) {
      const place = (words[i]! ^ words[i + 1]!) & mask;
      const [byte, bit] = [place >>> 3, 1 << (place & 7)];
      if (once[byte]! & bit) twice[byte]! |= bit;
      else once[byte]! |= bit;
    }
  }

  /** Hash 0 counts as seen twice: features without geometry are no pair. */
  maybeTwice(low: number, high: number): boolean {
    const place = (low ^ high) & this.mask;
    return (low | high) === 0 || (this.twice[place >>> 3]! & (1 << (place & 7))) !== 0;
  }
}

/** Pairs what has no partner yet, by open addressing on the hash. */
function matchByTable(
  a: Uint32Array,
  b: Uint32Array,
  partner: Int32Array,
  taken: Uint8Array,
): void {
  const openB: number[] = [];
  for (let k = 0; k < taken.length; k++) if (taken[k] === 0) openB.push(k);
  const mask = 2 ** Math.ceil(Math.log2(Math.max(2, openB.length * 2))) - 1;
  /** Per slot: the first feature of B with its hash, and how many there are in either layer. */
  const first = new Int32Array(mask + 1).fill(-1);
  const [countA, countB] = [new Uint32Array(mask + 1), new Uint32Array(mask + 1)];
  const slotOf = (low: number, high: number): number => {
    let slot = (low ^ Math.imul(high, 0x9e37_79b1)) & mask;
    for (; first[slot]! >= 0; slot = (slot + 1) & mask)
      if (b[2 * first[slot]!] === low && b[2 * first[slot]! + 1] === high) break;
    return slot;
  };
  for (const k of openB) {
    const slot = slotOf(b[2 * k]!, b[2 * k + 1]!);
    if (first[slot]! < 0) first[slot] = k;
    countB[slot]!++;
  }
  const found: { i: number; slot: number }[] = [];
  for (let i = 0; i < partner.length; i++) {
    if (partner[i]! >= 0) continue;
    const [low, high] = [a[2 * i]!, a[2 * i + 1]!];
    const slot = slotOf(low, high);
    if (first[slot]! < 0 || (low | high) === 0) continue;
    countA[slot]!++;
    found.push({ i, slot });
  }
  for (const { i, slot } of found) {
    if (countA[slot] !== 1 || countB[slot] !== 1) continue;
    partner[i] = first[slot]!;
    taken[first[slot]!] = 1;
  }
}

function split(partner: Int32Array, taken: Uint8Array): IdenticalPairs {
  let pairs = 0;
  for (const k of partner) if (k >= 0) pairs++;
  const result = {
    pairsA: new Uint32Array(pairs),
    pairsB: new Uint32Array(pairs),
    restA: new Uint32Array(partner.length - pairs),
    restB: new Uint32Array(taken.length - pairs),
  };
  let [pair, rest] = [0, 0];
  for (let i = 0; i < partner.length; i++) {
    if (partner[i]! < 0) result.restA[rest++] = i;
    else {
      result.pairsA[pair] = i;
      result.pairsB[pair++] = partner[i]!;
    }
  }
  rest = 0;
  for (let k = 0; k < taken.length; k++) if (taken[k] === 0) result.restB[rest++] = k;
  return result;
}
