/** 重放比较 — what a settled year becomes under other law: numbers, and tests whose verdict turns. */
import type { Bilingual } from '../base/index.ts';
import type { BalanceTest, Settlement } from './settlement.ts';
import { compareVersions, type VersionRow } from './versions.ts';

/** One balance test whose verdict is another. */
export interface TurnedTest {
  readonly id: BalanceTest['id'];
  readonly title: Bilingual;
  readonly before: BalanceTest['verdict'];
  readonly after: BalanceTest['verdict'];
  /** Why, under the other law. */
  readonly reason: Bilingual;
}

/** What changes; both lists are empty when nothing does. */
export interface ReplayedYear {
  readonly rows: readonly VersionRow[];
  readonly tests: readonly TurnedTest[];
}

/** Compares a settlement with what it becomes. */
export function compareReplayed(settled: Settlement, replayed: Settlement): ReplayedYear {
  const tests = replayed.tests.flatMap((test): TurnedTest[] => {
    const was = settled.tests.find((one) => one.id === test.id);
    if (was === undefined || was.verdict === test.verdict) return [];
    const { id, title, verdict, reason } = test;
    return [{ id, title, before: was.verdict, after: verdict, reason }];
  });
  return { rows: compareVersions(settled, replayed), tests };
}
