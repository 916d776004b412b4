/** `survey repair`: a repaired copy of a layer and the list of what was changed; the source stays as it is. */
import { REPAIRS, type RepairReport, repairSurvey } from '../app/index.ts';
import { formatArea } from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { printJson, withApp } from './session.ts';
import { renderTable } from './table.ts';

type Kind = (typeof REPAIRS)[number];

/** What each repair is called. */
const NAMES: Readonly<Record<Kind, readonly [zh: string, en: string]>> = {
  repeated: ['删去重复的顶点', 'repeated vertices removed'],
  spike: ['删去尖刺', 'spikes removed'],
  order: ['改正环的方向', 'rings turned'],
  multipart: ['拆开多部件', 'parts split'],
  junction: ['在边上补点', 'vertices added to edges'],
};

interface Options {
  readonly out: string;
  readonly only?: Kind[];
  readonly crs?: string;
  readonly encoding?: string;
}

/** Adds the command below `survey`. */
export function repairCommand(survey: CommandHost['program'], host: CommandHost): void {
  survey
    .command('repair')
    .description(
      '提出修复：写出修好的副本和改动清单 write a repaired copy and the list of its changes',
    )
    .argument('<file>', '文件，可写成 文件#图层 file, FILE#LAYER picks a layer')
    .requiredOption('--out <file>', '修好的副本（GeoPackage） the repaired copy')
    .addOption(
      host.option('--only <kinds...>', '只做这些修复 only these repairs').choices([...REPAIRS]),
    )
    .option('--crs <crs>', '坐标系 reference system')
    .option('--encoding <name>', '文字编码 text encoding')
    .action(async (path: string, options: Options) => {
      const report = await withApp(host, (app) => repairSurvey(app, path, options));
      if (host.global().json)
        printJson(host, {
          units: { area: '0.01 m2' },
          ...report,
          area: { before: String(report.area.before), after: String(report.area.after) },
        });
      else print(host, report);
      host.finish(EXIT.done);
    });
}

function print(host: CommandHost, { file, list, features, area, changes }: RepairReport): void {
  const zh = host.global().language === 'zh';
  const rows = REPAIRS.map((kind) => [
    NAMES[kind][zh ? 0 : 1],
    changes.filter((change) => change.kind === kind).length.toLocaleString('en-US'),
  ]).filter(([, count]) => count !== '0');
  host.terminal.out(
    rows.length === 0
      ? zh
        ? '没有要修的\n'
        : 'nothing to repair\n'
      : `${renderTable(
          [
            { head: zh ? '修复' : 'repair', align: 'left' },
            { head: zh ? '处' : 'times', align: 'right' },
          ],
          rows as string[][],
        )}\n`,
  );
  const [before, after] = [area.before, area.after].map((total) => formatArea(total, 'm2'));
  host.terminal.out(
    zh
      ? `要素 ${features.before} → ${features.after}，面积 ${before} → ${after} m²\n副本 ${file}\n改动 ${list}\n`
      : `features ${features.before} → ${features.after}, area ${before} → ${after} m²\ncopy ${file}\nchanges ${list}\n`,
  );
}
