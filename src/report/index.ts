/**
 * What a settled year looks like to people: the report page, the printed form and the official tables. Pure: from the
 * settlement document to text and to plain sheets; others write files.
 *
 * @example
 * closedHectares([14_999n, 14_999n]); // [0.02, 0.01]: each rounds to 0.01 alone, together they are 0.03
 */
export { renderReport, type ReportOptions } from './document.ts';
export type { MapOutline, MapPiece, ReportMap } from './map.ts';
export {
  type ComparedSheet,
  compareTable,
  type TableComparison,
  type TableDifference,
} from './compare-tables.ts';
export { type OpinionInput, renderSiteOpinion } from './site-opinion.ts';
export type { DrawnRings, SiteMap } from './site-map.ts';
export { differenceSheets } from './difference-sheets.ts';
export {
  type GridCell,
  type GridSheet,
  type GridTable,
  officialTitle,
  understandSheet,
} from './table-grid.ts';
export type { AbsentTable } from './attribute-tables.ts';
export type { ApprovedPart } from './change-tables.ts';
export {
  type OfficialTables,
  officialTables,
  provinceTables,
  type TableInput,
} from './official-tables.ts';
export { type Cell, closedHectares, type Sheet, type Workbook } from './sheet.ts';
export {
  countByRule,
  findingSheets,
  type FindingSource,
  type RuleCount,
} from './finding-sheets.ts';
export { type AreaRow, LEFT_REASONS, REPAIR_NAMES, repairSheets } from './repair-sheets.ts';
