/** How a check of candidate ground looks on a terminal: the conclusion, what lies there, each rule, and what to look at. */
import { type CheckedGround, classLabel, GROUND_VERB_NAMES, VERDICT_WORDS } from '../app/index.ts';
import { type Area, formatArea, type Language } from '../base/index.ts';
import { printRuling, storedAs } from './print-site.ts';
import { renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';

type Check = CheckedGround['check'];

/** The whole check, worst rules first. */
export function printGroundCheck(
  checked: CheckedGround,
  terminal: Terminal,
  language: Language,
): void {
  const { check, title } = checked;
  const zh = language === 'zh';
  const { sign } = VERDICT_WORDS[check.ruling.verdict];
  terminal.out(
    `\n${sign} ${check.headline[language]}\n${title}  ${GROUND_VERB_NAMES[check.verb][language]}  ${zh ? '适用' : 'law of'} ${check.day}  ${storedAs(checked, language)}\n\n`,
  );
  terminal.out(`${presentTable(check, language)}\n`);
  terminal.out(`${contiguityLine(check, language)}\n`);
  printRuling(check.ruling, terminal, language);
  const items = check.fieldWork.map((one) => one[language]).join(zh ? '、' : ', ');
  terminal.out(
    `\n${zh ? '还须实地查看（数据不能回答）：' : 'To be seen on the ground, no data tell it: '}${items}\n`,
  );
}

const figures = (area: Area): string[] => [formatArea(area, 'ha', 4), formatArea(area, 'mu')];

function presentTable({ present }: Check, language: Language): string {
  const zh = language === 'zh';
  return renderTable(
    [
      { head: zh ? '现状地类' : 'class now', align: 'left' },
      { head: zh ? '公顷' : 'ha', align: 'right' },
      { head: zh ? '亩' : 'mu', align: 'right' },
    ],
    [
      [zh ? '合计' : 'total', ...figures(present.area)],
      ...present.byClass.map(({ key, area }) => [classLabel(key)[language], ...figures(area)]),
      ...(present.outsideArea > 0n
        ? [[zh ? '调查范围以外' : 'outside the survey', ...figures(present.outsideArea)]]
        : []),
    ],
  );
}

/** 连片 at each distance: contiguity jumps with the distance, so all are told. */
function contiguityLine({ contiguity }: Check, language: Language): string {
  const zh = language === 'zh';
  const parts = contiguity.map(({ metres, blocks, withNeighboursArea }) => {
    const area = formatArea(withNeighboursArea, 'mu');
    return zh
      ? `${metres} 米内 ${blocks} 块，连同周边耕地最大 ${area} 亩`
      : `within ${metres} m ${blocks} block${blocks === 1 ? '' : 's'}, with fields around up to ${area} mu`;
  });
  return `${zh ? '连片：' : 'Contiguity: '}${parts.join(zh ? '；' : '; ')}`;
}
