/**
 * Why a file cannot be read, in the words of the reader. What libraries say of it is English and speaks of their insides: the
 * reasons that occur have words of ours, and those of the library stand behind them.
 */
import { type Bilingual, say } from '../base/index.ts';

/** A reason with the library's words; `isLimit` when the file was given up for the time or memory that it took. */
export interface DamageReason {
  readonly why: Bilingual;
  readonly isLimit: boolean;
}

type Row = readonly [pattern: RegExp, zh: string, en: string];

/** Reasons of our own: complete in both languages. */
const OWN: readonly Row[] = [
  [
    /^the \.(\w+) is shorter than its head says$/,
    '.$1 比文件头写的短',
    'the .$1 is shorter than its head says',
  ],
  [
    /^a checksum does not agree with its bytes$/,
    '校验和与内容不符',
    'a checksum does not agree with its bytes',
  ],
];

const LIMITS: readonly Row[] = [
  [/^reading it took more than (\d+) s$/, '读了 $1 秒还没有读完', 'reading it took more than $1 s'],
  [
    /^reading it needs more memory than a file of its size should$/,
    '需要的内存超过这么大的文件应有的',
    'reading it needs more memory than a file of its size should',
  ],
];

/** What GDAL, SQLite, hyparquet and others say; the first that fits. */
const FOREIGN: readonly Row[] = [
  [/file is not a database/i, '不是 SQLite 数据库', 'it is no SQLite database'],
  [/malformed|corrupt/i, '内部结构已损坏', 'its structure is damaged'],
  [/footer != PAR1/, '末尾不是 Parquet 的标记', 'it does not end as Parquet does'],
  [
    /unterminated|\bEOF\b|end of (file|data)|premature|unexpected end|outside.*bounds|too short/i,
    '内容提前结束',
    'it ends too early',
  ],
  [/JSON|XML|parse error|not well-formed/i, '语法不对', 'its syntax is wrong'],
  [/permission denied|EACCES/i, '没有读取的权限', 'reading it is not permitted'],
  [/allocation failed|out of memory|bad_alloc/i, '内存不够', 'there is not enough memory'],
  [/decompress|inflate|zlib|snappy/i, '压缩的内容解不开', 'its packed contents cannot be unpacked'],
  [
    /could not open it/i,
    '打不开：内容不是后缀所说的格式，或里面没有带图形的图层',
    'it does not open: its contents are not of the format that its ending names, or no layer in it has shapes',
  ],
  [
    /not recognized|unsupported|signature/i,
    '内容不是后缀所说的格式',
    'its contents are not of the format that its ending names',
  ],
];

/** So much of the library's words is shown. */
const SHOWN = 160;

/** The reason behind an error of a library or a reader of ours. */
export function damageReason(error: unknown): DamageReason {
  const said = error instanceof Error ? error.message : String(error);
  const own = worded(OWN, said);
  if (own !== null) return { why: own, isLimit: false };
  const limit = worded(LIMITS, said);
  if (limit !== null) return { why: limit, isLimit: true };
  const original = readable(said);
  const known = worded(FOREIGN, said) ?? say('原因不明', 'for a reason not known');
  if (original === '') return { why: known, isLimit: false };
  const why = say(`${known.zh}；原文：${original}`, `${known.en}: ${original}`);
  return { why, isLimit: false };
}

function worded(rows: readonly Row[], said: string): Bilingual | null {
  for (const [pattern, zh, en] of rows) {
    const found = pattern.exec(said);
    if (found !== null)
      return say(zh.replace('$1', found[1] ?? ''), en.replace('$1', found[1] ?? ''));
  }
  return null;
}

/** The words without what helps nobody: the same twice, numbers of errors, and places in the source of the library. */
function readable(said: string): string {
  const parts = said
    .split('; ')
    .map((part) => part.replace(/^(ERROR|Warning) \d+: /, '').trim())
    .filter((part) => part !== '' && !/^(Error occurred in|GDAL could not open it)/.test(part));
  return [...new Set(parts)].join('; ').slice(0, SHOWN);
}
