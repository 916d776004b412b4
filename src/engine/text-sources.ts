/** 文本格式 — 界址点 TXT, VCT and coordinate lists in CSV, which are read without GDAL: which files they are, and what is in them. */
import { readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { type Guess, InputError, say } from '../base/index.ts';
import {
  holdsCoordinateList,
  readBoundaryPoints,
  readCoordinateCsv,
  readVct,
  type TextContents,
} from '../formats/index.ts';
import { checkTextEncoding, decoderOf } from './encoding.ts';
import { headOf } from './file-head.ts';

/** A text is read as a whole; larger ones are refused. */
const LARGEST_BYTES = 2 ** 30;

/** So much of a .txt tells whether it holds boundary points. */
const HEAD_BYTES = 1 << 16;

/** A table of points becomes objects before it becomes arrays. */
const LARGEST_TABLE_BYTES = 2 ** 26;

/** Whether a file is read as text: every .vct, a .txt, and a .csv that is a table of points; `encoding` is what the user says. */
export function isTextFormat(path: string, encoding?: string): boolean {
  const ending = extname(path).toLowerCase();
  if (ending === '.csv')
    return holdsCoordinateList(inUtf8(headOf(path, HEAD_BYTES), encoding, path));
  return /^\.(vct|txt)$/.test(ending);
}

/** Whether a .txt in a folder holds boundary points, and is no letter or list of files. */
export function holdsBoundaryPoints(path: string): boolean {
  const head = headOf(path, HEAD_BYTES);
  return ['utf-8', 'gb18030', 'utf-16le'].some((encoding) =>
    /[[［【](地块坐标|属性描述)|^\s*[Jj]\d+\s*[,，]\s*\d+\s*[,，]\s*-?[\d.]+\s*[,，]/m.test(
      new TextDecoder(encoding).decode(head),
    ),
  );
}

/** All layers of a text; InputError when it cannot be understood or is too large. `encoding` overrules what the bytes say. */
export function readTextFormat(path: string, encoding?: string): TextContents {
  const { size } = statSync(path);
  const ending = extname(path).toLowerCase();
  const largest = ending === '.csv' ? LARGEST_TABLE_BYTES : LARGEST_BYTES;
  if (size > largest)
    throw new InputError(
      'too-large',
      say(
        `文本有 ${Math.ceil(size / 2 ** 20)} MB，超过 ${largest / 2 ** 20} MB`,
        `The text has ${Math.ceil(size / 2 ** 20)} MB, more than ${largest / 2 ** 20} MB`,
      ),
      say('请分成几个文件，或改用 GDB、GeoPackage。', 'Split it, or use FileGDB or GeoPackage.'),
      { file: path },
    );
  if (encoding !== undefined) checkTextEncoding({ encoding, path, file: path });
  const contents = contentsOf(path, ending, inUtf8(readFileSync(path), encoding, path));
  if (encoding === undefined) return contents;
  const told: Guess = {
    what: 'encoding',
    answer: encoding,
    why: say('--encoding 指明', '--encoding'),
  };
  return {
    ...contents,
    guesses: [told, ...contents.guesses.filter(({ what }) => what !== 'encoding')],
  };
}

function contentsOf(path: string, ending: string, bytes: Uint8Array): TextContents {
  if (ending === '.csv') return readCoordinateCsv(basename(path).slice(0, -ending.length), bytes);
  return ending === '.vct' ? readVct(bytes) : readBoundaryPoints(bytes);
}

/** So many bytes are decoded at a time: no string holds a whole large text. */
const PIECE = 1 << 24;

/** A text in UTF-8 by the encoding that the user says; the bytes as they are when nothing is said. */
function inUtf8(bytes: Uint8Array, encoding: string | undefined, file: string): Uint8Array {
  if (encoding === undefined) return bytes;
  const decoder = decoderOf(encoding, file);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += PIECE)
    pieces.push(
      new TextEncoder().encode(decoder.decode(bytes.subarray(at, at + PIECE), { stream: true })),
    );
  return Buffer.concat(pieces);
}
