/** Unpacks a zip into a folder of its own, within limits, and never outside of it. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import yauzl from 'yauzl';
import { InputError, say } from '../base/index.ts';

/** Limits of an archive: entries, and bytes after unpacking. */
export const UNPACK_LIMITS = { entries: 10_000, bytes: 8 * 2 ** 30 } as const;

/** What may still be unpacked. One budget serves an archive with all archives in it, however many they are. */
export interface UnpackBudget {
  entries: number;
  bytes: number;
}

/** Writes the files of a zip below `folder` and lists them. Nested archives stay packed. */
export async function unpackZip(
  path: string,
  folder: string,
  budget: UnpackBudget = { ...UNPACK_LIMITS },
): Promise<string[]> {
  const zip = await open(path);
  const files: string[] = [];
  try {
    for await (const entry of zip.eachEntry()) {
      if (--budget.entries < 0)
        throw refused(
          path,
          `多于 ${UNPACK_LIMITS.entries} 个文件`,
          `more than ${UNPACK_LIMITS.entries} entries`,
        );
      const name = entryName(entry);
      if (name.endsWith('/')) continue;
      const safe = normalize(name.replaceAll('\\', '/'));
      if (safe.startsWith('..') || safe.startsWith('/') || /^[a-zA-Z]:/.test(safe))
        throw refused(
          path,
          `文件名 ${name} 指向压缩包之外`,
          `the entry ${name} points outside the archive`,
        );
      const target = join(folder, safe);
      if (!target.startsWith(folder + sep))
        throw refused(
          path,
          `文件名 ${name} 指向压缩包之外`,
          `the entry ${name} points outside the archive`,
        );
      mkdirSync(dirname(target), { recursive: true });
      const limit = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          budget.bytes -= chunk.length;
          done(
            budget.bytes < 0 ? refused(path, '解压后超过 8 GB', 'more than 8 GB unpacked') : null,
            chunk,
          );
        },
      });
      await pipeline(await zip.openReadStreamPromise(entry), limit, createWriteStream(target));
      files.push(target);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw damaged(path, error);
  } finally {
    zip.close();
  }
  return files;
}

interface ZipFile {
  eachEntry(): AsyncIterable<yauzl.Entry>;
  openReadStreamPromise(entry: yauzl.Entry): Promise<NodeJS.ReadableStream>;
  close(): void;
}

function open(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(
      path,
      { lazyEntries: true, autoClose: false, decodeStrings: false },
      (error, zip) => {
        if (error) reject(damaged(path, error));
        else resolve(wrap(zip));
      },
    );
  });
}

function wrap(zip: yauzl.ZipFile): ZipFile {
  return {
    async *eachEntry() {
      for (;;) {
        const entry = await new Promise<yauzl.Entry | null>((resolve, reject) => {
          const onEntry = (found: yauzl.Entry): void => settle(() => resolve(found));
          const onEnd = (): void => settle(() => resolve(null));
          const onError = (error: Error): void => settle(() => reject(error));
          const settle = (done: () => void): void => {
            zip.off('entry', onEntry);
            zip.off('end', onEnd);
            zip.off('error', onError);
            done();
          };
          zip.on('entry', onEntry);
          zip.on('end', onEnd);
          zip.on('error', onError);
          zip.readEntry();
        });
        if (!entry) return;
        yield entry;
      }
    },
    openReadStreamPromise: (entry) =>
      new Promise((resolve, reject) =>
        zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))),
      ),
    close: () => zip.close(),
  };
}

/** Names are UTF-8 when the flag says so or when they decode as such, else GBK as Chinese Windows writes them. */
function entryName(entry: yauzl.Entry): string {
  const raw = entry.fileName as unknown as Uint8Array;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return new TextDecoder('gb18030').decode(raw);
  }
}

function refused(path: string, zh: string, en: string): InputError {
  return new InputError(
    'unsafe-archive',
    say(`压缩包不安全：${zh}`, `The archive is not safe: ${en}`),
    say('请只打包需要的数据文件。', 'Pack only the data files that are needed.'),
    { file: path },
  );
}

function damaged(path: string, error: unknown): InputError {
  const why = error instanceof Error ? error.message : String(error);
  return new InputError(
    'damaged-file',
    say(`压缩包不完整或已损坏（${why}）`, `The archive is truncated or damaged (${why})`),
    say('请重新复制或打包。', 'Copy or pack it again.'),
    { file: path },
  );
}
