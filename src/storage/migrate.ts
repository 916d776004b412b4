/** Numbered SQL files, applied once each and in order; a file that was changed after it ran is refused. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtFile } from '../engine/index.ts';
import type { Database } from './db.ts';

/** Lock of the migrations; any fixed number. */
const MIGRATION_LOCK = 7_204_410;

function folder(): string {
  const beside = join(dirname(fileURLToPath(import.meta.url)), 'migrations');
  return existsSync(beside) ? beside : builtFile('storage/migrations');
}

/** Brings the tables to the present state. */
export async function migrate(database: Database): Promise<void> {
  const files = readdirSync(folder())
    .filter((name) => /^\d{4}-.+\.sql$/.test(name))
    .sort();
  await database.asOwner(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await tx.query(
      'create table if not exists migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
    );
    const applied = new Map(
      (await tx.query<{ name: string; sha256: string }>('select name, sha256 from migration')).map(
        (row) => [row.name, row.sha256],
      ),
    );
    for (const file of files) {
      const sql = readFileSync(join(folder(), file), 'utf8');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      const before = applied.get(file);
      if (before === sha256) continue;
      if (before !== undefined)
        throw new Error(`migration ${file} was changed after it had been applied`);
      await tx.query(sql);
      await tx.query('insert into migration (name, sha256) values ($1, $2)', [file, sha256]);
    }
  });
}
