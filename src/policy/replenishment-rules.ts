/**
 * 补充耕地的规则 — how the rules of the Opinions on candidate ground decide, zones aside: what the ground was, what it backs
 * already, what nature gives it and how good it is. The words stand with their articles.
 */
import { say } from '../base/index.ts';
import type { CandidateFacts, GroundPiece } from './facts.ts';
import {
  areaFigure,
  cultivatedArea,
  duty,
  groundArea,
  hectares,
  isCultivated,
  isMore,
  pass,
  refuse,
} from './outcome.ts';
import type { LawOfDay, Outcome } from './rule.ts';

/** 即可恢复 or 工程恢复 stands on the piece. */
const isRestorable = (piece: GroundPiece): boolean =>
  piece.planting === 'JKHF' || piece.planting === 'GCHF';

/** 以恢复优质耕地为主，新开垦耕地为辅. */
export function restoreFirst(facts: CandidateFacts, law: LawOfDay): Outcome {
  const restorable = groundArea(facts, isRestorable);
  const figures = [areaFigure(say('标注可恢复', 'labelled as restorable'), restorable)];
  const size = hectares(restorable);
  if (facts.verb === 'reclaim') {
    if (!isMore(restorable, law))
      return pass(
        say('新开垦，没有标注可恢复的地', 'New reclamation; no part is labelled as restorable'),
        figures,
      );
    return duty(
      say(
        `申报新开垦，其中标注可恢复的 ${size.zh}`,
        `Filed as new reclamation; ${size.en} of it are labelled as restorable`,
      ),
      say('这部分改按恢复申报。', 'File that part as restoring.'),
      figures,
    );
  }
  const unlabelled = groundArea(facts, (piece) => !isRestorable(piece) && !isCultivated(piece));
  const wasCultivated = facts.earlierYears.reduce(
    (most, { cultivatedArea: area }) => (area > most ? area : most),
    0n,
  );
  if (!isMore(unlabelled, law) || wasCultivated >= unlabelled)
    return pass(
      say('恢复，有标注或以往调查为据', 'Restoring, by label or an earlier survey'),
      figures,
    );
  const open = hectares(unlabelled);
  return duty(
    say(
      `申报恢复，其中 ${open.zh} 没有可恢复标注，以往调查也不全是耕地`,
      `Filed as restoring; ${open.en} carry no such label and were not all cultivated in an earlier survey`,
    ),
    say(
      '附曾为耕地的证据，或把这部分改按新开垦申报。',
      'Add evidence that it was cultivated, or file that part as new reclamation.',
    ),
    figures,
  );
}

/** 非耕地: cultivated land cannot be counted as new, nor paddy as an increment of paddy. */
export function notCultivatedBefore(facts: CandidateFacts, law: LawOfDay): Outcome {
  const { quantity } = facts;
  if (quantity === 'capacity')
    return pass(say('只申报产能增量', 'It claims an increment of grain capacity alone'));
  const isPaddyClaim = quantity === 'paddy';
  const counted = cultivatedArea(facts, (piece) => !isPaddyClaim || piece.landClass === '0101');
  const name = isPaddyClaim
    ? say('原有水田', 'paddy already')
    : say('原有耕地', 'cultivated already');
  const figures = [areaFigure(name, counted)];
  const size = hectares(counted);
  if (!isMore(counted, law)) return pass(say(`没有${name.zh}`, `No part is ${name.en}`), figures);
  return refuse(
    say(
      `${facts.survey.year} 年调查中${name.zh} ${size.zh}，不能算作新增`,
      `In the survey of ${facts.survey.year} ${size.en} are ${name.en}, and cannot count as new`,
    ),
    isPaddyClaim
      ? say('划出原有水田后重新核查。', 'Leave out what is paddy and check again.')
      : say(
          '划出原有耕地；只提质改造的，改报水田或产能增量。',
          'Leave out what is cultivated; where it is only improved, claim the increment of paddy or capacity.',
        ),
    figures,
  );
}

/** 河流、湖泊、水库、滩涂、沟渠、水工建筑 can carry no label; ponds are a source where they are labelled as restorable. */
const WATER_CLASSES = /^(1101|1102|1103|1105|1106|1107|1109|1110)/;

/** 坑塘和水利用地 are taken for cultivated land at acceptance; the survey of before tells them. */
export function noWaterOrWorks(facts: CandidateFacts, law: LawOfDay): Outcome {
  const wet = groundArea(
    facts,
    (piece) =>
      WATER_CLASSES.test(piece.landClass) ||
      (piece.landClass.startsWith('1104') && !isRestorable(piece)),
  );
  const figures = [areaFigure(say('水面和水利设施', 'water and its works'), wet)];
  const size = hectares(wet);
  if (!isMore(wet, law))
    return pass(say('没有水面和水利设施', 'No part is water or its works'), figures);
  return refuse(
    say(
      `${facts.survey.year} 年调查中水面和水利设施 ${size.zh}`,
      `In the survey of ${facts.survey.year} ${size.en} are water or its works`,
    ),
    say(
      '划出这部分后重新核查；坑塘须标注即可恢复或工程恢复。',
      'Leave that part out and check again; a pond must be labelled as restorable.',
    ),
    figures,
  );
}
