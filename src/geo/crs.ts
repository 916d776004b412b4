/**
 * 坐标系 — what the numbers of a file mean. Always x east and y north, whatever order a registry prints: files store east
 * first. No datum shift is ever made: areas are computed on the ellipsoid of the file's own datum.
 */
import proj4 from 'proj4';
import { type Bilingual, InputError, say } from '../base/index.ts';
import { CGCS2000, ellipsoid, type Ellipsoid } from './ellipsoid.ts';
import { transverseMercator, type TransverseMercator } from './gauss-kruger.ts';

/** A reference system: geographic (degrees), Gauss–Krüger (metres), or any other projection that PROJ text describes. */
export interface Crs {
  /** `EPSG:4527`, or '' when the file gives none. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'geographic' | 'gauss-kruger' | 'projected';
  readonly ellipsoid: Ellipsoid;
  /** For `gauss-kruger`: its parameters. */
  readonly transverse: TransverseMercator | null;
  /** Length of one unit of the coordinates in metres; 0 for degrees. */
  readonly unitMetres: number;
  /** Text that `parseCrs` reads back into the same system. */
  readonly definition: string;
}

const RADIANS = Math.PI / 180;

/** CGCS2000 zones by EPSG code (domain 3.2): 6° 4491–4501 with prefix, 4502–4512 without; 3° 4513–4533 and 4534–4554. */
function cgcs2000(code: number): Crs | undefined {
  const table: readonly (readonly [number, number, number, 3 | 6, boolean])[] = [
    [4491, 4501, 13, 6, true],
    [4502, 4512, 13, 6, false],
    [4513, 4533, 25, 3, true],
    [4534, 4554, 25, 3, false],
  ];
  for (const [first, last, firstZone, width, prefix] of table) {
    if (code < first || code > last) continue;
    const zone = firstZone + (code - first);
    const meridian = width === 3 ? 3 * zone : 6 * zone - 3;
    const falseEasting = prefix ? zone * 1_000_000 + 500_000 : 500_000;
    return gaussKruger(
      `EPSG:${code}`,
      `CGCS2000 / ${width === 3 ? '3-degree ' : ''}Gauss-Kruger ${prefix ? `zone ${zone}` : `CM ${meridian}E`}`,
      CGCS2000,
      {
        centralMeridian: meridian * RADIANS,
        latitudeOfOrigin: 0,
        scale: 1,
        falseEasting,
        falseNorthing: 0,
      },
      `EPSG:${code}`,
    );
  }
  return undefined;
}

function gaussKruger(
  id: string,
  name: string,
  shape: Ellipsoid,
  transverse: TransverseMercator,
  definition: string,
): Crs {
  return {
    id,
    name,
    kind: 'gauss-kruger',
    ellipsoid: shape,
    transverse,
    unitMetres: 1,
    definition,
  };
}

function geographic(id: string, name: string, shape: Ellipsoid, definition: string): Crs {
  return {
    id,
    name,
    kind: 'geographic',
    ellipsoid: shape,
    transverse: null,
    unitMetres: 0,
    definition,
  };
}

/** Geographic systems that need no definition in the file. */
const GEOGRAPHIC: Record<number, readonly [string, Ellipsoid]> = {
  4490: ['China Geodetic Coordinate System 2000', CGCS2000],
  4326: ['WGS 84', ellipsoid('WGS 84', 6_378_137, 298.257_223_563)],
  4258: ['ETRS89', ellipsoid('GRS 1980', 6_378_137, 298.257_222_101)],
  4269: ['NAD83', ellipsoid('GRS 1980', 6_378_137, 298.257_222_101)],
  4167: ['NZGD2000', ellipsoid('GRS 1980', 6_378_137, 298.257_222_101)],
};

/** The reference system of an EPSG code that this program knows by itself, else undefined. */
export function crsOfCode(code: number): Crs | undefined {
  const known = GEOGRAPHIC[code];
  if (known) return geographic(`EPSG:${code}`, known[0], known[1], `EPSG:${code}`);
  return cgcs2000(code);
}

/**
 * Reads an EPSG code in any spelling, an OGC name, WKT 1 (also of ESRI), WKT 2, PROJ text or PROJJSON. Throws InputError
 * `unknown-crs`, also for the two systems by which a GeoPackage says that it has none (OGC 12-128r18, table 7): an
 * ellipsoid stands in their text, but only for form's sake.
 */
export function parseCrs(source: string | object): Crs {
  const text = typeof source === 'string' ? source.trim() : JSON.stringify(source);
  const code =
    /^(?:EPSG:)?(\d{4,6})$/i.exec(text)?.[1] ??
    /EPSG:[\d.]*:(\d+)$/i.exec(text)?.[1] ??
    /\/EPSG\/[^/]+\/(\d+)$/i.exec(text)?.[1];
  if (code !== undefined) {
    const known = crsOfCode(Number(code)) ?? fromRegistry(`EPSG:${code}`);
    if (known) return known;
    throw unknownCrs(text);
  }
  // A scale of nothing, which the parser would take for none given.
  if (/\+k(_0)?=0*(\.0*)?(\s|$)/.test(text)) throw unknownCrs(text);
  if (/^(GEOCCS|GEOCENTCRS)\[/i.test(text)) throw unknownCrs(text);
  const undefinedName = /^[A-Z_]+\["(Undefined [^"]*)"/i.exec(text)?.[1];
  if (undefinedName !== undefined) throw unknownCrs(undefinedName);
  if (/CRS:?:?84$/i.test(text)) return { ...crsOfCode(4326)!, id: 'OGC:CRS84' };
  const cgcs = cgcs2000ByName(text);
  if (cgcs) return cgcs;
  const described = describe(text);
  if (described) return described;
  throw unknownCrs(text);
}

function unknownCrs(text: string): InputError {
  const short = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return new InputError(
    'unknown-crs',
    say(
      `不认识的坐标系：${short === '' ? '（空）' : short}`,
      `Unknown reference system: ${short === '' ? '(empty)' : short}`,
    ),
    say(
      '请用 --crs 指明，例如 --crs EPSG:4527（CGCS2000 3 度带 39 带），或给出 PROJ/WKT 文本。',
      'Name it with --crs, e.g. --crs EPSG:4527 (CGCS2000 3-degree zone 39), or give PROJ or WKT text.',
    ),
  );
}

/** CGCS2000 by its WKT, so that the ESRI spelling and GDAL's become the same system with the same id. */
function cgcs2000ByName(text: string): Crs | undefined {
  if (!/^(PROJCS|GEOGCS|PROJCRS|GEOGCRS|GEODCRS|BASEGEOGCRS|\{)/i.test(text)) return undefined;
  if (
    !/CGCS[_ ]?2000|China[_ ]?(Geodetic)?[_ ]?(Coordinate[_ ]?System)?[_ ]?2000|China_2000/i.test(
      text,
    )
  )
    return undefined;
  if (/^(GEOGCS|GEOGCRS|GEODCRS)/i.test(text)) return crsOfCode(4490);
  const described = describe(text);
  if (
    !described?.transverse ||
    described.transverse.scale !== 1 ||
    described.transverse.falseNorthing !== 0
  )
    return undefined;
  const meridian = Math.round((described.transverse.centralMeridian / RADIANS) * 1e6) / 1e6;
  const easting = described.transverse.falseEasting;
  const isWide = isSixDegrees(text);
  for (let code = 4491; code <= 4554; code++) {
    const known = cgcs2000(code)!;
    const sameMeridian = Math.abs(known.transverse!.centralMeridian / RADIANS - meridian) < 1e-9;
    // A zone number belongs to one width only: 13–23 are 6°, 25–45 are 3°.
    const sameWidth = easting > 1_000_000 || code <= 4512 === isWide;
    if (sameMeridian && known.transverse!.falseEasting === easting && sameWidth) return known;
  }
  return { ...described, ellipsoid: CGCS2000 };
}

/**
 * Whether a Gauss–Krüger system of CGCS2000 is one of 6°. A meridian of a 6° zone is also one of a 3° zone, so only the
 * name tells: registries write "3-degree" into the names of one set and nothing into the other. Foreign names count as
 * 3°, which surveys use.
 */
function isSixDegrees(text: string): boolean {
  const name = /^\w+\["([^"]*)"/.exec(text)?.[1] ?? /"name":"([^"]*)"/.exec(text)?.[1] ?? '';
  return /6[_ -]?degree/i.test(name) || /^CGCS[_ ]?2000\W*_?(GK|Gauss)/i.test(name);
}

interface Described {
  readonly projName?: string;
  readonly a?: number;
  readonly b?: number;
  readonly rf?: number;
  readonly long0?: number;
  readonly lat0?: number;
  readonly k0?: number;
  readonly x0?: number;
  readonly y0?: number;
  readonly to_meter?: number;
  readonly from_greenwich?: number;
  readonly title?: string;
  readonly name?: string;
  readonly ellps?: string;
}

/** Any definition that proj4 understands, as a Crs; undefined when it does not. */
function describe(text: string): Crs | undefined {
  const parsed = projection(text);
  if (!parsed) return undefined;
  const { a, b } = parsed;
  if (a === undefined || b === undefined || parsed.projName === 'geocent') return undefined;
  // A plane of no size: every point would be one.
  if ([a, b, parsed.k0 ?? 1, parsed.to_meter ?? 1].some((size) => !(size > 0))) return undefined;
  const shape = ellipsoid(
    parsed.ellps ?? 'ellipsoid',
    a,
    a === b ? Number.POSITIVE_INFINITY : (parsed.rf ?? a / (a - b)),
  );
  const id = authority(text) ?? '';
  const name = parsed.name ?? parsed.title ?? id;
  if (parsed.projName === 'longlat' || parsed.projName === 'identity')
    return geographic(id, name, shape, text);
  const unit = parsed.to_meter ?? 1;
  const isTransverse =
    /^(tmerc|etmerc|utm|Transverse_Mercator|Transverse Mercator|Gauss_Kruger|Gauss Kruger)$/i.test(
      parsed.projName ?? '',
    );
  if (isTransverse && unit === 1 && !parsed.from_greenwich) {
    return gaussKruger(
      id,
      name,
      shape,
      {
        centralMeridian: parsed.long0 ?? 0,
        latitudeOfOrigin: parsed.lat0 ?? 0,
        scale: parsed.k0 ?? 1,
        falseEasting: parsed.x0 ?? 0,
        falseNorthing: parsed.y0 ?? 0,
      },
      text,
    );
  }
  return {
    id,
    name,
    kind: 'projected',
    ellipsoid: shape,
    transverse: null,
    unitMetres: unit,
    definition: text,
  };
}

/** EPSG codes that proj4 carries (UTM and a few others). */
function fromRegistry(code: string): Crs | undefined {
  const found = describe(code);
  return found ? { ...found, id: code } : undefined;
}

type Proj4Projection = Described & {
  inverse(point: { x: number; y: number }): { x: number; y: number };
};

function projection(text: string): Proj4Projection | undefined {
  try {
    const definition = text.startsWith('{') ? (JSON.parse(text) as object) : text;
    const parsed = new proj4.Proj(definition as string) as unknown as Proj4Projection;
    return typeof parsed.inverse === 'function' || parsed.projName === 'longlat'
      ? parsed
      : undefined;
  } catch {
    // proj4 throws plain strings and TypeErrors for text it cannot read; the caller says so in a sentence.
    return undefined;
  }
}

/** The outermost AUTHORITY or ID of a WKT, as `EPSG:n`. */
function authority(text: string): string | undefined {
  const wkt1 = /AUTHORITY\["EPSG","(\d+)"\]\]\s*$/i.exec(text)?.[1];
  const wkt2 = /ID\["EPSG",(\d+)\]\]\s*$/i.exec(text)?.[1];
  const json = /"id":\{"authority":"EPSG","code":(\d+)\}\}$/.exec(text)?.[1];
  const code = wkt1 ?? wkt2 ?? json;
  return code === undefined ? undefined : `EPSG:${code}`;
}

/** Writes (longitude, latitude) in radians on the system's own ellipsoid for a point of the file. */
export type ToGeographic = (x: number, y: number, out: Float64Array) => void;

/** The inverse projection of a system; exact for Gauss–Krüger, proj4 for the others. */
export function toGeographic(crs: Crs): ToGeographic {
  if (crs.kind === 'geographic') {
    return (x, y, out) => {
      out[0] = x * RADIANS;
      out[1] = y * RADIANS;
    };
  }
  if (crs.transverse) return transverseMercator(crs.ellipsoid, crs.transverse).inverse;
  const parsed = projection(crs.definition);
  if (!parsed) throw unknownCrs(crs.definition);
  const unit = crs.unitMetres;
  return (x, y, out) => {
    const point = parsed.inverse({ x: x * unit, y: y * unit });
    out[0] = point.x;
    out[1] = point.y;
  };
}

/**
 * What contradicts the label: degrees beyond the globe, or a Gauss–Krüger easting whose zone number is missing or
 * foreign. Null when nothing does. `bounds` is [min x, min y, max x, max y].
 */
export function crsContradiction(
  crs: Crs,
  bounds: readonly [number, number, number, number],
): InputError | null {
  const [minX, minY, maxX, maxY] = bounds;
  if (!Number.isFinite(minX)) return null;
  const shown = `x ${minX}…${maxX}, y ${minY}…${maxY}`;
  const what = crs.id === '' ? crs.name : crs.id;
  if (
    crs.kind === 'geographic' &&
    (maxX > 360 || minX < -360 || maxY > 90.000_001 || minY < -90.000_001)
  ) {
    return new InputError(
      'crs-contradiction',
      say(
        `坐标系标为 ${what}（度），但坐标是 ${shown}，像是米`,
        `The file says ${what} (degrees) but the coordinates are ${shown}, which look like metres`,
      ),
      say(
        '请用 --crs 指明真实的坐标系，例如 --crs EPSG:4547。',
        'Name the true system with --crs, e.g. --crs EPSG:4547.',
      ),
    );
  }
  if (crs.transverse && crs.ellipsoid.name === 'CGCS2000') {
    const expected = Math.floor(crs.transverse.falseEasting / 1_000_000);
    const zones = [Math.floor(minX / 1_000_000), Math.floor(maxX / 1_000_000)];
    if (zones.some((zone) => zone !== expected)) {
      const found =
        zones[0] === 0
          ? say('没有带号', 'no zone number')
          : say(`带号 ${zones.join('、')}`, `zone number ${zones.join(', ')}`);
      return new InputError(
        'crs-contradiction',
        say(
          `坐标系 ${what} 的东坐标应${expected === 0 ? '没有带号' : `以带号 ${expected} 开头`}，文件里却是${found.zh}（${shown}）`,
          `Eastings of ${what} should have ${expected === 0 ? 'no zone number' : `zone number ${expected}`}, the file has ${found.en} (${shown})`,
        ),
        say(
          '请用 --crs 指明真实的坐标系（带号版与不带号版编码不同）。',
          'Name the true system with --crs (systems with and without zone number have different codes).',
        ),
      );
    }
  }
  return null;
}

/**
 * Whether a box lies where no ground of the system can be: beyond the poles, or farther than any zone number reaches. A
 * single vertex there, finite as it is, would stretch every grid over nothing.
 */
export function isBeyondEarth(
  crs: Crs,
  [minX, minY, maxX, maxY]: readonly [number, number, number, number],
): boolean {
  const [reachX, reachY] =
    crs.unitMetres === 0 ? [400, 91] : [1e8, 2.1e7].map((m) => m / crs.unitMetres);
  return maxX > reachX! || minX < -reachX! || maxY > reachY! || minY < -reachY!;
}

/** Why a layer cannot be used whose every shape `isBeyondEarth`: with no sound one beside, none is a mistake of its own. */
export function beyondEarth(
  crs: Crs,
  [minX, minY, maxX, maxY]: readonly [number, number, number, number],
): InputError {
  const shown = `x ${minX}…${maxX}, y ${minY}…${maxY}`;
  const what = crs.id === '' ? crs.name : crs.id;
  return new InputError(
    'crs-contradiction',
    say(
      `坐标系 ${what} 到不了坐标所在的地方（${shown}）`,
      `The system ${what} has no ground where the coordinates are (${shown})`,
    ),
    say(
      '请在原软件中改正坐标，或用 --crs 指明真实的坐标系。',
      'Mend the coordinates in the software they come from, or name the true system with --crs.',
    ),
  );
}

/** EPSG codes of the old national datums, first and last: 3° and 6° zones with and without number, and degrees. */
const OLD_CODES: readonly (readonly [number, number, 'Beijing 1954' | 'Xian 1980'])[] = [
  [2401, 2442, 'Beijing 1954'],
  [4214, 4214, 'Beijing 1954'],
  [4555, 4555, 'Beijing 1954'],
  [4568, 4589, 'Beijing 1954'],
  [21413, 21423, 'Beijing 1954'],
  [21453, 21463, 'Beijing 1954'],
  [21473, 21483, 'Beijing 1954'],
  [2327, 2390, 'Xian 1980'],
  [4610, 4610, 'Xian 1980'],
];

/** 1954 年北京坐标系 or 1980 西安坐标系, by code or by name; null for any other datum. */
export function oldDatum({ id, name, definition }: Crs): Bilingual | null {
  const code = Number(/^EPSG:(\d+)$/.exec(id)?.[1] ?? Number.NaN);
  const byCode = OLD_CODES.find(([first, last]) => code >= first && code <= last)?.[2];
  const text = `${name} ${definition}`;
  if (byCode === 'Beijing 1954' || /Beijing[_ ]?(19)?54|New[_ ]Beijing|北京/i.test(text))
    return say('1954 年北京坐标系', 'Beijing 1954');
  if (byCode === 'Xian 1980' || /Xi'?an[_ ]?(19)?80|西安/i.test(text))
    return say('1980 西安坐标系', 'Xian 1980');
  return null;
}
