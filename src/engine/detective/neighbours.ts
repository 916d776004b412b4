/** 邻近文件 — what the other Shapefiles of a folder say their reference system is. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { InputError } from '../../base/index.ts';
import { type Crs, parseCrs } from '../../geo/index.ts';

/** The one system that all .prj beside a file name, with the first of them; null when there is none or they differ. */
export function neighbouringSystem(path: string): { crs: Crs; file: string } | null {
  const folder = dirname(path);
  const files = readdirSync(folder)
    .filter((name) => /\.prj$/i.test(name))
    .sort();
  const systems = files.flatMap((file) => {
    try {
      return [{ crs: parseCrs(readFileSync(join(folder, file), 'utf8')), file: basename(file) }];
    } catch (error) {
      if (error instanceof InputError) return [];
      throw error;
    }
  });
  const [first] = systems;
  return first !== undefined && systems.every(({ crs }) => crs.definition === first.crs.definition)
    ? first
    : null;
}
