/**
 * 问题的文件 — the findings of a survey as data: findings.gpkg to lay over the survey in any GIS, findings.xlsx to hand
 * round, findings.json for programs.
 */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Finding, InputError, say } from '../base/index.ts';
import { type PlainLayer, writePlainLayers } from '../engine/index.ts';
import { writeXlsx } from '../formats/index.ts';
import { innerPoint, type Polygons } from '../geo/index.ts';
import { countByRule, findingSheets } from '../report/index.ts';
import { giveToOwnerAbove } from '../storage/index.ts';
import type { App } from './context.ts';
import { prepareOut } from './outputs.ts';
import type { ReadSurvey } from './read-survey.ts';

/** Paths of the files. */
export interface FindingFiles {
  readonly gpkg: string;
  readonly xlsx: string;
  readonly json: string;
}

const NAMES = ['findings.gpkg', 'findings.xlsx', 'findings.json'] as const;

/**
 * Sees that findings can be written into a folder, before a long check: InputError when it cannot be written or is the survey
 * itself, and `out-exists` for findings that are there already, unless they are to be replaced.
 */
export function refuseFindings(file: string, out: string, isForced: boolean): void {
  prepareOut(out, [file]);
  const there = isForced ? undefined : NAMES.find((name) => existsSync(join(out, name)));
  if (there === undefined) return;
  throw new InputError(
    'out-exists',
    say(`${out} 里已经有 ${there}`, `${out} holds ${there} already`),
    say(
      '请用 --out 指明另一个文件夹，或加 --force 覆盖它。',
      'Name another folder with --out, or replace it with --force.',
    ),
    { file: join(out, there) },
  );
}

/** Writes the findings of a survey that was read from `file` into a folder. InputError as `refuseFindings`. */
export async function writeFindings(
  app: Pick<App, 'gdal' | 'progress'>,
  file: string,
  read: ReadSurvey,
  out: string,
  isForced = false,
): Promise<FindingFiles> {
  refuseFindings(file, out, isForced);
  app.progress(say('写问题清单', 'writing the findings'), 0, 0);
  const { parcels } = read.survey;
  const [gpkg, xlsx, json] = NAMES.map((name) => join(out, name)) as [string, string, string];
  const source = {
    file: basename(file),
    layer: read.layer,
    crs: parcels.crs.id || parcels.crs.name,
    parcels: parcels.parcelArea.length,
  };
  const counts = countByRule(read.findings).map(({ rule, severity, count }) => ({
    rule,
    severity,
    count,
  }));
  const units = { area: 'm2', length: 'm' };
  const { year, region } = parcels;
  const document = { units, ...source, region, year, counts, findings: read.findings };
  await writePlainLayers(app.gdal, gpkg, findingLayers(read.findings, read));
  replace(xlsx, await writeXlsx(findingSheets(read.findings, source)));
  replace(json, `${JSON.stringify(document, null, 1)}\n`);
  for (const path of [gpkg, xlsx, json]) giveToOwnerAbove(path);
  return { gpkg, xlsx, json };
}

/** Writes beside and renames, so that nobody reads half a file or writes through a link. */
function replace(path: string, content: Uint8Array | string): void {
  const work = `${path}.${process.pid}.tmp`;
  if (existsSync(work)) rmSync(work);
  writeFileSync(work, content, { flag: 'wx' });
  renameSync(work, path);
}

const FIELDS: PlainLayer['fields'] = [
  { name: 'rule', type: 'String' },
  { name: 'severity', type: 'String' },
  { name: 'feature', type: 'Integer' },
  { name: 'id', type: 'String' },
  { name: 'field', type: 'String' },
  { name: 'others', type: 'String' },
  { name: 'area_m2', type: 'Real' },
  { name: 'length_m', type: 'Real' },
  { name: 'message_zh', type: 'String' },
  { name: 'message_en', type: 'String' },
  { name: 'remedy_zh', type: 'String' },
  { name: 'remedy_en', type: 'String' },
];

/** The layers of findings.gpkg, each finding in the one of its shape; a finding without a place stands in none. */
function findingLayers(findings: readonly Finding[], read: ReadSurvey): PlainLayer[] {
  const { crs, polygons } = read.survey.parcels;
  const layer = (name: string, geometry: PlainLayer['geometry']) => ({
    name,
    geometry,
    crs,
    fields: FIELDS,
    rows: [] as PlainLayer['rows'][number][],
  });
  const point = layer('findings_point', 'POINT');
  const line = layer('findings_line', 'MULTILINESTRING');
  const polygon = layer('findings_polygon', 'MULTIPOLYGON');
  for (const finding of findings) {
    const values = valuesOf(finding);
    const { shape } = finding;
    const at = pointOf(finding, polygons);
    if (shape?.kind === 'polygon') polygon.rows.push({ wkt: multiPolygon(shape.lines), values });
    else if (shape) line.rows.push({ wkt: `MULTILINESTRING ${nested(shape.lines)}`, values });
    else if (at) point.rows.push({ wkt: `POINT (${at[0]} ${at[1]})`, values });
  }
  return [point, line, polygon];
}

function valuesOf({ rule, severity, place, others, area, length, message, remedy }: Finding) {
  return [
    rule,
    severity,
    place.feature === undefined ? null : place.feature + 1,
    place.id ?? null,
    place.field ?? null,
    others === undefined ? null : others.map((one) => one.id || `#${one.feature + 1}`).join(', '),
    area ?? null,
    length ?? null,
    message.zh,
    message.en,
    remedy.zh,
    remedy.en,
  ];
}

/** The point of a finding, or one inside its feature. */
function pointOf({ place }: Finding, polygons: Polygons): readonly [number, number] | null {
  if (place.point) return place.point;
  const { feature } = place;
  return feature === undefined || feature + 1 >= polygons.featureStart.length
    ? null
    : innerPoint(polygons, feature);
}

type Line = readonly (readonly [number, number])[];

function nested(lines: readonly Line[]): string {
  const texts = lines.map((line) => `(${line.map(([x, y]) => `${x} ${y}`).join(', ')})`);
  return `(${texts.join(', ')})`;
}

/** Rings as WKT: one that runs counterclockwise begins a part, the others are its holes. */
function multiPolygon(rings: readonly Line[]): string {
  const parts: Line[][] = [];
  for (const ring of rings) {
    const closed = [...ring, ring[0]!];
    const part = parts.at(-1);
    if (part === undefined || isCounterclockwise(ring)) parts.push([closed]);
    else part.push(closed);
  }
  return `MULTIPOLYGON (${parts.map(nested).join(', ')})`;
}

function isCounterclockwise(ring: Line): boolean {
  const [x0, y0] = ring[0]!;
  let twice = 0;
  for (let i = 1; i + 1 < ring.length; i++)
    twice +=
      (ring[i]![0] - x0) * (ring[i + 1]![1] - y0) - (ring[i + 1]![0] - x0) * (ring[i]![1] - y0);
  return twice > 0;
}
