/** `survey export`: layers in another format, and what that format does not carry. */
import {
  EXPORT_FORMATS,
  type ExportOptions,
  type ExportReport,
  exportSurvey,
  TEXT_ENCODINGS,
} from '../app/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { printEvidence, printNotCarried } from './print-understood.ts';
import { printJson, withApp } from './session.ts';

type Options = Omit<ExportOptions, 'guess'> & { readonly yes?: boolean };

/** Adds the command below `survey`. */
export function exportCommand(survey: CommandHost['program'], host: CommandHost): void {
  survey
    .command('export')
    .description('导出为别的格式 write in another format')
    .argument(
      '<source>',
      '文件、文件夹或快照编号，可写成 文件#图层 file, folder or id of a snapshot, FILE#LAYER picks a layer',
    )
    .requiredOption('--out <file>', '写到哪里，后缀决定格式 where to; the ending tells the format')
    .addOption(
      host.option('--format <name>', '格式 format').choices(EXPORT_FORMATS.map(({ name }) => name)),
    )
    .option('--layer <names...>', '图层 layers')
    .addOption(
      host
        .option('--encoding <name>', '写出的文字编码 encoding of the written texts')
        .choices([...TEXT_ENCODINGS]),
    )
    .option('--crs <crs>', '来源的坐标系 reference system of the source')
    .option('--source-encoding <name>', '来源的文字编码 text encoding of the source')
    .option('--swap-axes', '文件把北坐标写在前面 the file has the northing first')
    .option('--yes', '有歧义时取最可能的答案 take the best guess instead of asking')
    .option('--force', '覆盖已有的文件 replace what is there')
    .action(async (source: string, { yes, ...options }: Options) => {
      const report = await withApp(host, (app) =>
        exportSurvey(app, source, { ...options, guess: yes === true }),
      );
      if (host.global().json) printJson(host, report);
      else print(host, report);
      host.finish(EXIT.done);
    });
}

function print(host: CommandHost, { file, layers, evidence, notCarried }: ExportReport): void {
  const { language } = host.global();
  const zh = language === 'zh';
  const out = (text: string): void => host.terminal.out(`${text}\n`);
  for (const { name, features, withoutShape, fields, crs } of layers) {
    const count = features.toLocaleString('en-US');
    const empty =
      withoutShape === 0
        ? ''
        : zh
          ? `（${withoutShape} 个没有图形）`
          : ` (${withoutShape} without a shape)`;
    out(
      zh
        ? `${name}：${count} 个要素${empty}，${fields} 个字段，${crs}`
        : `${name}: ${count} features${empty}, ${fields} fields, ${crs}`,
    );
  }
  out(file);
  printEvidence(evidence, host.terminal, language);
  printNotCarried(notCarried, host.terminal, language);
}
