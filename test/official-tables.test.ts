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
const LEDGER = '占补台账.xlsx';
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
  const files = ours().filter((name) => name !== LIST && name !== LEDGER);
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

test.each([LIST, LEDGER])('%s is told as not compared', async (name) => {
  const { open, compared, sheets } = await compareOfficialTables(app, id, [join(report, name)]);
  expect([open, compared, sheets[0]!.comparison]).toEqual([1, 0, null]);
});

/** Numbers from 0 up to below `below`, the same ones for a seed. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % below;
}

test.each([11, 12, 13])(
  'seed %i: of every table the cells that are altered by 0.01 are those that are told',
  async (seed) => {
    const next = dice(seed);
    const altered = new Map<string, readonly [was: number, by: number]>();
    const files: string[] = [];
    for (const name of ours().filter((one) => one !== LIST && one !== LEDGER)) {
      const bytes = readFileSync(join(report, name));
      const book = new ExcelJS.Workbook();
      await book.xlsx.readFile(join(report, name));
      const cells = (await readXlsx(bytes)).flatMap((sheet) =>
        sheet.rows.flat().map((cell) => ({ sheet: sheet.name, ...cell })),
      );
      const numbers = cells.flatMap(({ sheet, address, value }) =>
        value.kind === 'number' ? [{ sheet, address, was: value.value }] : [],
      );
      for (let i = 0; i < 4; i++) {
        const { sheet, address, was } = numbers[next(numbers.length)]!;
        const by = next(2) === 0 ? 0.01 : -0.01;
        book.getWorksheet(sheet)!.getCell(address).value = was + by;
        altered.set(`${name} ${sheet} ${address}`, [was, by]);
      }
      files.push(join(folder, `${seed} ${name}`));
      await book.xlsx.writeFile(files.at(-1)!);
    }
    const result = await compareOfficialTables(app, id, files);
    const told = result.sheets.flatMap(({ file, sheet, comparison }) =>
      comparison!.differences.map(({ address, ours: own, difference }) => [
        `${file.slice(join(folder, `${seed} `).length)} ${sheet} ${address}`,
        [own, difference],
      ]),
    );
    expect(Object.fromEntries(told)).toEqual(Object.fromEntries(altered));
    expect(told).toHaveLength(altered.size);
  },
);

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
  const out = join(folder, 'differences.xlsx');
  const files = [file, join(report, LIST)];
  const { sheets } = await compareOfficialTables(app, id, files, { out });
  const { comparison } = sheets[0]!;
  expect(comparison).toMatchObject({ unit: '亩', compared: rows.length });
  expect(comparison!.differences).toHaveLength(1);
  expect(comparison!.differences[0]).toMatchObject({ address: 'C8', row: rows[1]!.name });
  expect(comparison!.notInOurs).toEqual([{ label: '飞来地', figures: 1 }]);
  expect(comparison!.unclear).toEqual([{ address: 'C91', text: '#REF!' }]);

  const [sums, cells, open] = (await readXlsx(readFileSync(out))).map(valuesBelowHead);
  const [one] = comparison!.differences;
  expect(cells).toEqual([
    [file, 'Sheet1', 'C8', one!.row, one!.column, '亩', one!.official, one!.ours, one!.difference],
  ]);
  const counts = [rows.length, 1, comparison!.notInOfficial.length, 1, 1, 1];
  expect(sums!.map((row) => row.slice(-6))).toEqual([
    counts,
    counts,
    expect.arrayContaining(['这是地块清单，不逐格比较']),
  ]);
  expect(open).toContainEqual([file, 'Sheet1', '不是数字', 'no figure', 'C91', '#REF!']);
  const again = compareOfficialTables(app, id, files, { out });
  await expect(again).rejects.toMatchObject({ code: 'out-exists' });
  const page = compareOfficialTables(app, id, files, { out: join(folder, 'page.html') });
  await expect(page).rejects.toMatchObject({ code: 'out-format' });
});

/** What stands between the heads of a list of ours and its note. */
function valuesBelowHead({ rows }: XlsxSheet): unknown[][] {
  const values = rows
    .filter(([first]) => first!.row > 3)
    .map((row) =>
      row.flatMap(({ value }): unknown[] =>
        value.kind === 'number' ? [value.value] : value.kind === 'text' ? [value.text] : [],
      ),
    );
  return values.filter(({ length }) => length > 1);
}

test('a folder, and a version that is no number, are refused by a sentence', async () => {
  const refused = async (reference: string, file: string): Promise<unknown> =>
    compareOfficialTables(app, reference, [file]).catch((error: unknown) => error);
  expect(await refused(id, report)).toMatchObject({ code: 'not-a-file', place: { file: report } });
  const file = join(report, ours()[0]!);
  for (const reference of [`${id}@abc`, 'nothing', `${id}@99`])
    expect(await refused(reference, file)).toMatchObject({ code: 'no-such-year' });
});
