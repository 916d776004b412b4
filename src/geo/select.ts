/** Features taken out of a layer in a new order, with every ring begun at its smallest vertex: one form for equal ground. */
import { featureCount, type Polygons } from './polygons.ts';

/** Feature k of the result is feature `rows[k]`; rings begin at their smallest vertex (x, then y). */
export function takeFeatures(polygons: Polygons, rows: ArrayLike<number>): Polygons {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  let [vertices, rings] = [0, 0];
  for (let k = 0; k < rows.length; k++) {
    const [first, last] = [featureStart[rows[k]!]!, featureStart[rows[k]! + 1]!];
    rings += last - first;
    vertices += ringStart[last]! - ringStart[first]!;
  }
  const taken = {
    x: new Float64Array(vertices),
    y: new Float64Array(vertices),
    ringStart: new Uint32Array(rings + 1),
    isHole: new Uint8Array(rings),
    featureStart: new Uint32Array(rows.length + 1),
  };
  let [vertex, ring] = [0, 0];
  for (let k = 0; k < rows.length; k++) {
    for (let r = featureStart[rows[k]!]!; r < featureStart[rows[k]! + 1]!; r++) {
      const [start, end] = [ringStart[r]!, ringStart[r + 1]!];
      let first = start;
      for (let i = start + 1; i < end; i++)
        if (x[i]! < x[first]! || (x[i] === x[first] && y[i]! < y[first]!)) first = i;
      for (const [from, to] of [
        [first, end],
        [start, first],
      ] as const) {
        taken.x.set(x.subarray(from, to), vertex);
        taken.y.set(y.subarray(from, to), vertex);
        vertex += to - from;
      }
      taken.isHole[ring++] = isHole[r]!;
      taken.ringStart[ring] = vertex;
    }
    taken.featureStart[k + 1] = ring;
  }
  return taken;
}

/** The features of several layers of one system, one layer after the other. */
export function joinPolygons(parts: readonly Polygons[]): Polygons {
  const total = (size: (part: Polygons) => number): number =>
    parts.reduce((sum, part) => sum + size(part), 0);
  const rings = total((part) => part.isHole.length);
  const joined = {
    x: new Float64Array(total((part) => part.x.length)),
    y: new Float64Array(total((part) => part.x.length)),
    ringStart: new Uint32Array(rings + 1),
    isHole: new Uint8Array(rings),
    featureStart: new Uint32Array(total(featureCount) + 1),
  };
  let [vertex, ring, feature] = [0, 0, 0];
  for (const part of parts) {
    joined.x.set(part.x, vertex);
    joined.y.set(part.y, vertex);
    joined.isHole.set(part.isHole, ring);
    for (let r = 0; r < part.isHole.length; r++)
      joined.ringStart[ring + r + 1] = vertex + part.ringStart[r + 1]!;
    for (let f = 0; f < featureCount(part); f++)
      joined.featureStart[feature + f + 1] = ring + part.featureStart[f + 1]!;
    vertex += part.x.length;
    ring += part.isHole.length;
    feature += featureCount(part);
  }
  return joined;
}

/** The same layer with some features emptied; the others keep their place and number. */
export function emptied(polygons: Polygons, empty: ReadonlySet<number>): Polygons {
  if (empty.size === 0) return polygons;
  const builder: { x: number[]; y: number[]; ringStart: number[]; isHole: number[] } = {
    x: [],
    y: [],
    ringStart: [0],
    isHole: [],
  };
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const starts = new Uint32Array(featureStart.length);
  for (let f = 0; f < featureCount(polygons); f++) {
    for (let ring = featureStart[f]!; !empty.has(f) && ring < featureStart[f + 1]!; ring++) {
      for (let i = ringStart[ring]!; i < ringStart[ring + 1]!; i++) {
        builder.x.push(x[i]!);
        builder.y.push(y[i]!);
      }
      builder.ringStart.push(builder.x.length);
      builder.isHole.push(isHole[ring]!);
    }
    starts[f + 1] = builder.isHole.length;
  }
  return {
    x: Float64Array.from(builder.x),
    y: Float64Array.from(builder.y),
    ringStart: Uint32Array.from(builder.ringStart),
    isHole: Uint8Array.from(builder.isHole),
    featureStart: starts,
  };
}
