/** 要素类型、属性结构、属性表 — the tables of a VCT file: which feature codes are areas, which fields their table has, and the rows. */
import { type Column, type Columns, InputError, say } from '../../base/index.ts';
import { splitRow } from './fields.ts';
import { badLine, isZero, type Lines, short } from './lines.ts';
import { eachLine, isEnd, type Sections } from './sections.ts';

/** One line of FeatureCode. */
export interface FeatureCode {
  readonly code: string;
  readonly name: string;
  /** Geometry in small letters: `polygon`, `line` … */
  readonly geometry: string;
  readonly table: string;
}

/** A field of a table. */
export interface Field {
  readonly name: string;
  readonly isNumber: boolean;
}

/** Fields by the name of their table in capitals. */
export type Structures = ReadonlyMap<string, readonly Field[]>;

/** VCT 1 and 2 have colours between geometry and table; the table is the last field that is no number. */
export function readFeatureCodes(
  lines: Lines,
  sections: Sections,
  separator: string,
): FeatureCode[] {
  const codes: FeatureCode[] = [];
  eachLine(lines, sections, 'featurecode', () => {
    const fields = splitRow(lines.text(), separator).map((field) => field ?? '');
    if (fields.length < 3)
      throw badLine(
        lines.number,
        say(
          `要素类型应有编码、名称、几何类型、属性表名，这里是“${short(lines.text())}”`,
          `a feature type has code, name, geometry and table, here stands "${short(lines.text())}"`,
        ),
      );
    const [code = '', name = '', geometry = '', ...others] = fields;
    const table = others.find((field) => field !== '' && !/^\d+$/.test(field)) ?? '';
    codes.push({ code, name, geometry: geometry.toLowerCase(), table });
  });
  return codes;
}

/** Every table begins with its name and number of fields and ends with a single 0, or with its last field. */
export function readStructures(lines: Lines, sections: Sections, separator: string): Structures {
  const structures = new Map<string, readonly Field[]>();
  eachLine(lines, sections, 'tablestructure', () => {
    if (isZero(lines)) return;
    const at = lines.number;
    const [table, count] = splitRow(lines.text(), separator);
    const expected = Number(count ?? 'NaN');
    if (!table || !Number.isInteger(expected) || expected < 0)
      throw badLine(
        at,
        say(
          `这里应是表名和字段数，却是“${short(lines.text())}”`,
          `the name of a table and its number of fields should stand here, not "${short(lines.text())}"`,
        ),
      );
    const fields: Field[] = [];
    const names = new Set<string>();
    while (fields.length < expected && lines.next() && !isEnd(lines) && !isZero(lines)) {
      const [name, type] = splitRow(lines.text(), separator);
      if (!name || !type || names.has(name))
        throw badLine(
          lines.number,
          say(
            `表 ${short(table)} 的字段行应是不重复的名称和类型，却是“${short(lines.text())}”`,
            `a field of table ${short(table)} has a name of its own and a type, here stands "${short(lines.text())}"`,
          ),
        );
      names.add(name);
      fields.push({
        name,
        isNumber: /^(u?int|integer|long|short|float|double|num|real|dec)/i.test(type),
      });
    }
    if (fields.length < expected)
      throw badLine(
        at,
        say(
          `表 ${short(table)} 说有 ${expected} 个字段，只找到 ${fields.length} 个`,
          `table ${short(table)} announces ${expected} fields, ${fields.length} are there`,
        ),
      );
    structures.set(table.toUpperCase(), fields);
  });
  return structures;
}

/** Collects the rows of one table by the position of their feature. */
export interface RowCollector {
  readonly fields: readonly Field[];
  /** Position of the feature of an object id; a new one for an id without a shape. */
  featureOf(id: string): number;
  readonly values: readonly (TextRows | NumberRows)[];
  /** Which features have had a row. */
  readonly seen: Set<number>;
  /** Most cells that the table may have: a field takes a byte at least, be it empty. */
  readonly mostCells: number;
}

interface TextRows {
  readonly kind: 'text';
  readonly codes: number[];
  readonly dictionary: Map<string, number>;
}

interface NumberRows {
  readonly kind: 'number';
  readonly values: number[];
}

/** An empty collector of a table. */
export function rowCollector(
  fields: readonly Field[],
  featureOf: (id: string) => number,
  mostCells: number,
): RowCollector {
  const values = fields.map(({ isNumber }): TextRows | NumberRows =>
    isNumber
      ? { kind: 'number', values: [] }
      : { kind: 'text', codes: [], dictionary: new Map<string, number>() },
  );
  return { fields, featureOf, values, seen: new Set(), mostCells };
}

/** Columns of `count` rows; features without a row have NULL everywhere. */
export function columnsOf(rows: RowCollector, count: number): Columns {
  if (count * rows.fields.length > rows.mostCells) throw tooEmpty(rows.fields.length);
  const column = (values: TextRows | NumberRows): Column =>
    values.kind === 'number'
      ? {
          kind: 'number',
          values: Float64Array.from({ length: count }, (_, i) => values.values[i] ?? Number.NaN),
        }
      : {
          kind: 'text',
          codes: Int32Array.from({ length: count }, (_, i) => values.codes[i] ?? -1),
          dictionary: [...values.dictionary.keys()],
        };
  return new Map(rows.fields.map(({ name }, i) => [name, column(rows.values[i]!)]));
}

/** Reads every table; rows of tables that `collectorOf` does not know are passed over. */
export function readRows(
  lines: Lines,
  sections: Sections,
  separator: string,
  structures: Structures,
  collectorOf: (table: string) => RowCollector | undefined,
): void {
  let table: string | null = null;
  let rows: RowCollector | undefined;
  eachLine(lines, sections, 'attribute', () => {
    const text = lines.text();
    if (/^tableend$/i.test(text) || isZero(lines)) {
      table = null;
      return;
    }
    const name = text.toUpperCase();
    if (table === null || structures.has(name)) {
      table = name;
      rows = collectorOf(name);
      return;
    }
    if (rows) addRow(rows, text, separator, lines.number);
  });
}

function addRow(rows: RowCollector, text: string, separator: string, line: number): void {
  const [id, ...given] = splitRow(text, separator);
  if (id === null || id === undefined || !/^\d{1,40}$/.test(id))
    throw badLine(
      line,
      say(
        `属性行应以对象标识码开头，却是“${short(id ?? '')}”`,
        `a row begins with an object id, not with "${short(id ?? '')}"`,
      ),
    );
  const fields = fitted(rows.fields, given, separator, line);
  const feature = rows.featureOf(id);
  if ((feature + 1) * rows.fields.length > rows.mostCells) throw tooEmpty(rows.fields.length);
  if (rows.seen.has(feature))
    throw badLine(line, say(`标识码 ${id} 有两行属性`, `object id ${id} has two rows`));
  rows.seen.add(feature);
  rows.values.forEach((values, i) => {
    const field = fields[i] ?? null;
    if (values.kind === 'number') {
      pad(values.values, feature, Number.NaN);
      values.values[feature] = numberOf(field, rows.fields[i]!, line);
      return;
    }
    pad(values.codes, feature, -1);
    if (field === null) return;
    const code = values.dictionary.get(field) ?? values.dictionary.size;
    values.dictionary.set(field, code);
    values.codes[feature] = code;
  });
}

function tooEmpty(fields: number): InputError {
  return new InputError(
    'bad-vct',
    say(
      `VCT 属性表有 ${fields} 个字段，但几乎所有行都缺字段`,
      `A table of the VCT file has ${fields} fields, which are missing in nearly all rows`,
    ),
    say('请检查属性结构（TableStructure）后重新导出。', 'Check TableStructure and export again.'),
  );
}

/** Fills an array up to and with a position. */
function pad(array: number[], last: number, filler: number): void {
  while (array.length <= last) array.push(filler);
}

/** Separators in one text that are put together again; a row of more is another kind of damage. */
const MOST_EXTRA = 8;

/**
 * As many fields as the table has. Missing ones are NULL and empty ones at the end are dropped; a text that holds the
 * separator without quotation marks is put together again where only one place makes all numbers numbers.
 */
function fitted(
  fields: readonly Field[],
  given: readonly (string | null)[],
  separator: string,
  line: number,
): readonly (string | null)[] {
  let length = given.length;
  while (length > fields.length && given[length - 1] === null) length--;
  const extra = length - fields.length;
  if (extra <= 0) return given.slice(0, length);
  const candidates = fields.flatMap((field, i) => {
    if (field.isNumber || extra > MOST_EXTRA) return [];
    const whole = [...given.slice(0, i), null, ...given.slice(i + extra + 1, length)];
    return fields.every((other, k) => !other.isNumber || isNumberText(whole[k] ?? null)) ? [i] : [];
  });
  const [at, ...others] = candidates;
  if (at === undefined || others.length > 0)
    throw badLine(
      line,
      say(
        `有 ${length} 个字段，表里只有 ${fields.length} 个：某个文本里含有分隔符`,
        `${length} fields where the table has ${fields.length}: a text holds the separator`,
      ),
      say(
        '请换用文本里没有的分隔符（如 |）重新导出，或把该文本放进双引号。',
        'Export again with a separator that no text holds (such as |), or put that text in quotation marks.',
      ),
    );
  const joined = given.slice(at, at + extra + 1).map((part) => part ?? '');
  return [...given.slice(0, at), joined.join(separator), ...given.slice(at + extra + 1, length)];
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function isNumberText(text: string | null): boolean {
  return text === null || text === '' || (text.length <= 400 && NUMBER.test(text));
}

function numberOf(text: string | null, field: Field, line: number): number {
  if (text === null || text === '') return Number.NaN;
  const value = isNumberText(text) ? Number(text) : Number.NaN;
  const isWhole = !/[.e]/i.test(text);
  const isLost = isWhole && !Number.isSafeInteger(value) && String(value) !== text;
  if (!Number.isFinite(value) || isLost)
    throw badLine(
      line,
      say(
        `字段 ${field.name} 应是数字，却是“${short(text)}”`,
        `field ${field.name} should be a number that a double holds, not "${short(text)}"`,
      ),
      say(
        '请改正该值；长编号的字段类型应为 Char。',
        'Correct the value; a field of long codes should have the type Char.',
      ),
    );
  return value;
}
