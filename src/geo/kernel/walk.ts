/** Going along the rings of a tile with the face of the other layer in mind. */
import { cellOf, isWest } from './arrange.ts';
import type { bool, f64, Floats, i32, Ints } from './numbers.ts';
import { times } from './numbers.ts';
import { addOwn } from './pairs.ts';
import { cross, tieFirst, tieSecond } from './predicate.ts';
import { CELLS, checkWord, EDGE, RUN, SIDE } from './records.ts';

/**
 * Sums of faces and check words of the other layer at a vertex of the tile, into at[0] and at[1]: from the corner of its
 * cell eastwards below the vertex, then up to it. `isFirst`: the vertex belongs to layer A, the edges to B.
 */
export function locate(
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
  ownEdges: Floats,
  ownSides: Ints,
  isFirst: bool,
  edges: Floats,
  sides: Ints,
  starts: Ints,
  list: Ints,
  corners: Ints,
  perCell: f64,
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
    const firstX = vx[first]!;
    const firstY = vy[first]!;
    let pIn = firstX >= 0 && firstX < size && firstY >= 0 && firstY < size;
    if (pIn) {
      locate(firstX, firstY, isFirst, edges, sides, starts, list, corners, perCell, at);
      face = at[0]!;
      check = at[1]!;
      isClear = checkWord(face) === check;
    }
    for (let v = first; v < end; v++) {
      const qx = vx[v + 1]!;
      const qy = vy[v + 1]!;
      // A run leaves its tile at its end, if at all.
      const qIn = v + 1 < end || (qx >= 0 && qx < size && qy >= 0 && qy < size);
      // An edge runs towards its larger end, or against it.
      const u = uniqueOf[v]!;
      const against = u < 0;
      const edge = against ? ~u : u;
      let clearEnd = isClear;
      let faceEnd = face;
      if (qIn) {
        if (pIn) {
          const s = edge * SIDE;
          const stepFace = ownSides[s + 4]!;
          const stepCheck = ownSides[s + 5]!;
          if (stepFace !== 0 || stepCheck !== 0) {
            face = against ? (face - stepFace) | 0 : (face + stepFace) | 0;
            check = against ? (check - stepCheck) | 0 : (check + stepCheck) | 0;
            isClear = checkWord(face) === check;
          }
        } else {
          locate(qx, qy, isFirst, edges, sides, starts, list, corners, perCell, at);
          face = at[0]!;
          check = at[1]!;
          isClear = checkWord(face) === check;
        }
        if (!against) {
          clearEnd = isClear;
          faceEnd = face;
        }
      }
      if (against ? pIn : qIn) {
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
          const e = edge * EDGE;
          sum = against ? sum - ownEdges[e + 4]! : sum + ownEdges[e + 4]!;
          magnitude += ownEdges[e + 5]!;
        }
      }
      pIn = qIn;
    }
    if (kept !== 0 && !addOwn(keys, sums, mask, used, isFirst, own, kept, sum, magnitude))
      return false;
  }
  return true;
}
