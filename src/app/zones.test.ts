import { expect, test } from 'vitest';
import { type Column, numberColumn, textColumn } from '../base/index.ts';
import { parseCrs, polygonsFromRings } from '../geo/index.ts';
import { zoneFacts } from './zones.ts';

/** Layers as a 成果包 holds them; each feature is a square of 100 m. */
function facts(layers: Readonly<Record<string, Readonly<Record<string, Column>>>>) {
  const square = [
    [0, 0],
    [100, 0],
    [100, 100],
    [0, 100],
  ] as const;
  return zoneFacts(
    new Map(
      Object.entries(layers).map(([name, columns]) => {
        const [first] = Object.values(columns);
        const count = first?.kind === 'text' ? first.codes.length : (first?.values.length ?? 0);
        const table = {
          name,
          polygons: polygonsFromRings(Array.from({ length: count }, () => [square])),
          crs: parseCrs('EPSG:4527'),
          columns: new Map(Object.entries(columns)),
        };
        return [name, { table }] as const;
      }),
    ),
  );
}

test('control areas are read from DCMJ of the standard, and the parts of a village are added up', () => {
  const { controlAreas, names } = facts({
    XZQ: {
      XZQDM: textColumn(['990101']),
      XZQMC: textColumn(['清源县']),
      DCMJ: numberColumn([300]),
    },
    CJDCQ: {
      ZLDWDM: textColumn(['9901011002000000000', '9901011002000000000', '9901011002010000000']),
      ZLDWMC: textColumn(['上湾村', '上湾村', '下湾村']),
      DCMJ: numberColumn([100.01, 99.99, 100]),
    },
  });
  expect(controlAreas).toEqual({
    '990101': '30000',
    '990101100200': '20000',
    '990101100201': '10000',
  });
  expect(names['990101100201']).toBe('下湾村');
});

test('where XZQ holds towns alone, the county is their sum, and unknown when one states nothing', () => {
  const towns = (areas: (number | null)[]) =>
    facts({
      XZQ: { XZQDM: textColumn(['990101100', '990101101']), DCMJ: numberColumn(areas) },
    }).controlAreas;
  expect(towns([100, 50])['990101']).toBe('15000');
  expect(towns([100, null])['990101']).toBeUndefined();
});
