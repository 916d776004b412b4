/** Features on their way through a repair: a layer taken apart into lists of points, and put together again. */
import Flatbush from 'flatbush';
import { type Bounds, featureBounds } from './bounds.ts';
import { featureCount, type Polygons } from './polygons.ts';
import type { RepairChange, RepairKind } from './repair-changes.ts';
import { type Metric, type Ring, type RoledRing, ringsArea } from './repair-rings.ts';

/** A feature, or a part of one, on its way. */
export interface Piece {
  /** 0-based position of the feature in the layer that is repaired. */
  readonly source: number;
  /** Shells, each followed by its holes. */
  readonly rings: readonly RoledRing[];
}

/** Rings of one feature. */
export function ringsOf(polygons: Polygons, feature: number): RoledRing[] {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const rings: RoledRing[] = [];
  for (let r = featureStart[feature]!; r < featureStart[feature + 1]!; r++) {
    const start = ringStart[r]!;
    const ring = Array.from(
      { length: ringStart[r + 1]! - start },
      (_vertex, i) => [x[start + i]!, y[start + i]!] as const,
    );
    rings.push({ ring, isHole: isHole[r] === 1 });
  }
  return rings;
}

/** Every feature as a piece. */
export function piecesOf(polygons: Polygons): Piece[] {
  return Array.from({ length: featureCount(polygons) }, (_, source) => ({
    source,
    rings: ringsOf(polygons, source),
  }));
}

/** The pieces as a layer, one feature each. */
export function layerOf(pieces: readonly Piece[]): Polygons {
  let [vertices, rings] = [0, 0];
  for (const piece of pieces) {
    rings += piece.rings.length;
    for (const { ring } of piece.rings) vertices += ring.length;
  }
  const layer = {
    x: new Float64Array(vertices),
    y: new Float64Array(vertices),
    ringStart: new Uint32Array(rings + 1),
    isHole: new Uint8Array(rings),
    featureStart: new Uint32Array(pieces.length + 1),
  };
  let [vertex, r] = [0, 0];
  pieces.forEach((piece, f) => {
    for (const { ring, isHole } of piece.rings) {
      for (const [x, y] of ring) {
        layer.x[vertex] = x;
        layer.y[vertex++] = y;
      }
      layer.isHole[r++] = isHole ? 1 : 0;
      layer.ringStart[r] = vertex;
    }
    layer.featureStart[f + 1] = r;
  });
  return layer;
}

/** Area of all pieces in m², in the plane of the metric. */
export function totalArea(pieces: readonly Piece[], metric: Metric): number {
  return pieces.reduce((sum, piece) => sum + ringsArea(piece.rings, metric), 0);
}

/** The feature with every ring mended; itself, and nothing told, when that changes none of them. */
export function mended(
  kind: RepairKind,
  piece: Piece,
  mend: (one: RoledRing) => Ring,
  metric: Metric,
  changes: RepairChange[],
): Piece {
  const rings = piece.rings.map((one) => {
    const ring = mend(one);
    return ring === one.ring ? one : { ...one, ring };
  });
  if (rings.every((one, i) => one === piece.rings[i])) return piece;
  const [before, after] = [ringsArea(piece.rings, metric), ringsArea(rings, metric)];
  changes.push({ feature: piece.source, kind, before, after, parts: 1 });
  return { ...piece, rings };
}

/** Finds pieces by their boxes as they were when this was called; those without rings are never found. */
export function pieceFinder(pieces: readonly Piece[]): (box: Bounds, margin: number) => number[] {
  const boxes = featureBounds(layerOf(pieces));
  const placed = pieces.flatMap((_, i) => (Number.isNaN(boxes[4 * i]!) ? [] : [i]));
  if (placed.length === 0) return () => [];
  const index = new Flatbush(placed.length);
  for (const i of placed)
    index.add(boxes[4 * i]!, boxes[4 * i + 1]!, boxes[4 * i + 2]!, boxes[4 * i + 3]!);
  index.finish();
  return ([minX, minY, maxX, maxY], margin) =>
    index
      .search(minX - margin, minY - margin, maxX + margin, maxY + margin)
      .map((k) => placed[k]!)
      .sort((a, b) => a - b);
}

/** The box of some rings. */
export function boxOf(rings: readonly Ring[]): Bounds {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings)
    for (const [x, y] of ring) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  return box;
}
