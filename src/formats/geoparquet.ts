/**
 * GeoParquet 1.1: polygons as WKB with a bbox covering, attributes as columns, our own facts as key–value metadata. Read
 * by hyparquet, written by hyparquet-writer; any engine reads what is written.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaElement,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { type Column, type Counter, InputError, say } from '../base/index.ts';
import {
  type Crs,
  featureBounds,
  featureCount,
  type FeatureTable,
  parseCrs,
  type Polygons,
  type PolygonsBuilder,
  polygonsBuilder,
  type RingFault,
} from '../geo/index.ts';
import { integerColumn } from './integers.ts';
import { checkPages } from './parquet-pages.ts';
import { projJson } from './projjson.ts';
import { doublesReader, readWkb, writeWkb } from './wkb.ts';

/** A column of 64-bit integers beside the attributes: legal areas, hashes. */
export type IntegerColumns = Readonly<Record<string, BigInt64Array | BigUint64Array>>;

const ROW_GROUP = 2000;

/** The bytes of a file with the features in their order. `facts` becomes the key `liangtian`. */
export function writeGeoParquet(
  table: FeatureTable,
  integers: IntegerColumns,
  facts: unknown,
  progress: Counter = () => {},
): Uint8Array {
  const count = featureCount(table.polygons);
  const columns = [
    ...[...table.columns].map(([name, column]) => attributeColumn(name, column, count)),
    ...Object.entries(integers).map(([name, values]) => wholeNumberColumn(name, values)),
    boxColumn(featureBounds(table.polygons)),
    geometryColumn(table.polygons),
  ];
  const writer = new ByteWriter(table.polygons.x.length * 17 + count * 256 + 65_536);
  const parquet = new ParquetWriter({
    writer,
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.flatMap((column) => column.schema),
    ],
    // Only boxes are searched by range; bounds of codes and texts would cost more than they save.
    statistics: false,
    // Nine tenths are coordinates, which do not pack; the dictionaries have made the rest small already.
    codec: 'UNCOMPRESSED',
    kvMetadata: [
      { key: 'geo', value: JSON.stringify(geoMetadata(table)) },
      ...(facts === undefined ? [] : [{ key: 'liangtian', value: JSON.stringify(facts) }]),
    ],
    createdBy: 'liangtian',
  });
  // Group by group, so that only the rows of one group ever stand in memory as values.
  for (let start = 0; start < count; start += ROW_GROUP) {
    const end = Math.min(count, start + ROW_GROUP);
    progress(start, count);
    parquet.write({
      columnData: columns.map((column) => column.rows(start, end)),
      rowGroupSize: ROW_GROUP,
    });
  }
  parquet.finish();
  return writer.getBytes();
}

/** A column on its way into a file: its schema, and the values of a range of rows. */
interface WrittenColumn {
  readonly schema: readonly SchemaElement[];
  rows(start: number, end: number): ColumnSource;
}

type ColumnSource = Parameters<ParquetWriter['write']>[0]['columnData'][number];

function attributeColumn(name: string, column: Column, count: number): WrittenColumn {
  if (column.kind === 'number') {
    return {
      schema: [{ name, type: 'DOUBLE', repetition_type: 'OPTIONAL' }],
      rows: (start, end) => ({
        name,
        data: range(start, end, (i) =>
          Number.isNaN(column.values[i]!) ? null : column.values[i]!,
        ),
      }),
    };
  }
  const { codes, dictionary } = column;
  const isUnique = dictionary.length * 2 > count;
  return {
    schema: [{ name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' }],
    rows: (start, end) => ({
      name,
      data: range(start, end, (i) => (codes[i]! < 0 ? null : dictionary[codes[i]!]!)),
      // Identifiers do not repeat: looking for repetitions would be in vain.
      ...(isUnique ? { encoding: 'PLAIN' as const } : {}),
    }),
  };
}

function wholeNumberColumn(name: string, values: BigInt64Array | BigUint64Array): WrittenColumn {
  const signed =
    values instanceof BigUint64Array
      ? new BigInt64Array(values.buffer, values.byteOffset, values.length)
      : values;
  return {
    schema: [{ name, type: 'INT64', repetition_type: 'REQUIRED' }],
    rows: (start, end) => ({
      name,
      data: signed.subarray(start, end),
      encoding: 'PLAIN',
    }),
  };
}

function boxColumn(boxes: Float64Array): WrittenColumn {
  const sides = ['xmin', 'ymin', 'xmax', 'ymax'];
  return {
    schema: [
      { name: 'bbox', repetition_type: 'OPTIONAL', num_children: 4 },
      ...sides.map((name) => ({
        name,
        type: 'DOUBLE' as const,
        repetition_type: 'REQUIRED' as const,
      })),
    ],
    rows: (start, end) => ({
      name: 'bbox',
      statistics: true,
      encoding: 'PLAIN',
      data: range(start, end, (i) =>
        Number.isNaN(boxes[4 * i]!)
          ? null
          : {
              xmin: boxes[4 * i]!,
              ymin: boxes[4 * i + 1]!,
              xmax: boxes[4 * i + 2]!,
              ymax: boxes[4 * i + 3]!,
            },
      ),
    }),
  };
}

function geometryColumn(polygons: Polygons): WrittenColumn {
  return {
    schema: [{ name: 'geometry', type: 'BYTE_ARRAY', repetition_type: 'REQUIRED' }],
    rows: (start, end) => ({
      name: 'geometry',
      data: range(start, end, (i) => writeWkb(polygons, i)),
      encoding: 'PLAIN',
    }),
  };
}

function range<T>(start: number, end: number, value: (row: number) => T): T[] {
  const rows: T[] = [];
  for (let i = start; i < end; i++) rows.push(value(i));
  return rows;
}

function geoMetadata(table: FeatureTable): unknown {
  return {
    version: '1.1.0',
    primary_column: 'geometry',
    columns: {
      geometry: {
        encoding: 'WKB',
        geometry_types: ['Polygon', 'MultiPolygon'],
        orientation: 'counterclockwise',
        edges: 'planar',
        crs: projJson(table.crs),
        covering: {
          bbox: {
            xmin: ['bbox', 'xmin'],
            ymin: ['bbox', 'ymin'],
            xmax: ['bbox', 'xmax'],
            ymax: ['bbox', 'ymax'],
          },
        },
      },
    },
  };
}

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
    return await readOpened(file, path, crs);
  } finally {
    file.close();
  }
}

async function readOpened(
  file: AsyncBuffer,
  path: string,
  crs: Crs | undefined,
): Promise<GeoParquetContents> {
  let metadata: Awaited<ReturnType<typeof parquetMetadataAsync>>;
  try {
    metadata = await parquetMetadataAsync(file, { geoparquet: false });
    await checkPages(file, metadata);
  } catch (error) {
    throw damagedBy(error, path);
  }
  const keys = new Map(
    (metadata.key_value_metadata ?? []).map((entry) => [entry.key, entry.value ?? '']),
  );
  const geo = parsed(keys.get('geo'), path) as GeoKey | undefined;
  const name = geo?.primary_column ?? 'geometry';
  const definition = geo?.columns?.[name];
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
  const flat = parquetSchema(metadata).children.filter(
    (child) => child.children.length === 0 && child.element.name !== name,
  );
  const columns = new Map<string, Column>();
  const integers: Record<string, BigInt64Array> = {};
  const builder = polygonsBuilder(vertexBound(metadata, name));
  const doubles = doublesReader();
  let foreign = 0;
  const count = Number(metadata.num_rows);
  const wanted = flat.map((child) => child.element.name);
  const collectors = new Map(wanted.map((column) => [column, collector(count)]));
  try {
    for (const group of groupRanges(metadata)) {
      const shapes: unknown[] = Array.from({ length: group.end - group.start });
      await parquetRead({
        file,
        metadata,
        columns: [name, ...wanted],
        rowStart: group.start,
        rowEnd: group.end,
        compressors,
        geoparquet: false,
        utf8: false,
        // Column by column: rows never stand in memory as objects.
        onChunk({ columnName, columnData, rowStart }) {
          if (columnName === name) {
            for (let i = 0; i < columnData.length; i++)
              shapes[rowStart - group.start + i] = columnData[i];
            return;
          }
          collectors.get(columnName)?.take(rowStart, columnData);
        },
      });
      for (const bytes of shapes) {
        if (bytes instanceof Uint8Array) foreign += isPolygon(bytes, builder, doubles) ? 0 : 1;
        else builder.beginFeature();
      }
    }
  } catch (error) {
    throw damagedBy(error, path);
  }
  for (const [column, values] of collectors) {
    const done = values.finish();
    if (done instanceof BigInt64Array) integers[column] = done;
    else columns.set(column, done);
  }
  const { polygons, faults } = builder.finish();
  return {
    table: { name: 'parcels', polygons, crs: said ?? parseCrs('OGC:CRS84'), columns },
    said,
    integers,
    facts,
    faults,
    foreign,
  };
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
  const damaged = new InputError(
    'damaged-file',
    say(
      `Parquet 文件不完整或已损坏（${error.message}）`,
      `The Parquet file is truncated or damaged (${error.message})`,
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

/** Takes values as they come and becomes a text, number or 64-bit integer column by the first value that is not null. */
function collector(count: number): Collector {
  let numbers: Float64Array | null = null;
  let integers: BigInt64Array | null = null;
  let present: Uint8Array | null = null;
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
