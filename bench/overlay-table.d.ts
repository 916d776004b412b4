/** Types of overlay-table.js. */
export interface BenchResult {
  readonly parcels: number;
  readonly variant: string;
  readonly name: string;
  readonly version: string;
  readonly threads: number;
  readonly hash: 'no' | 'first' | 'stored';
  readonly isOurs: boolean;
  readonly givesGroups: boolean;
  readonly runs: readonly {
    readonly cold: boolean;
    readonly seconds: number;
    readonly pairs: number;
    readonly area: number;
    readonly sample?: { readonly done: number; readonly of: number; readonly what: string };
  }[];
  readonly peakBytes: number | null;
  readonly trueArea?: number;
  readonly reason?: string;
}
export interface BenchReport {
  readonly date: string;
  readonly machine: string;
  readonly program: string;
  readonly runs: number;
  readonly results: readonly BenchResult[];
  readonly skipped: readonly {
    readonly parcels: number;
    readonly name: string;
    readonly reason: string;
  }[];
}
export function markdown(report: BenchReport): string;
export function writeTable(path: string, text: string): void;
