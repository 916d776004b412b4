/** Columns of a table of points that are no coordinates: those that hold one value for each plot become its attributes. */
import { type Column, type Guess, say, textColumn } from '../base/index.ts';

/** So many further columns are looked at: a table of points is narrow. */
const COLUMNS = 64;

/** A column by its heading and place. */
export interface FurtherColumn {
  readonly name: string;
  readonly place: number;
}

/** Collects the values of further columns plot by plot. */
export interface PlotAttributes {
  /** A row of the plot, the newest one having the largest number; blank cells say nothing, as those of merged ones do. */
  row(plot: number, cells: readonly string[]): void;
  /** A text column for each that has one value at most in every plot, and which ones are not carried. */
  finish(plots: number): {
    readonly columns: ReadonlyMap<string, Column>;
    readonly guesses: readonly Guess[];
  };
}

/** An empty collector; `further` from left to right, `taken` is a name that none of them may have. */
export function plotAttributes(further: readonly FurtherColumn[], taken: string): PlotAttributes {
  const states = further.slice(0, COLUMNS).map((column) => ({
    ...column,
    values: new Map<number, string>(),
    varies: false,
  }));
  return {
    row(plot, cells) {
      for (const state of states) {
        if (state.place >= cells.length) break;
        const value = cells[state.place]!;
        if (value === '' || state.varies) continue;
        const known = state.values.get(plot);
        if (known === undefined) state.values.set(plot, value);
        else if (known !== value) state.varies = true;
      }
    },
    finish(plots) {
      const columns = new Map<string, Column>();
      const left = further.slice(COLUMNS).map(({ name }) => name);
      for (const { name, values, varies } of states) {
        if (values.size === 0) continue;
        if (varies || name === taken || columns.has(name)) left.push(name);
        else
          columns.set(
            name,
            textColumn(Array.from({ length: plots }, (_, plot) => values.get(plot) ?? null)),
          );
      }
      return { columns, guesses: left.length === 0 ? [] : [leftGuess(left)] };
    },
  };
}

function leftGuess(names: readonly string[]): Guess {
  return {
    what: 'columns',
    answer: names.join(', '),
    why: say(
      '同一地块内各点的值不同，或列名重复、列数过多；没有读入',
      'they differ between points of one plot, bear the name of another column, or there are too many; not read',
    ),
  };
}
