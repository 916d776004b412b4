/**
 * Putting finished files in their place: they are made in a folder beside it and renamed, so that whoever looks sees what was
 * there before or the whole, and nothing half remains when something fails or the user stops it.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Lets `make` fill an empty folder beside `path`, then moves everything in it next to `path`. What is there under these
 * names is replaced, and so are the names in `stale`; all of it comes back when a move fails.
 */
export async function placed(
  path: string,
  make: (folder: string) => Promise<void>,
  stale: readonly string[] = [],
): Promise<void> {
  const target = dirname(resolve(path));
  mkdirSync(target, { recursive: true });
  const work = mkdtempSync(join(target, `.${basename(path)}.`));
  const remove = (): void => rmSync(work, { recursive: true, force: true });
  // Ctrl-C ends the process at once: what was begun goes with it.
  process.once('exit', remove);
  try {
    const made = join(work, 'new');
    mkdirSync(made);
    await make(made);
    exchange(made, join(work, 'old'), target, stale);
  } finally {
    process.off('exit', remove);
    remove();
  }
}

/** All moves in one go: no other work of this process comes between them. */
function exchange(made: string, old: string, target: string, stale: readonly string[]): void {
  mkdirSync(old);
  const names = readdirSync(made);
  const done: (readonly [from: string, to: string])[] = [];
  const move = (from: string, to: string): void => {
    renameSync(from, to);
    done.push([from, to]);
  };
  try {
    for (const name of new Set([...names, ...stale]))
      if (existsSync(join(target, name))) move(join(target, name), join(old, name));
    for (const name of names) move(join(made, name), join(target, name));
  } catch (error) {
    for (const [from, to] of done.reverse()) renameSync(to, from);
    throw error;
  }
}

/** A new file with these bytes. */
export function writeBlocks(path: string, blocks: Iterable<Uint8Array>): void {
  const descriptor = openSync(path, 'wx');
  try {
    for (const block of blocks)
      for (let at = 0; at < block.length;) at += writeSync(descriptor, block, at);
  } finally {
    closeSync(descriptor);
  }
}
