/**
 * A small process that outlives the others: it starts the program's own PostgreSQL as its child and stops it when no
 * connection named `liangtian:…` has been there for three seconds, so that a killed program leaves nothing running. Should
 * the guardian itself be killed, the next process that attaches starts another, which guards the server that runs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { canReach, isAlive } from '../folders.ts';
import { pidLines, serverEnvironment, serverPid } from './cluster.ts';
import { connect, GATE_LOCK, GUARDIAN_LOCK, isGone, runningAt } from './connection.ts';
import type { GuardianTask } from './server.ts';

const IDLE_MS = 3000;
const LOOK_MS = 250;
/** So long may a fast shutdown take (it writes what is in memory) before the server is told to drop everything. */
const STOP_MS = 60_000;
const SOCKET_FOLDER = /^lt-[A-Za-z0-9]{6}$/;

const argument = process.argv[2];
if (argument !== undefined) await guard(JSON.parse(argument) as GuardianTask);

async function guard(task: GuardianTask): Promise<void> {
  const server = task.programs === undefined ? null : await start(task, task.programs);
  const folder = server?.socketFolder ?? null;
  try {
    const pid = await ready(task.cluster, server?.child ?? null);
    if (pid !== null) await watch(task.cluster, pid);
  } finally {
    // The folder of a server that we only watched is known from its postmaster.pid, which is gone by now.
    if (folder !== null && serverPid(task.cluster) === null)
      rmSync(folder, { recursive: true, force: true });
    if (folder !== null && socketOf(task.cluster) !== folder)
      rmSync(folder, { recursive: true, force: true });
  }
}

interface StartedServer {
  readonly child: ChildProcess;
  readonly socketFolder: string | null;
}

/** Starts PostgreSQL, closed to everybody but its user: a socket in a private folder, or 127.0.0.1 on Windows. */
async function start(task: GuardianTask, programs: string): Promise<StartedServer> {
  const { cluster, user } = task;
  removeOldSocket(cluster);
  const socketFolder = process.platform === 'win32' ? null : makeSocketFolder(cluster, user);
  const settings: Record<string, string> = {
    ...(socketFolder === null
      ? { listen_addresses: '127.0.0.1', port: String(await freePort()) }
      : {
          listen_addresses: '',
          unix_socket_directories: `"${socketFolder}"`,
          unix_socket_permissions: '0700',
        }),
    fsync: 'on',
    full_page_writes: 'on',
    shared_buffers: '64MB',
    max_connections: '60',
    max_wal_size: '256MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    // Containers often have a /dev/shm too small for the default.
    ...(process.platform === 'linux' ? { dynamic_shared_memory_type: 'mmap' } : {}),
  };
  const child = spawn(
    join(programs, 'bin', 'postgres'),
    [
      '-D',
      cluster,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      cwd: cluster,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: serverEnvironment(),
      windowsHide: true,
      ...user,
    },
  );
  child.on('error', (error) => process.stderr.write(`${error.message}\n`));
  return { child, socketFolder };
}

/** A private folder with a name short enough: a socket's path has 107 bytes at most. */
function makeSocketFolder(cluster: string, user: GuardianTask['user']): string {
  const parent = [tmpdir(), '/tmp', '/var/tmp', dirname(cluster)].find(
    (folder) => Buffer.byteLength(folder) < 80 && (user === undefined || canReach(folder, user)),
  );
  if (parent === undefined)
    throw new Error('no folder for the socket: TMPDIR, /tmp and /var/tmp are closed');
  const folder = mkdtempSync(join(parent, 'lt-'));
  chmodSync(folder, 0o700);
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  return folder;
}

/** After kill -9 of server and guardian the folder of the socket is left; postmaster.pid still names it. */
function removeOldSocket(cluster: string): void {
  const old = socketOf(cluster);
  if (old !== null && serverPid(cluster) === null) rmSync(old, { recursive: true, force: true });
}

function socketOf(cluster: string): string | null {
  const folder = pidLines(cluster)?.[4]?.trim() ?? '';
  return SOCKET_FOLDER.test(basename(folder)) ? folder : null;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done, failed) => {
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', done);
  });
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Process id of the server once it answers; null when the one that we started has ended (another was first). */
async function ready(cluster: string, child: ChildProcess | null): Promise<number | null> {
  for (;;) {
    if (
      child !== null &&
      (child.exitCode !== null || child.signalCode !== null || child.pid === undefined)
    )
      return null;
    const pid = serverPid(cluster);
    if (child === null && pid === null) return null;
    if (pid !== null && runningAt(cluster) !== null)
      return child === null || child.pid === pid ? pid : null;
    await pause(20);
  }
}

/** Watches until nobody is there or the server has gone. Connections may break without the server having gone. */
async function watch(cluster: string, pid: number): Promise<void> {
  const socket = socketOf(cluster);
  let idleSince = Date.now();
  while (isAlive(pid)) {
    if (serverPid(cluster) !== pid) return stop(cluster, pid, 'SIGQUIT'); // its folder was removed
    const address = runningAt(cluster);
    const client = address === null ? null : await connect(address, 'guardian');
    if (client === null) {
      await pause(LOOK_MS);
      continue;
    }
    try {
      if (!(await take(client, GUARDIAN_LOCK))) return;
      for (;;) {
        await pause(LOOK_MS);
        if (serverPid(cluster) !== pid) break;
        if (await isWanted(client)) idleSince = Date.now();
        if (Date.now() - idleSince < IDLE_MS || !(await take(client, GATE_LOCK))) continue;
        // Nobody comes in any more. Who came in before us is seen now.
        if (await isWanted(client)) {
          await client.query('select pg_advisory_unlock($1)', [GATE_LOCK]);
          continue;
        }
        await stop(cluster, pid, 'SIGINT');
        if (socket !== null) rmSync(socket, { recursive: true, force: true });
        return;
      }
    } catch (error) {
      if (!isGone(error)) throw error;
    } finally {
      await client.end().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    }
  }
}

async function take(client: pg.Client, lock: number): Promise<boolean> {
  const { rows } = await client.query<{ ok: boolean }>('select pg_try_advisory_lock($1) as ok', [
    lock,
  ]);
  return rows[0]?.ok === true;
}

async function isWanted(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(
    `select 1 from pg_stat_activity where application_name like 'liangtian:%' limit 1`,
  );
  return rowCount !== 0;
}

/** SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one, after which the log is replayed at the next start. */
async function stop(cluster: string, pid: number, signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
  kill(pid, signal);
  const began = Date.now();
  while (isAlive(pid)) {
    await pause(50);
    if (Date.now() - began > STOP_MS && serverPid(cluster) === pid) kill(pid, 'SIGQUIT');
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
