/** The program and its own PostgreSQL under hard conditions: closed folders, other users, no locale, kill -9. */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../bin/build.js';
import { sampleCounty } from '../src/sample/index.ts';
import { gdalHost, writeGeoPackage } from '../src/engine/index.ts';

const COMMAND = join(PACKAGE_ROOT, 'bin', 'liangtian.js');
const isRoot = process.getuid?.() === 0;
const onLinux = process.platform === 'linux';
const NOBODY = { uid: 65_534, gid: 65_534 };

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'liangtian-launch-')));
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  killAll(join(folder, 'home'), 'SIGQUIT');
  await until(() => serversOf(join(folder, 'home')).length === 0);
  rmSync(folder, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Conditions {
  readonly environment?: Record<string, string>;
  readonly user?: { readonly uid: number; readonly gid: number };
}

function start(args: readonly string[], { environment, user }: Conditions = {}): ChildProcess {
  return spawn(process.execPath, [COMMAND, '--home', join(folder, 'home'), ...args], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder, ...environment },
    ...user,
  });
}

async function ended(child: ChildProcess): Promise<Outcome> {
  let [out, err] = ['', ''];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((done, failed) => {
    child.once('error', failed);
    child.once('close', done);
  });
  return { code, out, err };
}

async function run(args: readonly string[], conditions?: Conditions): Promise<Outcome> {
  return ended(start(args, conditions));
}

/** The guardian and the server of a home with the server's own processes; Linux only. */
function serversOf(home: string): number[] {
  if (!onLinux || !existsSync(home)) return [];
  const note = join(home, 'cluster.location');
  const cluster = existsSync(note) ? readFileSync(note, 'utf8').trim() : join(home, 'cluster');
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const named = all.filter((pid) => ofProcess(pid, 'cmdline').includes(cluster));
  const children = all.filter((pid) =>
    named.includes(/^PPid:\s*(\d+)$/m.exec(ofProcess(pid, 'status'))?.[1] ?? ''),
  );
  return [...new Set([...named, ...children])].map(Number);
}

/** Ends them; some may end by themselves meanwhile. */
function killAll(home: string, signal: NodeJS.Signals): void {
  for (const pid of serversOf(home)) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** A file that Linux keeps of a process; empty when the process has gone or is not ours to look at. */
function ofProcess(pid: string, file: 'cmdline' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOENT', 'ESRCH', 'EACCES'].includes(code)) return '';
    throw error;
  }
}

async function until(holds: () => boolean, seconds = 20): Promise<void> {
  for (let i = 0; i < seconds * 10 && !holds(); i++) await pause(100);
  expect(holds()).toBe(true);
}

/** Whether an ordinary user can read the checkout that the tests run in. */
function isOpenToAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o005) !== 0o005) return false;
    if (at === dirname(at)) return true;
  }
}

/** Writes a sample county into the folder; the command that settles it. */
async function sampleArguments(parcels: number): Promise<string[]> {
  const county = sampleCounty(parcels, 5);
  const [before, after] = ['before.gpkg', 'after.gpkg'].map((name) => join(folder, name)) as [
    string,
    string,
  ];
  const gdal = gdalHost();
  await writeGeoPackage(gdal, before, county.before);
  await writeGeoPackage(gdal, after, county.after);
  await gdal.close();
  return ['settle', '--before', before, '--after', after, '--json'];
}

const LISTED = { code: 0, out: expect.stringContaining('"snapshots"') as string };

test('in a closed folder, without any locale', async () => {
  mkdirSync(join(folder, 'home'), { mode: 0o700 });
  expect(await run(['survey', 'list', '--json'])).toMatchObject(LISTED);
  // The database is UTF-8 whatever the machine speaks.
  expect(
    await run(['survey', 'list', '--json'], { environment: { LANG: 'zh_CN.GBK' } }),
  ).toMatchObject(LISTED);
});

test.skipIf(!isRoot || !isOpenToAll(PACKAGE_ROOT))(
  'as an ordinary user (root and an open checkout needed to try)',
  async () => {
    const home = join(folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    chownSync(home, NOBODY.uid, NOBODY.gid);
    chmodSync(folder, 0o777);
    expect(await run(['survey', 'list', '--json'], { user: NOBODY })).toMatchObject(LISTED);
    expect(statSync(join(home, 'cluster')).uid).toBe(NOBODY.uid);
    // Root may go on with it, and the owner after root.
    expect(await run(['survey', 'list', '--json'])).toMatchObject(LISTED);
    expect(await run(['survey', 'list', '--json'], { user: NOBODY })).toMatchObject(LISTED);
  },
);

test.skipIf(!isRoot || !isOpenToAll(PACKAGE_ROOT))(
  'what root imports and settles in the home of another is his, and he goes on with it (root and an open checkout needed to try)',
  async () => {
    const home = join(folder, 'home');
    mkdirSync(home, { mode: 0o700 });
    chownSync(home, NOBODY.uid, NOBODY.gid);
    chmodSync(folder, 0o777);
    const args = await sampleArguments(2000);
    const byRoot = await run(args);
    expect(byRoot.code, byRoot.err).toBe(0);
    const snapshots = join(home, 'snapshots');
    const places = [snapshots, join(home, 'reports')];
    for (const place of places)
      for (const name of ['', ...readdirSync(place, { recursive: true, encoding: 'utf8' })])
        expect(statSync(join(place, name)).uid, join(place, name)).toBe(NOBODY.uid);

    // The same again, and a year of another stage, which reads the snapshots and writes a version of its own.
    const again = await run(args, { user: NOBODY });
    expect(again.code, again.err).toBe(0);
    expect(again.out).toBe(byRoot.out.replace('"isNew": true', '"isNew": false'));
    const verified = await run([...args, '--stage', 'province-verified'], { user: NOBODY });
    expect(verified.code, verified.err).toBe(0);
    const { files } = JSON.parse(verified.out) as { files: string[] };
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(statSync(file)).toMatchObject({ uid: NOBODY.uid });
    expect(await run(['survey', 'list', '--json'], { user: NOBODY })).toMatchObject(LISTED);
  },
);

test.skipIf(!isRoot)(
  'a copy that root made of a data folder runs as well (root needed to try)',
  async () => {
    const home = join(folder, 'home');
    expect(await run(['survey', 'list', '--json'])).toMatchObject(LISTED);
    await until(() => serversOf(home).length === 0);
    const original = join(folder, 'original');
    renameSync(home, original);
    cpSync(original, home, { recursive: true });
    expect(await run(['survey', 'list', '--json'])).toMatchObject(LISTED);
  },
);

test('five processes that start at once share one server, and leave nothing running', async () => {
  const results = await Promise.all(
    Array.from({ length: 5 }, () => run(['survey', 'list', '--json'])),
  );
  for (const result of results) expect(result, result.err).toMatchObject(LISTED);
  if (onLinux) await until(() => serversOf(join(folder, 'home')).length === 0);
});

test.skipIf(!onLinux)(
  'kill -9 of the program leaves nothing running after ten seconds',
  async () => {
    const home = join(folder, 'home');
    const child = start(['serve']);
    await until(() => serversOf(home).length > 0);
    await pause(1500);
    child.kill('SIGKILL');
    await ended(child);
    await until(() => serversOf(home).length === 0, 10);
    expect(await run(['survey', 'list', '--json'])).toMatchObject(LISTED);
  },
);

test.skipIf(!onLinux)('after kill -9 of everything the next start recovers', async () => {
  const home = join(folder, 'home');
  const child = start(['serve']);
  const gone = ended(child);
  await until(() => serversOf(home).length > 3);
  child.kill('SIGKILL');
  killAll(home, 'SIGKILL');
  await gone;
  await until(() => serversOf(home).length === 0);
  expect(await run(['survey', 'list', '--json'])).toMatchObject(LISTED);
});

/** What an import or a settlement has put down so far, by the files of its county. */
const MOMENTS: readonly (readonly [string, (files: readonly string[]) => boolean])[] = [
  ['a snapshot is being written', (files) => files.some((f) => /parquet\.\d+\.tmp$/.test(f))],
  ['a snapshot stands', (files) => files.some((f) => /s-\w+\.parquet$/.test(f))],
  ['both stand', (files) => files.filter((f) => /s-\w+\.parquet$/.test(f)).length === 2],
  ['the report is begun', (files) => files.some((f) => /v1\.\d+\.tmp$/.test(f))],
  ['a part of it is there', (files) => files.some((f) => /\.tmp[\\/]balance\.json$/.test(f))],
];

function filesOf(region: string): string[] {
  return ['snapshots', 'reports'].flatMap((part) => {
    const place = join(folder, 'home', part);
    return existsSync(place)
      ? readdirSync(place, { withFileTypes: true })
          .filter((entry) => entry.name.startsWith(region))
          .flatMap((entry) => listed(join(place, entry.name)))
      : [];
  });
}

/** Files and folders below one; what goes while we look is not there. */
function listed(place: string): string[] {
  try {
    return readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
      const path = join(place, entry.name);
      return entry.isDirectory() ? [path, ...listed(path)] : [path];
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

test('kill -9 during an import or a settlement leaves no half snapshot and no half year', async () => {
  const args = await sampleArguments(6000);
  const { truth } = sampleCounty(6000, 5);
  await run(['survey', 'list']);
  // Each attempt is of another county, so that nothing of it is stored before and every moment comes again.
  let county = 1;
  for (const [moment, isReached] of MOMENTS) {
    let wasReached = false;
    for (let attempt = 0; attempt < 5 && !wasReached; attempt++) {
      const region = String(990_101 + county++);
      const child = start([...args, '--region', region]);
      const gone = ended(child);
      while (!wasReached && child.exitCode === null && child.signalCode === null) {
        wasReached = isReached(filesOf(region));
        await pause(1);
      }
      child.kill('SIGKILL');
      const outcome = await gone;
      // One that ended meanwhile was too fast for us, but it may not have failed.
      expect([null, 0], `${moment}: ${outcome.err}`).toContain(outcome.code);
      wasReached &&= outcome.code === null;
    }
    expect(wasReached, moment).toBe(true);
    const listed = JSON.parse((await run(['survey', 'list', '--json'])).out) as {
      snapshots: { id: string; region_code: string; year: number }[];
    };
    // What the catalogue names is there, whole.
    for (const row of listed.snapshots) {
      const file = join(
        folder,
        'home',
        'snapshots',
        row.region_code,
        String(row.year),
        `${row.id}.parquet`,
      );
      accessSync(file, constants.R_OK);
      expect(readFileSync(file).subarray(-4).toString('latin1')).toBe('PAR1');
    }
  }
  const done = await run(args);
  expect(done.code, done.err).toBe(0);
  const { account, files } = JSON.parse(done.out) as {
    account: Record<string, string>;
    files: string[];
  };
  expect(account).toMatchObject({ opening: truth.opening, closing: truth.closing });
  for (const file of files) expect(statSync(file).size).toBeGreaterThan(0);
  // No temporary file is left once a whole run has gone by.
  const left = readdirSync(join(folder, 'home'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.tmp'),
  );
  expect(left).toEqual([]);
});
