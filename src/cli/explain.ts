/** `explain REF` — a number back to formula, clause and parcels. */
import { explain, explainCheck, type ExplainReport } from '../app/index.ts';
import { formatArea, formatSignedArea, type Language, parseReference } from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { wholeNumber } from './numbers.ts';
import { checkExplanationText } from './print-check-explained.ts';
import { printJson, withApp } from './session.ts';
import { renderTable, type TableColumn } from './table.ts';

export function explainCommand(host: CommandHost): void {
  host.program
    .command('explain')
    .description('说明一个数：依据、算式和背后的地块 a number with its clause, formula and parcels')
    .argument(
      '<reference>',
      '例如 e.g. year:990101-2025#/account/losses, check:c-0123456789abcdef#/site-planning',
    )
    .option('--limit <n>', '最多列多少块 pieces to list', wholeNumber('--limit', 0, 100_000), 20)
    .action(async (reference: string, options: { limit: number }) => {
      const { json, language } = host.global();
      const { terminal } = host;
      const place = parseReference(reference);
      if (place?.kind === 'check') {
        const told = await withApp(host, (app) => explainCheck(app, place));
        if (json) printJson(host, { units: { area: '0.01 m2' }, ...told });
        else terminal.out(checkExplanationText(told, language));
        host.finish(EXIT.done);
        return;
      }
      const report = await withApp(host, (app) => explain(app, reference, options.limit));
      if (json) printJson(host, { units: { area: '0.01 m2' }, ...report });
      else {
        terminal.out(explanationText(report, language));
        if (report.pieceCount > 0) terminal.out(piecesText(report, language));
        if (report.parcelCount > 0) terminal.out(parcelsText(report, language));
      }
      host.finish(EXIT.done);
    });
}

/** Value, formula with its terms, clauses, parameters, what is unconfirmed, what to do, and the check. */
function explanationText(report: ExplainReport, language: Language): string {
  const { explanation } = report;
  const zh = language === 'zh';
  const unsure = zh ? '（未确认）' : ' (unconfirmed)';
  const lines = [
    `${explanation.title[language]}  ${explanation.value[language]}${explanation.confidence === 'unconfirmed' ? unsure : ''}`,
    `${zh ? '算式' : 'formula'}: ${explanation.formula[language]}`,
    ...explanation.operands.map(
      (operand) =>
        `  ${operand.name[language]}  ${operand.value[language]}${operand.ref === undefined ? '' : `  ${operand.ref}`}`,
    ),
    ...explanation.citations.map(
      (citation, i) =>
        `${zh ? '依据' : 'clause'}: ${report.clauses[i]![language]}${citation.quote === undefined ? '' : `「${citation.quote}」`}`,
    ),
    ...explanation.parameters.map(
      (parameter) =>
        `${zh ? '参数' : 'parameter'}: ${parameter.name} = ${parameter.value[language]}${parameter.confidence === 'unconfirmed' ? unsure : ''}`,
    ),
  ];
  if (report.unconfirmed.length > 0)
    lines.push(
      `${zh ? '未确认' : 'unconfirmed'}: ${report.unconfirmed.map((one) => one[language]).join(zh ? '、' : '; ')}`,
    );
  if (explanation.advice)
    lines.push(`${zh ? '怎么办' : 'what to do'}: ${explanation.advice[language]}`);
  if (report.again !== null) lines.push(checkLine(report, zh));
  return `${lines.join('\n')}\n`;
}

/** The pieces with the grade that was used and what each adds to the number, and their sum. */
function piecesText(report: ExplainReport, language: Language): string {
  const { counted, pieces } = report;
  const zh = language === 'zh';
  const { head, gradeHead, totalShown } = counted!;
  const right = (head: string): TableColumn => ({ head, align: 'right' });
  const left = (head: string): TableColumn => ({ head, align: 'left' });
  const rows = pieces.map((piece) => [
    piece.beforeId,
    piece.afterId,
    `${piece.fromClass || '—'}→${piece.toClass || '—'}`,
    piece.flowTitle[language],
    formatArea(piece.area, 'm2'),
    formatSignedArea(piece.cultivated, 'm2'),
    ...(gradeHead === null ? [] : [piece.grade === null ? '—' : String(piece.grade)]),
    piece.shareShown[language],
  ]);
  const total = [
    zh ? `合计 ${report.pieceCount} 块` : `all ${report.pieceCount}`,
    '',
    '',
    '',
    '',
    formatSignedArea(BigInt(report.pieceTotal), 'm2'),
    ...(gradeHead === null ? [] : ['']),
    totalShown[language],
  ];
  const table = renderTable(
    [
      left(zh ? '年初图斑' : 'before'),
      left(zh ? '年末图斑' : 'after'),
      left(zh ? '地类' : 'class'),
      left(zh ? '流量' : 'flow'),
      right(zh ? '块面积 m²' : 'area m²'),
      right(zh ? '耕地增减 m²' : 'cultivated m²'),
      ...(gradeHead === null ? [] : [right(gradeHead[language])]),
      right(head[language]),
    ],
    [...rows, ...(rows.length === 0 ? [] : [null]), total],
  );
  const line = zh
    ? `背后的地块 ${report.pieceCount} 块，计入多的在前`
    : `${report.pieceCount} ${report.pieceCount === 1 ? 'piece' : 'pieces'}, what counts most first`;
  return `\n${line}\n${table}\n${moreText(report.pieceCount - pieces.length, zh ? '块' : 'pieces', zh)}`;
}

function parcelsText(report: ExplainReport, language: Language): string {
  const zh = language === 'zh';
  const count = report.parcelCount.toLocaleString('en-US');
  const table = renderTable(
    [
      { head: zh ? '图斑' : 'parcel', align: 'left' },
      { head: zh ? '地类' : 'class', align: 'left' },
      { head: zh ? '计入 m²' : 'counted m²', align: 'right' },
    ],
    report.parcels.map((parcel) => [
      parcel.id,
      parcel.landClass,
      formatArea(BigInt(parcel.area), 'm2'),
    ]),
  );
  const head = zh ? `背后的图斑 ${count} 个，面积大的在前` : `${count} parcels, the largest first`;
  return `\n${head}\n${table}\n${moreText(report.parcelCount - report.parcels.length, zh ? '个图斑' : 'parcels', zh)}`;
}

/** What is not listed, and how to see it. */
function moreText(left: number, what: string, zh: boolean): string {
  if (left <= 0) return '';
  const count = left.toLocaleString('en-US');
  return zh
    ? `另有 ${count} ${what}，用 --limit 看全部\n`
    : `${count} more ${what}; --limit N lists more of them\n`;
}

/** Says whether what stands behind the number adds up to it again, and by how much it does not. */
function checkLine(report: ExplainReport, zh: boolean): string {
  const { exact } = report.explanation;
  if (report.again === exact)
    return zh ? '验算: 重新相加，与该数一致' : 'check: added up again, it is the same';
  return zh
    ? `验算: 重新相加为 ${report.again}，与 ${exact} 不同；差额来自没有图形的残差或部分计入的地块`
    : `check: added up again it is ${report.again}, not ${exact}; the rest is residual without a shape, or pieces that count in part`;
}
