/**
 * 结算事实 — everything that a settlement was made from beside the two surveys and the law: shares of layers, evidence,
 * widths, what was known of last year. Kept with the report files, so that the year can be settled again under other law
 * without the files that were given then.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { InputError, say } from '../base/index.ts';
import type { YearInput } from '../land/index.ts';
import type { RulePack } from '../policy/index.ts';

/** The input of a settlement without its surveys, their overlay and the law. */
export interface YearFacts extends Omit<
  YearInput,
  'before' | 'after' | 'pairs' | 'rules' | 'engine' | 'count'
> {
  /** The packs that the province and the county had chosen. */
  readonly packs: readonly RulePack[];
}

const FILE = 'facts.json.gz';

/** Writes the facts into a report folder. */
export function writeYearFacts(folder: string, facts: YearFacts): void {
  writeFileSync(join(folder, FILE), gzipSync(JSON.stringify(facts, (_, value) => packed(value))));
}

/**
 * The facts of a report folder.
 *
 * @throws InputError when the settlement was made before facts were kept, or its folder is gone.
 */
export function readYearFacts(folder: string, settlement: string): YearFacts {
  const file = join(folder, FILE);
  if (!existsSync(file))
    throw new InputError(
      'no-facts',
      say(
        `${settlement} 没有留下结算事实（${FILE}），不能重放`,
        `${settlement} kept no facts (${FILE}) and cannot be replayed`,
      ),
      say('请用同样的数据重新结算一次。', 'Settle it again from the same data.'),
      { file: settlement },
    );
  return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8'), (_, value: unknown) =>
    unpacked(value),
  ) as YearFacts;
}

/** What JSON has no form for, as an object with one member whose name begins with `$`. */
function packed(value: unknown): unknown {
  if (typeof value === 'bigint') return { $integer: value.toString() };
  if (value instanceof Map) return { $map: [...value] };
  if (value instanceof Int8Array) return { $bytes: base64(value) };
  if (value instanceof Float64Array) return { $doubles: base64(value) };
  return value;
}

function unpacked(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$integer' in value) return BigInt(value.$integer as string);
  if ('$map' in value) return new Map(value.$map as [unknown, unknown][]);
  if ('$bytes' in value) return new Int8Array(bytesOf(value.$bytes));
  if ('$doubles' in value) return new Float64Array(bytesOf(value.$doubles));
  return value;
}

const base64 = (array: ArrayBufferView): string =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');

function bytesOf(text: unknown): ArrayBuffer {
  const bytes = Buffer.from(text as string, 'base64');
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
