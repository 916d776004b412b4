/**
 * 调查规则表 — every rule that a survey is held to: what must hold, how grave a breach is, what to do, where the rule comes
 * from, whose it is and since when. Checks, documents and lists of findings take their sentences from here alone.
 */
import {
  type Bilingual,
  type CalendarDate,
  type Citation,
  type Confidence,
  type Finding,
  type Place,
  say,
  type Severity,
} from '../base/index.ts';

/** Who sets a rule. A provincial or county rule is a notice until the rule pack of that office is chosen. */
export type RuleLevel = 'national' | 'provincial' | 'county';

/** One rule of a survey. */
export interface SurveyRule {
  readonly id: string;
  readonly severity: Severity;
  /** What must hold. */
  readonly sentence: Bilingual;
  readonly remedy: Bilingual;
  readonly source: string;
  readonly confidence: Confidence;
  readonly level: RuleLevel;
  /** First day of the rule, or of the standard that it belongs to. */
  readonly from: CalendarDate;
}

/** Where rules come from: the standards themselves were not seen, so every rule of theirs is shown as unconfirmed. */
const SOURCES = {
  survey: { source: 'TD/T 1055-2019（原文未见）', from: '2019-01-01' },
  database: { source: 'TD/T 1057-2020 及质检程序（原文未见）', from: '2020-07-01' },
  practice: { source: '业内质检程序', from: '2019-01-01' },
  county: { source: '个别县 2025-11 的质检规则', from: '2025-11-01', level: 'county' },
} as const;

type Row = readonly [
  id: string,
  severity: Severity,
  source: keyof typeof SOURCES,
  zh: string,
  en: string,
  remedyZh: string,
  remedyEn: string,
];

const ROWS: readonly Row[] = [
  [
    'C0',
    'warning',
    'practice',
    '缺字段或缺对照数据的规则没有检查，不算通过',
    'rules whose fields, or what they compare with, are missing were not checked, which is no pass',
    '补上字段，或在映射文件的 attributes 中指明；系数表由规则包给出，上一年的数据在结算时给出。',
    'Add the fields, or name them under attributes in a mapping file; tables come from rule packs, the year before from settling.',
  ],
  [
    'C1',
    'error',
    'database',
    '地类编码须填写、在代码表中且与名称相符',
    'the class code must be filled in, be in the list and match its name',
    '改正地类编码或名称。',
    'Correct the class code or name.',
  ],
  [
    'C2',
    'error',
    'database',
    '耕地须有坡度级别 1–5 和种植属性',
    'cultivated land must have a slope level 1–5 and a planting attribute',
    '补填 GDPDJB 和 ZZSXDM。',
    'Fill in GDPDJB and ZZSXDM.',
  ],
  [
    'C3',
    'error',
    'database',
    '坡度 1 级不填耕地类型且田坎系数为 0；2–5 级须填耕地类型，梯田系数大于 0 并与县系数表一致',
    'slope level 1 has no terrace type and ridge rate 0; levels 2–5 have a type, and terraces the rate of the county, above 0',
    '改正 GDLX 或 KCXS。',
    'Correct GDLX or KCXS.',
  ],
  [
    'C4',
    'error',
    'database',
    '田坎系数与扣除地类编码须同时有或同时无，非耕地都没有',
    'ridge rate and deduction class stand together or not at all, and never off cultivated land',
    '改正 KCXS 或 KCDLBM。',
    'Correct KCXS or KCDLBM.',
  ],
  [
    'C5',
    'error',
    'database',
    '恢复属性只用于允许的地类，其他非耕地不填种植属性',
    'restore attributes stand on allowed classes only; other land has no planting attribute',
    '改正 ZZSXDM。',
    'Correct ZZSXDM.',
  ],
  [
    'C6',
    'error',
    'database',
    '细化的耕地种植属性须为 LS、FLS 或 LYFL；有细化名称的须有细化代码',
    'refined cultivated land must be planted LS, FLS or LYFL; a refinement with a name has a code',
    '改正 TBXHDM 或 ZZSXDM。',
    'Correct TBXHDM or ZZSXDM.',
  ],
  [
    'C7',
    'error',
    'database',
    '城镇村属性码和线状地物宽度须与地类相符',
    'settlement attribute and line width must fit the class',
    '改正 CZCSXM 或 XZDWKD。',
    'Correct CZCSXM or XZDWKD.',
  ],
  [
    'C8',
    'error',
    'county',
    '农林地类互变或新增耕地须有备注，新增耕地不得为未耕种，工业用地不填备注（县规则）',
    'a change among farm and forest classes or to cultivated land needs a note, new cultivated land is planted, a factory keeps no note (county rule)',
    '如本县采用此规则，请按规则填写或清空 BZ，或改正 ZZSXDM。',
    'Where the county uses this rule, fill in or clear BZ, or correct ZZSXDM.',
  ],
  [
    'C9',
    'error',
    'database',
    '数值字段须填数字',
    'fields of numbers must hold numbers',
    '请改为数字，不带单位和文字；没有值时留空。',
    'Write a number without unit or words; leave it empty where there is none.',
  ],
  [
    'A1',
    'error',
    'survey',
    '图斑面积与重算的椭球面积须相等',
    'the filed area must equal the recomputed ellipsoidal area',
    '重算图斑面积，或核对坐标系。',
    'Recompute the area, or check the reference system.',
  ],
  [
    'A2',
    'error',
    'survey',
    '扣除面积 = 图斑面积 × 系数，图斑地类面积 = 图斑面积 − 扣除面积',
    'ridge area = parcel area × rate, net area = parcel area − ridge area',
    '重算 KCMJ 和 TBDLMJ。',
    'Recompute KCMJ and TBDLMJ.',
  ],
  [
    'A3',
    'error',
    'survey',
    '图斑面积之和须等于控制面积，变更后面积之和须等于变更前面积',
    'parcel areas must add up to the control area, and what became of a parcel to the parcel',
    '核对缺漏或重叠的图斑，重新调平。',
    'Look for missing or doubled parcels and close the areas again.',
  ],
  [
    'U1',
    'error',
    'database',
    '标识码唯一，图斑编号在村内唯一',
    'identifiers are unique, parcel numbers within their village',
    '重新编号。',
    'Number it again.',
  ],
  [
    'U2',
    'error',
    'database',
    '更新过程所指的变更前后图斑须存在',
    'change records must name parcels before and after that exist',
    '请改正变更前后的标识码。',
    'Correct the identifiers before and after the change.',
  ],
  [
    'M1',
    'error',
    'database',
    '坐标系须写明且为 CGCS2000，年份、县代码、面积单位和日期须与数据一致',
    'the reference system must be declared and be CGCS2000; year, county code, unit of area and dates must agree with the data',
    '改正坐标系、SJNF、ZLDWDM、面积单位或 GXSJ，或导入时指明正确的值。',
    'Correct the reference system, SJNF, ZLDWDM, the unit of areas or GXSJ, or state the right value when importing.',
  ],
  ...shapes(),
];

/** Rules of shapes: G without a usable shape, T of topology. T0 names what was not looked at. */
function shapes(): readonly Row[] {
  const mend = [
    '请在源数据中修正图形后重新导入。',
    'Mend the shape in the source and import again.',
  ] as const;
  const edge = [
    '请沿公共边界重新采集后导入。',
    'Draw the common border anew and import again.',
  ] as const;
  const give = ['请补上图形或删除该要素。', 'Give it a shape or delete the feature.'] as const;
  return [
    ['G1', 'error', 'survey', '图斑须有面图形', 'a parcel must have a polygon', ...give],
    [
      'G2',
      'error',
      'survey',
      '坐标须是有限的数，并在坐标系能到的地方',
      'coordinates must be finite and lie where the reference system has ground',
      ...mend,
    ],
    ['G3', 'error', 'survey', '环至少有三个点', 'a ring must have three points at least', ...mend],
    [
      'G4',
      'error',
      'survey',
      '环须闭合',
      'a ring must be closed',
      '请用 survey repair 闭合，或在源数据中修正图形后重新导入。',
      'Close it with survey repair, or mend the shape in the source and import again.',
    ],
    ['G6', 'error', 'survey', '环须有面积', 'a ring must have an area', ...mend],
    [
      'T0',
      'warning',
      'practice',
      '缺图层的规则没有检查，不算通过',
      'rules whose layers are missing were not checked, which is no pass',
      '请导入含有这些图层的成果包；邻县的图层用 survey check --neighbour 给出；村代码以 CJDCQ 为准改正。',
      "Import a package that holds these layers; name the neighbouring county's with survey check --neighbour; correct village codes after CJDCQ.",
    ],
    [
      'T1-overlap',
      'error',
      'survey',
      '同一年的图斑不得重叠',
      'parcels of one year must not overlap',
      '请改正其中一个图斑的边界后重新导入。',
      'Mend the border of one of them and import the survey again.',
    ],
    [
      'T1-gap',
      'error',
      'survey',
      '图斑之间不得有缝隙',
      'there must be no gap between parcels',
      '请把缝隙并入相邻图斑，或补上缺少的图斑。',
      'Give the gap to a parcel beside it, or add the parcel that is missing.',
    ],
    [
      'T2-county',
      'error',
      'survey',
      '图斑须在县界内',
      'parcels must lie within the county',
      ...edge,
    ],
    [
      'T2-village',
      'error',
      'survey',
      '图斑须在所属村界内',
      'parcels must lie within their village',
      ...edge,
    ],
    [
      'T2-zone',
      'error',
      'survey',
      '村级调查区须在所属行政区内，互不重叠，铺满行政区',
      'a village must lie within its administrative unit, and villages cover the unit once',
      ...edge,
    ],
    [
      'T2-settlement',
      'error',
      'survey',
      '城镇村等用地的界线须与图斑界线重合，一个城镇村只在一个行政区内',
      'borders of settlements must run along borders of parcels, and each lies in one administrative unit',
      ...edge,
    ],
    [
      'T2-neighbour',
      'error',
      'survey',
      '与相邻县的公共界线须一致',
      'the border with a neighbouring county must be the same in both',
      ...edge,
    ],
    [
      'T3',
      'error',
      'survey',
      '一个图斑须是一个面，不得有多个部分',
      'a parcel must be one polygon, not several parts',
      '请拆成单独的图斑，各给标识码。',
      'Split it into parcels, each with its own identifier.',
    ],
    [
      'T4',
      'warning',
      'practice',
      '不应有小于最小上图面积或狭长的图斑（线状地物和被村界、县界分割的除外）',
      'no parcel should be below the smallest mapped area or narrow, lines on the ground and what village or county borders cut excepted',
      '请并入公共边最长的相邻图斑，或确认实地如此。',
      'Give it to the neighbour with the longest common border, or confirm the ground.',
    ],
    ['T5-crossing', 'error', 'survey', '环不得自相交', 'a ring must not cross itself', ...mend],
    ['T5-touching', 'error', 'survey', '环不得自相接', 'a ring must not touch itself', ...mend],
    [
      'T5-rings',
      'error',
      'survey',
      '各环不得互相重叠，洞须在外环之内',
      'rings must not overlap, and a hole must lie within its shell',
      ...mend,
    ],
    [
      'T5-spike',
      'warning',
      'practice',
      '边界不应有夹角很小的尖刺',
      'a border should have no spikes',
      '请删去尖刺的顶点。',
      'Delete the point of the spike.',
    ],
    [
      'T5-repeated',
      'error',
      'survey',
      '环不得有重复的点',
      'a ring must not repeat a point',
      '请删去重复的点。',
      'Delete the repeated point.',
    ],
    [
      'T5-order',
      'warning',
      'practice',
      '外环和洞的方向应符合文件格式的规定',
      'shells and holes should run as the file format wants them',
      '导入时已按正确方向理解；重新导出即可改正。',
      'They were read the right way round; exporting again mends it.',
    ],
    [
      'T6',
      'warning',
      'practice',
      '公共边界上的点应为两侧图斑共有',
      'points on a common border should belong to the parcels on both sides',
      '请在相邻图斑的边上补上该点。',
      'Add the point to the edge of the parcel beside it.',
    ],
  ];
}

/** Every rule of a survey, in the order in which they are documented. */
export const SURVEY_RULES: readonly SurveyRule[] = ROWS.map(
  ([id, severity, from, zh, en, remedyZh, remedyEn]) => ({
    id,
    severity,
    sentence: say(zh, en),
    remedy: say(remedyZh, remedyEn),
    confidence: 'unconfirmed',
    level: 'national',
    ...SOURCES[from],
  }),
);

const BY_ID: ReadonlyMap<string, SurveyRule> = new Map(SURVEY_RULES.map((rule) => [rule.id, rule]));

/** The rule of an id; throws for an id that no rule has, which would be a fault of ours. */
export function surveyRule(id: string): SurveyRule {
  const rule = BY_ID.get(id);
  if (rule === undefined) throw new Error(`no rule ${id} in the table of survey rules`);
  return rule;
}

/** Whether a rule binds: national ones always, others when they, or all of their level, were chosen. */
export function ruleBinds(id: string, chosen: readonly string[]): boolean {
  const { level } = surveyRule(id);
  return level === 'national' || chosen.includes(id) || chosen.includes(level);
}

/** How findings of a rule cite it. */
export function surveyCitation(id: string): Citation {
  return { instrument: 'survey-rules', clause: id };
}

/**
 * A finding of a rule: its sentence with the values that break it, its remedy and its severity. Rules of a county are
 * notices unless `binds` says that the county's pack is chosen.
 */
export function surveyFinding(id: string, place: Place, values: Bilingual, binds = false): Finding {
  const rule = surveyRule(id);
  return {
    rule: id,
    severity: rule.level === 'national' || binds ? rule.severity : 'notice',
    place,
    message: say(`${rule.sentence.zh}：${values.zh}`, `${rule.sentence.en}: ${values.en}`),
    remedy: rule.remedy,
    citation: surveyCitation(id),
  };
}
