/**
 * Writes a Shapefile (.shp, .shx; ESRI, July 1998): polygons of several rings, outer ones clockwise. Its table is written by
 * `dbf.ts`; the text of its reference system (.prj) comes from GDAL.
 */
import { InputError, say } from '../base/index.ts';
import {
  boundsOf,
  featureBounds,
  featureCount,
  type FeatureTable,
  type Polygons,
} from '../geo/index.ts';
import { inBlocks } from './blocks.ts';
import { dbfTable, type ShapefileLosses } from './dbf.ts';
import { encoderOf, type TextEncoding } from './text-encoders.ts';

export type { ShapefileLosses };

/** Mark of code page 936 in the head of a .dbf. */
const CODE_PAGE_936 = 0x4d;

/** Files by their endings, in blocks of bytes, and what they do not hold. */
export interface ShapefileParts {
  readonly files: ReadonlyMap<'shp' | 'shx' | 'dbf' | 'cpg', Iterable<Uint8Array>>;
  readonly losses: ShapefileLosses;
}

/**
 * All parts but the .prj. Throws InputError: `shapefile-too-large`, `dbf-text`, `dbf-fields`, `text-encoding` (a
 * character that GBK lacks).
 */
export function writeShapefile(table: FeatureTable, encoding: TextEncoding): ShapefileParts {
  const shapes = shapeFiles(table.polygons);
  const dbf = dbfTable(
    table.columns,
    featureCount(table.polygons),
    encoderOf(encoding.toLowerCase() as Lowercase<TextEncoding>),
    encoding === 'GBK' ? CODE_PAGE_936 : 0,
  );
  refuseLarge(dbf.size);
  return {
    files: new Map<'shp' | 'shx' | 'dbf' | 'cpg', Iterable<Uint8Array>>([
      ['shp', inBlocks(shapes.shp())],
      ['shx', inBlocks(shapes.shx())],
      ['dbf', inBlocks(dbf.pieces())],
      ['cpg', [new TextEncoder().encode(encoding)]],
    ]),
    losses: dbf.losses,
  };
}

/** Shapes piece by piece. */
interface ShapeFiles {
  shp(): Iterable<Uint8Array>;
  shx(): Iterable<Uint8Array>;
}

const HEAD_BYTES = 100;
const POLYGON = 5;
/** Programs keep sizes in 32 bits with a sign. */
const LARGEST_FILE = 2 ** 31 - 1;

function shapeFiles(polygons: Polygons): ShapeFiles {
  const count = featureCount(polygons);
  let size = HEAD_BYTES;
  for (let f = 0; f < count; f++) size += 8 + contentBytes(polygons, f);
  refuseLarge(size);
  const box = boundsOf(polygons);
  return {
    *shp() {
      yield headBytes(size, box);
      const boxes = featureBounds(polygons);
      for (let f = 0; f < count; f++) yield recordBytes(polygons, f, boxes);
    },
    *shx() {
      yield headBytes(HEAD_BYTES + 8 * count, box);
      let at = HEAD_BYTES;
      for (let f = 0; f < count; f++) {
        const entry = new DataView(new ArrayBuffer(8));
        entry.setInt32(0, at / 2);
        entry.setInt32(4, contentBytes(polygons, f) / 2);
        at += 8 + contentBytes(polygons, f);
        yield new Uint8Array(entry.buffer);
      }
    },
  };
}

/** Throws for a part of a Shapefile that is larger than programs read. */
function refuseLarge(bytes: number): void {
  if (bytes <= LARGEST_FILE) return;
  throw new InputError(
    'shapefile-too-large',
    say(
      `Shapefile 的一个文件至多 2 GB，这里要 ${(bytes / 2 ** 30).toFixed(1)} GB`,
      `A file of a Shapefile has 2 GB at most, and ${(bytes / 2 ** 30).toFixed(1)} GB are needed`,
    ),
    say('请改用 GeoPackage 或 GDB。', 'Use GeoPackage or FileGDB instead.'),
  );
}

/** Of a record without its own head: type, box, counts, starts of rings, points with the closing ones. */
function contentBytes({ ringStart, featureStart }: Polygons, feature: number): number {
  const [from, to] = [featureStart[feature]!, featureStart[feature + 1]!];
  if (from === to) return 4;
  const points = ringStart[to]! - ringStart[from]! + to - from;
  return 44 + 4 * (to - from) + 16 * points;
}

type Box = readonly [number, number, number, number];

function headBytes(size: number, box: Box): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEAD_BYTES));
  view.setInt32(0, 9994);
  view.setInt32(24, size / 2);
  view.setInt32(28, 1000, true);
  view.setInt32(32, POLYGON, true);
  box.forEach((value, i) => view.setFloat64(36 + 8 * i, Number.isFinite(value) ? value : 0, true));
  return new Uint8Array(view.buffer);
}

function recordBytes(polygons: Polygons, feature: number, boxes: Float64Array): Uint8Array {
  const { x, y, ringStart, featureStart } = polygons;
  const content = contentBytes(polygons, feature);
  const view = new DataView(new ArrayBuffer(8 + content));
  view.setInt32(0, feature + 1);
  view.setInt32(4, content / 2);
  const [from, to] = [featureStart[feature]!, featureStart[feature + 1]!];
  if (from === to) return new Uint8Array(view.buffer);
  view.setInt32(8, POLYGON, true);
  for (let i = 0; i < 4; i++) view.setFloat64(12 + 8 * i, boxes[4 * feature + i]!, true);
  const rings = to - from;
  view.setInt32(44, rings, true);
  view.setInt32(48, ringStart[to]! - ringStart[from]! + rings, true);
  let at = 52 + 4 * rings;
  let points = 0;
  for (let ring = from; ring < to; ring++) {
    view.setInt32(52 + 4 * (ring - from), points, true);
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    // Backwards, as the land lies on the right here; the first vertex stays the first.
    for (let i = end; i >= start; i--, at += 16) {
      const vertex = i === end ? start : i;
      view.setFloat64(at, x[vertex]!, true);
      view.setFloat64(at + 8, y[vertex]!, true);
    }
    points += end - start + 1;
  }
  return new Uint8Array(view.buffer);
}
