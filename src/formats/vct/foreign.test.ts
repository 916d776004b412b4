/** VCT as other programs write it: spellings of the head, forerunners of the standard, tables, and what damage becomes. */
import { expect, test } from 'vitest';
import { InputError, numberAt, textAt } from '../../base/index.ts';
import { featureCount } from '../../geo/index.ts';
import type { TextContents } from '../text-layer.ts';
import { readVct } from './index.ts';

const HEAD = `DataMark:LANDUSE-VCT
Version:GB/T 17798-2007
CoordinateSystemType:P
Dim:2
XAxisDirection:E
YAxisDirection:N
XYUnit:M
Spheroid:CGCS2000,6378137,298.257222101
PrimeMeridian:Greenwich,0
Projection:高斯-克吕格
Parameters:117,0,,,,1,39500000,0,3,39
Separator:,`;

const CODES = '2001010100,地类图斑,Polygon,DLTB';
const FIELDS = 'DLTB,3\nBSM,Char,18\nTBMJ,Double,15,2\nBZ,Char,20\n0';
const SQUARE = ring(0, 0, 10);
const OBJECT = `7\n2001010100\nunknown\n1\n5,5\n1\n11\n${SQUARE}\n0`;
const ROWS = 'DLTB\n7,A1,100.5,耕地\nTableEnd';

/** A closed square from its lower left corner, counterclockwise, with its count. */
function ring(x: number, y: number, side: number): string {
  const corners = [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
    [x, y],
  ];
  return `5\n${corners.map((corner) => corner.map((n) => n.toFixed(3)).join(',')).join('\n')}`;
}

interface Parts {
  readonly head?: string;
  readonly codes?: string;
  readonly fields?: string;
  readonly lines?: string;
  readonly areas?: string;
  readonly rows?: string;
}

function fileOf(parts: Parts): string {
  return `HeadBegin\n${parts.head ?? HEAD}\nHeadEnd\n
FeatureCodeBegin\n${parts.codes ?? CODES}\nFeatureCodeEnd\n
TableStructureBegin\n${parts.fields ?? FIELDS}\nTableStructureEnd\n
LineBegin\n${parts.lines ?? ''}\nLineEnd\n
PolygonBegin\n${parts.areas ?? OBJECT}\nPolygonEnd\n
AttributeBegin\n${parts.rows ?? ROWS}\nAttributeEnd\n`;
}

function read(parts: Parts | string): TextContents {
  const text = typeof parts === 'string' ? parts : fileOf(parts);
  return readVct(new TextEncoder().encode(text));
}

/** Rings of a feature: `shell` or `hole`, then its vertices. */
function ringsOf(contents: TextContents, feature = 0): string[] {
  const { x, y, ringStart, isHole, featureStart } = contents.layers[0]!.polygons;
  const rings: string[] = [];
  for (let r = featureStart[feature]!; r < featureStart[feature + 1]!; r++) {
    const vertices: string[] = [];
    for (let i = ringStart[r]!; i < ringStart[r + 1]!; i++) vertices.push(`${x[i]} ${y[i]}`);
    rings.push(`${isHole[r] === 1 ? 'hole' : 'shell'} ${vertices.join(', ')}`);
  }
  return rings;
}

const SQUARE_READ = ['shell 0 0, 10 0, 10 10, 0 10'];

function textIn(contents: TextContents, field: string, row = 0): string | null {
  const column = contents.layers[0]!.columns.get(field)!;
  return column.kind === 'text' ? textAt(column, row) : String(numberAt(column, row));
}

const rewritten = (from: string | RegExp, to: string): Parts => ({ head: HEAD.replace(from, to) });

test.each<readonly [string, string]>([
  ['as the standard has it', fileOf({})],
  ['markers in capitals', fileOf({}).replaceAll(/\w+(Begin|End)$/gm, (m) => m.toUpperCase())],
  ['Key=Value', fileOf({ head: HEAD.replaceAll(/^(\w+):/gm, '$1=') })],
  ['Key：Value with blanks', fileOf({ head: HEAD.replaceAll(/^(\w+):/gm, ' $1 ： ') })],
  ['keys in small letters', fileOf({ head: HEAD.replaceAll(/^\w+:/gm, (m) => m.toLowerCase()) })],
  ['lines that end with CR LF', fileOf({}).replaceAll('\n', '\r\n')],
  ['lines that end with CR', fileOf({}).replaceAll('\n', '\r')],
  ['a byte order mark', `\ufeff${fileOf({})}`],
  ['a comment before the head', `CommentBegin\nHeadBegin 1:10000\nCommentEnd\n${fileOf({})}`],
  [
    'another separator',
    fileOf({
      ...rewritten('Separator:,', 'Separator:|'),
      codes: CODES.replaceAll(',', '|'),
      fields: FIELDS.replaceAll(',', '|'),
      rows: ROWS.replaceAll(',', '|'),
    }),
  ],
  ['points with blanks', fileOf({ areas: OBJECT.replaceAll(',', ' , ') })],
  ['points with heights', fileOf({ areas: OBJECT.replaceAll(/^([\d.]+,[\d.]+)$/gm, '$1,32.5') })],
  ['scientific numbers', fileOf({ areas: OBJECT.replaceAll('10.000', '1.0E+1') })],
  ['colours of VCT 2 in the codes', fileOf({ codes: '2001010100,地类图斑,Polygon,0,255,0,DLTB' })],
  ['no 0 after the fields', fileOf({ fields: FIELDS.replace(/\n0$/, '') })],
  ['a separator at the end of a row', fileOf({ rows: ROWS.replace('耕地', '耕地,') })],
  [
    'north before east',
    fileOf({
      ...rewritten('XAxisDirection:E', 'XAxisDirection:N'),
      areas: OBJECT.replaceAll(/^([\d.]+),([\d.]+)$/gm, '$2,$1'),
    }),
  ],
  ['an object of VCT 1', fileOf({ areas: `7\n2001010100\nDLTB\n5.0,5.0\n${SQUARE}\n0` })],
  ['an object of VCT 1 without 0', fileOf({ areas: `7\n2001010100\nDLTB\n5.0,5.0\n${SQUARE}` })],
  [
    'sections that nobody needs',
    `${fileOf({})}AnnotationBegin\n9\n1\nx\n1\n村名\n1,1\n0\nAnnotationEnd\nStyleBegin\nStyleEnd\n`,
  ],
])('reads %s', (_, text) => {
  const contents = read(text);
  expect(contents.layers.map(({ name, faults, foreign }) => ({ name, faults, foreign }))).toEqual([
    { name: 'DLTB', faults: [], foreign: 0 },
  ]);
  expect(ringsOf(contents)).toEqual(SQUARE_READ);
  expect(contents.crs).toBe('EPSG:4527');
  expect(['BSM', 'TBMJ', 'BZ'].map((field) => textIn(contents, field))).toEqual([
    'A1',
    '100.5',
    '耕地',
  ]);
});

test.each<readonly [string, RegExp | string, string, string]>([
  ['zone number in the false easting', '', '', 'EPSG:4527'],
  ['no zone number', '39500000', '500000', 'EPSG:4548'],
  [
    'false easting one field earlier',
    /117,0,,,,1,39500000,0/,
    '117,,,,1.0,39500000,0.0',
    'EPSG:4527',
  ],
  ['6° by the width', /Parameters:.*/, 'Parameters:117,0,,,,1,20500000,0,6,20', 'EPSG:4498'],
  ['6° without zone number', /Parameters:.*/, 'Parameters:117,0,,,,1,500000,0,6,', 'EPSG:4509'],
  ['kilometres', '6378137', '6378.137', 'EPSG:4527'],
  ['spheroid by name only', /Spheroid:.*/, 'Spheroid:2000国家大地坐标系', 'EPSG:4527'],
  ['degrees', 'CoordinateSystemType:P', 'CoordinateSystemType:D', 'EPSG:4490'],
  ['the meridian of VCT 1', /Parameters:.*/, 'Meridian:117', 'EPSG:4548'],
  ['no spheroid', /Spheroid:.*/, '', ''],
  ['no parameters', /Parameters:.*/, '', ''],
  ['another projection', '高斯-克吕格', '兰伯特', ''],
])('system: %s', (_, from, to, crs) => {
  expect(read(rewritten(from, to)).crs).toBe(crs);
});

test('a zone number in the data counts where the false easting has none', () => {
  const areas = OBJECT.replace(SQUARE, ring(39_500_000, 4_000_000, 10));
  expect(read({ ...rewritten('39500000', '500000'), areas }).crs).toBe('EPSG:4527');
});

test('Xi’an 1980 has no code here: its parameters are kept', () => {
  const { crs } = read(rewritten(/Spheroid:.*/, 'Spheroid:西安(1980),6378.140,298.257'));
  expect(crs).toContain('SPHEROID["Xian 1980",6378140,298.257]');
});

test('the offset of the head is added and told', () => {
  const contents = read({ head: `${HEAD}\nOffset:100,200` });
  expect(ringsOf(contents)).toEqual(['shell 100 200, 110 200, 110 210, 100 210']);
  expect(contents.guesses.map(({ what }) => what)).toContain('offset');
});

test('rings take their places by nesting, whatever their order and turn', () => {
  const [outer, hole, island, other] = [
    ring(0, 0, 90),
    ring(10, 10, 70),
    ring(20, 20, 10),
    ring(100, 0, 9),
  ];
  for (const order of [
    [outer, hole, island, other],
    [island, other, hole, outer],
    [hole, outer, other, island],
  ]) {
    const areas = `7\n2001010100\nx\n1\n5,5\n4\n${order.map((r) => `11\n${r}`).join('\n')}\n0`;
    const roles = ringsOf(read({ areas })).map((r) => r.split(',')[0]);
    expect(roles.toSorted()).toEqual(['hole 10 80', 'shell 0 0', 'shell 100 0', 'shell 20 20']);
    expect(roles[roles.indexOf('hole 10 80') - 1]).toBe('shell 0 0');
  }
});

const LINES = [
  '1\n9\nx\n1\n1\n11\n3\n10.0,0.0\n10.0,10.0\n0.0,10.0\n0',
  '2\n9\nx\n1\n2\n11\n2\n10.0,0.0\n5.0,0.0\n11\n2\n5.0,0.0\n0.0,0.0\n0',
  '3\n9\nx\n1\n1\n11\n2\n0.0,0.0\n0.0,10.0\n0',
  `4\n9\nx\n1\n1\n11\n${ring(2, 2, 3)}\n0`,
].join('\n');

test.each<readonly [string, string]>([
  ['ids on one line, zeros counted', '5\n-2,1,-3,0,-4'],
  ['zeros not counted', '4\n-2,1,-3,0,-4'],
  ['one id on each line', '5\n-2\n1\n-3\n0\n-4'],
  ['no zero between rings', '4\n-2,1,-3,-4'],
])('areas by their lines: %s', (_, ids) => {
  const contents = read({ lines: LINES, areas: `7\n2001010100\nx\n100\n5,5\n21\n${ids}\n0` });
  expect(contents.layers[0]!.faults).toEqual([]);
  expect(ringsOf(contents)).toEqual([
    'shell 0 0, 5 0, 10 0, 10 10, 0 10',
    'hole 2 2, 2 5, 5 5, 5 2',
  ]);
});

test('areas by their lines as VCT 1 and 2 write them: no type, the label point first', () => {
  const lines = LINES.replaceAll(/^1\n(1|2)\n11\n/gm, '1\n').replace('11\n2\n5.0,0.0\n', '');
  const old = lines.replace('2\n10.0,0.0\n5.0,0.0\n0.0,0.0', '3\n10.0,0.0\n5.0,0.0\n0.0,0.0');
  const areas = '7\n2001010100\nDLTB\n5.0,5.0\n5\n-2,1,-3,0,-4\n0';
  expect(ringsOf(read({ lines: old, areas }))).toEqual([
    'shell 0 0, 5 0, 10 0, 10 10, 0 10',
    'hole 2 2, 2 5, 5 5, 5 2',
  ]);
});

test('NULL, the empty text, a text with separators and missing fields stay apart', () => {
  const areas = [1, 2, 3, 4, 5].map((id) => OBJECT.replace(/^7/, String(id))).join('\n');
  const rows = 'DLTB\n1,,,\n2,"",0,"a,""b"""\n3,x\n4,NULL,<Null>,null\n5,坡地,12.5,甲,乙\nTableEnd';
  const contents = read({
    areas,
    rows: rows.replace('5,坡地', '5,"坡地"').replace('甲,乙', '"甲,乙"'),
  });
  const fields = [0, 1, 2, 3, 4].map((row) =>
    ['BSM', 'TBMJ', 'BZ'].map((f) => textIn(contents, f, row)),
  );
  expect(fields).toEqual([
    [null, 'null', null],
    ['', '0', 'a,"b"'],
    ['x', 'null', null],
    [null, 'null', null],
    ['坡地', '12.5', '甲,乙'],
  ]);
});

test('a text with the separator comes together where the numbers leave one way only', () => {
  const fields = 'DLTB,2\nBZ,Char,20\nTBMJ,Double,15,2\n0';
  expect(textIn(read({ fields, rows: 'DLTB\n7,甲,乙,丙,12.5\nTableEnd' }), 'BZ')).toBe('甲,乙,丙');
  const barred = {
    ...rewritten('Separator:,', 'Separator:|'),
    codes: CODES.replaceAll(',', '|'),
    fields: fields.replaceAll(',', '|'),
  };
  expect(textIn(read({ ...barred, rows: 'DLTB\n7|甲|乙|12.5\nTableEnd' }), 'BZ')).toBe('甲|乙');
  expect(() => read({ rows: 'DLTB\n7,a,b,c,d\nTableEnd' })).toThrow(/bad-vct: Line \d+/);
});

test('attributes without a shape and shapes without attributes both stay', () => {
  const contents = read({ rows: 'DLTB\n8,A8,1,\nTableEnd' });
  const [layer] = contents.layers;
  expect(featureCount(layer!.polygons)).toBe(2);
  expect([0, 1].map((row) => textIn(contents, 'BSM', row))).toEqual([null, 'A8']);
  expect(layer!.faults).toEqual([{ feature: 1, kind: 'no-geometry', point: null }]);
});

const AFTER = OBJECT.replace(/^7/, '8');
const withBody = (body: string): string => `7\n2001010100\nx\n${body}\n0\n${AFTER}`;

test.each<readonly [string, Parts, string]>([
  [
    'a coordinate that is no number',
    { areas: withBody(`1\n5,5\n1\n11\n${SQUARE.replace('10.000,10.000', '10.000,1x')}`) },
    'not-finite',
  ],
  [
    'a ring that is not closed',
    { areas: withBody(`1\n5,5\n1\n11\n4\n0,0\n9,0\n9,9\n0,9`) },
    'not-closed',
  ],
  ['two points', { areas: withBody('1\n5,5\n1\n11\n3\n0,0\n9,0\n0,0') }, 'too-few-points'],
  [
    'a count that is too high',
    { areas: withBody(`1\n5,5\n1\n11\n${SQUARE.replace('5', '500')}`) },
    'no-geometry',
  ],
  [
    'a count that is too low',
    { areas: withBody(`1\n5,5\n1\n11\n${SQUARE.replace('5', '4')}`) },
    'no-geometry',
  ],
  [
    'a line that is not there',
    { lines: LINES, areas: withBody('100\n5,5\n21\n2\n1,99') },
    'no-geometry',
  ],
  [
    'lines that do not meet',
    { lines: LINES, areas: withBody('100\n5,5\n21\n2\n1,3') },
    'no-geometry',
  ],
  ['a circle', { areas: withBody('1\n5,5\n1\n13\n5,5\n3') }, 'no-geometry'],
  ['no label point', { areas: withBody('1\nx\n1') }, 'no-geometry'],
])('one bad area is a fault and the others go on: %s', (_, parts, kind) => {
  const contents = read(parts);
  const [layer] = contents.layers;
  expect(layer!.faults.map((fault) => [fault.feature, fault.kind])).toEqual([[0, kind]]);
  expect(ringsOf(contents, 1)).toEqual(SQUARE_READ);
});

const cut = (text: string, marker: string): string => text.slice(0, text.indexOf(marker));

test.each<readonly [string, string, RegExp]>([
  ['nothing', '', /no HeadBegin/],
  ['another format', '{"type":"FeatureCollection"}', /no HeadBegin/],
  [
    'a cut within the areas',
    cut(fileOf({}), 'PolygonEnd'),
    /Line \d+ .*polygonBegin has not ended/,
  ],
  ['a section within a section', fileOf({}).replace('LineEnd\n', ''), /lineBegin has not ended/],
  ['an end without begin', fileOf({}).replace('LineBegin\n', ''), /lineEnd ends nothing/],
  ['an object without id', fileOf({ areas: `x\n${OBJECT}` }), /Line 33 .*object id/],
  ['an id twice', fileOf({ areas: `${OBJECT}\n${OBJECT}` }), /stands twice/],
  ['two rows', fileOf({ rows: ROWS.replace('TableEnd', '7,A2,1,\nTableEnd') }), /has two rows/],
  [
    'a word for a number',
    fileOf({ rows: ROWS.replace('100.5', '百亩') }),
    /field TBMJ should be a number/,
  ],
  [
    'a code too long for a number',
    fileOf({ rows: ROWS.replace('100.5', '371002000000123456') }),
    /that a double holds/,
  ],
  [
    'a field too few',
    fileOf({ fields: FIELDS.replace('DLTB,3', 'DLTB,4') }),
    /announces 4 fields, 3/,
  ],
  ['no areas', fileOf({ codes: '', areas: '' }), /no areas/],
])('a damaged file is one sentence: %s', (_, text, sentence) => {
  let thrown: unknown = null;
  try {
    read(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(InputError);
  expect((thrown as InputError).message).toMatch(sentence);
});
