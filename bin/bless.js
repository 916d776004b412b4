#!/usr/bin/env node
/**
 * Rewrites the generated documents: `npm run bless`. Every `src/**\/*.bless.ts` exports `GENERATED`, a table from a path
 * to a function that makes its text; a test compares the same texts with what is committed.
 */
import {
  mkdirSync,
  readFileSync,
  existsSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, PACKAGE_ROOT } from './build.js';

/** Path (from the root of the checkout) → function that makes the text, of all generators. */
export async function generated() {
  const folder = await build();
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) =>
    f.endsWith('.bless.js'),
  );
  const table = new Map();
  for (const script of scripts.sort()) {
    const { GENERATED } = await import(pathToFileURL(join(folder, script)).href);
    for (const [path, make] of Object.entries(GENERATED)) table.set(path, make);
  }
  return table;
}

if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  for (const [path, make] of await generated()) {
    const file = join(PACKAGE_ROOT, path);
    const text = await make();
    const same = existsSync(file) && readFileSync(file, 'utf8') === text;
    if (!same) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    process.stdout.write(`${same ? 'current' : 'written'} ${path}\n`);
  }
}
