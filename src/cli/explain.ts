/** `explain REF` — a number back to formula, clause and parcels. */
import { explain, type ExplainReport } from '../app/index.ts';
import { formatArea, formatSignedArea } from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { wholeNumber } from './numbers.ts';
import { printJson, withApp } from './session.ts';
import { renderTable } from './table.ts';

export function explainCommand(host: CommandHost): void {
  host.program
    .command('explain')
    .description('说明一个数：依据、算式和背后的地块 a number with its clause, formula and parcels')
    .argument('<reference>', '例如 e.g. year:990101-2025#/account/losses')
    .option('--limit <n>', '最多列多少块 pieces to list', wholeNumber('--limit', 0, 100_000), 20)
    .action(async (reference: string, options: { limit: number }) => {
      const report = await withApp(host, (app) => explain(app, reference, options.limit));
      const { json, language } = host.global();
      const { terminal } = host;
      const { explanation } = report;
      if (json) printJson(host, { units: { area: '0.01 m2' }, ...report });
      else {
        const zh = language === 'zh';
        const unsure = zh ? '（未确认）' : ' (unconfirmed)';
        terminal.out(
          `${explanation.title[language]}  ${explanation.value[language]}${explanation.confidence === 'unconfirmed' ? unsure : ''}\n`,
        );
        terminal.out(`${zh ? '算式' : 'formula'}: ${explanation.formula[language]}\n`);
        for (const operand of explanation.operands)
          terminal.out(
            `  ${operand.name[language]}  ${operand.value[language]}${operand.ref === undefined ? '' : `  ${operand.ref}`}\n`,
          );
        for (const [i, citation] of explanation.citations.entries())
          terminal.out(
            `${zh ? '依据' : 'clause'}: ${report.clauses[i]![language]}${citation.quote === undefined ? '' : `「${citation.quote}」`}\n`,
          );
        for (const parameter of explanation.parameters)
          terminal.out(
            `${zh ? '参数' : 'parameter'}: ${parameter.name} = ${parameter.value[language]}${parameter.confidence === 'unconfirmed' ? unsure : ''}\n`,
          );
        if (explanation.advice)
          terminal.out(`${zh ? '怎么办' : 'what to do'}: ${explanation.advice[language]}\n`);
        if (report.again !== null) terminal.out(`${checkLine(report, zh)}\n`);
        if (report.pieceCount > 0) {
          terminal.out(
            zh
              ? `\n背后的地块 ${report.pieceCount} 块，耕地合计 ${formatSignedArea(BigInt(report.pieceTotal), 'ha', 4)} 公顷\n`
              : `\n${report.pieceCount} pieces, cultivated ${formatSignedArea(BigInt(report.pieceTotal), 'ha', 4)} ha\n`,
          );
          terminal.out(
            `${renderTable(
              [
                { head: zh ? '年初图斑' : 'before', align: 'left' },
                { head: zh ? '年末图斑' : 'after', align: 'left' },
                { head: zh ? '地类' : 'class', align: 'left' },
                { head: zh ? '流量' : 'flow', align: 'left' },
                { head: zh ? '面积 m²' : 'area m²', align: 'right' },
                { head: zh ? '耕地 m²' : 'cultivated m²', align: 'right' },
              ],
              report.pieces.map((piece) => [
                piece.beforeId,
                piece.afterId,
                `${piece.fromClass}→${piece.toClass}`,
                piece.flow,
                formatArea(piece.area, 'm2'),
                formatSignedArea(piece.cultivated, 'm2'),
              ]),
            )}\n`,
          );
        }
        if (report.parcelCount > 0) {
          const count = report.parcelCount.toLocaleString('en-US');
          terminal.out(
            zh
              ? `\n背后的图斑 ${count} 个，面积大的在前\n`
              : `\n${count} parcels, the largest first\n`,
          );
          terminal.out(
            `${renderTable(
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
            )}\n`,
          );
        }
      }
      host.finish(EXIT.done);
    });
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
