/** Sums by pair of faces: an open-addressing table in the kernel's memory. */
import type { bool, f64, Floats, i32, Ints } from './numbers.ts';
import { times } from './numbers.ts';

/**
 * Adds a term to the pair of two faces. `used` lists the slots in use, its first word how many. Answers false when the table
 * is half full.
 */
export function addPair(
  keys: Ints,
  sums: Floats,
  mask: i32,
  used: Ints,
  a: i32,
  b: i32,
  term: f64,
  size: f64,
): bool {
  let slot = times(a, -1640531535) ^ times(b, -2048144777);
  slot = (slot ^ (slot >>> 15)) & mask;
  while (keys[slot * 2] !== 0) {
    if (keys[slot * 2] === a && keys[slot * 2 + 1] === b) {
      sums[slot * 2] = sums[slot * 2]! + term;
      sums[slot * 2 + 1] = sums[slot * 2 + 1]! + size;
      return true;
    }
    slot = (slot + 1) & mask;
  }
  const count = used[0]! + 1;
  if (count * 2 > mask) return false;
  used[0] = count;
  used[count] = slot;
  keys[slot * 2] = a;
  keys[slot * 2 + 1] = b;
  sums[slot * 2] = term;
  sums[slot * 2 + 1] = size;
  return true;
}

/** Adds to the pair of an own face and one of the other layer. */
export function addOwn(
  keys: Ints,
  sums: Floats,
  mask: i32,
  used: Ints,
  isFirst: bool,
  own: i32,
  other: i32,
  term: f64,
  size: f64,
): bool {
  return isFirst
    ? addPair(keys, sums, mask, used, own, other, term, size)
    : addPair(keys, sums, mask, used, other, own, term, size);
}

/** Writes the pairs of the table, in the order in which they came up, and empties it. Answers with how many there are. */
export function takePairs(
  keys: Ints,
  sums: Floats,
  used: Ints,
  outKeys: Ints,
  outSums: Floats,
): i32 {
  const count = used[0]!;
  for (let i = 0; i < count; i++) {
    const slot = used[i + 1]!;
    outKeys[i * 2] = keys[slot * 2]!;
    outKeys[i * 2 + 1] = keys[slot * 2 + 1]!;
    outSums[i * 2] = sums[slot * 2]!;
    outSums[i * 2 + 1] = sums[slot * 2 + 1]!;
    keys[slot * 2] = 0;
  }
  used[0] = 0;
  return count;
}
