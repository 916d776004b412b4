/**
 * The inner work of the overlay on one tile: the two sides of a border become one edge with a face left and right, edges go
 * into cells, every crossing of an edge of layer A with one of layer B is found once, and the rings are walked with the
 * face of the other layer in mind. The formulas stand in overlay.ts, the symbolic shift of layer B in predicate.ts.
 *
 * This file is compiled twice: as it stands, and to WebAssembly (bin/kernel.js). Hence flat arrays, plain loops and no
 * objects. Coordinates are whole numbers relative to the tile; borders of tiles and cells lie half a unit below, so no
 * vertex ever lies on one. Records, in 32-bit words or doubles:
 *
 *   run      RUN = 4 words     first vertex, edges, face (from 1), check word of the face
 *   edge     EDGE = 4 doubles  x1, y1, x2, y2; the end with the smaller x, then y, comes first
 *   side     SIDE = 8 words    face left, face right (0: none); what crossing the edge from right to left adds to the sum of
 *                              faces and of their check words; what going along the edge adds to the sums of the other
 *                              layer; its box of cells
 *   pair     2 words, 2 doubles face of A, face of B; Σ of terms, Σ of their magnitudes
 *
 * Faces are carried as two sums modulo 2³²: of their numbers and of their check words. Over clean ground one face covers a
 * point, and the second sum is the check word of the first; where faces overlap it is not (but for one chance in 2³²), and
 * the edge is left to be looked at by itself.
 */
import type { bool, f64, Floats, i32, Ints } from './kernel-numbers.ts';
import { int, times, wrap } from './kernel-numbers.ts';
import { cross, tieFirst, tieSecond } from './predicate.ts';

const RUN: i32 = 4;
const EDGE: i32 = 4;
const SIDE: i32 = 8;
/** Cells along one side of a tile: 2⁵. */
const CELLS: i32 = 32;

/** Check word of a face: a one-to-one scramble of its number; of no face (0) it is 0. */
export function checkWord(face: i32): i32 {
  let h = times(face, -1640531535);
  h = times(h ^ (h >>> 15), -2048144777);
  return h ^ (h >>> 13);
}

/**
 * Brings directed edges over the same two points together. `uniqueOf` gets, at the place of the first vertex of each
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
): i32 {
  for (let h = 0; h <= mask; h++) slots[h] = -1;
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
        const s = edge * SIDE;
        sides[s] = 0;
        sides[s + 1] = 0;
        sides[s + 2] = 0;
        sides[s + 3] = 0;
        sides[s + 4] = 0;
        sides[s + 5] = 0;
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
function cellOf(value: f64, perCell: f64): i32 {
  const place = Math.floor(value * perCell);
  return place < 0 ? 0 : place >= CELLS ? CELLS - 1 : int(place);
}

/**
 * Counts the entries of every cell into starts[cell + 1] and notes the box of each edge. Answers with how many entries
 * there are in all.
 */
export function countCells(
  edges: Floats,
  sides: Ints,
  count: i32,
  perCell: f64,
  starts: Ints,
): i32 {
  for (let cell = 0; cell <= CELLS * CELLS; cell++) starts[cell] = 0;
  for (let edge = 0; edge < count; edge++) {
    const e = edge * EDGE;
    const left = cellOf(edges[e]!, perCell);
    const right = cellOf(edges[e + 2]!, perCell);
    const one = cellOf(edges[e + 1]!, perCell);
    const other = cellOf(edges[e + 3]!, perCell);
    const low = one < other ? one : other;
    const high = one < other ? other : one;
    sides[edge * SIDE + 6] = left | (right << 5) | (low << 10) | (high << 15);
    for (let row = low; row <= high; row++)
      for (let cell = row * CELLS + left + 1; cell <= row * CELLS + right + 1; cell++)
        starts[cell] = starts[cell]! + 1;
  }
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
export function columnOfCrossing(x1: f64, y1: f64, x2: f64, y2: f64, y: f64, perCell: f64): i32 {
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

/**
 * Adds a term to the pair of two faces. `used` lists the slots in use, its first word how many. Answers false when the table
 * is half full.
 */
function addPair(
  keys: Ints,
  sums: Floats,
  mask: i32,
  used: Ints,
  a: i32,
  b: i32,
  term: f64,
  size: f64,
): bool {
  let slot = times(a, -1640531535) ^ times(b, -2048144777);
  slot = (slot ^ (slot >>> 15)) & mask;
  while (keys[slot * 2] !== 0) {
    if (keys[slot * 2] === a && keys[slot * 2 + 1] === b) {
      sums[slot * 2] = sums[slot * 2]! + term;
      sums[slot * 2 + 1] = sums[slot * 2 + 1]! + size;
      return true;
    }
    slot = (slot + 1) & mask;
  }
  const count = used[0]! + 1;
  if (count * 2 > mask) return false;
  used[0] = count;
  used[count] = slot;
  keys[slot * 2] = a;
  keys[slot * 2 + 1] = b;
  sums[slot * 2] = term;
  sums[slot * 2 + 1] = size;
  return true;
}

/**
 * All crossings of a tile: their terms for the pairs, and what they change along both edges. A pair of edges may meet in
 * several cells and tiles; it is looked at only in the cell at the larger of their first columns and the larger of their
 * first rows. `shiftX`, `shiftY` is the tile's corner seen from the point about which moments are taken. Answers false
 * when the table of pairs is too small.
 */
export function crossCells(
  edgesA: Floats,
  sidesA: Ints,
  startsA: Ints,
  listA: Ints,
  edgesB: Floats,
  sidesB: Ints,
  startsB: Ints,
  listB: Ints,
  perCell: f64,
  shiftX: f64,
  shiftY: f64,
  keys: Ints,
  sums: Floats,
  mask: i32,
  used: Ints,
): bool {
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    const fromB = startsB[cell]!;
    const toB = startsB[cell + 1]!;
    if (fromB === toB) continue;
    const toA = startsA[cell + 1]!;
    const column: f64 = cell & (CELLS - 1);
    const row: f64 = cell >> 5;
    for (let i = startsA[cell]!; i < toA; i++) {
      const e = listA[i]! * EDGE;
      const px = edgesA[e]!;
      const py = edgesA[e + 1]!;
      const qx = edgesA[e + 2]!;
      const qy = edgesA[e + 3]!;
      const low = py < qy ? py : qy;
      const high = py < qy ? qy : py;
      const ex = qx - px;
      const ey = qy - py;
      for (let j = fromB; j < toB; j++) {
        const f = listB[j]! * EDGE;
        const rx = edgesB[f]!;
        const sx = edgesB[f + 2]!;
        if (rx > qx || sx < px) continue;
        const ry = edgesB[f + 1]!;
        const sy = edgesB[f + 3]!;
        const bottom = ry < sy ? ry : sy;
        const top = ry < sy ? sy : ry;
        if (bottom > high || top < low) continue;
        if (Math.floor((rx > px ? rx : px) * perCell) !== column) continue;
        if (Math.floor((bottom > low ? bottom : low) * perCell) !== row) continue;
        const fx = sx - rx;
        const fy = sy - ry;
        const p = cross(fx, fy, px - rx, py - ry);
        const q = cross(fx, fy, qx - rx, qy - ry);
        const pLeft = (p === 0 ? tieSecond(fx, fy) : p) > 0;
        if ((q === 0 ? tieSecond(fx, fy) : q) > 0 === pLeft) continue;
        const r = cross(ex, ey, rx - px, ry - py);
        const s = cross(ex, ey, sx - px, sy - py);
        const rLeft = (r === 0 ? tieFirst(ex, ey) : r) > 0;
        if ((s === 0 ? tieFirst(ex, ey) : s) > 0 === rLeft) continue;
        const momentE = ((px + shiftX) * ey - (py + shiftY) * ex) * 0.5;
        const momentF = ((rx + shiftX) * fy - (ry + shiftY) * fx) * 0.5;
        const value = (r / (r - s)) * momentF - (p / (p - q)) * momentE;
        // e enters the face left of f when it comes from the right.
        const sign = pLeft ? -1 : 1;
        const term = pLeft ? -value : value;
        const size = Math.abs(value);
        const sideE = listA[i]! * SIDE;
        const sideF = listB[j]! * SIDE;
        const leftE = sidesA[sideE]!;
        const rightE = sidesA[sideE + 1]!;
        const leftF = sidesB[sideF]!;
        const rightF = sidesB[sideF + 1]!;
        let fits = true;
        if (leftE !== 0) {
          if (leftF !== 0) fits = addPair(keys, sums, mask, used, leftE, leftF, term, size);
          if (rightF !== 0 && fits)
            fits = addPair(keys, sums, mask, used, leftE, rightF, -term, size);
        }
        if (rightE !== 0 && fits) {
          if (leftF !== 0) fits = addPair(keys, sums, mask, used, rightE, leftF, -term, size);
          if (rightF !== 0 && fits)
            fits = addPair(keys, sums, mask, used, rightE, rightF, term, size);
        }
        if (!fits) return false;
        sidesA[sideE + 4] = sidesA[sideE + 4]! + times(sign, sidesB[sideF + 2]!);
        sidesA[sideE + 5] = sidesA[sideE + 5]! + times(sign, sidesB[sideF + 3]!);
        // Seen from f, e crosses the other way.
        sidesB[sideF + 4] = sidesB[sideF + 4]! - times(sign, sidesA[sideE + 2]!);
        sidesB[sideF + 5] = sidesB[sideF + 5]! - times(sign, sidesA[sideE + 3]!);
      }
    }
  }
  return true;
}

/**
 * Sums of faces and check words of the other layer at a vertex of the tile, into at[0] and at[1]: from the corner of its
 * cell eastwards below the vertex, then up to it. `isFirst`: the vertex belongs to layer A, the edges to B.
 */
function locate(
  x: f64,
  y: f64,
  isFirst: bool,
  edges: Floats,
  sides: Ints,
  starts: Ints,
  list: Ints,
  corners: Ints,
  perCell: f64,
  at: Ints,
): void {
  const column = cellOf(x, perCell);
  const row = cellOf(y, perCell);
  const cell = row * CELLS + column;
  const cornerX = column / perCell - 0.5;
  const cornerY = row / perCell - 0.5;
  let face = corners[cell * 2]!;
  let check = corners[cell * 2 + 1]!;
  const to = starts[cell + 1]!;
  for (let i = starts[cell]!; i < to; i++) {
    const e = list[i]! * EDGE;
    const x1 = edges[e]!;
    if (x1 > x) continue;
    const y1 = edges[e + 1]!;
    const x2 = edges[e + 2]!;
    const y2 = edges[e + 3]!;
    const dx = x2 - x1;
    const dy = y2 - y1;
    const tie = isFirst ? tieSecond(dx, dy) : tieFirst(dx, dy);
    let step = 0;
    const below = y1 < cornerY;
    // Its ends stand on both sides of the height of the corner, of the vertical line through the vertex, or neither.
    const crossesRow = below !== y2 < cornerY;
    const crossesColumn = isFirst ? x1 < x && x2 >= x : x1 <= x && x2 > x;
    if (!crossesRow && !crossesColumn) continue;
    const foot = cross(dx, dy, x - x1, cornerY - y1);
    const footLeft = (foot === 0 ? tie : foot) > 0;
    if (crossesRow) {
      const footWest = dy > 0 ? footLeft : !footLeft;
      if (!footWest && isWest(cornerX, cornerY, x1, y1, dx, dy)) step = dy > 0 ? -1 : 1;
    }
    if (crossesColumn && !footLeft) {
      const turn = cross(dx, dy, x - x1, y - y1);
      if ((turn === 0 ? tie : turn) > 0) step++;
    }
    if (step !== 0) {
      const s = list[i]! * SIDE;
      face = (face + times(step, sides[s + 2]!)) | 0;
      check = (check + times(step, sides[s + 3]!)) | 0;
    }
  }
  at[0] = face;
  at[1] = check;
}

/**
 * Goes along the runs of one layer and adds each edge whole to the pair of its own face and the face of the other layer at
 * its larger end, in the one tile that holds this end. Edges whose end does not lie in one face alone are listed in
 * `unclear` (its first word: how many) by the place of their first vertex. `at` is room for two words.
 */
export function walkRuns(
  vx: Floats,
  vy: Floats,
  runs: Ints,
  runCount: i32,
  uniqueOf: Ints,
  ownSides: Ints,
  isFirst: bool,
  edges: Floats,
  sides: Ints,
  starts: Ints,
  list: Ints,
  corners: Ints,
  perCell: f64,
  shiftX: f64,
  shiftY: f64,
  keys: Ints,
  sums: Floats,
  mask: i32,
  used: Ints,
  unclear: Ints,
  at: Ints,
): bool {
  const size = CELLS / perCell;
  for (let run = 0; run < runCount; run++) {
    const first = runs[run * RUN]!;
    const end = first + runs[run * RUN + 1]!;
    const own = runs[run * RUN + 2]!;
    let kept = 0;
    let sum: f64 = 0;
    let magnitude: f64 = 0;
    let face = 0;
    let check = 0;
    let isClear = false;
    let px = vx[first]!;
    let py = vy[first]!;
    let pIn = px >= 0 && px < size && py >= 0 && py < size;
    if (pIn) {
      locate(px, py, isFirst, edges, sides, starts, list, corners, perCell, at);
      face = at[0]!;
      check = at[1]!;
      isClear = checkWord(face) === check;
    }
    for (let v = first; v < end; v++) {
      const qx = vx[v + 1]!;
      const qy = vy[v + 1]!;
      const qIn = qx >= 0 && qx < size && qy >= 0 && qy < size;
      const endIsLarger = qx > px || (qx === px && qy > py);
      let clearEnd = isClear;
      let faceEnd = face;
      if (qIn) {
        if (pIn) {
          const u = uniqueOf[v]!;
          const s = (u < 0 ? ~u : u) * SIDE;
          const stepFace = ownSides[s + 4]!;
          const stepCheck = ownSides[s + 5]!;
          if (stepFace !== 0 || stepCheck !== 0) {
            face = u < 0 ? (face - stepFace) | 0 : (face + stepFace) | 0;
            check = u < 0 ? (check - stepCheck) | 0 : (check + stepCheck) | 0;
            isClear = checkWord(face) === check;
          }
        } else {
          locate(qx, qy, isFirst, edges, sides, starts, list, corners, perCell, at);
          face = at[0]!;
          check = at[1]!;
          isClear = checkWord(face) === check;
        }
        if (endIsLarger) {
          clearEnd = isClear;
          faceEnd = face;
        }
      }
      if (endIsLarger ? qIn : pIn) {
        if (!clearEnd) {
          const count = unclear[0]! + 1;
          unclear[0] = count;
          unclear[count] = v;
        } else {
          if (faceEnd !== kept) {
            if (kept !== 0 && !addOwn(keys, sums, mask, used, isFirst, own, kept, sum, magnitude))
              return false;
            kept = faceEnd;
            sum = 0;
            magnitude = 0;
          }
          const moment = ((px + shiftX) * (qy - py) - (py + shiftY) * (qx - px)) * 0.5;
          sum += moment;
          magnitude += Math.abs(moment);
        }
      }
      px = qx;
      py = qy;
      pIn = qIn;
    }
    if (kept !== 0 && !addOwn(keys, sums, mask, used, isFirst, own, kept, sum, magnitude))
      return false;
  }
  return true;
}

/** Adds to the pair of an own face and one of the other layer. */
function addOwn(
  keys: Ints,
  sums: Floats,
  mask: i32,
  used: Ints,
  isFirst: bool,
  own: i32,
  other: i32,
  term: f64,
  size: f64,
): bool {
  return isFirst
    ? addPair(keys, sums, mask, used, own, other, term, size)
    : addPair(keys, sums, mask, used, other, own, term, size);
}

/** Writes the pairs of the table, in the order in which they came up, and empties it. Answers with how many there are. */
export function takePairs(
  keys: Ints,
  sums: Floats,
  used: Ints,
  outKeys: Ints,
  outSums: Floats,
): i32 {
  const count = used[0]!;
  for (let i = 0; i < count; i++) {
    const slot = used[i + 1]!;
    outKeys[i * 2] = keys[slot * 2]!;
    outKeys[i * 2 + 1] = keys[slot * 2 + 1]!;
    outSums[i * 2] = sums[slot * 2]!;
    outSums[i * 2 + 1] = sums[slot * 2 + 1]!;
    keys[slot * 2] = 0;
  }
  used[0] = 0;
  return count;
}
