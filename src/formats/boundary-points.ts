/**
 * 界址点 TXT — the text in which plots are reported: a head `[属性描述]`, then under `[地块坐标]` a line for every plot that
 * ends with `@`, and under it a line for every point, with X north.
 */
import { type Guess, InputError, numberColumn, say, textColumn } from '../base/index.ts';
import { numberOrder, systemOfHead } from './boundary-points-system.ts';
import { plotCollector, type PlotCollector } from './plots.ts';
import type { TextContents } from './text-layer.ts';
import { parsedNumber, textLines } from './text-lines.ts';
import { oneZone } from './zone-numbers.ts';

/** Fields of the line of a plot behind its number of points; the area is a number as it stands, in the unit of the file. */
export const PLOT_FIELDS = [
  '地块面积',
  '地块编号',
  '地块名称',
  '图形属性',
  '图幅号',
  '地块用途',
  '地类编码',
] as const;

/** Position of what the plot is drawn as: 面, 线 or 点. */
const DRAWN_AS = 3;

interface Reading {
  readonly head: Map<string, string>;
  readonly plots: PlotCollector;
  /** Fields of every plot, behind the number of points. */
  readonly rows: string[][];
  stated: number | null;
  plotLine: number;
}

/**
 * Reads a whole file into one layer. A plot whose number of points is not what it says, or that holds a text where a number
 * belongs, is empty and told with its line. InputError when there are no plots, or when head and numbers contradict.
 */
export function readBoundaryPoints(bytes: Uint8Array): TextContents {
  const text = textLines(bytes);
  const reading: Reading = {
    head: new Map(),
    plots: plotCollector(),
    rows: [],
    stated: null,
    plotLine: 0,
  };
  let section = '';
  let number = 0;
  for (const raw of text.lines()) {
    number++;
    const line = raw.trim();
    if (line === '') continue;
    const title = /^[[【［](.*)[\]】］]$/.exec(line)?.[1];
    if (title !== undefined) section = title.trim();
    else if (/[@＠]$/.test(line)) beginPlot(reading, line, number);
    else if (section === '属性描述') readHead(reading.head, line);
    else readPoint(reading, line, number);
  }
  endPlot(reading);
  if (reading.rows.length === 0) throw noPlots();
  const stated = reading.plots.numbers();
  const {
    numbers,
    order,
    guesses: zones,
  } = oneZone(stated, numberOrder(stated.first, stated.second));
  const crs = systemOfHead(reading.head, order);
  const { polygons, faults, foreign, guesses } = reading.plots.finish(numbers, order.eastFirst);
  return {
    layers: [{ name: '地块', polygons, faults, foreign, columns: columnsOf(reading.rows) }],
    crs,
    guesses: [text.encoding, ...order.guesses, ...zones, ...shiftGuess(reading.head), ...guesses],
  };
}

function readHead(head: Map<string, string>, line: string): void {
  const [, key, value] = /^([^=＝]*)[=＝](.*)$/.exec(line) ?? [];
  if (key !== undefined) head.set(key.trim(), value!.normalize('NFKC').trim());
}

/** Parameters of a shift to another datum stand in the head of some files: the coordinates are taken as they are. */
function shiftGuess(head: ReadonlyMap<string, string>): Guess[] {
  const given = head.get('转换参数') ?? '';
  if (!/[1-9]/.test(given)) return [];
  return [
    {
      what: 'shift',
      answer: given,
      why: say(
        '文件头写有转换参数；坐标按原样读入，没有用它转换',
        'the head gives parameters of a shift; the coordinates are taken as they stand, without it',
      ),
      certainty: 'guess',
    },
  ];
}

function beginPlot(reading: Reading, line: string, number: number): void {
  const fields = fieldsOf(line.slice(0, -1), PLOT_FIELDS.length - 1);
  // A line of the names of the fields stands before the first plot in some files.
  if (reading.rows.length === 0 && fields[0]!.includes('点数')) return;
  endPlot(reading);
  const stated = parsedNumber(fields[0]!);
  const row = fields.slice(1, 1 + PLOT_FIELDS.length);
  reading.rows.push(row);
  reading.plots.begin(row[1] || row[2] || String(reading.rows.length));
  reading.stated = Number.isNaN(stated) ? null : stated;
  reading.plotLine = number;
  if (/[点线]/.test(row[DRAWN_AS] ?? '')) reading.plots.foreign();
  if (Number.isNaN(stated) && fields[0] !== '')
    reading.plots.spoil(number, say('点数不是数字', 'the number of points is no number'));
}

function readPoint(reading: Reading, line: string, number: number): void {
  if (reading.rows.length === 0) return;
  const fields = fieldsOf(line, 3);
  const [first, second] = fields.slice(-2).map(parsedNumber);
  const ring = fields.length >= 4 ? fields[1]! : '1';
  reading.plots.point(ring, first ?? Number.NaN, second ?? Number.NaN, number);
}

function endPlot(reading: Reading): void {
  if (reading.rows.length > 0) reading.plots.end(reading.stated, reading.plotLine);
}

/** Cut at commas; full-width ones count when there are not enough plain ones, as in a name they are text. */
function fieldsOf(line: string, enough: number): string[] {
  const plain = line.split(',');
  return (plain.length > enough ? plain : line.split(/[,，]/)).map((field) => field.trim());
}

function columnsOf(rows: readonly string[][]): TextContents['layers'][number]['columns'] {
  return new Map(
    PLOT_FIELDS.map((name, i) => [
      name,
      i === 0
        ? numberColumn(rows.map((row) => parsedNumber(row[0] ?? '')))
        : textColumn(rows.map((row) => row[i] || null)),
    ]),
  );
}

function noPlots(): InputError {
  return new InputError(
    'no-plots',
    say('里面没有地块', 'There are no plots in it'),
    say(
      '界址点文件的每个地块以一行开头，那一行以 @ 结尾。',
      'Every plot of a boundary point file begins with a line that ends with @.',
    ),
  );
}
