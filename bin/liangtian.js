#!/usr/bin/env node
/** The command. Builds the sources when they changed, then runs them; a published package runs what it brings. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
const code = major > 20 || (major === 20 && minor >= 19) ? await main() : tooOld();
// Output may be a pipe: let it drain, then leave even if a worker lingers.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write('', done))),
);
process.exit(code);

async function main() {
  process.setSourceMapsEnabled(true);
  const { build, BuildError } = await import('./build.js');
  let folder;
  try {
    folder = await build();
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  const program = await import(pathToFileURL(join(folder, 'cli', 'main.js')).href);
  return program.run(process.argv.slice(2));
}

function tooOld() {
  process.stderr.write(
    `需要 Node.js 20.19 或更新的版本，现在是 ${process.versions.node}。\n` +
      `Node.js 20.19 or newer is needed; this is ${process.versions.node}.\n`,
  );
  return 2;
}
