/** Sheets of a workbook as rows of plain values by their place, for tests of what the program writes. */
import { cellText, readXlsx } from '../src/formats/index.ts';

/** A sheet by rows, all of one width; null where a cell is empty. */
export interface PlainSheet {
  readonly name: string;
  readonly rows: (string | number | null)[][];
}

/** All sheets of a workbook. */
export async function readPlainXlsx(bytes: Uint8Array): Promise<PlainSheet[]> {
  return (await readXlsx(bytes)).map((sheet) => {
    const cells = sheet.rows.flat();
    const width = Math.max(0, ...cells.map((cell) => cell.column));
    const height = Math.max(0, ...cells.map((cell) => cell.row));
    const rows = Array.from({ length: height }, () =>
      Array.from({ length: width }, (): string | number | null => null),
    );
    for (const { row, column, value } of cells)
      rows[row - 1]![column - 1] = value.kind === 'number' ? value.value : cellText(value);
    return { name: sheet.name, rows };
  });
}
