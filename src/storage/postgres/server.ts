/**
 * Starts the program's own PostgreSQL, or attaches to the one that runs. `postmaster.pid` is the only lock: whoever loses
 * a race attaches. The server listens on a socket in a short private folder and on nothing else.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { builtFile } from '../../engine/index.ts';
import type { Home } from '../home.ts';
import { postgresPrograms, reachable, runUser, type RunUser } from './binaries.ts';

/** How to reach a server. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export const OWNER = 'liangtian';
/** Advisory lock that the guardian holds. */
export const GUARDIAN_LOCK = 7_204_411;

const START_TIMEOUT_MS = 60_000;

/** Where cluster and programs lie for a home. */
function places(home: Home): { user: RunUser | null; cluster: string; copies: string } {
  const user = runUser();
  const key = createHash('sha256').update(home.folder).digest('hex').slice(0, 12);
  const outside = join('/var/lib/liangtian', key);
  const cluster = reachable(home.cluster, user, join(outside, 'cluster'));
  return {
    user,
    cluster,
    copies: reachable(join(home.folder, 'programs'), user, '/var/lib/liangtian'),
  };
}

/** Address of the running server, started when there is none. */
export async function ensureServer(home: Home): Promise<ServerAddress> {
  const { user, cluster, copies } = places(home);
  const deadline = Date.now() + START_TIMEOUT_MS;
  let programs: string | null = null;
  let lastFailure = '';
  while (Date.now() < deadline) {
    const address = runningAt(cluster);
    if (address && (await answers(address))) {
      await ensureGuardian(address, cluster);
      return address;
    }
    programs ??= postgresPrograms(user, copies);
    if (!existsSync(join(cluster, 'PG_VERSION'))) initialize(programs, cluster, user);
    const started = start(programs, cluster, user, home);
    lastFailure = await settled(cluster, started, deadline);
  }
  throw new Error(`PostgreSQL did not start within ${START_TIMEOUT_MS / 1000} s: ${lastFailure}`);
}

/** initdb under a temporary name, then one rename: a half-made cluster is never seen. */
function initialize(programs: string, cluster: string, user: RunUser | null): void {
  const parent = dirname(cluster);
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  const work = join(parent, `cluster.${process.pid}.${randomBytes(4).toString('hex')}`);
  const passwordFile = `${work}.password`;
  mkdirSync(work, { mode: 0o700 });
  writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (user) {
    chownSync(work, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  const result = spawnSync(
    join(programs, 'bin', 'initdb'),
    [
      `--pgdata=${work}`,
      `--username=${OWNER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
    ],
    {
      cwd: parent,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '' },
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    },
  );
  if (result.status !== 0) {
    rmSync(work, { recursive: true, force: true });
    rmSync(passwordFile, { force: true });
    throw new Error(`initdb failed: ${result.stderr || result.error?.message || result.status}`);
  }
  renameSync(passwordFile, join(work, 'liangtian.password'));
  try {
    renameSync(work, cluster);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    if (!existsSync(join(cluster, 'PG_VERSION'))) throw error;
  }
}

interface Started {
  readonly exited: () => boolean;
  readonly log: string;
}

function start(programs: string, cluster: string, user: RunUser | null, home: Home): Started {
  const log = join(home.folder, 'postgres.log');
  const output = openSync(log, 'a', 0o600);
  const socket = process.platform === 'win32' ? null : mkdtempSync(join(shortTemp(), 'lt-'));
  if (socket) {
    chmodSync(socket, 0o700);
    if (user) chownSync(socket, user.uid, user.gid);
  }
  const options: Record<string, string> = {
    listen_addresses: socket ? '' : '127.0.0.1',
    unix_socket_directories: socket ?? '',
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: '64MB',
    fsync: 'on',
    full_page_writes: 'on',
    dynamic_shared_memory_type: process.platform === 'linux' ? 'mmap' : 'posix',
    log_min_messages: 'warning',
    logging_collector: 'off',
  };
  const child = spawn(
    join(programs, 'bin', 'postgres'),
    [
      '-D',
      cluster,
      ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      cwd: cluster,
      detached: true,
      stdio: ['ignore', output, output],
      env: { PATH: process.env['PATH'] ?? '' },
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    },
  );
  closeSync(output);
  let gone = false;
  child.on('exit', () => {
    gone = true;
    // A server that lost the race leaves its own socket folder behind.
    if (socket && runningAt(cluster)?.host !== socket)
      rmSync(socket, { recursive: true, force: true });
  });
  child.on('error', () => (gone = true));
  child.unref();
  return { exited: () => gone, log };
}

/** A socket path may have 107 bytes at most; a long TMPDIR does not fit. */
function shortTemp(): string {
  const folder = tmpdir();
  return folder.length < 60 ? folder : '/tmp';
}

/** Waits until the server answers or the one that we started has gone; tells what its log said. */
async function settled(cluster: string, started: Started, deadline: number): Promise<string> {
  while (Date.now() < deadline) {
    const address = runningAt(cluster);
    if (address && (await answers(address))) return '';
    if (started.exited()) break;
    await pause(50);
  }
  await pause(100);
  return existsSync(started.log)
    ? readFileSync(started.log, 'utf8').split('\n').slice(-6).join(' ')
    : '';
}

/** Address from postmaster.pid (pid, data folder, start, port, socket folder, …, status); null when it is not ready. */
export function runningAt(cluster: string): ServerAddress | null {
  let lines: string[];
  let password: string;
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    password = readFileSync(join(cluster, 'liangtian.password'), 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  if (lines[7]?.trim() !== 'ready' || !isAlive(Number(lines[0]))) return null;
  const host = lines[4] === '' || lines[4] === undefined ? '127.0.0.1' : lines[4].trim();
  return { host, port: Number(lines[3]), user: OWNER, password, database: 'postgres' };
}

/** Process id of the server of a cluster, or null. */
export function serverPid(cluster: string): number | null {
  try {
    const pid = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return isAlive(pid) ? pid : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function answers(address: ServerAddress): Promise<boolean> {
  const client = new pg.Client({
    ...address,
    application_name: `liangtian:${process.pid}`,
    connectionTimeoutMillis: 3000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    // Starting up, shutting down, or gone: the caller looks again.
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Sees that somebody stops the server when the last of us has gone. */
async function ensureGuardian(address: ServerAddress, cluster: string): Promise<void> {
  const client = new pg.Client({ ...address, application_name: `liangtian:${process.pid}` });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query(
    `select 1 from pg_locks where locktype = 'advisory' and objid = $1 and granted`,
    [GUARDIAN_LOCK],
  );
  if (rows.length === 0) {
    const child = spawn(process.execPath, [builtFile('storage/postgres/guardian.js'), cluster], {
      detached: true,
      stdio: 'ignore',
      cwd: '/',
    });
    child.unref();
  }
  await client.end();
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
