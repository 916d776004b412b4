/** The page of settled years: what it shows, what it never gives away, and how it ends. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
let child: ChildProcess;
let url: URL;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liangtian-serve-'));
  child = start('start', '--parcels', '2000', '--seed', '4');
  url = await listening(child);
}, 120_000);
afterAll(async () => {
  if (child.exitCode === null) await ended(child, 'SIGINT');
  rmSync(folder, { recursive: true, force: true });
});

function start(...args: string[]): ChildProcess {
  const home = ['--home', join(folder, 'home'), '--lang', 'zh'];
  return spawn(process.execPath, ['bin/liangtian.js', ...home, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function listening(process: ChildProcess): Promise<URL> {
  return new Promise((done, fail) => {
    let text = '';
    process.stdout!.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(text);
      if (found) done(new URL(found[0]));
    });
    process.once('exit', (code) => fail(new Error(`ended with ${code}: ${text}`)));
  });
}

function ended(process: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((done) => {
    process.once('exit', (code) => done(code));
    process.kill(signal);
  });
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Asks for a path exactly as it stands, which `fetch` would tidy. */
function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((done, fail) => {
    request({ host: url.hostname, port: url.port, path, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (part: string) => (body += part));
      answer.on('end', () =>
        done({
          status: answer.statusCode ?? 0,
          type: String(answer.headers['content-type']),
          body,
        }),
      );
    })
      .on('error', fail)
      .end();
  });
}

test('the start page lists the settled year with its account, tests and files, and every link opens', async () => {
  const { status, body } = await ask('/');
  expect(status).toBe(200);
  for (const word of [
    '清源县 2025 年度平衡账',
    '县级自报',
    '年初耕地',
    'Q2 全部质量',
    '数据不出本机',
  ])
    expect(body).toContain(word);
  const links = [...body.matchAll(/href="(\/reports[^"]*)"/g)].map((match) => match[1]!);
  expect(links.length).toBeGreaterThan(14);
  for (const link of links) expect((await ask(link)).status, link).toBe(200);
  const [first] = JSON.parse((await ask('/api/v1/settlements')).body) as { balance: string }[];
  expect((await ask(first!.balance)).type).toContain('json');
});

test('the browser chooses the language, and the page can change it', async () => {
  const english = (await ask('/', { 'accept-language': 'en-GB,en' })).body;
  expect(english).toContain('the data never leave this machine');
  expect(english).toContain('Open the report');
  expect((await ask('/?lang=zh', { 'accept-language': 'en' })).body).toContain('看报告');
});

test.each([
  ['/nothing', 404],
  ['/reports/', 404],
  ['/reports/990101-2025/', 404],
  ['/reports/990101-2025/v1/nothing.json', 404],
  ['/reports/../postgres.log', 404],
  ['/reports/%2e%2e/postgres.log', 404],
  ['/reports/..%2fpostgres.log', 404],
  ['/reports/..%5cpostgres.log', 404],
  ['/reports/990101-2025/../../../../../../etc/passwd', 404],
  ['/reports//etc/passwd', 404],
  ['/reports/%00', 404],
  ['/%zz', 400],
  ['/reports/<script>', 404],
])('%s answers with a sentence and nothing from elsewhere', async (path, expected) => {
  const { status, type, body } = await ask(path);
  expect(status).toBe(expected);
  expect(type).toContain('text/html');
  expect(body).toMatch(/没有这个页面或文件|看不懂这个地址/);
  expect(body).not.toMatch(/root:|database system|<script>|node_modules/);
});

test('another name for this machine is not served', async () => {
  const { status, body } = await ask('/', { host: 'evil.example' });
  expect(status).toBe(403);
  expect(body).not.toContain('清源县');
});

test('a port in use is told in a sentence, and Ctrl-C ends the server cleanly', async () => {
  const args = ['--home', join(folder, 'home'), '--lang', 'zh', 'serve', '--port', url.port];
  const second = spawnSync(process.execPath, ['bin/liangtian.js', ...args], { encoding: 'utf8' });
  expect(second.status).toBe(2);
  expect(second.stderr).toContain(`端口 ${url.port} 已被占用`);
  expect(second.stderr).toContain('--port 0');
  expect(await ended(child, 'SIGINT')).toBe(0);
  expect(existsSync(join(folder, 'home', 'reports'))).toBe(true);
});
