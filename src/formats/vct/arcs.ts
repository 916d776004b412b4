/** 线状要素 — the lines of a VCT file by their object id, for areas that are made of them. */
import { say } from '../../base/index.ts';
import { badLine, isZero, type Lines, pointOf, wholeNumber } from './lines.ts';
import { eachLine, isEnd, type Sections } from './sections.ts';

/** All lines in one array of x, y, x, y …; line i holds numbers start[i] … start[i+1]−1. */
export interface Arcs {
  readonly numbers: Float64Array;
  readonly start: readonly number[];
  readonly byId: ReadonlyMap<string, number>;
}

/** Code of straight pieces from point to point; the others are arcs, circles and curves. */
export const STRAIGHT = 11;

/** Reads every line; curves and lines without end are left out, so that an area made of them has no ring. */
export function readArcs(lines: Lines, sections: Sections): Arcs {
  const points = pointBuffer();
  const start = [0];
  const byId = new Map<string, number>();
  eachLine(lines, sections, 'line', () => {
    const { id } = readObjectHead(lines);
    const before = points.count;
    if (!readArc(lines, points)) {
      points.cut(before);
      skipObject(lines);
    } else {
      if (byId.has(id)) throw repeated(lines.number, id);
      byId.set(id, start.length - 1);
      start.push(points.count);
    }
  });
  return { numbers: points.numbers, start, byId };
}

/** Object id, feature code and the style or layer name (which VCT 1 and 2 write); the current line is then the third. */
export function readObjectHead(lines: Lines): { readonly id: string; readonly code: string } {
  const id = lines.text();
  if (!/^\+?\d{1,40}$/.test(id))
    throw badLine(
      lines.number,
      say('这里应是对象的标识码（整数）', 'an object id (a whole number) should stand here'),
    );
  const at = lines.number;
  const codeStands = lines.next() && !isEnd(lines);
  const code = lines.text();
  if (!codeStands || !lines.next() || isEnd(lines))
    throw badLine(at, say(`对象 ${id} 不完整`, `object ${id} is incomplete`));
  return { id: id.replace('+', ''), code };
}

/**
 * Whether an object ends after the current line: by a single 0, which becomes the current line, or by the end of the section.
 * VCT 1 and 2 may do without.
 */
export function closes(lines: Lines, isOld: boolean): boolean {
  const place = lines.mark();
  if (!lines.next() || isZero(lines) || isEnd(lines)) return true;
  if (isOld) lines.back(place);
  return isOld;
}

/** Goes on to the single 0 that ends an object that was not understood. */
export function skipObject(lines: Lines): void {
  const from = lines.number;
  while (!isZero(lines))
    if (!lines.next() || isEnd(lines))
      throw badLine(
        from,
        say(
          '看不懂这里的对象，也找不到结束它的 0',
          'the object here is not understood, and no 0 ends it',
        ),
      );
}

/** Points as they come, in one array that grows by doubling. */
export interface PointBuffer {
  numbers: Float64Array;
  /** Numbers in use: two a point. */
  count: number;
  add(x: number, y: number): void;
  cut(count: number): void;
}

export function pointBuffer(): PointBuffer {
  return {
    numbers: new Float64Array(1024),
    count: 0,
    add(x, y) {
      if (this.count + 2 > this.numbers.length) {
        const larger = new Float64Array(this.numbers.length * 2);
        larger.set(this.numbers);
        this.numbers = larger;
      }
      this.numbers[this.count] = x;
      this.numbers[this.count + 1] = y;
      this.count += 2;
    },
    cut(count) {
      this.count = count;
    },
  };
}

/** A count and that many points from the next line on; false where one of them is none, and that is the current line. */
export function readPoints(lines: Lines, into: PointBuffer): boolean {
  nextLine(lines);
  const count = wholeNumber(lines);
  if (count < 1) return false;
  const point: [number, number] = [0, 0];
  for (let i = 0; i < count; i++) {
    nextLine(lines);
    if (!pointOf(lines, point)) return false;
    into.add(point[0], point[1]);
  }
  return true;
}

/** Goes to the next line of an object; throws InputError when the section ends there, which hides what else was lost. */
export function nextLine(lines: Lines): void {
  if (!lines.next() || isEnd(lines))
    throw badLine(
      lines.number,
      say('一节在对象未完时就结束了', 'the section ends although an object is not complete'),
    );
}

/** From the style line on: type, then pieces (3.0) or points at once (1 and 2). */
function readArc(lines: Lines, points: PointBuffer): boolean {
  const [type, pieces] = [nextWhole(lines), nextWhole(lines)];
  if (type < 1 || type > 6 || pieces < 1) return false;
  const place = lines.mark();
  const first: [number, number] = [0, 0];
  nextLine(lines);
  const isOld = pointOf(lines, first);
  lines.back(place);
  if (isOld) {
    for (let i = 0; i < pieces; i++) {
      nextLine(lines);
      if (!pointOf(lines, first)) return false;
      points.add(first[0], first[1]);
    }
    return closes(lines, true);
  }
  for (let piece = 0; piece < pieces; piece++) {
    const joint = points.count;
    if (nextWhole(lines) !== STRAIGHT || !readPoints(lines, points)) return false;
    if (piece > 0) dropRepeated(points, joint);
  }
  return closes(lines, false);
}

/** Where a piece begins at the end of the one before, that point stands once. */
function dropRepeated(points: PointBuffer, joint: number): void {
  const { numbers, count } = points;
  if (numbers[joint] !== numbers[joint - 2] || numbers[joint + 1] !== numbers[joint - 1]) return;
  numbers.copyWithin(joint, joint + 2, count);
  points.cut(count - 2);
}

/** The next line as a whole number, or −1; then it is the current line. */
export function nextWhole(lines: Lines): number {
  nextLine(lines);
  return wholeNumber(lines);
}

/** InputError: an object id stands twice, so that nothing says which attributes belong to it. */
export function repeated(line: number, id: string): Error {
  return badLine(
    line,
    say(`标识码 ${id} 重复`, `the object id ${id} stands twice`),
    say(
      '标识码在一个图层里必须唯一，请重新编号后导出。',
      'Ids must be unique within a layer; number the objects anew and export again.',
    ),
  );
}
