/**
 * The law: the Opinions of 2024 article by article, what of notice 204 was seen, parameters by date, and the rule set of a
 * day. Every value says where it stands and how sure we are; nothing here computes land.
 *
 * @example
 * opinion('十一', '坚持“以补定占”').clause; // '十一'
 */
export { BALANCE_RULES, type BalanceRule } from './balance-tests.ts';
export {
  CONSTRAINT_LAYERS,
  type ConstraintLayer,
  constraintLayer,
  type LayerKey,
  layerKey,
} from './constraint-layers.ts';
export {
  type AskedLayer,
  type AskedParameter,
  decide,
  type RuleDecision,
  rulesOn,
  type Ruling,
} from './decide.ts';
export * from './facts.ts';
export {
  type AnyRule,
  type Exception,
  type Figure,
  type LawOfDay,
  type Outcome,
  type Rule,
  type Strength,
  type Verdict,
  VERDICTS,
} from './rule.ts';
export { clauseLabel } from './instruments.ts';
export { takesCultivatedLand } from './occupation-rules.ts';
export { NOTICE_204, notice204 } from './notice-2024-204.ts';
export { cultivatedArea, hectares } from './outcome.ts';
export {
  type Article,
  ARTICLES,
  GENERAL_LIMBS,
  GENERAL_NOT_EXECUTED,
  GENERAL_PART,
  type Limb,
  OPINION_RULES,
  opinion,
  OPINIONS,
  THREE_BALANCES,
} from './opinions-2024.ts';
export { MEANING, type ParameterMeaning, parameterText } from './parameter-meaning.ts';
export {
  type FeeRate,
  type Parameters,
  parameterAt,
  PARAMETERS,
  type PoolingPrices,
  type RidgeRateTable,
  type SmallestMappedArea,
  type StableExclusion,
  type TopologyLimits,
  type TransferLimit,
} from './parameters.ts';
export { type FeeRow, type ReclamationFee, reclamationFee, yuan } from './reclamation-fee.ts';
export { parseRulePack } from './rule-pack.ts';
export { type RulePack, type RuleSet, ruleSetAt } from './rule-set.ts';
export { parseDraft } from './law-draft.ts';
export { INSTRUMENTS, PROVINCE_PACKS, RULES } from './rules.ts';
export { type Instrument, type InstrumentArticle, rulesOf } from './instrument.ts';
export { poolingCharge } from './pooling-2018-16.ts';
