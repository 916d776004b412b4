/** `site check` — a construction site against the survey, the layers and the law of a day; `site list` and `site show`. */
import {
  type CheckedSite,
  checkSite,
  loadExceptions,
  loadPack,
  loadSiteCheck,
  siteChecks,
  VERDICT_WORDS,
  writeOpinion,
} from '../app/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { wholeNumber } from './numbers.ts';
import { printFindings } from './print.ts';
import { printSiteCheck } from './print-site.ts';
import { printEvidence } from './print-understood.ts';
import { printJson, withApp } from './session.ts';
import {
  answersOf,
  gradeOption,
  type GroundFileOptions,
  groundFileOptions,
  hectaresOption,
  paperOption,
  type SiteOptions,
  toldOf,
  yesOrNo,
} from './site-options.ts';
import { renderTable } from './table.ts';

interface CheckOptions extends SiteOptions, GroundFileOptions {
  readonly out?: string;
}

/** Verdicts that are not clean: what --strict looks at beside a refusal. */
const OPEN = ['no-data', 'needs-approval', 'stale'];

export function siteCommand(host: CommandHost): void {
  const site = host.program
    .command('site')
    .description('用地占耕核查 check construction sites before an application');
  checkCommand(site.command('check'), host);
  site
    .command('list')
    .description('已有的核查 stored checks')
    .action(async () => {
      printChecks(host, await withApp(host, siteChecks));
    });
  site
    .command('show')
    .description('一份核查 one stored check')
    .argument('<id>', '核查号或其开头 id or its beginning')
    .option('--out <file>', '把意见写成网页 write the opinion as a page')
    .action(async (id: string, options: { out?: string }) => {
      const checked = await withApp(host, (app) => loadSiteCheck(app, id));
      answer(host, checked, options.out, []);
      host.finish(EXIT.done);
    });
}

function checkCommand(command: ReturnType<CommandHost['program']['command']>, host: CommandHost) {
  command
    .description('核查一处用地 check a site')
    .argument(
      '<file>',
      '用地范围，任何能导入的格式，可写成 文件#图层 the site in any format that is imported, FILE#LAYER picks a layer',
    )
    .option('--use <use>', '用地方式 how the land is used: permanent, temporary, …')
    .option('--years <n>', '临时用地年数 years of temporary use', wholeNumber('--years', 1, 99))
    .addOption(
      host
        .option('--sector <sector>', '行业 sector')
        .choices(['energy', 'transport', 'water', 'other']),
    )
    .addOption(
      host
        .option('--facility <kind>', '设施农业种类 what the facility raises')
        .choices(['planting', 'livestock', 'aquaculture']),
    )
    .option(
      '--breaks-plough-layer <yes|no>',
      '是否破坏耕作层 whether the plough layer is broken',
      yesOrNo('--breaks-plough-layer'),
    )
    .option(
      '--major-project <yes|no>',
      '是否列入国家重点项目名录 whether it is a listed major project',
      yesOrNo('--major-project'),
    )
    .option('--paper <paper>', '手上的要件，可重复 a paper at hand, may be repeated', paperOption)
    .option('--fee-subject <name>', '缴费主体 who pays, as the fee table calls it')
    .option(
      '--allotment <ha>',
      '本年管控规模，公顷 allotment of the year, hectares',
      hectaresOption('--allotment'),
    )
    .option('--used <ha>', '其中已用，公顷 used of it, hectares', hectaresOption('--used'))
    .option(
      '--last-year-grade <grade>',
      '上年度占用耕地平均质量等级 mean quality grade of land taken last year',
      gradeOption('--last-year-grade'),
    )
    .option('--out <file>', '把意见写成网页 write the opinion as a page');
  groundFileOptions(command).action((file: string, options: CheckOptions) =>
    check(host, file, options),
  );
}

async function check(host: CommandHost, file: string, options: CheckOptions): Promise<void> {
  const told = answersOf(options, file);
  const exceptions = (options.exception ?? []).flatMap(loadExceptions);
  const packs = (options.pack ?? []).map(loadPack);
  const checked = await withApp(host, (app) =>
    checkSite(app, file, {
      ...told,
      ...toldOf(options),
      packs,
      exceptions,
    }),
  );
  answer(host, checked, options.out, [file, options.layers ?? file]);
  finishCheck(host, checked.check.ruling, options.strict === true);
}

/** Ends the command: 20 when a rule refuses, 1 with --strict when something is open. */
export function finishCheck(
  host: CommandHost,
  { verdict, decisions }: CheckedSite['check']['ruling'],
  isStrict: boolean,
): void {
  const isOpen = decisions.some((one) => OPEN.includes(one.verdict));
  if (verdict === 'refuse') host.finish(EXIT.refused);
  else host.finish(isStrict && isOpen ? EXIT.findings : EXIT.done);
}

/** Prints a check, and writes its opinion when it is wanted. */
function answer(
  host: CommandHost,
  checked: CheckedSite,
  out: string | undefined,
  inputs: readonly string[],
): void {
  const { json, language } = host.global();
  if (out !== undefined) writeOpinion(out, checked, language, inputs);
  const { id, isNew, title, facts, evidence, findings } = checked;
  if (json) {
    printJson(host, {
      units: { area: '0.01 m2', capacity: 'kg' },
      id,
      isNew,
      title,
      check: checked.check,
      facts,
      evidence,
      findings,
      ...(out === undefined ? {} : { opinion: out }),
    });
    return;
  }
  printEvidence(evidence, host.terminal, language);
  printFindings(findings, host.terminal, language);
  printSiteCheck(checked, host.terminal, language);
  if (out !== undefined) host.terminal.out(`${language === 'zh' ? '意见' : 'opinion'}: ${out}\n`);
}

/** Stored checks as a table. */
export function printChecks(host: CommandHost, rows: Awaited<ReturnType<typeof siteChecks>>): void {
  const { json, language } = host.global();
  if (json) printJson(host, { checks: rows });
  else {
    const zh = language === 'zh';
    host.terminal.out(
      `${renderTable(
        [
          { head: zh ? '核查' : 'check', align: 'left' },
          { head: zh ? '地块' : 'ground', align: 'left' },
          { head: zh ? '区域' : 'region', align: 'left' },
          { head: zh ? '适用' : 'law of', align: 'left' },
          { head: zh ? '结论' : 'verdict', align: 'left' },
          { head: zh ? '核查时间' : 'checked', align: 'left' },
        ],
        rows.map((row) => [
          row.id,
          row.title,
          row.region_code,
          row.day,
          verdictText(row.verdict, language),
          row.checked_at.toISOString().slice(0, 16).replace('T', ' '),
        ]),
      )}\n`,
    );
  }
  host.finish(EXIT.done);
}

function verdictText(verdict: string, language: 'zh' | 'en'): string {
  const { sign, word } = VERDICT_WORDS[verdict as keyof typeof VERDICT_WORDS];
  return `${sign} ${word[language]}`;
}
