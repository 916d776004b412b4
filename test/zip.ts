/** Zips by hand, so that no zip program is needed and names stand in the encoding that is asked for. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive; `name` is the bytes of its path, or text that is written as UTF-8 and flagged so. */
export interface ZipEntry {
  readonly name: string | Uint8Array;
  readonly data: Uint8Array;
  /** Packs the data by Deflate; else they are stored. */
  readonly deflated?: boolean;
  /** What the archive says, true or not; else what is so. */
  readonly says?: {
    readonly bytes?: number;
    readonly packedBytes?: number;
    readonly crc?: number;
    readonly flags?: number;
    readonly method?: number;
    /** Upper byte: the system that wrote it. */
    readonly madeBy?: number;
    readonly attributes?: number;
    /** Where the local header is said to be. */
    readonly start?: number;
  };
  /** Extra fields of the central directory, whole. */
  readonly extra?: Uint8Array;
}

/** Writes the files below a folder as an archive; `encode` gives the bytes of a name, as Chinese Windows writes them. */
export function zipFolder(
  folder: string,
  zip: string,
  encode?: (name: string) => Uint8Array,
): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
  const bytes = makeZip(
    files.map((name) => ({
      name: encode === undefined ? name : encode(name),
      data: readFileSync(join(folder, name)),
    })),
  );
  writeFileSync(zip, bytes);
  return zip;
}

/** The bytes of an archive (PKWARE APPNOTE 4.3): local headers with data, the central directory, its end. */
export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const UTF8_NAME = 0x0800;
  const DEFLATED = 8;
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, data, deflated = false, says = {}, extra = Buffer.alloc(0) } of entries) {
    const label = Buffer.from(name as string);
    const packed = deflated ? deflateRawSync(data) : Buffer.from(data);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(says.flags ?? (typeof name === 'string' ? UTF8_NAME : 0), 2);
    shared.writeUInt16LE(says.method ?? (deflated ? DEFLATED : 0), 4);
    shared.writeUInt32LE(says.crc ?? crc32(data), 10);
    shared.writeUInt32LE(says.packedBytes ?? packed.length, 14);
    shared.writeUInt32LE(says.bytes ?? data.length, 18);
    shared.writeUInt16LE(label.length, 22);
    local.push(Buffer.from('PK\u0003\u0004'), shared, label, packed);
    const head = Buffer.from(shared);
    head.writeUInt16LE(extra.length, 24);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(says.attributes ?? 0, 6);
    place.writeUInt32LE(says.start ?? offset, 10);
    const madeBy = Buffer.alloc(2);
    madeBy.writeUInt16LE(says.madeBy ?? 20);
    central.push(Buffer.from('PK\u0001\u0002'), madeBy, head, place, label, Buffer.from(extra));
    offset += 30 + label.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  // Beyond what the field holds, programs write the remainder.
  end.writeUInt16LE(entries.length % 2 ** 16, 4);
  end.writeUInt16LE(entries.length % 2 ** 16, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\u0005\u0006'), end]);
}
