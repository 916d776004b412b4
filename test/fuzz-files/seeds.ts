/** Sound files of every format that is read, small and made by our own writers and GDAL: what the damage is done to. */
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { numberColumn, textColumn, type Column } from '../../src/base/index.ts';
import { type GdalHost, gdalHost, writeGeoPackage } from '../../src/engine/index.ts';
import { writeGeoParquet, writeVct } from '../../src/formats/index.ts';
import { type FeatureTable, parseCrs, polygonsFromRings } from '../../src/geo/index.ts';
import { formatWriter } from '../gdal-formats.ts';
import type { FileSet } from './mutate.ts';
import { drawing, pointsCsv, workbookParts } from './points.ts';

/** One format: its name, the path below the folder of its files that is read, and two sound sets of files. */
export interface Seed {
  readonly format: string;
  readonly target: string;
  readonly files: FileSet;
  readonly other: FileSet;
}

/** How GDAL is asked for the formats that it writes. */
const BY_GDAL: readonly (readonly [string, readonly string[]])[] = [
  ['shp', ['-f', 'ESRI Shapefile', '-lco', 'ENCODING=UTF-8']],
  ['gdb', ['-f', 'OpenFileGDB']],
  ['geojson', ['-f', 'GeoJSON', '-lco', 'COORDINATE_PRECISION=7']],
  ['gml', ['-f', 'GML']],
  ['kml', ['-f', 'KML']],
  ['fgb', ['-f', 'FlatGeobuf']],
  ['csv', ['-f', 'CSV', '-lco', 'GEOMETRY=AS_WKT']],
];

/** Formats whose seeds make no survey, for want of fields: only the layer is read. */
export const LAYERS_ONLY: ReadonlySet<string> = new Set(['kml', 'txt', 'points', 'xlsx', 'dxf']);

/** Every format that can be asked for; those that end in `-zip` are the same files in an archive. */
export const FORMATS: readonly string[] = [
  ...[...BY_GDAL.map(([format]) => format), 'gpkg', 'parquet', 'vct', 'txt'].flatMap((format) => [
    format,
    `${format}-zip`,
  ]),
  'points',
  'xlsx',
  'dxf',
];

/** The archive that the files of a format are packed into; null when they lie open. */
export function archiveOf(format: string): string | null {
  if (format === 'xlsx') return 'DLTB.xlsx';
  return format.endsWith('-zip') ? 'survey.zip' : null;
}

/** Writes the seed of a format, without `-zip`, below `folder`. */
export async function seedOf(format: string, folder: string): Promise<Seed> {
  const [one, two] = [join(folder, 'one'), join(folder, 'two')];
  const gdal = gdalHost();
  const target = await write(gdal, format, one, parcels(30, 0));
  await write(gdal, format, two, parcels(18, 700));
  await gdal.close();
  return { format, target: relative(one, target), files: filesIn(one), other: filesIn(two) };
}

async function write(
  gdal: GdalHost,
  format: string,
  folder: string,
  table: FeatureTable,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = (name: string): string => join(folder, name);
  switch (format) {
    case 'vct':
      return written(path('DLTB.vct'), writeVct([table], 'EPSG:4527', { shared: true }));
    case 'txt':
      return written(path('plots.txt'), new TextEncoder().encode(plots(table)));
    case 'parquet':
      return written(path('DLTB.parquet'), writeGeoParquet(table, {}, undefined));
    case 'points':
      return written(path('DLTB.csv'), new TextEncoder().encode(pointsCsv(table.polygons)));
    case 'dxf':
      return written(path('DLTB.dxf'), new TextEncoder().encode(drawing(table.polygons)));
    case 'xlsx':
      await workbookParts(folder, table.polygons);
      return folder;
    case 'gpkg':
      return geoPackage(gdal, path('DLTB.gpkg'), table);
    default:
      return byGdal(gdal, format, folder, table);
  }
}

function written(path: string, bytes: Uint8Array): string {
  writeFileSync(path, bytes);
  return path;
}

async function geoPackage(gdal: GdalHost, path: string, table: FeatureTable): Promise<string> {
  await writeGeoPackage(gdal, path, [table]);
  return path;
}

/** GDAL writes into one folder per process, and no geodatabase over another: what it wrote is moved to its own folder. */
async function byGdal(
  gdal: GdalHost,
  format: string,
  folder: string,
  table: FeatureTable,
): Promise<string> {
  const asked = BY_GDAL.find(([name]) => name === format);
  if (asked === undefined) throw new RangeError(`${format} is none of ${FORMATS.join(', ')}`);
  const source = await geoPackage(gdal, `${folder}.gpkg`, table);
  const place = join(dirname(folder), 'gdal');
  const stem = basename(folder);
  const named = (name: string): string => join(folder, name.replace(stem, 'DLTB'));
  const options = [...asked[1], '-nln', 'DLTB'];
  const made = await (await formatWriter(place)).write(source, stem, options);
  for (const name of readdirSync(place)) renameSync(join(place, name), named(name));
  return named(basename(made));
}

/** All files below a folder. */
function filesIn(folder: string): FileSet {
  return new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .sort()
      .map((name) => [
        name.replaceAll('\\', '/'),
        new Uint8Array(readFileSync(join(folder, name))),
      ]),
  );
}

/** Squares of 100 m side by side, every fifth with a hole, in zone 39. */
function parcels(count: number, north: number): FeatureTable {
  const square = (x: number, y: number, size: number): [number, number][] => [
    [x, y],
    [x + size, y],
    [x + size, y + size],
    [x, y + size],
  ];
  const rows = Array.from({ length: count }, (_, i) => i);
  const rings = rows.map((i) => {
    const [x, y] = [39_480_000 + 100 * (i % 6), 3_900_000 + north + 100 * Math.floor(i / 6)];
    return [square(x, y, 100), ...(i % 5 === 0 ? [square(x + 30, y + 30, 20)] : [])];
  });
  return {
    name: 'DLTB',
    crs: parseCrs('EPSG:4527'),
    polygons: polygonsFromRings(rings),
    columns: new Map<string, Column>([
      ['BSM', textColumn(rows.map((i) => String(990_101_200_100_000_000n + BigInt(i))))],
      ['DLBM', textColumn(rows.map((i) => (i % 3 === 0 ? '0101' : '0301')))],
      ['DLMC', textColumn(rows.map((i) => (i % 3 === 0 ? '水田' : '乔木林地')))],
      ['ZLDWDM', textColumn(rows.map(() => '9901011002000000000'))],
      ['ZLDWMC', textColumn(rows.map((i) => (i % 4 === 0 ? null : '良田村')))],
      ['SJNF', numberColumn(rows.map(() => 2025))],
      ['TBMJ', numberColumn(rows.map((i) => (i % 5 === 0 ? 9600 : 10_000)))],
    ]),
  };
}

/** The parcels as boundary points: one plot each, of its shell. */
function plots({ polygons }: FeatureTable): string {
  const head =
    '[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=39\n精度=0.001\n转换参数=,,,,,,\n[地块坐标]\n';
  let text = head;
  for (let i = 0; i + 1 < polygons.featureStart.length; i++) {
    const ring = polygons.featureStart[i]!;
    const from = polygons.ringStart[ring]!;
    const points = [0, 1, 2, 3, 0].map(
      (k) => `J${k + 1},1,${polygons.y[from + k]},${polygons.x[from + k]}`,
    );
    text += `${points.length},1.0,D${i},地块${i},面,,耕地,0101,@\n${points.join('\n')}\n`;
  }
  return text;
}
