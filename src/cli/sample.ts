/** `sample` — writes the synthetic county. */
import { makeSample } from '../app/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { wholeNumber } from './numbers.ts';
import { printJson, withApp } from './session.ts';

export function sampleCommand(host: CommandHost): void {
  host.program
    .command('sample')
    .description('生成虚构的样例县 write the synthetic sample county')
    .option(
      '--parcels <n>',
      '图斑数 number of parcels',
      wholeNumber('--parcels', 1, 5_000_000),
      20_000,
    )
    .option('--seed <n>', '种子 seed', wholeNumber('--seed', 0, 2_147_483_647), 1)
    .requiredOption('--out <dir>', '写到哪个文件夹 folder to write to')
    .action(async (options: { parcels: number; seed: number; out: string }) => {
      const files = await withApp(host, (app) => makeSample(app, options));
      const { json, language } = host.global();
      const { county, ...paths } = files;
      if (json)
        printJson(host, { files: paths, parcels: county.parcels, changes: county.changes.length });
      else {
        host.terminal.out(
          language === 'zh'
            ? `样例${county.regionName}：年初 ${county.parcels.before} 个图斑，年末 ${county.parcels.after} 个，${county.changes.length} 处变化\n`
            : `Sample county: ${county.parcels.before} parcels before, ${county.parcels.after} after, ${county.changes.length} changes\n`,
        );
        for (const path of Object.values(paths)) host.terminal.out(`  ${path}\n`);
      }
      host.finish(EXIT.done);
    });
}
