/** 结算库 — versions of settled years. The same inputs give the same version; anything else a new one. */
import { join } from 'node:path';
import type { Database } from './db.ts';
import type { Home } from './home.ts';

/** A stored version. */
export interface SettlementRow {
  readonly id: string;
  readonly version: number;
  readonly region_code: string;
  readonly year: number;
  readonly stage: string;
  readonly before_snapshot: string | null;
  readonly after_snapshot: string | null;
  readonly rule_set: string;
  readonly engine: string;
  readonly input_key: string;
  readonly document: unknown;
  readonly settled_at: Date;
  readonly settled_by: string;
}

/** Folder of the report files of a version; a data folder may be moved, so the place is not stored but follows from it. */
export function reportFolder(home: Home, row: Pick<SettlementRow, 'id' | 'version'>): string {
  return join(home.reports, row.id, `v${row.version}`);
}

/** What a new version is made of; the store numbers it. */
export type NewSettlement = Omit<SettlementRow, 'version' | 'settled_at'>;

/** The version that was settled from the same inputs, or null. */
export async function findByInputs(
  database: Database,
  region: string,
  inputKey: string,
): Promise<SettlementRow | null> {
  const rows = await database.transaction(region, (tx) =>
    tx.query<SettlementRow>('select * from settlement where input_key = $1', [inputKey]),
  );
  return rows[0] ?? null;
}

/** Stores a version in one transaction and answers with it; the earlier one when the inputs are the same. */
export async function saveSettlement(
  database: Database,
  row: NewSettlement,
): Promise<SettlementRow> {
  return database.transaction(row.region_code, async (tx) => {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 1))', [row.id]);
    const same = await tx.query<SettlementRow>('select * from settlement where input_key = $1', [
      row.input_key,
    ]);
    if (same[0]) return same[0];
    const last = await tx.query<{ version: number }>(
      'select coalesce(max(version), 0) as version from settlement where id = $1',
      [row.id],
    );
    const version = last[0]!.version + 1;
    const stored = await tx.query<SettlementRow>(
      `insert into settlement (id, version, region_code, year, stage, before_snapshot, after_snapshot, rule_set, engine, input_key, document, settled_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) returning *`,
      [
        row.id,
        version,
        row.region_code,
        row.year,
        row.stage,
        row.before_snapshot,
        row.after_snapshot,
        row.rule_set,
        row.engine,
        row.input_key,
        JSON.stringify(row.document),
        row.settled_by,
      ],
    );
    return stored[0]!;
  });
}

/** The newest version of a year, or the one asked for. */
export async function loadSettlement(
  database: Database,
  id: string,
  version?: number,
): Promise<SettlementRow | null> {
  const rows = await database.transaction('', (tx) =>
    tx.query<SettlementRow>(
      'select * from settlement where id = $1 and ($2::int is null or version = $2) order by version desc limit 1',
      [id, version ?? null],
    ),
  );
  return rows[0] ?? null;
}

/** The newest version of each year of a region and below. */
export async function listSettlements(
  database: Database,
  region: string,
): Promise<SettlementRow[]> {
  return database.transaction(region, (tx) =>
    tx.query<SettlementRow>('select distinct on (id) * from settlement order by id, version desc'),
  );
}

/** The newest state-confirmed version of a year: what the next opening must equal. */
export async function lastConfirmed(
  database: Database,
  region: string,
  year: number,
): Promise<SettlementRow | null> {
  const rows = await database.transaction(region, (tx) =>
    tx.query<SettlementRow>(
      `select * from settlement where region_code = $1 and year = $2 and stage = 'state-confirmed' order by version desc limit 1`,
      [region, year],
    ),
  );
  return rows[0] ?? null;
}

/** What is written of a run whose process was killed. */
const WITHOUT_A_WORD = '没有说明就中断了 ended without a word';

/**
 * Runs a job with its line in the run table and alone among equals; the line says how it ended. Of a run that was killed
 * the next one of its kind says so.
 */
export async function runJob<T>(
  database: Database,
  job: { key: string; kind: string; region: string; by: string },
  work: () => Promise<T>,
): Promise<T> {
  return database.exclusive(job.key, async () => {
    const rows = await database.transaction(job.region, async (tx) => {
      // The lock is ours: whatever still runs under this key has no process any more.
      await tx.query(
        `update run set state = 'failed', message = $2, finished_at = now() where key = $1 and state = 'running'`,
        [job.key, WITHOUT_A_WORD],
      );
      return tx.query<{ id: string }>(
        `insert into run (key, region_code, kind, state, started_by) values ($1, $2, $3, 'running', $4) returning id`,
        [job.key, job.region, job.kind, job.by],
      );
    });
    const finish = (state: string, message: string | null): Promise<unknown> =>
      database.transaction(job.region, (tx) =>
        tx.query('update run set state = $2, message = $3, finished_at = now() where id = $1', [
          rows[0]!.id,
          state,
          message,
        ]),
      );
    try {
      const result = await work();
      await finish('done', null);
      return result;
    } catch (error) {
      // Where the database is the trouble it cannot be told either; what went wrong first is what must be heard.
      await finish('failed', error instanceof Error ? error.message : String(error)).catch(
        (unsaid: unknown) => {
          if (error instanceof Error) error.cause ??= unsaid;
        },
      );
      throw error;
    }
  });
}
