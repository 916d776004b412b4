/**
 * A small process that outlives the others: it stops the program's own PostgreSQL when no connection named `liangtian:…`
 * has been there for three seconds, so that a killed program leaves nothing running.
 */
import { rmSync } from 'node:fs';
import pg from 'pg';
import { GUARDIAN_LOCK, runningAt, serverPid } from './server.ts';

const IDLE_MS = 3000;
const LOOK_MS = 500;

const cluster = process.argv[2];
if (cluster !== undefined) await guard(cluster);

async function guard(folder: string): Promise<void> {
  const address = runningAt(folder);
  if (!address) return;
  const client = new pg.Client({ ...address, application_name: 'guardian' });
  client.on('error', () => process.exit(0));
  await client.connect();
  const lock = await client.query<{ ok: boolean }>('select pg_try_advisory_lock($1) as ok', [
    GUARDIAN_LOCK,
  ]);
  if (lock.rows[0]?.ok !== true) {
    await client.end();
    return;
  }
  let idleSince = Date.now();
  for (;;) {
    await new Promise((done) => setTimeout(done, LOOK_MS));
    const { rows } = await client.query<{ n: string }>(
      `select count(*) as n from pg_stat_activity where application_name like 'liangtian:%'`,
    );
    if (Number(rows[0]?.n ?? 0) > 0) idleSince = Date.now();
    else if (Date.now() - idleSince >= IDLE_MS) break;
  }
  const pid = serverPid(folder);
  client.removeAllListeners('error');
  client.on('error', () => undefined);
  // SIGINT is PostgreSQL's fast shutdown: connections end, data are written, the server goes.
  if (pid !== null) process.kill(pid, 'SIGINT');
  for (let i = 0; i < 100 && serverPid(folder) !== null; i++)
    await new Promise((done) => setTimeout(done, 100));
  if (address.host.startsWith('/')) rmSync(address.host, { recursive: true, force: true });
  process.exit(0);
}
