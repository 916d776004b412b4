/**
 * 省级汇总 — a province is a set of settled counties. Only a province has the 非农建设允许占用耕地规模上限, and only when
 * the year's total is in balance; its counties' numbers are added, never computed anew.
 */
import {
  compareText,
  adminUnit,
  type Bilingual,
  formatArea,
  say,
  SECRECY_LEVELS,
} from '../base/index.ts';
import { BALANCE_RULES, opinion } from '../policy/index.ts';
import { FLOWS, flowKind } from './flow-table.ts';
import type {
  AccountRow,
  ApprovalRow,
  AreaText,
  BalanceTest,
  Cap,
  ClassTotal,
  FlowRow,
  Settlement,
  SettlementInput,
  StableLand,
  UsedParameter,
  Verdict,
  ZoneAccount,
} from './settlement.ts';
import { STAGES } from './settlement.ts';

/** What a province is told besides its counties. */
export interface ProvinceInput {
  readonly region: string;
  readonly regionName: string;
  readonly year: number;
  /** One settlement per county, all of `year`. */
  readonly counties: readonly Settlement[];
  readonly engine: string;
  /** Codes of all counties that the province has, when somebody gives the list: without one of them there is no cap. */
  readonly expected?: readonly string[];
}

const CAP_CITATION = opinion(
  '十一',
  '坚持“以补定占”，在实现耕地总量动态平衡前提下，将省域内稳定利用耕地净增加量作为下年度非农建设允许占用耕地规模上限',
);

const TOTAL_CITATION = opinion(
  '十二',
  '各省(自治区、直辖市)加强对省域内耕地占用补充工作的统筹，确保年度耕地总量动态平衡',
);

/** Adds up the counties. Throws when they are of other years, lie in each other, or there is none. */
export function settleProvince(input: ProvinceInput): Settlement {
  const { counties, region, year } = input;
  const first = counties[0];
  if (!first) throw new TypeError('a province needs at least one settled county');
  if (counties.some((county) => county.year !== year || county.level === 'province'))
    throw new TypeError('counties of other years');
  if (overlappingRegions(counties.map((county) => county.region)).length > 0)
    throw new TypeError('counties that lie in each other would be counted twice');
  const account = {
    opening: add(counties.map((c) => c.account.opening)),
    losses: add(counties.map((c) => c.account.losses)),
    gains: add(counties.map((c) => c.account.gains)),
    residual: add(counties.map((c) => c.account.residual)),
    closing: add(counties.map((c) => c.account.closing)),
  };
  const rows = addRows(counties);
  const stable = addStable(counties);
  const stage = STAGES[Math.min(...counties.map((c) => STAGES.indexOf(c.stage)))]!;
  const missing = missingCounties(input);
  const quantity = quantityTest(counties, rows, missing);
  const twoAccounts = addTwoAccounts(counties);
  return {
    ...first,
    id: `${region}-${year}`,
    region,
    regionName: input.regionName,
    level: 'province',
    stage,
    secrecy: SECRECY_LEVELS[Math.max(...counties.map((c) => SECRECY_LEVELS.indexOf(c.secrecy)))]!,
    ruleSet: [...new Set(counties.map((c) => c.ruleSet))].join('、'),
    engine: input.engine,
    before: addInput(counties.map((c) => c.before)),
    after: addInput(counties.map((c) => c.after)),
    layers: counties.flatMap((c) => c.layers),
    controlArea: { before: addAll(counties, 'before'), after: addAll(counties, 'after') },
    account,
    rows,
    flows: addFlows(counties),
    classes: addClasses(counties),
    stable,
    // The cap came with the reform: a year of two accounts has none.
    cap:
      twoAccounts === null && missing.length === 0
        ? capOf(stable, quantity, year, stage === 'state-confirmed')
        : null,
    ...(missing.length > 0 ? { capMissing: { reason: quantity.reason, counties: missing } } : {}),
    allotment: null,
    twoAccounts,
    tests: [quantity, ...countyTests(counties)],
    approvals: addApprovals(counties),
    zones: addZones(counties),
    parameters: addParameters(counties),
    findings: {
      counts: addCounts(counties),
      examples: counties.flatMap((c) => c.findings.examples).slice(0, 200),
    },
    proof: {
      worstParcelDifference: Math.max(...counties.map((c) => c.proof.worstParcelDifference)),
      pieces: counties.reduce((n, c) => n + c.proof.pieces, 0),
      unchangedParcels: counties.reduce((n, c) => n + c.proof.unchangedParcels, 0),
    },
    // Q3 holds county by county: a province hands no average on.
    carry: {
      nonAgriculturalGradeAverage: null,
      nonAgriculturalGradeExact: null,
      nonAgriculturalOccupation: 'ungraded',
      closing: account.closing,
    },
  };
}

/** Regions that stand twice or lie in another of the list, as a county in its settled city. */
export function overlappingRegions(regions: readonly string[]): string[] {
  return regions.filter((region, i) =>
    regions.some(
      (other, j) =>
        (other === region && j < i) || (other !== region && adminUnit(region, 'city') === other),
    ),
  );
}

function add(areas: readonly AreaText[]): AreaText {
  return areas.reduce((sum, area) => sum + BigInt(area), 0n).toString();
}

function addAll(counties: readonly Settlement[], which: 'before' | 'after'): AreaText | null {
  const areas = counties.map((c) => c.controlArea[which]);
  return areas.every((area) => area !== null) ? add(areas) : null;
}

function addInput(inputs: readonly SettlementInput[]): SettlementInput {
  return {
    snapshot: inputs.map((i) => i.snapshot).join(','),
    title: inputs.map((i) => i.title).join('、'),
    year: inputs[0]!.year,
    parcels: inputs.reduce((n, i) => n + i.parcels, 0),
    area: add(inputs.map((i) => i.area)),
    secrecy: inputs
      .map((i) => i.secrecy)
      .sort((p, q) => SECRECY_LEVELS.indexOf(q) - SECRECY_LEVELS.indexOf(p))[0]!,
  };
}

/** Groups rows of all counties by a key; `merge` adds the next one. */
function merged<T>(
  rows: readonly T[],
  key: (row: T) => string,
  merge: (one: T, next: T) => T,
): T[] {
  const groups = new Map<string, T>();
  for (const row of rows) {
    const seen = groups.get(key(row));
    groups.set(key(row), seen === undefined ? row : merge(seen, row));
  }
  return [...groups.values()];
}

function addRows(counties: readonly Settlement[]): AccountRow[] {
  const order = FLOWS.map((flow) => flow.id);
  return merged(
    counties.flatMap((c) => c.rows),
    (row) => row.flow,
    (one, next) => ({ ...one, area: add([one.area, next.area]), pieces: one.pieces + next.pieces }),
  ).sort((p, q) => order.indexOf(p.flow) - order.indexOf(q.flow));
}

function addFlows(counties: readonly Settlement[]): FlowRow[] {
  return merged(
    counties.flatMap((c) => c.flows),
    (row) => `${row.from}>${row.to}>${row.flow}`,
    (one, next) => ({ ...one, area: add([one.area, next.area]), pieces: one.pieces + next.pieces }),
  ).sort(
    (p, q) => compareText(p.from, q.from) || compareText(p.to, q.to) || compareText(p.flow, q.flow),
  );
}

function addClasses(counties: readonly Settlement[]): ClassTotal[] {
  return merged(
    counties.flatMap((c) => c.classes),
    (row) => row.landClass,
    (one, next) => ({
      ...one,
      before: add([one.before, next.before]),
      after: add([one.after, next.after]),
    }),
  ).sort((p, q) => compareText(p.landClass, q.landClass));
}

function addStable(counties: readonly Settlement[]): StableLand {
  const of = (
    key: 'before' | 'after' | 'netIncrease' | 'onGround' | 'byLabel' | 'residual',
  ): AreaText => add(counties.map((c) => c.stable[key]));
  return {
    before: of('before'),
    after: of('after'),
    netIncrease: of('netIncrease'),
    onGround: of('onGround'),
    byLabel: of('byLabel'),
    residual: of('residual'),
    excluded: merged(
      counties.flatMap((c) => c.stable.excluded),
      (row) => row.condition,
      (one, next) => ({
        ...one,
        before: add([one.before, next.before]),
        after: add([one.after, next.after]),
      }),
    ),
    labelParcels: counties.flatMap((c) => c.stable.labelParcels),
    confidence: counties.some((c) => c.stable.confidence === 'unconfirmed')
      ? 'unconfirmed'
      : 'confirmed',
  };
}

/** 上限 — the net increase of stable land, or zero when the precondition does not hold or nobody can tell. */
function capOf(stable: StableLand, quantity: BalanceTest, year: number, confirmed: boolean): Cap {
  const { netIncrease } = stable;
  const increase = BigInt(netIncrease);
  const balanced = quantity.verdict === 'pass';
  const isSure = stable.confidence === 'confirmed' && quantity.confidence === 'confirmed';
  return {
    area: balanced && increase > 0n ? netIncrease : '0',
    preconditionMet: balanced,
    forYear: year + 1,
    fixed: confirmed,
    citation: CAP_CITATION,
    confidence: isSure ? 'confirmed' : 'unconfirmed',
  };
}

/** Counties of the given list that are not among the settled ones; a settled city holds all of its counties. */
function missingCounties({ counties, expected = [] }: ProvinceInput): string[] {
  const settled = new Set(counties.map((county) => county.region));
  return [...new Set(expected)]
    .filter((code) => !settled.has(code) && !settled.has(adminUnit(code, 'city')))
    .sort();
}

/** Every value that a county was settled by: counties under different packs are not settled by the first one's. */
function addParameters(counties: readonly Settlement[]): UsedParameter[] {
  return merged(
    counties.flatMap((county) => county.parameters),
    (one) => [one.name, one.value, one.from, one.source, one.confidence].join('\n'),
    (one) => one,
  );
}

const hectares = (area: bigint): Bilingual =>
  say(`${formatArea(area, 'ha')} 公顷`, `${formatArea(area, 'ha')} ha`);

function quantityTest(
  counties: readonly Settlement[],
  rows: readonly AccountRow[],
  missing: readonly string[],
): BalanceTest {
  const sum = (balance: 'occupation' | 'supplement'): bigint =>
    rows
      .filter((row) => flowKind(row.flow).balance === balance)
      .reduce((total, row) => total + BigInt(row.area), 0n);
  const [occupied, supplied] = [-sum('occupation'), sum('supplement')];
  const { title, confidence } = BALANCE_RULES.Q1;
  const passes = supplied >= occupied;
  const short = formatArea(occupied - supplied, 'ha');
  const open = undecidedTotal(counties, missing);
  if (open !== null)
    return {
      id: 'Q1',
      title,
      verdict: 'no-data',
      clause: '意见 十二',
      citation: TOTAL_CITATION,
      confidence,
      supplement: hectares(supplied),
      occupation: hectares(occupied),
      ...open,
      parcels: [],
    };
  return {
    id: 'Q1',
    title,
    verdict: passes ? 'pass' : 'fail',
    clause: '意见 十二',
    citation: TOTAL_CITATION,
    confidence,
    supplement: hectares(supplied),
    occupation: hectares(occupied),
    reason: passes
      ? say('全省补充不少于占用。', 'Replenishment of the province is not less than occupation.')
      : say(
          `全省补充比占用少 ${short} 公顷；前提未满足，上限为零。`,
          `Replenishment is ${short} ha less than occupation; the precondition fails and the cap is zero.`,
        ),
    ...(passes
      ? {}
      : { remedy: say('安排恢复耕地，或减少占用。', 'Restore cultivated land, or occupy less.') }),
    parcels: [],
  };
}

/** Why the total of a province cannot be judged; null when it can. */
function undecidedTotal(
  counties: readonly Settlement[],
  missing: readonly string[],
): Pick<BalanceTest, 'reason' | 'remedy'> | null {
  if (missing.length > 0)
    return {
      reason: say(
        `还有 ${missing.length} 个县没有结算：${missing.join('、')}；全省总量和上限无从确定。`,
        `${missing.length} ${missing.length === 1 ? 'county is' : 'counties are'} not settled: ${missing.join(', ')}; neither the total of the province nor its cap can be told.`,
      ),
      remedy: say('请先结算这些县，再汇总。', 'Settle them first, then the province.'),
    };
  const open = counties.filter((county) =>
    county.tests.some((test) => test.id === 'Q1' && test.verdict === 'no-data'),
  );
  if (open.length === 0) return null;
  const names = open.map((county) => county.regionName).slice(0, 10);
  return {
    reason: say(
      `${open.length} 个县的数量无从判定（${names.join('、')}）；前提不能算满足，上限为零。`,
      `The quantity of ${open.length} ${open.length === 1 ? 'county' : 'counties'} cannot be judged (${names.join(', ')}); the precondition is not shown to hold and the cap is zero.`,
    ),
    remedy: say(
      '请这些县补齐缺漏、改正地类后重新结算。',
      'They must complete their parcels and classes and settle again.',
    ),
  };
}

const WORST: readonly Verdict[] = ['fail', 'no-data', 'notice', 'pass', 'not-applicable'];

/** Q2 to Q5 hold county by county: the province shows the worst and who it is. */
function countyTests(counties: readonly Settlement[]): BalanceTest[] {
  return (['Q2', 'Q3', 'Q4', 'Q5'] as const).map((id) => {
    const results = counties.map((county) => ({
      county,
      test: county.tests.find((test) => test.id === id)!,
    }));
    const worst = WORST.find((verdict) => results.some((r) => r.test.verdict === verdict))!;
    const those = results.filter((r) => r.test.verdict === worst);
    const { title, clause, citation, confidence } = BALANCE_RULES[id];
    const reason: Bilingual = say(
      `按县检验，${those.length} 个县为此结果：${those
        .map((r) => r.county.regionName)
        .slice(0, 10)
        .join('、')}。`,
      `Tested by county; ${those.length} with this result: ${those
        .map((r) => r.county.regionName)
        .slice(0, 10)
        .join(', ')}.`,
    );
    const { remedy } = those[0]!.test;
    return {
      id,
      title,
      verdict: worst,
      clause,
      citation,
      confidence,
      reason,
      ...(remedy ? { remedy } : {}),
      parcels: [],
    };
  });
}

function addTwoAccounts(counties: readonly Settlement[]): Settlement['twoAccounts'] {
  const parts = counties.map((c) => c.twoAccounts);
  if (!parts.every((part) => part !== null)) return null;
  return {
    ...parts[0]!,
    nonAgricultural: {
      occupied: add(parts.map((p) => p.nonAgricultural.occupied)),
      supplemented: add(parts.map((p) => p.nonAgricultural.supplemented)),
    },
    inOut: { out: add(parts.map((p) => p.inOut.out)), in: add(parts.map((p) => p.inOut.in)) },
  };
}

/** Approvals are shown only when every county brought them; a gap stays 缺数据. */
function addApprovals(counties: readonly Settlement[]): ApprovalRow[] | null {
  if (counties.some((c) => c.approvals === null)) return null;
  return merged(
    counties.flatMap((c) => c.approvals!),
    (row) => row.kind,
    (one, next) => ({
      ...one,
      area: add([one.area, next.area]),
      pieces: one.pieces + next.pieces,
      parcels: [...one.parcels, ...next.parcels],
    }),
  );
}

function addZones(counties: readonly Settlement[]): ZoneAccount[] {
  const levels = ['province', 'city', 'county', 'town', 'village'];
  return merged(
    counties.flatMap((c) => c.zones),
    (zone) => `${zone.level} ${zone.code}`,
    (one, next) => ({
      ...one,
      account: {
        opening: add([one.account.opening, next.account.opening]),
        losses: add([one.account.losses, next.account.losses]),
        gains: add([one.account.gains, next.account.gains]),
        residual: add([one.account.residual, next.account.residual]),
        closing: add([one.account.closing, next.account.closing]),
      },
      stableBefore: add([one.stableBefore, next.stableBefore]),
      stableAfter: add([one.stableAfter, next.stableAfter]),
      rows: Object.fromEntries(
        [...new Set([...Object.keys(one.rows), ...Object.keys(next.rows)])]
          .sort()
          .map((flow) => [flow, add([one.rows[flow] ?? '0', next.rows[flow] ?? '0'])]),
      ),
    }),
  ).sort(
    (p, q) => levels.indexOf(p.level) - levels.indexOf(q.level) || compareText(p.code, q.code),
  );
}

function addCounts(counties: readonly Settlement[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const county of counties)
    for (const [rule, n] of Object.entries(county.findings.counts))
      counts[rule] = (counts[rule] ?? 0) + n;
  return counts;
}
