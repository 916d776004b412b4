/**
 * Writes VCT 3.0 (GB/T 17798-2007): layers of areas, by their coordinates or by lines that neighbours share. The bytes
 * depend on nothing but the layers, and reading them gives the same doubles.
 */
import { type Column, InputError, numberAt, say, textAt } from '../../base/index.ts';
import { boundsOf, featureCount, type Polygons } from '../../geo/index.ts';
import type { TextLayer } from '../text-layer.ts';
import { fieldOf } from './fields.ts';
import { type Encode, encoderOf, type TextEncoding } from '../text-encoders.ts';
import { headLines } from './head.ts';
import { shareLines } from './shared-lines.ts';

/** What may be chosen when writing. */
export interface VctOptions {
  /** GBK when nothing is said, as programs of land surveys read it. */
  readonly encoding?: Lowercase<TextEncoding>;
  /** Areas by the lines that they share, instead of by their coordinates. */
  readonly shared?: boolean;
}

/** What a layer to write needs of a `TextLayer`. */
export type VctLayer = Pick<TextLayer, 'name' | 'polygons' | 'columns'>;

/** Code of lines that only bound areas, as programs of land surveys write it. */
const LINE_CODE = '1099000000';

/**
 * A whole file; `crs` is what `parseCrs` reads, '' when unknown. A feature without rings has its attributes only. Throws
 * InputError: `vct-crs`, `text-encoding` (a character that GBK lacks), `vct-text` (a line break in a text or an odd name).
 */
export function writeVct(
  layers: readonly VctLayer[],
  crs: string,
  options: VctOptions = {},
): Uint8Array {
  const out = output(encoderOf(options.encoding ?? 'gbk'));
  const bounds = layers
    .map(({ polygons }) => boundsOf(polygons))
    .filter(([x]) => Number.isFinite(x));
  const extent = bounds.length === 0 ? null : joined(bounds);
  out.section('Head', () => headLines(crs, extent).forEach(out.line));
  out.section('FeatureCode', () => {
    layers.forEach(({ name }, i) =>
      out.line(`${codeOf(i)},${nameOf(name)},Polygon,${nameOf(name)}`),
    );
    if (options.shared) out.line(`${LINE_CODE},界线,Line,`);
  });
  out.section('TableStructure', () => layers.forEach((layer) => writeStructure(out, layer)));
  const firstIds = layers.map((_, i) =>
    layers.slice(0, i).reduce((sum, { polygons }) => sum + featureCount(polygons), 1),
  );
  const cut = options.shared ? layers.map(({ polygons }) => shareLines(polygons)) : [];
  const lineId = numbersFrom(cut.map(({ lines }) => lines.length));
  out.section('Line', () =>
    cut.forEach(({ lines }, i) => lines.forEach((line, k) => writeLine(out, lineId(i, k), line))),
  );
  out.section('Polygon', () =>
    layers.forEach(({ polygons }, i) => {
      for (let feature = 0; feature < featureCount(polygons); feature++) {
        if (polygons.featureStart[feature] === polygons.featureStart[feature + 1]) continue;
        const shared = cut[i];
        out.line(String(firstIds[i]! + feature));
        out.line(codeOf(i));
        out.line('unknown');
        if (shared) writeIds(out, polygons, feature, shared.rings, (k) => lineId(i, k));
        else writeRings(out, polygons, feature);
        out.line('0');
      }
    }),
  );
  out.section('Attribute', () => layers.forEach((layer, i) => writeRows(out, layer, firstIds[i]!)));
  return out.bytes();
}

interface Output {
  line(text: string): void;
  section(name: string, content: () => void): void;
  bytes(): Uint8Array;
}

/** Lines are gathered into blocks, so that no text of the whole file is ever made. */
function output(encode: Encode): Output {
  const blocks: Uint8Array[] = [];
  let pending: string[] = [];
  const flush = (): void => {
    blocks.push(encode(pending.map((text) => `${text}\r\n`).join('')));
    pending = [];
  };
  const line = (text: string): void => {
    pending.push(text);
    if (pending.length >= 8192) flush();
  };
  return {
    line,
    section(name, content) {
      line(`${name}Begin`);
      content();
      line(`${name}End`);
      line('');
    },
    bytes() {
      flush();
      const whole = new Uint8Array(blocks.reduce((sum, block) => sum + block.length, 0));
      let at = 0;
      for (const block of blocks) {
        whole.set(block, at);
        at += block.length;
      }
      return whole;
    },
  };
}

/** Ids of lines: those of a layer follow those of the layer before. */
function numbersFrom(counts: readonly number[]): (layer: number, line: number) => number {
  const first = counts.map((_, i) => counts.slice(0, i).reduce((sum, n) => sum + n, 1));
  return (layer, line) => first[layer]! + line;
}

/** Feature codes of 10 digits, from 2001010100 on (国土空间 land classes) for the first layer. */
function codeOf(layer: number): string {
  return String(2_001_010_100 + layer * 100);
}

type Extent = readonly [number, number, number, number];

function joined(bounds: readonly Extent[]): Extent {
  return [
    Math.min(...bounds.map(([minX]) => minX)),
    Math.min(...bounds.map(([, minY]) => minY)),
    Math.max(...bounds.map(([, , maxX]) => maxX)),
    Math.max(...bounds.map(([, , , maxY]) => maxY)),
  ];
}

/** A name that stands in a row as it is. */
function nameOf(name: string): string {
  if (fieldOf(name, ',') !== name || /[\r\n]/.test(name) || /^\d*$/.test(name))
    throw badText(name, say('名称不能写进 VCT', 'is no name that VCT can hold'));
  return name;
}

function writeStructure(out: Output, { name, columns }: VctLayer): void {
  out.line(`${nameOf(name)},${columns.size}`);
  for (const [field, column] of columns) out.line(`${nameOf(field)},${typeOf(column)}`);
  out.line('0');
}

/** Char with its width in bytes of GBK; Int4 where every value is a whole number of 32 bits, else Double. */
function typeOf(column: Column): string {
  if (column.kind === 'text') {
    const width = (text: string): number => text.length + text.replaceAll(/[ -~]/g, '').length;
    return `Char,${column.dictionary.reduce((most, text) => Math.max(most, width(text)), 1)}`;
  }
  const isWhole = column.values.every((n) => Number.isNaN(n) || (n | 0) === n);
  return isWhole ? 'Int4' : 'Double,38,15';
}

/** The shortest decimal that reads as the same double. */
function printed(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function writePoints(out: Output, points: readonly number[]): void {
  out.line(String(points.length / 2));
  for (let i = 0; i < points.length; i += 2)
    out.line(`${printed(points[i]!)},${printed(points[i + 1]!)}`);
}

function writeLine(out: Output, id: number, points: readonly number[]): void {
  for (const text of [String(id), LINE_CODE, 'unknown', '1', '1', '11']) out.line(text);
  writePoints(out, points);
  out.line('0');
}

/** Type, and the first vertex as the point of a label. */
function writeLabel(
  out: Output,
  { x, y, ringStart, featureStart }: Polygons,
  feature: number,
  type: string,
): void {
  out.line(type);
  const first = ringStart[featureStart[feature]!]!;
  out.line(`${printed(x[first]!)},${printed(y[first]!)}`);
}

function writeRings(out: Output, polygons: Polygons, feature: number): void {
  const { x, y, ringStart, featureStart } = polygons;
  const [from, to] = [featureStart[feature]!, featureStart[feature + 1]!];
  writeLabel(out, polygons, feature, '1');
  out.line(String(to - from));
  for (let ring = from; ring < to; ring++) {
    out.line('11');
    const points: number[] = [];
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start; i < end; i++) points.push(x[i]!, y[i]!);
    points.push(x[start]!, y[start]!);
    writePoints(out, points);
  }
}

/** Eight signed ids on a line; the zeros between rings are counted. */
function writeIds(
  out: Output,
  polygons: Polygons,
  feature: number,
  rings: readonly (readonly number[])[],
  idOf: (line: number) => number,
): void {
  const [from, to] = [polygons.featureStart[feature]!, polygons.featureStart[feature + 1]!];
  const ids: number[] = [];
  for (let ring = from; ring < to; ring++) {
    if (ring > from) ids.push(0);
    for (const signed of rings[ring]!) ids.push(Math.sign(signed) * idOf(Math.abs(signed) - 1));
  }
  writeLabel(out, polygons, feature, '100');
  out.line('21');
  out.line(String(ids.length));
  for (let i = 0; i < ids.length; i += 8) out.line(ids.slice(i, i + 8).join(','));
}

function writeRows(out: Output, { name, polygons, columns }: VctLayer, firstId: number): void {
  if (columns.size === 0) return;
  out.line(name);
  for (let row = 0; row < featureCount(polygons); row++) {
    const fields = [...columns].map(([field, column]) => {
      if (column.kind === 'number') {
        const value = numberAt(column, row);
        return value === null ? '' : printed(value);
      }
      const text = textAt(column, row);
      if (text !== null && /[\r\n]/.test(text))
        throw badText(
          field,
          say(`第 ${row + 1} 行的文本里有换行`, `holds a line break in row ${row + 1}`),
        );
      return fieldOf(text, ',');
    });
    out.line([firstId + row, ...fields].join(','));
  }
  out.line('TableEnd');
  out.line('');
}

function badText(name: string, what: { readonly zh: string; readonly en: string }): InputError {
  return new InputError(
    'vct-text',
    say(`“${name}”：${what.zh}`, `"${name}" ${what.en}`),
    say('请改正后再写出 VCT。', 'Correct it, then write the VCT file again.'),
  );
}
