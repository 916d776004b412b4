/**
 * 界线处的图斑 — which features lie at a border of their group (a village, a county), where drawing the border may have cut
 * them: one of their edges is no edge of another feature of the group.
 */
import { featureCount, type Polygons } from '../polygons.ts';
import { hashOfBits, hashTable } from './edges.ts';

/**
 * Those of `features` of which an edge, point for point, belongs to no other feature of the same group; `group` has a
 * number for every feature of the layer. An edge whose two sides have different points counts as shared by nobody.
 */
export function atGroupBorder(
  polygons: Polygons,
  features: readonly number[],
  group: Int32Array,
): Set<number> {
  const { x, y } = polygons;
  const edges = edgesOf(polygons, features);
  const { count, from, to, owner } = edges;
  const table = hashTable(count);
  const mask = table.length - 1;
  const first = (a: number, b: number): number => hashOfBits(x[a]! + x[b]!, y[a]! + y[b]!) & mask;
  const vertices = new VertexSieve();
  for (let i = 0; i < count; i++) {
    vertices.add(x[from[i]!]!);
    let slot = first(from[i]!, to[i]!);
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = i + 1;
  }
  const isSame = (a: number, b: number): boolean => x[a] === x[b] && y[a] === y[b];
  const isShared = new Uint8Array(count);
  for (let other = 0; other < featureCount(polygons); other++)
    eachEdge(polygons, other, (a, b) => {
      if (!vertices.mayHave(x[a]!) || !vertices.mayHave(x[b]!)) return;
      for (let slot = first(a, b); table[slot] !== 0; slot = (slot + 1) & mask) {
        const i = table[slot]! - 1;
        if (owner[i] === other || group[owner[i]!] !== group[other]) continue;
        const [start, end] = [from[i]!, to[i]!];
        if ((isSame(a, end) && isSame(b, start)) || (isSame(a, start) && isSame(b, end)))
          isShared[i] = 1;
      }
    });
  const found = new Set<number>();
  for (let i = 0; i < count; i++) if (isShared[i] === 0) found.add(owner[i]!);
  return found;
}

/** The edges of features, by the vertices where they begin and end. */
function edgesOf(polygons: Polygons, features: readonly number[]) {
  const { ringStart, featureStart } = polygons;
  const count = features.reduce(
    (sum, f) => sum + ringStart[featureStart[f + 1]!]! - ringStart[featureStart[f]!]!,
    0,
  );
  const [from, to] = [new Uint32Array(count), new Uint32Array(count)];
  const owner = new Uint32Array(count);
  let i = 0;
  for (const feature of features)
    eachEdge(polygons, feature, (start, end) => {
      [from[i], to[i], owner[i]] = [start, end, feature];
      i++;
    });
  return { count, from, to, owner };
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
