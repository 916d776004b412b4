/** Boundary points as foreign programs write them: encodings, swapped axes, holes, contradictions, damage. */
import { expect, test } from 'vitest';
import { InputError, numberAt, type NumberColumn, textAt, type TextColumn } from '../base/index.ts';
import { readBoundaryPoints } from './boundary-points.ts';
import { gbkEncoder } from './text-encoders.ts';

const HEAD = `[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=39
精度=0.001
转换参数=,,,,,,
[地块坐标]
`;
const SHELL = [
  '3400000.001,500000.1',
  '3400000.001,500100.1',
  '3400100.001,500100.1',
  '3400100.001,500000.1',
];
const HOLE = ['3400010.5,500010.5', '3400010.5,500020.5', '3400020.5,500020.5'];

function plot(
  rings: readonly (readonly string[])[],
  count: number,
  title = '1.25,D1,甲地块,面,,耕地,0101,',
): string {
  const lines = rings.flatMap((ring, r) =>
    [...ring, ring[0]!].map((point, i) => `J${(i % ring.length) + 1},${r + 1},${point}`),
  );
  return [`${count},${title}@`, ...lines, ''].join('\n');
}

function read(text: string): ReturnType<typeof readBoundaryPoints> {
  return readBoundaryPoints(new TextEncoder().encode(text));
}

test('a plot with a hole: X is north, rings, fields and system', () => {
  const { layers, crs } = read(HEAD + plot([SHELL, HOLE], 9));
  const { polygons, columns, faults } = layers[0]!;
  expect(crs).toBe('EPSG:4548');
  expect(faults).toEqual([]);
  expect([...polygons.ringStart]).toEqual([0, 4, 7]);
  expect([...polygons.isHole]).toEqual([0, 1]);
  expect([polygons.x[0], polygons.y[0]]).toEqual([500000.1, 3400000.001]);
  expect(numberAt(columns.get('地块面积') as NumberColumn, 0)).toBe(1.25);
  expect(textAt(columns.get('地块名称') as TextColumn, 0)).toBe('甲地块');
  expect(textAt(columns.get('地类编码') as TextColumn, 0)).toBe('0101');
  expect(textAt(columns.get('图幅号') as TextColumn, 0)).toBeNull();
});

test('zone numbers before the eastings give the system with zone numbers', () => {
  const text = plot([SHELL.map((point) => point.replace(',', ',39'))], 5);
  expect(read(HEAD + text).crs).toBe('EPSG:4527');
  expect(() => read(HEAD.replace('带号=39', '带号=38') + text)).toThrow(/zone 38.*39/);
  expect(() => read(HEAD.replace('几度分带=3', '几度分带=6') + text)).toThrow(/6-degree/);
});

/** A plot with `zone` in front of its eastings, which begin with the digit `hundreds`. */
const zoned = (zone: string, hundreds = '5'): string =>
  plot([SHELL.map((point) => point.replace(',5', `,${zone}${hundreds}`))], 5);

test('eastings without zone number are given that of the others where they fit, and that is told', () => {
  for (const plots of [
    [zoned('39'), zoned(''), zoned('39')],
    [zoned(''), zoned('39'), zoned('')],
  ]) {
    const { crs, layers, guesses } = read(HEAD + plots.join('\n'));
    expect(crs).toBe('EPSG:4527');
    const [first, second, third] = [0, 4, 8].map((at) =>
      Array.from(layers[0]!.polygons.x.slice(at, at + 4)),
    );
    expect(first).toEqual([39500000.1, 39500100.1, 39500100.1, 39500000.1]);
    expect([second, third]).toEqual([first, first]);
    const told = guesses.filter(({ what }) => what === 'zone');
    expect(told.map(({ answer, certainty }) => [answer, certainty])).toEqual([['39', 'guess']]);
    expect(told[0]!.why.en).toContain(
      plots[0] === zoned('') ? '2 plots (number 1, 3)' : '1 plot (number 2)',
    );
  }
  // All alike: nothing is told.
  expect(read(HEAD + zoned('39') + zoned('39')).guesses.map(({ what }) => what)).not.toContain(
    'zone',
  );
});

test('eastings that are not of the zone of the others, and plots of several zones, are asked about', () => {
  const mixed = { code: 'mixed-zones' };
  expect(() => read(HEAD + zoned('39') + zoned('', '8'))).toThrow(expect.objectContaining(mixed));
  expect(() => read(HEAD + zoned('39') + zoned('40'))).toThrow(expect.objectContaining(mixed));
  expect(() => read(HEAD + zoned('38') + zoned(''))).toThrow(/zone 39.*38/);
});

test('a central meridian in place of the zone number is understood by the width of zones', () => {
  expect(read(HEAD.replace('带号=39', '带号=117') + plot([SHELL], 5)).crs).toBe('EPSG:4548');
  const wide = HEAD.replace('带号=39', '带号=117').replace('几度分带=3', '几度分带=6');
  expect(read(wide + plot([SHELL], 5)).crs).toBe('EPSG:4509');
  expect(() => read(HEAD.replace('带号=39', '带号=118') + plot([SHELL], 5))).toThrow(/118/);
});

test('parameters of a shift are told, and the coordinates taken as they stand', () => {
  const shifted = HEAD.replace('转换参数=,,,,,,', '转换参数=12.5,,,,,,');
  expect(read(shifted + plot([SHELL], 5)).guesses.map(({ what }) => what)).toContain('shift');
  expect(read(HEAD + plot([SHELL], 5)).guesses.map(({ what }) => what)).not.toContain('shift');
});

test('swapped numbers are put right and told', () => {
  const swapped = SHELL.map((point) => point.split(',').reverse().join(','));
  const { layers, guesses } = read(HEAD + plot([swapped], 4));
  expect(layers[0]!.polygons.y[0]).toBe(3400000.001);
  expect(guesses.map(({ what }) => what)).toContain('axes');
  expect(read(HEAD + plot([SHELL], 4)).guesses.map(({ what }) => what)).not.toContain('axes');
});

test('a wrong number of points and a bad number are faults of their plots, with their lines', () => {
  const bad = plot([SHELL], 4).replace('500100.1', '5001oo.1');
  const { layers, guesses } = read(HEAD + plot([SHELL], 7) + bad + plot([SHELL], 4));
  expect(layers[0]!.faults.map(({ feature, kind }) => [feature, kind])).toEqual([
    [0, 'no-geometry'],
    [1, 'not-finite'],
  ]);
  expect(guesses.filter(({ what }) => what === 'fault').map(({ why }) => why.en)).toEqual([
    'line 10: 7 points are stated, there are 5; the plot has no shape',
    'line 18: a coordinate is no number; the plot has no shape',
  ]);
});

test('older datums are refused by name', () => {
  for (const datum of ['1980西安坐标系', '北京54'])
    expect(() => read(HEAD.replace('2000国家大地坐标系', datum) + plot([SHELL], 4))).toThrow(datum);
});

test('a unit that is neither metre nor degree is refused', () => {
  expect(() => read(HEAD.replace('计量单位=米', '计量单位=千米') + plot([SHELL], 4))).toThrow(
    '千米',
  );
});

test('GBK gives the same plots as UTF-8, and says so', () => {
  const text = HEAD + plot([SHELL, HOLE], 9);
  const { layers, guesses } = readBoundaryPoints(gbkEncoder()(text.replaceAll('\n', '\r\n')));
  expect(layers).toEqual(read(text).layers);
  expect(guesses[0]!.answer).toBe('GB18030');
});

test('full-width punctuation and a file without plots', () => {
  const wide = (HEAD + plot([SHELL], 4))
    .replaceAll(',', '，')
    .replaceAll('=', '＝')
    .replaceAll('@', '＠');
  expect(read(wide).layers[0]!.faults).toEqual([]);
  expect(read(wide).crs).toBe('EPSG:4548');
  expect(() => read('readme')).toThrow(InputError);
});

test('2,000 damaged files end in contents or an InputError', () => {
  const bytes = new TextEncoder().encode(HEAD + plot([SHELL, HOLE], 9) + plot([SHELL], 4));
  let state = 7;
  const next = (below: number): number =>
    (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % below;
  let understood = 0;
  for (let i = 0; i < 2000; i++) {
    const damaged = bytes.slice(0, next(4) === 0 ? next(bytes.length) : bytes.length);
    for (let k = 0; k < 3 && damaged.length > 0; k++) damaged[next(damaged.length)] = next(256);
    try {
      readBoundaryPoints(damaged);
      understood++;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  expect(understood).toBeGreaterThan(500);
});
