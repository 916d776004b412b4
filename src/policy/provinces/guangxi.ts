/**
 * 广西 — what the autonomous region rules beyond the national texts, as reported of its fifteen measures of 2025. Its rules are
 * asked where the pack `guangxi` is chosen, and nowhere else.
 */
import { say } from '../../base/index.ts';
import type { CandidateFacts, SiteFacts } from '../facts.ts';
import { instrument, rulesOf } from '../instrument.ts';
import { takesCultivatedLand } from '../occupation-rules.ts';
import { areaFigure, cultivatedArea, duty, hectares, isMore, pass, refuse } from '../outcome.ts';
import type { LawOfDay, Outcome } from '../rule.ts';
import type { RulePack } from '../rule-set.ts';

/** 占水田补水田. */
function paddyForPaddy(facts: SiteFacts, law: LawOfDay): Outcome {
  const area = cultivatedArea(facts, ({ landClass }) => landClass === '0101');
  const figures = [areaFigure(say('占用水田', 'paddy taken'), area)];
  if (!isMore(area, law)) return pass(say('不占水田', 'It takes no paddy'), figures);
  const size = hectares(area);
  return duty(
    say(`占用水田 ${size.zh}，须补充水田`, `It takes ${size.en} of paddy, to be replaced by paddy`),
    say(`挂钩水田指标 ${size.zh}。`, `Link quotas of ${size.en} of paddy.`),
    figures,
  );
}

/** No new projects of 旱改水. */
function noDryToPaddy({ quantity }: CandidateFacts): Outcome {
  if (quantity !== 'paddy') return pass(say('不申报水田增量', 'It claims no increment of paddy'));
  return refuse(
    say(
      '申报水田增量，不再新立旱改水项目',
      'It claims an increment of paddy; no new such project is taken',
    ),
    say('改报新增耕地或产能增量。', 'Claim new ground or an increment of capacity.'),
  );
}

export const GUANGXI_2025 = instrument(
  {
    id: 'guangxi-2025-15',
    title: say(
      '广西耕地占补平衡十五条措施',
      'Fifteen measures of Guangxi on the balance of occupation and compensation',
    ),
    from: '2025-08-01',
    isDayUnknown: true,
  },
  {
    clause: '水田',
    about: say('占水田补水田的过渡期管理', 'paddy for paddy in a time of transition'),
    quote: '原则上实行占水田补水田挂钩过渡期管理',
    rules: [
      {
        id: 'site-guangxi-paddy',
        subject: 'site',
        title: say('占水田补水田', 'paddy for paddy'),
        confidence: 'confirmed',
        isOptional: true,
        strength: 'duty',
        layers: [],
        appliesTo: (facts) => takesCultivatedLand(facts) === true,
        decide: paddyForPaddy,
      },
    ],
    waitsFor: say('过渡期的止期', 'the end of the transition'),
  },
  {
    clause: '旱改水',
    about: say('不再新立旱改水项目', 'no new projects that make dry land paddy'),
    rules: [
      {
        id: 'ground-guangxi-dry-to-paddy',
        subject: 'ground',
        title: say('旱改水', 'dry land made paddy'),
        confidence: 'unconfirmed',
        isOptional: true,
        strength: 'forbidden',
        layers: [],
        decide: noDryToPaddy,
      },
    ],
  },
  {
    clause: '管控规模',
    about: say('没有管控规模的地区', 'counties without an allotment'),
    quote: '无非农建设“以补定占”管控规模的地区可通过调剂方式落实',
    waitsFor: say('调剂与管控规模的对应', 'how transfers stand for an allotment'),
  },
);

/** The pack: chosen by its name instead of a file. */
export const GUANGXI: RulePack = {
  name: 'guangxi',
  values: {},
  rules: rulesOf(GUANGXI_2025).map(({ id }) => id),
  source: '广西15条（2025）',
};
