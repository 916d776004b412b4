/** `layer import`, `layer list` — constraint layers as snapshots of their day and region. */
import { constraintLayer, importLayers, type LayerImport, storedLayers } from '../app/index.ts';
import { SECRECY_LEVELS, SECRECY_NAMES, type SecrecyLevel } from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { printFindings } from './print.ts';
import { printEvidence } from './print-understood.ts';
import { printJson, withApp } from './session.ts';
import { dayOption } from './site-options.ts';
import { renderTable } from './table.ts';

interface ImportOptions {
  readonly kind?: string;
  readonly date?: string;
  readonly region?: string;
  readonly crs?: string;
  readonly encoding?: string;
  readonly swapAxes?: boolean;
  readonly secrecy?: SecrecyLevel;
  readonly none?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export function layerCommand(host: CommandHost): void {
  const layer = host.program
    .command('layer')
    .description('约束图层：红线、永久基本农田、坡度图等 constraint layers');
  layer
    .command('import')
    .description('存入文件里认识的图层 store the layers of a file that are known')
    .argument('[file]', '文件或文件夹，可写成 文件#图层 file or folder, FILE#LAYER picks a layer')
    .option(
      '--kind <kind>',
      '是哪一类图层，代号或中文名；不写则看图层名 kind of the layer; by its name otherwise',
    )
    .option(
      '--date <day>',
      '数据时点，如 2025-12-31 the day that the layers describe',
      dayOption('--date'),
    )
    .option('--region <code>', '县、市或省的六位代码 code of the county, city or province')
    .option('--crs <crs>', '坐标系 reference system')
    .option('--encoding <name>', '文字编码 text encoding')
    .option('--swap-axes', '文件把北坐标写在前面 the file has the northing first')
    .addOption(host.option('--secrecy <level>', '密级 secrecy').choices([...SECRECY_LEVELS]))
    .option('--none', '空图层表示本县没有这类土地 an empty layer says that there is no such land')
    .option('--yes', '有歧义时取最可能的答案 take the best guess instead of asking')
    .option('--dry-run', '只看结果，不存储 show what would be stored, store nothing')
    .action(importFile(host));
  layer
    .command('list')
    .description('已有的图层 stored layers')
    .action(async () => {
      const rows = await withApp(host, storedLayers);
      const { json, language } = host.global();
      const zh = language === 'zh';
      if (json) printJson(host, { layers: rows });
      else
        host.terminal.out(
          `${renderTable(
            [
              ...heads(zh),
              { head: zh ? '导入' : 'imported', align: 'left' },
              { head: zh ? '来源' : 'source', align: 'left' },
            ],
            rows.map((row) => [
              ...cells(row, language),
              row.imported_at.toISOString().slice(0, 16).replace('T', ' '),
              row.title,
            ]),
          )}\n`,
        );
      host.finish(EXIT.done);
    });
}

type Row = LayerImport['layers'][number]['row'];

function heads(zh: boolean): { readonly head: string; readonly align: 'left' | 'right' }[] {
  return [
    { head: zh ? '图层' : 'layer', align: 'left' },
    { head: zh ? '类别' : 'kind', align: 'left' },
    { head: '', align: 'left' },
    { head: zh ? '时点' : 'day', align: 'left' },
    { head: zh ? '行政区' : 'region', align: 'left' },
    { head: zh ? '要素' : 'features', align: 'right' },
    { head: zh ? '坐标系' : 'system', align: 'left' },
    { head: zh ? '密级' : 'secrecy', align: 'left' },
  ];
}

function cells(row: Row, language: 'zh' | 'en'): string[] {
  const none = language === 'zh' ? '没有' : 'none';
  return [
    row.id,
    row.kind,
    constraintLayer(row.kind).name[language],
    row.day,
    row.region_code,
    row.feature_count === 0 ? none : row.feature_count.toLocaleString('en-US'),
    row.crs,
    SECRECY_NAMES[row.secrecy][language],
  ];
}

function importFile(host: CommandHost) {
  return async (file: string | undefined, options: ImportOptions): Promise<void> => {
    const { date, yes, dryRun, ...told } = options;
    const imported = await withApp(host, (app) =>
      importLayers(app, file, {
        ...told,
        day: date,
        guess: yes === true,
        store: dryRun !== true,
      }),
    );
    const { json, language } = host.global();
    if (json)
      printJson(host, {
        ...(dryRun === true ? { dryRun: true } : {}),
        layers: imported.layers.map(({ row, isNew, evidence }) => ({
          layer: row.id,
          isNew,
          kind: row.kind,
          region: row.region_code,
          day: row.day,
          title: row.title,
          crs: row.crs,
          features: row.feature_count,
          secrecy: row.secrecy,
          evidence,
        })),
        others: imported.others,
        evidence: imported.evidence,
        findings: imported.findings,
      });
    else {
      printImport(host, imported, dryRun === true);
      printFindings(imported.findings, host.terminal, language);
    }
    host.finish(EXIT.done);
  };
}

function printImport(host: CommandHost, imported: LayerImport, isPreview: boolean): void {
  const { language } = host.global();
  const zh = language === 'zh';
  const state = (isNew: boolean): string => {
    if (isPreview) return zh ? '试运行，未存储' : 'dry run, not stored';
    if (isNew) return zh ? '已存储' : 'stored';
    return zh ? '已有，未重复存储' : 'known already';
  };
  const rows = imported.layers.map(({ row, isNew }) => [...cells(row, language), state(isNew)]);
  host.terminal.out(`${renderTable([...heads(zh), { head: '', align: 'left' }], rows)}\n`);
  if (imported.others.length > 0)
    host.terminal.out(
      zh
        ? `没有规则要看、未读入的图层：${imported.others.join('、')}\n`
        : `Layers that no rule asks for, not read: ${imported.others.join(', ')}\n`,
    );
  printEvidence(imported.evidence, host.terminal, language);
  for (const { row, evidence } of imported.layers) {
    host.terminal.err(`${row.kind}\n`);
    printEvidence(evidence, host.terminal, language);
  }
}
