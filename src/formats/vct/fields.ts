/**
 * A row of a VCT table as fields and back. Nothing between two separators is NULL, `""` is the empty text: a field that
 * holds a separator, a quotation mark or blanks at its ends stands in quotation marks, doubled inside (as in RFC 4180).
 */

/** Fields of a row; null where nothing stands, and for the words by which programs write NULL. */
export function splitRow(row: string, separator: string): (string | null)[] {
  if (!row.includes('"')) return row.split(separator).map(plain);
  const fields: (string | null)[] = [];
  let at = 0;
  while (at <= row.length) {
    const quoted = quotedFrom(row, at, separator);
    if (quoted) {
      fields.push(quoted.text);
      at = quoted.end + 1;
      continue;
    }
    const end = row.indexOf(separator, at);
    fields.push(plain(row.slice(at, end < 0 ? row.length : end)));
    if (end < 0) break;
    at = end + 1;
  }
  return fields;
}

function plain(field: string): string | null {
  const text = field.trim();
  return text === '' || /^<?null>?$/i.test(text) ? null : text;
}

/** A field in quotation marks that ends before a separator or at the end; null when the marks are part of a plain text. */
function quotedFrom(
  row: string,
  from: number,
  separator: string,
): { readonly text: string; readonly end: number } | null {
  if (row[from] !== '"') return null;
  let at = from + 1;
  for (;;) {
    const mark = row.indexOf('"', at);
    if (mark < 0) return null;
    if (row[mark + 1] === '"') {
      at = mark + 2;
      continue;
    }
    const ends = mark + 1 === row.length || row[mark + 1] === separator;
    return ends ? { text: row.slice(from + 1, mark).replaceAll('""', '"'), end: mark + 1 } : null;
  }
}

/** A text as a field that `splitRow` gives back. */
export function fieldOf(text: string | null, separator: string): string {
  if (text === null) return '';
  const isPlain =
    text !== '' &&
    text.trim() === text &&
    !text.includes('"') &&
    !text.includes(separator) &&
    !/^<?null>?$/i.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}
