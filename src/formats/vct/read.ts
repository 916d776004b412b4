/**
 * Reads VCT (GB/T 17798-2007, as land surveys use it, and its forerunners): areas with their attributes, one layer for
 * each attribute table. Points, lines of their own, annotations, topology and styles are passed over.
 */
import { type Guess, InputError, say } from '../../base/index.ts';
import type { TextContents, TextLayer } from '../text-layer.ts';
import { readArcs } from './arcs.ts';
import { areaLayer, type AreaLayer, type Axes, readAreas } from './areas.ts';
import { crsOfHead, northFirst, offsetOf, readHead, separatorOf } from './head.ts';
import { encodingOf, linesOf, type VctEncoding } from './lines.ts';
import { findSections } from './sections.ts';
import {
  columnsOf,
  readFeatureCodes,
  readRows,
  readStructures,
  type RowCollector,
  rowCollector,
} from './tables.ts';

/** A layer with the rows of its table. */
interface Entry {
  readonly name: string;
  readonly areas: AreaLayer;
  readonly rows: RowCollector;
}

/**
 * A whole file. x is east and y north whatever the head says of its axes. Features stand in the order of the polygons;
 * rows of attributes whose object has no shape follow. Throws InputError `bad-vct` with the line for a file that is damaged
 * in more than one area.
 */
export function readVct(bytes: Uint8Array): TextContents {
  const encoding = encodingOf(bytes);
  const lines = linesOf(bytes, encoding);
  const sections = findSections(lines);
  const head = readHead(lines, sections);
  const separator = separatorOf(head);
  const codes = readFeatureCodes(lines, sections, separator);
  const structures = readStructures(lines, sections, separator);
  const entries = new Map<string, Entry>();
  const entryOf = (name: string): Entry => {
    const key = name.toUpperCase();
    let entry = entries.get(key);
    if (!entry) {
      const areas = areaLayer();
      const rows = rowCollector(
        structures.get(key) ?? [],
        (id) => featureOf(areas, id),
        1000 + 4 * bytes.length,
      );
      entry = { name, areas, rows };
      entries.set(key, entry);
    }
    return entry;
  };
  const nameOf = new Map<string, string>();
  for (const { code, name, geometry, table } of codes) {
    if (!/^(polygon|area|面|indirectpolygon|directpolygon)$/.test(geometry)) continue;
    nameOf.set(code, table || name || code);
    entryOf(nameOf.get(code)!);
  }
  const axes: Axes = { northFirst: northFirst(head), offset: offsetOf(head), easting: null };
  const arcs = readArcs(lines, sections);
  readAreas(lines, sections, arcs, axes, (code) => entryOf(nameOf.get(code) ?? code).areas);
  readRows(lines, sections, separator, structures, (table) => entries.get(table)?.rows);
  if (entries.size === 0) throw noAreas();
  const crs = crsOfHead(head, axes.easting);
  return {
    layers: [...entries.values()].map(layerOf),
    crs,
    guesses: guessesOf(encoding, crs, axes, head.get('spheroid') ?? ''),
  };
}

/** The feature of an object id; an id that no polygon has gets one without rings. */
function featureOf(areas: AreaLayer, id: string): number {
  const known = areas.features.get(id);
  if (known !== undefined) return known;
  areas.builder.beginFeature();
  areas.features.set(id, areas.features.size);
  return areas.features.size - 1;
}

function layerOf({ name, areas, rows }: Entry): TextLayer {
  const { polygons, faults } = areas.builder.finish();
  return {
    name,
    polygons,
    columns: columnsOf(rows, areas.features.size),
    faults,
    foreign: areas.foreign,
  };
}

function guessesOf(encoding: VctEncoding, crs: string, axes: Axes, spheroid: string): Guess[] {
  const guesses: Guess[] = [
    {
      what: 'encoding',
      answer: encoding === 'utf-8' ? 'UTF-8' : 'GB18030',
      why:
        encoding === 'utf-8'
          ? say('全部字节都符合 UTF-8', 'every byte of the file fits UTF-8')
          : say('有字节不符合 UTF-8', 'some bytes of the file do not fit UTF-8'),
    },
  ];
  if (crs !== '')
    guesses.push({
      what: 'crs',
      answer: crs,
      why: say(
        `文件头的椭球是 ${spheroid}，并给出了投影`,
        `the head names the spheroid ${spheroid} and its projection`,
      ),
    });
  if (axes.northFirst)
    guesses.push({
      what: 'axes',
      answer: 'north, east',
      why: say(
        '文件头的 XAxisDirection 指北，先北后东，已对调',
        'XAxisDirection of the head points north; the numbers were exchanged',
      ),
    });
  if (axes.offset.some((n) => n !== 0))
    guesses.push({
      what: 'offset',
      answer: axes.offset.join(', '),
      why: say('文件头的 Offset，已加到坐标上', 'Offset of the head, added to the coordinates'),
    });
  return guesses;
}

function noAreas(): InputError {
  return new InputError(
    'bad-vct',
    say('VCT 文件里没有面状要素', 'The VCT file has no areas'),
    say(
      '请导出含有地类图斑（DLTB）等面图层的 VCT 文件。',
      'Export a VCT file with layers of areas, such as the parcels (DLTB).',
    ),
  );
}
