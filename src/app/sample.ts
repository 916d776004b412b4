/** The sample county as files: before.gpkg, after.gpkg, constraints.gpkg and truth.json. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { counterOf, say } from '../base/index.ts';
import { writeGeoPackage } from '../engine/index.ts';
import { sampleCounty, type Truth } from '../sample/index.ts';
import { giveToOwnerAbove } from '../storage/index.ts';
import type { App } from './context.ts';
import { prepareOut } from './outputs.ts';

/** Where the files are. */
export interface SampleFiles {
  readonly before: string;
  readonly after: string;
  readonly constraints: string;
  readonly truth: string;
  readonly county: Truth;
}

/** Writes the sample into a folder; existing files of these names are replaced. */
export async function makeSample(
  app: App,
  options: { readonly parcels: number; readonly seed: number; readonly out: string },
): Promise<SampleFiles> {
  prepareOut(options.out, []);
  const making = counterOf(app.progress, say('生成样例县', 'making the sample county'));
  making(0, 0);
  const county = sampleCounty(options.parcels, options.seed, making);
  const files = {
    before: join(options.out, 'before.gpkg'),
    after: join(options.out, 'after.gpkg'),
    constraints: join(options.out, 'constraints.gpkg'),
    truth: join(options.out, 'truth.json'),
  };
  app.progress(say('写样例文件', 'writing the sample'), 0, 3);
  await writeGeoPackage(app.gdal, files.before, county.before);
  app.progress(say('写样例文件', 'writing the sample'), 1, 3);
  await writeGeoPackage(app.gdal, files.after, county.after);
  app.progress(say('写样例文件', 'writing the sample'), 2, 3);
  await writeGeoPackage(app.gdal, files.constraints, county.constraints);
  writeFileSync(files.truth, `${JSON.stringify(county.truth, null, 1)}\n`);
  for (const file of Object.values(files)) giveToOwnerAbove(file);
  return { ...files, county: county.truth };
}
