/** The first bytes of a file, by which its format shows. */
import { closeSync, openSync, readSync } from 'node:fs';

/** The first bytes of a file. */
export function headOf(path: string, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, length, 0));
  } finally {
    closeSync(file);
  }
}
