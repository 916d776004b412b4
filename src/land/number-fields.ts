/**
 * 数值字段 — columns of a survey that hold numbers, whatever kind the file made of them. A text that is no number counts as
 * NULL and is told (rule C9); the parcels beside it are read as they are.
 */
import {
  type Bilingual,
  type Column,
  type Finding,
  say,
  type TextColumn,
  textAt,
} from '../base/index.ts';
import { surveyFinding } from './survey-rules.ts';

/** A column as numbers, NaN for NULL, and what stood there instead of one. */
export interface NumbersRead {
  readonly values: Float64Array;
  /** Features whose text is no number; their value is NaN. */
  readonly wrong: ReadonlySet<number>;
  readonly findings: readonly Finding[];
}

/** Where a column stands, and the identifiers of its features. */
interface Where {
  readonly file: string;
  readonly layer: string;
  readonly field: string;
  readonly id: TextColumn;
  /** What counts instead of a number that is none. */
  readonly instead: Bilingual;
}

/** Most fields have nothing that could stand in. */
export const AS_EMPTY = say('按空值计', 'counts as empty');

/**
 * Reads a column. An empty text is NULL, and so is an infinity, which nobody filed. One finding for each feature whose text
 * is no number; where no filled text of the layer is one, the field as a whole is told once.
 */
export function readNumbers(column: Column, where: Where): NumbersRead {
  if (column.kind === 'number') {
    const isSound = column.values.every((value) => !isInfinite(value));
    const values = isSound
      ? column.values
      : column.values.map((value) => (isInfinite(value) ? Number.NaN : value));
    return { values, wrong: new Set(), findings: [] };
  }
  const parsed = column.dictionary.map((text) =>
    text.trim() === '' ? Number.NaN : Number(text.trim()),
  );
  const values = new Float64Array(column.codes.length);
  const wrong = new Set<number>();
  let filled = 0;
  column.codes.forEach((code, feature) => {
    const value = code < 0 ? Number.NaN : parsed[code]!;
    values[feature] = Number.isFinite(value) ? value : Number.NaN;
    if (code < 0 || column.dictionary[code]!.trim() === '') return;
    filled++;
    if (!Number.isFinite(value)) wrong.add(feature);
  });
  return { values, wrong, findings: findingsOf(column, wrong, filled, where) };
}

function findingsOf(
  column: TextColumn,
  wrong: ReadonlySet<number>,
  filled: number,
  { id, instead, ...place }: Where,
): Finding[] {
  const shown = (feature: number): string => `“${textAt(column, feature)!.slice(0, SHOWN)}”`;
  const [first] = wrong;
  if (first !== undefined && wrong.size === filled && filled > 1) {
    const count = filled.toLocaleString('en-US');
    return [
      surveyFinding(
        'C9',
        place,
        say(
          `${count} 个值没有一个是数字，如第 ${first + 1} 个要素的${shown(first)}，${instead.zh}`,
          `none of ${count} values is a number, as ${shown(first)} of feature ${first + 1}: each ${instead.en}`,
        ),
      ),
    ];
  }
  return [...wrong].map((feature) =>
    surveyFinding(
      'C9',
      { ...place, feature, id: textAt(id, feature) ?? '' },
      say(`填的是${shown(feature)}，${instead.zh}`, `${shown(feature)} ${instead.en}`),
    ),
  );
}

/** So many characters of a wrong text are shown. */
const SHOWN = 40;

function isInfinite(value: number): boolean {
  return value === Infinity || value === -Infinity;
}
