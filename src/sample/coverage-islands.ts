/** Islands of a coverage: ponds, graves and farmsteads, each a ring in the middle of a field that leaves it out. */
import { type CoveragePlan, lineAt } from './coverage-plan.ts';
import { hashed } from './random.ts';

/** Islands in the order of their cells. Ring i has the points pointStart[i] … pointStart[i+1]−1, counterclockwise. */
export interface Islands {
  readonly cell: Int32Array;
  readonly row: Int32Array;
  /** West wall of the cell. */
  readonly wall: Int32Array;
  readonly pointStart: Uint32Array;
}

const SMALLEST_FIELD = 60;
const [SMALLEST_RADIUS, LARGEST_RADIUS] = [5, 14];
const [FEWEST_POINTS, MOST_POINTS] = [10, 23];

const HAS_ISLAND = 301;
const GONE = 302;
const ADDED = 303;
const RADIUS = 304;
const CENTRE = 305;
const ANGLE = 306;
const REACH = 307;

/** Which fields have an island: 4 % of those wide enough. A year later (`isNear`) 5 % are gone and a few are new. */
export function islandsOf(plan: CoveragePlan, seed: number, isNear: boolean): Islands {
  const { rows, isRoadRow, wallStart, wallX } = plan;
  const room = wallX.length;
  const [cells, rowOf, walls] = [new Int32Array(room), new Int32Array(room), new Int32Array(room)];
  const pointStart = new Uint32Array(room + 1);
  let islands = 0;
  for (let j = 0; j < rows; j++) {
    if (isRoadRow[j] === 1) continue;
    for (let wall = wallStart[j]!; wall + 1 < wallStart[j + 1]!; wall++) {
      const cell = wall - j;
      if (wallX[wall + 1]! - wallX[wall]! < SMALLEST_FIELD) continue;
      const wasThere = hashed(seed, HAS_ISLAND, cell) < 0.04;
      const changes =
        isNear && hashed(seed, wasThere ? GONE : ADDED, cell) < (wasThere ? 0.05 : 0.001);
      if (wasThere === changes) continue;
      cells[islands] = cell;
      rowOf[islands] = j;
      walls[islands] = wall;
      pointStart[islands + 1] = pointStart[islands]! + pointCount(radiusOf(seed, cell));
      islands++;
    }
  }
  return {
    cell: cells.slice(0, islands),
    row: rowOf.slice(0, islands),
    wall: walls.slice(0, islands),
    pointStart: pointStart.slice(0, islands + 1),
  };
}

/** Writes the points of all islands into x and y from `first` on, metres. */
export function drawIslands(
  plan: CoveragePlan,
  seed: number,
  islands: Islands,
  x: Float64Array,
  y: Float64Array,
  first: number,
): void {
  const { cell, row, wall, pointStart } = islands;
  for (let i = 0; i < cell.length; i++) {
    const [west, east] = [plan.wallX[wall[i]!]!, plan.wallX[wall[i]! + 1]!];
    // Walls sway by 5 m at most, and 3 m stay free.
    const play = Math.min(30, (east - west) / 2 - LARGEST_RADIUS - 8);
    const centreX = (west + east) / 2 + play * (2 * hashed(seed, CENTRE, cell[i]!) - 1);
    const [south, north] = [row[i]!, row[i]! + 1].map((line) => lineAt(plan, seed, line, centreX));
    const centreY = (south! + north!) / 2;
    const radius = radiusOf(seed, cell[i]!);
    const [start, end] = [pointStart[i]!, pointStart[i + 1]!];
    for (let point = start; point < end; point++) {
      const k = point - start;
      const turn = (k + 0.2 * hashed(seed, ANGLE, cell[i]!, k)) / (end - start);
      const reach = radius * (0.9 + 0.1 * hashed(seed, REACH, cell[i]!, k));
      x[first + point] = centreX + reach * Math.cos(2 * Math.PI * turn);
      y[first + point] = centreY + reach * Math.sin(2 * Math.PI * turn);
    }
  }
}

function radiusOf(seed: number, cell: number): number {
  return SMALLEST_RADIUS + (LARGEST_RADIUS - SMALLEST_RADIUS) * hashed(seed, RADIUS, cell);
}

/** The larger the more, so that edges are 3–4 m long. */
function pointCount(radius: number): number {
  const share = (radius - SMALLEST_RADIUS) / (LARGEST_RADIUS - SMALLEST_RADIUS);
  return FEWEST_POINTS + Math.round((MOST_POINTS - FEWEST_POINTS) * share);
}
