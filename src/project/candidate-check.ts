/**
 * 补充耕地来源核查 — the whole check of candidate ground from its facts: the ruling of the rules of the day, what lies there
 * now, how it hangs together, and what only the field team can see. Pure, like the check of a site.
 */
import { type Bilingual, type CalendarDate, say } from '../base/index.ts';
import {
  type CandidateFacts,
  decide,
  type Exception,
  type GroundVerb,
  hectares,
  RULES,
  type RuleSet,
  type Ruling,
} from '../policy/index.ts';
import { GROUND_VERB_NAMES } from './check-words.ts';
import { headlineOf } from './site-check.ts';
import { takenLand, type TakenLand } from './taken-land.ts';

/** A check as it is stored; areas are integers of 0.01 m², in fields whose name ends in `area`. */
export interface CandidateCheck {
  readonly kind: 'ground-check';
  readonly region: string;
  readonly day: CalendarDate;
  readonly verb: GroundVerb;
  readonly quantity: CandidateFacts['quantity'];
  readonly programme: string | null;
  readonly ruleSet: string;
  readonly survey: CandidateFacts['survey'];
  readonly headline: Bilingual;
  readonly ruling: Ruling;
  /** What lies on the ground now, by class. */
  readonly present: TakenLand;
  readonly contiguity: CandidateFacts['contiguity'];
  /** What no data can tell; somebody has to look. */
  readonly fieldWork: readonly Bilingual[];
  readonly exceptions: readonly Exception[];
}

/**
 * Decides candidate ground.
 *
 * @throws InputError when an exception names a rule that is not asked, or one that nobody can approve.
 */
export function candidateCheck(
  facts: CandidateFacts,
  ruleSet: RuleSet,
  exceptions: readonly Exception[] = [],
): CandidateCheck {
  const ruling = decide('ground', facts, RULES, ruleSet, exceptions);
  const present = takenLand(facts);
  const size = hectares(facts.area);
  const verb = GROUND_VERB_NAMES[facts.verb];
  return {
    kind: 'ground-check',
    region: facts.region,
    day: facts.day,
    verb: facts.verb,
    quantity: facts.quantity,
    programme: facts.programme,
    ruleSet: ruleSet.id,
    survey: facts.survey,
    headline: headlineOf(
      CONCLUSIONS[ruling.verdict],
      ruling,
      say(`${verb.zh} ${size.zh}`, `${verb.en}, ${size.en}`),
    ),
    ruling,
    present,
    contiguity: facts.contiguity,
    fieldWork: fieldWork(facts),
    exceptions,
  };
}

/** 结论 of candidate ground, as people read it. */
const CONCLUSIONS: Readonly<Record<Ruling['verdict'], Bilingual>> = {
  refuse: say('不能作为补充耕地来源', 'Cannot be a source of replenished land'),
  'no-data': say('缺数据，不能下结论', 'Data are missing: no conclusion'),
  'needs-approval': say('原则上不作为来源，须经批准', 'No source in principle: needs an approval'),
  stale: say('图层过旧，结论不可靠', 'A layer is too old to rely on'),
  duty: say('可以作为来源，须落实下列事项', 'Can be a source; duties follow'),
  excepted: say('按例外可以作为来源', 'Can be a source by exception'),
  pass: say('可以作为补充耕地来源', 'Can be a source of replenished land'),
  'not-applicable': say('没有规则涉及此地块', 'No rule speaks of this ground'),
};

/** 农业生产符合性 items that a survey does not hold (the thresholds are the province's); answered ones are left out. */
function fieldWork({ answers, verb }: CandidateFacts): Bilingual[] {
  const items: readonly (readonly [boolean, Bilingual])[] = [
    [answers.soilDepth === undefined, say('有效土层厚度', 'effective soil depth')],
    [answers.irrigation === undefined, say('灌溉和排水条件', 'irrigation and drainage')],
    [answers.ph === undefined, say('酸碱度（pH）', 'acidity (pH)')],
    [true, say('耕层厚度和质地', 'depth and texture of the plough layer')],
    [true, say('砾石、障碍层', 'gravel and obstructing layers')],
    [true, say('有机质、水溶性盐', 'organic matter and soluble salts')],
    [true, say('土壤污染（风险筛选值）', 'soil pollution against the screening values')],
    [true, say('机械能否到达', 'whether machines can reach it')],
    [
      true,
      say(
        '实地现状与影像、照片是否一致',
        'whether the ground is as images and photographs show it',
      ),
    ],
    [verb === 'restore', say('是否至少种过一季', 'whether a season has been harvested')],
  ];
  return items.filter(([isOpen]) => isOpen).map(([, item]) => item);
}
