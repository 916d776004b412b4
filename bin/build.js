/**
 * Builds the program on demand. In a checkout, `build()` bundles src/ with esbuild into `dist/<stamp>/`, where the stamp
 * is a hash of all that goes in; when that folder exists already there is nothing to do. In the published package, which
 * has no src/, it finds the folder that was shipped. Plain JavaScript, because Node runs it before anything is built.
 *
 * A build appears by one rename, so that any number of processes may start at once: each sees a whole build or none.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileKernel } from './kernel.js';

/** Folder of the package that this file belongs to, links resolved. */
export const PACKAGE_ROOT = realpathSync(fileURLToPath(new URL('..', import.meta.url)));

/** Written last into every build; whoever looks for the root of the built program looks for it. */
const MARKER = 'stamp.json';
const STAMP = /^[0-9a-f]{16}$/;
/** Builds that stay when newer ones come, beside those in use. */
const KEPT = 3;
/** A build this young may be about to be used by the process that made it. */
const YOUNG_MS = 10 * 60_000;

/** A build that cannot be done, told in both languages. `exitCode` is 2 when the user can put it right, else 70. */
export class BuildError extends Error {
  constructor(zh, en, exitCode) {
    super(`${zh}\n${en}`);
    this.exitCode = exitCode;
  }
}

/** Builds if needed; resolves to the folder of the built program. */
export async function build(root = PACKAGE_ROOT) {
  const dist = join(root, 'dist');
  if (!existsSync(join(root, 'src'))) return shipped(dist);
  for (let attempt = 0; ; attempt++) {
    const stamp = stampOf(root);
    const ready = [dist, ...fallbackPlaces(root)].find((place) => {
      markInUse(place, stamp);
      return isBuild(join(place, stamp)) && isTrusted(place, dist);
    });
    if (ready !== undefined) return opened(ready, stamp);
    const place = placeToBuild(root, dist);
    markInUse(place, stamp);
    const temporary = mkdtempSync(join(place, `.new-${process.pid}-`));
    try {
      await bundle(root, temporary);
      // A source that was saved while we read it would give a build that is not what its stamp says.
      if (stampOf(root) !== stamp && attempt < 5) continue;
      describe(root, temporary, stamp);
      giveAllTo(temporary, place === dist ? root : place);
      appear(temporary, join(place, stamp));
      prune(place, stamp);
      return opened(place, stamp);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  }
}

/** What a build says of itself. `package.json` makes its files modules also where no package stands above them. */
function describe(root, folder, stamp) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  writeFileSync(join(folder, MARKER), `${JSON.stringify({ stamp, version })}\n`);
}

/** Hash over everything that goes into a build: sources without their tests, dependencies, and how it is built. */
export function stampOf(root) {
  const hash = createHash('sha256');
  const beside = ['package.json', 'package-lock.json', 'bin/build.js', 'bin/kernel.js'];
  for (const path of [
    ...sourceFiles(join(root, 'src')),
    ...beside.map((file) => join(root, file)),
  ]) {
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path);
    hash.update(`${relative(root, path).split(sep).join('/')}\n${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex').slice(0, 16);
}

/** All files of src/ that belong to the program, sorted. */
function sourceFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'testdata' ? [] : sourceFiles(path);
      return /\.test\.tsx?$|^\./.test(entry.name) ? [] : [path];
    });
}

/** What the program is entered by: the command, every worker and generator of documents, the guardian, every door. */
function entryPoints(root) {
  const src = join(root, 'src');
  const chosen = /(\.worker|\.bless)\.ts$|^cli\/main\.ts$|\/guardian\.ts$|^\w+\/index\.ts$/;
  return sourceFiles(src).filter((file) => chosen.test(relative(src, file).split(sep).join('/')));
}

async function bundle(root, outdir) {
  const esbuild = await loadEsbuild();
  const kernel = existsSync(join(root, 'src', 'geo', 'kernel'))
    ? compileKernel(root).catch((error) => error)
    : null;
  const src = join(root, 'src');
  try {
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: entryPoints(root),
      outdir,
      outbase: src,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      packages: 'external',
      sourcemap: true,
      chunkNames: 'chunks/[name]-[hash]',
      legalComments: 'none',
      logLevel: 'silent',
    });
  } catch (error) {
    if (!Array.isArray(error?.errors)) throw error;
    const text = (await esbuild.formatMessages(error.errors, { kind: 'error' })).join('');
    throw new BuildError('源代码不能编译：', `The source code does not build:\n${text}`, 70);
  } finally {
    await esbuild.stop();
  }
  writeKernel(await kernel, outdir);
  // What stands beside the code and is read at run time, e.g. SQL.
  for (const file of sourceFiles(src).filter((f) => !/\.tsx?$/.test(f))) {
    cpSync(file, join(outdir, relative(src, file)), { recursive: true });
  }
}

/** Keeps the compiled kernel of the overlay, or says why there is none; a program without a kernel has nothing to keep. */
function writeKernel(bytes, outdir) {
  if (bytes === null) return;
  if (bytes?.code === 'ERR_MODULE_NOT_FOUND') throw new BuildError(...NOT_INSTALLED);
  if (bytes instanceof Error)
    throw new BuildError('内核不能编译：', `The kernel does not build:\n${bytes.message}`, 70);
  writeFileSync(join(outdir, 'geo', 'overlay-kernel.wasm'), bytes);
}

const NOT_INSTALLED = [
  '还没有安装依赖包。请先在本文件夹运行：npm ci',
  'The dependencies are not installed yet. Run first, in this folder: npm ci',
  2,
];

async function loadEsbuild() {
  try {
    return await import('esbuild');
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new BuildError(...NOT_INSTALLED);
  }
}

/** The build of the published package. */
function shipped(dist) {
  const current = join(dist, 'current');
  const folder = existsSync(current) ? join(dist, readFileSync(current, 'utf8').trim()) : dist;
  if (isBuild(folder)) return folder;
  throw new BuildError(
    `安装不完整：${dist} 中没有程序。请重新安装 liangtian。`,
    `The installation is not complete: no program in ${dist}. Install liangtian again.`,
    2,
  );
}

function isBuild(folder) {
  return existsSync(join(folder, MARKER));
}

/** Where to build when the checkout may not be written: the user's cache, else the temporary folder. */
function fallbackPlaces(root) {
  const key = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const user = process.getuid?.() ?? 'user';
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return [
    join(cache, 'liangtian', `build-${key}`),
    join(tmpdir(), `liangtian-build-${user}-${key}`),
  ];
}

function placeToBuild(root, dist) {
  if (makeFolder(dist, 0o755)) {
    giveTo(dist, root);
    return dist;
  }
  for (const place of fallbackPlaces(root)) {
    if (!makeFolder(place, 0o700) || !isTrusted(place, dist)) continue;
    linkPackages(root, place);
    return place;
  }
  throw new BuildError(
    `没有可以写入的文件夹来编译程序：${[dist, ...fallbackPlaces(root)].join('、')}。请让其中之一可写。`,
    `No folder to build the program in may be written. Make one of them writable.`,
    2,
  );
}

/** Makes a folder and tries whether it can be written. */
function makeFolder(folder, mode) {
  try {
    mkdirSync(folder, { recursive: true, mode });
    rmSync(mkdtempSync(join(folder, '.try-')), { recursive: true });
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EEXIST'].includes(error.code))
      return false;
    throw error;
  }
}

/** Code is run only from the checkout itself or from a folder that nobody else can write. */
function isTrusted(place, dist) {
  if (place === dist || process.platform === 'win32') return true;
  const stat = lstatSync(place, { throwIfNoEntry: false });
  return (
    stat !== undefined &&
    stat.isDirectory() &&
    stat.uid === process.getuid() &&
    (stat.mode & 0o022) === 0
  );
}

/** Packages are not bundled, so a build outside the checkout needs a way to them. */
function linkPackages(root, place) {
  let folder = root;
  while (!existsSync(join(folder, 'node_modules')) && dirname(folder) !== folder)
    folder = dirname(folder);
  const target = join(folder, 'node_modules');
  const link = join(place, 'node_modules');
  const stat = lstatSync(link, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink() && resolve(place, readlinkSync(link)) === target) return;
  const temporary = join(place, `.link-${process.pid}-${randomBytes(4).toString('hex')}`);
  symlinkSync(target, temporary, 'junction');
  renameSync(temporary, link);
}

/** Readable for everybody; when root builds, it belongs to whom the checkout belongs, so that they can replace it. */
function giveTo(path, example) {
  if (process.platform === 'win32') return;
  const stat = lstatSync(path);
  const owner = statSync(example);
  if (stat.uid === process.getuid()) chmodSync(path, stat.isDirectory() ? 0o755 : 0o644);
  if (process.getuid() === 0 && stat.uid !== owner.uid) lchownSync(path, owner.uid, owner.gid);
}

function giveAllTo(folder, example) {
  giveTo(folder, example);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    giveTo(join(folder, name), example);
  }
}

/** One rename; whoever comes second finds the same build there and drops its own. */
function appear(temporary, folder) {
  try {
    renameSync(temporary, folder);
  } catch (error) {
    if (!isBuild(folder)) throw error;
  }
}

/** Says which build runs now: to code that runs from src/ (tests), and to the published package. */
function opened(place, stamp) {
  const folder = join(place, stamp);
  const current = join(place, 'current');
  try {
    const now = new Date();
    utimesSync(folder, now, now);
    if (!existsSync(current) || readFileSync(current, 'utf8').trim() !== stamp) {
      const temporary = join(place, `.current-${process.pid}-${randomBytes(4).toString('hex')}`);
      writeFileSync(temporary, `${stamp}\n`);
      giveTo(temporary, place);
      renameSync(temporary, current);
    }
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
  }
  return folder;
}

/** While this process lives, nobody removes the build: it may load workers and chunks from it later. */
function markInUse(place, stamp) {
  const mark = join(place, '.use', `${stamp}-${process.pid}`);
  if (!existsSync(place) || existsSync(mark)) return;
  try {
    mkdirSync(dirname(mark), { recursive: true });
    writeFileSync(mark, '');
    if (process.getuid?.() === 0) {
      const owner = statSync(place);
      for (const path of [dirname(mark), mark]) lchownSync(path, owner.uid, owner.gid);
    }
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) return;
    throw error;
  }
  process.once('exit', () => rmSync(mark, { force: true }));
}

/** Removes builds that are neither new, nor young, nor in use by a living process, and what killed builds left. */
function prune(place, stamp) {
  const used = new Set([stamp]);
  for (const mark of list(join(place, '.use'))) {
    const [of, pid] = mark.split('-');
    if (isAlive(Number(pid))) used.add(of);
    else drop(join(place, '.use', mark));
  }
  const builds = list(place)
    .filter((name) => STAMP.test(name))
    .map((name) => ({
      name,
      time: statSync(join(place, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    }))
    .sort((a, b) => b.time - a.time);
  for (const { name, time } of builds.slice(KEPT)) {
    if (!used.has(name) && Date.now() - time > YOUNG_MS) drop(join(place, name));
  }
  for (const name of list(place)) {
    const [, pid] = /^\.(?:new|old|link|current)-(\d+)-/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) drop(join(place, name));
  }
}

function list(folder) {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Away by one rename, then removed; what belongs to another user stays. */
function drop(path) {
  const old = join(dirname(path), `.old-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    if (lstatSync(path).isDirectory()) {
      renameSync(path, old);
      rmSync(old, { recursive: true, force: true });
    } else {
      unlinkSync(path);
    }
  } catch (error) {
    if (!['EACCES', 'EPERM', 'ENOENT', 'EROFS', 'ENOTEMPTY', 'EBUSY'].includes(error.code))
      throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

if (
  process.argv[1] !== undefined &&
  realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
) {
  process.stdout.write(`${await build()}\n`);
}
