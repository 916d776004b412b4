/** VCT round trips: what is written comes back as it was, number by number, in both encodings and both kinds of areas. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Column, type Columns, numberColumn, textColumn } from '../../base/index.ts';
import { parseCrs, polygonsFromRings } from '../../geo/index.ts';
import { readVct, writeVct } from './index.ts';

type Ring = readonly (readonly [number, number])[];

/** A layer of `size` × `size` squares that share their sides, some with a hole, some with an island in the hole. */
function squares(size: number, x0: number, step: number, kinds: readonly number[]): Ring[][] {
  const square = (x: number, y: number, half: number): Ring => [
    [x0 + x - half, x0 + y - half],
    [x0 + x + half, x0 + y - half],
    [x0 + x + half, x0 + y + half],
    [x0 + x - half, x0 + y + half],
  ];
  return kinds.slice(0, size * size).map((kind, i) => {
    const [x, y] = [(i % size) * step, Math.floor(i / size) * step];
    const rings = [square(x, y, step / 2), square(x, y, step / 4).toReversed()];
    return rings.slice(0, kind);
  });
}

const text = fc.oneof(
  fc.constantFrom('', ' ', 'NULL', '耕地', '坡地,梯田', '"引"', 'a"b', '水浇地 ', '0102'),
  fc.string({ maxLength: 6 }).map((s) => s.replaceAll(/[\r\n]/g, '')),
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true });

const file = fc.record({
  size: fc.integer({ min: 1, max: 4 }),
  x0: fc.double({ min: -1e6, max: 4e7, noNaN: true }),
  step: fc.double({ min: 0.1, max: 1e4, noNaN: true }),
  kinds: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 16, maxLength: 16 }),
  texts: fc.array(fc.option(text), { minLength: 16, maxLength: 16 }),
  numbers: fc.array(fc.option(number), { minLength: 16, maxLength: 16 }),
  encoding: fc.constantFrom('gbk' as const, 'utf-8' as const),
  shared: fc.boolean(),
  crs: fc.constantFrom(
    '',
    'EPSG:4490',
    'EPSG:4326',
    'EPSG:4527',
    'EPSG:4547',
    'EPSG:4498',
    'EPSG:4507',
  ),
});

test('what is written comes back: rings, attributes and system', () => {
  fc.assert(
    fc.property(file, ({ size, x0, step, kinds, texts, numbers, encoding, shared, crs }) => {
      const rings = squares(size, x0, step, kinds);
      const polygons = polygonsFromRings(rings);
      const columns: Columns = new Map<string, Column>([
        ['DLMC', textColumn(texts.slice(0, rings.length))],
        ['TBMJ', numberColumn(numbers.slice(0, rings.length))],
      ]);
      const bytes = writeVct([{ name: 'DLTB', polygons, columns }], crs, { encoding, shared });
      const back = readVct(bytes);
      expect(back.layers).toHaveLength(1);
      const [layer] = back.layers;
      expect(rowsOf(layer!)).toEqual(rowsOf({ polygons, columns }));
      expect(back.crs).toBe(crs);
    }),
    { numRuns: 400, seed: 17_798 },
  );
});

/** Every feature as its rings and attributes; features without rings stand last when a file is read, so in any order. */
function rowsOf({
  polygons,
  columns,
}: {
  polygons: ReturnType<typeof polygonsFromRings>;
  columns: Columns;
}): string[] {
  const rows: string[] = [];
  const printed = (n: number): string => (Object.is(n, -0) ? '-0' : String(n));
  for (let f = 0; f + 1 < polygons.featureStart.length; f++) {
    const rings: string[] = [];
    for (let r = polygons.featureStart[f]!; r < polygons.featureStart[f + 1]!; r++) {
      const points: string[] = [String(polygons.isHole[r])];
      for (let i = polygons.ringStart[r]!; i < polygons.ringStart[r + 1]!; i++)
        points.push(printed(polygons.x[i]!), printed(polygons.y[i]!));
      rings.push(points.join(' '));
    }
    const values = [...columns].map(([name, column]) =>
      column.kind === 'number'
        ? `${name}=${printed(column.values[f]!)}`
        : `${name}=${JSON.stringify(column.dictionary[column.codes[f]!] ?? null)}`,
    );
    rows.push([...rings, ...values].join(' | '));
  }
  return rows.toSorted();
}

test('the same layers give the same bytes', () => {
  const polygons = polygonsFromRings(squares(3, 39_000_000, 10, Array(9).fill(1)));
  const layer = { name: 'DLTB', polygons, columns: new Map() };
  expect(writeVct([layer], 'EPSG:4527')).toEqual(writeVct([layer], 'EPSG:4527'));
});

test('neighbours share their lines: the 24 sides of 3 × 3 squares stand once each', () => {
  const polygons = polygonsFromRings(squares(3, 0, 10, Array(9).fill(1)));
  const bytes = writeVct([{ name: 'DLTB', polygons, columns: new Map() }], '', { shared: true });
  const body = new TextDecoder('gb18030').decode(bytes);
  const lines = body.slice(body.indexOf('LineBegin'), body.indexOf('LineEnd'));
  const [points, objects] = [/^-?\d+,-?\d+/gm, /^1099000000/gm].map((p) => lines.match(p)!.length);
  expect(points! - objects!).toBe(24);
  expect(readVct(bytes).layers[0]!.faults).toEqual([]);
});

test('two layers keep their own features, and a system without code keeps its parameters', () => {
  const crs =
    '+proj=tmerc +lat_0=0 +lon_0=116.5 +k=1 +x_0=500000 +y_0=0 +a=6378140 +rf=298.257 +units=m';
  const one = polygonsFromRings(squares(1, 0, 10, [2]));
  const other = polygonsFromRings(squares(2, 0, 30, [1, 1, 1, 1]));
  for (const shared of [false, true]) {
    const back = readVct(
      writeVct(
        [
          { name: 'DLTB', polygons: one, columns: new Map() },
          { name: 'XZQ', polygons: other, columns: new Map() },
        ],
        crs,
        { shared },
      ),
    );
    expect(back.layers.map(({ name, polygons }) => [name, polygons])).toEqual([
      ['DLTB', one],
      ['XZQ', other],
    ]);
    expect(parseCrs(back.crs).transverse).toEqual(parseCrs(crs).transverse);
  }
});

test('what VCT cannot hold is told', () => {
  const polygons = polygonsFromRings(squares(1, 0, 10, [1]));
  const write = (value: string, encoding: 'gbk' | 'utf-8', crs = ''): unknown =>
    writeVct([{ name: 'DLTB', polygons, columns: new Map([['BZ', textColumn([value])]]) }], crs, {
      encoding,
    });
  expect(() => write('两\n行', 'gbk')).toThrow(/vct-text/);
  expect(() => write('𠮷', 'gbk')).toThrow(/text-encoding/);
  expect(write('𠮷', 'utf-8')).toBeInstanceOf(Uint8Array);
  expect(() => write('a', 'gbk', 'EPSG:3857')).toThrow(/vct-crs/);
});
