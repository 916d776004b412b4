/**
 * Where the data behind a path lie: one file, a FileGDB, a folder as it was handed over (成果包), or a zip of any of
 * these. Archives are unpacked into a folder of their own, which is gone when the work is done.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { sibling } from './encoding.ts';
import { headOf } from './file-head.ts';
import { holdsBoundaryPoints } from './text-sources.ts';
import { compareText, InputError, say } from '../base/index.ts';
import { tooDeep, UNPACK_LIMITS, type UnpackBudget } from './archive-rules.ts';
import { damageReason } from '../formats/index.ts';
import { unpackZip } from './unpack.ts';
import { isNoSpace, makeWorkFolder, noSpace } from './work-folder.ts';

/** A file or FileGDB folder that holds layers. */
export interface Source {
  readonly path: string;
  /** As a user would name it: what was given, and the way within it. */
  readonly shown: string;
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
  '.dxf',
  '.parquet',
  '.geoparquet',
  '.gdb',
  '.sqlite',
  '.vct',
  '.txt',
]);

/** Endings of the files that make up a Shapefile, and of what may lie beside a CSV. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  '.shp': ['.shp', '.dbf', '.shx', '.prj', '.cpg'],
  '.csv': ['.csv', '.csvt', '.prj'],
};

/** Splits `FILE#layer`; a `#` in an existing path is part of the path. */
export function splitLayer(argument: string): { path: string; layer: string | undefined } {
  const at = argument.lastIndexOf('#');
  if (at < 0 || existsSync(argument)) return { path: argument, layer: undefined };
  return { path: argument.slice(0, at), layer: argument.slice(at + 1) };
}

/**
 * SHA-256 of all that a reader may look at: one file's bytes, or names and bytes of several. A Shapefile is several: a
 * class that is corrected in the .dbf makes another source of the same .shp.
 */
export async function sourceSha256(argument: string): Promise<string> {
  const { path } = splitLayer(argument);
  const hash = createHash('sha256');
  const files = filesOf(path);
  for (const file of files) {
    if (files.length > 1) hash.update(`${relative(dirname(path), file)}\0${statSync(file).size}\0`);
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

/** Bytes of all that a reader may look at. */
export function bytesOf(path: string): number {
  return filesOf(path).reduce((sum, file) => sum + statSync(file).size, 0);
}

function filesOf(path: string): string[] {
  checkReadable(path);
  if (statSync(path).isDirectory())
    return (
      readdirSync(path, { recursive: true, encoding: 'utf8' })
        .map((name) => join(path, name))
        // A link to nothing is no file; it is not read either.
        .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
        .sort()
    );
  const parts = PARTS[extname(path).toLowerCase()];
  if (parts === undefined)
    // What a program has written into a GeoPackage may still lie in the log beside it.
    return [path, ...[`${path}-wal`].filter((file) => existsSync(file))];
  const stem = basename(path).slice(0, -extname(path).length).toLowerCase();
  return readdirSync(dirname(path))
    .filter((name) => parts.some((part) => name.toLowerCase() === stem + part))
    .map((name) => join(dirname(path), name))
    .sort();
}

/** Finds the data files behind a path and works on them; what was unpacked is removed afterwards. */
export async function withSources<T>(
  path: string,
  work: (sources: readonly Source[], workFolder: string) => Promise<T>,
): Promise<T> {
  if (!existsSync(path)) {
    throw new InputError(
      'not-found',
      say(`找不到“${path}”`, `There is no “${path}”`),
      say('请检查路径和文件名。', 'Check the path and the file name.'),
      { file: path },
    );
  }
  checkReadable(path);
  let folder: string | null = null;
  try {
    folder = makeWorkFolder();
    return await work(await sourcesOf(path, folder), folder);
  } catch (error) {
    throw isNoSpace(error) ? noSpace(path) : error;
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A pipe or a device is no file: who opens it waits for whoever writes, for ever if nobody does. An empty file is told as
 * such, whatever its ending promises.
 */
function checkReadable(path: string): void {
  const entry = statSync(path);
  if (entry.isFile() && entry.size === 0)
    throw new InputError(
      'empty-file',
      say(`“${basename(path)}”是空文件，0 字节`, `“${basename(path)}” is empty, 0 bytes`),
      say('请重新复制或导出。', 'Copy or export it again.'),
      { file: path },
    );
  if (entry.isFile() || entry.isDirectory()) return;
  throw new InputError(
    'not-a-file',
    say(`“${path}”是管道或设备，不是文件`, `“${path}” is a pipe or a device, not a file`),
    say('请先存成文件再读。', 'Save its contents as a file first.'),
    { file: path },
  );
}

async function sourcesOf(path: string, folder: string): Promise<Source[]> {
  const work: Unpacking = { folder, budget: { ...UNPACK_LIMITS }, depth: UNPACK_LIMITS.nested };
  const isFolder = statSync(path).isDirectory();
  const ending = extname(path).toLowerCase();
  if (isFolder && !isGeodatabase(path)) return sourcesIn(path, path, work);
  // A workbook is a zip too; in folders workbooks are tables that belong to a survey.
  if (!isFolder && ending === '.xlsx') return [{ path, shown: path }];
  if (!isFolder && ending === '.txt' && !holdsBoundaryPoints(path)) throw unknownFormat(path);
  if (isFolder || (VECTOR.has(ending) && !isZip(path))) return [{ path, shown: path }];
  if (ending === '.mdb') throw personalGeodatabase(path);
  if (!isZip(path)) throw unknownFormat(path);
  return sourcesInZip(path, path, work);
}

/** Where archives are unpacked, how much may still come out of them, and how many may still lie in each other. */
interface Unpacking {
  readonly folder: string;
  readonly budget: UnpackBudget;
  readonly depth: number;
}

async function sourcesInZip(zip: string, shown: string, work: Unpacking): Promise<Source[]> {
  const place = mkdtempSync(join(work.folder, 'zip-'));
  await unpackZip(zip, place, work.budget, shown);
  return sourcesIn(place, shown, work);
}

function isGeodatabase(folder: string): boolean {
  return extname(folder).toLowerCase() === '.gdb' || existsSync(join(folder, 'a00000001.gdbtable'));
}

/**
 * Data files below a folder; `shown` is what the user named. Archives in it are opened only where nothing lies beside
 * them: a 成果包 also carries archives of photographs and papers, and the same layers packed a second time.
 */
async function sourcesIn(folder: string, shown: string, work: Unpacking): Promise<Source[]> {
  const found: Source[] = [];
  const archives: Source[] = [];
  const personal: Source[] = [];
  const walk = (place: string): void => {
    for (const entry of readdirSync(place, { withFileTypes: true }).sort((a, b) =>
      compareText(a.name, b.name),
    )) {
      const path = join(place, entry.name);
      const source = { path, shown: join(shown, relative(folder, path)) };
      const ending = extname(entry.name).toLowerCase();
      // What macOS packs beside the files has their names and endings, but is not data.
      if (entry.name === '__MACOSX' || entry.name.startsWith('._')) continue;
      if (entry.isDirectory()) {
        if (isGeodatabase(path)) found.push(source);
        else walk(path);
      } else if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
      else if (ending === '.mdb') personal.push(source);
      else if (ending === '.zip' || ending === '.kmz') archives.push(source);
      else if (ending === '.txt' && !holdsBoundaryPoints(path)) continue;
      else if (VECTOR.has(ending) && ending !== '.gdb') found.push(source);
    }
  };
  walk(folder);
  if (found.length === 0) {
    for (const archive of archives.filter(({ path }) => isZip(path))) {
      if (work.depth === 0) throw tooDeep(archive.shown);
      found.push(
        ...(await sourcesInZip(archive.path, archive.shown, {
          ...work,
          depth: work.depth - 1,
        }).catch(nothingUsableIsNone)),
      );
    }
  }
  if (found.length === 0 && personal[0] !== undefined) throw personalGeodatabase(personal[0].shown);
  if (found.length === 0) {
    throw new InputError(
      'nothing-usable',
      say('里面没有能读的矢量数据', 'There is no vector data in it that can be read'),
      say(
        '请放入 GDB、SHP（带 .dbf .shx）、GeoPackage、GeoJSON、CSV（WKT 或坐标表）、GeoParquet、KML、DXF、VCT 或界址点 TXT。',
        'Put in a FileGDB, a Shapefile with its .dbf and .shx, GeoPackage, GeoJSON, CSV with WKT or points, GeoParquet, KML, DXF, VCT or boundary points (TXT).',
      ),
      { file: shown },
    );
  }
  // Whoever opens them is told why they are not read.
  return [...found, ...personal];
}

/** One archive of several may hold only papers. */
function nothingUsableIsNone(error: unknown): Source[] {
  if (error instanceof InputError && error.code === 'nothing-usable') return [];
  throw error;
}

function isZip(path: string): boolean {
  const bytes = headOf(path, 4);
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/** A personal geodatabase, which no reader here opens; `path` as the user named it. */
export function personalGeodatabase(path: string): InputError {
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
  const whole = PARTS['.shp']!.includes(extname(path).toLowerCase()) ? sibling(path, 'shp') : null;
  if (whole !== null)
    return new InputError(
      'part-of-shapefile',
      say(
        `这是 Shapefile“${basename(whole)}”的一部分`,
        `This is a part of the Shapefile “${basename(whole)}”`,
      ),
      say(`请给出 ${basename(whole)}。`, `Name ${basename(whole)} instead.`),
      { file: path },
    );
  const seven = /\.7z(\.\d+)?$/i.test(path);
  return new InputError(
    'unknown-format',
    seven
      ? say('不读 7z 压缩包', '7z archives are not read')
      : say('不认识的文件格式', 'Unknown file format'),
    seven
      ? say('请解压后再放入。', 'Unpack it first.')
      : say(
          '能读 GDB、SHP、GeoPackage、GeoJSON、CSV（WKT 或坐标表）、GeoParquet、KML、KMZ、DXF、XLSX 坐标表、VCT、界址点 TXT 和它们的 zip。',
          'FileGDB, Shapefile, GeoPackage, GeoJSON, CSV with WKT or points, GeoParquet, KML, KMZ, DXF, XLSX with points, VCT, boundary points (TXT) and zips of them can be read.',
        ),
    { file: path },
  );
}

/** A file that cannot be read to its end, or that was given up for the time or memory that it took. */
export function unreadable(path: string, error: unknown): InputError {
  const { why, isLimit } = damageReason(error);
  return new InputError(
    'damaged-file',
    isLimit
      ? say(`没有读完这个文件：${why.zh}`, `The file was not read to its end: ${why.en}`)
      : say(
          `读不了这个文件，可能不完整或已损坏（${why.zh}）`,
          `The file cannot be read; it may be truncated or damaged (${why.en})`,
        ),
    isLimit
      ? say(
          '文件可能已损坏：请在 GIS 中打开核对并另存；完好而过大的，请按乡镇分成几个文件，或另存为 GeoPackage、GDB。',
          'It may be damaged: open it in a GIS and save it anew. When it is sound and large, split it by towns, or save it as GeoPackage or FileGDB.',
        )
      : say('请重新复制或导出。', 'Copy or export it again.'),
    { file: path },
  );
}
