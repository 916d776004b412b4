/**
 * 近处 — what of a large layer matters to a small piece of ground: the features whose box comes near it, and of a feature that
 * reaches far beyond it, the vertices that still decide what it covers there. Nothing near the ground is moved.
 */
import { type Bounds, boundsOf, featureBounds } from './bounds.ts';
import { featureCount, type Polygons } from './polygons.ts';

/** Cells of the raster along the longer side of the ground. */
const CELLS_ALONG = 128;

/**
 * Features whose box comes within `margin` of the ground or closer, ascending; some that are a cell farther away may be among
 * them. Both in coordinates of one system. A long road asks only for what lies along it, not for all in its box.
 */
export function featuresNear(polygons: Polygons, ground: Polygons, margin: number): Uint32Array {
  const raster = groundRaster(ground);
  const boxes = boxesOf(polygons);
  const near: number[] = [];
  for (let f = 0; f < featureCount(polygons); f++) {
    const at = 4 * f;
    const isNear = raster.meets(
      boxes[at]! - margin,
      boxes[at + 1]! - margin,
      boxes[at + 2]! + margin,
      boxes[at + 3]! + margin,
    );
    if (isNear) near.push(f);
  }
  return Uint32Array.from(near);
}

/** Boxes of layers that were asked before; polygons never change, and their boxes go when they go. */
const KNOWN_BOXES = new WeakMap<Polygons, Float64Array>();

function boxesOf(polygons: Polygons): Float64Array {
  const boxes = KNOWN_BOXES.get(polygons) ?? featureBounds(polygons);
  KNOWN_BOXES.set(polygons, boxes);
  return boxes;
}

/** Which cells the ground touches, asked by boxes: sums of marks over the columns and rows before each cell. */
function groundRaster(ground: Polygons): {
  meets(west: number, south: number, east: number, north: number): boolean;
} {
  const [west, south, east, north] = boundsOf(ground);
  const cell = Math.max(east - west, north - south, Number.MIN_VALUE) / CELLS_ALONG || 1;
  const columns = Math.floor((east - west) / cell) + 1;
  const rows = Math.floor((north - south) / cell) + 1;
  const marks = new Uint8Array(columns * rows);
  const columnOf = (x: number): number => clamp(Math.floor((x - west) / cell), 0, columns - 1);
  const rowOf = (y: number): number => clamp(Math.floor((y - south) / cell), 0, rows - 1);
  markBorders(ground, cell, (x1, y1, x2, y2) => {
    for (let row = rowOf(Math.min(y1, y2)); row <= rowOf(Math.max(y1, y2)); row++)
      marks.fill(
        1,
        row * columns + columnOf(Math.min(x1, x2)),
        row * columns + columnOf(Math.max(x1, x2)) + 1,
      );
  });
  insideRows(ground, south + cell / 2, cell, rows).forEach((inside, row) => {
    for (const [from, to] of inside)
      marks.fill(1, row * columns + columnOf(from), row * columns + columnOf(to) + 1);
  });
  const sums = new Uint32Array((columns + 1) * (rows + 1));
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      sums[(row + 1) * (columns + 1) + column + 1] =
        marks[row * columns + column]! +
        sums[row * (columns + 1) + column + 1]! +
        sums[(row + 1) * (columns + 1) + column]! -
        sums[row * (columns + 1) + column]!;
  return {
    meets(boxWest, boxSouth, boxEast, boxNorth) {
      if (!(boxWest <= east && boxEast >= west && boxSouth <= north && boxNorth >= south))
        return false;
      const [c1, c2] = [columnOf(boxWest), columnOf(boxEast) + 1];
      const [r1, r2] = [rowOf(boxSouth) * (columns + 1), (rowOf(boxNorth) + 1) * (columns + 1)];
      return sums[r2 + c2]! - sums[r1 + c2]! - sums[r2 + c1]! + sums[r1 + c1]! > 0;
    },
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Gives out all borders in pieces not longer than a cell. */
function markBorders(
  { x, y, ringStart }: Polygons,
  cell: number,
  mark: (x1: number, y1: number, x2: number, y2: number) => void,
): void {
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start; i < end; i++) {
      const j = i + 1 === end ? start : i + 1;
      const [dx, dy] = [x[j]! - x[i]!, y[j]! - y[i]!];
      const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) / cell));
      for (let k = 0; k < steps; k++)
        mark(
          x[i]! + (dx * k) / steps,
          y[i]! + (dy * k) / steps,
          x[i]! + (dx * (k + 1)) / steps,
          y[i]! + (dy * (k + 1)) / steps,
        );
    }
  }
}

/** Stretches of the line at height `level` that lie in the ground, from west to east. */
export function insideAlong(ground: Polygons, level: number): (readonly [number, number])[] {
  return insideRows(ground, level, 1, 1)[0]!;
}

/**
 * The same for `rows` lines at heights `level`, `level + step` … . Ground counts where its rings wind around it, so features may
 * lie over each other.
 */
export function insideRows(
  { x, y, ringStart }: Polygons,
  level: number,
  step: number,
  rows: number,
): (readonly [number, number])[][] {
  const crossings: { x: number; turn: number }[][] = Array.from({ length: rows }, () => []);
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start; i < end; i++) {
      const j = i + 1 === end ? start : i + 1;
      const [low, high] = y[i]! < y[j]! ? [y[i]!, y[j]!] : [y[j]!, y[i]!];
      const last = Math.min(rows - 1, Math.ceil((high - level) / step));
      for (let row = Math.max(0, Math.floor((low - level) / step)); row <= last; row++) {
        const height = level + row * step;
        if (y[i]! > height === y[j]! > height) continue;
        crossings[row]!.push({
          x: x[i]! + ((height - y[i]!) / (y[j]! - y[i]!)) * (x[j]! - x[i]!),
          turn: y[j]! > height ? 1 : -1,
        });
      }
    }
  }
  return crossings.map(stretchesOf);
}

/** From crossings of one line to the stretches between them that something winds around. */
function stretchesOf(crossings: { x: number; turn: number }[]): (readonly [number, number])[] {
  crossings.sort((a, b) => a.x - b.x);
  const inside: (readonly [number, number])[] = [];
  let [winding, from] = [0, 0];
  for (const { x, turn } of crossings) {
    if (winding === 0) from = x;
    winding += turn;
    if (winding === 0) inside.push([from, x]);
  }
  return inside;
}

/** Features of fewer vertices stay as they are. */
const MANY_VERTICES = 512;

/**
 * The features without vertices that lie far outside `box`. A run of vertices in one and the same half-plane beside the box is
 * drawn straight, and what stays of it comes near: no edge that enters the box changes, so every place in the box is inside the
 * same features as before. Beyond the box nothing may be asked of the result.
 */
export function withoutFarVertices(polygons: Polygons, box: Bounds): Polygons {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const beside = (i: number): number =>
    (x[i]! < box[0] ? 1 : x[i]! > box[2] ? 2 : 0) | (y[i]! < box[1] ? 4 : y[i]! > box[3] ? 8 : 0);
  const room = Math.max(box[2] - box[0], box[3] - box[1]);
  const xs: number[] = [];
  const ys: number[] = [];
  const starts: number[] = [0];
  for (let f = 0; f < featureCount(polygons); f++) {
    const [first, last] = [featureStart[f]!, featureStart[f + 1]!];
    const isLarge = ringStart[last]! - ringStart[first]! > MANY_VERTICES;
    for (let ring = first; ring < last; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      const kept = isLarge ? deciding(start, end, beside) : range(start, end);
      kept.forEach((i, k) => {
        const before = beside(kept.at(k - 1)!);
        const after = beside(kept[(k + 1) % kept.length]!);
        const isFree = isLarge && (before & beside(i)) !== 0 && (beside(i) & after) !== 0;
        xs.push(isFree ? clamp(x[i]!, box[0] - room, box[2] + room) : x[i]!);
        ys.push(isFree ? clamp(y[i]!, box[1] - room, box[3] + room) : y[i]!);
      });
      starts.push(xs.length);
    }
  }
  return {
    x: Float64Array.from(xs),
    y: Float64Array.from(ys),
    ringStart: Uint32Array.from(starts),
    isHole,
    featureStart,
  };
}

/** Vertices of a ring that cannot be left out; each that goes lies in one half-plane with the kept one before and the next. */
function deciding(start: number, end: number, beside: (i: number) => number): number[] {
  const kept = [start];
  for (let i = start + 1; i < end; i++) {
    const next = i + 1 === end ? start : i + 1;
    if ((beside(kept.at(-1)!) & beside(i) & beside(next)) === 0) kept.push(i);
  }
  return kept;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, k) => start + k);
}
