/**
 * Reading a file or folder of any supported format into a layer: finds the data, names what it understood and why, and
 * says in a sentence what it cannot read. Nothing is stored here.
 */
import {
  type Bilingual,
  type Columns,
  counterOf,
  type Guess,
  InputError,
  type Progress,
  say,
  silent,
} from '../base/index.ts';
import {
  boundsOf,
  type Crs,
  crsContradiction,
  emptied,
  featureBounds,
  isBeyondEarth,
  type FeatureTable,
  featureCount,
  parseCrs,
  type Polygons,
  type RingFault,
  selfCrossings,
} from '../geo/index.ts';
import { integerColumn, readFlatGeobuf, readGeoParquet } from '../formats/index.ts';
import { canonicalRings, gridDigits } from './canonical.ts';
import {
  choose,
  type Failure,
  isNear,
  type LayerEntry,
  type Listed,
  only,
  sameName,
  stem,
  throwFailureOf,
} from './choosing.ts';
import { type GdalHost, GdalError } from './gdal.ts';
import { guessCrs } from './guessing.ts';
import { deletedRecords, openingOf } from './opening.ts';
import { type Source, splitLayer, unreadable, withSources } from './sources.ts';

const FILE_SAYS = say('文件中写明', 'the file says so');
const CRS_TOLD = say('--crs 指明', '--crs');
const READING = say('读取', 'reading');
const CHECKING_RINGS = say('检查图形', 'checking shapes');

/** What the reader may be told. */
export interface ReadOptions {
  /** Name of the layer; needed when there are several and none is DLTB. */
  readonly layer?: string;
  /** Overrules what the file says. */
  readonly crs?: string;
  readonly encoding?: string;
  /** Takes the best guess where the user would be asked; the evidence says so. */
  readonly guess?: boolean;
  readonly progress?: Progress;
}

/** A layer with its faults and how it was understood. */
export interface ReadLayer {
  readonly table: FeatureTable;
  readonly faults: readonly RingFault[];
  readonly evidence: readonly Guess[];
  /** Facts of a file that this program wrote, else undefined. */
  readonly facts: unknown;
  readonly file: string;
  /** The source that held it: what was given, and the way within a folder or archive. */
  readonly source: string;
}

/** Reads one layer. */
export async function readLayer(
  gdal: GdalHost,
  argument: string,
  options: ReadOptions = {},
): Promise<ReadLayer> {
  const { path, layer } = splitLayer(argument);
  const wanted = options.layer ?? layer;
  return withSources(path, async (sources, workFolder) => {
    const { entries, failures } = await listSources(gdal, sources, options, workFolder);
    const { listed, why } = choose(path, entries, failures, wanted, options.guess === true);
    return readEntry(gdal, path, listed, failures, options, why);
  });
}

/** Every layer of a file, zip or folder. */
export async function listLayers(gdal: GdalHost, argument: string): Promise<LayerEntry[]> {
  return withSources(splitLayer(argument).path, async (sources, workFolder) =>
    (await listSources(gdal, sources, {}, workFolder)).entries.map(({ entry }) => entry),
  );
}

/**
 * Several layers of one file or folder by name; those that are absent are absent in the answer. Of two layers of one
 * name the one that lies in the source `near` is meant; else it is asked which.
 */
export async function readNamedLayers(
  gdal: GdalHost,
  path: string,
  names: readonly string[],
  options: ReadOptions & { readonly near?: string } = {},
): Promise<Map<string, ReadLayer>> {
  return withSources(path, async (sources, workFolder) => {
    const { entries, failures } = await listSources(gdal, sources, options, workFolder);
    const found = new Map<string, ReadLayer>();
    for (const name of names) {
      const named = entries.filter(({ entry }) => sameName(entry.layer, name));
      const near = named.filter(({ entry }) => isNear(entry.path, options.near));
      const entry = only(path, near.length > 0 ? near : named, name, false);
      if (entry) found.set(name, await readEntry(gdal, path, entry, failures, options));
      else throwFailureOf(failures, name);
    }
    return found;
  });
}

async function listSources(
  gdal: GdalHost,
  sources: readonly Source[],
  options: ReadOptions,
  workFolder: string,
): Promise<{ entries: Listed[]; failures: Failure[] }> {
  const entries: Listed[] = [];
  const failures: Failure[] = [];
  for (const source of sources) {
    if (/\.(geo)?parquet$/i.test(source.path)) {
      entries.push({
        entry: {
          path: source.shown,
          layer: stem(source.shown),
          features: -1,
          geometryType: 'Polygon',
          fields: [],
        },
        path: source.path,
        gdal: null,
        driver: 'Parquet',
        openOptions: [],
        evidence: [],
      });
      continue;
    }
    try {
      const { path, openOptions, evidence } = await openingOf(source, options.encoding, workFolder);
      const answer = await gdal.ask({ op: 'list', path, openOptions });
      for (const layer of answer.layers) {
        entries.push({
          entry: {
            path: source.shown,
            layer: layer.name,
            features: layer.features,
            geometryType: layer.geometryType,
            fields: layer.fields.map((field) => field.name),
          },
          path,
          gdal: layer,
          driver: answer.driver,
          openOptions,
          evidence,
        });
      }
    } catch (error) {
      failures.push({
        shown: source.shown,
        error: error instanceof InputError ? error : unreadable(source.shown, error),
      });
    }
  }
  if (entries.length === 0 && failures.length > 0) throw failures[0]!.error;
  return { entries, failures };
}

async function readEntry(
  gdal: GdalHost,
  shown: string,
  listed: Listed,
  failures: readonly Failure[],
  options: ReadOptions,
  why = say('按要求', 'asked for'),
): Promise<ReadLayer> {
  const { entry } = listed;
  const skipped = failures.map(({ shown: answer, error }) => ({
    what: 'skipped',
    answer,
    why: error.text,
  }));
  if (!listed.gdal) return readParquet(gdal, shown, listed, options, skipped);
  const place = { file: shown, layer: entry.layer };
  let answer;
  const progress = options.progress ?? silent;
  progress(READING, 0, Math.max(0, listed.gdal.features));
  try {
    answer = await gdal.ask({
      op: 'read',
      path: listed.path,
      openOptions: listed.openOptions,
      layer: entry.layer,
    });
  } catch (error) {
    if (error instanceof GdalError) throw unreadable(shown, error);
    throw error;
  }
  if (answer.bytes.length === 0) throw empty(place);
  const contents = readFlatGeobuf(answer.bytes, counterOf(progress, READING));
  const read = featureCount(contents.polygons);
  const missing = listed.gdal.features - read;
  if (
    missing > 0 &&
    !(listed.driver === 'ESRI Shapefile' && missing === deletedRecords(listed.path))
  ) {
    throw new InputError(
      'damaged-file',
      say(
        `只读出 ${read} 个要素，文件说有 ${listed.gdal.features} 个`,
        `Only ${read} of ${listed.gdal.features} features could be read`,
      ),
      say(
        '文件可能不完整，请重新复制或导出。',
        'The file may be truncated; copy or export it again.',
      ),
      place,
    );
  }
  if (read === 0) throw empty(place);
  if (contents.foreign === read) throw noPolygons(place);
  const { crs, why: crsWhy } = await systemOf(
    gdal,
    listed.gdal.crs,
    contents.polygons,
    options,
    place,
  );
  const polygons =
    listed.driver === 'OpenFileGDB'
      ? gridDigits(contents.polygons, crs.kind === 'geographic')
      : contents.polygons;
  return finish(
    { name: entry.layer, polygons, columns: wholeNames(contents.columns), crs },
    contents.faults,
    shown,
    listed,
    [
      { what: 'layer', answer: entry.layer, why },
      { what: 'crs', answer: crs.id || crs.name, why: crsWhy },
      ...skipped,
    ],
    progress,
  );
}

/** A .dbf cuts names at ten bytes, through the middle of a character if need be; what is left of that one is no name. */
function wholeNames(columns: Columns): Columns {
  return new Map([...columns].map(([name, column]) => [name.replace(/\ufffd+$/, ''), column]));
}

/** What the user says, else what the file says, else (when guesses are welcome) what the coordinates look like. */
async function systemOf(
  gdal: GdalHost,
  said: string,
  polygons: Polygons,
  options: ReadOptions,
  place: { file: string; layer: string },
): Promise<{ crs: Crs; why: Bilingual }> {
  if (options.crs !== undefined)
    return { crs: await crsFor(gdal, options.crs, place), why: CRS_TOLD };
  const guessed = options.guess === true ? guessCrs(boundsOf(polygons)) : null;
  if (guessed && said.trim() === '')
    return {
      crs: guessed,
      why: say('按坐标推测：文件没有写明', 'guessed from the coordinates: the file says nothing'),
    };
  const crs = await crsFor(gdal, said, place);
  if (guessed && crsContradiction(crs, boundsOf(polygons)))
    return {
      crs: guessed,
      why: say(
        `按坐标推测：不可能是 ${crs.id || crs.name}`,
        `guessed from the coordinates: ${crs.id || crs.name} cannot be`,
      ),
    };
  return { crs, why: FILE_SAYS };
}

async function readParquet(
  gdal: GdalHost,
  shown: string,
  listed: Listed,
  options: ReadOptions,
  skipped: readonly Guess[],
): Promise<ReadLayer> {
  const place = { file: shown, layer: listed.entry.layer };
  const contents = await readGeoParquet(
    listed.path,
    options.crs === undefined ? undefined : await crsFor(gdal, options.crs, place),
  );
  const columns = new Map(contents.table.columns);
  for (const [name, values] of Object.entries(contents.integers))
    columns.set(name, integerColumn([...values]));
  const read = featureCount(contents.table.polygons);
  if (read === 0) throw empty(place);
  if (contents.foreign === read) throw noPolygons(place);
  return {
    ...finish(
      { ...contents.table, name: listed.entry.layer, columns },
      contents.faults,
      shown,
      listed,
      [
        {
          what: 'crs',
          answer: contents.table.crs.id || contents.table.crs.name,
          why: options.crs === undefined ? FILE_SAYS : CRS_TOLD,
        },
        ...skipped,
      ],
      options.progress ?? silent,
    ),
    facts: contents.facts,
  };
}

function noPolygons(place: { file: string; layer: string }): InputError {
  return new InputError(
    'no-polygons',
    say('图层里没有面要素', 'The layer has no polygons'),
    say('请选面图层。', 'Choose a polygon layer.'),
    place,
  );
}

function empty(place: { file: string; layer?: string }): InputError {
  return new InputError(
    'empty-layer',
    say('图层是空的，没有要素', 'The layer is empty'),
    say('请检查导出的范围或选另一个图层。', 'Check what was exported, or choose another layer.'),
    place,
  );
}

async function crsFor(
  gdal: GdalHost,
  text: string,
  place: { file: string; layer: string },
): Promise<Crs> {
  if (text.trim() === '') {
    throw new InputError(
      'unknown-crs',
      say('文件没有写明坐标系', 'The file does not say its reference system'),
      say('请用 --crs 指明，例如 --crs EPSG:4527。', 'Name it with --crs, e.g. --crs EPSG:4527.'),
      place,
    );
  }
  try {
    return parseCrs(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // A code that is not one of China's: the register that GDAL brings may know it.
    const known = /^EPSG:\d+$/i.test(text.trim())
      ? (await gdal.ask({ op: 'crs', code: text.trim() })).wkt
      : '';
    if (known !== '') return parseCrs(known);
    throw new InputError(error.code, error.text, error.remedy, place);
  }
}

/** Features far off the earth are emptied and told; when all are, the system is wrong and the caller says so. */
function onEarth(
  table: FeatureTable,
  faults: readonly RingFault[],
): { table: FeatureTable; faults: readonly RingFault[] } {
  const boxes = featureBounds(table.polygons);
  const wild: RingFault[] = [];
  let placed = 0;
  for (let feature = 0; feature < boxes.length / 4; feature++) {
    const [minX, minY, maxX, maxY] = boxes.subarray(4 * feature, 4 * feature + 4);
    if (Number.isNaN(minX!)) continue;
    placed++;
    if (isBeyondEarth(table.crs, [minX!, minY!, maxX!, maxY!]))
      wild.push({ feature, kind: 'out-of-range', point: [maxX!, maxY!] });
  }
  if (wild.length === 0 || wild.length === placed) return { table, faults };
  const polygons = emptied(table.polygons, new Set(wild.map((fault) => fault.feature)));
  return { table: { ...table, polygons }, faults: [...faults, ...wild] };
}

function finish(
  read: FeatureTable,
  readFaults: readonly RingFault[],
  file: string,
  listed: Listed,
  evidence: readonly Guess[],
  progress: Progress,
): ReadLayer {
  const { table: raw, faults } = onEarth(read, readFaults);
  const contradiction = crsContradiction(raw.crs, boundsOf(raw.polygons));
  if (contradiction)
    throw new InputError(contradiction.code, contradiction.text, contradiction.remedy, {
      file,
      layer: raw.name,
    });
  const table = { ...raw, polygons: canonicalRings(raw.polygons) };
  return {
    table,
    faults: [...faults, ...selfCrossings(table.polygons, counterOf(progress, CHECKING_RINGS))].sort(
      (a, b) => a.feature - b.feature,
    ),
    evidence: [...listed.evidence, ...evidence],
    facts: undefined,
    file,
    source: listed.entry.path,
  };
}
