/** How a site check looks on a terminal: the conclusion, what is taken, each rule with its clause and what to do. */
import {
  type CheckedSite,
  clauseLabel,
  LAND_USE_NAMES,
  VERDICT_WORDS,
  worstFirst,
} from '../app/index.ts';
import { type Area, formatArea, type Language } from '../base/index.ts';
import { renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';

type Check = CheckedSite['check'];
type Decision = Check['ruling']['decisions'][number];

/** The whole check, worst rules first; those that ask for nothing stand in one line each kind. */
export function printSiteCheck(checked: CheckedSite, terminal: Terminal, language: Language): void {
  const { check, title } = checked;
  const zh = language === 'zh';
  const state = storedAs(checked, language);
  const { sign } = VERDICT_WORDS[check.ruling.verdict];
  terminal.out(
    `\n${sign} ${check.headline[language]}\n${title}  ${LAND_USE_NAMES[check.use][language]}  ${zh ? '适用' : 'law of'} ${check.day}  ${state}\n\n`,
  );
  terminal.out(`${areas(check, language)}\n`);
  printRuling(check.ruling, terminal, language);
  terminal.out(`\n${owed(check, language)}\n${avoided(check, language)}`);
}

/** Number of a check, and whether it is new. */
export function storedAs(
  { id, isNew }: Pick<CheckedSite, 'id' | 'isNew'>,
  language: Language,
): string {
  const zh = language === 'zh';
  if (id === null) return zh ? '试运行，未存储' : 'dry run, not stored';
  return `${id}${isNew ? '' : zh ? '（核查过）' : ' (known)'}`;
}

/** What each rule answered, worst first; those that ask for nothing stand in one line each kind. */
export function printRuling(ruling: Check['ruling'], terminal: Terminal, language: Language): void {
  const zh = language === 'zh';
  const decisions = worstFirst(ruling.decisions);
  for (const decision of decisions) printDecision(decision, terminal, language);
  for (const verdict of ['pass', 'not-applicable'] as const) {
    const some = decisions.filter((one) => one.verdict === verdict);
    if (some.length === 0) continue;
    const names = some.map((one) => `${one.title[language]}（${label(one, language)}）`);
    terminal.out(`\n${word(verdict, language)}  ${names.join(zh ? '、' : ', ')}\n`);
  }
}

function areas({ taken }: Check, language: Language): string {
  const zh = language === 'zh';
  const row = (zhName: string, enName: string, area: Area | null): string[] => [
    zh ? zhName : enName,
    area === null ? (zh ? '缺数据' : 'no data') : formatArea(area, 'ha', 4),
    area === null ? '' : formatArea(area, 'mu'),
  ];
  const rows = [
    row('用地总面积', 'ground', taken.area),
    row('占用耕地（扣除田坎）', 'cultivated land without ridges', taken.cultivatedArea),
    row('其中水田', 'of it paddy', taken.paddyArea),
    row('永久基本农田', 'permanent basic farmland', taken.permanentArea),
    ...(taken.outsideArea > 0n
      ? [row('调查范围以外', 'outside the survey', taken.outsideArea)]
      : []),
  ];
  return renderTable(
    [
      { head: zh ? '项目' : 'item', align: 'left' },
      { head: zh ? '公顷' : 'ha', align: 'right' },
      { head: zh ? '亩' : 'mu', align: 'right' },
    ],
    rows,
  );
}

function word(verdict: keyof typeof VERDICT_WORDS, language: Language): string {
  const { sign, word: text } = VERDICT_WORDS[verdict];
  return `${sign} ${text[language]}`;
}

/** The clause, and whether the rule or a value behind it is unconfirmed. */
function label({ citation, confidence }: Decision, language: Language): string {
  const doubt =
    confidence === 'unconfirmed' ? (language === 'zh' ? '，未确认' : ', unconfirmed') : '';
  return `${clauseLabel(citation)[language]}${doubt}`;
}

function printDecision(decision: Decision, terminal: Terminal, language: Language): void {
  const { verdict, title, sentence, remedy, exception } = decision;
  if (verdict === 'pass' || verdict === 'not-applicable') return;
  const zh = language === 'zh';
  terminal.out(
    `\n${word(verdict, language)}  ${title[language]}  [${label(decision, language)}]\n   ${sentence[language]}\n`,
  );
  if (remedy !== null) terminal.out(`   ${zh ? '怎么办：' : 'What to do: '}${remedy[language]}\n`);
  if (exception !== null)
    terminal.out(
      zh
        ? `   批准人 ${exception.approver}，批文 ${exception.document}，理由：${exception.reason}\n`
        : `   Approved by ${exception.approver}, ${exception.document}: ${exception.reason}\n`,
    );
}

/** 应补充 in one line: why, and the amounts where somebody owes them. */
function owed({ replacement }: Check, language: Language): string {
  const zh = language === 'zh';
  const { bearer, sentence, capacity, minimumGrade, formula } = replacement;
  const head = `${zh ? '应补充' : 'To replace'}: ${sentence[language]}`;
  if (bearer === 'none') return head;
  const missing = zh ? '缺数据' : 'no data';
  const doubt = formula.confidence === 'unconfirmed' ? (zh ? '（未确认）' : ' (unconfirmed)') : '';
  const kg =
    capacity === null
      ? missing
      : `${Math.round(capacity).toLocaleString('en-US')} ${zh ? '公斤' : 'kg'}${doubt}`;
  const grade = minimumGrade === null ? missing : minimumGrade.toFixed(2);
  const [area, paddy] = [replacement.cultivatedArea, replacement.paddyArea].map((one) =>
    formatArea(one, 'ha', 4),
  );
  return zh
    ? `${head}\n   耕地 ${area} 公顷，其中水田 ${paddy} 公顷；粮食产能 ${kg}；质量等级不低于 ${grade}`
    : `${head}\n   ${area} ha of cultivated land, ${paddy} ha of it paddy; grain capacity ${kg}; quality grade no worse than ${grade}`;
}

/** 避让方案 in a line or two; nothing where no permanent basic farmland is taken. */
function avoided({ avoidance }: Check, language: Language): string {
  if (avoidance === null) return '';
  const zh = language === 'zh';
  const { shift, drops } = avoidance;
  const rest = formatArea(avoidance.restArea, 'ha', 4);
  const drop = zh
    ? `去掉占用永久基本农田的 ${drops.length} 块，余 ${rest} 公顷`
    : `drop the ${drops.length} parts that take permanent basic farmland; ${rest} ha are left`;
  const head = zh ? '避让方案' : 'Alternatives';
  if (shift === null)
    return zh
      ? `${head}：平移避不开永久基本农田；${drop}\n`
      : `${head}: no shift keeps off permanent basic farmland; ${drop}\n`;
  const takes = formatArea(shift.takes.cultivatedArea, 'ha', 4);
  const there = word(shift.verdict, language);
  return zh
    ? `${head}：向${shift.direction.zh}移 ${shift.metres} m 不占永久基本农田，占耕地 ${takes} 公顷（${there}）；或${drop}\n`
    : `${head}: ${shift.metres} m to the ${shift.direction.en} takes no permanent basic farmland and ${takes} ha of cultivated land (${there}); or ${drop}\n`;
}
