/** docs/generated/cli.txt — the help of every command, as `--help` prints it in a terminal of 100 columns. */
import { allCommands, commandLine } from './main.ts';
import { progressBar } from './progress.ts';

/** Path from the root of the checkout → the text that belongs there. */
export const GENERATED: Readonly<Record<string, () => Promise<string>>> = {
  'docs/generated/cli.txt': async () => help(),
};

const COLUMNS = 100;

function help(): string {
  const silent = { isTerminal: false, columns: COLUMNS, write: () => undefined, nowMs: () => 0 };
  const { host } = commandLine({
    out: () => undefined,
    err: () => undefined,
    bar: progressBar(silent, 'zh'),
    signal: () => new AbortController().signal,
  });
  const { program } = host;
  program.name('liangtian');
  return [program, ...allCommands(program)]
    .map((command) => {
      command.configureOutput({ getOutHelpWidth: () => COLUMNS, getOutHasColors: () => false });
      return command.helpInformation();
    })
    .join(`\n${'─'.repeat(COLUMNS)}\n\n`);
}
