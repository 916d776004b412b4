/**
 * Writing GeoParquet 1.1: polygons as WKB with a bbox covering, attributes as columns, our own facts as key–value metadata, in
 * groups of rows whose boxes can be searched. Written by hyparquet-writer; any engine reads it.
 */
import type { SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Column, Counter } from '../base/index.ts';
import { featureBounds, featureCount, type FeatureTable, type Polygons } from '../geo/index.ts';
import { projJson } from './projjson.ts';
import { writeWkb } from './wkb.ts';

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
