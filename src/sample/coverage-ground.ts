/**
 * The ground of a coverage: nodes where lines and walls meet, arcs between them, and the points of every arc, so that
 * neighbours share their border to the last digit. An arc is one piece of a line, from west to east, or one wall, from
 * south to north. Every node has at most one arc on each of its four sides.
 */
import { type CoveragePlan, lineAt, WALL, waves } from './coverage-plan.ts';
import { hashed } from './random.ts';

/** Sides of a node, counterclockwise: east 0, north 1, west 2, south 3. */
const EAST = 0;
const NORTH = 1;

/** The graph without the points between nodes. */
export interface Arcs {
  readonly nodes: number;
  readonly nodeX: Float64Array;
  readonly nodeY: Float64Array;
  /** Arc on side k of a node at 4 · node + k, −1 where there is none. */
  readonly nodeArc: Int32Array;
  readonly arcs: number;
  /** The first arcs belong to lines, the arc of wall w is lineArcs + w. */
  readonly lineArcs: number;
  /** Line that an arc of a line belongs to. */
  readonly lineOfArc: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Cell on the left and on the right of an arc, −1 outside. */
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** Arcs with their points: those of arc a between its nodes are pointStart[a] … pointStart[a+1]−1; nodes come first. */
export interface Ground extends Arcs {
  readonly pointStart: Uint32Array;
  /** Room for `spare` further points is at the end. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Mean distance of points along lines and walls, metres. */
const STEP = 9;
/** Points stand off a line by at most this, metres. */
const RAGGED = 0.9;
const RAGGED_ROAD = 0.35;

const NODE_OFF = 201;
const LINE_ALONG = 202;
const LINE_OFF = 203;
const WALL_ALONG = 204;
const WALL_OFF = 205;
const WALL_SWAY = 206;
const WALL_AMPLITUDE = 207;
/** Added to the kinds of a wall that is drawn anew. */
const REDRAWN = 50;

/**
 * Lays out the ground in metres, not bent yet. A wall for which `isRedrawn` is true has the same ends and other points
 * between them. `spare` points are left free at the end of x and y.
 */
export function layOut(
  plan: CoveragePlan,
  seed: number,
  spare: number,
  isRedrawn: (wall: number) => boolean,
): Ground {
  const arcs = arcsOf(plan, seed);
  const pointStart = new Uint32Array(arcs.arcs + 1);
  pointStart[0] = arcs.nodes;
  for (let arc = 0; arc < arcs.arcs; arc++) {
    const along = arc < arcs.lineArcs ? arcs.nodeX : arcs.nodeY;
    const length = along[arcs.to[arc]!]! - along[arcs.from[arc]!]!;
    pointStart[arc + 1] = pointStart[arc]! + Math.max(0, Math.round(length / STEP) - 1);
  }
  const x = new Float64Array(pointStart[arcs.arcs]! + spare);
  const y = new Float64Array(x.length);
  x.set(arcs.nodeX.subarray(0, arcs.nodes));
  y.set(arcs.nodeY.subarray(0, arcs.nodes));
  const ground = { ...arcs, pointStart, x, y };
  drawLines(plan, seed, ground);
  drawWalls(plan, seed, ground, isRedrawn);
  return ground;
}

/** Nodes in the order of their lines, each from west to east, with the line, the cells and the walls at them. */
interface Nodes {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly line: Int32Array;
  /** Cells that begin at a node or reach over it, on both sides of the line east of the node. */
  readonly above: Int32Array;
  readonly below: Int32Array;
  /** Southern and northern node of every wall. */
  readonly foot: Int32Array;
  readonly head: Int32Array;
}

/** Where walls of the row below and of the row above meet each line. */
function nodesOf(plan: CoveragePlan, seed: number): Nodes {
  const { rows, wallStart, wallX } = plan;
  const room = 2 * wallX.length;
  const [x, y, line] = [new Float64Array(room), new Float64Array(room), new Int32Array(room)];
  const [above, below] = [new Int32Array(room), new Int32Array(room)];
  const [foot, head] = [new Int32Array(wallX.length), new Int32Array(wallX.length)];
  let count = 0;
  for (let j = 0; j <= rows; j++) {
    const off = raggedness(plan, j);
    let [low, high] = [j === 0 ? 0 : wallStart[j - 1]!, wallStart[j]!];
    const [lowEnd, highEnd] = [wallStart[j]!, j === rows ? high : wallStart[j + 1]!];
    while (low < lowEnd || high < highEnd) {
      const lowX = low < lowEnd ? wallX[low]! : Infinity;
      const highX = high < highEnd ? wallX[high]! : Infinity;
      x[count] = Math.min(lowX, highX);
      y[count] = lineAt(plan, seed, j, x[count]!) + off * centred(seed, NODE_OFF, count, 0);
      line[count] = j;
      if (lowX <= highX) head[low++] = count;
      if (highX <= lowX) foot[high++] = count;
      below[count] = j === 0 ? -1 : low - j;
      above[count] = j === rows ? -1 : high - 1 - j;
      count++;
    }
  }
  return { count, x, y, line, above, below, foot, head };
}

/** Nodes and arcs of a plan. */
function arcsOf(plan: CoveragePlan, seed: number): Arcs {
  const { rows, wallStart, wallX } = plan;
  const nodes = nodesOf(plan, seed);
  const lineArcs = nodes.count - (rows + 1);
  const arcs = lineArcs + wallX.length;
  const [from, to] = [new Int32Array(arcs), new Int32Array(arcs)];
  const [left, right] = [new Int32Array(arcs), new Int32Array(arcs)];
  const lineOfArc = new Int32Array(lineArcs);
  const nodeArc = new Int32Array(4 * nodes.count).fill(-1);
  const join = (arc: number, a: number, b: number, side: number): void => {
    from[arc] = a;
    to[arc] = b;
    nodeArc[4 * a + side] = arc;
    nodeArc[4 * b + side + 2] = arc;
  };
  for (let node = 0, arc = 0; node + 1 < nodes.count; node++) {
    if (nodes.line[node + 1] !== nodes.line[node]) continue;
    join(arc, node, node + 1, EAST);
    left[arc] = nodes.above[node]!;
    right[arc] = nodes.below[node]!;
    lineOfArc[arc++] = nodes.line[node]!;
  }
  for (let j = 0; j < rows; j++) {
    for (let wall = wallStart[j]!; wall < wallStart[j + 1]!; wall++) {
      join(lineArcs + wall, nodes.foot[wall]!, nodes.head[wall]!, NORTH);
      left[lineArcs + wall] = wall === wallStart[j]! ? -1 : wall - 1 - j;
      right[lineArcs + wall] = wall + 1 === wallStart[j + 1]! ? -1 : wall - j;
    }
  }
  const { count, x: nodeX, y: nodeY } = nodes;
  return { nodes: count, nodeX, nodeY, nodeArc, arcs, lineArcs, lineOfArc, from, to, left, right };
}

/** Points of all pieces of lines. */
function drawLines(plan: CoveragePlan, seed: number, ground: Ground): void {
  const { lineArcs, lineOfArc, from, to, pointStart, x, y } = ground;
  for (let arc = 0; arc < lineArcs; arc++) {
    const line = lineOfArc[arc]!;
    const off = raggedness(plan, line);
    const [start, end] = [pointStart[arc]!, pointStart[arc + 1]!];
    const west = x[from[arc]!]!;
    const step = (x[to[arc]!]! - west) / (end - start + 1);
    for (let point = start; point < end; point++) {
      const k = point - start;
      x[point] = west + step * (k + 1 + 0.25 * centred(seed, LINE_ALONG, arc, k));
      y[point] = lineAt(plan, seed, line, x[point]!) + off * centred(seed, LINE_OFF, arc, k);
    }
  }
}

/** Points of all walls: a wall sways, the less the nearer it is to its ends, so that it never meets a line or a wall. */
function drawWalls(
  plan: CoveragePlan,
  seed: number,
  ground: Ground,
  isRedrawn: (wall: number) => boolean,
): void {
  const { lineArcs, from, to, pointStart, x, y } = ground;
  const { wallX, wallKind } = plan;
  for (let wall = 0; wall < wallX.length; wall++) {
    const arc = lineArcs + wall;
    const [start, end] = [pointStart[arc]!, pointStart[arc + 1]!];
    const kind = wallKind[wall]!;
    const [south, north] = [y[from[arc]!]!, y[to[arc]!]!];
    const step = (north - south) / (end - start + 1);
    const isField = kind === WALL.field;
    const gap = isField
      ? Math.min(wallX[wall]! - wallX[wall - 1]!, wallX[wall + 1]! - wallX[wall]!)
      : 0;
    const drawing = isField && isRedrawn(wall) ? REDRAWN : 0;
    const sway =
      Math.min(4, 0.12 * gap) * (0.5 + 0.5 * hashed(seed, WALL_AMPLITUDE + drawing, wall));
    const off = isField ? RAGGED : kind === WALL.border ? 0 : RAGGED_ROAD;
    for (let point = start; point < end; point++) {
      const k = point - start;
      const at = south + step * (k + 1 + 0.25 * centred(seed, WALL_ALONG + drawing, wall, k));
      const most = 0.45 * Math.min(at - south, north - at);
      const wanted =
        sway * waves(seed, WALL_SWAY + drawing, wall, (at - south) / 40) +
        off * centred(seed, WALL_OFF + drawing, wall, k);
      x[point] = wallX[wall]! + Math.max(-most, Math.min(most, wanted));
      y[point] = at;
    }
  }
}

/** How far points of a line stand off it at most; the outline is straight. */
function raggedness(plan: CoveragePlan, line: number): number {
  if (line === 0 || line === plan.rows) return 0;
  const isRoad = plan.isRoadRow[line - 1] === 1 || plan.isRoadRow[line] === 1;
  return isRoad ? RAGGED_ROAD : RAGGED;
}

/** A chance in [−1, 1). */
function centred(seed: number, kind: number, i: number, k: number): number {
  return 2 * hashed(seed, kind, i, k) - 1;
}
