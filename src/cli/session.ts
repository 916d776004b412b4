/** Opens the program for one command with the bar of the terminal, and closes it whatever happens. */
import { type App, openApp } from '../app/index.ts';
import type { InputError } from '../base/index.ts';
import type { CommandHost } from './main.ts';

/** Runs `work` with an open program; the bar is cleared before anything is printed by the caller. */
export async function withApp<T>(host: CommandHost, work: (app: App) => Promise<T>): Promise<T> {
  const { home, as, language } = host.global();
  const app = openApp({
    home,
    person: as,
    progress: host.terminal.bar.report,
    onNewHome: (folder) =>
      host.terminal.err(
        language === 'zh' ? `新建数据文件夹 ${folder}\n` : `New data folder ${folder}\n`,
      ),
  });
  try {
    return await work(app);
  } finally {
    host.terminal.bar.finish();
    await app.close();
  }
}

/** A document as the one JSON document on stdout. */
export function printJson(host: CommandHost, document: unknown): void {
  const text = JSON.stringify(
    document,
    (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  );
  host.terminal.out(`${text}\n`);
}

/** Input that was not understood as the JSON document, with every question and its possible answers; people read stderr. */
export function printRefused(host: CommandHost, error: InputError): void {
  const { code, text, remedy, place, questions } = error;
  printJson(host, { refused: { code, message: text, remedy, place, questions } });
}
