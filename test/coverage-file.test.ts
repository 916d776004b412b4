/** The file that the bench keeps coverages in: what goes in comes out, in the layout that other programs rely on. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readCoverage, type StoredCoverage, writeCoverage } from '../bench/coverage-file.js';
import { compactPolygons } from '../src/geo/index.ts';
import { makeCoverage } from '../src/sample/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'liangtian-coverage-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const coverage = makeCoverage({ parcels: 500, variant: 'near', seed: 3 });

/** All arrays of a coverage that a file holds. */
const sectionsOf = ({
  polygons,
  landClass,
  grade,
}: Omit<StoredCoverage, 'twiceArea'>): Record<string, ArrayBufferView> => ({
  ...polygons,
  landClass,
  grade,
});

const bytesOf = (view: ArrayBufferView): Buffer =>
  Buffer.from(view.buffer, view.byteOffset, view.byteLength);

test('a coverage comes back as it went in, in shared memory', () => {
  const path = join(folder, 'whole.bin');
  writeCoverage(path, coverage);
  const read = readCoverage(path);
  expect(read.twiceArea).toBe(coverage.twiceArea);
  const sections = sectionsOf(read);
  expect(Object.keys(sections)).toEqual(Object.keys(sectionsOf(coverage)));
  for (const [name, section] of Object.entries(sectionsOf(coverage))) {
    expect(sections[name]!.buffer instanceof SharedArrayBuffer, name).toBe(true);
    expect(bytesOf(sections[name]!).equals(bytesOf(section)), name).toBe(true);
  }
});

test('the sections stand where the layout says', () => {
  const path = join(folder, 'layout.bin');
  writeCoverage(path, coverage);
  const { buffer, byteOffset, byteLength } = readFileSync(path);
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  const header = new DataView(bytes, 0, 64);
  expect(new TextDecoder().decode(bytes.slice(0, 4))).toBe('COVG');
  const [features, rings] = [header.getInt32(8, true), header.getInt32(12, true)];
  const vertices = header.getFloat64(16, true);
  const { polygons } = coverage;
  expect([features, rings, vertices]).toEqual([
    coverage.landClass.length,
    polygons.isHole.length,
    polygons.x.length,
  ]);
  const aligned = (offset: number): number => Math.ceil(offset / 8) * 8;
  const ringStart = aligned(64 + 4 * (features + 1));
  const isHole = aligned(ringStart + 4 * (rings + 1));
  const x = aligned(isHole + rings);
  const landClass = x + 16 * vertices;
  const grade = aligned(landClass + features);
  const sections: Record<string, ArrayBufferView> = {
    featureStart: new Uint32Array(bytes, 64, features + 1),
    ringStart: new Uint32Array(bytes, ringStart, rings + 1),
    isHole: new Uint8Array(bytes, isHole, rings),
    x: new Float64Array(bytes, x, vertices),
    y: new Float64Array(bytes, x + 8 * vertices, vertices),
    landClass: new Uint8Array(bytes, landClass, features),
    grade: new Uint8Array(bytes, grade, features),
  };
  for (const [name, section] of Object.entries(sectionsOf(coverage)))
    expect(bytesOf(sections[name]!).equals(bytesOf(section)), name).toBe(true);
  expect(byteLength).toBe(aligned(grade + features));
});

test('a file that ends too early and a file of another kind are refused', () => {
  const path = join(folder, 'cut.bin');
  writeCoverage(path, coverage);
  truncateSync(path, 5000);
  expect(() => readCoverage(path)).toThrow('ends at byte 5000');
  writeFileSync(path, Buffer.alloc(100));
  expect(() => readCoverage(path)).toThrow('is not a coverage of version 1');
});

test('read compact, it has the same coordinates as offsets from the first vertex of each ring', () => {
  const path = join(folder, 'compact.bin');
  writeCoverage(path, coverage);
  const { polygons } = readCoverage(path, { compact: true });
  expect(polygons).toEqual(compactPolygons(coverage.polygons));
});
