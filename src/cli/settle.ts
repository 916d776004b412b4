/** `settle` — from two yearly surveys to the settled year. */
import {
  describeSettlement,
  loadPack,
  settle,
  type SettledResult,
  settleProvince,
  versionChanges,
} from '../app/index.ts';
import { formatSignedArea, type Language } from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { yearNumber } from './numbers.ts';
import { printEvidence } from './print-understood.ts';
import { printJson, withApp } from './session.ts';
import { renderTable } from './table.ts';

interface Options {
  readonly before?: string;
  readonly after?: string;
  readonly year?: number;
  readonly region?: string;
  readonly mapping?: string;
  readonly mappingBefore?: string;
  readonly mappingAfter?: string;
  readonly crs?: string;
  readonly layers?: string;
  readonly packageRecords?: boolean;
  readonly stage?: 'county-reported' | 'province-verified' | 'state-confirmed';
  readonly level?: 'county' | 'city';
  readonly out?: string;
  readonly strict?: boolean;
  readonly province?: string;
  readonly counties?: readonly string[];
  readonly pack?: readonly string[];
}

export function settleCommand(host: CommandHost): void {
  host.program
    .command('settle')
    .description('年度结算 settle a year from two surveys')
    .option('--before <survey>', '年初：快照号或文件 opening: snapshot id or file')
    .option('--after <survey>', '年末：快照号或文件 closing: snapshot id or file')
    .option('--year <year>', '结算年度 year to settle', yearNumber)
    .option('--region <code>', '县级行政区代码 county code')
    .option('--mapping <file>', '两年共用的映射文件 mapping of both surveys')
    .option('--mapping-before <file>', '年初的映射文件 mapping of the opening survey')
    .option('--mapping-after <file>', '年末的映射文件 mapping of the closing survey')
    .option('--crs <crs>', '坐标系 reference system')
    .option('--layers <file>', '约束图层、批文和证据 constraint layers, approvals and evidence')
    .option(
      '--no-package-records',
      '不用成果包里的更新过程 leave out the record of changes in the package',
    )
    .addOption(
      host
        .option('--stage <stage>', '阶段 stage')
        .choices(['county-reported', 'province-verified', 'state-confirmed']),
    )
    .addOption(
      host
        .option('--level <level>', '按县还是按市结算 settle as a county or as a city')
        .choices(['county', 'city']),
    )
    .option('--pack <file...>', '省、县的规则包 rule packs of the province or county')
    .option('--out <dir>', '报告也写到这里 write the report files here too')
    .option('--province <code>', '汇总已结算的县 add up the settled counties of a province')
    .option(
      '--counties <code...>',
      '全省各县代码；缺一个就没有上限 codes of all counties; no cap while one is missing',
    )
    .option('--strict', '检验不通过时以 1 退出 exit 1 when a test fails')
    .action(async (options: Options, command) => {
      if (options.province !== undefined) return province(host, options, command);
      if (options.before === undefined || options.after === undefined)
        command.error('error: --before and --after are needed / 需要 --before 和 --after');
      const { language } = host.global();
      const { result, changes } = await withApp(host, async (app) => {
        const result = await settle(app, {
          before: options.before!,
          after: options.after!,
          year: options.year,
          region: options.region,
          mappingBefore: options.mappingBefore ?? options.mapping,
          mappingAfter: options.mappingAfter ?? options.mapping,
          crs: options.crs,
          layers: options.layers,
          packageRecords: options.packageRecords !== false,
          packs: (options.pack ?? []).map(loadPack),
          ...(options.stage ? { stage: options.stage } : {}),
          ...(options.level ? { level: options.level } : {}),
          out: options.out,
          language,
        });
        return { result, changes: await versionChanges(app, result.row) };
      });
      if (host.global().json) {
        printJson(host, {
          ...result.settlement,
          version: result.row.version,
          files: result.files.map((file) => file.path),
          understood: result.understood ?? [],
          versionChanges: changes,
        });
      } else {
        printEvidence(result.understood ?? [], host.terminal, language);
        printSettlement(host, result, language);
        if (changes.length > 0 && result.isNew) printChanges(host, changes, language);
      }
      host.finish(options.strict === true && hasFaults(result) ? EXIT.findings : EXIT.done);
      return undefined;
    });
}

async function province(
  host: CommandHost,
  options: Options,
  command: { error(message: string): never },
): Promise<void> {
  const { year } = options;
  if (year === undefined) command.error('error: --year is needed / 需要 --year');
  const { json, language } = host.global();
  const result = await withApp(host, (app) =>
    settleProvince(app, options.province!, year, {
      language,
      out: options.out,
      counties: options.counties,
    }),
  );
  if (json)
    printJson(host, {
      ...result.settlement,
      version: result.row.version,
      files: result.files.map((file) => file.path),
    });
  else printSettlement(host, result, language);
  host.finish(options.strict === true && hasFaults(result) ? EXIT.findings : EXIT.done);
}

/** The account as a table, the tests, and where the files are. */
export function printSettlement(
  host: CommandHost,
  result: SettledResult,
  language: Language,
): void {
  const { terminal } = host;
  const zh = language === 'zh';
  const view = describeSettlement(result.settlement);
  const version = zh ? `第 ${result.row.version} 版` : `version ${result.row.version}`;
  terminal.out(
    `\n${view.title[language]}  ${version}${result.isNew ? '' : zh ? '（已结算过，数据未变）' : ' (settled before, same data)'}\n\n`,
  );
  const columns = [
    { head: zh ? '项目' : 'item', align: 'left' as const },
    { head: zh ? '公顷' : 'ha', align: 'right' as const },
    { head: zh ? '亩' : 'mu', align: 'right' as const },
    { head: zh ? '说明' : 'remark', align: 'left' as const },
  ];
  const rows = (lines: typeof view.account): (readonly string[] | null)[] =>
    lines.map((one) => [one.name[language], one.hectares, one.mu, one.remark[language]]);
  const [opening, ...rest] = rows(view.account);
  terminal.out(
    `${renderTable(columns, [opening!, null, ...rest.slice(0, -1), null, rest.at(-1)!])}\n\n`,
  );
  terminal.out(
    `${renderTable(columns, [...rows(view.stable), ...(view.cap ? [null, ...rows([view.cap])] : [])])}\n\n`,
  );
  terminal.out(
    `${renderTable(
      [
        { head: zh ? '平衡检验' : 'balance test', align: 'left' },
        { head: zh ? '结果' : 'result', align: 'left' },
        { head: zh ? '补充' : 'replenished', align: 'right' },
        { head: zh ? '占用' : 'occupied', align: 'right' },
        { head: '', align: 'left' },
      ],
      view.tests.map((test) => [
        `${test.id} ${test.title[language]}`,
        test.word[language],
        test.supplement[language],
        test.occupation[language],
        test.unconfirmed ? (zh ? '未确认' : 'unconfirmed') : '',
      ]),
    )}\n`,
  );
  for (const test of view.tests) {
    if (test.verdict === 'pass' || test.verdict === 'not-applicable') continue;
    terminal.out(`\n${test.id} ${test.word[language]}  ${test.reason[language]}\n`);
    if (test.remedy)
      terminal.out(`   ${zh ? '怎么办：' : 'What to do: '}${test.remedy[language]}\n`);
  }
  terminal.out(findingsLine(result.settlement, language));
  if (result.newest !== undefined) {
    const at = `${result.row.id}@${result.row.version}`;
    terminal.out(
      zh
        ? `\n最新的是第 ${result.newest} 版；追问这一版的数要写 year:${at}#…\n`
        : `\nThe newest is version ${result.newest}; numbers of this one are asked for as year:${at}#…\n`,
    );
  }
  terminal.out(`\n${zh ? '报告' : 'report'}: ${result.folder}\n`);
  for (const file of result.files) terminal.out(`  ${file.name}\n`);
}

function printChanges(
  host: CommandHost,
  changes: readonly { title: { zh: string; en: string }; difference: string }[],
  language: Language,
): void {
  host.terminal.out(
    language === 'zh' ? '\n核增核减（与上一版比）\n' : '\nAgainst the version before\n',
  );
  for (const row of changes)
    host.terminal.out(
      `  ${row.title[language]}  ${formatSignedArea(BigInt(row.difference), 'ha', 4)}\n`,
    );
}

/** A test that fails or lacks its data, or a finding that is an error. */
function hasFaults({ settlement }: SettledResult): boolean {
  return (
    settlement.tests.some((test) => test.verdict === 'fail' || test.verdict === 'no-data') ||
    settlement.findings.examples.some((finding) => finding.severity === 'error')
  );
}

/** How many findings the report lists, and whether errors are among them; nothing when there are none. */
function findingsLine(settlement: SettledResult['settlement'], language: Language): string {
  const { counts, examples } = settlement.findings;
  const count = Object.values(counts).reduce((sum, one) => sum + one, 0);
  if (count === 0) return '';
  const errors = examples.filter((finding) => finding.severity === 'error').length;
  const isWhole = examples.length === count;
  if (language === 'zh')
    return `\n问题 ${count} 个${errors === 0 ? '' : `（错误${isWhole ? '' : '至少'} ${errors} 个）`}，见报告的“问题”一节\n`;
  return `\n${count} findings${errors === 0 ? '' : ` (${isWhole ? '' : 'at least '}${errors} errors)`}, listed in the report\n`;
}
