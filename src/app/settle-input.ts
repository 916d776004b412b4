/** What a settlement is made from: a stored snapshot, or a file that is imported first. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { InputError, say } from '../base/index.ts';
import { inThread, splitLayer, workerUrl } from '../engine/index.ts';
import { findSnapshot, snapshotFile, snapshotFileOf, type SnapshotRow } from '../storage/index.ts';
import type { App } from './context.ts';
import type { SurveyOptions } from './read-survey.ts';
import type { Survey } from './snapshot.ts';
import { importSurvey } from './survey.ts';

/** A survey that is in the catalogue; its parcels are read when they are wanted. */
export interface ResolvedInput {
  readonly row: SnapshotRow;
  load(): Promise<Survey>;
}

const SNAPSHOT_ID = /^s-[0-9a-f]{8,16}$/;

/** An argument like `s-0a1b2c3d` is a snapshot; anything else is a file. `signal` calls reading off that is not wanted any more. */
export async function resolveInput(
  app: App,
  argument: string,
  options: SurveyOptions,
  signal: AbortSignal,
): Promise<ResolvedInput> {
  if (SNAPSHOT_ID.test(argument)) {
    // The file says by its name what it is: reading need not wait until the database runs.
    const file = snapshotFileOf(app.home(), argument);
    const early = file === null ? null : readInThread(app, file, signal);
    // Who never loads it is not told that it failed or was called off.
    early?.catch(() => undefined);
    const row = await findSnapshot(await app.database(), argument);
    if (!row) throw noSuchSnapshot(argument);
    return {
      row,
      load: () =>
        early && file === snapshotFile(app.home(), row)
          ? early
          : loadSnapshot(app, row, row.id, signal),
    };
  }
  const imported = await importSurvey(app, argument, options);
  const { row } = imported;
  // Only the survey is kept; the bytes of the file have been written.
  const survey = imported.read?.survey;
  return {
    row,
    load: survey ? async () => survey : () => loadSnapshot(app, row, basename(argument), signal),
  };
}

/** Reads the file of a snapshot in a thread, so that two years are read side by side. */
function readInThread(app: App, file: string, signal: AbortSignal): Promise<Survey> {
  app.progress(say('读取快照', 'reading the snapshot'), 0, 0);
  return inThread<Survey>(workerUrl('snapshot', 'app'), file, app.progress, signal);
}

async function loadSnapshot(
  app: App,
  row: SnapshotRow,
  shown: string,
  signal: AbortSignal,
): Promise<Survey> {
  return readInThread(app, storedFile(app, row, shown), signal);
}

/** The file of a snapshot; InputError when it is gone. `shown` is what the user called it. */
export function storedFile(app: Pick<App, 'home'>, row: SnapshotRow, shown = row.id): string {
  const file = snapshotFile(app.home(), row);
  if (existsSync(file)) return file;
  throw new InputError(
    'snapshot-file-missing',
    say(`快照 ${row.id} 的文件不在了`, `The file of snapshot ${row.id} is gone`),
    say(
      '请从备份恢复，或重新导入该年调查数据。',
      'Restore it from a backup, or import the survey again.',
    ),
    { file: shown },
  );
}

/** What is said where an id names no snapshot. */
export function noSuchSnapshot(id: string): InputError {
  return new InputError(
    'no-such-snapshot',
    say(`没有快照 ${id}`, `There is no snapshot ${id}`),
    say(
      '请用 survey list 查看已有的快照，或给出文件。',
      'See survey list for what there is, or name a file.',
    ),
  );
}

/** Files that are larger together are read one after the other: the memory of both at once is what a machine may lack. */
const TOGETHER_BYTES = 1 << 30;
/** A packed file becomes about so many times larger. */
const UNPACKED = 5;

/** Whether two inputs may be read at once. */
export function sideBySide(one: string, other: string): boolean {
  return unpackedSize(one) + unpackedSize(other) <= TOGETHER_BYTES;
}

function unpackedSize(argument: string): number {
  const { path } = splitLayer(argument);
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry) return 0;
  if (!entry.isDirectory()) return entry.size * (/\.zip$/i.test(path) ? UNPACKED : 1);
  let size = 0;
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' }))
    size += statSync(join(path, name), { throwIfNoEntry: false })?.size ?? 0;
  return size;
}
