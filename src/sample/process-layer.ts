/** 更新过程层 DLTBGXGC — what became of what, as surveyors keep it: one record for every part of a changed parcel. */
import { type Column, numberColumn, textColumn } from '../base/index.ts';
import { type FeatureTable, parseCrs, type Polygons } from '../geo/index.ts';
import type { FiledArea } from './areas.ts';
import type { Change } from './changes.ts';
import { COUNTY_CRS, FIRST_YEAR, type Plot } from './county.ts';
import { bsm } from './layers.ts';

interface ProcessRecord {
  readonly before: Plot;
  readonly after: Plot;
  /** The ground of the record is that of this parcel. */
  readonly shape: Plot;
  readonly area: bigint;
  readonly act: string;
}

/** The layer; a border that was only drawn anew has no record, and neither has ground that came or went. */
export function processLayer(
  changes: readonly Change[],
  areas: {
    readonly before: ReadonlyMap<number, FiledArea>;
    readonly after: ReadonlyMap<number, FiledArea>;
  },
  shapeOf: (plots: readonly Plot[]) => Polygons,
): FeatureTable {
  const records = changes
    .filter((change) => change.kind !== 'border-redrawn')
    .flatMap(({ before, after }) =>
      before.flatMap((was) =>
        after.map((is): ProcessRecord => {
          const [whole, shape] = before.length > 1 ? [areas.before, was] : [areas.after, is];
          return {
            before: was,
            after: is,
            shape,
            area: whole.get(shape.serial)!.parcel,
            act: actOf(before.length, after.length, was, is),
          };
        }),
      ),
    );
  const text = (value: (record: ProcessRecord, i: number) => string) =>
    textColumn(records.map(value));
  return {
    name: 'DLTBGXGC',
    crs: parseCrs(COUNTY_CRS),
    polygons: shapeOf(records.map((record) => record.shape)),
    columns: new Map<string, Column>([
      ['BSM', text((_, i) => bsm(96_000_000 + i))],
      ['BGQTBBSM', text((record) => bsm(record.before.serial))],
      ['BGQDLBM', text((record) => record.before.landClass)],
      ['BGHTBBSM', text((record) => bsm(record.after.serial))],
      ['BGHDLBM', text((record) => record.after.landClass)],
      ['TBBGMJ', numberColumn(records.map((record) => Number(record.area) / 100))],
      ['BGXW', text((record) => record.act)],
      ['GXSJ', text(() => `${FIRST_YEAR + 1}-12-31`)],
    ]),
  };
}

function actOf(parents: number, children: number, was: Plot, is: Plot): string {
  if (parents > 1) return '合并';
  if (children > 1) return '分割';
  return was.landClass === is.landClass ? '属性变更' : '地类变更';
}
