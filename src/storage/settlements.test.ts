/** Runs, and files that are whole: on a real database in a data folder of its own. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputError, say } from '../base/index.ts';
import { type Database, openDatabase } from './db.ts';
import { type Home, resolveHome } from './home.ts';
import { runJob } from './settlements.ts';
import { removeLeftovers, writeDurably } from './snapshots.ts';

let folder: string;
let home: Home;
let database: Database;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-runs-'));
  home = resolveHome(join(folder, 'home'), {});
  database = await openDatabase(home, {});
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const job = (key: string) => ({ key, kind: 'settle', region: '990101', by: 'tester' });

interface Run {
  readonly state: string;
  readonly message: string | null;
  readonly finished_at: Date | null;
}

const runs = (key: string): Promise<Run[]> =>
  database.transaction('99', (tx) =>
    tx.query<Run & Record<string, unknown>>(
      'select state, message, finished_at from run where key = $1 order by id',
      [key],
    ),
  );

test('a run says how it ended; of one that was killed the next one says it, and no other key is touched', async () => {
  expect(await runJob(database, job('k'), async () => 7)).toBe(7);
  // What kill -9 leaves: a line that runs, and no lock.
  await database.transaction('99', async (tx) => {
    for (const key of ['k', 'other'])
      await tx.query(
        `insert into run (key, region_code, kind, state, started_by) values ($1, '990101', 'settle', 'running', 'tester')`,
        [key],
      );
  });
  let seen: Run[] = [];
  await runJob(database, job('k'), async () => {
    seen = await runs('k');
  });
  expect(seen.map((run) => run.state)).toEqual(['done', 'failed', 'running']);
  expect(seen[1]!.message).toContain('ended without a word');
  expect(seen[1]!.finished_at).not.toBeNull();
  expect((await runs('k')).map((run) => run.state)).toEqual(['done', 'failed', 'done']);
  expect((await runs('other')).map((run) => run.state)).toEqual(['running']);
});

/** A promise that is kept from outside. */
function gate(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve: () => resolve() };
}

test('a run that goes on is not taken for a killed one: its equal waits', async () => {
  const ended = gate();
  const begun = gate();
  const first = runJob(database, job('slow'), () => {
    begun.resolve();
    return ended.promise;
  });
  await begun.promise;
  const second = runJob(database, job('slow'), async () => runs('slow'));
  try {
    // The second stands before the lock.
    let waiting = false;
    for (let i = 0; i < 400 && !waiting; i++) {
      const rows = await database.asOwner((tx) =>
        tx.query(`select 1 from pg_locks where locktype = 'advisory' and not granted`),
      );
      waiting = rows.length > 0;
      if (!waiting) await pause(50);
    }
    expect(waiting).toBe(true);
    expect((await runs('slow')).map((run) => run.state)).toEqual(['running']);
  } finally {
    ended.resolve();
    await first;
  }
  expect((await second).map((run) => run.state)).toEqual(['done', 'running']);
});

test('what went wrong first is heard, also when the line of the run cannot be written', async () => {
  const trouble = new InputError('no-layer', say('没有图层', 'no layer'), say('…', '…'));
  await expect(runJob(database, job('bad'), () => Promise.reject(trouble))).rejects.toBe(trouble);
  expect(await runs('bad')).toMatchObject([{ state: 'failed', message: trouble.message }]);

  await database.asOwner((tx) => tx.query('revoke update on run from liangtian_app'));
  try {
    const error: unknown = await runJob(database, job('mute'), () => Promise.reject(trouble)).then(
      () => 'was accepted',
      (thrown: unknown) => thrown,
    );
    // The line cannot even be begun: that is the first trouble then.
    expect(error).not.toBe(trouble);
  } finally {
    await database.asOwner((tx) => tx.query('grant update on run to liangtian_app'));
  }
  const broken = new Error('the disk is full');
  await expect(
    runJob(database, job('mute'), async () => {
      await database.asOwner((tx) => tx.query('revoke update on run from liangtian_app'));
      throw broken;
    }),
  ).rejects.toBe(broken);
  expect(String(broken.cause)).toContain('permission denied');
  await database.asOwner((tx) => tx.query('grant update on run to liangtian_app'));
});

test('a file is whole or absent; nothing is written or removed through a link', async () => {
  const target = join(folder, 'target');
  writeFileSync(target, 'mine');
  const file = join(home.snapshots, '990101', '2025', 's-0.parquet');
  await writeDurably(file, Buffer.from('one'));
  // Where the next attempt of this process would write there lies a link.
  symlinkSync(target, `${file}.${process.pid}.tmp`);
  await writeDurably(file, Buffer.from('two'));
  expect(readFileSync(file, 'utf8')).toBe('two');
  expect(readFileSync(target, 'utf8')).toBe('mine');

  const outside = join(folder, 'outside');
  mkdirSync(outside);
  // No process has this number: Linux ends at 4194304.
  for (const place of [outside, join(home.snapshots, '990101')])
    writeFileSync(join(place, 's-1.parquet.99999999.tmp'), 'half');
  symlinkSync(outside, join(home.snapshots, 'link'));
  removeLeftovers(home);
  expect(readdirSync(outside)).toEqual(['s-1.parquet.99999999.tmp']);
  expect(readdirSync(join(home.snapshots, '990101'))).toEqual(['2025']);
});
