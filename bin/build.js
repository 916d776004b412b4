/**
 * Builds src/ into dist/<stamp>/ when no build of the present sources is there. The stamp is a hash of every source, so a
 * stale build is never run, and many processes may build at once: each writes a folder of its own and renames it.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Folder of the built program; builds it first when needed. */
export async function build() {
  const source = join(root, 'src');
  if (!existsSync(source)) return shipped();
  const files = sources(source);
  const stamp = stampOf(source, files);
  const home = writable(join(root, 'dist'), stamp) ? join(root, 'dist') : elsewhere();
  const target = join(home, stamp);
  if (!existsSync(join(target, 'stamp.json'))) await bundle(source, files, home, target, stamp);
  prune(home, stamp);
  return target;
}

/** The one build that a published package brings. */
function shipped() {
  const dist = join(root, 'dist');
  const found = existsSync(dist)
    ? readdirSync(dist).find((name) => existsSync(join(dist, name, 'stamp.json')))
    : undefined;
  if (!found)
    throw new Error('This copy of Liangtian has neither sources nor a build; install it again.');
  return join(dist, found);
}

function sources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function stampOf(source, files) {
  const hash = createHash('sha256');
  for (const file of [...files, join(root, 'package-lock.json'), fileURLToPath(import.meta.url)]) {
    hash
      .update(relative(source, file))
      .update('\0')
      .update(existsSync(file) ? readFileSync(file) : '')
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

/** A build that is there can be read by everybody; a new one needs a folder that this user may write. */
function writable(dist, stamp) {
  if (existsSync(join(dist, stamp, 'stamp.json'))) return true;
  try {
    mkdirSync(dist, { recursive: true });
    accessSync(dist, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A build folder of this user for a checkout that may not be written; packages are reached by a link. */
function elsewhere() {
  const key = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const folder = join(tmpdir(), `liangtian-build-${userInfo().username}-${key}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.getuid && statSync(folder).uid !== process.getuid())
    throw new Error(`${folder} belongs to somebody else; remove it and start again.`);
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) symlinkSync(join(root, 'node_modules'), modules, 'dir');
  return folder;
}

async function bundle(source, files, home, target, stamp) {
  const esbuild = await import('esbuild');
  const work = join(home, `.${stamp}.${process.pid}.${randomBytes(4).toString('hex')}`);
  const entries = files.filter((file) =>
    /(\.worker\.ts|cli[\\/]main\.ts|guardian\.ts)$/.test(file),
  );
  try {
    await esbuild.build({
      entryPoints: entries,
      outdir: work,
      outbase: source,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      packages: 'external',
      sourcemap: true,
      chunkNames: 'chunks/[name]-[hash]',
      logLevel: 'silent',
    });
    cpSync(join(source, 'storage', 'migrations'), join(work, 'storage', 'migrations'), {
      recursive: true,
    });
    writeFileSync(join(work, 'package.json'), '{"type":"module"}\n');
    writeFileSync(
      join(work, 'stamp.json'),
      `${JSON.stringify({ stamp, version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version })}\n`,
    );
    renameSync(work, target);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    if (!existsSync(join(target, 'stamp.json'))) throw error;
  }
}

/** Old builds go, except those that a process may still be running: a day old is old. */
function prune(home, stamp) {
  const dayAgo = Date.now() - 86_400_000;
  for (const name of readdirSync(home)) {
    if (name === stamp || name === 'node_modules' || !/^\.?[0-9a-f]{16}/.test(name)) continue;
    const folder = join(home, name);
    try {
      if (statSync(folder).mtimeMs < dayAgo) rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      // Another process removed it first, or it belongs to another user: either way it is not ours to remove.
      if (!['ENOENT', 'EACCES', 'EPERM'].includes(error.code)) throw error;
    }
  }
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1].split('/').join(sep)) {
  process.stdout.write(`${await build()}\n`);
}
