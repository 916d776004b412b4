/**
 * 核查输入 — what a check of a site and one of candidate ground have in common: reading the ground, the layers, and what the
 * county's books say.
 */
import { basename, extname } from 'node:path';
import { type Area, type CalendarDate, type Finding, say } from '../base/index.ts';
import { type ReadLayer, readLayer, splitLayer } from '../engine/index.ts';
import { geometryFindings, type Settlement } from '../land/index.ts';
import type { CountyFacts, Exception, RulePack } from '../policy/index.ts';
import { groundFindings, type GroundOverlay } from '../project/index.ts';
import { loadSettlement, type SnapshotRow } from '../storage/index.ts';
import type { App } from './context.ts';
import { featureIds } from './layer-ids.ts';
import { layersAround, layersOfFile, refuseShapeless, type SiteLayers } from './site-layers.ts';
import type { ReadGround, SurveyChoice } from './site-survey.ts';

/** What any check of ground can be told. */
export interface GroundOptions extends SurveyChoice {
  /** File or folder with constraint layers, beside those that are stored. */
  readonly layers?: string | undefined;
  /** 数据时点 of the layers of that file. */
  readonly layersDay?: CalendarDate | undefined;
  readonly packs?: readonly RulePack[];
  readonly exceptions?: readonly Exception[];
  readonly lastYearGrade?: number | undefined;
  readonly allotmentArea?: Area | undefined;
  readonly usedArea?: Area | undefined;
  readonly crs?: string | undefined;
  readonly encoding?: string | undefined;
  readonly swapAxes?: boolean | undefined;
  /** Takes the best guess where the user would be asked. */
  readonly guess?: boolean | undefined;
  /** False: nothing is stored. */
  readonly store?: boolean;
}

/** Reads the ground by the road of every import; InputError when a feature of it has no usable shape. */
export async function readGround(
  app: App,
  file: string,
  options: GroundOptions,
): Promise<ReadLayer> {
  const { crs, encoding, swapAxes, guess } = options;
  app.progress(say('读取地块范围', 'reading the ground'), 0, 0);
  const read = await readLayer(app.gdal, file, {
    ...(crs === undefined ? {} : { crs }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(swapAxes === undefined ? {} : { swapAxes }),
    ...(guess === undefined ? {} : { guess }),
  });
  refuseShapeless(read.table, file);
  return read;
}

/** What is amiss with the ground as it was read. */
export function findingsOf(read: ReadLayer, file: string, overlay: GroundOverlay): Finding[] {
  const ids = featureIds(read.table);
  return [
    ...geometryFindings(read.faults, { file, layer: read.table.name }, (at) => ids[at] ?? ''),
    ...groundFindings(overlay),
  ];
}

/** Name of the county of a survey. */
export const regionName = (row: Pick<SnapshotRow, 'title'>): string =>
  row.title.replace(/ \d{4}$/, '');

/** The layers that rules look at: those of the file that was given, and stored ones of the kinds that it does not bring. */
export async function layersFor(
  app: App,
  ground: ReadGround,
  county: string,
  { layers: file, layersDay, day }: GroundOptions,
): Promise<SiteLayers> {
  const stored = await layersAround(app, ground, county, day);
  if (file === undefined) return stored;
  return new Map([...stored, ...(await layersOfFile(app, file, layersDay ?? null))]);
}

/** What the county's books say: what was told, else what the settlement of the year before left. */
export async function countyFacts(
  app: App,
  region: string,
  options: GroundOptions,
): Promise<CountyFacts> {
  const lastYear = Number(options.day.slice(0, 4)) - 1;
  const settled =
    options.lastYearGrade === undefined
      ? await loadSettlement(await app.database(), `${region}-${lastYear}`)
      : null;
  const average = (settled?.document as Settlement | undefined)?.carry.nonAgriculturalGradeAverage;
  return {
    lastYearGrade:
      options.lastYearGrade ?? (average === undefined || average === null ? null : Number(average)),
    allotmentArea: options.allotmentArea ?? null,
    usedArea: options.usedArea ?? null,
  };
}

/** What people call the ground: the name of its file. */
export function titleOf(file: string): string {
  const { path, layer } = splitLayer(file);
  const name = basename(path, extname(path));
  return layer === undefined ? name : `${name}#${layer}`;
}
