import { expect, test } from 'vitest';
import { type Column, InputError, numberColumn, textAt, textColumn } from '../base/index.ts';
import { type FeatureTable, parseCrs, polygonsFromRings } from '../geo/index.ts';
import { applyMapping, closeToControl, controlGap, type Mapping, parseMapping } from './mapping.ts';

function table(columns: readonly (readonly [string, Column])[], count = 2): FeatureTable {
  return {
    name: 'DLTB',
    polygons: polygonsFromRings(Array.from({ length: count }, () => [])),
    crs: parseCrs('EPSG:4527'),
    columns: new Map(columns),
  };
}

const computed = (areas: readonly number[]) => ({
  area: Float64Array.from(areas),
  hash: new BigUint64Array(areas.length),
});
const HINTS = { file: 'f', year: 2025, region: '990101' };
const apply = (source: FeatureTable, mapping: Mapping = {}, hints: object = {}) =>
  applyMapping(source, mapping, computed([100, 200.004]), { ...HINTS, ...hints });

const code = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) return error.code;
    throw error;
  }
  return 'accepted';
};

test('fields of the standard map by themselves, in any case and by their usual spellings', () => {
  const { parcels, fields } = apply(
    table([
      ['bsm', textColumn(['a', 'b'])],
      ['DLDM', textColumn(['0101', '0301'])],
      ['TKXS', numberColumn([0.1, 0])],
      ['ZLDJ', numberColumn([5, null])],
    ]),
  );
  expect(fields).toMatchObject({
    id: 'bsm',
    landClass: 'DLDM',
    ridgeRate: 'TKXS',
    qualityGrade: 'ZLDJ',
  });
  expect([...parcels.ridgeArea]).toEqual([1000n, 0n]);
  expect([...parcels.parcelArea]).toEqual([10_000n, 20_000n]);
  expect(parcels.areaSource).toBe('computed');
});

test('a mapping file names fields and translates classes; what it does not name is a finding', () => {
  const source = table([
    ['CODE', textColumn(['farm', 'sea'])],
    ['A', textColumn(['x', 'y'])],
    ['B', numberColumn([1, 2])],
  ]);
  const mapped = apply(source, {
    id: ['A', 'B'],
    landClass: { field: 'CODE', map: { farm: '0103' } },
  });
  expect([0, 1].map((row) => textAt(mapped.parcels.id, row))).toEqual(['x-1', 'y-2']);
  expect(mapped.findings.map((finding) => `${finding.rule} ${finding.place.feature}`)).toEqual([
    'C1 1',
  ]);
  const other = apply(source, {
    landClass: { field: 'CODE', map: { farm: '0103' }, default: '1206' },
  });
  expect(other.findings).toEqual([]);
  expect(textAt(other.parcels.landClass, 1)).toBe('1206');
});

test('a name that a Shapefile has cut to ten bytes is found by its whole name', () => {
  const long: Mapping = {
    id: 'PARCEL_IDENTIFIER',
    landClass: { field: 'LAND_COVER_CLASS' },
    attributes: { landClassName: '地类名称及编码说明' },
  };
  const rows = (names: readonly string[]) =>
    table(names.map((name) => [name, textColumn(['0101', '0301'])] as const));
  const cut = apply(rows(['PARCEL_IDE', 'LAND_COVER', '地类名称及']), long);
  expect(textAt(cut.parcels.landClass, 1)).toBe('0301');
  expect(cut.fields['landClassName']).toBe('地类名称及');
  const cutInUtf8 = apply(rows(['PARCEL_IDE', 'LAND_COVER', '地类名']), long);
  expect(cutInUtf8.fields['landClassName']).toBe('地类名');
  // Two long names began alike, so which is which cannot be told.
  expect(code(() => apply(rows(['PARCEL_IDE', 'LAND_COVER', 'LAND_COV_1']), long))).toBe(
    'missing-field',
  );
  // A file with long names has not been cut.
  expect(code(() => apply(rows(['PARCEL_IDENTIFIER', 'LAND_COVER']), long))).toBe('missing-field');
});

test('the other scheme is seen and carried over; a code of several meanings needs a person', () => {
  const { parcels, findings } = apply(table([['DLBM', textColumn(['0601', '210201'])]]), {
    scheme: 'YDYH2023',
  });
  expect(parcels.scheme).toBe('TD1055');
  expect(textAt(parcels.landClass, 0)).toBe('1006');
  expect(findings.every((finding) => finding.rule === 'C1')).toBe(true);
});

test('the scheme is read from codes that only one has, then from the names beside them', () => {
  const classes = (codes: string[], names: (string | null)[], mapping: Mapping = {}) =>
    apply(
      table([
        ['DLBM', textColumn(codes)],
        ['DLMC', textColumn(names)],
      ]),
      mapping,
    );
  const codes = ({ parcels }: ReturnType<typeof apply>) =>
    [0, 1].map((row) => textAt(parcels.landClass, row));
  // 1705 stands in one scheme only, so 0601 is a farm road and not a factory.
  const unified = classes(['0601', '1705'], ['农村道路', '沟渠']);
  expect(codes(unified)).toEqual(['1006', '1107']);
  expect(unified.findings.map((one) => `${one.rule} ${one.severity}`)).toEqual(['C1 notice']);
  expect(codes(classes(['0601', '1107'], ['工业用地', '沟渠']))).toEqual(['0601', '1107']);
  expect(codes(classes(['0601', '0101'], ['农村道路', '水田']))).toEqual(['1006', '0101']);
  expect(codes(classes(['0601', '0101'], ['工业用地', '水田']))).toEqual(['0601', '0101']);
  expect(codes(classes(['0601', '0101'], [null, null]))).toEqual(['0601', '0101']);
  expect(codes(classes(['0601', '0101'], [null, null], { scheme: 'YDYH2023' }))).toEqual([
    '1006',
    '0101',
  ]);
});

test('C1: names must match codes in the scheme of the file; several meanings are for a person to decide', () => {
  const c1 = (codes: string[], names: string[], scheme: 'TD1055' | 'YDYH2023') =>
    apply(
      table([
        ['DLBM', textColumn(codes)],
        ['DLMC', textColumn(names)],
      ]),
      { scheme },
    ).findings.map((one) => `${one.severity} ${one.place.feature} ${one.place.field}`);
  expect(c1(['0101', '0203'], ['水田', '橡胶园'], 'TD1055')).toEqual([]);
  expect(c1(['0101', '0203'], ['水田', '橡胶园地'], 'TD1055')).toEqual(['error 1 DLMC']);
  expect(c1(['0101', '0203'], ['水田', '橡胶园地'], 'YDYH2023')).toEqual([]);
  expect(c1(['0204', '0702'], ['油料园地', '城镇社区服务设施用地'], 'YDYH2023')).toEqual([
    'warning 1 DLBM',
  ]);
  expect(c1(['16', '0310'], ['留白用地', ''], 'YDYH2023')).toEqual([
    'error 0 DLBM',
    'error 1 DLBM',
  ]);
});

test('one empty TBMJ is a finding of its own; the areas of all others stay as filed', () => {
  const { parcels, findings } = apply(
    table([
      ['DLBM', textColumn(['0101', '0101'])],
      ['TBMJ', numberColumn([99.5, null])],
    ]),
  );
  expect([...parcels.parcelArea]).toEqual([9950n, 20_000n]);
  expect(parcels.areaSource).toBe('filed');
  expect(findings.map((one) => `${one.rule} ${one.place.feature} ${one.place.field}`)).toEqual([
    'A1 1 TBMJ',
  ]);
});

test('region and year come from the option, the mapping, or the data; anything else is asked for', () => {
  const rows = (units: string[], years: (number | null)[]) =>
    table([
      ['DLBM', textColumn(['0101', '0101'])],
      ['ZLDWDM', textColumn(units)],
      ['SJNF', numberColumn(years)],
    ]);
  const own = rows(['9901011002000000000', '9901011002010000000'], [2024, 2024]);
  const plain = (source: FeatureTable, mapping: Mapping = {}) =>
    applyMapping(source, mapping, computed([1, 1]), { file: 'f' }).parcels;
  expect(plain(own)).toMatchObject({ region: '990101', year: 2024 });
  expect(plain(own, { region: '990203', year: 2020 })).toMatchObject({
    region: '990203',
    year: 2020,
  });
  expect(
    code(() => plain(rows(['9901011002000000000', '9902011002000000000'], [2024, 2024]))),
  ).toBe('which-region');
  expect(
    code(() => plain(rows(['9901011002000000000', '9901011002000000000'], [2023, 2024]))),
  ).toBe('which-year');
  expect(code(() => apply(own, {}, { region: '99', year: 2024 }))).toBe('bad-region');
  // A year that is asked for decides between several, but never against the one that the data state.
  const several = rows(['9901011002000000000', '9901011002000000000'], [2023, 2024]);
  expect(apply(several, {}, { year: 2024 }).parcels.year).toBe(2024);
  expect(code(() => apply(own, {}, { year: 2031 }))).toBe('different-year');
});

test('a mapping with an unknown key or a wrong value is refused, with its place', () => {
  expect(code(() => parseMapping({ landclass: {} }, 'm.json'))).toBe('bad-mapping');
  expect(code(() => parseMapping({ year: 'soon' }, 'm.json'))).toBe('bad-mapping');
  expect(code(() => parseMapping({ attributes: { colour: 'X' } }, 'm.json'))).toBe('bad-mapping');
  expect(
    parseMapping({ id: 'A', landClass: { field: 'C' }, year: 2024, region: '990101' }, 'm.json'),
  ).toMatchObject({ year: 2024 });
});

test('computed areas are closed to the control area by largest remainder', () => {
  const closed = closeToControl(Float64Array.from([100.004, 200.004, 300.004]), 60_002n);
  expect(closed.reduce((sum, area) => sum + area, 0n)).toBe(60_002n);
  closed.forEach((area, i) =>
    expect(Math.abs(Number(area) - (i + 1) * 10_000)).toBeLessThanOrEqual(1),
  );
});

test('the gap to the control area is told before anything is closed', () => {
  const measured = Float64Array.from([100, 200, Number.NaN]);
  expect(controlGap(measured, 30_000n)).toEqual({ difference: 0n, share: 0 });
  expect(controlGap(measured, 40_000n)).toEqual({ difference: -10_000n, share: 0.25 });
  expect(controlGap(measured, 0n).share).toBe(Number.POSITIVE_INFINITY);
});

test('a text that is no number counts as empty and is told once a feature; a field without any number is told once', () => {
  const { parcels, findings } = apply(
    table([
      ['BSM', textColumn(['a', 'b'])],
      ['DLBM', textColumn(['0101', '0101'])],
      ['KCXS', textColumn([' 0.1 ', '无'])],
      ['XZDWKD', textColumn(['八米', '六米'])],
      ['GDDB', textColumn(['', null])],
    ]),
  );
  const told = findings.map(({ rule, place }) => [rule, place.field, place.feature]);
  expect(told).toEqual([
    ['C9', 'KCXS', 1],
    ['C9', 'XZDWKD', undefined],
  ]);
  expect(findings[1]!.message.en).toContain('none of 2 values is a number, as “八米” of feature 1');
  expect([...parcels.ridgeArea]).toEqual([1000n, 0n]);
  expect(parcels.attributes.get('ridgeRate')).toEqual(numberColumn([0.1, null]));
});
