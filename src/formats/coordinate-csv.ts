/** A CSV as a table of points: its delimiter, its rows, and whether it is one at all. */
import { parse } from 'csv-parse/sync';
import { type Guess, InputError, say } from '../base/index.ts';
import { findHeadings, type ListSheet, readCoordinateList } from './coordinate-list.ts';
import type { TextContents } from './text-layer.ts';
import { textLines } from './text-lines.ts';

/** The character that cuts the first line into most fields. */
export function delimiterOf(text: string): string {
  const firstLine = /^[^\r\n]*/.exec(text)![0];
  return [',', ';', '\t', '|'].reduce((best, next) =>
    firstLine.split(next).length > firstLine.split(best).length ? next : best,
  );
}

/** Whether the beginning of a CSV, cut at any byte, has the headings of a table of points and no polygon as text. */
export function holdsCoordinateList(head: Uint8Array): boolean {
  const end = head.lastIndexOf(10);
  const { sheet } = sheetOf('', end < 0 ? head : head.subarray(0, end));
  if (sheet === null || findHeadings(sheet.rows) === null) return false;
  return !sheet.rows.some((row) => row.some((cell) => /^\s*(MULTI)?POLYGON/i.test(String(cell))));
}

/** A whole CSV; `name` becomes that of the layer. InputError `not-a-table` when it is none. */
export function readCoordinateCsv(name: string, bytes: Uint8Array): TextContents {
  const { sheet, encoding } = sheetOf(name, bytes);
  if (sheet === null)
    throw new InputError(
      'not-a-table',
      say(
        'CSV 的引号不成对，读不成表',
        'The quotation marks of the CSV do not pair: it is no table',
      ),
      say('请重新导出。', 'Export it again.'),
    );
  const contents = readCoordinateList([sheet]);
  return { ...contents, guesses: [encoding, ...contents.guesses] };
}

function sheetOf(name: string, bytes: Uint8Array): { sheet: ListSheet | null; encoding: Guess } {
  const { encoding, lines } = textLines(bytes);
  const text = [...lines()].join('\n');
  const delimiter = text
    .split('\n', 30)
    .map((line) => delimiterOf(line))
    .find((one, i) => text.split('\n', 30)[i]!.includes(one));
  try {
    const rows: string[][] = parse(text, {
      delimiter: delimiter ?? ',',
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
    });
    return { sheet: { name, rows }, encoding };
  } catch {
    // The parser throws a plain error for quotation marks that never end.
    return { sheet: null, encoding };
  }
}
