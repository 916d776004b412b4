/** Types of checks.js. */

/** Medians of seconds by what was measured. */
export type ChecksMedians = Readonly<Record<string, number>>;

export function benchChecks(options: {
  readonly sizes: readonly number[];
  readonly variants: readonly string[];
  readonly runs: number;
  readonly folder?: string;
}): Promise<ChecksMedians[]>;
