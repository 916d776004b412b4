/**
 * 土地管理法实施条例（国令第743号）— temporary land, and the fines that rest on the reclamation fee. Limits that were not seen
 * word for word are parameters.
 */
import { say } from '../base/index.ts';
import type { SiteFacts } from './facts.ts';
import { instrument } from './instrument.ts';
import { cultivatedArea, duty, givenLayer, isMore, noData, pass, refuse } from './outcome.ts';
import type { LawOfDay, Outcome } from './rule.ts';

const isTemporary = ({ use }: SiteFacts): boolean => use === 'temporary';

/** Years asked for against the limit; energy, transport and water have a longer one. */
function temporaryYears(facts: SiteFacts, law: LawOfDay): Outcome {
  const { years, sector } = facts.answers;
  if (years === undefined)
    return noData(
      say('没有说明临时用地的年限', 'The years of the temporary use were not told'),
      say('写明申请的年限后重新核查。', 'State the years asked for and check again.'),
    );
  const short = law.value('temporaryLandYears');
  const figures = [
    {
      name: say('申请年限', 'years asked for'),
      pointer: '/answers/years',
      amount: { unit: 'years', value: years },
    } as const,
  ];
  const within = (limit: number): Outcome =>
    pass(
      say(
        `临时用地 ${years} 年，不超过 ${limit} 年`,
        `${years} years of temporary use, no more than ${limit}`,
      ),
      figures,
    );
  if (years <= short) return within(short);
  const long = law.value('temporaryLandYearsLonger');
  if (years <= long && sector === undefined)
    return noData(
      say(
        `临时用地 ${years} 年，超过 ${short} 年，没有说明行业`,
        `${years} years of temporary use, more than ${short}; the sector was not told`,
      ),
      say(
        `说明是否能源、交通、水利项目（可到 ${long} 年）后重新核查。`,
        `Tell whether it serves energy, transport or water (up to ${long} years) and check again.`,
      ),
    );
  const limit = sector === undefined || sector === 'other' ? short : long;
  if (years <= limit) return within(limit);
  return refuse(
    say(
      `临时用地 ${years} 年，超过 ${limit} 年`,
      `${years} years of temporary use, more than ${limit}`,
    ),
    say(
      `把年限改为不超过 ${limit} 年；长期使用的，按永久占用申请。`,
      `Ask for no more than ${limit} years; where it is for long, apply for taking the land for good.`,
    ),
    figures,
  );
}

/** Cultivated land or permanent basic farmland raises the authority. */
function temporaryApprover(facts: SiteFacts, law: LawOfDay): Outcome {
  const isFarmland =
    isMore(cultivatedArea(facts), law) || isMore(givenLayer(facts, 'YJJBNTTB').area, law);
  const approver = isFarmland
    ? say('市级以上自然资源部门', 'the natural resources office of the city or above')
    : say('县级自然资源部门', 'the natural resources office of the county');
  return duty(
    say(`临时用地由${approver.zh}批准`, `Temporary use is approved by ${approver.en}`),
    say('签订临时使用土地合同后报批。', 'Submit it with the contract of temporary use.'),
  );
}

/** 土地复垦方案 is asked for instead of replacing. */
function reclamationPlan(facts: SiteFacts): Outcome {
  if (facts.answers.papers?.includes('land-reclamation-plan'))
    return pass(say('已有土地复垦方案', 'There is a plan of land reclamation'));
  return refuse(
    say('没有土地复垦方案', 'There is no plan of land reclamation'),
    say(
      '编制土地复垦方案，落实复垦费用（要件 land-reclamation-plan）；临时用地不补充耕地，期满恢复原地类。',
      'Make a plan of land reclamation with its cost (paper land-reclamation-plan); temporary use is not replaced but restored at its end.',
    ),
  );
}

export const IMPLEMENTING_REGULATION_2021 = instrument(
  {
    id: 'implementing-regulation-2021',
    title: say(
      '土地管理法实施条例（国令第743号）',
      'Regulation implementing the Land Administration Law (State Council order 743)',
    ),
    from: '2021-09-01',
  },
  {
    clause: '临时用地',
    about: say('临时用地的年限和批准', 'years and approval of temporary land'),
    rules: [
      {
        id: 'site-temporary-years',
        subject: 'site',
        title: say('临时用地年限', 'years of temporary use'),
        confidence: 'unconfirmed',
        strength: 'condition',
        layers: [],
        appliesTo: isTemporary,
        decide: temporaryYears,
      },
      {
        id: 'site-temporary-approver',
        subject: 'site',
        title: say('临时用地批准权限', 'authority on temporary use'),
        confidence: 'unconfirmed',
        strength: 'duty',
        layers: ['YJJBNTTB'],
        appliesTo: isTemporary,
        decide: temporaryApprover,
      },
    ],
    waitsFor: say('到期未恢复的处理', 'what happens when it is not restored in time'),
  },
  {
    clause: '土地复垦',
    about: say('临时用地的复垦方案', 'the plan of reclamation of temporary land'),
    rules: [
      {
        id: 'site-land-reclamation-plan',
        subject: 'site',
        title: say('土地复垦方案', 'plan of land reclamation'),
        confidence: 'unconfirmed',
        strength: 'condition',
        layers: [],
        appliesTo: isTemporary,
        decide: reclamationPlan,
      },
    ],
    waitsFor: say('复垦费用的标准', 'rates of reclamation'),
  },
  {
    clause: '罚款',
    about: say(
      '违法转用、破坏种植条件，按耕地开垦费的倍数罚款',
      'unlawful conversion and spoiling of ground are fined by multiples of the reclamation fee',
    ),
    waitsFor: say('执法案件', 'enforcement cases'),
  },
);
