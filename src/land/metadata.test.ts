/** M1: each disagreement of a survey with itself is one finding; what agrees is silent. */
import { expect, test } from 'vitest';
import { type Column, type Guess, numberColumn, say, textColumn } from '../base/index.ts';
import { parseCrs, polygonsBuilder } from '../geo/index.ts';
import { checkMetadata, type MetadataFacts } from './metadata.ts';
import type { ParcelTable } from './survey.ts';

const UNITS = ['9901011002000000000', '9901011002000000000', '9901021002000000000'];

function survey(change: Partial<ParcelTable> = {}, units = UNITS.slice(0, 2)): ParcelTable {
  const count = units.length;
  return {
    region: '990101',
    year: 2025,
    scheme: 'TD1055',
    crs: parseCrs('EPSG:4527'),
    polygons: polygonsBuilder().finish().polygons,
    ringHash: new BigUint64Array(count),
    computedArea: new Float64Array(count).fill(10_000),
    id: textColumn(units.map((_, i) => String(i + 1))),
    landClass: textColumn(units.map(() => '0103')),
    parcelArea: new BigInt64Array(count).fill(1_000_000n),
    ridgeArea: new BigInt64Array(count),
    areaSource: 'filed',
    attributes: new Map<string, Column>([['locationUnit', textColumn(units)]]),
    ...change,
  };
}

const FACTS: MetadataFacts = { file: 'f', layer: 'DLTB', evidence: [], counties: new Set() };
const said = (table: ParcelTable, facts: Partial<MetadataFacts> = {}): string[] =>
  checkMetadata(table, { ...FACTS, ...facts }).map(
    ({ rule, place, message }) => `${rule} ${place.field ?? ''} ${message.zh.split('：')[1]}`,
  );

test('a survey that agrees with itself has no finding', () => {
  expect(said(survey(), { counties: new Set(['990101']) })).toEqual([]);
});

test('system: one that was guessed, one that contradicts, one of another datum', () => {
  const guess = (certainty: 'guess' | 'contradiction'): Guess => ({
    what: 'crs',
    answer: 'EPSG:4527',
    why: say('按坐标', 'from the coordinates'),
    certainty,
  });
  expect(said(survey(), { evidence: [guess('guess')] })).toEqual([
    'M1  文件没有写明坐标系，按 EPSG:4527 理解（按坐标）',
  ]);
  expect(said(survey(), { evidence: [guess('contradiction')] })[0]).toContain('与坐标不符');
  for (const code of [4490, 4491, 4499, 4500, 4554])
    expect(said(survey({ crs: parseCrs(`EPSG:${code}`) }))).toEqual([]);
  expect(said(survey({ crs: parseCrs('EPSG:4326') }))).toEqual([
    'M1  坐标系 EPSG:4326 不是 CGCS2000',
  ]);
});

test('year and county: parcels of another one are counted by what they say', () => {
  const attributes = new Map<string, Column>([
    ['dataYear', numberColumn([2025, 2024, 2024])],
    ['locationUnit', textColumn(UNITS)],
  ]);
  const table = survey({ attributes }, UNITS);
  expect(said(table)).toEqual([
    'M1 SJNF 2 个图斑的数据年份是“2024”，本数据是 2025 年',
    'M1 ZLDWDM 1 个图斑的坐落单位代码属于“990102”，本数据属于 990101',
  ]);
  expect(checkMetadata(table, FACTS)[1]!.place).toMatchObject({ feature: 2, id: '3' });
  expect(said({ ...table, region: '000000' })).toHaveLength(1);
  expect(said(survey(), { counties: new Set(['990102']) })).toEqual([
    'M1 XZQDM 行政区（XZQ）是 990102，本数据属于 990101',
  ]);
});

test('unit: the middle parcel decides, a wrong area of one does not', () => {
  const filed = (...areas: bigint[]): ParcelTable =>
    survey({ parcelArea: BigInt64Array.from(areas) });
  expect(said(filed(1500n, 1_000_000n))[0] ?? '').not.toContain('亩');
  expect(said(filed(1500n, 1500n))[0]).toContain('以亩为单位');
  expect(said(filed(100n, 100n))[0]).toContain('以公顷为单位');
  expect(said(filed(900_000n, 900_000n))).toEqual([]);
  expect(said(survey({ areaSource: 'computed' }))).toEqual([]);
});

test('dates: empty ones say nothing, the day of the survey is the last', () => {
  const updated = textColumn(['', '2025-12-31']);
  expect(said(survey(), { updated })).toEqual([]);
  expect(said(survey(), { updated: textColumn(['2026-01-01', '31.12.2025']) })).toEqual([
    'M1 GXSJ 1 个图斑的更新时间“2026-01-01”晚于标准时点 2025-12-31',
    'M1 GXSJ 1 个图斑的更新时间“31.12.2025”不是日期',
  ]);
});
