/** Which runs of the layers stand in which tile, and which face lies at each tile's corner: what the tiles are worked by. */
import { shared } from './overlay-layer.ts';
import type { Grid, Runs } from './overlay-runs.ts';

/** Runs of one range of features, seen from the tiles of the plan: tile t has runs from[t] … to[t]−1. */
export interface PlannedRuns {
  readonly runs: Pick<Runs, 'first' | 'edges' | 'last' | 'ring'>;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** One layer as the tiles see it: its ranges in the order of the features, and the sums at the corner of every tile. */
export interface PlannedLayer {
  readonly ranges: readonly PlannedRuns[];
  readonly cornerFace: Int32Array;
  readonly cornerCheck: Int32Array;
}

/** All tiles that hold an edge, by row, then column. */
export interface Tiles {
  readonly grid: Grid;
  readonly count: number;
  /** Corners of the tiles. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Point about which moments are taken. */
  readonly originX: number;
  readonly originY: number;
}

/** The tiles of two layers. */
export interface TilePlan extends Tiles {
  readonly a: PlannedLayer;
  readonly b: PlannedLayer;
}

/** The tiles of any number of layers. */
export interface ManyPlan extends Tiles {
  readonly layers: readonly PlannedLayer[];
}

/** Brings the runs of all ranges of both layers together. The plan does not depend on how layers were cut into ranges. */
export function planTiles(grid: Grid, a: readonly Runs[], b: readonly Runs[]): TilePlan {
  const { layers, ...tiles } = planMany(grid, [a, b]);
  return { ...tiles, a: layers[0]!, b: layers[1]! };
}

/** The same for any number of layers. */
export function planMany(grid: Grid, runs: readonly (readonly Runs[])[]): ManyPlan {
  const { columns, rows, placeOf } = tilesOf(runs.flat());
  const count = columns.length;
  const at = (from: Float64Array, first: number): Float64Array => {
    const corners = shared(Float64Array, count);
    for (let t = 0; t < count; t++) corners[t] = first + from[t]! * grid.size;
    return corners;
  };
  let taken = 0;
  const layers = runs.map((parts) =>
    plannedLayer(parts, placeOf.slice(taken, (taken += parts.length)), rows),
  );
  return {
    grid,
    count,
    x: at(columns, grid.x0),
    y: at(rows, grid.y0),
    layers,
    originX: grid.x0,
    originY: grid.y0,
  };
}

/** The tiles of all parts, sorted, and per part the place of each local tile among them. */
function tilesOf(parts: readonly Runs[]): {
  readonly columns: Float64Array;
  readonly rows: Float64Array;
  readonly placeOf: readonly Uint32Array[];
} {
  const all = parts.reduce((sum, part) => sum + part.columns.length, 0);
  const [columns, rows] = [new Float64Array(all), new Float64Array(all)];
  let filled = 0;
  for (const part of parts) {
    columns.set(part.columns, filled);
    rows.set(part.rows, filled);
    filled += part.columns.length;
  }
  const order = Uint32Array.from({ length: all }, (_, i) => i).sort(
    (p, q) => rows[p]! - rows[q]! || columns[p]! - columns[q]!,
  );
  const place = new Uint32Array(all);
  let count = 0;
  for (let k = 0; k < all; k++) {
    const [i, before] = [order[k]!, order[k - 1]];
    const isNew =
      before === undefined || rows[i] !== rows[before] || columns[i] !== columns[before];
    if (isNew) count++;
    place[i] = count - 1;
  }
  const sorted = { columns: new Float64Array(count), rows: new Float64Array(count) };
  for (let i = 0; i < all; i++) {
    sorted.columns[place[i]!] = columns[i]!;
    sorted.rows[place[i]!] = rows[i]!;
  }
  let taken = 0;
  const placeOf = parts.map((part) => place.subarray(taken, (taken += part.columns.length)));
  return { ...sorted, placeOf };
}

function plannedLayer(
  parts: readonly Runs[],
  placeOf: readonly Uint32Array[],
  rows: Float64Array,
): PlannedLayer {
  const count = rows.length;
  const [cornerFace, cornerCheck] = [shared(Int32Array, count), shared(Int32Array, count)];
  const ranges = parts.map((runs, k) => {
    const [from, to] = [shared(Uint32Array, count), shared(Uint32Array, count)];
    for (let local = 0; local < runs.columns.length; local++) {
      const tile = placeOf[k]![local]!;
      from[tile] = runs.starts[local]!;
      to[tile] = runs.starts[local + 1]!;
      cornerFace[tile]! += runs.faceSteps[local]!;
      cornerCheck[tile]! += runs.checkSteps[local]!;
    }
    const { first, edges, last, ring } = runs;
    return { runs: { first, edges, last, ring }, from, to };
  });
  // From steps along the lower borders to the sums at the corners, row by row from the west.
  let [face, check] = [0, 0];
  for (let tile = 0; tile < count; tile++) {
    if (rows[tile] !== rows[tile - 1]) [face, check] = [0, 0];
    const [stepFace, stepCheck] = [cornerFace[tile]!, cornerCheck[tile]!];
    [cornerFace[tile], cornerCheck[tile]] = [face, check];
    [face, check] = [(face + stepFace) | 0, (check + stepCheck) | 0];
  }
  return { ranges, cornerFace, cornerCheck };
}
