/** Writing GeoPackage through GDAL: bytes come back from the worker and are put down in one rename. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FeatureTable } from '../geo/index.ts';
import { writeFlatGeobuf } from '../formats/index.ts';
import type { GdalHost } from './gdal.ts';

/** Writes the layers into one file; an existing file is replaced as a whole. */
export async function writeGeoPackage(
  gdal: GdalHost,
  path: string,
  layers: readonly FeatureTable[],
): Promise<void> {
  const answer = await gdal.ask({
    op: 'write',
    layers: layers.map((layer) => ({ name: layer.name, bytes: writeFlatGeobuf(layer) })),
  });
  mkdirSync(dirname(path), { recursive: true });
  const work = `${path}.${process.pid}.tmp`;
  writeFileSync(work, answer.bytes);
  renameSync(work, path);
}
