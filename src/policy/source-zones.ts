/**
 * 补充耕地来源区域 — the shapes of the rules on the ten zones that are no source of replenished cultivated land (意见 十一): new
 * reclamation is forbidden in two, the others are 原则上不. The words stand with the article; a province may make them stricter.
 */
import { type Bilingual, say } from '../base/index.ts';
import { constraintLayer, type LayerKey } from './constraint-layers.ts';
import { groundOfSlopes } from './natural-conditions.ts';
import {
  areaFigure,
  hectares,
  needsApproval,
  noData,
  pass,
  refuse,
  whetherMet,
} from './outcome.ts';
import type { Rule, Unsourced } from './rule.ts';

type GroundRule = Unsourced<Rule<'ground'>>;

const LEAVE_OUT = say(
  '把这部分划出地块后重新核查。',
  'Leave that part out of the ground and check again.',
);

/** 禁止新开垦: no new reclamation at all, restoring only with approval. */
export const noReclaiming = (id: string, key: LayerKey): GroundRule => ({
  id: `ground-reclaim-${id}`,
  subject: 'ground',
  title: say(
    `${constraintLayer(key).name.zh}内新开垦`,
    `new reclamation in ${constraintLayer(key).name.en}`,
  ),
  confidence: 'confirmed',
  strength: 'forbidden',
  layers: [key],
  appliesTo: (facts) => facts.verb === 'reclaim',
  decide: (facts, law) =>
    whetherMet(facts, law, key, (hit) =>
      refuse(
        say(`${hit.zh}，禁止新开垦`, `${hit.en}; new reclamation is forbidden there`),
        LEAVE_OUT,
      ),
    ),
});

/** 恢复 in the two zones: the words forbid 新开垦 alone; practice asks for approval, and a province may forbid it. */
export const restoringWithApproval = (id: string, key: LayerKey): GroundRule => ({
  ...noSource(id, key, say('自然保护地、生态保护红线主管部门', 'the authority of the zone')),
  id: `ground-restore-${id}`,
  title: say(
    `${constraintLayer(key).name.zh}内恢复耕地`,
    `restoring in ${constraintLayer(key).name.en}`,
  ),
  confidence: 'unconfirmed',
  appliesTo: (facts) => facts.verb === 'restore',
});

/** 原则上不作为补充耕地来源: one zone, its layer and who approves; which level approves is not said in the words. */
export const noSource = (id: string, key: LayerKey, approver: Bilingual): GroundRule => ({
  id: `ground-${id}`,
  subject: 'ground',
  title: constraintLayer(key).name,
  confidence: 'confirmed',
  strength: 'in-principle-not',
  layers: [key],
  approver,
  decide: (facts, law) =>
    whetherMet(facts, law, key, (hit) =>
      refuse(
        say(`${hit.zh}，不作为补充耕地来源`, `${hit.en}, which is no source of replenishment`),
        LEAVE_OUT,
      ),
    ),
});

/** 25度以上陡坡, by the majority of the ground. */
export const noSteepSource = (id: string, approver: Bilingual): GroundRule => ({
  ...noSource(id, 'PDT', approver),
  title: say('25 度以上陡坡', 'slopes of 25 degrees and above'),
  decide(facts, law) {
    const { steepArea, isSteep } = groundOfSlopes(facts, law);
    if (steepArea === null)
      return noData(
        say('坡度图没有覆盖全部地块', 'The slope map does not cover all of the ground'),
        say(
          '取得覆盖全部地块、带坡度级别（PDJB）的坡度图后重新核查。',
          'Obtain a slope map with levels (PDJB) of all the ground and check again.',
        ),
      );
    const name = say('25 度以上', 'of 25 degrees and above');
    const figures = [areaFigure(name, steepArea)];
    const size = hectares(steepArea);
    if (isSteep)
      return refuse(
        say(
          `25 度以上 ${size.zh}，占地块多数，不作为补充耕地来源`,
          `${size.en} are of 25 degrees and above, most of the ground, which is no source of replenishment`,
        ),
        LEAVE_OUT,
        figures,
      );
    if (steepArea > 0n)
      return pass(
        say(
          `25 度以上 ${size.zh}，不占地块多数`,
          `${size.en} are of 25 degrees and above, not most of the ground`,
        ),
        figures,
      );
    return pass(say('没有 25 度以上陡坡', 'No part is of 25 degrees and above'), figures);
  },
});

/**
 * 退耕还林, 公益林, 天然林 — the words name forest areas and close with 等区域; practice asks the forestry office to sign.
 * Where the layer was not given the rule does not speak: not every county keeps it apart.
 */
export const signedByForestry = (id: string, key: LayerKey): GroundRule => ({
  id: `ground-${id}`,
  subject: 'ground',
  title: constraintLayer(key).name,
  confidence: 'unconfirmed',
  strength: 'condition',
  layers: [key],
  appliesTo: (facts) => facts.layers[key].state === 'given',
  decide: (facts, law) =>
    whetherMet(facts, law, key, (hit) =>
      facts.answers.signedBy?.some((office) => office.includes('林'))
        ? pass(say(`${hit.zh}，林草部门已同意`, `${hit.en}, and the forestry office has agreed`))
        : needsApproval(
            say(`${hit.zh}，没有林草部门意见`, `${hit.en}; the forestry office has not agreed`),
            say(
              '征得林草部门同意，或把这部分划出地块。',
              'Ask the forestry office to agree, or leave that part out.',
            ),
          ),
    ),
});
