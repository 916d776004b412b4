/** `overlay A B [MORE…]` — area of every combination of groups. */
import { overlayFiles } from '../app/index.ts';
import { formatArea, InputError, say } from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { printOverlayMany } from './overlay-many.ts';
import { printFindings } from './print.ts';
import { printJson, withApp } from './session.ts';
import { renderTable } from './table.ts';

const SHOWN = 60;

interface OverlayOptions {
  readonly by: readonly string[];
  readonly crs: readonly string[];
  readonly byA?: string;
  readonly byB?: string;
  readonly crsA?: string;
  readonly crsB?: string;
}

export function overlayCommand(host: CommandHost): void {
  const collect = (value: string, before: readonly string[]): string[] => [...before, value];
  host.program
    .command('overlay')
    .description(
      '两个或更多图层每一组合的相交面积 area of every combination of groups of two or more layers',
    )
    .argument('<a>', '第一个图层 first layer')
    .argument('<b>', '第二个图层 second layer')
    .argument('[more...]', '更多图层，最多共 8 个 more layers, 8 in all')
    .option(
      '--by <field>',
      '分组字段，每个图层写一次，按文件的顺序；- 表示按要素 field that groups a layer, once for each in the order of the files; - for single features',
      collect,
      [],
    )
    .option(
      '--crs <crs>',
      '坐标系，每个图层写一次，按文件的顺序；- 表示用文件自己的 reference system, once for each in the order of the files; - for what the file says',
      collect,
      [],
    )
    .option('--by-a <field>', '第一个图层的分组字段 field that groups the first layer')
    .option('--by-b <field>', '第二个图层的分组字段 field that groups the second layer')
    .option('--crs-a <crs>', '第一个图层的坐标系 reference system of the first layer')
    .option('--crs-b <crs>', '第二个图层的坐标系 reference system of the second layer')
    .action(async (a: string, b: string, more: string[], options: OverlayOptions) => {
      const files = [a, b, ...more];
      const by = perFile('by', options.by, [options.byA, options.byB], files.length);
      const crs = perFile('crs', options.crs, [options.crsA, options.crsB], files.length);
      if (more.length > 0)
        await printOverlayMany(
          host,
          files.map((path, i) => ({ path, by: by[i], crs: crs[i] })),
        );
      else await printPairs(host, { a, b }, { byA: by[0], byB: by[1], crsA: crs[0], crsB: crs[1] });
      host.finish(EXIT.done);
    });
}

/** One value a file: from the repeated option, or from --…-a and --…-b; InputError when they do not match the files. */
function perFile(
  name: 'by' | 'crs',
  values: readonly string[],
  ofTwo: readonly (string | undefined)[],
  files: number,
): (string | undefined)[] {
  const given = ofTwo.some((value) => value !== undefined);
  if (values.length === 0) return [...ofTwo, ...Array<undefined>(files - 2)];
  if (!given && values.length === files)
    return values.map((value) => (value === '-' ? undefined : value));
  throw new InputError(
    'option-count',
    given
      ? say(
          `--${name} 与 --${name}-a、--${name}-b 不能一起用`,
          `--${name} does not go with --${name}-a and --${name}-b`,
        )
      : say(
          `有 ${files} 个图层，--${name} 写了 ${values.length} 次`,
          `There are ${files} layers, and --${name} stands ${values.length} times`,
        ),
    say(
      `请为每个图层写一次 --${name}，按文件的顺序；没有的写 -。`,
      `Write --${name} once for each layer, in the order of the files, with - for none.`,
    ),
  );
}

/** Area of every pair of groups of two layers. */
async function printPairs(
  host: CommandHost,
  files: { readonly a: string; readonly b: string },
  options: Parameters<typeof overlayFiles>[2],
): Promise<void> {
  const report = await withApp(host, (app) => overlayFiles(app, files, options));
  const { json, language } = host.global();
  const { terminal } = host;
  const zh = language === 'zh';
  if (json) printJson(host, report);
  else {
    const outside = zh ? '（未覆盖）' : '(not covered)';
    const unnamed = zh ? '（空）' : '(empty)';
    const name = (text: string | null): string => (text === null ? outside : text || unnamed);
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
}
