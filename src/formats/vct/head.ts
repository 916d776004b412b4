/**
 * 文件头 — what the head of a VCT file says of its numbers: separator, order of axes, offset and reference system; and the
 * same written. GB/T 17798-2007, 5.2 and annex C (spheroids, parameters of a projection).
 */
import { InputError, say } from '../../base/index.ts';
import { type Crs, parseCrs } from '../../geo/index.ts';
import type { Lines } from './lines.ts';
import { eachLine, type Sections } from './sections.ts';

/** Keys in small letters without blanks, values as they stand. */
export type HeadValues = ReadonlyMap<string, string>;

/** `Key:Value`, `Key=Value` and the same with a full-width colon; lines without a value are passed over. */
export function readHead(lines: Lines, sections: Sections): HeadValues {
  const values = new Map<string, string>();
  eachLine(lines, sections, 'head', () => {
    const pair = /^([^:：=]+)[:：=](.*)$/.exec(lines.text());
    if (pair) values.set(pair[1]!.replaceAll(/\s/g, '').toLowerCase(), pair[2]!.trim());
  });
  return values;
}

/** What stands between the fields of a row; a comma when the head does not say. */
export function separatorOf(head: HeadValues): string {
  const value = head.get('separator') ?? head.get('seperator') ?? '';
  return /^(tab|\\t)$/i.test(value) ? '\t' : value === '' ? ',' : value[0]!;
}

/** Whether the first number of a point is the northing. */
export function northFirst(head: HeadValues): boolean {
  return /^(n|s|北)/i.test(head.get('xaxisdirection') ?? '');
}

/** What is to be added to every point, east and north. */
export function offsetOf(head: HeadValues): readonly [number, number] {
  const [first = 0, second = 0] = numbersOf(head.get('offset') ?? '');
  const shift = [first, second].map((n) => (Number.isFinite(n) ? n : 0)) as [number, number];
  return northFirst(head) ? [shift[1], shift[0]] : shift;
}

/**
 * The reference system as `parseCrs` reads it: an EPSG code where one fits, else WKT, '' when the head does not say enough.
 * `easting` is one of the data: a zone number there decides where the false easting has none.
 */
export function crsOfHead(head: HeadValues, easting: number | null): string {
  const spheroid = spheroidOf(head);
  if (!spheroid) return '';
  const type = (head.get('coordinatesystemtype') ?? head.get('coordinatetype') ?? '').toUpperCase();
  const projection = head.get('projection') ?? '';
  const isGaussKruger = /高斯|gauss|tranverse|transverse/i.test(projection);
  if (type.startsWith('D') || (type === '' && /地理|geographic/i.test(projection)))
    return definitionOf(geographicWkt(spheroid));
  if (!isGaussKruger) return '';
  const zone = parametersOf(head, easting);
  return zone ? definitionOf(projectedWkt(spheroid, zone)) : '';
}

function definitionOf(wkt: string): string {
  const crs = parseCrs(wkt);
  return crs.id === '' ? crs.definition : crs.id;
}

interface Spheroid {
  readonly name: string;
  readonly a: number;
  readonly rf: number;
}

/** Spheroids by their usual names (annex C.1 and GB 22021), for heads that give no axes. */
const SPHEROIDS: readonly (readonly [RegExp, string, number, number])[] = [
  [/2000|cgcs/i, 'CGCS2000', 6_378_137, 298.257_222_101],
  [/84|wgs/i, 'WGS 84', 6_378_137, 298.257_223_563],
  [/80|75|xian|西安/i, 'Xian 1980', 6_378_140, 298.257],
  [/54|1940|krass|克拉索夫斯基/i, 'Krassovsky 1940', 6_378_245, 298.3],
];

/** Name and axes; the greater axis may be in kilometres, as the samples of the standard have it. */
function spheroidOf(head: HeadValues): Spheroid | null {
  const text = head.get('spheroid') ?? '';
  const fields = text.split(/[,，]/);
  const name = fields[0]!.trim();
  const [given = Number.NaN, rf = Number.NaN] = fields.slice(1).map(Number);
  const a = given < 10_000 ? Math.round(given * 1e6) / 1e3 : given;
  const known =
    SPHEROIDS.find(([, , axis, inverse]) => axis === a && Math.abs(inverse - rf) < 1e-7) ??
    SPHEROIDS.find(([pattern]) => pattern.test(name));
  if (known && !(a > 0 && Math.abs(a - known[2]) > 0.5))
    return { name: known[1], a: known[2], rf: known[3] };
  return a > 6e6 && a < 7e6 && rf > 200 && rf < 400
    ? { name: name === '' ? 'unknown' : name.replaceAll('"', ''), a, rf }
    : null;
}

interface Zone {
  readonly meridian: number;
  readonly latitude: number;
  readonly scale: number;
  readonly easting: number;
  readonly northing: number;
  readonly width: 3 | 6;
}

/**
 * Parameters in their order (annex C.2): central meridian, latitude of origin, two standard parallels and an azimuth (empty
 * here), scale, false easting, false northing, width of the zone, its number. Programs leave fields out, so the false
 * easting, the only large number, tells where the others stand.
 */
function parametersOf(head: HeadValues, dataEasting: number | null): Zone | null {
  const fields = numbersOf(head.get('parameters') ?? '');
  const [given = Number.NaN] = fields;
  const meridian = Number.isFinite(given) ? given : numbersOf(head.get('meridian') ?? '')[0]!;
  if (!(Math.abs(meridian) <= 180)) return null;
  const at = fields.findIndex((n, i) => i > 0 && Math.abs(n) >= 1e5);
  const before = fields.slice(1, at < 0 ? undefined : at);
  const after = at < 0 ? fields.slice(1) : fields.slice(at + 1);
  const found = after.indexOf(6) >= 0 ? 6 : 3;
  const zoneNumber = after.at(-1) ?? 0;
  const width = zoneNumber >= 13 && zoneNumber <= 23 ? 6 : found;
  let easting = at < 0 ? 500_000 : fields[at]!;
  const number = width === 3 ? meridian / 3 : (meridian + 3) / 6;
  if (easting === 500_000 && dataEasting !== null && Math.floor(dataEasting / 1e6) === number)
    easting += number * 1e6;
  return {
    meridian,
    latitude: Number.isFinite(before[0]) && before.length > 1 ? before[0]! : 0,
    scale: before.findLast((n) => n > 0.9 && n < 1.1) ?? 1,
    easting,
    northing: at < 0 || !Number.isFinite(after[0]) ? 0 : after[0]!,
    width,
  };
}

/** Fields as numbers; an empty one is NaN. */
function numbersOf(text: string): number[] {
  return text.split(/[,，]/).map((field) => (field.trim() === '' ? Number.NaN : Number(field)));
}

function geographicWkt({ name, a, rf }: Spheroid): string {
  const title = name === 'CGCS2000' ? 'China Geodetic Coordinate System 2000' : name;
  const code = name === 'WGS 84' ? ',AUTHORITY["EPSG","4326"]' : '';
  return `GEOGCS["${title}",DATUM["${name}",SPHEROID["${name}",${a},${rf}]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]${code}]`;
}

function projectedWkt(spheroid: Spheroid, zone: Zone): string {
  const parameters = [
    ['latitude_of_origin', zone.latitude],
    ['central_meridian', zone.meridian],
    ['scale_factor', zone.scale],
    ['false_easting', zone.easting],
    ['false_northing', zone.northing],
  ] as const;
  const printed = parameters.map(([key, value]) => `PARAMETER["${key}",${value}]`).join(',');
  return `PROJCS["${spheroid.name} ${zone.width}-degree Gauss-Kruger CM ${zone.meridian}E",${geographicWkt(spheroid).replace(/,AUTHORITY.*\]$/, ']')},PROJECTION["Transverse_Mercator"],${printed},UNIT["metre",1]]`;
}

/** Lines of a head between its markers. Throws InputError `vct-crs` for a system that a VCT head cannot name. */
export function headLines(
  crs: string,
  extent: readonly [number, number, number, number] | null,
): string[] {
  const system = crs === '' ? [] : systemLines(parseCrs(crs));
  return [
    'DataMark:LANDUSE-VCT',
    'Version:GB/T 17798-2007',
    ...system,
    'Dim:2',
    'XAxisDirection:E',
    'YAxisDirection:N',
    'TemporalReferenceSystem:北京时间,+0800',
    ...(extent
      ? [`ExtentMin:${extent[0]},${extent[1]}`, `ExtentMax:${extent[2]},${extent[3]}`]
      : []),
    'Separator:,',
  ];
}

function systemLines(crs: Crs): string[] {
  const { name, a, inverseFlattening } = spheroidFields(crs);
  const spheroid = `Spheroid:${name},${a},${inverseFlattening}`;
  if (crs.kind === 'geographic')
    return ['CoordinateSystemType:D', 'XYUnit:D', spheroid, 'PrimeMeridian:Greenwich,0'];
  if (!crs.transverse) throw unwritable(crs);
  const { centralMeridian, latitudeOfOrigin, scale, falseEasting, falseNorthing } = crs.transverse;
  const degrees = (radians: number): number => Math.round((radians * 180e9) / Math.PI) / 1e9;
  const code = Number(/^EPSG:(\d+)$/.exec(crs.id)?.[1] ?? 0);
  const width = code >= 4491 && code <= 4512 ? 6 : 3;
  const number = Math.floor(falseEasting / 1e6);
  return [
    'CoordinateSystemType:P',
    'XYUnit:M',
    spheroid,
    'PrimeMeridian:Greenwich,0',
    'Projection:高斯-克吕格',
    `Parameters:${degrees(centralMeridian)},${degrees(latitudeOfOrigin)},,,,${scale},${falseEasting},${falseNorthing},${width},${number > 0 ? number : ''}`,
  ];
}

function spheroidFields(crs: Crs): {
  readonly name: string;
  readonly a: number;
  readonly inverseFlattening: number;
} {
  const { name, a, f } = crs.ellipsoid;
  const known = SPHEROIDS.find(([, , axis, rf]) => axis === a && Math.abs(1 / f - rf) < 1e-7);
  return {
    name: known?.[1] ?? name.replaceAll(',', ' '),
    a,
    inverseFlattening: known?.[3] ?? Math.round(1e9 / f) / 1e9,
  };
}

function unwritable(crs: Crs): InputError {
  return new InputError(
    'vct-crs',
    say(
      `VCT 文件头无法写出坐标系 ${crs.id || crs.name}`,
      `The head of a VCT file cannot name the reference system ${crs.id || crs.name}`,
    ),
    say(
      '请先转换到 CGCS2000 地理坐标（EPSG:4490）或高斯-克吕格投影。',
      'Convert to geographic CGCS2000 (EPSG:4490) or to a Gauss–Krüger projection first.',
    ),
  );
}
