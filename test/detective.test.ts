/** What an import understands of a file before it stores it: each fault of spelling or system gets its report or question. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, openApp, readSurvey, snapshots, type SurveyOptions } from '../src/app/index.ts';
import { InputError } from '../src/base/index.ts';
import { readLayer } from '../src/engine/index.ts';
import { writeGeoParquet } from '../src/formats/index.ts';

let folder: string;
let app: App;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-detective-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

type Point = readonly [number, number];
type Properties = Readonly<Record<string, string | number>>;

const PLAIN: Properties = {
  BSM: '990101200100000001',
  DLBM: '0301',
  ZLDWDM: '9901011002000000000',
  SJNF: 2025,
};

/** A GeoJSON of squares of 100 m (or of a thousandth of a degree) at places, in a folder of its own. */
function survey(
  name: string,
  code: number,
  places: readonly Point[],
  properties: (i: number) => Properties = () => PLAIN,
): string {
  const size = places[0]![0] < 1000 ? 0.001 : 100;
  const path = join(folder, name);
  writeFileSync(
    path,
    JSON.stringify({
      type: 'FeatureCollection',
      crs: { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${code}` } },
      features: places.map(([x, y], i) => ({
        type: 'Feature',
        properties: { ...properties(i), BSM: `99010120010000000${i}` },
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [x, y],
              [x + size, y],
              [x + size, y + size],
              [x, y + size],
              [x, y],
            ],
          ],
        },
      })),
    }),
  );
  return path;
}

const read = (path: string, options: SurveyOptions = {}) => readSurvey(app, path, options);

async function refusal(path: string, options: SurveyOptions = {}): Promise<InputError> {
  const error: unknown = await read(path, options).then(
    () => new Error('was accepted'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof InputError)) throw error;
  return error;
}

const ZONE_39: readonly Point[] = [
  [39_480_000, 3_900_000],
  [39_480_200, 3_900_000],
  [39_480_400, 3_900_000],
];

/** Texts as they look when their bytes were taken for Latin-1. */
const latin = (text: Uint8Array): string => Buffer.from(text).toString('latin1');
const NAME = '永久基本农田';
const GBK = Uint8Array.from([
  0xd3, 0xc0, 0xbe, 0xc3, 0xbb, 0xf9, 0xb1, 0xbe, 0xc5, 0xa9, 0xcc, 0xef,
]);

test.each([
  ['GBK taken for Latin-1', latin(GBK)],
  ['UTF-8 stored twice', latin(Buffer.from(NAME))],
  ['UTF-8 taken for GBK', new TextDecoder('gb18030').decode(Buffer.from(NAME))],
])('%s is restored in names of fields and in values, with evidence', async (name, spoilt) => {
  const path = survey(`${name}.geojson`, 4527, ZONE_39, () => ({
    ...PLAIN,
    [spoilt]: 1,
    ZLDWMC: spoilt,
  }));
  const { survey: result, evidence } = await read(path);
  const column = result.parcels.attributes.get('locationUnitName');
  expect(column?.kind === 'text' && column.dictionary).toEqual([NAME]);
  const told = evidence.find(({ what }) => what === 'encoding');
  expect(told).toMatchObject({ certainty: 'guess', option: '--encoding' });
  expect(told!.why.zh).toContain(NAME);
});

test('texts of Europe are left as they are', async () => {
  const path = survey('europe.geojson', 4527, ZONE_39, () => ({
    ...PLAIN,
    BZ: 'Bjärred Höör Åsbo',
  }));
  const { survey: result, evidence } = await read(path);
  const column = result.parcels.attributes.get('note');
  expect(column?.kind === 'text' && column.dictionary).toEqual(['Bjärred Höör Åsbo']);
  expect(evidence.some(({ what }) => what === 'encoding')).toBe(false);
});

test.each([
  ['degrees said, metres with a zone number', 4490, ZONE_39, 'EPSG:4527'],
  ['another zone', 4526, ZONE_39, 'EPSG:4527'],
  ['no zone number said', 4548, ZONE_39, 'EPSG:4527'],
  ['a zone number said and none there', 4527, [[480_000, 3_900_000]], 'EPSG:4548'],
] as const)(
  '%s: asked with the system that fits, taken with --yes',
  async (name, code, places, answer) => {
    const path = survey(`label-${name}.geojson`, code, places);
    const error = await refusal(path);
    expect(error.code).toBe('crs-contradiction');
    expect(error.questions).toMatchObject([{ option: '--crs', answers: [{ answer }] }]);
    const { evidence, survey: result } = await read(path, { guess: true });
    expect(result.parcels.crs.id).toBe(answer);
    expect(evidence.find(({ what }) => what === 'crs')).toMatchObject({
      answer,
      certainty: 'contradiction',
    });
  },
);

test('degrees said and metres without a zone number: every meridian is offered and none is taken', async () => {
  const path = survey('meridians.geojson', 4490, [[480_000, 3_900_000]]);
  for (const guess of [false, true]) {
    const error = await refusal(path, { guess });
    expect(error.questions[0]!.answers.map(({ answer }) => answer)).toContain('EPSG:4548');
    expect(error.questions[0]!.answers).toHaveLength(21);
  }
  const narrowed = survey('narrowed.geojson', 4490, [[480_000, 3_900_000]], () => ({
    ...PLAIN,
    ZLDWDM: '3701021002000000000',
  }));
  // Shandong reaches from 114.7° to 122.8°.
  expect((await refusal(narrowed)).questions[0]!.answers.map(({ answer }) => answer)).toEqual([
    'EPSG:4548',
    'EPSG:4549',
    'EPSG:4550',
  ]);
});

test.each([
  ['metres', 4527, [[3_900_000, 39_480_000]]],
  ['metres without a zone number', 4548, [[3_900_000, 480_000]]],
  ['degrees', 4490, [[35.2, 117.5]]],
] as const)(
  'swapped axes in %s are asked about, and swapped when told or welcome',
  async (name, code, places) => {
    const path = survey(`swapped-${name}.geojson`, code, places);
    const error = await refusal(path);
    expect([error.code, error.questions.length]).toEqual(['swapped-axes', 1]);
    for (const options of [{ guess: true }, { swapAxes: true }]) {
      const { survey: result, evidence } = await read(path, options);
      expect(result.parcels.polygons.x[0]).toBeGreaterThan(100);
      expect(result.parcels.computedArea[0]).toBeGreaterThan(9_000);
      expect(evidence.find(({ what }) => what === 'axes')?.answer).toBe('swapped');
    }
  },
);

test('one feature in another zone than the rest is a fault of that feature', async () => {
  const path = survey('stray.geojson', 4527, [...ZONE_39, [38_480_000, 3_900_000]]);
  const { findings } = await read(path);
  expect(
    findings.some(({ place }) => place.feature === 3 && place.id === '990101200100000003'),
  ).toBe(true);
  expect(findings.some(({ rule, place }) => rule.startsWith('G') && place.feature === 0)).toBe(
    false,
  );
});

test.each([2401, 2442, 4214, 21413, 21463, 2327, 2390, 4610])(
  'EPSG:%d is an old datum and refused by name',
  async (code) => {
    const path = survey(
      `datum-${code}.geojson`,
      4490,
      code === 4214 || code === 4610 ? [[117.5, 35.2]] : ZONE_39,
    );
    const error = await refusal(path, { crs: `EPSG:${code}` });
    expect([error.code, error.text.en]).toEqual([
      'old-datum',
      expect.stringMatching(/Beijing 1954|Xian 1980/) as string,
    ]);
  },
);

test.each(['+proj=tmerc +lon_0=117 +k=0 +ellps=GRS80', '+proj=geocent +ellps=GRS80', 'EPSG:4978'])(
  '--crs %s is refused',
  async (crs) => {
    const path = survey('absurd.geojson', 4527, ZONE_39);
    expect((await refusal(path, { crs })).code).toBe('unknown-crs');
  },
);

test('everything that is ambiguous is asked at once, and nothing is stored', async () => {
  const path = survey('all.geojson', 4490, ZONE_39, (i) => ({
    DLBM: '0301',
    SJNF: 2024 + (i % 2),
  }));
  const error = await refusal(path);
  expect(error.questions.map(({ what }) => what)).toEqual(['crs', 'year', 'region']);
  expect(error.questions.every(({ option }) => error.remedy.en.includes(option))).toBe(true);
  expect(await snapshots(app)).toEqual([]);
});

test('year and county come from the names when no field tells, and a contradiction is asked about', async () => {
  mkdirSync(join(folder, '990101清源县2025年度'), { recursive: true });
  const path = survey('990101清源县2025年度/DLTB.geojson', 4527, ZONE_39, () => ({ DLBM: '0301' }));
  const { survey: result, evidence } = await read(path);
  expect([result.parcels.year, result.parcels.region]).toEqual([2025, '990101']);
  expect(evidence.find(({ what }) => what === 'year')).toMatchObject({ certainty: 'guess' });
  const other = survey('DLTB_2024.geojson', 4527, ZONE_39);
  const error = await refusal(other);
  expect(error.code).toBe('which-year');
  expect(error.questions[0]!.answers.map(({ answer }) => answer)).toEqual(['2025', '2024']);
  expect((await read(other, { year: 2025 })).survey.parcels.year).toBe(2025);
});

test('codes of the second survey are named and refused; a mapped field that is missing is asked about', async () => {
  const old = survey('old.geojson', 4527, ZONE_39, () => ({ ...PLAIN, DLBM: '011' }));
  expect((await refusal(old)).code).toBe('old-classes');
  const path = survey('mapped.geojson', 4527, ZONE_39);
  const mapping = { attributes: { note: 'REMARKS' } };
  const error = await refusal(path, { mapping });
  expect(error).toMatchObject({ code: 'missing-field', place: { field: 'REMARKS' } });
  expect((await read(path, { mapping, guess: true })).survey.parcels.year).toBe(2025);
});

/** The command in a process of its own, with a data folder that only an import would make. */
function command(home: string, ...args: string[]) {
  const line = ['bin/liangtian.js', '--home', join(folder, home), '--lang', 'en', ...args];
  return spawnSync(process.execPath, line, { encoding: 'utf8' });
}

test('the command asks with exit 2, also as JSON, and neither that nor a dry run stores anything', () => {
  const path = survey('asked.geojson', 4490, ZONE_39, (i) => ({ ...PLAIN, SJNF: 2024 + (i % 2) }));
  const asked = command('asked', 'survey', 'import', path, '--json');
  expect(asked.status).toBe(2);
  const { refused } = JSON.parse(asked.stdout) as { refused: InputError };
  expect(refused).toMatchObject({ code: 'crs-contradiction', place: { layer: 'asked' } });
  expect(refused.questions.map(({ what, option }) => [what, option])).toEqual([
    ['crs', '--crs'],
    ['year', '--year'],
  ]);
  expect(refused.questions[1]!.answers.map(({ answer }) => answer)).toEqual(['2024', '2025']);
  expect(asked.stderr).toContain('2 things must be asked; nothing was stored');
  const answers = ['--crs', 'EPSG:4527', '--year', '2025'];
  const stored = command('asked', 'survey', 'list', '--json');
  expect(JSON.parse(stored.stdout)).toMatchObject({ snapshots: [] });
  const dry = command('dry', 'survey', 'import', path, ...answers, '--dry-run');
  expect([dry.status, existsSync(join(folder, 'dry'))]).toEqual([0, false]);
  expect(dry.stdout).toContain('not stored');
}, 60_000);

test('an unknown language is refused by a sentence, also where JSON is wanted', () => {
  const done = command('language', 'survey', 'list', '--json', '--lang', 'fr');
  expect([done.status, done.stderr.includes('    at ')]).toEqual([2, false]);
});

test('GeoParquet whose system is not known is asked about like any other file', async () => {
  const { table } = await readLayer(app.gdal, survey('plain.geojson', 4527, ZONE_39));
  const named = join(folder, 'named.parquet');
  writeFileSync(named, writeGeoParquet(table, {}, {}));
  const path = join(folder, 'unknown.parquet');
  const geo = JSON.stringify({
    version: '1.1.0',
    primary_column: 'geometry',
    columns: { geometry: { encoding: 'WKB', geometry_types: [], crs: null } },
  });
  const database = await (await DuckDBInstance.create()).connect();
  await database.run('set enable_geoparquet_conversion = false');
  await database.run(
    `copy (from '${named}') to '${path}' (format parquet, kv_metadata {geo: '${geo}'})`,
  );
  const error = await refusal(path);
  expect(error.code).toBe('unknown-crs');
  expect(error.questions).toMatchObject([{ option: '--crs', answers: [{ answer: 'EPSG:4527' }] }]);
  expect((await read(path, { guess: true })).survey.parcels.crs.id).toBe('EPSG:4527');
  expect((await read(path, { crs: 'EPSG:4527' })).survey.parcels.crs.id).toBe('EPSG:4527');
});

test('every field is told: by standard name, by another name as a guess, or as not used', async () => {
  const path = survey('names.geojson', 4527, ZONE_39, () => ({
    DLDM: '0301',
    ZLDWDM: '9901011002000000000',
    SJNF: 2025,
    FID_1: 7,
  }));
  const told = new Map((await read(path)).evidence.map((guess) => [guess.what, guess]));
  expect(told.get('dataYear')).toMatchObject({ answer: 'SJNF', why: { en: 'standard name' } });
  expect(told.get('landClass')).toMatchObject({ answer: 'DLDM', certainty: 'guess' });
  expect(told.get('otherFields')?.answer).toBe('FID_1');
  const { stderr } = command('names', 'survey', 'check', path);
  expect(stderr).toContain('? landClass: DLDM (another name of DLBM; --mapping overrules it)');
});
