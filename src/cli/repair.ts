/** `survey repair`: a repaired copy of a layer and the list of what was changed; the source stays as it is. */
import {
  LEFT_REASONS,
  REPAIR_NAMES,
  REPAIRS,
  type RepairReport,
  repairSurvey,
} from '../app/index.ts';
import { formatArea } from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { yearNumber } from './numbers.ts';
import { printEvidence, printNotCarried } from './print-understood.ts';
import { printJson, withApp } from './session.ts';
import { renderTable } from './table.ts';

type Kind = (typeof REPAIRS)[number];

interface Options {
  readonly out: string;
  readonly only?: Kind[];
  readonly crs?: string;
  readonly encoding?: string;
  readonly mapping?: string;
  readonly year?: number;
  readonly swapAxes?: boolean;
  readonly yes?: boolean;
  readonly areas?: boolean;
  readonly acrossClasses?: boolean;
  readonly acrossVillages?: boolean;
}

/** Adds the command below `survey`. */
export function repairCommand(survey: CommandHost['program'], host: CommandHost): void {
  survey
    .command('repair')
    .description(
      '提出修复：写出修好的副本和改动清单 write a repaired copy and the list of its changes',
    )
    .argument('<file>', '文件，可写成 文件#图层 file, FILE#LAYER picks a layer')
    .requiredOption(
      '--out <file>',
      '修好的副本，后缀决定格式 the repaired copy; the ending tells the format',
    )
    .addOption(
      host.option('--only <kinds...>', '只做这些修复 only these repairs').choices([...REPAIRS]),
    )
    .option('--areas', '重算变了的图斑的面积 compute the areas of changed parcels anew')
    .option(
      '--across-classes',
      '碎图斑可并入别的地类，耕地除外 slivers may go into another class, cultivated land may not',
    )
    .option('--across-villages', '可改动村界 ground may pass between villages')
    .option('--mapping <file>', '映射文件 mapping file')
    .option('--year <year>', '年份 year', yearNumber)
    .option('--crs <crs>', '坐标系 reference system')
    .option('--encoding <name>', '文字编码 text encoding')
    .option('--swap-axes', '文件把北坐标写在前面 the file has the northing first')
    .option('--yes', '有歧义时取最可能的答案 take the best guess instead of asking')
    .action(async (path: string, { yes, ...options }: Options) => {
      const report = await withApp(host, (app) =>
        repairSurvey(app, path, { ...options, guess: yes === true }),
      );
      if (host.global().json)
        printJson(host, {
          units: { area: '0.01 m2' },
          ...report,
          area: { before: String(report.area.before), after: String(report.area.after) },
          areas: report.areas.map(({ filed, before, after, ...row }) => ({
            ...row,
            filed: filed === null ? null : String(filed),
            before: String(before),
            after: String(after),
          })),
        });
      else print(host, report, options.areas === true && report.isUnderstood);
      host.finish(EXIT.done);
    });
}

function print(host: CommandHost, report: RepairReport, areComputed: boolean): void {
  const zh = host.global().language === 'zh';
  const { file, list, sheet, features, area } = report;
  printEvidence(report.evidence, host.terminal, host.global().language);
  host.terminal.out(counts(report, zh));
  const [before, after] = [area.before, area.after].map((total) => formatArea(total, 'm2'));
  host.terminal.out(
    zh
      ? `要素 ${features.before} → ${features.after}，面积 ${before} → ${after} m²\n`
      : `features ${features.before} → ${features.after}, area ${before} → ${after} m²\n`,
  );
  if (report.areas.length > 0)
    host.terminal.out(
      zh
        ? `${report.areas.length} 个图斑的面积变了，${areComputed ? '副本里已重算' : '要重算请加 --areas'}，见清单\n`
        : `the areas of ${report.areas.length} parcels have changed; ${areComputed ? 'the copy has them computed anew' : '--areas computes them anew'}, see the list\n`,
    );
  if (!report.isUnderstood)
    host.terminal.out(
      zh
        ? '没有认出标识码和地类，所以没有并入、填补和切割；请用 --mapping 指明\n'
        : 'identifiers and classes were not found, so no slivers, gaps or overlaps were mended; name them with --mapping\n',
    );
  host.terminal.out(
    zh ? `副本 ${file}\n改动 ${list}、${sheet}\n` : `copy ${file}\nchanges ${list}, ${sheet}\n`,
  );
  printNotCarried(report.notCarried, host.terminal, host.global().language);
}

/** How often each repair was done, and what stays and why. */
function counts({ changes, left }: RepairReport, zh: boolean): string {
  const text = (names: readonly [string, string]): string => names[zh ? 0 : 1];
  const rows = REPAIRS.flatMap((kind) => {
    const count = changes.filter((change) => change.kind === kind).length;
    return count === 0 ? [] : [[text(REPAIR_NAMES[kind]), count.toLocaleString('en-US')]];
  });
  const stays = new Map<string, number>();
  for (const { kind, reason } of left) {
    const line = `${text(REPAIR_NAMES[kind])}${zh ? '：' : ': '}${text(LEFT_REASONS[reason])}`;
    stays.set(line, (stays.get(line) ?? 0) + 1);
  }
  const table = (head: string, body: string[][]): string =>
    `${renderTable(
      [
        { head, align: 'left' },
        { head: zh ? '处' : 'times', align: 'right' },
      ],
      body,
    )}\n`;
  const done =
    rows.length === 0
      ? zh
        ? '没有要修的\n'
        : 'nothing to repair\n'
      : table(zh ? '修复' : 'repair', rows);
  const undone = [...stays].map(([line, count]) => [line, count.toLocaleString('en-US')]);
  return undone.length === 0 ? done : `${done}${table(zh ? '没有修的' : 'left as it is', undone)}`;
}
