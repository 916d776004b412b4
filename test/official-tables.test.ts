/** Our tables read back as if they were official ones; altered cells; a layout of another office. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, compareOfficialTables, makeSample, openApp, settle } from '../src/app/index.ts';
import { readXlsx, type XlsxSheet } from '../src/formats/index.ts';

let folder: string;
let report: string;
let app: App;
let id: string;
const LIST = '变更一览表.xlsx';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-tables-'));
  app = openApp({ home: join(folder, 'home'), environment: {} });
  const files = await makeSample(app, { parcels: 2000, seed: 3, out: join(folder, 'sample') });
  report = join(folder, 'report');
  const { before, after, constraints: layers } = files;
  id = (await settle(app, { before, after, layers, out: report })).row.id;
}, 120_000);
afterAll(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

const ours = (): string[] => readdirSync(report).filter((one) => one.endsWith('.xlsx'));

test('our own tables have no difference, and nothing of them is passed over', async () => {
  const files = ours().filter((name) => name !== LIST && name !== '占补台账.xlsx');
  expect(files.length).toBeGreaterThan(6);
  const result = await compareOfficialTables(
    app,
    id,
    files.map((name) => join(report, name)),
  );
  expect(result.sheets.map(({ sheet, comparison }) => [sheet, comparison === null])).toEqual(
    result.sheets.map(({ sheet }) => [sheet, false]),
  );
  expect(
    result.sheets.flatMap(({ comparison: one }) => [
      ...one!.notInOurs,
      ...one!.notInOfficial,
      ...one!.unclear,
    ]),
  ).toEqual([]);
  expect(result).toMatchObject({ differing: 0, open: 0 });
  let figures = 0;
  for (const name of files)
    for (const sheet of await readXlsx(readFileSync(join(report, name))))
      figures += sheet.rows.flat().filter(({ value }) => value.kind === 'number').length;
  expect(result.compared).toBeGreaterThanOrEqual(figures);
});

test('a list of pieces is told as not compared', async () => {
  const { open, sheets } = await compareOfficialTables(app, id, [join(report, LIST)]);
  expect([open, sheets[0]!.comparison]).toEqual([1, null]);
});

test.each([
  ['土地利用现状一级分类面积汇总表.xlsx', 0],
  ['土地利用现状二级分类面积汇总表.xlsx', 17],
  ['年度土地利用平衡表.xlsx', 23],
  ['耕地坡度分级面积变化统计表.xlsx', 5],
])('%s: a cell that is altered by 0.01 is the one that is told', async (name, skip) => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(join(report, name));
  const [sheet] = await readXlsx(readFileSync(join(report, name)));
  const cell = sheet!.rows.flat().filter(({ value }) => value.kind === 'number')[skip]!;
  const was = cell.value.kind === 'number' ? cell.value.value : 0;
  book.worksheets[0]!.getCell(cell.address).value = was + 0.01;
  const file = join(folder, `改 ${name}`);
  await book.xlsx.writeFile(file);
  const result = await compareOfficialTables(app, id, [file]);
  const told = result.sheets.flatMap(({ comparison }) => comparison?.differences ?? []);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ address: cell.address, ours: was, difference: 0.01 });
});

/** Name and figure of each class in the row of the whole county, from our exact sheet. */
function classes(sheet: XlsxSheet): { name: string; hectares: number }[] {
  const head = sheet.rows.find(
    ([first]) => first?.value.kind === 'text' && first.value.text === '行政区域',
  )!;
  const total = sheet.rows.find(
    ([first]) => first?.value.kind === 'text' && first.value.text === '合计',
  )!;
  return head.slice(3).flatMap(({ column, value }) => {
    const figure = total.find((cell) => cell.column === column)?.value;
    return value.kind === 'text' && figure?.kind === 'number'
      ? [{ name: value.text, hectares: figure.value }]
      : [];
  });
}

test('another layout: merged titles, blank rows, 亩, classes by name in rows, one figure wrong and one unknown row', async () => {
  const name = '土地利用现状一级分类面积汇总表.xlsx';
  const exact = (await readXlsx(readFileSync(join(report, name)))).at(-1)!;
  const rows = classes(exact);
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Sheet1');
  sheet.getCell('B1').value = '××县 2025 年土地利用现状一级分类面积汇总表';
  sheet.mergeCells('B1:D1');
  sheet.getCell('D2').value = '单位：亩';
  sheet.getCell('B4').value = '地类名称';
  sheet.getCell('C4').value = '合计';
  sheet.getCell('D4').value = '备注';
  const mu = (hectares: number): number => Math.round(hectares * 1500) / 100;
  rows.forEach((one, i) => {
    sheet.getCell(`B${6 + 2 * i}`).value = one.name;
    sheet.getCell(`C${6 + 2 * i}`).value = mu(one.hectares) + (i === 1 ? 0.5 : 0);
  });
  sheet.getCell('B90').value = '飞来地';
  sheet.getCell('C90').value = 3.21;
  sheet.getCell('B91').value = '坏格';
  sheet.getCell('C91').value = { error: '#REF!' };
  const file = join(folder, 'foreign.xlsx');
  await book.xlsx.writeFile(file);
  const { sheets } = await compareOfficialTables(app, id, [file]);
  const { comparison } = sheets[0]!;
  expect(comparison).toMatchObject({ unit: '亩', compared: rows.length });
  expect(comparison!.differences).toHaveLength(1);
  expect(comparison!.differences[0]).toMatchObject({ address: 'C8', row: rows[1]!.name });
  expect(comparison!.notInOurs).toEqual([{ label: '飞来地', figures: 1 }]);
  expect(comparison!.unclear).toEqual([{ address: 'C91', text: '#REF!' }]);
});
