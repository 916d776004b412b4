/**
 * Damage by seed: a few changes of sound files, as disks, cut copies and careless programs make them. One seed gives one
 * damage, always.
 */
import { Random } from '../../src/geo/testdata/random-coverage.ts';

/** The files that together are one input: names below a folder, with `/` between them, and their bytes. */
export type FileSet = ReadonlyMap<string, Uint8Array>;

/** Whole numbers that lengths and counts are set to, beside their neighbours. */
const EXTREMES = [0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0xffff, 0x0100_0000];

/** Longest stretch that is removed, doubled or taken from elsewhere. */
const STRETCH_BYTES = 4096;

/** The set with one to four changes in one of its files; parts of `other`, the same input made anew, may be mixed in. */
export function damaged(files: FileSet, other: FileSet, seed: number): FileSet {
  const random = new Random(seed);
  const names = [...files.keys()];
  const name = names[below(random, names.length)]!;
  const donor = other.get(name) ?? files.get(name)!;
  let bytes = files.get(name)!;
  for (let i = below(random, 4); i >= 0; i--) bytes = changed(bytes, donor, random);
  return new Map([...files, [name, bytes]]);
}

function changed(bytes: Uint8Array, donor: Uint8Array, random: Random): Uint8Array {
  if (bytes.length === 0) return donor.slice(0, below(random, donor.length + 1));
  const at = place(bytes.length, random);
  switch (below(random, 9)) {
    case 0:
      return withByte(bytes, at, bytes[at]! ^ (1 << below(random, 8)));
    case 1:
      return withByte(bytes, at, below(random, 256));
    case 2:
      return bytes.slice(0, at);
    case 3:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length(random)));
    case 4: {
      const run = bytes.subarray(at, at + length(random));
      return joined(bytes.subarray(0, at), run, bytes.subarray(at));
    }
    case 5: {
      const from = below(random, donor.length);
      const run = donor.subarray(from, from + length(random));
      return joined(bytes.subarray(0, at), run, bytes.subarray(at + run.length));
    }
    case 6:
      return joined(bytes.subarray(0, at), donor.subarray(at));
    default:
      return withLength(bytes, at, random);
  }
}

/** Heads and ends of files hold what steers a reader: every second change lies there. */
function place(size: number, random: Random): number {
  const near = Math.min(size, 512);
  const choice = below(random, 4);
  if (choice === 0) return below(random, near);
  if (choice === 1) return size - 1 - below(random, near);
  return below(random, size);
}

function length(random: Random): number {
  return 1 + below(random, below(random, 2) === 0 ? 16 : STRETCH_BYTES);
}

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
}

/** Four or eight bytes as a number of either order: set to an extreme, or to what it was, one more or one less. */
function withLength(bytes: Uint8Array, at: number, random: Random): Uint8Array {
  const copy = bytes.slice();
  const [isLittle, isWide] = [below(random, 2) === 0, below(random, 3) === 0];
  const start = Math.max(0, Math.min(at & ~3, copy.length - (isWide ? 8 : 4)));
  if (copy.length < start + (isWide ? 8 : 4)) return copy;
  const view = new DataView(copy.buffer);
  const choice = below(random, EXTREMES.length + 2);
  const old = view.getUint32(start, isLittle);
  const value = EXTREMES[choice] ?? (choice === EXTREMES.length ? old + 1 : old - 1);
  view.setUint32(start, value, isLittle);
  if (isWide) view.setUint32(start + 4, value, isLittle);
  return copy;
}

/** A whole number from 0 to `count` − 1. */
function below(random: Random, count: number): number {
  return random.whole(0, count - 1);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(parts);
}
