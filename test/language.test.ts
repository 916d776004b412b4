/** English is complete: nothing that an English reader sees is Chinese but names from the data and official terms. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Settlement } from '../src/land/index.ts';

let folder: string;
let names: string[];
let report: string;
const environment = { ...process.env, LANG: 'zh_CN.UTF-8' };

function run(...args: string[]): { out: string; err: string; status: number | null } {
  const home = ['--home', join(folder, 'home')];
  const done = spawnSync(process.execPath, ['bin/liangtian.js', ...home, ...args], {
    encoding: 'utf8',
    env: environment,
  });
  return { out: done.stdout, err: done.stderr, status: done.status };
}

let settled: { out: string; err: string };
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-language-'));
  settled = run('--lang', 'en', 'start', '--exit', '--parcels', '2000', '--seed', '5');
  report = join(folder, 'home/reports/990101-2025/v1');
  const balance = JSON.parse(readFileSync(join(report, 'balance.json'), 'utf8')) as Settlement;
  names = [
    balance.regionName,
    ...balance.zones.map((zone) => zone.name),
    ...readdirSync(report),
    '良田',
  ].sort((a, b) => b.length - a.length);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lines with Chinese characters or punctuation that are no names and no quotation of the law. */
function chinese(text: string): string[] {
  let rest = text.replaceAll(/「[^」]*」/g, '');
  for (const name of names) rest = rest.replaceAll(name, '');
  return rest.split('\n').filter((line) => /[\p{Script=Han}，。：；（）]/u.test(line));
}

test('the settled year is told in English', () => {
  expect(settled.out).toContain('balance of 2025');
  expect(chinese(settled.out + settled.err)).toEqual([]);
});

test('the same in 中文 from LANG, with every unconfirmed rule marked', () => {
  const { out } = run('start', '--exit', '--parcels', '2000', '--seed', '5');
  expect(out).toContain('年度平衡账');
  expect(out).toMatch(/设施农用.*未确认/);
  expect(out).toMatch(/Q2 全部质量.*未确认/);
  expect(run('--lang', 'en', 'start', '--exit', '--parcels', '2000', '--seed', '5').out).toMatch(
    /facility land.*unconfirmed/,
  );
});

const COMMANDS = [[], ['survey'], ['survey', 'check'], ['survey', 'import'], ['survey', 'list']];
test.each([
  ...COMMANDS,
  ...['area', 'overlay', 'settle', 'explain', 'sample', 'start', 'serve'].map((one) => [one]),
])('help of %s', (...command) => {
  const { out, status } = run('--lang', 'en', ...command, '--help');
  expect(status).toBe(0);
  expect(chinese(out)).toEqual([]);
});

test.each([
  [['settle', '--before', 'a.shp', '--after', 'b.shp']],
  [['survey', 'check', 'nowhere.gpkg']],
  [['explain', 'year:990101-1999#/account/losses']],
  [['explain', 'nonsense']],
  [['start', '--port', 'x']],
])('what is refused is told in English: %s', (args) => {
  const { out, err, status } = run('--lang', 'en', ...args);
  expect(status).toBe(2);
  expect(err).toContain('What to do');
  expect(chinese(out + err)).toEqual([]);
});

test.each([
  '/account/closing',
  '/account/residual',
  '/rows/0/area',
  '/flows/0/area',
  '/classes/0/before',
  '/stable/netIncrease',
  '/stable/excluded/2/before',
  '/stable/labelParcels/0/area',
  '/tests/1',
  '/tests/4/supplement',
  '/approvals/0/area',
  '/zones/3/account/losses',
  '/parameters/1/value',
  '/findings/counts/X1',
  '/proof/worstParcelDifference',
])('explanation of %s', (pointer) => {
  const { out, status } = run('--lang', 'en', 'explain', `year:990101-2025#${pointer}`);
  expect(status).toBe(0);
  expect(chinese(out)).toEqual([]);
});

test('the report page', () => {
  const page = readFileSync(join(report, 'report.html'), 'utf8');
  expect(page).toContain('<html lang="en">');
  const seen = page
    .replace(/<div class="printonly[\s\S]*$/, '')
    .replaceAll(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<span class="zh">[^<]*<\/span>/g, '')
    .replaceAll(/<text class="zh"[\s\S]*?<\/text>/g, '')
    .replaceAll(/ data-zh="[^"]*"/g, '')
    // The sources of parameters are named as they stand in the original, and the switch names its languages.
    .replaceAll(/<td lang="zh-CN">[^<]*<\/td>|<button data-lang="zh-CN">[^<]*<\/button>/g, '')
    .replaceAll('>', '>\n');
  const encoded = readdirSync(report).map((name) => encodeURIComponent(name));
  expect(encoded.some((name) => page.includes(name))).toBe(true);
  expect(chinese(seen)).toEqual([]);
});
