/** What features of any layer are called: BSM, an id field, the first field that tells them apart, else their number. */
import { type Column, InputError, say, textAt } from '../base/index.ts';
import { featureCount, type FeatureTable } from '../geo/index.ts';

/** Values of a field as texts, '' for NULL; InputError when there is no such field. */
export function fieldTexts(table: FeatureTable, field: string, file: string): string[] {
  const name = [...table.columns.keys()].find((key) => key.toLowerCase() === field.toLowerCase());
  if (name === undefined) {
    const have = [...table.columns.keys()].slice(0, 30).join(', ');
    throw new InputError(
      'missing-field',
      say(`没有字段 ${field}`, `There is no field ${field}`),
      say(`有这些字段：${have || '无'}`, `The fields are: ${have || 'none'}`),
      { file, layer: table.name, field },
    );
  }
  return texts(table.columns.get(name)!, featureCount(table.polygons));
}

/** One name per feature. */
export function featureIds(table: FeatureTable): string[] {
  const count = featureCount(table.polygons);
  const named = ['bsm', 'id', 'gml_id', 'objectid'].flatMap((wanted) =>
    [...table.columns].filter(([name]) => name.toLowerCase() === wanted),
  );
  for (const [, column] of [...named, ...table.columns]) {
    const values = texts(column, count);
    if (count > 0 && !values.includes('') && new Set(values).size === count) return values;
  }
  return Array.from({ length: count }, (_, i) => String(i + 1));
}

function texts(column: Column, count: number): string[] {
  return Array.from({ length: count }, (_, row) => {
    if (column.kind === 'text') return textAt(column, row) ?? '';
    return Number.isNaN(column.values[row]!) ? '' : String(column.values[row]);
  });
}
