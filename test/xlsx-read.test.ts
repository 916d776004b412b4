/** Workbooks as spreadsheet programs write them, and as nobody should. */
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { InputError } from '../src/base/index.ts';
import { cellText, columnLetters, readCoordinateXlsx, readXlsx } from '../src/formats/index.ts';
import { makeZip } from './zip.ts';

/** Cells of the first sheet by address. */
async function cellsOf(bytes: Uint8Array): Promise<Record<string, unknown>> {
  const [sheet] = await readXlsx(bytes);
  return Object.fromEntries(sheet!.rows.flat().map((cell) => [cell.address, cell.value]));
}

test('values of every kind, as exceljs writes them', async () => {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('表 1');
  sheet.getCell('A1').value = '耕地 <a> & "b"';
  sheet.mergeCells('A1:D1');
  sheet.getCell('B2').value = 12.34;
  sheet.getCell('C2').value = new Date(Date.UTC(2025, 11, 31));
  sheet.getCell('D2').value = { formula: 'B2*2', result: 24.68 };
  sheet.getCell('E2').value = { error: '#REF!' };
  sheet.getCell('F2').value = { richText: [{ text: '旱' }, { text: '地' }] };
  sheet.getCell('G2').value = true;
  sheet.getCell('AB40').value = 1234;
  sheet.getCell('AB40').numFmt = '#,##0.00"公顷"';
  sheet.getCell('AB41').value = { formula: '1+1' };
  book.addWorksheet('藏', { state: 'hidden' }).getCell('A1').value = 1;
  const bytes = new Uint8Array(await book.xlsx.writeBuffer());
  const sheets = await readXlsx(bytes);
  expect(sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
    ['表 1', false],
    ['藏', true],
  ]);
  expect(await cellsOf(bytes)).toEqual({
    A1: { kind: 'text', text: '耕地 <a> & "b"' },
    B2: { kind: 'number', value: 12.34 },
    C2: { kind: 'date', text: '2025-12-31' },
    D2: { kind: 'number', value: 24.68 },
    E2: { kind: 'error', text: '#REF!' },
    F2: { kind: 'text', text: '旱地' },
    G2: { kind: 'boolean', value: true },
    AB40: { kind: 'number', value: 1234 },
    AB41: { kind: 'error', text: '=' },
  });
});

const BOOK =
  '<workbook xmlns:r="r"><sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>';
const RELS =
  '<Relationships><Relationship Id="rId1" Target="/xl/worksheets/sheet1.xml"/></Relationships>';

/** A zip of a workbook with one sheet; `bytes` is what its directory tells of that sheet. */
function workbook(sheet: string | Uint8Array, bytes?: number): Uint8Array {
  const says = bytes === undefined ? {} : { bytes };
  return makeZip([
    { name: 'xl/workbook.xml', data: Buffer.from(BOOK) },
    { name: 'xl/_rels/workbook.xml.rels', data: Buffer.from(RELS) },
    { name: 'xl/worksheets/sheet1.xml', data: Buffer.from(sheet), deflated: true, says },
  ]);
}

test('cells without addresses follow each other; inline texts and CDATA are texts', async () => {
  const sheet =
    '<worksheet><sheetData><row><c><v>1</v></c><c t="inlineStr"><is><t>甲</t></is></c></row><row r="7"><c r="C7" t="str"><f>x</f><v><![CDATA[a<b]]></v></c></row></sheetData></worksheet>';
  expect(await cellsOf(workbook(sheet))).toEqual({
    A1: { kind: 'number', value: 1 },
    B1: { kind: 'text', text: '甲' },
    C7: { kind: 'text', text: 'a<b' },
  });
});

test('the ranges of merges, names and checks are never spread out', async () => {
  const all = 'A1:XFD1048576';
  const sheet = `<worksheet><sheetData><row r="1"><c r="A1"><v>5</v></c></row></sheetData><mergeCells><mergeCell ref="${all}"/></mergeCells><dataValidations><dataValidation sqref="${all}"/></dataValidations></worksheet>`;
  expect(await cellsOf(workbook(sheet))).toEqual({ A1: { kind: 'number', value: 5 } });
});

test.each([
  ['no zip', new Uint8Array([1, 2, 3]), 'not-xlsx'],
  ['an old .xls', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'not-xlsx'],
  ['a zip of something else', makeZip([{ name: 'a.txt', data: Buffer.from('a') }]), 'damaged-file'],
  ['half a workbook', workbook('<worksheet/>').slice(0, 200), 'damaged-file'],
  ['a sheet that does not end', workbook('<worksheet><sheetData><row>'), 'damaged-file'],
  ['a document type', workbook('<!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'), 'damaged-file'],
  ['an address that is none', workbook('<row><c r="1A"><v>1</v></c></row>'), 'damaged-file'],
  [
    'more than its directory tells',
    workbook(`<worksheet>${' '.repeat(1e5)}</worksheet>`, 20),
    'damaged-file',
  ],
  ['a directory that tells 300 MB', workbook('<worksheet/>', 3e8), 'unsafe-archive'],
])('%s is refused', async (_, bytes, code) => {
  await expect(readXlsx(bytes, 'a.xlsx')).rejects.toMatchObject({ code });
});

test('columns have letters', () => {
  expect([1, 26, 27, 702, 703].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  expect(cellText({ kind: 'number', value: 1.5 })).toBe('1.5');
});

test('500 damaged workbooks end in layers or an InputError', async () => {
  const row = (r: number, cells: readonly (string | number)[]): string =>
    `<row r="${r}">${cells
      .map((value, c) => {
        const at = `r="${'ABCD'[c]}${r}"`;
        return typeof value === 'number'
          ? `<c ${at}><v>${value}</v></c>`
          : `<c ${at} t="inlineStr"><is><t>${value}</t></is></c>`;
      })
      .join('')}</row>`;
  const rows = [
    ['宗地号', '点号', 'X', 'Y'],
    ...[0, 100].flatMap((by) =>
      [0, 1, 2, 3].map((i) => [
        `D${by}`,
        `J${i + 1}`,
        3_900_000 + (i > 1 ? 100 : 0),
        39_480_000 + by + (i === 1 || i === 2 ? 100 : 0),
      ]),
    ),
  ];
  const xml = Buffer.from(
    `<worksheet><sheetData>${rows.map((cells, r) => row(r + 1, cells)).join('')}</sheetData></worksheet>`,
  );
  const whole = workbook(xml);
  expect((await readCoordinateXlsx(whole, 'a.xlsx')).layers[0]!.polygons.ringStart).toHaveLength(3);
  let state = 17;
  const next = (below: number): number =>
    (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % below;
  const damaged = (bytes: Uint8Array): Uint8Array => {
    const end = next(4) === 0 ? next(bytes.length) : bytes.length;
    const copy = Uint8Array.from(bytes.subarray(0, end));
    for (let k = next(3); k >= 0 && copy.length > 0; k--) copy[next(copy.length)] = next(256);
    return copy;
  };
  let understood = 0;
  for (let i = 0; i < 500; i++) {
    // Half of them are whole archives with a damaged sheet: most flips of an archive end at its check sums.
    const bytes = i % 2 === 0 ? damaged(whole) : workbook(damaged(xml));
    try {
      await readCoordinateXlsx(bytes, 'a.xlsx');
      understood++;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  expect(understood).toBeGreaterThan(50);
  expect(understood).toBeLessThan(450);
}, 60_000);
