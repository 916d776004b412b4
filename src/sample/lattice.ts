/**
 * The ground of the county: a lattice of cells whose borders are wiggly lines that neighbours share to the last digit.
 * Every village has a road along its west and south side; one strip between two columns of villages is a river.
 */
import { hashed } from './random.ts';

/** A rectangle of cells [i0, i1) × [j0, j1). */
export interface CellBlock {
  readonly i0: number;
  readonly j0: number;
  readonly i1: number;
  readonly j1: number;
}

/** x, y, x, y … in the county's reference system, without a closing point. */
export type Ring = readonly number[];

export const VILLAGE_COLUMNS = 20;
export const VILLAGE_ROWS = 9;
/** Column of villages west of which the river runs. */
export const RIVER_COLUMN = 10;
export const ROAD_WIDTH = 6;
export const RIVER_WIDTH = 36;

/** Points of one cell border: its ends and these many between. */
const BETWEEN = 11;
const ORIGIN_X = 39_480_000;
const ORIGIN_Y = 3_900_000;
const CELL = 92;

/** Offsets of chosen borders in m, by border key; how a later survey draws them anew. */
export type Redrawn = ReadonlyMap<string, number>;

export interface Lattice {
  /** Cells of a village across and up, without its roads. */
  readonly across: number;
  readonly up: number;
  readonly columns: number;
  readonly rows: number;
  /** Cell borders run within ± 0.2 of the whole numbers of this plane: place of (u, v), where cell (i, j) is about [i, i + 1] × [j, j + 1]. */
  at(u: number, v: number): readonly [number, number];
  /** Outline of a block, counterclockwise. */
  ring(block: CellBlock, redrawn?: Redrawn): number[];
  /** West and east part of a cell cut from border point k (1 … 11) below to the one above. */
  halves(cell: CellBlock, k: number, redrawn?: Redrawn): readonly [number[], number[]];
  /** A pond of the radius in the middle of a cell, counterclockwise. */
  island(cell: CellBlock, radius: number): number[];
  /** Outlines of a set of cells: counterclockwise around it, clockwise around what it leaves out. */
  outline(cells: Iterable<readonly [number, number]>): number[][];
  /** Key of the border between a cell and its eastern neighbour. */
  eastBorder(i: number, j: number): string;
}

/** The lattice with about this many parcels. */
export function lattice(parcels: number, seed: number): Lattice {
  const perVillage = parcels / (VILLAGE_COLUMNS * VILLAGE_ROWS) - 2;
  const across = Math.max(2, Math.round(Math.sqrt(perVillage * 1.2)));
  const up = Math.max(2, Math.round(perVillage / across));
  const [columns, rows] = [VILLAGE_COLUMNS * (across + 1), VILLAGE_ROWS * (up + 1)];
  const xs = positions(columns, across, (village) =>
    village === RIVER_COLUMN ? RIVER_WIDTH : ROAD_WIDTH,
  );
  const ys = positions(rows, up, () => ROAD_WIDTH);
  const isStripX = (i: number): boolean => i % (across + 1) <= 1 || i === columns;
  const isStripY = (j: number): boolean => j % (up + 1) <= 1 || j === rows;
  const [phaseX, phaseY] = [hashed(seed, 1) * 6, hashed(seed, 2) * 6];

  /** Bends the whole plane a little, so that nothing runs straight. */
  const place = (x: number, y: number): readonly [number, number] => [
    round(ORIGIN_X + x + 160 * Math.sin(y / 900 + phaseX) + 60 * Math.sin(y / 310 + phaseY)),
    round(ORIGIN_Y + y + 140 * Math.sin(x / 1100 + phaseY) + 50 * Math.sin(x / 270 + phaseX)),
  ];
  const node = (i: number, j: number): readonly [number, number] => {
    const dx = isStripX(i) ? 0 : (hashed(seed, i, j, 11) - 0.5) * 0.24 * CELL;
    const dy = isStripY(j) ? 0 : (hashed(seed, i, j, 12) - 0.5) * 0.24 * CELL;
    return [xs[i]! + dx, ys[j]! + dy];
  };
  /** Border from node (i, j) to the right (0) or up (1): BETWEEN + 2 points. */
  const border = (
    i: number,
    j: number,
    up01: 0 | 1,
    redrawn?: Redrawn,
  ): (readonly [number, number])[] => {
    const [ax, ay] = node(i, j);
    const [bx, by] = up01 === 0 ? node(i + 1, j) : node(i, j + 1);
    const length = Math.hypot(bx - ax, by - ay);
    const [nx, ny] = [-(by - ay) / length, (bx - ax) / length];
    const alongStrip = up01 === 0 ? isStripY(j) : isStripX(i);
    const reach = length < CELL / 2 ? 0 : alongStrip ? 1.2 : 0.05 * length;
    const shift = redrawn?.get(`${i}.${j}.${up01}`) ?? 0;
    const points: (readonly [number, number])[] = [place(ax, ay)];
    if (length >= CELL / 2) {
      for (let k = 1; k <= BETWEEN; k++) {
        const t = k / (BETWEEN + 1);
        const swing = Math.min(1, 4 * t, 4 * (1 - t));
        const off = (hashed(seed, i, j, up01, k) - 0.5) * 2 * reach * swing + shift * swing;
        points.push(place(ax + (bx - ax) * t + nx * off, ay + (by - ay) * t + ny * off));
      }
    }
    points.push(place(bx, by));
    return points;
  };
  const path = (
    ring: number[],
    points: readonly (readonly [number, number])[],
    back: boolean,
  ): void => {
    const ordered = back ? [...points].reverse() : points;
    for (let k = 0; k + 1 < ordered.length; k++) ring.push(ordered[k]![0], ordered[k]![1]);
  };
  return {
    across,
    up,
    columns,
    rows,
    at: (u, v) => place(between(xs, u), between(ys, v)),
    eastBorder: (i, j) => `${i + 1}.${j}.1`,
    ring(block, redrawn) {
      const ring: number[] = [];
      for (let i = block.i0; i < block.i1; i++) path(ring, border(i, block.j0, 0, redrawn), false);
      for (let j = block.j0; j < block.j1; j++) path(ring, border(block.i1, j, 1, redrawn), false);
      for (let i = block.i1 - 1; i >= block.i0; i--)
        path(ring, border(i, block.j1, 0, redrawn), true);
      for (let j = block.j1 - 1; j >= block.j0; j--)
        path(ring, border(block.i0, j, 1, redrawn), true);
      return ring;
    },
    halves(cell, k, redrawn) {
      const below = border(cell.i0, cell.j0, 0, redrawn);
      const above = border(cell.i0, cell.j1, 0, redrawn);
      const west = border(cell.i0, cell.j0, 1, redrawn);
      const east = border(cell.i1, cell.j0, 1, redrawn);
      const left: number[] = [];
      path(left, below.slice(0, k + 1), false);
      left.push(...below[k]!);
      path(left, above.slice(0, k + 1), true);
      path(left, west, true);
      const right: number[] = [];
      path(right, below.slice(k), false);
      path(right, east, false);
      path(right, above.slice(k), true);
      right.push(...above[k]!);
      return [left, right];
    },
    island(cell, radius) {
      const [ax, ay] = node(cell.i0, cell.j0);
      const [bx, by] = node(cell.i1, cell.j1);
      const ring: number[] = [];
      for (let k = 0; k < 20; k++) {
        const r = radius * (0.85 + 0.3 * hashed(seed, cell.i0, cell.j0, 50 + k));
        const angle = (k / 20) * 2 * Math.PI;
        ring.push(
          ...place((ax + bx) / 2 + r * Math.cos(angle), (ay + by) / 2 + r * Math.sin(angle)),
        );
      }
      return ring;
    },
    outline(cells) {
      return outlines(cells).map((ring) => {
        const points: number[] = [];
        for (const { i, j, direction } of ring) {
          if (direction === 'east') path(points, border(i, j, 0), false);
          else if (direction === 'north') path(points, border(i, j, 1), false);
          else if (direction === 'west') path(points, border(i - 1, j, 0), true);
          else path(points, border(i, j - 1, 1), true);
        }
        return points;
      });
    },
  };
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** Coordinates of the lattice lines: a narrow strip before the cells of each village. */
function positions(count: number, cells: number, strip: (village: number) => number): Float64Array {
  const at = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) {
    const isStrip = i % (cells + 1) === 0;
    at[i + 1] = at[i]! + (isStrip ? strip(i / (cells + 1)) : CELL);
  }
  return at;
}

function between(lines: Float64Array, u: number): number {
  const i = Math.min(Math.max(Math.floor(u), 0), lines.length - 2);
  return lines[i]! + (u - i) * (lines[i + 1]! - lines[i]!);
}

interface Step {
  readonly i: number;
  readonly j: number;
  readonly direction: 'east' | 'north' | 'west' | 'south';
}

/** Directed borders of a set of cells with the set on their left, chained into rings. */
function outlines(cells: Iterable<readonly [number, number]>): Step[][] {
  const set = new Set<string>();
  const list = [...cells];
  for (const [i, j] of list) set.add(`${i},${j}`);
  const from = new Map<string, Step[]>();
  const add = (step: Step): void => {
    const key = `${step.i},${step.j}`;
    const steps = from.get(key);
    if (steps) steps.push(step);
    else from.set(key, [step]);
  };
  for (const [i, j] of list) {
    if (!set.has(`${i},${j - 1}`)) add({ i, j, direction: 'east' });
    if (!set.has(`${i + 1},${j}`)) add({ i: i + 1, j, direction: 'north' });
    if (!set.has(`${i},${j + 1}`)) add({ i: i + 1, j: j + 1, direction: 'west' });
    if (!set.has(`${i - 1},${j}`)) add({ i, j: j + 1, direction: 'south' });
  }
  const rings: Step[][] = [];
  for (const steps of from.values()) {
    for (let first = steps.pop(); first !== undefined; first = steps.pop()) {
      const ring: Step[] = [];
      let step: Step | undefined = first;
      while (step !== undefined) {
        ring.push(step);
        const [i, j] = end(step);
        step = i === first.i && j === first.j ? undefined : from.get(`${i},${j}`)?.pop();
      }
      rings.push(ring);
    }
  }
  return rings;
}

function end({ i, j, direction }: Step): readonly [number, number] {
  if (direction === 'east') return [i + 1, j];
  if (direction === 'west') return [i - 1, j];
  return direction === 'north' ? [i, j + 1] : [i, j - 1];
}
