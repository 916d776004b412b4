/**
 * Where a home's cluster lies, and as whom it runs. PostgreSQL refuses to run as root; root therefore runs it as the owner
 * of the home, as `postgres` if the machine has it, else as `nobody`. When that user cannot reach the home (a 0700 folder
 * of root), the cluster lies in /var/lib/liangtian/<id>, and the two point at each other: `cluster.location` in the home,
 * `home` beside the cluster. Root believes nothing else that a home of another user says, and follows no link in it.
 */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { type Bilingual, InputError, say } from '../../base/index.ts';
import { canReach, giveBelow, letThrough, type MachineUser } from '../folders.ts';
import type { Home } from '../home.ts';
import { serverPid } from './cluster.ts';

/** Where things lie for one home. */
export interface Places {
  /** Null: as the present user. */
  readonly user: MachineUser | null;
  readonly cluster: string;
  /** Folder for copies of the PostgreSQL programs. */
  readonly copies: string;
  readonly log: string;
}

/** Finds or chooses the places of a home; `system` names the folder of root that everybody can reach. */
export function placesOf(home: Home, system: () => string = systemFolder): Places {
  const asRoot = process.getuid?.() === 0;
  const cluster = asRoot ? rootsCluster(home, system) : ownCluster(home);
  return {
    user: asRoot ? clusterUser(home, cluster) : null,
    cluster,
    copies: join(asRoot ? system() : home.folder, 'programs'),
    log: join(home.folder, 'postgres.log'),
  };
}

/** An ordinary user can reach no more through a note or a link than he may reach anyway. */
function ownCluster(home: Home): string {
  const note = join(home.folder, 'cluster.location');
  return existsSync(note) ? readFileSync(note, 'utf8').trim() : home.cluster;
}

/** Folder of the cluster when root asks; the choice is made once and kept. */
function rootsCluster(home: Home, system: () => string): string {
  const note = join(home.folder, 'cluster.location');
  refuseLink(note);
  refuseLink(home.cluster);
  if (existsSync(note)) return notedCluster(home, note, system());
  if (existsSync(home.cluster) || letThrough(home.folder, rootsDeputy(home))) return home.cluster;
  removeAbandoned(system());
  const outside = join(system(), randomBytes(8).toString('hex'));
  mkdirSync(outside);
  chmodSync(outside, 0o711);
  writeFileSync(join(outside, 'home'), `${home.folder}\n`);
  try {
    writeFileSync(note, `${join(outside, 'cluster')}\n`, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    rmSync(outside, { recursive: true });
  }
  return notedCluster(home, note, system());
}

/** The folder that a home names as its cluster, believed only where root's own note there names this home. */
function notedCluster(home: Home, note: string, system: string): string {
  const cluster = readFileSync(note, 'utf8').trim();
  const outside = dirname(cluster);
  const back = join(outside, 'home');
  const isOurs = dirname(outside) === system && basename(cluster) === 'cluster';
  if (!isOurs || !existsSync(back))
    throw unsafe(
      note,
      say(
        `它写的文件夹 ${cluster} 不是本程序在 ${system} 中建立的`,
        `the folder ${cluster} that it names was not made by this program in ${system}`,
      ),
    );
  const owner = readFileSync(back, 'utf8').trim();
  if (isSameFolder(owner, home.folder)) return cluster;
  // A home of root that was moved. Root's word in it is as good as root's word beside the cluster.
  if (!existsSync(owner) && lstatSync(note).uid === 0 && statSync(home.folder).uid === 0) {
    writeFileSync(back, `${home.folder}\n`);
    return cluster;
  }
  throw unsafe(
    note,
    say(
      `它写的数据库属于另一个数据文件夹 ${owner}`,
      `the database that it names belongs to another data folder, ${owner}`,
    ),
  );
}

function isSameFolder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((folder) => statSync(folder, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

/** As whom the server runs: a cluster that exists keeps its owner, unless a copy made by root lost it. */
function clusterUser(home: Home, cluster: string): MachineUser {
  const stat = lstatSync(cluster, { throwIfNoEntry: false });
  if (stat === undefined) return rootsDeputy(home);
  if (!stat.isDirectory()) throw unsafe(cluster, say('它不是文件夹', 'it is not a folder'));
  const user = stat.uid === 0 ? rootsDeputy(home) : { uid: stat.uid, gid: stat.gid };
  if (stat.uid === 0) giveCluster(cluster, user);
  if (cluster === home.cluster) letThrough(home.folder, user);
  return user;
}

/**
 * A restored or copied cluster belongs to root, as whom PostgreSQL will not run. The folder is held open while it is given
 * away, from the inside out: whoever owns the home cannot put another in its place meanwhile.
 */
function giveCluster(cluster: string, user: MachineUser): void {
  const descriptor = openSync(cluster, constants.O_RDONLY | NO_LINK);
  try {
    const folder = process.platform === 'linux' ? `/proc/self/fd/${descriptor}` : cluster;
    // An empty folder is where a cluster will be made; initdb's own then takes its place.
    if (readdirSync(folder).length === 0) return;
    if (lstatSync(join(folder, 'PG_VERSION'), { throwIfNoEntry: false })?.isFile() !== true)
      throw unsafe(
        cluster,
        say('里面没有 PG_VERSION，它不是数据库', 'there is no PG_VERSION in it: it is no database'),
      );
    giveBelow(folder, user);
    fchownSync(descriptor, user.uid, user.gid);
  } finally {
    closeSync(descriptor);
  }
}

/** Flag of `open` that refuses a link; Windows has neither the flag nor root. */
export const NO_LINK = (constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0;

/** Root follows no link that lies in a data folder: its owner could have it point anywhere. */
function refuseLink(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) throw isLink(path);
}

/** A link lies where root would write. */
export function isLink(path: string): InputError {
  return unsafe(path, say('它是一个链接', 'it is a link'));
}

function unsafe(path: string, why: Bilingual): InputError {
  return new InputError(
    'home-not-safe',
    say(
      `数据文件夹中的 ${path} 不能使用：${why.zh}`,
      `${path} of the data folder cannot be used: ${why.en}`,
    ),
    say(
      '请核对后删去它，放回原来的文件夹，再运行一次；或以数据文件夹所有者的身份运行。',
      'Look at it, remove it, put the original back, and run again; or run as the owner of the data folder.',
    ),
    { file: path },
  );
}

/** As whom root runs PostgreSQL for this home. Nobody is ever created. */
function rootsDeputy(home: Home): MachineUser {
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
    // In a folder that all may write, somebody may have been there before us.
    const stat = lstatSync(folder);
    if (stat.uid !== 0 || !stat.isDirectory()) continue;
    chmodSync(folder, 0o755);
    return folder;
  }
  throw new Error(
    'no folder that an unprivileged user can reach: /var/lib, /var/db and TMPDIR are closed',
  );
}

/** Clusters of homes in the temporary folder that are gone. Any other home may be on a disk that is not there today. */
function removeAbandoned(system: string): void {
  const temporary = [tmpdir(), '/tmp', '/var/tmp'].map((folder) => folder + sep);
  for (const name of readdirSync(system)) {
    const folder = join(system, name);
    const note = join(folder, 'home');
    if (!existsSync(note)) continue;
    const home = readFileSync(note, 'utf8').trim();
    if (!temporary.some((place) => home.startsWith(place)) || existsSync(home)) continue;
    if (serverPid(join(folder, 'cluster')) === null)
      rmSync(folder, { recursive: true, force: true });
  }
}
