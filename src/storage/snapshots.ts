/**
 * 快照库 — surveys that never change. The bytes lie in a file named by the content's id; the row says what they are. A
 * file is written under a temporary name, forced to disk and renamed before its row exists; so a killed import leaves a
 * temporary file that the next start removes, and never half a snapshot.
 */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SECRECY_LEVELS } from '../base/index.ts';
import type { Database } from './db.ts';
import { giveToOwnerAbove, isAlive, makeFolder, syncFolder } from './folders.ts';
import type { Home } from './home.ts';

/** A row of the catalogue. */
export interface SnapshotRow {
  readonly id: string;
  readonly region_code: string;
  readonly year: number;
  readonly kind: 'survey';
  readonly title: string;
  readonly file_name: string;
  readonly source_sha256: string;
  readonly crs: string;
  readonly parcel_count: number;
  /** Σ parcel area, 0.01 m², as text. */
  readonly area_total: string;
  readonly secrecy: string;
  readonly mapping: unknown;
  readonly findings: unknown;
  readonly imported_by: string;
}

/** A row as it is listed, with when it came. */
export interface ListedSnapshot extends SnapshotRow {
  readonly imported_at: Date;
}

/** Where the parcels of a snapshot lie. */
export function snapshotFile(
  home: Home,
  row: Pick<SnapshotRow, 'id' | 'region_code' | 'year'>,
): string {
  return join(home.snapshots, row.region_code, String(row.year), `${row.id}.parquet`);
}

/** The file whose name begins with an id, or null when there is none or more than one; the catalogue is not asked. */
export function snapshotFileOf(home: Home, id: string): string | null {
  if (!existsSync(home.snapshots)) return null;
  const names = readdirSync(home.snapshots, { recursive: true, encoding: 'utf8' }).filter(
    (name) => basename(name).startsWith(id) && name.endsWith('.parquet'),
  );
  return names.length === 1 ? join(home.snapshots, names[0]!) : null;
}

/**
 * Stores a snapshot. Content that is there already keeps its row and its file; only a higher 密级 is taken over, into
 * both, and `raisedFrom` names the one before. The answer is the row as it stands afterwards.
 */
export async function saveSnapshot(
  database: Database,
  home: Home,
  row: SnapshotRow,
  bytes: Uint8Array,
): Promise<{ readonly row: SnapshotRow; readonly isNew: boolean; readonly raisedFrom?: string }> {
  const known = await findSnapshot(database, row.id);
  const isRaised = known !== null && secrecyRank(row.secrecy) > secrecyRank(known.secrecy);
  const file = snapshotFile(home, known ?? row);
  if (isRaised || !existsSync(file)) await writeDurably(file, bytes);
  if (known === null) return { row, isNew: await insertSnapshot(database, row) };
  if (!isRaised) return { row: known, isNew: false };
  await database.transaction(known.region_code, (tx) =>
    tx.query('update snapshot set secrecy = $2 where id = $1', [row.id, row.secrecy]),
  );
  return { row: { ...known, secrecy: row.secrecy }, isNew: false, raisedFrom: known.secrecy };
}

/** Place of a 密级 among the levels, the most open one first. */
export function secrecyRank(level: string): number {
  return (SECRECY_LEVELS as readonly string[]).indexOf(level);
}

/** False when another import was faster. */
async function insertSnapshot(database: Database, row: SnapshotRow): Promise<boolean> {
  return database.transaction(row.region_code, async (tx) => {
    const inserted = await tx.query(
      `insert into snapshot (id, region_code, year, kind, title, file_name, source_sha256, crs, parcel_count, area_total, secrecy, mapping, findings, imported_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict (id) do nothing returning id`,
      [
        row.id,
        row.region_code,
        row.year,
        row.kind,
        row.title,
        row.file_name,
        row.source_sha256,
        row.crs,
        row.parcel_count,
        row.area_total,
        row.secrecy,
        JSON.stringify(row.mapping),
        JSON.stringify(row.findings),
        row.imported_by,
      ],
    );
    return inserted.length > 0;
  });
}

/** The row of a snapshot by its id or a unique beginning of it. */
export async function findSnapshot(database: Database, id: string): Promise<SnapshotRow | null> {
  const rows = await database.transaction('', (tx) =>
    tx.query<SnapshotRow>('select * from snapshot where starts_with(id, $1) order by id limit 2', [
      id,
    ]),
  );
  return rows.length === 1 ? rows[0]! : null;
}

/** The snapshot that was made from the same source bytes by the same mapping, or null. */
export async function findBySource(
  database: Database,
  sourceSha256: string,
  mapping: unknown,
): Promise<SnapshotRow | null> {
  const rows = await database.transaction('', (tx) =>
    tx.query<SnapshotRow>(
      'select * from snapshot where source_sha256 = $1 and mapping = $2::jsonb order by imported_at limit 1',
      [sourceSha256, JSON.stringify(mapping)],
    ),
  );
  return rows[0] ?? null;
}

/** All snapshots, newest first. */
export async function listSnapshots(database: Database, region: string): Promise<ListedSnapshot[]> {
  return database.transaction(region, (tx) =>
    tx.query<ListedSnapshot>('select * from snapshot order by year desc, imported_at desc, id'),
  );
}

/** Bytes to a file that is either whole or absent, also after a power cut. */
export async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  makeFolder(dirname(file));
  const work = `${file}.${process.pid}.tmp`;
  // What a process of the same number left; a new file, lest we write through a link that somebody put there.
  rmSync(work, { force: true });
  const handle = await open(work, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  giveToOwnerAbove(work);
  renameSync(work, file);
  syncFolder(dirname(file));
}

/** Removes temporary files and folders of processes that are gone. */
export function removeLeftovers(home: Home): void {
  for (const place of [home.snapshots, home.reports]) {
    if (!existsSync(place)) continue;
    // With their types, because then no link is followed out of the data folder.
    for (const { name, parentPath } of readdirSync(place, {
      recursive: true,
      withFileTypes: true,
    })) {
      const pid = Number(/\.(\d+)\.tmp$/.exec(name)?.[1] ?? Number.NaN);
      if (Number.isNaN(pid) || pid === process.pid || isAlive(pid)) continue;
      rmSync(join(parentPath, name), { recursive: true, force: true });
    }
  }
}
