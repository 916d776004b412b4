/** 闭合 — features that were dropped because a ring did not close come back with it closed, when that gives a sound shape. */
import { type Piece, ringsOf } from './repair-pieces.ts';
import { type Metric, ringsArea } from './repair-rings.ts';
import type { ClosedFeature, RingFault } from './rings.ts';
import { selfCrossings } from './self-crossings.ts';
import type { LeftFault, RepairChange } from './repair-changes.ts';

/** The pieces with those features in their places; what cannot be closed is told in `left`. */
export function closed(
  pieces: readonly Piece[],
  faults: readonly RingFault[],
  metric: Metric,
  changes: RepairChange[],
  left: LeftFault[],
): Piece[] {
  const open = new Map(
    faults.flatMap((fault) => (fault.kind === 'not-closed' ? [[fault.feature, fault]] : [])),
  );
  return pieces.map((piece) => {
    const fault = open.get(piece.source);
    if (fault === undefined || piece.rings.length > 0) return piece;
    const shape = fault.closed;
    if (shape === undefined || selfCrossings(shape.polygons).length > 0) {
      left.push({ kind: 'closing', features: [piece.source], area: 0, reason: 'shape' });
      return piece;
    }
    const rings = ringsOf(shape.polygons, 0);
    const after = ringsArea(rings, metric);
    const gap = longestEdge(shape, metric);
    changes.push({ feature: piece.source, kind: 'closing', before: 0, after, parts: 1, gap });
    return { ...piece, rings };
  });
}

/** Length of the longest edge that closing adds, m. */
function longestEdge({ edges }: ClosedFeature, { east, north }: Metric): number {
  return edges.reduce(
    (longest, [[x1, y1], [x2, y2]]) =>
      Math.max(longest, Math.hypot((x2 - x1) * east, (y2 - y1) * north)),
    0,
  );
}
