/**
 * 界线处的图斑 — which features lie at a border of their group (a village, a county), where drawing the border may have cut
 * them: one of their edges is no edge of another feature of the group.
 */
import { featureCount, type Polygons } from '../polygons.ts';

/** An edge of a feature in question. */
interface Edge {
  readonly feature: number;
  isShared: boolean;
}

/**
 * Those of `features` of which an edge, point for point, belongs to no other feature of the same group; `group` has a
 * number for every feature of the layer. An edge whose two sides have different points counts as shared by nobody.
 */
export function atGroupBorder(
  polygons: Polygons,
  features: readonly number[],
  group: Int32Array,
): Set<number> {
  const edges = new Map<string, Edge[]>();
  const vertices = new VertexSieve();
  for (const feature of features)
    eachEdge(polygons, feature, (from, to) => {
      const key = edgeKey(polygons, from, to);
      const edge = { feature, isShared: false };
      const same = edges.get(key);
      if (same === undefined) edges.set(key, [edge]);
      else same.push(edge);
      vertices.add(polygons.x[from]!);
    });
  for (let other = 0; edges.size > 0 && other < featureCount(polygons); other++)
    eachEdge(polygons, other, (from, to) => {
      if (!vertices.mayHave(polygons.x[from]!) || !vertices.mayHave(polygons.x[to]!)) return;
      for (const edge of edges.get(edgeKey(polygons, from, to)) ?? [])
        if (edge.feature !== other && group[edge.feature] === group[other]) edge.isShared = true;
    });
  const found = new Set<number>();
  for (const same of edges.values())
    for (const { feature, isShared } of same) if (!isShared) found.add(feature);
  return found;
}

function eachEdge(
  { ringStart, featureStart }: Polygons,
  feature: number,
  visit: (from: number, to: number) => void,
): void {
  for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let to = start, from = end - 1; to < end; from = to++) visit(from, to);
  }
}

/** The same from either side. */
function edgeKey({ x, y }: Polygons, from: number, to: number): string {
  const isForward = x[from]! < x[to]! || (x[from] === x[to] && y[from]! < y[to]!);
  const [a, b] = isForward ? [from, to] : [to, from];
  return `${x[a]} ${y[a]} ${x[b]} ${y[b]}`;
}

/** Says quickly of most vertices that they are none of those added. */
class VertexSieve {
  readonly #slots = new Uint8Array(1 << 20);

  add(x: number): void {
    this.#slots[slotOf(x)] = 1;
  }

  mayHave(x: number): boolean {
    return this.#slots[slotOf(x)] === 1;
  }
}

/** Any number that spreads coordinates in metres or degrees over the slots. */
const slotOf = (x: number): number => (x * 1e6) & 0xf_ffff;
