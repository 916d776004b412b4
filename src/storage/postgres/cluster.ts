/**
 * The cluster of a home: how it is made, who owns its tables, and what its `postmaster.pid` says. Where it lies and as
 * whom it runs is the business of places.ts.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError, say } from '../../base/index.ts';
import { isAlive, type MachineUser, makeFolder, syncFolder } from '../folders.ts';
import type { Places } from './places.ts';

/** Owner of the tables; also the first user of our own cluster. */
export const OWNER = 'liangtian';
export const PASSWORD_FILE = 'liangtian.password';

/** Process id that `postmaster.pid` names, when it lives; else null. */
export function serverPid(cluster: string): number | null {
  const pid = Number(pidLines(cluster)?.[0]);
  return isAlive(pid) ? pid : null;
}

/** Lines of `postmaster.pid`: pid, data folder, start, port, socket folder, address, key, status; null when absent. */
export function pidLines(cluster: string): string[] | null {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    if (code === 'EACCES' || code === 'EPERM') throw ofAnother(cluster);
    throw error;
  }
}

/** A cluster of another user can be neither read nor started. */
export function ofAnother(cluster: string): InputError {
  return new InputError(
    'home-of-another-user',
    say(`数据库 ${cluster} 属于另一个用户`, `The database ${cluster} belongs to another user`),
    say(
      '请以该用户身份运行，或用 --home 指定您自己的文件夹。',
      'Run as that user, or name a folder of your own with --home.',
    ),
    { file: cluster },
  );
}

/** Makes the cluster with initdb under a temporary name, then renames it: a half-made cluster is never seen. */
export async function makeCluster(
  places: Places,
  programs: string,
  signal?: AbortSignal,
): Promise<void> {
  const { cluster, user } = places;
  const parent = dirname(cluster);
  makeFolder(parent);
  removeHalfMade(parent);
  const work = join(parent, `cluster.${process.pid}.${randomBytes(4).toString('hex')}`);
  const password = `${work}.password`;
  try {
    mkdirSync(work, { mode: 0o700 });
    writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
    if (user) for (const path of [work, password]) lchownSync(path, user.uid, user.gid);
    await initdb(programs, work, password, user, signal);
    renameSync(password, join(work, PASSWORD_FILE));
    renameSync(work, cluster);
    syncFolder(parent);
  } catch (error) {
    // Another process may have been first; then its cluster is ours too.
    if (!existsSync(join(cluster, 'PG_VERSION'))) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(password, { force: true });
  }
}

/** What a killed process left of its attempt. */
function removeHalfMade(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid] = /^cluster\.(\d+)\.[0-9a-f]{8}(?:\.password)?$/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) {
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }
}

async function initdb(
  programs: string,
  work: string,
  password: string,
  user: MachineUser | null,
  signal?: AbortSignal,
): Promise<void> {
  const child = spawn(
    join(programs, 'bin', 'initdb'),
    [
      `--pgdata=${work}`,
      `--username=${OWNER}`,
      `--pwfile=${password}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      '--no-instructions',
    ],
    {
      cwd: work,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: serverEnvironment(),
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
      ...(signal ? { signal } : {}),
    },
  );
  let talk = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (talk += text));
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  if (code !== 0) throw new Error(`initdb failed (${code}): ${talk.trim()}`);
}

/** What the PostgreSQL programs see of the environment: no locale, no PG… variables, no time zone of the machine. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
}
