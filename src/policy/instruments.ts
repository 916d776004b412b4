/** 依据的写法 — how people cite a place in an instrument, in both languages. Unknown instruments are cited by their id. */
import type { Bilingual, Citation } from '../base/index.ts';
import { say } from '../base/index.ts';

const INSTRUMENTS: Readonly<Record<string, Bilingual>> = {
  'opinions-2024': say('意见', 'Opinions'),
  'mnr-2024-204': say('204 号文', 'notice 204'),
  'quality-acceptance-2025': say('验收办法', 'acceptance rules'),
  'province-pack': say('省规则包', 'provincial pack'),
  'survey-rules': say('质检规则', 'survey rules'),
  'land-administration-law': say('土地管理法', 'Land Administration Law'),
  'implementing-regulation-2021': say('土地管理法实施条例', 'Implementing Regulation'),
  'permanent-farmland-2025': say('永久基本农田管理办法', 'permanent farmland rules'),
  'guangxi-2025-15': say('广西十五条', 'fifteen measures of Guangxi'),
  'pooling-2018-16': say('国办发〔2018〕16号', 'pooling measures'),
  practice: say('通行做法', 'practice'),
};

/** Clauses that are not a number. */
const CLAUSES: Readonly<Record<string, string>> = {
  总体要求: 'general part',
  '一(免补)': '1 (exempt)',
  '一(责任)': '1 (duty)',
  机制: 'mechanism',
  年度结算: 'annual settlement',
  临时用地: 'temporary land',
  质量要求: 'quality demanded',
  质量鉴定: 'appraisal of quality',
  土地复垦: 'land reclamation',
  罚款: 'fines',
  补划: 'replacement',
  优化调整: 'adjustment',
  储备区: 'reserve',
  资金: 'money',
  水田: 'paddy',
  旱改水: 'dry land made paddy',
  管控规模: 'allotment',
  调查依据: 'the survey',
  规划符合性: 'conformity with the plan',
  生态保护红线: 'ecological protection red line',
  设施农业: 'farm facilities',
  质量目标: 'quality target',
  占水田补水田: 'paddy for paddy',
};

/** `意见 十一` and `Opinions 11`. */
export function clauseLabel(citation: Citation): Bilingual {
  const { instrument, clause } = citation;
  const name = INSTRUMENTS[instrument] ?? say(instrument, instrument);
  const english = CLAUSES[clause] ?? articleNumber(clause)?.toString() ?? clause;
  return say(`${name.zh} ${clause}`, `${name.en} ${english}`);
}

const DIGITS = '零一二三四五六七八九';

/** 二十一 → 21; undefined when the text is not a Chinese number below one hundred. */
function articleNumber(text: string): number | undefined {
  const match = /^([一二三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(text);
  if (!match || text === '') return undefined;
  const [, first, ten, last] = match;
  if (ten === undefined) return last === undefined ? DIGITS.indexOf(first!) : undefined;
  return (first ? DIGITS.indexOf(first) : 1) * 10 + (last ? DIGITS.indexOf(last) : 0);
}
