/** Surveys: a file is read and checked in a thread of its own and stored as a snapshot. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { DEFAULT_SECRECY, say } from '../base/index.ts';
import { readLayer, sourceSha256, splitLayer } from '../engine/index.ts';
import { findBySource, runJob, saveSnapshot, type SnapshotRow } from '../storage/index.ts';
import type { App } from './context.ts';
import { loadMapping, type PreparedSurvey, type SurveyOptions } from './read-survey.ts';
import { prepareSurvey } from './survey-thread.ts';

/** An import: the row of the snapshot, and what was read when it had to be. */
export interface ImportedSurvey {
  readonly row: SnapshotRow;
  /** False when the same content was stored before. */
  readonly isNew: boolean;
  /** Null when the same source was imported before and was not read again. */
  readonly read: PreparedSurvey | null;
}

/** Findings that a snapshot carries in its row: counts are kept whole, examples up to this number. */
const KEPT_FINDINGS = 500;

/** Stores a survey. The same source and mapping are not even read again; the same content gives the same snapshot. */
export async function importSurvey(
  app: App,
  file: string,
  options: SurveyOptions = {},
): Promise<ImportedSurvey> {
  const mapping = loadMapping(options.mapping);
  const { path, layer } = splitLayer(file);
  if (!existsSync(path)) {
    // Says so in the words of the reader.
    await readLayer(app.gdal, file);
  }
  const key = {
    mapping,
    layer: layer ?? null,
    year: options.year ?? null,
    region: options.region ?? null,
    crs: options.crs ?? null,
    encoding: options.encoding ?? null,
  };
  const source = await sourceSha256(file);
  const database = await app.database();
  const known = await findBySource(database, source, key);
  if (known) return { row: known, isNew: false, read: null };
  const prepared = await prepareSurvey(file, { ...options, mapping }, app.progress);
  const { survey, findings } = prepared;
  const { parcels } = survey;
  const counts: Record<string, number> = {};
  for (const finding of findings) counts[finding.rule] = (counts[finding.rule] ?? 0) + 1;
  let total = 0n;
  for (const area of parcels.parcelArea) total += area;
  const row: SnapshotRow = {
    id: prepared.id,
    region_code: parcels.region,
    year: parcels.year,
    kind: 'survey',
    title: `${survey.zones.names[parcels.region] ?? parcels.region} ${parcels.year}`,
    file_name: basename(path),
    source_sha256: source,
    crs: parcels.crs.id || parcels.crs.name,
    parcel_count: parcels.parcelArea.length,
    area_total: total.toString(),
    secrecy: options.secrecy ?? DEFAULT_SECRECY,
    mapping: key,
    findings: { counts, examples: findings.slice(0, KEPT_FINDINGS) },
    imported_by: app.person,
  };
  app.progress(say('存储', 'storing'), 0, 0);
  const isNew = await runJob(
    database,
    { key: `import ${prepared.id}`, kind: 'import', region: row.region_code, by: app.person },
    async () => saveSnapshot(database, app.home(), row, prepared.bytes),
  );
  return { row, isNew, read: prepared };
}
