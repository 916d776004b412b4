/** 账的说明 — numbers of the account: totals, flows, class pairs, classes, units, the cap and the two older accounts. */
import { ADMIN_LEVELS, adminUnit, type Bilingual, type Operand, say } from '../base/index.ts';
import {
  counted,
  countTerm,
  type Draft,
  hectares,
  parametersOf,
  plain,
  SETTLE,
  signed,
  STABLE,
  term,
  UNIFIED,
} from './explain-draft.ts';
import { flowKind } from './flow-table.ts';
import { isCultivated } from './land-classes.ts';
import { classLabel } from './names.ts';
import { RIDGE_CLASS } from './ridges.ts';
import type {
  Account,
  AreaText,
  FlowRow,
  FlowSide,
  Settlement,
  ZoneAccount,
} from './settlement.ts';

export const ACCOUNT_TITLES: Record<keyof Account, Bilingual> = {
  opening: say('年初耕地', 'cultivated land at the start of the year'),
  losses: say('本年减少', 'losses of the year'),
  gains: say('本年增加', 'gains of the year'),
  residual: say('订正与残差', 'corrections and residual'),
  closing: say('年末耕地', 'cultivated land at the end of the year'),
};

const SIDES: Partial<Record<keyof Account, FlowSide>> = {
  losses: 'loss',
  gains: 'gain',
  residual: 'adjustment',
};

const SIDE_FORMULAS: Partial<Record<keyof Account, Bilingual>> = {
  losses: say('各减少流量逐块相加', 'the flows that take cultivated land, added piece by piece'),
  gains: say('各增加流量逐块相加', 'the flows that make cultivated land, added piece by piece'),
  residual: say(
    '行政界线调整 + 数据订正 + 飞地 + 田坎系数/坡度变化 + 拓扑残差，带符号相加',
    'boundary adjustment + data correction + enclaves + ridge changes + topological residual, signed',
  ),
};

const CLOSING_FORMULA = say(
  '年初 − 减少 + 增加 + 订正与残差；也等于年末各耕地图斑 TBDLMJ（图斑面积 − 田坎）之和',
  'opening − losses + gains + corrections; also Σ (parcel area − ridges) of cultivated parcels at the end',
);

const OPENING_FORMULA = say(
  '年初各耕地图斑 TBDLMJ（图斑面积 − 田坎）之和',
  'Σ (parcel area − ridges) of cultivated parcels at the start',
);

/** Terms of the closing by the identity of the account. */
function identity(account: Account, base: string): Operand[] {
  return [
    term(ACCOUNT_TITLES.opening, account.opening, `${base}/opening`),
    term(ACCOUNT_TITLES.losses, account.losses, `${base}/losses`, -1),
    term(ACCOUNT_TITLES.gains, account.gains, `${base}/gains`),
    term(ACCOUNT_TITLES.residual, account.residual, `${base}/residual`),
  ];
}

/** `/account/…`. */
export function accountNumber(settlement: Settlement, name: string): Draft | undefined {
  if (!Object.hasOwn(ACCOUNT_TITLES, name)) return undefined;
  const key = name as keyof Account;
  const { account } = settlement;
  const title = ACCOUNT_TITLES[key];
  const side = SIDES[key];
  if (side === undefined) {
    const classes = settlement.classes
      .map((row, i) => ({ row, i }))
      .filter(({ row }) => isCultivated(row.landClass));
    return {
      title,
      exact: account[key],
      value: hectares(account[key]),
      derivation: 'terms',
      ...(key === 'closing'
        ? { formula: CLOSING_FORMULA, operands: identity(account, '/account') }
        : {
            formula: OPENING_FORMULA,
            operands: classes.map(({ row, i }) =>
              term(row.name, row.before, `/classes/${i}/before`),
            ),
          }),
      parcels: { when: key === 'closing' ? 'after' : 'before', measure: 'net', cultivated: true },
    };
  }
  const rows = settlement.rows.map((row, i) => ({ row, i })).filter(({ row }) => row.side === side);
  return {
    title,
    exact: account[key],
    value: side === 'adjustment' ? signed(account[key]) : hectares(account[key]),
    formula: SIDE_FORMULAS[key]!,
    derivation: 'terms',
    operands: rows.map(({ row, i }) =>
      term(row.title, row.area, `/rows/${i}/area`, side === 'loss' ? -1 : 1),
    ),
    citations: side === 'adjustment' ? [SETTLE] : [UNIFIED],
    pieces: {
      measure: side === 'loss' ? 'lost' : 'cultivated',
      flows: rows.map(({ row }) => row.flow),
    },
  };
}

/** `/rows/N/area` and `/rows/N/pieces`. */
export function rowNumber(settlement: Settlement, index: number, name: string): Draft | undefined {
  const row = settlement.rows[index];
  if (!row) return undefined;
  const rest = {
    citations: [row.citation],
    unconfirmed: row.confidence === 'unconfirmed',
    ...(row.duty
      ? { advice: say(`补充责任：${row.duty.zh}`, `duty to replenish: ${row.duty.en}`) }
      : {}),
  };
  if (name === 'pieces')
    return {
      ...rest,
      title: say(`${row.title.zh}：块数`, `${row.title.en}: pieces`),
      exact: String(row.pieces),
      value: counted(row.pieces, '块', 'pieces'),
      formula: say('本流量的变化地块数', 'changed pieces of this flow'),
      derivation: 'pieces',
      pieces: { measure: 'count', flows: [row.flow] },
    };
  const parts = settlement.flows
    .map((flow, i) => ({ flow, i }))
    .filter(({ flow }) => flow.flow === row.flow && direction(flow) !== 0);
  return {
    ...rest,
    title: row.title,
    exact: row.area,
    value: signed(row.area),
    formula: say(
      '本流量各地类对的净耕地面积（TBDLMJ）之和，减少为负',
      'Σ net cultivated area over the class pairs of this flow, losses negative',
    ),
    derivation: 'terms',
    operands: parts.map(({ flow, i }) =>
      term(pairTitle(flow), flow.area, `/flows/${i}/area`, direction(flow) as 1 | -1),
    ),
    pieces: { measure: 'cultivated', flows: [row.flow] },
  };
}

/** +1 where the pair makes cultivated land, −1 where it takes it. */
function direction(flow: Pick<FlowRow, 'from' | 'to'>): number {
  return Number(isCultivated(flow.to)) - Number(isCultivated(flow.from));
}

function pairTitle(flow: Pick<FlowRow, 'from' | 'to'>): Bilingual {
  const [from, to] = [classLabel(flow.from), classLabel(flow.to)];
  return say(`${from.zh} → ${to.zh}`, `${from.en} → ${to.en}`);
}

/** `/flows/N/area` and `/flows/N/pieces`. */
export function flowNumber(settlement: Settlement, index: number, name: string): Draft | undefined {
  const flow = settlement.flows[index];
  if (!flow) return undefined;
  const kind = flowKind(flow.flow);
  const pair = pairTitle(flow);
  const title = say(`${kind.title.zh}：${pair.zh}`, `${kind.title.en}: ${pair.en}`);
  const quiet = flow.flow === 'UNCHANGED' || flow.flow === 'IN_PLACE';
  const ridge = flow.from === RIDGE_CLASS || flow.to === RIDGE_CLASS;
  const rest = {
    citations: [kind.citation],
    unconfirmed: kind.confidence === 'unconfirmed',
  };
  const chosen = { flows: [flow.flow], from: flow.from, to: flow.to };
  if (name === 'pieces') {
    const value = counted(flow.pieces, '块', 'pieces');
    const exact = String(flow.pieces);
    if (flow.flow === 'UNCHANGED' || ridge)
      return {
        ...rest,
        title,
        exact,
        value,
        derivation: 'counted',
        formula: ridge
          ? say(
              '田坎不是图斑；块数记在含田坎的地类对下',
              'ridges are no parcels; the count stands with the pair they lie in',
            )
          : say('两年图斑相交、没有变化的块', 'intersections of two parcels that did not change'),
      };
    return {
      ...rest,
      title,
      exact,
      value,
      derivation: 'pieces',
      formula: say('该地类对的变化地块数', 'changed pieces of this pair of classes'),
      pieces: { measure: 'count', ...chosen },
    };
  }
  const own = settlement.classes.findIndex((row) => row.landClass === flow.from);
  if (quiet && own >= 0) {
    const others = settlement.flows
      .map((row, i) => ({ row, i }))
      .filter(({ row, i }) => i !== index && row.from === flow.from);
    const start = settlement.classes[own]!;
    return {
      ...rest,
      title,
      exact: flow.area,
      value: hectares(flow.area),
      derivation: 'terms',
      formula: say(
        '该地类年初面积，减去变为其他去向的各部分',
        'what the class had at the start, less every other way it went',
      ),
      operands: [
        term(start.name, start.before, `/classes/${own}/before`),
        ...others.map(({ row, i }) => term(pairTitle(row), row.area, `/flows/${i}/area`, -1)),
      ],
      ...(flow.flow === 'IN_PLACE' ? { pieces: { measure: 'area' as const, ...chosen } } : {}),
    };
  }
  return {
    ...rest,
    title,
    exact: flow.area,
    value: hectares(flow.area),
    derivation: 'pieces',
    formula: say(
      '两年图斑相交的每一块，按年初图斑法定面积以最大余数法分摊，扣除田坎后相加',
      'every intersection of two parcels, a largest-remainder share of the legal area of the earlier one, net of ridges',
    ),
    pieces: ridge
      ? { measure: 'cell', from: flow.from, to: flow.to }
      : { measure: 'cell', ...chosen },
  };
}

/** `/classes/N/before` and `/classes/N/after`. */
export function classNumber(
  settlement: Settlement,
  index: number,
  when: string,
): Draft | undefined {
  const row = settlement.classes[index];
  if (!row || (when !== 'before' && when !== 'after')) return undefined;
  const input = settlement[when];
  return {
    title: say(
      `${row.name.zh}（${row.landClass}）${when === 'before' ? '年初' : '年末'}面积`,
      `${row.name.en} (${row.landClass}), ${when === 'before' ? 'start' : 'end'} of the year`,
    ),
    exact: row[when],
    value: hectares(row[when]),
    formula: say(
      '该地类各图斑面积减去田坎之和；田坎计入 1203',
      'Σ parcel area minus ridges; ridges count as 1203',
    ),
    derivation: 'parcels',
    operands: [{ name: say('快照', 'snapshot'), value: plain(input.snapshot) }],
    parcels: { when, measure: 'net', landClass: row.landClass },
  };
}

/** `/zones/N/account/…`, `/zones/N/rows/…`, `/zones/N/stableBefore`. */
export function zoneNumber(
  settlement: Settlement,
  index: number,
  part: string,
  name: string,
): Draft | undefined {
  const zone = settlement.zones[index];
  if (!zone) return undefined;
  const prefix = zonePrefix(zone);
  const here = (title: Bilingual): Bilingual =>
    say(`${zone.name} ${title.zh}`, `${zone.name}: ${title.en}`);
  if (part === 'account') return zoneAccount(zone, index, name, here, prefix);
  if (part === 'rows') {
    const area = zone.rows[name];
    if (area === undefined) return undefined;
    const kind = flowKind(name);
    return {
      title: here(kind.title),
      exact: area,
      value: signed(area),
      formula: say(
        '本单元内该流量的净耕地面积之和',
        'Σ net cultivated area of the flow in this unit',
      ),
      derivation: 'pieces',
      citations: [kind.citation],
      pieces: { measure: 'cultivated', flows: [name], zone: prefix },
    };
  }
  if (part !== 'stableBefore' && part !== 'stableAfter') return undefined;
  const title =
    part === 'stableBefore'
      ? say('年初稳定利用耕地', 'stably used at the start')
      : say('年末稳定利用耕地', 'stably used at the end');
  const below = lowerZones(settlement, zone);
  return {
    title: here(title),
    exact: zone[part],
    value: hectares(zone[part]),
    formula:
      below.length > 0
        ? say('下级各单元之和', 'Σ of the units below')
        : say(
            '本村各稳定利用图斑净面积之和：耕地减去排除条件下的部分',
            'Σ net area of the stably used parcels here: cultivated land less what the conditions exclude',
          ),
    derivation: below.length > 0 ? 'terms' : 'counted',
    operands: below.map(({ one, i }) => term(plain(one.name), one[part], `/zones/${i}/${part}`)),
    citations: [STABLE],
    parameters: parametersOf(settlement, 'stableExclusion'),
  };
}

function zoneAccount(
  zone: ZoneAccount,
  index: number,
  name: string,
  here: (title: Bilingual) => Bilingual,
  prefix: string,
): Draft | undefined {
  if (!Object.hasOwn(ACCOUNT_TITLES, name)) return undefined;
  const key = name as keyof Account;
  const { account } = zone;
  const title = here(ACCOUNT_TITLES[key]);
  const side = SIDES[key];
  if (key === 'closing')
    return {
      title,
      exact: account.closing,
      value: hectares(account.closing),
      formula: CLOSING_FORMULA,
      derivation: 'terms',
      operands: identity(account, `/zones/${index}/account`),
      parcels: { when: 'after', measure: 'net', cultivated: true, zone: prefix },
    };
  if (side === undefined)
    return {
      title,
      exact: account.opening,
      value: hectares(account.opening),
      formula: OPENING_FORMULA,
      derivation: 'parcels',
      parcels: { when: 'before', measure: 'net', cultivated: true, zone: prefix },
    };
  const rows = Object.entries(zone.rows).filter(([flow]) => flowKind(flow).side === side);
  return {
    title,
    exact: account[key],
    value: side === 'adjustment' ? signed(account[key]) : hectares(account[key]),
    formula: SIDE_FORMULAS[key]!,
    derivation: 'terms',
    operands: rows.map(([flow, area]) =>
      term(flowKind(flow).title, area, `/zones/${index}/rows/${flow}`, side === 'loss' ? -1 : 1),
    ),
    citations: side === 'adjustment' ? [SETTLE] : [UNIFIED],
    pieces: {
      measure: side === 'loss' ? 'lost' : 'cultivated',
      flows: rows.map(([flow]) => flow),
      zone: prefix,
    },
  };
}

/** Units of the next level that occurs, inside this one. */
function lowerZones(
  settlement: Settlement,
  zone: ZoneAccount,
): readonly { readonly one: ZoneAccount; readonly i: number }[] {
  const inside = settlement.zones
    .map((one, i) => ({ one, i }))
    .filter(
      ({ one }) =>
        ADMIN_LEVELS.indexOf(one.level) > ADMIN_LEVELS.indexOf(zone.level) &&
        adminUnit(one.code.padEnd(12, '0'), zone.level) === zone.code,
    );
  const next = ADMIN_LEVELS.find((level) => inside.some(({ one }) => one.level === level));
  return inside.filter(({ one }) => one.level === next);
}

function zonePrefix(zone: ZoneAccount): string {
  if (zone.level === 'province') return zone.code.slice(0, 2);
  return zone.level === 'city' ? zone.code.slice(0, 4) : zone.code;
}

/** `/cap/area` and `/cap/forYear`. */
export function capNumber(settlement: Settlement, name: string): Draft | undefined {
  const { cap, stable } = settlement;
  if (!cap) return undefined;
  const title = say(
    `${cap.forYear} 年度非农建设允许占用耕地规模上限`,
    `cap on cultivated land for construction in ${cap.forYear}`,
  );
  if (name === 'forYear')
    return {
      title: say('上限适用的年度', 'year of the cap'),
      exact: String(cap.forYear),
      value: plain(String(cap.forYear)),
      formula: say('结算年度 + 1', 'year settled + 1'),
      derivation: 'terms',
      operands: [
        countTerm(say('结算年度', 'year settled'), settlement.year, '/year'),
        {
          name: say('下年度', 'next year'),
          value: plain('+1'),
          term: '1',
        },
      ],
      citations: [cap.citation],
    };
  const granted = cap.preconditionMet && cap.area !== '0';
  return {
    title,
    exact: cap.area,
    value: hectares(cap.area),
    formula: !cap.preconditionMet
      ? say(
          '前提未满足：年度耕地总量未实现动态平衡，上限为零',
          'the total is not in balance: the cap is zero',
        )
      : granted
        ? say(
            '本年度全省稳定利用耕地净增加量',
            'net increase of stably used land of the province this year',
          )
        : say('全省没有净增加，上限为零', 'no net increase: the cap is zero'),
    derivation: 'terms',
    operands: granted
      ? [
          term(
            say('稳定利用耕地净增加量', 'net increase of stably used land'),
            stable.netIncrease,
            '/stable/netIncrease',
          ),
        ]
      : [],
    citations: [cap.citation],
    parameters: parametersOf(settlement, 'stableExclusion'),
  };
}

/** `/twoAccounts/…/…`. */
export function twoAccountNumber(
  settlement: Settlement,
  account: string,
  name: string,
): Draft | undefined {
  const { twoAccounts } = settlement;
  if (!twoAccounts || (account !== 'nonAgricultural' && account !== 'inOut')) return undefined;
  const value = (twoAccounts[account] as Readonly<Record<string, AreaText>>)[name];
  if (value === undefined) return undefined;
  const leaves = name === 'occupied' || name === 'out';
  const old = account === 'inOut' ? 'in-out' : 'non-agricultural';
  const rows = settlement.rows
    .map((row, i) => ({ row, i }))
    .filter(
      ({ row }) =>
        flowKind(row.flow).oldAccount === old &&
        flowKind(row.flow).balance === (leaves ? 'occupation' : 'supplement'),
    );
  return {
    title:
      account === 'inOut'
        ? say(`进出平衡：${leaves ? '转出' : '转进'}`, `in and out: ${leaves ? 'out' : 'in'}`)
        : say(
            `非农建设占补：${leaves ? '占用' : '补充'}`,
            `construction: ${leaves ? 'occupied' : 'replenished'}`,
          ),
    exact: value,
    value: hectares(value),
    formula: say('改革前两本账，各自平衡', 'before the reform two accounts balance apart'),
    derivation: 'terms',
    operands: rows.map(({ row, i }) =>
      term(row.title, row.area, `/rows/${i}/area`, leaves ? -1 : 1),
    ),
    citations: [twoAccounts.citation],
    unconfirmed: twoAccounts.confidence === 'unconfirmed',
    parameters: parametersOf(settlement, 'reformFirstYear'),
    pieces: {
      measure: leaves ? 'lost' : 'cultivated',
      flows: rows.map(({ row }) => row.flow),
    },
  };
}
