/**
 * Texts that GDAL refuses as a whole for the shape of one feature: coordinates that are not finite, rings without
 * vertices. Such shapes are taken out, so that the other features come through and this one is a feature without a shape.
 * All else stays as it is, to the character: numbers of eighteen digits are identifiers and may not be rounded.
 */

/** Longer texts are not mended. */
export const MENDED_BYTES = 256 * 2 ** 20;

/** The text without shapes that cannot be; null when there are none, or when it is of another kind. */
export function mended(text: string, ending: string): string | null {
  const changed = ending === '.csv' ? mendCsv(text) : mendGeoJson(text);
  return changed === text ? null : changed;
}

const isBlank = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

/** Goes from key to key of the text; a value of `properties` is passed over, one of `geometry` looked at. */
function mendGeoJson(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at)) {
    const end = endOfString(text, at);
    const key = text.slice(at + 1, end - 1);
    at = end;
    while (isBlank(text.charCodeAt(at))) at++;
    if (text[at] !== ':' || (key !== 'geometry' && key !== 'properties')) continue;
    const start = at + 1;
    at = endOfValue(text, start);
    if (key === 'properties' || !isImpossible(text.slice(start, at))) continue;
    kept.push(text.slice(from, start), 'null');
    from = at;
  }
  return kept.join('') + text.slice(from);
}

/** The place behind a string that begins at a quotation mark. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** The place behind the value that begins at or after `start`. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at]!;
    if (character === '"') at = endOfString(text, at) - 1;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') {
      if (depth === 0) return at;
      if (--depth === 0) return at + 1;
    } else if (character === ',' && depth === 0) return at;
  }
  return text.length;
}

function isImpossible(geometry: string): boolean {
  let value: { readonly coordinates?: unknown } | null;
  try {
    value = JSON.parse(geometry) as { readonly coordinates?: unknown } | null;
  } catch {
    return true;
  }
  return Array.isArray(value?.coordinates) && !isWhole(value.coordinates);
}

/** Whether lists are never empty and numbers finite, at every depth. */
function isWhole(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(isWhole);
  return Number.isFinite(value);
}

/** A polygon as a whole field of a CSV, between quotation marks or not. */
const WKT_FIELD =
  /(?<=^|[,;\t|])(?:"\s*(?:SRID=\d+;\s*)?(?:MULTI)?POLYGON[^"]*"|(?:SRID=\d+;\s*)?(?:MULTI)?POLYGON[^;\t|\r\n"]*?(?=$|[;\t|]|(?<=EMPTY\s*),))/gim;

function mendCsv(text: string): string {
  return text.replace(WKT_FIELD, (field) => {
    const numbers = field.replace(/^"?\s*(SRID=\d+;\s*)?(MULTI)?POLYGON\s*(ZM|Z|M)?/i, '');
    const isWrong =
      /EMPTY|\(\s*\)/i.test(numbers) ||
      numbers.split(/[\s,()"]+/).some((word) => word !== '' && !Number.isFinite(Number(word)));
    return isWrong ? '' : field;
  });
}
