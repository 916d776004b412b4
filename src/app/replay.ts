/**
 * 法规推演 — settles stored years and decides stored checks again under the law of another day or under a draft, and tells what
 * changes by county and amount. Nothing is stored: past outcomes never change because a rule got another version.
 */
import { type CalendarDate, InputError, say, surveyDate } from '../base/index.ts';
import { compareReplayed, type ReplayedYear, type Settlement, settleYear } from '../land/index.ts';
import {
  type CandidateFacts,
  type Exception,
  factsFromJson,
  type RulePack,
  ruleSetAt,
  type SiteFacts,
} from '../policy/index.ts';
import { checkFromJson, replayCheck, type ReplayedCheck } from '../project/index.ts';
import {
  type CheckRow,
  checksAfter,
  listSettlements,
  reportFolder,
  type SettlementRow,
} from '../storage/index.ts';
import type { App } from './context.ts';
import { resolveInput } from './settle-input.ts';
import { overlaySurveys } from './settle.ts';
import { readYearFacts } from './year-facts.ts';

/** Under which law; neither means the law of each year's own day, which changes nothing. */
export interface ReplayOptions {
  /** Region code or its beginning; '' for all. */
  readonly region?: string | undefined;
  readonly asOf?: CalendarDate | undefined;
  readonly draft?: RulePack | undefined;
}

/** One year under the other law. */
export interface YearReplay extends ReplayedYear {
  readonly id: string;
  readonly version: number;
  readonly regionName: string;
  readonly year: number;
}

/** Years that were settled again, and those that could not be. */
export interface ReplayReport {
  readonly years: readonly YearReplay[];
  readonly failed: readonly { readonly id: string; readonly error: InputError }[];
}

/** Settles every stored county year of a region again, the newest version of each. */
export async function replayYears(app: App, options: ReplayOptions): Promise<ReplayReport> {
  const rows = await listSettlements(await app.database(), options.region ?? '');
  const counties = rows.filter((row) => row.before_snapshot !== null);
  const years: YearReplay[] = [];
  const failed: { id: string; error: InputError }[] = [];
  for (const [done, row] of counties.entries()) {
    app.progress(say('重放年度', 'replaying years'), done, counties.length);
    try {
      years.push(await replayYear(app, row, options));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failed.push({ id: row.id, error });
    }
  }
  return { years, failed };
}

async function replayYear(
  app: App,
  row: SettlementRow,
  options: ReplayOptions,
): Promise<YearReplay> {
  const settled = row.document as Settlement;
  const { packs, ...facts } = readYearFacts(reportFolder(app.home(), row), row.id);
  const day = options.asOf ?? surveyDate(row.year);
  const rules = ruleSetAt(day, packs, options.draft);
  const { signal } = new AbortController();
  const before = await resolveInput(app, row.before_snapshot!, {}, signal);
  const after = await resolveInput(app, row.after_snapshot!, {}, signal);
  const [opening, closing] = [await before.load(), await after.load()];
  const { settlement } = settleYear({
    ...facts,
    before: opening.parcels,
    after: closing.parcels,
    pairs: await overlaySurveys(app, opening.parcels, closing.parcels),
    rules,
    engine: row.engine,
  });
  return {
    id: row.id,
    version: row.version,
    regionName: settled.regionName,
    year: row.year,
    ...compareReplayed(settled, settlement),
  };
}

/** One check under the other law; only those that change are told. */
export interface CheckReplay extends ReplayedCheck {
  readonly id: string;
  readonly subject: CheckRow['subject'];
  readonly region: string;
  readonly title: string;
}

/** Checks that change, and how many were decided again. */
export interface CheckReplayReport {
  readonly checked: number;
  readonly changed: readonly CheckReplay[];
}

/** So many checks are held in memory at once. */
const PORTION = 200;

/** Decides every stored check of a region again, each from its own facts. */
export async function replayChecks(app: App, options: ReplayOptions): Promise<CheckReplayReport> {
  const database = await app.database();
  const changed: CheckReplay[] = [];
  let checked = 0;
  for (let last = ''; ;) {
    const rows = await checksAfter(database, options.region ?? '', last, PORTION);
    for (const row of rows) {
      const replayed = replayRow(row, options);
      const { id, subject, region_code: region, title } = row;
      if (replayed.turned.length > 0 || replayed.before !== replayed.after)
        changed.push({ id, subject, region, title, ...replayed });
    }
    checked += rows.length;
    app.progress(say('重放核查', 'replaying checks'), checked, 0);
    if (rows.length < PORTION) return { checked, changed };
    last = rows.at(-1)!.id;
  }
}

function replayRow(row: CheckRow, { asOf, draft }: ReplayOptions): ReplayedCheck {
  const packs = row.packs as readonly RulePack[];
  const rules = ruleSetAt(asOf ?? row.day, packs, draft);
  const facts = factsFromJson(JSON.stringify(row.facts)) as SiteFacts | CandidateFacts;
  const { ruling } = checkFromJson(JSON.stringify(row.document));
  return replayCheck(facts, ruling, rules, row.exceptions as readonly Exception[]);
}
