/** Rules of practice on small years: each test names the rule and stands on both sides of it. */
import { expect, test } from 'vitest';
import { type Column, numberColumn, textColumn } from '../base/index.ts';
import { parseCrs, polygonsFromRings } from '../geo/index.ts';
import { ruleSetAt } from '../policy/index.ts';
import type { EvidenceKind } from './evidence.ts';
import { applyMapping } from './mapping.ts';
import { overlappingRegions, settleProvince } from './province.ts';
import { input, type Parcel, survey } from './testdata/small-years.ts';
import { settleYear, type YearInput } from './year.ts';

/** One parcel of 1 ha that becomes another. */
function one(from: Partial<Parcel>, to: Partial<Parcel>, rest: Partial<YearInput> = {}) {
  const parcel = (id: string, more: Partial<Parcel>): Parcel => ({
    id,
    landClass: '0103',
    area: 1_000_000,
    ...more,
  });
  return settleYear(
    input(
      survey(2024, [parcel('was', from)]),
      survey(2025, [parcel('is', to)]),
      [[0, 0, 10_000]],
      rest,
    ),
  );
}

const rowsOf = ({ settlement }: ReturnType<typeof one>): string[] =>
  settlement.rows.map((row) => `${row.flow} ${row.area} ${row.pieces}`);
const rulesOf = ({ settlement }: ReturnType<typeof one>): string[] =>
  settlement.findings.examples.map((found) => `${found.rule} ${found.severity}`);

test('a year of each scheme: what only changed its code did not change', () => {
  const read = (year: number, codes: string[], names: string[]) =>
    applyMapping(
      {
        name: 'DLTB',
        polygons: polygonsFromRings(codes.map(() => [])),
        crs: parseCrs('EPSG:4527'),
        columns: new Map<string, Column>([
          ['BSM', textColumn(codes.map((_, i) => `${year}-${i}`))],
          ['DLBM', textColumn(codes)],
          ['DLMC', textColumn(names)],
          ['TBMJ', numberColumn(codes.map(() => 100))],
        ]),
      },
      {},
      {
        area: Float64Array.from(codes, () => 100),
        hash: new BigUint64Array(codes.length),
      },
      { file: 'f', year, region: '990101' },
    ).parcels;
  const before = read(
    2024,
    ['0601', '1006', '0204', '0101', '0305', '0404'],
    ['工业用地', '农村道路', '其他园地', '水田', '灌木林地', '其他草地'],
  );
  const after = read(
    2025,
    ['1001', '0601', '0204', '1202', '0303', '0103'],
    ['工业用地', '农村道路', '油料园地', '公路用地', '灌木林地', '旱地'],
  );
  const links = [0, 1, 2, 3, 4, 5].map((i) => [i, i, 100] as const);
  const { settlement } = settleYear(input(before, after, links));
  expect(settlement.flows.map((f) => `${f.from}→${f.to} ${f.flow}`)).toEqual([
    '0101→1003 OCC_NONAGRI',
    '0204→0204 UNCHANGED',
    '0305→0305 UNCHANGED',
    '0404→0103 SUPP_RECLAIM',
    '0601→0601 UNCHANGED',
    '1006→1006 UNCHANGED',
  ]);
});

test('a change of slope or ridge rate without a change of class is a row of its own and a label gain', () => {
  const terrace = { ridge: 100_000, slope: '3', number: { ridgeRate: 0.1 } };
  const lower = { ridge: 60_000, slope: '2', number: { ridgeRate: 0.06 } };
  const ridges = one(terrace, lower);
  expect(rowsOf(ridges)).toEqual(['RIDGE_CHANGE 40000 1']);
  expect(ridges.settlement.stable).toMatchObject({ onGround: '0', byLabel: '40000' });
  expect(ridges.settlement.stable.labelParcels).toEqual([
    { id: 'is', change: 'GDPDJB 3→2，KCXS 0.1→0.06', area: '40000' },
  ]);
  expect(rowsOf(one({ slope: '3' }, { slope: '2' }))).toEqual(['RIDGE_CHANGE 0 1']);
  expect(rowsOf(one({ slope: '3' }, { slope: '3' }))).toEqual([]);
});

test('what rounding leaves of ridges of one rate is residual, never a change of ridges', () => {
  const rate = { number: { ridgeRate: 0.1 } };
  expect(rowsOf(one({ ridge: 100_000, ...rate }, { ridge: 100_001, ...rate }))).toEqual([
    'RESIDUAL -1 1',
  ]);
});

test('stable land splits into ground and label; corrections, borders and slivers are neither', () => {
  const split = (result: ReturnType<typeof one>) => {
    const { onGround, byLabel, residual } = result.settlement.stable;
    return [onGround, byLabel, residual];
  };
  expect(split(one({ landClass: '0404' }, {}))).toEqual(['1000000', '0', '0']);
  expect(split(one({ slope: '5' }, { slope: '4' }))).toEqual(['0', '1000000', '0']);
  expect(split(one({ text: { refinement: 'LQGD' } }, { text: { refinement: '' } }))).toEqual([
    '0',
    '1000000',
    '0',
  ]);
  const fix = { kind: 'data-fix', parcel: 'is', document: 'd', date: '2025-03-01' } as const;
  expect(split(one({ landClass: '0404' }, {}, { evidence: [fix] }))).toEqual(['0', '0', '1000000']);
  const thin = { widths: Float64Array.of(0.4) };
  expect(split(one({ landClass: '0404' }, {}, thin))).toEqual(['0', '0', '1000000']);
});

test('what permanent basic farmland says of itself goes before every default', () => {
  const said = (word: 1 | 0 | -1) =>
    one(
      { slope: '5' },
      { slope: '1' },
      {
        stableOverride: { before: Int8Array.of(word), after: Int8Array.of(word) },
      },
    ).settlement.stable;
  expect(said(1)).toMatchObject({ before: '1000000', after: '1000000' });
  expect(said(0)).toMatchObject({ before: '0', after: '0' });
  expect(said(-1)).toMatchObject({ before: '0', after: '1000000' });
});

test('a piece narrower than the parameter goes whole into the residual', () => {
  const at = (width: number, from: string, to: string): string[] =>
    one(
      { landClass: from },
      { landClass: to },
      { widths: Float64Array.of(width) },
    ).settlement.flows.map((flow) => flow.flow);
  expect(at(0.49, '0103', '0601')).toEqual(['RESIDUAL']);
  expect(at(0.5, '0103', '0601')).toEqual(['OCC_NONAGRI']);
  expect(at(0.49, '0103', '0101')).toEqual(['RESIDUAL']);
  expect(at(0.49, '0301', '0404')).toEqual(['RESIDUAL']);
  expect(at(Number.NaN, '0103', '0601')).toEqual(['OCC_NONAGRI']);
});

const RED_LINE = (share: number) => [{ pair: 0, layer: 'STBHHX', share, attributes: {} }];

test('new reclamation on forbidden ground is a gain, but no replenishment; restoring there asks for its approval', () => {
  const whole = one({ landClass: '0404' }, {}, { shares: RED_LINE(1) });
  expect(rowsOf(whole)).toEqual(['GAIN_FORBIDDEN 1000000 1']);
  expect(rulesOf(whole)).toEqual(['X1 error']);
  expect(whole.settlement.tests[0]!.supplement!.en).toBe('0.00 ha');
  const part = one({ landClass: '0404' }, {}, { shares: RED_LINE(0.25) });
  expect(rowsOf(part)).toEqual(['SUPP_RECLAIM 750000 1', 'GAIN_FORBIDDEN 250000 1']);
  const label = { text: { plantingAttribute: 'JKHF' } };
  const restored = one({ landClass: '0404', ...label }, {}, { shares: RED_LINE(1) });
  expect([...rowsOf(restored), ...rulesOf(restored)]).toEqual([
    'SUPP_RESTORE 1000000 1',
    'X1 notice',
  ]);
  const unlabelled = one({ landClass: '0201' }, {}, { shares: RED_LINE(1) });
  expect(rulesOf(unlabelled)).toEqual(['X1 warning']);
});

test('a document speaks only for what it can have caused, and never before its day', () => {
  const paper = (kind: EvidenceKind, to: string, date = '2025-05-01') => {
    const result = one(
      {},
      { landClass: to },
      {
        evidence: [{ kind, parcel: 'is', document: 'd', date }],
      },
    );
    return [...rowsOf(result).map((row) => row.split(' ')[0]), ...rulesOf(result)];
  };
  expect(paper('eco', '0301')).toEqual(['EXEMPT_ECO']);
  expect(paper('eco', '0601')).toEqual(['OCC_NONAGRI', 'X6 error']);
  expect(paper('flood', '1101')).toEqual(['EXEMPT_FLOOD']);
  expect(paper('flood', '1103')).toEqual(['OCC_RESERVOIR', 'X6 error']);
  expect(paper('disaster', '1206')).toEqual(['EXEMPT_DISASTER']);
  expect(paper('other', '0305')).toEqual(['EXEMPT_OTHER']);
  // No document excuses what was built: the notice names no construction among what is exempt.
  for (const kind of ['other', 'data-fix', 'enclave', 'boundary'] as const)
    expect(paper(kind, '0601'), kind).toEqual(['OCC_NONAGRI', 'X6 error']);
  expect(paper('data-fix', '0301')).toEqual(['DATA_FIX']);
  expect(paper('boundary', '0301')).toEqual(['OCC_FOREST', 'X6 error']);
  expect(paper('eco', '0301', '2025-12-31')).toEqual(['EXEMPT_ECO']);
  expect(paper('eco', '0301', '2026-01-01')).toEqual(['OCC_FOREST', 'X6 error']);
});

test('temporary land excuses from its approval to its end, and only as far as it reaches', () => {
  const over = (attributes: Record<string, string>, share = 1) => {
    const result = one(
      {},
      { landClass: '0602' },
      {
        shares: [{ pair: 0, layer: 'LSYD', share, attributes }],
      },
    );
    return [...rowsOf(result), ...rulesOf(result)];
  };
  expect(over({ PZRQ: '2025-03-01', JSRQ: '2025-12-31' })).toEqual(['TEMPORARY -1000000 1']);
  expect(over({ PZRQ: '2023-12-31' })).toEqual(['TEMPORARY -1000000 1']);
  expect(over({ PZRQ: '2023-12-30' })).toEqual(['OCC_NONAGRI -1000000 1', 'X3 warning']);
  expect(over({ PZRQ: '2026-01-01', JSRQ: '2027-12-31' })).toEqual([
    'OCC_NONAGRI -1000000 1',
    'X3 warning',
  ]);
  expect(over({ PZRQ: '2025-03-01' }, 0.5)).toEqual([
    'OCC_NONAGRI -500000 1',
    'TEMPORARY -500000 1',
  ]);
});

test('construction is told by the date of its approval; what has none is found patch by patch', () => {
  const built = (date: string | null, share = 1) => {
    const { settlement } = one(
      {},
      { landClass: '0601' },
      {
        approvedNotBuilt: { area: 7, parcels: ['p'] },
        shares:
          date === null
            ? []
            : [{ pair: 0, layer: 'APPROVAL', share, attributes: { PZRQ: date, PWH: '示政土1号' } }],
      },
    );
    return [
      ...settlement.approvals!.filter((r) => r.area !== '0').map((r) => `${r.kind} ${r.area}`),
      ...settlement.findings.examples.map((f) => `${f.rule} ${f.place.id}`),
    ];
  };
  const waiting = 'approved-not-built 7';
  expect(built('2025-12-31')).toEqual(['approved-and-built 1000000', waiting]);
  expect(built('20240105')).toEqual(['approved-earlier-built 1000000', waiting]);
  expect(built('2026-01-01')).toEqual([waiting, 'built-before-approval 1000000', 'X5 is']);
  expect(built(null)).toEqual([waiting, 'no-approval 1000000', 'X5 is']);
  expect(built('2025-06-01', 0.75)).toEqual([
    'approved-and-built 750000',
    waiting,
    'no-approval 250000',
    'X5 is',
  ]);
  // Without any layer of approvals nobody is accused: the table says that data are missing.
  const silent = one({}, { landClass: '0601' }).settlement;
  expect([silent.approvals, silent.findings.counts]).toEqual([null, {}]);
});

test('the list of changed pieces names the approval or document that each rests on', () => {
  const { pieces } = one(
    {},
    { landClass: '0601' },
    {
      shares: [
        { pair: 0, layer: 'APPROVAL', share: 1, attributes: { PZRQ: '2025-02-01', PWH: 'A' } },
      ],
    },
  );
  expect(pieces.map((piece) => piece.evidence)).toEqual(['A']);
  expect(one({}, { landClass: '0601' }).pieces[0]!.evidence).toBe('');
});

test('the ground of a county changes by its boundary alone (A3)', () => {
  expect(rulesOf(one({}, { area: 1_000_000 }))).toEqual([]);
  expect(rulesOf(one({}, { area: 1_000_001 }))).toEqual(['A3 error']);
  const moved = settleYear(
    input(
      survey(2024, [
        { id: 'a', landClass: '0103', area: 100 },
        { id: 'gone', landClass: '0103', area: 50 },
      ]),
      survey(2025, [
        { id: 'a', landClass: '0103', area: 100 },
        { id: 'new', landClass: '0301', area: 30 },
      ]),
      [
        [0, 0, 1],
        [1, -1, 0.5],
        [-1, 1, 0.3],
      ],
      { controlArea: { before: 150n, after: 130n } },
    ),
  ).settlement;
  expect(moved.findings.counts).toEqual({});
  expect(moved.rows.map((row) => `${row.flow} ${row.area}`)).toEqual([
    'BOUNDARY_OUT -50',
    'BOUNDARY_IN 0',
  ]);
});

test('C8 of changes: a note where the class changed, no fallow on new land; errors only with the pack', () => {
  const c8 = (to: Partial<Parcel>, rest: Partial<YearInput> = {}) =>
    rulesOf(one({ landClass: '0404' }, to, rest));
  const text = (note: string, plantingAttribute = 'LS') => ({ text: { note, plantingAttribute } });
  expect(c8(text(''))).toEqual(['C8 notice']);
  expect(c8(text('2025年恢复'))).toEqual([]);
  expect(c8(text('2025年恢复', 'WG'))).toEqual(['C8 notice']);
  expect(c8({ landClass: '0301', ...text('') })).toEqual(['C8 notice']);
  expect(c8({ landClass: '0601', ...text('') })).toEqual([]);
  const pack = { name: 'county', values: { changeNotesRequired: true }, source: 's' };
  expect(c8(text(''), { rules: ruleSetAt('2025-12-31', [pack]) })).toEqual(['C8 error']);
});

test('the cap came with the reform, and nothing is counted twice', () => {
  const county = (year: number, region: string) =>
    settleYear(
      input(
        survey(year - 1, [{ id: 'a', landClass: '0404', area: 100 }]),
        survey(year, [{ id: 'b', landClass: '0103', area: 100 }]),
        [[0, 0, 1]],
        { region },
      ),
    ).settlement;
  const province = (year: number) =>
    settleProvince({
      region: '990000',
      regionName: '示例省',
      year,
      counties: [county(year, '990101'), county(year, '990102')],
      engine: 'test',
    });
  expect(province(2023)).toMatchObject({ cap: null, twoAccounts: { inOut: { in: '0' } } });
  expect(province(2024)).toMatchObject({ cap: { area: '200', forYear: 2025 }, twoAccounts: null });
  expect(overlappingRegions(['990101', '990102'])).toEqual([]);
  expect(overlappingRegions(['990101', '990101'])).toEqual(['990101']);
  expect(overlappingRegions(['990101', '990100'])).toEqual(['990101']);
  expect(() =>
    settleProvince({
      region: '990000',
      regionName: '示例省',
      year: 2024,
      counties: [county(2024, '990101'), county(2024, '990100')],
      engine: 'test',
    }),
  ).toThrow(TypeError);
});

test('the record of the surveyors goes before our overlay, and what differs is listed', () => {
  const settled = (changeRecords: YearInput['changeRecords'] & object) =>
    settleYear(
      input(
        survey(2024, [{ id: 'was', landClass: '0103', area: 1_000_000 }]),
        survey(2025, [
          { id: 'built', landClass: '0601', area: 400_300 },
          { id: 'rest', landClass: '0103', area: 599_700 },
        ]),
        [
          [0, 0, 4000],
          [0, 1, 6000],
        ],
        { changeRecords },
      ),
    );
  const record = (after: string, area: number, before = 'was') => ({ before, after, area });
  const built = (result: ReturnType<typeof settled>) =>
    result.settlement.rows.map((row) => `${row.flow} ${row.area}`);
  expect(built(settled([]))).toEqual(['OCC_NONAGRI -400000', 'RESIDUAL -300']);
  const whole = settled([record('built', 400_300), record('rest', 599_700)]);
  expect(built(whole)).toEqual(['OCC_NONAGRI -400300']);
  expect(rulesOf(whole)).toEqual(['X7 warning', 'X7 warning']);
  // Records that do not give the parcel away whole cannot divide it.
  const part = settled([record('built', 400_300)]);
  expect(built(part)).toEqual(['OCC_NONAGRI -400000', 'RESIDUAL -300']);
  expect(rulesOf(settled([record('built', 400_000), record('rest', 600_000)]))).toEqual([]);
  expect(rulesOf(settled([record('rest', 600_000)]))).toEqual(['X7 warning']);
  expect(rulesOf(settled([record('built', 400_000), record('gone', 600_000)]))).toEqual([
    'U2 error',
  ]);
});
