/** 核查用语 — how people read the answers of a check: verdicts with word and sign, and the ways of using land. */
import { type Bilingual, say } from '../base/index.ts';
import {
  GROUND_VERBS,
  type GroundVerb,
  LAND_USES,
  type LandUse,
  type RuleDecision,
  VERDICTS,
  type Verdict,
} from '../policy/index.ts';

/** Word and sign of a verdict; the sign carries the state without colour. */
export const VERDICT_WORDS: Readonly<
  Record<Verdict, { readonly word: Bilingual; readonly sign: string }>
> = {
  refuse: { word: say('不通过', 'refused'), sign: '■' },
  'no-data': { word: say('缺数据', 'no data'), sign: '⬚' },
  'needs-approval': { word: say('须批准', 'needs approval'), sign: '▲' },
  stale: { word: say('图层过旧', 'stale layer'), sign: '◪' },
  duty: { word: say('须落实', 'duty'), sign: '△' },
  excepted: { word: say('例外', 'excepted'), sign: '◆' },
  pass: { word: say('通过', 'pass'), sign: '●' },
  'not-applicable': { word: say('不涉及', 'not concerned'), sign: '○' },
};

/** 用地方式 as people name them. */
export const LAND_USE_NAMES: Readonly<Record<LandUse, Bilingual>> = {
  permanent: say('永久占用', 'permanent occupation'),
  temporary: say('临时用地', 'temporary use'),
  'facility-agriculture': say('设施农业', 'facility agriculture'),
  'rural-housing': say('农村村民住宅', 'rural housing'),
  linked: say('增减挂钩', 'linked increase and decrease'),
  'early-use': say('先行用地', 'early use'),
};

/** 补充方式 as people name them. */
export const GROUND_VERB_NAMES: Readonly<Record<GroundVerb, Bilingual>> = {
  reclaim: say('新开垦', 'new reclamation'),
  restore: say('恢复', 'restoration'),
};

/** The way of replenishing behind its key or Chinese name; undefined for anything else. */
export function groundVerbOf(text: string): GroundVerb | undefined {
  return GROUND_VERBS.find((verb) => verb === text || GROUND_VERB_NAMES[verb].zh === text);
}

/** The way of using land behind its key or Chinese name; undefined for anything else. */
export function landUseOf(text: string): LandUse | undefined {
  return LAND_USES.find((use) => use === text || LAND_USE_NAMES[use].zh === text);
}

/** Decisions with the worst verdict first; within one verdict in the order of the law. */
export function worstFirst(decisions: readonly RuleDecision[]): RuleDecision[] {
  const rank = ({ verdict }: RuleDecision): number => VERDICTS.indexOf(verdict);
  return decisions.toSorted((one, other) => rank(one) - rank(other));
}
