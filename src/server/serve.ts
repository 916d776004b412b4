/** Serves the report files on the loopback address, to this machine only. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type App,
  describeSettlement,
  makeFolder,
  settledYears,
  settlementFolder,
  VERSION,
} from '../app/index.ts';
import { type Bilingual, InputError, type Language, say } from '../base/index.ts';
import { messagePage, startPage } from './start-page.ts';

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const NOT_FOUND = say('没有这个页面或文件', 'There is no such page or file');
const NOT_HERE = say(
  '只为本机服务：请用 127.0.0.1 打开',
  'Served to this machine only: open it by 127.0.0.1',
);
const NOT_UNDERSTOOD = say('看不懂这个地址', 'This address is not understood');
const FAULT = say(
  '程序出错了，已存的数据没有改变',
  'A fault of the program; what is stored has not changed',
);

/** Starts listening on 127.0.0.1; port 0 takes any free one. A port in use is an InputError. */
export async function serveReports(
  app: App,
  options: { readonly port: number; readonly language?: Language },
): Promise<RunningServer> {
  await settledYears(app);
  const root = app.home().reports;
  makeFolder(root);
  const language = (request: FastifyRequest): Language =>
    languageOf(request, options.language ?? 'zh');
  const say404 = (request: FastifyRequest, reply: FastifyReply, status: number, text: Bilingual) =>
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .send(messagePage(text, VERSION, language(request)));
  // Loaded by who serves alone: a command that ends at once should not wait for a web server to load.
  const [{ default: fastify }, { default: fastifyStatic }] = await Promise.all([
    import('fastify'),
    import('@fastify/static'),
  ]);
  const server = fastify({
    logger: false,
    forceCloseConnections: true,
    frameworkErrors: (_error, request, reply) =>
      void say404(request, reply as FastifyReply, 400, NOT_UNDERSTOOD),
  });
  // A page of another site that points its own name at this machine may not read what is here.
  server.addHook('onRequest', async (request, reply) => {
    if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(request.headers.host ?? ''))
      return say404(request, reply, 403, NOT_HERE);
    return undefined;
  });
  server.addHook('onSend', async (_request, reply) => {
    reply.header('X-Content-Type-Options', 'nosniff');
    reply.header('Referrer-Policy', 'no-referrer');
    reply.header('X-Frame-Options', 'DENY');
  });
  server.setNotFoundHandler((request, reply) => say404(request, reply, 404, NOT_FOUND));
  server.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    const text = status >= 500 ? FAULT : status === 400 ? NOT_UNDERSTOOD : NOT_FOUND;
    return say404(request, reply, status === 403 ? 404 : status, text);
  });
  await server.register(fastifyStatic, {
    root,
    prefix: '/reports/',
    index: ['report.html'],
    decorateReply: false,
  });
  server.get('/', async (request, reply) => {
    const rows = await settledYears(app);
    reply.type('text/html; charset=utf-8');
    return startPage(
      rows.map((row) => ({
        view: describeSettlement(row.document as Parameters<typeof describeSettlement>[0]),
        id: row.id,
        version: row.version,
        folder: address(row),
        settledAt: row.settled_at.toISOString().slice(0, 10),
        files: filesIn(settlementFolder(app, row)),
      })),
      VERSION,
      language(request),
    );
  });
  server.get('/api/v1/settlements', async () =>
    (await settledYears(app)).map((row) => ({
      id: row.id,
      version: row.version,
      region: row.region_code,
      year: row.year,
      stage: row.stage,
      report: `${address(row)}report.html`,
      balance: `${address(row)}balance.json`,
    })),
  );
  try {
    const url = await server.listen({ host: HOST, port: options.port });
    return { url, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw listenError(error, options.port);
  }
}

function address({ id, version }: { readonly id: string; readonly version: number }): string {
  return `/reports/${encodeURIComponent(id)}/v${version}/`;
}

function filesIn(folder: string): { name: string; bytes: number }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, bytes: statSync(join(folder, name)).size }));
}

/** `?lang=`, else what the browser asks for, else the language of the command. */
function languageOf(request: FastifyRequest, fallback: Language): Language {
  const asked = (request.query as { lang?: unknown } | undefined)?.lang;
  if (asked === 'zh' || asked === 'en') return asked;
  const [first = ''] = (request.headers['accept-language'] ?? '').split(',');
  if (/^zh/i.test(first)) return 'zh';
  return /^en/i.test(first) ? 'en' : fallback;
}

/** A port that is taken or not allowed, told in a sentence; anything else is a fault of ours. */
function listenError(error: unknown, port: number): unknown {
  const code = (error as { code?: unknown }).code;
  if (code === 'EADDRINUSE')
    return new InputError(
      'port-in-use',
      say(`端口 ${port} 已被占用`, `Port ${port} is in use`),
      say(
        '请换一个端口，或用 --port 0 由系统选一个空闲的。',
        'Choose another port, or let the system choose a free one with --port 0.',
      ),
    );
  if (code === 'EACCES')
    return new InputError(
      'port-not-allowed',
      say(`没有权限使用端口 ${port}`, `Port ${port} may not be used`),
      say('请用 1024 以上的端口，或 --port 0。', 'Use a port above 1024, or --port 0.'),
    );
  return error;
}
