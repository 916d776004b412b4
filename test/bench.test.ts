/**
 * What the overlay benchmark says of others: wrong areas are found, and a ratio is taken only between equals. And the
 * benchmark of the checks runs.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { benchChecks } from '../bench/checks.js';
import { comparePairs, UNIT_AREA } from '../bench/overlay-check.js';
import { type BenchResult, markdown, writeTable } from '../bench/overlay-table.js';

const folder = mkdtempSync(join(tmpdir(), 'liangtian-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Pair = readonly [a: number, b: number, squareMetres: number];

function pairsFile(name: string, pairs: readonly Pair[]): string {
  const view = new DataView(new ArrayBuffer(16 * pairs.length));
  pairs.forEach(([a, b, area], i) => {
    view.setInt32(16 * i, a, true);
    view.setInt32(16 * i + 4, b, true);
    view.setFloat64(16 * i + 8, area / UNIT_AREA, true);
  });
  const path = join(folder, name);
  writeFileSync(path, view);
  return path;
}

const TRUE: readonly Pair[] = [
  [0, 0, 100],
  [0, 2, 50],
  [3, 1, 20],
];

test.each<[string, readonly Pair[], boolean, number, number]>([
  ['the same pairs in another order', [TRUE[2]!, TRUE[0]!, TRUE[1]!], true, 0, 0],
  ['a wrong area', [TRUE[0]!, [0, 2, 49], TRUE[2]!], true, 1, 1],
  ['less than a legal unit', [TRUE[0]!, [0, 2, 50.001], TRUE[2]!], true, 0.001, 0],
  ['a pair that is missing', [TRUE[0]!, TRUE[1]!], true, 20, 1],
  ['a pair that a sample left out', [TRUE[0]!, TRUE[1]!], false, 0, 0],
  ['a pair that is not there', [...TRUE, [3, 2, 7]], true, 7, 1],
  ['a pair of a feature that we do not have', [...TRUE, [9, 2, 7]], true, 7, 1],
  ['a candidate without common ground', [...TRUE, [1, 1, 0]], true, 0, 0],
  ['an area that is no number', [TRUE[0]!, [0, 2, Number.NaN], TRUE[2]!], true, Infinity, 1],
])('pairs are compared: %s', (_, pairs, isWhole, worst, off) => {
  const check = comparePairs(pairsFile('true', TRUE), pairsFile('other', pairs), isWhole);
  expect(check.worst).toBeCloseTo(worst, 9);
  expect(check.off).toBe(off);
});

function result(changes: Partial<BenchResult>, ...seconds: readonly number[]): BenchResult {
  return {
    parcels: 10_000,
    variant: 'diff',
    name: 'Liangtian, WebAssembly',
    version: '1',
    threads: 2,
    hash: 'no',
    isOurs: true,
    givesGroups: false,
    runs: seconds.map((one, i) => ({ cold: i === 0, seconds: one, pairs: 5, area: 1 })),
    peakBytes: null,
    ...changes,
  };
}

test('a ratio is to our engine with the same second year, threads and hashing', () => {
  const peer = { name: 'Peer', isOurs: false };
  const text = markdown({
    date: '2026-11-25',
    machine: 'a machine',
    program: '0',
    runs: 4,
    results: [
      result({}, 9, 1, 2, 3),
      result({ threads: 1 }, 9, 4),
      result({ variant: 'near', hash: 'first' }, 9, 0.5),
      result({ givesGroups: true }, 9, 1.5),
      result(peer, 50, 20),
      result({ ...peer, threads: 1 }, 50, 20),
      result({ ...peer, variant: 'near', hash: 'first' }, 2),
      result({ ...peer, variant: 'near' }, 50, 20),
    ],
    skipped: [{ parcels: 10_000, name: 'Another', reason: 'it is not installed' }],
  });
  const ratios = text
    .split('\n')
    .filter((line) => /^\| (Peer|Liangtian)/.test(line))
    .map((line) => line.split(' | ')[7]);
  expect(ratios).toEqual(['1', '1', '1', '–', '10', '5', '4', '–']);
  expect(text).toContain('| 2 (1–3) |');
  expect(text).toContain('- Another: not run, it is not installed');
});

test('the table is written between its marks and nowhere else', () => {
  const path = join(folder, 'performance.md');
  copyFileSync('docs/performance.md', path);
  const [before, after] = [/^[\s\S]*begins -->/, /<!--[^>]*ends -->[\s\S]*$/].map(
    (part) => part.exec(readFileSync(path, 'utf8'))?.[0] ?? '',
  );
  writeTable(path, 'one');
  writeTable(path, 'two');
  expect(readFileSync(path, 'utf8')).toBe(`${before}\n\ntwo\n\n${after}`);
  writeFileSync(path, 'no marks');
  expect(() => writeTable(path, 'three')).toThrow('no place for the table');
});

test('the benchmark of the checks measures every step and the whole command', async () => {
  const [medians] = await benchChecks({ sizes: [2000], variants: ['flawed'], runs: 1, folder });
  const steps = ['GDAL', 'checking shapes', 'areas', 'checking', 'checking topology'];
  for (const name of [...steps, 'all steps', 'checks alone', 'survey import --dry-run'])
    expect(medians?.[name], name).toBeGreaterThan(0);
}, 300_000);
