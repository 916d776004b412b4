/** What lies in each cell of the county in both years, for those who choose ground in it: layers, sites and grounds. */
import { cellsAround, type Cell, type Footprint } from './footprints.ts';
import { type Plot, slopeAt } from './county.ts';
import { type Lattice, RIVER_COLUMN, VILLAGE_COLUMNS, VILLAGE_ROWS } from './lattice.ts';
import { hashed } from './random.ts';

/** The county by cells. Cells of roads and of the river, with ponds cut out, or that changed hold no steady parcel. */
export interface GroundCells {
  readonly ground: Lattice;
  readonly seed: number;
  /** Cells that one parcel fills in both years. */
  readonly steady: readonly SteadyCell[];
  at(cell: Cell): SteadyCell | undefined;
}

/** A cell that one parcel fills, unchanged. */
export interface SteadyCell {
  readonly cell: Cell;
  readonly plot: Plot;
  /** 坡度级别 of the slope map, 1 … 5; a parcel of any class has one. */
  readonly slope: string;
  readonly isPermanent: boolean;
}

/** Steady cells out of the parcels of the first year; `changed` and `permanent` hold serial numbers. */
export function groundCells(
  ground: Lattice,
  plots: readonly Plot[],
  changed: ReadonlySet<number>,
  permanent: ReadonlySet<number>,
  seed: number,
): GroundCells {
  const steady = plots
    .filter((plot) => !changed.has(plot.serial) && isOneCell(ground, plot))
    .map((plot): SteadyCell => {
      const { i0, j0 } = plot.blocks[0]!;
      return {
        cell: [i0, j0],
        plot,
        slope: slopeAt(ground, seed, i0, j0),
        isPermanent: permanent.has(plot.serial),
      };
    });
  const byCell = new Map(steady.map((one) => [keyOf(one.cell), one] as const));
  return { ground, seed, steady, at: (cell) => byCell.get(keyOf(cell)) };
}

function isOneCell(ground: Lattice, { blocks, half, island }: Plot): boolean {
  const { i0, j0, i1, j1 } = blocks[0]!;
  const isStrip = i0 % (ground.across + 1) === 0 || j0 % (ground.up + 1) === 0;
  return (
    blocks.length === 1 &&
    half === undefined &&
    island === undefined &&
    !isStrip &&
    i1 - i0 === 1 &&
    j1 - j0 === 1
  );
}

/** Name of a cell in sets and maps. */
export function keyOf([i, j]: Cell): string {
  return `${i},${j}`;
}

/** First column and row of a village's own cells, behind its roads. */
export function villageStart(ground: Lattice, village: number): Cell {
  return [
    (village % VILLAGE_COLUMNS) * (ground.across + 1) + 1,
    Math.floor(village / VILLAGE_COLUMNS) * (ground.up + 1) + 1,
  ];
}

/** Column of cells that is the river. */
export function riverColumn(ground: Lattice): number {
  return RIVER_COLUMN * (ground.across + 1);
}

export const VILLAGES = VILLAGE_COLUMNS * VILLAGE_ROWS;

/** Cells of a band of villages, roads included. */
export function villageBand(
  ground: Lattice,
  columns: readonly [from: number, to: number],
  rows: readonly [from: number, to: number],
): Cell[] {
  const cells: Cell[] = [];
  for (let i = columns[0] * (ground.across + 1); i < columns[1] * (ground.across + 1); i++)
    for (let j = rows[0] * (ground.up + 1); j < rows[1] * (ground.up + 1); j++) cells.push([i, j]);
  return cells;
}

/** The same steady cells in an order of their own. */
export function inOrder(cells: readonly SteadyCell[], seed: number, key: number): SteadyCell[] {
  return cells
    .map((one) => ({ one, place: hashed(seed, one.cell[0], one.cell[1], key) }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

/** Distance of two cells along rows and columns. */
export function stepsBetween(a: Cell, b: Cell): number {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
}

/** Starts that a cluster is tried from; the largest stays. */
const STARTS = 12;

/**
 * A connected set of at most `size` free cells, as round as the ground allows. `rank` is null for ground that does not
 * belong, else small for the best. Cells taken are added to `taken`.
 */
export function cluster(
  cells: GroundCells,
  key: number,
  size: number,
  rank: (one: SteadyCell) => number | null,
  taken: Set<string>,
): Cell[] {
  const isFree = (one: SteadyCell): boolean => rank(one) !== null && !taken.has(keyOf(one.cell));
  const starts = inOrder(cells.steady.filter(isFree), cells.seed, key)
    .map((one) => ({ one, rank: rank(one)! }))
    .sort((a, b) => a.rank - b.rank)
    .slice(0, STARTS);
  let best: Cell[] = [];
  for (const { one } of starts) {
    const grown = grow(cells, one, size, isFree, rank);
    if (grown.length > best.length) best = grown;
  }
  for (const cell of best) taken.add(keyOf(cell));
  return best;
}

function grow(
  cells: GroundCells,
  start: SteadyCell,
  size: number,
  isFree: (one: SteadyCell) => boolean,
  rank: (one: SteadyCell) => number | null,
): Cell[] {
  const costOf = (one: SteadyCell): number =>
    rank(one)! * 2 + (one.cell[0] - start.cell[0]) ** 2 + (one.cell[1] - start.cell[1]) ** 2;
  const reached = new Set([keyOf(start.cell)]);
  const edge = [{ one: start, cost: 0 }];
  const grown: Cell[] = [];
  while (grown.length < size && edge.length > 0) {
    let least = 0;
    for (let k = 1; k < edge.length; k++) if (edge[k]!.cost < edge[least]!.cost) least = k;
    const { one } = edge.splice(least, 1)[0]!;
    grown.push(one.cell);
    for (const cell of neighbours(one.cell)) {
      const next = cells.at(cell);
      if (next === undefined || reached.has(keyOf(cell)) || !isFree(next)) continue;
      reached.add(keyOf(cell));
      edge.push({ one: next, cost: costOf(next) });
    }
  }
  return grown;
}

/** The four cells beside a cell. */
export function neighbours([i, j]: Cell): Cell[] {
  return [
    [i + 1, j],
    [i - 1, j],
    [i, j + 1],
    [i, j - 1],
  ];
}

/** Which layers lie in or close to each cell, by cell. */
export function layersByCell(
  layers: readonly { readonly key: string; readonly footprints: readonly Footprint[] }[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { key, footprints } of layers)
    for (const footprint of footprints)
      for (const cell of 'cells' in footprint ? footprint.cells : cellsAround(footprint.patch)) {
        const keys = found.get(keyOf(cell));
        if (keys) keys.add(key);
        else found.set(keyOf(cell), new Set([key]));
      }
  return found;
}
