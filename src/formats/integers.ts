/** 64-bit integers of a file as a column that loses no digit. */
import { type Column, numberColumn, textColumn } from '../base/index.ts';

/** Numbers when a double holds every one of them, else texts of their digits. Null stays null. */
export function integerColumn(values: readonly (bigint | null)[]): Column {
  const fits = values.every((value) => value === null || Number.isSafeInteger(Number(value)));
  return fits
    ? numberColumn(values.map((value) => (value === null ? null : Number(value))))
    : textColumn(values.map((value) => (value === null ? null : value.toString())));
}
