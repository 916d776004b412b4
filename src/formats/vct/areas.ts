/**
 * 面状要素 — the areas of a VCT file: rings by their coordinates (type 1), or made of lines (type 100) whose ids are signed,
 * with 0 between rings. An area that is not understood stays as a feature without rings; the others go on.
 */
import { say } from '../../base/index.ts';
import { polygonsBuilder, type PolygonsBuilder } from '../../geo/index.ts';
import {
  type Arcs,
  closes,
  nextLine,
  nextWhole,
  type PointBuffer,
  pointBuffer,
  readObjectHead,
  readPoints,
  repeated,
  skipObject,
  STRAIGHT,
} from './arcs.ts';
import { badLine, isZero, type Lines, pointOf, wholeNumber } from './lines.ts';
import { nestRings } from './nesting.ts';
import { eachLine, isEnd, type Sections } from './sections.ts';

/** The areas of one layer as they are collected. */
export interface AreaLayer {
  readonly builder: PolygonsBuilder;
  /** Feature by object id. */
  readonly features: Map<string, number>;
  foreign: number;
}

/** How the numbers of a file become x and y. */
export interface Axes {
  readonly northFirst: boolean;
  readonly offset: readonly [number, number];
  /** Set to the easting of the first point. */
  easting: number | null;
}

/** Layers by feature code; `layerOf` says which layer a code belongs to. */
export function readAreas(
  lines: Lines,
  sections: Sections,
  arcs: Arcs,
  axes: Axes,
  layerOf: (code: string) => AreaLayer,
): void {
  const shape = shapeBuffer(lines.bytes.length);
  eachLine(lines, sections, 'polygon', () => {
    const at = lines.number;
    const { id, code } = readObjectHead(lines);
    const layer = layerOf(code);
    if (layer.features.has(id)) throw repeated(at, id);
    layer.features.set(id, layer.features.size);
    layer.builder.beginFeature();
    shape.clear();
    const outcome = readArea(lines, arcs, shape);
    if (outcome === 'damaged') skipObject(lines);
    else if (outcome === 'foreign') {
      layer.foreign++;
      skipObject(lines);
    } else addRings(layer.builder, shape, axes);
  });
}

/** An empty layer to collect into. */
export function areaLayer(): AreaLayer {
  return { builder: polygonsBuilder(), features: new Map(), foreign: 0 };
}

type Outcome = 'understood' | 'damaged' | 'foreign';

/** The rings of one feature as they come from the file. */
interface ShapeBuffer {
  readonly points: PointBuffer;
  /** Where each ring ends in `points`. */
  readonly ends: number[];
  /** How many more points lines may give: a bound for files that repeat their lines without measure. */
  left: number;
  clear(): void;
  endRing(): void;
}

/** A line bounds two areas of a layer; a point takes at least four bytes. Far beyond any honest file. */
const USES_OF_A_POINT = 16;

function shapeBuffer(bytes: number): ShapeBuffer {
  const points = pointBuffer();
  const ends: number[] = [];
  return {
    points,
    ends,
    left: USES_OF_A_POINT * bytes,
    clear() {
      points.count = 0;
      ends.length = 0;
    },
    endRing() {
      if (points.count > (ends.at(-1) ?? 0)) ends.push(points.count);
    },
  };
}

/** From the style line on. VCT 1 and 2 have the label point where 3.0 has the type. */
function readArea(lines: Lines, arcs: Arcs, shape: ShapeBuffer): Outcome {
  const label: [number, number] = [0, 0];
  const type = nextWhole(lines);
  if (type < 0) return pointOf(lines, label) ? readOldArea(lines, arcs, shape) : 'damaged';
  nextLine(lines);
  if (!pointOf(lines, label)) return 'damaged';
  if (type === 1) return readDirect(lines, shape);
  if (type !== 100) return 'foreign';
  const parts = nextWhole(lines);
  if (parts !== 21) return parts === 22 ? 'foreign' : 'damaged';
  return readIds(lines, arcs, shape, nextWhole(lines), false) ? 'understood' : 'damaged';
}

function readDirect(lines: Lines, shape: ShapeBuffer): Outcome {
  const rings = nextWhole(lines);
  if (rings < 1) return 'damaged';
  for (let ring = 0; ring < rings; ring++) {
    const type = nextWhole(lines);
    if (type > STRAIGHT && type < STRAIGHT + 4) return 'foreign';
    if (type !== STRAIGHT || !readPoints(lines, shape.points)) return 'damaged';
    shape.endRing();
  }
  return closes(lines, false) ? 'understood' : 'damaged';
}

/** VCT 1 and 2: a count of points and rings one after another, or a count of line ids. */
function readOldArea(lines: Lines, arcs: Arcs, shape: ShapeBuffer): Outcome {
  const point: [number, number] = [0, 0];
  for (;;) {
    const place = lines.mark();
    const count = nextWhole(lines);
    if (count < 1) return 'damaged';
    const body = lines.mark();
    const hasMore = lines.next() && !isEnd(lines);
    const isPoint = hasMore && pointOf(lines, point) && /[.]/.test(lines.text());
    lines.back(body);
    if (!isPoint && shape.ends.length === 0)
      return readIds(lines, arcs, shape, count, true) ? 'understood' : 'damaged';
    if (!isPoint) {
      lines.back(place);
      return closes(lines, true) ? 'understood' : 'damaged';
    }
    lines.back(place);
    if (!readPoints(lines, shape.points)) return 'damaged';
    shape.endRing();
    const end = lines.mark();
    if (!lines.next() || isZero(lines) || isEnd(lines)) return 'understood';
    const mayBeCount = wholeNumber(lines) > 0;
    lines.back(end);
    if (!mayBeCount) return 'understood';
  }
}

/** Signed ids on one line or many. The zeros between rings may be counted or not. Lines that do not fit leave no ring. */
function readIds(
  lines: Lines,
  arcs: Arcs,
  shape: ShapeBuffer,
  count: number,
  isOld: boolean,
): boolean {
  if (count < 1) return false;
  let [seen, zeros] = [0, 0];
  let isWhole = true;
  while (seen + zeros < count || (zeros > 0 && seen < count && !endsHere(lines))) {
    nextLine(lines);
    for (const field of lines.text().split(/[,，;\s]+/)) {
      if (field === '') continue;
      if (!/^[+-]?\d{1,40}$/.test(field)) return false;
      if (/^[+-]?0+$/.test(field)) {
        zeros++;
        shape.endRing();
      } else {
        seen++;
        isWhole = append(arcs, shape, field, lines.number) && isWhole;
      }
    }
  }
  shape.endRing();
  if (!isWhole) shape.clear();
  return closes(lines, isOld);
}

/** Whether the next line is a single 0, looked at without going there. */
function endsHere(lines: Lines): boolean {
  const place = lines.mark();
  const ends = !lines.next() || isZero(lines) || isEnd(lines);
  lines.back(place);
  return ends;
}

/**
 * Adds a line to the ring. A ring that has closed while the next line begins elsewhere has ended, though no 0 says so; false
 * when the line is not there or does not begin where the ring stands.
 */
function append(arcs: Arcs, shape: ShapeBuffer, field: string, at: number): boolean {
  const line = arcs.byId.get(field.replace(/^[+-]/, ''));
  if (line === undefined) return false;
  const isReversed = field.startsWith('-');
  const { numbers } = arcs;
  const [start, end] = [arcs.start[line]!, arcs.start[line + 1]!];
  shape.left -= (end - start) / 2;
  if (shape.left < 0) throw tooManyUses(at);
  const { points, ends } = shape;
  const step = isReversed ? -2 : 2;
  let first = isReversed ? end - 2 : start;
  const ringStart = ends.at(-1) ?? 0;
  if (points.count > ringStart) {
    const { numbers: ring, count } = points;
    const isSame = (one: number, x: number, y: number): boolean =>
      ring[one] === x && ring[one + 1] === y;
    if (isSame(count - 2, numbers[first]!, numbers[first + 1]!)) first += step;
    else if (isSame(ringStart, ring[count - 2]!, ring[count - 1]!)) shape.endRing();
    else return false;
  }
  for (let i = first; i >= start && i < end; i += step) points.add(numbers[i]!, numbers[i + 1]!);
  return true;
}

function tooManyUses(line: number): Error {
  return badLine(
    line,
    say(
      '同一些线被过多的面引用，文件不可信',
      'the same lines are used by far too many areas; the file cannot be trusted',
    ),
  );
}

/** Rings in their order and roles; one that is not closed, has numbers missing or too few points makes the feature a fault. */
function addRings(builder: PolygonsBuilder, shape: ShapeBuffer, axes: Axes): void {
  const { points, ends } = shape;
  for (let i = 0; i < points.count; i += 2) {
    const [first, second] = [points.numbers[i]!, points.numbers[i + 1]!];
    const [x, y] = axes.northFirst ? [second, first] : [first, second];
    points.numbers[i] = axes.offset[0] === 0 ? x : x + axes.offset[0];
    points.numbers[i + 1] = axes.offset[1] === 0 ? y : y + axes.offset[1];
  }
  if (axes.easting === null && Number.isFinite(points.numbers[0]))
    axes.easting = points.numbers[0]!;
  const rings = ends.map((end, i) => points.numbers.subarray(ends[i - 1] ?? 0, end));
  const open = rings.map(withoutClosing);
  const isSound = open.every((ring) => ring.length >= 6 && ring.every(Number.isFinite));
  const placed = isSound ? nestRings(open) : rings.map((_, ring) => ({ ring, isHole: false }));
  for (const { ring, isHole } of placed) {
    const numbers = rings[ring]!;
    builder.addRing(numbers, 0, numbers.length / 2, 2, isHole, true);
  }
}

function withoutClosing(ring: Float64Array): Float64Array {
  const last = ring.length - 2;
  return ring[0] === ring[last] && ring[1] === ring[last + 1] ? ring.subarray(0, last) : ring;
}
