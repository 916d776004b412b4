/** 耕地开垦费 by hand: which line of the table holds, twice for permanent basic farmland, whole fen, and what is a gap. */
import { expect, test } from 'vitest';
import {
  type FeeRate,
  type LawOfDay,
  type RuleSet,
  reclamationFee,
  ruleSetAt,
  type SiteFacts,
} from './index.ts';
import { DAY, HECTARE, layerOf, piece, site } from './testdata/check-facts.ts';

const LINE: FeeRate = {
  region: '99',
  from: '2024-01-01',
  landClass: '01',
  unit: 'm2',
  fen: 3000,
  source: '省文件',
};

/** The law as the runner gives it to a rule. */
const lawOf = (rules: RuleSet): LawOfDay => ({
  day: rules.day,
  value: (name) => rules.values[name],
});

const feeOf = (facts: SiteFacts, ...lines: readonly Partial<FeeRate>[]) =>
  reclamationFee(
    facts,
    lawOf(
      ruleSetAt(DAY, [
        {
          name: 'fees',
          source: '省文件',
          values: { reclamationFees: lines.map((line) => ({ ...LINE, ...line })) },
        },
      ]),
    ),
  );
/** Which line was used, by its rate. */
const rateOf = (facts: SiteFacts, ...lines: readonly Partial<FeeRate>[]) =>
  feeOf(facts, ...lines).rows.map((row) => row.rate.fen);

const hectare = site({ pieces: [piece()] });

test('ground times rate, by square metre and by 亩', () => {
  // 10,000 m² × 30 yuan, and 15 亩 × 20,000 yuan.
  expect(feeOf(hectare, {}).fen).toBe(30_000_000n);
  expect(feeOf(hectare, { unit: 'mu', fen: 2_000_000 }).fen).toBe(30_000_000n);
});

test('permanent basic farmland pays twice, its share of the ridges left out; upkeep is paid once', () => {
  const mixed = site({
    pieces: [piece({ netArea: 900_000n, within: { YJJBNTTB: HECTARE / 2n } })],
  });
  const { rows, fen, upkeepFen } = feeOf(mixed, { fen: 100, upkeepFen: 10 });
  expect(rows.map((row) => [row.isPermanent, row.area, row.factor, row.fen])).toEqual([
    [false, 450_000n, 1, 450_000n],
    [true, 450_000n, 2, 900_000n],
  ]);
  expect([fen, upkeepFen]).toEqual([1_350_000n, 90_000n]);
  // Not a whole hundredth: half of 3 is 2, and what is left is 1.
  const odd = site({ pieces: [piece({ area: 6n, netArea: 3n, within: { YJJBNTTB: 3n } })] });
  expect(feeOf(odd, {}).rows.map((row) => row.area)).toEqual([1n, 2n]);
});

test('ground of one class and grade is summed before the fen are rounded, half upwards', () => {
  const half = piece({ area: 50n });
  expect(feeOf(site({ pieces: [half] }), { fen: 1 }).fen).toBe(1n);
  expect(feeOf(site({ pieces: [piece({ area: 49n })] }), { fen: 1 }).fen).toBe(0n);
  expect(feeOf(site({ pieces: [half, half] }), { fen: 1 }).fen).toBe(1n);
});

test('other land than cultivated costs nothing', () => {
  const orchard = site({ pieces: [piece({ landClass: '0201' })] });
  expect(feeOf(orchard, {})).toEqual({ rows: [], gaps: [], fen: 0n, upkeepFen: 0n });
});

test('the nearest region, its latest table and the line that says most hold', () => {
  const of = (fen: number, line: Partial<FeeRate>): Partial<FeeRate> => ({ ...line, fen });
  expect(rateOf(hectare, of(1, {}), of(2, { region: '9901' }), of(3, { region: '9902' }))).toEqual([
    2,
  ]);
  expect(rateOf(hectare, of(1, {}), of(2, { from: DAY }), of(3, { from: '2026-03-18' }))).toEqual([
    2,
  ]);
  expect(
    rateOf(hectare, of(1, {}), of(2, { landClass: '0103' }), of(3, { landClass: '0101' })),
  ).toEqual([2]);
  // A city that speaks of paddy alone leaves dry land to the province.
  expect(rateOf(hectare, of(1, {}), of(2, { region: '9901', landClass: '0101' }))).toEqual([1]);
  // An old table does not fill the gaps of a new one.
  expect(feeOf(hectare, of(1, {}), of(2, { from: DAY, landClass: '0101' })).gaps).toHaveLength(1);
});

test('grades belong to their band with both ends', () => {
  const band = { grades: { best: 4, last: 6 } };
  const graded = (qualityGrade: number | null) => site({ pieces: [piece({ qualityGrade })] });
  for (const grade of [4, 6]) expect(rateOf(graded(grade), band)).toEqual([3000]);
  for (const grade of [3.9, 6.1]) {
    const { rows, gaps } = feeOf(graded(grade), band);
    expect(rows).toEqual([]);
    expect(gaps[0]!.zh).toContain(`0103、${grade} 等`);
  }
  expect(feeOf(graded(null), band).gaps[0]!.zh).toContain('缺质量等级');
});

test('a payer that the table knows has its own line; one that it does not know is a gap', () => {
  const lines = [
    { subject: '工业', fen: 1 },
    { subject: '公益', fen: 2 },
  ] as const;
  const paid = (feeSubject?: string) =>
    site({ pieces: [piece()], answers: feeSubject === undefined ? {} : { feeSubject } });
  expect(rateOf(paid('公益'), ...lines)).toEqual([2]);
  expect(rateOf(paid('公益'), { fen: 9 }, ...lines)).toEqual([2]);
  expect(rateOf(paid(), { fen: 9 }, ...lines)).toEqual([9]);
  for (const facts of [paid(), paid('农户')])
    expect(feeOf(facts, ...lines).gaps[0]!.zh).toBe('没有写明缴费主体（工业、公益）');
  // The payer is known and its lines speak of paddy alone.
  const paddy = lines.map((line) => ({ ...line, landClass: '0101' }));
  expect(feeOf(paid('公益'), ...paddy).gaps[0]!.zh).toContain('标准中没有地类 0103');
});

test('no table, no layer and no rate of upkeep are told', () => {
  expect(feeOf(hectare).gaps.map((gap) => gap.zh)).toEqual(['开垦费标准未录入']);
  const blind = site({ pieces: [piece()], layers: { YJJBNTTB: { state: 'missing' } } });
  expect(feeOf(blind, {}).gaps).toHaveLength(1);
  expect(feeOf(hectare, {}).upkeepFen).toBeNull();
  expect(feeOf(site({ layers: { YJJBNTTB: layerOf(0n) } }), {}).gaps).toEqual([]);
});
