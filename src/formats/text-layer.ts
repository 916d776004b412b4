/** 文本格式 — what a reader of a text format (界址点 TXT, VCT, coordinate list) gives: layers, their system, what was understood. */
import type { Columns, Guess } from '../base/index.ts';
import type { Polygons, RingFault } from '../geo/index.ts';

/** One layer; row i of every column belongs to feature i of `polygons`. */
export interface TextLayer {
  readonly name: string;
  readonly polygons: Polygons;
  readonly columns: Columns;
  readonly faults: readonly RingFault[];
  /** Features that hold something else than areas; they are in `polygons` without rings. */
  readonly foreign: number;
}

/** A whole file. */
export interface TextContents {
  readonly layers: readonly TextLayer[];
  /** The reference system as `parseCrs` reads it; '' when the file does not say. */
  readonly crs: string;
  readonly guesses: readonly Guess[];
}
