/** A layer as read from a file: geometry, reference system and attribute columns, nothing interpreted yet. */
import type { Columns } from '../base/index.ts';
import type { Crs } from './crs.ts';
import type { Polygons } from './polygons.ts';

/** 图层 — features of one layer. Row i of every column belongs to feature i of `polygons`. */
export interface FeatureTable {
  /** Layer name in the source, e.g. `DLTB`. */
  readonly name: string;
  /** In the coordinates of `crs`, x east and y north. */
  readonly polygons: Polygons;
  readonly crs: Crs;
  readonly columns: Columns;
}
