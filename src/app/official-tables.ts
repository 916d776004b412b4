/** 官方表对照 — official workbooks read and compared with the tables of a settled year; nothing is stored. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Bilingual, InputError, say } from '../base/index.ts';
import { readXlsx } from '../formats/index.ts';
import {
  compareTable,
  type GridTable,
  officialTitle,
  type TableComparison,
  understandSheet,
} from '../report/index.ts';
import { loadSettlement, reportFolder } from '../storage/index.ts';
import type { App } from './context.ts';

/** One sheet of a file: what came of comparing it, or why it was not compared. */
export type ComparedSheet = { readonly file: string; readonly sheet: string } & (
  | { readonly comparison: TableComparison }
  | { readonly comparison: null; readonly why: Bilingual }
);

/** Official files against a version of a settled year. */
export interface TablesReport {
  readonly settlement: string;
  readonly version: number;
  readonly sheets: readonly ComparedSheet[];
  readonly compared: number;
  readonly differing: number;
  /** Sheets, cells, rows and columns that were not compared. */
  readonly open: number;
}

/**
 * Compares files with the stored tables of `reference`, `CODE-YEAR` or `CODE-YEAR@VERSION`. InputError when there is no such
 * year or a file is no workbook.
 */
export async function compareOfficialTables(
  app: App,
  reference: string,
  files: readonly string[],
): Promise<TablesReport> {
  const [id = '', version] = reference.replace(/^year:/, '').split('@');
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
  };
}

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
    if (title === '变更一览表')
      return not('这是地块清单，不逐格比较', 'a list of pieces is not compared cell by cell');
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
