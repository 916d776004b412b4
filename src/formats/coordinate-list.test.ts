/** Tables of points as offices write them: headings, order of axes, plots, rings, degrees, faults by cell, damage. */
import { expect, test } from 'vitest';
import { InputError, textAt, type TextColumn } from '../base/index.ts';
import { holdsCoordinateList, readCoordinateCsv } from './coordinate-csv.ts';
import { gbkEncoder } from './text-encoders.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): ReturnType<typeof readCoordinateCsv> =>
  readCoordinateCsv('点', bytesOf(text));

/** Rows of a square by its south-western corner, in metres. */
function rows(
  north: number,
  east: number,
  side: number,
  line: (n: number, e: number, i: number) => string,
): string {
  return [
    [0, 0],
    [0, side],
    [side, side],
    [side, 0],
  ]
    .map(([dn, de], i) => line(north + dn!, east + de!, i + 1))
    .join('\n');
}

const plain = (n: number, e: number, i: number): string => `J${i},${n},${e}`;

test.each([
  ['点号,X,Y', plain, []],
  ['点号,纵坐标(m),横坐标（米）', plain, []],
  ['Point,Northing,Easting', plain, []],
  ['No.;N;E', (n: number, e: number, i: number) => `${i};${n};${e}`, []],
  ['序号,东坐标,北坐标', (n: number, e: number, i: number) => `${i},${e},${n}`, []],
  ['点号,X,Y', (n: number, e: number, i: number) => `${i},${e},${n}`, ['X = E, Y = N']],
  ['点号,X,Y', (n: number, e: number, i: number) => `${i},"3,900,${String(n).slice(4)}",${e}`, []],
])('headings %s', (head, line, axes) => {
  const { layers, guesses } = read(`${head}\n${rows(3_900_000, 39_480_000, 100, line)}\n`);
  expect([...layers[0]!.polygons.x]).toEqual([39_480_000, 39_480_100, 39_480_100, 39_480_000]);
  expect([...layers[0]!.polygons.y]).toEqual([3_900_000, 3_900_000, 3_900_100, 3_900_100]);
  expect(guesses.filter(({ what }) => what === 'axes').map(({ answer }) => answer)).toEqual(axes);
});

test('degrees, also with minutes and seconds, longitude first or last', () => {
  const table = `地块名称,经度,纬度
甲,114°00′00″,38°02′31.5″
甲,114°01′00″,38°02′31.5″
甲,114°01'0",38°3'0"
`;
  const { polygons } = read(table).layers[0]!;
  expect([polygons.x[1], polygons.y[0]]).toEqual([114 + 1 / 60, 38 + 2 / 60 + 31.5 / 3600]);
});

const SQUARE = rows(3_900_000, 480_000, 100, plain);
const NEXT = rows(3_900_000, 480_200, 100, plain);

test.each([
  ['a blank row', `点号,X,Y\n${SQUARE}\n,,\n${NEXT}`, ['1', '2']],
  ['titles', `点号,X,Y\n地块一,,\n${SQUARE}\n地块二,,\n${NEXT}`, ['地块一', '地块二']],
  ['headings again', `点号,X,Y\n${SQUARE}\n点号,X,Y\n${NEXT}`, ['1', '2']],
  ['the first point again', `点号,X,Y\n${SQUARE}\n${NEXT}`, ['1', '2']],
  [
    'a column, of merged cells too',
    `宗地号,点号,X,Y\nA,${SQUARE.replaceAll('\n', '\n,')}\nB,${NEXT.replaceAll('\n', '\n,')}`,
    ['A', 'B'],
  ],
])('plots are told apart by %s', (_, table, names) => {
  const { polygons, columns, faults } = read(table).layers[0]!;
  const [name] = [...columns.values()] as TextColumn[];
  expect(names.map((_name, row) => textAt(name!, row))).toEqual(names);
  expect([...polygons.ringStart]).toEqual([0, 4, 8]);
  expect([...polygons.featureStart]).toEqual([0, 1, 2]);
  expect(faults).toEqual([]);
});

test('holes by ring number, or by the first point again within a plot; a closing row is no point', () => {
  const hole = rows(3_900_020, 480_020, 10, plain);
  const ringed = (ring: number, text: string): string => text.replaceAll(/^/gm, `A,${ring},`);
  const numbered = `地块,圈号,点号,X,Y\n${ringed(1, `${SQUARE}\nJ1,3900000,480000`)}\n${ringed(2, hole)}`;
  const again = `地块,点号,X,Y\n${`${SQUARE}\n${hole}`.replaceAll(/^/gm, 'A,')}`;
  for (const table of [numbered, again]) {
    const { polygons } = read(table).layers[0]!;
    expect([...polygons.isHole]).toEqual([0, 1]);
    expect([...polygons.ringStart]).toEqual([0, 4, 8]);
  }
});

test('further columns are attributes of the plots where each plot has one value, else they are told', () => {
  const line = (owner: string, text: string): string =>
    text.replaceAll(
      /^(J(\d).*)$/gm,
      (_, row: string, i: string) => `${row},${i === '1' ? owner : ''},${i}0,,b`,
    );
  const table = `宗地号,点号,X,Y,权利人,边长,备注,宗地号
A,${line('甲', SQUARE).replaceAll('\n', '\n,')}
B,${line('乙', NEXT).replaceAll('\n', '\n,')}
`;
  const { layers, guesses } = read(table);
  const { columns } = layers[0]!;
  expect([...columns.keys()]).toEqual(['权利人', '宗地号']);
  const of = (name: string): (string | null)[] =>
    [0, 1].map((row) => textAt(columns.get(name) as TextColumn, row));
  expect([of('权利人'), of('宗地号')]).toEqual([
    ['甲', '乙'],
    ['A', 'B'],
  ]);
  expect(guesses.filter(({ what }) => what === 'columns').map(({ answer }) => answer)).toEqual([
    '边长, 宗地号',
  ]);
});

test('a wrong cell spoils its plot alone and is named', () => {
  const { layers, guesses } = read(
    `点号,X,Y\n${SQUARE.replace('480100', '48o100')}\n,,\n${NEXT}\n,,\n${SQUARE}\nJ5,,`,
  );
  expect(layers[0]!.faults.map(({ feature, kind }) => [feature, kind])).toEqual([
    [0, 'not-finite'],
    [2, 'not-finite'],
  ]);
  const told = guesses.filter(({ what }) => what === 'fault').map(({ why }) => why.en);
  expect(told[0]).toMatch(/^line 3:/);
  expect(told.length).toBe(2);
});

test('lines above the headings name the system; an older datum is refused', () => {
  const above = (text: string): string => `${text}\n点号,X,Y\n${SQUARE}`;
  expect(read(above('2000国家大地坐标系 3度带 中央经线117')).crs).toBe('EPSG:4548');
  expect(read(above('界址点成果表,,')).crs).toBe('');
  expect(() => read(above('1980西安坐标系'))).toThrow(/西安/);
});

test('GBK, and a CSV that is no table of points', () => {
  const table = `点号,纵坐标,横坐标\n${SQUARE}`;
  const { layers, guesses } = readCoordinateCsv('点', gbkEncoder()(table));
  expect(layers[0]!.polygons.x.length).toBe(4);
  expect(guesses[0]!.answer).toBe('GB18030');
  expect(holdsCoordinateList(gbkEncoder()(table))).toBe(true);
  expect(holdsCoordinateList(bytesOf('X,Y,WKT\n1,2,"POLYGON((0 0,1 0,1 1,0 0))"\n'))).toBe(false);
  expect(holdsCoordinateList(bytesOf('BSM,DLBM\n1,0101\n'))).toBe(false);
  expect(() => read('BSM,DLBM\n1,0101\n')).toThrow(InputError);
  expect(() => read('点号,X,Y\n')).toThrow(InputError);
});

test('2,000 damaged tables end in contents or an InputError', () => {
  const bytes = bytesOf(
    `宗地号,圈号,点号,X,Y\n${SQUARE.replaceAll(/^/gm, 'A,1,')}\n${NEXT.replaceAll(/^/gm, 'B,1,')}\n`,
  );
  let state = 7;
  const next = (below: number): number =>
    (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) % below;
  let understood = 0;
  for (let i = 0; i < 2000; i++) {
    const damaged = bytes.slice(0, next(4) === 0 ? next(bytes.length) : bytes.length);
    for (let k = 0; k < 3 && damaged.length > 0; k++) damaged[next(damaged.length)] = next(256);
    try {
      holdsCoordinateList(damaged);
      readCoordinateCsv('点', damaged);
      understood++;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  expect(understood).toBeGreaterThan(500);
});
