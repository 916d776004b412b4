/** The sample county as files: before.gpkg, after.gpkg, constraints.gpkg, truth.json and checks/. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { counterOf, say } from '../base/index.ts';
import { writeGeoPackage } from '../engine/index.ts';
import { writeBoundaryPoints, writeGeoJson } from '../formats/index.ts';
import { type SampleCheck, sampleCounty, type Truth } from '../sample/index.ts';
import { giveToOwnerAbove, giveTreeToOwnerAbove } from '../storage/index.ts';
import type { App } from './context.ts';
import { prepareOut } from './outputs.ts';

/** Where the files are. */
export interface SampleFiles {
  readonly before: string;
  readonly after: string;
  readonly constraints: string;
  readonly truth: string;
  /** Folder of sites and grounds to check: 界址点 TXT and GeoJSON of each, and truth.json. */
  readonly checks: string;
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
    checks: join(options.out, 'checks'),
  };
  app.progress(say('写样例文件', 'writing the sample'), 0, 3);
  await writeGeoPackage(app.gdal, files.before, county.before);
  app.progress(say('写样例文件', 'writing the sample'), 1, 3);
  await writeGeoPackage(app.gdal, files.after, county.after);
  app.progress(say('写样例文件', 'writing the sample'), 2, 3);
  await writeGeoPackage(app.gdal, files.constraints, county.constraints);
  writeChecks(files.checks, county.checks, options.seed);
  writeFileSync(files.truth, `${JSON.stringify(county.truth, null, 1)}\n`);
  for (const file of [files.before, files.after, files.constraints, files.truth])
    giveToOwnerAbove(file);
  giveTreeToOwnerAbove(files.checks);
  return { ...files, county: county.truth };
}

function writeChecks(folder: string, checks: readonly SampleCheck[], seed: number): void {
  mkdirSync(folder, { recursive: true });
  for (const { table, truth } of checks) {
    const path = join(folder, truth.file);
    writeFileSync(
      `${path}.txt`,
      Buffer.concat([...writeBoundaryPoints(table, table.crs.id).blocks]),
    );
    writeFileSync(`${path}.geojson`, Buffer.concat([...writeGeoJson(table)]));
  }
  const truth = { seed, checks: checks.map((one) => one.truth) };
  writeFileSync(join(folder, 'truth.json'), `${JSON.stringify(truth, null, 1)}\n`);
}
