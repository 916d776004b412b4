/**
 * Writes 界址点 TXT: the head, a line for every plot and a line for every point, X north. What is written has been tried with
 * the rules of the reader first, so that reading gives the same doubles, rings and system; what the text cannot carry is
 * refused, or listed where it is beside the plots.
 */
import { type Bilingual, type Column, InputError, numberAt, say, textAt } from '../base/index.ts';
import { featureCount, type Polygons } from '../geo/index.ts';
import { numberOrder, systemOfHead } from './boundary-points-system.ts';
import { PLOT_FIELDS } from './boundary-points.ts';
import { partsOf, ringBetween } from './plots.ts';
import type { TextLayer } from './text-layer.ts';
import { type Encode, encoderOf, type TextEncoding } from './text-encoders.ts';

/** A field of the line of a plot. */
export type PlotField = (typeof PLOT_FIELDS)[number];

/** What may be chosen when writing. */
export interface BoundaryPointsOptions {
  /** GBK when nothing is said, as programs of land offices read it. */
  readonly encoding?: Lowercase<TextEncoding>;
  /** Which column of the layer a field comes from; without it the column of the field's own name. */
  readonly fields?: Partial<Readonly<Record<PlotField, string>>>;
  /** Whether eastings begin with the number of their zone; as the system has it when nothing is said. */
  readonly zoneNumber?: boolean;
  /** Whether the first point of a ring is repeated behind its last; yes when nothing is said. */
  readonly closing?: boolean;
  /** 数据产生单位 and 数据产生日期; there is no such line without them. */
  readonly producer?: string;
  readonly date?: string;
}

/** A file that is ready to be written, and what it does not carry. */
export interface BoundaryPointsFile {
  /** The bytes, piece by piece, each time anew. */
  readonly blocks: Iterable<Uint8Array>;
  /** `EPSG:` and the code that the file will be read as: another one than given when zone numbers are added or left out. */
  readonly crs: string;
  readonly losses: BoundaryPointsLosses;
}

/** What the format has no place for. */
export interface BoundaryPointsLosses {
  /** Columns that are in no field. */
  readonly columns: readonly string[];
  /** Columns with texts that lose blanks at their ends, or that are empty and become NULL. */
  readonly trimmed: readonly string[];
  /** Plots of several parts, whose rings are numbered on: the reader finds the parts again, other programs may not. */
  readonly severalParts: number;
  /** Features without a shape: a plot of no points. */
  readonly withoutShape: number;
}

/** So many characters are encoded at once. */
const BLOCK = 1 << 20;

/** What a layer to write needs of a `TextLayer`. */
type Layer = Pick<TextLayer, 'polygons' | 'columns'>;

/** A system as the head names it; width 0 is degrees. */
interface Zone {
  readonly width: 0 | 3 | 6;
  readonly number: number;
  /** Whether eastings begin with the number. */
  readonly isNumbered: boolean;
}

/**
 * A whole file of one layer; `crs` is `EPSG:4490` or a zone of CGCS2000 (EPSG:4491–4554). InputError: `txt-crs` (another
 * system), `txt-text` (a comma or line break in a field, or an area that is no number), `txt-shape` (an easting that does
 * not fit its zone, or rings that would be read as other parts), `txt-system` (numbers that would be read as another
 * system), `text-encoding` (a character that the encoding lacks). All are thrown before the first block is asked for.
 */
export function writeBoundaryPoints(
  layer: Layer,
  crs: string,
  options: BoundaryPointsOptions = {},
): BoundaryPointsFile {
  const zone = zoneOf(crs);
  const written = { ...zone, isNumbered: options.zoneNumber ?? zone.isNumbered };
  const encode = encoderOf(options.encoding ?? 'gbk');
  const fields = fieldsFrom(layer, options.fields ?? {});
  checkTexts(fields, encode);
  const orders = ringOrders(layer.polygons);
  const head = headOf(written, decimalsOf(layer.polygons), options);
  checkHead(head, encode);
  checkEastings(layer.polygons, zone, written);
  checkSystem(layer.polygons, zone, written, head);
  const lines = (): Generator<string> =>
    linesOf(layer.polygons, orders, fields, head, (x) => eastingText(x, zone, written), options);
  return {
    blocks: { [Symbol.iterator]: () => encoded(lines(), encode) },
    crs: codeOf(written),
    losses: {
      columns: [...layer.columns.keys()].filter(
        (name) => !fields.some((field) => field.name === name),
      ),
      trimmed: fields.flatMap(({ name, column }) =>
        name !== null && column?.kind === 'text' && column.dictionary.some(isTrimmed) ? [name] : [],
      ),
      severalParts: orders.filter((rings) => rings.filter((r) => !isHole(layer, r)).length > 1)
        .length,
      withoutShape: orders.filter((rings) => rings.length === 0).length,
    },
  };
}

function isHole({ polygons }: Layer, ring: number): boolean {
  return polygons.isHole[ring] === 1;
}

function isTrimmed(text: string): boolean {
  return text === '' || text.trim() !== text;
}

function zoneOf(crs: string): Zone {
  const code = Number(/^EPSG:(\d{4})$/.exec(crs)?.[1] ?? 0);
  const zone = ZONES.find(({ first, last }) => code >= first && code <= last);
  if (code === 4490) return { width: 0, number: 0, isNumbered: false };
  if (zone === undefined)
    throw new InputError(
      'txt-crs',
      say(
        `界址点 TXT 不写坐标系 ${crs || '（未知）'}`,
        `Boundary points are not written in the system ${crs || '(unknown)'}`,
      ),
      say(
        '请先转换为 2000 国家大地坐标系（EPSG:4490、4491–4554）。',
        'Convert the layer to CGCS2000 first (EPSG:4490, 4491–4554).',
      ),
    );
  return {
    width: zone.width,
    number: code - zone.first + zone.from,
    isNumbered: zone.isNumbered,
  };
}

/** The zones of CGCS2000 by their EPSG codes; `from` is the number of the first one. */
const ZONES = [
  { first: 4491, last: 4501, from: 13, width: 6, isNumbered: true },
  { first: 4502, last: 4512, from: 13, width: 6, isNumbered: false },
  { first: 4513, last: 4533, from: 25, width: 3, isNumbered: true },
  { first: 4534, last: 4554, from: 25, width: 3, isNumbered: false },
] as const;

function codeOf(zone: Zone): string {
  const row = ZONES.find(
    ({ width, isNumbered }) => width === zone.width && isNumbered === zone.isNumbered,
  );
  return row === undefined ? 'EPSG:4490' : `EPSG:${row.first + zone.number - row.from}`;
}

/** A field with its column; `name` is null when the layer has none for it. */
interface Field {
  readonly field: PlotField;
  readonly name: string | null;
  readonly column: Column | undefined;
}

function fieldsFrom({ columns }: Layer, chosen: Partial<Record<PlotField, string>>): Field[] {
  return PLOT_FIELDS.map((field) => {
    const name = chosen[field] ?? field;
    const column = columns.get(name);
    if (column === undefined && chosen[field] !== undefined)
      throw badText(name, say('图层没有这个字段', 'the layer has no such field'));
    return { field, name: column === undefined ? null : name, column };
  });
}

function checkTexts(fields: readonly Field[], encode: Encode): void {
  for (const { field, name, column } of fields) {
    if (column?.kind !== 'text') continue;
    if (field === '地块面积')
      throw badText(name!, say('面积必须是数字', 'the area must be a number'));
    for (const text of column.dictionary) {
      checkText(name!, text, encode);
      if (text.includes(','))
        throw badText(name!, say(`“${text}”里有逗号`, `“${text}” holds a comma`));
      if (field === '图形属性' && /[点线]/.test(text))
        throw badText(name!, say(`写作“${text}”，不是面`, `says “${text}”, which is no area`));
    }
  }
}

/** Refuses what no line can hold. */
function checkText(name: string, text: string, encode: Encode): void {
  if (/[\r\n]/.test(text)) throw badText(name, say('有换行', 'holds a line break'));
  if (/\p{Surrogate}/u.test(text))
    throw badText(name, say('有不成字的编码', 'holds half a character'));
  encode(text);
}

function badText(name: string, what: Bilingual): InputError {
  return new InputError(
    'txt-text',
    say(`“${name}”不能写进界址点 TXT：${what.zh}`, `“${name}” cannot be written: ${what.en}`),
    say('请改正或另选字段后再写出。', 'Correct it or choose another field.'),
    { field: name },
  );
}

function headOf(zone: Zone, decimals: number, options: BoundaryPointsOptions): [string, string][] {
  const isDegrees = zone.width === 0;
  const given: [string, string | undefined][] = [
    ['数据产生单位', options.producer],
    ['数据产生日期', options.date],
  ];
  return [
    ['格式版本号', '1.01版本'],
    ...given.filter((line): line is [string, string] => line[1] !== undefined),
    ['坐标系', '2000国家大地坐标系'],
    ['几度分带', isDegrees ? '' : String(zone.width)],
    ['投影类型', isDegrees ? '' : '高斯克吕格'],
    ['计量单位', isDegrees ? '度' : '米'],
    ['带号', isDegrees ? '' : String(zone.number)],
    ['精度', decimals === 0 ? '1' : `0.${'0'.repeat(decimals - 1)}1`],
    ['转换参数', ',,,,,,'],
  ];
}

function checkHead(head: readonly (readonly [string, string])[], encode: Encode): void {
  for (const [key, value] of head) {
    checkText(key, value, encode);
    if (/[@＠]\s*$/.test(value))
      throw badText(key, say('以 @ 结尾，像是地块的一行', 'ends with @, as the line of a plot'));
  }
}

/** How many decimals the coordinates need at most, so that they come back as the same doubles. */
function decimalsOf({ x, y }: Polygons): number {
  let [most, scale] = [0, 1];
  for (const numbers of [x, y])
    for (const value of numbers) {
      if (Math.round(value * scale) / scale === value) continue;
      const text = String(value);
      const needed =
        (/\.(\d+)/.exec(text)?.[1] ?? '').length - Number(/e(-\d+)/.exec(text)?.[1] ?? 0);
      if (needed <= most) continue;
      [most, scale] = [needed, 10 ** needed];
    }
  return most;
}

/**
 * The rings of every feature in the order in which they are written: as they stand, or with larger parts first where an
 * island that fills a hole would be taken for the shell around it.
 */
function ringOrders(polygons: Polygons): number[][] {
  return Array.from({ length: featureCount(polygons) }, (_, feature) => {
    const [from, to] = [polygons.featureStart[feature]!, polygons.featureStart[feature + 1]!];
    const rings = Array.from({ length: to - from }, (_ring, i) => from + i);
    if (rings.some((ring) => startsOf(polygons, ring) === null)) throw badRings(feature);
    if (rings.length < 2) return rings;
    const parts: number[][] = [];
    for (const ring of rings) {
      if (polygons.isHole[ring] === 0) parts.push([]);
      parts.at(-1)!.push(ring);
    }
    if (isReadAs(polygons, parts)) return rings;
    parts.sort((a, b) => boxArea(polygons, b[0]!) - boxArea(polygons, a[0]!));
    if (!isReadAs(polygons, parts)) throw badRings(feature);
    return parts.flat();
  });
}

function boxArea({ x, y, ringStart }: Polygons, ring: number): number {
  const { box } = ringBetween(x, y, ringStart[ring]!, ringStart[ring + 1]!);
  return (box[2] - box[0]) * (box[3] - box[1]);
}

function isReadAs({ x, y, ringStart }: Polygons, parts: readonly (readonly number[])[]): boolean {
  const rings = parts.map((part) =>
    part.map((ring) => ringBetween(x, y, ringStart[ring]!, ringStart[ring + 1]!)),
  );
  const read = partsOf(rings.flat());
  return (
    read.length === rings.length &&
    read.every((part, i) => {
      const same = rings[i]!;
      return part.length === same.length && part.every((ring, k) => ring === same[k]);
    })
  );
}

/** A vertex of a ring at which no other one lies: a reader takes a return to the first point for the end. Null without. */
function startsOf({ x, y, ringStart }: Polygons, ring: number): number | null {
  const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
  for (let first = start; first < end; first++) {
    let isOnce = true;
    for (let i = start; i < end && isOnce; i++)
      isOnce = i === first || x[i] !== x[first] || y[i] !== y[first];
    if (isOnce) return first;
  }
  return null;
}

function badRings(feature: number): InputError {
  return badShape(
    feature,
    say('它的圈写出后会被读成另一些部分', 'its rings would be read as other parts'),
  );
}

function badShape(feature: number, what: Bilingual): InputError {
  return new InputError(
    'txt-shape',
    say(
      `第 ${feature + 1} 个要素不能写进界址点 TXT：${what.zh}`,
      `Feature ${feature + 1} cannot be written: ${what.en}`,
    ),
    say('请先修好它的图形（survey repair）。', 'Repair its shape first (survey repair).'),
  );
}

/** An easting as text; the zone number is added or left out in the text, so that no digit changes. Null when it cannot be. */
function eastingText(x: number, from: Zone, to: Zone): string | null {
  const text = printed(x);
  if (from.width === 0 || from.isNumbered === to.isNumbered) return text;
  const [, whole = '', decimals = ''] = /^(\d+)(\.\d+)?$/.exec(text) ?? [];
  const zone = String(from.number);
  if (to.isNumbered)
    return whole !== '' && whole.length <= 6 ? `${zone}${whole.padStart(6, '0')}${decimals}` : null;
  if (!whole.startsWith(zone) || whole.length !== zone.length + 6) return null;
  return whole.slice(zone.length).replace(/^0+(?=\d)/, '') + decimals;
}

function checkEastings(polygons: Polygons, from: Zone, to: Zone): void {
  if (from.isNumbered === to.isNumbered) return;
  for (let feature = 0; feature < featureCount(polygons); feature++) {
    const [first, last] = [polygons.featureStart[feature]!, polygons.featureStart[feature + 1]!];
    for (let i = polygons.ringStart[first]!; i < polygons.ringStart[last]!; i++)
      if (eastingText(polygons.x[i]!, from, to) === null)
        throw badShape(
          feature,
          say(
            `东坐标 ${polygons.x[i]} 不在 ${from.number} 带`,
            `the easting ${polygons.x[i]} does not fit zone ${from.number}`,
          ),
        );
  }
}

/** The reader tells axes and system by the numbers: they must say what the layer says. */
function checkSystem(
  { x, y }: Polygons,
  from: Zone,
  to: Zone,
  head: readonly (readonly [string, string])[],
): void {
  if (x.length === 0) return;
  const isSame = from.isNumbered === to.isNumbered;
  const eastings = isSame ? x : x.map((value) => Number(eastingText(value, from, to)));
  const order = numberOrder(y, eastings);
  let read: string;
  try {
    read = order.eastFirst ? '' : systemOfHead(new Map(head), order);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    read = '';
  }
  if (read === codeOf(to)) return;
  throw new InputError(
    'txt-system',
    say(
      `坐标与坐标系 ${codeOf(to)} 不符，读回时会被认作另一种`,
      `The coordinates do not look like ${codeOf(to)}: they would be read as another system`,
    ),
    say('请先改正图层的坐标系。', 'Correct the reference system of the layer first.'),
  );
}

function* linesOf(
  polygons: Polygons,
  orders: readonly (readonly number[])[],
  fields: readonly Field[],
  head: readonly (readonly [string, string])[],
  easting: (x: number) => string | null,
  options: BoundaryPointsOptions,
): Generator<string> {
  yield '[属性描述]';
  for (const [key, value] of head) yield `${key}=${value}`;
  yield '[地块坐标]';
  const extra = options.closing === false ? 0 : 1;
  for (const [feature, rings] of orders.entries()) {
    const { x, y, ringStart } = polygons;
    const points = rings.reduce(
      (sum, ring) => sum + ringStart[ring + 1]! - ringStart[ring]! + extra,
      0,
    );
    yield `${[points, ...fields.map((field) => fieldText(field, feature))].join(',')},@`;
    let before = 0;
    for (const [r, ring] of rings.entries()) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      const [first, count] = [startsOf(polygons, ring)!, end - start];
      for (let k = 0; k < count + extra; k++) {
        const i = start + ((first - start + k) % count);
        yield `J${before + (k % count) + 1},${r + 1},${printed(y[i]!)},${easting(x[i]!)}`;
      }
      before += count;
    }
  }
}

/** The shortest decimal that reads as the same double. */
function printed(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function fieldText({ field, column }: Field, row: number): string {
  if (column === undefined) return field === '图形属性' ? '面' : '';
  if (column.kind === 'text') return (textAt(column, row) ?? '').trim();
  const value = numberAt(column, row);
  return value === null ? '' : printed(value);
}

/** Lines are joined to blocks before they are encoded: no text of the whole file is ever made. */
function* encoded(lines: Iterable<string>, encode: Encode): Generator<Uint8Array> {
  let pending = '';
  for (const line of lines) {
    pending += `${line}\r\n`;
    if (pending.length < BLOCK) continue;
    yield encode(pending);
    pending = '';
  }
  if (pending !== '') yield encode(pending);
}
