/**
 * A coverage as one binary file that any program can map into memory. All numbers are little-endian; every section begins
 * at a multiple of 8 bytes, the gap before the next one is filled with zeros.
 *
 *   offset  type                what
 *   0       Int32               magic, 0x47564f43: the letters COVG
 *   4       Int32               version, 1
 *   8       Int32               features F
 *   12      Int32               rings R
 *   16      Float64             vertices V, a whole number
 *   24      Float64             metres per unit, 1e-5
 *   32      Float64             twice the area of all features: the part above 2⁵³, divided by 2⁵³
 *   40      Float64             twice the area of all features: the rest, square units
 *   48      16 bytes            zeros
 *   64      Uint32[F + 1]       featureStart: feature f has the rings featureStart[f] … featureStart[f+1]−1, shell first
 *           Uint32[R + 1]       ringStart: ring r has the vertices ringStart[r] … ringStart[r+1]−1, not closed by a copy
 *           Uint8[R]            isHole: 0 shell (counterclockwise), 1 hole (clockwise)
 *           Float64[V]          x, whole units
 *           Float64[V]          y, whole units
 *           Uint8[F]            landClass
 *           Uint8[F]            grade
 */
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';

const MAGIC = 0x47_56_4f_43;
const VERSION = 1;
const HEADER_BYTES = 64;
const METRES_PER_UNIT = 1e-5;
/** Node reads and writes at most 2 GiB at once. */
const PIECE_BYTES = 2 ** 30;
/** Vertices that are made compact at once. */
const PIECE_VERTICES = 2 ** 20;

/**
 * Writes a coverage of `makeCoverage`. A file that stands there is replaced.
 * @param {string} path
 * @param {import('../src/sample/index.ts').Coverage} coverage
 */
export function writeCoverage(path, coverage) {
  const { x, y, ringStart, isHole, featureStart } = coverage.polygons;
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  header.setInt32(0, MAGIC, true);
  header.setInt32(4, VERSION, true);
  header.setInt32(8, featureStart.length - 1, true);
  header.setInt32(12, isHole.length, true);
  header.setFloat64(16, x.length, true);
  header.setFloat64(24, METRES_PER_UNIT, true);
  header.setFloat64(32, Number(coverage.twiceArea >> 53n), true);
  header.setFloat64(40, Number(coverage.twiceArea & (2n ** 53n - 1n)), true);
  const file = openSync(path, 'w');
  try {
    let at = 0;
    const sections = [featureStart, ringStart, isHole, x, y, coverage.landClass, coverage.grade];
    for (const section of [header, ...sections]) {
      at = inPieces(writeSync, file, section, at);
      at = inPieces(writeSync, file, new Uint8Array(paddingAfter(at)), at);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Reads a coverage into shared memory, so that every thread may have it without a copy. Throws an Error when the file is
 * no coverage of this version or ends too early.
 * @param {string} path
 * @param {{ compact?: boolean }} [options] compact: as CompactPolygons, without ever holding the coordinates in full
 * @returns {{ polygons: import('../src/geo/index.ts').Polygons, landClass: Uint8Array, grade: Uint8Array, twiceArea: bigint }}
 */
export function readCoverage(path, { compact = false } = {}) {
  const file = openSync(path, 'r');
  try {
    const header = new DataView(new ArrayBuffer(HEADER_BYTES));
    let at = inPieces(readSync, file, header, 0);
    if (header.getInt32(0, true) !== MAGIC || header.getInt32(4, true) !== VERSION)
      throw new Error(`${path} is not a coverage of version ${VERSION}`);
    const [features, rings] = [header.getInt32(8, true), header.getInt32(12, true)];
    const vertices = header.getFloat64(16, true);
    const next = (Type, length) => {
      const section = new Type(new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT));
      at = inPieces(readSync, file, section, at);
      at += paddingAfter(at);
      return section;
    };
    const featureStart = next(Uint32Array, features + 1);
    const ringStart = next(Uint32Array, rings + 1);
    const isHole = next(Uint8Array, rings);
    const offsets = () => {
      const [values, origin] = compactSection(file, at, ringStart);
      at += 8 * vertices;
      return [values, origin];
    };
    const [x, originX] = compact ? offsets() : [next(Float64Array, vertices)];
    const [y, originY] = compact ? offsets() : [next(Float64Array, vertices)];
    return {
      polygons: { x, y, ...(compact && { originX, originY }), ringStart, isHole, featureStart },
      landClass: next(Uint8Array, features),
      grade: next(Uint8Array, features),
      twiceArea: (BigInt(header.getFloat64(32, true)) << 53n) + BigInt(header.getFloat64(40, true)),
    };
  } finally {
    closeSync(file);
  }
}

/** Coordinates of rings as 32-bit offsets from the first vertex of each ring, and these vertices. */
function compactSection(file, offset, ringStart) {
  const vertices = ringStart.at(-1);
  const values = new Int32Array(new SharedArrayBuffer(4 * vertices));
  const origin = new Float64Array(new SharedArrayBuffer(8 * (ringStart.length - 1)));
  const piece = new Float64Array(Math.min(vertices, PIECE_VERTICES));
  for (let ring = 0, done = 0; done < vertices; done += piece.length) {
    const read = piece.subarray(0, Math.min(piece.length, vertices - done));
    inPieces(readSync, file, read, offset + 8 * done);
    for (let i = done; i < done + read.length; i++) {
      while (i >= ringStart[ring + 1]) ring++;
      if (i === ringStart[ring]) origin[ring] = read[i - done];
      values[i] = read[i - done] - origin[ring];
      if (origin[ring] + values[i] !== read[i - done])
        throw new Error('a ring is too large for offsets of 32 bits');
    }
  }
  return [values, origin];
}

/** Zeros that follow a section which ends at `offset`. */
function paddingAfter(offset) {
  return (8 - (offset % 8)) % 8;
}

/** Moves all bytes of a section with `readSync` or `writeSync`, beginning at `offset` of the file; where it ends there. */
function inPieces(move, file, section, offset) {
  const { buffer, byteOffset, byteLength } = section;
  for (let done = 0; done < byteLength;) {
    const bytes = new Uint8Array(
      buffer,
      byteOffset + done,
      Math.min(PIECE_BYTES, byteLength - done),
    );
    const moved = move(file, bytes, 0, bytes.length, offset + done);
    if (moved === 0)
      throw new Error(`the file ends at byte ${offset + done}, before its last section`);
    done += moved;
  }
  return offset + byteLength;
}
