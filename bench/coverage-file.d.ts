import type { CompactPolygons, Polygons } from '../src/geo/index.ts';
import type { Coverage } from '../src/sample/index.ts';

/** Writes a coverage; see coverage-file.js for the layout. */
export function writeCoverage(path: string, coverage: Omit<Coverage, 'id'>): void;

/** What a file tells of a coverage, in shared memory. */
export interface StoredCoverage {
  readonly polygons: Polygons;
  readonly landClass: Uint8Array;
  readonly grade: Uint8Array;
  readonly twiceArea: bigint;
}

/** Reads a coverage; throws an Error when the file is none, is of another version or ends too early. */
export function readCoverage(path: string): StoredCoverage;
/** The same with vertices as 32-bit offsets from the first one of their ring. */
export function readCoverage(
  path: string,
  options: { readonly compact: true },
): Omit<StoredCoverage, 'polygons'> & { readonly polygons: CompactPolygons };
