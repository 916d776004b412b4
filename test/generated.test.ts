/** Every generated document is what the present code would generate; `npm run bless` writes it anew. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generated } from '../bin/bless.js';

const FOLDER = 'docs/generated';
const table = await generated();

test('every file of docs/generated has a generator, and every generator its file', () => {
  const files = readdirSync(FOLDER).map((name) => join(FOLDER, name));
  expect(files.sort()).toEqual([...table.keys()].sort());
  expect(files.length).toBeGreaterThan(5);
});

test.each([...table.keys()])('%s is current', async (path) => {
  const committed = existsSync(path) ? readFileSync(path, 'utf8') : '';
  expect(committed, `${path} is out of date; run: npm run bless`).toBe(await table.get(path)!());
});
