/** 全部规则 — every rule of every instrument, in the order in which a check shows them. */
import { OPINION_RULES } from './opinions-2024.ts';
import type { AnyRule } from './rule.ts';

export const RULES: readonly AnyRule[] = [...OPINION_RULES];
