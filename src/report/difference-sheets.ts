/** 差异清单 — what comparing official tables with ours gave, as sheets: sums by sheet, every differing cell, what stayed open. */
import { say } from '../base/index.ts';
import type { ComparedSheet, TableComparison } from './compare-tables.ts';
import { FRAME_ROWS, framedList, SHEET_ROWS } from './finding-sheets.ts';
import { blanks, type Cell, figure, type Sheet, text } from './sheet.ts';

const COUNT = '#,##0';
const FIGURE = '#,##0.00####';

/** The sheets 汇总, 差异 and 未对照; `year` is the settled year with its version. */
export function differenceSheets(sheets: readonly ComparedSheet[], year: string): Sheet[] {
  const from = `${year}　${sheets.length} 张表 sheets`;
  return [countSheet(sheets, from), cellSheet(sheets, from), openSheet(sheets, from)];
}

/** Figures of official lines that ours has not. */
const figuresAlone = (one: TableComparison): number =>
  one.notInOurs.reduce((sum, { figures }) => sum + figures, 0);

function countSheet(sheets: readonly ComparedSheet[], from: string): Sheet {
  const counters: readonly ((one: TableComparison) => number)[] = [
    (one) => one.compared,
    (one) => one.differences.length,
    (one) => one.notInOfficial.length,
    (one) => one.notInOurs.length,
    figuresAlone,
    (one) => one.unclear.length,
  ];
  const done = sheets.flatMap(({ comparison }) => (comparison === null ? [] : [comparison]));
  const total = counters.map((count) =>
    figure(
      done.reduce((sum, one) => sum + count(one), 0),
      COUNT,
    ),
  );
  const rows = sheets.map((one): Cell[] => {
    const { comparison } = one;
    const place = [text(one.file), text(one.sheet)];
    if (comparison === null)
      return [...place, ...blanks(2 + counters.length), text(one.why.zh), text(one.why.en)];
    const unit = comparison.unitIsSaid
      ? comparison.unit
      : `${comparison.unit}（表中没写 not said）`;
    return [
      ...place,
      text(comparison.title),
      text(unit),
      ...counters.map((count) => figure(count(comparison), COUNT)),
    ];
  });
  return framedList('官方表对照汇总', '汇总', from, {
    head: [
      '文件 file',
      '工作表 sheet',
      '官方表 table',
      '单位 unit',
      '对照格数 compared',
      '不同格数 different',
      '只在本系统的行列 lines only ours',
      '只在官方表的行列 lines only theirs',
      '其中的数 figures in them',
      '不是数字的格 no figures',
      '没有对照，因为',
      'not compared, because',
    ],
    body: [[text('合计'), ...blanks(3), ...total], ...rows],
    widths: [44, 22, 36, 12, 14, 14, 16, 16, 14, 14, 40, 50],
  });
}

function cellSheet(sheets: readonly ComparedSheet[], from: string): Sheet {
  const known = (value: number | null): Cell => (value === null ? null : figure(value, FIGURE));
  const rows = sheets.flatMap(({ file, sheet, comparison }) =>
    (comparison?.differences ?? []).map(
      ({ address, row, column, official, ours, difference }): Cell[] => [
        ...[file, sheet, address, row, column, comparison!.unit].map(text),
        known(official),
        known(ours),
        known(difference),
      ],
    ),
  );
  return listOf('不同的格', '差异', from, {
    head: [
      '文件 file',
      '工作表 sheet',
      '单元格 cell',
      '行 row',
      '列 column',
      '单位 unit',
      '官方 official',
      '本系统 ours',
      '差 difference',
    ],
    body: rows,
    widths: [44, 22, 18, 34, 44, 10, 18, 18, 16],
    note: '差 = 官方 − 本系统；空格按 0 算。Difference is official less ours; a blank counts as nothing.',
  });
}

const OPEN_KINDS = {
  sheet: say('整张表没有对照', 'the whole sheet was not compared'),
  ours: say('只在本系统', 'only in ours'),
  theirs: say('只在官方表', 'only in the official table'),
  unclear: say('不是数字', 'no figure'),
};

function openSheet(sheets: readonly ComparedSheet[], from: string): Sheet {
  const rows = sheets.flatMap((one): Cell[][] => {
    const line = (kind: keyof typeof OPEN_KINDS, address: string, what: string, count: Cell) => [
      ...[one.file, one.sheet, OPEN_KINDS[kind].zh, OPEN_KINDS[kind].en, address, what].map(text),
      count,
    ];
    if (one.comparison === null) return [line('sheet', '', `${one.why.zh} ${one.why.en}`, null)];
    const { notInOurs, notInOfficial, unclear } = one.comparison;
    return [
      ...notInOfficial.map((label) => line('ours', '', label, null)),
      ...notInOurs.map(({ label, figures }) => line('theirs', '', label, figure(figures, COUNT))),
      ...unclear.map(({ address, text: words }) => line('unclear', address, words, null)),
    ];
  });
  return listOf('没有对照的', '未对照', from, {
    head: [
      '文件 file',
      '工作表 sheet',
      '情况',
      'what it is',
      '单元格 cell',
      '行列或内容 line or text',
      '其中的数 figures',
    ],
    body: rows,
    widths: [44, 22, 20, 32, 12, 60, 14],
  });
}

/** A list of as many rows as a sheet holds; those beyond are counted in its note. */
function listOf(
  title: string,
  tab: string,
  from: string,
  parts: Parameters<typeof framedList>[3],
): Sheet {
  const left = parts.body.length - (SHEET_ROWS - FRAME_ROWS);
  if (left <= 0) return framedList(title, tab, from, parts);
  return framedList(title, tab, from, {
    ...parts,
    body: parts.body.slice(0, -left),
    note: `另有 ${left} 行放不下，见 tables compare --json。${left} more rows do not fit; tables compare --json tells them.`,
  });
}
