/** The command in checkouts of every kind: fresh, stale, shared, read-only, linked, published. Each is a small copy. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../bin/build.js';

const asRoot = process.getuid?.() === 0;
/** An ordinary user: `nobody` when the tests run as root, else whoever runs them. */
const ordinary = asRoot ? { uid: 65_534, gid: 65_534 } : {};
const STAMP = /^[0-9a-f]{16}$/;

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'liangtian-bin-')));
  chmodSync(folder, 0o755);
});
afterEach(() => {
  spawnSync('chmod', ['-R', 'u+w', folder]);
  rmSync(folder, { recursive: true, force: true });
});

test('a checkout is built at the first start, run as it is at the second, and built again when a source changed', async () => {
  const checkout = makeCheckout('plain');
  expect(await run(checkout, ['a', 'b'])).toMatchObject({ code: 7, out: 'first a b\n', err: '' });
  const [first] = builds(checkout);
  const made = statSync(join(checkout, 'dist', first!, 'cli', 'main.js'));
  expect((await run(checkout)).out).toBe('first \n');
  expect(statSync(join(checkout, 'dist', first!, 'cli', 'main.js')).ino).toBe(made.ino);

  writeMain(checkout, 'second');
  expect((await run(checkout)).out).toBe('second \n');
  expect(builds(checkout)).toHaveLength(2);
  expect(readFileSync(join(checkout, 'dist', 'current'), 'utf8').trim()).not.toBe(first);
  // A test beside the code is no part of the program.
  writeFileSync(join(checkout, 'src', 'cli', 'main.test.ts'), 'syntax error here');
  expect((await run(checkout)).out).toBe('second \n');
  expect(builds(checkout)).toHaveLength(2);
});

test('what stands beside the code is there at run time', async () => {
  const checkout = makeCheckout('assets');
  mkdirSync(join(checkout, 'src', 'storage', 'migrations'), { recursive: true });
  writeFileSync(join(checkout, 'src', 'storage', 'migrations', '0001-a.sql'), 'select 1');
  await run(checkout);
  const [stamp] = builds(checkout);
  const copy = join(checkout, 'dist', stamp!, 'storage', 'migrations', '0001-a.sql');
  expect(readFileSync(copy, 'utf8')).toBe('select 1');
});

test('eight processes that start at once all run, and leave one build and no debris', async () => {
  const checkout = makeCheckout('crowd');
  const results = await Promise.all(Array.from({ length: 8 }, () => run(checkout)));
  expect(results.map((result) => result.out)).toEqual(Array(8).fill('first \n'));
  expect(readdirSync(join(checkout, 'dist')).sort()).toEqual(
    ['.use', builds(checkout)[0], 'current'].sort(),
  );
  expect(readdirSync(join(checkout, 'dist', '.use'))).toEqual([]);
});

test('a checkout with blanks and Chinese characters in its path runs through links', async () => {
  const checkout = makeCheckout('良田 的 “副本” #1%20');
  symlinkSync(checkout, join(folder, 'link'));
  expect((await run(join(folder, 'link'), ['x'])).out).toBe('first x\n');
  // As npm does for a command that is installed for everybody.
  symlinkSync(join(folder, 'link', 'bin', 'liangtian.js'), join(folder, 'liangtian'));
  const linked = await runFile(join(folder, 'liangtian'), ['y']);
  expect(linked).toMatchObject({ code: 7, out: 'first y\n' });
  expect(builds(checkout)).toHaveLength(1);
});

test('a published package without sources runs the build that it brings', async () => {
  const checkout = makeCheckout('made');
  await run(checkout);
  const installed = join(folder, 'lib', 'node_modules', 'liangtian');
  mkdirSync(installed, { recursive: true });
  for (const part of ['bin', 'dist', 'package.json']) {
    cpSync(join(checkout, part), join(installed, part), { recursive: true });
  }
  for (const path of readdirSync(installed, { recursive: true, encoding: 'utf8' })) {
    chmodSync(join(installed, path), statSync(join(installed, path)).mode & 0o555);
  }
  symlinkSync(join(installed, 'bin', 'liangtian.js'), join(folder, 'liangtian'));
  expect(await runFile(join(folder, 'liangtian'), ['z'], ordinary)).toMatchObject({
    code: 7,
    out: 'first z\n',
    err: '',
  });
  spawnSync('chmod', ['-R', 'u+w', installed]);
  rmSync(join(installed, 'dist'), { recursive: true });
  const broken = await runFile(join(folder, 'liangtian'), []);
  expect(broken.code).toBe(2);
  expect(broken.err).toContain('not complete');
});

test('an ordinary user runs what another built, and builds elsewhere what is stale', async () => {
  const checkout = makeCheckout('foreign');
  await run(checkout);
  freeze(checkout);
  const cache = join(folder, 'cache');
  mkdirSync(cache);
  if (asRoot) lchownSync(cache, 65_534, 65_534);
  const user = { ...ordinary, env: { ...process.env, XDG_CACHE_HOME: cache } };
  expect((await run(checkout, [], user)).out).toBe('first \n');
  expect(readdirSync(cache)).toEqual([]);

  chmodSync(join(checkout, 'src', 'cli', 'main.ts'), 0o644);
  writeMain(checkout, 'second');
  expect((await run(checkout, [], user)).out).toBe('second \n');
  const [place] = readdirSync(join(cache, 'liangtian'));
  expect(readdirSync(join(cache, 'liangtian', place!)).filter((n) => STAMP.test(n))).toHaveLength(
    1,
  );
  expect(builds(checkout)).toHaveLength(1);
  // Neither a cache nor a home folder: the temporary folder, closed to others.
  const homeless = { ...process.env, XDG_CACHE_HOME: '/nonexistent', TMPDIR: cache };
  expect((await run(checkout, [], { ...ordinary, env: homeless })).out).toBe('second \n');
});

test('root and an ordinary user take turns in the checkout of the user', async (context) => {
  if (!asRoot) return context.skip('needs root');
  const checkout = makeCheckout('turns');
  spawnSync('chown', ['-R', '65534:65534', checkout]);
  for (const [index, user] of [{}, ordinary, {}, ordinary].entries()) {
    writeMain(checkout, `turn${index}`);
    expect((await run(checkout, [], user)).out).toBe(`turn${index} \n`);
  }
  expect(builds(checkout)).toHaveLength(4);
  for (const stamp of builds(checkout)) {
    expect(statSync(join(checkout, 'dist', stamp, 'cli', 'main.js')).uid).toBe(65_534);
  }
});

test('a new build removes old ones, but none that is new or that a living process uses', async () => {
  const checkout = makeCheckout('old');
  const dist = join(checkout, 'dist');
  const old = Array.from({ length: 6 }, (_, i) => String(i).repeat(16));
  for (const [i, stamp] of old.entries()) {
    mkdirSync(join(dist, stamp), { recursive: true });
    utimesSync(join(dist, stamp), 1_000_000 + i, 1_000_000 + i);
  }
  mkdirSync(join(dist, '.use'));
  writeFileSync(join(dist, '.use', `${old[0]}-${process.pid}`), '');
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  writeFileSync(join(dist, '.use', `${old[1]}-${dead}`), '');
  mkdirSync(join(dist, `.new-${dead}-abc`));
  await run(checkout);
  const [fresh] = builds(checkout).filter((stamp) => !old.includes(stamp));
  expect(builds(checkout).sort()).toEqual([old[0]!, old[4]!, old[5]!, fresh!].sort());
  expect(existsSync(join(dist, `.new-${dead}-abc`))).toBe(false);
});

test('without packages, and with a source that does not compile, there is a sentence and no build', async () => {
  const checkout = makeCheckout('bare');
  writeMain(checkout, "broken' + ");
  const broken = await run(checkout);
  expect(broken.code).toBe(70);
  expect(broken.err).toContain('main.ts');
  rmSync(join(checkout, 'node_modules'), { recursive: true });
  const bare = await run(checkout);
  expect(bare.code).toBe(2);
  expect(bare.err).toContain('npm ci');
  expect(builds(checkout)).toEqual([]);
});

/** A checkout with a program of one file, and esbuild as its only package. */
function makeCheckout(name: string): string {
  const checkout = join(folder, name);
  mkdirSync(join(checkout, 'src', 'cli'), { recursive: true });
  for (const part of ['bin', 'package.json', 'package-lock.json']) {
    cpSync(join(PACKAGE_ROOT, part), join(checkout, part), { recursive: true });
  }
  writeMain(checkout, 'first');
  const require = createRequire(join(PACKAGE_ROOT, 'package.json'));
  const esbuild = dirname(require.resolve('esbuild/package.json'));
  for (const part of ['esbuild', join('@esbuild', `${process.platform}-${process.arch}`)]) {
    const target = join(checkout, 'node_modules', part);
    cpSync(join(dirname(esbuild), part), target, { recursive: true });
  }
  return checkout;
}

/** The program prints `word` and its arguments and ends with 7. */
function writeMain(checkout: string, word: string): void {
  writeFileSync(
    join(checkout, 'src', 'cli', 'main.ts'),
    `import { writeSync } from 'node:fs';
     export async function run(argv: string[]): Promise<number> {
       writeSync(1, '${word} ' + argv.join(' ') + '\\n');
       return 7;
     }`,
  );
}

/** Nobody but root may write the checkout any more. */
function freeze(checkout: string): void {
  spawnSync('chmod', ['-R', 'a-w', checkout]);
}

function builds(checkout: string): string[] {
  const dist = join(checkout, 'dist');
  return existsSync(dist) ? readdirSync(dist).filter((name) => STAMP.test(name)) : [];
}

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Who {
  readonly uid?: number;
  readonly gid?: number;
  readonly env?: NodeJS.ProcessEnv;
}

function run(checkout: string, args: readonly string[] = [], who: Who = {}): Promise<Outcome> {
  return runFile(join(checkout, 'bin', 'liangtian.js'), args, who);
}

async function runFile(file: string, args: readonly string[], who: Who = {}): Promise<Outcome> {
  const child = spawn(process.execPath, [file, ...args], {
    ...who,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((done, failed) => {
    child.on('error', failed);
    child.on('close', done);
  });
  return { code, out, err };
}
