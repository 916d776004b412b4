/** Where the real data lie. They are never part of the project; a test without them is skipped and says why. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';

export const DATA = process.env['LIANGTIAN_DATA'] ?? '../shared/data';

/** A test that needs a folder of the data; without it, it is skipped and says why. */
export function withData(
  name: string,
  folder: string,
  work: (path: string) => Promise<void> | void,
): void {
  const path = join(DATA, folder);
  if (existsSync(path)) test(name, () => work(path));
  else test.skip(`${name} (no ${folder} on this machine)`, () => undefined);
}

/** Systems of layers that do not say theirs; their sources do. */
export const SYSTEMS: Readonly<Record<string, string>> = {
  'land-parcels-england': 'EPSG:27700',
  'shapefile-blockgroups': 'EPSG:4269',
  'shapefile-small': 'EPSG:4326',
};
