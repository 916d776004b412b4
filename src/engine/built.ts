/**
 * Where built files lie. Workers and the guardian are programs of their own and always run from a build: beside the
 * running code when it is bundled, else (under a test runner) the build of the present sources that set-up made.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Path of a built file by its place under src/, e.g. `storage/postgres/guardian.js`. */
export function builtFile(place: string): string {
  const fromTests = process.env['LIANGTIAN_BUILD'];
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    if (existsSync(join(folder, 'stamp.json'))) return join(folder, place);
    const parent = dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  if (fromTests !== undefined) return join(fromTests, place);
  throw new Error(`no build holds ${place}; run npm run build`);
}

/** Address of a worker: `gdal` → engine/gdal.worker.js; those of another room by its name. */
export function workerUrl(name: string, room = 'engine'): URL {
  return pathToFileURL(builtFile(`${room}/${name}.worker.js`));
}
