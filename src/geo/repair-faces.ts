/**
 * 重叠与缝隙 — overlaps and gaps narrower than the limit: the ground of an overlap is left to one of both features, that of a
 * gap goes to the feature with the longest border along it. Where borders cross, the crossing becomes a vertex of both first.
 */
import type { LeftFault, LeftReason, RepairChange } from './repair-changes.ts';
import {
  type BorderEdge,
  bordersOf,
  lengthOf,
  nodeKey,
  nodeOf,
  withBorders,
} from './repair-borders.ts';
import { meanEdge, vertexIndex, withJunctions } from './repair-junctions.ts';
import { boxOf, layerOf, mended, type Piece, pieceFinder } from './repair-pieces.ts';
import { type Metric, type Point, type RoledRing, ringsArea } from './repair-rings.ts';
import { byCommonBorder, type GroundRules, soundRings } from './repair-slivers.ts';
import { coverageFaults, type CoverageFault } from './topology/coverage.ts';
import { type TopologyGrid, topologyGrid } from './topology/grid.ts';

/** What is repaired between features. */
type FaceKind = 'overlap' | 'gap';

/** An overlap or gap; its features are positions in the list of pieces. */
interface FaceFault extends CoverageFault {
  readonly kind: FaceKind;
}

/** The pieces with the narrow overlaps or gaps mended; the other ones are told in `left`. */
export function withoutFaces(
  pieces: readonly Piece[],
  kind: FaceKind,
  rules: GroundRules,
  metric: Metric,
  changes: RepairChange[],
  left: LeftFault[],
): Piece[] {
  let now = [...pieces];
  let faults = facesOf(now, kind, rules);
  if (faults.length === 0) return now;
  const grid = topologyGrid([layerOf(now)], rules.crs);
  const told = changes.length;
  now = withCrossings(
    now,
    kind,
    faults.filter((fault) => isNarrow(fault, rules, grid)),
    rules,
    grid,
    metric,
    changes,
  );
  // With new vertices the faces begin and end at them.
  if (changes.length > told) faults = facesOf(now, kind, rules);
  for (const fault of faults) {
    const mending = isNarrow(fault, rules, grid)
      ? fault.kind === 'overlap'
        ? overlapMended(fault, now, rules, grid, metric)
        : gapMended(fault, now, rules, grid, metric)
      : 'wide';
    const sources = fault.features.map((at) => now[at]!.source);
    if (typeof mending === 'string') {
      left.push({ kind: fault.kind, features: sources, area: fault.area, reason: mending });
      continue;
    }
    const piece = now[mending.at]!;
    const other = sources.find((source) => source !== piece.source);
    changes.push({
      feature: piece.source,
      kind: fault.kind,
      before: ringsArea(piece.rings, metric),
      after: ringsArea(mending.rings, metric),
      parts: 1,
      ...(other === undefined ? {} : { other }),
    });
    now[mending.at] = { ...piece, rings: mending.rings };
  }
  return now;
}

function facesOf(pieces: readonly Piece[], kind: FaceKind, rules: GroundRules): FaceFault[] {
  return coverageFaults(layerOf(pieces), rules.crs, {
    tolerance: rules.areaTolerance,
    junctionTolerance: rules.junctionTolerance,
  }).filter((fault): fault is FaceFault => fault.kind === kind);
}

function isNarrow({ rings, area }: FaceFault, rules: GroundRules, grid: TopologyGrid): boolean {
  return (2 * area) / lengthOf(bordersOf(rings, grid), grid) < rules.meanWidth;
}

/** The pieces with the corners of faces that are nobody's vertices put into the edges that cross there. */
function withCrossings(
  pieces: readonly Piece[],
  kind: FaceKind,
  faults: readonly FaceFault[],
  rules: GroundRules,
  grid: TopologyGrid,
  metric: Metric,
  changes: RepairChange[],
): Piece[] {
  const find = pieceFinder(pieces);
  const keys = new Map<number, ReadonlySet<string>>();
  const keysOf = (at: number): ReadonlySet<string> => {
    const known = keys.get(at) ?? nodeKeys(pieces[at]!, grid);
    keys.set(at, known);
    return known;
  };
  const added = new Map<number, Point[]>();
  for (const { rings } of faults) {
    const near = find(boxOf(rings), rules.junctionTolerance / Math.min(metric.east, metric.north));
    for (const point of rings.flat()) {
      const key = nodeKey(nodeOf(point, grid));
      if (near.some((at) => keysOf(at).has(key))) continue;
      for (const at of near) added.set(at, [...(added.get(at) ?? []), point]);
    }
  }
  return pieces.map((piece, at) => {
    const points = added.get(at);
    if (points === undefined) return piece;
    const index = vertexIndex(points, meanEdge(piece.rings.map(({ ring }) => ring)), metric);
    const mend = ({ ring }: RoledRing) => withJunctions(ring, index, rules.junctionTolerance);
    return mended(kind, piece, mend, metric, changes);
  });
}

function nodeKeys(piece: Piece, grid: TopologyGrid): ReadonlySet<string> {
  return new Set(piece.rings.flatMap(({ ring }) => ring.map((p) => nodeKey(nodeOf(p, grid)))));
}

/** A piece and the rings it is to have, or why the fault stays. */
type Mending = { readonly at: number; readonly rings: RoledRing[] } | LeftReason;

/** Takes the ground from the feature that does not keep it. */
function overlapMended(
  { features, rings }: FaceFault,
  pieces: readonly Piece[],
  rules: GroundRules,
  grid: TopologyGrid,
  metric: Metric,
): Mending {
  const [one, other] = features;
  if (one === undefined || other === undefined || features.length > 2) return 'several';
  const sources = [pieces[one]!.source, pieces[other]!.source];
  const why = rules.whyNotAmong(sources);
  if (why !== null) return why;
  const areaOf = (feature: number): number =>
    ringsArea(pieces[feature === sources[0] ? one : other]!.rings, metric);
  const taken = bordersOf(rings, grid).map(({ from, to }) => ({ from: to, to: from }));
  const places = [...verticesOf(pieces[one]!), ...verticesOf(pieces[other]!)];
  for (const keeper of rules.keepersOf(sources, areaOf)) {
    const at = keeper === sources[0] ? other : one;
    const sound = soundRings(withBorders(pieces[at]!.rings, taken, places, grid, metric));
    if (sound !== null) return { at, rings: sound };
  }
  return 'shape';
}

/** Gives the ground to the feature with the longest border along it. */
function gapMended(
  { features, rings }: FaceFault,
  pieces: readonly Piece[],
  rules: GroundRules,
  grid: TopologyGrid,
  metric: Metric,
): Mending {
  const ground: BorderEdge[] = bordersOf(rings, grid);
  const beside = byCommonBorder(ground, features, pieces, grid);
  if (beside.length === 0) return 'alone';
  const why = rules.whyNotAmong(beside.map((at) => pieces[at]!.source));
  if (why !== null) return why;
  const places = beside.flatMap((at) => verticesOf(pieces[at]!));
  for (const at of beside) {
    const sound = soundRings(withBorders(pieces[at]!.rings, ground, places, grid, metric));
    if (sound !== null) return { at, rings: sound };
  }
  return 'shape';
}

function verticesOf(piece: Piece): Point[] {
  return piece.rings.flatMap(({ ring }) => ring);
}
