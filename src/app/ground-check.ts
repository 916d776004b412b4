/**
 * 补充耕地来源核查 — candidate ground from its file to a stored check: the surveys of this and of earlier years and the layers
 * around it, the facts, the rules of the day. The same check again is the same row.
 */
import { type Finding, type Guess, InputError, say, type SecrecyLevel } from '../base/index.ts';
import {
  type CandidateAnswers,
  type CandidateFacts,
  factsFromJson,
  factsToJson,
  type GroundVerb,
  ruleSetAt,
} from '../policy/index.ts';
import {
  type CandidateCheck,
  candidateCheck,
  candidateFacts,
  checkedOverlay,
  checkFromJson,
  checkToJson,
  type EarlierSurvey,
  NEIGHBOUR_WINDOW_METRES,
} from '../project/index.ts';
import {
  findCheck,
  findSnapshot,
  type ListedCheck,
  listChecks,
  listSnapshots,
  saveCheck,
  type SnapshotRow,
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
import { type ReadGround, surveyAround, windowOf } from './site-survey.ts';

/** What to check candidate ground for. */
export interface GroundCheckOptions extends GroundOptions {
  readonly verb: GroundVerb;
  readonly quantity?: CandidateFacts['quantity'] | undefined;
  readonly programme?: string | undefined;
  readonly answers?: CandidateAnswers;
}

/** A check of candidate ground with what it was made from. */
export interface CheckedGround {
  /** Null when it was not stored. */
  readonly id: string | null;
  readonly isNew: boolean;
  readonly title: string;
  readonly regionName: string;
  readonly secrecy: SecrecyLevel;
  readonly checkedAt: Date | null;
  readonly facts: CandidateFacts;
  readonly check: CandidateCheck;
  readonly evidence: readonly Guess[];
  readonly findings: readonly Finding[];
}

/** Checks the ground of a file. InputError when the file, the survey or a layer cannot be used; nothing is stored then. */
export async function checkGround(
  app: App,
  file: string,
  options: GroundCheckOptions,
): Promise<CheckedGround> {
  const rules = ruleSetAt(options.day, options.packs ?? []);
  const read = await readGround(app, file, options);
  const { table } = read;
  // Which county it is, the ground alone says; what it hangs together with reaches farther.
  const { row } = await surveyAround(app, table, options);
  const { parcels } = await windowOf(app, row, table, NEIGHBOUR_WINDOW_METRES);
  const input = {
    ground: { polygons: table.polygons, crs: table.crs },
    parcels,
    layers: await layersFor(app, table, row.region_code, options),
    region: row.region_code,
    day: options.day,
    survey: { id: row.id, year: row.year },
    verb: options.verb,
    quantity: options.quantity ?? ('new-area' as const),
    programme: options.programme ?? null,
    answers: options.answers ?? {},
    county: await countyFacts(app, row.region_code, options),
    earlier: await earlierSurveys(app, row, table),
  };
  app.progress(say('叠加', 'overlay'), 0, 0);
  const overlay = checkedOverlay(input);
  const facts = candidateFacts(input, overlay);
  const check = candidateCheck(facts, rules, options.exceptions ?? []);
  const found = {
    title: titleOf(file),
    facts,
    check,
    regionName: regionName(row),
    secrecy: row.secrecy as SecrecyLevel,
    evidence: read.evidence,
    findings: findingsOf(read, file, overlay),
  };
  if (options.store === false) return { id: null, isNew: false, checkedAt: null, ...found };
  const stored = await saveCheck(await app.database(), {
    subject: 'ground',
    region_code: facts.region,
    day: facts.day,
    title: found.title,
    verdict: check.ruling.verdict,
    rule_set: check.ruleSet,
    packs: JSON.stringify(options.packs ?? []),
    facts: factsToJson(facts),
    exceptions: JSON.stringify(check.exceptions),
    document: checkToJson(check),
    map: null,
    checked_by: app.person,
  });
  return { id: stored.row.id, isNew: stored.isNew, checkedAt: stored.row.checked_at, ...found };
}

/** The stored surveys of the county from before the one that is checked against: what was cultivated then is not new. */
async function earlierSurveys(
  app: App,
  row: SnapshotRow,
  ground: ReadGround,
): Promise<EarlierSurvey[]> {
  const stored = await listSnapshots(await app.database(), row.region_code);
  const earlier = new Map<number, EarlierSurvey>();
  for (const one of stored)
    if (one.year < row.year && !earlier.has(one.year)) {
      const { parcels } = await windowOf(app, one, ground);
      earlier.set(one.year, { year: one.year, survey: one.id, parcels });
    }
  return [...earlier.values()];
}

/** Stored checks of candidate ground, newest first. */
export async function groundChecks(app: App): Promise<ListedCheck[]> {
  return listChecks(await app.database(), '', 'ground');
}

/** A stored check by its id or a unique beginning of it. */
export async function loadGroundCheck(app: App, id: string): Promise<CheckedGround> {
  const database = await app.database();
  const row = /^c-[0-9a-f]{4,16}$/.test(id) ? await findCheck(database, id) : null;
  if (row === null || row.subject !== 'ground')
    throw new InputError(
      'no-such-check',
      say(`没有补充耕地来源核查 ${id}`, `There is no ground check ${id}`),
      say('请用 ground list 查看已有的核查。', 'See ground list for what there is.'),
    );
  const check = checkFromJson(JSON.stringify(row.document)) as CandidateCheck;
  const survey = await findSnapshot(database, check.survey.id);
  return {
    id: row.id,
    isNew: false,
    title: row.title,
    regionName: survey === null ? row.region_code : regionName(survey),
    secrecy: (survey?.secrecy ?? 'secret') as SecrecyLevel,
    checkedAt: row.checked_at,
    facts: factsFromJson(JSON.stringify(row.facts)) as CandidateFacts,
    check,
    evidence: [],
    findings: [],
  };
}
