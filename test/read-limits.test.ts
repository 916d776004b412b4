/** A file that takes GDAL or the reader of GeoParquet too long or too much memory is given up, and the next one is read. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gdalHost } from '../src/engine/index.ts';
import { limitsOf, type ReadLimits } from '../src/engine/limits.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'read-limits-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A GeoJSON of one polygon with so many points. */
function polygon(points: number): string {
  const ring = Array.from({ length: points }, (_, i) => {
    const angle = (2 * Math.PI * i) / points;
    return [116 + Math.cos(angle), 35 + Math.sin(angle)];
  });
  const coordinates = [[...ring, ring[0]!]];
  const path = join(folder, `${points}.geojson`);
  const geometry = { type: 'Polygon', coordinates };
  writeFileSync(path, JSON.stringify({ type: 'Feature', properties: {}, geometry }));
  return path;
}

test.each([
  ['time', { ms: 1 }, 400, /took more than/],
  // GDAL begins with 512 MB: a smaller file would never make it ask for more.
  ['memory', { bytes: 2 ** 20 }, 2_000_000, /more memory than/],
] as const)(
  'GDAL is stopped for its %s, and a fresh one reads the next file',
  async (_, less, points, why) => {
    let limits: (bytes: number) => ReadLimits = (bytes) => ({ ...limitsOf(bytes), ...less });
    const gdal = gdalHost((bytes) => limits(bytes));
    const list = (path: string) => gdal.ask({ op: 'list', path, openOptions: [] });
    await expect(list(polygon(points))).rejects.toThrow(why);
    limits = limitsOf;
    expect((await list(polygon(4))).layers[0]?.features).toBe(1);
    await gdal.close();
  },
);

test('limits grow with the file', () => {
  const [small, large] = [limitsOf(0), limitsOf(2 ** 30)];
  expect(small.ms).toBeGreaterThanOrEqual(10_000);
  expect(large.ms).toBeGreaterThan((1000 * small.ms) / 60);
  expect(large.bytes).toBeGreaterThan(8 * 2 ** 30);
});
