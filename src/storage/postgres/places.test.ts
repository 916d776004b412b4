/** What root believes of a data folder that another user may have prepared. All in a temporary folder. */
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InputError } from '../../base/index.ts';
import { resolveHome } from '../home.ts';
import { placesOf } from './places.ts';
import { openLog } from './server.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

let folder: string;
let home: string;
let system: string;
/** Stands for a folder of the machine, such as /etc. */
let foreign: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'liangtian-places-')));
  chmodSync(folder, 0o755);
  [home, system, foreign] = ['home', 'system', 'foreign'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const made of [home, system, join(foreign, 'deep')]) mkdirSync(made, { recursive: true });
  writeFileSync(join(foreign, 'passwd'), 'root');
  writeFileSync(join(foreign, 'deep', 'PG_VERSION'), '18');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const places = () => placesOf(resolveHome(home, {}), () => system);

function ofNobody(...paths: string[]): void {
  for (const path of paths) chownSync(path, NOBODY, NOBODY);
}

function refusal(work: () => unknown): InputError {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

const owners = (...paths: string[]): number[] => paths.map((path) => lstatSync(path).uid);

test.skipIf(!isRoot)('a cluster that is a link is refused by root (root needed to try)', () => {
  symlinkSync(join(foreign, 'deep'), join(home, 'cluster'));
  ofNobody(home);
  const error = refusal(places);
  expect(error).toMatchObject({ code: 'home-not-safe', place: { file: join(home, 'cluster') } });
  expect(error.text.zh).toContain('链接');
  expect(owners(foreign, join(foreign, 'deep'), join(foreign, 'deep', 'PG_VERSION'))).toEqual([
    0, 0, 0,
  ]);
});

test.skipIf(!isRoot)(
  'cluster.location is believed only below our own folder, and only by the home that it belongs to (root needed to try)',
  () => {
    const note = join(home, 'cluster.location');
    mkdirSync(join(foreign, 'cluster'));
    writeFileSync(join(foreign, 'home'), `${home}\n`);
    for (const place of [
      join(foreign, 'cluster'),
      foreign,
      `${system}/x/../../foreign/cluster`,
      join(system, '0123', 'cluster'),
    ]) {
      writeFileSync(note, `${place}\n`);
      expect(refusal(places).code, place).toBe('home-not-safe');
    }
    // One that is there, but of another home.
    mkdirSync(join(system, '0123', 'cluster'), { recursive: true });
    writeFileSync(join(system, '0123', 'home'), `${foreign}\n`);
    const error = refusal(places);
    expect(error.text.en).toContain(foreign);
    // The note itself as a link.
    renameSync(note, join(folder, 'note'));
    symlinkSync(join(folder, 'note'), note);
    writeFileSync(join(system, '0123', 'home'), `${home}\n`);
    expect(refusal(places).place.file).toBe(note);
    rmSync(note);
    renameSync(join(folder, 'note'), note);
    expect(places().cluster).toBe(join(system, '0123', 'cluster'));
  },
);

test.skipIf(!isRoot)(
  'a closed home of root gets a cluster outside, and keeps it when it is moved (root needed to try)',
  () => {
    chmodSync(folder, 0o700);
    const { cluster } = places();
    expect(dirname(dirname(cluster))).toBe(system);
    expect(places().cluster).toBe(cluster);
    const moved = join(folder, 'moved');
    renameSync(home, moved);
    home = moved;
    expect(places().cluster).toBe(cluster);
    expect(readFileSync(join(dirname(cluster), 'home'), 'utf8').trim()).toBe(moved);
    // Who only copied the note of a home that is there gets nothing.
    const copy = join(folder, 'copy');
    mkdirSync(copy);
    writeFileSync(join(copy, 'cluster.location'), `${cluster}\n`);
    home = copy;
    expect(refusal(places).text.en).toContain(moved);
    // A home of another user that is gone is not inherited either.
    rmSync(moved, { recursive: true });
    ofNobody(copy, join(copy, 'cluster.location'));
    expect(refusal(places).code).toBe('home-not-safe');
  },
);

test.skipIf(!isRoot)(
  'only a database changes its owner, and nothing behind a link in it (root needed to try)',
  () => {
    const cluster = join(home, 'cluster');
    mkdirSync(join(cluster, 'base'), { recursive: true });
    ofNobody(home);
    // An empty folder may become a cluster; one of other files is none.
    rmSync(join(cluster, 'base'), { recursive: true });
    expect(places().user).toMatchObject({ uid: NOBODY });
    mkdirSync(join(cluster, 'base'));
    writeFileSync(join(cluster, 'base', '1'), 'x');
    expect(refusal(places).text.en).toContain('PG_VERSION');
    expect(owners(cluster, join(cluster, 'base'), join(cluster, 'base', '1'))).toEqual([0, 0, 0]);

    symlinkSync(foreign, join(cluster, 'pg_tblspc'));
    writeFileSync(join(cluster, 'PG_VERSION'), '18');
    expect(places()).toMatchObject({ cluster, user: { uid: NOBODY } });
    expect(
      owners(cluster, join(cluster, 'base', '1'), join(cluster, 'pg_tblspc'), foreign),
    ).toEqual([NOBODY, NOBODY, NOBODY, 0]);
    expect(owners(join(foreign, 'passwd'), join(foreign, 'deep', 'PG_VERSION'))).toEqual([0, 0]);
  },
);

test('the log is written at its end and begins anew when it is long; a link in its place is refused', () => {
  const log = join(home, 'postgres.log');
  closeSync(openLog(log));
  writeFileSync(log, 'a line');
  closeSync(openLog(log));
  expect(readFileSync(log, 'utf8')).toBe('a line');
  writeFileSync(log, 'x'.repeat(1_000_001));
  closeSync(openLog(log));
  expect(lstatSync(log).size).toBe(0);

  const target = join(foreign, 'passwd');
  writeFileSync(target, 'y'.repeat(2_000_000));
  rmSync(log);
  symlinkSync(target, log);
  expect(refusal(() => openLog(log))).toMatchObject({ code: 'home-not-safe' });
  expect(lstatSync(target).size).toBe(2_000_000);
  // Nor is a file made at the end of a dangling one.
  rmSync(log);
  symlinkSync(join(foreign, 'new'), log);
  expect(refusal(() => openLog(log)).place.file).toBe(log);
  expect(existsSync(join(foreign, 'new'))).toBe(false);
});
