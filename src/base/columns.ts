/**
 * Attribute columns of a whole layer. Texts are dictionary coded because a survey repeats a few hundred class, village
 * and owner codes over hundreds of thousands of parcels. NULL, the empty text and 0 are three different states.
 */

/** Texts: `codes[row]` points into `dictionary`; −1 is NULL, which is not the empty text. */
export interface TextColumn {
  readonly kind: 'text';
  readonly codes: Int32Array;
  readonly dictionary: readonly string[];
}

/** Numbers: NaN is NULL. A reader refuses a NaN or infinite value that stands in the data themselves. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly values: Float64Array;
}

export type Column = TextColumn | NumberColumn;

/** Columns by name, in the order of the source. All have the same length. */
export type Columns = ReadonlyMap<string, Column>;

/** The text in a row, or null. */
export function textAt(column: TextColumn, row: number): string | null {
  const code = column.codes[row];
  return code === undefined || code < 0 ? null : column.dictionary[code]!;
}

/** The number in a row, or null. */
export function numberAt(column: NumberColumn, row: number): number | null {
  const value = column.values[row];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Dictionary-codes plain texts; null and undefined become NULL. */
export function textColumn(texts: Iterable<string | null | undefined>): TextColumn {
  const codeOf = new Map<string, number>();
  const codes: number[] = [];
  for (const text of texts) {
    if (text === null || text === undefined) {
      codes.push(-1);
      continue;
    }
    let code = codeOf.get(text);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(text, code);
    }
    codes.push(code);
  }
  return { kind: 'text', codes: Int32Array.from(codes), dictionary: [...codeOf.keys()] };
}

/** Plain numbers as a column; null and undefined become NULL. */
export function numberColumn(numbers: Iterable<number | null | undefined>): NumberColumn {
  return { kind: 'number', values: Float64Array.from(numbers, (n) => n ?? Number.NaN) };
}

/** Everything that stands in a row, by the upper-case names of the columns. */
export function rowValues(columns: Columns, row: number): Record<string, string | number | null> {
  return Object.fromEntries(
    [...columns].map(([name, column]) => [
      name.toUpperCase(),
      column.kind === 'text' ? textAt(column, row) : numberAt(column, row),
    ]),
  );
}
