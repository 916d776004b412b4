/**
 * Folders that several users may need: root often acts for the owner of a checkout. What root makes belongs to whom the
 * folder above belongs, so that the owner can go on alone; and PostgreSQL, which never runs as root, must reach its own.
 */
import {
  chmodSync,
  chownSync,
  existsSync,
  fsyncSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  closeSync,
  readdirSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** A user of the machine. */
export interface MachineUser {
  readonly uid: number;
  readonly gid: number;
}

/** Makes a folder and those above it that are missing; others than the owner may not look in. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw error;
  }
  giveToOwnerAbove(folder);
  syncFolder(dirname(folder));
}

/** As root: the new file or folder gets the owner of the folder it lies in. Links are not followed. */
export function giveToOwnerAbove(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  if (uid !== 0) lchownSync(path, uid, gid);
}

/** As root: a new file, or a new folder with all in it, gets the owner of the folder it lies in. */
export function giveTreeToOwnerAbove(path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(path));
  if (uid === 0) return;
  if (lstatSync(path).isDirectory()) giveBelow(path, { uid, gid });
  lchownSync(path, uid, gid);
}

/** Gives away all that lies in a folder, the innermost first. What a link points at stays whose it was. */
export function giveBelow(folder: string, user: MachineUser): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) giveBelow(path, user);
    lchownSync(path, user.uid, user.gid);
  }
}

/** Whether every folder from the root down to `folder` itself lets the user through. */
export function canReach(folder: string, user: MachineUser): boolean {
  for (let path = folder; ; path = dirname(path)) {
    if (existsSync(path)) {
      const stat = statSync(path);
      const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
      if ((stat.mode & bit) === 0) return false;
    }
    if (dirname(path) === path) return true;
  }
}

/** Lets a user through a folder of root without letting him look in: by the group, if the folders above let him. */
export function letThrough(folder: string, user: MachineUser): boolean {
  if (canReach(folder, user)) return true;
  if (!canReach(dirname(folder), user) || statSync(folder).uid !== 0) return false;
  chownSync(folder, 0, user.gid);
  chmodSync(folder, (statSync(folder).mode & 0o777) | 0o010);
  return true;
}

/** Makes a rename in the folder last through a power cut. Windows has no such call and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  let descriptor: number;
  try {
    descriptor = openSync(folder, 'r');
  } catch (error) {
    // A folder that we may write into but not read cannot be forced; the system writes it down in its own time.
    if ((error as NodeJS.ErrnoException).code === 'EACCES') return;
    throw error;
  }
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Whether a process lives, of whatever user. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
