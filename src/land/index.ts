/**
 * Land: classes, parcels, survey checks, change flows and the settlement of a year.
 */
export * from './settlement.ts';
export {
  type FieldKind,
  type LandClassScheme,
  type ParcelTable,
  SURVEY_FIELDS,
  type SurveyField,
} from './survey.ts';
export { CLASS_COLOURS, type ClassColour } from './class-colours.ts';
export {
  crosswalk,
  isConstruction,
  isCultivated,
  isPaddy,
  type LandClass,
  landClass,
  landClassCodes,
  type LandGroup,
} from './land-classes.ts';
export { type BalancePiece, capacityNano } from './balance.ts';
export type { ProcessRecord } from './change-records.ts';
export type { EvidenceKind, EvidenceRecord, LayerShare } from './evidence.ts';
export { evidenceRows, processRows, type RecordRows } from './evidence-rows.ts';
export { defaultFlow, type FlowKind, flowKind, FLOWS } from './flow-table.ts';
export { doubtsAbout, explainNumber } from './explain.ts';
export { doubtText, type ExplainedNumber, parameterValue } from './explain-draft.ts';
export { ruleTitle } from './finding-rules.ts';
export { labelChange } from './explain-balance.ts';
export {
  listShares,
  type ExplainedPiece,
  type ParcelFilter,
  type PieceFilter,
  type PieceMeasure,
  SHARES,
  shareText,
  sumOfParcels,
  sumOfPieces,
  sumOfShares,
} from './explanation.ts';
export { overlappingRegions, type ProvinceInput, settleProvince } from './province.ts';
export { compareReplayed, type ReplayedYear, type TurnedTest } from './replayed.ts';
export { compareVersions, type VersionRow } from './versions.ts';
export { changedPairs, type SettledYear, settleYear, type YearInput } from './year.ts';
export { checkChanges } from './change-checks.ts';
export { checkMetadata } from './metadata.ts';
export { ridgeRatesAt } from './ridge-rates.ts';
export { type CheckOptions, checkSurvey, geometryFindings } from './checks.ts';
export {
  type RuleLevel,
  SURVEY_RULES,
  surveyFinding,
  type SurveyRule,
  surveyRule,
} from './survey-rules.ts';
export {
  applyMapping,
  findColumn,
  closeToControl,
  controlGap,
  type ComputedFacts,
  type Mapped,
  type Mapping,
  MAPPING_SCHEMA,
  type MappingHints,
  parseMapping,
} from './mapping.ts';
export { understandAttributes } from './understanding.ts';
export { type RepairFreedom, repairRules } from './repair-rules.ts';
export { classReader, idReader, numberReader, type Pairs, textReader } from './pieces.ts';
export { classLabel } from './names.ts';
export { dateOf } from './evidence.ts';
export { type GradeMean, gradeMean, type LastYearFacts } from './balance.ts';
export { EXAMPLES_KEPT, type FindingSummary, summarizeFindings } from './finding-summary.ts';
export { overlapFindings, type ParcelOverlap, uncutFindings } from './shape-findings.ts';
export { shapeFindings, topologyFindings, type Wordings } from './topology-findings.ts';
export { looseBorderFindings, OF_SETTLEMENTS, OF_VILLAGES } from './zone-findings.ts';
export { type Homeless, homelessParcels, missingLayers } from './survey-unchecked.ts';
