/** 核查所用的调查 — which stored survey a check of ground looks at, and the window of it around the ground. */
import { type CalendarDate, InputError, say, surveyDate } from '../base/index.ts';
import {
  type Bounds,
  boundsOf,
  type Crs,
  featureBounds,
  parseCrs,
  type Polygons,
  reproject,
} from '../geo/index.ts';
import type { ParcelTable } from '../land/index.ts';
import { SHIFT_METRES } from '../project/index.ts';
import { listSnapshots, snapshotFile, type SnapshotRow } from '../storage/index.ts';
import type { App } from './context.ts';
import { resolveInput } from './settle-input.ts';
import { surveyWindow } from './windows.ts';

/** The parcels around the ground, with the row of their survey. */
export interface SurveyAround {
  readonly row: SnapshotRow;
  readonly parcels: ParcelTable;
  /** The ground in the system of the survey. */
  readonly ground: Polygons;
}

/** Ground as it was read. */
export interface ReadGround {
  readonly polygons: Polygons;
  readonly crs: Crs;
}

/** What says which survey is meant. */
export interface SurveyChoice {
  /** Snapshot id, or a file that is imported first; absent: the newest that is not after the day. */
  readonly survey?: string | undefined;
  /** County code, where the ground lies in the surveys of several. */
  readonly region?: string | undefined;
  readonly day: CalendarDate;
}

/** Finds the survey and reads what lies around the ground. */
export async function surveyAround(
  app: App,
  ground: ReadGround,
  choice: SurveyChoice,
): Promise<SurveyAround> {
  if (choice.survey !== undefined) {
    const calling = new AbortController();
    try {
      const { row } = await resolveInput(app, choice.survey, {}, calling.signal);
      return await windowOf(app, row, ground);
    } finally {
      calling.abort();
    }
  }
  const rows = await newestOfCounties(app, choice);
  const around: SurveyAround[] = [];
  for (const row of rows) around.push(await windowOf(app, row, ground));
  const met = around.filter(
    ({ parcels, ground: shapes }) => rowsWithin(parcels.polygons, boundsOf(shapes)).length > 0,
  );
  if (met.length > 1) throw severalCounties(met.map(({ row }) => row));
  // Where no county is met, the facts say that the ground lies outside the survey.
  return met[0] ?? around[0]!;
}

/** The window of one survey around the ground, `reach` metres at least, in the system of the survey. */
export async function windowOf(
  app: App,
  row: SnapshotRow,
  ground: ReadGround,
  reach = REACH_METRES,
): Promise<SurveyAround> {
  const head = await app.heads.of(snapshotFile(app.home(), row));
  const crs = parseCrs((head.facts as { readonly crs: string }).crs);
  const shapes = reproject(ground.polygons, ground.crs, crs);
  const { parcels } = await surveyWindow(app, row.id, around(boundsOf(shapes), crs, reach));
  return { row, parcels, ground: shapes };
}

/** Ground around the site that is read and drawn as well: a share of its size, and no less than some metres. */
const MARGIN = { share: 0.35, metres: 40 };
/** The shortest degree of longitude in China, at 54° N. */
const DEGREE_METRES = 65_000;
/** What is read reaches as far as a site could be shifted, and a little farther. */
export const REACH_METRES = SHIFT_METRES + 10;

/** The box of the ground with a margin, near to square, so that the map shows what lies beside a narrow site. */
export function around(box: Bounds, crs: Crs, reach = MARGIN.metres): Bounds {
  const unit = crs.unitMetres === 0 ? DEGREE_METRES : crs.unitMetres;
  const [width, height] = [box[2] - box[0], box[3] - box[1]];
  const longest = Math.max(width, height);
  const margin = Math.max(longest * MARGIN.share, reach / unit);
  const [padX, padY] = [
    margin + Math.max(0, (longest * 0.7 - width) / 2),
    margin + Math.max(0, (longest * 0.7 - height) / 2),
  ];
  return [box[0] - padX, box[1] - padY, box[2] + padX, box[3] + padY];
}

/** The newest survey of each county that is not after the day. */
async function newestOfCounties(app: App, { day, region }: SurveyChoice): Promise<SnapshotRow[]> {
  const all = await listSnapshots(await app.database(), region ?? '');
  const newest = new Map<string, SnapshotRow>();
  for (const row of all)
    if (surveyDate(row.year) <= day && !newest.has(row.region_code))
      newest.set(row.region_code, row);
  if (newest.size > 0) return [...newest.values()];
  const later = all.at(-1);
  throw new InputError(
    'no-survey',
    later === undefined
      ? say(
          `还没有${region === undefined ? '' : ` ${region} 的`}年度调查数据，不能核查`,
          `There is no survey${region === undefined ? '' : ` of ${region}`} to check against`,
        )
      : say(
          `没有 ${day} 之前的年度调查；最早的是 ${later.year} 年（时点 ${surveyDate(later.year)}）`,
          `There is no survey from before ${day}; the earliest is of ${later.year} (${surveyDate(later.year)})`,
        ),
    say(
      '请用 survey import 导入，或用 --survey 指明快照或文件。',
      'Import one with survey import, or name a snapshot or a file with --survey.',
    ),
  );
}

function severalCounties(rows: readonly SnapshotRow[]): InputError {
  const answers = rows.map((row) => ({
    answer: row.region_code,
    why: say(`${row.title}（${row.id}）`, `${row.title} (${row.id})`),
  }));
  const text = say(
    `用地旁边有 ${rows.length} 个县的调查：${rows.map((row) => row.title).join('、')}`,
    `Surveys of ${rows.length} counties lie around the ground: ${rows.map((row) => row.title).join(', ')}`,
  );
  const remedy = say('用 --region 指明是哪个县。', 'Name the county with --region.');
  return new InputError('which-county', text, remedy, {}, [
    {
      what: 'region',
      code: 'which-county',
      text,
      remedy,
      option: '--region',
      answers,
      hasBest: false,
    },
  ]);
}

/** Rows whose boxes meet a box. */
export function rowsWithin(polygons: Polygons, [west, south, east, north]: Bounds): number[] {
  const boxes = featureBounds(polygons);
  const rows: number[] = [];
  for (let f = 0; 4 * f < boxes.length; f++) {
    const [minX, minY, maxX, maxY] = boxes.subarray(4 * f, 4 * f + 4);
    if (minX! <= east && maxX! >= west && minY! <= north && maxY! >= south) rows.push(f);
  }
  return rows;
}
