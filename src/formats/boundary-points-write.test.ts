/** 界址点 TXT round trips: plots that are written come back number by number; what the text cannot hold is refused or listed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Column, numberColumn, textColumn } from '../base/index.ts';
import { polygonsFromRings } from '../geo/index.ts';
import { type BoundaryPointsOptions, writeBoundaryPoints } from './boundary-points-write.ts';
import { readBoundaryPoints } from './boundary-points.ts';
import { gb18030Encoder } from './text-encoders.ts';

type Ring = readonly (readonly [number, number])[];

const square = (x: number, y: number, half: number): Ring => [
  [x - half, y - half],
  [x + half, y - half],
  [x + half, y + half],
  [x - half, y + half],
];

/** Eastings and northings of each system that a plot may lie at. */
const SYSTEMS = [
  { crs: 'EPSG:4527', x: 39_480_000, y: 3_900_000, other: 'EPSG:4548' },
  { crs: 'EPSG:4548', x: 480_000, y: 3_900_000, other: 'EPSG:4527' },
  { crs: 'EPSG:4498', x: 20_480_000, y: 2_500_000, other: 'EPSG:4509' },
  { crs: 'EPSG:4509', x: 480_000, y: 2_500_000, other: 'EPSG:4498' },
] as const;

function bytesOf(...given: Parameters<typeof writeBoundaryPoints>): Uint8Array {
  return Uint8Array.from([...writeBoundaryPoints(...given).blocks].flatMap((b) => [...b]));
}

const text = fc.oneof(
  fc.constantFrom('甲地块', '耕地', '0103', '，', 'a@', '镕堃', '"x"', '=[1]'),
  fc
    .string({ maxLength: 5 })
    .map((s) => s.replaceAll(/[,\r\n]/g, '').trim())
    .filter((s) => s !== ''),
);

const file = fc.record({
  system: fc.constantFrom(...SYSTEMS),
  plots: fc.array(
    fc.record({
      dx: fc.double({ min: 0, max: 9000, noNaN: true }),
      kind: fc.integer({ min: 0, max: 4 }),
      id: fc.option(text),
      area: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  closing: fc.boolean(),
  encoding: fc.constantFrom('gbk' as const, 'gb18030' as const, 'utf-8' as const),
});

/** A plot: a square, one with a hole, one with an island that fills the hole, two parts, two parts with holes. */
function ringsOf(x: number, y: number, kind: number): Ring[] {
  const hole = square(x, y, 2).toReversed();
  return [square(x, y, 5), ...(kind > 0 ? [hole] : [])];
}

function layerOf(x0: number, y0: number, plots: readonly { dx: number; kind: number }[]) {
  const polygons = polygonsFromRings(plots.map(({ dx, kind }) => ringsOf(x0 + dx, y0, kind)));
  // Further parts are shells: a second square to the east, or an island in the hole.
  const parts = plots.map(({ dx, kind }): Ring[] => {
    if (kind === 2) return [square(x0 + dx, y0, 1)];
    if (kind === 3) return [square(x0 + dx, y0, 2)];
    return kind === 4
      ? [square(x0 + dx + 20, y0, 5), square(x0 + dx + 20, y0, 1).toReversed()]
      : [];
  });
  const [x, y, starts, isHole, features]: number[][] = [[], [], [0], [], [0]];
  plots.forEach((_, feature) => {
    for (let r = polygons.featureStart[feature]!; r < polygons.featureStart[feature + 1]!; r++) {
      x!.push(...polygons.x.subarray(polygons.ringStart[r], polygons.ringStart[r + 1]));
      y!.push(...polygons.y.subarray(polygons.ringStart[r], polygons.ringStart[r + 1]));
      starts!.push(x!.length);
      isHole!.push(polygons.isHole[r]!);
    }
    parts[feature]!.forEach((ring, i) => {
      x!.push(...ring.map(([px]) => px));
      y!.push(...ring.map(([, py]) => py));
      starts!.push(x!.length);
      isHole!.push(i);
    });
    features!.push(isHole!.length);
  });
  return {
    x: Float64Array.from(x!),
    y: Float64Array.from(y!),
    ringStart: Uint32Array.from(starts!),
    isHole: Uint8Array.from(isHole!),
    featureStart: Uint32Array.from(features!),
  };
}

test('what is written comes back: rings, fields and system', () => {
  fc.assert(
    fc.property(file, ({ system, plots, closing, encoding }) => {
      const polygons = layerOf(system.x, system.y, plots);
      const columns = new Map<string, Column>([
        ['地块面积', numberColumn(plots.map(({ area }) => area))],
        ['地块编号', textColumn(plots.map(({ id }) => id))],
      ]);
      const bytes = bytesOf({ polygons, columns }, system.crs, { closing, encoding });
      const { layers, crs, guesses } = readBoundaryPoints(bytes);
      expect(crs).toBe(system.crs);
      expect(guesses.filter(({ what }) => what === 'fault' || what === 'axes')).toEqual([]);
      const [layer] = layers;
      expect(layer!.polygons).toEqual(polygons);
      expect(layer!.faults).toEqual([]);
      expect(layer!.columns.get('地块面积')).toEqual(columns.get('地块面积'));
      expect(layer!.columns.get('地块编号')).toEqual(columns.get('地块编号'));
    }),
    { numRuns: 200 },
  );
});

test.each(SYSTEMS)('zone numbers are put before the eastings of $crs, or left out', (system) => {
  const polygons = polygonsFromRings([[square(system.x + 0.125, system.y, 5.5)]]);
  const zoneNumber = !system.crs.startsWith('EPSG:4527') && !system.crs.startsWith('EPSG:4498');
  const layer = { polygons, columns: new Map() };
  const file = writeBoundaryPoints(layer, system.crs, { zoneNumber });
  const { layers, crs } = readBoundaryPoints(bytesOf(layer, system.crs, { zoneNumber }));
  expect([file.crs, crs]).toEqual([system.other, system.other]);
  const shift = (zoneNumber ? 1 : -1) * Math.floor(Math.max(system.x, 39_000_000) / 1e6) * 1e6;
  const zone = system.crs === 'EPSG:4498' || system.crs === 'EPSG:4509' ? 20e6 : Math.abs(shift);
  layers[0]!.polygons.x.forEach((x, i) =>
    expect(x).toBeCloseTo(polygons.x[i]! + Math.sign(shift) * zone, 6),
  );
  // The digits are the same, so that the way back gives the same doubles.
  const back = bytesOf(layers[0]!, crs, { zoneNumber: !zoneNumber });
  expect(readBoundaryPoints(back).layers[0]!.polygons).toEqual(polygons);
});

test('degrees, a feature without shape, a ring that comes back to its first point', () => {
  const touching: Ring = [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 0.5],
    [0, 0],
    [-4, 4],
    [-5, 0],
  ].map(([x, y]) => [114 + x! / 1000, 38 + y! / 1000] as const);
  const polygons = polygonsFromRings([[square(114, 38.5, 0.01)], [], [touching]]);
  const file = writeBoundaryPoints({ polygons, columns: new Map() }, 'EPSG:4490');
  expect(file.losses).toEqual({ columns: [], trimmed: [], severalParts: 0, withoutShape: 1 });
  const { layers, crs } = readBoundaryPoints(
    Uint8Array.from([...file.blocks].flatMap((b) => [...b])),
  );
  expect(crs).toBe('EPSG:4490');
  expect(layers[0]!.faults.map(({ feature, kind }) => [feature, kind])).toEqual([
    [1, 'no-geometry'],
  ]);
  expect(layers[0]!.polygons.featureStart).toEqual(polygons.featureStart);
  expect([...layers[0]!.polygons.x].sort()).toEqual([...polygons.x].sort());
});

const PLOT = polygonsFromRings([[square(39_480_000, 3_900_000, 5)]]);

test('the lines of a file', () => {
  const columns = new Map<string, Column>([
    ['BSM', textColumn(['1301010001'])],
    ['DLMC', textColumn(['旱地 '])],
    ['BZ', textColumn(['x'])],
  ]);
  const options: BoundaryPointsOptions = {
    encoding: 'utf-8',
    producer: '某县自然资源局',
    fields: { 地块编号: 'BSM', 地块用途: 'DLMC' },
  };
  const given = [{ polygons: PLOT, columns }, 'EPSG:4527', options] as const;
  expect(new TextDecoder().decode(bytesOf(...given)).split('\r\n')).toEqual([
    '[属性描述]',
    '格式版本号=1.01版本',
    '数据产生单位=某县自然资源局',
    '坐标系=2000国家大地坐标系',
    '几度分带=3',
    '投影类型=高斯克吕格',
    '计量单位=米',
    '带号=39',
    '精度=1',
    '转换参数=,,,,,,',
    '[地块坐标]',
    '5,,1301010001,,面,,旱地,,@',
    'J1,1,3899995,39479995',
    'J2,1,3899995,39480005',
    'J3,1,3900005,39480005',
    'J4,1,3900005,39479995',
    'J1,1,3899995,39479995',
    '',
  ]);
  expect(writeBoundaryPoints(...given).losses).toEqual({
    columns: ['BZ'],
    trimmed: ['DLMC'],
    severalParts: 0,
    withoutShape: 0,
  });
});

test('what the text cannot hold is refused with a reason', () => {
  const write = (name: string, value: string, crs = 'EPSG:4527', options = {}): unknown =>
    writeBoundaryPoints(
      { polygons: PLOT, columns: new Map([[name, textColumn([value])]]) },
      crs,
      options,
    );
  expect(() => write('地块名称', '甲,乙')).toThrow(/comma/);
  expect(() => write('地块名称', '甲\n乙')).toThrow(/line break/);
  expect(() => write('地块面积', '1.5')).toThrow(/must be a number/);
  expect(() => write('图形属性', '线')).toThrow(/no area/);
  expect(() => write('地块名称', '𠮷')).toThrow(/GBK has no character/);
  expect(() => write('地块名称', '𠮷', 'EPSG:4527', { encoding: 'gb18030' })).not.toThrow();
  expect(() => write('地块名称', '\ud842', 'EPSG:4527', { encoding: 'utf-8' })).toThrow(/half a/);
  expect(() => write('地块名称', '甲', 'EPSG:3857')).toThrow(/EPSG:3857/);
  expect(() => write('地块名称', '甲', 'EPSG:4526')).toThrow(/another system/);
  expect(() => write('地块名称', '甲', 'EPSG:4526', { zoneNumber: false })).toThrow(/fit zone 38/);
  expect(() => write('地块名称', '甲', 'EPSG:4527', { producer: '单位@' })).toThrow(/ends with @/);
  expect(() => write('地块名称', '甲', 'EPSG:4527', { fields: { 地块编号: 'NO' } })).toThrow(/NO/);
});

test('rings that would be read as other parts are refused', () => {
  // A “hole” that lies outside its shell.
  const polygons = polygonsFromRings([
    [square(39_480_000, 3_900_000, 5), square(39_480_100, 3_900_000, 5).toReversed()],
  ]);
  expect(() => writeBoundaryPoints({ polygons, columns: new Map() }, 'EPSG:4527')).toThrow(
    /Feature 1.*other parts/,
  );
});

test('GB18030 has every character but 19 private ones and that for no character', () => {
  const encode = gb18030Encoder();
  const decoder = new TextDecoder('gb18030');
  const missing: number[] = [];
  const every = (step: number, from: number, to: number): void => {
    for (let code = from; code < to; code += step) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const character = String.fromCodePoint(code);
      try {
        if (decoder.decode(encode(character)) !== character) missing.push(-code);
      } catch {
        missing.push(code);
      }
    }
  };
  every(1, 0x20, 0x10000);
  every(977, 0x10000, 0x110000);
  expect(missing.filter((code) => code < 0)).toEqual([]);
  expect(missing.filter((code) => code >= 0xe000 && code < 0xf900).length).toBe(19);
  expect(missing.length).toBe(20);
});
