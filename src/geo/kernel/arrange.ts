/** What stands in a tile: borders as edges with two faces, edges by cells, the faces at the corners of the cells. */
import type { bool, f64, Floats, i32, Ints } from './numbers.ts';
import { int, times, wrap } from './numbers.ts';
import { cross } from './predicate.ts';
import { CELLS, EDGE, RUN, SIDE } from './records.ts';

/**
 * Brings directed edges over the same two points together, with their moments about a point, from which the tile's corner is
 * at `shiftX`, `shiftY`; and counts the entries of every cell into starts[cell + 1]. `uniqueOf` gets, at the place of the first vertex of each
 * directed edge, the number of its edge, or its complement where it runs against it. Answers with how many edges there are.
 */
export function matchTwins(
  vx: Floats,
  vy: Floats,
  runs: Ints,
  runCount: i32,
  slots: Ints,
  mask: i32,
  edges: Floats,
  sides: Ints,
  uniqueOf: Ints,
  starts: Ints,
  perCell: f64,
  shiftX: f64,
  shiftY: f64,
): i32 {
  for (let h = 0; h <= mask; h++) slots[h] = -1;
  for (let cell = 0; cell <= CELLS * CELLS; cell++) starts[cell] = 0;
  let count = 0;
  for (let run = 0; run < runCount; run++) {
    const first = runs[run * RUN]!;
    const end = first + runs[run * RUN + 1]!;
    const face = runs[run * RUN + 2]!;
    const check = runs[run * RUN + 3]!;
    // The neighbour's ring runs the other way: after its edge comes the one it had before.
    let guess = -1;
    let px = vx[first]!;
    let py = vy[first]!;
    for (let v = first; v < end; v++) {
      const qx = vx[v + 1]!;
      const qy = vy[v + 1]!;
      const against = qx < px || (qx === px && qy < py);
      const x1 = against ? qx : px;
      const y1 = against ? qy : py;
      const x2 = against ? px : qx;
      const y2 = against ? py : qy;
      px = qx;
      py = qy;
      const own = against ? 1 : 0;
      let edge = -1;
      if (guess >= 0 && isFree(edges, sides, guess, own, x1, y1, x2, y2)) edge = guess;
      else {
        let h = times(wrap(x1 + x2), -1640531535) ^ times(wrap(y1 + y2), -2048144777);
        h = (h ^ (h >>> 15)) & mask;
        edge = slots[h]!;
        while (edge >= 0 && !isFree(edges, sides, edge, own, x1, y1, x2, y2)) {
          h = (h + 1) & mask;
          edge = slots[h]!;
        }
        if (edge < 0) slots[h] = count;
      }
      if (edge < 0) {
        guess = -1;
        edge = count++;
        const e = edge * EDGE;
        edges[e] = x1;
        edges[e + 1] = y1;
        edges[e + 2] = x2;
        edges[e + 3] = y2;
        const across = (x1 + shiftX) * (y2 - y1);
        const along = (y1 + shiftY) * (x2 - x1);
        edges[e + 4] = (across - along) * 0.5;
        edges[e + 5] = (Math.abs(across) + Math.abs(along)) * 0.5;
        const s = edge * SIDE;
        sides[s] = 0;
        sides[s + 1] = 0;
        sides[s + 2] = 0;
        sides[s + 3] = 0;
        sides[s + 4] = 0;
        sides[s + 5] = 0;
        sides[s + 6] = countBox(x1, y1, x2, y2, perCell, starts);
      } else guess = edge - 1;
      const s = edge * SIDE;
      sides[s + own] = face;
      sides[s + 2] = against ? sides[s + 2]! - face : sides[s + 2]! + face;
      sides[s + 3] = against ? sides[s + 3]! - check : sides[s + 3]! + check;
      uniqueOf[v] = against ? ~edge : edge;
    }
  }
  return count;
}

/** Whether an edge has these ends and nobody yet on the side `own`. */
function isFree(
  edges: Floats,
  sides: Ints,
  edge: i32,
  own: i32,
  x1: f64,
  y1: f64,
  x2: f64,
  y2: f64,
): bool {
  const e = edge * EDGE;
  return (
    edges[e] === x1 &&
    edges[e + 1] === y1 &&
    edges[e + 2] === x2 &&
    edges[e + 3] === y2 &&
    sides[edge * SIDE + own] === 0
  );
}

/** Column or row of a coordinate, kept within the tile. */
export function cellOf(value: f64, perCell: f64): i32 {
  const place = Math.floor(value * perCell);
  return place < 0 ? 0 : place >= CELLS ? CELLS - 1 : int(place);
}

/** Counts an edge in the cells that its box touches; answers with the box. */
function countBox(x1: f64, y1: f64, x2: f64, y2: f64, perCell: f64, starts: Ints): i32 {
  const left = cellOf(x1, perCell);
  const right = cellOf(x2, perCell);
  const one = cellOf(y1, perCell);
  const other = cellOf(y2, perCell);
  const low = one < other ? one : other;
  const high = one < other ? other : one;
  for (let row = low; row <= high; row++)
    for (let cell = row * CELLS + left + 1; cell <= row * CELLS + right + 1; cell++)
      starts[cell] = starts[cell]! + 1;
  return left | (right << 5) | (low << 10) | (high << 15);
}

/** From counts to the first entry of every cell. Answers with how many entries there are in all. */
export function sumCells(starts: Ints): i32 {
  for (let cell = 0; cell < CELLS * CELLS; cell++)
    starts[cell + 1] = starts[cell + 1]! + starts[cell]!;
  return starts[CELLS * CELLS]!;
}

/** Writes the edges of every cell to `list`; `next` is room for one word a cell. */
export function fillCells(sides: Ints, count: i32, starts: Ints, next: Ints, list: Ints): void {
  for (let cell = 0; cell < CELLS * CELLS; cell++) next[cell] = starts[cell]!;
  for (let edge = 0; edge < count; edge++) {
    const box = sides[edge * SIDE + 6]!;
    const left = box & 31;
    const right = (box >> 5) & 31;
    const high = (box >> 15) & 31;
    for (let row = (box >> 10) & 31; row <= high; row++)
      for (let cell = row * CELLS + left; cell <= row * CELLS + right; cell++) {
        const place = next[cell]!;
        list[place] = edge;
        next[cell] = place + 1;
      }
  }
}

/**
 * Sums of faces and check words at the lower left corner of every cell, from those at the corner of the tile: up along the
 * left border, then along each row. `corners` holds two words a cell; `columns` is room for two words a row.
 */
export function faceCorners(
  edges: Floats,
  sides: Ints,
  count: i32,
  perCell: f64,
  faceAtTile: i32,
  checkAtTile: i32,
  corners: Ints,
  columns: Ints,
): void {
  for (let i = 0; i < CELLS * CELLS * 2; i++) corners[i] = 0;
  for (let i = 0; i < CELLS * 2; i++) columns[i] = 0;
  const cell = 1 / perCell;
  for (let edge = 0; edge < count; edge++) {
    const e = edge * EDGE;
    const x1 = edges[e]!;
    const box = sides[edge * SIDE + 6]!;
    const lowRow = (box >> 10) & 31;
    // Most edges cross neither the left border of the tile nor a line between rows.
    if (x1 >= 0 && lowRow > 0 && lowRow === ((box >> 15) & 31)) continue;
    const y1 = edges[e + 1]!;
    const x2 = edges[e + 2]!;
    const y2 = edges[e + 3]!;
    const face = sides[edge * SIDE + 2]!;
    const check = sides[edge * SIDE + 3]!;
    if (x1 < 0 && x2 >= 0) {
      const row = rowOfCrossing(x1, y1, x2, y2, perCell);
      if (row >= 0 && row < CELLS) {
        columns[row * 2] = columns[row * 2]! + face;
        columns[row * 2 + 1] = columns[row * 2 + 1]! + check;
      }
    }
    const low = y1 < y2 ? y1 : y2;
    const high = y1 < y2 ? y2 : y1;
    let line = low < 0 ? 0 : int(Math.floor(low * perCell)) + 1;
    const last = high < 0 ? -1 : cellOf(high, perCell);
    for (; line <= last; line++) {
      const y = line * cell - 0.5;
      const column = columnOfCrossing(x1, y1, x2, y2, y, perCell);
      if (column < 0 || column >= CELLS) continue;
      const at = (line * CELLS + column) * 2;
      // Eastwards over an edge that goes up one comes from its left to its right.
      corners[at] = y2 > y1 ? corners[at]! - face : corners[at]! + face;
      corners[at + 1] = y2 > y1 ? corners[at + 1]! - check : corners[at + 1]! + check;
    }
  }
  let rowFace = faceAtTile;
  let rowCheck = checkAtTile;
  for (let row = 0; row < CELLS; row++) {
    let face = rowFace;
    let check = rowCheck;
    for (let at = row * CELLS * 2; at < (row + 1) * CELLS * 2; at += 2) {
      const stepFace = corners[at]!;
      const stepCheck = corners[at + 1]!;
      corners[at] = face;
      corners[at + 1] = check;
      face = (face + stepFace) | 0;
      check = (check + stepCheck) | 0;
    }
    rowFace = (rowFace + columns[row * 2]!) | 0;
    rowCheck = (rowCheck + columns[row * 2 + 1]!) | 0;
  }
}

/** Column of cells in which an edge crosses the height y, which no vertex has; −1 or CELLS when beside the tile. */
function columnOfCrossing(x1: f64, y1: f64, x2: f64, y2: f64, y: f64, perCell: f64): i32 {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const place = Math.floor((x1 + ((y - y1) / dy) * dx + 0.5) * perCell);
  let column = place < -1 ? -1 : place > CELLS ? CELLS : int(place);
  const cell = 1 / perCell;
  while (column >= 0 && !isWest(column * cell - 0.5, y, x1, y1, dx, dy)) column--;
  while (column < CELLS && isWest((column + 1) * cell - 0.5, y, x1, y1, dx, dy)) column++;
  return column;
}

/** Whether a corner lies west of an edge at its height. A corner on the edge counts as shifted to the east. */
export function isWest(x: f64, y: f64, x1: f64, y1: f64, dx: f64, dy: f64): bool {
  const turn = cross(dx, dy, x - x1, y - y1);
  return dy > 0 ? turn > 0 : turn < 0;
}

/** Row of cells in which an edge crosses the left border of the tile; −1 or CELLS when below or above the tile. */
function rowOfCrossing(x1: f64, y1: f64, x2: f64, y2: f64, perCell: f64): i32 {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const place = Math.floor((y1 + ((-0.5 - x1) / dx) * dy + 0.5) * perCell);
  let row = place < -1 ? -1 : place > CELLS ? CELLS : int(place);
  const cell = 1 / perCell;
  while (row >= 0 && isAboveEdge(row * cell - 0.5, x1, y1, dx, dy)) row--;
  while (row < CELLS && !isAboveEdge((row + 1) * cell - 0.5, x1, y1, dx, dy)) row++;
  return row;
}

/** Whether the point of the left border at height y lies above an edge that crosses the border. */
function isAboveEdge(y: f64, x1: f64, y1: f64, dx: f64, dy: f64): bool {
  const turn = cross(dx, dy, -0.5 - x1, y - y1);
  return (turn === 0 ? -dy : turn) > 0;
}
