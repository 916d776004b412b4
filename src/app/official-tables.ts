/** 官方表对照 — official workbooks read and compared with the tables of a settled year; a list of what differs can be written. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { InputError, say } from '../base/index.ts';
import { readXlsx, writeXlsx } from '../formats/index.ts';
import {
  type ComparedSheet,
  compareTable,
  differenceSheets,
  type GridTable,
  officialTitle,
  type TableComparison,
  understandSheet,
} from '../report/index.ts';
import { giveToOwnerAbove, loadSettlement, reportFolder } from '../storage/index.ts';
import type { App } from './context.ts';
import { prepareOut } from './outputs.ts';

/** Official files against a version of a settled year. */
export interface TablesReport {
  readonly settlement: string;
  readonly version: number;
  readonly sheets: readonly ComparedSheet[];
  readonly compared: number;
  readonly differing: number;
  /** Sheets, cells, rows and columns that were not compared. */
  readonly open: number;
  /** The workbook of what differs, when one was asked for. */
  readonly out?: string;
}

/**
 * Compares files with the stored tables of `reference`, `CODE-YEAR` or `CODE-YEAR@VERSION`; `out` is a new workbook for what
 * differs. InputError when there is no such year, a file is no workbook, or `out` exists or is no .xlsx.
 */
export async function compareOfficialTables(
  app: App,
  reference: string,
  files: readonly string[],
  { out }: { readonly out?: string } = {},
): Promise<TablesReport> {
  if (out !== undefined) refuseOut(out);
  const [, id, version] = /^(?:year:)?(\d{6}-\d{4})(?:@(\d{1,9}))?$/.exec(reference) ?? [];
  if (id === undefined) throw noSuchYear(reference);
  const row = await loadSettlement(
    await app.database(),
    id,
    version === undefined ? undefined : Number(version),
  );
  if (!row) throw noSuchYear(reference);
  const ours = await ourTables(reportFolder(app.home(), row));
  const sheets: ComparedSheet[] = [];
  for (const file of files) sheets.push(...(await comparedFile(file, ours)));
  const done = sheets.flatMap(({ comparison }) => (comparison === null ? [] : [comparison]));
  const sum = (count: (one: TableComparison) => number): number =>
    done.reduce((all, one) => all + count(one), 0);
  if (out !== undefined) await writeDifferences(out, sheets, `${row.id}@${row.version}`);
  return {
    settlement: row.id,
    version: row.version,
    sheets,
    compared: sum((one) => one.compared),
    differing: sum((one) => one.differences.length),
    open:
      sheets.length -
      done.length +
      sum((one) => one.notInOurs.length + one.notInOfficial.length + one.unclear.length),
    ...(out === undefined ? {} : { out }),
  };
}

async function writeDifferences(
  out: string,
  sheets: readonly ComparedSheet[],
  year: string,
): Promise<void> {
  writeFileSync(out, await writeXlsx(differenceSheets(sheets, year)), { flag: 'wx' });
  giveToOwnerAbove(out);
}

/** The list of differences is a new workbook in a folder that may be written. */
function refuseOut(out: string): void {
  const isXlsx = extname(out).toLowerCase() === '.xlsx';
  if (!isXlsx || existsSync(out))
    throw new InputError(
      isXlsx ? 'out-exists' : 'out-format',
      isXlsx
        ? say(`${out} 已经存在`, `${out} exists`)
        : say(`${out} 不是 .xlsx`, `${out} is no .xlsx`),
      say(
        '请用 --out 给出一个新的 .xlsx 文件名。',
        'Give a new name that ends with .xlsx with --out.',
      ),
      { file: out },
    );
  prepareOut(dirname(resolve(out)), []);
}

/** Lists of pieces and projects have no cell for a class in a place: nothing to hold a figure against. */
const LISTS = new Map([
  ['变更一览表', say('这是地块清单，不逐格比较', 'a list of pieces is not compared cell by cell')],
  ['占补台账', say('这是项目清单，不逐格比较', 'a list of projects is not compared cell by cell')],
]);

/** The tables in the report folder of the year, by title. */
async function ourTables(folder: string): Promise<Map<string, GridTable[]>> {
  const tables = new Map<string, GridTable[]>();
  if (!existsSync(folder)) return tables;
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.xlsx')))
    for (const sheet of await readXlsx(readFileSync(join(folder, name)), name)) {
      const table = understandSheet(sheet);
      if (table === null) continue;
      const title = officialTitle(name) ?? name;
      tables.set(title, [...(tables.get(title) ?? []), table]);
    }
  return tables;
}

async function comparedFile(
  file: string,
  ours: ReadonlyMap<string, readonly GridTable[]>,
): Promise<ComparedSheet[]> {
  if (!existsSync(file))
    throw new InputError(
      'not-found',
      say(`找不到“${file}”`, `There is no “${file}”`),
      say('请检查路径和文件名。', 'Check the path and the file name.'),
      { file },
    );
  if (statSync(file).isDirectory())
    throw new InputError(
      'not-a-file',
      say(`“${file}”是文件夹`, `“${file}” is a folder`),
      say('请给出其中的 .xlsx 文件。', 'Name the .xlsx files in it.'),
      { file },
    );
  const sheets = await readXlsx(readFileSync(file), file);
  return sheets.map((sheet): ComparedSheet => {
    const place = { file, sheet: sheet.name };
    const not = (zh: string, en: string): ComparedSheet => ({
      ...place,
      comparison: null,
      why: say(zh, en),
    });
    const table = understandSheet(sheet);
    if (table === null)
      return not('没有找到表头下的数字行', 'no rows of figures under a head were found');
    const title = table.title ?? officialTitle(basename(file));
    if (title === null)
      return not('标题不是认识的官方表', 'its title is that of no official table that is known');
    const list = LISTS.get(title);
    if (list !== undefined) return not(list.zh, list.en);
    const own = ours.get(title);
    if (own === undefined) return not(`本年度没有${title}`, `the settled year has no ${title}`);
    const comparison = compareTable({ ...table, title }, own);
    if (comparison.compared === 0)
      return not('行和列都没有能对上的', 'none of its rows and columns is one of ours');
    return { ...place, comparison };
  });
}

function noSuchYear(reference: string): InputError {
  return new InputError(
    'no-such-year',
    say(`没有结算过 ${reference}`, `${reference} has not been settled`),
    say(
      '请写县代码和年度，如 990101-2025，或带版本 990101-2025@2。',
      'Write county code and year, as 990101-2025, or with a version, 990101-2025@2.',
    ),
  );
}
