/**
 * 意见的规则 — rows from the words of each clause: what it accepts, what it refuses, and one on each side of every limit.
 * The word that decides stands beside its rows.
 */
import { expect, test } from 'vitest';
import {
  type AnyRule,
  decide,
  type FactsOf,
  OPINION_RULES,
  type RuleDecision,
  type RulePack,
  ruleSetAt,
  type Subject,
  type Verdict,
} from './index.ts';
import { candidate, DAY, HECTARE, layerOf, piece, site, slopes } from './testdata/check-facts.ts';

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

const ROWS: readonly Row[] = [...SITE_ROWS, ...GROUND_ROWS];

test.each(ROWS)('%s: %s', (rule, _, facts, verdict) => {
  expect(ask(rule, facts).verdict).toBe(verdict);
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
