/**
 * Value types that every part speaks in: area, capacity, calendar date, administrative code, citation, finding,
 * trace, progress. No input or output, no clock, no knowledge of land or law.
 *
 * @example
 * formatArea(areaFromSquareMetres(149.28 * (2000 / 3)), 'mu'); // '149.28'
 */
export {
  type Area,
  type AreaUnit,
  apportion,
  areaFromSquareMetres,
  areaToSquareMetres,
  formatArea,
  formatScaled,
  formatSignedArea,
} from './area.ts';
export { ADMIN_LEVELS, type AdminLevel, adminLevel, adminUnit } from './admin-code.ts';
export type { Citation, Confidence, Dated } from './citation.ts';
export {
  type Column,
  type Columns,
  type NumberColumn,
  numberAt,
  numberColumn,
  rowValues,
  type TextColumn,
  textAt,
  textColumn,
} from './columns.ts';
export { type CalendarDate, isCalendarDate, surveyDate } from './date.ts';
export {
  type Decision,
  type Finding,
  type FindingShape,
  InputError,
  type Involved,
  type Place,
  type Refusal,
  type Severity,
} from './finding.ts';
export { type Answer, askAll, type Guess, type Question } from './guess.ts';
export { schemaFault, type SchemaFault } from './schema-fault.ts';
export { COUNT_EVERY, type Counter, counterOf, type Progress, silent } from './progress.ts';
export { DEFAULT_SECRECY, SECRECY_LEVELS, SECRECY_NAMES, type SecrecyLevel } from './secrecy.ts';
export { compareText, type Bilingual, type Language, say } from './text.ts';
export {
  atPointer,
  type Derivation,
  type Explanation,
  type Operand,
  parseReference,
  type Reference,
} from './trace.ts';
