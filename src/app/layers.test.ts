/** What the office says of last year: a grade, nothing, or a fault of the layer; never a guess. */
import { expect, test } from 'vitest';
import { type Column, InputError, numberColumn, textColumn } from '../base/index.ts';
import { parseCrs, polygonsFromRings } from '../geo/index.ts';
import { type ConstraintLayers, lastYearGrade } from './layers.ts';

function said(column: Column | null): number | undefined | string {
  const table = {
    name: 'LASTYEAR',
    polygons: polygonsFromRings([[]]),
    crs: parseCrs('EPSG:4527'),
    columns: new Map<string, Column>(column === null ? [] : [['PJDJ', column]]),
  };
  const layers: ConstraintLayers = { sha256: '', found: new Map([['LASTYEAR', table]]), list: [] };
  try {
    return lastYearGrade(layers);
  } catch (error) {
    if (error instanceof InputError) return `${error.code} ${error.place.field}`;
    throw error;
  }
}

test.each([
  [numberColumn([4.5]), 4.5],
  [textColumn(['4.5']), 4.5],
  [numberColumn([1]), 1],
  [numberColumn([10]), 10],
  [numberColumn([null]), undefined],
  [textColumn(['']), undefined],
  [textColumn([null]), undefined],
  [null, undefined],
  [textColumn(['abc']), 'bad-grade PJDJ'],
  [numberColumn([99]), 'bad-grade PJDJ'],
  [numberColumn([0]), 'bad-grade PJDJ'],
  [numberColumn([10.01]), 'bad-grade PJDJ'],
])('PJDJ %j is read as %s', (column, grade) => {
  expect(said(column)).toBe(grade);
});
