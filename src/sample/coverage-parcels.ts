/**
 * Which cells of a plan are one parcel. Some fields are joined with a neighbour, so that there are parcels in the shape of
 * an L, a U or a ring; the road cells of a village are one network that encloses whole blocks of fields.
 */
import { type CoveragePlan, WALL } from './coverage-plan.ts';
import { hashed } from './random.ts';

const JOIN_WEST = 401;
const JOIN_SOUTH = 402;
const TURNED_WEST = 403;
const TURNED_SOUTH = 404;

/** Cells that share less than this, metres, are never joined. */
const SHORTEST_JOINT = 20;

/** For every cell the smallest cell of its parcel. A year later (`isNear`) some parcels are parted and others joined. */
export function parcelsOf(plan: CoveragePlan, seed: number, isNear: boolean): Int32Array {
  const { rows, isRoadRow, band, wallStart, wallX, wallKind, wallColumn } = plan;
  const cells = wallX.length - rows;
  const smallest = Int32Array.from({ length: cells }, (_, cell) => cell);
  const villages = ((wallColumn.at(-1)! + 1) >> 1) + 1;
  const village = (row: number, wall: number): number =>
    (band[row]! >> 1) * villages + (Math.max(0, wallColumn[wall]!) >> 1);
  const isRoad = (row: number, wall: number): boolean =>
    isRoadRow[row] === 1 || wallKind[wall] === WALL.roadWest;
  const areFieldsJoined = (cell: number, share: number, join: number, turned: number): boolean => {
    const wereJoined = hashed(seed, join, cell) < share;
    const turns = isNear && hashed(seed, turned, cell) < (wereJoined ? 0.06 : 0.002);
    return wereJoined !== turns;
  };
  for (let row = 0; row < rows; row++) {
    let below = row === 0 ? 0 : wallStart[row - 1]!;
    for (let wall = wallStart[row]!; wall + 1 < wallStart[row + 1]!; wall++) {
      const cell = wall - row;
      if (wall > wallStart[row]!) {
        const joined =
          isRoad(row, wall) && isRoad(row, wall - 1)
            ? village(row, wall) === village(row, wall - 1)
            : !isRoad(row, wall) &&
              !isRoad(row, wall - 1) &&
              areFieldsJoined(cell, 0.07, JOIN_WEST, TURNED_WEST);
        if (joined) unite(smallest, cell, cell - 1);
      }
      if (row === 0) continue;
      const middle = (wallX[wall]! + wallX[wall + 1]!) / 2;
      while (wallX[below + 1]! <= middle) below++;
      const joint =
        Math.min(wallX[wall + 1]!, wallX[below + 1]!) - Math.max(wallX[wall]!, wallX[below]!);
      const joined = isRoad(row, wall)
        ? isRoad(row - 1, below) &&
          wallKind[wall] === WALL.roadWest &&
          village(row, wall) === village(row - 1, below)
        : !isRoad(row - 1, below) &&
          joint > SHORTEST_JOINT &&
          areFieldsJoined(cell, 0.05, JOIN_SOUTH, TURNED_SOUTH);
      if (joined) unite(smallest, cell, below - (row - 1));
    }
  }
  for (let cell = 0; cell < cells; cell++) smallest[cell] = rootOf(smallest, cell);
  return smallest;
}

/** Is a parcel, told by its smallest cell, a road? */
export function roadCells(plan: CoveragePlan): Uint8Array {
  const { rows, isRoadRow, wallStart, wallKind } = plan;
  const roads = new Uint8Array(wallKind.length - rows);
  for (let row = 0; row < rows; row++)
    for (let wall = wallStart[row]!; wall + 1 < wallStart[row + 1]!; wall++)
      roads[wall - row] = isRoadRow[row] === 1 || wallKind[wall] === WALL.roadWest ? 1 : 0;
  return roads;
}

/** The smallest cell that is joined with a cell; halves the path on the way (R. E. Tarjan 1984, path halving). */
function rootOf(smallest: Int32Array, cell: number): number {
  let at = cell;
  while (smallest[at] !== at) {
    smallest[at] = smallest[smallest[at]!]!;
    at = smallest[at]!;
  }
  return at;
}

function unite(smallest: Int32Array, one: number, other: number): void {
  const [p, q] = [rootOf(smallest, one), rootOf(smallest, other)];
  smallest[Math.max(p, q)] = Math.min(p, q);
}
