/** A workbook as tables of points: every sheet with headings of coordinates is a layer. */
import { type ListCell, readCoordinateList } from './coordinate-list.ts';
import type { TextContents } from './text-layer.ts';
import { cellText, readXlsx, type XlsxCell, type XlsxSheet } from './xlsx-read.ts';

/** Columns beyond this one are not looked at: a table of points is narrow. */
const COLUMNS = 64;

/** No sheet has more rows. */
const ROWS = 2 ** 20;

/** A whole workbook; `file` is how the user named it. InputError as of `readXlsx` and `readCoordinateList`. */
export async function readCoordinateXlsx(bytes: Uint8Array, file: string): Promise<TextContents> {
  const sheets = await readXlsx(bytes, file);
  return readCoordinateList(sheets.map((sheet) => ({ name: sheet.name, rows: rowsOf(sheet) })));
}

/** Rows by their numbers; rows without a cell are blank. */
function rowsOf({ rows }: XlsxSheet): ListCell[][] {
  const all: ListCell[][] = [];
  for (const cells of rows) {
    const row = cells[0]?.row ?? 0;
    if (row > ROWS) break;
    while (all.length < row) all.push([]);
    if (row > 0) all[row - 1] = valuesOf(cells);
  }
  return all;
}

function valuesOf(cells: readonly XlsxCell[]): ListCell[] {
  const values: ListCell[] = [];
  for (const { column, value } of cells) {
    if (column > COLUMNS) break;
    while (values.length < column - 1) values.push(null);
    values[column - 1] = value.kind === 'number' ? value.value : cellText(value);
  }
  return values;
}
