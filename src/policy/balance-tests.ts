/** 平衡检验 Q1–Q5 — what each compares, by which words, and how sure we are. `land` carries them out. */
import { type Bilingual, type Citation, type Confidence, say } from '../base/index.ts';
import { opinion, THREE_BALANCES } from './opinions-2024.ts';

/** One test: its words and source. */
export interface BalanceRule {
  readonly id: 'Q1' | 'Q2' | 'Q3' | 'Q4' | 'Q5';
  readonly title: Bilingual;
  readonly clause: string;
  readonly citation: Citation;
  readonly confidence: Confidence;
}

export const BALANCE_RULES: Record<BalanceRule['id'], BalanceRule> = {
  Q1: {
    id: 'Q1',
    title: say('数量', 'quantity'),
    clause: '总体要求',
    citation: opinion('总体要求', THREE_BALANCES),
    confidence: 'confirmed',
  },
  Q2: {
    id: 'Q2',
    title: say('全部质量', 'quality of all'),
    clause: '意见 十四',
    citation: opinion('十四', '质量不达标的不得用于占用耕地的补充'),
    // The average of all supplements against all occupations is quoted from a draft of the 2025 acceptance rules.
    confidence: 'unconfirmed',
  },
  Q3: {
    id: 'Q3',
    title: say('非农建设质量', 'quality for construction'),
    clause: '验收办法',
    citation: {
      instrument: 'quality-acceptance-2025',
      clause: '质量目标',
      quote: '质量应不低于上一年度县域内非农建设占用耕地质量平均水平',
    },
    confidence: 'confirmed',
  },
  Q4: {
    id: 'Q4',
    title: say('水田', 'paddy'),
    clause: '省规则包',
    citation: { instrument: 'province-pack', clause: '占水田补水田' },
    confidence: 'unconfirmed',
  },
  Q5: {
    id: 'Q5',
    title: say('产能', 'grain capacity'),
    clause: '总体要求',
    citation: opinion('总体要求', THREE_BALANCES),
    confidence: 'confirmed',
  },
};
