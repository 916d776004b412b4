/** 问题规则 — the name of every rule that a finding can carry: what was found, in a few words, above its examples. */
import { type Bilingual, say } from '../base/index.ts';
import { SURVEY_RULES } from './survey-rules.ts';

const SETTLEMENT_RULES: Readonly<Record<string, Bilingual>> = {
  X1: say('生态保护红线、自然保护地内的新增耕地', 'new cultivated land on protected ground'),
  X2: say('年初数须等于上年确认的年末数', 'the opening must equal the closing confirmed last year'),
  X3: say('临时用地须在期内', 'temporary land must be in force'),
  X4: say('地类须能归类', 'every class must be known'),
  X5: say('非农建设占用耕地须有批文', 'construction on cultivated land needs an approval'),
  X6: say('证据须与地块和日期相符', 'a document must fit the ground and the date'),
  X7: say('更新过程须与叠加结果一致', 'change records must agree with the overlay'),
  X8: say('两年的图斑须盖住同一块地', 'both years must cover the same ground'),
  X9: say('要用的图层须给出', 'layers that decide a flow must be given'),
  X10: say('变化地块须能切出图形', 'changed pieces must have a shape'),
};

const GROUND_RULES: Readonly<Record<string, Bilingual>> = {
  K1: say('核查范围须在调查之内', 'ground to be checked must lie in the survey'),
  K2: say('核查范围须在一个县内', 'ground to be checked must lie in one county'),
  K3: say('核查范围的面不得重叠', 'polygons of the ground must not overlap'),
  K4: say('范围内的调查图斑不得重叠', 'parcels of the survey there must not overlap'),
};

/** Name of a rule; the id itself for a rule that nobody named. */
export function ruleTitle(rule: string): Bilingual {
  const survey = SURVEY_RULES.find((one) => one.id === rule);
  return SETTLEMENT_RULES[rule] ?? GROUND_RULES[rule] ?? survey?.sentence ?? say(rule, rule);
}
