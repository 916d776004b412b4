/**
 * Rings cut into lines that neighbours share, for areas written by their lines: a line ends where a third edge meets it and
 * where a ring begins, so that every ring comes back from the same vertex on.
 */
import type { Polygons } from '../../geo/index.ts';

/** Lines, and each ring as signed numbers of lines: n + 1 as line n stands, −(n + 1) backwards. */
export interface SharedLines {
  /** Each line as x, y, x, y …, with both ends. */
  readonly lines: readonly (readonly number[])[];
  readonly rings: readonly (readonly number[])[];
}

/** Cuts the rings of a layer; vertices are the same where both numbers are equal. */
export function shareLines(polygons: Polygons): SharedLines {
  const { x, y, ringStart } = polygons;
  const { vertexOf, count } = numberVertices(polygons);
  const isNode = nodesOf(vertexOf, ringStart, count);
  const lines: number[][] = [];
  const byFirstEdge = new Map<number, number>();
  const rings: number[][] = [];
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    const at = (i: number): number => (i === end ? start : i);
    const ids: number[] = [];
    for (let from = start; from < end;) {
      let to = from + 1;
      while (to < end && isNode[vertexOf[to]!] === 0) to++;
      const edge = vertexOf[from]! * count + vertexOf[at(from + 1)]!;
      let id = byFirstEdge.get(edge);
      if (id === undefined) {
        const line: number[] = [];
        for (let i = from; i <= to; i++) line.push(x[at(i)]!, y[at(i)]!);
        lines.push(line);
        id = lines.length;
        byFirstEdge.set(edge, id);
        byFirstEdge.set(vertexOf[at(to)]! * count + vertexOf[to - 1]!, -id);
      }
      ids.push(id);
      from = to;
    }
    rings.push(ids);
  }
  return { lines, rings };
}

/** One number for each place. −0 and 0 stay apart, so that the same numbers come back. */
function numberVertices({ x, y }: Polygons): {
  readonly vertexOf: Uint32Array;
  readonly count: number;
} {
  const known = new Map<string, number>();
  const vertexOf = new Uint32Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const key = `${Object.is(x[i], -0) ? '-0' : x[i]} ${Object.is(y[i], -0) ? '-0' : y[i]}`;
    const vertex = known.get(key) ?? known.size;
    known.set(key, vertex);
    vertexOf[i] = vertex;
  }
  return { vertexOf, count: known.size };
}

/** 1 for a vertex where a ring begins, or that has other than two neighbours over all rings. */
function nodesOf(vertexOf: Uint32Array, ringStart: Uint32Array, count: number): Uint8Array {
  const isNode = new Uint8Array(count);
  const neighbours = new Int32Array(count * 2).fill(-1);
  const meet = (vertex: number, other: number): void => {
    for (let slot = vertex * 2; slot < vertex * 2 + 2; slot++) {
      if (neighbours[slot] === other) return;
      if (neighbours[slot] !== -1) continue;
      neighbours[slot] = other;
      return;
    }
    isNode[vertex] = 1;
  };
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    if (start < end) isNode[vertexOf[start]!] = 1;
    for (let i = start; i < end; i++) {
      const [a, b] = [vertexOf[i]!, vertexOf[i + 1 === end ? start : i + 1]!];
      meet(a, b);
      meet(b, a);
    }
  }
  return isNode;
}
