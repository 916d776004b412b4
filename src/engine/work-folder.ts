/**
 * Folders for what is unpacked or written over for reading. Each is named after the process and the thread that it belongs
 * to: it goes when the work is done, when its process ends, and, after an end that nobody could see coming, when the next
 * process of this machine starts to read.
 */
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { InputError, say } from '../base/index.ts';

const NAME = /^liangtian-([\w.-]+)-(\d+)-(\d+)-\w{6}$/;

let hasSwept = false;
let isAtExit = false;

/** A new empty folder of this thread. Removes beforehand, once, the folders of processes that are no more. */
export function makeWorkFolder(): string {
  if (!hasSwept) sweepDeadFolders();
  hasSwept = true;
  removeAtExit();
  return mkdtempSync(join(tmpdir(), `liangtian-${machine()}-${process.pid}-${threadId}-`));
}

/** Has the folders of this process removed when it ends by Ctrl-C; threads end with it and remove nothing themselves. */
export function removeAtExit(): void {
  if (isAtExit || !isMainThread) return;
  isAtExit = true;
  process.on('exit', () => removeWorkFolders());
}

/** Removes the folders of one thread of this process, or of all. */
export function removeWorkFolders(thread?: number): void {
  for (const folder of workFolders())
    if (folder.pid === process.pid && (thread === undefined || folder.thread === thread))
      remove(folder.path);
}

/** Removes the folders of this user whose process, of this machine, is no more. */
export function sweepDeadFolders(): void {
  for (const { path, pid } of workFolders()) if (!isAlive(pid)) remove(path);
}

/** Folders that this user owns, and no links, made on this machine: elsewhere the same number is another process. */
function workFolders(): { path: string; pid: number; thread: number }[] {
  const here = machine();
  return readdirSync(tmpdir()).flatMap((name) => {
    const [, at, pid, thread] = NAME.exec(name) ?? [];
    const path = join(tmpdir(), name);
    return at === here && isOurs(path) ? [{ path, pid: Number(pid), thread: Number(thread) }] : [];
  });
}

function isOurs(path: string): boolean {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  return entry?.isDirectory() === true && (process.getuid?.() ?? entry.uid) === entry.uid;
}

/** Where numbers of processes are counted: a container has its own, though it may share the folder. */
function machine(): string {
  const host = hostname().replace(/[^\w.]/g, '_');
  try {
    return `${host}.${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? ''}`;
  } catch {
    return host;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user lives as well.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Another process may sweep at the same time, and a thread may still write: what stays is for the next start. */
function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 3, retryDelay: 20 });
  } catch {
    return;
  }
}

/** Whether there was no more room to write. */
export function isNoSpace(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException | null)?.code ?? '');
}

/** There is no more room in the folder of temporary files. */
export function noSpace(path: string): InputError {
  return new InputError(
    'disk-full',
    say(
      `临时文件夹 ${tmpdir()} 所在磁盘已满，无法解压或转写`,
      `The disk of the temporary folder ${tmpdir()} is full; the file cannot be unpacked or rewritten there`,
    ),
    say(
      '请腾出空间，或用环境变量 TMPDIR 指定别处。',
      'Free space there, or name another folder in the environment variable TMPDIR.',
    ),
    { file: path },
  );
}
