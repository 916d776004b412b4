/** U2 and A3 of the record of changes beside a survey. */
import { expect, test } from 'vitest';
import { textColumn } from '../base/index.ts';
import { parseCrs, polygonsBuilder } from '../geo/index.ts';
import { checkChanges } from './change-checks.ts';

const PARCELS = {
  region: '990101',
  year: 2025,
  scheme: 'TD1055',
  crs: parseCrs('EPSG:4527'),
  polygons: polygonsBuilder().finish().polygons,
  ringHash: new BigUint64Array(2),
  computedArea: Float64Array.of(100, 50),
  id: textColumn(['a', 'b']),
  landClass: textColumn(['0103', '0301']),
  parcelArea: BigInt64Array.of(10_000n, 5000n),
  ridgeArea: new BigInt64Array(2),
  areaSource: 'filed',
  attributes: new Map(),
} as const;

const check = (...records: (readonly [before: string, after: string, area: number])[]): string[] =>
  checkChanges(
    PARCELS,
    records.map(([before, after, area]) => ({ before, after, area })),
    { file: 'f', layer: 'DLTB' },
  ).map(({ rule, place, message }) => `${rule} ${place.field} ${message.zh.split('：')[1]}`);

test('records that add up leave only what was not looked up', () => {
  expect(check()).toEqual([]);
  const found = check(['x', 'a', 4000], ['y', 'a', 6000], ['z', 'b', 5000]);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^C0 BGQTBBSM U2 未查变更前图斑/);
});

test('U2: a record names both parcels, the one after is there, its area is above 0', () => {
  expect(check(['', 'b', 5000]).slice(1)).toEqual(['U2 BGQTBBSM — → b 没有变更前图斑']);
  expect(check(['x', '', 5000]).slice(1)).toEqual(['U2 BGHTBBSM x → — 没有变更后图斑']);
  expect(check(['x', 'c', 5000]).slice(1)).toEqual([
    'U2 BGHTBBSM x → c 的变更后图斑 c 不在 DLTB 中',
  ]);
  expect(check(['x', 'b', 5000], ['y', 'b', 0]).slice(1)).toEqual([
    'U2 TBBGMJ y → b 变更面积不大于 0',
  ]);
});

test('A3: parts differ from the parcel by one hundredth', () => {
  expect(check(['x', 'a', 4000], ['y', 'a', 6001]).slice(1)).toEqual([
    'A3 TBBGMJ 更新过程中 a 的各部分共 100.01 m²，图斑面积 100.00 m²，差 0.01',
  ]);
});
