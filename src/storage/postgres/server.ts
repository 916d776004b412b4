/**
 * Attaches to the program's own PostgreSQL, or has it started. `postmaster.pid` is the only lock: many processes may start
 * it at once, and whoever loses the race attaches. The server is a child of the guardian, never of us, so that there is no
 * moment at which it runs unguarded.
 */
import { spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { builtFile } from '../../engine/index.ts';
import { giveToOwnerAbove } from '../folders.ts';
import type { Home } from '../home.ts';
import { postgresPrograms } from './binaries.ts';
import { makeCluster, serverEnvironment, serverPid } from './cluster.ts';
import {
  enter,
  GUARDIAN_LOCK,
  removeStalePid,
  runningAt,
  type ServerAddress,
} from './connection.ts';
import { isLink, NO_LINK, type Places, placesOf } from './places.ts';

/** A server that we hold by a connection; it runs at least as long as the connection is open. */
export interface HeldServer {
  readonly address: ServerAddress;
  readonly presence: pg.Client;
}

/** What the guardian needs to know; given as one JSON argument. Without `programs` it only guards what runs. */
export interface GuardianTask {
  readonly cluster: string;
  readonly programs?: string;
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** Nothing is heard of a server for so long: give up. */
const SILENCE_MS = 60_000;
/** A server that replays its log after a crash may take longer. */
const RECOVERY_MS = 600_000;
/** Attempts to start that end at once, without another process having won. */
const FAILURES_MAX = 3;
const LOOK_MS = 20;
/** A longer log begins anew at the next start. */
const LOG_BYTES = 1_000_000;

/** Attaches to the server of a home; starts it when there is none, and makes the cluster when there is none. */
export async function holdServer(home: Home, signal?: AbortSignal): Promise<HeldServer> {
  const places = placesOf(home);
  const { cluster } = places;
  let guardian: Guardian | null = null;
  let failures = 0;
  const began = Date.now();
  for (;;) {
    signal?.throwIfAborted();
    const held = await attach(places);
    if (held !== null) return held;
    const alive = serverPid(cluster) !== null;
    if (guardian?.exited() === true) {
      guardian = null;
      if (!alive && ++failures >= FAILURES_MAX) break;
    }
    if (guardian === null) {
      removeStalePid(cluster);
      if (serverPid(cluster) === null) guardian = await start(places, signal);
    }
    if (Date.now() - began > (alive ? RECOVERY_MS : SILENCE_MS)) break;
    await pause(LOOK_MS);
  }
  throw new Error(`PostgreSQL does not start. The end of ${places.log}:\n${endOfLog(places.log)}`);
}

/** The running server, or null. Sees that somebody guards it: a guardian may have been killed. */
async function attach(places: Places): Promise<HeldServer | null> {
  const address = runningAt(places.cluster);
  if (address === null) return null;
  const presence = await enter(address);
  if (presence === null) return null;
  const { rowCount } = await presence.query(
    `select 1 from pg_locks where locktype = 'advisory' and objid = $1 and granted`,
    [GUARDIAN_LOCK],
  );
  if (rowCount === 0) spawnGuardian({ cluster: places.cluster }, places.log);
  return { address, presence };
}

async function start(places: Places, signal?: AbortSignal): Promise<Guardian> {
  const programs = postgresPrograms(places.user, places.copies);
  if (!existsSync(join(places.cluster, 'PG_VERSION'))) await makeCluster(places, programs, signal);
  const { cluster, user, log } = places;
  return spawnGuardian(
    { cluster, programs, ...(user ? { user: { uid: user.uid, gid: user.gid } } : {}) },
    log,
  );
}

interface Guardian {
  readonly exited: () => boolean;
}

function spawnGuardian(task: GuardianTask, log: string): Guardian {
  const output = openLog(log);
  const child = spawn(
    process.execPath,
    [builtFile('storage/postgres/guardian.js'), JSON.stringify(task)],
    {
      cwd: '/',
      detached: true,
      stdio: ['ignore', output, output],
      env: serverEnvironment(),
      windowsHide: true,
    },
  );
  closeSync(output);
  let gone = false;
  for (const event of ['exit', 'error']) child.on(event, () => (gone = true));
  child.unref();
  return { exited: () => gone };
}

/** The log to be written at its end; a long one begins anew. A link in its place is refused: it could lead anywhere. */
export function openLog(log: string): number {
  const { O_APPEND, O_CREAT, O_WRONLY } = constants;
  let output: number;
  try {
    output = openSync(log, O_WRONLY | O_APPEND | O_CREAT | NO_LINK, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP') throw isLink(log);
    throw error;
  }
  if (fstatSync(output).size > LOG_BYTES) ftruncateSync(output);
  giveToOwnerAbove(log);
  return output;
}

function endOfLog(log: string): string {
  return existsSync(log)
    ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-12).join('\n')
    : '';
}
