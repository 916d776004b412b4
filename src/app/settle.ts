/** 年度结算 — from two surveys (files or stored snapshots) to a stored version of the year and its report files. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  counterOf,
  InputError,
  say,
  type SecrecyLevel,
  SECRECY_LEVELS,
  silent,
  surveyDate,
} from '../base/index.ts';
import { warmUpXlsx } from '../formats/index.ts';
import { boundsOf, overlayLayers } from '../geo/index.ts';
import {
  changedPairs,
  overlapFindings,
  uncutFindings,
  type ChangedPiece,
  type FindingSummary,
  type GradeMean,
  gradeMean,
  type Pairs,
  type ParcelTable,
  type Settlement,
  type SettlementInput,
  settleYear,
  type Stage,
} from '../land/index.ts';
import { type RulePack, ruleSetAt } from '../policy/index.ts';
import { officialTables } from '../report/index.ts';
import {
  type Database,
  findByInputs,
  lastConfirmed,
  loadSettlement,
  reportFolder,
  runJob,
  saveSettlement,
  type SettlementRow,
  type SnapshotRow,
} from '../storage/index.ts';
import { approvedParts } from './approved-parts.ts';
import { both } from './both.ts';
import type { App } from './context.ts';
import {
  approvedNotBuilt,
  type ConstraintLayers,
  evidenceRecords,
  lastYearGrade,
  layerShares,
  NO_LAYERS,
  processRecords,
  readConstraints,
  stableByPermanent,
} from './layers.ts';
import { finished, prepareOut, type SettledResult, writeOutputs } from './outputs.ts';
import { withPackageRecords } from './package-layers.ts';
import { pieceShapes } from './shapes.ts';
import { resolveInput, sideBySide } from './settle-input.ts';
import type { Survey } from './snapshot.ts';
import type { SurveyOptions } from './read-survey.ts';
import { VERSION } from './version.ts';
import type { YearFacts } from './year-facts.ts';

/** What to settle. */
export interface SettleOptions {
  /** Snapshot id, or a file with an optional `#layer`. */
  readonly before: string;
  readonly after: string;
  readonly year?: number | undefined;
  readonly region?: string | undefined;
  readonly mappingBefore?: SurveyOptions['mapping'];
  readonly mappingAfter?: SurveyOptions['mapping'];
  readonly crs?: string | undefined;
  /** File or folder with constraint layers. */
  readonly layers?: string | undefined;
  /** False: the record of changes in the closing package is left out. */
  readonly packageRecords?: boolean;
  readonly stage?: Stage;
  readonly level?: 'county' | 'city';
  readonly packs?: readonly RulePack[];
  /** Copies of the report files go there. */
  readonly out?: string | undefined;
  readonly language?: 'zh' | 'en';
}

/** Settles a year. The same inputs give the same version; nothing is stored when it fails or is stopped. */
export async function settle(app: App, options: SettleOptions): Promise<SettledResult> {
  prepareOut(options.out, [options.before, options.after, options.layers ?? ''].filter(Boolean));
  const reading = new AbortController();
  try {
    return await settleInputs(app, options, reading.signal);
  } finally {
    reading.abort();
  }
}

async function settleInputs(
  app: App,
  options: SettleOptions,
  signal: AbortSignal,
): Promise<SettledResult> {
  const { region: wanted, crs } = options;
  const together = sideBySide(options.before, options.after);
  const readBefore = () =>
    resolveInput(
      app,
      options.before,
      { mapping: options.mappingBefore, region: wanted, crs },
      signal,
    );
  // A file that does not state its year is of the year that is settled; a mapping states its own.
  const ownYear = options.mappingAfter === undefined ? options.year : undefined;
  // Side by side, one bar is enough to see how far they are.
  const readAfter = () =>
    resolveInput(
      together ? { ...app, progress: silent } : app,
      options.after,
      { mapping: options.mappingAfter, region: wanted, crs, year: ownYear },
      signal,
    );
  const [before, after] = together
    ? await both(readBefore(), readAfter())
    : [await readBefore(), await readAfter()];
  checkPair(before.row, after.row, options);
  const year = options.year ?? after.row.year;
  const rules = ruleSetAt(surveyDate(year), options.packs ?? []);
  const { layers, understood } = await withPackageRecords(
    app,
    options.after,
    options.layers === undefined ? NO_LAYERS : await readConstraints(app, options.layers),
    options.packageRecords !== false,
  );
  const stage = options.stage ?? 'county-reported';
  const level = options.level ?? 'county';
  const region = after.row.region_code;
  const database = await app.database();
  const confirmed = await lastConfirmed(database, region, year - 1);
  const previous = confirmed ?? (await loadSettlement(database, `${region}-${year - 1}`));
  const lastYear = {
    closing: confirmed ? BigInt((confirmed.document as Settlement).carry.closing) : null,
    nonAgriculturalGradeAverage: gradeOf(previous, layers),
  };
  const inputKey = createHash('sha256')
    .update(
      JSON.stringify([
        VERSION,
        before.row.id,
        after.row.id,
        layers.sha256,
        rules.id,
        rules.values,
        stage,
        level,
        highest(before.row.secrecy, after.row.secrecy),
        year,
        lastYear.closing?.toString() ?? null,
        gradeKey(lastYear.nonAgriculturalGradeAverage),
      ]),
    )
    .digest('hex');
  const known = await findByInputs(database, region, inputKey);
  if (known && existsSync(reportFolder(app.home(), known)))
    return {
      ...finished(app, known, options.out, false),
      understood,
      ...(await newerThan(database, known)),
    };
  return runJob(
    database,
    { key: `settle ${region}-${year}`, kind: 'settle', region, by: app.person },
    async () => {
      const surveys = both(before.load(), after.load());
      warmUpXlsx();
      const [surveyBefore, surveyAfter] = await surveys;
      app.gdal.warmUp();
      const work = await settleSurveys(app, surveyBefore, surveyAfter, layers);
      const settling = counterOf(app.progress, say('结算', 'settling'));
      settling(0, work.pairs.a.length);
      const overrides: (Int8Array | null)[] = [];
      for (const { parcels } of [surveyBefore, surveyAfter])
        overrides.push(await stableByPermanent(app.overlays, layers, parcels));
      const [evidence, process] = [evidenceRecords(layers), processRecords(layers)];
      const facts: YearFacts = {
        region,
        regionName: surveyAfter.zones.names[region] ?? surveyBefore.zones.names[region] ?? region,
        level,
        year,
        stage,
        secrecy: highest(before.row.secrecy, after.row.secrecy),
        inputs: { before: inputOf(before.row), after: inputOf(after.row) },
        widths: work.widths,
        shares: work.shares,
        evidence: evidence.records,
        changeRecords: process.records,
        approvedNotBuilt: approvedNotBuilt(layers),
        zoneNames: new Map(
          Object.entries({ ...surveyBefore.zones.names, ...surveyAfter.zones.names }),
        ),
        controlArea: {
          before: controlOf(surveyBefore, region),
          after: controlOf(surveyAfter, region),
        },
        lastYear,
        ...(overrides[0] && overrides[1]
          ? { stableOverride: { before: overrides[0], after: overrides[1] } }
          : {}),
        layers: layers.list,
        findings: [...evidence.findings, ...process.findings, ...work.findings],
        surveyFindings: [before.row, after.row].map((row) => row.findings as FindingSummary),
        unchangedParcels: work.unchanged,
        worstParcelDifference: work.worstDifference,
        packs: options.packs ?? [],
      };
      const { settlement, pieces } = settleYear({
        ...facts,
        before: surveyBefore.parcels,
        after: surveyAfter.parcels,
        pairs: work.pairs,
        rules,
        engine: `liangtian ${VERSION}`,
        count: settling,
      });
      const shapes = await shapesOf(
        app,
        surveyBefore.parcels,
        surveyAfter.parcels,
        work.pairs,
        pieces,
      );
      const row = known ?? {
        id: settlement.id,
        region_code: region,
        year,
        stage,
        before_snapshot: before.row.id,
        after_snapshot: after.row.id,
        rule_set: rules.id,
        engine: settlement.engine,
        input_key: inputKey,
        document: settlement,
        settled_by: app.person,
      };
      const stored = await saveSettlement(database, row);
      app.progress(say('写报告', 'writing the report'), 0, 0);
      const bounds = boundsOf(surveyBefore.parcels.polygons);
      await writeOutputs(app, {
        settlement,
        facts,
        version: stored.version,
        settledAt: stored.settled_at,
        folder: reportFolder(app.home(), stored),
        crs: surveyBefore.parcels.crs,
        pieces,
        shapes,
        zones: surveyAfter.zones,
        corner: [bounds[0], bounds[1]],
        tables: () =>
          officialTables({
            settlement,
            before: surveyBefore.parcels,
            after: surveyAfter.parcels,
            pieces,
            approved:
              settlement.approvals === null ? null : approvedParts(pieces, work.pairs, work.shares),
          }),
        language: options.language ?? 'zh',
      });
      return {
        ...finished(app, { ...stored, document: settlement }, options.out, known === null),
        understood,
      };
    },
  );
}

/** The newest version of a year when it is newer than this one. */
async function newerThan(database: Database, row: SettlementRow): Promise<{ newest?: number }> {
  const newest = (await loadSettlement(database, row.id))?.version ?? row.version;
  return newest > row.version ? { newest } : {};
}

function checkPair(before: SnapshotRow, after: SnapshotRow, options: SettleOptions): void {
  if (before.region_code !== after.region_code) {
    throw new InputError(
      'different-regions',
      say(
        `两年的数据不是同一个县：${before.region_code} 与 ${after.region_code}`,
        `The two surveys are of different counties: ${before.region_code} and ${after.region_code}`,
      ),
      say('请核对文件，或用 --region 指明。', 'Check the files, or name the county with --region.'),
    );
  }
  if (before.year >= after.year) {
    throw new InputError(
      'years-not-in-order',
      say(
        `年初数据是 ${before.year} 年，年末数据是 ${after.year} 年`,
        `The opening survey is of ${before.year} and the closing one of ${after.year}`,
      ),
      say('--before 应早于 --after；请核对。', '--before must be older than --after; check them.'),
    );
  }
  if (options.year !== undefined && options.year !== after.year) {
    throw new InputError(
      'different-year',
      say(
        `要结算 ${options.year} 年，年末数据却是 ${after.year} 年`,
        `The year to settle is ${options.year}, but the closing survey is of ${after.year}`,
      ),
      say('请核对 --year 和 --after。', 'Check --year and --after.'),
    );
  }
}

function gradeOf(
  previous: SettlementRow | null,
  layers: ConstraintLayers,
): number | GradeMean | null | undefined {
  const said = lastYearGrade(layers);
  if (said !== undefined || !previous) return said;
  const { carry } = previous.document as Settlement;
  const exact = gradeMean(carry.nonAgriculturalGradeExact ?? '');
  if (exact !== null) return exact;
  if (carry.nonAgriculturalGradeAverage !== null) return Number(carry.nonAgriculturalGradeAverage);
  return carry.nonAgriculturalOccupation === 'none' ? null : undefined;
}

function gradeKey(grade: number | GradeMean | null | undefined): string {
  return typeof grade === 'object' && grade !== null
    ? `${grade.weighted}/${grade.area}`
    : String(grade);
}

/** The overlay of the two years: the same surveys give the same pairs in the same order. */
export async function overlaySurveys(app: App, before: ParcelTable, after: ParcelTable) {
  const step = say('叠加', 'overlay');
  app.progress(step, 0, 0);
  const hashed = (parcels: ParcelTable) => ({
    polygons: parcels.polygons,
    crs: parcels.crs,
    ringHash: parcels.ringHash,
    legalArea: parcels.computedArea,
  });
  return overlayLayers(
    hashed(before),
    hashed(after),
    (done, total) => app.progress(step, done, total),
    app.overlays,
  );
}

/** The overlay of the two years, with shapes, widths and layer shares of the pieces whose class changed. */
async function settleSurveys(app: App, before: Survey, after: Survey, layers: ConstraintLayers) {
  const pairs = await overlaySurveys(app, before.parcels, after.parcels);
  const chosen = changedPairs(before.parcels, after.parcels, pairs);
  const shapes = await pieceShapes(before.parcels, after.parcels, pairs, chosen, app.progress);
  const widths = new Float64Array(pairs.a.length).fill(Number.NaN);
  chosen.forEach((pair, k) => {
    widths[pair] = shapes.widths[k]!;
  });
  return {
    pairs,
    widths,
    shares: await layerShares(app.overlays, layers, shapes.polygons, before.parcels.crs, chosen),
    unchanged: pairs.unchanged,
    worstDifference: pairs.worstDifference,
    findings: [
      ...overlapFindings(before.parcels, pairs.overlapsA),
      ...overlapFindings(after.parcels, pairs.overlapsB),
      ...uncutFindings(
        before.parcels,
        after.parcels,
        shapes.uncut.map((i) => ({ a: pairs.a[i]!, b: pairs.b[i]!, area: pairs.area[i]! })),
      ),
    ],
  };
}

/** Shapes in the order of the changed pieces. */
async function shapesOf(
  app: App,
  before: ParcelTable,
  after: ParcelTable,
  pairs: Pairs,
  pieces: readonly ChangedPiece[],
) {
  const place = new Map<number, number>();
  const key = (a: number, b: number): number => (a + 1) * (after.parcelArea.length + 1) + b + 1;
  for (let i = 0; i < pairs.a.length; i++) place.set(key(pairs.a[i]!, pairs.b[i]!), i);
  const chosen = Uint32Array.from(pieces, (piece) => place.get(key(piece.before, piece.after))!);
  return (await pieceShapes(before, after, pairs, chosen, app.progress)).polygons;
}

function inputOf(row: SnapshotRow): SettlementInput {
  return {
    snapshot: row.id,
    title: row.title,
    year: row.year,
    parcels: row.parcel_count,
    area: String(row.area_total),
    secrecy: row.secrecy as SecrecyLevel,
  };
}

function highest(one: string, other: string): SecrecyLevel {
  const rank = (level: string): number => SECRECY_LEVELS.indexOf(level as SecrecyLevel);
  return (rank(one) >= rank(other) ? one : other) as SecrecyLevel;
}

function controlOf(survey: Survey, region: string): bigint | null {
  const text = survey.zones.controlAreas[region];
  return text === undefined ? null : BigInt(text);
}
