/** Zips without compression, by hand, so that no zip program is needed and names stand in the encoding that is asked for. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** One file of an archive; `name` is the bytes of its path, or text that is written as UTF-8 and flagged so. */
export interface ZipEntry {
  readonly name: string | Uint8Array;
  readonly data: Uint8Array;
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
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of entries) {
    const label = Buffer.from(name as string);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(typeof name === 'string' ? UTF8_NAME : 0, 2);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(data.length, 18);
    shared.writeUInt16LE(label.length, 22);
    local.push(Buffer.from('PK\u0003\u0004'), shared, label, Buffer.from(data));
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), shared, place, label);
    offset += 30 + label.length + data.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\u0005\u0006'), end]);
}
