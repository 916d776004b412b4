/** Bad input: one sentence that says what, where and what to do; the store stays as it was; the others are still checked. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../bin/build.js';
import {
  type App,
  importSurvey,
  openApp,
  readSurvey,
  settle,
  type SettleOptions,
  snapshots,
} from '../src/app/index.ts';
import { type Column, InputError, numberColumn, textColumn } from '../src/base/index.ts';
import { writeGeoParquet } from '../src/formats/index.ts';
import { type FeatureTable, parseCrs, polygonsFromRings } from '../src/geo/index.ts';
import { gdalHost, readLayer, writeGeoPackage } from '../src/engine/index.ts';

let folder: string;
let app: App;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-bad-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  await app.database();
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

type Ring = readonly (readonly [number, number])[];
const at = (x: number): Ring => [
  [x, 3_900_000],
  [x + 100, 3_900_000],
  [x + 100, 3_900_100],
  [x, 3_900_100],
  [x, 3_900_000],
];
const GOOD = at(39_480_000);

/** A GeoJSON of rings with a reference system of zone 39. */
function geojson(rings: readonly Ring[], properties: (i: number) => object): string {
  return JSON.stringify({
    type: 'FeatureCollection',
    crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4527' } },
    features: rings.map((ring, i) => ({
      type: 'Feature',
      properties: properties(i),
      geometry: { type: 'Polygon', coordinates: [ring] },
    })),
  });
}

const properties = (i: number): object => ({
  BSM: `99010120010000000${i}`,
  DLBM: '0301',
  ZLDWDM: '9901011002000000000',
  SJNF: 2025,
});

async function refusal(path: string, options = {}): Promise<InputError> {
  const error: unknown = await importSurvey(app, path, {
    region: '990101',
    year: 2025,
    ...options,
  }).then(
    () => new Error('was accepted'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InputError)) throw error;
  for (const text of [error.text, error.remedy]) {
    expect(text.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(text.en.length).toBeGreaterThan(5);
  }
  expect(await snapshots(app)).toEqual([]);
  return error;
}

test('a path that does not exist', async () => {
  expect(await refusal(join(folder, 'nothing.gdb'))).toMatchObject({
    code: 'not-found',
    place: { file: expect.stringContaining('nothing.gdb') as string },
  });
});

test.each([
  ['notes.txt', 'hello', 'unknown-format'],
  ['survey.7z', '7z\u00bc\u00af', 'unknown-format'],
  ['survey.mdb', 'x', 'personal-geodatabase'],
  ...['csv', 'vct', 'gpkg', 'shp', 'zip', 'xlsx', 'txt'].map(
    (ending) => [`empty.${ending}`, '', 'empty-file'] as const,
  ),
  ['headings.csv', 'BSM,DLBM,WKT\n', 'empty-layer'],
  ['cut.geojson', '{"type":"FeatureCollection","features":[{"type":"Feat', 'damaged-file'],
  ['none.geojson', '{"type":"FeatureCollection","features":[]}', 'empty-layer'],
  ['text.gpkg', 'not a database', 'damaged-file'],
  ['text.parquet', 'PAR1 not really', 'damaged-file'],
] as const)('%s', async (name, content, code) => {
  const error = await refusal(file(name, content));
  expect([code, 'damaged-file', 'no-polygons']).toContain(error.code);
  if (name !== 'headings.csv') expect(error.code).toBe(code);
});

test('a part of a Shapefile names the file that is meant', async () => {
  file('parts.shp', 'x');
  const error = await refusal(file('parts.dbf', 'x'));
  expect([error.code, error.remedy.zh]).toEqual(['part-of-shapefile', '请给出 parts.shp。']);
});

test('a file without a reference system, and one with a system that nobody knows', async () => {
  const path = file(
    'plain.csv',
    `BSM,DLBM,WKT\n1,0301,"POLYGON((${GOOD.map((p) => p.join(' ')).join(',')}))"\n`,
  );
  expect((await refusal(path)).code).toBe('unknown-crs');
  expect((await refusal(path, { crs: 'EPSG:123456' })).code).toBe('unknown-crs');
});

test('a required field that is missing: the error lists those that are there', async () => {
  const error = await refusal(
    file(
      'noclass.geojson',
      geojson([GOOD], () => ({ NAME: 'a' })),
    ),
  );
  expect(error).toMatchObject({ code: 'missing-field', place: { field: 'DLBM' } });
  expect(error.remedy.zh).toContain('NAME');
});

test('a GeoJSON whose system nobody knows is refused by that name, and read when the user names another', async () => {
  const degrees = GOOD.map(([x, y]) => [116 + (x - 39_480_000) / 1e5, 35 + (y - 3_900_000) / 1e5]);
  const text = geojson([degrees as unknown as Ring], properties);
  const named = (name: string): string => text.replace('urn:ogc:def:crs:EPSG::4527', name);
  for (const name of ['urn:ogc:def:crs:EPSG::99999', 'Beijing local']) {
    const error = await refusal(file('unknown-system.geojson', named(name)));
    expect(error.code).toBe('unknown-crs');
    expect(error.text.en).toContain(name);
  }
  const { survey } = await readSurvey(app, join(folder, 'unknown-system.geojson'), {
    crs: 'EPSG:4490',
  });
  expect(survey.parcels.crs.id).toBe('EPSG:4490');
  for (const name of ['urn:ogc:def:crs:OGC:1.3:CRS84', 'EPSG:4326']) {
    const read = await readSurvey(app, file('known-system.geojson', named(name)));
    expect(read.survey.parcels.crs.id).toBe('EPSG:4326');
  }
});

test.runIf(process.platform !== 'win32')(
  'a named pipe is no file, also within a folder',
  async () => {
    const inside = join(folder, 'with-pipe');
    mkdirSync(inside);
    execFileSync('mkfifo', [join(inside, 'pipe.txt'), join(inside, 'pipe.geojson')]);
    expect((await refusal(join(inside, 'pipe.geojson'))).code).toBe('not-a-file');
    expect((await refusal(inside)).code).toBe('nothing-usable');
  },
);

test('a layer whose every shape lies where no ground is, is refused', async () => {
  const wild: Ring = GOOD.map(([x, y]) => [x, y === 3_900_000 ? y : y + 1e11]);
  const error = await refusal(file('all-wild.geojson', geojson([wild], properties)));
  expect(error.code).toBe('crs-contradiction');
  expect(error.text.zh).toContain('到不了');
});

test('a layer whose name begins with a hyphen is read', async () => {
  const text = geojson([GOOD], properties).replace('{', '{"name":"-nlt",');
  const { table } = await readLayer(app.gdal, file('hyphen.geojson', text));
  expect([table.name, ...table.columns.keys()]).toEqual(['-nlt', ...Object.keys(properties(0))]);
  expect(table.polygons.x).toHaveLength(4);
});

test('a shape in a GeoParquet whose bytes end early is told as that', async () => {
  const table: FeatureTable = {
    name: 'p',
    polygons: polygonsFromRings([[GOOD.slice(0, 4)], [at(39_480_200).slice(0, 4)]]),
    crs: parseCrs('EPSG:4527'),
    columns: new Map<string, Column>([
      ['BSM', textColumn(['1', '2'])],
      ['DLBM', textColumn(['0301', '0301'])],
    ]),
  };
  const bytes = writeGeoParquet(table, {}, {});
  // The second ring states more points than there are bytes: little-endian polygon, one ring, five points.
  const head = Buffer.from([1, 3, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0]);
  const buffer = Buffer.from(bytes);
  buffer[buffer.lastIndexOf(head) + 9] = 9;
  const { findings } = await readSurvey(app, file('cut-wkb.parquet', buffer), {
    anyRegion: true,
    year: 2025,
  });
  const [fault] = findings.filter(({ rule }) => rule === 'G1');
  expect(fault?.place.feature).toBe(1);
  expect(fault?.message.en).toContain('the bytes of its shape end too early');
});

test('text where a number belongs is a finding of that feature; the parcels beside it are read', async () => {
  const path = file(
    'text.geojson',
    geojson([GOOD, at(39_480_200)], (i) => ({
      ...properties(i),
      TBMJ: i === 1 ? '一公顷' : '9996.08',
    })),
  );
  const { findings, survey } = await readSurvey(app, path);
  const [told, ...more] = findings.filter(({ rule }) => rule === 'C9');
  expect(more).toEqual([]);
  expect(told?.place).toMatchObject({ feature: 1, field: 'TBMJ', id: '990101200100000001' });
  expect(told?.message.zh).toContain('填的是“一公顷”，暂用重算的椭球面积');
  expect(findings.filter(({ rule, place }) => rule === 'A1' && place.feature === 1)).toEqual([]);
  expect(survey.parcels.areaSource).toBe('filed');
  expect(survey.parcels.parcelArea[0]).toBe(999_608n);
});

test('zips with nothing usable, cut zips, and cut files of every format', async () => {
  mkdirSync(join(folder, 'z'), { recursive: true });
  const county: FeatureTable = {
    name: 'DLTB',
    polygons: polygonsFromRings(
      Array.from({ length: 400 }, (_, i) => [at(39_480_000 + 100 * i).slice(0, 4)]),
    ),
    crs: parseCrs('EPSG:4527'),
    columns: new Map([
      ['BSM', textColumn(Array.from({ length: 400 }, (_, i) => String(i)))],
      ['DLBM', textColumn(Array.from({ length: 400 }, () => '0301'))],
    ]),
  };
  const gdal = gdalHost();
  await writeGeoPackage(gdal, join(folder, 'whole.gpkg'), [county]);
  await gdal.close();
  const gpkg = readFileSync(join(folder, 'whole.gpkg'));
  const parquet = writeGeoParquet(county, {}, {});
  expect(
    (await refusal(file('cut.gpkg', gpkg.subarray(0, Math.floor(gpkg.length * 0.6))))).code,
  ).toMatch(/damaged-file|no-polygons|empty-layer/);
  expect((await refusal(file('cut.parquet', parquet.subarray(0, parquet.length - 100)))).code).toBe(
    'damaged-file',
  );
  const zip = makeZip('readme.txt', 'nothing here');
  expect((await refusal(file('nothing.zip', zip))).code).toBe('nothing-usable');
  expect((await refusal(file('cut.zip', zip.subarray(0, zip.length - 10)))).code).toMatch(
    /damaged-file|bad-zip|unreadable-zip/,
  );
});

/** A stored zip of one entry, by hand: no zip program is needed. */
function makeZip(name: string, content: string): Buffer {
  const data = Buffer.from(content);
  const label = Buffer.from(name);
  const crc = crc32(data);
  const head = (signature: number, central: boolean): Buffer => {
    const bytes = Buffer.alloc(central ? 46 : 30);
    bytes.writeUInt32LE(signature, 0);
    const base = central ? 6 : 4;
    bytes.writeUInt16LE(20, base);
    if (central) bytes.writeUInt16LE(20, 4);
    bytes.writeUInt32LE(crc, base + 10);
    bytes.writeUInt32LE(data.length, base + 14);
    bytes.writeUInt32LE(data.length, base + 18);
    bytes.writeUInt16LE(label.length, base + 22);
    return bytes;
  };
  const local = Buffer.concat([head(0x0403_4b50, false), label, data]);
  const central = Buffer.concat([head(0x0201_4b50, true), label]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

function crc32(data: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of data) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

test('broken rings are findings with feature, identifier and place; the good parcels are still checked', async () => {
  const bowtie: Ring = [
    [39_480_200, 3_900_000],
    [39_480_300, 3_900_150],
    [39_480_300, 3_900_000],
    [39_480_200, 3_900_100],
    [39_480_200, 3_900_000],
  ];
  const twoPoints: Ring = [
    [39_480_400, 3_900_000],
    [39_480_500, 3_900_000],
    [39_480_400, 3_900_000],
  ];
  const path = file(
    'rings.geojson',
    geojson([GOOD, bowtie, twoPoints, at(39_480_600)], (i) => ({
      ...properties(i),
      DLBM: i === 3 ? '9999' : '0301',
    })),
  );
  const { survey, findings } = await readSurvey(app, path);
  expect(survey.parcels.parcelArea).toHaveLength(4);
  expect(survey.parcels.parcelArea[0]).toBeGreaterThan(0n);
  const found = findings.map((f) => `${f.rule} ${f.place.feature}`);
  expect(found).toContain('T5-crossing 1');
  expect(found.some((f) => /^G[136] 2$/.test(f))).toBe(true);
  expect(found).toContain('C1 3');
  expect(findings.find((f) => f.rule === 'T5-crossing')!.place).toMatchObject({
    id: '990101200100000001',
    point: [expect.any(Number), expect.any(Number)],
  });
  for (const finding of findings) expect(finding.remedy.zh.length).toBeGreaterThan(0);
});

test('unclosed rings and coordinates that are not finite are findings', async () => {
  const ring = GOOD.map((p) => p.join(' '));
  const table = `BSM,DLBM,ZLDWDM,SJNF,WKT
1,0301,9901011002000000000,2025,"POLYGON((${ring.slice(0, 4).join(',')}))"
2,0301,9901011002000000000,2025,"POLYGON((${ring.join(',')}))"
`;
  const unclosed = await readSurvey(app, file('unclosed.csv', table), { crs: 'EPSG:4527' });
  expect(unclosed.findings.map((f) => `${f.rule} ${f.place.feature}`)).toContain('G4 0');
  const polygons = polygonsFromRings([[GOOD.slice(0, 4)], [at(39_480_200).slice(0, 4)]]);
  polygons.x[1] = Number.NaN;
  polygons.y[6] = Number.POSITIVE_INFINITY;
  const parquet = writeGeoParquet(
    {
      name: 'p',
      polygons,
      crs: parseCrs('EPSG:4527'),
      columns: new Map<string, Column>([
        ['BSM', textColumn(['1', '2'])],
        ['DLBM', textColumn(['0301', '0301'])],
        ['SJNF', numberColumn([2025, 2025])],
        ['ZLDWDM', textColumn(['9901011002000000000', '9901011002000000000'])],
      ]),
    },
    {},
    {},
  );
  const { findings } = await readSurvey(app, file('infinite.parquet', parquet));
  expect(findings.filter((f) => f.rule === 'G2').map((f) => f.place.feature)).toEqual([0, 1]);
});

test.each(['[[[39480200,3900000],[1e999,3900000],[39480300,3900100],[39480200,3900000]]]', '[[]]'])(
  'GeoJSON of which GDAL refuses one shape, %s, comes through without that shape',
  async (shape) => {
    const whole = geojson([GOOD, at(39_480_200)], properties);
    const path = file('one-bad.geojson', whole.replace(JSON.stringify([at(39_480_200)]), shape));
    const { survey, findings } = await readSurvey(app, path);
    expect(survey.parcels.parcelArea).toHaveLength(2);
    expect(survey.parcels.parcelArea[0]).toBeGreaterThan(0n);
    expect(findings.map((f) => `${f.rule} ${f.place.feature}`)).toContain('G1 1');
  },
);

test.each(['POLYGON EMPTY', 'POLYGON((39480200 3900000,1e999 3900000,39480300 3900100))'])(
  'CSV of which GDAL refuses one shape, %s, comes through without that shape',
  async (shape) => {
    const ring = GOOD.map((p) => p.join(' ')).join(',');
    const table = `BSM,DLBM,ZLDWDM,SJNF,WKT\n1,0301,9901011002000000000,2025,"POLYGON((${ring}))"\n2,0301,9901011002000000000,2025,"${shape}"\n`;
    const { findings } = await readSurvey(app, file('one-bad.csv', table), { crs: 'EPSG:4527' });
    expect(findings.map((f) => `${f.rule} ${f.place.feature}`)).toContain('G1 1');
  },
);

test('a duplicate identifier is a finding that names both', async () => {
  const path = file(
    'double.geojson',
    geojson([GOOD, at(39_480_200)], () => properties(7)),
  );
  const { findings } = await readSurvey(app, path);
  const double = findings.find((f) => f.rule === 'U1')!;
  expect(double.place).toMatchObject({ feature: 1, id: '990101200100000007' });
  expect(double.message.zh).toContain('第 1 个要素');
});

test('surveys in the wrong order, of two counties, and of no year are refused', async () => {
  const survey = (name: string, year: number | null, region = '990101'): string =>
    file(
      name,
      geojson([GOOD], (i) => ({ ...properties(i), SJNF: year, ZLDWDM: `${region}1002000000000` })),
    );
  const code = async (before: string, after: string): Promise<string> => {
    const error: unknown = await settle(app, { before, after }).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof InputError)) throw error;
    return error.code;
  };
  expect(await code(survey('b.geojson', 2025), survey('a.geojson', 2024))).toBe(
    'years-not-in-order',
  );
  expect(await code(survey('c.geojson', 2024), survey('d.geojson', 2025, '990102'))).toBe(
    'different-regions',
  );
  expect(await code(survey('e.geojson', null), survey('f.geojson', 2025))).toBe('which-year');
  expect(await code('s-0123456789abcdef', survey('f.geojson', 2025))).toBe('no-such-snapshot');
});

test('impossible areas, wild coordinates and rings that cross are findings, and the year still closes', async () => {
  const bow: Ring = [
    [39_480_200, 3_900_000],
    [39_480_300, 3_900_150],
    [39_480_300, 3_900_000],
    [39_480_200, 3_900_100],
    [39_480_200, 3_900_000],
  ];
  const wild: Ring = [
    [39_480_400, 1e12],
    [39_480_500, 1e12],
    [39_480_450, 1.1e12],
    [39_480_400, 1e12],
  ];
  const rings = [GOOD, bow, wild, at(39_480_600), at(39_480_800), at(39_481_000)];
  const of = (year: number, landClass: string): string =>
    file(
      `odd-${year}.geojson`,
      geojson(rings, (i) => ({
        ...properties(i),
        SJNF: year,
        DLBM: i === 0 ? '0301' : landClass,
        GDPDJB: landClass === '0101' && i > 0 ? '2' : null,
        TBMJ: [10_000, 5000, 5000, 1e18, -5, 10_000][i],
        KCXS: i === 5 && landClass === '0101' ? 1.5 : 0,
      })),
    );
  const { settlement } = await settle(app, { before: of(2024, '0101'), after: of(2025, '0702') });
  const { opening, losses, gains, residual, closing } = settlement.account;
  expect(BigInt(opening) - BigInt(losses) + BigInt(gains) + BigInt(residual)).toBe(BigInt(closing));
  expect(BigInt(opening)).toBeGreaterThan(0n);
  expect(BigInt(opening)).toBeLessThan(10_000_000n);
  const { counts } = settlement.findings;
  for (const rule of ['A1', 'A2', 'G2', 'T5-crossing'])
    expect(counts[rule], rule).toBeGreaterThan(0);
});

test('a database of the user that cannot be reached is said to be so', async () => {
  const other = openApp({
    home: join(folder, 'other-home'),
    environment: { DATABASE_URL: 'postgres://127.0.0.1:1/none' },
  });
  await expect(other.database()).rejects.toMatchObject({ code: 'database-not-reached' });
  await other.close().catch(() => undefined);
});

test('a year, a layer file or a place for results that cannot be right are refused before anything is stored', async () => {
  const survey = (name: string, year: number): string =>
    file(
      name,
      geojson([GOOD], (i) => ({ ...properties(i), SJNF: year })),
    );
  const [before, after] = [survey('g.geojson', 2024), survey('h.geojson', 2025)];
  const known = (await snapshots(app)).length;
  const refused = async (options: Partial<SettleOptions>): Promise<InputError> => {
    const error: unknown = await settle(app, { before, after, ...options }).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof InputError)) throw error;
    return error;
  };
  // The two years swapped, with the year that is wanted; and a year that no file is of.
  const swapped = await refused({ before: after, after: before, year: 2025 });
  expect(swapped.code).toBe('different-year');
  expect(swapped.text.en).toBe('The data are of 2024, not of 2025');
  expect((await refused({ year: 2031 })).code).toBe('different-year');
  expect((await refused({ out: file('a-file', '') })).code).toBe('out-not-writable');
  expect((await refused({ out: join(folder, 'survey.gdb') })).code).toBe('out-not-writable');
  expect((await refused({ out: after })).code).toBe('out-not-writable');
  // What was read along the way may be known now; no year was settled, and nothing is stored under a wrong year.
  expect((await snapshots(app)).filter((row) => row.year > 2025)).toEqual([]);
  expect((await snapshots(app)).length).toBeLessThanOrEqual(known + 2);
  expect((await refused({ layers: before })).code).toBe('no-known-layer');
});

test('the command says it in the language of the user and ends with 2', () => {
  const run = (...args: string[]) =>
    spawnSync(
      process.execPath,
      [join(PACKAGE_ROOT, 'bin', 'liangtian.js'), '--home', join(folder, 'home'), ...args],
      {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'] ?? '' },
      },
    );
  const chinese = run('survey', 'import', join(folder, 'nothing.shp'));
  expect(chinese).toMatchObject({ status: 2, stdout: '' });
  expect(chinese.stderr).toMatch(/找不到.*nothing\.shp[\s\S]*怎么办/);
  expect(run('--lang', 'en', 'area', join(folder, 'nothing.shp')).stderr).toMatch(
    /There is no[\s\S]*What to do/,
  );
  expect(run('settle').status).toBe(2);
  expect(run('survey', 'check', 'x', '--year', 'soon').status).toBe(2);
  expect(run('nonsense').status).toBe(2);
  expect(
    execFileSync(process.execPath, [join(PACKAGE_ROOT, 'bin', 'liangtian.js'), '--help'], {
      encoding: 'utf8',
    }),
  ).toContain('settle');
});
