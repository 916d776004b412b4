/**
 * 中办国办关于加强耕地保护提升耕地质量完善占补平衡的意见 (2024-02-05), article by article, word for word. Under each article
 * stands which of its sentences the program carries out, and where; or what it waits for.
 */
import { type Bilingual, type CalendarDate, type Citation, say } from '../base/index.ts';
import { constraintLayer, type LayerKey } from './constraint-layers.ts';
import type { SiteFacts, SitePaper } from './facts.ts';
import {
  CONSTRUCTION,
  inBalance,
  isCharged,
  mustReplace,
  payFee,
  roomInAllotment,
  upkeepInCost,
} from './occupation-rules.ts';
import { duty, needsApproval, pass, refuse, whetherMet } from './outcome.ts';
import {
  isAccepted,
  isSuitable,
  notClaimedBefore,
  notCultivatedBefore,
  notForced,
  notScattered,
  noWaterOrWorks,
  programmeAllows,
  restoreFirst,
} from './replenishment-rules.ts';
import {
  mustHold,
  nearestFirst,
  withinPrices,
  withinProvince,
  withinVolume,
} from './transfer-rules.ts';
import type { AnyRule, Outcome, Rule, Unsourced } from './rule.ts';
import {
  noReclaiming,
  noSource,
  noSteepSource,
  restoringWithApproval,
  signedByForestry,
} from './source-zones.ts';

/** 条款 — one article of an instrument. */
export interface Article {
  /** As people cite it. */
  readonly number: string;
  readonly chapter: string;
  readonly text: string;
  /** Sentences of `text` that the program carries out. */
  readonly executed: readonly Limb[];
  /** What the article, or what is left of it, waits for. */
  readonly notExecuted: Bilingual;
}

/** 款项 — one sentence that is carried out: by rules that stand below it, or by a file of the room `land`. */
export interface Limb {
  readonly sentence: string;
  readonly by: string;
  readonly rules: readonly AnyRule[];
}

/** Stable id, title and date of the instrument. */
export const OPINIONS: {
  readonly id: string;
  readonly title: Bilingual;
  readonly date: CalendarDate;
} = {
  id: 'opinions-2024',
  title: say(
    '中办国办关于加强耕地保护提升耕地质量完善占补平衡的意见',
    'Opinions on strengthening the protection of cultivated land, raising its quality and improving the balance of occupation and compensation',
  ),
  date: '2024-02-05',
};

const waits = (zh: string, en: string): Bilingual =>
  say(`尚未执行，等待：${zh}`, `Not yet executed; it waits for ${en}`);

const restWaits = (zh: string, en: string): Bilingual =>
  say(
    `其余各句尚未执行，等待：${zh}`,
    `Its other sentences are not yet executed; they wait for ${en}`,
  );

/** A sentence that other files carry out. */
const elsewhere = (sentence: string, by: string): Limb => ({ sentence, by, rules: [] });

/** A sentence with its rules below it; they are in force from the day of the Opinions. */
const limb = (clause: string, sentence: string, ...rules: readonly Unsourced<AnyRule>[]): Limb => ({
  sentence,
  by: 'policy/opinions-2024.ts',
  rules: rules.map(
    (rule) =>
      ({
        from: OPINIONS.date,
        ...rule,
        citation: { instrument: OPINIONS.id, clause, quote: sentence },
      }) as AnyRule,
  ),
});

const holds = (facts: SiteFacts, paper: SitePaper): boolean =>
  facts.answers.papers?.includes(paper) ?? false;

/** A hit that a paper answers: a pass with it, a duty to bring it without. */
function withPaper(facts: SiteFacts, paper: SitePaper, hit: Bilingual, name: Bilingual): Outcome {
  if (holds(facts, paper))
    return pass(say(`${hit.zh}，已有${name.zh}`, `${hit.en}, and there is a ${name.en}`));
  return duty(
    say(`${hit.zh}，没有${name.zh}`, `${hit.en}, without a ${name.en}`),
    say(
      `避开，或报批前备齐${name.zh}（要件 ${paper}）。`,
      `Avoid it, or bring the ${name.en} before approval (paper ${paper}).`,
    ),
  );
}

/** 占用农业灌溉水源、灌排工程设施补偿. */
const irrigationCompensated = (id: string, key: LayerKey): Unsourced<Rule<'site'>> => ({
  id,
  subject: 'site',
  title: constraintLayer(key).name,
  confidence: 'confirmed',
  strength: 'duty',
  layers: [key],
  decide: (facts, law) =>
    whetherMet(facts, law, key, (hit) =>
      withPaper(facts, 'irrigation-compensation', hit, say('补偿方案', 'plan of compensation')),
    ),
});

const RESOURCES = say('省级自然资源部门', 'the provincial natural resources office');
const FORESTRY = say(
  '省级林草部门会同自然资源部门',
  'the provincial forestry office with natural resources',
);
const WATER = say(
  '省级水利部门会同自然资源部门',
  'the provincial water office with natural resources',
);

const ACCEPTANCE = say(
  '农业农村部门会同自然资源部门',
  'the agriculture office with natural resources',
);

/** 一、总体要求 — paragraph by paragraph. */
export const GENERAL_PART: readonly string[] = [
  '加强耕地保护、提升耕地质量、完善占补平衡，要坚持以习近平新时代中国特色社会主义思想为指导，深入贯彻党的二十大精神，落实藏粮于地、藏粮于技战略，将耕地保护作为系统工程，坚持耕地数量、质量、生态“三位一体”保护，尊重规律、因势利导、因地制宜、久久为功，充分调动各类主体保护耕地积极性，提高耕地生产能力，稳步拓展农业生产空间，把牢粮食安全主动权，为以中国式现代化全面推进强国建设、民族复兴伟业夯实粮食安全根基。',
  '工作中要做到：——坚持量质并重。在保持耕地数量总体稳定前提下，全力提升耕地质量，坚持高标准农田建设与农田水利建设相结合，真正把永久基本农田建成高标准农田。严格落实耕地占补平衡，切实做到数量平衡、质量平衡、产能平衡，坚决防止占多补少、占优补劣、占整补散。',
  '——坚持严格执法。实行最严格的耕地保护制度，采取“长牙齿”的硬措施保护耕地，分级落实各级党委和政府耕地保护主体责任，整合监管执法力量，形成工作合力，坚决遏制耕地“非农化”，防止永久基本农田“非粮化”。',
  '——坚持系统推进。把耕地保护放在建设人与自然和谐共生的中国式现代化中考量，落实好主体功能区战略，坚持山水林田湖草沙一体化保护和系统治理。',
  '——坚持永续利用。处理好近期与长远的关系，推进耕地用养结合和可持续利用，保持和提升耕地地力，既满足当代人的需要，更为子孙后代留下更多发展空间。',
  '主要目标是：落实新一轮国土空间规划明确的耕地和永久基本农田保护任务，全国耕地保有量不低于18.65亿亩，永久基本农田保护面积不低于15.46亿亩，逐步把永久基本农田建成适宜耕作、旱涝保收、高产稳产、绿色良田；耕地保护责任全面压实，耕地质量管理体系健全，耕地占补平衡制度严密规范，各类主体保护耕地、种粮抓粮积极性普遍提高，各类耕地资源得到有效利用，支撑粮食生产和重要农产品供给能力进一步增强，为保障国家粮食安全、建设农业强国奠定坚实基础。',
];

/** Sentence of the general part that the three balances answer to. */
export const THREE_BALANCES = '严格落实耕地占补平衡，切实做到数量平衡、质量平衡、产能平衡';

/**
 * What of the general part is carried out. AREA_SHORT and QUALITY_LOWER are the tests Q1–Q3 of `balance-tests.ts`; of one
 * piece of ground `ground-no-worse` tells QUALITY_LOWER, in the words of the acceptance rules. 坚决防止 names nobody who could
 * allow it; an alarm rests on a threshold that was not seen, so that it asks for a written review and refuses nothing.
 */
export const GENERAL_LIMBS: readonly Limb[] = [
  elsewhere(THREE_BALANCES, 'land/balance.ts'),
  limb('总体要求', '坚决防止占多补少、占优补劣、占整补散', {
    id: 'ground-not-scattered',
    subject: 'ground',
    title: say('占整补散（FRAGMENT_MORE）', 'scattered replacement (FRAGMENT_MORE)'),
    confidence: 'unconfirmed',
    strength: 'in-principle-not',
    layers: [],
    approver: ACCEPTANCE,
    decide: notScattered,
  }),
];

/** What the rest of the general part waits for. */
export const GENERAL_NOT_EXECUTED: Bilingual = restWaits(
  '被占耕地的连片情况（占整补散只看补充一侧），以及全国和各省任务的数据',
  'the contiguity of what is occupied (only the replenishing side is looked at) and the tasks of the nation and provinces',
);

/** All 21 articles, in order. */
export const ARTICLES: readonly Article[] = [
  {
    number: '一',
    chapter: '二、全面压实耕地保护责任',
    text: '坚决稳住耕地总量。逐级分解耕地和永久基本农田保护任务，纳入各级国土空间规划，落实到地块并上图入库。各级党委和政府要将耕地和永久基本农田保护作为必须完成的重大政治任务，确保耕地保护红线决不突破。',
    executed: [],
    notExecuted: waits(
      '耕地和永久基本农田任务的逐级分解与上图',
      'the tree of targets and its parcels',
    ),
  },

  {
    number: '二',
    chapter: '二、全面压实耕地保护责任',
    text: '持续优化耕地布局。南方省份有序恢复部分流失耕地，遏制“北粮南运”加剧势头。各地要结合第三次全国土壤普查，开展土壤农业利用适宜性评价，通过实施全域土地综合整治、高标准农田建设、优质耕地恢复补充等措施，统筹耕地和林地、草地等其他农用地保护。自然资源部要会同农业农村部等部门制定永久基本农田保护红线管理办法，推动零星耕地和永久基本农田整合调整，促进集中连片。',
    executed: [],
    notExecuted: waits('布局优化与集中连片方案', 'layout optimisation'),
  },

  {
    number: '三',
    chapter: '二、全面压实耕地保护责任',
    text: '严格开展耕地保护责任考核。全面落实耕地保护党政同责，国家每年对省级党委和政府落实耕地保护和粮食安全责任制情况进行考核，对突破耕地保护红线等重大问题实行“一票否决”，严肃问责、终身追责。省级党委和政府对本省域内耕地保护负总责，对省域内各级党委和政府落实耕地保护和粮食安全责任制情况进行严格考核。',
    executed: [],
    notExecuted: waits('责任考核与一票否决', 'the responsibility exam'),
  },

  {
    number: '四',
    chapter: '三、全力提升耕地质量',
    text: '加强高标准农田建设。出台全国逐步把永久基本农田建成高标准农田的实施方案，明确建设内容、投入标准和优先序，健全与高标准农田建设相适应的保障机制，加大高标准农田建设投入和管护力度。开展整区域建设示范，优先把东北黑土地地区、平原地区、具备水利灌溉条件地区的耕地建成高标准农田。强化中央统筹、省负总责、市县抓落实、群众参与机制，加强考核评价，对因不履行或者不正确履行职责而未完成年度建设任务的地区依规依纪严肃问责。建立健全农田建设工程质量监管检验体系，完善工程质量监管执法手段，确保高标准农田建一亩成一亩。各地要健全管护机制，明确管护主体，落实管护责任，合理保障管护经费，完善管护措施。高标准农田统一纳入全国农田建设监管平台，严禁擅自占用，确保各地已建高标准农田不减少。',
    executed: [
      limb(
        '四',
        '高标准农田统一纳入全国农田建设监管平台，严禁擅自占用，确保各地已建高标准农田不减少',
        {
          id: 'site-high-standard-farmland',
          subject: 'site',
          title: say('高标准农田', 'high-standard farmland'),
          confidence: 'confirmed',
          strength: 'forbidden',
          layers: ['GBZNT'],
          decide: (facts, law) =>
            whetherMet(facts, law, 'GBZNT', (hit) => {
              const isApproved = holds(facts, 'high-standard-approval');
              const isRebuilt = holds(facts, 'high-standard-rebuild');
              if (isApproved && isRebuilt)
                return pass(
                  say(
                    `${hit.zh}，已经批准并有补建方案`,
                    `${hit.en}; it is approved and as much will be rebuilt`,
                  ),
                );
              if (isApproved)
                return duty(
                  say(
                    `${hit.zh}，已经批准，没有补建方案`,
                    `${hit.en}; it is approved, without a plan to rebuild as much`,
                  ),
                  say(
                    '附补建方案（要件 high-standard-rebuild），使已建高标准农田不减少。',
                    'Add the plan to rebuild as much (paper high-standard-rebuild), so that there is no less of it.',
                  ),
                );
              if (isRebuilt)
                return needsApproval(
                  say(
                    `${hit.zh}，有补建方案，没有批准文件`,
                    `${hit.en}; as much will be rebuilt, and it is not approved`,
                  ),
                  say(
                    '避开高标准农田，或先取得批准（要件 high-standard-approval）；未经批准不得占用。',
                    'Avoid it, or obtain approval first (paper high-standard-approval); without approval it must not be taken.',
                  ),
                );
              return refuse(
                say(
                  `${hit.zh}，没有批准文件和补建方案`,
                  `${hit.en}, without approval and without a plan to rebuild as much`,
                ),
                say(
                  '避开高标准农田；确需占用的，先取得批准并附补建方案（要件 high-standard-approval、high-standard-rebuild）。',
                  'Avoid it; where it must be taken, obtain approval first and add the plan to rebuild as much (papers high-standard-approval, high-standard-rebuild).',
                ),
              );
            }),
        },
      ),
    ],
    notExecuted: restWaits('高标准农田项目库', 'the register of high-standard farmland'),
  },

  {
    number: '五',
    chapter: '三、全力提升耕地质量',
    text: '加强耕地灌排保障体系建设。科学编制全国农田灌溉发展规划，统筹水土资源条件，推进灌溉面积增加。结合推进国家骨干网水工程和灌排工程设施，新建一批节水型、生态型灌区。加快大中型灌区现代化改造，配套完善灌排工程体系，提高运行管护水平。严格执行占用农业灌溉水源、灌排工程设施补偿制度。',
    executed: [
      limb(
        '五',
        '严格执行占用农业灌溉水源、灌排工程设施补偿制度',
        irrigationCompensated('site-irrigation-source', 'GGSY'),
        irrigationCompensated('site-irrigation-works', 'GPGCSS'),
      ),
    ],
    notExecuted: restWaits(
      '农田灌溉发展规划、灌区建设与补偿台账',
      'plans of irrigation, irrigation districts and the compensation ledger',
    ),
  },

  {
    number: '六',
    chapter: '三、全力提升耕地质量',
    text: '实施黑土地保护工程。统筹推进侵蚀沟治理、农田基础设施建设、肥沃耕层构建等综合治理，加强黑土地保护标准化示范建设。完善黑土地质量监测预警网络，加强工程实施评估和成效监测。适时调整优化黑土地保护范围，实现应保尽保。依法落实地方黑土地保护主体责任。健全部门协同机制，统筹政策措施、资金项目等，形成保护合力。依法严厉打击整治破坏黑土地等违法犯罪行为。',
    executed: [
      limb('六', '适时调整优化黑土地保护范围，实现应保尽保', {
        id: 'site-black-soil',
        subject: 'site',
        title: say('黑土地表土剥离', 'topsoil of black soil'),
        confidence: 'unconfirmed',
        strength: 'duty',
        layers: ['HTDBHFW'],
        decide: (facts, law) =>
          whetherMet(facts, law, 'HTDBHFW', (hit) =>
            withPaper(facts, 'topsoil-plan', hit, say('表土剥离利用方案', 'plan for its topsoil')),
          ),
      }),
    ],
    notExecuted: restWaits(
      '黑土地质量监测预警与治理工程',
      'monitoring and treatment of black soil',
    ),
  },

  {
    number: '七',
    chapter: '三、全力提升耕地质量',
    text: '加强退化耕地治理。实施酸化等退化耕地治理工程。对酸化、潜育化等退化耕地，通过完善田间设施、改良耕作制度、培肥耕作层、施用土壤调理物料等方式进行治理。加快土壤酸化重点县全域治理。对沙化、风蚀、水蚀耕地开展综合治理，防治水土流失。',
    executed: [],
    notExecuted: waits('退化耕地样点与治理台账', 'samples and treatment of degraded land'),
  },

  {
    number: '八',
    chapter: '三、全力提升耕地质量',
    text: '抓好盐碱地综合改造利用。全面摸清盐碱地资源状况，建立盐碱地质量监测体系。实施盐碱耕地治理工程，分区分类开展盐碱耕地治理改良，加强耕地盐碱化防治。梯次推进盐碱地等耕地后备资源开发。坚持“以种适地”同“以地适种”相结合，培育推广耐盐碱品种和盐碱地治理实用技术。',
    executed: [],
    notExecuted: waits('盐碱地监测数据', 'saline land monitoring'),
  },

  {
    number: '九',
    chapter: '三、全力提升耕地质量',
    text: '实施有机质提升行动。制定实施耕地有机质提升行动方案，改良培肥土壤，提升耕地地力，确保耕地有机质只增不减。加快推广有机肥替代化肥，推进畜禽粪肥就地就近还田利用等用地养地措施。建立耕地有机质提升标准化体系，加强示范引领。',
    executed: [],
    notExecuted: waits('有机质监测点', 'organic matter monitoring points'),
  },

  {
    number: '十',
    chapter: '三、全力提升耕地质量',
    text: '完善耕地质量建设保护制度。加快耕地质量保护立法。完善耕地质量调查评价制度，建立统一的耕地质量评价方法、标准、指标。每年开展耕地质量变更调查评价，每5年开展耕地质量综合评价，适时开展全国土壤普查。建立健全国家、省、市、县四级耕地质量监测网络体系。完善耕地质量保护与建设投入机制，中央和地方财政要提升耕地质量提供资金保障。',
    executed: [],
    notExecuted: waits('耕地质量评价', 'quality evaluation'),
  },

  {
    number: '十一',
    chapter: '四、改革完善耕地占补平衡制度',
    text: '改革占补平衡管理方式。将非农建设、造林种树、种草种茶等各类占用耕地行为统一纳入耕地占补平衡管理。补充耕地坚持以恢复优质耕地为主，新开垦耕地为辅的原则，自然保护地、生态保护红线内禁止新开垦耕地，严重沙化土地、严重石漠化土地、重点沙源区、沙尘传输通道、25度以上陡坡、河湖管理范围及重点林区、国有林场等区域原则上不作为补充耕地来源。改进占补平衡落实方式，各类实施主体将非耕地垦造、恢复为耕地的，符合规定的可作为补充耕地。坚持“以补定占”，在实现耕地总量动态平衡前提下，将省域内稳定利用耕地净增加量作为下年度非农建设允许占用耕地规模上限，对违法建设相应冻结补充耕地指标。自然资源部要会同有关部门制定完善耕地占补平衡管理配套政策。',
    executed: [
      elsewhere(
        '将非农建设、造林种树、种草种茶等各类占用耕地行为统一纳入耕地占补平衡管理',
        'land/flow-table.ts',
      ),
      limb('十一', '将非农建设、造林种树、种草种茶等各类占用耕地行为统一纳入耕地占补平衡管理', {
        id: 'site-in-balance',
        subject: 'site',
        title: say('纳入占补平衡', 'in the balance'),
        confidence: 'confirmed',
        strength: 'duty',
        layers: [],
        decide: inBalance,
      }),
      elsewhere('补充耕地坚持以恢复优质耕地为主，新开垦耕地为辅的原则', 'land/flow-table.ts'),
      limb('十一', '补充耕地坚持以恢复优质耕地为主，新开垦耕地为辅的原则', {
        id: 'ground-restore-first',
        subject: 'ground',
        title: say('以恢复为主', 'restoring first'),
        confidence: 'unconfirmed',
        strength: 'duty',
        layers: [],
        decide: restoreFirst,
      }),
      elsewhere(
        '各类实施主体将非耕地垦造、恢复为耕地的，符合规定的可作为补充耕地',
        'land/flow-table.ts',
      ),
      limb(
        '十一',
        '各类实施主体将非耕地垦造、恢复为耕地的，符合规定的可作为补充耕地',
        {
          id: 'ground-not-cultivated-before',
          subject: 'ground',
          title: say('原有耕地', 'land that is cultivated already'),
          confidence: 'confirmed',
          strength: 'condition',
          layers: [],
          decide: notCultivatedBefore,
        },
        {
          id: 'ground-water-and-works',
          subject: 'ground',
          title: say('水面和水利设施', 'water and its works'),
          confidence: 'unconfirmed',
          strength: 'condition',
          layers: [],
          decide: noWaterOrWorks,
        },
      ),
      elsewhere('自然保护地、生态保护红线内禁止新开垦耕地', 'land/flow-table.ts'),
      limb(
        '十一',
        '自然保护地、生态保护红线内禁止新开垦耕地',
        noReclaiming('protected-area', 'ZRBHD'),
        noReclaiming('ecological-red-line', 'STBHHX'),
        restoringWithApproval('protected-area', 'ZRBHD'),
        restoringWithApproval('ecological-red-line', 'STBHHX'),
      ),
      limb(
        '十一',
        '严重沙化土地、严重石漠化土地、重点沙源区、沙尘传输通道、25度以上陡坡、河湖管理范围及重点林区、国有林场等区域原则上不作为补充耕地来源',
        noSource('severe-sand', 'YZSHTD', FORESTRY),
        noSource('severe-rocky-desert', 'YZSMHTD', FORESTRY),
        noSource('sand-source', 'ZDSYQ', FORESTRY),
        noSource('dust-corridor', 'SCSSTD', FORESTRY),
        noSteepSource('steep', RESOURCES),
        noSource('river-lake', 'HHGLFW', WATER),
        noSource('key-forest', 'ZDLQ', FORESTRY),
        noSource('state-forest-farm', 'GYLC', FORESTRY),
        signedByForestry('returned-to-forest', 'TGHL'),
        signedByForestry('public-benefit-forest', 'GYL'),
        signedByForestry('natural-forest', 'TRL'),
      ),
      elsewhere(
        '坚持“以补定占”，在实现耕地总量动态平衡前提下，将省域内稳定利用耕地净增加量作为下年度非农建设允许占用耕地规模上限',
        'land/province.ts',
      ),
      limb(
        '十一',
        '坚持“以补定占”，在实现耕地总量动态平衡前提下，将省域内稳定利用耕地净增加量作为下年度非农建设允许占用耕地规模上限',
        {
          id: 'site-allotment',
          subject: 'site',
          title: say('管控规模', 'room in the allotment'),
          confidence: 'unconfirmed',
          strength: 'condition',
          layers: [],
          appliesTo: (facts) => CONSTRUCTION.includes(facts.use),
          decide: roomInAllotment,
        },
      ),
    ],
    notExecuted: restWaits('冻结补充耕地指标的台账', 'the ledger that freezes quotas'),
  },

  {
    number: '十二',
    chapter: '四、改革完善耕地占补平衡制度',
    text: '完善占补平衡落实机制。建立占补平衡责任落实机制，国家管控各省(自治区、直辖市)耕地总量，确保不突破全国耕地保护目标；各省(自治区、直辖市)加强对省域内耕地占用补充工作的统筹，确保年度耕地总量动态平衡；市县抓好落实，从严管控耕地占用，补足补优耕地。各省(自治区、直辖市)要将补充耕地指标统一纳入省级管理平台，规范调剂程序，合理确定调剂补偿标准，严格管控调剂规模，指标调剂资金纳入预算管理。坚决防范和纠正单纯追求补充耕地指标、不顾自然条件强行补充的行为。生态脆弱、承担生态保护重点任务地区的国家重大建设项目，由国家统筹跨省域集中开垦，定向支持落实耕地占补平衡。',
    executed: [
      elsewhere(
        '各省(自治区、直辖市)加强对省域内耕地占用补充工作的统筹，确保年度耕地总量动态平衡',
        'land/province.ts',
      ),
      limb(
        '十二',
        '各省(自治区、直辖市)要将补充耕地指标统一纳入省级管理平台',
        mustHold(
          {
            id: 'transfer-in-platform',
            title: say('省级管理平台', 'provincial platform'),
            confidence: 'confirmed',
          },
          'isInPlatform',
          {
            kept: say('指标在省级管理平台内', 'the quotas are in the provincial platform'),
            broken: say('指标不在省级管理平台内', 'The quotas are not in the provincial platform'),
            remedy: say('先纳入省级管理平台再调剂。', 'Enter them there before they are moved.'),
          },
        ),
        {
          id: 'ground-not-claimed-before',
          subject: 'ground',
          title: say('重复备案', 'claimed already'),
          confidence: 'unconfirmed',
          strength: 'forbidden',
          layers: ['BCGD'],
          decide: notClaimedBefore,
        },
        {
          id: 'ground-programme',
          subject: 'ground',
          title: say('实施计划', 'programme'),
          confidence: 'unconfirmed',
          strength: 'condition',
          layers: [],
          appliesTo: (facts) => facts.programme !== null,
          decide: programmeAllows,
        },
      ),
      limb(
        '十二',
        '规范调剂程序',
        {
          id: 'transfer-nearest-first',
          subject: 'transfer',
          title: say('先县、再市、后省', 'county, city, province'),
          confidence: 'unconfirmed',
          strength: 'condition',
          layers: [],
          decide: nearestFirst,
        },
        mustHold(
          {
            id: 'transfer-retention',
            title: say('转出县耕地保有量', 'retention of the seller'),
            confidence: 'unconfirmed',
          },
          'isRetentionMet',
          {
            kept: say('转出县上年度完成耕地保有量', 'the seller met its retention last year'),
            broken: say(
              '转出县上年度没有完成耕地保有量',
              'The seller did not meet its retention last year',
            ),
            remedy: say('不得转出；换用其他县的指标。', 'It may not sell; ask another county.'),
          },
        ),
      ),
      limb('十二', '合理确定调剂补偿标准', {
        id: 'transfer-price',
        subject: 'transfer',
        title: say('调剂价格', 'price'),
        confidence: 'confirmed',
        strength: 'condition',
        layers: [],
        decide: withinPrices,
      }),
      limb('十二', '严格管控调剂规模', {
        id: 'transfer-volume',
        subject: 'transfer',
        title: say('调剂规模', 'volume'),
        confidence: 'confirmed',
        strength: 'condition',
        layers: [],
        decide: withinVolume,
      }),
      limb(
        '十二',
        '指标调剂资金纳入预算管理',
        mustHold(
          {
            id: 'transfer-budget',
            title: say('资金纳入预算', 'money in the budget'),
            confidence: 'confirmed',
          },
          'isInBudget',
          {
            kept: say('调剂资金纳入预算管理', 'the money is in the budget'),
            broken: say('调剂资金没有纳入预算管理', 'The money is not in the budget'),
            remedy: say('先列入预算再支付。', 'Enter it in the budget before it is paid.'),
          },
        ),
      ),
      limb('十二', '坚决防范和纠正单纯追求补充耕地指标、不顾自然条件强行补充的行为', {
        id: 'ground-not-forced',
        subject: 'ground',
        title: say('强行补充（FORCED）', 'forced against nature (FORCED)'),
        confidence: 'unconfirmed',
        strength: 'in-principle-not',
        layers: ['PDT'],
        approver: ACCEPTANCE,
        decide: notForced,
      }),
      limb(
        '十二',
        '生态脆弱、承担生态保护重点任务地区的国家重大建设项目，由国家统筹跨省域集中开垦',
        {
          id: 'transfer-within-province',
          subject: 'transfer',
          title: say('跨省域', 'across provinces'),
          confidence: 'unconfirmed',
          strength: 'condition',
          layers: [],
          decide: withinProvince,
        },
      ),
    ],
    notExecuted: restWaits(
      '省级指标管理平台的台账与国家统筹',
      'the ledger of the provincial platform and the national pool',
    ),
  },

  {
    number: '十三',
    chapter: '四、改革完善耕地占补平衡制度',
    text: '加强对补充耕地主体补偿激励。各类非农建设、造林种树、种草种茶等占用耕地的，必须落实补充耕地责任，没有条件自行补充的，非农建设要按规定缴纳耕地开垦费。各省(自治区、直辖市)要结合实际，分类分主体制定耕地开垦费等费用标准并及时调整，统筹安排资金用于耕地保护与质量建设。各地可对未占用耕地但已实施垦造或恢复耕地的主体给予适当补偿。',
    executed: [
      limb('十三', '各类非农建设、造林种树、种草种茶等占用耕地的，必须落实补充耕地责任', {
        id: 'site-replacement',
        subject: 'site',
        title: say('补充耕地责任', 'duty to replace'),
        confidence: 'confirmed',
        strength: 'duty',
        layers: [],
        decide: mustReplace,
      }),
      limb('十三', '没有条件自行补充的，非农建设要按规定缴纳耕地开垦费', {
        id: 'site-reclamation-fee',
        subject: 'site',
        title: say('耕地开垦费', 'reclamation fee'),
        confidence: 'confirmed',
        strength: 'duty',
        layers: ['YJJBNTTB'],
        appliesTo: isCharged,
        decide: payFee,
      }),
    ],
    notExecuted: restWaits(
      '开垦费的使用与对补充主体的补偿账',
      'accounts of how the fee is spent and of rewards',
    ),
  },

  {
    number: '十四',
    chapter: '四、改革完善耕地占补平衡制度',
    text: '健全补充耕地质量验收制度。农业农村部要会同自然资源部出台补充耕地质量验收办法，完善验收标准，强化刚性约束。垦造和恢复的耕地要符合高标准农田建设要求，达到适宜耕作、旱涝保收、高产稳产标准且集中连片、可长期稳定利用，质量不达标的不得用于占用耕地的补充。完善补充耕地后续管护、再评价机制，把补充耕地后续培肥管护资金纳入占用耕地成本。补充耕地主体要落实后续培肥管护责任，持续熟化土壤、培肥地力。',
    executed: [
      limb('十四', '达到适宜耕作、旱涝保收、高产稳产标准且集中连片、可长期稳定利用', {
        id: 'ground-suitable',
        subject: 'ground',
        title: say('农业生产符合性', 'suitable to be cultivated'),
        confidence: 'confirmed',
        strength: 'condition',
        layers: [],
        decide: isSuitable,
      }),
      elsewhere('质量不达标的不得用于占用耕地的补充', 'land/balance.ts'),
      limb('十四', '质量不达标的不得用于占用耕地的补充', {
        id: 'ground-accepted',
        subject: 'ground',
        title: say('质量鉴定', 'acceptance of its quality'),
        confidence: 'confirmed',
        strength: 'forbidden',
        layers: [],
        decide: isAccepted,
      }),
      limb('十四', '把补充耕地后续培肥管护资金纳入占用耕地成本', {
        id: 'site-upkeep-cost',
        subject: 'site',
        title: say('后续培肥管护资金', 'money for upkeep'),
        confidence: 'confirmed',
        strength: 'duty',
        layers: ['YJJBNTTB'],
        appliesTo: isCharged,
        decide: upkeepInCost,
      }),
    ],
    notExecuted: restWaits(
      '验收标准的其余各项、管护与再评价的台账',
      'the other items of acceptance and the ledger of upkeep and re-evaluation',
    ),
  },

  {
    number: '十五',
    chapter: '五、调动农民和地方保护耕地、种粮抓粮积极性',
    text: '提高种粮农民收益。健全种粮农民收益保障机制，完善价格、补贴、保险政策。推动现代化集约化农业发展，实施多种形式的适度规模经营，提高生产效率，增加粮食种植比较收益，调动农民保护耕地和种粮积极性。',
    executed: [],
    notExecuted: waits('种粮补贴清单', 'grain subsidy lists'),
  },

  {
    number: '十六',
    chapter: '五、调动农民和地方保护耕地、种粮抓粮积极性',
    text: '健全耕地保护和粮食生产利益补偿机制。加大对粮食主产区支持力度，充分调动地方抓耕地保护和粮食生产的积极性，形成粮食主产区、主销区、产销平衡区耕地保护合力。实施耕地保护经济奖惩机制，对耕地保护任务缺口省份收取经济赔偿，对多承担耕地保护目标任务的省份给予经济奖励。',
    executed: [],
    notExecuted: waits('利益补偿结算', 'the compensation settlement between provinces'),
  },

  {
    number: '十七',
    chapter: '五、调动农民和地方保护耕地、种粮抓粮积极性',
    text: '加强撂荒地治理利用。以全国国土变更调查数据为基础，结合实地核查，摸清撂荒地底数，分类推进治理利用。综合采用土地托管、代种代耕、农田水利设施建设等措施，尽快恢复生产。',
    executed: [],
    notExecuted: waits('撂荒地台账', 'the ledger of abandoned land'),
  },

  {
    number: '十八',
    chapter: '六、积极开发各类非传统耕地资源',
    text: '充分利用非耕地资源发展高效设施农业。加强科技研发和生产投资，推进农业生产技术改造和设施建设，在具备水资源条件的地区探索科学利用戈壁、荒漠等发展可持续的现代设施农业，强化大中城市现代化都市设施农业建设。',
    executed: [],
    notExecuted: waits('设施农业候选地图', 'the map of candidate ground'),
  },

  {
    number: '十九',
    chapter: '七、强化保障措施',
    text: '加强党的领导。坚持正确政治方向，把党的领导落实到耕地保护工作全过程各方面。各级党委和政府要承担起耕地保护主体责任，自然资源、农业农村、发展改革、财政、生态环境、水利、林草等部门要按职责分工加强协同配合。各地区各有关部门要按照本意见精神，结合实际制定配套文件并抓好贯彻落实。',
    executed: [],
    notExecuted: waits('部门数据交接', 'hand-over between departments'),
  },

  {
    number: '二十',
    chapter: '七、强化保障措施',
    text: '严格督察执法。建立健全耕地保护“长牙齿”硬措施工作机制，以“零容忍”态度严肃查处各类违法占用耕地行为。强化国家自然资源督察，督察地方落实耕地保护主体责任，不断提升督察效能。完善行政执法机关、督察机构与纪检监察机关和审计、组织人事等部门贯通协调机制，加强干部监督，严肃追责问责；加强行政执法机关、督察机构与公安机关、审判机关、检察机关等的协作配合，强化行政执法与行政执法、刑事司法工作的衔接，统一行政执法与司法裁判的法律适用标准，充分发挥公益诉讼、司法建议等作用。耕地整改恢复要实事求是，尊重规律，保护农民合法权益，适当留出过渡期，循序渐进推动。',
    executed: [],
    notExecuted: waits('执法案件', 'enforcement cases'),
  },

  {
    number: '二十一',
    chapter: '七、强化保障措施',
    text: '加强宣传引导。做好耕地保护法律政策宣传解读。畅通社会监督渠道，及时回应社会关切，引导全社会树立严格保护耕地意识，营造自觉主动保护耕地的良好氛围。',
    executed: [],
    notExecuted: waits('公开与举报', 'publication and public reports'),
  },
];

/** A citation of an article, with the words that decide; throws when the words do not stand there. */
export function opinion(number: string, quote?: string): Citation {
  const text =
    number === '总体要求'
      ? GENERAL_PART.join('')
      : ARTICLES.find((article) => article.number === number)?.text;
  if (text === undefined || (quote !== undefined && !text.includes(quote))) {
    throw new RangeError(`article ${number} of the Opinions does not say: ${quote ?? ''}`);
  }
  return { instrument: OPINIONS.id, clause: number, ...(quote === undefined ? {} : { quote }) };
}

/** All rules of the Opinions, in the order of its articles. */
export const OPINION_RULES: readonly AnyRule[] = [
  ...GENERAL_LIMBS,
  ...ARTICLES.flatMap((article) => article.executed),
].flatMap((one) => one.rules);
