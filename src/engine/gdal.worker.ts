/**
 * GDAL (gdal3.js, WebAssembly) in a thread of its own: opens one file at a time, answers with plain lists and with
 * FlatGeobuf bytes. A file that crashes it takes this worker with it, never the program.
 */
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, extname, relative } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { GdalAnswer, GdalLayer, GdalMessage, GdalReply, GdalRequest } from './gdal.ts';
import { NEEDS_MEMORY } from './limits.ts';
import { mended, MENDED_BYTES } from './mending.ts';

interface Dataset {
  readonly pointer: number;
  readonly path: string;
  readonly info?: { readonly layers?: readonly RawLayer[]; readonly driverShortName?: string };
}

interface RawLayer {
  readonly name: string;
  readonly featureCount?: number;
  readonly fields?: readonly { readonly name: string; readonly type: string }[];
  readonly geometryFields?: readonly {
    readonly type?: string;
    readonly coordinateSystem?: { readonly wkt?: string; readonly projjson?: object } | null;
  }[];
}

interface Gdal {
  open(
    path: string,
    options?: readonly string[],
  ): Promise<{ datasets: Dataset[]; errors: unknown[] }>;
  close(dataset: Dataset): Promise<unknown>;
  ogr2ogr(
    dataset: Dataset,
    options: readonly string[],
    name: string,
  ): Promise<{ local: string; all: { local: string }[] }>;
  readonly Module: {
    readonly FS: {
      readFile(path: string): Uint8Array;
      writeFile(path: string, bytes: Uint8Array): void;
      unlink(path: string): void;
      readdir(path: string): string[];
      rmdir(path: string): void;
      readonly filesystems: { readonly MEMFS: MemoryFiles };
    };
  };
}

/** How the library keeps a file in memory. */
interface MemoryFiles {
  expandFileStorage(node: { readonly contents?: Uint8Array | null }, capacity: number): void;
}

const messages: string[] = [];

/** What GDAL's own memory may grow to for the present request. */
let memoryBytes = 2 ** 32;

/** Growing beyond is refused as a full machine would refuse it; C code is told by a null pointer or stops. */
const growMemory = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function grow(pages) {
  const wanted = this.buffer.byteLength + pages * 2 ** 16;
  if (wanted > memoryBytes) {
    lacksMemory = true;
    throw new RangeError(NEEDS_MEMORY);
  }
  return growMemory.call(this, pages);
};

/** Whether the present request wanted more than that, and whether GDAL was stopped by the machine within it. */
let [lacksMemory, hasTrapped] = [false, false];

let started: Promise<Gdal> | null = null;

function gdal(): Promise<Gdal> {
  if (started) return started;
  const require = createRequire(import.meta.url);
  const entry = require.resolve('gdal3.js/node.js');
  const load = require('gdal3.js/node.js') as (options: object) => Promise<Gdal>;
  started = load({
    // The library prefixes this with ./, so it must be relative to where the process stands.
    path: relative(process.cwd(), `${dirname(entry)}/dist/package`),
    useWorker: false,
    logHandler: () => undefined,
    errorHandler: (text: string) => messages.push(text),
    env: {
      OGR_ORGANIZE_POLYGONS: 'DEFAULT',
      OGR_GEOMETRY_ACCEPT_UNCLOSED_RING: 'YES',
      OGR_SQLITE_JOURNAL: 'OFF',
      CPL_VSIL_GZIP_WRITE_PROPERTIES: 'NO',
      // The same layers give the same bytes: GeoPackage would write the time of day into them.
      OGR_CURRENT_DATE: '2000-01-01T00:00:00.000Z',
    },
  });
  started = started.then((library) => {
    growFaster(library.Module.FS.filesystems.MEMFS);
    return library;
  });
  return started;
}

/** Files of this size still grow by doubling; larger ones by a quarter. */
const DOUBLING_BYTES = 1 << 27;

/** Memory files grow by an eighth, copying themselves each time: nine copies of everything written. Ours copy it twice. */
function growFaster(files: MemoryFiles): void {
  const grow = files.expandFileStorage.bind(files);
  files.expandFileStorage = (node, capacity) => {
    const present = node.contents?.length ?? 0;
    const roomy = present < DOUBLING_BYTES ? present * 2 : Math.ceil(present * 1.25);
    grow(node, capacity > present ? Math.max(capacity, roomy) : capacity);
  };
}

async function opened<T>(
  request: { readonly path: string; readonly openOptions: readonly string[] },
  work: (library: Gdal, dataset: Dataset) => Promise<T>,
): Promise<T> {
  const library = await gdal();
  messages.length = 0;
  const result = await library.open(request.path, request.openOptions).catch((errors: unknown) => {
    throw new Error(describe(errors));
  });
  const dataset = result.datasets[0];
  if (!dataset) throw new Error(describe(result.errors));
  try {
    return await work(library, dataset);
  } finally {
    await library.close(dataset).catch(() => undefined);
  }
}

function describe(errors: unknown): string {
  const list = Array.isArray(errors) ? errors : [errors];
  if (list.some((error) => error instanceof WebAssembly.RuntimeError)) hasTrapped = true;
  const texts = list.map((error: unknown) =>
    typeof error === 'object' && error !== null && 'message' in error
      ? String(error.message)
      : String(error),
  );
  return [...texts, ...messages].filter(Boolean).join('; ') || 'GDAL could not open it';
}

/** Paths of which a mended copy is read, since GDAL refused them when they were listed. */
const withCopies = new Set<string>();

type Opening = Extract<GdalRequest, { op: 'list' | 'read' }>;

/** The work on a file, and once more on a mended copy in memory when GDAL refuses the file and the copy may help. */
async function forgiven<R extends Opening>(
  request: R,
  work: (request: R) => Promise<GdalAnswer>,
): Promise<GdalAnswer> {
  if (request.op === 'list') withCopies.delete(request.path);
  let failure: unknown = null;
  if (!withCopies.has(request.path)) {
    try {
      const answer = await work(request);
      // A box that is not finite keeps the library from telling any layer.
      if (answer.op !== 'list' || answer.layers.length > 0) return answer;
      failure = answer;
    } catch (error) {
      failure = error;
    }
  }
  const text = mendedText(request.path);
  if (text !== null) {
    const { FS } = (await gdal()).Module;
    const copy = `/output/${basename(request.path)}`;
    FS.writeFile(copy, new TextEncoder().encode(text));
    try {
      const answer = await work({ ...request, path: copy });
      withCopies.add(request.path);
      return answer;
    } finally {
      FS.unlink(copy);
    }
  }
  if (failure instanceof Error) throw failure;
  return failure as GdalAnswer;
}

function mendedText(path: string): string | null {
  const ending = extname(path).toLowerCase();
  if (!['.csv', '.json', '.geojson'].includes(ending) || statSync(path).size > MENDED_BYTES)
    return null;
  return mended(readFileSync(path, 'utf8'), ending);
}

function layersOf({ info }: Dataset): GdalLayer[] {
  return (info?.layers ?? []).map((layer) => ({
    name: layer.name,
    features: layer.featureCount ?? -1,
    geometryType: layer.geometryFields?.[0]?.type ?? 'None',
    crs: layer.geometryFields?.[0]?.coordinateSystem?.wkt ?? '',
    fields: (layer.fields ?? []).map((field) => ({ name: field.name, type: field.type })),
  }));
}

async function list(request: Extract<GdalRequest, { op: 'list' }>): Promise<GdalAnswer> {
  return opened(request, async (_library, dataset) => {
    return {
      op: 'list',
      driver: dataset.info?.driverShortName ?? '',
      layers: layersOf(dataset),
      messages: [...messages],
    };
  });
}

async function read(request: Extract<GdalRequest, { op: 'read' }>): Promise<GdalAnswer> {
  return opened(request, async (library, dataset) => {
    const options = [
      '-f',
      'FlatGeobuf',
      '-lco',
      'SPATIAL_INDEX=NO',
      '-dim',
      'XY',
      // Every feature keeps its own type: layers that say one type often hold another.
      '-nlt',
      'GEOMETRY',
      '-nlt',
      'CONVERT_TO_LINEAR',
      '-mapFieldType',
      'IntegerList=String,Integer64List=String,RealList=String,StringList=String,Binary=String',
      '-nln',
      'layer',
      '-skipfailures',
      ...chosenLayer(request.layer),
    ];
    const name = `out${Date.now()}`;
    const file = await library.ogr2ogr(dataset, options, name).then(
      (output) => output.all[0]?.local ?? output.local,
      (error: unknown) => {
        // The library takes some warnings for errors; what GDAL itself calls an error is one.
        if (messages.length === 0 || messages.some((text) => text.includes('ERROR')))
          throw new Error(describe(error));
        return `/output/${name}.fgb`;
      },
    );
    const bytes = library.Module.FS.readFile(file);
    library.Module.FS.unlink(file);
    // GDAL writes no file at all when every feature failed; its own words say why.
    if (bytes.length === 0 && messages.some((text) => text.includes('ERROR')))
      throw new Error(messages.find((text) => text.includes('ERROR')));
    return { op: 'read', bytes, messages: [...messages] };
  });
}

/** A name that begins with a hyphen would be taken for an option. */
function chosenLayer(layer: string): readonly string[] {
  if (!layer.startsWith('-')) return [layer];
  const name = layer.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  return ['-dialect', 'OGRSQL', '-sql', `SELECT * FROM "${name}"`];
}

/** WKT of a registered system: an empty layer is given the code and says what it is. '' when the code is unknown. */
async function systemOf(code: string): Promise<GdalAnswer> {
  return withLayerIn(code, 'FlatGeobuf', async (library, file) => {
    let wkt: string | undefined;
    if (file !== null) {
      const opened = await library.open(file);
      wkt = opened.datasets[0]?.info?.layers?.[0]?.geometryFields?.[0]?.coordinateSystem?.wkt;
      if (opened.datasets[0]) await library.close(opened.datasets[0]);
      library.Module.FS.unlink(file);
    }
    return { op: 'crs', wkt: wkt ?? '', messages: [...messages] };
  });
}

/** Text of the .prj that stands beside a Shapefile of a system; '' when GDAL does not know the system. */
async function prjOf(crs: string): Promise<GdalAnswer> {
  return withLayerIn(crs, 'ESRI Shapefile', async ({ Module: { FS } }, file) => {
    let text = '';
    if (file !== null)
      for (const name of FS.readdir('/output').filter((entry) => entry.startsWith('system.'))) {
        if (name.endsWith('.prj')) text = new TextDecoder().decode(FS.readFile(`/output/${name}`));
        FS.unlink(`/output/${name}`);
      }
    return { op: 'prj', text, messages: [...messages] };
  });
}

/** Works on a layer of one point in a system, made by a driver; null in its place when GDAL does not know the system. */
async function withLayerIn(
  crs: string,
  driver: string,
  work: (library: Gdal, file: string | null) => Promise<GdalAnswer>,
): Promise<GdalAnswer> {
  const library = await gdal();
  messages.length = 0;
  const source = '/output/point.geojson';
  const point = '{"type":"Point","coordinates":[0,0]}';
  const text = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":${point}}]}`;
  library.Module.FS.writeFile(source, new TextEncoder().encode(text));
  const { datasets } = await library.open(source);
  const dataset = datasets[0];
  if (!dataset) throw new Error('GDAL cannot open its own text');
  try {
    let file: string | null = null;
    try {
      const made = await library.ogr2ogr(dataset, ['-f', driver, '-a_srs', crs], 'system');
      file = made.all[0]?.local ?? made.local;
    } catch (error) {
      if (messages.length === 0) throw error;
    }
    return await work(library, file);
  } finally {
    await library.close(dataset);
    library.Module.FS.unlink(source);
  }
}

/** Adds features given as FlatGeobuf, or as CSV with WKT, to a layer of a file in memory. */
async function write(request: Extract<GdalRequest, { op: 'write' }>): Promise<GdalAnswer> {
  const library = await gdal();
  messages.length = 0;
  const { plain } = request;
  const source = plain ? '/output/source.csv' : '/output/source.fgb';
  library.Module.FS.writeFile(source, request.bytes);
  if (plain) library.Module.FS.writeFile(`${source}t`, new TextEncoder().encode(plain.types));
  const { datasets, errors } = await library.open(
    source,
    plain ? ['KEEP_GEOM_COLUMNS=NO', 'EMPTY_STRING_AS_NULL=YES', 'MAX_LINE_SIZE=-1'] : [],
  );
  const dataset = datasets[0];
  if (!dataset) throw new Error(describe(errors));
  const options = [
    '-f',
    request.driver,
    ...(request.isNew ? [] : ['-update', '-append']),
    '-nln',
    request.layer,
    '-nlt',
    plain?.geometry ?? 'MULTIPOLYGON',
    ...(plain && plain.crs !== '' ? ['-a_srs', plain.crs] : []),
    ...request.layerOptions.flatMap((option) => ['-lco', option]),
    '-gt',
    '200000',
  ];
  await library.ogr2ogr(dataset, options, request.file).catch((error: unknown) => {
    throw new Error(describe(error));
  });
  await library.close(dataset);
  library.Module.FS.unlink(source);
  if (plain) library.Module.FS.unlink(`${source}t`);
  return { op: 'write', messages: [...messages] };
}

async function written({
  driver,
  file,
}: Extract<GdalRequest, { op: 'written' }>): Promise<GdalAnswer> {
  const library = await gdal();
  const { FS } = library.Module;
  const path = `/output/${file}.${driver === 'GPKG' ? 'gpkg' : 'gdb'}`;
  const { datasets } = await library.open(path);
  const layers = datasets[0] ? layersOf(datasets[0]) : [];
  if (datasets[0]) await library.close(datasets[0]);
  const take = (from: string): Uint8Array => {
    const bytes = FS.readFile(from);
    FS.unlink(from);
    return bytes;
  };
  if (driver === 'GPKG')
    return { op: 'written', files: [{ name: '', bytes: take(path) }], layers, messages: [] };
  const names = FS.readdir(path).filter((name) => name !== '.' && name !== '..');
  const files = names.map((name) => ({ name, bytes: take(`${path}/${name}`) }));
  FS.rmdir(path);
  return { op: 'written', files, layers, messages: [] };
}

function answerTo(request: GdalRequest): Promise<GdalAnswer> {
  switch (request.op) {
    case 'list':
      return forgiven(request, list);
    case 'read':
      return forgiven(request, read);
    case 'crs':
      return systemOf(request.code);
    case 'prj':
      return prjOf(request.crs);
    case 'write':
      return write(request);
    case 'written':
      return written(request);
  }
}

parentPort?.on('message', (request: GdalMessage) => {
  if (request.op === 'leave') {
    // A load that has begun is let finish.
    void (started ?? Promise.resolve()).catch(() => undefined).then(() => parentPort!.close());
    return;
  }
  if (request.op === 'warm') {
    // Who fails to load it is told at the first request.
    gdal().catch(() => undefined);
    return;
  }
  ({ memoryBytes } = request);
  [lacksMemory, hasTrapped] = [false, false];
  const work = answerTo(request);
  work.then(
    (answer) => {
      const whole = 'files' in answer ? answer.files : 'bytes' in answer ? [answer] : [];
      const transfer = whole.map(({ bytes }) => bytes.buffer as ArrayBuffer);
      const reply: GdalReply = lacksMemory
        ? { id: request.id, error: NEEDS_MEMORY, isBroken: true }
        : { id: request.id, answer };
      parentPort!.postMessage(reply, transfer);
    },
    (error: unknown) => {
      const text = describe(error);
      const isBroken = lacksMemory || hasTrapped;
      const said = error instanceof Error ? error.message : text;
      parentPort!.postMessage({
        id: request.id,
        error: lacksMemory ? NEEDS_MEMORY : said,
        isBroken,
      } satisfies GdalReply);
    },
  );
});
