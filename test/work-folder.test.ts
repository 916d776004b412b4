/** What is unpacked goes again: after Ctrl-C, after an end without warning, and when the disk is full. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../bin/build.js';
import { withSources } from '../src/engine/sources.ts';
import { makeWorkFolder, sweepDeadFolders } from '../src/engine/work-folder.ts';
import { makeZip } from './zip.ts';

let folder: string;
let before: string | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'work-folder-'));
  before = process.env['TMPDIR'];
});
afterAll(() => {
  restore();
  rmSync(folder, { recursive: true, force: true });
});

function restore(): void {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
}

/** A folder for temporary files, used by this process while the work is done. */
async function within(name: string, work: (place: string) => Promise<void>): Promise<void> {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  process.env['TMPDIR'] = place;
  try {
    await work(place);
  } finally {
    restore();
  }
}

const TABLE = Buffer.from('id,geom\n1,"POLYGON((0 0,1 0,1 1,0 0))"\n');

test('folders of dead processes are swept, those of living ones and all others stay', () =>
  within('swept', async (place) => {
    const own = makeWorkFolder();
    const name = own.slice(place.length + 1);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const of = (pid: number): string => name.replace(`-${process.pid}-`, `-${pid}-`);
    const others = [
      of(process.ppid),
      of(dead).replace(/^liangtian-/, 'liangtian-other.'),
      `${of(dead)}x`,
      'liangtian-notes',
    ];
    for (const one of [of(dead), ...others]) {
      mkdirSync(join(place, one));
      writeFileSync(join(place, one, 'a.csv'), TABLE);
    }
    sweepDeadFolders();
    expect(readdirSync(place).sort()).toEqual([name, ...others].sort());
  }));

/** A zip of one large table that takes seconds to unpack and read, and a way to read it as the command does. */
function largeZip(): string {
  const path = join(folder, 'large.zip');
  const row = '1,0301,9901011002000000000,"POLYGON((0 0,1 0,1 1,0 0))"\n';
  const data = Buffer.from(`BSM,DLBM,ZLDWDM,WKT\n${row.repeat(1_500_000)}`);
  if (!existsSync(path)) writeFileSync(path, makeZip([{ name: 'a.csv', data }]));
  return path;
}

test.each([
  ['check', 'SIGINT', 130],
  ['check', 'SIGTERM', 143],
  ['import', 'SIGINT', 130],
] as const)('survey %s of a large zip, ended by %s, leaves nothing', async (verb, signal, code) => {
  const place = join(folder, `signal-${verb}-${signal}`);
  mkdirSync(place);
  const options = ['--home', join(folder, 'home'), 'survey', verb, largeZip(), '--year', '2025'];
  const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'bin', 'liangtian.js'), ...options], {
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: place },
    stdio: 'ignore',
  });
  const ended = new Promise<number | null>((done) => child.on('exit', (status) => done(status)));
  const unpacked = (): string[] =>
    readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.csv'),
    );
  while (unpacked().length === 0 && child.exitCode === null)
    await new Promise((done) => setTimeout(done, 10));
  expect(child.exitCode).toBeNull();
  child.kill(signal);
  expect(await ended).toBe(code);
  expect(readdirSync(place).filter((name) => name.startsWith('liangtian-'))).toEqual([]);
});

test('a full disk is told as that, and what was unpacked is removed', async ({ skip }) => {
  const place = join(folder, 'full');
  mkdirSync(place);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', place]);
  if (mounted.status !== 0) skip('a small disk can only be mounted by root');
  try {
    await within('full', async () => {
      const work = withSources(largeZip(), () => Promise.resolve());
      await expect(work).rejects.toMatchObject({ code: 'disk-full', place: { file: largeZip() } });
      expect(readdirSync(place)).toEqual([]);
    });
  } finally {
    spawnSync('umount', [place]);
  }
});
