/** Report files of a settled year: balance.json, official tables, report.html, changes.gpkg and changes.parquet. */
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import {
  type Column,
  type Guess,
  InputError,
  numberColumn,
  type Progress,
  say,
  type SecrecyLevel,
  textColumn,
} from '../base/index.ts';
import { splitLayer, writeGeoPackage } from '../engine/index.ts';
import { type IntegerColumns, writeGeoParquet, writeXlsx } from '../formats/index.ts';
import type { FeatureTable } from '../geo/index.ts';
import type { ChangedPiece, Settlement } from '../land/index.ts';
import { type OfficialTables, renderReport } from '../report/index.ts';
import {
  giveToOwnerAbove,
  giveTreeToOwnerAbove,
  makeFolder,
  reportFolder,
  type SettlementRow,
} from '../storage/index.ts';
import { both } from './both.ts';
import type { App } from './context.ts';
import { type MapInput, reportMap } from './report-map.ts';
import { writeYearFacts, type YearFacts } from './year-facts.ts';

/** A file of the report folder. */
export interface OutputFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

/** What came of it. */
export interface SettledResult {
  readonly settlement: Settlement;
  readonly row: SettlementRow;
  /** False when the same inputs had been settled before. */
  readonly isNew: boolean;
  /** What was understood of the closing package besides its parcels. */
  readonly understood?: readonly Guess[];
  /** Number of the newest version of the year, when it is not this one. */
  readonly newest?: number;
  readonly folder: string;
  readonly files: readonly OutputFile[];
}

/** Everything that the files are made of. */
export interface OutputInput extends MapInput {
  readonly version: number;
  readonly settledAt: Date;
  readonly folder: string;
  /** Null for a province, which is settled from its counties. */
  readonly facts: YearFacts | null;
  /** Made when they are written. */
  readonly tables: () => OfficialTables;
  readonly language: 'zh' | 'en';
}

/** Writes into a folder beside, then puts it in place by one rename. */
export async function writeOutputs(app: App, input: OutputInput): Promise<void> {
  const { folder, settlement } = input;
  makeFolder(dirname(folder));
  const work = `${folder}.${process.pid}.tmp`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  const changes = changesTable(input);
  const sums = {
    area: BigInt64Array.from(input.pieces, (piece) => BigInt(piece.area)),
    cultivated: BigInt64Array.from(input.pieces, (piece) => BigInt(piece.cultivated)),
    stable: BigInt64Array.from(input.pieces, (piece) => BigInt(piece.stable)),
  };
  // GDAL works in its own thread; the other files are made meanwhile.
  const geoPackage = writeGeoPackage(app.gdal, join(work, 'changes.gpkg'), [
    withSquareMetres(changes, sums, settlement.secrecy),
  ]);
  try {
    await both(geoPackage, writeOthers(work, input, changes, sums, app.progress));
    giveTreeToOwnerAbove(work);
    rmSync(folder, { recursive: true, force: true });
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** All report files but the GeoPackage. */
async function writeOthers(
  work: string,
  input: OutputInput,
  changes: FeatureTable,
  sums: IntegerColumns,
  progress: Progress,
): Promise<void> {
  const { settlement } = input;
  writeFileSync(join(work, 'balance.json'), `${JSON.stringify(settlement, null, 1)}\n`);
  if (input.facts !== null) writeYearFacts(work, input.facts);
  writeFileSync(
    join(work, 'changes.parquet'),
    writeGeoParquet(changes, sums, {
      kind: 'changes',
      settlement: settlement.id,
      secrecy: settlement.secrecy,
      units: settlement.units,
      crs: input.crs.definition,
    }),
  );
  const tables = input.tables();
  for (const [i, book] of tables.books.entries()) {
    progress(say('写报告', 'writing the report'), i, tables.books.length);
    writeFileSync(join(work, book.fileName), await writeXlsx(book.sheets));
  }
  writeFileSync(
    join(work, 'report.html'),
    renderReport(settlement, reportMap(input), tables, {
      version: input.version,
      settledAt: input.settledAt.toISOString().slice(0, 16).replace('T', ' ') + ' UTC',
      language: input.language,
    }),
  );
}

function changesTable(input: OutputInput): FeatureTable {
  const { pieces } = input;
  const texts = (pick: (piece: ChangedPiece) => string): Column => textColumn(pieces.map(pick));
  return {
    name: 'changes',
    polygons: input.shapes,
    crs: input.crs,
    columns: new Map<string, Column>([
      ['before_id', texts((p) => p.beforeId)],
      ['after_id', texts((p) => p.afterId)],
      ['from_class', texts((p) => p.fromClass)],
      ['to_class', texts((p) => p.toClass)],
      ['flow', texts((p) => p.flow)],
      ['village', texts((p) => p.village)],
      ['quality_grade', numberColumn(pieces.map((p) => p.qualityGrade))],
      ['utilization_grade', numberColumn(pieces.map((p) => p.utilizationGrade))],
      ['evidence', texts((p) => p.evidence)],
      ['clause', texts((p) => p.clause)],
    ]),
  };
}

function withSquareMetres(
  table: FeatureTable,
  areas: IntegerColumns,
  secrecy: SecrecyLevel,
): FeatureTable {
  const count = table.polygons.featureStart.length - 1;
  return {
    ...table,
    columns: new Map<string, Column>([
      ...table.columns,
      ...Object.entries(areas).map(
        ([name, values]) =>
          [`${name}_m2`, numberColumn(Array.from(values, (area) => Number(area) / 100))] as const,
      ),
      // GeoPackage has no place for it beside the layer that every program shows.
      ['secrecy', textColumn(Array.from({ length: count }, () => secrecy))],
    ]),
  };
}

/** Files of a report folder, sorted by name. */
export function outputsIn(folder: string): OutputFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, path: join(folder, name), bytes: statSync(join(folder, name)).size }));
}

/** Copies the report files; files of the same name are replaced, others stay. */
export function copyOutputs(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const file of outputsIn(from)) {
    copyFileSync(file.path, join(to, file.name));
    giveToOwnerAbove(join(to, file.name));
  }
}

/**
 * Sees that copies can be written to a folder, before anything is stored: it is made, and it is neither a file nor one of
 * the inputs. InputError with the reason otherwise.
 */
export function prepareOut(out: string | undefined, inputs: readonly string[]): void {
  if (out === undefined) return;
  const refuse = (zh: string, en: string): InputError =>
    new InputError(
      'out-not-writable',
      say(`不能把结果写到 ${out}：${zh}`, `The results cannot be written to ${out}: ${en}`),
      say('请用 --out 指明一个可以写入的文件夹。', 'Name a folder that you may write with --out.'),
      { file: out },
    );
  const folder = resolve(out);
  const isInput = inputs.some((input) => {
    const path = resolve(splitLayer(input).path);
    return folder === path || folder.startsWith(path + sep);
  });
  if (isInput || /\.gdb$/i.test(folder))
    throw refuse('那是数据，不是放结果的地方', 'these are data, not a place for results');
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw refuse('那是一个文件', 'it is a file');
  try {
    const made = mkdirSync(folder, { recursive: true });
    if (made !== undefined) giveTreeToOwnerAbove(made);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw refuse('没有写入的权限', (error as Error).message);
  }
}

/** What is told of a settlement whose files are written; copies go to `out`. */
export function finished(
  app: App,
  row: SettlementRow,
  out: string | undefined,
  isNew = true,
): SettledResult {
  const stored = reportFolder(app.home(), row);
  if (out !== undefined) copyOutputs(stored, out);
  const folder = out ?? stored;
  return {
    settlement: row.document as Settlement,
    row,
    isNew,
    folder,
    files: outputsIn(folder),
  };
}
