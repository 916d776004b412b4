/** `tables compare` — official workbooks against the tables of a settled year. */
import { compareOfficialTables, type ComparedSheet, type TablesReport } from '../app/index.ts';
import type { Language } from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { printJson, withApp } from './session.ts';

interface Options {
  readonly strict?: boolean;
  readonly out?: string;
}

/** Adds the commands of official tables. */
export function tablesCommand(host: CommandHost): void {
  host.program
    .command('tables')
    .description('官方表 official tables')
    .command('compare <year-id> <files...>')
    .description(
      '与已结算年度的表逐格对照 compare official XLSX with the tables of a settled year, cell by cell',
    )
    .option(
      '--strict',
      '有差异或未对照的时以 1 退出 exit 1 when anything differs or was not compared',
    )
    .option('--out <file>', '把差异写成新的 XLSX 文件 write what differs to a new XLSX')
    .action(async (year: string, files: string[], { strict, ...options }: Options) => {
      const report = await withApp(host, (app) => compareOfficialTables(app, year, files, options));
      if (host.global().json) printJson(host, report);
      else printTables(host, report, host.global().language);
      const isClean = report.differing === 0 && report.open === 0 && report.compared > 0;
      host.finish(strict === true && !isClean ? EXIT.findings : EXIT.done);
    });
}

function printTables(host: CommandHost, report: TablesReport, language: Language): void {
  const zh = language === 'zh';
  for (const sheet of report.sheets) host.terminal.out(sheetText(sheet, language));
  const { compared, differing, open, out } = report;
  host.terminal.out(
    zh
      ? `对照 ${compared} 格，不同 ${differing} 格，未能对照 ${open} 处\n`
      : `${compared} cells compared, ${differing} differ, ${open} places were not compared\n`,
  );
  if (out !== undefined) host.terminal.out(zh ? `差异清单 ${out}\n` : `differences ${out}\n`);
}

/** A sheet with every cell that differs and everything that was not compared. */
function sheetText(one: ComparedSheet, language: Language): string {
  const zh = language === 'zh';
  const head = `${one.file} [${one.sheet}]`;
  if (one.comparison === null)
    return `${head}\n  ${zh ? '未对照：' : 'not compared: '}${one.why[language]}\n`;
  const { title, unit, unitIsSaid, differences, notInOurs, notInOfficial, unclear } =
    one.comparison;
  const said = unitIsSaid ? '' : zh ? '（表中没写，按公顷）' : ' (not said, taken as 公顷)';
  return [
    `${head} ${title} ${unit}${said}`,
    ...differences.map(
      ({ address, row, column, official, ours, difference }) =>
        `  ${address}  ${row} | ${column}  ${zh ? '官方' : 'official'} ${official ?? '–'}  ${zh ? '本系统' : 'ours'} ${ours ?? '–'}  ${zh ? '差' : 'difference'} ${difference}`,
    ),
    ...notInOurs.map(
      ({ label, figures }) =>
        `  ${zh ? `我们没有：${label}（${figures} 个数）` : `not in ours: ${label} (${figures} figures)`}`,
    ),
    ...notInOfficial.map(
      (label) => `  ${zh ? '官方表没有：' : 'not in the official table: '}${label}`,
    ),
    ...unclear.map(
      ({ address, text }) =>
        `  ${address} ${zh ? `不是数字：“${text}”` : `is no figure: “${text}”`}`,
    ),
    '',
  ].join('\n');
}
