/**
 * 自然资发〔2024〕204号 关于改革完善耕地占补平衡管理的通知, part one only, as far as its words were seen. Parts two to five
 * were not seen: what they rule stands among the parameters as unconfirmed.
 */
import type { Citation } from '../base/index.ts';

export const NOTICE_204 = {
  id: 'mnr-2024-204',
  title: '自然资发〔2024〕204号',
  /** Sentences seen, by the place people cite. */
  quotes: {
    一: '将非农建设、造林种树、种果种茶等各类占用耕地行为统一纳入耕地占补平衡管理',
    '一(免补)':
      '国家安排的生态退耕、自然灾害损毁难以复耕、河湖水面自然扩大造成永久淹没、国家规定的其他情形',
    '一(责任)': '补充与所占用耕地数量和质量相当的耕地',
    机制: '以省域耕地总量动态平衡为核心',
  },
} as const;

/** A citation of the notice, with its words where they were seen. */
export function notice204(clause: keyof typeof NOTICE_204.quotes): Citation {
  return { instrument: NOTICE_204.id, clause, quote: NOTICE_204.quotes[clause] };
}
