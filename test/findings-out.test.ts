/** The files of findings: every finding stands where it belongs, in the system of the survey, and nothing of it is lost. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type App,
  type FindingFiles,
  openApp,
  type ReadSurvey,
  readSurvey,
  writeFindings,
} from '../src/app/index.ts';
import { type Finding, say, textAt } from '../src/base/index.ts';
import { readLayer } from '../src/engine/index.ts';
import { planarAreas } from '../src/geo/index.ts';
import { findingSheets } from '../src/report/index.ts';
import { readPlainXlsx } from './plain-xlsx.ts';

let folder: string;
let app: App;
let survey: string;
let read: ReadSurvey;
let files: FindingFiles;

const finding = (rule: string, more: Partial<Finding>): Finding => ({
  rule,
  severity: 'error',
  place: {},
  message: say('重叠，“甲”', 'overlap, "A"\nof two'),
  remedy: say('改正', 'mend'),
  ...more,
});

const FINDINGS: readonly Finding[] = [
  finding('T1-overlap', {
    place: { feature: 0, id: '1' },
    others: [{ feature: 1, id: '2' }],
    area: 12.5,
    shape: {
      kind: 'polygon',
      lines: [
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 10],
        ],
        [
          [2, 2],
          [2, 4],
          [4, 4],
        ],
        [
          [20, 0],
          [30, 0],
          [30, 10],
        ],
      ].map((ring) => ring.map(([x, y]) => [39500000 + x!, 4428000 + y!] as const)),
    },
  }),
  finding('T2-neighbour', {
    severity: 'warning',
    length: 5,
    shape: {
      kind: 'line',
      lines: [
        [
          [39500000, 4428000],
          [39500003, 4428004],
        ],
      ],
    },
  }),
  finding('T6', { severity: 'notice', place: { point: [39500001.25, 4428000] } }),
  finding('C1', { place: { feature: 1, field: 'DLBM' } }),
  finding('A3', {}),
];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-findings-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  survey = join(folder, 'DLTB.geojson');
  const parcel = (x: number, id: string) => ({
    type: 'Feature',
    properties: { BSM: id, DLBM: '0101', ZLDWDM: '990101001001' },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [39500000 + x, 4428000],
          [39500100 + x, 4428000],
          [39500100 + x, 4428100],
          [39500000 + x, 4428100],
          [39500000 + x, 4428000],
        ],
      ],
    },
  });
  const features = [parcel(0, '1'), parcel(100, '2')];
  writeFileSync(survey, JSON.stringify({ type: 'FeatureCollection', features }));
  read = await readSurvey(app, survey, { crs: 'EPSG:4527', year: 2025 });
  files = await writeFindings(app, survey, { ...read, findings: FINDINGS }, join(folder, 'out'));
});
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test('GDAL sees three layers in the system of the survey', async () => {
  const { layers } = await app.gdal.ask({ op: 'list', path: files.gpkg, openOptions: [] });
  expect(layers.map(({ name, features, geometryType }) => [name, features, geometryType])).toEqual([
    ['findings_point', 2, 'Point'],
    ['findings_line', 1, 'MultiLineString'],
    ['findings_polygon', 1, 'MultiPolygon'],
  ]);
  for (const { crs } of layers) expect(crs).toContain('zone 39');
});

test('ground is drawn with its hole and its second part, and says what is wrong in both languages', async () => {
  const { table } = await readLayer(app.gdal, `${files.gpkg}#findings_polygon`);
  expect(table.crs.id).toBe('EPSG:4527');
  expect([...table.polygons.isHole]).toEqual([0, 1, 0]);
  expect(planarAreas(table.polygons, table.crs)[0]).toBeCloseTo(100 - 2 + 50, 6);
  const cell = (name: string) => {
    const column = table.columns.get(name)!;
    return column.kind === 'text' ? textAt(column, 0) : column.values[0];
  };
  expect(['rule', 'severity', 'feature', 'id', 'others', 'area_m2', 'length_m'].map(cell)).toEqual([
    'T1-overlap',
    'error',
    1,
    '1',
    '2',
    12.5,
    Number.NaN,
  ]);
  expect(['message_zh', 'message_en', 'remedy_zh', 'remedy_en'].map(cell)).toEqual([
    '重叠，“甲”',
    'overlap, "A"\nof two',
    '改正',
    'mend',
  ]);
});

test('points stand where they were found, or inside the feature', (context) => {
  if (!hasOgrinfo()) {
    console.log('skipped: ogrinfo is not installed');
    context.skip();
  }
  const told = (layer: string): string =>
    execFileSync('ogrinfo', ['-q', '-al', files.gpkg, layer], { encoding: 'utf8' });
  expect(told('findings_point')).toMatch(/POINT \(39500001.25 4428000(\.0)?\)/);
  expect(told('findings_point')).toContain('POINT (39500150 4428050)');
  expect(told('findings_line')).toContain('((39500000 4428000,39500003 4428004))');
});

test('the workbook and the document hold every finding, also those without a place', async () => {
  const [counts, list] = await readPlainXlsx(readFileSync(files.xlsx));
  const bodyOf = (sheet: { rows: unknown[][] }) => sheet.rows.slice(3, -1);
  expect(bodyOf(counts!).map((row) => [row[1] ?? row[0], row[4]])).toEqual([
    ['合计', 5],
    ['A3', 1],
    ['C1', 1],
    ['T1-overlap', 1],
    ['T2-neighbour', 1],
    ['T6', 1],
  ]);
  expect(bodyOf(list!).map((row) => row[1])).toEqual(FINDINGS.map((one) => one.rule));
  const document = JSON.parse(readFileSync(files.json, 'utf8')) as { findings: Finding[] };
  expect(document.findings).toEqual(FINDINGS);
});

test('findings beyond the rows of a sheet are counted in a sentence', () => {
  const source = { file: 'a.gpkg', layer: 'DLTB', crs: 'EPSG:4527', parcels: 2 };
  const [, list] = findingSheets(FINDINGS, source, 6);
  expect(list!.rows).toHaveLength(6);
  expect(list!.rows.at(-1)![0]).toMatchObject({ text: expect.stringContaining('3 more findings') });
});

test('a survey without findings gives the same three layers, empty', async () => {
  const out = join(folder, 'clean');
  const clean = await writeFindings(app, survey, { ...read, findings: [] }, out);
  const { layers } = await app.gdal.ask({ op: 'list', path: clean.gpkg, openOptions: [] });
  expect(layers.map(({ name, features }) => [name, features])).toEqual([
    ['findings_point', 0],
    ['findings_line', 0],
    ['findings_polygon', 0],
  ]);
  for (const { fields } of layers) expect(fields.map(({ name }) => name)).toContain('remedy_en');
});

test('findings that are there are replaced only when the user says so', async () => {
  const out = join(folder, 'twice');
  const told = { ...read, findings: FINDINGS };
  const { json } = await writeFindings(app, survey, told, out);
  const first = readFileSync(json);
  const again = writeFindings(app, survey, { ...read, findings: [] }, out);
  await expect(again).rejects.toMatchObject({ code: 'out-exists' });
  expect(readFileSync(json)).toEqual(first);
  await writeFindings(app, survey, { ...read, findings: [] }, out, true);
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ findings: [] });
});

test('the survey itself is never a place for findings', async () => {
  await expect(writeFindings(app, survey, read, survey)).rejects.toThrow('out-not-writable');
  expect(existsSync(survey)).toBe(true);
});

function hasOgrinfo(): boolean {
  return spawnSync('ogrinfo', ['--version']).status === 0;
}
