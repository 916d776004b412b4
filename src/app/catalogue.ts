/** What is stored: snapshots, settled years, and how two versions of a year differ. */
import { compareVersions, type Settlement, type VersionRow } from '../land/index.ts';
import {
  listSettlements,
  type ListedSnapshot,
  listSnapshots,
  loadSettlement,
  reportFolder,
  type SettlementRow,
} from '../storage/index.ts';
import type { App } from './context.ts';

/** All snapshots, newest first. */
export async function snapshots(app: App): Promise<ListedSnapshot[]> {
  return listSnapshots(await app.database(), '');
}

/** The newest version of every settled year. */
export async function settledYears(app: App): Promise<SettlementRow[]> {
  return listSettlements(await app.database(), '');
}

/** Folder of the report files of a settled year. */
export function settlementFolder(app: App, row: SettlementRow): string {
  return reportFolder(app.home(), row);
}

/** 核增核减表 of a version against the one before; empty for the first. */
export async function versionChanges(app: App, row: SettlementRow): Promise<VersionRow[]> {
  if (row.version <= 1) return [];
  const older = await loadSettlement(await app.database(), row.id, row.version - 1);
  if (!older) return [];
  return compareVersions(older.document as Settlement, row.document as Settlement);
}
