/**
 * 补充耕地的规则 — how the rules of the Opinions on candidate ground decide, zones aside: what the ground was, what it backs
 * already, what nature gives it and how good it is. The words stand with their articles.
 */
import { type Bilingual, isCalendarDate, say } from '../base/index.ts';
import type { CandidateFacts, GroundPiece } from './facts.ts';
import { natureSigns, positionOf } from './natural-conditions.ts';
import {
  areaFigure,
  cultivatedArea,
  duty,
  givenLayer,
  groundArea,
  hectares,
  isCultivated,
  isMore,
  nameHits,
  noData,
  pass,
  refuse,
} from './outcome.ts';
import type { Figure, LawOfDay, Outcome } from './rule.ts';

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
  // Where the earlier fields lay is not known: they cover the unlabelled part for certain only where they covered all ground.
  if (!isMore(unlabelled, law) || wasCultivated >= facts.area)
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

const list = (names: readonly Bilingual[]): Bilingual =>
  say(names.map((one) => one.zh).join('、'), names.map((one) => one.en).join(', '));

/** 占整补散 (FRAGMENT_MORE): a block that even with the cultivated land around is too small to be worked. */
export function notScattered(facts: CandidateFacts, law: LawOfDay): Outcome {
  const position = positionOf(facts, law);
  const metres = law.value('contiguityMetres');
  if (position === null)
    return noData(
      say(`没有按 ${metres} 米量算连片`, `Contiguity was not measured at ${metres} m`),
      say(
        '重新核查，使连片按此距离量算。',
        'Check again, so that it is measured at that distance.',
      ),
    );
  const figures = [
    areaFigure(say('连同周边耕地', 'with the cultivated land around'), position.withNeighboursArea),
  ];
  const size = hectares(position.withNeighboursArea);
  const sentence = say(
    `${position.blocks} 块，最大一块连同周边耕地 ${size.zh}`,
    `Blocks: ${position.blocks}; the largest with the cultivated land around has ${size.en}`,
  );
  if (!position.isIsolated) return pass(sentence, figures);
  return refuse(
    say(`${sentence.zh}，零星`, `${sentence.en}, and is isolated`),
    say('换用与耕地相连的地块。', 'Choose ground that joins cultivated land.'),
    figures,
  );
}

/** 不顾自然条件强行补充 (FORCED). */
export function notForced(facts: CandidateFacts, law: LawOfDay): Outcome {
  const { signs, unknown } = natureSigns(facts, law);
  if (signs.length > 0)
    return refuse(
      say(
        `有不顾自然条件强行补充的迹象：${list(signs).zh}`,
        `Signs that it is forced against nature: ${list(signs).en}`,
      ),
      say('换用自然条件适宜的地块。', 'Choose ground that nature allows.'),
    );
  if (unknown.length > 0)
    return duty(
      say(`还不知道：${list(unknown).zh}`, `Not known yet: ${list(unknown).en}`),
      say('现场查清后重新核查。', 'Find out on the ground and check again.'),
    );
  return pass(say('自然条件没有不适宜的迹象', 'There is no sign that nature is against it'));
}

/** 质量验收的各项 that can be told from answers: soil, acidity, water. */
export function isSuitable({ answers }: CandidateFacts, law: LawOfDay): Outcome {
  const { soilDepth, ph, irrigation } = answers;
  const [depth, range] = [law.value('soilDepthLeast'), law.value('phRange')];
  const items = [
    {
      name: say('有效土层厚度', 'depth of the soil'),
      isMet: soilDepth === undefined ? undefined : soilDepth >= depth,
      fault: say(
        `有效土层 ${soilDepth} cm，应不低于 ${depth} cm`,
        `soil of ${soilDepth} cm, at least ${depth} cm is asked for`,
      ),
    },
    {
      name: say('酸碱度', 'pH'),
      isMet: ph === undefined ? undefined : range.least <= ph && ph <= range.most,
      fault: say(
        `酸碱度 ${ph}，应在 ${range.least}–${range.most} 之间`,
        `pH ${ph}, ${range.least}–${range.most} is asked for`,
      ),
    },
    {
      name: say('灌溉', 'irrigation'),
      isMet: irrigation === undefined ? undefined : irrigation !== 'none',
      fault: say('灌溉不满足，应基本满足以上', 'no irrigation, at least basic is asked for'),
    },
  ];
  const faults = items.filter((one) => one.isMet === false).map((one) => one.fault);
  if (faults.length > 0)
    return refuse(
      say(`不符合：${list(faults).zh}`, `It does not conform: ${list(faults).en}`),
      say('改良达标后重新核查，否则不用于补充。', 'Improve it and check again, or do not use it.'),
    );
  const open = items.filter((one) => one.isMet === undefined).map((one) => one.name);
  if (open.length > 0)
    return duty(
      say(`还没有查：${list(open).zh}`, `Not examined yet: ${list(open).en}`),
      say('验收前采样查清。', 'Sample it before acceptance.'),
    );
  return pass(say('土层、酸碱度、灌溉符合', 'Soil, pH and irrigation conform'));
}

/** 质量不达标的不得用于占用耕地的补充: nothing enters the reserve before acceptance. */
export function isAccepted({ answers }: CandidateFacts): Outcome {
  if (answers.isAccepted === true) return pass(say('质量鉴定通过', 'Its quality was accepted'));
  if (answers.isAccepted === false)
    return refuse(
      say('质量鉴定没有通过', 'Its quality was not accepted'),
      say(
        '整改后重新鉴定；通过前不得入库。',
        'Mend it and have it examined again; until then it must not enter the reserve.',
      ),
    );
  return duty(
    say('还没有质量鉴定', 'Its quality has not been examined'),
    say(
      '完成农业生产符合性评价和耕地质量等级评价，通过后才可入库。',
      'Have its suitability and its quality grade evaluated; it may enter the reserve once both are passed.',
    ),
  );
}

/** 占优补劣 (QUALITY_LOWER): no worse than what construction took in the county last year; grade 1 is best. */
export function isNoWorse({ answers, county }: CandidateFacts): Outcome {
  const [grade, last] = [answers.acceptedGrade, county.lastYearGrade];
  if (last === null)
    return noData(
      say(
        '不知道上年度县域内非农建设占用耕地的平均质量等级',
        'The mean grade of what construction took in the county last year is not known',
      ),
      say(
        '向农业农村部门取得后重新核查。',
        'Obtain it from the agriculture office and check again.',
      ),
    );
  if (grade === undefined)
    return duty(
      say(
        `还没有鉴定等级；应不低于 ${last} 等`,
        `It has no grade yet; ${last} or better is asked for`,
      ),
      say('完成质量等级评价。', 'Have its grade evaluated.'),
    );
  const figures: Figure[] = [
    {
      name: say('鉴定等级', 'accepted grade'),
      pointer: '/answers/acceptedGrade',
      amount: { unit: 'grade', value: grade },
    },
    {
      name: say('上年度平均等级', "last year's mean grade"),
      pointer: '/county/lastYearGrade',
      amount: { unit: 'grade', value: last },
    },
  ];
  const sentence = say(
    `鉴定 ${grade} 等，上年度非农建设占用耕地平均 ${last} 等`,
    `Its grade is ${grade}; construction took ${last} on average last year`,
  );
  if (grade <= last) return pass(sentence, figures);
  return refuse(
    say(`${sentence.zh}，质量较低`, `${sentence.en}, which is better`),
    say(
      '培肥提升后重新鉴定，或不用于非农建设占补平衡。',
      'Improve it and have it graded again, or do not use it for construction.',
    ),
    figures,
  );
}

/** What the field SL of registered ground says that it backs. */
const BACKED: Readonly<Record<string, CandidateFacts['quantity']>> = {
  xzmj: 'new-area',
  stzl: 'paddy',
  cnzl: 'capacity',
};

/**
 * 地块 × 指标 × 计划 × 期限 — ground backs one quantity once. Other quantities may be claimed on it later (提质改造, 旱改水);
 * a claim that ended (ZZRQ, e.g. the ground was legally occupied and reclaimed since) is free again. Registered ground
 * that does not say what it backs counts as backing everything.
 */
export function notClaimedBefore(facts: CandidateFacts, law: LawOfDay): Outcome {
  const claims = givenLayer(facts, 'BCGD').hits.filter(({ area, attributes }) => {
    const backed = BACKED[String(attributes['SL'] ?? '')];
    const last = attributes['ZZRQ'];
    const isOver = typeof last === 'string' && isCalendarDate(last) && last < law.day;
    return isMore(area, law) && !isOver && (backed === undefined || backed === facts.quantity);
  });
  const claimed = claims.reduce((sum, hit) => sum + hit.area, 0n);
  const figures = [areaFigure(say('已备案', 'registered already'), claimed)];
  if (claims.length === 0)
    return pass(say('没有重复备案', 'No part backs the same quantity already'), figures);
  const size = hectares(claimed);
  const names = nameHits(
    claims.map(({ name, attributes }) => [attributes['XMBH'], name].filter(Boolean).join(' ')),
  ) as Bilingual;
  return refuse(
    say(
      `${size.zh} 已经备案为同一指标（${names.zh}）`,
      `${size.en} back the same quantity already (${names.en})`,
    ),
    say(
      '划出已备案的部分；只提质改造或旱改水的，只报增量；原指标已终止的，在图层写明终止日期（ZZRQ）。',
      'Leave that part out; where it is only improved, claim the increment; where the claim has ended, state its last day in the layer (ZZRQ).',
    ),
    figures,
  );
}

/** 高标准农田 backs only its new cultivated land; 增减挂钩 first balances its own new site. */
export function programmeAllows({ programme, quantity }: CandidateFacts): Outcome {
  if (programme?.includes('高标准农田') && quantity !== 'new-area')
    return refuse(
      say(
        '高标准农田建设只能申报新增耕地',
        'High-standard farmland can claim its new cultivated land alone',
      ),
      say('改报新增面积，其余不作指标。', 'Claim the new area; the rest is no quota.'),
    );
  if (programme?.includes('增减挂钩'))
    return duty(
      say(
        '增减挂钩拆旧复垦先平衡建新区',
        'Land reclaimed by linkage first balances its own new site',
      ),
      say(
        '核清建新区占用后，只以节余部分申报。',
        'Settle what the new site takes; claim only what is left over.',
      ),
    );
  return pass(say('实施计划没有限制', 'Its programme sets no limit'));
}
