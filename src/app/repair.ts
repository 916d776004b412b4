/**
 * 修复建议 — a repaired copy of a layer beside the list of everything that was changed in it. The source is never written;
 * attributes stay as they were filed, only further parts of a split feature are without an identifier.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join, parse, resolve } from 'node:path';
import { areaFromSquareMetres, type Column, type Columns, InputError, say } from '../base/index.ts';
import { readLayer, splitLayer, writeGeoPackage } from '../engine/index.ts';
import {
  boundsOf,
  type FeatureTable,
  legalAreas,
  type RepairChange,
  repairPolygons,
  type RepairKind,
} from '../geo/index.ts';
import { SURVEY_FIELDS } from '../land/index.ts';
import { giveToOwnerAbove } from '../storage/index.ts';
import type { App } from './context.ts';
import { prepareOut } from './outputs.ts';

/** What a user may say about a repair. */
export interface RepairRequest {
  readonly out: string;
  readonly only?: readonly RepairKind[];
  readonly crs?: string;
  readonly encoding?: string;
}

/** What came of it; legal areas in 0.01 m². */
export interface RepairReport {
  readonly file: string;
  readonly list: string;
  readonly features: { readonly before: number; readonly after: number };
  readonly area: { readonly before: bigint; readonly after: bigint };
  readonly changes: readonly RepairChange[];
}

/**
 * Writes the repaired copy to `out` (GeoPackage) and the changes beside it (`….changes.json`). InputError when `out` exists
 * as the source or as a folder that cannot be written.
 */
export async function repairSurvey(
  app: Pick<App, 'gdal' | 'progress'>,
  file: string,
  { out, only, crs, encoding }: RepairRequest,
): Promise<RepairReport> {
  if (resolve(splitLayer(file).path) === resolve(out) || existsSync(out)) throw isThere(out);
  prepareOut(dirname(resolve(out)), []);
  const { table } = await readLayer(app.gdal, file, {
    ...(crs === undefined ? {} : { crs }),
    ...(encoding === undefined ? {} : { encoding }),
    progress: app.progress,
  });
  app.progress(say('修复', 'repairing'), 0, 0);
  const fixed = repairPolygons(table.polygons, {
    metric: metricOf(table),
    ...(only === undefined ? {} : { only }),
  });
  const repaired: FeatureTable = {
    ...table,
    polygons: fixed.polygons,
    columns: columnsOf(table.columns, fixed.source, fixed.part),
  };
  const list = join(dirname(out), `${parse(out).name}.changes.json`);
  const report: RepairReport = {
    file: out,
    list,
    features: { before: table.polygons.featureStart.length - 1, after: fixed.source.length },
    area: { before: legalTotal(table), after: legalTotal(repaired) },
    changes: fixed.changes,
  };
  await writeGeoPackage(app.gdal, out, [repaired]);
  writeFileSync(list, document(report));
  for (const path of [out, list]) giveToOwnerAbove(path);
  return report;
}

function document({ changes, ...report }: RepairReport): string {
  const units = { area: '0.01 m2', changes: 'm2' };
  // Features are counted from 1 for people.
  const told = changes.map((change) => ({ ...change, feature: change.feature + 1 }));
  const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  return `${JSON.stringify({ units, ...report, changes: told }, plain, 1)}\n`;
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

const ID_FIELD = SURVEY_FIELDS.find((field) => field.name === 'id')!.field;

/** Attributes of the feature that each one comes from; the identifier of further parts is left for the office to give. */
function columnsOf(columns: Columns, source: Uint32Array, part: Uint32Array): Columns {
  const taken = (name: string, column: Column): Column => {
    const isId = name.toUpperCase() === ID_FIELD;
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
