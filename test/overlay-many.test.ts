/** `overlay` with three files: what is printed, what is asked for each file, and what is refused. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OverlayManyReport } from '../src/app/index.ts';

let folder: string;
let files: string[];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-many-'));
  // Squares of 100 m in a row; the second half of the first and the first half of the second are one zone.
  files = [
    layer('parcels', 'DLBM', [
      ['0101', 0, 100],
      ['0103', 100, 100],
      ['0101', 200, 100],
    ]),
    layer('zones', 'ZONE', [
      ['red line', 50, 100],
      ['reserve', 100, 80],
    ]),
    layer('slopes', 'PDJB', [['5', 0, 170]]),
  ];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of rectangles 100 m high: value of the field, west border, width; metres east of a point of zone 39. */
function layer(
  name: string,
  field: string,
  rectangles: readonly (readonly [string, number, number])[],
): string {
  const path = join(folder, `${name}.geojson`);
  const [x0, y0] = [39_480_000, 3_900_000];
  const features = rectangles.map(([value, west, width], i) => ({
    type: 'Feature',
    properties: { BSM: `${name} ${i + 1}`, [field]: value },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [x0 + west, y0],
          [x0 + west + width, y0],
          [x0 + west + width, y0 + 100],
          [x0 + west, y0 + 100],
          [x0 + west, y0],
        ],
      ],
    },
  }));
  const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4527' } };
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', crs, features }));
  return path;
}

function run(...args: string[]): { out: string; err: string; status: number | null } {
  const line = ['bin/liangtian.js', '--home', join(folder, 'home'), '--lang', 'en', 'overlay'];
  const done = spawnSync(process.execPath, [...line, ...args], { encoding: 'utf8' });
  return { out: done.stdout, err: done.stderr, status: done.status };
}

/** Areas in m² by groups, `-` for what is not covered. */
function byGroups({ groups }: OverlayManyReport): Record<string, number> {
  return Object.fromEntries(
    groups.map(({ of, area }) => [of.map((name) => name ?? '-').join(' / '), Number(area) / 100]),
  );
}

/** Width in metres of what must be there; on the ellipsoid a rectangle is as large as on the map but for 1 in 1000. */
function expectWidths(found: Record<string, number>, widths: Record<string, number>): void {
  expect(Object.keys(found).toSorted()).toEqual(Object.keys(widths).toSorted());
  for (const [name, width] of Object.entries(widths))
    expect(Math.abs(found[name]! / (100 * width) - 1), name).toBeLessThan(1e-3);
}

test('groups of three files, with zones that lie over each other', () => {
  const { out, err, status } = run(
    ...files,
    '--by',
    'DLBM',
    '--by',
    'zone',
    '--by',
    'PDJB',
    '--json',
  );
  expect(status).toBe(0);
  const report = JSON.parse(out) as OverlayManyReport;
  expectWidths(byGroups(report), {
    '0101 / - / -': 100,
    '0101 / - / 5': 50,
    '0101 / red line / 5': 50,
    '0103 / - / -': 20,
    '0103 / red line / 5': 50,
    '0103 / reserve / -': 10,
    '0103 / reserve / 5': 70,
  });
  expect(report.overlapping).toEqual([[], ['red line', 'reserve'], []]);
  expect(Number(report.total.layers[0]) / 3e6 - 1).toBeCloseTo(0, 2);
  expect(err).toContain('2 features of');
});

test('without --by every feature stands by itself; - says so for one file', () => {
  const features = run(...files, '--json');
  const mixed = run(...files, '--by', '-', '--by', '-', '--by', 'PDJB', '--json');
  const [one, other] = [features, mixed].map(({ out }) =>
    byGroups(JSON.parse(out) as OverlayManyReport),
  );
  expect(Object.keys(one!)).toContain('parcels 2 / zones 2 / slopes 1');
  expect(other!['parcels 2 / zones 2 / 5']).toBe(one!['parcels 2 / zones 2 / slopes 1']);
});

test('the table has a column for each file', () => {
  const { out, status } = run(...files, '--by', 'DLBM', '--by', 'ZONE', '--by', 'PDJB');
  expect(status).toBe(0);
  const lines = out.split('\n').map((line) => line.trim().split(/ {2,}/));
  expect(lines[0]).toEqual(['A', 'B', 'C', 'm²']);
  expect(lines.find(([a, b]) => a === '0103' && b === '(not covered)')?.slice(0, 3)).toEqual([
    '0103',
    '(not covered)',
    '(not covered)',
  ]);
  expect(lines.filter(([first]) => ['A', 'B', 'C', 'all'].includes(first!))).toHaveLength(5);
});

test('two files take --by and --crs too', () => {
  const crs = ['--crs', 'EPSG:4527', '--crs', '-'];
  const { out } = run(files[0]!, files[2]!, '--by', 'DLBM', '--by', 'PDJB', ...crs, '--json');
  const ofTwo = run(files[0]!, files[2]!, '--by-a', 'DLBM', '--by-b', 'PDJB', '--json');
  const groups = (text: string): unknown => (JSON.parse(text) as { groups: unknown }).groups;
  expect(groups(out)).toEqual(groups(ofTwo.out));
});

test.each<readonly [string, (files: readonly string[]) => string[], RegExp]>([
  [
    'a --by too few',
    (f) => [...f, '--by', 'DLBM', '--by', 'ZONE'],
    /3 layers.*--by stands 2 times/,
  ],
  [
    '--by and --by-a',
    (f) => [...f, '--by', 'DLBM', '--by-a', 'DLBM'],
    /--by does not go with --by-a/,
  ],
  [
    'a field that is not there',
    (f) => [...f, '--by', '-', '--by', 'NAME', '--by', '-'],
    /no field NAME.*zones/,
  ],
  ['a file that is not there', (f) => [...f.slice(1), 'nowhere.gpkg'], /nowhere\.gpkg/],
  ['nine files', (f) => [...f, ...f, ...f], /9 layers were given/],
])('refused with place and remedy: %s', (_, args, message) => {
  const { err, status } = run(...args(files));
  expect(status).toBe(2);
  expect(err).toMatch(message);
  expect(err).toContain('What to do');
});

test('ground of features without a group is not taken for ground that is not covered', () => {
  const one = layer('nameless', 'DLBM', [
    ['', 0, 100],
    ['0103', 100, 100],
  ]);
  const other = layer('half', 'ZONE', [['', 50, 100]]);
  const { out } = run(one, other, '--by', 'DLBM', '--by', 'ZONE', '--json');
  const { groups } = JSON.parse(out) as { groups: { a: string | null; b: string | null }[] };
  expect(groups.map(({ a, b }) => [a, b])).toEqual([
    ['', null],
    ['', ''],
    ['0103', null],
    ['0103', ''],
  ]);
  expect(run(one, other, '--by', 'DLBM', '--by', 'ZONE').out).toMatch(/\(empty\) +\(empty\)/);
});
