/**
 * The plan of a coverage: which rows, roads and walls there are and where, in metres, before anything is bent or drawn.
 *
 * The county is a square. Rows of fields lie on top of each other, from south to north; after every twelve of them comes a
 * row that is a road. Walls cut every row into cells. Pairs of walls that stand at the same place in all rows make the
 * roads from south to north; where both kinds of road meet lies a crossing.
 */
import { hashed } from './random.ts';

/** What a wall is. A road runs between its west and its east side. */
export const WALL = { field: 0, roadWest: 1, roadEast: 2, border: 3 } as const;

/**
 * Rows 0…rows−1 from the south; row j lies between the lines j and j+1. Walls of row j are wallStart[j] … wallStart[j+1]−1
 * from west to east, the first and the last stand on the outline. The cell between the walls w and w+1 of row j has the
 * number w − j, so that cells count on from row to row.
 */
export interface CoveragePlan {
  /** Side of the square, metres. */
  readonly side: number;
  readonly rows: number;
  readonly isRoadRow: Uint8Array;
  /** Road rows south of each row; a road row belongs to the band that it closes. */
  readonly band: Int32Array;
  /** Mean height of every line above the southern border, metres; rows + 1 entries. */
  readonly lineY: Float64Array;
  /** Which noise a line follows; both sides of a road follow the same. −1: the line is straight. */
  readonly lineNoise: Int32Array;
  readonly wallStart: Uint32Array;
  /** Metres from the western border. */
  readonly wallX: Float64Array;
  /** One of WALL. */
  readonly wallKind: Uint8Array;
  /** Number of the road column that a wall belongs to, or of the last one west of it; −1 west of all. */
  readonly wallColumn: Int32Array;
}

export const ROAD_WIDTH = 7;
const ROWS_IN_BAND = 12;
const SMALLEST_WIDTH = 22;
/** A wall stands at least this far from where a wall of the row below ends. */
const CLEAR_OF_WALL = 4;

const HEIGHT = 101;
const WIDTH = 102;
const COLUMN = 103;
const LONG_WAVES = 104;
const SHORT_WAVES = 105;

/** Side of the square for about this many parcels, in metres; a whole number of centimetres. */
export function sideFor(parcels: number): number {
  return Math.round(Math.sqrt(1.17 * parcels * 9400) * 100) / 100;
}

/** Plans a coverage of about this many parcels. */
export function planCoverage(parcels: number, seed: number): CoveragePlan {
  const side = sideFor(parcels);
  const { lineY, isRoadRow } = planRows(side, seed);
  const rows = isRoadRow.length;
  const band = new Int32Array(rows);
  for (let j = 1; j < rows; j++) band[j] = band[j - 1]! + isRoadRow[j - 1]!;
  const lineNoise = Int32Array.from(lineY, (_, j) =>
    j === 0 || j === rows ? -1 : isRoadRow[j - 1] === 1 ? j - 1 : j,
  );
  const walls = planWalls(side, isRoadRow, roadColumns(side, seed), seed);
  return { side, rows, isRoadRow, band, lineY, lineNoise, ...walls };
}

/** Height of line j above the southern border at x, metres; a smooth curve. */
export function lineAt(plan: CoveragePlan, seed: number, j: number, x: number): number {
  const noise = plan.lineNoise[j]!;
  if (noise < 0) return plan.lineY[j]!;
  return (
    plan.lineY[j]! +
    9 * waves(seed, LONG_WAVES, noise, x / 240) +
    2.2 * waves(seed, SHORT_WAVES, noise, x / 60)
  );
}

/** Smooth noise in [−1, 1) along a line, with features about one unit wide. */
export function waves(seed: number, kind: number, line: number, at: number): number {
  const i = Math.floor(at);
  const t = at - i;
  const fade = t * t * (3 - 2 * t);
  return (
    2 * (hashed(seed, kind, line, i) * (1 - fade) + hashed(seed, kind, line, i + 1) * fade) - 1
  );
}

/** Heights of the lines, and which rows are roads. The last row takes what is left. */
function planRows(side: number, seed: number): { lineY: Float64Array; isRoadRow: Uint8Array } {
  const lineY = [0];
  const isRoadRow: number[] = [];
  let rowsInBand = 0;
  for (let y = 0; y < side;) {
    const rest = side - y;
    const isRoad = rowsInBand === ROWS_IN_BAND && rest > 200;
    let height = isRoad ? ROAD_WIDTH : 70 + 60 * hashed(seed, HEIGHT, lineY.length);
    if (rest - height < 70) height = rest < 150 ? rest : rest / 2;
    y = height === rest ? side : y + height;
    lineY.push(y);
    isRoadRow.push(isRoad ? 1 : 0);
    rowsInBand = isRoad ? 0 : rowsInBand + 1;
  }
  return { lineY: Float64Array.from(lineY), isRoadRow: Uint8Array.from(isRoadRow) };
}

/** West sides of the roads from south to north, metres. */
function roadColumns(side: number, seed: number): number[] {
  const columns: number[] = [];
  let x = 420 + 360 * hashed(seed, COLUMN, 0);
  for (; x < side - 200; x += 840 + 720 * hashed(seed, COLUMN, columns.length)) columns.push(x);
  return columns;
}

type Walls = Pick<CoveragePlan, 'wallStart' | 'wallX' | 'wallKind' | 'wallColumn'>;

/** Walls of all rows, row by row. */
function planWalls(
  side: number,
  isRoadRow: Uint8Array,
  columns: readonly number[],
  seed: number,
): Walls {
  const rows = isRoadRow.length;
  const room = rows * (Math.floor(side / SMALLEST_WIDTH) + 2 * columns.length + 2);
  const [wallX, wallKind] = [new Float64Array(room), new Uint8Array(room)];
  const wallColumn = new Int32Array(room);
  const wallStart = new Uint32Array(rows + 1);
  let walls = 0;
  const add = (x: number, kind: number, column: number): void => {
    wallX[walls] = x;
    wallKind[walls] = kind;
    wallColumn[walls] = column;
    walls++;
  };
  for (let j = 0; j < rows; j++) {
    /** First wall of the row below that may be in the way. */
    let below = j === 0 ? 0 : wallStart[j - 1]!;
    const clearOf = (x: number): number => {
      while (below < wallStart[j]! && wallX[below]! <= x - CLEAR_OF_WALL) below++;
      return below < wallStart[j]! && wallX[below]! < x + CLEAR_OF_WALL
        ? wallX[below]! + CLEAR_OF_WALL
        : x;
    };
    wallStart[j] = walls;
    add(0, WALL.border, -1);
    for (let column = 0; column <= columns.length; column++) {
      const to = columns[column] ?? side;
      const last = isRoadRow[j] === 1 ? -1 : to - SMALLEST_WIDTH;
      for (let x = wallX[walls - 1]!; ; add(x, WALL.field, column - 1)) {
        x += cellWidth(seed, j, walls - wallStart[j]!);
        if (x <= last) x = clearOf(x);
        if (x > last) break;
      }
      if (column === columns.length) break;
      add(to, WALL.roadWest, column);
      add(to + ROAD_WIDTH, WALL.roadEast, column);
    }
    add(side, WALL.border, columns.length - 1);
  }
  wallStart[rows] = walls;
  return {
    wallStart,
    wallX: wallX.slice(0, walls),
    wallKind: wallKind.slice(0, walls),
    wallColumn: wallColumn.slice(0, walls),
  };
}

/** Width of a field, metres: lognormal about 94 m, at least 22 m. Four equal chances added stand in for the normal law. */
function cellWidth(seed: number, j: number, i: number): number {
  let sum = -2;
  for (let k = 0; k < 4; k++) sum += hashed(seed, WIDTH, j, i, k);
  return Math.max(SMALLEST_WIDTH, 94 * Math.exp(0.9 * 0.5 * Math.sqrt(3) * sum));
}
