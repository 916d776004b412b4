/**
 * 土地管理法 — who approves what a site takes, and what permanent basic farmland asks for. Its text was not seen word for
 * word: the articles say what they are about, and the rules are unconfirmed.
 */
import { type Area, type Bilingual, say } from '../base/index.ts';
import type { SiteFacts } from './facts.ts';
import { instrument } from './instrument.ts';
import {
  areaFigure,
  cultivatedArea,
  duty,
  givenLayer,
  hectares,
  isMore,
  needsApproval,
  noData,
  pass,
  refuse,
  whetherMet,
} from './outcome.ts';
import type { LawOfDay, Outcome } from './rule.ts';

const STATE_COUNCIL = say('国务院', 'the State Council');
const PROVINCE = say('省级人民政府', 'the provincial government');

/** Whether a site takes land for good; temporary land and farm facilities have rules of their own. */
export const takesForGood = ({ use }: SiteFacts): boolean =>
  use !== 'temporary' && use !== 'facility-agriculture';

/** Permanent basic farmland: listed major projects alone, and the State Council approves. */
function permanentFarmland(facts: SiteFacts, law: LawOfDay): Outcome {
  return whetherMet(facts, law, 'YJJBNTTB', (hit) => {
    const { isListedMajorProject: isListed } = facts.answers;
    if (isListed === undefined)
      return noData(
        say(
          `${hit.zh}，没有说明是否国家规定可以占用的重大建设项目`,
          `${hit.en}; whether it is one of the listed major projects was not told`,
        ),
        say(
          '说明是否属于国家规定的重大建设项目后重新核查。',
          'Tell whether it is one of the listed major projects and check again.',
        ),
      );
    if (!isListed)
      return refuse(
        say(
          `${hit.zh}，不是国家规定可以占用的重大建设项目`,
          `${hit.en}; it is none of the listed major projects`,
        ),
        say('调整选址，避开永久基本农田。', 'Move the site off permanent basic farmland.'),
      );
    return needsApproval(
      say(`${hit.zh}，须经国务院批准`, `${hit.en}; the State Council approves it`),
      say(
        '论证占用的必要性，缩小占用，连同补划方案报国务院批准。',
        'Show why it must be taken, take less, and submit it with the plan of replacement to the State Council.',
      ),
    );
  });
}

/** 补划: as much ground of no lower quality; `source` says where it comes from. */
export function replacementDesignation(
  facts: SiteFacts,
  law: LawOfDay,
  source: Bilingual,
): Outcome {
  return whetherMet(facts, law, 'YJJBNTTB', (hit) => {
    const grade = gradeWithinPermanentFarmland(facts);
    const quality =
      grade === null
        ? say('质量等级未知', 'its quality grade is not known')
        : say(`平均质量等级 ${grade}`, `its mean quality grade is ${grade}`);
    if (facts.answers.papers?.includes('replacement-designation'))
      return pass(
        say(
          `${hit.zh}，${quality.zh}，已有补划方案`,
          `${hit.en}; ${quality.en}; there is a plan of replacement`,
        ),
      );
    return refuse(
      say(
        `${hit.zh}，${quality.zh}，没有补划方案`,
        `${hit.en}; ${quality.en}; there is no plan of replacement`,
      ),
      say(
        `编制补划方案（要件 replacement-designation）：面积不少于占用，质量不低于占用，${source.zh}，附调出调入图斑及其等级、坡度和连片情况。`,
        `Make a plan of replacement (paper replacement-designation): no less ground, of no lower quality, ${source.en}, with the parcels out and in, their grades, slopes and contiguity.`,
      ),
    );
  });
}

/** Mean quality grade of the ground in permanent basic farmland, by area, two decimals; null when a piece has none. */
function gradeWithinPermanentFarmland(facts: SiteFacts): string | null {
  let [ground, weighted] = [0, 0];
  for (const { within, qualityGrade } of facts.pieces) {
    const area = Number(within.YJJBNTTB ?? 0n);
    if (area === 0) continue;
    if (qualityGrade === null) return null;
    ground += area;
    weighted += area * qualityGrade;
  }
  return ground === 0 ? null : (weighted / ground).toFixed(2);
}

/** What a site takes, as the article on expropriation divides it. */
function expropriated(facts: SiteFacts): Record<'permanent' | 'cultivated' | 'other', Area> {
  const layer = givenLayer(facts, 'YJJBNTTB');
  const cultivated = cultivatedArea(facts) - layer.cultivatedArea;
  return { permanent: layer.area, cultivated, other: facts.area - layer.area - cultivated };
}

/** 征收: the State Council for permanent basic farmland and beyond the limits (超过: the limit itself is not beyond). */
function expropriationApprover(facts: SiteFacts, law: LawOfDay): Outcome {
  const { permanent, cultivated, other } = expropriated(facts);
  const limits = law.value('expropriationLimits');
  const [cultivatedLimit, otherLimit] = [areaOf(limits.cultivated), areaOf(limits.other)];
  const figures = [
    areaFigure(say('永久基本农田', 'permanent basic farmland'), permanent, '/layers/YJJBNTTB/area'),
    areaFigure(say('其他耕地', 'other cultivated land'), cultivated),
    areaFigure(say('其他土地', 'other land'), other),
  ];
  const remedy = say(
    '征收集体土地的，按此权限逐级上报；国有土地不需征收。',
    'Submit the expropriation of collective land to it; state land is not expropriated.',
  );
  const told = (approver: Bilingual, why: Bilingual): Outcome =>
    duty(
      say(
        `征收由${approver.zh}批准：${why.zh}`,
        `Expropriation is approved by ${approver.en}: ${why.en}`,
      ),
      remedy,
      figures,
    );
  if (isMore(permanent, law))
    return told(
      STATE_COUNCIL,
      say(
        `涉及永久基本农田 ${hectares(permanent).zh}`,
        `${hectares(permanent).en} of permanent basic farmland`,
      ),
    );
  const over = (area: Area, limit: Area, name: Bilingual): Bilingual =>
    say(
      `${name.zh} ${hectares(area).zh}，超过 ${hectares(limit).zh}`,
      `${hectares(area).en} of ${name.en}, more than ${hectares(limit).en}`,
    );
  if (cultivated > cultivatedLimit)
    return told(
      STATE_COUNCIL,
      over(cultivated, cultivatedLimit, say('其他耕地', 'other cultivated land')),
    );
  if (other > otherLimit)
    return told(STATE_COUNCIL, over(other, otherLimit, say('其他土地', 'other land')));
  return told(
    PROVINCE,
    say(
      `其他耕地 ${hectares(cultivated).zh}、其他土地 ${hectares(other).zh}，均未超过限额`,
      `${hectares(cultivated).en} of other cultivated land and ${hectares(other).en} of other land are within the limits`,
    ),
  );
}

const areaOf = (wholeHectares: number): Area => BigInt(Math.round(wholeHectares * 1_000_000));

/** 农转用: answered apart from expropriation; permanent basic farmland goes to the State Council. */
function conversionApprover(facts: SiteFacts, law: LawOfDay): Outcome {
  const { area } = givenLayer(facts, 'YJJBNTTB');
  const approver = isMore(area, law) ? STATE_COUNCIL : PROVINCE;
  return duty(
    say(`农用地转用由${approver.zh}批准`, `Conversion of farmland is approved by ${approver.en}`),
    say(
      '办理农用地转用审批；省级已授权或委托的，报受托机关。',
      'Apply for conversion; where the province has delegated it, to the authority that it named.',
    ),
  );
}

export const LAND_ADMINISTRATION_LAW = instrument(
  {
    id: 'land-administration-law',
    title: say('土地管理法（2019 年修正）', 'Land Administration Law (as amended in 2019)'),
    from: '2020-01-01',
  },
  {
    clause: '三十五',
    about: say('永久基本农田的占用与补划', 'taking and replacing permanent basic farmland'),
    rules: [
      {
        id: 'site-permanent-farmland',
        subject: 'site',
        title: say('永久基本农田', 'permanent basic farmland'),
        confidence: 'unconfirmed',
        strength: 'forbidden',
        layers: ['YJJBNTTB'],
        appliesTo: takesForGood,
        decide: permanentFarmland,
      },
      {
        id: 'site-permanent-farmland-replacement',
        subject: 'site',
        title: say('永久基本农田补划', 'replacement of permanent basic farmland'),
        confidence: 'unconfirmed',
        to: '2025-09-30',
        strength: 'condition',
        layers: ['YJJBNTTB'],
        appliesTo: takesForGood,
        decide: (facts, law) =>
          replacementDesignation(facts, law, say('来源明确', 'from a named source')),
      },
    ],
  },
  {
    clause: '四十四',
    about: say('农用地转用由谁批准', 'who approves the conversion of farmland'),
    rules: [
      {
        id: 'site-conversion-approver',
        subject: 'site',
        title: say('农用地转用批准权限', 'authority on conversion'),
        confidence: 'unconfirmed',
        strength: 'duty',
        layers: ['YJJBNTTB'],
        appliesTo: takesForGood,
        decide: conversionApprover,
      },
    ],
    waitsFor: say('转用审批的分级规定', 'the levels of approval of conversion'),
  },
  {
    clause: '四十六',
    about: say('征收由谁批准', 'who approves an expropriation'),
    rules: [
      {
        id: 'site-expropriation-approver',
        subject: 'site',
        title: say('征收批准权限', 'authority on expropriation'),
        confidence: 'unconfirmed',
        strength: 'duty',
        layers: ['YJJBNTTB'],
        appliesTo: takesForGood,
        decide: expropriationApprover,
      },
    ],
    waitsFor: say('征地补偿安置', 'compensation and resettlement'),
  },
);
