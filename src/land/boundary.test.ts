/** Ground that one year lacks, and classes that nobody knows: the account closes, and no test passes. */
import { expect, test } from 'vitest';
import type { EvidenceRecord } from './evidence.ts';
import { input, type Parcel, survey } from './testdata/small-years.ts';
import { settleYear, type YearInput } from './year.ts';

const FIELDS: readonly Parcel[] = [
  { id: 'kept', landClass: '0101', area: 1_000_000 },
  { id: 'one', landClass: '0103', area: 1_500_000, ridge: 100_000 },
  { id: 'two', landClass: '0301', area: 500_000 },
];

/** The year after holds the first parcel alone. */
function cut(rest: Partial<YearInput> = {}) {
  return settleYear(
    input(
      survey(2024, FIELDS),
      survey(2025, [FIELDS[0]!]),
      [
        [0, 0, 10_000],
        [1, -1, 15_000],
        [2, -1, 5_000],
      ],
      rest,
    ),
  ).settlement;
}

const flows = ({ rows }: ReturnType<typeof cut>) => rows.map((row) => `${row.flow} ${row.area}`);
const verdicts = ({ tests }: ReturnType<typeof cut>) =>
  tests.filter((one) => ['Q1', 'Q4', 'Q5'].includes(one.id)).map((one) => one.verdict);
const NO_DATA = ['no-data', 'no-data', 'no-data'];

test('parcels left out of a file are missing ground: found by name, in the account, and nothing passes', () => {
  const settlement = cut();
  expect(flows(settlement)).toEqual(['MISSING_GROUND -1400000']);
  expect(settlement.account).toMatchObject({ opening: '2400000', closing: '1000000' });
  expect(verdicts(settlement)).toEqual(NO_DATA);
  const [found] = settlement.findings.examples;
  expect([found!.rule, found!.severity]).toEqual(['X8', 'error']);
  expect(found!.message.zh).toContain('缺 2.0000 公顷（其中耕地 1.4000 公顷），涉及图斑 one、two');
  // Villages lose it by the same row: it is no boundary of theirs either.
  for (const zone of settlement.zones) expect(zone.rows).toEqual({ MISSING_GROUND: '-1400000' });
});

test.each([
  ['unknown', null, null, 'MISSING_GROUND'],
  ['equal', 3_000_000n, 3_000_000n, 'MISSING_GROUND'],
  ['changed by another area', 3_000_000n, 2_500_000n, 'MISSING_GROUND'],
  ['changed the other way', 1_000_000n, 3_000_000n, 'MISSING_GROUND'],
  ['changed by what lies outside', 3_000_000n, 1_000_000n, 'BOUNDARY_OUT'],
] as const)('control areas %s: the ground is %4$s', (_, before, after, flow) => {
  const settlement = cut({ controlArea: { before, after } });
  expect(flows(settlement)).toEqual([`${flow} -1400000`]);
  expect(verdicts(settlement).includes('no-data')).toBe(flow === 'MISSING_GROUND');
  expect('X8' in settlement.findings.counts).toBe(flow === 'MISSING_GROUND');
});

test('a document moves the boundary over the parcels that it names, from its day on', () => {
  const paper = (parcel: string, date = '2025-05-01'): EvidenceRecord => ({
    kind: 'boundary',
    parcel,
    document: '民政〔2025〕1号',
    date,
  });
  expect(flows(cut({ evidence: [paper('one'), paper('two')] }))).toEqual(['BOUNDARY_OUT -1400000']);
  expect(flows(cut({ evidence: [paper('two')] }))).toEqual([
    'BOUNDARY_OUT 0',
    'MISSING_GROUND -1400000',
  ]);
  expect(flows(cut({ evidence: [paper('one', '2026-05-01'), paper('two')] }))[1]).toBe(
    'MISSING_GROUND -1400000',
  );
});

test('ground of the year after without ground before is missing too; an edge thinner than a sliver is residual', () => {
  const grown = (width: number) =>
    settleYear(
      input(
        survey(2024, [FIELDS[0]!]),
        survey(2025, FIELDS.slice(0, 2)),
        [
          [-1, 1, 15_000],
          [0, 0, 10_000],
        ],
        { widths: Float64Array.of(width, Number.NaN) },
      ),
    ).settlement;
  expect(flows(grown(30))).toEqual(['MISSING_GROUND 1400000']);
  expect(grown(30).findings.examples[0]!.message.en).toContain('The year before lacks');
  expect(flows(grown(0.4))).toEqual(['RESIDUAL 1400000']);
});

test('a class that nobody knows leaves every test without data', () => {
  const became = (landClass: string) =>
    settleYear(
      input(survey(2024, [FIELDS[0]!]), survey(2025, [{ ...FIELDS[0]!, landClass }]), [
        [0, 0, 10_000],
      ]),
    ).settlement;
  expect(flows(became('0699'))).toEqual(['UNCLASSIFIED -1000000']);
  expect(verdicts(became('0699'))).toEqual(NO_DATA);
  expect(verdicts(became('0101'))).toEqual(['pass', 'pass', 'pass']);
});
