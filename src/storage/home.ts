/** Where a user's data lie: one folder with the database cluster, the snapshots and the reports. */
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder and its parts. Parts are made when first used. */
export interface Home {
  readonly folder: string;
  readonly cluster: string;
  readonly snapshots: string;
  readonly reports: string;
  readonly samples: string;
}

/** `--home`, else LIANGTIAN_HOME, else `.liangtian` in the checkout, else the user's data folder. */
export function resolveHome(option: string | undefined, environment: NodeJS.ProcessEnv): Home {
  const folder = resolve(option ?? environment['LIANGTIAN_HOME'] ?? defaultFolder());
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return {
    folder,
    cluster: join(folder, 'cluster'),
    snapshots: join(folder, 'snapshots'),
    reports: join(folder, 'reports'),
    samples: join(folder, 'sample'),
  };
}

function defaultFolder(): string {
  const checkout = checkoutFolder();
  return checkout === null
    ? join(homedir(), '.local', 'share', 'liangtian')
    : join(checkout, '.liangtian');
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
