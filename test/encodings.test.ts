/** The same Chinese names in every encoding that offices use give the same names, or a question; never other names. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, openApp, readSurvey } from '../src/app/index.ts';
import { InputError } from '../src/base/index.ts';
import { gbk } from './gbk.ts';

let folder: string;
let app: App;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-encodings-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Names whose characters GBK and Big5 both have, so that one text can stand in either. */
const NAMES = ['中山市大同村', '安平水田', '南北土地', '金星公社生地', '永和平原', '水利工程'];

/** A character of four bytes in GB18030, which GBK does not have. */
const RARE = { text: '𠀀', bytes: [0x95, 0x32, 0x82, 0x36] };

const PAIRS_OF_BIG5 = ((): ReadonlyMap<string, readonly number[]> => {
  const decoder = new TextDecoder('big5');
  const pairs = new Map<string, readonly number[]>();
  for (let lead = 0xa1; lead <= 0xf9; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++)
      pairs.set(decoder.decode(Uint8Array.of(lead, trail)), [lead, trail]);
  return pairs;
})();

function big5(text: string): Uint8Array {
  return Uint8Array.from(
    [...text].flatMap((one) => (one < '\u0080' ? [one.charCodeAt(0)] : PAIRS_OF_BIG5.get(one)!)),
  );
}

function gb18030(text: string): Uint8Array {
  const parts = text.split(RARE.text).map((part) => [...gbk(part)]);
  return Uint8Array.from(parts.flatMap((part, i) => (i === 0 ? part : [...RARE.bytes, ...part])));
}

const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');
const swapped = (text: string): Uint8Array => Buffer.from(utf16(text)).swap16();

interface Encoding {
  readonly name: string;
  readonly encode: (text: string) => Uint8Array;
  readonly names: readonly string[];
  /** Whether bytes of zero may stand in it, which no .dbf field can hold. */
  readonly hasZeros?: boolean;
}

const ENCODINGS: readonly Encoding[] = [
  { name: 'UTF-8', encode: (text) => Buffer.from(text), names: NAMES },
  { name: 'UTF-8 with a mark', encode: (text) => Buffer.from(`\ufeff${text}`), names: NAMES },
  { name: 'GBK', encode: gbk, names: NAMES },
  {
    name: 'GB18030 with four bytes',
    encode: gb18030,
    names: NAMES.map((name) => name + RARE.text),
  },
  { name: 'Big5', encode: big5, names: NAMES },
  { name: 'UTF-16, as a table program writes it', encode: utf16, names: NAMES, hasZeros: true },
  { name: 'UTF-16, most significant byte first', encode: swapped, names: NAMES, hasZeros: true },
  {
    name: 'GBK taken for Latin-1 and stored as UTF-8',
    encode: (text) => Buffer.from(Buffer.from(gbk(text)).toString('latin1')),
    names: NAMES,
  },
  {
    name: 'UTF-8 taken for GBK and stored as UTF-8',
    encode: (text) => Buffer.from(new TextDecoder('gb18030').decode(Buffer.from(text))),
    names: NAMES,
  },
];

const SQUARES = NAMES.map((_, i): [number, number][] => {
  const [x, y] = [39_480_000 + i * 100, 3_900_000];
  return [
    [x, y],
    [x + 100, y],
    [x + 100, y + 100],
    [x, y + 100],
    [x, y],
  ];
});

const FIELDS = ['BSM', 'DLBM', 'ZLDWDM', 'SJNF', 'ZLDWMC'] as const;

function rows(names: readonly string[]): string[][] {
  return names.map((name, i) => [
    `99010120010000000${i}`,
    '0301',
    '9901011002000000000',
    '2025',
    name,
  ]);
}

function csv({ encode, names }: Encoding): Uint8Array {
  const lines = rows(names).map((row, i) => {
    const ring = SQUARES[i]!.map((point) => point.join(' ')).join(',');
    return [...row, `"POLYGON((${ring}))"`].join(',');
  });
  return encode([[...FIELDS, 'WKT'].join(','), ...lines, ''].join('\r\n'));
}

function geojson({ encode, names }: Encoding): Uint8Array {
  const features = rows(names).map((row, i) => ({
    type: 'Feature',
    properties: Object.fromEntries(FIELDS.map((field, k) => [field, row[k]])),
    geometry: { type: 'Polygon', coordinates: [SQUARES[i]] },
  }));
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4527' } };
  return encode(JSON.stringify({ type: 'FeatureCollection', crs, features }));
}

/** A .shp of the squares, and its .dbf with texts as they are encoded. */
function shapefile(path: string, { encode, names }: Encoding): void {
  const content = 4 * (1 + 8 + 1 + 1 + 1) + 16 * 5;
  const size = 100 + names.length * (8 + content);
  const [shp, shx] = [Buffer.alloc(size), Buffer.alloc(100 + names.length * 8)];
  for (const [file, length] of [
    [shp, size],
    [shx, shx.length],
  ] as const) {
    file.writeInt32BE(9994, 0);
    file.writeInt32BE(length / 2, 24);
    file.writeInt32LE(1000, 28);
    file.writeInt32LE(5, 32);
    const box = [39_480_000, 3_900_000, 39_480_000 + names.length * 100, 3_900_100];
    box.forEach((value, i) => file.writeDoubleLE(value, 36 + 8 * i));
  }
  names.forEach((_, i) => {
    const at = 100 + i * (8 + content);
    shx.writeInt32BE(at / 2, 100 + i * 8);
    shx.writeInt32BE(content / 2, 104 + i * 8);
    shp.writeInt32BE(i + 1, at);
    shp.writeInt32BE(content / 2, at + 4);
    shp.writeInt32LE(5, at + 8);
    const [x, y] = SQUARES[i]![0]!;
    [x, y, x + 100, y + 100].forEach((value, k) => shp.writeDoubleLE(value, at + 12 + 8 * k));
    shp.writeInt32LE(1, at + 44);
    shp.writeInt32LE(5, at + 48);
    // Shells of a Shapefile run clockwise.
    SQUARES[i]!.toReversed().forEach((point, k) =>
      point.forEach((value, axis) => shp.writeDoubleLE(value, at + 56 + 16 * k + 8 * axis)),
    );
  });
  writeFileSync(path, shp);
  writeFileSync(path.replace('.shp', '.shx'), shx);
  writeFileSync(path.replace('.shp', '.dbf'), table(rows(names), encode));
  writeFileSync(
    path.replace('.shp', '.prj'),
    'PROJCS["CGCS2000_3_Degree_GK_Zone_39",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",39500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",117.0],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]',
  );
}

const WIDTH = 100;

function table(records: readonly (readonly string[])[], encode: Encoding['encode']): Buffer {
  const headLength = 32 + 32 * FIELDS.length + 1;
  const head = Buffer.alloc(headLength);
  head[0] = 3;
  head.writeUInt32LE(records.length, 4);
  head.writeUInt16LE(headLength, 8);
  head.writeUInt16LE(1 + WIDTH * FIELDS.length, 10);
  FIELDS.forEach((field, i) => {
    head.write(field, 32 + 32 * i);
    head.write('C', 32 + 32 * i + 11);
    head[32 + 32 * i + 16] = WIDTH;
  });
  head[headLength - 1] = 13;
  const bodies = records.map((record) => {
    const body = Buffer.alloc(1 + WIDTH * FIELDS.length, 32);
    record.forEach((text, i) => Buffer.from(encode(text)).copy(body, 1 + WIDTH * i));
    return body;
  });
  return Buffer.concat([head, ...bodies]);
}

/** The names as they were understood; null when the encoding is asked about. */
async function namesIn(path: string): Promise<readonly string[] | null> {
  try {
    const { survey } = await readSurvey(app, path, { crs: 'EPSG:4527' });
    const column = survey.parcels.attributes.get('locationUnitName');
    if (column?.kind !== 'text') throw new Error('no names were read');
    return Array.from(column.codes, (code) => column.dictionary[code] ?? '');
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const asked = error.questions.find(({ what }) => what === 'encoding');
    expect(asked?.option ?? error.code, error.text.zh).toBe('--encoding');
    return null;
  }
}

test.each(['csv', 'geojson', 'shp'])(
  'an encoding that nobody knows is refused for .%s',
  async (ending) => {
    const path = join(folder, `told.${ending}`);
    const [utf8] = ENCODINGS;
    if (ending === 'shp') shapefile(path, utf8!);
    else writeFileSync(path, ending === 'csv' ? csv(utf8!) : geojson(utf8!));
    const told = { crs: 'EPSG:4527', encoding: 'KLINGON' };
    await expect(readSurvey(app, path, told)).rejects.toMatchObject({ code: 'unknown-encoding' });
  },
);

describe.each(['csv', 'geojson', 'shp'])('told of a .%s', (ending) => {
  const written = (name: string): string => {
    const encoding = ENCODINGS.find((one) => one.name === name)!;
    const path = join(folder, `told-${name}.${ending}`);
    if (ending === 'shp') shapefile(path, encoding);
    else writeFileSync(path, ending === 'csv' ? csv(encoding) : geojson(encoding));
    return path;
  };
  test.each([
    ['GBK', 'UTF-8', 'GB18030'],
    ['UTF-8', 'GB18030', 'UTF-8'],
    ['UTF-8', 'ISO-8859-1', 'UTF-8'],
    ['GBK', 'UTF-16LE', 'GB18030'],
  ])('%s is not %s', async (name, encoding, likely) => {
    const error: unknown = await readSurvey(app, written(name), {
      crs: 'EPSG:4527',
      encoding,
    }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'wrong-encoding' });
    expect((error as InputError).remedy.en).toContain(`or name ${likely}.`);
  });
  test.each([
    ['GBK', 'GBK'],
    ['GBK', 'GB18030'],
    ['UTF-8', 'utf8'],
    ['Big5', 'BIG5'],
  ])('%s is %s', async (name, encoding) => {
    const { survey } = await readSurvey(app, written(name), { crs: 'EPSG:4527', encoding });
    const column = survey.parcels.attributes.get('locationUnitName');
    expect(column?.kind === 'text' && column.dictionary[column.codes[0]!]).toBe(NAMES[0]);
  });
});

/** Which encodings each kind of file leaves open; every other one must be understood. */
const MAY_ASK = new Set(['Big5']);

describe.each(ENCODINGS)('$name', (encoding) => {
  const judge = async (path: string): Promise<void> => {
    const found = await namesIn(path);
    if (found === null) expect(MAY_ASK).toContain(encoding.name);
    else expect(found).toEqual(encoding.names);
  };

  test('CSV', async () => {
    const path = join(folder, `${encoding.name}.csv`);
    writeFileSync(path, csv(encoding));
    await judge(path);
  });

  test('GeoJSON', async () => {
    const path = join(folder, `${encoding.name}.geojson`);
    writeFileSync(path, geojson(encoding));
    await judge(path);
  });

  test.skipIf(encoding.hasZeros === true || encoding.name.includes('mark'))(
    'Shapefile without .cpg',
    async () => {
      const path = join(folder, `${encoding.name}.shp`);
      shapefile(path, encoding);
      await judge(path);
    },
  );
});
