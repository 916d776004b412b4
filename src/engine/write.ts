/** Writing GeoPackage through GDAL: bytes come back from the worker and are put down in one rename. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { featureCount, type FeatureTable } from '../geo/index.ts';
import { writeFlatGeobuf } from '../formats/index.ts';
import type { GdalHost } from './gdal.ts';

/** So many features go to GDAL at a time, lest a whole county stand in memory three times over. */
const BATCH = 100_000;

/** Writes the layers into one file; an existing file is replaced as a whole. */
export async function writeGeoPackage(
  gdal: GdalHost,
  path: string,
  layers: readonly FeatureTable[],
): Promise<void> {
  const file = randomUUID();
  let isNew = true;
  for (const layer of layers) {
    const count = featureCount(layer.polygons);
    // A layer without features is written too: its fields tell that it was there.
    for (let start = 0; start === 0 || start < count; start += BATCH) {
      const bytes = writeFlatGeobuf(layer, start, Math.min(count, start + BATCH));
      await gdal.ask({ op: 'write', file, isNew, layer: layer.name, bytes });
      isNew = false;
    }
  }
  const { bytes } = await gdal.ask({ op: 'written', file });
  mkdirSync(dirname(path), { recursive: true });
  const work = `${path}.${process.pid}.tmp`;
  // A new file, lest we write through a link that somebody put there.
  rmSync(work, { force: true });
  writeFileSync(work, bytes, { flag: 'wx' });
  renameSync(work, path);
}
