/**
 * 修复建议 — a repaired copy of a layer beside the list of everything that was changed in it. The source is never written;
 * attributes stay as they were filed, only further parts of a split feature are without an identifier.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, parse, resolve } from 'node:path';
import {
  type Area,
  areaFromSquareMetres,
  type Column,
  type Columns,
  type Guess,
  InputError,
  say,
  surveyDate,
} from '../base/index.ts';
import {
  type ExportFormatName,
  exportFormatOf,
  exportLayers,
  type NotCarried,
  readLayer,
  shapefileParts,
  splitLayer,
} from '../engine/index.ts';
import { writeXlsx } from '../formats/index.ts';
import {
  boundsOf,
  type FeatureTable,
  legalAreas,
  type LeftFault,
  type RepairChange,
  repairPolygons,
  type RepairKind,
  type RingFault,
  ringHashes,
} from '../geo/index.ts';
import {
  applyMapping,
  classReader,
  idReader,
  type Mapped,
  type Mapping,
  type RepairFreedom,
  repairRules,
  understandAttributes,
} from '../land/index.ts';
import { ruleSetAt } from '../policy/index.ts';
import { type AreaRow, repairSheets } from '../report/index.ts';
import { giveToOwnerAbove } from '../storage/index.ts';
import type { App } from './context.ts';
import { giveWritten, notWritable, unusableShapes } from './export.ts';
import { prepareOut } from './outputs.ts';
import { loadMapping, readOptions } from './read-survey.ts';
import { changedAreas, recomputedAreas } from './repair-areas.ts';

/** What a user may say about a repair. */
export interface RepairRequest extends RepairFreedom {
  /** The ending tells the format. */
  readonly out: string;
  readonly only?: readonly RepairKind[];
  readonly crs?: string;
  readonly encoding?: string;
  /** The first coordinate of the file is the northing or latitude. */
  readonly swapAxes?: boolean;
  /** Takes the best guess where several answers are possible; the evidence says so. */
  readonly guess?: boolean;
  /** Path of a mapping file, or the mapping itself: where identifiers, classes and areas stand. */
  readonly mapping?: string | Mapping;
  /** Year of the survey, for the limits of slivers. */
  readonly year?: number;
  /** Computes the areas of changed parcels anew in the copy. */
  readonly areas?: boolean;
}

/** What came of it; legal areas in 0.01 m². */
export interface RepairReport {
  readonly file: string;
  readonly format: ExportFormatName;
  readonly list: string;
  readonly sheet: string;
  readonly features: { readonly before: number; readonly after: number };
  readonly area: { readonly before: Area; readonly after: Area };
  readonly changes: readonly RepairChange[];
  /** Faults of the kinds asked for that stay as they are. */
  readonly left: readonly LeftFault[];
  /** Parcels whose filed areas are no longer those of their shapes. */
  readonly areas: readonly AreaRow[];
  /** Whether classes and identifiers were found; without them no ground passes from one parcel to another. */
  readonly isUnderstood: boolean;
  /** How the layer was read. */
  readonly evidence: readonly Guess[];
  /** What the format of the copy does not carry, or carries in another way. */
  readonly notCarried: readonly NotCarried[];
}

/**
 * Writes the repaired copy to `out` and the changes beside it (`….changes.json` and `….changes.xlsx`). InputError when one of
 * them exists, for an ending of no format that is written, for what that format cannot hold, and for a mapping that does not fit
 * the file.
 */
export async function repairSurvey(
  app: Pick<App, 'gdal' | 'progress'>,
  file: string,
  request: RepairRequest,
): Promise<RepairReport> {
  const { only } = request;
  const { format, path: out } = exportFormatOf(request.out);
  const [list, sheet] = ['json', 'xlsx'].map((ending) =>
    join(dirname(out), `${parse(out).name}.changes.${ending}`),
  ) as [string, string];
  if (resolve(splitLayer(file).path) === resolve(out)) throw isThere(out);
  const parts = format.name === 'shp' ? shapefileParts(out) : [];
  for (const path of [out, list, sheet, ...parts.map((name) => join(dirname(out), name))])
    if (existsSync(path)) throw isThere(path);
  prepareOut(dirname(resolve(out)), []);
  const mapping = loadMapping(request.mapping);
  const { table, faults, evidence } = await readLayer(app.gdal, file, {
    ...readOptions(mapping, request),
    progress: app.progress,
  });
  app.progress(say('修复', 'repairing'), 0, 0);
  const mapped = parcelsOf(table, mapping, file, request);
  const parcels = mapped?.parcels ?? null;
  const fixed = repairPolygons(table.polygons, {
    metric: metricOf(table),
    faults,
    ...(only === undefined ? {} : { only }),
    ...(parcels === null
      ? {}
      : {
          ground: repairRules(
            parcels,
            ruleSetAt(surveyDate(parcels.year)).values.topologyLimits,
            request,
          ),
        }),
  });
  const id = mapped?.fields['id'] ?? ID_FIELD;
  const copy: FeatureTable = {
    ...table,
    polygons: fixed.polygons,
    columns: columnsOf(table.columns, fixed.source, fixed.part, id),
  };
  const areas = changedAreas(table, copy, fixed.source, parcels);
  const repaired =
    request.areas === true && mapped !== null
      ? { ...copy, columns: recomputedAreas(copy.columns, areas, mapped.fields) }
      : copy;
  const lost = await writeCopy(app, repaired, out, format);
  const report: RepairReport = {
    file: out,
    format: format.name,
    list,
    sheet,
    features: { before: table.polygons.featureStart.length - 1, after: fixed.source.length },
    area: { before: legalTotal(table), after: legalTotal(repaired) },
    changes: fixed.changes.map(roundedChange),
    left: fixed.left.map((fault) => ({ ...fault, area: rounded(fault.area) })),
    areas,
    isUnderstood: parcels !== null,
    evidence,
    notCarried: [...unusableShapes(repaired, faultsOfCopy(faults, fixed.source)), ...lost],
  };
  const nameOf = namesOf(mapped);
  const source = {
    file: basename(file),
    layer: table.name,
    crs: table.crs.id || table.crs.name,
    parcels: report.features.before,
  };
  try {
    const sheets = await writeXlsx(repairSheets({ ...report, nameOf }, source));
    writeFileSync(list, document(report, nameOf), { flag: 'wx' });
    writeFileSync(sheet, sheets, { flag: 'wx' });
  } catch (error) {
    // A copy without the list of its changes is worth nothing; none of these was there before.
    const made = format.name === 'shp' ? shapefileParts(out) : [basename(out)];
    for (const path of [list, sheet, ...made.map((name) => join(dirname(out), name))])
      if (existsSync(path)) rmSync(path, { recursive: true });
    throw notWritable(error, out);
  }
  giveWritten(out, format.name);
  for (const path of [list, sheet]) giveToOwnerAbove(path);
  return report;
}

/** Lists keep areas and lengths to 0.0001; what lies behind is noise of the computation. */
const LISTED = 10_000;

function rounded(value: number): number {
  return Math.round(value * LISTED) / LISTED;
}

function roundedChange({ before, after, gap, ...change }: RepairChange): RepairChange {
  return {
    ...change,
    before: rounded(before),
    after: rounded(after),
    ...(gap === undefined ? {} : { gap: rounded(gap) }),
  };
}

async function writeCopy(
  app: Pick<App, 'gdal' | 'progress'>,
  copy: FeatureTable,
  path: string,
  format: ReturnType<typeof exportFormatOf>['format'],
): Promise<NotCarried[]> {
  app.progress(say(`写出 ${format.title}`, `writing ${format.title}`), 0, 0);
  try {
    return await exportLayers(app.gdal, [copy], { path, format: format.name });
  } catch (error) {
    throw notWritable(error, path);
  }
}

/** Faults of the layer at the rows of its copy; `source` is the row that each of those comes from. */
function faultsOfCopy(faults: readonly RingFault[], source: Uint32Array): RingFault[] {
  const rows = new Map([...source].map((feature, row) => [feature, row]));
  return faults.flatMap((fault) => {
    const row = rows.get(fault.feature);
    return row === undefined ? [] : [{ ...fault, feature: row }];
  });
}

/** Limits of slivers have not changed since the rules begin: any year that they know will do where none is told. */
const UNTOLD_YEAR = 2024;

/** The layer as a survey; null when it is not understood and no mapping says how to. */
function parcelsOf(
  table: FeatureTable,
  mapping: Mapping,
  file: string,
  request: RepairRequest,
): Mapped | null {
  const computed = {
    area: legalAreas(table.polygons, table.crs),
    hash: ringHashes(table.polygons),
  };
  try {
    const understood = understandAttributes(table, mapping, {
      file,
      names: [table.name, basename(splitLayer(file).path)],
      folders: [],
      year: request.year,
    });
    const year = understood.year ?? UNTOLD_YEAR;
    return applyMapping(table, mapping, computed, { file, year, region: NO_REGION });
  } catch (error) {
    const isTold = request.mapping !== undefined || request.year !== undefined;
    if (!(error instanceof InputError) || isTold) throw error;
    return null;
  }
}

/** A repair asks for no county. */
const NO_REGION = '000000';

type NameOf = (feature: number) => { id: string; landClass: string };

function namesOf(mapped: Mapped | null): NameOf {
  if (mapped === null) return () => ({ id: '', landClass: '' });
  const [id, landClass] = [idReader(mapped.parcels), classReader(mapped.parcels)];
  return (feature) => ({ id: id(feature), landClass: landClass(feature) });
}

function document({ changes, left, areas, ...report }: RepairReport, nameOf: NameOf): string {
  const units = { area: '0.01 m2', areas: '0.01 m2', changes: 'm2', left: 'm2', gap: 'm' };
  // Features are counted from 1 for people.
  const counted = (feature: number) => ({ feature: feature + 1, ...nameOf(feature) });
  const told = changes.map(({ feature, other, ...change }) => ({
    ...counted(feature),
    ...change,
    ...(other === undefined ? {} : { other: counted(other) }),
  }));
  const stay = left.map(({ features, ...fault }) => ({
    ...fault,
    features: features.map(counted),
  }));
  const anew = areas.map((one) => ({
    ...one,
    feature: one.feature + 1,
    source: one.source + 1,
  }));
  const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  return `${JSON.stringify({ units, ...report, changes: told, left: stay, areas: anew }, plain, 1)}\n`;
}

function legalTotal({ polygons, crs }: FeatureTable): bigint {
  let total = 0n;
  for (const area of legalAreas(polygons, crs)) total += areaFromSquareMetres(area);
  return total;
}

/** Metres of one unit; degrees as they are in the middle of the layer, near enough for limits of repairs. */
function metricOf({ crs, polygons }: FeatureTable): { east: number; north: number } {
  if (crs.kind !== 'geographic') return { east: crs.unitMetres, north: crs.unitMetres };
  const [, minY, , maxY] = boundsOf(polygons);
  const north = (crs.ellipsoid.a * Math.PI) / 180;
  return { east: north * Math.cos(((minY + maxY) / 2 / 180) * Math.PI), north };
}

/** The field of the identifier where nothing else is told. */
const ID_FIELD = 'BSM';

/** Attributes of the feature that each one comes from; the identifier of further parts is left for the office to give. */
function columnsOf(columns: Columns, source: Uint32Array, part: Uint32Array, id: string): Columns {
  const taken = (name: string, column: Column): Column => {
    const isId = name.toUpperCase() === id.toUpperCase();
    const at = <T>(i: number, value: T, nothing: T): T => (isId && part[i]! > 0 ? nothing : value);
    return column.kind === 'text'
      ? {
          ...column,
          codes: Int32Array.from(source, (row, i) => at(i, column.codes[row]!, -1)),
        }
      : {
          ...column,
          values: Float64Array.from(source, (row, i) => at(i, column.values[row]!, Number.NaN)),
        };
  };
  return new Map([...columns].map(([name, column]) => [name, taken(name, column)]));
}

function isThere(out: string): InputError {
  return new InputError(
    'out-exists',
    say(
      `${out} 已经存在，修复结果只写成新文件`,
      `${out} exists; a repaired copy is always a new file`,
    ),
    say('请用 --out 给出一个新的文件名。', 'Give a new file name with --out.'),
    { file: out },
  );
}
