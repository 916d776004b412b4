/** Serves the report files on the loopback address. */
import { mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import { type App, describeSettlement, settledYears, VERSION } from '../app/index.ts';
import { startPage } from './start-page.ts';

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts listening on 127.0.0.1; port 0 takes any free one. */
export async function serveReports(
  app: App,
  options: { readonly port: number },
): Promise<RunningServer> {
  await settledYears(app);
  const root = app.home().reports;
  mkdirSync(root, { recursive: true });
  // Loaded only by who serves: a command that ends at once should not wait for a web server to load.
  const [{ default: fastify }, { default: fastifyStatic }] = await Promise.all([
    import('fastify'),
    import('@fastify/static'),
  ]);
  const server = fastify({ logger: false, forceCloseConnections: true });
  await server.register(fastifyStatic, {
    root,
    prefix: '/reports/',
    index: ['report.html'],
    decorateReply: false,
  });
  server.addHook('onSend', async (_request, reply) => {
    reply.header('X-Content-Type-Options', 'nosniff');
    reply.header('Referrer-Policy', 'no-referrer');
  });
  server.get('/', async (_request, reply) => {
    const rows = await settledYears(app);
    reply.type('text/html; charset=utf-8');
    return startPage(
      rows.map((row) => ({
        view: describeSettlement(row.document as Parameters<typeof describeSettlement>[0]),
        id: row.id,
        version: row.version,
        folder: `/reports/${row.id}/${basename(row.report_folder)}/`,
        settledAt: row.settled_at.toISOString().slice(0, 10),
      })),
      VERSION,
    );
  });
  server.get('/api/v1/settlements', async () =>
    (await settledYears(app)).map((row) => ({
      id: row.id,
      version: row.version,
      region: row.region_code,
      year: row.year,
      stage: row.stage,
      report: `/reports/${row.id}/${basename(row.report_folder)}/report.html`,
      balance: `/reports/${row.id}/${basename(row.report_folder)}/balance.json`,
    })),
  );
  const url = await server.listen({ host: '127.0.0.1', port: options.port });
  return { url, close: () => server.close() };
}
