/**
 * Reading a file or folder of any supported format into a layer: finds the data, names what it understood and why, and
 * says in a sentence what it cannot read. Nothing is stored here.
 */
import { basename, dirname, extname, relative } from 'node:path';
import { type Columns, InputError, say } from '../base/index.ts';
import {
  boundsOf,
  type Crs,
  crsContradiction,
  type FeatureTable,
  featureCount,
  parseCrs,
  type RingFault,
  selfCrossings,
} from '../geo/index.ts';
import { integerColumn, readFlatGeobuf, readGeoParquet } from '../formats/index.ts';
import { canonicalRings, gridDigits } from './canonical.ts';
import { type GdalHost, GdalError, type GdalLayer } from './gdal.ts';
import { deletedRecords, type Evidence, openingOf } from './opening.ts';
import { type Source, splitLayer, unreadable, withSources } from './sources.ts';

/** What the reader may be told. */
export interface ReadOptions {
  /** Name of the layer; needed when there are several and none is DLTB. */
  readonly layer?: string;
  /** Overrules what the file says. */
  readonly crs?: string;
  readonly encoding?: string;
}

/** A layer with its faults and how it was understood. */
export interface ReadLayer {
  readonly table: FeatureTable;
  readonly faults: readonly RingFault[];
  readonly evidence: readonly Evidence[];
  /** Facts of a file that this program wrote, else undefined. */
  readonly facts: unknown;
  readonly file: string;
  /** The source that held it: what was given, and the way within a folder or archive. */
  readonly source: string;
}

/** A layer that could be read, for choosing. */
export interface LayerEntry {
  /** The source as a user would name it. */
  readonly path: string;
  readonly layer: string;
  readonly features: number;
  readonly geometryType: string;
  readonly fields: readonly string[];
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
    const entry = choose(path, entries, failures, wanted);
    return readEntry(gdal, path, entry, failures, options);
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
      if (entry) found.set(name, await readEntry(gdal, path, entry, failures, options));
      else throwFailureOf(failures, name);
    }
    return found;
  });
}

/** Whether two sources are one, or lie in one folder, as the parts of one survey do. */
function isNear(source: string, other: string | undefined): boolean {
  return other !== undefined && (source === other || dirname(source) === dirname(other));
}

interface Listed {
  readonly entry: LayerEntry;
  /** The file that GDAL opens. */
  readonly path: string;
  /** Null for what is read without GDAL. */
  readonly gdal: GdalLayer | null;
  readonly driver: string;
  readonly openOptions: readonly string[];
  readonly evidence: readonly Evidence[];
}

/** A source that could not be opened, and why. */
interface Failure {
  readonly shown: string;
  readonly error: InputError;
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

/** File name without its ending. */
function stem(path: string): string {
  return basename(path).slice(0, basename(path).length - extname(path).length);
}

/** A layer that is asked for must not be passed over because its own file is broken. */
function throwFailureOf(failures: readonly Failure[], layer: string): void {
  const failure = failures.find(({ shown }) => sameName(stem(shown), layer));
  if (failure) throw failure.error;
}

/** What to write behind # so that one layer of a package is meant: the way to it when its name alone does not tell. */
function address(path: string, { entry }: Listed): string {
  const way = relative(path, entry.path).replaceAll('\\', '/');
  if (way === '') return entry.layer;
  return sameName(stem(entry.path), entry.layer) ? way : `${way}/${entry.layer}`;
}

/** The one of several layers of the same name; undefined when there is none, InputError when there are two. */
function only(path: string, named: readonly Listed[], layer: string): Listed | undefined {
  if (named.length < 2) return named[0];
  const addresses = named.map((one) => address(path, one)).join(', ');
  throw new InputError(
    'which-layer',
    say(
      `有 ${named.length} 个图层都叫 ${layer}`,
      `There are ${named.length} layers called ${layer}`,
    ),
    say(
      `请写成“文件#路径”，图层有：${addresses}`,
      `Name it as FILE#WAY; the layers are: ${addresses}`,
    ),
    { file: path, layer },
  );
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The layer asked for by its name or its way in a package, else DLTB, else the only polygon layer. */
function choose(
  path: string,
  entries: readonly Listed[],
  failures: readonly Failure[],
  wanted: string | undefined,
): Listed {
  const polygons = entries.filter(({ entry }) =>
    /polygon|surface|unknown|geometry|collection/i.test(entry.geometryType),
  );
  if (wanted !== undefined) {
    const exact = entries.filter((one) => sameName(address(path, one), wanted));
    const named = entries.filter(({ entry }) => sameName(entry.layer, wanted));
    const found = only(path, exact.length > 0 ? exact : named, wanted);
    if (found) return found;
    throwFailureOf(failures, wanted);
    throw new InputError(
      'no-such-layer',
      say(`没有图层 ${wanted}`, `There is no layer ${wanted}`),
      say(`有这些图层：${names(entries)}`, `The layers are: ${names(entries)}`),
      { file: path, layer: wanted },
    );
  }
  const dltb = only(
    path,
    polygons.filter(({ entry }) => sameName(entry.layer, 'DLTB')),
    'DLTB',
  );
  if (dltb) return dltb;
  throwFailureOf(failures, 'DLTB');
  if (polygons.length === 1) return polygons[0]!;
  if (polygons.length === 0) {
    throw new InputError(
      'no-polygons',
      say('里面没有面图层', 'There is no polygon layer in it'),
      say(`有这些图层：${names(entries) || '无'}`, `The layers are: ${names(entries) || 'none'}`),
      { file: path },
    );
  }
  throw new InputError(
    'which-layer',
    say(
      `有 ${polygons.length} 个面图层，没有一个叫 DLTB`,
      `There are ${polygons.length} polygon layers and none is called DLTB`,
    ),
    say(
      `请写成“文件#图层”，图层有：${names(polygons)}`,
      `Name it as FILE#LAYER; the layers are: ${names(polygons)}`,
    ),
    { file: path },
  );
}

function names(entries: readonly Listed[]): string {
  return entries
    .map(({ entry }) => entry.layer)
    .slice(0, 20)
    .join(', ');
}

async function readEntry(
  gdal: GdalHost,
  shown: string,
  listed: Listed,
  failures: readonly Failure[],
  options: ReadOptions,
): Promise<ReadLayer> {
  const { entry } = listed;
  const skipped = failures.map(({ shown: answer, error }) => ({
    what: 'skipped',
    answer,
    why: error.text.en,
  }));
  if (!listed.gdal) return readParquet(gdal, shown, listed, options, skipped);
  const place = { file: shown, layer: entry.layer };
  let answer;
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
  const contents = readFlatGeobuf(answer.bytes);
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
  const crs = await crsFor(gdal, options.crs ?? listed.gdal.crs, place);
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
      {
        what: 'layer',
        answer: entry.layer,
        why: options.layer === undefined ? 'found in the file' : 'asked for',
      },
      crsEvidence(crs, options),
      ...skipped,
    ],
  );
}

/** A .dbf cuts names at ten bytes, through the middle of a character if need be; what is left of that one is no name. */
function wholeNames(columns: Columns): Columns {
  return new Map([...columns].map(([name, column]) => [name.replace(/\ufffd+$/, ''), column]));
}

function crsEvidence(crs: Crs, options: ReadOptions): Evidence {
  return {
    what: 'crs',
    answer: crs.id || crs.name,
    why: options.crs === undefined ? 'the file says so' : '--crs',
  };
}

async function readParquet(
  gdal: GdalHost,
  shown: string,
  listed: Listed,
  options: ReadOptions,
  skipped: readonly Evidence[],
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
      [crsEvidence(contents.table.crs, options), ...skipped],
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

function finish(
  raw: FeatureTable,
  faults: readonly RingFault[],
  file: string,
  listed: Listed,
  evidence: readonly Evidence[],
): ReadLayer {
  const contradiction = crsContradiction(raw.crs, boundsOf(raw.polygons));
  if (contradiction)
    throw new InputError(contradiction.code, contradiction.text, contradiction.remedy, {
      file,
      layer: raw.name,
    });
  const table = { ...raw, polygons: canonicalRings(raw.polygons) };
  return {
    table,
    faults: [...faults, ...selfCrossings(table.polygons)].sort((a, b) => a.feature - b.feature),
    evidence: [...listed.evidence, ...evidence],
    facts: undefined,
    file,
    source: listed.entry.path,
  };
}
