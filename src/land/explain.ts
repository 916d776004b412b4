/**
 * 算式说明 — any number of a settled year with its formula, the numbers that went in, the clause, and which changed pieces
 * stand behind it. A pure function of the document; the pieces themselves are looked up by the caller.
 */
import {
  type Bilingual,
  type Citation,
  type Explanation,
  formatArea,
  formatSignedArea,
  type Operand,
  say,
} from '../base/index.ts';
import { opinion } from '../policy/index.ts';
import { flowKind } from './flow-table.ts';
import { classLabel } from './names.ts';
import type { Account, AreaText, Settlement, ZoneAccount } from './settlement.ts';

/** Which changed pieces a number is the sum of; all conditions hold together. */
export interface PieceFilter {
  readonly flows?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  /** Beginning of the village code. */
  readonly zone?: string;
  readonly parcels?: readonly string[];
}

/** An explanation, and the pieces behind it; null when no piece is (a whole survey, a parameter). */
export interface ExplainedNumber {
  readonly explanation: Explanation;
  readonly pieces: PieceFilter | null;
}

const UNIFIED = opinion('十一', '统一纳入耕地占补平衡管理');
const STABLE = opinion(
  '十一',
  '将省域内稳定利用耕地净增加量作为下年度非农建设允许占用耕地规模上限',
);
const SETTLE: Citation = { instrument: 'practice', clause: '年度结算' };

const ACCOUNT_TITLES: Record<keyof Account, Bilingual> = {
  opening: say('年初耕地', 'cultivated land at the start of the year'),
  losses: say('本年减少', 'losses of the year'),
  gains: say('本年增加', 'gains of the year'),
  residual: say('订正与残差', 'corrections and residual'),
  closing: say('年末耕地', 'cultivated land at the end of the year'),
};

/** Explains the number at a JSON pointer; undefined when nothing there can be explained. */
export function explainNumber(
  settlement: Settlement,
  pointer: string,
): ExplainedNumber | undefined {
  const parts = pointer.split('/').slice(1);
  const [section = '', second = '', third = '', fourth = ''] = parts;
  const ref = `year:${settlement.id}#${pointer}`;
  const found = ((): Partial | undefined => {
    switch (section) {
      case 'account':
        return accountNumber(settlement, settlement.account, second, settlement.rows, '', 'year');
      case 'rows':
        return rowNumber(settlement, Number(second));
      case 'flows':
        return flowNumber(settlement, Number(second));
      case 'classes':
        return classNumber(settlement, Number(second), third);
      case 'stable':
        return stableNumber(settlement, second, third, fourth);
      case 'tests':
        return testNumber(settlement, Number(second));
      case 'zones':
        return zoneNumber(settlement, Number(second), third, fourth);
      case 'cap':
        return capNumber(settlement);
      case 'twoAccounts':
        return twoAccountNumber(settlement, second, third);
      case 'approvals':
        return approvalNumber(settlement, Number(second));
      case 'before':
      case 'after':
        return inputNumber(settlement, section);
      case 'controlArea':
        return controlNumber(settlement, second);
      case 'carry':
        return carryNumber(settlement, second);
      default:
        return undefined;
    }
  })();
  if (!found) return undefined;
  const { pieces, operands, citations, ...rest } = found;
  return {
    explanation: {
      ref,
      parameters: [],
      ...rest,
      operands: operands ?? [],
      citations: citations ?? [SETTLE],
    },
    pieces: pieces ?? null,
  };
}

type Partial = Pick<Explanation, 'title' | 'value' | 'formula'> & {
  readonly operands?: readonly Operand[];
  readonly citations?: readonly Citation[];
  readonly parameters?: Explanation['parameters'];
  readonly advice?: Bilingual;
  readonly pieces?: PieceFilter;
};

function hectares(area: AreaText): Bilingual {
  const [ha, m2] = [formatArea(BigInt(area), 'ha', 4), formatArea(BigInt(area), 'm2')];
  return say(`${ha} 公顷 (${m2} m²)`, `${ha} ha (${m2} m²)`);
}

/** What reads the same in both languages. */
function plain(text: string): Bilingual {
  return say(text, text);
}

function signed(area: AreaText): Bilingual {
  const ha = formatSignedArea(BigInt(area), 'ha', 4);
  return say(`${ha} 公顷`, `${ha} ha`);
}

function operand(
  settlement: Settlement,
  name: Bilingual,
  area: AreaText,
  pointer: string,
): Operand {
  return { name, value: signed(area), ref: `year:${settlement.id}#${pointer}` };
}

interface NamedRow {
  readonly flow: string;
  readonly area: AreaText;
}

/** A number of an account, of the whole or of a zone. `at` is the pointer of the rows. */
function accountNumber(
  settlement: Settlement,
  account: Account,
  name: string,
  rows: readonly NamedRow[],
  zone: string,
  at: string,
): Partial | undefined {
  if (!Object.hasOwn(account, name)) return undefined;
  const key = name as keyof Account;
  const rowOperand = (row: NamedRow, i: number): Operand =>
    operand(
      settlement,
      flowKind(row.flow).title,
      row.area,
      at === 'year' ? `/rows/${i}/area` : `${at}/rows/${row.flow}`,
    );
  const base = at === 'year' ? '/account' : `${at}/account`;
  const title = ACCOUNT_TITLES[key];
  const value = hectares(account[key]);
  if (key === 'opening' || key === 'closing') {
    const isClosing = key === 'closing';
    const input = isClosing ? settlement.after : settlement.before;
    return {
      title,
      value,
      formula: isClosing
        ? say(
            '年初 − 减少 + 增加 + 订正与残差；也等于年末各耕地图斑 TBDLMJ（图斑面积 − 田坎）之和',
            'opening − losses + gains + corrections; also Σ (parcel area − ridges) of cultivated parcels at the end',
          )
        : say(
            '年初各耕地图斑 TBDLMJ（图斑面积 − 田坎）之和',
            'Σ (parcel area − ridges) of cultivated parcels at the start',
          ),
      operands: isClosing
        ? [
            operand(settlement, ACCOUNT_TITLES.opening, account.opening, `${base}/opening`),
            operand(settlement, ACCOUNT_TITLES.losses, negative(account.losses), `${base}/losses`),
            operand(settlement, ACCOUNT_TITLES.gains, account.gains, `${base}/gains`),
            operand(settlement, ACCOUNT_TITLES.residual, account.residual, `${base}/residual`),
          ]
        : [{ name: say('调查数据', 'survey'), value: plain(`${input.snapshot} ${input.title}`) }],
    };
  }
  const side = key === 'losses' ? 'loss' : key === 'gains' ? 'gain' : 'adjustment';
  const chosen = rows
    .map((row, i) => ({ row, i }))
    .filter(({ row }) => flowKind(row.flow).side === side);
  return {
    title,
    value,
    formula:
      key === 'residual'
        ? say(
            '行政界线调整 + 数据订正 + 飞地 + 田坎系数/坡度变化 + 拓扑残差，带符号相加',
            'boundary adjustment + data correction + enclaves + ridge changes + topological residual, signed',
          )
        : say('各流量逐块相加', 'the flows added piece by piece'),
    operands: chosen.map(({ row, i }) => rowOperand(row, i)),
    citations: key === 'residual' ? [SETTLE] : [UNIFIED],
    pieces: { flows: chosen.map(({ row }) => row.flow), ...(zone === '' ? {} : { zone }) },
  };
}

function negative(area: AreaText): AreaText {
  return (-BigInt(area)).toString();
}

function rowNumber(settlement: Settlement, index: number): Partial | undefined {
  const row = settlement.rows[index];
  if (!row) return undefined;
  const parts = settlement.flows
    .map((flow, i) => ({ flow, i }))
    .filter(({ flow }) => flow.flow === row.flow);
  return {
    title: row.title,
    value: signed(row.area),
    formula: say(
      '本流量各地类对的净耕地面积（TBDLMJ）之和',
      'Σ net cultivated area over the class pairs of this flow',
    ),
    operands: parts.map(({ flow, i }) =>
      operand(
        settlement,
        say(
          `${classLabel(flow.from).zh} → ${classLabel(flow.to).zh}`,
          `${classLabel(flow.from).en} → ${classLabel(flow.to).en}`,
        ),
        flow.area,
        `/flows/${i}/area`,
      ),
    ),
    citations: [row.citation],
    ...(row.duty
      ? { advice: say(`补充责任：${row.duty.zh}`, `duty to replenish: ${row.duty.en}`) }
      : {}),
    pieces: { flows: [row.flow] },
  };
}

function flowNumber(settlement: Settlement, index: number): Partial | undefined {
  const flow = settlement.flows[index];
  if (!flow) return undefined;
  const kind = flowKind(flow.flow);
  return {
    title: say(
      `${kind.title.zh}：${classLabel(flow.from).zh} → ${classLabel(flow.to).zh}`,
      `${kind.title.en}: ${classLabel(flow.from).en} → ${classLabel(flow.to).en}`,
    ),
    value: hectares(flow.area),
    formula: say(
      '两年图斑相交的每一块，按年初图斑法定面积以最大余数法分摊，扣除田坎后相加',
      'every intersection of two parcels, a largest-remainder share of the legal area of the earlier one, net of ridges',
    ),
    operands: [{ name: say('块数', 'pieces'), value: plain(String(flow.pieces)) }],
    citations: [kind.citation],
    pieces: { flows: [flow.flow], from: flow.from, to: flow.to },
  };
}

function classNumber(settlement: Settlement, index: number, when: string): Partial | undefined {
  const row = settlement.classes[index];
  if (!row || (when !== 'before' && when !== 'after')) return undefined;
  const input = settlement[when];
  return {
    title: say(
      `${row.name.zh}（${row.landClass}）${when === 'before' ? '年初' : '年末'}面积`,
      `${row.name.en} (${row.landClass}), ${when === 'before' ? 'start' : 'end'} of the year`,
    ),
    value: hectares(row[when]),
    formula: say(
      '该地类各图斑面积减去田坎之和；田坎计入 1203',
      'Σ parcel area minus ridges; ridges count as 1203',
    ),
    operands: [
      { name: say('调查数据', 'survey'), value: plain(`${input.snapshot} ${input.title}`) },
    ],
  };
}

const STABLE_TITLES: Record<string, Bilingual> = {
  before: say('年初稳定利用耕地', 'stably used at the start'),
  after: say('年末稳定利用耕地', 'stably used at the end'),
  netIncrease: say('县域稳定利用耕地净增加量', 'net increase of stably used cultivated land'),
  onGround: say('实地增减', 'change on the ground'),
  byLabel: say('标注/坡度变化', 'change by label or slope level'),
  residual: say('残差', 'residual'),
};

function stableNumber(
  settlement: Settlement,
  name: string,
  index: string,
  when: string,
): Partial | undefined {
  const { stable } = settlement;
  const parameters = settlement.parameters
    .filter((p) => p.name === 'stableExclusion')
    .map((p) => ({ name: p.name, value: p.value, confidence: p.confidence }));
  const citations = [STABLE];
  if (name === 'excluded') {
    const row = stable.excluded[Number(index)];
    if (!row || (when !== 'before' && when !== 'after')) return undefined;
    return {
      title: say(`不计入稳定利用：${row.reason.zh}`, `not stably used: ${row.reason.en}`),
      value: hectares(row[when]),
      formula: say(
        `净耕地面积之和，条件 ${row.condition}`,
        `Σ net cultivated area where ${row.condition}`,
      ),
      citations,
      parameters,
    };
  }
  if (name === 'labelParcels') {
    const row = stable.labelParcels[Number(index)];
    if (!row) return undefined;
    return {
      title: say(`图斑 ${row.id} 的标注变化`, `label change of parcel ${row.id}`),
      value: signed(row.area),
      formula: say(`地类未变，只有 ${row.change}`, `the class did not change, only ${row.change}`),
      citations,
      parameters,
      advice: say(
        '标注变化不是实地增加，请实地核实。',
        'A label is no new land; check it on the ground.',
      ),
      pieces: { parcels: [row.id] },
    };
  }
  const title = STABLE_TITLES[name];
  const value = (stable as unknown as Record<string, unknown>)[name];
  if (!title || typeof value !== 'string') return undefined;
  const of = (key: 'before' | 'after' | 'onGround' | 'byLabel' | 'residual'): Operand =>
    operand(settlement, STABLE_TITLES[key]!, stable[key], `/stable/${key}`);
  const total = name === 'before' || name === 'after';
  return {
    title,
    value: total ? hectares(value) : signed(value),
    formula: total
      ? say(
          '耕地净面积减去排除条件下的面积',
          'net cultivated area minus what the conditions exclude',
        )
      : name === 'netIncrease'
        ? say(
            '年末 − 年初 = 实地增减 + 标注/坡度变化 + 残差',
            'end − start = ground + label + residual',
          )
        : name === 'onGround'
          ? say('地类在实地改变的块', 'pieces whose class changed on the ground')
          : name === 'byLabel'
            ? say(
                '地类未变、只有坡度级别或标注改变的块',
                'pieces where only a slope level or label changed',
              )
            : say('净增加量 − 实地 − 标注', 'net increase − ground − label'),
    operands:
      name === 'netIncrease'
        ? [of('after'), of('before'), of('onGround'), of('byLabel'), of('residual')]
        : [],
    citations,
    parameters,
    ...(name === 'byLabel' ? { pieces: { parcels: stable.labelParcels.map((p) => p.id) } } : {}),
  };
}

function testNumber(settlement: Settlement, index: number): Partial | undefined {
  const test = settlement.tests[index];
  if (!test) return undefined;
  const balanced = (balance: 'occupation' | 'supplement'): string[] =>
    settlement.rows.map((row) => row.flow).filter((flow) => flowKind(flow).balance === balance);
  return {
    title: say(`${test.id} ${test.title.zh}`, `${test.id} ${test.title.en}`),
    value: plain(test.verdict),
    formula: test.reason,
    operands: [
      ...(test.supplement === undefined
        ? []
        : [{ name: say('补充', 'replenishment'), value: test.supplement }]),
      ...(test.occupation === undefined
        ? []
        : [{ name: say('占用', 'occupation'), value: test.occupation }]),
    ],
    citations: [test.citation],
    parameters: settlement.parameters
      .filter(
        (p) =>
          (test.id === 'Q5' && p.name === 'capacityFormula') ||
          (test.id === 'Q1' && p.name === 'countyQuantityIsTest') ||
          (test.id === 'Q3' && p.name === 'gradeFallback'),
      )
      .map((p) => ({ name: p.name, value: p.value, confidence: p.confidence })),
    ...(test.remedy ? { advice: test.remedy } : {}),
    pieces:
      test.parcels.length > 0
        ? { parcels: test.parcels }
        : { flows: [...balanced('occupation'), ...balanced('supplement')] },
  };
}

function zoneNumber(
  settlement: Settlement,
  index: number,
  part: string,
  name: string,
): Partial | undefined {
  const zone = settlement.zones[index];
  if (!zone) return undefined;
  const prefix = zonePrefix(zone);
  const here = (title: Bilingual): Bilingual =>
    say(`${zone.name} ${title.zh}`, `${zone.name}: ${title.en}`);
  if (part === 'account') {
    const rows = Object.entries(zone.rows).map(([flow, area]) => ({ flow, area }));
    const found = accountNumber(settlement, zone.account, name, rows, prefix, `/zones/${index}`);
    return found && { ...found, title: here(found.title) };
  }
  if (part === 'rows') {
    const area = zone.rows[name];
    if (area === undefined) return undefined;
    const kind = flowKind(name);
    return {
      title: here(kind.title),
      value: signed(area),
      formula: say(
        '本单元内该流量的净耕地面积之和',
        'Σ net cultivated area of the flow in this unit',
      ),
      citations: [kind.citation],
      pieces: { flows: [name], zone: prefix },
    };
  }
  if (part === 'stableBefore' || part === 'stableAfter') {
    const when = part === 'stableBefore' ? 'before' : 'after';
    return {
      title: here(STABLE_TITLES[when]!),
      value: hectares(zone[part]),
      formula: say('本单元内稳定利用耕地净面积之和', 'Σ net area of stably used land in this unit'),
      citations: [STABLE],
    };
  }
  return undefined;
}

function zonePrefix(zone: ZoneAccount): string {
  if (zone.level === 'province') return zone.code.slice(0, 2);
  return zone.level === 'city' ? zone.code.slice(0, 4) : zone.code;
}

function capNumber(settlement: Settlement): Partial | undefined {
  const { cap } = settlement;
  if (!cap) return undefined;
  return {
    title: say(
      `${cap.forYear} 年度非农建设允许占用耕地规模上限`,
      `cap on cultivated land for construction in ${cap.forYear}`,
    ),
    value: hectares(cap.area),
    formula: cap.preconditionMet
      ? say(
          '本年度全省稳定利用耕地净增加量',
          'net increase of stably used land of the province this year',
        )
      : say(
          '前提未满足：年度耕地总量未实现动态平衡，上限为零',
          'the total is not in balance: the cap is zero',
        ),
    operands: [
      operand(
        settlement,
        STABLE_TITLES['netIncrease']!,
        settlement.stable.netIncrease,
        '/stable/netIncrease',
      ),
    ],
    citations: [cap.citation],
  };
}

function twoAccountNumber(
  settlement: Settlement,
  account: string,
  name: string,
): Partial | undefined {
  const { twoAccounts } = settlement;
  if (!twoAccounts || (account !== 'nonAgricultural' && account !== 'inOut')) return undefined;
  const value = (twoAccounts[account] as Readonly<Record<string, string>>)[name];
  if (value === undefined) return undefined;
  const leaves = name === 'occupied' || name === 'out';
  const old = account === 'inOut' ? 'in-out' : 'non-agricultural';
  return {
    title:
      account === 'inOut'
        ? say(`进出平衡：${leaves ? '转出' : '转进'}`, `in and out: ${leaves ? 'out' : 'in'}`)
        : say(
            `非农建设占补：${leaves ? '占用' : '补充'}`,
            `construction: ${leaves ? 'occupied' : 'replenished'}`,
          ),
    value: hectares(value),
    formula: say('改革前两本账，各自平衡', 'before the reform two accounts balance apart'),
    citations: [twoAccounts.citation],
    pieces: {
      flows: settlement.rows
        .map((row) => row.flow)
        .filter(
          (flow) =>
            flowKind(flow).oldAccount === old &&
            flowKind(flow).balance === (leaves ? 'occupation' : 'supplement'),
        ),
    },
  };
}

function approvalNumber(settlement: Settlement, index: number): Partial | undefined {
  const row = settlement.approvals?.[index];
  if (!row) return undefined;
  return {
    title: row.title,
    value: hectares(row.area),
    formula: say(
      '建设占用的块与批文范围叠加，按批准日期归类',
      'pieces taken by construction overlaid with approvals, sorted by date of approval',
    ),
    operands: [{ name: say('图斑', 'parcels'), value: plain(String(row.pieces)) }],
    pieces: { parcels: row.parcels },
  };
}

function inputNumber(settlement: Settlement, which: 'before' | 'after'): Partial {
  const input = settlement[which];
  return {
    title: say(`${input.title} 图斑面积合计`, `${input.title}: total parcel area`),
    value: hectares(input.area),
    formula: say('各图斑面积 TBMJ 之和', 'Σ parcel area (TBMJ)'),
    operands: [
      { name: say('快照', 'snapshot'), value: plain(input.snapshot) },
      { name: say('图斑数', 'parcels'), value: plain(String(input.parcels)) },
    ],
  };
}

function controlNumber(settlement: Settlement, which: string): Partial | undefined {
  if (which !== 'before' && which !== 'after') return undefined;
  const value = settlement.controlArea[which];
  if (value === null) return undefined;
  return {
    title: say('控制面积', 'control area'),
    value: hectares(value),
    formula: say('行政区图层 XZQ 所载 KZMJ', 'KZMJ of the layer XZQ'),
    operands: [
      operand(
        settlement,
        say('图斑面积合计', 'total parcel area'),
        settlement[which].area,
        `/${which}/area`,
      ),
    ],
  };
}

function carryNumber(settlement: Settlement, name: string): Partial | undefined {
  if (name === 'closing')
    return {
      title: say('下年度年初应等于', 'the opening of next year must be'),
      value: hectares(settlement.carry.closing),
      formula: say('等于本年末耕地', 'the closing of this year'),
      operands: [
        operand(settlement, ACCOUNT_TITLES.closing, settlement.account.closing, '/account/closing'),
      ],
    };
  const grade = settlement.carry.nonAgriculturalGradeAverage;
  if (name !== 'nonAgriculturalGradeAverage' || grade === null) return undefined;
  return {
    title: say(
      '本年非农建设占用耕地平均质量等级',
      'average quality grade of land taken for construction',
    ),
    value: plain(grade),
    formula: say('Σ 面积 × 等级 ÷ Σ 面积', 'Σ area × grade ÷ Σ area'),
    pieces: { flows: ['OCC_NONAGRI', 'OCC_RESERVOIR'] },
  };
}
