/** Tables on a terminal: columns line up although Chinese characters are two cells wide. */
import stringWidth from 'string-width';

/** A column: its head and on which side its cells stand. */
export interface TableColumn {
  readonly head: string;
  readonly align: 'left' | 'right';
}

/** Rows under heads with a rule between; a row of `null` draws a rule. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[] | null)[],
): string {
  const widths = columns.map((column, c) =>
    Math.max(stringWidth(column.head), ...rows.map((row) => (row ? stringWidth(row[c] ?? '') : 0))),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, c) => {
        const cell = cells[c] ?? '';
        const gap = ' '.repeat(Math.max(0, widths[c]! - stringWidth(cell)));
        return column.align === 'right' ? gap + cell : cell + gap;
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('──');
  return [
    line(columns.map((column) => column.head)),
    rule,
    ...rows.map((row) => (row ? line(row) : rule)),
  ].join('\n');
}
