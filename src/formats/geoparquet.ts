/**
 * GeoParquet 1.1: polygons as WKB with a bbox covering, attributes as columns, our own facts as key–value metadata. Read
 * by hyparquet, written by hyparquet-writer; any engine reads what is written.
 */
import { asyncBufferFromFile, parquetMetadataAsync, parquetRead, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { type Column, InputError, say } from '../base/index.ts';
import {
  type Crs,
  featureBounds,
  featureCount,
  type FeatureTable,
  parseCrs,
  polygonsBuilder,
  type RingFault,
} from '../geo/index.ts';
import { integerColumn } from './integers.ts';
import { projJson } from './projjson.ts';
import { readWkb, writeWkb } from './wkb.ts';

/** A column of 64-bit integers beside the attributes: legal areas, hashes. */
export type IntegerColumns = Readonly<Record<string, BigInt64Array | BigUint64Array>>;

const ROW_GROUP = 2000;

/** The bytes of a file with the features in their order. `facts` becomes the key `liangtian`. */
export function writeGeoParquet(
  table: FeatureTable,
  integers: IntegerColumns,
  facts: unknown,
): Uint8Array {
  const count = featureCount(table.polygons);
  const boxes = featureBounds(table.polygons);
  const geometry = Array.from({ length: count }, (_, i) => writeWkb(table.polygons, i));
  const attributes = [...table.columns].map(([name, column]) =>
    attributeColumn(name, column, count),
  );
  const box = Array.from({ length: count }, (_, i) =>
    Number.isNaN(boxes[4 * i]!)
      ? null
      : {
          xmin: boxes[4 * i]!,
          ymin: boxes[4 * i + 1]!,
          xmax: boxes[4 * i + 2]!,
          ymax: boxes[4 * i + 3]!,
        },
  );
  const bytes = parquetWriteBuffer({
    columnData: [
      ...attributes.map(({ name, data }) => ({ name, data })),
      ...Object.entries(integers).map(([name, values]) => ({
        name,
        data:
          values instanceof BigUint64Array
            ? new BigInt64Array(values.buffer, values.byteOffset, values.length)
            : values,
      })),
      { name: 'bbox', data: box },
      { name: 'geometry', data: geometry, codec: 'UNCOMPRESSED', statistics: false },
    ],
    schema: [
      { name: 'root', num_children: attributes.length + Object.keys(integers).length + 2 },
      ...attributes.map((a) => a.schema),
      ...Object.keys(integers).map((name) => ({
        name,
        type: 'INT64' as const,
        repetition_type: 'REQUIRED' as const,
      })),
      { name: 'bbox', repetition_type: 'OPTIONAL', num_children: 4 },
      ...['xmin', 'ymin', 'xmax', 'ymax'].map((name) => ({
        name,
        type: 'DOUBLE' as const,
        repetition_type: 'REQUIRED' as const,
      })),
      { name: 'geometry', type: 'BYTE_ARRAY', repetition_type: 'REQUIRED' },
    ],
    rowGroupSize: ROW_GROUP,
    kvMetadata: [
      { key: 'geo', value: JSON.stringify(geoMetadata(table)) },
      { key: 'liangtian', value: JSON.stringify(facts) },
    ],
    createdBy: 'liangtian',
  });
  return new Uint8Array(bytes);
}

function attributeColumn(name: string, column: Column, count: number) {
  if (column.kind === 'number') {
    const data = Array.from({ length: count }, (_, i) =>
      Number.isNaN(column.values[i]!) ? null : column.values[i]!,
    );
    return {
      name,
      data,
      schema: { name, type: 'DOUBLE' as const, repetition_type: 'OPTIONAL' as const },
    };
  }
  const data = Array.from({ length: count }, (_, i) =>
    column.codes[i]! < 0 ? null : column.dictionary[column.codes[i]!]!,
  );
  return {
    name,
    data,
    schema: {
      name,
      type: 'BYTE_ARRAY' as const,
      converted_type: 'UTF8' as const,
      repetition_type: 'OPTIONAL' as const,
    },
  };
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
  readonly table: FeatureTable;
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
  const file = await asyncBufferFromFile(path);
  let metadata: Awaited<ReturnType<typeof parquetMetadataAsync>>;
  try {
    metadata = await parquetMetadataAsync(file, { geoparquet: false });
  } catch {
    throw damaged(path);
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
  const system = crs ?? (facts?.crs === undefined ? crsOf(definition.crs) : parseCrs(facts.crs));
  const flat = parquetSchema(metadata).children.filter(
    (child) => child.children.length === 0 && child.element.name !== name,
  );
  const columns = new Map<string, Column>();
  const integers: Record<string, BigInt64Array> = {};
  const builder = polygonsBuilder();
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
          const collect = collectors.get(columnName);
          if (collect)
            for (let i = 0; i < columnData.length; i++) collect.put(rowStart + i, columnData[i]);
        },
      });
      for (const bytes of shapes) {
        if (bytes instanceof Uint8Array) foreign += readWkb(bytes, builder) ? 0 : 1;
        else builder.beginFeature();
      }
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw damaged(path);
  }
  for (const [column, values] of collectors) {
    const done = values.finish();
    if (done instanceof BigInt64Array) integers[column] = done;
    else columns.set(column, done);
  }
  const { polygons, faults } = builder.finish();
  return {
    table: { name: 'parcels', polygons, crs: system, columns },
    integers,
    facts,
    faults,
    foreign,
  };
}

/** A metadata value as JSON; a file whose metadata is broken is damaged. */
function parsed(text: string | undefined, path: string): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    throw damaged(path);
  }
}

interface GeoKey {
  readonly primary_column?: string;
  readonly columns?: Record<string, { readonly encoding?: string; readonly crs?: object | null }>;
}

/** GeoParquet without a crs is OGC:CRS84; null says that it is unknown. */
function crsOf(definition: object | null | undefined): Crs {
  if (definition === undefined) return parseCrs('OGC:CRS84');
  return parseCrs(definition === null ? '' : definition);
}

function damaged(path: string): InputError {
  return new InputError(
    'damaged-file',
    say('Parquet 文件不完整或已损坏', 'The Parquet file is truncated or damaged'),
    say('请重新复制或导出这个文件。', 'Copy or export the file again.'),
    { file: path },
  );
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
  put(row: number, value: unknown): void;
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
  return {
    put(row, value) {
      if (value === null || value === undefined) return;
      if (typeof value === 'number' && !codes) {
        numbers ??= new Float64Array(count).fill(Number.NaN);
        numbers[row] = value;
        return;
      }
      if (typeof value === 'bigint' && !codes) {
        integers ??= new BigInt64Array(count);
        present ??= new Uint8Array(count);
        integers[row] = value;
        present[row] = 1;
        return;
      }
      codes ??= new Int32Array(count).fill(-1);
      const key = text(value);
      let code = codeOf.get(key);
      if (code === undefined) {
        code = dictionary.length;
        codeOf.set(key, code);
        dictionary.push(key);
      }
      codes[row] = code;
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
