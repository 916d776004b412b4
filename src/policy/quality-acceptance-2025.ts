/**
 * 补充耕地质量验收办法（试行） — of September 2025, as far as reports quote it: what ground must be, and the average that it may not
 * fall below. Its other articles were not seen.
 */
import { say } from '../base/index.ts';
import type { CandidateFacts } from './facts.ts';
import { instrument } from './instrument.ts';
import { areaFigure, givenLayer, hectares, isMore, pass, refuse } from './outcome.ts';
import { isNoWorse } from './replenishment-rules.ts';
import type { LawOfDay, Outcome } from './rule.ts';

/** 符合国土空间规划: ground that the plan gives to construction is no lasting field. */
function groundConforms(facts: CandidateFacts, law: LawOfDay): Outcome {
  const { area } = givenLayer(facts, 'GHJSYD');
  const figures = [
    areaFigure(say('规划建设用地内', 'in planned construction land'), area, '/layers/GHJSYD/area'),
  ];
  if (!isMore(area, law))
    return pass(say('不在规划建设用地内', 'It lies outside planned construction land'), figures);
  const size = hectares(area);
  return refuse(
    say(
      `规划建设用地内 ${size.zh}，不符合国土空间规划`,
      `${size.en} lie in planned construction land, against the territorial plan`,
    ),
    say('划出这部分后重新核查。', 'Leave that part out and check again.'),
    figures,
  );
}

export const QUALITY_ACCEPTANCE_2025 = instrument(
  {
    id: 'quality-acceptance-2025',
    title: say(
      '补充耕地质量验收办法（试行）',
      'Rules on accepting the quality of replenished cultivated land (trial)',
    ),
    from: '2025-09-01',
    isDayUnknown: true,
  },
  {
    clause: '质量要求',
    about: say('补充耕地应达到的要求', 'what replenished land must be'),
    quote: '符合国土空间规划并达到适宜耕作、集中连片、可长期稳定利用',
    rules: [
      {
        id: 'ground-planning',
        subject: 'ground',
        title: say('规划符合性', 'conformity with the plan'),
        // The words were seen; that planned construction land is against them is our reading.
        confidence: 'unconfirmed',
        strength: 'condition',
        layers: ['GHJSYD'],
        decide: groundConforms,
      },
    ],
    waitsFor: say('验收指标的数值和抽样', 'numbers and sampling of acceptance'),
  },
  {
    clause: '质量目标',
    about: say('非农建设补充的质量平均', 'mean quality of what replaces construction'),
    quote: '质量应不低于上一年度县域内非农建设占用耕地质量平均水平',
    by: 'land/balance.ts',
    rules: [
      {
        id: 'ground-no-worse',
        subject: 'ground',
        title: say('占优补劣（QUALITY_LOWER）', 'no worse than what is taken (QUALITY_LOWER)'),
        confidence: 'confirmed',
        strength: 'condition',
        layers: [],
        decide: isNoWorse,
      },
    ],
  },
  {
    clause: '质量鉴定',
    about: say('农业生产符合性评价和耕地质量等级评价', 'fitness for farming, and quality grade'),
    waitsFor: say('鉴定报告的格式', 'the form of the appraisal'),
  },
);
