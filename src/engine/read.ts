/**
 * Reading a file or folder of any supported format into a layer: finds the data, names what it understood and why, and
 * says in a sentence what it cannot read. Nothing is stored here.
 */
import { readFileSync } from 'node:fs';
import {
  askAll,
  type Columns,
  counterOf,
  type Guess,
  InputError,
  type Progress,
  type Question,
  say,
  silent,
} from '../base/index.ts';
import {
  beyondEarth,
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
import {
  integerColumn,
  readCoordinateXlsx,
  readFlatGeobuf,
  type TextContents,
} from '../formats/index.ts';
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
import { readDxf } from './dxf.ts';
import { type GdalHost, GdalError } from './gdal.ts';
import { repairTexts } from './detective/mojibake.ts';
import { unknownJsonSystem } from './detective/json-system.ts';
import { neighbouringSystem } from './detective/neighbours.ts';
import {
  isUndefinedSystem,
  provinceOf,
  swapAxes,
  type System,
  understandSystem,
} from './detective/system.ts';
import { deletedRecords, openingOf } from './opening.ts';
import { isTextFormat, readTextFormat } from './text-sources.ts';
import { readForeignParquet } from './read-parquet.ts';
import {
  personalGeodatabase,
  type Source,
  splitLayer,
  unreadable,
  withSources,
} from './sources.ts';
import { isNoSpace } from './work-folder.ts';

const READING = say('读取', 'reading');
const CHECKING_RINGS = say('检查图形', 'checking shapes');

/** What the reader may be told. */
export interface ReadOptions {
  /** Name of the layer; needed when there are several and none is DLTB. */
  readonly layer?: string;
  /** Overrules what the file says. */
  readonly crs?: string;
  readonly encoding?: string;
  /** The first coordinate of the file is the northing or latitude. */
  readonly swapAxes?: boolean;
  /** Takes the best guess where the user would be asked; the evidence says so. */
  readonly guess?: boolean;
  /** Gives back what would be asked instead of throwing it, so that the caller may ask everything at once. */
  readonly collect?: boolean;
  /** Layer that is meant where none is asked for and none is called DLTB. */
  readonly standIn?: string;
  readonly progress?: Progress;
}

/** A layer with its faults and how it was understood. */
export interface ReadLayer {
  readonly table: FeatureTable;
  readonly faults: readonly RingFault[];
  readonly evidence: readonly Guess[];
  /** What has to be asked; the layer stands as the best answers have it. Empty unless `collect` is set or guesses are welcome. */
  readonly questions: readonly Question[];
  /** Facts of a file that this program wrote, else undefined. */
  readonly facts: unknown;
  readonly file: string;
  /** The source that held it: what was given, and the way within a folder or archive. */
  readonly source: string;
  /** Layers of areas beside it that were not read, where the reader looked for one layer. */
  readonly others?: readonly string[];
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
    const { listed, why, question } = choose(path, entries, failures, wanted, options.standIn);
    const others = entries
      .map(({ entry }) => entry)
      .filter((entry) => entry !== listed.entry && !/none|point|line/i.test(entry.geometryType))
      .map((entry) => entry.layer);
    if (question === null)
      return asked(
        { ...(await readEntry(gdal, path, listed, failures, options, why)), others },
        options,
      );
    const place = { file: path, ...(wanted === undefined ? {} : { layer: wanted }) };
    let read: ReadLayer;
    try {
      read = await readEntry(gdal, path, listed, failures, options, why);
    } catch (error) {
      // The largest layer was a bad guess: what is wrong with it is no answer to which layer is meant.
      if (error instanceof InputError && options.guess !== true)
        throw askAll([question], false, place)!;
      throw error;
    }
    return asked({ ...read, others, questions: [question, ...read.questions] }, options, place);
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
      const entry = only(path, near.length > 0 ? near : named, name);
      if (entry)
        found.set(name, asked(await readEntry(gdal, path, entry, failures, options), options));
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
      if (/\.mdb$/i.test(source.path)) throw personalGeodatabase(source.shown);
      if (isTextFormat(source.path, options.encoding)) {
        entries.push(...textEntries(source, readTextFormat(source.path, options.encoding)));
        continue;
      }
      if (/\.xlsx$/i.test(source.path)) {
        const contents = await readCoordinateXlsx(readFileSync(source.path), source.shown);
        entries.push(...textEntries(source, contents));
        continue;
      }
      if (/\.dxf$/i.test(source.path)) {
        entries.push(...textEntries(source, await readDxf(gdal, source.path)));
        continue;
      }
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
      if (isNoSpace(error)) throw error;
      failures.push({
        shown: source.shown,
        error: error instanceof InputError ? error : unreadable(source.shown, error),
      });
    }
  }
  if (entries.length === 0 && failures.length > 0) throw failures[0]!.error;
  return { entries, failures };
}

/** The layers of a text or drawing, read. */
function textEntries({ path, shown }: Source, { layers, crs, guesses }: TextContents): Listed[] {
  return layers.map((layer) => ({
    entry: {
      path: shown,
      layer: layer.name,
      features: featureCount(layer.polygons),
      geometryType: featureCount(layer.polygons) > layer.foreign ? 'Polygon' : 'None',
      fields: [...layer.columns.keys()],
    },
    path,
    gdal: null,
    text: { layer, crs },
    driver: 'text',
    openOptions: [],
    evidence: guesses,
  }));
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
  const place = { file: shown, layer: entry.layer };
  if (listed.text) {
    const { layer, crs: said } = listed.text;
    if (featureCount(layer.polygons) === 0) throw empty(place);
    if (layer.foreign === featureCount(layer.polygons)) throw noPolygons(place);
    const system = await systemOf(gdal, listed, { ...layer, said }, options, place);
    return finish(
      { ...layer, polygons: system.polygons, crs: system.crs },
      faultsIn(system, layer.faults),
      shown,
      listed,
      [
        { what: 'layer', answer: entry.layer, why, option: 'FILE#LAYER' },
        ...system.guesses,
        ...skipped,
      ],
      system.questions,
      options,
    );
  }
  if (!listed.gdal) return readParquet(gdal, shown, listed, options, skipped);
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
  const system = await systemOf(
    gdal,
    listed,
    { said: saidSystem(listed), columns: contents.columns, polygons: contents.polygons },
    options,
    place,
  );
  const { crs } = system;
  const polygons =
    listed.driver === 'OpenFileGDB'
      ? gridDigits(system.polygons, crs.kind === 'geographic')
      : system.polygons;
  return finish(
    { name: entry.layer, polygons, columns: wholeNames(contents.columns), crs },
    faultsIn(system, contents.faults),
    shown,
    listed,
    [
      { what: 'layer', answer: entry.layer, why, option: 'FILE#LAYER' },
      ...system.guesses,
      ...skipped,
    ],
    system.questions,
    options,
  );
}

/** The faults in the coordinates of the layer: exchanged where those of the layer were. */
function faultsIn({ isSwapped }: System, faults: readonly RingFault[]): readonly RingFault[] {
  if (!isSwapped) return faults;
  const swapped = ([x, y]: readonly [number, number]) => [y, x] as const;
  return faults.map(({ point, closed, ...fault }) => ({
    ...fault,
    point: point === null ? null : swapped(point),
    ...(closed === undefined
      ? {}
      : {
          closed: {
            polygons: swapAxes(closed.polygons),
            edges: closed.edges.map(([from, to]) => [swapped(from), swapped(to)] as const),
          },
        }),
  }));
}

/** Throws what has to be asked, unless the caller collects it. */
function asked(
  read: ReadLayer,
  options: ReadOptions,
  place: { file: string; layer?: string } = { file: read.file, layer: read.table.name },
): ReadLayer {
  const error =
    options.collect === true ? null : askAll(read.questions, options.guess === true, place);
  if (error) throw error;
  return read;
}

/** A .dbf cuts names at ten bytes, through the middle of a character if need be; what is left of that one is no name. */
function wholeNames(columns: Columns): Columns {
  return new Map([...columns].map(([name, column]) => [name.replace(/\ufffd+$/, ''), column]));
}

/** The system as GDAL understood it; a GeoJSON names one that GDAL passes over when it does not know it. */
function saidSystem({ gdal, path, driver }: Listed): string {
  return (driver === 'GeoJSON' ? unknownJsonSystem(path, gdal!.crs) : null) ?? gdal!.crs;
}

/** What the user says, else what the file says, both beside what the numbers can be. */
async function systemOf(
  gdal: GdalHost,
  listed: Listed,
  layer: { said: string; columns: Columns; polygons: Polygons },
  options: ReadOptions,
  place: { file: string; layer: string },
): Promise<System> {
  const isTold = options.crs !== undefined;
  const text = options.crs ?? layer.said;
  const isSilent = !isTold && (text.trim() === '' || isUndefinedSystem(text));
  return understandSystem(layer.polygons, {
    said: isSilent ? null : await crsFor(gdal, text, place),
    isTold,
    swapAxes: options.swapAxes === true,
    province: provinceOf(layer.columns),
    neighbour:
      isSilent && listed.driver === 'ESRI Shapefile' ? neighbouringSystem(listed.path) : null,
  });
}

async function readParquet(
  gdal: GdalHost,
  shown: string,
  listed: Listed,
  options: ReadOptions,
  skipped: readonly Guess[],
): Promise<ReadLayer> {
  const place = { file: shown, layer: listed.entry.layer };
  const contents = await readForeignParquet(
    listed.path,
    shown,
    options.crs === undefined ? undefined : await crsFor(gdal, options.crs, place),
  );
  const columns = new Map(contents.table.columns);
  for (const [name, values] of Object.entries(contents.integers))
    columns.set(name, integerColumn([...values]));
  const read = featureCount(contents.table.polygons);
  if (read === 0) throw empty(place);
  if (contents.foreign === read) throw noPolygons(place);
  const system = understandSystem(contents.table.polygons, {
    said: contents.said,
    isTold: options.crs !== undefined,
    swapAxes: options.swapAxes === true,
    province: provinceOf(columns),
    neighbour: null,
  });
  return {
    ...finish(
      { polygons: system.polygons, crs: system.crs, name: listed.entry.layer, columns },
      faultsIn(system, contents.faults),
      shown,
      listed,
      [...system.guesses, ...skipped],
      system.questions,
      options,
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

/**
 * Features far off the earth, and a few in another zone than all others, are emptied and told; when many are, the system
 * is wrong and the caller says so.
 */
function onEarth(
  table: FeatureTable,
  faults: readonly RingFault[],
): { table: FeatureTable; faults: readonly RingFault[] } {
  const boxes = featureBounds(table.polygons);
  const [wild, strays]: [RingFault[], RingFault[]] = [[], []];
  let placed = 0;
  for (let feature = 0; feature < boxes.length / 4; feature++) {
    const [minX, minY, maxX, maxY] = boxes.subarray(4 * feature, 4 * feature + 4);
    if (Number.isNaN(minX!)) continue;
    placed++;
    const fault: RingFault = { feature, kind: 'out-of-range', point: [maxX!, maxY!] };
    if (isBeyondEarth(table.crs, [minX!, minY!, maxX!, maxY!])) wild.push(fault);
    else if (crsContradiction(table.crs, [minX!, minY!, maxX!, maxY!])) strays.push(fault);
  }
  const isFew = placed >= 3 && strays.length <= Math.max(1, placed * STRAYS);
  if (isFew) wild.push(...strays);
  if (wild.length === 0 || wild.length === placed) return { table, faults };
  const polygons = emptied(table.polygons, new Set(wild.map((fault) => fault.feature)));
  return { table: { ...table, polygons }, faults: [...faults, ...wild] };
}

/** What speaks against the system of a whole layer; null when nothing does. */
function systemContradiction({ crs, polygons }: FeatureTable): InputError | null {
  const bounds = boundsOf(polygons);
  return (
    crsContradiction(crs, bounds) ?? (isBeyondEarth(crs, bounds) ? beyondEarth(crs, bounds) : null)
  );
}

/** So many features in another zone may be mistakes of their own; more of them speak against the system of the layer. */
const STRAYS = 0.1;

function finish(
  read: FeatureTable,
  readFaults: readonly RingFault[],
  file: string,
  listed: Listed,
  evidence: readonly Guess[],
  questions: readonly Question[],
  options: ReadOptions,
): ReadLayer {
  const repaired = options.encoding === undefined ? repairTexts(read) : null;
  const { table: raw, faults } = onEarth({ ...read, ...repaired?.texts }, readFaults);
  const isAsked = questions.some(({ what }) => what === 'crs') && options.guess !== true;
  const contradiction = isAsked ? null : systemContradiction(raw);
  if (contradiction)
    throw new InputError(contradiction.code, contradiction.text, contradiction.remedy, {
      file,
      layer: raw.name,
    });
  const table = { ...raw, polygons: canonicalRings(raw.polygons) };
  return {
    table,
    faults: [
      ...faults,
      ...selfCrossings(table.polygons, counterOf(options.progress ?? silent, CHECKING_RINGS)),
    ].sort((a, b) => a.feature - b.feature),
    evidence: [...listed.evidence, ...(repaired ? [repaired.evidence] : []), ...evidence],
    questions,
    facts: undefined,
    file,
    source: listed.entry.path,
  };
}
