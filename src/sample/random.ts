/** Numbers that look random and are the same for the same seed, on every machine. */

/** A value in [0, 1) that depends on its whole-number arguments alone (finalizer of MurmurHash3). */
export function hashed(...keys: readonly number[]): number {
  let h = 0x9747_b28c;
  for (const key of keys) {
    h = Math.imul(h ^ Math.imul(key, 0xcc9e_2d51), 0x1b87_3593);
    h ^= h >>> 15;
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85eb_ca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2_ae35);
  h ^= h >>> 16;
  return (h >>> 0) / 4_294_967_296;
}

/** Smooth noise in [0, 1] with features about one unit wide. */
export function noise(seed: number, x: number, y: number): number {
  const [i, j] = [Math.floor(x), Math.floor(y)];
  const [u, v] = [fade(x - i), fade(y - j)];
  const corner = (di: number, dj: number): number => hashed(seed, i + di, j + dj);
  const low = corner(0, 0) * (1 - u) + corner(1, 0) * u;
  const high = corner(0, 1) * (1 - u) + corner(1, 1) * u;
  return low * (1 - v) + high * v;
}

function fade(t: number): number {
  return t * t * (3 - 2 * t);
}

/** The items in an order that depends on the seed alone. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  return items
    .map((item, i) => ({ item, key: hashed(seed, i) }))
    .sort((p, q) => p.key - q.key)
    .map(({ item }) => item);
}
