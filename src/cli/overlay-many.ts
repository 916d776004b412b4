/** `overlay` with three or more layers: a table with a column for each. */
import { overlayManyFiles, type OverlayManyReport } from '../app/index.ts';
import { formatArea, type Language } from '../base/index.ts';
import type { CommandHost } from './main.ts';
import { printFindings } from './print.ts';
import { printJson, withApp } from './session.ts';
import { renderTable } from './table.ts';

const SHOWN = 60;

/** Overlays and prints. */
export async function printOverlayMany(
  host: CommandHost,
  files: Parameters<typeof overlayManyFiles>[1],
): Promise<void> {
  const report = await withApp(host, (app) => overlayManyFiles(app, files));
  const { json, language } = host.global();
  const { terminal } = host;
  if (json) printJson(host, report);
  else {
    terminal.out(`${tableOf(report, language)}\n`);
    if (report.groups.length > SHOWN)
      terminal.out(
        language === 'zh'
          ? `只列前 ${SHOWN} 个组合，共 ${report.groups.length} 个；全部请加 --json。\n`
          : `${SHOWN} of ${report.groups.length} combinations are shown; --json gives all.\n`,
      );
    const { read, overlay } = report.seconds;
    terminal.err(
      language === 'zh'
        ? `读取 ${read.toFixed(2)} s，叠加 ${overlay.toFixed(2)} s\n`
        : `read ${read.toFixed(2)} s, overlay ${overlay.toFixed(2)} s\n`,
    );
  }
  report.overlapping.forEach((names, i) => {
    if (names.length === 0) return;
    const few = names.slice(0, 5);
    terminal.err(
      language === 'zh'
        ? `▲ ${report.files[i]} 有 ${names.length} 个要素互相重叠，重叠的土地对每个要素各算一次：${few.join('，')}\n`
        : `▲ ${names.length} features of ${report.files[i]} lie over each other; their ground counts once for each: ${few.join(', ')}\n`,
    );
  });
  printFindings(report.findings, terminal, language);
}

function tableOf({ files, groups, total }: OverlayManyReport, language: Language): string {
  const outside = language === 'zh' ? '（未覆盖）' : '(not covered)';
  const rest = files.slice(1).map(() => '');
  const squareMetres = (area: string): string => formatArea(BigInt(area), 'm2');
  return renderTable(
    [
      ...files.map((_, i) => ({ head: letter(i), align: 'left' as const })),
      { head: 'm²', align: 'right' },
    ],
    [
      ...groups
        .slice(0, SHOWN)
        .map(({ of, area }) => [...of.map((name) => name ?? outside), squareMetres(area)]),
      null,
      ...total.layers.map((area, i) => [letter(i), ...rest, squareMetres(area)]),
      [language === 'zh' ? '都有' : 'all', ...rest, squareMetres(total.all)],
    ],
  );
}

/** A, B, C … as the files come. */
function letter(i: number): string {
  return String.fromCodePoint(0x41 + i);
}
