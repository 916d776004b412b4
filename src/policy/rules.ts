/**
 * 全部文件和规则 — every instrument, and every rule in the order in which a check shows them: first what the check rests on and what
 * stops a site, then what the balance asks for, then who approves.
 */
import { IMPLEMENTING_REGULATION_2021 } from './implementing-regulation-2021.ts';
import { type Instrument, rulesOf } from './instrument.ts';
import { LAND_ADMINISTRATION_LAW } from './land-administration-law.ts';
import { NOTICE_204 } from './notice-2024-204.ts';
import { OPINION_RULES } from './opinions-2024.ts';
import { PERMANENT_FARMLAND_2025 } from './permanent-farmland-2025.ts';
import { POOLING_2018 } from './pooling-2018-16.ts';
import { PRACTICE } from './practice-rules.ts';
import { QUALITY_ACCEPTANCE_2025 } from './quality-acceptance-2025.ts';
import { GUANGXI, GUANGXI_2025 } from './provinces/guangxi.ts';
import type { AnyRule } from './rule.ts';
import type { RulePack } from './rule-set.ts';
import { SURVEY_BASIS } from './survey-basis.ts';

/** All instruments beside the Opinions, the highest first. */
export const INSTRUMENTS: readonly Instrument[] = [
  LAND_ADMINISTRATION_LAW,
  IMPLEMENTING_REGULATION_2021,
  PERMANENT_FARMLAND_2025,
  POOLING_2018,
  NOTICE_204,
  QUALITY_ACCEPTANCE_2025,
  GUANGXI_2025,
  SURVEY_BASIS,
  PRACTICE,
];

/** Packs of provinces that are shipped, chosen by name instead of a file. */
export const PROVINCE_PACKS: readonly RulePack[] = [GUANGXI];

/** Rules that a check shows last: who approves. */
const isApproval = ({ id }: AnyRule): boolean => id.endsWith('-approver');

const LAWS = [
  LAND_ADMINISTRATION_LAW,
  PERMANENT_FARMLAND_2025,
  IMPLEMENTING_REGULATION_2021,
].flatMap(rulesOf);

export const RULES: readonly AnyRule[] = [
  ...rulesOf(PRACTICE),
  ...LAWS.filter((rule) => !isApproval(rule)),
  ...OPINION_RULES,
  ...rulesOf(QUALITY_ACCEPTANCE_2025),
  ...rulesOf(POOLING_2018),
  ...rulesOf(GUANGXI_2025),
  ...LAWS.filter(isApproval),
];
