/**
 * 调平 — exact areas as hundredths of a hectare that add up: of one line by largest remainder, and 双向调平 of a table whose
 * rows and columns both add up to margins that were fixed before. Cells of a table start from their floors; the units that
 * are left over flow from rows that lack them to columns that lack them, along augmenting paths.
 */
import { type Area, apportion } from '../base/index.ts';

/** 0.01 m² in a hundredth of a hectare. */
const UNIT = 10_000n;

export function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, one) => total + one, 0n);
}

/** Rounds an area to hundredths of a hectare, half away from zero. */
export function roundedCents(area: Area): bigint {
  const half = UNIT / 2n;
  return area < 0n ? -((-area + half) / UNIT) : (area + half) / UNIT;
}

/**
 * 调平: areas as hundredths of a hectare that add up to `total` (by default their own rounded sum). Each is rounded up or
 * down, those with the largest remainders up; a total that this cannot reach is shared out in proportion.
 */
export function closedCents(areas: readonly Area[], total = roundedCents(sum(areas))): bigint[] {
  if (sum(areas) === 0n) return areas.map(() => 0n);
  const floors = areas.map(floor);
  const units = total - sum(floors);
  const open = areas.map((area, i) => ({ i, rest: area % UNIT })).filter(({ rest }) => rest > 0n);
  if (units < 0n || units > BigInt(open.length)) return apportion(total, areas.map(Number));
  open.sort((p, q) => Number(q.rest - p.rest) || p.i - q.i);
  for (const { i } of open.slice(0, Number(units))) floors[i]!++;
  return floors;
}

/**
 * 调平 of two years: what did not change keeps its figure, so that 增减 shows a change only where there is one; the others
 * close to what is left of their year's total. Where they cannot, all close anew.
 */
export function closedYears(
  before: readonly Area[],
  after: readonly Area[],
  totals: readonly [bigint, bigint] = [roundedCents(sum(before)), roundedCents(sum(after))],
): readonly [bigint[], bigint[]] {
  const opening = closedCents(before, totals[0]);
  const moved = after.map((area, i) => area !== before[i]);
  const free = after.map((area, i) => (moved[i] ? area : 0n));
  const left = totals[1] - sum(opening.filter((_, i) => !moved[i]));
  const units = left - sum(free.map(floor));
  if (units < 0n || units > BigInt(free.filter((area) => area % UNIT > 0n).length))
    return [opening, closedCents(after, totals[1])];
  const rest = closedCents(free, left);
  return [opening, opening.map((figure, i) => (moved[i] ? rest[i]! : figure))];
}

/**
 * Rounds `areas` so that row r adds up to `rows[r]` and column c to `columns[c]`; both margins must add up to the same.
 * A figure in `kept` stays as it is if the margins allow it. Empty cells stay empty unless nothing else can close.
 */
export function roundTable(
  areas: readonly (readonly Area[])[],
  rows: readonly bigint[],
  columns: readonly bigint[],
  kept: readonly (readonly (bigint | null)[])[] = [],
): bigint[][] {
  const wish = (r: number, c: number): bigint | null => kept[r]?.[c] ?? null;
  const cells = areas.map((row, r) => row.map((area, c) => wish(r, c) ?? floor(area)));
  const lack = {
    rows: rows.map((total, r) => total - sum(cells[r]!)),
    columns: columns.map((total, c) => total - sum(cells.map((row) => row[c]!))),
  };
  if (sum(lack.rows) !== sum(lack.columns)) throw new RangeError('the margins differ in their sum');
  takeBack(areas, cells, lack);
  // Each round lets cells move further; the first is the rounding up or down of what may move at all.
  for (let reach = 0n; lack.rows.some((one) => one > 0n); reach++) {
    const bounds = (r: number, c: number): readonly [bigint, bigint] => {
      const area = areas[r]![c]!;
      const fixed = wish(r, c);
      if (reach === 0n && fixed !== null) return [fixed, fixed];
      if (area === 0n && reach <= LAST_RESORT) return [0n, 0n];
      const [low, high] = [floor(area) - reach, ceiling(area) + reach];
      return [low < 0n ? 0n : low, high];
    };
    giveByRemainder(areas, cells, lack, bounds);
    while (augment(cells, lack, bounds));
  }
  return cells;
}

/** How far cells with land may move before an empty one gets a figure. */
const LAST_RESORT = 8n;

const floor = (area: Area): bigint => area / UNIT;
const ceiling = (area: Area): bigint => (area + UNIT - 1n) / UNIT;

interface Lack {
  readonly rows: bigint[];
  readonly columns: bigint[];
}

type Bounds = (row: number, column: number) => readonly [low: bigint, high: bigint];

/** Where figures stand above their margin, the largest cells give units back, so that nothing is lacking negatively. */
function takeBack(areas: readonly (readonly Area[])[], cells: bigint[][], lack: Lack): void {
  const largest = (choose: readonly (readonly [number, number])[]): readonly [number, number] =>
    choose.reduce((best, one) =>
      cells[one[0]]![one[1]]! > cells[best[0]]![best[1]]! ? one : best,
    );
  const give = (r: number, c: number): void => {
    cells[r]![c]!--;
    lack.rows[r]!++;
    lack.columns[c]!++;
  };
  lack.rows.forEach((_, r) => {
    while (lack.rows[r]! < 0n) give(...largest(areas[r]!.map((_cell, c) => [r, c] as const)));
  });
  lack.columns.forEach((_, c) => {
    while (lack.columns[c]! < 0n) give(...largest(areas.map((_row, r) => [r, c] as const)));
  });
}

/** Gives one unit each to the cells with the largest remainders whose row and column both lack one. */
function giveByRemainder(
  areas: readonly (readonly Area[])[],
  cells: bigint[][],
  lack: Lack,
  bounds: Bounds,
): void {
  const order = areas
    .flatMap((row, r) => row.map((area, c) => ({ r, c, rest: area % UNIT })))
    .filter(({ r, c }) => cells[r]![c]! < bounds(r, c)[1])
    .sort((p, q) => Number(q.rest - p.rest));
  for (const { r, c } of order) {
    if (lack.rows[r]! <= 0n || lack.columns[c]! <= 0n) continue;
    cells[r]![c]!++;
    lack.rows[r]!--;
    lack.columns[c]!--;
  }
}

/** Moves one unit along the shortest path from a row that lacks one to a column that lacks one; false when there is none. */
function augment(cells: bigint[][], lack: Lack, bounds: Bounds): boolean {
  const [height, width] = [cells.length, lack.columns.length];
  // Nodes are rows, then columns; each remembers the node it was reached from.
  const from = Array.from({ length: height + width }, () => -1);
  const queue: number[] = [];
  lack.rows.forEach((units, r) => {
    if (units <= 0n) return;
    from[r] = r;
    queue.push(r);
  });
  for (let next = 0; next < queue.length; next++) {
    const node = queue[next]!;
    if (node >= height && lack.columns[node - height]! > 0n) {
      settlePath(cells, lack, from, node);
      return true;
    }
    const others = node < height ? width : height;
    for (let i = 0; i < others; i++) {
      const [r, c] = node < height ? [node, i] : [i, node - height];
      const other = node < height ? height + i : i;
      if (from[other] !== -1) continue;
      const [low, high] = bounds(r, c);
      if (node < height ? cells[r]![c]! >= high : cells[r]![c]! <= low) continue;
      from[other] = node;
      queue.push(other);
    }
  }
  return false;
}

/** Walks a path back: up a unit from row to column, down a unit from column to row. */
function settlePath(cells: bigint[][], lack: Lack, from: readonly number[], end: number): void {
  const height = cells.length;
  lack.columns[end - height]!--;
  let node = end;
  while (from[node] !== node) {
    const before = from[node]!;
    if (node >= height) cells[before]![node - height]!++;
    else cells[node]![before - height]!--;
    node = before;
  }
  lack.rows[node]!--;
}
