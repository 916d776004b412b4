/**
 * 并入与切去 — ground added to a feature or taken from it by its borders: edges that both run along in opposite directions
 * cancel, what is left are the new rings. No vertex is moved; where both sides write a point differently within one step of
 * the topology grid, that of the feature stands.
 */
import { type Metric, type Point, type Ring, type RoledRing, signedArea } from './repair-rings.ts';
import { type TopologyGrid, turn } from './topology/grid.ts';

/** A point of the topology grid. */
type Node = readonly [x: number, y: number];

/** A directed edge between points of the grid, the land on its left. */
export interface BorderEdge {
  readonly from: Node;
  readonly to: Node;
}

/** The point of the grid where a vertex stands. */
export function nodeOf([x, y]: Point, { originX, originY, scale }: TopologyGrid): Node {
  return [Math.round((x - originX) * scale), Math.round((y - originY) * scale)];
}

/** Names a point of the grid. */
export function nodeKey([x, y]: Node): string {
  return `${x} ${y}`;
}

/** Names an edge of the grid with its direction. */
export function edgeKey({ from, to }: BorderEdge): string {
  return `${nodeKey(from)} ${nodeKey(to)}`;
}

/** The edges of rings, those shorter than the grid left out. */
export function bordersOf(rings: readonly Ring[], grid: TopologyGrid): BorderEdge[] {
  return rings.flatMap((ring) => {
    const nodes = ring.map((point) => nodeOf(point, grid));
    return nodes.flatMap((from, i) => {
      const to = nodes[(i + 1) % nodes.length]!;
      return from[0] === to[0] && from[1] === to[1] ? [] : [{ from, to }];
    });
  });
}

/** Length of the edges in m. */
export function lengthOf(edges: readonly BorderEdge[], grid: TopologyGrid): number {
  return edges.reduce(
    (sum, { from, to }) =>
      sum + Math.hypot((to[0] - from[0]) * grid.stepX, (to[1] - from[1]) * grid.stepY),
    0,
  );
}

/** Those of the edges that the other side runs along the other way. */
export function sharedWith(edges: readonly BorderEdge[], theirs: ReadonlySet<string>) {
  return edges.filter(({ from, to }) => theirs.has(edgeKey({ from: to, to: from })));
}

/**
 * The rings of a feature with those edges added: of ground beside it as they run, of ground taken from it the other way
 * round. Null when the result is not one shell with its holes.
 */
export function withBorders(
  rings: readonly RoledRing[],
  added: readonly BorderEdge[],
  places: readonly Point[],
  grid: TopologyGrid,
  metric: Metric,
): RoledRing[] | null {
  const place = new Map(places.map((point) => [nodeKey(nodeOf(point, grid)), point]));
  for (const { ring } of rings)
    for (const point of ring) place.set(nodeKey(nodeOf(point, grid)), point);
  const own = bordersOf(
    rings.map((one) => one.ring),
    grid,
  );
  const loops = loopsOf(netEdges([...own, ...added]));
  if (loops === null) return null;
  const traced = loops.map((loop) => loop.map((node) => place.get(nodeKey(node))));
  if (traced.some((ring) => ring.length < 3 || ring.includes(undefined))) return null;
  const roled = (traced as Ring[]).map((ring) => ({ ring, area: signedArea(ring, metric) }));
  const shells = roled.filter(({ area }) => area > 0);
  const holes = roled.filter(({ area }) => area < 0);
  if (shells.length !== 1 || shells.length + holes.length !== roled.length) return null;
  return [
    { ring: shells[0]!.ring, isHole: false },
    ...holes.map(({ ring }) => ({ ring, isHole: true })),
  ];
}

/** Edges without those that run both ways. */
function netEdges(edges: readonly BorderEdge[]): BorderEdge[] {
  const net = new Map<string, BorderEdge[]>();
  for (const edge of edges) {
    const back = net.get(edgeKey({ from: edge.to, to: edge.from }));
    if (back !== undefined && back.length > 0) {
      back.pop();
      continue;
    }
    const key = edgeKey(edge);
    const same = net.get(key);
    if (same) same.push(edge);
    else net.set(key, [edge]);
  }
  return [...net.values()].flat();
}

/** Loops of edges that keep to the same land at every point, cut where they meet themselves; null when one does not close. */
function loopsOf(edges: readonly BorderEdge[]): Node[][] | null {
  const leaving = new Map<string, Node[]>();
  for (const { from, to } of edges) {
    const list = leaving.get(nodeKey(from));
    if (list) list.push(to);
    else leaving.set(nodeKey(from), [to]);
  }
  const loops: Node[][] = [];
  for (const { from: start } of edges) {
    while ((leaving.get(nodeKey(start))?.length ?? 0) > 0) {
      const path: Node[] = [start];
      const placed = new Map([[nodeKey(start), 0]]);
      let before: Node | null = null;
      let at = start;
      do {
        const onward = nextNode(leaving.get(nodeKey(at)), at, before);
        if (onward === null) return null;
        const met = placed.get(nodeKey(onward));
        if (met === undefined) {
          placed.set(nodeKey(onward), path.length);
          path.push(onward);
        } else {
          const loop = path.splice(met);
          for (const node of loop) placed.delete(nodeKey(node));
          loops.push(loop);
          placed.set(nodeKey(onward), path.length);
          path.push(onward);
        }
        [before, at] = [at, onward];
      } while (path.length > 1);
    }
  }
  return loops;
}

/** Takes out of the list the edge that bounds the same land: the first one clockwise from where one comes. */
function nextNode(leaving: Node[] | undefined, at: Node, before: Node | null): Node | null {
  if (leaving === undefined || leaving.length === 0) return null;
  let best = 0;
  if (before !== null)
    for (let i = 1; i < leaving.length; i++)
      if (isSooner(at, before, leaving[i]!, leaving[best]!)) best = i;
  return leaving.splice(best, 1)[0]!;
}

/** Whether going clockwise around `at` from `from`, one comes to p before q. */
function isSooner(at: Node, from: Node, p: Node, q: Node): boolean {
  const side = (a: Node, b: Node): number => turn(at[0], at[1], a[0], a[1], b[0], b[1]);
  const [one, other] = [side(from, p) > 0, side(from, q) > 0];
  return one === other ? side(p, q) < 0 : other;
}
