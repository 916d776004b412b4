/** XLSX sheets from plain rows, by exceljs. Text is always text: a cell that begins like a formula cannot become one. */

/** A cell: text, a number with its format, or nothing. */
export type SheetCell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number; readonly format: string }
  | null;

/** A sheet as rows. */
export interface SheetModel {
  readonly name: string;
  readonly rows: readonly (readonly SheetCell[])[];
  readonly headRows: number;
  readonly merges: readonly (readonly [number, number, number, number])[];
  readonly widths: readonly number[];
}

/** The tables are small: packing them harder would take longer than writing them. */
const FAST_ZIP = { zip: { compressionOptions: { level: 1 } } } as object;

const THIN = { style: 'thin' as const };

/** Loads what writing needs beforehand, for who knows that tables will be written and has to wait anyway. */
export function warmUpXlsx(): void {
  // Who fails to load it is told when the first table is written.
  import('exceljs').catch(() => undefined);
}

/** The bytes of a workbook. */
export async function writeXlsx(sheets: readonly SheetModel[]): Promise<Uint8Array> {
  // Loaded when a table is written: it is by far the slowest package to start, and most commands write none.
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.Workbook();
  book.creator = 'Liangtian';
  book.created = new Date(0);
  for (const sheet of sheets) {
    const target = book.addWorksheet(sheet.name.replaceAll(/[\\/*?:[\]]/g, ' ').slice(0, 31), {
      pageSetup: {
        paperSize: 9,
        orientation: sheet.widths.length > 8 ? 'landscape' : 'portrait',
        fitToPage: true,
        fitToHeight: 0,
      },
      views: [{ state: 'frozen', ySplit: sheet.headRows }],
    });
    target.pageSetup.printTitlesRow = `1:${sheet.headRows}`;
    sheet.widths.forEach((width, i) => (target.getColumn(i + 1).width = width));
    sheet.rows.forEach((row, r) => {
      row.forEach((cell, c) => {
        const place = target.getCell(r + 1, c + 1);
        if (cell?.kind === 'number') {
          place.value = cell.value;
          place.numFmt = cell.format;
        } else if (cell?.kind === 'text') {
          place.value = safeText(cell.text);
          place.numFmt = '@';
        }
        if (r >= 2 && r < sheet.rows.length - 1 && c < sheet.widths.length)
          place.border = { top: THIN, left: THIN, bottom: THIN, right: THIN };
        if (r < sheet.headRows) {
          place.font = { bold: r !== 1, size: r === 0 ? 14 : 10 };
          place.alignment = {
            horizontal: r === 1 ? 'left' : 'center',
            vertical: 'middle',
            wrapText: r >= 2,
          };
        }
      });
    });
    for (const [r1, c1, r2, c2] of sheet.merges) target.mergeCells(r1 + 1, c1 + 1, r2 + 1, c2 + 1);
  }
  return new Uint8Array(await book.xlsx.writeBuffer(FAST_ZIP));
}

/**
 * Text as it may stand in a cell: control characters go, and text that a spreadsheet could run when the file is saved as
 * CSV and opened again (= + - @) begins with an invisible space.
 */
export function safeText(text: string): string {
  const clean = [...text].filter((char) => char >= ' ' || char === '\n').join('');
  return /^[=+\-@]/.test(clean) ? `\u200B${clean}` : clean;
}
