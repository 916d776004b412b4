/**
 * 补充耕地责任 — what equals the cultivated land that a site takes: area, paddy, grain capacity and the quality that the
 * replacement must have at least; and whether the way of using the land asks for it at all (practice of 用地方式).
 */
import { type Area, type Bilingual, say } from '../base/index.ts';
import { capacityNano, isCultivated } from '../land/index.ts';
import {
  type AskedParameter,
  type LandUse,
  parameterText,
  type RuleSet,
  type SiteFacts,
  takesCultivatedLand,
} from '../policy/index.ts';
import type { TakenLand } from './taken-land.ts';

/** Who has to replace what is taken; `none` where nobody has to, `unknown` while an answer is open. */
export type ReplacementBearer = 'applicant' | 'county' | 'linkage' | 'none' | 'unknown';

/** 应补充 — the quantities, and who owes them. */
export interface Replacement {
  readonly bearer: ReplacementBearer;
  /** Why, in a sentence. */
  readonly sentence: Bilingual;
  readonly cultivatedArea: Area;
  readonly paddyArea: Area;
  /** 粮食产能, kg; null while a piece has no 利用等. */
  readonly capacity: number | null;
  /** Cultivated land whose 利用等 is not known. */
  readonly ungradedArea: Area;
  /** 上年度非农建设占用耕地平均质量等级: the replacement must be no worse; null is not known. */
  readonly minimumGrade: number | null;
  /** The formula of capacity that was used. */
  readonly formula: AskedParameter;
}

/** 10⁹ of `capacityNano` in a gram. */
const GRAM = 1_000_000n;

/** What the site owes under the parameters of the day. */
export function replacementOf(facts: SiteFacts, taken: TakenLand, ruleSet: RuleSet): Replacement {
  const formula = ruleSet.values.capacityFormula;
  let [nano, ungradedArea] = [0n, 0n];
  for (const { landClass, netArea, utilizationGrade } of facts.pieces) {
    if (!isCultivated(landClass)) continue;
    if (utilizationGrade === null) ungradedArea += netArea;
    else nano += capacityNano(netArea, utilizationGrade, formula);
  }
  return {
    ...bearerOf(facts, taken),
    cultivatedArea: taken.cultivatedArea,
    paddyArea: taken.paddyArea,
    capacity: ungradedArea === 0n ? Number(nano / GRAM) / 1000 : null,
    ungradedArea,
    minimumGrade: facts.county.lastYearGrade,
    formula: {
      name: 'capacityFormula',
      value: parameterText('capacityFormula', formula),
      ...ruleSet.standing.capacityFormula,
    },
  };
}

function bearerOf(facts: SiteFacts, taken: TakenLand): Pick<Replacement, 'bearer' | 'sentence'> {
  if (taken.cultivatedArea === 0n)
    return {
      bearer: 'none',
      sentence: say('没有占用耕地，不用补充', 'No cultivated land is taken: nothing to replace'),
    };
  const takes = takesCultivatedLand(facts);
  if (takes === null)
    return {
      bearer: 'unknown',
      sentence: say(
        '没有说明是否破坏耕作层，不能判断要不要补充；用 --breaks-plough-layer yes 或 no 回答',
        'Whether the plough layer is broken was not told: answer --breaks-plough-layer yes or no',
      ),
    };
  return takes ? BEARERS[facts.use] : UNTAKEN[facts.use === 'temporary' ? 'temporary' : 'facility'];
}

const APPLICANT = {
  bearer: 'applicant',
  sentence: say('占用多少耕地，补充多少耕地', 'As much cultivated land as is taken is replaced'),
} as const;

/** Who replaces what a use takes. */
const BEARERS: Readonly<Record<LandUse, Pick<Replacement, 'bearer' | 'sentence'>>> = {
  permanent: APPLICANT,
  'early-use': APPLICANT,
  temporary: APPLICANT,
  'facility-agriculture': {
    bearer: 'county',
    sentence: say(
      '设施农业破坏耕作层，或养殖占用一般耕地：由县统一平衡',
      'The plough layer is broken, or animals are raised on cultivated land: the county balances it',
    ),
  },
  'rural-housing': {
    bearer: 'county',
    sentence: say('农村村民住宅：由县统一落实补充', 'Rural housing: the county replaces it'),
  },
  linked: {
    bearer: 'linkage',
    sentence: say(
      '增减挂钩：由拆旧复垦的耕地先平衡建新区',
      'Linked: what is reclaimed at the old site balances the new one first',
    ),
  },
};

/** Uses that take nothing out of cultivation. */
const UNTAKEN = {
  temporary: {
    bearer: 'none',
    sentence: say(
      '临时用地到期复垦，不占补；要有土地复垦方案和费用',
      'Temporary use is reclaimed when it ends and not replaced; a plan and its cost are needed',
    ),
  },
  facility: {
    bearer: 'none',
    sentence: say(
      '不破坏耕作层的设施农业只备案，不补充',
      'Facilities that leave the plough layer whole are registered and not replaced',
    ),
  },
} as const;
