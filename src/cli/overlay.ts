/** `overlay A B` — area of every pair of groups. */
import { overlayFiles } from '../app/index.ts';
import { formatArea } from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { printFindings } from './print.ts';
import { printJson, withApp } from './session.ts';
import { renderTable } from './table.ts';

const SHOWN = 60;

export function overlayCommand(host: CommandHost): void {
  host.program
    .command('overlay')
    .description('两个图层每一对分组的相交面积 area of every pair of groups of two layers')
    .argument('<a>', '第一个图层 first layer')
    .argument('<b>', '第二个图层 second layer')
    .option('--by-a <field>', '第一个图层的分组字段 field that groups the first layer')
    .option('--by-b <field>', '第二个图层的分组字段 field that groups the second layer')
    .option('--crs-a <crs>', '第一个图层的坐标系 reference system of the first layer')
    .option('--crs-b <crs>', '第二个图层的坐标系 reference system of the second layer')
    .action(
      async (
        a: string,
        b: string,
        options: { byA?: string; byB?: string; crsA?: string; crsB?: string },
      ) => {
        const report = await withApp(host, (app) => overlayFiles(app, { a, b }, options));
        const { json, language } = host.global();
        const { terminal } = host;
        const zh = language === 'zh';
        if (json) printJson(host, report);
        else {
          const outside = zh ? '（未覆盖）' : '(not covered)';
          const name = (text: string): string => (text === '' ? outside : text);
          const rows = report.groups
            .slice(0, SHOWN)
            .map((g) => [name(g.a), name(g.b), formatArea(BigInt(g.area), 'm2')]);
          terminal.out(
            `${renderTable(
              [
                { head: 'A', align: 'left' },
                { head: 'B', align: 'left' },
                { head: 'm²', align: 'right' },
              ],
              [
                ...rows,
                null,
                ['A', '', formatArea(BigInt(report.total.a), 'm2')],
                ['B', '', formatArea(BigInt(report.total.b), 'm2')],
                [zh ? 'A 与 B 都有' : 'both', '', formatArea(BigInt(report.total.both), 'm2')],
              ],
            )}\n`,
          );
          if (report.groups.length > SHOWN)
            terminal.out(
              zh
                ? `只列前 ${SHOWN} 组，共 ${report.groups.length} 组；全部请加 --json。\n`
                : `${SHOWN} of ${report.groups.length} groups are shown; --json gives all.\n`,
            );
          terminal.err(
            `${zh ? '读取' : 'read'} ${report.seconds.read.toFixed(2)} s, ${zh ? '叠加' : 'overlay'} ${report.seconds.overlay.toFixed(2)} s\n`,
          );
        }
        for (const [layer, names] of [
          ['A', report.overlapped.a],
          ['B', report.overlapped.b],
        ] as const) {
          if (names.length === 0) continue;
          terminal.err(
            zh
              ? `▲ 图层 ${layer} 上有 ${names.length} 个要素被另一图层重复覆盖（那一层自身重叠）：${names.slice(0, 5).join('，')}\n`
              : `▲ ${names.length} features of ${layer} are covered more than once, because the other layer overlaps itself: ${names.slice(0, 5).join(', ')}\n`,
          );
        }
        printFindings(report.findings, terminal, language);
        host.finish(EXIT.done);
      },
    );
}
