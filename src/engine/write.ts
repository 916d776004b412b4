/** Writing GeoPackage through GDAL: bytes come back from the worker and are put down in one rename. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Crs, featureCount, type FeatureTable } from '../geo/index.ts';
import { writeFlatGeobuf } from '../formats/index.ts';
import type { GdalHost, PlainTypes, WriteDriver } from './gdal.ts';

/** So many features go to GDAL at a time, lest a whole county stand in memory three times over. */
export const BATCH = 100_000;

/** Writes the layers into one file; an existing file is replaced as a whole. */
export async function writeGeoPackage(
  gdal: GdalHost,
  path: string,
  layers: readonly FeatureTable[],
): Promise<void> {
  const file = randomUUID();
  let isNew = true;
  for (const layer of layers) {
    await sendLayer(gdal, { driver: 'GPKG', file, isNew, layerOptions: INDEXED }, layer);
    isNew = false;
  }
  await putDown(gdal, file, path);
}

const INDEXED = ['SPATIAL_INDEX=YES'];

/** Sends a layer to the file that is being written, batch by batch. */
export async function sendLayer(
  gdal: GdalHost,
  to: {
    readonly driver: WriteDriver;
    readonly file: string;
    readonly isNew: boolean;
    readonly layerOptions: readonly string[];
  },
  layer: FeatureTable,
): Promise<void> {
  const count = featureCount(layer.polygons);
  // A layer without features is written too: its fields tell that it was there.
  for (let start = 0; start === 0 || start < count; start += BATCH) {
    const bytes = writeFlatGeobuf(layer, start, Math.min(count, start + BATCH));
    const isNew = to.isNew && start === 0;
    await gdal.ask({ op: 'write', ...to, isNew, layer: layer.name, bytes });
  }
}

/** A layer of points, lines or polygons in small numbers, as rows of plain values. */
export interface PlainLayer {
  readonly name: string;
  readonly geometry: PlainTypes['geometry'];
  readonly crs: Crs;
  readonly fields: readonly {
    readonly name: string;
    readonly type: 'String' | 'Integer' | 'Real';
  }[];
  /** WKT, and one value for each field; null stands for nothing. */
  readonly rows: readonly {
    readonly wkt: string;
    readonly values: readonly (string | number | null)[];
  }[];
}

/** Writes layers of any kind of shape into one file, also those without rows; an existing file is replaced as a whole. */
export async function writePlainLayers(
  gdal: GdalHost,
  path: string,
  layers: readonly PlainLayer[],
): Promise<void> {
  const file = randomUUID();
  let isNew = true;
  for (const { name, geometry, crs, fields, rows } of layers) {
    const head = ['WKT', ...fields.map((field) => field.name)];
    const lines = [head, ...rows.map((row) => [row.wkt, ...row.values])].map(csvLine);
    const plain = {
      types: ['WKT', ...fields.map((field) => field.type)].map((type) => `"${type}"`).join(','),
      geometry,
      crs: crs.definition,
    };
    const bytes = new TextEncoder().encode(lines.join(''));
    await gdal.ask({
      op: 'write',
      driver: 'GPKG',
      file,
      isNew,
      layer: name,
      layerOptions: INDEXED,
      bytes,
      plain,
    });
    isNew = false;
  }
  await putDown(gdal, file, path);
}

/** One line of CSV with every text in quotation marks. */
function csvLine(values: readonly (string | number | null)[]): string {
  const cells = values.map((value) =>
    typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : (value ?? ''),
  );
  return `${cells.join(',')}\n`;
}

/** Puts a finished GeoPackage in its place by one rename. */
async function putDown(gdal: GdalHost, file: string, path: string): Promise<void> {
  const { files } = await gdal.ask({ op: 'written', driver: 'GPKG', file });
  mkdirSync(dirname(path), { recursive: true });
  const work = `${path}.${process.pid}.tmp`;
  // A new file, lest we write through a link that somebody put there.
  rmSync(work, { force: true });
  writeFileSync(work, files[0]!.bytes, { flag: 'wx' });
  renameSync(work, path);
}
