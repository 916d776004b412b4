#!/usr/bin/env node
/** The command. Builds the sources when they changed, then runs them; a published package runs what it brings. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.js';

const program = await import(pathToFileURL(join(await build(), 'cli', 'main.js')).href);
const code = await program.run(process.argv.slice(2));
// Output may be a pipe: let it drain, then leave even if a worker lingers.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
);
process.exit(code);
