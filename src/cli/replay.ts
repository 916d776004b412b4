/** `replay` — what past outcomes become under the law of another day or under a draft. */
import {
  type CheckReplayReport,
  loadDraft,
  replayChecks,
  type ReplayReport,
  replayYears,
  VERDICT_WORDS,
} from '../app/index.ts';
import {
  formatArea,
  formatSignedArea,
  InputError,
  isCalendarDate,
  type Language,
  say,
} from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { printJson, withApp } from './session.ts';

interface Options {
  readonly asOf?: string;
  readonly law?: string;
  readonly region?: string;
  readonly strict?: boolean;
}

/** Adds the command. */
export function replayCommand(host: CommandHost): void {
  host.program
    .command('replay')
    .description(
      '按另一天的法规或草案重放过去的结果，列出变化 what past outcomes become under other law',
    )
    .option('--as-of <date>', '按哪一天的法规 the law of which day')
    .option('--law <file>', '草案文件 a draft of law')
    .option('--region <code>', '只重放这个区域 this region only')
    .option('--strict', '有变化或不能重放的时以 1 退出 exit 1 when anything changes or fails')
    .action(async (options: Options) => {
      const { asOf, law, region, strict } = options;
      if (asOf !== undefined && !isCalendarDate(asOf)) throw notADay(asOf);
      const told = { asOf, region, ...(law === undefined ? {} : { draft: loadDraft(law) }) };
      const [years, checks] = await withApp(
        host,
        async (app) => [await replayYears(app, told), await replayChecks(app, told)] as const,
      );
      const { json, language } = host.global();
      if (json) printJson(host, { units: { area: '0.01 m2' }, ...asJson(years), checks });
      else host.terminal.out(replayText(years, language) + checksText(checks, language));
      const isSettled = isSame(years) && checks.changed.length === 0;
      host.finish(strict === true && !isSettled ? EXIT.findings : EXIT.done);
    });
}

const isSame = ({ years, failed }: ReplayReport): boolean =>
  failed.length === 0 && years.every((year) => year.rows.length === 0 && year.tests.length === 0);

function asJson({ years, failed }: ReplayReport): object {
  return {
    years,
    failed: failed.map(({ id, error }) => ({ id, text: error.text, remedy: error.remedy })),
  };
}

const VERDICTS: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  pass: say('通过', 'pass'),
  fail: say('不通过', 'fail'),
  'no-data': say('缺数据', 'no data'),
  notice: say('提示', 'notice'),
  'not-applicable': say('不适用', 'not applicable'),
};

const word = (verdict: string, language: Language): string =>
  VERDICTS[verdict]?.[language] ?? verdict;

function replayText({ years, failed }: ReplayReport, language: Language): string {
  const zh = language === 'zh';
  const lines: string[] = [];
  for (const { id, version, regionName, rows, tests } of years) {
    const isUnchanged = rows.length === 0 && tests.length === 0;
    const unchanged = zh ? '没有变化' : 'nothing changes';
    lines.push(`${id} v${version} ${regionName}${isUnchanged ? `  ${unchanged}` : ''}`);
    for (const { title, before, after, difference } of rows)
      lines.push(
        `  ${title[language]}  ${hectares(before)} → ${hectares(after)}  ${hectares(difference)} ${zh ? '公顷' : 'ha'}`,
      );
    for (const { id: test, title, before, after, reason } of tests)
      lines.push(
        `  ${test} ${title[language]}  ${word(before, language)} → ${word(after, language)}  ${reason[language]}`,
      );
  }
  for (const { id, error } of failed)
    lines.push(
      `${id} ${zh ? '不能重放' : 'cannot be replayed'}: ${error.text[language]} ${error.remedy[language]}`,
    );
  if (years.length === 0 && failed.length === 0)
    lines.push(zh ? '没有已结算的年度。' : 'No year has been settled.');
  return `${lines.join('\n')}\n`;
}

/** The checks that change, with the rules that turn; totals last. */
function checksText({ checked, changed }: CheckReplayReport, language: Language): string {
  const zh = language === 'zh';
  const lines = changed.flatMap(({ id, region, title, before, after, area, turned }) => [
    `${id} ${region} ${title}  ${answer(before, language)} → ${answer(after, language)}  ${formatArea(area, 'ha', 4)} ${zh ? '公顷' : 'ha'}`,
    ...turned.map(
      (one) =>
        `  ${one.title[language]}（${one.rule}）  ${answer(one.before, language)} → ${answer(one.after, language)}  ${one.sentence[language]}`,
    ),
  ]);
  for (const region of [...new Set(changed.map((one) => one.region))].sort()) {
    const rows = changed.filter((one) => one.region === region);
    const area = rows.reduce((sum, one) => sum + one.area, 0n);
    lines.push(
      zh
        ? `${region}  变化 ${rows.length} 份，涉及 ${formatArea(area, 'ha', 4)} 公顷`
        : `${region}  ${rows.length} changed, ${formatArea(area, 'ha', 4)} ha in all`,
    );
  }
  lines.push(
    zh
      ? `重放核查 ${checked} 份，变化 ${changed.length} 份`
      : `checks decided again: ${checked}, changed: ${changed.length}`,
  );
  return `${lines.join('\n')}\n`;
}

function answer(verdict: string, language: Language): string {
  if (verdict === 'not-asked') return language === 'zh' ? '不适用' : 'not asked';
  const { sign, word: text } = VERDICT_WORDS[verdict as keyof typeof VERDICT_WORDS];
  return `${sign} ${text[language]}`;
}

const hectares = (area: string): string => formatSignedArea(BigInt(area), 'ha');

function notADay(text: string): InputError {
  return new InputError(
    'bad-date',
    say(`“${text}”不是日期`, `“${text}” is no date`),
    say('写成 2026-03-17 的样子。', 'Write it like 2026-03-17.'),
    { field: '--as-of' },
  );
}
