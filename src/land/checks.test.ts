import { expect, test } from 'vitest';
import { type Column, numberColumn, textColumn } from '../base/index.ts';
import { parseCrs, polygonsFromRings } from '../geo/index.ts';
import { checkSurvey } from './checks.ts';
import { ridgeRatesAt } from './ridge-rates.ts';
import type { ParcelTable } from './survey.ts';
import { SURVEY_RULES } from './survey-rules.ts';

/** Fields of a parcel of 100 × 100 m without fault; each rule is tried with one of them changed. */
const GOOD = {
  BSM: '990101200100000001',
  landClass: '0103',
  landClassName: '旱地',
  slopeLevel: '3',
  terraceType: 'TT',
  ridgeClass: '1203',
  ridgeRate: 0.1 as number | null,
  plantingAttribute: 'LS',
  refinement: '',
  settlementAttribute: '',
  lineWidth: null as number | null,
  locationUnit: '9901011002000000000',
  parcelNumber: '0001',
  note: '',
  parcelArea: 10_000,
  ridgeArea: 1000 as number | null,
  netArea: 9000 as number | null,
  computed: 10_000,
};
type Fields = Partial<typeof GOOD>;

const TEXTS = [
  'landClassName',
  'slopeLevel',
  'terraceType',
  'ridgeClass',
  'plantingAttribute',
  'refinement',
  'settlementAttribute',
  'locationUnit',
  'parcelNumber',
  'note',
] as const;
const NUMBERS = ['ridgeRate', 'lineWidth', 'netArea', 'ridgeArea', 'parcelArea'] as const;

function survey(...changes: readonly Fields[]): ParcelTable {
  const rows = changes.map((change) => ({ ...GOOD, ...change }));
  const cents = (value: number): bigint => BigInt(Math.round(value * 100));
  return {
    region: '990101',
    year: 2025,
    scheme: 'TD1055',
    crs: parseCrs('EPSG:4527'),
    polygons: polygonsFromRings([]),
    ringHash: new BigUint64Array(rows.length),
    computedArea: Float64Array.from(rows, (row) => row.computed),
    id: textColumn(rows.map((row) => row.BSM)),
    landClass: textColumn(rows.map((row) => row.landClass)),
    parcelArea: BigInt64Array.from(rows, (row) => cents(row.parcelArea)),
    ridgeArea: BigInt64Array.from(rows, (row) => cents(row.ridgeArea ?? 0)),
    areaSource: 'filed',
    attributes: new Map<string, Column>([
      ...TEXTS.map((name) => [name, textColumn(rows.map((row) => row[name] || null))] as const),
      ...NUMBERS.map((name) => [name, numberColumn(rows.map((row) => row[name]))] as const),
    ]),
  };
}

const check = (table: ParcelTable, options: object = {}): string[] =>
  checkSurvey(table, { file: 'f', layer: 'DLTB', areaToleranceCents: 1, ...options }).map(
    (finding) => finding.rule,
  );

const FLAT: Fields = {
  slopeLevel: '1',
  terraceType: '',
  ridgeClass: '',
  ridgeRate: 0,
  ridgeArea: 0,
  netArea: 10_000,
};
const OTHER: Fields = { ...FLAT, slopeLevel: '', plantingAttribute: '' };

test('a parcel without fault has none', () => {
  expect(check(survey({}, { BSM: '2', parcelNumber: '0002', ...FLAT }))).toEqual([]);
});

test.each<readonly [string, string, Fields]>([
  ['C2', 'no slope level', { slopeLevel: '' }],
  ['C2', 'a slope level that does not exist', { slopeLevel: '7' }],
  ['C2', 'no planting attribute', { plantingAttribute: '' }],
  ['C3', 'a terrace on flat land', { ...FLAT, terraceType: 'TT' }],
  ['C3', 'a slope without a type', { terraceType: '' }],
  [
    'C3',
    'a terrace without ridges',
    { ridgeRate: 0, ridgeClass: '', ridgeArea: 0, netArea: 10_000 },
  ],
  [
    'C3',
    'ridges on flat land',
    { ...FLAT, ridgeRate: 0.1, ridgeClass: '1203', ridgeArea: 1000, netArea: 9000 },
  ],
  [
    'C4',
    'ridges off cultivated land',
    {
      ...OTHER,
      landClass: '0301',
      landClassName: '乔木林地',
      ridgeRate: 0.1,
      ridgeArea: 1000,
      netArea: 9000,
    },
  ],
  ['C4', 'a rate without its class', { ridgeClass: '' }],
  [
    'C5',
    'a restore label where none belongs',
    {
      ...OTHER,
      landClass: '1101',
      landClassName: '河流水面',
      lineWidth: 20,
      plantingAttribute: 'JKHF',
    },
  ],
  ['C6', 'refined land that lies fallow', { refinement: 'LQGD', plantingAttribute: 'WG' }],
  [
    'C7',
    'a village without settlement attribute',
    { ...OTHER, landClass: '0702', landClassName: '农村宅基地' },
  ],
  [
    'C7',
    'a mine that is no mining settlement',
    { ...OTHER, landClass: '0602', landClassName: '采矿用地', settlementAttribute: '203' },
  ],
  [
    'C7',
    'special land that is not 205',
    { ...OTHER, landClass: '09', landClassName: '特殊用地', settlementAttribute: '203' },
  ],
  ['C7', 'a settlement attribute that does not exist', { settlementAttribute: '207' }],
  ['C7', 'a width on a field', { lineWidth: 5 }],
  ['C7', 'a road without width', { ...OTHER, landClass: '1006', landClassName: '农村道路' }],
  [
    'C7',
    'a farm road over 8 m',
    { ...OTHER, landClass: '1006', landClassName: '农村道路', lineWidth: 9 },
  ],
  [
    'C8',
    'a note on a factory',
    {
      ...OTHER,
      landClass: '0601',
      landClassName: '工业用地',
      settlementAttribute: '204',
      note: 'x',
    },
  ],
  ['A1', 'a filed area that is 2 cm² off', { computed: 10_000.02 }],
  ['A2', 'ridges that are not rate × area', { ridgeArea: 999.99 }],
  ['A2', 'a net area that is not the rest', { netArea: 9000.01 }],
])('%s: %s', (rule, _what, change) => {
  expect(check(survey(change))).toContain(rule);
});

test.each<readonly [string, Fields]>([
  ['a farm road of 8 m', { ...OTHER, landClass: '1006', landClassName: '农村道路', lineWidth: 8 }],
  [
    'an orchard that can be restored',
    { ...OTHER, landClass: '0201', landClassName: '果园', plantingAttribute: 'JKHF' },
  ],
  ['an area 0.01 m² off', { computed: 10_000.01 }],
  [
    'a slope that is no terrace',
    { terraceType: 'PD', ridgeRate: 0, ridgeClass: '', ridgeArea: 0, netArea: 10_000 },
  ],
])('accepted: %s', (_what, change) => {
  expect(check(survey(change))).toEqual([]);
});

test('U1: a number used twice in a village; the same number in another village is right', () => {
  expect(check(survey({}, { BSM: '2' }))).toEqual(['U1']);
  expect(check(survey({}, { BSM: '2', locationUnit: '9901011002010000000' }))).toEqual([]);
});

test('A3: parcels must add up to the control area of their unit', () => {
  const control = (area: bigint) => ({ controlAreas: new Map([['990101100200', area]]) });
  expect(check(survey({}), control(1_000_000n))).toEqual([]);
  expect(check(survey({}), control(1_000_001n))).toEqual(['A3']);
});

test('A3 of measured areas compares the ground as measured, however well it was closed', () => {
  const closed = { ...survey({}), areaSource: 'computed' as const };
  const measured = (square: number): ParcelTable => ({
    ...closed,
    computedArea: Float64Array.from(closed.computedArea, () => square),
  });
  const options = {
    controlAreas: new Map([['990101100200', 1_000_000n]]),
    controlAreaTolerance: 1e-4,
  };
  expect(check(measured(10_000), options)).toEqual([]);
  expect(check(measured(10_001), options)).toEqual([]);
  expect(check(measured(10_001.01), options)).toEqual(['A3']);
  expect(check(measured(3_333), options)).toEqual(['A3']);
});

test('a county table of ridge rates is compared with, when given', () => {
  const table = (region: string, from: string, rate: number) => ({
    region,
    from,
    source: `表${from}`,
    rates: { TT: { '3': rate }, PD: { '3': 0 } },
  });
  const tables = [table('990101', '2019-01-01', 0.12), table('990101', '2025-01-01', 0.1)];
  const at = (day: string) => ({ ridgeRates: ridgeRatesAt(tables, day) });
  expect(check(survey({}), at('2025-12-31'))).toEqual([]);
  expect(check(survey({}), at('2024-12-31'))).toEqual(['C3']);
  const [finding] = checkSurvey(survey({}), {
    file: 'f',
    layer: 'DLTB',
    areaToleranceCents: 1,
    ...at('2024-12-31'),
  });
  expect(finding!.message.zh).toContain('的系数是 0.1，990101 的系数表是 0.12（表2019-01-01）');
  // A slope that the table gives no ridges has none; a county without a table is told.
  expect(check(survey({ terraceType: 'PD' }), at('2025-12-31'))).toEqual(['C3']);
  const other = { ridgeRates: ridgeRatesAt([table('990102', '2019-01-01', 0.3)], '2025-12-31') };
  expect(check(survey({}), other)).toEqual(['C0']);
});

test('A1 compares no parcel whose shape has no area', () => {
  const shaped = survey({ parcelArea: 10_001 });
  expect(check(shaped)).toContain('A1');
  expect(check({ ...shaped, computedArea: Float64Array.of(0) })).not.toContain('A1');
  expect(check({ ...shaped, computedArea: Float64Array.of(Number.NaN) })).not.toContain('A1');
});

test('one broken parcel never stops the others; every finding says what, where and what to do', () => {
  const findings = checkSurvey(
    survey({ slopeLevel: '9' }, { BSM: '2', parcelNumber: '2', plantingAttribute: '?' }),
    { file: 'f', layer: 'DLTB', areaToleranceCents: 1 },
  );
  expect(findings.map((finding) => [finding.rule, finding.place.feature])).toEqual([
    ['C2', 0],
    ['C2', 1],
  ]);
  for (const finding of findings) {
    expect(finding.place).toMatchObject({
      file: 'f',
      layer: 'DLTB',
      field: expect.any(String) as string,
    });
    expect(finding.remedy.zh.length).toBeGreaterThan(3);
  }
});

test('C0: rules whose fields the file does not have are named, never passed in silence', () => {
  const table = survey({});
  const without = (...names: string[]) => ({
    ...table,
    attributes: new Map([...table.attributes].filter(([name]) => !names.includes(name))),
  });
  expect(check(without('slopeLevel', 'ridgeClass'))).toEqual(['C0']);
  const [finding] = checkSurvey(without('slopeLevel', 'ridgeClass'), {
    file: 'f',
    layer: 'DLTB',
    areaToleranceCents: 1,
  });
  expect(finding!.place.field).toBe('GDPDJB,KCDLBM');
  expect(finding!.message.zh).toContain('GDPDJB（C2、C3），KCDLBM（C4）');
});

test('C8 is a notice unless the pack of the county is chosen', () => {
  const factory = survey({
    ...OTHER,
    landClass: '0601',
    landClassName: '工业用地',
    settlementAttribute: '203A',
    note: '2025年变更',
  });
  const said = (chosenRules: readonly string[]): string[] =>
    checkSurvey(factory, { file: 'f', layer: 'DLTB', areaToleranceCents: 1, chosenRules }).map(
      ({ rule, severity }) => `${rule} ${severity}`,
    );
  expect(said([])).toEqual(['C8 notice']);
  expect(said(['provincial'])).toEqual(['C8 notice']);
  // Chosen, its comparison with the year before is told as not made.
  expect(said(['C8'])).toEqual(['C0 warning', 'C8 error']);
  expect(said(['county'])).toEqual(['C0 warning', 'C8 error']);
});

test('each rule states its sentence and remedy in both languages', () => {
  for (const rule of SURVEY_RULES)
    for (const text of [rule.sentence.zh, rule.sentence.en, rule.remedy.zh, rule.remedy.en])
      expect(text.length).toBeGreaterThan(3);
});

/** The parcel without fault with some columns as they stand in a file: null, '' and 0 stay what they are. */
function raw(change: Fields, columns: Readonly<Record<string, Column>>): ParcelTable {
  const table = survey(change);
  return { ...table, attributes: new Map([...table.attributes, ...Object.entries(columns)]) };
}

test('NULL, the empty text and 0 each get their verdict', () => {
  const message = (rate: number | null): string[] =>
    checkSurvey(
      raw(
        { ridgeArea: null, netArea: null },
        { ridgeRate: numberColumn([rate]), ridgeClass: textColumn([null]) },
      ),
      { file: 'f', layer: 'DLTB', areaToleranceCents: 1 },
    ).map((finding) => `${finding.rule} ${finding.message.zh.split('：')[1]}`);
  expect(message(null)).toEqual(['C3 梯田的田坎系数为空']);
  expect(message(0)).toEqual(['C3 梯田的田坎系数是 0']);
  const ridgeClass = (text: string | null, change: Fields): string[] =>
    check(raw(change, { ridgeClass: textColumn([text]) }));
  expect([ridgeClass('', FLAT), ridgeClass(null, FLAT)]).toEqual([[], []]);
  expect([ridgeClass('', {}), ridgeClass(null, {})]).toEqual([['C4'], ['C4']]);
  expect(ridgeClass('1203', FLAT)).toEqual(['C4']);
});

test('C6: a refinement with a name has a code, and the code of 2019 is named', () => {
  const refined = (code: string | null, name: string | null): string[] =>
    check(raw({}, { refinement: textColumn([code]), refinementName: textColumn([name]) }));
  expect(refined('LQGD', '林区耕地')).toEqual([]);
  expect(refined('', '')).toEqual([]);
  expect(refined('', '林区耕地')).toEqual(['C6']);
  expect(refined(null, '林区耕地')).toEqual(['C6']);
  expect(refined('HHGD', '')).toEqual(['C6']);
});

test('planting attributes of 2018–2019 are named as such', () => {
  const options = { file: 'f', layer: 'DLTB', areaToleranceCents: 1 };
  const garden = { ...OTHER, landClass: '0201', landClassName: '果园' };
  for (const [rule, change] of [
    ['C2', { plantingAttribute: 'GZ' }],
    ['C5', { ...garden, plantingAttribute: 'GSYY' }],
  ] as const) {
    const [finding] = checkSurvey(survey(change), options);
    expect(finding!.rule).toBe(rule);
    expect(finding!.message.zh).toContain('2018–2019 年的旧代码');
  }
});
