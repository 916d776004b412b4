/**
 * The life of a project as far as it touches cultivated land: the facts of a site and of candidate ground, and the whole
 * check of each. Pure: knows no file, no clock and no store.
 *
 * @example
 * siteCheck(facts, ruleSetAt('2026-03-17')).ruling.verdict; // 'refuse'
 */
export { type CandidateCheck, candidateCheck } from './candidate-check.ts';
export { groundFindings } from './ground-faults.ts';
export {
  SHIFT_METRES,
  siteAlternatives,
  type SiteAlternatives,
  type SiteDrop,
  type SiteShift,
} from './alternatives.ts';
export { type Avoidance, avoidance, type AvoidingShift } from './avoidance.ts';
export { CONTIGUITY_METRES, NEIGHBOUR_WINDOW_METRES } from './contiguity.ts';
export {
  candidateFacts,
  type CandidateInput,
  checkedOverlay,
  type EarlierSurvey,
  siteFacts,
  type SiteInput,
} from './ground-facts.ts';
export type { GroundInput, GroundLayer, GroundOverlay } from './ground.ts';
export {
  GROUND_VERB_NAMES,
  groundVerbOf,
  LAND_USE_NAMES,
  landUseOf,
  VERDICT_WORDS,
  worstFirst,
} from './check-words.ts';
export { replayCheck, type ReplayedCheck, type TurnedRule } from './replayed.ts';
export { type Replacement, type ReplacementBearer } from './replacement.ts';
export { checkFromJson, checkToJson, conclusion, siteCheck, type SiteCheck } from './site-check.ts';
export { type TakenLand, type TakenRow } from './taken-land.ts';
