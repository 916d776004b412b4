/**
 * Writes GeoJSON (RFC 7946) with every digit of a double. RFC 7946 knows WGS 84 alone; layers of another system get the
 * member `crs` of the older GeoJSON 2008, which GDAL, QGIS and this program read, with the coordinates as they are. A
 * system without an EPSG code cannot be named there and is refused.
 */
import { InputError, numberAt, say, textAt } from '../base/index.ts';
import { type Crs, featureCount, type FeatureTable, type Polygons } from '../geo/index.ts';
import { inBlocks } from './blocks.ts';

/** The text in blocks of UTF-8. Throws InputError `geojson-crs` for a system without a code. */
export function writeGeoJson(table: FeatureTable): Iterable<Uint8Array> {
  const head = `{"type":"FeatureCollection","name":${JSON.stringify(table.name)},${crsMember(table.crs)}"features":[\n`;
  return inBlocks(pieces(table, head));
}

function* pieces(table: FeatureTable, head: string): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode(head);
  const count = featureCount(table.polygons);
  for (let row = 0; row < count; row++)
    yield encoder.encode(`${featureText(table, row)}${row + 1 < count ? ',' : ''}\n`);
  yield encoder.encode(']}\n');
}

/** Nothing for longitude and latitude on WGS 84, which a file means by itself. */
function crsMember(crs: Crs): string {
  if (crs.kind === 'geographic' && (crs.id === 'EPSG:4326' || /CRS84/.test(crs.definition)))
    return '';
  const code = /^EPSG:(\d+)$/.exec(crs.id)?.[1];
  if (code !== undefined)
    return `"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::${code}"}},`;
  throw new InputError(
    'geojson-crs',
    say(
      `GeoJSON 只能用 EPSG 代码写明坐标系，${crs.name} 没有代码`,
      `GeoJSON names a reference system by its EPSG code, and ${crs.name} has none`,
    ),
    say('请改用 GeoPackage 或 Shapefile。', 'Use GeoPackage or Shapefile instead.'),
  );
}

function featureText({ polygons, columns }: FeatureTable, row: number): string {
  const properties = [...columns].map(([name, column]) => {
    const value =
      column.kind === 'text' ? JSON.stringify(textAt(column, row)) : printed(numberAt(column, row));
    return `${JSON.stringify(name)}:${value}`;
  });
  return `{"type":"Feature","properties":{${properties.join(',')}},"geometry":${geometryText(polygons, row)}}`;
}

/**
 * The shortest decimal that reads as the same double. A point marks what would be read as an integer and is none: the zero
 * below zero, and numbers that 64-bit integers hold and doubles need not.
 */
function printed(value: number | null): string {
  if (value === null) return 'null';
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return Math.abs(value) >= 2 ** 53 && !/[.e]/.test(text) ? `${text}.0` : text;
}

function geometryText(polygons: Polygons, feature: number): string {
  const { isHole, featureStart } = polygons;
  const parts: string[][] = [];
  for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
    if (isHole[ring] === 0 || parts.length === 0) parts.push([]);
    parts.at(-1)!.push(ringText(polygons, ring));
  }
  const texts = parts.map((rings) => `[${rings.join(',')}]`);
  if (texts.length === 0) return 'null';
  return texts.length === 1
    ? `{"type":"Polygon","coordinates":${texts[0]}}`
    : `{"type":"MultiPolygon","coordinates":[${texts.join(',')}]}`;
}

function ringText({ x, y, ringStart }: Polygons, ring: number): string {
  const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
  const points: string[] = [];
  for (let i = start; i <= end; i++) {
    const vertex = i === end ? start : i;
    points.push(`[${printed(x[vertex]!)},${printed(y[vertex]!)}]`);
  }
  return `[${points.join(',')}]`;
}
