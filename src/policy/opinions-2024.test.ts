/**
 * 意见的规则 — rows from the words of each clause: what it accepts, what it refuses, and one on each side of every limit.
 * The word that decides stands beside its rows.
 */
import { expect, test } from 'vitest';
import {
  type AnyRule,
  type CandidateAnswers,
  decide,
  type FactsOf,
  type LayerHit,
  OPINION_RULES,
  type RuleDecision,
  type RulePack,
  ruleSetAt,
  type SiteFacts,
  type SitePaper,
  type Subject,
  type Verdict,
} from './index.ts';
import {
  candidate,
  DAY,
  HECTARE,
  layerOf,
  piece,
  site,
  slopes,
  transfer,
} from './testdata/check-facts.ts';

/** What one rule answers. */
function ask(rule: string, facts: FactsOf[Subject], packs: readonly RulePack[] = []): RuleDecision {
  const only = OPINION_RULES.filter((one) => one.id === rule);
  const [decision] = decide(
    facts.subject,
    facts,
    only as AnyRule[],
    ruleSetAt(DAY, packs),
  ).decisions;
  if (decision === undefined) throw new Error(`there is no rule ${rule} of a ${facts.subject}`);
  return decision;
}

type Row = readonly [rule: string, words: string, facts: FactsOf[Subject], verdict: Verdict];

/** A province that has entered its fees, volumes and prices. */
const PROVINCE: RulePack = {
  name: 'province',
  source: '省文件',
  values: {
    reclamationFees: [
      {
        region: '99',
        from: '2024-01-01',
        landClass: '01',
        unit: 'm2',
        fen: 3000,
        upkeepFen: 500,
        source: '省文件',
      },
    ],
    transferLimits: [
      {
        region: '99',
        yearlyHectares: 2,
        price: { least: 800_000, most: 1_200_000 },
        source: '省文件',
      },
    ],
  },
};

const met = layerOf(HECTARE);
/** Exactly the tolerance of overlaps, and 0.01 m² more. */
const [AT, OVER] = [100n, 101n];
const field = (area = HECTARE) => piece({ area, landClass: '0101' });
const taking = site({ pieces: [field()] });
const allotted = (allotmentArea: bigint | null, usedArea: bigint | null) =>
  site({ pieces: [field()], county: { lastYearGrade: null, allotmentArea, usedArea } });
const orchard = (changes = {}) => piece({ landClass: '0201', ...changes });

const SITE_ROWS: readonly Row[] = [
  // 严禁擅自占用，确保…不减少: without approval no, and approved only with as much built again.
  ['site-high-standard-farmland', 'none', site(), 'pass'],
  ['site-high-standard-farmland', 'at tolerance', site({ layers: { GBZNT: layerOf(AT) } }), 'pass'],
  ['site-high-standard-farmland', 'over it', site({ layers: { GBZNT: layerOf(OVER) } }), 'refuse'],
  ...(
    [
      [['high-standard-rebuild'], 'needs-approval'],
      [['high-standard-approval'], 'duty'],
      [['high-standard-approval', 'high-standard-rebuild'], 'pass'],
    ] as const
  ).map(([papers, verdict]): Row => [
    'site-high-standard-farmland',
    papers.join(' and '),
    site({ layers: { GBZNT: met }, answers: { papers } }),
    verdict,
  ]),
  // 补偿制度: a plan of compensation answers it.
  ...(['source', 'works'] as const).flatMap((of): readonly Row[] => {
    const layers = of === 'source' ? { GGSY: met } : { GPGCSS: met };
    const answers = { papers: ['irrigation-compensation'] as const };
    return [
      [`site-irrigation-${of}`, 'none', site(), 'pass'],
      [`site-irrigation-${of}`, 'met', site({ layers }), 'duty'],
      [`site-irrigation-${of}`, 'compensated', site({ layers, answers }), 'pass'],
    ];
  }),
  ['site-black-soil', 'none', site(), 'pass'],
  ['site-black-soil', 'met', site({ layers: { HTDBHFW: met } }), 'duty'],
  [
    'site-black-soil',
    'with a plan',
    site({ layers: { HTDBHFW: met }, answers: { papers: ['topsoil-plan'] } }),
    'pass',
  ],
  // 各类占用耕地行为: no use is left out but those that do not take it.
  ['site-in-balance', 'no cultivated land', site({ pieces: [orchard()] }), 'not-applicable'],
  ['site-in-balance', 'at tolerance', site({ pieces: [field(AT)] }), 'not-applicable'],
  ['site-in-balance', 'over it', site({ pieces: [field(OVER)] }), 'duty'],
  ['site-in-balance', 'temporary', { ...taking, use: 'temporary' }, 'not-applicable'],
  ['site-in-balance', 'rural housing', { ...taking, use: 'rural-housing' }, 'duty'],
  ['site-in-balance', 'not told', { ...taking, use: 'facility-agriculture' }, 'no-data'],
  ...([true, false] as const).map((breaksPloughLayer): Row => [
    'site-in-balance',
    `plough layer broken: ${breaksPloughLayer}`,
    { ...taking, use: 'facility-agriculture', answers: { breaksPloughLayer } },
    breaksPloughLayer ? 'duty' : 'not-applicable',
  ]),
  // 上限: the cap itself may be used up.
  ['site-allotment', 'fills it', allotted(3n * HECTARE, 2n * HECTARE), 'pass'],
  ['site-allotment', '0.01 m² over it', allotted(3n * HECTARE - 1n, 2n * HECTARE), 'refuse'],
  ['site-allotment', 'used more than all', allotted(HECTARE, 2n * HECTARE), 'refuse'],
  ['site-allotment', 'not allotted', allotted(null, 0n), 'no-data'],
  ['site-allotment', 'use not known', allotted(HECTARE, null), 'no-data'],
  ['site-allotment', 'temporary', { ...taking, use: 'temporary' }, 'not-applicable'],
  ['site-allotment', 'no cultivated land', site(), 'not-applicable'],
];

/** 必须落实补充耕地责任 and 按规定缴纳耕地开垦费; asked under the province that has entered its fees. */
const papers = (...names: readonly SitePaper[]) => ({ ...taking, answers: { papers: names } });
const COST_ROWS: readonly Row[] = [
  ['site-replacement', 'no cultivated land', site(), 'not-applicable'],
  ['site-replacement', 'temporary', { ...taking, use: 'temporary' }, 'not-applicable'],
  ['site-replacement', 'at tolerance', site({ pieces: [field(AT)] }), 'not-applicable'],
  ['site-replacement', 'over it', site({ pieces: [field(OVER)] }), 'duty'],
  ['site-replacement', 'facility', { ...taking, use: 'facility-agriculture' }, 'no-data'],
  [
    'site-replacement',
    'animals on cultivated land',
    { ...taking, use: 'facility-agriculture', answers: { facility: 'livestock' } },
    'duty',
  ],
  ['site-replacement', 'linked', papers('quota-link'), 'pass'],
  ['site-replacement', 'promised', papers('dated-promise'), 'duty'],
  ...(['site-reclamation-fee', 'site-upkeep-cost'] as const).flatMap((rule): readonly Row[] => [
    [rule, 'no cultivated land', site(), 'not-applicable'],
    [rule, 'taking', taking, 'duty'],
    [rule, 'rural housing', { ...taking, use: 'rural-housing' }, 'not-applicable'],
    [
      rule,
      'no layer',
      site({ pieces: [field()], layers: { YJJBNTTB: { state: 'missing' } } }),
      'no-data',
    ],
  ]),
];

/** Zones of the article with their layers, and what a hit comes to. */
const ZONES = [
  ['severe-sand', 'YZSHTD'],
  ['severe-rocky-desert', 'YZSMHTD'],
  ['sand-source', 'ZDSYQ'],
  ['dust-corridor', 'SCSSTD'],
  ['river-lake', 'HHGLFW'],
  ['key-forest', 'ZDLQ'],
  ['state-forest-farm', 'GYLC'],
] as const;
const BANS = [
  ['protected-area', 'ZRBHD'],
  ['ecological-red-line', 'STBHHX'],
] as const;
const halves = (steep: bigint) => slopes({ '2': HECTARE - steep, '5': steep });

const GROUND_ROWS: readonly Row[] = [
  // 原则上不作为补充耕地来源.
  ...ZONES.flatMap(([zone, key]): readonly Row[] => [
    [`ground-${zone}`, 'at tolerance', candidate({ layers: { [key]: layerOf(AT) } }), 'pass'],
    [
      `ground-${zone}`,
      'over it',
      candidate({ layers: { [key]: layerOf(OVER) } }),
      'needs-approval',
    ],
  ]),
  // 禁止新开垦: restoring is another verb.
  ...BANS.flatMap(([zone, key]): readonly Row[] => {
    const hit = { layers: { [key]: met } };
    return [
      [`ground-reclaim-${zone}`, 'none', candidate({ verb: 'reclaim' }), 'pass'],
      [`ground-reclaim-${zone}`, 'hit', candidate({ verb: 'reclaim', ...hit }), 'refuse'],
      [`ground-reclaim-${zone}`, 'restoring', candidate(hit), 'not-applicable'],
      [`ground-restore-${zone}`, 'none', candidate(), 'pass'],
      [`ground-restore-${zone}`, 'hit', candidate(hit), 'needs-approval'],
      [`ground-restore-${zone}`, 'reclaiming', candidate({ verb: 'reclaim' }), 'not-applicable'],
    ];
  }),
  // 25度以上陡坡, by majority.
  ['ground-steep', 'flat', candidate(), 'pass'],
  ['ground-steep', 'half of it', candidate({ layers: { PDT: halves(HECTARE / 2n) } }), 'pass'],
  [
    'ground-steep',
    'more than half',
    candidate({ layers: { PDT: halves(HECTARE / 2n + 1n) } }),
    'needs-approval',
  ],
  [
    'ground-steep',
    'by the level of the survey',
    candidate({ pieces: [orchard({ slopeLevel: '5' })] }),
    'needs-approval',
  ],
  [
    'ground-steep',
    'a slope map of half of it',
    candidate({ layers: { PDT: slopes({ '1': HECTARE / 2n }) } }),
    'no-data',
  ],
  ['ground-steep', 'no level', candidate({ layers: { PDT: slopes({ '': HECTARE }) } }), 'no-data'],
  // 以恢复优质耕地为主，新开垦耕地为辅.
  ['ground-restore-first', 'label', candidate({ pieces: [orchard({ planting: 'JKHF' })] }), 'pass'],
  ['ground-restore-first', 'no label', candidate({ pieces: [orchard()] }), 'duty'],
  [
    'ground-restore-first',
    'cultivated in an earlier survey',
    candidate({
      pieces: [orchard()],
      earlierYears: [{ year: 2019, survey: 's-1', cultivatedArea: HECTARE }],
    }),
    'pass',
  ],
  [
    'ground-restore-first',
    'not all of it',
    candidate({
      pieces: [orchard()],
      earlierYears: [{ year: 2019, survey: 's-1', cultivatedArea: HECTARE - 1n }],
    }),
    'duty',
  ],
  [
    'ground-restore-first',
    'the earlier field may be the labelled part',
    candidate({
      area: HECTARE * 2n,
      pieces: [orchard({ planting: 'JKHF' }), orchard()],
      earlierYears: [{ year: 2019, survey: 's-1', cultivatedArea: HECTARE }],
    }),
    'duty',
  ],
  [
    'ground-restore-first',
    'reclaiming grass',
    candidate({ verb: 'reclaim', pieces: [piece({ landClass: '0404' })] }),
    'pass',
  ],
  [
    'ground-restore-first',
    'reclaiming what is labelled',
    candidate({ verb: 'reclaim', pieces: [orchard({ planting: 'GCHF' })] }),
    'duty',
  ],
  // 将非耕地垦造、恢复为耕地的.
  ['ground-not-cultivated-before', 'orchard', candidate({ pieces: [orchard()] }), 'pass'],
  ['ground-not-cultivated-before', 'at tolerance', candidate({ pieces: [field(AT)] }), 'pass'],
  ['ground-not-cultivated-before', 'over it', candidate({ pieces: [field(OVER)] }), 'refuse'],
  [
    'ground-not-cultivated-before',
    'dry land made paddy',
    candidate({ quantity: 'paddy', pieces: [piece()] }),
    'pass',
  ],
  [
    'ground-not-cultivated-before',
    'paddy as paddy',
    candidate({ quantity: 'paddy', pieces: [field()] }),
    'refuse',
  ],
  [
    'ground-not-cultivated-before',
    'improved',
    candidate({ quantity: 'capacity', pieces: [field()] }),
    'pass',
  ],
  // 符合规定的: ponds with a label, no other water and no works.
  ['ground-water-and-works', 'orchard', candidate({ pieces: [orchard()] }), 'pass'],
  [
    'ground-water-and-works',
    'reservoir',
    candidate({ pieces: [piece({ landClass: '1103' })] }),
    'refuse',
  ],
  [
    'ground-water-and-works',
    'channel',
    candidate({ pieces: [piece({ landClass: '1107A' })] }),
    'refuse',
  ],
  [
    'ground-water-and-works',
    'pond',
    candidate({ pieces: [piece({ landClass: '1104' })] }),
    'refuse',
  ],
  [
    'ground-water-and-works',
    'labelled pond',
    candidate({ pieces: [piece({ landClass: '1104A', planting: 'GCHF' })] }),
    'pass',
  ],
];

/** Contiguity at 12 m: the largest block with the cultivated land around it. 5 亩 are 333,333.33 of 0.01 m². */
const joined = (withNeighboursArea: bigint, metres = 12) =>
  candidate({
    contiguity: [{ metres, blocks: 2, largestArea: AT, withNeighboursArea }],
    answers: { irrigation: 'basic', soilDepth: 40 },
  });
const sampled = (answers: CandidateAnswers) => ({ ...joined(HECTARE), answers });
const registered = (attributes: LayerHit['attributes'], area = HECTARE) =>
  candidate({ layers: { BCGD: layerOf(area, DAY, [{ attributes }]) } });

const NATURE_ROWS: readonly Row[] = [
  // 占整补散.
  ['ground-not-scattered', '5 亩', joined(333_334n), 'pass'],
  ['ground-not-scattered', 'below 5 亩', joined(333_333n), 'needs-approval'],
  ['ground-not-scattered', 'measured at another distance', joined(HECTARE, 20), 'no-data'],
  // 不顾自然条件强行补充: no water, thin soil, isolated, steep.
  ['ground-not-forced', 'none of them', joined(HECTARE), 'pass'],
  [
    'ground-not-forced',
    'no water',
    sampled({ irrigation: 'none', soilDepth: 60 }),
    'needs-approval',
  ],
  [
    'ground-not-forced',
    'thin soil',
    sampled({ irrigation: 'full', soilDepth: 39.9 }),
    'needs-approval',
  ],
  ['ground-not-forced', 'isolated', joined(333_333n), 'needs-approval'],
  [
    'ground-not-forced',
    'steep',
    { ...joined(HECTARE), layers: candidate({ layers: { PDT: halves(HECTARE) } }).layers },
    'needs-approval',
  ],
  ['ground-not-forced', 'soil not examined', sampled({ irrigation: 'full' }), 'duty'],
  ['ground-not-forced', 'water not told', sampled({ soilDepth: 60 }), 'duty'],
  ['ground-not-forced', 'contiguity not measured', { ...joined(HECTARE), contiguity: [] }, 'duty'],
  // 达到适宜耕作、旱涝保收…标准.
  [
    'ground-suitable',
    'least and lowest',
    sampled({ soilDepth: 50, ph: 4.5, irrigation: 'basic' }),
    'pass',
  ],
  ['ground-suitable', 'highest', sampled({ soilDepth: 90, ph: 8.5, irrigation: 'full' }), 'pass'],
  ['ground-suitable', 'thin', sampled({ soilDepth: 49.9 }), 'refuse'],
  ['ground-suitable', 'acid', sampled({ ph: 4.4 }), 'refuse'],
  ['ground-suitable', 'alkaline', sampled({ ph: 8.6 }), 'refuse'],
  ['ground-suitable', 'dry', sampled({ irrigation: 'none' }), 'refuse'],
  ['ground-suitable', 'not examined', candidate(), 'duty'],
  // 质量不达标的不得用于占用耕地的补充.
  ['ground-accepted', 'accepted', sampled({ isAccepted: true }), 'pass'],
  ['ground-accepted', 'not accepted', sampled({ isAccepted: false }), 'refuse'],
  ['ground-accepted', 'not examined', candidate(), 'duty'],
  // 统一纳入省级管理平台: ground × quantity × programme × life.
  ['ground-not-claimed-before', 'none', candidate(), 'pass'],
  ['ground-not-claimed-before', 'same quantity', registered({ SL: 'xzmj' }), 'refuse'],
  ['ground-not-claimed-before', 'at tolerance', registered({ SL: 'xzmj' }, AT), 'pass'],
  ['ground-not-claimed-before', 'other quantity', registered({ SL: 'cnzl' }), 'pass'],
  ['ground-not-claimed-before', 'not told which', registered({}), 'refuse'],
  ['ground-not-claimed-before', 'ends today', registered({ SL: 'xzmj', ZZRQ: DAY }), 'refuse'],
  ['ground-not-claimed-before', 'ended', registered({ SL: 'xzmj', ZZRQ: '2026-03-16' }), 'pass'],
  ['ground-not-claimed-before', 'no such day', registered({ SL: 'xzmj', ZZRQ: '2025' }), 'refuse'],
  ['ground-programme', 'none', candidate(), 'not-applicable'],
  ['ground-programme', 'consolidation', candidate({ programme: '土地整治' }), 'pass'],
  ['ground-programme', 'high-standard', candidate({ programme: '高标准农田建设' }), 'pass'],
  [
    'ground-programme',
    'high-standard, capacity',
    candidate({ programme: '高标准农田建设', quantity: 'capacity' }),
    'refuse',
  ],
  ['ground-programme', 'linked', candidate({ programme: '增减挂钩' }), 'duty'],
  // 等区域: what the forestry office keeps asks for its signature, where its layer was given.
  ...(
    [
      ['returned-to-forest', 'TGHL'],
      ['public-benefit-forest', 'GYL'],
      ['natural-forest', 'TRL'],
    ] as const
  ).flatMap(([zone, key]): readonly Row[] => [
    [`ground-${zone}`, 'none', candidate(), 'pass'],
    [`ground-${zone}`, 'hit', candidate({ layers: { [key]: met } }), 'needs-approval'],
    [
      `ground-${zone}`,
      'signed',
      candidate({ layers: { [key]: met }, answers: { signedBy: ['清源县林业局'] } }),
      'pass',
    ],
    [
      `ground-${zone}`,
      'no layer',
      candidate({ layers: { [key]: { state: 'missing' } } }),
      'not-applicable',
    ],
  ]),
];

const TRANSFER_ROWS: readonly Row[] = [
  ...(
    [
      ['transfer-in-platform', 'isInPlatform'],
      ['transfer-retention', 'isRetentionMet'],
      ['transfer-budget', 'isInBudget'],
    ] as const
  ).flatMap(([rule, field]): readonly Row[] => [
    [rule, 'yes', transfer({ [field]: true }), 'pass'],
    [rule, 'no', transfer({ [field]: false }), 'refuse'],
    [rule, 'not told', transfer({ [field]: null }), 'no-data'],
  ]),
  // 县域自行、市域统筹、省域适度.
  ['transfer-nearest-first', 'nothing nearer', transfer(), 'pass'],
  ['transfer-nearest-first', 'own county enough', transfer({ ownCountyArea: HECTARE }), 'refuse'],
  [
    'transfer-nearest-first',
    'own county 0.01 m² short',
    transfer({ ownCountyArea: HECTARE - 1n }),
    'duty',
  ],
  ['transfer-nearest-first', 'own city enough', transfer({ ownCityArea: HECTARE }), 'refuse'],
  [
    'transfer-nearest-first',
    'seller of the own city',
    transfer({ seller: '990102', ownCityArea: HECTARE }),
    'pass',
  ],
  ['transfer-nearest-first', 'not known', transfer({ ownCityArea: null }), 'no-data'],
  // 严格管控调剂规模: two hectares a year.
  ['transfer-volume', 'fills it', transfer({ movedArea: HECTARE }), 'pass'],
  ['transfer-volume', '0.01 m² over it', transfer({ movedArea: HECTARE + 1n }), 'refuse'],
  ['transfer-volume', 'not known', transfer({ movedArea: null }), 'no-data'],
  ['transfer-volume', 'no limit entered', transfer({ seller: '980101' }), 'no-data'],
  // 合理确定调剂补偿标准: both ends belong to the range.
  ['transfer-price', 'lowest', transfer({ price: 800_000 }), 'pass'],
  ['transfer-price', 'below', transfer({ price: 799_999 }), 'refuse'],
  ['transfer-price', 'highest', transfer({ price: 1_200_000 }), 'pass'],
  ['transfer-price', 'above', transfer({ price: 1_200_001 }), 'refuse'],
  ['transfer-price', 'not told', transfer({ price: null }), 'no-data'],
  ['transfer-price', 'no range entered', transfer({ seller: '980101' }), 'no-data'],
  // 由国家统筹跨省域.
  ['transfer-within-province', 'one province', transfer(), 'pass'],
  ['transfer-within-province', 'two', transfer({ seller: '980101' }), 'refuse'],
];

const ROWS: readonly Row[] = [
  ...SITE_ROWS,
  ...COST_ROWS,
  ...GROUND_ROWS,
  ...NATURE_ROWS,
  ...TRANSFER_ROWS,
];

test.each(ROWS)('%s: %s', (rule, _, facts, verdict) => {
  expect(ask(rule, facts, [PROVINCE]).verdict).toBe(verdict);
});

test('without a table of the province fees and limits are 缺数据', () => {
  for (const rule of ['site-reclamation-fee', 'site-upkeep-cost']) {
    const told = ask(rule, taking);
    expect(told.verdict).toBe('no-data');
    expect(told.sentence.zh).toContain('开垦费标准未录入');
    expect(told.confidence).toBe('unconfirmed');
  }
  for (const rule of ['transfer-volume', 'transfer-price'])
    expect(ask(rule, transfer()).sentence.zh).toContain('未录入');
});

test('who replaces is named by use, with area and paddy', () => {
  const bearer = (use: SiteFacts['use']) => ask('site-replacement', { ...taking, use }).sentence.zh;
  expect(bearer('permanent')).toBe(
    '由建设单位补充耕地 1.0000 公顷，其中水田 1.0000 公顷，数量、质量、产能相当',
  );
  expect(bearer('rural-housing')).toContain('由县级人民政府补充');
  expect(bearer('linked')).toContain('增减挂钩');
  const dry = site({ pieces: [piece(), field(OVER)] });
  expect(ask('site-replacement', dry).figures.map((one) => one.amount)).toEqual([
    { unit: 'area', area: HECTARE + OVER },
    { unit: 'area', area: OVER },
  ]);
});

test('an alarm of nature names every sign', () => {
  const told = ask('ground-not-forced', {
    ...joined(333_333n),
    answers: { irrigation: 'none', soilDepth: 20 },
  });
  expect(told.sentence.zh).toBe(
    '有不顾自然条件强行补充的迹象：没有灌溉水源、有效土层 20 cm，不足 40 cm、零星：连同周边耕地 0.3333 公顷',
  );
  expect(told.remedy?.zh).toContain('农业农村部门会同自然资源部门批准');
});

test('registered ground is named with its record number', () => {
  const told = ask(
    'ground-not-claimed-before',
    registered({ SL: 'xzmj', XMBH: '990101202100017' }),
  );
  expect(told.sentence.zh).toContain('990101202100017 一号');
});

test('both ways: every rule has a row that it accepts and one that it does not', () => {
  const accepts = (verdict: Verdict): boolean => verdict === 'pass' || verdict === 'not-applicable';
  for (const { id } of OPINION_RULES) {
    const verdicts = ROWS.filter(([rule]) => rule === id).map((row) => row[3]);
    expect(verdicts.some(accepts), `${id} accepts`).toBe(true);
    expect(
      verdicts.some((one) => !accepts(one)),
      `${id} refuses`,
    ).toBe(true);
  }
});

test('the ban on new reclamation knows no exception, restoring and the other zones do', () => {
  const strengths = (verb: string): readonly string[] =>
    OPINION_RULES.filter(({ id }) => id.startsWith(`ground-${verb}-`)).map((one) => one.strength);
  expect(strengths('reclaim')).toEqual(['forbidden', 'forbidden']);
  expect(ask('ground-river-lake', candidate({ layers: { HHGLFW: met } })).approver?.zh).toContain(
    '水利',
  );
  const strict: RulePack = {
    name: 'strict',
    values: {},
    strengths: { 'ground-steep': 'forbidden' },
    source: '省文件',
  };
  const steep = candidate({ layers: { PDT: halves(HECTARE) } });
  expect(ask('ground-steep', steep, [strict]).verdict).toBe('refuse');
});

test('an answer names the feature that is met, its area and what is over', () => {
  const hit = [{ name: '清源一期' }, { name: '二期' }, { name: '三期' }, { name: '四期' }];
  const told = ask(
    'site-high-standard-farmland',
    site({ layers: { GBZNT: layerOf(HECTARE, DAY, hit) } }),
  );
  expect(told.sentence.zh).toContain('涉及高标准农田 1.0000 公顷（清源一期、二期、三期 等 4 处）');
  expect(told.remedy?.zh).toContain('high-standard-approval');
  expect(told.figures[0]).toMatchObject({
    pointer: '/layers/GBZNT/area',
    amount: { area: HECTARE },
  });
  const over = ask('site-allotment', allotted(HECTARE * 2n, (HECTARE * 3n) / 2n));
  expect(over.sentence.zh).toBe('占用耕地 1.0000 公顷，管控规模剩余 0.5000 公顷，超出 0.5000 公顷');
});

test('what is not known is named', () => {
  expect(ask('site-allotment', allotted(null, 0n)).sentence.zh).toBe('不知道省级下达的管控规模');
  expect(ask('site-allotment', allotted(HECTARE, null)).sentence.zh).toBe('不知道管控规模已用多少');
});

test('what is used beyond the allotment leaves no room, and the whole site is over', () => {
  const told = ask('site-allotment', allotted(HECTARE, 2n * HECTARE));
  expect(told.sentence.zh).toBe('占用耕地 1.0000 公顷，管控规模剩余 0.0000 公顷，超出 1.0000 公顷');
});

test('fee and upkeep are told in yuan, and what they come to', () => {
  expect(ask('site-reclamation-fee', taking, [PROVINCE]).sentence.zh).toContain('300,000.00 元');
  const upkeep = ask('site-upkeep-cost', taking, [PROVINCE]);
  expect(upkeep.sentence.zh).toBe('后续培肥管护资金 50,000.00 元，连同开垦费 350,000.00 元');
  expect(upkeep.figures[0]!.amount).toEqual({ unit: 'yuan', value: 50_000 });
});

test('steep ground below the majority is told, and none is told as none', () => {
  const of = (steep: bigint) =>
    ask('ground-steep', candidate({ layers: { PDT: halves(steep) } })).sentence.zh;
  expect(of(0n)).toBe('没有 25 度以上陡坡');
  expect(of(1n)).toContain('不占地块多数');
});

test('a province may set another size of isolated ground; the size itself is enough', () => {
  const pack: RulePack = { name: 'six', source: '省文件', values: { isolatedMu: 6 } };
  // 6 亩 are 400,000 of 0.01 m² exactly.
  expect(ask('ground-not-scattered', joined(400_000n), [pack]).verdict).toBe('pass');
  expect(ask('ground-not-scattered', joined(399_999n), [pack]).verdict).toBe('needs-approval');
});
