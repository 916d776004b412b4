import { expect, test } from 'vitest';
import { textColumn } from '../base/index.ts';
import { parseCrs, polygonsFromRings } from '../geo/index.ts';
import { overlapFindings, type ParcelTable, uncutFindings } from './index.ts';

const ids = ['P1', 'P2'];
const parcels: ParcelTable = {
  region: '990101',
  year: 2025,
  scheme: 'TD1055',
  crs: parseCrs('EPSG:4527'),
  polygons: polygonsFromRings([]),
  ringHash: new BigUint64Array(2),
  computedArea: new Float64Array(2),
  id: textColumn(ids),
  landClass: textColumn(['0101', '0101']),
  parcelArea: new BigInt64Array(2),
  ridgeArea: new BigInt64Array(2),
  areaSource: 'computed',
  attributes: new Map(),
};

test('parcels that overlap are named, with the ground that both claim', () => {
  const [finding] = overlapFindings(parcels, [{ one: 0, other: 1, area: 12.345 }]);
  expect(finding).toMatchObject({
    rule: 'T1-overlap',
    severity: 'error',
    place: { id: 'P1', feature: 0 },
  });
  expect(finding!.message.zh).toContain('P1 与 P2 重叠 12.35 平方米');
  expect(finding!.message.en).toContain('P1 and P2 of 2025 overlap by 12.35 m²');
});

test('a piece that could not be cut is an error that says what was not compared', () => {
  const [finding] = uncutFindings(parcels, parcels, [{ a: -1, b: 1, area: 3 }]);
  expect(finding).toMatchObject({ rule: 'X10', severity: 'error', place: { id: 'P2' } });
  expect(finding!.message.en).toContain('— → P2 (3.00 m²)');
});
