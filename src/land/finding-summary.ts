/** 问题汇总 — findings of a survey or a year as they are stored: every one counted, some of each rule kept as examples. */
import type { Finding } from '../base/index.ts';

/** Counts by rule, and at most {@link EXAMPLES_KEPT} examples of each. */
export interface FindingSummary {
  readonly counts: Readonly<Record<string, number>>;
  readonly examples: readonly Finding[];
}

/** Examples of each rule; the counts are whole. */
export const EXAMPLES_KEPT = 20;

/** Sums up findings, and adds what other summaries counted before them. */
export function summarizeFindings(
  findings: readonly Finding[],
  earlier: readonly FindingSummary[] = [],
): FindingSummary {
  const counts: Record<string, number> = {};
  const shown = new Map<string, number>();
  const examples: Finding[] = [];
  const keep = (list: readonly Finding[]): void => {
    for (const finding of list) {
      const kept = shown.get(finding.rule) ?? 0;
      if (kept === EXAMPLES_KEPT) continue;
      shown.set(finding.rule, kept + 1);
      examples.push(finding);
    }
  };
  for (const summary of earlier) {
    for (const [rule, count] of Object.entries(summary.counts))
      counts[rule] = (counts[rule] ?? 0) + count;
    keep(summary.examples);
  }
  for (const { rule } of findings) counts[rule] = (counts[rule] ?? 0) + 1;
  keep(findings);
  return { counts, examples };
}
