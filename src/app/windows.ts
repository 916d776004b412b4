/**
 * 窗口 — the part of a stored survey or layer that lies around a place, read without reading the whole. The heads of files that were
 * opened are kept with the program: they take longer to read than a window does.
 */
import { existsSync, statSync } from 'node:fs';
import { InputError, say } from '../base/index.ts';
import { type GeoParquetHead, readGeoParquetHead, readGeoParquetWindow } from '../formats/index.ts';
import type { Bounds, Crs, FeatureTable } from '../geo/index.ts';
import type { ParcelTable } from '../land/index.ts';
import {
  findSnapshot,
  layerFile,
  type LayerRow,
  snapshotFileOf,
  type SnapshotRow,
} from '../storage/index.ts';
import type { App } from './context.ts';
import { systemOfLayer } from './layer-snapshot.ts';
import { noSuchSnapshot, storedFile } from './settle-input.ts';
import { surveyOf } from './snapshot.ts';

/** What a window needs of the program. */
type Reader = Pick<App, 'home' | 'database' | 'heads'>;

/** The parcels around a place. */
export interface SurveyWindow {
  readonly parcels: ParcelTable;
  /** Parcel k of `parcels` is row `rows[k]` of the whole snapshot, ascending. */
  readonly rows: Uint32Array;
  readonly row: SnapshotRow;
}

/**
 * The parcels of a stored survey whose boxes meet `box` (touching counts), [min x, min y, max x, max y] in the snapshot's own
 * reference system, `parcels.crs`: a place in another system is brought there by the caller (`reproject`). InputError when there
 * is no such snapshot, or its file is gone or damaged.
 */
export async function surveyWindow(
  app: Reader,
  snapshotId: string,
  box: Bounds,
): Promise<SurveyWindow> {
  // The file says by its name what it is: its head is read while the database starts.
  const early = snapshotFileOf(app.home(), snapshotId);
  const head = early === null ? null : app.heads.of(early);
  // Who finds no row never asks for the head.
  head?.catch(() => undefined);
  const row = await findSnapshot(await app.database(), snapshotId);
  if (!row) throw noSuchSnapshot(snapshotId);
  const file = storedFile(app, row);
  const opened = await (head && file === early ? head : app.heads.of(file));
  const window = await readGeoParquetWindow(file, opened, box);
  return { parcels: surveyOf(window, file).parcels, rows: window.rows, row };
}

/** What a window of a layer needs of the program. */
type LayerReader = Pick<App, 'home' | 'heads'>;

/**
 * The features of a stored layer whose boxes meet `box` (touching counts), in the layer's own reference system, as `layerSystem`
 * tells it: a place in another system is brought there by the caller (`reproject`). InputError when the file is gone or damaged.
 */
export async function layerWindow(
  app: LayerReader,
  row: LayerRow,
  box: Bounds,
): Promise<FeatureTable> {
  const { file, head } = await layerHead(app, row);
  const { table } = await readGeoParquetWindow(file, head, box);
  return { ...table, name: row.kind };
}

/** The reference system of a stored layer; InputError as `layerWindow`. */
export async function layerSystem(app: LayerReader, row: LayerRow): Promise<Crs> {
  const { file, head } = await layerHead(app, row);
  return systemOfLayer(head, row, file);
}

async function layerHead(
  app: LayerReader,
  row: LayerRow,
): Promise<{ readonly file: string; readonly head: GeoParquetHead }> {
  const file = layerFile(app.home(), row);
  if (existsSync(file)) return { file, head: await app.heads.of(file) };
  throw new InputError(
    'layer-file-missing',
    say(
      `图层 ${row.id}（${row.title}）的文件不在了`,
      `The file of layer ${row.id} (${row.title}) is gone`,
    ),
    say('请从备份恢复，或重新导入该图层。', 'Restore it from a backup, or import the layer again.'),
    { file },
  );
}

/** Heads of files, read once as long as a file stays as it is. */
export interface FileHeads {
  of(file: string): Promise<GeoParquetHead>;
}

/** So many heads are kept: a survey with a layer of every kind. That of a survey of 300,000 parcels takes about 10 MB. */
const KEPT = 32;

/** The heads that were asked for last. */
export function fileHeads(): FileHeads {
  const kept = new Map<
    string,
    { readonly state: string; readonly head: Promise<GeoParquetHead> }
  >();
  return {
    of(file) {
      const { size, mtimeMs, ino } = statSync(file);
      const state = `${size} ${mtimeMs} ${ino}`;
      const known = kept.get(file);
      const head = known?.state === state ? known.head : readGeoParquetHead(file);
      // The last one asked for stands last; the first one goes.
      kept.delete(file);
      kept.set(file, { state, head });
      head.catch(() => kept.delete(file));
      for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
      return head;
    },
  };
}
