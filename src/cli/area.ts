/** `area FILE` — legal, planar and geodesic area of every feature. */
import { measure } from '../app/index.ts';
import { formatArea } from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { printFindings } from './print.ts';
import { printEvidence } from './print-understood.ts';
import { printJson, withApp } from './session.ts';
import { renderTable } from './table.ts';

const SHOWN = 30;

export function areaCommand(host: CommandHost): void {
  host.program
    .command('area')
    .description(
      '每个要素的法定、平面和测地线面积 legal, planar and geodesic area of every feature',
    )
    .argument('<file>', '文件或文件夹，可写成 文件#图层 file or folder, FILE#LAYER picks a layer')
    .option('--crs <crs>', '坐标系 reference system, e.g. EPSG:4527')
    .option('--encoding <name>', '文字编码 text encoding')
    .option('--id <field>', '标识字段 field that names the features')
    .action(async (file: string, options: { crs?: string; encoding?: string; id?: string }) => {
      const report = await withApp(host, (app) => measure(app, file, options));
      const { json, language } = host.global();
      const { terminal } = host;
      if (json) printJson(host, report);
      else {
        const zh = language === 'zh';
        terminal.out(
          `${report.file} ${report.layer}  ${report.crs}  ${zh ? '公式' : 'formula'} ${report.formula}\n`,
        );
        printEvidence(report.evidence, terminal, language);
        const rows = report.features
          .slice(0, SHOWN)
          .map((f) => [
            f.id,
            formatArea(BigInt(f.legal), 'm2'),
            f.planar.toFixed(4),
            f.geodesic.toFixed(4),
          ]);
        terminal.out(
          `${renderTable(
            [
              { head: zh ? '要素' : 'feature', align: 'left' },
              { head: zh ? '法定 m²' : 'legal m²', align: 'right' },
              { head: `${zh ? '平面' : 'planar'} ${report.units.planar}`, align: 'right' },
              { head: zh ? '测地线 m²' : 'geodesic m²', align: 'right' },
            ],
            [
              ...rows,
              null,
              [
                `${zh ? '合计' : 'total'} ${report.features.length}`,
                formatArea(BigInt(report.total.legal), 'm2'),
                '',
                '',
              ],
            ],
          )}\n`,
        );
        if (report.features.length > SHOWN)
          terminal.out(
            zh
              ? `只列前 ${SHOWN} 个；全部请加 --json。\n`
              : `The first ${SHOWN} are shown; --json gives all.\n`,
          );
      }
      printFindings(report.findings, terminal, language);
      host.finish(EXIT.done);
    });
}
