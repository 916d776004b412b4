import fc from 'fast-check';
import { expect, test } from 'vitest';
import { capacityNano } from './balance.ts';
import { explainNumber } from './explain.ts';
import { landClassCodes } from './land-classes.ts';
import { settleProvince } from './province.ts';
import type { Settlement } from './settlement.ts';
import { input, type Parcel, survey } from './testdata/small-years.ts';
import { compareVersions } from './versions.ts';
import { settleYear, type YearInput } from './year.ts';

/** opening − losses + gains + residual − closing. */
function open(account: Settlement['account']): bigint {
  return (
    BigInt(account.opening) -
    BigInt(account.losses) +
    BigInt(account.gains) +
    BigInt(account.residual) -
    BigInt(account.closing)
  );
}

const parcel = fc.record({
  landClass: fc.constantFrom(...landClassCodes('TD1055'), '9999'),
  area: fc.integer({ min: 1, max: 5_000_000 }),
  rate: fc.constantFrom(0, 0, 0.06, 0.18),
  village: fc.constantFrom(
    '990101100200',
    '990101100201',
    '990101101200',
    '990102100200',
    '990201100200',
  ),
  slope: fc.constantFrom('1', '3', '5', ''),
});

const overlaying = fc.record({
  pair: fc.nat(29),
  layer: fc.constantFrom('LSYD', 'APPROVAL', 'STBHHX', 'ZRBHD'),
  share: fc.constantFrom(0.001, 0.333, 0.5, 1),
  attributes: fc.record({ PZRQ: fc.constantFrom('2022-01-01', '2025-06-01', '2026-06-01', '') }),
});

const document = fc.record({
  kind: fc.constantFrom('eco', 'disaster', 'flood', 'other', 'data-fix', 'enclave', 'boundary'),
  parcel: fc.constantFrom('2024-0', '2024-1', '2025-0', '2025-1'),
  document: fc.constant('d'),
  date: fc.constantFrom('2025-03-01', '2026-03-01'),
});

test('whatever two surveys are laid over each other, every account closes at every level to the last 0.01 m²', () => {
  const table = (
    year: number,
    rows: readonly {
      landClass: string;
      area: number;
      rate: number;
      village: string;
      slope: string;
    }[],
  ) =>
    survey(
      year,
      rows.map((row, i) => ({
        ...row,
        id: `${year}-${i}`,
        ridge: row.landClass.startsWith('01') ? Math.round(row.area * row.rate) : 0,
      })),
    );
  fc.assert(
    fc.property(
      fc.array(parcel, { minLength: 1, maxLength: 8 }),
      fc.array(parcel, { minLength: 1, maxLength: 8 }),
      fc.array(
        fc.tuple(
          fc.integer({ min: -1, max: 7 }),
          fc.integer({ min: -1, max: 7 }),
          fc.double({ min: 0.001, max: 40_000, noNaN: true }),
        ),
        { maxLength: 30 },
      ),
      fc.array(fc.constantFrom(0.2, 0.5, 3, Number.NaN), { minLength: 1, maxLength: 5 }),
      fc.array(overlaying, { maxLength: 6 }),
      fc.array(document, { maxLength: 4 }),
      (first, second, drawn, widths, shares, evidence) => {
        const [before, after] = [table(2024, first), table(2025, second)];
        const seen = new Map<string, readonly [number, number, number]>();
        for (const [a, b, area] of drawn) {
          if ((a < 0 && b < 0) || a >= first.length || b >= second.length) continue;
          seen.set(`${a},${b}`, [a, b, area]);
        }
        const links = [...seen.values()];
        const { settlement } = settleYear(
          input(before, after, links, {
            widths: Float64Array.from(links, (_, i) => widths[i % widths.length]!),
            shares: shares.map((one) => ({ ...one, pair: one.pair % Math.max(1, links.length) })),
            evidence,
          }),
        );
        expect(open(settlement.account)).toBe(0n);
        for (const zone of settlement.zones) expect(open(zone.account), zone.code).toBe(0n);
        for (const level of ['province', 'city', 'county', 'town', 'village'] as const) {
          const zones = settlement.zones.filter((zone) => zone.level === level);
          const sum = (key: 'opening' | 'closing'): bigint =>
            zones.reduce((total, zone) => total + BigInt(zone.account[key]), 0n);
          expect(sum('opening')).toBe(BigInt(settlement.account.opening));
          expect(sum('closing')).toBe(BigInt(settlement.account.closing));
        }
        const { stable } = settlement;
        expect(BigInt(stable.after) - BigInt(stable.before)).toBe(BigInt(stable.netIncrease));
        expect(BigInt(stable.onGround) + BigInt(stable.byLabel) + BigInt(stable.residual)).toBe(
          BigInt(stable.netIncrease),
        );
        for (const one of settlement.classes) {
          const moved = (key: 'from' | 'to'): bigint =>
            settlement.flows
              .filter((flow) => flow[key] === one.landClass)
              .reduce((sum, flow) => sum + BigInt(flow.area), 0n);
          expect(moved('from'), `from ${one.landClass}`).toBe(BigInt(one.before));
          expect(moved('to'), `to ${one.landClass}`).toBe(BigInt(one.after));
        }
        const rows = settlement.rows.reduce((sum, row) => sum + BigInt(row.area), 0n);
        expect(rows).toBe(BigInt(settlement.account.closing) - BigInt(settlement.account.opening));
      },
    ),
    { numRuns: 300 },
  );
});

const BEFORE: readonly Parcel[] = [
  { id: 'field', landClass: '0101', area: 1_000_000 },
  { id: 'terrace', landClass: '0103', area: 500_000, ridge: 50_000, slope: '5' },
  { id: 'scrub', landClass: '0404', area: 300_000 },
];
const AFTER: readonly Parcel[] = [
  { id: 'factory', landClass: '0601', area: 400_000 },
  { id: 'rest', landClass: '0101', area: 600_000 },
  { id: 'terrace', landClass: '0103', area: 500_000, ridge: 50_000, slope: '4' },
  { id: 'new', landClass: '0103', area: 300_000 },
];
const LINKS = [
  [0, 0, 4000],
  [0, 1, 6000],
  [1, 2, 5000],
  [2, 3, 3000],
] as const;

function small(rest: Partial<YearInput> = {}, taken = '0601'): Settlement {
  const after = AFTER.map((one) => (one.id === 'factory' ? { ...one, landClass: taken } : one));
  return settleYear(input(survey(2024, BEFORE), survey(2025, after), LINKS, rest)).settlement;
}

test('a small year: what was built, what was reclaimed, what only changed its label', () => {
  const settlement = small();
  expect(settlement.account).toEqual({
    opening: '1450000',
    losses: '400000',
    gains: '300000',
    residual: '0',
    closing: '1350000',
  });
  expect(settlement.flows.find((flow) => flow.flow === 'OCC_NONAGRI')).toEqual({
    flow: 'OCC_NONAGRI',
    from: '0101',
    to: '0601',
    area: '400000',
    pieces: 1,
  });
  expect(settlement.stable).toMatchObject({
    before: '1000000',
    after: '1350000',
    onGround: '-100000',
    byLabel: '450000',
    residual: '0',
  });
  expect(settlement.stable.labelParcels).toEqual([
    { id: 'terrace', change: 'GDPDJB 5→4', area: '450000' },
  ]);
  expect(settlement.cap).toBeNull();
  expect(settlement.twoAccounts).toBeNull();
  expect(settlement.tests.map((one) => `${one.id} ${one.verdict}`)).toEqual([
    'Q1 notice',
    'Q2 no-data',
    'Q3 no-data',
    'Q4 fail',
    'Q5 no-data',
  ]);
});

test('documents turn a loss into an exempt one; nothing is excused by a class alone', () => {
  const paper = {
    kind: 'other',
    parcel: 'factory',
    document: '清政〔2025〕1号',
    date: '2025-03-01',
  } as const;
  const flows = (settlement: Settlement) => settlement.rows.map((row) => row.flow);
  expect(flows(small({ evidence: [paper] }, '0301'))).toEqual([
    'EXEMPT_OTHER',
    'SUPP_RECLAIM',
    'RIDGE_CHANGE',
  ]);
  expect(flows(small({}, '0301'))).toEqual(['OCC_FOREST', 'SUPP_RECLAIM', 'RIDGE_CHANGE']);
});

test('temporary land in force excuses, overdue land counts and is found', () => {
  const over = (end: string) => [{ pair: 0, layer: 'LSYD', share: 1, attributes: { JSRQ: end } }];
  expect(small({ shares: over('2026-06-30') }).rows[0]!.flow).toBe('TEMPORARY');
  const late = small({ shares: over('2025-06-30') });
  expect(late.rows[0]!.flow).toBe('OCC_NONAGRI');
  expect(late.findings.counts['X3']).toBe(1);
});

test('an opening that differs from the last confirmed closing is found', () => {
  const settlement = small({
    lastYear: { closing: 1_450_001n, nonAgriculturalGradeAverage: null },
  });
  expect(settlement.findings.counts['X2']).toBe(1);
  expect(
    small({ lastYear: { closing: 1_450_000n, nonAgriculturalGradeAverage: null } }).findings.counts[
      'X2'
    ],
  ).toBeUndefined();
});

test('a year before the reform settles two accounts', () => {
  const { settlement } = settleYear(input(survey(2021, BEFORE), survey(2022, AFTER), LINKS));
  expect(settlement.twoAccounts).toMatchObject({
    nonAgricultural: { occupied: '400000', supplemented: '300000' },
    inOut: { out: '0', in: '0' },
    confidence: 'unconfirmed',
  });
});

test('149.28 亩 at utilization grade 7 bear 13.44 万公斤', () => {
  const area = BigInt(Math.round(149.28 * (200_000 / 3)));
  const kg = Number(capacityNano(area, 7, { top: 16, step: 100 })) / 1e9;
  expect(kg).toBeCloseTo(134_352, -1);
  expect((kg / 10_000).toFixed(2)).toBe('13.44');
});

test('every number of the document is explained, with its clause', () => {
  const settlement = small({
    approvedNotBuilt: { area: 5, parcels: ['p'] },
    controlArea: { before: 1n, after: 2n },
  });
  const unexplained: string[] = [];
  const walk = (value: unknown, pointer: string): void => {
    if (
      typeof value === 'string' &&
      /^-?\d+$/.test(value) &&
      !/\/(code|name|region|landClass|from|to|year)$/.test(pointer) &&
      !pointer.startsWith('/parameters') &&
      !pointer.startsWith('/findings')
    ) {
      const found = explainNumber(settlement, pointer);
      if (!found || found.explanation.citations.length === 0) unexplained.push(pointer);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, part] of Object.entries(value)) walk(part, `${pointer}/${key}`);
    }
  };
  walk(settlement, '');
  expect(unexplained).toEqual([]);
  const losses = explainNumber(settlement, '/account/losses')!;
  expect(losses.explanation.operands.map((operand) => operand.ref)).toEqual([
    'year:990101-2025#/rows/0/area',
  ]);
  expect(losses.pieces).toEqual({ measure: 'lost', flows: ['OCC_NONAGRI'] });
  for (const operand of losses.explanation.operands)
    expect(explainNumber(settlement, operand.ref!.split('#')[1]!)).toBeDefined();
  expect(explainNumber(settlement, '/nothing')).toBeUndefined();
});

test('only a province has a cap: the net increase when its total is in balance, else zero', () => {
  const gain = settleYear(
    input(
      survey(2024, [{ id: 'a', landClass: '0404', area: 900_000 }]),
      survey(2025, [{ id: 'b', landClass: '0103', area: 900_000 }]),
      [[0, 0, 9000]],
      { region: '990102', regionName: '丙县' },
    ),
  ).settlement;
  const province = settleProvince({
    region: '990000',
    regionName: '示例省',
    year: 2025,
    counties: [small(), gain],
    engine: 'test',
  });
  expect(open(province.account)).toBe(0n);
  expect(province.cap).toMatchObject({
    area: province.stable.netIncrease,
    preconditionMet: true,
    forYear: 2026,
    fixed: false,
  });
  const short = settleProvince({
    region: '990000',
    regionName: '示例省',
    year: 2025,
    counties: [small()],
    engine: 'test',
  });
  expect(short.cap).toMatchObject({ area: '0', preconditionMet: false });
  expect(short.tests[0]!.verdict).toBe('fail');
  expect(province.tests.map((one) => one.verdict)).toContain('no-data');
  const whole = province.zones.filter((zone) => zone.level === 'province');
  expect(whole).toHaveLength(1);
  expect(whole[0]!.account.opening).toBe(province.account.opening);
});

test('two versions of a year are compared row by row', () => {
  const paper = {
    kind: 'other',
    parcel: 'factory',
    document: '清政〔2025〕2号',
    date: '2025-03-01',
  } as const;
  const rows = compareVersions(small({}, '0301'), small({ evidence: [paper] }, '0301'));
  expect(rows.map((row) => `${row.title.en} ${row.difference}`)).toEqual([
    'forest 400000',
    'other cases set by the state -400000',
  ]);
  expect(compareVersions(small(), small())).toEqual([]);
});
