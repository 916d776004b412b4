/** 核增核减表 — what one version of a settled year has more or less than another, row by row. */
import { type Bilingual, say } from '../base/index.ts';
import type { AreaText, Settlement } from './settlement.ts';

/** One number that differs. 核增 is positive. */
export interface VersionRow {
  readonly title: Bilingual;
  readonly before: AreaText;
  readonly after: AreaText;
  readonly difference: AreaText;
  /** Place in the newer document. */
  readonly pointer: string;
}

const ACCOUNT = [
  ['opening', say('年初耕地', 'opening')],
  ['losses', say('减少', 'losses')],
  ['gains', say('增加', 'gains')],
  ['residual', say('订正与残差', 'corrections and residual')],
  ['closing', say('年末耕地', 'closing')],
] as const;

const STABLE = [
  ['before', say('年初稳定利用耕地', 'stably used, start')],
  ['after', say('年末稳定利用耕地', 'stably used, end')],
  ['netIncrease', say('稳定利用耕地净增加', 'net increase of stably used land')],
] as const;

/** Rows that differ between two versions, in the order of the account, its flows and stable land. */
export function compareVersions(older: Settlement, newer: Settlement): VersionRow[] {
  const rows: VersionRow[] = [];
  const add = (title: Bilingual, before: AreaText, after: AreaText, pointer: string): void => {
    if (before === after) return;
    const difference = (BigInt(after) - BigInt(before)).toString();
    rows.push({ title, before, after, difference, pointer });
  };
  for (const [key, title] of ACCOUNT)
    add(title, older.account[key], newer.account[key], `/account/${key}`);
  const flows = new Set([...older.rows, ...newer.rows].map((row) => row.flow));
  for (const flow of flows) {
    const was = older.rows.find((row) => row.flow === flow);
    const at = newer.rows.findIndex((row) => row.flow === flow);
    const is = newer.rows[at];
    add((is ?? was)!.title, was?.area ?? '0', is?.area ?? '0', `/rows/${at}/area`);
  }
  for (const [key, title] of STABLE)
    add(title, older.stable[key], newer.stable[key], `/stable/${key}`);
  return rows;
}
