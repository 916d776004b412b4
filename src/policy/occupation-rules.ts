/**
 * 占用耕地的规则 — how the rules of the Opinions on a construction site decide: whether what it takes is in the balance and fits
 * the allotment, and who has to replace it. The words stand with their articles.
 */
import { type Area, say } from '../base/index.ts';
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
import type { Figure, LawOfDay, Outcome } from './rule.ts';

/** 非农建设: what takes land for good, or will. */
export const CONSTRUCTION: readonly LandUse[] = ['permanent', 'early-use', 'rural-housing'];

export const takenFigure = (area: Area): Figure =>
  areaFigure(say('占用耕地', 'cultivated land taken'), area);

/** Whether the site takes cultivated land out of use, so that it has to be replaced; null when an answer is wanting. */
export function takesCultivatedLand(facts: SiteFacts): boolean | null {
  if (facts.use === 'temporary') return false;
  if (facts.use === 'facility-agriculture') return facts.answers.breaksPloughLayer ?? null;
  return true;
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
