/**
 * 坐标表 — plots as a table of points, a row each: finds the row of headings, tells northings from eastings by words and
 * magnitude, and where plots and rings begin. A row that is no point spoils its plot and is told with its cell.
 */
import { InputError, say, textColumn } from '../base/index.ts';
import { numberOrder, systemOfHead } from './boundary-points-system.ts';
import { degreesOf, type ListColumns, listColumns } from './coordinate-words.ts';
import { plotAttributes } from './plot-attributes.ts';
import { plotCollector, type PlotCollector } from './plots.ts';
import type { TextContents, TextLayer } from './text-layer.ts';
import { columnLetters } from './xlsx-read.ts';
import { oneZone } from './zone-numbers.ts';

/** A cell: text, a number, or nothing. */
export type ListCell = string | number | null;

/** A table of points; row k is the row k + 1 of its sheet. */
export interface ListSheet {
  readonly name: string;
  readonly rows: readonly (readonly ListCell[])[];
}

/** The name of a point: a number, or letters and a number. */
const POINT_NAME = /^[A-Za-z]{0,2}\d+$/;

/** Headings are looked for in so many rows. */
const HEAD_ROWS = 30;

/** Where the headings stand, and what they say. */
interface Found {
  readonly row: number;
  readonly columns: ListColumns;
}

/** The row of headings of a table of points; null when it is none. */
export function findHeadings(rows: ListSheet['rows']): Found | null {
  for (const [row, cells] of rows.slice(0, HEAD_ROWS).entries()) {
    const columns = listColumns(cells.map(textOf));
    if (columns !== null) return { row, columns };
  }
  return null;
}

/**
 * A layer for each sheet that is a table of points. InputError `no-coordinate-list` when none is, `no-plots` when no sheet
 * has a point, and those of `systemOfHead` for what the lines above the headings say of the system.
 */
export function readCoordinateList(sheets: readonly ListSheet[]): TextContents {
  const tables = sheets.flatMap((sheet) => {
    const found = findHeadings(sheet.rows);
    return found === null ? [] : [readTable(sheet, found)];
  });
  if (tables.length === 0) throw noList();
  const read = tables.filter(({ layer }) => layer.polygons.featureStart.length > 1);
  if (read.length === 0) throw noPoints();
  const systems = new Set(read.map(({ crs }) => crs));
  return {
    layers: read.map(({ layer }) => layer),
    // Sheets of several systems: each is asked for when it is read.
    crs: systems.size === 1 ? read[0]!.crs : '',
    guesses: read.flatMap(({ guesses }) => guesses),
  };
}

interface Table {
  readonly layer: TextLayer;
  readonly crs: string;
  readonly guesses: TextContents['guesses'];
}

function readTable({ name, rows }: ListSheet, { row: head, columns }: Found): Table {
  const plots = plotCollector();
  const walk = walkOf(plots, columns);
  for (let row = head + 1; row < rows.length; row++) walk.row(rows[row]!, row + 1);
  const { names, attributes } = walk.finish();
  const stated = plots.numbers();
  const {
    numbers,
    order,
    guesses: zones,
  } = oneZone(stated, numberOrder(stated.first, stated.second));
  const above = headOf(rows.slice(0, head));
  const crs = systemOfHead(above, order);
  const { polygons, faults, foreign, guesses } = plots.finish(numbers, order.eastFirst);
  return {
    layer: {
      name,
      polygons,
      faults,
      foreign,
      columns: new Map([...attributes.columns, [columns.plotName, textColumn(names)]]),
    },
    crs,
    guesses: [
      ...(columns.isSure || order.guesses.length === 0 ? order.guesses : axesByNumbers()),
      ...zones,
      ...attributes.guesses,
      ...guesses,
    ],
  };
}

/** X and Y are words of both orders: that the numbers speak for the easting first is no mistake of the table. */
function axesByNumbers(): TextContents['guesses'] {
  return [
    {
      what: 'axes',
      answer: 'X = E, Y = N',
      why: say('按数值大小，X 是东坐标', 'by their magnitude, X holds the eastings'),
      certainty: 'guess',
    },
  ];
}

/** What the lines above the headings say of the system, in the words of a head of boundary points. */
function headOf(rows: ListSheet['rows']): Map<string, string> {
  const text = rows.flatMap((row) => row.map(textOf)).join(' ');
  const head = new Map<string, string>();
  const datum = /\S*(2000国家大地|CGCS ?2000|西安|北京54|1954)\S*/i.exec(text)?.[0];
  if (datum !== undefined) head.set('坐标系', datum);
  const width = /([3三6六])\s*度\s*分?带/.exec(text)?.[1];
  if (width !== undefined) head.set('几度分带', width);
  const zone =
    /(?:带号|中央经线|中央子午线)\s*[:：=]?\s*(\d{2,3})/.exec(text)?.[1] ??
    /(?:第|\D)(\d{2})\s*带/.exec(text)?.[1];
  if (zone !== undefined) head.set('带号', zone);
  return head;
}

/** Goes down the rows and says where plots and rings begin; `finish` gives the names and attributes of the plots. */
function walkOf(plots: PlotCollector, columns: ListColumns) {
  const names: string[] = [];
  const attributes = plotAttributes(columns.further, columns.plotName);
  let [isOpen, title, ring, firstPoint]: [boolean, string, number, string] = [false, '', 1, ''];
  let [count, startsAt]: [number, readonly [number, number]] = [0, [Number.NaN, Number.NaN]];
  const begin = (name: string, row: number): void => {
    if (names.length > 0) plots.end(null, row);
    names.push(name || title || String(names.length + 1));
    plots.begin(names.at(-1)!);
    [isOpen, title, ring, count] = [true, '', 1, 0];
  };
  const place = (cells: readonly ListCell[], row: number): void => {
    const cell = (column: number): string => (column < 0 ? '' : textOf(cells[column] ?? null));
    const named = cell(columns.plot);
    if (!isOpen || (named !== '' && named !== names.at(-1))) begin(named, row);
    const [one, other] = [degreesOf(cell(columns.first)), degreesOf(cell(columns.second))];
    const point = cell(columns.point);
    // The first name again at another place: a table without plots begins the next, one with plots a further ring.
    const isAgain = count > 2 && point !== '' && point === firstPoint && columns.ring < 0;
    if (isAgain && (one !== startsAt[0] || other !== startsAt[1])) {
      if (columns.plot < 0) begin('', row);
      else [ring, count] = [ring + 1, 0];
    }
    attributes.row(names.length - 1, cells.map(textOf));
    if (count === 0) [firstPoint, startsAt] = [point, [one, other]];
    count++;
    plots.point(columns.ring < 0 ? String(ring) : cell(columns.ring), one, other, row);
    for (const [column, value] of [
      [columns.first, one],
      [columns.second, other],
    ] as const)
      if (Number.isNaN(value)) {
        const at = `${columnLetters(column + 1)}${row}`;
        const text = cell(column).slice(0, 40);
        plots.spoil(
          row,
          say(`单元格 ${at} 的“${text}”不是坐标`, `cell ${at} holds “${text}”, no coordinate`),
        );
      }
  };
  return {
    row(cells: readonly ListCell[], row: number): void {
      const texts = cells.map(textOf);
      const filled = texts.filter((text) => text !== '');
      const isBlank = filled.length === 0;
      const hasCoordinates = (texts[columns.first] || texts[columns.second] || '') !== '';
      const isTitle =
        filled.length === 1 && Number.isNaN(degreesOf(filled[0]!)) && !POINT_NAME.test(filled[0]!);
      const isNamed =
        POINT_NAME.test(texts[columns.point] ?? '') ||
        Boolean(texts[columns.plot] && texts[columns.point]);
      if (isBlank || listColumns(texts) !== null) {
        if (columns.plot < 0) isOpen = false;
      } else if (isTitle || !(hasCoordinates || isNamed)) {
        if (columns.plot < 0) [isOpen, title] = [false, filled[0]!];
      } else place(cells, row);
    },
    finish() {
      if (names.length > 0) plots.end(null, 0);
      return { names, attributes: attributes.finish(names.length) };
    },
  };
}

function textOf(cell: ListCell): string {
  return cell === null ? '' : String(cell).trim();
}

function noList(): InputError {
  return new InputError(
    'no-coordinate-list',
    say('里面没有坐标表', 'There is no table of coordinates in it'),
    say(
      '坐标表要有一行表头，写明两列坐标（如 X、Y，纵坐标、横坐标，经度、纬度），每个界址点一行；也可用 CSV 的 WKT 列。',
      'A table of coordinates has a row of headings that name two columns (X and Y, 纵坐标 and 横坐标, lon and lat) and a row for each point; a CSV may have a column of WKT instead.',
    ),
  );
}

function noPoints(): InputError {
  return new InputError(
    'no-plots',
    say('坐标表里没有点', 'The table of coordinates has no points'),
    say('每个界址点写一行。', 'Write a row for each point.'),
  );
}
