/**
 * 用地占耕核查 — a site from its file to a stored check and its opinion: the survey and the layers around it, the facts, the
 * rules of the day. The same check again is the same row.
 */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Finding, type Guess, InputError, say, type SecrecyLevel } from '../base/index.ts';
import { splitLayer } from '../engine/index.ts';
import {
  factsFromJson,
  factsToJson,
  type LandUse,
  ruleSetAt,
  type SiteAnswers,
  type SiteFacts,
} from '../policy/index.ts';
import {
  avoidance,
  checkedOverlay,
  checkFromJson,
  checkToJson,
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
  makeFolder,
  saveCheck,
} from '../storage/index.ts';
import type { App } from './context.ts';
import {
  countyFacts,
  findingsOf,
  type GroundOptions,
  layersFor,
  readGround,
  regionName,
  titleOf,
} from './ground-input.ts';
import { siteMap } from './site-map.ts';
import { surveyAround } from './site-survey.ts';
import { VERSION } from './version.ts';

/** What to check a site for. */
export interface SiteCheckOptions extends GroundOptions {
  readonly use: LandUse;
  readonly answers?: SiteAnswers;
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
  const rules = ruleSetAt(options.day, options.packs ?? []);
  const read = await readGround(app, file, options);
  const { table } = read;
  const survey = await surveyAround(app, table, options);
  const { row, parcels } = survey;
  const layers = await layersFor(app, table, row.region_code, options);
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
  const check = siteCheck(facts, rules, options.exceptions ?? [], avoidance(input, facts, rules));
  const found = {
    title: titleOf(file),
    facts,
    check,
    map: siteMap(survey, table, layers, facts),
    regionName: regionName(row),
    secrecy: row.secrecy as SecrecyLevel,
    evidence: read.evidence,
    findings: findingsOf(read, file, overlay),
  };
  if (options.store === false) return { id: null, isNew: false, checkedAt: null, ...found };
  const stored = await keep(app, found, options);
  return { id: stored.row.id, isNew: stored.isNew, checkedAt: stored.row.checked_at, ...found };
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
  const check = checkFromJson(JSON.stringify(row.document)) as SiteCheck;
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
