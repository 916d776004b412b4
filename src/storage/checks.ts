/** 核查库 — stored checks of sites and of ground. The same check gives the same row; none is ever changed. */
import { createHash } from 'node:crypto';
import type { CalendarDate } from '../base/index.ts';
import type { Database } from './db.ts';

/** A stored check. */
export interface CheckRow {
  /** `c-` and 16 hex digits of what was checked and answered. */
  readonly id: string;
  readonly subject: 'site' | 'ground';
  readonly region_code: string;
  /** The day whose law was asked. */
  readonly day: CalendarDate;
  /** Name of the ground as people gave it: the file. */
  readonly title: string;
  readonly verdict: string;
  readonly rule_set: string;
  readonly packs: unknown;
  readonly facts: unknown;
  readonly exceptions: unknown;
  readonly document: unknown;
  /** What the opinion draws; null where nothing was drawn. */
  readonly map: unknown;
  readonly checked_at: Date;
  readonly checked_by: string;
}

/** A check as it is listed. */
export type ListedCheck = Omit<CheckRow, 'packs' | 'facts' | 'exceptions' | 'document' | 'map'>;

/** What a new row is made of: documents as JSON text, written as they come. */
export interface NewCheck extends Omit<
  CheckRow,
  'id' | 'packs' | 'facts' | 'exceptions' | 'document' | 'map' | 'checked_at'
> {
  readonly packs: string;
  readonly facts: string;
  readonly exceptions: string;
  readonly document: string;
  readonly map: string | null;
}

/** Id of a check: by its subject, facts, rules, exceptions and answer; who asked, and when, is not part of it. */
export function checkId(
  check: Pick<NewCheck, 'subject' | 'title' | 'packs' | 'facts' | 'exceptions' | 'document'>,
): string {
  const { subject, title, packs, facts, exceptions, document } = check;
  const content = JSON.stringify([subject, title, packs, facts, exceptions, document]);
  return `c-${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
}

/** Columns of the table as the program reads them: a day is a text and not an instant. */
const LISTED =
  'id, subject, region_code, day::text as day, title, verdict, rule_set, checked_at, checked_by';

/** Stores a check; the row that is there already when the same was checked before. */
export async function saveCheck(
  database: Database,
  check: NewCheck,
): Promise<{ readonly row: CheckRow; readonly isNew: boolean }> {
  const id = checkId(check);
  return database.transaction(check.region_code, async (tx) => {
    const inserted = await tx.query<{ id: string }>(
      `insert into land_check (id, subject, region_code, day, title, verdict, rule_set, packs, facts, exceptions, document, map, checked_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (id) do nothing returning id`,
      [
        id,
        check.subject,
        check.region_code,
        check.day,
        check.title,
        check.verdict,
        check.rule_set,
        check.packs,
        check.facts,
        check.exceptions,
        check.document,
        check.map,
        check.checked_by,
      ],
    );
    const rows = await tx.query<CheckRow>(`${ONE_CHECK} where id = $1`, [id]);
    return { row: rows[0]!, isNew: inserted.length > 0 };
  });
}

const ONE_CHECK = `select ${LISTED}, packs, facts, exceptions, document, map from land_check`;

/** The check by its id or a unique beginning of it, or null. */
export async function findCheck(database: Database, id: string): Promise<CheckRow | null> {
  const rows = await database.transaction('', (tx) =>
    tx.query<CheckRow>(`${ONE_CHECK} where starts_with(id, $1) order by id limit 2`, [id]),
  );
  return rows.length === 1 ? rows[0]! : null;
}

/** All checks of a region and below, newest first. */
export async function listChecks(
  database: Database,
  region: string,
  subject: CheckRow['subject'],
): Promise<ListedCheck[]> {
  return database.transaction(region, (tx) =>
    tx.query<ListedCheck>(
      `select ${LISTED} from land_check where subject = $1 order by checked_at desc, id`,
      [subject],
    ),
  );
}

/** The checks of a region and below, `limit` at a time by their id; `after` is the last one of the portion before. */
export async function checksAfter(
  database: Database,
  region: string,
  after: string,
  limit: number,
): Promise<CheckRow[]> {
  return database.transaction(region, (tx) =>
    tx.query<CheckRow>(
      `select ${LISTED}, packs, facts, exceptions, document, null as map from land_check where id > $1 order by id limit $2`,
      [after, limit],
    ),
  );
}
