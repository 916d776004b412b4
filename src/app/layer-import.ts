/**
 * 约束图层入库 — every layer of a file that rules know is read like a survey and stored as a snapshot of its day and region. A
 * layer without features is taken only when the user says that there are none: 本县没有 is an answer, an empty export is not.
 */
import {
  askAll,
  type CalendarDate,
  DEFAULT_SECRECY,
  type Finding,
  type Guess,
  InputError,
  say,
  type SecrecyLevel,
} from '../base/index.ts';
import { type ReadLayer, sourceSha256, splitLayer } from '../engine/index.ts';
import { featureCount, type FeatureTable, parseCrs, polygonsFromRings } from '../geo/index.ts';
import { geometryFindings } from '../land/index.ts';
import { constraintLayer, type LayerKey } from '../policy/index.ts';
import {
  type LayerRow,
  type ListedLayer,
  listLayers,
  runJob,
  saveLayer,
} from '../storage/index.ts';
import type { App } from './context.ts';
import { featureIds } from './layer-ids.ts';
import { dayOf, type LayerPlace, regionOf } from './layer-place.ts';
import { kindOf, type KnownLayers, readKnownLayers } from './layer-sources.ts';
import { packLayer, type PackedLayer } from './layer-snapshot.ts';
import { refuseShapeless } from './site-layers.ts';
import { encodingQuestions, refuseOldDatum } from './understanding.ts';

/** What a user may say of a file of layers. */
export interface LayerImportOptions extends LayerPlace {
  /** Kind of the only layer of the file, by key or Chinese name; absent: by the names of the layers. */
  readonly kind?: string | undefined;
  readonly crs?: string | undefined;
  readonly encoding?: string | undefined;
  /** The first coordinate of the file is the northing or latitude. */
  readonly swapAxes?: boolean | undefined;
  /** Takes the best guess where the user would be asked. */
  readonly guess?: boolean | undefined;
  readonly secrecy?: SecrecyLevel | undefined;
  /** A layer without features says that there are none. */
  readonly none?: boolean | undefined;
  /** False: nothing is stored. */
  readonly store?: boolean | undefined;
}

/** One layer of an import. */
export interface ImportedLayer {
  readonly row: LayerRow;
  /** False when the same content was stored before, and when nothing is stored. */
  readonly isNew: boolean;
  readonly evidence: readonly Guess[];
}

/** What an import made of a file. */
export interface LayerImport {
  readonly layers: readonly ImportedLayer[];
  /** Names of the layers that no rule asks for; they were not read. */
  readonly others: readonly string[];
  /** What was understood of all of them. */
  readonly evidence: readonly Guess[];
  readonly findings: readonly Finding[];
}

/**
 * Stores the layers of a file or folder, or with `none` and `kind` alone that there is nothing of that kind. InputError when
 * nothing is known in it, something has to be asked, or a layer cannot be used whole; then nothing is stored.
 */
export async function importLayers(
  app: App,
  file: string | undefined,
  options: LayerImportOptions,
): Promise<LayerImport> {
  const told = options.kind === undefined ? undefined : kindOf(options.kind);
  if (file === undefined && (told === undefined || options.none !== true)) throw noFile();
  const known: KnownLayers =
    file === undefined
      ? { read: new Map(), empty: new Map([[told!, '']]), others: [] }
      : await readKnownLayers(app, file, told, options);
  const region = await regionOf(app, options.region);
  const day = dayOf(options.day);
  const questions = [...known.read.values()].flatMap((read) => [
    ...read.questions,
    ...encodingQuestions(read.evidence),
  ]);
  const unanswered = askAll(
    [
      ...new Map(
        [...questions, ...region.questions, ...day.questions].map((q) => [q.code, q]),
      ).values(),
    ],
    options.guess === true,
    { file: file ?? constraintLayer(told!).name.zh },
  );
  if (unanswered) throw unanswered;
  for (const { table, file: shown } of known.read.values()) refuseUnusable(table, shown);
  const source = file === undefined ? null : await sourceSha256(splitLayer(file).path);
  const layers: ImportedLayer[] = [];
  const place = { region: region.answer, day: day.answer };
  for (const [kind, table, evidence] of tablesOf(known)) {
    const packed = packLayer({ kind, ...place }, table);
    const title = titleOf(file, table.name);
    const row = rowOf(app, { kind, ...place, title, source }, packed, table, options);
    const saved = options.store === false ? { row, isNew: false } : await store(app, row, packed);
    layers.push({ ...saved, evidence });
  }
  return {
    layers,
    others: known.others,
    evidence: region.evidence,
    findings: [...known.read.values()].flatMap(shapeFindings),
  };
}

/** All stored layers, by kind, newest first. */
export async function storedLayers(app: App): Promise<ListedLayer[]> {
  return listLayers(await app.database(), '');
}

function tablesOf({
  read,
  empty,
}: KnownLayers): (readonly [LayerKey, FeatureTable, readonly Guess[]])[] {
  return [
    ...[...read].map(([kind, layer]) => [kind, layer.table, layer.evidence] as const),
    ...[...empty].map(([kind, name]) => [kind, { ...NOTHING, name }, []] as const),
  ];
}

/** A layer without features lies in no system; a file must name one. */
const NOTHING: Omit<FeatureTable, 'name'> = {
  polygons: polygonsFromRings([]),
  crs: parseCrs('EPSG:4490'),
  columns: new Map(),
};

/** File and layer, or nothing when there was no file. */
function titleOf(file: string | undefined, layer: string): string {
  if (file === undefined) return '';
  const name =
    splitLayer(file)
      .path.split(/[\\/]/)
      .findLast((part) => part !== '') ?? file;
  return name.replace(/\.[^.]+$/, '') === layer ? name : `${name}#${layer}`;
}

function rowOf(
  app: App,
  place: {
    readonly kind: LayerKey;
    readonly region: string;
    readonly day: CalendarDate;
    readonly title: string;
    readonly source: string | null;
  },
  { id }: PackedLayer,
  { crs, polygons }: FeatureTable,
  { secrecy = DEFAULT_SECRECY }: LayerImportOptions,
): LayerRow {
  return {
    id,
    kind: place.kind,
    region_code: place.region,
    day: place.day,
    title: place.title,
    source_sha256: place.source,
    crs: featureCount(polygons) === 0 ? '' : crs.id || crs.name,
    feature_count: featureCount(polygons),
    secrecy,
    imported_by: app.person,
  };
}

async function store(
  app: App,
  row: LayerRow,
  packed: PackedLayer,
): Promise<{ readonly row: LayerRow; readonly isNew: boolean }> {
  app.progress(say('存储', 'storing'), 0, 0);
  const database = await app.database();
  return runJob(
    database,
    { key: `import ${row.id}`, kind: 'import', region: row.region_code, by: app.person },
    () => saveLayer(database, app.home(), row, (secrecy) => packed.bytes(secrecy)),
  );
}

function shapeFindings({ faults, file, table }: ReadLayer): Finding[] {
  if (faults.length === 0) return [];
  const ids = featureIds(table);
  return geometryFindings(faults, { file, layer: table.name }, (row) => ids[row] ?? '');
}

/** Columns that the stored file has of its own. */
const TAKEN = new Set(['geometry', 'bbox']);

/** What a check would pass over in silence, or could not be stored, is refused before anything is stored. */
function refuseUnusable(table: FeatureTable, file: string): void {
  const { crs, columns, name } = table;
  refuseOldDatum(crs, file, name);
  refuseShapeless(table, file);
  const taken = [...columns.keys()].filter((column) => TAKEN.has(column));
  if (taken.length > 0)
    throw new InputError(
      'layer-fields',
      say(
        `图层 ${name} 的字段名 ${taken.join('、')} 与存储文件自己的列重名`,
        `The fields ${taken.join(', ')} of layer ${name} are called like columns of the stored file`,
      ),
      say('请给字段改名后重做。', 'Rename the fields, then import again.'),
      { file, layer: name, field: taken[0]! },
    );
}

function noFile(): InputError {
  return new InputError(
    'no-file',
    say('没有给出文件', 'No file is given'),
    say(
      '请给出图层文件；本县没有这类图层时，用 --none --kind 说明是哪一类。',
      'Name a file of layers; where there is nothing of a kind, say so with --none --kind.',
    ),
  );
}
