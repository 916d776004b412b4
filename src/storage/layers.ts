/**
 * 图层库 — constraint layers that never change. A county works with its own layers and with those of its city and its
 * province; of each kind the newest one that is not after a day counts.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CalendarDate, SecrecyLevel } from '../base/index.ts';
import type { LayerKey } from '../policy/index.ts';
import type { Database } from './db.ts';
import type { Home } from './home.ts';
import { secrecyRank, writeDurably } from './snapshots.ts';

/** A row of the catalogue of layers. */
export interface LayerRow {
  /** `l-` and 16 hex digits of the content. */
  readonly id: string;
  readonly kind: LayerKey;
  /** Code of the county, or of the city or province that the layer covers, six digits. */
  readonly region_code: string;
  /** 数据时点. */
  readonly day: CalendarDate;
  /** Where it came from: file and layer. */
  readonly title: string;
  /** Null where it was told without a file that there is none. */
  readonly source_sha256: string | null;
  readonly crs: string;
  /** 0: it was told that there is none. */
  readonly feature_count: number;
  readonly secrecy: SecrecyLevel;
  readonly imported_by: string;
}

/** A row as it is listed, with when it came. */
export interface ListedLayer extends LayerRow {
  readonly imported_at: Date;
}

/** Where the features of a layer lie. */
export function layerFile(home: Home, row: Pick<LayerRow, 'id' | 'region_code'>): string {
  return join(home.snapshots, row.region_code, 'layers', `${row.id}.parquet`);
}

/** Columns of the table as the program reads them: a day is a text and not an instant. */
const LISTED =
  'id, kind, region_code, day::text as day, title, source_sha256, crs, feature_count, secrecy, imported_at, imported_by';

/**
 * Stores a layer. Content that is there already keeps its row; only a higher 密级 is taken over, into row and file. The
 * answer is the row as it stands afterwards. `bytes` gives the file, which carries its 密级.
 */
export async function saveLayer(
  database: Database,
  home: Home,
  layer: LayerRow,
  bytes: (secrecy: SecrecyLevel) => Uint8Array,
): Promise<{ readonly row: LayerRow; readonly isNew: boolean }> {
  const known = await findLayer(database, layer.id);
  const isRaised = known !== null && secrecyRank(layer.secrecy) > secrecyRank(known.secrecy);
  const secrecy = known === null || isRaised ? layer.secrecy : known.secrecy;
  const file = layerFile(home, layer);
  if (isRaised || !existsSync(file)) await writeDurably(file, bytes(secrecy));
  if (known === null) return { row: layer, isNew: await insertLayer(database, layer) };
  if (isRaised)
    await database.transaction(known.region_code, (tx) =>
      tx.query('update layer_snapshot set secrecy = $2 where id = $1', [known.id, secrecy]),
    );
  return { row: { ...known, secrecy }, isNew: false };
}

/** False when another import was faster. */
async function insertLayer(database: Database, layer: LayerRow): Promise<boolean> {
  return database.transaction(layer.region_code, async (tx) => {
    const inserted = await tx.query(
      `insert into layer_snapshot (id, kind, region_code, day, title, source_sha256, crs, feature_count, secrecy, imported_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing returning id`,
      [
        layer.id,
        layer.kind,
        layer.region_code,
        layer.day,
        layer.title,
        layer.source_sha256,
        layer.crs,
        layer.feature_count,
        layer.secrecy,
        layer.imported_by,
      ],
    );
    return inserted.length > 0;
  });
}

/** The row of a layer by its id or a unique beginning of it. */
export async function findLayer(database: Database, id: string): Promise<LayerRow | null> {
  const rows = await database.transaction('', (tx) =>
    tx.query<ListedLayer>(
      `select ${LISTED} from layer_snapshot where starts_with(id, $1) order by id limit 2`,
      [id],
    ),
  );
  return rows.length === 1 ? rows[0]! : null;
}

/** All layers that a region sees: its own, those below it and those that cover it; by kind, newest first. */
export async function listLayers(database: Database, region: string): Promise<ListedLayer[]> {
  return database.transaction(region, (tx) =>
    tx.query<ListedLayer>(
      `select ${LISTED} from layer_snapshot order by kind, day desc, imported_at desc, id`,
    ),
  );
}

/**
 * Of each kind the newest layer that is not after `day` and whose region covers the county: the county's own, its city's or
 * its province's, which are those that the county sees. Of several of one day the narrower region counts, whose code is the
 * greater one, then what was imported last.
 */
export async function latestLayers(
  database: Database,
  county: string,
  day: CalendarDate,
): Promise<ListedLayer[]> {
  return database.transaction(county, (tx) =>
    tx.query<ListedLayer>(
      `select distinct on (kind) ${LISTED} from layer_snapshot
       where layer_snapshot.day <= $1::date
       order by kind, layer_snapshot.day desc, region_code desc, imported_at desc, id`,
      [day],
    ),
  );
}
