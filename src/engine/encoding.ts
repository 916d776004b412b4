/** In which encoding a shapefile's or CSV's texts stand, by their own bytes; and what led to the guess. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';

/** An encoding name as GDAL knows it, with the reason in words. */
export interface EncodingGuess {
  readonly encoding: 'UTF-8' | 'GB18030' | 'ISO-8859-1';
  readonly why: string;
}

/** Looks at the .cpg and at the bytes of the .dbf; bytes that contradict the .cpg win, because they are the data. */
export function shapefileEncoding(shp: string): EncodingGuess {
  const dbf = sibling(shp, 'dbf');
  const cpg = sibling(shp, 'cpg');
  const said = cpg === null ? '' : readFileSync(cpg, 'latin1').trim();
  if (dbf === null) return { encoding: 'UTF-8', why: 'no .dbf' };
  const bytes = textBytes(dbf);
  const byBytes = guess(bytes);
  if (said === '') return byBytes;
  const named = /utf-?8|65001/i.test(said)
    ? 'UTF-8'
    : /gb|936/i.test(said)
      ? 'GB18030'
      : /8859-?1|1252|latin/i.test(said)
        ? 'ISO-8859-1'
        : null;
  if (named === 'UTF-8' && byBytes.encoding !== 'UTF-8')
    return { encoding: byBytes.encoding, why: `.cpg says ${said}, but the bytes are not UTF-8` };
  return named === null ? byBytes : { encoding: named, why: `.cpg says ${said}` };
}

/** The encoding of a text file by its first megabyte. */
export function textFileEncoding(path: string): EncodingGuess {
  return guess(head(path, 0, 1 << 20));
}

function guess(bytes: Uint8Array): EncodingGuess {
  if (bytes.every((byte) => byte < 128)) return { encoding: 'UTF-8', why: 'ASCII only' };
  if (decodes('utf-8', bytes)) return { encoding: 'UTF-8', why: 'the bytes are valid UTF-8' };
  if (decodes('gb18030', bytes))
    return { encoding: 'GB18030', why: 'the bytes are not UTF-8 but valid GB18030' };
  return { encoding: 'ISO-8859-1', why: 'the bytes are neither UTF-8 nor GB18030' };
}

/** A cut character at the end is no evidence: the last few bytes may be left out. */
function decodes(encoding: string, bytes: Uint8Array): boolean {
  for (let cut = 0; cut < 4; cut++) {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes.subarray(0, bytes.length - cut));
      return true;
    } catch {
      // Try again without the last byte.
      continue;
    }
  }
  return false;
}

/** Field names and records of a .dbf, without its binary head. */
function textBytes(dbf: string): Uint8Array {
  const start = head(dbf, 0, 32);
  const headerLength = start.length < 12 ? 0 : start[8]! + 256 * start[9]!;
  const names: number[] = [];
  const fields = head(dbf, 32, Math.max(0, headerLength - 32));
  for (let at = 0; at + 32 <= fields.length && fields[at] !== 13; at += 32) {
    const name = fields.subarray(at, at + 11);
    const end = name.indexOf(0);
    names.push(...name.subarray(0, end < 0 ? 11 : end), 32);
  }
  const records = head(dbf, headerLength, 1 << 20);
  const all = new Uint8Array(names.length + records.length);
  all.set(names);
  all.set(records, names.length);
  return all;
}

function head(path: string, from: number, length: number): Uint8Array {
  const size = Math.max(0, Math.min(length, statSync(path).size - from));
  const bytes = new Uint8Array(size);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, size, from);
  } finally {
    closeSync(file);
  }
  return bytes;
}

/** The file beside a .shp with another ending, in either case. */
export function sibling(shp: string, ending: string): string | null {
  const base = shp.slice(0, -3);
  return (
    [`${base}${ending}`, `${base}${ending.toUpperCase()}`].find((path) => existsSync(path)) ?? null
  );
}
