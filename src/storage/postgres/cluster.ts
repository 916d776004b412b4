/**
 * Where a home's cluster lies, as whom it runs, and how it is made. PostgreSQL refuses to run as root; root therefore runs
 * it as the owner of the home, as `postgres` if the machine has it, else as `nobody`. When that user cannot reach the home
 * (a 0700 folder of root), the cluster lies in /var/lib/liangtian/<id> and the home says so in `cluster.location`.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { InputError, say } from '../../base/index.ts';
import {
  canReach,
  isAlive,
  letThrough,
  type MachineUser,
  makeFolder,
  syncFolder,
} from '../folders.ts';
import type { Home } from '../home.ts';

/** Owner of the tables; also the first user of our own cluster. */
export const OWNER = 'liangtian';
export const PASSWORD_FILE = 'liangtian.password';

/** Where things lie for one home. */
export interface Places {
  /** Null: as the present user. */
  readonly user: MachineUser | null;
  readonly cluster: string;
  /** Folder for copies of the PostgreSQL programs. */
  readonly copies: string;
  readonly log: string;
}

/** Finds or chooses the places of a home. */
export function placesOf(home: Home): Places {
  const cluster = clusterFolder(home);
  const user = clusterUser(home, cluster);
  const asRoot = process.getuid?.() === 0;
  return {
    user,
    cluster,
    copies: join(asRoot ? systemFolder() : home.folder, 'programs'),
    log: join(home.folder, 'postgres.log'),
  };
}

/** Folder of the cluster; the choice is made once and kept. */
export function clusterFolder(home: Home): string {
  const note = join(home.folder, 'cluster.location');
  if (existsSync(note)) return readFileSync(note, 'utf8').trim();
  const user = existsSync(home.cluster) ? null : rootsDeputy(home);
  if (user === null || letThrough(home.folder, user)) return home.cluster;
  removeAbandoned();
  const outside = join(systemFolder(), randomBytes(8).toString('hex'));
  mkdirSync(outside);
  chmodSync(outside, 0o711);
  writeFileSync(join(outside, 'home'), `${home.folder}\n`);
  try {
    writeFileSync(note, `${join(outside, 'cluster')}\n`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    rmSync(outside, { recursive: true });
  }
  return readFileSync(note, 'utf8').trim();
}

/** As whom the server runs: a cluster that exists keeps its owner, unless a copy made by root lost it. */
function clusterUser(home: Home, cluster: string): MachineUser | null {
  if (process.getuid?.() !== 0) return null;
  if (!existsSync(cluster)) return rootsDeputy(home);
  const { uid, gid } = statSync(cluster);
  const user = uid === 0 ? rootsDeputy(home) : { uid, gid };
  if (user === null) return null;
  if (uid === 0) giveTree(cluster, user);
  if (cluster === home.cluster) letThrough(home.folder, user);
  return user;
}

/** A restored or copied cluster belongs to root, as whom PostgreSQL will not run. */
function giveTree(folder: string, user: MachineUser): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    lchownSync(join(folder, name), user.uid, user.gid);
  lchownSync(folder, user.uid, user.gid);
}

/** As whom root runs PostgreSQL for this home. Nobody is ever created. */
function rootsDeputy(home: Home): MachineUser | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  const owner = statSync(home.folder).uid;
  const found = [
    users.find((user) => user.uid === owner && owner !== 0),
    users.find((user) => user.name === 'postgres'),
    users.find((user) => user.name === 'nobody'),
  ].find((user) => user !== undefined);
  if (found !== undefined) return found;
  throw new InputError(
    'no-user-for-postgres',
    say(
      'PostgreSQL 不能以 root 身份运行，而这台机器既没有 postgres 用户也没有 nobody 用户',
      'PostgreSQL cannot run as root, and this machine has neither a user postgres nor nobody',
    ),
    say('请以普通用户运行，或设 DATABASE_URL。', 'Run as an ordinary user, or set DATABASE_URL.'),
  );
}

/** Folder of root that everybody can reach. */
function systemFolder(): string {
  for (const parent of ['/var/lib', '/var/db', tmpdir()]) {
    const folder = join(parent, 'liangtian');
    if (!existsSync(parent) || !canReach(parent, { uid: -1, gid: -1 })) continue;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? ''))
        continue;
      throw error;
    }
    if (statSync(folder).uid !== 0) continue;
    chmodSync(folder, 0o755);
    return folder;
  }
  throw new Error(
    'no folder that an unprivileged user can reach: /var/lib, /var/db and TMPDIR are closed',
  );
}

/** Clusters of homes in the temporary folder that are gone. Any other home may be on a disk that is not there today. */
function removeAbandoned(): void {
  const temporary = [tmpdir(), '/tmp', '/var/tmp'].map((folder) => folder + sep);
  for (const name of readdirSync(systemFolder())) {
    const folder = join(systemFolder(), name);
    const note = join(folder, 'home');
    if (!existsSync(note)) continue;
    const home = readFileSync(note, 'utf8').trim();
    if (!temporary.some((place) => home.startsWith(place)) || existsSync(home)) continue;
    if (serverPid(join(folder, 'cluster')) === null)
      rmSync(folder, { recursive: true, force: true });
  }
}

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
    writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (user) for (const path of [work, password]) chownSync(path, user.uid, user.gid);
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
