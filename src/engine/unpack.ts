/** Unpacks a zip into a folder of its own, within limits, and never outside of it. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { InputError, say } from '../base/index.ts';
import {
  type ArchiveEntry,
  checkedEntries,
  encrypted,
  spendEntries,
  UNPACK_LIMITS,
  type UnpackBudget,
} from './archive-rules.ts';
import { isNoSpace } from './work-folder.ts';
import { damageReason } from '../formats/index.ts';

/**
 * Writes the files of a zip below `folder` and lists them. Nested archives stay packed. Errors name the archive as
 * `shown`. InputError before anything is
 * written when the directory of the archive holds what may not be (`unsafe-archive`, `encrypted-archive`), and while
 * writing when the bytes are not those that it tells (`damaged-file`).
 */
export async function unpackZip(
  path: string,
  folder: string,
  budget: UnpackBudget = { ...UNPACK_LIMITS },
  shown = path,
): Promise<string[]> {
  const zip = await open(path, shown);
  const files: string[] = [];
  try {
    spendEntries(shown, zip.entryCount, budget);
    const entries = await directoryOf(zip);
    const ways = checkedEntries(shown, entries.map(told), budget);
    for (const [i, entry] of entries.entries()) {
      const way = ways[i]!;
      if (way === null) continue;
      const target = join(folder, way);
      mkdirSync(dirname(target), { recursive: true });
      await pipeline(await streamOf(zip, entry), checksum(entry), createWriteStream(target));
      files.push(target);
    }
  } catch (error) {
    if (error instanceof InputError || isNoSpace(error)) throw error;
    if (/strong encryption/.test(String(error))) throw encrypted(shown);
    throw damaged(shown, error);
  } finally {
    zip.close();
  }
  return files;
}

function open(path: string, shown: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(
      path,
      { lazyEntries: true, autoClose: false, decodeStrings: false },
      (error, zip) => {
        if (error) reject(damaged(shown, error));
        else resolve(zip);
      },
    );
  });
}

/** All entries, before any is read. */
function directoryOf(zip: yauzl.ZipFile): Promise<yauzl.Entry[]> {
  const entries: yauzl.Entry[] = [];
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: yauzl.Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

function told(entry: yauzl.Entry): ArchiveEntry {
  return {
    nameBytes: entry.fileNameRaw,
    extraFields: entry.extraFields,
    flags: entry.generalPurposeBitFlag,
    method: entry.compressionMethod,
    madeBy: entry.versionMadeBy,
    attributes: entry.externalFileAttributes,
    packedBytes: entry.compressedSize,
    bytes: entry.uncompressedSize,
    start: entry.relativeOffsetOfLocalHeader,
  };
}

function streamOf(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<NodeJS.ReadableStream> {
  return new Promise((resolve, reject) =>
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream))),
  );
}

/** Passes bytes on and fails at their end when they are not those that were packed. */
function checksum(entry: yauzl.Entry): Transform {
  let sum = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sum = crc32(chunk, sum);
      done(null, chunk);
    },
    flush: (done) =>
      done(sum === entry.crc32 ? null : new Error('a checksum does not agree with its bytes')),
  });
}

function damaged(path: string, error: unknown): InputError {
  const { why } = damageReason(error);
  return new InputError(
    'damaged-file',
    say(`压缩包不完整或已损坏（${why.zh}）`, `The archive is truncated or damaged (${why.en})`),
    say('请重新复制或打包。', 'Copy or pack it again.'),
    { file: path },
  );
}
