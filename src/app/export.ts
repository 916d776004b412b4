/**
 * 导出 — layers of a source, or a stored snapshot, written in another format. The source is never written, an existing file
 * only when the user says so; whatever the format does not carry is told.
 */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { type Column, type Guess, InputError, say } from '../base/index.ts';
import {
  type ExportFormatName,
  exportFormatOf,
  exportLayers,
  type NotCarried,
  type ReadLayer,
  readLayer,
  readNamedLayers,
  shapefileParts,
  splitLayer,
} from '../engine/index.ts';
import type { TextEncoding } from '../formats/index.ts';
import { featureCount, type FeatureTable, type RingFault, shapelessCount } from '../geo/index.ts';
import { SURVEY_FIELDS } from '../land/index.ts';
import { giveToOwnerAbove, giveTreeToOwnerAbove, snapshotFileOf } from '../storage/index.ts';
import type { App } from './context.ts';
import { readSnapshot } from './snapshot.ts';

/** What a user may say about an export. */
export interface ExportOptions {
  readonly out: string;
  readonly format?: ExportFormatName;
  /** Names of layers; the one that is chosen for a survey when there are none. */
  readonly layer?: readonly string[];
  /** Encoding of the written texts, where the format has several. */
  readonly encoding?: TextEncoding;
  /** How the source is to be read. */
  readonly crs?: string;
  readonly sourceEncoding?: string;
  readonly swapAxes?: boolean;
  readonly guess?: boolean;
  /** Replaces what is there. */
  readonly force?: boolean;
}

/** What was written. */
export interface ExportReport {
  readonly file: string;
  readonly format: ExportFormatName;
  readonly layers: readonly {
    readonly name: string;
    readonly features: number;
    /** Features without a usable shape; they are written with their attributes alone. */
    readonly withoutShape: number;
    readonly fields: number;
    readonly crs: string;
  }[];
  readonly evidence: readonly Guess[];
  /** What the format does not carry, or carries in another way. */
  readonly notCarried: readonly NotCarried[];
}

/**
 * Writes layers of `source` (a file, folder or zip, `FILE#LAYER`, or the id of a snapshot) to `out`. InputError: `out-exists`,
 * `out-is-source`, `out-not-writable`, `export-format`, `export-layers`, and those of reading and of the formats.
 */
export async function exportSurvey(
  app: Pick<App, 'gdal' | 'progress' | 'home'>,
  source: string,
  options: ExportOptions,
): Promise<ExportReport> {
  const { format, path } = exportFormatOf(options.out, options.format);
  const parts = format.name === 'shp' ? shapefileParts(path) : [];
  refuseOut(source, path, parts, options.force === true);
  const { layers, evidence, notCarried } = await layersOf(app, source, options);
  if (layers.length > 1 && !format.holdsSeveral)
    throw new InputError(
      'export-layers',
      say(
        `${format.title} 只放一个图层，这里有 ${layers.length} 个`,
        `${format.title} holds one layer, and there are ${layers.length}`,
      ),
      say(
        '请用 --layer 选一个，或写成 GeoPackage、GDB。',
        'Choose one with --layer, or write GeoPackage or FileGDB.',
      ),
      { file: path },
    );
  app.progress(say(`写出 ${format.title}`, `writing ${format.title}`), 0, 0);
  const lost = await exportLayers(app.gdal, layers, {
    path,
    format: format.name,
    ...(options.encoding === undefined ? {} : { encoding: options.encoding }),
  }).catch((error: unknown) => {
    throw notWritable(error, path);
  });
  giveWritten(path, format.name);
  return {
    file: path,
    format: format.name,
    layers: layers.map(({ name, polygons, columns, crs }) => ({
      name,
      features: featureCount(polygons),
      withoutShape: shapelessCount(polygons),
      fields: columns.size,
      crs: crs.id || crs.name,
    })),
    evidence,
    notCarried: [...notCarried, ...lost],
  };
}

interface Wanted {
  readonly layers: readonly FeatureTable[];
  readonly evidence: readonly Guess[];
  readonly notCarried: readonly NotCarried[];
}

async function layersOf(
  app: Pick<App, 'gdal' | 'progress' | 'home'>,
  source: string,
  { layer = [], crs, sourceEncoding, swapAxes, guess }: ExportOptions,
): Promise<Wanted> {
  const snapshot = /^s-[0-9a-f]{4,16}$/.test(source) && !existsSync(source);
  if (snapshot) {
    refuseLayers(source, layer);
    return storedLayers(app, source);
  }
  const options = {
    ...(crs === undefined ? {} : { crs }),
    ...(sourceEncoding === undefined ? {} : { encoding: sourceEncoding }),
    ...(swapAxes === undefined ? {} : { swapAxes }),
    ...(guess === undefined ? {} : { guess }),
    progress: app.progress,
  };
  if (layer.length < 2) {
    const [name] = layer;
    const read = await readLayer(app.gdal, source, {
      ...options,
      ...(name === undefined ? {} : { layer: name }),
    });
    return fromFile([read], name !== undefined || splitLayer(source).layer !== undefined);
  }
  const found = await readNamedLayers(app.gdal, splitLayer(source).path, layer, options);
  const missing = layer.find((name) => !found.has(name));
  if (missing !== undefined)
    // Reading it alone says in the reader's words which layers there are.
    return fromFile([await readLayer(app.gdal, source, { ...options, layer: missing })], true);
  return fromFile(
    layer.map((name) => found.get(name)!),
    true,
  );
}

function fromFile(reads: readonly ReadLayer[], isChosen: boolean): Wanted {
  return {
    layers: reads.map(({ table }) => table),
    evidence: reads.flatMap(({ evidence }) => evidence),
    notCarried: reads.flatMap(({ table, faults, others = [] }) => [
      ...unusableShapes(table, faults),
      ...leftOut(table.name, isChosen ? [] : others),
    ]),
  };
}

/** Layers beside the one that was taken, when the user named none. */
function leftOut(layer: string, others: readonly string[]): NotCarried[] {
  if (others.length === 0) return [];
  const list = others.slice(0, 10).join(', ');
  return [
    {
      layer,
      what: 'layers',
      text: say(
        `没有导出的图层：${list}${others.length > 10 ? ' 等' : ''}；要一并导出，请用 --layer 列出`,
        `layers that are not exported: ${list}${others.length > 10 ? ' …' : ''}; name them with --layer to write them as well`,
      ),
    },
  ];
}

/** Shapes that could not be used: what was wrong with them is told by `survey check`. */
export function unusableShapes(
  { name, polygons }: FeatureTable,
  faults: readonly RingFault[],
): NotCarried[] {
  const { featureStart } = polygons;
  const emptied = new Set(
    faults
      .filter(
        ({ feature, kind }) =>
          kind !== 'no-geometry' && featureStart[feature] === featureStart[feature + 1],
      )
      .map(({ feature }) => feature),
  );
  if (emptied.size === 0) return [];
  const first = [...emptied].slice(0, 3).map((feature) => feature + 1);
  return [
    {
      layer: name,
      what: 'shapes',
      text: say(
        `${emptied.size} 个要素的图形不能用，只写了属性（第 ${first.join('、')} 个${emptied.size > 3 ? '等' : ''}）；原因见 survey check`,
        `${emptied.size} features have no usable shape and are written with their attributes alone (number ${first.join(', ')}${emptied.size > 3 ? ' …' : ''}); survey check says why`,
      ),
    },
  ];
}

/** A snapshot holds parcels and nothing else. */
function refuseLayers(id: string, layers: readonly string[]): void {
  const missing = layers.find((name) => name.toUpperCase() !== 'DLTB');
  if (missing === undefined) return;
  throw new InputError(
    'no-such-layer',
    say(`快照 ${id} 里没有图层 ${missing}`, `The snapshot ${id} has no layer ${missing}`),
    say(
      '快照只能导出图斑 DLTB；别的图层请从原文件导出。',
      'Of a snapshot only the parcels, DLTB, are exported; export other layers from the file they came from.',
    ),
    { layer: missing },
  );
}

/** The parcels of a snapshot under the field names of the standard. */
async function storedLayers(app: Pick<App, 'home'>, id: string): Promise<Wanted> {
  const file = snapshotFileOf(app.home(), id);
  if (file === null)
    throw new InputError(
      'no-such-snapshot',
      say(`没有快照 ${id}`, `There is no snapshot ${id}`),
      say(
        '请用 survey list 查看已有的快照，或给出文件。',
        'See survey list for what there is, or name a file.',
      ),
    );
  const { parcels, zones } = await readSnapshot(file);
  const fieldOf = new Map(SURVEY_FIELDS.map(({ name, field }) => [name, field]));
  const columns = new Map<string, Column>([
    [fieldOf.get('id') ?? 'id', parcels.id],
    [fieldOf.get('landClass') ?? 'landClass', parcels.landClass],
    ...[...parcels.attributes].map(
      ([name, column]) => [fieldOf.get(name) ?? name, column] as const,
    ),
  ]);
  const { polygons, crs } = parcels;
  const hasZones = Object.keys(zones.names).length > 0 || zones.outlines.length > 0;
  const text = say(
    '只写出图斑；行政区的名称、界线和控制面积留在快照里',
    'Parcels alone are written; names, outlines and control areas of administrative units stay in the snapshot',
  );
  return {
    layers: [{ name: 'DLTB', polygons, crs, columns }],
    evidence: [],
    notCarried: hasZones ? [{ layer: 'DLTB', what: 'zones', text }] : [],
  };
}

/** Never the source or what it lies in; what is there only when that is wanted. */
function refuseOut(source: string, out: string, parts: readonly string[], isForced: boolean): void {
  const [from, to] = [realPath(splitLayer(source).path), realPath(out)];
  const stem = (path: string): string => path.slice(0, path.length - extname(path).length);
  const isShapefile = [from, to].every((path) => /\.(shp|dbf|shx)$/i.test(path));
  if (
    from === to ||
    from.startsWith(to + sep) ||
    (/\.gdb$/i.test(from) && to.startsWith(from + sep)) ||
    (isShapefile && stem(from).toLowerCase() === stem(to).toLowerCase())
  )
    throw new InputError(
      'out-is-source',
      say(
        `${out} 就是要导出的数据，不能写在它上面`,
        `${out} is the source itself and is never written`,
      ),
      say('请用 --out 给出另一个文件名。', 'Give another file name with --out.'),
      { file: out },
    );
  if (isForced) refuseForeign(out);
  else if (existsSync(out) || parts.length > 0)
    throw new InputError(
      'out-exists',
      say(`${out} 已经存在`, `${out} exists`),
      say(
        '请换一个文件名，或加 --force 覆盖它。',
        'Give another name, or replace it with --force.',
      ),
      { file: out },
    );
}

/** Files of a FileGDB; whatever else lies in a folder is somebody's work. */
const GEODATABASE = /^(a[0-9a-f]{8}\.|gdb$|timestamps$|.*\.lock$)/i;

/** What is replaced is a file, or a folder that holds a FileGDB and nothing else. */
function refuseForeign(out: string): void {
  if (!existsSync(out) || !statSync(out).isDirectory()) return;
  const isGeodatabase =
    /\.gdb$/i.test(out) && readdirSync(out).every((name) => GEODATABASE.test(name));
  if (isGeodatabase) return;
  throw new InputError(
    'out-is-folder',
    say(
      `${out} 是文件夹，里面有别的东西，不能覆盖`,
      `${out} is a folder that holds other things and is not replaced`,
    ),
    say('请换一个文件名，或先把里面的东西移走。', 'Give another name, or move away what is in it.'),
    { file: out },
  );
}

/** The path without links, also of a file that is still to be made. */
function realPath(path: string): string {
  const full = resolve(path);
  if (existsSync(full)) return realpathSync(full);
  const above = dirname(full);
  return above === full ? full : join(realPath(above), basename(full));
}

/** As root: every file of a layer that was written gets the owner of the folder it lies in. */
export function giveWritten(path: string, format: ExportFormatName): void {
  giveTreeToOwnerAbove(path);
  if (format !== 'shp') return;
  for (const name of shapefileParts(path)) giveToOwnerAbove(join(dirname(path), name));
}

/** An InputError `out-not-writable` for what the file system says; any other error as it is. */
export function notWritable(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST', 'EDQUOT'].includes(code ?? ''))
    return error;
  return new InputError(
    'out-not-writable',
    say(
      `写不了 ${path}：${code === 'ENOSPC' ? '磁盘满了' : (error as Error).message}`,
      `${path} cannot be written: ${(error as Error).message}`,
    ),
    say('请用 --out 指明一个可以写入的地方。', 'Name a place that you may write with --out.'),
    { file: path },
  );
}
