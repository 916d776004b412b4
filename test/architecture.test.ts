/** The arrows between the rooms of src/, and that each room is entered by its door. See ARCHITECTURE.md. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

/** What each folder of src/ may import. Arrows only point up this list. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  base: [],
  geo: ['base'],
  formats: ['base', 'geo'],
  policy: ['base'],
  land: ['base', 'geo', 'policy'],
  project: ['base', 'geo', 'policy', 'land'],
  report: ['base', 'geo', 'policy', 'land', 'project'],
  sample: ['base', 'geo', 'land'],
  engine: ['base', 'geo', 'formats'],
  storage: ['base', 'geo', 'formats', 'policy', 'land', 'engine'],
  app: [
    'base',
    'geo',
    'formats',
    'policy',
    'land',
    'project',
    'report',
    'sample',
    'engine',
    'storage',
  ],
  server: ['base', 'app'],
  cli: ['base', 'app', 'server'],
};

/** Rooms that do no input or output, read no clock, use no randomness and start no thread. */
const PURE = ['base', 'geo', 'policy', 'land', 'project', 'report', 'sample'];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((f) =>
  f.endsWith('.ts'),
);
const rooms = [...new Set(files.map((file) => file.split('/')[0] ?? ''))];

test('every room stands in the drawing and has a door', () => {
  for (const room of rooms) {
    expect(Object.keys(MAY_IMPORT), `src/${room} is not in the drawing`).toContain(room);
    expect(existsSync(join('src', room, 'index.ts')), `src/${room} has no index.ts`).toBe(true);
  }
});

test.each(files)('src/%s imports only what its room may', (file) => {
  const [room = ''] = file.split('/');
  const source = readFileSync(join('src', file), 'utf8');
  for (const [, specifier = ''] of source.matchAll(/from '(\.[^']+)'/g)) {
    const target = relative('src', join('src', dirname(file), specifier));
    const [other = ''] = target.split('/');
    if (other === room) continue;
    expect(MAY_IMPORT[room], `${room}/ may not import ${other}/ — see ARCHITECTURE.md`).toContain(
      other,
    );
    expect(target, `enter ${other}/ by its index.ts`).toBe(`${other}/index.ts`);
  }
});

const pureFiles = files.filter(
  (f) => PURE.includes(f.split('/')[0] ?? '') && !f.endsWith('.test.ts'),
);

test.each(pureFiles)('src/%s is pure', (file) => {
  const source = readFileSync(join('src', file), 'utf8');
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  expect(code, 'no Node modules').not.toMatch(/from 'node:/);
  expect(code, 'no hidden imports').not.toMatch(/import\(\s*'\.|^import '\./m);
  expect(code, 'no clock and no randomness').not.toMatch(
    /Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(/,
  );
  expect(code, 'no talking').not.toMatch(/console\.|process\./);
});
