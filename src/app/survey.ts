/** Surveys: a file is read and checked in a thread of its own and stored as a snapshot. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import {
  DEFAULT_SECRECY,
  InputError,
  say,
  SECRECY_NAMES,
  type SecrecyLevel,
} from '../base/index.ts';
import { readLayer, sourceSha256, splitLayer } from '../engine/index.ts';
import {
  findBySource,
  runJob,
  saveSnapshot,
  snapshotFile,
  type SnapshotRow,
} from '../storage/index.ts';
import { type Mapping, summarizeFindings } from '../land/index.ts';
import { both } from './both.ts';
import type { App } from './context.ts';
import { loadMapping, type PreparedSurvey, type SurveyOptions } from './read-survey.ts';
import { prepareSurvey } from './survey-thread.ts';

/** An import: the row of the snapshot, and what was read when it had to be. */
export interface ImportedSurvey {
  readonly row: SnapshotRow;
  /** False when the same content was stored before. */
  readonly isNew: boolean;
  /** 密级 before, where this import has raised it. */
  readonly raisedFrom?: string;
  /** Null when the same source was imported before and was not read again. */
  readonly read: PreparedSurvey | null;
}

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
  const key = importKey(options, mapping, layer);
  const prepare = (secrecy: SecrecyLevel) =>
    prepareSurvey(file, { ...options, mapping, secrecy }, app.progress);
  const lookUp = async () => {
    const source = await sourceSha256(file);
    const database = await app.database();
    return { source, database, known: await findBySource(database, source, key) };
  };
  // A data folder without snapshots cannot know the file: reading need not wait until the database runs.
  const isFirst = !existsSync(app.home().snapshots);
  const [{ source, database, known }, early] = await both(
    lookUp(),
    isFirst ? prepare(options.secrecy ?? DEFAULT_SECRECY) : Promise.resolve(null),
  );
  const secrecy =
    options.secrecy ?? (known?.secrecy as SecrecyLevel | undefined) ?? DEFAULT_SECRECY;
  if (known && known.secrecy === secrecy && existsSync(snapshotFile(app.home(), known)))
    return { row: known, isNew: false, read: null };
  const prepared = early ?? (await prepare(secrecy));
  const row = rowOf(app, path, source, key, secrecy, prepared);
  app.progress(say('存储', 'storing'), 0, 0);
  const saved = await runJob(
    database,
    { key: `import ${prepared.id}`, kind: 'import', region: row.region_code, by: app.person },
    async () => saveSnapshot(database, app.home(), row, prepared.bytes),
  );
  if (options.secrecy !== undefined && saved.row.secrecy !== options.secrecy)
    throw secrecyStays(path, saved.row.secrecy as SecrecyLevel, options.secrecy);
  return { ...saved, read: prepared };
}

/** What an import was told: the same file told otherwise is another import. */
function importKey(options: SurveyOptions, mapping: Mapping, layer: string | undefined) {
  return {
    mapping,
    layer: layer ?? null,
    year: options.year ?? null,
    region: options.region ?? null,
    crs: options.crs ?? null,
    encoding: options.encoding ?? null,
    ...(options.swapAxes === true ? { swapAxes: true } : {}),
    ...(options.guess === true ? { guess: true } : {}),
    ...((options.packs ?? []).length > 0 ? { packs: options.packs } : {}),
  };
}

/** What an import would store, without a database and without storing it. */
export async function previewImport(
  app: App,
  file: string,
  options: SurveyOptions = {},
): Promise<ImportedSurvey> {
  const mapping = loadMapping(options.mapping);
  const { path, layer } = splitLayer(file);
  const secrecy = options.secrecy ?? DEFAULT_SECRECY;
  const read = await prepareSurvey(file, { ...options, mapping, secrecy }, app.progress);
  const source = await sourceSha256(file);
  return {
    row: rowOf(app, path, source, importKey(options, mapping, layer), secrecy, read),
    isNew: false,
    read,
  };
}

function rowOf(
  app: App,
  path: string,
  source: string,
  key: unknown,
  secrecy: SecrecyLevel,
  prepared: PreparedSurvey,
): SnapshotRow {
  const { survey, findings } = prepared;
  const { parcels } = survey;
  let total = 0n;
  for (const area of parcels.parcelArea) total += area;
  return {
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
    secrecy,
    mapping: key,
    findings: summarizeFindings(findings),
    imported_by: app.person,
  };
}

/** An import may raise a 密级 but not lower it: who holds the same file must not be able to open what others closed. */
function secrecyStays(file: string, stored: SecrecyLevel, wanted: SecrecyLevel): InputError {
  const [is, asked] = [SECRECY_NAMES[stored], SECRECY_NAMES[wanted]];
  return new InputError(
    'secrecy-stays',
    say(
      `这份数据已按“${is.zh}”存储，不能由再次导入降为“${asked.zh}”`,
      `These data are stored as “${is.en}”; importing them again cannot lower that to “${asked.en}”`,
    ),
    say(
      '请不加 --secrecy 导入，或给出更高的密级。',
      'Import without --secrecy, or name a higher level.',
    ),
    { file },
  );
}
