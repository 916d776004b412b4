/**
 * XLSX as others wrote it, read within limits: only the parts that hold cells are unpacked, no more of them than the
 * directory of the zip tells, and neither merged ranges nor named ones are ever spread out. Values are those that the
 * sheet shows: a formula counts by its stored result.
 */
import yauzl from 'yauzl';
import { InputError, say } from '../base/index.ts';
import { scanXml, XmlError } from './xml-scan.ts';
import { damageReason } from './damage.ts';

/** What is read of a workbook at most. */
export const XLSX_LIMITS = {
  /** Entries of the zip. */
  entries: 5000,
  /** Bytes, unpacked, of all parts that hold cells. */
  bytes: 256 * 2 ** 20,
  /** Cells that are not empty. */
  cells: 3_000_000,
} as const;

/**
 * What a cell holds. `date` is a day or a moment in ISO 8601 without zone; `error` is an error value such as `#REF!`, or a
 * formula whose result was never stored, as `=`.
 */
export type XlsxValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'date'; readonly text: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'error'; readonly text: string };

/** A cell that is not empty. Row and column count from 1, as the address does. */
export interface XlsxCell {
  readonly row: number;
  readonly column: number;
  /** As `B7`. */
  readonly address: string;
  readonly value: XlsxValue;
}

/** A sheet: its rows from top to bottom, each with its cells from left to right; empty rows and cells are absent. */
export interface XlsxSheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly rows: readonly (readonly XlsxCell[])[];
}

/**
 * The sheets of a workbook. InputError `not-xlsx` when the bytes are no XLSX (an old .xls or one with a password is told
 * apart), `unsafe-archive` beyond the limits, `damaged-file` when a part is broken. `file` is how the user named it.
 */
export async function readXlsx(bytes: Uint8Array, file = 'XLSX'): Promise<XlsxSheet[]> {
  refuseOther(bytes, file);
  try {
    const parts = await partsOf(bytes, file);
    const book = workbookOf(parts);
    const texts = sharedTexts(parts.get('xl/sharedStrings.xml') ?? '');
    const isDate = dateStyles(parts.get('xl/styles.xml') ?? '');
    const budget = { cells: XLSX_LIMITS.cells, file };
    return book.sheets.map(({ name, hidden, path }) => ({
      name,
      hidden,
      rows: sheetRows(parts.get(path) ?? '', { texts, isDate, is1904: book.is1904 }, budget),
    }));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw damaged(file, error);
  }
}

/** A value as text, as a reader sees it. */
export function cellText(value: XlsxValue): string {
  if (value.kind === 'number') return String(value.value);
  if (value.kind === 'boolean') return value.value ? 'TRUE' : 'FALSE';
  return value.text;
}

/** Column 1 is A, 27 is AA. */
export function columnLetters(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return (rest > 0 ? columnLetters(rest) : '') + String.fromCodePoint(65 + ((column - 1) % 26));
}

function refuseOther(bytes: Uint8Array, file: string): void {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return;
  const isOle = bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0;
  throw new InputError(
    'not-xlsx',
    isOle
      ? say('这是旧格式 .xls 或有密码的表格', 'This is an old .xls or a sheet with a password')
      : say('这不是 XLSX 表格', 'This is no XLSX workbook'),
    say(
      '请在表格软件中打开，不加密码另存为 .xlsx。',
      'Open it in a spreadsheet program and save it as .xlsx without a password.',
    ),
    { file },
  );
}

const PARTS =
  /^xl\/(workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml|worksheets\/[^/]+\.xml)$/;

/** The parts that hold cells, as text by name. */
async function partsOf(bytes: Uint8Array, file: string): Promise<Map<string, string>> {
  const zip = await yauzl.fromBufferPromise(Buffer.from(bytes), { lazyEntries: true });
  const parts = new Map<string, string>();
  let left: number = XLSX_LIMITS.bytes;
  if (zip.entryCount > XLSX_LIMITS.entries)
    throw tooLarge(file, say('文件过多', 'too many entries'));
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.replace(/^\//, '');
    if (!PARTS.test(name)) continue;
    if (parts.has(name)) throw new Error(`${name} stands twice`);
    left -= entry.uncompressedSize;
    if (left < 0) throw tooLarge(file, say('解压后超过 256 MB', 'more than 256 MB unpacked'));
    const chunks: Buffer[] = [];
    // The stream fails as soon as more comes out than the directory tells.
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    parts.set(name, decode(Buffer.concat(chunks)));
  }
  return parts;
}

function decode(bytes: Buffer): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
}

interface Book {
  readonly sheets: readonly { name: string; hidden: boolean; path: string }[];
  readonly is1904: boolean;
}

function workbookOf(parts: ReadonlyMap<string, string>): Book {
  const workbook = parts.get('xl/workbook.xml');
  if (workbook === undefined) throw new Error('xl/workbook.xml is missing');
  const targets = new Map<string, string>();
  visitOpen(parts.get('xl/_rels/workbook.xml.rels') ?? '', (name, at) => {
    if (name !== 'Relationship') return;
    const target = at.get('Target') ?? '';
    targets.set(at.get('Id') ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  });
  const sheets: { name: string; hidden: boolean; path: string }[] = [];
  let is1904 = false;
  visitOpen(workbook, (name, at) => {
    if (name === 'workbookPr') is1904 = /^(1|true)$/.test(at.get('date1904') ?? '');
    if (name !== 'sheet') return;
    const path = targets.get(at.get('id') ?? '') ?? '';
    // Sheets that are charts hold no cells.
    if (!parts.has(path)) return;
    const hidden = (at.get('state') ?? 'visible') !== 'visible';
    sheets.push({ name: at.get('name') ?? '', hidden, path });
  });
  return { sheets, is1904 };
}

function visitOpen(
  xml: string,
  open: (name: string, attributes: ReadonlyMap<string, string>) => void,
): void {
  scanXml(xml, { open, text: () => undefined, close: () => undefined });
}

/** The shared texts in their order; what a phonetic guide adds is no part of them. */
function sharedTexts(xml: string): string[] {
  const texts: string[] = [];
  let text = '';
  let isText = false;
  let phonetic = false;
  scanXml(xml, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic = true;
      isText = name === 't' && !phonetic;
    },
    text(part) {
      if (isText) text += part;
    },
    close(name) {
      if (name === 'si') texts.push(unescaped(text));
      if (name === 'rPh') phonetic = false;
      isText = false;
    },
  });
  return texts;
}

/** Characters that XML cannot hold are written `_x000D_`. */
function unescaped(text: string): string {
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

/** For each style of a cell whether its numbers are dates. */
function dateStyles(xml: string): boolean[] {
  const own = new Map<string, boolean>();
  const styles: boolean[] = [];
  let isCellStyle = false;
  scanXml(xml, {
    open(name, at) {
      if (name === 'numFmt') own.set(at.get('numFmtId') ?? '', isDateFormat(at.get('formatCode')));
      if (name === 'cellXfs') isCellStyle = true;
      if (name === 'xf' && isCellStyle) {
        const id = at.get('numFmtId') ?? '0';
        styles.push(own.get(id) ?? isBuiltInDate(Number(id)));
      }
    },
    text: () => undefined,
    close(name) {
      if (name === 'cellXfs') isCellStyle = false;
    },
  });
  return styles;
}

/** Numbers of the built-in formats that show dates and times, with those of East Asian versions. */
function isBuiltInDate(id: number): boolean {
  return (
    (id >= 14 && id <= 22) ||
    (id >= 27 && id <= 36) ||
    (id >= 45 && id <= 47) ||
    (id >= 50 && id <= 58)
  );
}

function isDateFormat(code = ''): boolean {
  const bare = code.replaceAll(/"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|General/gi, '');
  return /[ymdhs]/i.test(bare);
}

interface Meaning {
  readonly texts: readonly string[];
  readonly isDate: readonly boolean[];
  readonly is1904: boolean;
}

function sheetRows(
  xml: string,
  meaning: Meaning,
  budget: { cells: number; readonly file: string },
): XlsxCell[][] {
  const rows: XlsxCell[][] = [];
  let place = { row: 0, column: 0 };
  let cell = { type: 'n', style: 0, value: '', formula: false, inline: '' };
  let part = '';
  scanXml(xml, {
    open(name, at) {
      part = name;
      if (name === 'row') {
        place = { row: Number(at.get('r') ?? place.row + 1), column: 0 };
        rows.push([]);
      } else if (name === 'c') {
        place = placeOf(at.get('r'), place);
        const [type, style] = [at.get('t') ?? 'n', Number(at.get('s') ?? 0)];
        cell = { type, style, value: '', formula: false, inline: '' };
      } else if (name === 'f') cell.formula = true;
    },
    text(text) {
      if (part === 'v') cell.value += text;
      else if (part === 't') cell.inline += text;
    },
    close(name) {
      part = '';
      if (name !== 'c') return;
      const value = valueOf(cell, meaning);
      if (value === null || rows.length === 0) return;
      budget.cells -= 1;
      if (budget.cells < 0)
        throw tooLarge(budget.file, say('单元格超过 300 万个', 'more than three million cells'));
      const { row, column } = place;
      rows.at(-1)!.push({ row, column, address: `${columnLetters(column)}${row}`, value });
    },
  });
  return rows.filter((row) => row.length > 0);
}

function placeOf(
  address: string | undefined,
  last: { row: number; column: number },
): { row: number; column: number } {
  if (address === undefined) return { row: last.row, column: last.column + 1 };
  const [, letters, row] = /^([A-Z]{1,3})(\d{1,7})$/.exec(address) ?? [];
  if (letters === undefined) throw new XmlError(`${address} is no address of a cell`);
  const column = [...letters].reduce((sum, char) => sum * 26 + char.codePointAt(0)! - 64, 0);
  return { row: Number(row), column };
}

/** The value of a cell; null when it is empty. */
function valueOf(
  cell: { type: string; style: number; value: string; formula: boolean; inline: string },
  { texts, isDate, is1904 }: Meaning,
): XlsxValue | null {
  const { type, value } = cell;
  if (type === 'inlineStr') return textValue(unescaped(cell.inline));
  if (value === '') return cell.formula && type !== 'str' ? { kind: 'error', text: '=' } : null;
  if (type === 's') return textValue(texts[Number(value)] ?? '');
  if (type === 'str') return textValue(unescaped(value));
  if (type === 'b') return { kind: 'boolean', value: value === '1' };
  if (type === 'e') return { kind: 'error', text: value };
  if (type === 'd') return { kind: 'date', text: value };
  const number = Number(value);
  if (!Number.isFinite(number)) return { kind: 'error', text: value };
  return isDate[cell.style] === true
    ? { kind: 'date', text: dateText(number, is1904) }
    : { kind: 'number', value: number };
}

function textValue(text: string): XlsxValue | null {
  return text === '' ? null : { kind: 'text', text };
}

/** Day 1 is 1900-01-01, and a day 1900-02-29 is counted that never was; or day 0 is 1904-01-01. */
function dateText(serial: number, is1904: boolean): string {
  const [DAY, MOON] = [86_400_000, 60];
  const origin = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < MOON ? 31 : 30);
  const moment = new Date(origin + Math.round(serial * DAY));
  if (Number.isNaN(moment.getTime())) return String(serial);
  const iso = moment.toISOString();
  return Number.isInteger(serial) ? iso.slice(0, 10) : iso.slice(0, 19);
}

function tooLarge(file: string, why: { readonly zh: string; readonly en: string }): InputError {
  return new InputError(
    'unsafe-archive',
    say(`表格过大：${why.zh}`, `The workbook is too large: ${why.en}`),
    say('请只留下需要的工作表再保存。', 'Keep only the sheets that are needed and save it again.'),
    { file },
  );
}

function damaged(file: string, error: unknown): InputError {
  const { why } = damageReason(error);
  return new InputError(
    'damaged-file',
    say(`表格不完整或已损坏（${why.zh}）`, `The workbook is truncated or damaged (${why.en})`),
    say('请在表格软件中打开并另存一次。', 'Open it in a spreadsheet program and save it again.'),
    { file },
  );
}
