/**
 * The command line: parses, calls one use case, prints, and turns what happened into an exit code. Data go to stdout,
 * talk and progress to stderr.
 */
import { Command, CommanderError, Option } from 'commander';
import { InputError, type Language } from '../base/index.ts';
import { VERSION } from '../app/index.ts';
import { areaCommand } from './area.ts';
import { EXIT } from './exit.ts';
import { explainCommand } from './explain.ts';
import { replayCommand } from './replay.ts';
import { lawCommand } from './law.ts';
import { chooseLanguage, helpLine, languageOf } from './language.ts';
import { layerCommand } from './layer.ts';
import { overlayCommand } from './overlay.ts';
import { printInputError } from './print.ts';
import { printQuestions } from './print-understood.ts';
import { sampleCommand } from './sample.ts';
import { printRefused } from './session.ts';
import { settleCommand } from './settle.ts';
import { groundCommand } from './ground.ts';
import { siteCommand } from './site.ts';
import { startCommand } from './start.ts';
import { surveyCommand } from './survey.ts';
import { tablesCommand } from './tables.ts';
import { terminal, type Terminal } from './terminal.ts';

/** A command adds itself to the program; its action answers with an exit code through `finish`. */
export interface CommandHost {
  readonly program: Command;
  readonly terminal: Terminal;
  /** Options that every command understands, read when an action runs. */
  global(): GlobalOptions;
  /** An option that needs more than a line, e.g. choices. */
  option(flags: string, description: string): Option;
  finish(code: number): void;
}

export interface GlobalOptions {
  readonly language: Language;
  readonly json: boolean;
  readonly home: string | undefined;
  readonly as: string;
}

/** A program with all its commands, not yet run, and the code that the last action ended with. */
export interface CommandLine {
  readonly host: CommandHost;
  exitCode(): number;
}

/** Builds the program; what it says goes to `view`. */
export function commandLine(view: Terminal): CommandLine {
  let code: number = EXIT.done;
  const program = new Command('liangtian');
  const global = (): GlobalOptions => {
    const options = program.opts<{ lang?: string; json?: boolean; home?: string; as?: string }>();
    return {
      language: chooseLanguage(options.lang, process.env),
      json: options.json === true,
      home: options.home,
      as: options.as ?? 'local-operator',
    };
  };
  program
    .description(
      '良田 — 耕地保护与占补平衡 / farmland protection and the balance of occupation and compensation',
    )
    .version(VERSION, '--version', '程序的版本 version of the program')
    .option('--lang <zh|en>', '语言 language')
    .option('--json', '在标准输出打印一个 JSON 文档 print one JSON document on stdout')
    .option('--home <dir>', '数据所在的文件夹 folder of the data')
    .option('--as <person>', '以谁的身份 who is acting', 'local-operator')
    .exitOverride()
    .showHelpAfterError()
    .configureOutput({ writeOut: (text) => view.out(text), writeErr: (text) => view.err(text) });
  const host: CommandHost = {
    program,
    terminal: view,
    global,
    option: (flags, description) => new Option(flags, description),
    finish: (result) => (code = result),
  };
  for (const add of [
    areaCommand,
    overlayCommand,
    surveyCommand,
    layerCommand,
    settleCommand,
    siteCommand,
    groundCommand,
    tablesCommand,
    explainCommand,
    lawCommand,
    replayCommand,
    sampleCommand,
    startCommand,
  ])
    add(host);
  for (const command of allCommands(program))
    command
      .exitOverride()
      .configureOutput({ writeOut: (t) => view.out(t), writeErr: (t) => view.err(t) });
  return { host, exitCode: () => code };
}

/** Runs one command line, e.g. `['settle', '--before', …]`; resolves to the exit code and never throws. */
export async function run(argv: readonly string[]): Promise<number> {
  const spoken = languageOf(argv, process.env);
  const view = terminal(process, spoken);
  const { host, exitCode } = commandLine(view);
  for (const command of [host.program, ...allCommands(host.program)]) speak(command, spoken);
  try {
    await host.program.parseAsync([...argv], { from: 'user' });
    return exitCode();
  } catch (error) {
    view.bar.finish();
    if (error instanceof InputError && host.program.opts()['json'] === true)
      printRefused(host, error);
    return failure(error, view, spoken);
  }
}

function failure(error: unknown, view: Terminal, language: Language): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.notUnderstood;
  if (error instanceof InputError) {
    if (error.questions.length > 1) printQuestions(error, view, language);
    else printInputError(error, view, language);
    return EXIT.notUnderstood;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  view.err(
    language === 'zh'
      ? `程序出错了，这不是您的数据的问题。已存的数据没有改变。请把下面的内容报告给开发者：\n${detail}\n`
      : `A fault of the program, not of your data. What is stored has not changed. Please report this:\n${detail}\n`,
  );
  return EXIT.bug;
}

/** Help in the reader's language: descriptions of the command, its options and arguments. */
function speak(command: Command, language: Language): void {
  command.description(helpLine(command.description(), language));
  for (const option of command.options) option.description = helpLine(option.description, language);
  for (const argument of command.registeredArguments)
    argument.description = helpLine(argument.description, language);
}

/** Every command and its verbs, in the order of the help. */
export function allCommands(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...allCommands(child)]);
}
