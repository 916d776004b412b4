/**
 * 用地占耕核查 — a site from its file to a stored check and its opinion: the survey and the layers around it, the facts, the
 * rules of the day. The same check again is the same row.
 */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import {
  type Area,
  type CalendarDate,
  type Finding,
  type Guess,
  InputError,
  say,
  type SecrecyLevel,
} from '../base/index.ts';
import { readLayer, splitLayer } from '../engine/index.ts';
import { geometryFindings, type Settlement } from '../land/index.ts';
import {
  type CountyFacts,
  type Exception,
  factsFromJson,
  factsToJson,
  type LandUse,
  type RulePack,
  ruleSetAt,
  type SiteAnswers,
  type SiteFacts,
} from '../policy/index.ts';
import {
  checkedOverlay,
  checkFromJson,
  checkToJson,
  groundFindings,
  siteCheck,
  type SiteCheck,
  siteFacts,
} from '../project/index.ts';
import { renderSiteOpinion, type SiteMap } from '../report/index.ts';
import {
  type CheckRow,
  findCheck,
  findSnapshot,
  giveToOwnerAbove,
  type ListedCheck,
  listChecks,
  loadSettlement,
  makeFolder,
  saveCheck,
} from '../storage/index.ts';
import type { App } from './context.ts';
import { featureIds } from './layer-ids.ts';
import { layersOfFile, refuseShapeless, type SiteLayers } from './site-layers.ts';
import { siteMap } from './site-map.ts';
import { surveyAround, type SurveyChoice } from './site-survey.ts';
import { VERSION } from './version.ts';

/** What to check a site for. */
export interface SiteCheckOptions extends SurveyChoice {
  readonly use: LandUse;
  readonly answers?: SiteAnswers;
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

/** A check with what it was made from. */
export interface CheckedSite {
  /** Null when it was not stored. */
  readonly id: string | null;
  readonly isNew: boolean;
  readonly title: string;
  readonly regionName: string;
  readonly secrecy: SecrecyLevel;
  readonly checkedAt: Date | null;
  readonly facts: SiteFacts;
  readonly check: SiteCheck;
  readonly map: SiteMap | null;
  readonly evidence: readonly Guess[];
  readonly findings: readonly Finding[];
}

/** Checks the site of a file. InputError when the file, the survey or a layer cannot be used; nothing is stored then. */
export async function checkSite(
  app: App,
  file: string,
  options: SiteCheckOptions,
): Promise<CheckedSite> {
  const { crs, encoding, swapAxes, guess } = options;
  const rules = ruleSetAt(options.day, options.packs ?? []);
  app.progress(say('读取用地范围', 'reading the site'), 0, 0);
  const read = await readLayer(app.gdal, file, {
    ...(crs === undefined ? {} : { crs }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(swapAxes === undefined ? {} : { swapAxes }),
    ...(guess === undefined ? {} : { guess }),
  });
  const { table } = read;
  refuseShapeless(table, file);
  const survey = await surveyAround(app, table, options);
  const { row, parcels } = survey;
  const layers = await layersFor(app, options);
  app.progress(say('叠加', 'overlay'), 0, 0);
  const input = {
    ground: { polygons: table.polygons, crs: table.crs },
    parcels,
    layers,
    region: row.region_code,
    day: options.day,
    survey: { id: row.id, year: row.year },
    use: options.use,
    answers: options.answers ?? {},
    county: await countyFacts(app, row.region_code, options),
  };
  const overlay = checkedOverlay(input);
  const facts = siteFacts(input, overlay);
  const check = siteCheck(facts, rules, options.exceptions ?? []);
  const ids = featureIds(table);
  const found = {
    title: titleOf(file),
    facts,
    check,
    map: siteMap(survey, table, layers, facts),
    regionName: row.title.replace(/ \d{4}$/, ''),
    secrecy: row.secrecy as SecrecyLevel,
    evidence: read.evidence,
    findings: [
      ...geometryFindings(read.faults, { file, layer: table.name }, (at) => ids[at] ?? ''),
      ...groundFindings(overlay),
    ],
  };
  if (options.store === false) return { id: null, isNew: false, checkedAt: null, ...found };
  const stored = await keep(app, found, options);
  return { id: stored.row.id, isNew: stored.isNew, checkedAt: stored.row.checked_at, ...found };
}

async function layersFor(app: App, options: SiteCheckOptions): Promise<SiteLayers> {
  if (options.layers === undefined) return new Map();
  return layersOfFile(app, options.layers, options.layersDay ?? null);
}

/** What the county's books say: what was told, else what the settlement of the year before left. */
async function countyFacts(
  app: App,
  region: string,
  options: SiteCheckOptions,
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

function titleOf(file: string): string {
  const { path, layer } = splitLayer(file);
  const name = basename(path, extname(path));
  return layer === undefined ? name : `${name}#${layer}`;
}

async function keep(
  app: App,
  { title, facts, check, map }: Pick<CheckedSite, 'title' | 'facts' | 'check' | 'map'>,
  options: SiteCheckOptions,
): Promise<{ readonly row: CheckRow; readonly isNew: boolean }> {
  return saveCheck(await app.database(), {
    subject: 'site',
    region_code: facts.region,
    day: facts.day,
    title,
    verdict: check.ruling.verdict,
    rule_set: check.ruleSet,
    packs: JSON.stringify(options.packs ?? []),
    facts: factsToJson(facts),
    exceptions: JSON.stringify(check.exceptions),
    document: checkToJson(check),
    map: map === null ? null : JSON.stringify(map),
    checked_by: app.person,
  });
}

/** Stored site checks, newest first. */
export async function siteChecks(app: App): Promise<ListedCheck[]> {
  return listChecks(await app.database(), '', 'site');
}

/** A stored check by its id or a unique beginning of it. */
export async function loadSiteCheck(app: App, id: string): Promise<CheckedSite> {
  const database = await app.database();
  const row = /^c-[0-9a-f]{4,16}$/.test(id) ? await findCheck(database, id) : null;
  if (row === null || row.subject !== 'site')
    throw new InputError(
      'no-such-check',
      say(`没有用地核查 ${id}`, `There is no site check ${id}`),
      say('请用 site list 查看已有的核查。', 'See site list for what there is.'),
    );
  const check = checkFromJson(JSON.stringify(row.document));
  const survey = await findSnapshot(database, check.survey.id);
  return {
    id: row.id,
    isNew: false,
    title: row.title,
    regionName: survey?.title.replace(/ \d{4}$/, '') ?? row.region_code,
    secrecy: (survey?.secrecy ?? 'secret') as SecrecyLevel,
    checkedAt: row.checked_at,
    facts: factsFromJson(JSON.stringify(row.facts)) as SiteFacts,
    check,
    map: row.map as SiteMap | null,
    evidence: [],
    findings: [],
  };
}

/** Writes the opinion of a check as one page; InputError when the place is a folder or one of the inputs. */
export function writeOpinion(
  file: string,
  checked: CheckedSite,
  language: 'zh' | 'en',
  inputs: readonly string[] = [],
): void {
  const target = resolve(file);
  const isInput = inputs.some((input) => resolve(splitLayer(input).path) === target);
  if (isInput || (existsSync(target) && statSync(target).isDirectory()))
    throw new InputError(
      'bad-out',
      isInput
        ? say(`意见不能写到输入文件“${file}”上`, `The opinion would replace the input “${file}”`)
        : say(`“${file}”是文件夹`, `“${file}” is a folder`),
      say('请给出一个 .html 文件名。', 'Name a file that ends in .html.'),
      { file },
    );
  makeFolder(dirname(target));
  writeFileSync(
    target,
    renderSiteOpinion({
      ...checked,
      checkedAt: checked.checkedAt?.toISOString().slice(0, 16).replace('T', ' ') ?? '',
      engine: `liangtian ${VERSION}`,
      language,
    }),
  );
  giveToOwnerAbove(target);
}
