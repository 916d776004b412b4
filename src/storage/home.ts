/** Where a user's data lie: one folder with the database cluster, the snapshots and the reports. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, say } from '../base/index.ts';
import { makeFolder } from './folders.ts';

/** The folder and its parts. Parts are made when first used. */
export interface Home {
  readonly folder: string;
  readonly cluster: string;
  readonly snapshots: string;
  readonly reports: string;
  readonly samples: string;
}

/**
 * `--home`, else LIANGTIAN_HOME, else `.liangtian` in the checkout, else the user's data folder. A checkout that the user
 * may not write is passed over.
 */
export function resolveHome(option: string | undefined, environment: NodeJS.ProcessEnv): Home {
  const named = option ?? environment['LIANGTIAN_HOME'];
  const folder = resolve(named === undefined || named === '' ? defaultFolder() : named);
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw notWritable(folder, error);
  }
  if (!statSync(folder).isDirectory()) throw notWritable(folder, new Error('not a folder'));
  return {
    folder,
    cluster: join(folder, 'cluster'),
    snapshots: join(folder, 'snapshots'),
    reports: join(folder, 'reports'),
    samples: join(folder, 'sample'),
  };
}

/** Whether no database was made for this home yet. */
export function isNewHome(home: Home): boolean {
  return !existsSync(home.cluster) && !existsSync(join(home.folder, 'cluster.location'));
}

function notWritable(folder: string, cause: unknown): InputError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new InputError(
    'home-not-writable',
    say(
      `数据文件夹 ${folder} 不能写入：${reason}`,
      `The data folder ${folder} cannot be written: ${reason}`,
    ),
    say(
      '请用 --home 或 LIANGTIAN_HOME 指定一个您可以写入的文件夹，或以该文件夹所有者的身份运行。',
      'Name a folder that you may write with --home or LIANGTIAN_HOME, or run as the owner of this one.',
    ),
    { file: folder },
  );
}

function defaultFolder(): string {
  const checkout = checkoutFolder();
  if (checkout !== null) {
    const inside = join(checkout, '.liangtian');
    if (isWritable(existsSync(inside) ? inside : checkout)) return inside;
  }
  return join(homedir(), '.local', 'share', 'liangtian');
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['EACCES', 'EPERM', 'EROFS'].includes(code)) return false;
    throw error;
  }
}

/** The folder of the sources that this program was built from, or null for a published package. */
function checkoutFolder(): string | null {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    if (existsSync(join(folder, 'bin', 'liangtian.js')))
      return existsSync(join(folder, 'src')) ? folder : null;
    const parent = dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}
