/** The style of the house as a test: lengths, words, leftovers, names. Each rule says what to do instead. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  encoding: 'utf8',
}).split('\n');
const sources = tracked.filter((f) => /^(src|test|bench|bin)\/.*\.(ts|js)$/.test(f));
const self = 'test/tidy.test.ts';

/** A pattern that may not stand in code, and what to write in its place. */
const BANNED: readonly (readonly [RegExp, string])[] = [
  [/\b(TODO|FIXME|XXX|HACK)\b/, 'do it, or write it into docs/open-points.md'],
  [/\b(it|test|describe)\.(only|todo)\b/, 'run every test'],
  [/\bas any\b|@ts-ignore|@ts-nocheck|@ts-expect-error/, 'give the value its type'],
  [/\benum\s+[A-Z]/, 'use a union of literals'],
  [/\bcatch\s*(\([^)]*\))?\s*\{\s*\}/, 'handle the failure or let it rise'],
  [/\brequisitionCompensation/, 'occupationCompensation (practice §7)'],
  [/\bredline\b(?! alone)/i, 'ecologicalRedLine, or name which line'],
];

const FOLDERS = /(^|\/)(utils?|helpers?|common|shared|core|misc|lib)(\/|\.ts$)/;

test('no drawer for odds and ends', () => {
  expect(sources.filter((f) => FOLDERS.test(f))).toEqual([]);
});

/** A law is read from top to bottom, words above rules: an instrument is not cut in two for its length. */
const INSTRUMENTS = /^src\/policy\/opinions-2024(\.test)?\.ts$/;

test('files hold one idea: at most 600 lines, an instrument at most 1,200', () => {
  const long = sources.filter(
    (f) => readFileSync(f, 'utf8').split('\n').length > (INSTRUMENTS.test(f) ? 1200 : 600) + 1,
  );
  expect(long).toEqual([]);
});

test.each(sources.filter((f) => f !== self))('%s is tidy', (file) => {
  const text = readFileSync(file, 'utf8');
  for (const [pattern, instead] of BANNED) {
    const line = text.split('\n').findIndex((l) => pattern.test(l));
    expect(line, `${file}:${line + 1} ${pattern}: ${instead}`).toBe(-1);
  }
  if (file.startsWith('src/') && !file.endsWith('.test.ts')) {
    expect(
      text.trimStart().startsWith('/**') || text.trimStart().startsWith('//'),
      `${file} opens with what is here`,
    ).toBe(true);
  }
  for (const line of text
    .split('\n')
    .filter((l) => /^export (interface|type|const|function|class)/.test(l))) {
    expect(line, 'names carry no empty suffix').not.toMatch(/\b\w+(Manager|Helper|Dto|Impl)\b/);
  }
});

test('house rule: exact versions of dependencies', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  for (const group of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, version] of Object.entries(manifest[group] ?? {})) {
      expect(version, `${name} is pinned`).toMatch(/^\d/);
    }
  }
});
