/** 距离 — whether two features of a plane come within a distance of each other, by their edges, without computing how far. */
import { featureCount, type Polygons } from './polygons.ts';
import { insideAlong } from './near.ts';
import { takeFeatures } from './select.ts';

/**
 * Whether feature `one` of a layer and feature `other` of another come within `most` of each other; 0 asks whether they touch.
 * Both in one plane, `most` in its units. A feature that lies in the other is at no distance from it.
 */
export function isWithin(
  a: Polygons,
  one: number,
  b: Polygons,
  other: number,
  most: number,
): boolean {
  const [edgesA, edgesB] = [edgesOf(a, one), edgesOf(b, other)];
  const [boxA, boxB] = [boxOf(edgesA), boxOf(edgesB)];
  if (!comeNear(boxA, 0, boxB, 0, most)) return false;
  const nearA = edgesNear(edgesA, boxB, most);
  const nearB = edgesNear(edgesB, boxA, most);
  for (const i of nearA)
    for (const j of nearB)
      if (comeNear(edgesA, i, edgesB, j, most) && edgesWithin(edgesA, i, edgesB, j, most))
        return true;
  return beginsIn(a, one, b, other) || beginsIn(b, other, a, one);
}

/** Four numbers an edge: x1, y1, x2, y2. */
type Edges = Float64Array;

function edgesOf({ x, y, ringStart, featureStart }: Polygons, feature: number): Edges {
  const [first, last] = [featureStart[feature]!, featureStart[feature + 1]!];
  const edges = new Float64Array(4 * (ringStart[last]! - ringStart[first]!));
  let at = 0;
  for (let ring = first; ring < last; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start; i < end; i++) {
      const j = i + 1 === end ? start : i + 1;
      edges.set([x[i]!, y[i]!, x[j]!, y[j]!], at);
      at += 4;
    }
  }
  return edges;
}

/** The box of all edges as one edge from corner to corner. */
function boxOf(edges: Edges): Edges {
  const box = Float64Array.of(Infinity, Infinity, -Infinity, -Infinity);
  for (let at = 0; at < edges.length; at += 2) {
    box[0] = Math.min(box[0]!, edges[at]!);
    box[1] = Math.min(box[1]!, edges[at + 1]!);
    box[2] = Math.max(box[2]!, edges[at]!);
    box[3] = Math.max(box[3]!, edges[at + 1]!);
  }
  return box;
}

/** Whether the boxes of two edges come within the distance. */
function comeNear(a: Edges, i: number, b: Edges, j: number, most: number): boolean {
  return (
    apart(a[i]!, a[i + 2]!, b[j]!, b[j + 2]!) <= most &&
    apart(a[i + 1]!, a[i + 3]!, b[j + 1]!, b[j + 3]!) <= most
  );
}

/** How far two stretches of a line lie apart, 0 where they meet. */
function apart(a1: number, a2: number, b1: number, b2: number): number {
  return Math.max(0, Math.min(b1, b2) - Math.max(a1, a2), Math.min(a1, a2) - Math.max(b1, b2));
}

/** Places of the edges that come near a box. */
function edgesNear(edges: Edges, box: Edges, most: number): number[] {
  const near: number[] = [];
  for (let at = 0; at < edges.length; at += 4) if (comeNear(edges, at, box, 0, most)) near.push(at);
  return near;
}

function edgesWithin(a: Edges, i: number, b: Edges, j: number, most: number): boolean {
  const [ax, ay, bx, by] = [a[i]!, a[i + 1]!, a[i + 2]!, a[i + 3]!];
  const [cx, cy, dx, dy] = [b[j]!, b[j + 1]!, b[j + 2]!, b[j + 3]!];
  const isCrossed =
    turn(ax, ay, bx, by, cx, cy) * turn(ax, ay, bx, by, dx, dy) < 0 &&
    turn(cx, cy, dx, dy, ax, ay) * turn(cx, cy, dx, dy, bx, by) < 0;
  return (
    isCrossed ||
    isPointWithin(ax, ay, cx, cy, dx, dy, most) ||
    isPointWithin(bx, by, cx, cy, dx, dy, most) ||
    isPointWithin(cx, cy, ax, ay, bx, by, most) ||
    isPointWithin(dx, dy, ax, ay, bx, by, most)
  );
}

function turn(ax: number, ay: number, bx: number, by: number, px: number, py: number): number {
  return Math.sign((bx - ax) * (py - ay) - (by - ay) * (px - ax));
}

/** Whether a point comes within the distance of an edge. */
function isPointWithin(
  px: number,
  py: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  most: number,
): boolean {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length > 0 ? ((px - ax) * dx + (py - ay) * dy) / length : 0;
  const t = Math.min(1, Math.max(0, along));
  const [x, y] = [px - ax - t * dx, py - ay - t * dy];
  return x * x + y * y <= most * most;
}

/** Whether a shell of feature `one` begins in feature `other` of the other layer. */
function beginsIn(a: Polygons, one: number, b: Polygons, other: number): boolean {
  const { x, y, ringStart, isHole, featureStart } = a;
  const place = takeFeatures(b, [other]);
  for (let ring = featureStart[one]!; ring < featureStart[one + 1]!; ring++) {
    const start = ringStart[ring]!;
    if (isHole[ring] === 1 || start === ringStart[ring + 1]) continue;
    const inside = insideAlong(place, y[start]!);
    if (inside.some(([from, to]) => from <= x[start]! && x[start]! <= to)) return true;
  }
  return false;
}

/** Every part of every feature, a shell with its holes, as a feature of its own. */
export function singleParts(polygons: Polygons): Polygons {
  const { isHole, featureStart } = polygons;
  const starts = [0];
  for (let f = 0; f < featureCount(polygons); f++)
    for (let ring = featureStart[f]! + 1; ring <= featureStart[f + 1]!; ring++)
      if (ring === featureStart[f + 1]! || isHole[ring] === 0) starts.push(ring);
  return { ...polygons, featureStart: Uint32Array.from(starts) };
}
