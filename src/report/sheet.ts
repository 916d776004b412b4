/**
 * 官方表的版式 — sheets as plain rows: title, unit, signatures, 合计 as the first row, blank where nothing occurred, and
 * figures in 公顷 that are closed (调平) to their rounded total while the exact ones stand beside.
 */
import type { Area, Bilingual } from '../base/index.ts';
import type { Settlement } from '../land/index.ts';
import { closedCents, sum } from './rounding.ts';

/** A cell: text, a number with its format, or nothing. */
export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number; readonly format: string }
  | null;

/** One sheet of a workbook. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  /** Rows that repeat on each printed page, counted from the top. */
  readonly headRows: number;
  /** [row, column, row, column], 0-based, inclusive. */
  readonly merges: readonly (readonly [number, number, number, number])[];
  readonly widths: readonly number[];
}

/** A workbook, the name practice knows it by, and what of it no input supplied. */
export interface Workbook {
  readonly fileName: string;
  readonly sheets: readonly Sheet[];
  readonly gaps?: Bilingual;
}

const HECTARES = '#,##0.00';
const EXACT = '#,##0.000000';

/** Head of the columns that close, and of those that do not. */
export const CLOSED = '公顷（调平）';
export const UNROUNDED = '公顷（精确）';

export const text = (value: string): Cell => ({ kind: 'text', text: value });

/** A number of 公顷 with two decimals. */
export const hectares = (value: number): Cell => ({ kind: 'number', value, format: HECTARES });

/** A number with its own format. */
export const figure = (value: number, format: string): Cell => ({ kind: 'number', value, format });

/** An exact area in 公顷: 0.01 m² is the sixth decimal. Nothing is blank, not 0. */
export const exact = (area: Area): Cell =>
  area === 0n ? null : { kind: 'number', value: Number(area) / 1e6, format: EXACT };

/** Hundredths of a hectare as a cell; blank when there is nothing, 0.00 when there is less than it shows. */
export const cents = (value: bigint, area: Area): Cell =>
  area === 0n && value === 0n ? null : hectares(Number(value) / 100);

export function blanks(count: number): Cell[] {
  return Array.from({ length: count }, () => null);
}

/**
 * 调平: areas of 0.01 m² as hundredths of a hectare that add up to the rounded total, by largest remainder. The exact
 * values stand beside, so nothing is hidden by it.
 */
export function closedHectares(areas: readonly Area[]): number[] {
  return closedCents(areas).map((share) => Number(share) / 100);
}

const STAGE: Record<Settlement['stage'], string> = {
  'county-reported': '县级自报',
  'province-verified': '省级核查',
  'state-confirmed': '国家确认',
};

/** What a sheet is made of besides its frame. */
export interface SheetParts {
  readonly title: string;
  /** Name of the tab when the title is too long or stands twice. */
  readonly tab?: string;
  readonly head: readonly (readonly Cell[])[];
  readonly body: readonly (readonly Cell[])[];
  readonly widths: readonly number[];
  readonly unit?: string;
  readonly note?: string;
}

/** Title, unit, note and signatures that every official sheet carries. */
export function frame(settlement: Settlement, parts: SheetParts): Sheet {
  const { title, head, body, widths } = parts;
  const columns = widths.length;
  const where = `${settlement.regionName}（${settlement.region}）　${settlement.year} 年度　${STAGE[settlement.stage]}`;
  const top: Cell[][] = [
    [text(title)],
    [text(where), ...blanks(Math.max(0, columns - 2)), text(parts.unit ?? '单位：公顷')],
  ];
  const note = parts.note === undefined ? [] : [[text(`注：${parts.note}`)]];
  const foot: Cell[][] = [...note, [text('填表人：　　　　　　审核人：　　　　　　填报日期：')]];
  const rows = [...top, ...head, ...body, ...foot];
  const across = [0, ...foot.map((_, i) => rows.length - foot.length + i)];
  return {
    name: (parts.tab ?? title).slice(0, 31),
    rows,
    headRows: top.length + head.length,
    merges: [
      ...(columns > 1 ? across.map((row) => [row, 0, row, columns - 1] as const) : []),
      ...(columns > 2 ? [[1, 0, 1, columns - 2] as const] : []),
    ],
    widths,
  };
}

/** One line of a table that compares both years. */
export interface ChangeLine {
  readonly labels: readonly string[];
  readonly before: Area;
  readonly after: Area;
}

/** 年初, 年末, 增减 of each line: 调平 `figures` of both years, the exact ones beside, 合计 first. */
export function changeSheet(
  settlement: Settlement,
  title: string,
  labels: readonly string[],
  lines: readonly ChangeLine[],
  [opening, closing]: readonly [readonly bigint[], readonly bigint[]],
  note?: string,
): Sheet {
  const [before, after] = [lines.map((line) => line.before), lines.map((line) => line.after)];
  const row = (names: readonly string[], was: Area, is: Area, a: bigint, b: bigint): Cell[] => [
    ...names.map(text),
    cents(a, was),
    cents(b, is),
    cents(b - a, is - was),
    exact(was),
    exact(is),
    exact(is - was),
  ];
  const total = row(
    ['合计', ...labels.slice(1).map(() => '')],
    sum(before),
    sum(after),
    opening.reduce((p, q) => p + q, 0n),
    closing.reduce((p, q) => p + q, 0n),
  );
  return frame(settlement, {
    title,
    head: [
      [
        ...labels.map(text),
        text(`年初 ${CLOSED}`),
        text(`年末 ${CLOSED}`),
        text(`增减 ${CLOSED}`),
        text(`年初 ${UNROUNDED}`),
        text(`年末 ${UNROUNDED}`),
        text(`增减 ${UNROUNDED}`),
      ],
    ],
    body: [
      total,
      ...lines.map((line, i) =>
        row(line.labels, line.before, line.after, opening[i]!, closing[i]!),
      ),
    ],
    widths: [...labels.map(() => 22), 16, 16, 16, 18, 18, 18],
    ...(note === undefined ? {} : { note }),
  });
}
