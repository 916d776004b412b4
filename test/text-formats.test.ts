/** Text formats by the road of every other file: VCT and 界址点 TXT, found in folders, read with their systems, checked. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  type Column,
  InputError,
  numberColumn,
  silent,
  textAt,
  textColumn,
  type TextColumn,
} from '../src/base/index.ts';
import { gdalHost, listLayers, readLayer } from '../src/engine/index.ts';
import { type SheetCell, type SheetModel, writeVct, writeXlsx } from '../src/formats/index.ts';
import { polygonsFromRings } from '../src/geo/index.ts';
import { readSurvey } from '../src/app/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'liangtian-text-'));
const gdal = gdalHost();
afterAll(async () => {
  await gdal.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const box = (x: number, y: number, side: number) =>
  [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ] as const;
const PARCELS = polygonsFromRings([
  [box(39_480_000.1234, 3_900_000.5, 100)],
  [box(39_480_100.1234, 3_900_000.5, 100), box(39_480_120, 3_900_020, 10)],
]);
const LAYER = {
  name: 'DLTB',
  polygons: PARCELS,
  columns: new Map<string, Column>([
    ['BSM', textColumn(['990101200100000001', '990101200100000002'])],
    ['DLBM', textColumn(['0301', '0307'])],
    ['ZLDWDM', textColumn(['9901011002000000000', '9901011002000000000'])],
    ['SJNF', numberColumn([2025, 2025])],
  ]),
  faults: [],
  foreign: 0,
};

test.each([false, true])('a survey in VCT, by shared lines %s', async (shared) => {
  const path = file(`s${shared}.vct`, writeVct([LAYER], 'EPSG:4527', { shared }));
  const { survey, findings } = await readSurvey({ gdal, progress: silent }, path);
  const { parcels } = survey;
  expect(parcels).toMatchObject({ region: '990101', year: 2025 });
  expect(parcels.crs.id).toBe('EPSG:4527');
  expect([...parcels.polygons.x].sort()).toEqual([...PARCELS.x].sort());
  expect([...new Set(findings.map((finding) => finding.rule))].sort()).toEqual([
    'C0',
    'T0',
    'T1-gap',
  ]);
});

const TXT = `[属性描述]
格式版本号=1.01版本
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=39
精度=0.001
转换参数=,,,,,,
[地块坐标]
5,1.0000,1,示例地块,面,,耕地,0103,@
J1,1,3900000.123,39480000.456
J2,1,3900000.123,39480100.456
J3,1,3900100.123,39480100.456
J4,1,3900100.123,39480000.456
J1,1,3900000.123,39480000.456
`;

test('boundary points, northing first, in GBK or UTF-8', async () => {
  const { table, evidence } = await readLayer(gdal, file('地块.txt', TXT));
  expect(table.crs.id).toBe('EPSG:4527');
  expect([...table.polygons.x].sort()).toEqual([
    39_480_000.456, 39_480_000.456, 39_480_100.456, 39_480_100.456,
  ]);
  expect([...table.columns.keys()]).toContain('地块名称');
  expect(evidence.map((guess) => guess.what)).toEqual(expect.arrayContaining(['layer', 'crs']));
});

test('a table of points in CSV, beside a CSV with polygons', async () => {
  const points = '点号,X,Y\nJ1,3900000,39480000\nJ2,3900000,39480100\nJ3,3900100,39480100\n';
  const { table } = await readLayer(gdal, file('界址点.csv', points), { crs: 'EPSG:4527' });
  expect(table.name).toBe('界址点');
  expect([...table.polygons.x].sort()).toEqual([39_480_000, 39_480_100, 39_480_100]);
  const wkt = 'X,Y,WKT\n1,2,"POLYGON((114 38,114.1 38,114.1 38.1,114 38))"\n';
  const other = await readLayer(gdal, file('面.csv', wkt), { crs: 'EPSG:4490' });
  expect([...other.table.columns.keys()]).toEqual(['X', 'Y']);
});

test('a table of points in XLSX, and a workbook without one', async () => {
  const cell = (value: string | number): SheetCell =>
    typeof value === 'number'
      ? { kind: 'number', value, format: '0.000' }
      : { kind: 'text', text: value };
  const sheet = (name: string, rows: (string | number)[][]): SheetModel => ({
    name,
    rows: rows.map((row) => row.map(cell)),
    headRows: 1,
    merges: [],
    widths: [10],
  });
  const points = sheet('界址点', [
    ['点号', '纵坐标', '横坐标'],
    ['J1', 3_900_000.125, 39_480_000],
    ['J2', 3_900_000, 39_480_100],
    ['J3', 3_900_100, 39_480_100],
  ]);
  const other = sheet('说明', [['甲'], ['乙']]);
  const path = file('界址点.xlsx', await writeXlsx([other, points]));
  const { table } = await readLayer(gdal, path, { crs: 'EPSG:4527' });
  expect(table.name).toBe('界址点');
  expect([...table.polygons.y].sort()).toEqual([3_900_000, 3_900_000.125, 3_900_100]);
  await expect(readLayer(gdal, file('说明.xlsx', await writeXlsx([other])))).rejects.toMatchObject({
    code: 'no-coordinate-list',
  });
});

test('the encoding that is said is that of a table of points and of boundary points', async () => {
  const points =
    '宗地号,点号,X,Y\n甲,J1,3900000,39480000\n甲,J2,3900000,39480100\n甲,J3,3900100,39480100\n';
  // Without a mark at its beginning nothing tells that this is UTF-16.
  const path = file('宽.csv', Buffer.from(points, 'utf16le'));
  const options = { crs: 'EPSG:4527', encoding: 'utf-16le' };
  const { table, evidence } = await readLayer(gdal, path, options);
  expect(textAt(table.columns.get('宗地号') as TextColumn, 0)).toBe('甲');
  expect(evidence.filter(({ what }) => what === 'encoding').map(({ answer }) => answer)).toEqual([
    'utf-16le',
  ]);
  await expect(readLayer(gdal, path, { crs: 'EPSG:4527' })).rejects.toThrow(InputError);
  const txt = file('宽.txt', Buffer.from(TXT, 'utf16le'));
  const wide = await readLayer(gdal, txt, { encoding: 'utf-16le' });
  expect(wide.table.polygons.x.length).toBeGreaterThan(2);
  await expect(readLayer(gdal, txt, { encoding: 'nonsense' })).rejects.toMatchObject({
    code: 'unknown-encoding',
  });
});

test('in a folder a letter in .txt is passed over, and a damaged VCT is told', async () => {
  file('pack/readme.txt', '成果说明：一共两个图层。');
  file('pack/plot.txt', TXT);
  expect((await listLayers(gdal, join(folder, 'pack'))).length).toBe(1);
  await expect(readLayer(gdal, file('cut.vct', 'HeadBegin\nDataMark:'))).rejects.toMatchObject({
    code: 'bad-vct',
  });
  await expect(readLayer(gdal, file('letter.txt', '你好'))).rejects.toMatchObject({
    name: 'InputError',
  });
});
