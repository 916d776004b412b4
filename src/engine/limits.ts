/**
 * What reading one file may take. A damaged file can keep a reader busy for ever or have it ask for all memory there is;
 * whoever reads a file is stopped at a time and at an amount of memory that grow with the bytes of the file, far above
 * what a sound file of that size needs.
 */
const [SECONDS, SECONDS_PER_MB] = [30, 4];
const [MEMORY_MB, MEMORY_PER_BYTE] = [512, 32];

/** The most that a reader may use for one file. */
export interface ReadLimits {
  /** From the request to the answer, in milliseconds. */
  readonly ms: number;
  /** Memory of the reader, in bytes. */
  readonly bytes: number;
}

/** Limits for a source by the bytes of all its files. */
export function limitsOf(bytes: number): ReadLimits {
  return {
    ms: 1000 * (SECONDS + (SECONDS_PER_MB * bytes) / 2 ** 20),
    bytes: MEMORY_MB * 2 ** 20 + MEMORY_PER_BYTE * bytes,
  };
}

/** Why a reader was stopped, in the words of a `damaged-file`. */
export function tookTooLong({ ms }: ReadLimits): string {
  return `reading it took more than ${Math.round(ms / 1000)} s`;
}

/** The same for memory. */
export const NEEDS_MEMORY = 'reading it needs more memory than a file of its size should';
