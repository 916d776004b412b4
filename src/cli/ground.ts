/** `ground check` — candidate ground of replenished land against surveys, layers and the law of a day; `ground list`, `ground show`. */
import {
  type CheckedGround,
  checkGround,
  GROUND_VERB_NAMES,
  groundChecks,
  groundVerbOf,
  loadExceptions,
  loadGroundCheck,
  loadPack,
} from '../app/index.ts';
import { InputError, say } from '../base/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { decimalNumber } from './numbers.ts';
import { printFindings } from './print.ts';
import { printGroundCheck } from './print-ground.ts';
import { printEvidence } from './print-understood.ts';
import { printJson, withApp } from './session.ts';
import { finishCheck, printChecks } from './site.ts';
import {
  type GroundFileOptions,
  gradeOption,
  groundFileOptions,
  toldOf,
  yesOrNo,
} from './site-options.ts';

interface CheckOptions extends GroundFileOptions {
  readonly verb?: string;
  readonly quantity?: 'new-area' | 'paddy' | 'capacity';
  readonly programme?: string;
  readonly soilDepth?: number;
  readonly irrigation?: 'full' | 'satisfied' | 'basic' | 'none';
  readonly ph?: number;
  readonly accepted?: boolean;
  readonly acceptedGrade?: number;
  readonly signedBy?: readonly string[];
  readonly lastYearGrade?: number;
}

export function groundCommand(host: CommandHost): void {
  const ground = host.program
    .command('ground')
    .description('补充耕地来源核查 check candidate ground of replenished land');
  checkCommand(ground.command('check'), host);
  ground
    .command('list')
    .description('已有的核查 stored checks')
    .action(async () => {
      printChecks(host, await withApp(host, groundChecks));
    });
  ground
    .command('show')
    .description('一份核查 one stored check')
    .argument('<id>', '核查号或其开头 id or its beginning')
    .action(async (id: string) => {
      answer(host, await withApp(host, (app) => loadGroundCheck(app, id)));
      host.finish(EXIT.done);
    });
}

function checkCommand(command: ReturnType<CommandHost['program']['command']>, host: CommandHost) {
  command
    .description('核查一块补充耕地 check ground')
    .argument(
      '<file>',
      '地块范围，任何能导入的格式，可写成 文件#图层 the ground in any format that is imported, FILE#LAYER picks a layer',
    )
    .option('--verb <verb>', '新开垦还是恢复 reclaim or restore')
    .addOption(
      host
        .option('--quantity <quantity>', '补充的是新增面积、水田还是产能 what it is to back')
        .choices(['new-area', 'paddy', 'capacity']),
    )
    .option('--programme <name>', '项目类别 programme')
    .option(
      '--soil-depth <cm>',
      '有效土层厚度，厘米 effective soil depth, cm',
      decimalNumber('--soil-depth', 0, 1000),
    )
    .addOption(
      host
        .option('--irrigation <level>', '灌溉能力 irrigation')
        .choices(['full', 'satisfied', 'basic', 'none']),
    )
    .option('--ph <value>', '酸碱度 acidity', decimalNumber('--ph', 0, 14))
    .option(
      '--accepted <yes|no>',
      '质量鉴定是否通过 whether the quality was accepted',
      yesOrNo('--accepted'),
    )
    .option(
      '--accepted-grade <grade>',
      '鉴定的质量等级 quality grade that was accepted',
      gradeOption('--accepted-grade'),
    )
    .option('--signed-by <office...>', '同意恢复的部门 offices that agreed to restore')
    .option(
      '--last-year-grade <grade>',
      '上年度占用耕地平均质量等级 mean quality grade of land taken last year',
      gradeOption('--last-year-grade'),
    );
  groundFileOptions(command).action((file: string, options: CheckOptions) =>
    check(host, file, options),
  );
}

async function check(host: CommandHost, file: string, options: CheckOptions): Promise<void> {
  const verb = options.verb === undefined ? undefined : groundVerbOf(options.verb.trim());
  if (verb === undefined) throw whichVerb(options.verb, file);
  const exceptions = (options.exception ?? []).flatMap(loadExceptions);
  const packs = (options.pack ?? []).map(loadPack);
  const { soilDepth, irrigation, ph, accepted, acceptedGrade, signedBy } = options;
  const checked = await withApp(host, (app) =>
    checkGround(app, file, {
      ...toldOf(options),
      verb,
      quantity: options.quantity,
      programme: options.programme,
      lastYearGrade: options.lastYearGrade,
      answers: {
        ...(soilDepth === undefined ? {} : { soilDepth }),
        ...(irrigation === undefined ? {} : { irrigation }),
        ...(ph === undefined ? {} : { ph }),
        ...(accepted === undefined ? {} : { isAccepted: accepted }),
        ...(acceptedGrade === undefined ? {} : { acceptedGrade }),
        ...(signedBy === undefined ? {} : { signedBy }),
      },
      packs,
      exceptions,
    }),
  );
  answer(host, checked);
  finishCheck(host, checked.check.ruling, options.strict === true);
}

function answer(host: CommandHost, checked: CheckedGround): void {
  const { json, language } = host.global();
  const { id, isNew, title, facts, check: told, evidence, findings } = checked;
  if (json) {
    printJson(host, {
      units: { area: '0.01 m2', capacity: 'kg' },
      id,
      isNew,
      title,
      check: told,
      facts,
      evidence,
      findings,
    });
    return;
  }
  printEvidence(evidence, host.terminal, language);
  printFindings(findings, host.terminal, language);
  printGroundCheck(checked, host.terminal, language);
}

function whichVerb(said: string | undefined, file: string): InputError {
  const answers = Object.entries(GROUND_VERB_NAMES).map(([name, why]) => ({ answer: name, why }));
  const text =
    said === undefined
      ? say(
          '没有说明是新开垦还是恢复：各区域的禁止因此不同',
          'Whether it is new reclamation or restoration was not told; the zones differ by it',
        )
      : say(`没有补充方式“${said}”`, `There is no way of replenishing called “${said}”`);
  const remedy = say(
    `用 --verb 指明：${answers.map((one) => `${one.why.zh} ${one.answer}`).join('、')}。`,
    `Name it with --verb: ${answers.map((one) => one.answer).join(', ')}.`,
  );
  return new InputError('which-verb', text, remedy, { file }, [
    { what: 'verb', code: 'which-verb', text, remedy, option: '--verb', answers, hasBest: false },
  ]);
}
