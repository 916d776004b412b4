/** `law` — the rules and parameters in force on a day, and one of them with its words. */
import {
  lawAt,
  lawOfName,
  loadDraft,
  loadPack,
  type ParameterInForce,
  type RuleInForce,
} from '../app/index.ts';
import { InputError, isCalendarDate, type Language, say } from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { printJson } from './session.ts';
import { today } from './site-options.ts';

interface Options {
  readonly asOf?: string;
  readonly pack?: readonly string[];
  readonly law?: string;
}

const STRENGTHS = {
  forbidden: say('禁止', 'forbidden'),
  'in-principle-not': say('原则上不', 'in principle not'),
  duty: say('须落实', 'duty'),
  condition: say('条件', 'condition'),
};

/** Adds the commands. */
export function lawCommand(host: CommandHost): void {
  const law = host.program.command('law').description('法规 the law');
  const withDay = (command: ReturnType<typeof law.command>): typeof command =>
    command
      .option('--as-of <date>', '按哪一天的法规 the law of which day')
      .option('--pack <files...>', '省、县规则包 rule packs')
      .option('--law <file>', '草案文件 a draft of law');
  withDay(law.command('list'))
    .description('当日的规则和参数 rules and parameters of a day')
    .action((options: Options) => {
      const all = lawAt(...asked(options));
      const { json, language } = host.global();
      if (json) printJson(host, all);
      else
        host.terminal.out(
          [
            ...all.rules.map((one) => ruleLine(one, language)),
            ...all.parameters.map((one) => parameterLine(one, language)),
          ].join('\n') + '\n',
        );
      host.finish(EXIT.done);
    });
  withDay(law.command('show <name>'))
    .description('一条规则或一个参数 one rule or parameter')
    .action((name: string, options: Options) => {
      const one = lawOfName(name, ...asked(options));
      const { json, language } = host.global();
      if (json) printJson(host, one);
      else
        host.terminal.out(
          `${'id' in one ? ruleText(one, language) : parameterLine(one, language)}\n`,
        );
      host.finish(EXIT.done);
    });
}

function asked({ asOf, pack = [], law }: Options): Parameters<typeof lawAt> {
  if (asOf !== undefined && !isCalendarDate(asOf))
    throw new InputError(
      'bad-option',
      say(`“${asOf}”不是一天`, `“${asOf}” is not a day`),
      say('写成 2026-03-17。', 'Write it as 2026-03-17.'),
      { field: '--as-of' },
    );
  const draft = law === undefined ? undefined : loadDraft(law);
  return [asOf ?? today(), pack.map(loadPack), draft];
}

const mark = (one: RuleInForce | ParameterInForce, language: Language): string =>
  one.confidence === 'confirmed' ? '' : language === 'zh' ? '  未确认' : '  unconfirmed';

const ruleLine = (one: RuleInForce, language: Language): string =>
  `${one.id}  ${one.title[language]}  ${one.clause[language]}  ${STRENGTHS[one.strength][language]}${mark(one, language)}`;

const parameterLine = (one: ParameterInForce, language: Language): string =>
  `${one.name}  ${one.meaning[language]}  ${one.value[language]}${mark(one, language)}`;

/** A rule with its words, which are those of the law and stay Chinese. */
function ruleText(one: RuleInForce, language: Language): string {
  const layers = one.layers.map((layer) => layer[language]).join(', ');
  return [
    ruleLine(one, language),
    ...(one.quote === null ? [] : [`「${one.quote}」`]),
    ...(layers === '' ? [] : [layers]),
    `${one.from} – ${one.to ?? ''}`.trimEnd(),
  ].join('\n');
}
