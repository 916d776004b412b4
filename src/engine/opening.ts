/**
 * How GDAL must be told to open a source: in which encoding its texts stand, and where a CSV keeps its geometry. GDAL is
 * never asked to guess types of a CSV: it would make numbers of codes, and `0101` is not 101.
 */
import { createReadStream, createWriteStream, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse/sync';
import { type Guess, InputError, say } from '../base/index.ts';
import { delimiterOf } from '../formats/index.ts';
import {
  checkShapefileEncoding,
  checkTextEncoding,
  decoderOf,
  shapefileEncoding,
  sibling,
  textFileEncoding,
} from './encoding.ts';
import { headOf } from './file-head.ts';
import { type Source, unreadable } from './sources.ts';

/** Options of GDAL's drivers for one source. */
export interface Opening {
  /** The source, or a copy of it in UTF-8. */
  readonly path: string;
  readonly openOptions: readonly string[];
  readonly evidence: readonly Guess[];
}

/** Options by the ending; InputError for a Shapefile that is not whole. `encoding` overrules what the bytes say. */
export async function openingOf(
  source: Source,
  encoding: string | undefined,
  workFolder: string,
): Promise<Opening> {
  const ending = extname(source.path).toLowerCase();
  // An encoding that nobody knows is refused, whatever the file is.
  if (encoding !== undefined) decoderOf(encoding, source.shown);
  const told =
    encoding === undefined ? null : { encoding, why: say('--encoding 指明', '--encoding') };
  if (ending === '.shp') {
    checkShapefile(source);
    if (told !== null)
      checkShapefileEncoding({ encoding: told.encoding, path: source.path, file: source.shown });
    const guess = told ?? shapefileEncoding(source.path);
    return {
      path: source.path,
      openOptions: [`ENCODING=${guess.encoding}`],
      evidence: [{ what: 'encoding', answer: guess.encoding, why: guess.why }],
    };
  }
  const isJson = ending === '.json' || ending === '.geojson';
  if (ending === '.kml')
    return { path: source.path, openOptions: [], evidence: attributesLeftOut(source.path) };
  if (ending !== '.csv' && !isJson) return { path: source.path, openOptions: [], evidence: [] };
  if (told !== null)
    checkTextEncoding({ encoding: told.encoding, path: source.path, file: source.shown });
  const guess = told ?? textFileEncoding(source.path);
  const path = await inUtf8(source.path, guess.encoding, workFolder);
  const evidence = [{ what: 'encoding', answer: guess.encoding, why: guess.why }];
  // GeoJSON is UTF-8 by its standard: only a file that is not needs a word.
  if (isJson)
    return {
      path,
      // A text that looks like a date is a text, as it stands.
      openOptions: ['DATE_AS_STRING=YES'],
      evidence: guess.encoding === 'UTF-8' ? [] : evidence,
    };
  return {
    path,
    openOptions: [
      `GEOM_POSSIBLE_NAMES=${geometryColumn(path)}`,
      'KEEP_GEOM_COLUMNS=NO',
      'AUTODETECT_TYPE=NO',
      'EMPTY_STRING_AS_NULL=YES',
    ],
    evidence,
  };
}

/** GDAL gives the name and the description of a KML placemark alone: other attributes are told as left out. */
function attributesLeftOut(path: string): Guess[] {
  if (!/<(ExtendedData|SimpleData|SchemaData)[\s>]/.test(headOf(path, 1 << 20).toString('utf8')))
    return [];
  return [
    {
      what: 'skipped',
      answer: 'ExtendedData',
      why: say(
        'KML 的扩展属性不读，只有名称和说明',
        'the further attributes of a KML are not read, only names and descriptions',
      ),
    },
  ];
}

/** A text in another encoding as a UTF-8 copy; the user's file is never touched. */
async function inUtf8(path: string, encoding: string, workFolder: string): Promise<string> {
  if (/^utf-?8$/i.test(encoding)) return path;
  const decoder = decoderOf(encoding, path);
  const folder = join(workFolder, `utf8-${basename(path)}`);
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, basename(path));
  const decode = new Transform({
    transform: (chunk: Buffer, _encoding, done) =>
      done(null, decoder.decode(chunk, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  });
  await pipeline(createReadStream(path), decode, createWriteStream(copy));
  return copy;
}

const USUAL_NAMES = 'geom,geometry,wkt,WKT,SHAPE,shape,the_geom,wkt_geom';

/** The column of the first rows whose texts begin like polygons, whatever it is called; else the usual names. */
function geometryColumn(path: string): string {
  const head = new TextDecoder().decode(headOf(path, 1 << 20));
  const delimiter = delimiterOf(head);
  let rows: string[][];
  try {
    rows = parse(head, {
      delimiter,
      bom: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_records_with_error: true,
      to: 20,
    });
  } catch {
    // A file that is no table: GDAL says so in its own words.
    return USUAL_NAMES;
  }
  const [names = [], ...values] = rows;
  const found = names.find((_, column) =>
    values.some((row) => /^\s*(SRID=\d+;)?\s*(MULTI)?POLYGON/i.test(row[column] ?? '')),
  );
  return found === undefined || found.includes(',') ? USUAL_NAMES : found;
}

/** Records that are marked as deleted: they still lie in the .dbf, and no reader gives them out. */
export function deletedRecords(shp: string): number {
  const dbf = sibling(shp, 'dbf');
  if (dbf === null) return 0;
  const bytes = readFileSync(dbf);
  const [records, first, length] = [
    bytes.readUInt32LE(4),
    bytes.readUInt16LE(8),
    bytes.readUInt16LE(10),
  ];
  const DELETED = 0x2a;
  let deleted = 0;
  for (let i = 0; i < records; i++) if (bytes[first + i * length] === DELETED) deleted++;
  return deleted;
}

/** GDAL reads a cut shapefile as a shorter one; its own lengths tell. */
function checkShapefile({ path: shp, shown }: Source): void {
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
      { file: shown },
    );
  }
  if (stated(shp) !== statSync(shp).size)
    throw unreadable(shown, new Error('the .shp is shorter than its head says'));
  const dbf = sibling(shp, 'dbf')!;
  const head = headOf(dbf, 12);
  const expected = head.readUInt16LE(8) + head.readUInt32LE(4) * head.readUInt16LE(10);
  if (statSync(dbf).size < expected)
    throw unreadable(shown, new Error('the .dbf is shorter than its head says'));
}
