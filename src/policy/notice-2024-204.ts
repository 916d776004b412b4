/**
 * 自然资发〔2024〕204号 关于改革完善耕地占补平衡管理的通知, part one only, as far as its words were seen. Parts two to five
 * were not seen: what they rule stands among the parameters as unconfirmed.
 */
import { type Citation, say } from '../base/index.ts';
import { instrument } from './instrument.ts';

/** Sentences seen, by the place people cite. */
const QUOTES = {
  一: '将非农建设、造林种树、种果种茶等各类占用耕地行为统一纳入耕地占补平衡管理',
  '一(免补)':
    '国家安排的生态退耕、自然灾害损毁难以复耕、河湖水面自然扩大造成永久淹没、国家规定的其他情形',
  '一(责任)': '补充与所占用耕地数量和质量相当的耕地',
  机制: '以省域耕地总量动态平衡为核心',
} as const;

export const NOTICE_204 = instrument(
  {
    id: 'mnr-2024-204',
    title: say(
      '自然资发〔2024〕204号 关于改革完善耕地占补平衡管理的通知',
      'Notice 204 of 2024 on reforming the balance of occupation and compensation',
    ),
    from: '2024-09-01',
    isDayUnknown: true,
  },
  {
    clause: '一',
    about: say('各类占用统一纳入', 'every kind of occupation is in the balance'),
    quote: QUOTES['一'],
    by: 'land/flow-table.ts',
  },
  {
    clause: '一(免补)',
    about: say('不需补充的情形', 'what need not be replaced'),
    quote: QUOTES['一(免补)'],
    by: 'land/flow-table.ts',
  },
  {
    clause: '一(责任)',
    about: say('谁补充、补多少', 'who replaces, and how much'),
    quote: QUOTES['一(责任)'],
    waitsFor: say(
      '工商企业流转耕地的审查；其余由《意见》十三的规则执行',
      'the review of land leased by companies; the rest is carried out by the rules of article 13 of the Opinions',
    ),
  },
  {
    clause: '机制',
    about: say('省域总量动态平衡', 'the total of the province is kept'),
    quote: QUOTES['机制'],
    by: 'land/province.ts',
  },
  {
    clause: '二至五',
    about: say('储备、结算、冻结、存量指标', 'reserve, settlement, freezing and old quotas'),
    waitsFor: say('原文', 'its words'),
  },
);

/** A citation of the notice, with its words where they were seen. */
export function notice204(clause: keyof typeof QUOTES): Citation {
  return { instrument: NOTICE_204.id, clause, quote: QUOTES[clause] };
}
