/**
 * Connections to the program's own PostgreSQL. Every process holds one named `liangtian:<pid>`, by which the guardian
 * knows that somebody is there. `postmaster.pid` says where the server listens.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { isAlive } from '../folders.ts';
import { ofAnother, OWNER, PASSWORD_FILE, pidLines, serverPid } from './cluster.ts';

/** How to reach a server. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Advisory lock that the one guardian holds. */
export const GUARDIAN_LOCK = 7_204_411;
/** Whoever comes in passes this lock; the guardian holds it while it decides to stop the server. */
export const GATE_LOCK = 7_204_412;

/** Address of the server of a cluster; null when none is ready. */
export function runningAt(cluster: string): ServerAddress | null {
  const lines = pidLines(cluster);
  if (lines === null || lines[7]?.trim() !== 'ready' || serverPid(cluster) === null) return null;
  return {
    host: lines[4]?.trim() || '127.0.0.1',
    port: Number(lines[3]),
    user: OWNER,
    password: readPassword(cluster),
    database: 'postgres',
  };
}

function readPassword(cluster: string): string {
  try {
    return readFileSync(join(cluster, PASSWORD_FILE), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw ofAnother(cluster);
    throw error;
  }
}

/** A connection that has passed the gate: the server will not stop while it is open. Null when the server is not there. */
export async function enter(address: ServerAddress): Promise<pg.Client | null> {
  const client = await connect(address, `liangtian:${process.pid}`);
  if (client === null) return null;
  try {
    await client.query(
      'select pg_advisory_lock_shared($1::bigint), pg_advisory_unlock_shared($1::bigint)',
      [GATE_LOCK],
    );
    return client;
  } catch (error) {
    if (!isGone(error)) throw error;
    await client.end();
    return null;
  }
}

/** A connection of this name; null when the server is starting, stopping or gone. */
export async function connect(address: ServerAddress, name: string): Promise<pg.Client | null> {
  const client = new pg.Client({
    ...address,
    application_name: name,
    connectionTimeoutMillis: 10_000,
  });
  // Loss of a connection shows at its next use; a listener keeps it from ending the process before.
  client.on('error', ignore);
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

function ignore(): void {}

/** Whether an error says that the server (not the statement) is the trouble, so that another try may help. */
export function isGone(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  // 57P01–57P03: shut down by an administrator, crash of a neighbour, not accepting connections yet or any more;
  // 53300: too many connections; 08…: connection errors.
  return (
    ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code ?? '') ||
    /^(57P0[123]|53300|08...)$/.test(code ?? '') ||
    /^Connection terminated|timeout expired|not queryable/.test(message ?? '')
  );
}

/**
 * After a crash `postmaster.pid` may name a process that is now somebody else's. PostgreSQL would take that for a running
 * server and refuse to start, so the file is taken away: by a rename, and put back if it was a new one after all.
 */
export function removeStalePid(cluster: string): void {
  const lines = pidLines(cluster);
  const pid = Number(lines?.[0]);
  if (lines === null || !isAlive(pid) || isServer(pid, cluster)) return;
  const file = join(cluster, 'postmaster.pid');
  const aside = `${file}.${process.pid}`;
  renameSync(file, aside);
  const taken = readFileSync(aside, 'utf8');
  if (taken !== lines.join('\n') && !existsSync(file)) linkSync(aside, file);
  rmSync(aside);
}

/** Whether the process is the server of this cluster, by its command line. When that cannot be told, it is. */
function isServer(pid: number, cluster: string): boolean {
  try {
    if (process.platform === 'linux') {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      // A process that just started shows no words yet.
      return words.every((word) => word === '') || words.includes(cluster);
    }
    if (process.platform === 'darwin') {
      const words = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
      return words.includes(cluster);
    }
    return true;
  } catch (error) {
    // Gone in this moment: then it is nobody, and PostgreSQL sees that itself.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    return true;
  }
}
