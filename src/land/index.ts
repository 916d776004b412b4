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
