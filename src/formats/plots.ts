/**
 * 地块 — plots that a text gives point by point: collects their rings, keeps the two numbers of every point as they stand,
 * and makes polygons of them. A plot that cannot be used becomes an empty feature and its line is told; the others go on.
 */
import { type Bilingual, type Guess, say } from '../base/index.ts';
import { type Polygons, polygonsBuilder, type RingFault } from '../geo/index.ts';

/** So many unusable plots are told one by one; the rest are counted. */
const TOLD_PLOTS = 20;

/** Collects plots; numbers are the doubles of their texts. */
export interface PlotCollector {
  begin(name: string): void;
  /** A point of the plot that was begun. Another ring than before begins a ring, and so does a point behind a closed one. */
  point(ring: string, first: number, second: number, line: number): void;
  /** The plot has no area by what it says of itself: a point or a line. */
  foreign(): void;
  /** Makes the plot unusable; the first reason is told. */
  spoil(line: number, why: Bilingual): void;
  /** Ends the plot and compares its points with what it says; null when it says nothing. */
  end(stated: number | null, line: number): void;
  /** The two numbers of every point so far. */
  numbers(): PlotNumbers;
  /** `eastFirst` when the first number of a point is its easting; `numbers` as above, or what they were mended to. */
  finish(numbers: PlotNumbers, eastFirst: boolean): PlotShapes;
}

/** The numbers of all points in their order. */
export interface PlotNumbers {
  readonly first: Float64Array;
  readonly second: Float64Array;
  /** Where the points of each plot begin. */
  readonly plotStarts: readonly number[];
}

/** What became of the plots. */
export interface PlotShapes {
  readonly polygons: Polygons;
  readonly faults: readonly RingFault[];
  readonly foreign: number;
  /** Unusable plots with their lines, and plots of several parts. */
  readonly guesses: readonly Guess[];
}

interface Plot {
  readonly name: string;
  /** Where its rings begin among all points. */
  readonly starts: number[];
  end: number;
  isForeign: boolean;
  hasBadNumber: boolean;
  spoiled: { readonly line: number; readonly why: Bilingual } | null;
}

/** An empty collector. */
export function plotCollector(): PlotCollector {
  let first = new Float64Array(1024);
  let second = new Float64Array(1024);
  let count = 0;
  let ringOf = '';
  const plots: Plot[] = [];
  const current = (): Plot => plots.at(-1)!;
  const isClosed = (start: number): boolean =>
    count - start > 3 && first[count - 1] === first[start] && second[count - 1] === second[start];
  return {
    begin(name) {
      plots.push({
        name,
        starts: [],
        end: count,
        isForeign: false,
        hasBadNumber: false,
        spoiled: null,
      });
    },
    point(ring, one, other, line) {
      const plot = current();
      if (count === first.length) {
        first = doubled(first);
        second = doubled(second);
      }
      const start = plot.starts.at(-1);
      if (start === undefined || ring !== ringOf || isClosed(start)) plot.starts.push(count);
      ringOf = ring;
      first[count] = one;
      second[count] = other;
      count++;
      plot.end = count;
      if (!Number.isNaN(one) && !Number.isNaN(other)) return;
      plot.hasBadNumber = true;
      this.spoil(line, say('坐标不是数字', 'a coordinate is no number'));
    },
    foreign() {
      current().isForeign = true;
    },
    spoil(line, why) {
      current().spoiled ??= { line, why };
    },
    end(stated, line) {
      const { starts, end } = current();
      if (stated === null) return;
      const points = end - (starts[0] ?? end);
      const closing = starts.filter((start, i) => {
        const last = (starts[i + 1] ?? end) - 1;
        return last > start && first[last] === first[start] && second[last] === second[start];
      }).length;
      if (stated === points || stated === points - closing) return;
      this.spoil(
        line,
        say(
          `写明 ${stated} 个点，实有 ${points} 个`,
          `${stated} points are stated, there are ${points}`,
        ),
      );
    },
    numbers: () => ({
      first: first.subarray(0, count),
      second: second.subarray(0, count),
      plotStarts: plots.map(({ starts, end }) => starts[0] ?? end),
    }),
    finish(numbers, eastFirst) {
      const [x, y] = eastFirst ? [numbers.first, numbers.second] : [numbers.second, numbers.first];
      return shapesOf(plots, x, y);
    },
  };
}

function doubled(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}

function shapesOf(plots: readonly Plot[], x: Float64Array, y: Float64Array): PlotShapes {
  const builder = polygonsBuilder(plots.at(-1)?.end ?? 0);
  let severalParts = 0;
  for (const plot of plots) {
    builder.beginFeature();
    if (plot.hasBadNumber) builder.addRing([Number.NaN, Number.NaN], 0, 1, 2, false, false);
    if (plot.isForeign || plot.spoiled) continue;
    const rings = plot.starts.map((start, i) =>
      ringBetween(x, y, start, plot.starts[i + 1] ?? plot.end),
    );
    const parts = partsOf(rings);
    if (parts.length > 1) severalParts++;
    for (const part of parts)
      part.forEach((ring, i) => builder.addRing(ring.xy, 0, ring.xy.length / 2, 2, i > 0, false));
  }
  const { polygons, faults } = builder.finish();
  return {
    polygons,
    // Points are numbered round a plot either way: the format asks for no turn of rings.
    faults: faults.filter(({ kind }) => kind !== 'ring-order'),
    foreign: plots.filter((plot) => plot.isForeign).length,
    guesses: [...spoiledGuesses(plots), ...partGuess(severalParts)],
  };
}

function spoiledGuesses(plots: readonly Plot[]): Guess[] {
  const spoiled = plots.filter((plot) => plot.spoiled !== null);
  const told = spoiled.slice(0, TOLD_PLOTS).map(({ name, spoiled: fault }): Guess => ({
    what: 'fault',
    answer: name,
    why: say(
      `第 ${fault!.line} 行：${fault!.why.zh}；这个地块没有图形`,
      `line ${fault!.line}: ${fault!.why.en}; the plot has no shape`,
    ),
  }));
  const more = spoiled.length - told.length;
  if (more > 0)
    told.push({
      what: 'fault',
      answer: `+${more}`,
      why: say(`另有 ${more} 个地块没有图形`, `${more} other plots have no shape`),
    });
  return told;
}

function partGuess(plots: number): Guess[] {
  if (plots === 0) return [];
  return [
    {
      what: 'parts',
      answer: String(plots),
      why: say(
        `${plots} 个地块有第一圈以外的圈，按多部分处理`,
        `${plots} plots have rings that lie outside their first ring; these are parts`,
      ),
    },
  ];
}

/** A ring with its box. */
export interface Ring {
  readonly xy: Float64Array;
  readonly box: readonly [number, number, number, number];
}

/** The vertices from `start` to before `end` as a ring. */
export function ringBetween(x: Float64Array, y: Float64Array, start: number, end: number): Ring {
  const xy = new Float64Array(2 * (end - start));
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = start; i < end; i++) {
    const [px, py] = [x[i]!, y[i]!];
    xy[2 * (i - start)] = px;
    xy[2 * (i - start) + 1] = py;
    if (px < minX) minX = px;
    if (px > maxX) maxX = px;
    if (py < minY) minY = py;
    if (py > maxY) maxY = py;
  }
  return { xy, box: [minX, minY, maxX, maxY] };
}

/** Parts as a shell and its holes: a ring in a shell and in none of its holes is a hole, any other one a further shell. */
export function partsOf(rings: readonly Ring[]): Ring[][] {
  const parts: Ring[][] = [];
  for (const ring of rings) {
    const around = parts.find(
      ([shell, ...holes]) => liesIn(ring, shell!) && !holes.some((hole) => liesIn(ring, hole)),
    );
    if (around) around.push(ring);
    else parts.push([ring]);
  }
  return parts;
}

/** Whether a ring that does not cross another one lies in it, by its first vertex off the other's edges. */
function liesIn(ring: Ring, other: Ring): boolean {
  const [a, b] = [ring.box, other.box];
  if (a[0] < b[0] || a[1] < b[1] || a[2] > b[2] || a[3] > b[3]) return false;
  for (let i = 0; i < ring.xy.length; i += 2) {
    const place = placeOf(ring.xy[i]!, ring.xy[i + 1]!, other.xy);
    if (place !== 'on') return place === 'in';
  }
  return true;
}

function placeOf(px: number, py: number, xy: Float64Array): 'in' | 'on' | 'out' {
  let isInside = false;
  for (let i = 0, j = xy.length - 2; i < xy.length; j = i, i += 2) {
    const [ax, ay, bx, by] = [xy[j]! - px, xy[j + 1]! - py, xy[i]! - px, xy[i + 1]! - py];
    const turn = ax * by - bx * ay;
    if (turn === 0 && ax * bx <= 0 && ay * by <= 0) return 'on';
    if (ay > 0 !== by > 0 && turn > 0 === by > ay) isInside = !isInside;
  }
  return isInside ? 'in' : 'out';
}
