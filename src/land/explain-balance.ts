/** 平衡与稳定利用的说明 — numbers of the balance tests, of stably used land and of approvals. */
import { type Bilingual, formatArea, type Operand, say } from '../base/index.ts';
import {
  counted,
  type Draft,
  hectares,
  parametersOf,
  plain,
  SETTLE,
  signed,
  STABLE,
  term,
} from './explain-draft.ts';
import {
  labelKey,
  MEASURES,
  paddySide,
  type PieceFilter,
  type PieceMeasure,
} from './explanation.ts';
import { flowKind, FLOWS } from './flow-table.ts';
import { classLabel } from './names.ts';
import type { BalanceTest, Settlement, StableLand } from './settlement.ts';

const STABLE_TITLES = {
  before: say('年初稳定利用耕地', 'stably used at the start'),
  after: say('年末稳定利用耕地', 'stably used at the end'),
  netIncrease: say('县域稳定利用耕地净增加量', 'net increase of stably used cultivated land'),
  onGround: say('实地增减', 'change on the ground'),
  byLabel: say('标注/坡度变化', 'change by label or slope level'),
  residual: say('残差', 'residual'),
} as const;

type StableKey = keyof typeof STABLE_TITLES;

/** `/stable/…`. */
export function stableNumber(
  settlement: Settlement,
  name: string,
  index: string,
  when: string,
): Draft | undefined {
  const { stable } = settlement;
  const rest = {
    citations: [STABLE],
    parameters: parametersOf(settlement, 'stableExclusion'),
    unconfirmed: stable.confidence === 'unconfirmed',
  };
  if (name === 'excluded') {
    const row = stable.excluded[Number(index)];
    if (!row || (when !== 'before' && when !== 'after')) return undefined;
    return {
      ...rest,
      title: say(`不计入稳定利用：${row.reason.zh}`, `not stably used: ${row.reason.en}`),
      exact: row[when],
      value: hectares(row[when]),
      formula: say(
        `净耕地面积之和，条件 ${row.condition}；多个条件并存时只计先列的一个，永久基本农田的标注先于各条件`,
        `Σ net cultivated area where ${condition(row.condition)}; of several conditions the first counts, and what permanent basic farmland states goes before them`,
      ),
      derivation: 'counted',
    };
  }
  if (name === 'labelParcels') {
    const row = stable.labelParcels[Number(index)];
    if (!row) return undefined;
    return {
      ...rest,
      title: say(`图斑 ${row.id} 的标注变化`, `label change of parcel ${row.id}`),
      exact: row.area,
      value: signed(row.area),
      formula: say(
        `地类未变，只有 ${row.change}`,
        `the class did not change, only ${labelChange(row.change)}`,
      ),
      derivation: 'pieces',
      advice: say(
        '标注变化不是实地增加，请实地核实。',
        'A label is no new land; check it on the ground.',
      ),
      pieces: { measure: 'stable', part: 'label', labels: [labelKey(row.id, row.area)] },
    };
  }
  if (!Object.hasOwn(STABLE_TITLES, name)) return undefined;
  const key = name as StableKey;
  return {
    ...rest,
    title: STABLE_TITLES[key],
    exact: stable[key],
    value: key === 'before' || key === 'after' ? hectares(stable[key]) : signed(stable[key]),
    ...stableParts(settlement, stable, key),
  };
}

function stableParts(
  settlement: Settlement,
  stable: StableLand,
  key: StableKey,
): Pick<Draft, 'formula' | 'derivation' | 'operands' | 'pieces'> {
  const of = (name: StableKey, sign: 1 | -1 = 1): Operand =>
    term(STABLE_TITLES[name], stable[name], `/stable/${name}`, sign);
  const labels = stable.labelParcels.map((row) => labelKey(row.id, row.area));
  switch (key) {
    case 'before':
    case 'after': {
      const total = key === 'before' ? 'opening' : 'closing';
      return {
        formula: say(
          '耕地净面积减去排除条件下的面积',
          'net cultivated area less what the conditions exclude',
        ),
        derivation: 'terms',
        operands: [
          term(
            total === 'opening' ? say('年初耕地', 'opening') : say('年末耕地', 'closing'),
            settlement.account[total],
            `/account/${total}`,
          ),
          ...stable.excluded.map((row, i) =>
            term(row.reason, row[key], `/stable/excluded/${i}/${key}`, -1),
          ),
        ],
      };
    }
    case 'netIncrease':
      return {
        formula: say(
          '年末 − 年初；也等于实地增减 + 标注/坡度变化 + 残差',
          'end − start; also ground + label + residual',
        ),
        derivation: 'terms',
        operands: [of('after'), of('before', -1)],
      };
    case 'onGround':
      return {
        formula: say(
          '在实地成为或不再是耕地的块，对稳定利用耕地的增减之和',
          'Σ effect on stably used land of pieces that became or ceased to be cultivated on the ground',
        ),
        derivation: 'pieces',
        pieces: { measure: 'stable', part: 'ground' },
      };
    case 'byLabel':
      return {
        formula: say(
          '地类未变、只有坡度级别或标注改变的图斑之和',
          'Σ of parcels where only a slope level or label changed',
        ),
        derivation: 'terms',
        operands: stable.labelParcels.map((row, i) =>
          term(plain(row.id), row.area, `/stable/labelParcels/${i}/area`),
        ),
        pieces: { measure: 'stable', part: 'label', labels },
      };
    case 'residual':
      return {
        formula: say(
          '净增加量 − 实地 − 标注：界线、田坎和残差的部分',
          'net increase − ground − label: what boundaries, ridges and the residual make',
        ),
        derivation: 'terms',
        operands: [of('netIncrease'), of('onGround', -1), of('byLabel', -1)],
        pieces: { measure: 'stable', part: 'rest', labels },
      };
    default:
      return key satisfies never;
  }
}

/** The condition with our own signs only; `空` and `否` are the data's words. */
function condition(text: string): string {
  return text.replace('否', 'no');
}

/** What changed of a label, for English readers: `空` is the word of the document for nothing. */
export function labelChange(text: string): string {
  return text.replaceAll('空', '(empty)').replaceAll('，', ', ');
}

/** Flows of one side of the balance tests. */
function balanced(settlement: Settlement, balance: 'occupation' | 'supplement'): string[] {
  const used = new Set(settlement.rows.map((row) => row.flow));
  return FLOWS.filter((kind) => kind.balance === balance && used.has(kind.id)).map(
    (kind) => kind.id,
  );
}

/** `/tests/N` is the verdict, `/tests/N/supplement` and `/tests/N/occupation` are the two values. */
export function testNumber(settlement: Settlement, index: number, name: string): Draft | undefined {
  const test = settlement.tests[index];
  if (!test) return undefined;
  const rest = {
    citations: [test.citation],
    parameters: parametersOf(settlement, ...(TEST_PARAMETERS[test.id] ?? [])),
    ...(test.confidence === 'unconfirmed'
      ? { doubt: say(`检验 ${test.id} 的规则`, `the rule of test ${test.id}`) }
      : {}),
  };
  if (name === 'supplement' || name === 'occupation') {
    const draft = sideNumber(settlement, test, name);
    return draft && { ...rest, ...draft };
  }
  const shown = (
    [
      ['supplement', say('补充', 'replenishment')],
      ['occupation', say('占用', 'occupation')],
    ] as const
  ).flatMap(([side, title]) => {
    const value = test[side];
    const ref = `#/tests/${index}/${side}`;
    return value === undefined ? [] : [{ name: title, value, ref }];
  });
  return {
    ...rest,
    title: say(`${test.id} ${test.title.zh}`, `${test.id} ${test.title.en}`),
    exact: test.verdict,
    value: VERDICTS[test.verdict],
    formula: test.reason,
    derivation: 'counted',
    operands: shown,
    ...(test.remedy ? { advice: test.remedy } : {}),
    pieces: { ...testPieces(settlement, test.id), isSigned: true, first: test.parcels },
  };
}

/** The pieces that a test compares: of both sides, or of one. */
function testPieces(
  settlement: Settlement,
  id: BalanceTest['id'],
  side: 'supplement' | 'occupation' | null = null,
): PieceFilter {
  const sides = (['occupation', 'supplement'] as const).filter(
    (one) => (side === null || side === one) && (id !== 'Q3' || one === 'supplement'),
  );
  const flows = sides.flatMap((one) => balanced(settlement, one));
  switch (id) {
    case 'Q1':
      return { measure: side === 'occupation' ? 'lost' : 'cultivated', flows };
    case 'Q2':
    case 'Q3':
      return { measure: 'quality', flows };
    case 'Q4': {
      const wanted = side === null ? 'either' : PADDY_SIDES[side];
      const chosen = settlement.flows
        .filter((row) => {
          const found = paddySide(row.flow, row.from, row.to);
          return found === wanted || (wanted === 'either' && found !== null);
        })
        .map((row) => row.flow);
      return { measure: 'paddy', flows: [...new Set(chosen)], paddy: wanted };
    }
    case 'Q5':
      return { measure: 'capacity', flows };
    default:
      return id satisfies never;
  }
}

const PADDY_SIDES = { supplement: 'made', occupation: 'taken' } as const;

const VERDICTS: Record<BalanceTest['verdict'], Bilingual> = {
  pass: say('通过', 'pass'),
  fail: say('不通过', 'fail'),
  notice: say('提示', 'notice'),
  'no-data': say('缺数据', 'no data'),
  'not-applicable': say('不适用', 'not applicable'),
};

const TEST_PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  Q1: ['countyQuantityIsTest'],
  Q3: ['gradeFallback'],
  Q5: ['capacityFormula'],
};

/** One of the two values that a test compares. */
function sideNumber(
  settlement: Settlement,
  test: BalanceTest,
  side: 'supplement' | 'occupation',
): Draft | undefined {
  const value = test[side];
  if (value === undefined) return undefined;
  const word = side === 'supplement' ? say('补充', 'replenishment') : say('占用', 'occupation');
  const title = say(
    `${test.id} ${test.title.zh}：${word.zh}`,
    `${test.id} ${test.title.en}: ${word.en}`,
  );
  const figure = value.en.replaceAll(/[^\d.]/g, '');
  const flows = balanced(settlement, side);
  const pieces = testPieces(settlement, test.id, side);
  const sum = (measure: PieceMeasure): Draft => ({
    title,
    exact: figure,
    value,
    formula: MEASURES[measure],
    derivation: 'pieces',
    pieces,
  });
  switch (test.id) {
    case 'Q1': {
      const rows = settlement.rows
        .map((row, i) => ({ row, i }))
        .filter(({ row }) => flows.includes(row.flow));
      return areaSide(
        title,
        rows.map(({ row, i }) =>
          term(row.title, row.area, `/rows/${i}/area`, side === 'supplement' ? 1 : -1),
        ),
        pieces,
      );
    }
    case 'Q4': {
      const chosen = settlement.flows
        .map((flow, i) => ({ flow, i }))
        .filter(
          ({ flow }) =>
            paddySide(flow.flow, flow.from, flow.to) === (side === 'supplement' ? 'made' : 'taken'),
        );
      return areaSide(
        title,
        chosen.map(({ flow, i }) =>
          term(
            say(
              `${flowKind(flow.flow).title.zh}：${classLabel(flow.from).zh} → ${classLabel(flow.to).zh}`,
              `${flowKind(flow.flow).title.en}: ${classLabel(flow.from).en} → ${classLabel(flow.to).en}`,
            ),
            flow.area,
            `/flows/${i}/area`,
          ),
        ),
        pieces,
      );
    }
    case 'Q2':
      return sum('quality');
    case 'Q3':
      return side === 'supplement'
        ? sum('quality')
        : {
            title: say(
              '上年度非农建设占用耕地平均质量等级',
              "last year's average quality grade of land taken for construction",
            ),
            exact: figure,
            value,
            formula: say(
              '上一年度的结算或随数据提供的平均质量等级；上年没有占用时按规则包',
              "from last year's settlement or the file given; by the rule pack when nothing was taken",
            ),
            derivation: 'stated',
          };
    case 'Q5':
      return sum('capacity');
    default:
      return test.id satisfies never;
  }
}

/** A value of a test that is an area: its exact number is the sum of its terms. */
function areaSide(title: Bilingual, operands: readonly Operand[], pieces: PieceFilter): Draft {
  const total = operands.reduce((all, one) => all + BigInt(one.term ?? '0'), 0n);
  const ha = formatArea(total, 'ha');
  return {
    title,
    exact: total.toString(),
    value: say(`${ha} 公顷`, `${ha} ha`),
    formula: say('各流量净耕地面积之和', 'Σ net cultivated area of the flows'),
    derivation: 'terms',
    operands,
    pieces,
  };
}

/** `/approvals/N/area` and `/approvals/N/pieces`. */
export function approvalNumber(
  settlement: Settlement,
  index: number,
  name: string,
): Draft | undefined {
  const row = settlement.approvals?.[index];
  if (!row) return undefined;
  const stated = row.kind === 'approved-not-built';
  const rest = {
    derivation: stated ? ('stated' as const) : ('counted' as const),
    citations: [SETTLE],
    formula: stated
      ? say('图层 PZWJSTD 所载的地块', 'the patches of the layer PZWJSTD')
      : say(
          '建设占用的块与批文范围叠加，按批准日期归类；没有批文盖住的部分为无批文',
          'pieces taken by construction overlaid with approvals, sorted by date of approval; what no approval covers has none',
        ),
    pieces: { measure: 'lost' as const, parcels: row.parcels },
  };
  if (name === 'pieces')
    return {
      ...rest,
      title: say(`${row.title.zh}：图斑数`, `${row.title.en}: parcels`),
      exact: String(row.pieces),
      value: counted(row.pieces, '个', 'parcels'),
    };
  return {
    ...rest,
    title: row.title,
    exact: row.area,
    value: hectares(row.area),
    operands: [{ name: say('图斑', 'parcels'), value: plain(String(row.pieces)) }],
  };
}
