/**
 * FlatGeobuf as the road between GDAL and our arrays: read without making an object per vertex, written from the arrays.
 * The layout is read by the accessors of the flatgeobuf package.
 */
import { Builder, ByteBuffer } from 'flatbuffers';
import { Column as FgbColumn } from 'flatgeobuf/lib/mjs/flat-geobuf/column.js';
import { ColumnType } from 'flatgeobuf/lib/mjs/flat-geobuf/column-type.js';
import { Crs as FgbCrs } from 'flatgeobuf/lib/mjs/flat-geobuf/crs.js';
import { Feature } from 'flatgeobuf/lib/mjs/flat-geobuf/feature.js';
import { Geometry } from 'flatgeobuf/lib/mjs/flat-geobuf/geometry.js';
import { GeometryType } from 'flatgeobuf/lib/mjs/flat-geobuf/geometry-type.js';
import { Header } from 'flatgeobuf/lib/mjs/flat-geobuf/header.js';
import { type Column, type Columns, COUNT_EVERY, type Counter } from '../base/index.ts';
import { inBlocks, joined } from './blocks.ts';
import { integerColumn } from './integers.ts';
import {
  featureCount,
  type FeatureTable,
  type Polygons,
  polygonsBuilder,
  type RingFault,
} from '../geo/index.ts';
import { type DoublesReader, doublesReader } from './wkb.ts';

/** Place of `xy` in the table of a geometry (flatgeobuf's schema: ends, xy, z, …; entry k lies at 4 + 2k). */
const XY_FIELD = 6;
const MAGIC = Uint8Array.of(0x66, 0x67, 0x62, 0x03, 0x66, 0x67, 0x62, 0x00);

/** What a file holds; its reference system is told by the caller, who asked GDAL. */
export interface FlatGeobufContents {
  readonly polygons: Polygons;
  readonly columns: Columns;
  readonly faults: readonly RingFault[];
  /** Features that are neither polygon nor multipolygon; they are empty in `polygons`. */
  readonly foreign: number;
}

/**
 * Reads a file without index; `closedLines` makes polygons of lines that end where they begin. Throws RangeError when the
 * bytes are not FlatGeobuf.
 */
export function readFlatGeobuf(
  bytes: Uint8Array,
  count: Counter = () => {},
  closedLines = false,
): FlatGeobufContents {
  if (bytes.length < 12 || !MAGIC.slice(0, 3).every((byte, i) => bytes[i] === byte))
    throw new RangeError('not FlatGeobuf');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = view.getUint32(8, true);
  const buffer = new ByteBuffer(bytes);
  buffer.setPosition(12);
  const header = Header.getRootAsHeader(buffer);
  const types: number[] = [];
  const readers: ColumnReader[] = [];
  const names: string[] = [];
  for (let i = 0; i < header.columnsLength(); i++) {
    const column = header.columns(i)!;
    types.push(column.type());
    names.push(column.name() ?? `column${i}`);
    readers.push(columnReader(column.type()));
  }
  const builder = polygonsBuilder(Math.ceil(bytes.length / 16));
  const doubles = doublesReader();
  const headerType = header.geometryType();
  let foreign = 0;
  let row = 0;
  let at = 12 + headerSize;
  const feature = new Feature();
  while (at + 4 <= bytes.length) {
    if (row % COUNT_EVERY === 0) count(row, Number(header.featuresCount()));
    const size = view.getUint32(at, true);
    const own = new ByteBuffer(bytes.subarray(at + 4, at + 4 + size));
    Feature.getRootAsFeature(own, feature);
    builder.beginFeature();
    const geometry = feature.geometry();
    const isArea =
      geometry === null ||
      addGeometry(geometry, headerType, builder, doubles) ||
      (closedLines && addClosedLine(geometry, headerType, builder, doubles));
    if (!isArea) foreign++;
    const properties = feature.propertiesArray();
    if (properties) readProperties(properties, readers, row);
    row++;
    at += 4 + size;
  }
  const { polygons, faults } = builder.finish();
  return {
    polygons,
    faults,
    foreign,
    columns: new Map(names.map((name, i) => [name, readers[i]!.finish(row)])),
  };
}

function addGeometry(
  geometry: Geometry,
  headerType: number,
  builder: ReturnType<typeof polygonsBuilder>,
  doubles: DoublesReader,
): boolean {
  const type = geometry.type() || headerType;
  if (type === GeometryType.MultiPolygon) {
    for (let part = 0; part < geometry.partsLength(); part++)
      addPolygon(geometry.parts(part)!, builder, doubles);
    return true;
  }
  if (type !== GeometryType.Polygon) return false;
  addPolygon(geometry, builder, doubles);
  return true;
}

function addClosedLine(
  geometry: Geometry,
  headerType: number,
  builder: ReturnType<typeof polygonsBuilder>,
  doubles: DoublesReader,
): boolean {
  const length = geometry.xyLength();
  if ((geometry.type() || headerType) !== GeometryType.LineString || length < 8) return false;
  const xy = coordinatesOf(geometry, length, doubles);
  if (xy[0] !== xy[length - 2] || xy[1] !== xy[length - 1]) return false;
  builder.addRing(xy, 0, length / 2, 2, false, true);
  return true;
}

function addPolygon(
  geometry: Geometry,
  builder: ReturnType<typeof polygonsBuilder>,
  doubles: DoublesReader,
): void {
  const length = geometry.xyLength();
  if (length === 0) return;
  const xy = coordinatesOf(geometry, length, doubles);
  const ends = geometry.endsLength();
  let start = 0;
  for (let ring = 0; ring < Math.max(1, ends); ring++) {
    const end = ends === 0 ? length / 2 : geometry.ends(ring)!;
    builder.addRing(xy, start * 2, end - start, 2, ring > 0, true);
    start = end;
  }
}

/** The coordinates, copied as bytes; vectors of FlatBuffers are aligned to their own buffer, not to ours. */
function coordinatesOf(geometry: Geometry, length: number, doubles: DoublesReader): Float64Array {
  const buffer = geometry.bb!;
  const vector = geometry.bb_pos + buffer.__offset(geometry.bb_pos, XY_FIELD);
  return doubles(buffer.bytes(), buffer.__vector(vector), length);
}

interface ColumnReader {
  /** Reads a value at an offset of the properties, answers with its size. */
  read(view: DataView, bytes: Uint8Array, at: number, row: number): number;
  finish(rows: number): Column;
}

function readProperties(
  properties: Uint8Array,
  readers: readonly ColumnReader[],
  row: number,
): void {
  const view = new DataView(properties.buffer, properties.byteOffset, properties.byteLength);
  let at = 0;
  while (at + 2 <= properties.length) {
    const reader = readers[view.getUint16(at, true)];
    if (!reader) return;
    at += 2 + reader.read(view, properties, at + 2, row);
  }
}

const NUMBERS: Record<number, readonly [number, (view: DataView, at: number) => number]> = {
  [ColumnType.Byte]: [1, (v, at) => v.getInt8(at)],
  [ColumnType.UByte]: [1, (v, at) => v.getUint8(at)],
  [ColumnType.Bool]: [1, (v, at) => v.getUint8(at)],
  [ColumnType.Short]: [2, (v, at) => v.getInt16(at, true)],
  [ColumnType.UShort]: [2, (v, at) => v.getUint16(at, true)],
  [ColumnType.Int]: [4, (v, at) => v.getInt32(at, true)],
  [ColumnType.UInt]: [4, (v, at) => v.getUint32(at, true)],
  [ColumnType.Float]: [4, (v, at) => v.getFloat32(at, true)],
  [ColumnType.Double]: [8, (v, at) => v.getFloat64(at, true)],
};

function columnReader(type: number): ColumnReader {
  if (type === ColumnType.Long || type === ColumnType.ULong)
    return longReader(type === ColumnType.ULong);
  const number = NUMBERS[type];
  if (number) {
    const [size, read] = number;
    let values = new Float64Array(1024).fill(Number.NaN);
    return {
      read(view, _bytes, at, row) {
        while (row >= values.length) {
          const larger = new Float64Array(values.length * 2).fill(Number.NaN);
          larger.set(values);
          values = larger;
        }
        values[row] = read(view, at);
        return size;
      },
      finish(rows) {
        const done = new Float64Array(rows).fill(Number.NaN);
        done.set(values.subarray(0, Math.min(rows, values.length)));
        return { kind: 'number', values: done };
      },
    };
  }
  let codes = new Int32Array(1024).fill(-1);
  const dictionary: string[] = [];
  const codeOf = new Map<string, number>();
  const decoder = new TextDecoder();
  return {
    read(view, bytes, at, row) {
      const length = view.getUint32(at, true);
      while (row >= codes.length) {
        const larger = new Int32Array(codes.length * 2).fill(-1);
        larger.set(codes);
        codes = larger;
      }
      const text = type === ColumnType.Binary ? '' : decodeText(bytes, at + 4, length, decoder);
      let code = codeOf.get(text);
      if (code === undefined) {
        code = dictionary.length;
        codeOf.set(text, code);
        dictionary.push(text);
      }
      codes[row] = code;
      return 4 + length;
    },
    finish(rows) {
      const done = new Int32Array(rows).fill(-1);
      done.set(codes.subarray(0, Math.min(rows, codes.length)));
      return { kind: 'text', codes: done, dictionary };
    },
  };
}

/** 64-bit integers: numbers while a double holds them, else texts; a 标识码 of 18 digits must not lose its last ones. */
function longReader(isUnsigned: boolean): ColumnReader {
  let values = new BigInt64Array(1024);
  let present = new Uint8Array(1024);
  return {
    read(view, _bytes, at, row) {
      while (row >= values.length) {
        const [larger, marks] = [
          new BigInt64Array(values.length * 2),
          new Uint8Array(values.length * 2),
        ];
        larger.set(values);
        marks.set(present);
        [values, present] = [larger, marks];
      }
      values[row] = view.getBigInt64(at, true);
      present[row] = 1;
      return 8;
    },
    finish(rows) {
      return integerColumn(
        Array.from({ length: rows }, (_, row) =>
          row >= values.length || present[row] === 0
            ? null
            : isUnsigned
              ? BigInt.asUintN(64, values[row]!)
              : values[row]!,
        ),
      );
    },
  };
}

/** Short ASCII, which most codes are, is read without the decoder's overhead. */
function decodeText(
  bytes: Uint8Array,
  start: number,
  length: number,
  decoder: { decode(bytes: Uint8Array): string },
): string {
  if (length > 24) return decoder.decode(bytes.subarray(start, start + length));
  let text = '';
  for (let i = start; i < start + length; i++) {
    if (bytes[i]! > 127) return decoder.decode(bytes.subarray(start, start + length));
    text += String.fromCharCode(bytes[i]!);
  }
  return text;
}

/**
 * The bytes of a file without index, with the features from `start` to before `end` (all by default); the system by its
 * EPSG code or, failing that, by its definition.
 */
export function writeFlatGeobuf(
  table: FeatureTable,
  start = 0,
  end = featureCount(table.polygons),
): Uint8Array {
  const chunks = [...flatGeobufPieces(table, start, end)];
  return joined(
    chunks,
    chunks.reduce((size, chunk) => size + chunk.length, 0),
  );
}

/** The same bytes in blocks. */
export function flatGeobufBlocks(table: FeatureTable): Iterable<Uint8Array> {
  return inBlocks(flatGeobufPieces(table, 0, featureCount(table.polygons)));
}

function* flatGeobufPieces(table: FeatureTable, start: number, end: number): Generator<Uint8Array> {
  yield MAGIC;
  yield headerBytes(table, end - start);
  const columns = [...table.columns.values()];
  const encoded = columns.map(encodedTexts);
  for (let i = start; i < end; i++) yield featureBytes(table.polygons, columns, encoded, i);
}

/** UTF-8 of an entry of a dictionary, made when it is first used. */
type TextBytes = (code: number) => Uint8Array;

function encodedTexts(column: Column): TextBytes {
  const encoder = new TextEncoder();
  const made = new Map<number, Uint8Array>();
  return (code) => {
    let bytes = made.get(code);
    if (bytes === undefined) {
      bytes = encoder.encode(column.kind === 'text' ? column.dictionary[code] : '');
      made.set(code, bytes);
    }
    return bytes;
  };
}

function headerBytes(table: FeatureTable, count: number): Uint8Array {
  const builder = new Builder(4096);
  const columns = [...table.columns].map(([name, column]) => {
    const text = builder.createString(name);
    FgbColumn.startColumn(builder);
    FgbColumn.addName(builder, text);
    FgbColumn.addType(builder, column.kind === 'number' ? ColumnType.Double : ColumnType.String);
    return FgbColumn.endColumn(builder);
  });
  const vector = Header.createColumnsVector(builder, columns);
  const code = /^EPSG:(\d+)$/.exec(table.crs.id)?.[1];
  const wkt =
    code === undefined && /^(PROJ|GEO)/i.test(table.crs.definition)
      ? builder.createString(table.crs.definition)
      : 0;
  const org = builder.createString('EPSG');
  FgbCrs.startCrs(builder);
  if (code !== undefined) {
    FgbCrs.addOrg(builder, org);
    FgbCrs.addCode(builder, Number(code));
  }
  if (wkt !== 0) FgbCrs.addWkt(builder, wkt);
  const crs = FgbCrs.endCrs(builder);
  const name = builder.createString(table.name);
  Header.startHeader(builder);
  Header.addName(builder, name);
  Header.addGeometryType(builder, GeometryType.MultiPolygon);
  Header.addColumns(builder, vector);
  Header.addFeaturesCount(builder, BigInt(count));
  Header.addIndexNodeSize(builder, 0);
  Header.addCrs(builder, crs);
  builder.finishSizePrefixed(Header.endHeader(builder));
  return builder.asUint8Array();
}

function featureBytes(
  polygons: Polygons,
  columns: readonly Column[],
  encoded: readonly TextBytes[],
  feature: number,
): Uint8Array {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const vertices = ringStart[featureStart[feature + 1]!]! - ringStart[featureStart[feature]!]!;
  const builder = new Builder(1024 + vertices * 20);
  const parts: number[] = [];
  for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!;) {
    let last = ring + 1;
    while (last < featureStart[feature + 1]! && isHole[last] === 1) last++;
    const xy: number[] = [];
    const ends: number[] = [];
    for (let r = ring; r < last; r++) {
      const [start, end] = [ringStart[r]!, ringStart[r + 1]!];
      for (let i = start; i <= end; i++)
        xy.push(x[i === end ? start : i]!, y[i === end ? start : i]!);
      ends.push(xy.length / 2);
    }
    const endsVector = Geometry.createEndsVector(builder, ends);
    const xyVector = Geometry.createXyVector(builder, xy);
    Geometry.startGeometry(builder);
    Geometry.addEnds(builder, endsVector);
    Geometry.addXy(builder, xyVector);
    Geometry.addType(builder, GeometryType.Polygon);
    parts.push(Geometry.endGeometry(builder));
    ring = last;
  }
  const properties = Feature.createPropertiesVector(
    builder,
    propertyBytes(columns, encoded, feature),
  );
  let geometry = 0;
  if (parts.length > 0) {
    const vector = Geometry.createPartsVector(builder, parts);
    Geometry.startGeometry(builder);
    Geometry.addParts(builder, vector);
    Geometry.addType(builder, GeometryType.MultiPolygon);
    geometry = Geometry.endGeometry(builder);
  }
  Feature.startFeature(builder);
  if (geometry !== 0) Feature.addGeometry(builder, geometry);
  Feature.addProperties(builder, properties);
  builder.finishSizePrefixed(Feature.endFeature(builder));
  return builder.asUint8Array();
}

function propertyBytes(
  columns: readonly Column[],
  encoded: readonly TextBytes[],
  row: number,
): Uint8Array {
  let size = 0;
  columns.forEach((column, i) => {
    if (column.kind === 'number') size += Number.isNaN(column.values[row]!) ? 0 : 10;
    else size += column.codes[row]! < 0 ? 0 : 6 + encoded[i]!(column.codes[row]!).length;
  });
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  columns.forEach((column, i) => {
    if (column.kind === 'number') {
      if (Number.isNaN(column.values[row]!)) return;
      view.setUint16(at, i, true);
      view.setFloat64(at + 2, column.values[row]!, true);
      at += 10;
      return;
    }
    if (column.codes[row]! < 0) return;
    const text = encoded[i]!(column.codes[row]!);
    view.setUint16(at, i, true);
    view.setUint32(at + 2, text.length, true);
    bytes.set(text, at + 6);
    at += 6 + text.length;
  });
  return bytes;
}
