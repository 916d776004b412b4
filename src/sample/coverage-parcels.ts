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

/** Village whose road network a cell belongs to, −1 for fields: two roads from south to north, two bands of rows. */
export function roadNetworks(plan: CoveragePlan): Int32Array {
  const { rows, isRoadRow, band, wallStart, wallKind, wallColumn } = plan;
  const villagesInBand = ((wallColumn.at(-1)! + 1) >> 1) + 1;
  const villages = new Int32Array(wallKind.length - rows).fill(-1);
  for (let row = 0; row < rows; row++) {
    for (let wall = wallStart[row]!; wall + 1 < wallStart[row + 1]!; wall++) {
      if (isRoadRow[row] === 0 && wallKind[wall] !== WALL.roadWest) continue;
      const column = Math.max(0, wallColumn[wall]!);
      villages[wall - row] = (band[row]! >> 1) * villagesInBand + (column >> 1);
    }
  }
  return villages;
}

/**
 * For every cell the smallest cell of its parcel. `networks` is what `roadNetworks` gives. A year later (`isNear`) some
 * parcels are parted and others joined.
 */
export function parcelsOf(
  plan: CoveragePlan,
  networks: Int32Array,
  seed: number,
  isNear: boolean,
): Int32Array {
  const { rows, wallStart, wallX } = plan;
  const smallest = Int32Array.from(networks, (_, cell) => cell);
  const joinFields = (cell: number, share: number, join: number, turned: number): boolean => {
    const wereJoined = hashed(seed, join, cell) < share;
    const turns = isNear && hashed(seed, turned, cell) < (wereJoined ? 0.06 : 0.002);
    return wereJoined !== turns;
  };
  for (let row = 0; row < rows; row++) {
    let below = row === 0 ? 0 : wallStart[row - 1]!;
    for (let wall = wallStart[row]!; wall + 1 < wallStart[row + 1]!; wall++) {
      const cell = wall - row;
      if (
        wall > wallStart[row]! &&
        networks[cell] === networks[cell - 1] &&
        (networks[cell]! >= 0 || joinFields(cell, 0.07, JOIN_WEST, TURNED_WEST))
      )
        unite(smallest, cell, cell - 1);
      if (row === 0) continue;
      const middle = (wallX[wall]! + wallX[wall + 1]!) / 2;
      while (wallX[below + 1]! <= middle) below++;
      const other = below - (row - 1);
      const joint =
        Math.min(wallX[wall + 1]!, wallX[below + 1]!) - Math.max(wallX[wall]!, wallX[below]!);
      if (
        networks[cell] === networks[other] &&
        (networks[cell]! >= 0 ||
          (joint > SHORTEST_JOINT && joinFields(cell, 0.05, JOIN_SOUTH, TURNED_SOUTH)))
      )
        unite(smallest, cell, other);
    }
  }
  for (let cell = 0; cell < smallest.length; cell++) smallest[cell] = rootOf(smallest, cell);
  return smallest;
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
