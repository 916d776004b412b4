/** `start` — all set-up and the main job on the sample county, then a page to look at; `serve` — the page alone. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, makeSample, settle } from '../app/index.ts';
import { serveReports } from '../server/index.ts';
import { EXIT } from './exit.ts';
import type { CommandHost } from './main.ts';
import { wholeNumber } from './numbers.ts';
import { withApp } from './session.ts';
import { printSettlement } from './settle.ts';

const port = wholeNumber('--port', 0, 65_535);

export function startCommand(host: CommandHost): void {
  host.program
    .command('start')
    .description(
      '准备好一切，结算样例县，并打开本机网页 set up, settle the sample county, and serve the result',
    )
    .option(
      '--parcels <n>',
      '样例县的图斑数 parcels of the sample county',
      wholeNumber('--parcels', 1, 5_000_000),
      20_000,
    )
    .option('--seed <n>', '种子 seed', wholeNumber('--seed', 0, 2_147_483_647), 1)
    .option('--port <port>', '端口，0 为任意 port, 0 for any', port, 0)
    .option('--exit', '做完就结束 end when the job is done')
    .action(async (options: { parcels: number; seed: number; port: number; exit?: boolean }) => {
      const { language } = host.global();
      await withApp(host, async (app) => {
        const files = await sampleFiles(app, options);
        const result = await settle(app, {
          before: files.before,
          after: files.after,
          layers: files.constraints,
          language,
        });
        host.terminal.bar.finish();
        printSettlement(host, result, language);
        if (options.exit !== true) await serveUntilStopped(host, app, options.port);
      });
      host.finish(EXIT.done);
    });
  host.program
    .command('serve')
    .description('在本机网页上看已结算的年度 look at settled years in a browser')
    .option('--port <port>', '端口，0 为任意 port, 0 for any', port, 0)
    .action(async (options: { port: number }) => {
      await withApp(host, (app) => serveUntilStopped(host, app, options.port));
      host.finish(EXIT.done);
    });
}

async function serveUntilStopped(host: CommandHost, app: App, port: number): Promise<void> {
  const server = await serveReports(app, { port, language: host.global().language });
  host.terminal.out(
    host.global().language === 'zh'
      ? `\n网页 ${server.url} （Ctrl-C 结束）\n`
      : `\nServing ${server.url} (Ctrl-C ends)\n`,
  );
  const signal = host.terminal.signal();
  if (!signal.aborted)
    await new Promise<void>((done) =>
      signal.addEventListener('abort', () => done(), { once: true }),
    );
  await server.close();
}

/** The sample of these options; made once. truth.json is written last and says that the others are whole. */
async function sampleFiles(app: App, options: { parcels: number; seed: number }) {
  const out = join(app.home().samples, `${options.parcels}-${options.seed}`);
  const files = {
    before: join(out, 'before.gpkg'),
    after: join(out, 'after.gpkg'),
    constraints: join(out, 'constraints.gpkg'),
  };
  const truth = join(out, 'truth.json');
  if (existsSync(truth) && readFileSync(truth, 'utf8').endsWith('}\n')) return files;
  return makeSample(app, { parcels: options.parcels, seed: options.seed, out });
}
