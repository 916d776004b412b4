/** The changed pieces of a settled year, as changes.parquet keeps them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, numberAt, say } from '../base/index.ts';
import { readGeoParquet } from '../formats/index.ts';
import { type Crs, featureCount, type Polygons } from '../geo/index.ts';
import type { ExplainedPiece } from '../land/index.ts';

/** A changed piece as it stands in changes.parquet. */
export interface StoredPiece extends ExplainedPiece {
  readonly evidence: string;
}

/** The changed pieces of a stored settlement. */
export async function readPieces(folder: string): Promise<StoredPiece[]> {
  return (await readChanges(folder)).pieces;
}

/** The same with their shapes: shape k belongs to piece k. */
export async function readChanges(
  folder: string,
): Promise<{ readonly pieces: StoredPiece[]; readonly shapes: Polygons; readonly crs: Crs }> {
  const file = join(folder, 'changes.parquet');
  if (!existsSync(file)) {
    throw new InputError(
      'report-file-missing',
      say('这一版结算的 changes.parquet 不在了', 'The changes.parquet of this settlement is gone'),
      say(
        '请把报告文件夹从备份恢复；没有备份就删去它的文件夹，再结算一次。',
        'Restore the report folder from a backup; without one, remove what is left of it and settle again.',
      ),
      { file },
    );
  }
  const { table, integers } = await readGeoParquet(file);
  const text = (name: string): ((row: number) => string) => {
    const column = table.columns.get(name);
    return (row) =>
      column?.kind === 'text' && column.codes[row]! >= 0
        ? column.dictionary[column.codes[row]!]!
        : '';
  };
  const [beforeId, afterId] = [text('before_id'), text('after_id')];
  const grade = (name: string): ((row: number) => number | null) => {
    const column = table.columns.get(name);
    return (row) => (column?.kind === 'number' ? numberAt(column, row) : null);
  };
  const [quality, utilization] = [grade('quality_grade'), grade('utilization_grade')];
  const [fromClass, toClass] = [text('from_class'), text('to_class')];
  const [flow, village, evidence] = [text('flow'), text('village'), text('evidence')];
  const pieces = Array.from({ length: featureCount(table.polygons) }, (_, row) => ({
    beforeId: beforeId(row),
    afterId: afterId(row),
    fromClass: fromClass(row),
    toClass: toClass(row),
    flow: flow(row),
    village: village(row),
    area: integers['area']?.[row] ?? 0n,
    cultivated: integers['cultivated']?.[row] ?? 0n,
    stable: integers['stable']?.[row] ?? 0n,
    qualityGrade: quality(row),
    utilizationGrade: utilization(row),
    evidence: evidence(row),
  }));
  return { pieces, shapes: table.polygons, crs: table.crs };
}
