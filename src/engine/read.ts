/**
 * Reading a file or folder of any supported format into a layer: finds the data, names what it understood and why, and
 * says in a sentence what it cannot read. Nothing is stored here.
 */
import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { InputError, say } from '../base/index.ts';
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
import { readFlatGeobuf, readGeoParquet } from '../formats/index.ts';
import { shapefileEncoding, sibling, textFileEncoding } from './encoding.ts';
import { type GdalHost, GdalError, type GdalLayer } from './gdal.ts';
import { unpackZip } from './unpack.ts';

/** What the reader may be told. */
export interface ReadOptions {
  /** Name of the layer; needed when there are several and none is DLTB. */
  readonly layer?: string;
  /** Overrules what the file says. */
  readonly crs?: string;
  readonly encoding?: string;
}

/** One thing that was guessed: what, the answer, and why. */
export interface Evidence {
  readonly what: string;
  readonly answer: string;
  readonly why: string;
}

/** A layer with its faults and how it was understood. */
export interface ReadLayer {
  readonly table: FeatureTable;
  readonly faults: readonly RingFault[];
  readonly evidence: readonly Evidence[];
  /** Facts of a file that this program wrote, else undefined. */
  readonly facts: unknown;
  readonly file: string;
}

/** A layer that could be read, for choosing. */
export interface LayerEntry {
  readonly path: string;
  readonly layer: string;
  readonly features: number;
  readonly geometryType: string;
  readonly fields: readonly string[];
}

const VECTOR = new Set([
  '.shp',
  '.gpkg',
  '.geojson',
  '.json',
  '.csv',
  '.gml',
  '.pbf',
  '.fgb',
  '.kml',
  '.parquet',
  '.geoparquet',
  '.gdb',
  '.sqlite',
]);

/** Splits `FILE#layer`; a `#` in an existing path is part of the path. */
export function splitLayer(argument: string): { path: string; layer: string | undefined } {
  const at = argument.lastIndexOf('#');
  if (at < 0 || existsSync(argument)) return { path: argument, layer: undefined };
  return { path: argument.slice(0, at), layer: argument.slice(at + 1) };
}

/** Reads one layer. */
export async function readLayer(
  gdal: GdalHost,
  argument: string,
  options: ReadOptions = {},
): Promise<ReadLayer> {
  const { path, layer } = splitLayer(argument);
  const wanted = options.layer ?? layer;
  return withSources(path, async (sources) => {
    if (sources.length === 1 && /\.(geo)?parquet$/i.test(sources[0]!))
      return readParquet(path, sources[0]!, options);
    const entries = await listSources(gdal, sources, options);
    const entry = choose(path, entries, wanted);
    return readEntry(gdal, path, entry, options);
  });
}

/** Every polygon layer of a file, zip or folder. */
export async function listLayers(gdal: GdalHost, argument: string): Promise<LayerEntry[]> {
  return withSources(splitLayer(argument).path, async (sources) =>
    (await listSources(gdal, sources, {})).map(({ entry }) => entry),
  );
}

/** Several layers of one file or folder by name; those that are absent are absent in the answer. */
export async function readNamedLayers(
  gdal: GdalHost,
  path: string,
  names: readonly string[],
  options: ReadOptions = {},
): Promise<Map<string, ReadLayer>> {
  return withSources(path, async (sources) => {
    const entries = await listSources(gdal, sources, options);
    const found = new Map<string, ReadLayer>();
    for (const name of names) {
      const entry = entries.find((candidate) => sameName(candidate.entry.layer, name));
      if (entry) found.set(name, await readEntry(gdal, path, entry, options));
    }
    return found;
  });
}

/** SHA-256 of a file, or of all files of a folder in the order of their names. */
export async function sourceSha256(argument: string): Promise<string> {
  const { path } = splitLayer(argument);
  const hash = createHash('sha256');
  const files = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true, encoding: 'utf8' })
        .map((name) => join(path, name))
        .filter((file) => statSync(file).isFile())
        .sort()
    : [path];
  for (const file of files)
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Finds the data files behind a path; archives are unpacked and foreign text is made UTF-8 in a folder of its own. */
async function withSources<T>(path: string, work: (sources: string[]) => Promise<T>): Promise<T> {
  if (!existsSync(path)) {
    throw new InputError(
      'not-found',
      say(`找不到“${path}”`, `There is no “${path}”`),
      say('请检查路径和文件名。', 'Check the path and the file name.'),
      { file: path },
    );
  }
  const folder = mkdtempSync(join(tmpdir(), 'liangtian-'));
  try {
    const sources = await sourcesOf(path, folder);
    return await work(sources.map((source, i) => inUtf8(source, join(folder, `utf8-${i}`))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function sourcesOf(path: string, folder: string): Promise<string[]> {
  const isFolder = statSync(path).isDirectory();
  const ending = extname(path).toLowerCase();
  if (isFolder && ending !== '.gdb') return sourcesIn(path, path);
  if (isFolder || (VECTOR.has(ending) && !isZip(path))) return [path];
  if (ending === '.mdb') throw personalGeodatabase(path);
  if (!isZip(path)) throw unknownFormat(path);
  await unpackZip(path, folder);
  return sourcesIn(folder, path);
}

/** A CSV in GB18030 as a UTF-8 copy; everything else as it is. The user's file is never touched. */
function inUtf8(source: string, copyFolder: string): string {
  if (extname(source).toLowerCase() !== '.csv' || textFileEncoding(source).encoding !== 'GB18030')
    return source;
  mkdirSync(copyFolder);
  const copy = join(copyFolder, basename(source));
  writeFileSync(copy, new TextDecoder('gb18030').decode(readFileSync(source)));
  return copy;
}

function isZip(path: string): boolean {
  const bytes = headOf(path, 4);
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/** The first bytes of a file. */
function headOf(path: string, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
  } finally {
    closeSync(file);
  }
}

/** Data files below a folder; `shown` is what the user named. */
function sourcesIn(folder: string, shown: string): string[] {
  const found: string[] = [];
  let personal: string | null = null;
  const walk = (place: string): void => {
    for (const entry of readdirSync(place, { withFileTypes: true }).sort((a, b) =>
      a.name.localeCompare(b.name),
    )) {
      const path = join(place, entry.name);
      const ending = extname(entry.name).toLowerCase();
      if (entry.isDirectory()) {
        if (ending === '.gdb' || existsSync(join(path, 'a00000001.gdbtable'))) found.push(path);
        else walk(path);
      } else if (ending === '.mdb') personal = path;
      else if (VECTOR.has(ending) && ending !== '.gdb') found.push(path);
    }
  };
  walk(folder);
  if (found.length === 0 && personal !== null) throw personalGeodatabase(personal);
  if (found.length === 0) {
    throw new InputError(
      'nothing-usable',
      say('里面没有能读的矢量数据', 'There is no vector data in it that can be read'),
      say(
        '请放入 GDB、SHP（带 .dbf .shx）、GeoPackage、GeoJSON、CSV（WKT）或 GeoParquet。',
        'Put in a FileGDB, a Shapefile with its .dbf and .shx, GeoPackage, GeoJSON, CSV with WKT or GeoParquet.',
      ),
      { file: shown },
    );
  }
  return found;
}

function personalGeodatabase(path: string): InputError {
  return new InputError(
    'personal-geodatabase',
    say(
      `没能读取“${basename(path)}”：这是个人地理数据库`,
      `“${basename(path)}” is a personal geodatabase and cannot be read`,
    ),
    say('请在 ArcGIS 中导出为 GDB 后再放入。', 'Export it as a file geodatabase in ArcGIS first.'),
    { file: path },
  );
}

function unknownFormat(path: string): InputError {
  const seven = /\.7z(\.\d+)?$/i.test(path);
  return new InputError(
    'unknown-format',
    seven
      ? say('不读 7z 压缩包', '7z archives are not read')
      : say('不认识的文件格式', 'Unknown file format'),
    seven
      ? say('请解压后再放入。', 'Unpack it first.')
      : say(
          '能读 GDB、SHP、GeoPackage、GeoJSON、CSV（WKT）、GeoParquet 和它们的 zip。',
          'FileGDB, Shapefile, GeoPackage, GeoJSON, CSV with WKT, GeoParquet and zips of them can be read.',
        ),
    { file: path },
  );
}

interface Listed {
  readonly entry: LayerEntry;
  readonly gdal: GdalLayer | null;
  readonly openOptions: readonly string[];
  readonly evidence: readonly Evidence[];
}

async function listSources(
  gdal: GdalHost,
  sources: readonly string[],
  options: ReadOptions,
): Promise<Listed[]> {
  const listed: Listed[] = [];
  let failure: InputError | null = null;
  for (const source of sources) {
    if (/\.(geo)?parquet$/i.test(source)) {
      listed.push({
        entry: {
          path: source,
          layer: basename(source).replace(/\.[^.]+$/, ''),
          features: -1,
          geometryType: 'Polygon',
          fields: [],
        },
        gdal: null,
        openOptions: [],
        evidence: [],
      });
      continue;
    }
    try {
      const { openOptions, evidence } = openingOf(source, options);
      const answer = await gdal.ask({ op: 'list', path: source, openOptions });
      for (const layer of answer.layers) {
        listed.push({
          entry: {
            path: source,
            layer: layer.name,
            features: layer.features,
            geometryType: layer.geometryType,
            fields: layer.fields.map((field) => field.name),
          },
          gdal: layer,
          openOptions,
          evidence,
        });
      }
    } catch (error) {
      failure ??= error instanceof InputError ? error : unreadable(source, error);
    }
  }
  if (listed.length === 0 && failure) throw failure;
  return listed;
}

/** Open options of a source: encodings, and where a CSV keeps its geometry. */
function openingOf(
  source: string,
  options: ReadOptions,
): { openOptions: string[]; evidence: Evidence[] } {
  const ending = extname(source).toLowerCase();
  if (ending === '.shp') {
    checkShapefile(source);
    const guess =
      options.encoding === undefined
        ? shapefileEncoding(source)
        : { encoding: options.encoding, why: '--encoding' };
    return {
      openOptions: [`ENCODING=${guess.encoding}`],
      evidence: [{ what: 'encoding', answer: guess.encoding, why: guess.why }],
    };
  }
  if (ending === '.csv') {
    const guess =
      options.encoding === undefined
        ? textFileEncoding(source)
        : { encoding: options.encoding, why: '--encoding' };
    return {
      openOptions: [
        'GEOM_POSSIBLE_NAMES=geom,geometry,wkt,WKT,SHAPE,shape,the_geom',
        'KEEP_GEOM_COLUMNS=NO',
        'AUTODETECT_TYPE=YES',
        'AUTODETECT_SIZE_LIMIT=0',
      ],
      evidence: [{ what: 'encoding', answer: guess.encoding, why: guess.why }],
    };
  }
  return { openOptions: [], evidence: [] };
}

/** GDAL reads a cut shapefile as a shorter one; its own lengths tell. */
function checkShapefile(shp: string): void {
  const stated = (path: string): number => {
    const head = headOf(path, 28);
    return head.length < 28
      ? -1
      : 2 * (head[24]! * 2 ** 24 + head[25]! * 2 ** 16 + head[26]! * 256 + head[27]!);
  };
  const missing = ['shx', 'dbf'].filter((ending) => sibling(shp, ending) === null);
  if (missing.length > 0) {
    throw new InputError(
      'missing-part',
      say(`Shapefile 缺少 .${missing.join('、.')}`, `The Shapefile lacks .${missing.join(', .')}`),
      say(
        '请把同名的 .shp .shx .dbf 放在一起。',
        'Put the .shp, .shx and .dbf of the same name together.',
      ),
      { file: shp },
    );
  }
  if (stated(shp) !== statSync(shp).size)
    throw unreadable(shp, new Error('the .shp is shorter than its head says'));
  const dbf = sibling(shp, 'dbf')!;
  const head = headOf(dbf, 12);
  const expected = head.readUInt16LE(8) + head.readUInt32LE(4) * head.readUInt16LE(10);
  if (statSync(dbf).size < expected)
    throw unreadable(dbf, new Error('the .dbf is shorter than its head says'));
}

function unreadable(path: string, error: unknown): InputError {
  const why = error instanceof Error ? error.message.slice(0, 200) : String(error);
  return new InputError(
    'damaged-file',
    say(
      `读不了这个文件，可能不完整或已损坏（${why}）`,
      `The file cannot be read; it may be truncated or damaged (${why})`,
    ),
    say('请重新复制或导出。', 'Copy or export it again.'),
    { file: path },
  );
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The layer asked for, else DLTB, else the only polygon layer. */
function choose(path: string, entries: readonly Listed[], wanted: string | undefined): Listed {
  const polygons = entries.filter(({ entry }) =>
    /polygon|surface|unknown|geometry|collection/i.test(entry.geometryType),
  );
  if (wanted !== undefined) {
    const found = entries.find(({ entry }) => sameName(entry.layer, wanted));
    if (found) return found;
    throw new InputError(
      'no-such-layer',
      say(`没有图层 ${wanted}`, `There is no layer ${wanted}`),
      say(`有这些图层：${names(entries)}`, `The layers are: ${names(entries)}`),
      { file: path, layer: wanted },
    );
  }
  const dltb = polygons.find(({ entry }) => sameName(entry.layer, 'DLTB'));
  if (dltb) return dltb;
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
  options: ReadOptions,
): Promise<ReadLayer> {
  const { entry } = listed;
  if (!listed.gdal) return readParquet(shown, entry.path, options);
  const place = { file: shown, layer: entry.layer };
  let answer;
  try {
    answer = await gdal.ask({
      op: 'read',
      path: entry.path,
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
  if (listed.gdal.features > read) {
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
  if (contents.foreign === read)
    throw new InputError(
      'no-polygons',
      say('图层里没有面要素', 'The layer has no polygons'),
      say('请选面图层。', 'Choose a polygon layer.'),
      place,
    );
  const crs = await crsFor(gdal, options.crs ?? listed.gdal.crs, place);
  return finish(
    { name: entry.layer, polygons: contents.polygons, columns: contents.columns, crs },
    contents.faults,
    shown,
    [
      ...listed.evidence,
      {
        what: 'layer',
        answer: entry.layer,
        why: options.layer === undefined ? 'found in the file' : 'asked for',
      },
      {
        what: 'crs',
        answer: crs.id || crs.name,
        why: options.crs === undefined ? 'the file says so' : '--crs',
      },
    ],
  );
}

async function readParquet(shown: string, path: string, options: ReadOptions): Promise<ReadLayer> {
  const contents = await readGeoParquet(
    path,
    options.crs === undefined ? undefined : parseCrs(options.crs),
  );
  const columns = new Map(contents.table.columns);
  for (const [name, values] of Object.entries(contents.integers))
    columns.set(name, { kind: 'number', values: Float64Array.from(values, Number) });
  if (featureCount(contents.table.polygons) === 0) throw empty({ file: shown });
  const { crs } = contents.table;
  return {
    ...finish({ ...contents.table, columns }, contents.faults, shown, [
      { what: 'crs', answer: crs.id || crs.name, why: 'the file says so' },
    ]),
    facts: contents.facts,
  };
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
  table: FeatureTable,
  faults: readonly RingFault[],
  file: string,
  evidence: readonly Evidence[],
): ReadLayer {
  const contradiction = crsContradiction(table.crs, boundsOf(table.polygons));
  if (contradiction)
    throw new InputError(contradiction.code, contradiction.text, contradiction.remedy, {
      file,
      layer: table.name,
    });
  return {
    table,
    faults: [...faults, ...selfCrossings(table.polygons)].sort((a, b) => a.feature - b.feature),
    evidence,
    facts: undefined,
    file,
  };
}
