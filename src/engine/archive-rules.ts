/**
 * What an archive may hold, decided from its directory before a byte is written: limits, names that stay within their
 * folder and do not meet, plain files only, and parts that do not lie upon each other.
 */
import { normalize } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Bilingual, InputError, say } from '../base/index.ts';

/** All limits of archives. Bytes are those after unpacking. */
export const UNPACK_LIMITS = {
  /** Entries of an archive and of all archives in it. */
  entries: 10_000,
  /** Bytes of an archive and of all archives in it. */
  bytes: 8 * 2 ** 30,
  /** Bytes of one entry. */
  entryBytes: 4 * 2 ** 30,
  /** Bytes per packed byte of one entry; entries of up to `ratioFromBytes` may be packed better. */
  ratio: 500,
  ratioFromBytes: 16 * 2 ** 20,
  /** Archives that lie in each other. */
  nested: 3,
  /** Bytes of one name within a path, as file systems have it, and of a whole path. */
  nameBytes: 255,
  pathBytes: 1024,
} as const;

/** What may still be unpacked. One budget serves an archive with all archives in it, however many they are. */
export interface UnpackBudget {
  entries: number;
  bytes: number;
}

/** An entry as the directory of an archive tells it. Sizes and places are in bytes. */
export interface ArchiveEntry {
  readonly nameBytes: Uint8Array;
  readonly extraFields: readonly { readonly id: number; readonly data: Uint8Array }[];
  readonly flags: number;
  readonly method: number;
  readonly madeBy: number;
  readonly attributes: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its local header begins in the archive. */
  readonly start: number;
}

/**
 * The ways of the entries within their folder, one for each entry, with `/` between names; null for folders. Takes what
 * is needed from the budget. InputError `unsafe-archive` for the first thing that may not be.
 */
export function checkedEntries(
  file: string,
  entries: readonly ArchiveEntry[],
  budget: UnpackBudget,
): (string | null)[] {
  const ways = entries.map((entry) => safeWay(file, entry));
  for (const [i, entry] of entries.entries()) checkEntry(file, ways[i]!.shown, entry);
  checkTotal(file, entries, budget);
  checkOverlaps(file, entries, ways);
  checkClashes(file, ways);
  return ways.map(({ way, isFolder }) => (isFolder ? null : way));
}

/** Takes `count` entries from the budget; InputError when there are more than are left. */
export function spendEntries(file: string, count: number, budget: UnpackBudget): void {
  budget.entries -= count;
  if (budget.entries < 0)
    throw refused(
      file,
      say(`多于 ${UNPACK_LIMITS.entries} 个文件`, `more than ${UNPACK_LIMITS.entries} entries`),
    );
}

/** An archive that is not unpacked, and why. */
export function refused(file: string, why: Bilingual, remedy: Bilingual = PACK_LESS): InputError {
  return new InputError(
    'unsafe-archive',
    say(`压缩包不安全：${why.zh}`, `The archive is not safe: ${why.en}`),
    remedy,
    { file },
  );
}

/** An archive in an archive in an archive that is not opened any more. */
export function tooDeep(file: string): InputError {
  return refused(
    file,
    say(
      `压缩包套压缩包超过 ${UNPACK_LIMITS.nested} 层`,
      `archives lie in each other more than ${UNPACK_LIMITS.nested} deep`,
    ),
    say('请先解压里层的压缩包。', 'Unpack the inner archives first.'),
  );
}

/** An archive with a password; `name` is the first entry that has it, when the directory can be read. */
export function encrypted(file: string, name?: string): InputError {
  return new InputError(
    'encrypted-archive',
    name === undefined
      ? say('压缩包有密码', 'The archive is encrypted')
      : say(`压缩包里的 ${name} 有密码`, `The entry ${name} of the archive is encrypted`),
    say(
      '请用密码解压，再不加密码重新打包。',
      'Unpack it with its password and pack it again without.',
    ),
    { file },
  );
}

const PACK_LESS = say('请只打包需要的数据文件。', 'Pack only the data files that are needed.');

interface Way {
  /** The name as it is said to the user. */
  readonly shown: string;
  readonly way: string;
  readonly isFolder: boolean;
}

function safeWay(file: string, entry: ArchiveEntry): Way {
  const name = entryName(entry);
  // eslint-disable-next-line no-control-regex -- these characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) {
    const shown = JSON.stringify(name);
    throw refused(
      file,
      say(`文件名 ${shown} 含有控制字符`, `the entry ${shown} has control characters in its name`),
    );
  }
  const slashed = name.replaceAll('\\', '/');
  const way = normalize(slashed).replaceAll('\\', '/').replace(/\/$/, '');
  if (/^\.\.(\/|$)/.test(way) || way.startsWith('/') || /^[a-zA-Z]:/.test(way))
    throw refused(
      file,
      say(`文件名 ${name} 指向压缩包之外`, `the entry ${name} points outside the archive`),
    );
  const isFolder = slashed.endsWith('/');
  if (way === '' || (way === '.' && !isFolder))
    throw refused(file, say('有文件没有名字', 'an entry has no name'));
  const bytesOf = (text: string): number => Buffer.byteLength(text);
  if (
    bytesOf(way) > UNPACK_LIMITS.pathBytes ||
    way.split('/').some((part) => bytesOf(part) > UNPACK_LIMITS.nameBytes)
  ) {
    const shown = `${name.slice(0, 40)}…`;
    throw refused(file, say(`文件名 ${shown} 过长`, `the name of the entry ${shown} is too long`));
  }
  return { shown: name, way, isFolder };
}

function checkEntry(file: string, name: string, entry: ArchiveEntry): void {
  if ((entry.flags & 1) !== 0) throw encrypted(file, name);
  if (isSpecial(entry))
    throw refused(
      file,
      say(
        `${name} 是链接或特殊文件，不是普通文件`,
        `the entry ${name} is a link or a special file, not a plain one`,
      ),
    );
  const STORED = 0;
  const DEFLATED = 8;
  if (entry.method !== STORED && entry.method !== DEFLATED)
    throw new InputError(
      'unknown-compression',
      say(
        `${name} 的压缩方法（${entry.method}）不能读`,
        `${name} is packed by a method (${entry.method}) that is not read`,
      ),
      say(
        '请用普通 zip（Deflate）重新打包。',
        'Pack it again as an ordinary zip (method Deflate).',
      ),
      { file },
    );
  if (entry.bytes > UNPACK_LIMITS.entryBytes)
    throw refused(
      file,
      say(`${name} 解压后超过 4 GB`, `the entry ${name} is more than 4 GB unpacked`),
    );
  if (
    entry.bytes > UNPACK_LIMITS.ratioFromBytes &&
    entry.bytes > UNPACK_LIMITS.ratio * entry.packedBytes
  )
    throw refused(
      file,
      say(
        `${name} 解压后是压缩时的 ${UNPACK_LIMITS.ratio} 倍以上`,
        `the entry ${name} is more than ${UNPACK_LIMITS.ratio} times as large unpacked`,
      ),
    );
}

/** Whether Unix or macOS wrote it as anything but a file or a folder: a link, a device, a pipe. */
function isSpecial(entry: ArchiveEntry): boolean {
  const [UNIX, MACOS] = [3, 19];
  const [TYPE, PLAIN, FOLDER] = [0o170000, 0o100000, 0o040000];
  const system = entry.madeBy >>> 8;
  if (system !== UNIX && system !== MACOS) return false;
  const type = (entry.attributes >>> 16) & TYPE;
  return type !== 0 && type !== PLAIN && type !== FOLDER;
}

function checkTotal(file: string, entries: readonly ArchiveEntry[], budget: UnpackBudget): void {
  for (const entry of entries) budget.bytes -= entry.bytes;
  if (budget.bytes < 0) throw refused(file, say('解压后超过 8 GB', 'more than 8 GB unpacked'));
}

/** Local headers have 30 bytes and more: parts that begin within another are one trick to make much of little. */
function checkOverlaps(file: string, entries: readonly ArchiveEntry[], ways: readonly Way[]): void {
  const HEADER = 30;
  const order = [...entries.keys()].sort((a, b) => entries[a]!.start - entries[b]!.start);
  for (const [place, i] of order.entries()) {
    const next = order[place + 1];
    if (next === undefined) return;
    if (entries[next]!.start < entries[i]!.start + HEADER + entries[i]!.packedBytes)
      throw refused(
        file,
        say(
          `${ways[i]!.shown} 与 ${ways[next]!.shown} 在压缩包中重叠`,
          `the entries ${ways[i]!.shown} and ${ways[next]!.shown} overlap in the archive`,
        ),
      );
  }
}

/** Two files may not come to lie in one place, on any system: Windows and macOS do not tell `a` from `A`. */
function checkClashes(file: string, ways: readonly Way[]): void {
  const key = (way: string): string => way.normalize('NFC').toLowerCase();
  const files = new Map<string, string>();
  const clash = (one: string, other: string): InputError =>
    refused(
      file,
      one === other
        ? say(`有两个文件都叫 ${one}`, `two entries are named ${one}`)
        : say(
            `${one} 与 ${other} 的文件名在有些系统上无法区分`,
            `some systems cannot tell the names ${one} and ${other} apart`,
          ),
    );
  for (const { way, isFolder, shown } of ways) {
    if (isFolder) continue;
    const known = files.get(key(way));
    if (known !== undefined) throw clash(known, shown);
    files.set(key(way), shown);
  }
  for (const { way, isFolder, shown } of ways) {
    const parts = way.split('/');
    for (let length = 1; length < parts.length + (isFolder ? 1 : 0); length++) {
      const known = files.get(key(parts.slice(0, length).join('/')));
      if (known !== undefined)
        throw refused(
          file,
          say(
            `${known} 既是文件又是 ${shown} 的文件夹`,
            `${known} is a file and the folder of ${shown} as well`,
          ),
        );
    }
  }
}

/**
 * The name of an entry. The Unicode path of Info-ZIP is taken when it belongs to the name beside it; else UTF-8 when the
 * bytes are such, else GBK as Chinese Windows writes it. A name that was GBK, was taken for the code page of DOS and then
 * written as UTF-8 is turned back.
 */
export function entryName(entry: Pick<ArchiveEntry, 'nameBytes' | 'extraFields'>): string {
  const told = unicodePath(entry);
  if (told !== null) return told;
  try {
    return fromDos(new TextDecoder('utf-8', { fatal: true }).decode(entry.nameBytes));
  } catch {
    return new TextDecoder('gb18030').decode(entry.nameBytes);
  }
}

/** Info-ZIP's field 0x7075: a version, the CRC of the name it stands for, and the name in UTF-8. */
function unicodePath(entry: Pick<ArchiveEntry, 'nameBytes' | 'extraFields'>): string | null {
  const data = entry.extraFields.find((field) => field.id === 0x7075)?.data;
  if (data === undefined || data.length < 6 || data[0] !== 1) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  if (view.getUint32(1, true) !== crc32(entry.nameBytes)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data.subarray(5));
  } catch {
    return null;
  }
}

/** The upper half of code page 437, from byte 0x80 on. */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Turns a name back when it has lines and blocks, which nobody writes into names, and is GBK as bytes of page 437. */
function fromDos(name: string): string {
  if (!/[\u2500-\u259f]/.test(name)) return name;
  const bytes = Array.from(name, (character) => {
    const code = character.codePointAt(0)!;
    return code < 0x80 ? code : CP437.indexOf(character) + 0x80;
  });
  // A character that the page does not have was found at −1.
  if (Array.from(name).some((c) => c.codePointAt(0)! >= 0x80 && !CP437.includes(c))) return name;
  try {
    return new TextDecoder('gb18030', { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return name;
  }
}
