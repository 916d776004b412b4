/**
 * 占用耕地的规则 — how the rules of the Opinions on a construction site decide: whether what it takes is in the balance and fits
 * the allotment, and who has to replace it. The words stand with their articles.
 */
import { type Area, type Bilingual, say } from '../base/index.ts';
import type { LandUse, SiteFacts } from './facts.ts';
import {
  areaFigure,
  cultivatedArea,
  duty,
  hectares,
  isMore,
  noData,
  notApplicable,
  pass,
  refuse,
} from './outcome.ts';
import { reclamationFee, yuan } from './reclamation-fee.ts';
import type { Figure, LawOfDay, Outcome } from './rule.ts';

/** 非农建设: what takes land for good, or will. */
export const CONSTRUCTION: readonly LandUse[] = ['permanent', 'early-use', 'rural-housing'];

export const takenFigure = (area: Area): Figure =>
  areaFigure(say('占用耕地', 'cultivated land taken'), area);

/** Whether the site takes cultivated land out of use, so that it has to be replaced; null when an answer is wanting. */
export function takesCultivatedLand(facts: SiteFacts): boolean | null {
  if (facts.use === 'temporary') return false;
  if (facts.use !== 'facility-agriculture') return true;
  const { facility, breaksPloughLayer } = facts.answers;
  const raisesAnimals = facility === 'livestock' || facility === 'aquaculture';
  return raisesAnimals || (breaksPloughLayer ?? null);
}

/** 统一纳入耕地占补平衡管理. */
export function inBalance(facts: SiteFacts, law: LawOfDay): Outcome {
  const taken = cultivatedArea(facts);
  const figures = [takenFigure(taken)];
  if (!isMore(taken, law))
    return notApplicable(say('不占耕地', 'It takes no cultivated land'), figures);
  const size = hectares(taken);
  const takes = takesCultivatedLand(facts);
  if (takes === null)
    return noData(
      say(
        `设施农业用耕地 ${size.zh}，没有说明是否破坏耕作层`,
        `The facility uses ${size.en} of cultivated land; whether it breaks the plough layer was not told`,
      ),
      say(
        '说明是否破坏耕作层后重新核查。',
        'Tell whether it breaks the plough layer and check again.',
      ),
    );
  if (!takes)
    return notApplicable(
      facts.use === 'temporary'
        ? say(
            `临时用地使用耕地 ${size.zh}，期满复垦，不纳入占补平衡`,
            `Temporary land uses ${size.en} of cultivated land, is reclaimed at its end and stays out of the balance`,
          )
        : say(
            `不破坏耕作层，使用耕地 ${size.zh} 备案，不纳入占补平衡`,
            `The plough layer is not broken; the use of ${size.en} is filed and stays out of the balance`,
          ),
      figures,
    );
  return duty(
    say(
      `占用耕地 ${size.zh}，纳入占补平衡`,
      `It takes ${size.en} of cultivated land, which goes into the balance`,
    ),
    say('记入本年度占用耕地账。', 'Enter it in the account of occupation of the year.'),
    figures,
  );
}

/** 以补定占: what is taken must fit what the province allotted to the county and is not used yet. */
export function roomInAllotment(facts: SiteFacts, law: LawOfDay): Outcome {
  const taken = cultivatedArea(facts);
  if (!isMore(taken, law))
    return notApplicable(say('不占耕地', 'It takes no cultivated land'), [takenFigure(taken)]);
  const { allotmentArea, usedArea } = facts.county;
  if (allotmentArea === null || usedArea === null)
    return noData(
      say(
        allotmentArea === null ? '不知道省级下达的管控规模' : '不知道管控规模已用多少',
        allotmentArea === null
          ? 'The allotment of the county is not known'
          : 'How much of the allotment is used is not known',
      ),
      say(
        '写明省级下达的管控规模和已用面积后重新核查；没有下达的，向省级自然资源部门申请。',
        'State the allotment and what is used of it and check again; where there is none, ask the province for it.',
      ),
    );
  const room = allotmentArea - usedArea;
  const figures = [
    takenFigure(taken),
    areaFigure(say('管控规模', 'allotment'), allotmentArea, '/county/allotmentArea'),
    areaFigure(say('已用', 'used'), usedArea, '/county/usedArea'),
  ];
  const [size, left] = [hectares(taken), hectares(room > 0n ? room : 0n)];
  if (taken <= room)
    return pass(
      say(
        `占用耕地 ${size.zh}，管控规模剩余 ${left.zh}`,
        `It takes ${size.en} of cultivated land; ${left.en} of the allotment are left`,
      ),
      figures,
    );
  const short = hectares(taken - (room > 0n ? room : 0n));
  return refuse(
    say(
      `占用耕地 ${size.zh}，管控规模剩余 ${left.zh}，超出 ${short.zh}`,
      `It takes ${size.en} of cultivated land; ${left.en} of the allotment are left, ${short.en} too little`,
    ),
    say(
      `减少占用耕地 ${short.zh}，或向省级申请追加管控规模。`,
      `Take ${short.en} less, or ask the province for a larger allotment.`,
    ),
    figures,
  );
}

/** Who has to replace what a use takes (204 号文 一), by name. */
const BEARERS: Readonly<Partial<Record<LandUse, Bilingual>>> = {
  'rural-housing': say('县级人民政府', 'the county government'),
  'facility-agriculture': say('县级人民政府', 'the county government'),
  linked: say('增减挂钩项目（拆旧复垦先平衡）', 'the linked project, by what it reclaims'),
};
const OCCUPIER = say('建设单位', 'the occupying unit');

/** 必须落实补充耕地责任: area and paddy, who bears it, and whether quotas are linked or promised. */
export function mustReplace(facts: SiteFacts, law: LawOfDay): Outcome {
  const taken = cultivatedArea(facts);
  const takes = takesCultivatedLand(facts);
  if (!isMore(taken, law) || takes === false)
    return notApplicable(say('没有补充耕地责任', 'There is nothing to replace'), [
      takenFigure(taken),
    ]);
  if (takes === null)
    return noData(
      say('没有说明是否破坏耕作层', 'Whether the plough layer is broken was not told'),
      say(
        '说明是否破坏耕作层后重新核查。',
        'Tell whether it breaks the plough layer and check again.',
      ),
    );
  const paddy = cultivatedArea(facts, (piece) => piece.landClass === '0101');
  const figures = [takenFigure(taken), areaFigure(say('其中水田', 'paddy of it'), paddy)];
  const [size, wet] = [hectares(taken), hectares(paddy)];
  const bearer = BEARERS[facts.use] ?? OCCUPIER;
  const owed = say(
    `由${bearer.zh}补充耕地 ${size.zh}，其中水田 ${wet.zh}，数量、质量、产能相当`,
    `${size.en} of cultivated land, ${wet.en} of it paddy, are to be replaced in area, quality and capacity by ${bearer.en}`,
  );
  const { papers = [] } = facts.answers;
  if (papers.includes('quota-link'))
    return pass(say(`${owed.zh}；已挂钩指标`, `${owed.en}; quotas are linked`), figures);
  if (papers.includes('dated-promise'))
    return duty(
      say(`${owed.zh}；有限期承诺`, `${owed.en}; it is promised by a day`),
      say('在承诺期限内挂钩补充耕地指标。', 'Link quotas before the promised day.'),
      figures,
    );
  return duty(
    owed,
    say(
      '报批前挂钩补充耕地指标（要件 quota-link），或出具限期承诺（要件 dated-promise）。',
      'Link quotas before approval (paper quota-link), or promise it by a day (paper dated-promise).',
    ),
    figures,
  );
}

/** Whether the fee is a matter of the occupier: 非农建设 that a unit takes land for; the county replaces the rest. */
export const isCharged = ({ use }: SiteFacts): boolean =>
  use === 'permanent' || use === 'early-use';

/** 按规定缴纳耕地开垦费. */
export function payFee(facts: SiteFacts, law: LawOfDay): Outcome {
  const { rows, gaps, fen } = reclamationFee(facts, law);
  if (gaps.length > 0) return feeGaps(gaps);
  if (rows.length === 0) return notApplicable(say('不占耕地', 'It takes no cultivated land'));
  const fee = yuan(fen);
  return duty(
    say(
      `没有条件自行补充的，缴纳耕地开垦费 ${fee.zh}`,
      `A reclamation fee of ${fee.en} is due where it cannot be replaced by the occupier`,
    ),
    say(
      '报批前缴清；缴费后由县级人民政府补充，仍须挂钩指标。',
      'Pay it before approval; the county then replaces the land, and quotas have to be linked all the same.',
    ),
    [yuanFigure(say('耕地开垦费', 'reclamation fee'), fen)],
  );
}

/** 把补充耕地后续培肥管护资金纳入占用耕地成本. */
export function upkeepInCost(facts: SiteFacts, law: LawOfDay): Outcome {
  const { rows, gaps, fen, upkeepFen } = reclamationFee(facts, law);
  if (gaps.length > 0) return feeGaps(gaps);
  if (rows.length === 0) return notApplicable(say('不占耕地', 'It takes no cultivated land'));
  if (upkeepFen === null)
    return feeGaps([
      say('后续培肥管护资金标准未录入', 'no rate of the money for upkeep has been entered'),
    ]);
  const [upkeep, all] = [yuan(upkeepFen), yuan(fen + upkeepFen)];
  return duty(
    say(
      `后续培肥管护资金 ${upkeep.zh}，连同开垦费 ${all.zh}`,
      `Upkeep is ${upkeep.en}; with the fee it comes to ${all.en}`,
    ),
    say('列入占用耕地成本。', 'Count it in the cost of occupation.'),
    [yuanFigure(say('后续培肥管护资金', 'money for upkeep'), upkeepFen)],
  );
}

const yuanFigure = (name: Bilingual, fen: bigint): Figure => ({
  name,
  pointer: '',
  amount: { unit: 'yuan', value: Number(fen) / 100 },
});

const feeGaps = (gaps: readonly Bilingual[]): Outcome =>
  noData(
    say(
      `费用不能算：${gaps.map((gap) => gap.zh).join('；')}`,
      `The cost cannot be told: ${gaps.map((gap) => gap.en).join('; ')}`,
    ),
    say(
      '由省规则包写明 reclamationFees，并写明缴费主体，补齐质量等级后重新核查。',
      'State reclamationFees in the pack of the province, name the payer, complete the grades and check again.',
    ),
  );
