/**
 * What is kept: the home folder, the database with its migrations, snapshots as files with a catalogue row, settlements
 * as versions. Knows no law and draws no conclusions.
 *
 * @example
 * const home = resolveHome(undefined, process.env);
 * const database = await openDatabase(home, process.env); // starts PostgreSQL when none runs
 */
export {
  type CheckRow,
  checksAfter,
  findCheck,
  type ListedCheck,
  listChecks,
  type NewCheck,
  saveCheck,
} from './checks.ts';
export { type Database, openDatabase, type Transaction } from './db.ts';
export { giveToOwnerAbove, giveTreeToOwnerAbove, makeFolder } from './folders.ts';
export { type Home, isNewHome, resolveHome } from './home.ts';
export {
  latestLayers,
  layerFile,
  type LayerRow,
  type ListedLayer,
  listLayers,
  saveLayer,
} from './layers.ts';
export {
  findByInputs,
  lastConfirmed,
  listSettlements,
  loadSettlement,
  type NewSettlement,
  reportFolder,
  runJob,
  saveSettlement,
  type SettlementRow,
} from './settlements.ts';
export {
  findBySource,
  findSnapshot,
  type ListedSnapshot,
  listSnapshots,
  removeLeftovers,
  saveSnapshot,
  snapshotFile,
  snapshotFileOf,
  type SnapshotRow,
  writeDurably,
} from './snapshots.ts';
