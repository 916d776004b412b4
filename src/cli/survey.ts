/** `survey check`, `survey import`, `survey list`, and `survey repair` and `survey export` below them. */
import {
  type ImportedSurvey,
  importSurvey,
  loadPack,
  previewImport,
  readSurvey,
  refuseFindings,
  snapshots,
  type SurveyCheckOptions,
  writeFindings,
} from '../app/index.ts';
import { formatArea, SECRECY_LEVELS, SECRECY_NAMES, type SecrecyLevel } from '../base/index.ts';
import { exportCommand } from './export.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { wholeNumber, yearNumber } from './numbers.ts';
import { counted, printFindings } from './print.ts';
import { printEvidence } from './print-understood.ts';
import { repairCommand } from './repair.ts';
import { printJson, withApp } from './session.ts';
import { renderTable } from './table.ts';

interface FileOptions {
  readonly mapping?: string;
  readonly year?: number;
  readonly region?: string;
  readonly crs?: string;
  readonly encoding?: string;
  readonly swapAxes?: boolean;
  readonly secrecy?: SecrecyLevel;
  readonly strict?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly neighbour?: string;
  readonly pack?: readonly string[];
  readonly out?: string;
  readonly force?: boolean;
  readonly examples?: number;
}

const EXAMPLES_NUMBER = wholeNumber('--examples', 0, 1_000_000);

export function surveyCommand(host: CommandHost): void {
  const survey = host.program.command('survey').description('年度调查 yearly surveys');
  const file = (name: string, about: string) =>
    survey
      .command(name)
      .description(about)
      .argument(
        '<file>',
        '文件或成果包文件夹，可写成 文件#图层 file or folder, FILE#LAYER picks a layer',
      )
      .option('--mapping <file>', '映射文件 mapping file')
      .option('--year <year>', '年份 year', yearNumber)
      .option('--region <code>', '县级行政区代码 county code')
      .option('--crs <crs>', '坐标系 reference system')
      .option('--encoding <name>', '文字编码 text encoding')
      .option('--swap-axes', '文件把北坐标写在前面 the file has the northing first')
      .option('--pack <file...>', '省、县的规则包 rule packs of the province or county')
      .option('--yes', '有歧义时取最可能的答案 take the best guess instead of asking')
      .option('--strict', '有错误时以 1 退出 exit 1 when there are errors');
  file('check', '检查，不存储 check, store nothing')
    .option(
      '--neighbour <file>',
      '邻县的图层，文件或 文件#图层 layer of the neighbouring county, FILE or FILE#LAYER',
    )
    .option('--out <dir>', '把问题写成文件（GeoPackage、XLSX、JSON）write the findings as files')
    .option('--force', '覆盖 --out 中已有的问题文件 replace findings that are in --out')
    .option('--examples <n>', '每条规则最多列几例 examples of each rule at most', EXAMPLES_NUMBER)
    .action(check(host));
  file('import', '检查并存为快照 check and store as a snapshot')
    .addOption(host.option('--secrecy <level>', '密级 secrecy').choices([...SECRECY_LEVELS]))
    .option('--dry-run', '只看结果，不存储 show what would be stored, store nothing')
    .action(importFile(host));
  repairCommand(survey, host);
  exportCommand(survey, host);
  survey
    .command('list')
    .description('已有的快照 stored snapshots')
    .action(async () => {
      const rows = await withApp(host, snapshots);
      const { json, language } = host.global();
      if (json) printJson(host, { units: { area: '0.01 m2' }, snapshots: rows });
      else
        host.terminal.out(
          `${renderTable(
            [
              { head: language === 'zh' ? '快照' : 'snapshot', align: 'left' },
              { head: language === 'zh' ? '数据' : 'data', align: 'left' },
              { head: language === 'zh' ? '图斑' : 'parcels', align: 'right' },
              { head: language === 'zh' ? '面积 公顷' : 'area ha', align: 'right' },
              { head: language === 'zh' ? '密级' : 'secrecy', align: 'left' },
              { head: language === 'zh' ? '导入' : 'imported', align: 'left' },
              { head: language === 'zh' ? '来源' : 'source', align: 'left' },
            ],
            rows.map((row) => [
              row.id,
              row.title,
              row.parcel_count.toLocaleString('en-US'),
              formatArea(BigInt(row.area_total), 'ha'),
              SECRECY_NAMES[row.secrecy as SecrecyLevel][language],
              row.imported_at.toISOString().slice(0, 16).replace('T', ' '),
              row.file_name,
            ]),
          )}\n`,
        );
      host.finish(EXIT.done);
    });
}

/** Options of the command as the use cases know them. */
function told({
  yes,
  out: _out,
  force: _force,
  examples: _examples,
  pack = [],
  ...options
}: FileOptions): SurveyCheckOptions {
  const known = { ...options, packs: pack.map(loadPack) };
  return yes === true ? { ...known, guess: true } : known;
}

function check(host: CommandHost) {
  return async (path: string, options: FileOptions): Promise<void> => {
    const { out, force = false } = options;
    const { read, files } = await withApp(host, async (app) => {
      if (out !== undefined) refuseFindings(path, out, force);
      const found = await readSurvey(app, path, {
        ...told(options),
        anyRegion: true,
        changesAlone: true,
      });
      const written = out === undefined ? null : await writeFindings(app, path, found, out, force);
      return { read: found, files: written };
    });
    const { json, language } = host.global();
    const { parcels } = read.survey;
    if (json)
      printJson(host, {
        units: { area: '0.01 m2' },
        file: path,
        layer: read.layer,
        region: parcels.region,
        year: parcels.year,
        parcels: parcels.parcelArea.length,
        evidence: read.evidence,
        findings: read.findings,
        ...(files === null ? {} : { files }),
      });
    else {
      const [count, found] = [parcels.parcelArea.length, read.findings.length];
      host.terminal.out(
        language === 'zh'
          ? `${path} ${read.layer}：${count.toLocaleString('en-US')} 个图斑，${found} 个问题\n`
          : `${path} ${read.layer}: ${counted(count, 'parcel')}, ${counted(found, 'finding')}\n`,
      );
      printEvidence(read.evidence, host.terminal, language);
      printFindings(read.findings, host.terminal, language, options.examples);
      for (const written of Object.values(files ?? {})) host.terminal.out(`${written}\n`);
    }
    host.finish(strictCode(options, read.findings));
  };
}

function importFile(host: CommandHost) {
  return async (path: string, options: FileOptions): Promise<void> => {
    const imported = await withApp(host, (app) =>
      (options.dryRun === true ? previewImport : importSurvey)(app, path, told(options)),
    );
    const { json, language } = host.global();
    const { row } = imported;
    if (json)
      printJson(host, {
        units: { area: '0.01 m2' },
        snapshot: row.id,
        isNew: imported.isNew,
        ...(imported.raisedFrom === undefined ? {} : { raisedFrom: imported.raisedFrom }),
        ...(options.dryRun === true ? { dryRun: true } : {}),
        region: row.region_code,
        year: row.year,
        title: row.title,
        crs: row.crs,
        parcels: row.parcel_count,
        area: String(row.area_total),
        secrecy: row.secrecy,
        evidence: imported.read?.evidence ?? [],
        findings: imported.read?.findings ?? (row.findings as { examples: unknown[] }).examples,
      });
    else printImport(host, imported, options.dryRun === true);
    if (imported.read) {
      if (!json) printFindings(imported.read.findings, host.terminal, language);
      host.finish(strictCode(options, imported.read.findings));
    } else host.finish(strictCode(options, (row.findings as { examples: Graded[] }).examples));
  };
}

function printImport(
  host: CommandHost,
  { row, isNew, raisedFrom, read }: ImportedSurvey,
  isPreview: boolean,
): void {
  const zh = host.global().language === 'zh';
  const [inChinese, inEnglish] = isPreview
    ? ['试运行，未存储', 'dry run, not stored']
    : isNew
      ? ['已存储', 'stored']
      : ['已有，未重复存储', 'known already'];
  const state = zh ? inChinese : inEnglish;
  host.terminal.out(
    `${row.id}  ${row.title}  ${row.parcel_count.toLocaleString('en-US')} ${zh ? '个图斑' : 'parcels'}  ${formatArea(BigInt(row.area_total), 'ha')} ${zh ? '公顷' : 'ha'}  ${row.crs}  ${state}\n`,
  );
  if (raisedFrom !== undefined) {
    const [before, now] = [raisedFrom, row.secrecy].map(
      (level) => SECRECY_NAMES[level as SecrecyLevel][zh ? 'zh' : 'en'],
    );
    host.terminal.out(
      zh ? `密级由“${before}”升为“${now}”\n` : `secrecy raised from “${before}” to “${now}”\n`,
    );
  }
  printEvidence(read?.evidence ?? [], host.terminal, host.global().language);
}

/** A finding as far as `--strict` looks at it; every rule with findings has an example among those that are stored. */
interface Graded {
  readonly severity: string;
}

function strictCode(options: FileOptions, findings: readonly Graded[]): number {
  const bad = findings.some((finding) => finding.severity === 'error');
  return options.strict === true && bad ? EXIT.findings : EXIT.done;
}
