/** Bytes in blocks: a file is made piece by piece, so that a county never stands in memory a second time. */

/** So many bytes are gathered before they are handed on. */
const BLOCK_BYTES = 1 << 20;

/** Joins small pieces to blocks of about a megabyte; the order of the bytes stays. */
export function* inBlocks(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let pending: Uint8Array[] = [];
  let size = 0;
  for (const piece of pieces) {
    pending.push(piece);
    size += piece.length;
    if (size < BLOCK_BYTES) continue;
    yield joined(pending, size);
    [pending, size] = [[], 0];
  }
  if (size > 0) yield joined(pending, size);
}

/** All pieces as one. */
export function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
