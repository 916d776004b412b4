/**
 * What a user can do: each use case loads, decides in a pure part, and records. The command line and the server call
 * these and nothing else.
 *
 * @example
 * const app = openApp({ home: '/data/liangtian' });
 * const { settlement } = await settle(app, { before: 's-0a1b2c3d', after: 'survey-2025.gdb#DLTB', year: 2025 });
 * await app.close();
 */
export { type App, type AppOptions, openApp } from './context.ts';
export { explain, type ExplainReport } from './explain.ts';
export { type CheckExplanation, explainCheck } from './explain-check.ts';
export { type ExportOptions, type ExportReport, exportSurvey } from './export.ts';
export { type AreaReport, measure } from './measure.ts';
export { loadExceptions } from './exceptions.ts';
export {
  type CheckedGround,
  checkGround,
  type GroundCheckOptions,
  groundChecks,
  loadGroundCheck,
} from './ground-check.ts';
export {
  type CheckedSite,
  checkSite,
  loadSiteCheck,
  type SiteCheckOptions,
  siteChecks,
  writeOpinion,
} from './site-check.ts';
export {
  GROUND_VERB_NAMES,
  groundVerbOf,
  LAND_USE_NAMES,
  landUseOf,
  VERDICT_WORDS,
  worstFirst,
} from '../project/index.ts';
export { classLabel } from '../land/index.ts';
export { clauseLabel, constraintLayer, SITE_PAPERS } from '../policy/index.ts';
export {
  importLayers,
  type LayerImport,
  type LayerImportOptions,
  storedLayers,
} from './layer-import.ts';
export { type OutputFile, type SettledResult } from './outputs.ts';
export { type StoredPiece } from './stored-pieces.ts';
export { compareOfficialTables, type TablesReport } from './official-tables.ts';
export { overlayFiles, type OverlayReport } from './overlay.ts';
export { overlayManyFiles, type OverlayManyReport } from './overlay-many.ts';
export { type FindingFiles, refuseFindings, writeFindings } from './findings-out.ts';
export { lawAt, lawOfName, type ParameterInForce, type RuleInForce } from './law.ts';
export { loadDraft, loadPack } from './packs.ts';
export { settleProvince } from './province.ts';
export { type RepairReport, repairSurvey } from './repair.ts';
export { EXPORT_FORMATS } from '../engine/index.ts';
export { TEXT_ENCODINGS } from '../formats/index.ts';
export { REPAIRS } from '../geo/index.ts';
export { LEFT_REASONS, REPAIR_NAMES } from '../report/index.ts';
export {
  type CheckReplayReport,
  replayChecks,
  type ReplayOptions,
  type ReplayReport,
  replayYears,
  type YearReplay,
} from './replay.ts';
export { makeSample, type SampleFiles } from './sample.ts';
export { settle, type SettleOptions } from './settle.ts';
export { describeSettlement, type SettlementView } from './settlement-view.ts';
export { settledYears, settlementFolder, snapshots, versionChanges } from './catalogue.ts';
export {
  type ReadSurvey,
  readSurvey,
  type SurveyCheckOptions,
  type SurveyOptions,
} from './read-survey.ts';
export { type ImportedSurvey, importSurvey, previewImport } from './survey.ts';
export { ruleTitle } from '../land/index.ts';
export { type ComparedSheet, countByRule } from '../report/index.ts';
export { makeFolder } from '../storage/index.ts';
export { guessTitle } from './understanding.ts';
export { VERSION } from './version.ts';
export { layerWindow, type SurveyWindow, surveyWindow } from './windows.ts';
