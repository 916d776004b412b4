/**
 * Reading GeoParquet 1.1: a whole file, or the rows of a window, for which only those groups of rows are read whose boxes
 * meet it. Read by hyparquet; geoparquet-write.ts writes.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type RowGroup,
  type SchemaElement,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { type Column, InputError, say } from '../base/index.ts';
import {
  type Bounds,
  type Crs,
  type FeatureTable,
  parseCrs,
  type PolygonsBuilder,
  polygonsBuilder,
  type RingFault,
} from '../geo/index.ts';
import { damageReason } from './damage.ts';
import { integerColumn } from './integers.ts';
import { checkPages } from './parquet-pages.ts';
import { doublesReader, readWkb } from './wkb.ts';

/** What a GeoParquet file holds. */
export interface GeoParquetContents {
  /** In CRS84 where the file says that its system is not known. */
  readonly table: FeatureTable;
  /** The system that was told or that the file names; null when it says that it is not known. */
  readonly said: Crs | null;
  /** 64-bit integer columns without NULL; those with NULL are among the columns of the table. */
  readonly integers: Readonly<Record<string, BigInt64Array>>;
  /** Value of the key `liangtian`, or undefined. */
  readonly facts: unknown;
  readonly faults: readonly RingFault[];
  /** Features that are neither polygon nor multipolygon; they are empty in `polygons`. */
  readonly foreign: number;
}

/** Reads a whole file. `crs` overrules what the file says. InputError for anything that is not GeoParquet with WKB. */
export async function readGeoParquet(path: string, crs?: Crs): Promise<GeoParquetContents> {
  const file = openFile(path);
  try {
    const metadata = await footerOf(file, path);
    await pagesOf(file, metadata, path);
    const ranges = groupRanges(metadata);
    return await readRows({ file, path }, headOf(metadata, path, crs), ranges, null);
  } finally {
    file.close();
  }
}

/** What a file says of itself, kept by who reads several windows of one file: it takes longer to read than a window. */
export interface GeoParquetHead {
  readonly metadata: FileMetaData;
  /** Name of the column of shapes. */
  readonly geometry: string;
  readonly said: Crs | null;
  /** Value of the key `liangtian`, or undefined. */
  readonly facts: unknown;
}

/** Reads the head of a file; InputError as `readGeoParquet`. The pages are looked at when a window is read. */
export async function readGeoParquetHead(path: string): Promise<GeoParquetHead> {
  const file = openFile(path);
  try {
    return headOf(await footerOf(file, path), path, undefined);
  } finally {
    file.close();
  }
}

/** The rows of a window, and where they stand in the file. */
export interface GeoParquetWindow extends GeoParquetContents {
  /** Row k of the table is row `rows[k]` of the file, ascending. */
  readonly rows: Uint32Array;
}

/**
 * The rows whose boxes meet `box` (touching counts), which is in the coordinates of the file: a place in another reference
 * system is brought there first by the caller. Groups of rows whose boxes lie outside are not read. Rows without a shape are
 * in no window. InputError as `readGeoParquet`, and `damaged-file` for a file without boxes.
 */
export async function readGeoParquetWindow(
  path: string,
  head: GeoParquetHead,
  box: Bounds,
): Promise<GeoParquetWindow> {
  const file = openFile(path);
  try {
    const groups = groupsWithin(head.metadata, box);
    const kept = groups.map(({ group }) => group);
    const rowCount = kept.reduce((sum, group) => sum + group.num_rows, 0n);
    await pagesOf(file, { ...head.metadata, row_groups: kept, num_rows: rowCount }, path);
    const rows = await rowsWithin({ file, path }, head.metadata, groups, box);
    const ranges = groups.filter(({ start, end }) => rows.some((row) => row >= start && row < end));
    return { ...(await readRows({ file, path }, head, ranges, rows)), rows };
  } finally {
    file.close();
  }
}

interface OpenedFile {
  readonly file: AsyncBuffer;
  readonly path: string;
}

interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** The groups of rows whose boxes meet a box; those without statistics may. */
function groupsWithin(metadata: FileMetaData, box: Bounds): (RowRange & { group: RowGroup })[] {
  const found: (RowRange & { group: RowGroup })[] = [];
  let start = 0;
  for (const group of metadata.row_groups) {
    const end = start + Number(group.num_rows);
    const side = (name: string, end: 'min_value' | 'max_value', otherwise: number): number => {
      const chunk = group.columns.find(
        ({ meta_data: one }) => one?.path_in_schema.join('.') === `${BOX}.${name}`,
      );
      const value = chunk?.meta_data?.statistics?.[end];
      return typeof value === 'number' ? value : otherwise;
    };
    const isOutside =
      side('xmin', 'min_value', -Infinity) > box[2] ||
      side('ymin', 'min_value', -Infinity) > box[3] ||
      side('xmax', 'max_value', Infinity) < box[0] ||
      side('ymax', 'max_value', Infinity) < box[1];
    if (!isOutside) found.push({ start, end, group });
    start = end;
  }
  return found;
}

/** The column of boxes that this program writes. */
const BOX = 'bbox';

/** The rows of some groups whose own boxes meet a box. */
async function rowsWithin(
  { file, path }: OpenedFile,
  metadata: FileMetaData,
  groups: readonly RowRange[],
  [minX, minY, maxX, maxY]: Bounds,
): Promise<Uint32Array> {
  const rows: number[] = [];
  try {
    for (const { start, end } of groups)
      await parquetRead({
        file,
        metadata,
        columns: [BOX],
        rowStart: start,
        rowEnd: end,
        compressors,
        geoparquet: false,
        onChunk({ columnData, rowStart }) {
          for (let i = 0; i < columnData.length; i++) {
            const one = columnData[i] as RowBox | null;
            if (one && one.xmin <= maxX && one.xmax >= minX && one.ymin <= maxY && one.ymax >= minY)
              rows.push(rowStart + i);
          }
        },
      });
  } catch (error) {
    throw damagedBy(error, path);
  }
  return Uint32Array.from(rows);
}

interface RowBox {
  readonly xmin: number;
  readonly ymin: number;
  readonly xmax: number;
  readonly ymax: number;
}

async function footerOf(file: AsyncBuffer, path: string): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(file, { geoparquet: false });
  } catch (error) {
    throw damagedBy(error, path);
  }
}

async function pagesOf(file: AsyncBuffer, metadata: FileMetaData, path: string): Promise<void> {
  try {
    await checkPages(file, metadata);
  } catch (error) {
    throw damagedBy(error, path);
  }
}

function headOf(metadata: FileMetaData, path: string, crs: Crs | undefined): GeoParquetHead {
  const keys = new Map(
    (metadata.key_value_metadata ?? []).map((entry) => [entry.key, entry.value ?? '']),
  );
  const geo = parsed(keys.get('geo'), path) as GeoKey | undefined;
  const geometry = geo?.primary_column ?? 'geometry';
  const definition = geo?.columns?.[geometry];
  if (!definition || (definition.encoding ?? '').toUpperCase() !== 'WKB') {
    throw new InputError(
      'not-geoparquet',
      say(
        '这个 Parquet 文件没有 WKB 几何列（缺 geo 元数据）',
        'This Parquet file has no WKB geometry column (no geo metadata)',
      ),
      say(
        '请用 GeoParquet 1.0 或 1.1 写出，几何编码选 WKB。',
        'Write it as GeoParquet 1.0 or 1.1 with WKB encoding.',
      ),
      { file: path },
    );
  }
  const facts = parsed(keys.get('liangtian'), path) as { crs?: string } | undefined;
  const said = crs ?? (facts?.crs === undefined ? crsOf(definition.crs) : parseCrs(facts.crs));
  return { metadata, geometry, said, facts };
}

/** Reads the columns of some ranges of rows; with `rows` only those rows of them. */
async function readRows(
  { file, path }: OpenedFile,
  { metadata, geometry, said, facts }: GeoParquetHead,
  ranges: readonly RowRange[],
  rows: Uint32Array | null,
): Promise<GeoParquetContents> {
  const flat = parquetSchema(metadata).children.filter(
    (child) => child.children.length === 0 && child.element.name !== geometry,
  );
  const builder = polygonsBuilder(rows === null ? vertexBound(metadata, geometry) : undefined);
  const doubles = doublesReader();
  let foreign = 0;
  const count = rows?.length ?? Number(metadata.num_rows);
  const collectors = new Map(
    flat.map(({ element }) => [element.name, collector(count, rows === null ? null : element)]),
  );
  try {
    for (const { start, end } of ranges) {
      const shapes: unknown[] = Array.from({ length: end - start });
      await parquetRead({
        file,
        metadata,
        columns: [geometry, ...collectors.keys()],
        rowStart: start,
        rowEnd: end,
        compressors,
        geoparquet: false,
        utf8: false,
        // Column by column: rows never stand in memory as objects.
        onChunk({ columnName, columnData, rowStart }) {
          if (columnName === geometry) {
            for (let i = 0; i < columnData.length; i++)
              shapes[rowStart - start + i] = columnData[i];
            return;
          }
          const picked = rows === null ? null : picks(rows, rowStart, columnData);
          collectors.get(columnName)?.take(picked?.at ?? rowStart, picked?.values ?? columnData);
        },
      });
      const chosen = rows === null ? null : picks(rows, start, shapes).values;
      for (const bytes of chosen ?? shapes) {
        if (bytes instanceof Uint8Array) foreign += isPolygon(bytes, builder, doubles) ? 0 : 1;
        else builder.beginFeature();
      }
    }
  } catch (error) {
    throw damagedBy(error, path);
  }
  const columns = new Map<string, Column>();
  const integers: Record<string, BigInt64Array> = {};
  for (const [column, values] of collectors) {
    const done = values.finish();
    if (done instanceof BigInt64Array) integers[column] = done;
    else columns.set(column, done);
  }
  const { polygons, faults } = builder.finish();
  const crs = said ?? parseCrs('OGC:CRS84');
  return {
    table: { name: 'parcels', polygons, crs, columns },
    said,
    integers,
    facts,
    faults,
    foreign,
  };
}

/** Those of the values from row `start` on whose rows are wanted, and the position of the first among the wanted rows. */
function picks(
  rows: Uint32Array,
  start: number,
  values: ArrayLike<unknown>,
): { at: number; values: unknown[] } {
  let at = 0;
  while (at < rows.length && rows[at]! < start) at++;
  const picked: unknown[] = [];
  for (let k = at; k < rows.length && rows[k]! < start + values.length; k++)
    picked.push(values[rows[k]! - start]);
  return { at, values: picked };
}

/** Adds a shape; one whose bytes end too early becomes a feature with a fault, and the others go on. */
function isPolygon(
  bytes: Uint8Array,
  builder: PolygonsBuilder,
  doubles: ReturnType<typeof doublesReader>,
): boolean {
  try {
    return readWkb(bytes, builder, doubles);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    builder.cutOff();
    return true;
  }
}

/** A file of which parts are read straight into their place; streams would copy each part twice. */
function openFile(path: string): AsyncBuffer & { close(): void } {
  const descriptor = openSync(path, 'r');
  return {
    byteLength: fstatSync(descriptor).size,
    slice(start, end = fstatSync(descriptor).size) {
      const bytes = new Uint8Array(end - start);
      for (let at = 0; at < bytes.length;) {
        const read = readSync(descriptor, bytes, at, bytes.length - at, start + at);
        if (read === 0) throw new RangeError('the file ends before its metadata say');
        at += read;
      }
      return bytes.buffer;
    },
    close: () => closeSync(descriptor),
  };
}

/** A metadata value as JSON; a file whose metadata is broken is damaged. */
function parsed(text: string | undefined, path: string): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    throw damagedBy(error, path);
  }
}

interface GeoKey {
  readonly primary_column?: string;
  readonly columns?: Record<string, { readonly encoding?: string; readonly crs?: object | null }>;
}

/** GeoParquet without a crs is OGC:CRS84; null says that it is unknown. */
function crsOf(definition: object | null | undefined): Crs | null {
  if (definition === undefined) return parseCrs('OGC:CRS84');
  return definition === null ? null : parseCrs(definition);
}

/**
 * What an error says of the file: bytes that end too early or do not parse, and whatever hyparquet itself says, are a
 * damaged file. Anything else is a fault of ours and rises as it is.
 */
export function damagedBy(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof InputError) return error;
  const isOfFile =
    error instanceof RangeError ||
    error instanceof SyntaxError ||
    // hyparquet throws plain errors for what it does not accept, and stumbles over broken Thrift with TypeErrors.
    error.constructor === Error ||
    thrownBelow(error, 'hyparquet');
  if (!isOfFile) return error;
  const { why } = damageReason(error);
  const damaged = new InputError(
    'damaged-file',
    say(
      `Parquet 文件不完整或已损坏（${why.zh}）`,
      `The Parquet file is truncated or damaged (${why.en})`,
    ),
    say('请重新复制或导出这个文件。', 'Copy or export the file again.'),
    { file: path },
  );
  damaged.cause = error;
  return damaged;
}

/** Whether an error rose in a package whose name begins so; frames of Node and of the language itself are not looked at. */
function thrownBelow(error: Error, packageName: string): boolean {
  const frame = (error.stack ?? '')
    .split('\n')
    .find((line) => /^\s+at (?!.*(node:|<anonymous>))/.test(line));
  return frame !== undefined && new RegExp(`[\\\\/]node_modules[\\\\/]${packageName}`).test(frame);
}

/** At least as many vertices as the geometry column can hold: 16 bytes each. */
function vertexBound(metadata: FileMetaData, geometry: string): number {
  let bytes = 0;
  for (const group of metadata.row_groups)
    for (const { meta_data: chunk } of group.columns)
      if (chunk?.path_in_schema[0] === geometry) bytes += Number(chunk.total_uncompressed_size);
  return Math.ceil(bytes / 16);
}

/** Row ranges of a few groups at a time, so that few rows stand in memory as objects. */
function groupRanges(metadata: {
  row_groups: { num_rows: bigint }[];
}): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  let at = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const last = ranges.at(-1);
    if (last && last.end - last.start + rows <= 20_000) last.end += rows;
    else ranges.push({ start: at, end: at + rows });
    at += rows;
  }
  return ranges;
}

interface Collector {
  /** Values of the rows from `start` on. */
  take(start: number, values: ArrayLike<unknown>): void;
  finish(): Column | BigInt64Array;
}

/**
 * Takes values as they come and becomes a text, number or 64-bit integer column by the first value that is not null; a window
 * that holds none goes by what the schema says of the column.
 */
function collector(count: number, schema: SchemaElement | null): Collector {
  let numbers = schema?.type === 'DOUBLE' ? new Float64Array(count).fill(Number.NaN) : null;
  let integers = schema?.type === 'INT64' ? new BigInt64Array(count) : null;
  let present = integers === null ? null : new Uint8Array(count);
  let codes: Int32Array | null = null;
  const dictionary: string[] = [];
  const codeOf = new Map<string, number>();
  const decoder = new TextDecoder();
  const text = (value: unknown): string =>
    value instanceof Uint8Array
      ? decoder.decode(value)
      : value instanceof Date
        ? value.toISOString()
        : typeof value === 'object'
          ? JSON.stringify(value, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v))
          : String(value);
  const codeOfText = (key: string): number => {
    let code = codeOf.get(key);
    if (code === undefined) {
      code = dictionary.length;
      codeOf.set(key, code);
      dictionary.push(key);
    }
    return code;
  };
  return {
    take(start, values) {
      // Entries of a file's dictionary come as one and the same array each time: they are decoded once.
      const known = new Map<Uint8Array, number>();
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        const row = start + i;
        if (value === null || value === undefined) continue;
        if (typeof value === 'number' && !codes) {
          numbers ??= new Float64Array(count).fill(Number.NaN);
          numbers[row] = value;
        } else if (typeof value === 'bigint' && !codes) {
          integers ??= new BigInt64Array(count);
          present ??= new Uint8Array(count);
          integers[row] = value;
          present[row] = 1;
        } else {
          codes ??= new Int32Array(count).fill(-1);
          let code = value instanceof Uint8Array ? known.get(value) : undefined;
          if (code === undefined) {
            code = codeOfText(text(value));
            if (value instanceof Uint8Array) known.set(value, code);
          }
          codes[row] = code;
        }
      }
    },
    finish() {
      if (integers && !codes) {
        if (present!.every((mark) => mark === 1)) return integers;
        return integerColumn(
          Array.from(integers, (value, row) => (present![row] === 1 ? value : null)),
        );
      }
      if (numbers && !codes) return { kind: 'number', values: numbers };
      return { kind: 'text', codes: codes ?? new Int32Array(count).fill(-1), dictionary };
    },
  };
}
