/** What happens to each file of the real data: the rows of docs/real-data.md, made by the use cases themselves. */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { type App, measure, readSurvey } from '../src/app/index.ts';
import { type Finding, formatArea, InputError } from '../src/base/index.ts';
import { listLayers, splitLayer } from '../src/engine/index.ts';
import { DATA, SYSTEMS } from './data-folder.ts';

/** Sets in the order of the document, with what of them is a file to open by itself. */
const SETS: readonly (readonly [folder: string, files: RegExp])[] = [
  ['landcover-chatham-5-epochs', /\.gpkg$/],
  ['land-parcels-england', /(land_parcels|land_covers|sssi|shine|scheduled_monuments)\/.*\.csv$/],
  ['cadastre-tartu', /\.zip$/],
  ['osm-liechtenstein-2021', /\.pbf$/],
  ['fields-world-samples', /(\.(gpkg|zip|shp|parquet|csv|001)|\/[0-9a-f]{64})$/],
  ['cn-county-boundaries-hebei', /\.geojson$/],
  ['gpkg-small', /\.gpkg$/],
  ['shapefile-blockgroups', /\.(shp|zip)$/],
  ['shapefile-small', /\.shp$/],
  ['filegdb-and-mixed', /\.(zip|shp|geojson|gml)$/],
];

/** Mappings that were written for a layer; the others are checked with a class that stands for all. */
const MAPPINGS: readonly (readonly [layer: RegExp, mapping: string])[] = [
  [/se-island\.gpkg#se-island$/, 'chatham-land-cover-2018'],
  [/land_covers\/test_covers\.csv$/, 'england-land-covers'],
  [/#multipolygons$/, 'liechtenstein-land-use'],
  [/\/jp\//, 'japan-fields'],
  [/\/nl\//, 'netherlands-crop-parcels'],
  [/us_ca_scm/, 'california-crops'],
];

/** One layer, or one file that was refused. */
export interface Row {
  readonly name: string;
  readonly format: string;
  /** How the reader understood it; null when it was refused. */
  readonly measured: {
    readonly crs: string;
    readonly formula: string;
    readonly features: number;
    readonly legal: string;
    readonly findings: string;
  } | null;
  /** Findings of the survey check by rule, or the sentence that refused the file. */
  readonly check: string;
  readonly seconds: number;
}

/** All files of a set, sorted by name. */
export function filesOf(folder: string): string[] {
  const wanted = SETS.find(([name]) => name === folder)?.[1] ?? /$^/;
  return readdirSync(join(DATA, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((name) => wanted.test(name) && statSync(join(DATA, name)).isFile())
    .sort();
}

export const FOLDERS: readonly string[] = SETS.map(([folder]) => folder);

/** Rows of a file: one per polygon layer; where several layers ask for a name, that sentence goes first. */
export async function rowsOf(app: App, file: string): Promise<Row[]> {
  const first = await rowOf(app, file);
  if (first.asked !== true) return [first.row];
  const layers = await listLayers(app.gdal, join(DATA, file));
  const rows = [first.row];
  for (const { layer, geometryType } of layers)
    if (/polygon|surface|unknown|geometry|collection/i.test(geometryType))
      rows.push((await rowOf(app, `${file}#${layer}`)).row);
  return rows;
}

async function rowOf(app: App, name: string): Promise<{ row: Row; asked?: boolean }> {
  const path = join(DATA, name);
  const format = await formatOf(app, path);
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  const told = SYSTEMS[name.split('/')[0] ?? ''];
  try {
    const { report, crs } = await measured(app, path, told);
    const check = await checkOf(app, path, crs);
    return {
      row: {
        name,
        format,
        measured: {
          crs: crs === undefined ? report.crs : `${report.crs} (told)`,
          formula: report.formula,
          features: report.features.length,
          legal: formatArea(BigInt(report.total.legal), 'm2'),
          findings: byRule(report.findings),
        },
        check,
        seconds: seconds(),
      },
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return {
      row: { name, format, measured: null, check: sentence(error), seconds: seconds() },
      asked: error.code === 'which-layer',
    };
  }
}

/** The file as it is; told its system only when it does not say one. */
async function measured(app: App, path: string, told: string | undefined) {
  try {
    return { report: await measure(app, path), crs: undefined };
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'unknown-crs' || told === undefined)
      throw error;
    return { report: await measure(app, path, { crs: told }), crs: told };
  }
}

async function checkOf(app: App, path: string, crs: string | undefined): Promise<string> {
  const written = MAPPINGS.find(([layer]) => layer.test(path))?.[1];
  try {
    const read = await readSurvey(app, path, {
      ...(written === undefined
        ? { mapping: await anyMapping(app, path), year: 2025 }
        : { mapping: `examples/mappings/${written}.json` }),
      crs,
      anyRegion: true,
    });
    const found = byRule(read.findings);
    return written === undefined ? found : `${found} (${written})`;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return sentence(error);
  }
}

/** A mapping that reads every feature as dry land, by whatever field comes first. */
async function anyMapping(app: App, path: string) {
  const { layer } = splitLayer(path);
  const listed = path.endsWith('.parquet') ? [] : await listLayers(app.gdal, path);
  const fields = (listed.find((entry) => layer === undefined || entry.layer === layer) ?? listed[0])
    ?.fields;
  // GeoParquet is listed without fields; the one that no mapping was written for has this one.
  const field = path.endsWith('.parquet') ? 'original_code' : (fields?.[0] ?? 'DLBM');
  return { landClass: { field, map: {}, default: '0103' } };
}

/** `C0 ×1, G1 ×5`, or a dash when nothing was found. */
function byRule(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const list = [...counts].sort().map(([rule, count]) => `${rule} ×${count}`);
  return list.length === 0 ? '–' : list.join(', ');
}

function sentence(error: InputError): string {
  const text = `${error.text.en}. ${error.remedy.en}`;
  return text.length > 220 ? `${text.slice(0, 220)}…` : text;
}

const FORMATS: Readonly<Record<string, string>> = {
  '.gpkg': 'GeoPackage',
  '.shp': 'Shapefile',
  '.gdb': 'FileGDB',
  '.gml': 'GML',
  '.geojson': 'GeoJSON',
  '.csv': 'CSV',
  '.parquet': 'GeoParquet',
  '.pbf': 'OSM PBF',
};

/** What it is, and whether it is packed; FileGDB folders in a zip may have any name. */
async function formatOf(app: App, path: string): Promise<string> {
  const file = splitLayer(path).path;
  if (!isZip(file)) return FORMATS[extname(file)] ?? 'unknown';
  const layers = await listLayers(app.gdal, file).catch(() => []);
  const inner = layers[0] === undefined ? '' : extname(layers[0].path).toLowerCase();
  return `${FORMATS[inner] ?? (layers.length > 0 ? basename(layers[0]!.path) : 'nothing usable')} in zip`;
}

function isZip(path: string): boolean {
  const bytes = Buffer.alloc(2);
  const file = openSync(path, 'r');
  readSync(file, bytes, 0, 2, 0);
  closeSync(file);
  return bytes.toString('latin1') === 'PK';
}
