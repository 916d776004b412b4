/** 面积重算 — parcels whose filed areas are no longer right after a repair, and TBMJ, KCMJ and TBDLMJ computed anew. */
import { areaFromSquareMetres, type Column, type Columns } from '../base/index.ts';
import { type FeatureTable, legalAreas } from '../geo/index.ts';
import { classReader, idReader, type ParcelTable } from '../land/index.ts';
import type { AreaRow } from '../report/index.ts';

/** The rows of the copy whose legal area is another one than before. */
export function changedAreas(
  table: FeatureTable,
  repaired: FeatureTable,
  source: Uint32Array,
  parcels: ParcelTable | null,
): AreaRow[] {
  const cents = ({ polygons, crs }: FeatureTable): bigint[] =>
    Array.from(legalAreas(polygons, crs), areaFromSquareMetres);
  const [before, after] = [cents(table), cents(repaired)];
  const [idOf, classOf] = parcels === null ? [] : [idReader(parcels), classReader(parcels)];
  return after.flatMap((area, feature) => {
    const row = source[feature]!;
    if (area === before[row]) return [];
    const isFiled = parcels !== null && parcels.areaSource === 'filed';
    return [
      {
        feature,
        source: row,
        id: idOf?.(row) ?? '',
        landClass: classOf?.(row) ?? '',
        filed: isFiled ? parcels.parcelArea[row]! : null,
        before: before[row]!,
        after: area,
      },
    ];
  });
}

/**
 * The columns with the areas of those rows computed anew: the parcel's from its shape, the ridges' by their rate (as filed
 * where no rate is), the class's as what is left. `fields` are the file's names of our attributes; fields that are absent or hold text stay as they are.
 */
export function recomputedAreas(
  columns: Columns,
  changed: readonly AreaRow[],
  fields: Readonly<Record<string, string>>,
): Columns {
  const named = new Map(columns);
  const numbers = (name: string): Float64Array | null => {
    const column = fields[name] === undefined ? undefined : columns.get(fields[name]!);
    if (column?.kind !== 'number') return null;
    const copy: Column = { ...column, values: Float64Array.from(column.values) };
    named.set(fields[name]!, copy);
    return copy.values;
  };
  const [area, ridge, net] = [numbers('parcelArea'), numbers('ridgeArea'), numbers('netArea')];
  const rate = numbers('ridgeRate');
  for (const { feature, after } of changed) {
    const parcel = Number(after) / 100;
    const [share, filed] = [rate?.[feature], ridge?.[feature]];
    const ridges =
      share !== undefined && !Number.isNaN(share)
        ? areaFromSquareMetres(parcel * Math.max(0, share))
        : areaFromSquareMetres(filed || 0);
    if (area) area[feature] = parcel;
    if (ridge) ridge[feature] = Number(ridges) / 100;
    if (net) net[feature] = Number(after - ridges) / 100;
  }
  return named;
}
