/**
 * 通行做法 — rules that every office follows and whose texts were not seen: plans and zones that a site meets, farm
 * facilities, and the survey that a check rests on. All of them are unconfirmed and say so.
 */
import { type Bilingual, say } from '../base/index.ts';
import type { GroundFacts, SiteFacts } from './facts.ts';
import { instrument } from './instrument.ts';
import { takesForGood } from './land-administration-law.ts';
import {
  areaFigure,
  cultivatedArea,
  duty,
  givenLayer,
  hectares,
  isMore,
  noData,
  pass,
  refuse,
  whetherMet,
} from './outcome.ts';
import type { LawOfDay, Outcome } from './rule.ts';

/** 规划符合性: all of a site lies in planned construction land. */
function planned(facts: SiteFacts, law: LawOfDay): Outcome {
  const inPlan = givenLayer(facts, 'GHJSYD').area;
  const inBoundary = givenLayer(facts, 'CZKFBJ').area;
  const outside = facts.area - inPlan;
  const figures = [
    areaFigure(
      say('规划建设用地内', 'in planned construction land'),
      inPlan,
      '/layers/GHJSYD/area',
    ),
    areaFigure(
      say('城镇开发边界内', 'in the urban growth boundary'),
      inBoundary,
      '/layers/CZKFBJ/area',
    ),
  ];
  const bounded = hectares(inBoundary);
  if (!isMore(outside, law))
    return pass(
      say(
        `全部在规划建设用地内，其中城镇开发边界内 ${bounded.zh}`,
        `All of it lies in planned construction land, ${bounded.en} in the urban growth boundary`,
      ),
      figures,
    );
  const size = hectares(outside);
  return refuse(
    say(
      `规划建设用地以外 ${size.zh}，城镇开发边界内 ${bounded.zh}`,
      `${size.en} lie outside planned construction land, ${bounded.en} in the urban growth boundary`,
    ),
    say(
      '调整到规划建设用地内，或先依法调整国土空间规划。',
      'Move it into planned construction land, or have the territorial plan adjusted first.',
    ),
    figures,
  );
}

/** A zone that construction keeps out of. */
const keepOut =
  (key: 'STBHHX' | 'ZRBHD') =>
  (facts: SiteFacts, law: LawOfDay): Outcome =>
    whetherMet(facts, law, key, (hit) =>
      refuse(hit, say('调整选址，避开这一范围。', 'Move the site off it.')),
    );

const isFacility = ({ use }: SiteFacts): boolean => use === 'facility-agriculture';

/** Farm facilities on permanent basic farmland: none new. */
function facilityOnPermanentFarmland(facts: SiteFacts, law: LawOfDay): Outcome {
  return whetherMet(facts, law, 'YJJBNTTB', (hit) =>
    refuse(
      say(`${hit.zh}，不得新建设施农业`, `${hit.en}, where no farm facility may be built`),
      say('调整选址，避开永久基本农田。', 'Move the facility off permanent basic farmland.'),
    ),
  );
}

/** What is raised and whether the plough layer is broken decide between filing and replacing. */
function facilityOnFarmland(facts: SiteFacts, law: LawOfDay): Outcome {
  const area = cultivatedArea(facts);
  const { facility, breaksPloughLayer } = facts.answers;
  if (!isMore(area, law))
    return pass(say('设施农业不占耕地，备案', 'It uses no cultivated land and is filed'));
  const size = hectares(area);
  const figures = [areaFigure(say('使用耕地', 'cultivated land used'), area)];
  if (facility === undefined || (facility === 'planting' && breaksPloughLayer === undefined))
    return noData(
      say(
        `设施农业使用耕地 ${size.zh}，没有说明种植还是养殖、是否破坏耕作层`,
        `The facility uses ${size.en} of cultivated land; what is raised and whether the plough layer is broken was not told`,
      ),
      say('补充说明后重新核查。', 'Tell it and check again.'),
    );
  if (facility === 'planting' && breaksPloughLayer === false)
    return pass(
      say(
        `种植设施使用耕地 ${size.zh}，不破坏耕作层，备案，不需补充`,
        `The facility grows crops on ${size.en} of cultivated land without breaking the plough layer; it is filed and not replaced`,
      ),
      figures,
    );
  return duty(
    say(
      facility === 'planting'
        ? `种植设施破坏耕作层，使用耕地 ${size.zh}`
        : `养殖设施使用耕地 ${size.zh}`,
      facility === 'planting'
        ? `The facility breaks the plough layer of ${size.en} of cultivated land`
        : `Animals are raised on ${size.en} of cultivated land`,
    ),
    say('由县级人民政府补充同等数量和质量的耕地。', 'The county replaces it in area and quality.'),
    figures,
  );
}

/** The check rests on the survey: all ground lies in it, and it is not too old. */
function onSurvey(facts: GroundFacts, law: LawOfDay): Outcome {
  const { outsideArea, survey } = facts;
  if (isMore(outsideArea, law)) {
    const size = hectares(outsideArea);
    return noData(
      say(
        `调查范围以外 ${size.zh}，不能判断`,
        `${size.en} lie outside the survey and cannot be told`,
      ),
      say(
        '检查范围的坐标，或导入相邻县的调查后重新核查。',
        'Check the coordinates of the ground, or import the survey of the county beside and check again.',
      ),
    );
  }
  const age = Number(law.day.slice(0, 4)) - survey.year;
  const most = law.value('surveyYears');
  const name = say(`${survey.year} 年度国土变更调查`, `the survey of ${survey.year}`);
  if (age <= most) return pass(say(`依据${name.zh}`, `It rests on ${name.en}`));
  return noData(
    say(
      `${name.zh}已过 ${age} 年，超过 ${most} 年`,
      `${name.en} is ${age} years old, more than ${most}`,
    ),
    say('导入最近年度的国土变更调查后重新核查。', 'Import the latest survey and check again.'),
  );
}

const PLANNER = say('国土空间规划的审批机关', 'the authority that approved the territorial plan');
const PROVINCE = say('省级人民政府', 'the provincial government');
const SURVEY: { title: Bilingual; confidence: 'unconfirmed'; strength: 'condition'; layers: [] } = {
  title: say('调查依据', 'the survey it rests on'),
  confidence: 'unconfirmed',
  strength: 'condition',
  layers: [],
};

export const PRACTICE = instrument(
  { id: 'practice', title: say('通行做法', 'practice'), from: '2019-01-01' },
  {
    clause: '调查依据',
    about: say('核查以年度国土变更调查为底图', 'a check rests on the yearly survey'),
    rules: [
      { id: 'site-survey', subject: 'site', ...SURVEY, decide: onSurvey },
      { id: 'ground-survey', subject: 'ground', ...SURVEY, decide: onSurvey },
    ],
  },
  {
    clause: '规划符合性',
    about: say('城镇开发边界和规划建设用地', 'urban growth boundary and planned construction land'),
    rules: [
      {
        id: 'site-planning',
        subject: 'site',
        title: say('规划符合性', 'conformity with the plan'),
        confidence: 'unconfirmed',
        strength: 'in-principle-not',
        approver: PLANNER,
        layers: ['GHJSYD', 'CZKFBJ'],
        appliesTo: takesForGood,
        decide: planned,
      },
    ],
    waitsFor: say('单独选址项目清单', 'the list of projects outside planned land'),
  },
  {
    clause: '生态保护红线',
    about: say('生态保护红线和自然保护地内的建设', 'construction in red line and protected areas'),
    rules: [
      {
        id: 'site-ecological-red-line',
        subject: 'site',
        title: say('生态保护红线', 'ecological protection red line'),
        confidence: 'unconfirmed',
        strength: 'in-principle-not',
        approver: PROVINCE,
        layers: ['STBHHX'],
        decide: keepOut('STBHHX'),
      },
      {
        id: 'site-protected-area',
        subject: 'site',
        title: say('自然保护地', 'protected natural areas'),
        confidence: 'unconfirmed',
        strength: 'in-principle-not',
        approver: PROVINCE,
        layers: ['ZRBHD'],
        decide: keepOut('ZRBHD'),
      },
    ],
    waitsFor: say('有限人为活动清单和核心保护区', 'the list of admitted activities and core zones'),
  },
  {
    clause: '设施农业',
    about: say('种植、养殖设施用地', 'land of farm facilities'),
    rules: [
      {
        id: 'site-facility-permanent-farmland',
        subject: 'site',
        title: say('设施农业与永久基本农田', 'farm facilities and permanent basic farmland'),
        confidence: 'unconfirmed',
        strength: 'forbidden',
        layers: ['YJJBNTTB'],
        appliesTo: isFacility,
        decide: facilityOnPermanentFarmland,
      },
      {
        id: 'site-facility-farmland',
        subject: 'site',
        title: say('设施农业使用耕地', 'farm facilities on cultivated land'),
        confidence: 'unconfirmed',
        strength: 'duty',
        layers: [],
        appliesTo: isFacility,
        decide: facilityOnFarmland,
      },
    ],
    waitsFor: say('设施农用地备案文件', 'the texts on filing of farm facilities'),
  },
);
