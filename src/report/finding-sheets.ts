/** 问题清单 — findings of a survey as sheets: how many of each rule, and every one of them as far as a sheet goes. */
import { type Area, areaFromSquareMetres, type Finding, type Severity } from '../base/index.ts';
import { ruleTitle } from '../land/index.ts';
import { blanks, type Cell, figure, type Sheet, text } from './sheet.ts';

/** Rows of a sheet, by the file format of spreadsheets. */
export const SHEET_ROWS = 1_048_576;

/** Names of the severities, the worst first. */
export const SEVERITIES: Readonly<Record<Severity, string>> = {
  error: '错误 error',
  warning: '警告 warning',
  notice: '提示 notice',
};
const WORST_FIRST = Object.keys(SEVERITIES);

/** Where the findings come from. */
export interface FindingSource {
  readonly file: string;
  readonly layer: string;
  /** Name of the reference system of the coordinates. */
  readonly crs: string;
  readonly parcels: number;
}

/** How often a rule was broken at one severity, and what to do. */
export interface RuleCount {
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
  /** The first of them. */
  readonly first: Finding;
  /** Ground in question, the sum where findings state one. */
  readonly area: Area;
}

/** Findings by severity and rule, errors first. */
export function countByRule(findings: readonly Finding[]): RuleCount[] {
  const counts = new Map<string, RuleCount>();
  for (const finding of findings) {
    const { rule, severity } = finding;
    const key = `${WORST_FIRST.indexOf(severity)} ${rule}`;
    const { count = 0, first = finding, area = 0n } = counts.get(key) ?? {};
    const more = finding.area === undefined ? 0n : areaFromSquareMetres(finding.area);
    counts.set(key, { rule, severity, first, count: count + 1, area: area + more });
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
}

/**
 * The sheets 汇总 and 问题. `most` is how many rows a sheet holds; a sentence in the last row says how many findings did
 * not fit.
 */
export function findingSheets(
  findings: readonly Finding[],
  source: FindingSource,
  most = SHEET_ROWS,
): Sheet[] {
  return [countSheet(findings, source), listSheet(findings, source, most)];
}

const COUNT = '#,##0';
const METRES = '#,##0.00';
const COORDINATE = '0.0########';

function countSheet(findings: readonly Finding[], source: FindingSource): Sheet {
  const rows = countByRule(findings).map(({ rule, severity, count, first, area }) => [
    text(SEVERITIES[severity]),
    text(rule),
    text(ruleTitle(rule).zh),
    text(ruleTitle(rule).en),
    figure(count, COUNT),
    area === 0n ? null : figure(Number(area) / 100, METRES),
    text(first.remedy.zh),
    text(first.remedy.en),
  ]);
  const total = [text('合计'), ...blanks(3), figure(findings.length, COUNT), ...blanks(3)];
  return framed('问题汇总', '汇总', source, {
    head: [
      '程度 severity',
      '规则 rule',
      '检查内容',
      'what is checked',
      '个数 count',
      '涉及面积 area m²',
      '怎么办',
      'what to do',
    ],
    body: [total, ...rows],
    widths: [14, 12, 30, 36, 10, 16, 50, 50],
  });
}

function listSheet(findings: readonly Finding[], source: FindingSource, most: number): Sheet {
  const room = Math.max(0, most - FRAME_ROWS);
  const left = findings.length - room;
  return framed('问题清单', '问题', source, {
    head: [
      '程度 severity',
      '规则 rule',
      '要素 feature',
      '标识 id',
      '字段 field',
      'X',
      'Y',
      '其他要素 others',
      '面积 area m²',
      '长度 length m',
      '问题',
      'what is wrong',
      '怎么办',
      'what to do',
    ],
    body: findings.slice(0, room).map(listRow),
    widths: [14, 12, 10, 22, 10, 16, 16, 24, 14, 14, 50, 50, 50, 50],
    ...(left > 0
      ? {
          note: `另有 ${left} 个问题超出一张工作表的行数，见 findings.json 和 findings.gpkg。${left} more findings do not fit into a sheet; they stand in findings.json and findings.gpkg.`,
        }
      : {}),
  });
}

function listRow({ severity, rule, place, others, area, length, message, remedy }: Finding) {
  const known = (value: number | undefined, format: string): Cell =>
    value === undefined ? null : figure(value, format);
  return [
    text(SEVERITIES[severity]),
    text(rule),
    known(place.feature === undefined ? undefined : place.feature + 1, '0'),
    text(place.id ?? ''),
    text(place.field ?? ''),
    known(place.point?.[0], COORDINATE),
    known(place.point?.[1], COORDINATE),
    text((others ?? []).map((one) => one.id || `#${one.feature + 1}`).join(', ')),
    known(area, METRES),
    known(length, METRES),
    text(message.zh),
    text(message.en),
    text(remedy.zh),
    text(remedy.en),
  ];
}

/** Title, source, heads and note. */
export const FRAME_ROWS = 4;

/** A table and what stands around it. */
export interface Framed {
  readonly head: readonly string[];
  readonly body: readonly (readonly Cell[])[];
  readonly widths: readonly number[];
  readonly note?: string;
}

/** A sheet of a list about features of a layer; `tab` is its name. */
export function framed(title: string, tab: string, source: FindingSource, parts: Framed): Sheet {
  const from = `${source.file} ${source.layer}　${source.parcels} 个图斑 parcels　${source.crs}`;
  return framedList(title, tab, from, {
    note: '要素从 1 数起。Features are counted from 1.',
    ...parts,
  });
}

/** A sheet in the style of lists: title, where its rows are `from`, heads, rows and a note; `tab` is its name. */
export function framedList(title: string, tab: string, from: string, parts: Framed): Sheet {
  const { head, body, widths, note } = parts;
  const last = widths.length - 1;
  const foot = 3 + body.length;
  return {
    name: tab,
    rows: [[text(title)], [text(from)], head.map(text), ...body, [text(note ?? '')]],
    headRows: 3,
    merges: [0, 1, foot].map((row) => [row, 0, row, last] as const),
    widths,
  };
}
