/**
 * 图形修复建议 — faults of shapes that have one right answer, put right in a copy of the layer: repeated points, spikes, the
 * turn of rings, features of several parts, vertices missing from a neighbour's border. Every change is told with the
 * ground it cost or gave, and the changes account for the whole difference of the areas.
 */
import type { Polygons } from './polygons.ts';
import { closed } from './repair-closing.ts';
import { type LeftFault, REPAIRS, type RepairChange, type RepairKind } from './repair-changes.ts';
import { withoutFaces } from './repair-faces.ts';
import { edgesAlone, meanEdge, vertexIndex, withJunctions } from './repair-junctions.ts';
import { layerOf, mended, type Piece, piecesOf, totalArea } from './repair-pieces.ts';
import {
  inOrder,
  type Metric,
  type Point,
  type RoledRing,
  ringsArea,
  type SpikeLimits,
  withoutRepeats,
  withoutSpikes,
} from './repair-rings.ts';
import { type GroundRules, withoutSlivers } from './repair-slivers.ts';
import type { RingFault } from './rings.ts';

/** Limits of the repairs. */
export interface RepairOptions {
  readonly only?: readonly RepairKind[];
  readonly metric: Metric;
  /** What was wrong with the rings of the layer as it was read: those left open can be closed. */
  readonly faults?: readonly RingFault[];
  /** Where ground may go; without them no overlap, gap or sliver is touched. */
  readonly ground?: GroundRules;
  readonly spike?: SpikeLimits;
  /** How near a vertex must lie to an edge to belong into it, in metres. */
  readonly junctionMetres?: number;
}

/** 1° and 0.01 m², the smallest legal area. */
const SPIKE: SpikeLimits = { degrees: 1, area: 0.01 };
const JUNCTION_METRES = 0.001;

/** A repaired copy. */
export interface RepairedLayer {
  readonly polygons: Polygons;
  /** For every feature of the copy, the feature it comes from, and which part of it: 0 keeps the identifier. */
  readonly source: Uint32Array;
  readonly part: Uint32Array;
  readonly changes: readonly RepairChange[];
  /** What could not be repaired, of the kinds that were asked for. */
  readonly left: readonly LeftFault[];
  /** Area of the layer in m², in the plane of the metric. */
  readonly areaBefore: number;
  readonly areaAfter: number;
}

/** Repairs a copy of the layer; an Error, never an answer, when the changes would not account for the difference of the areas. */
export function repairPolygons(polygons: Polygons, options: RepairOptions): RepairedLayer {
  const wanted = new Set<RepairKind>(options.only ?? REPAIRS);
  const changes: RepairChange[] = [];
  const first = piecesOf(polygons);
  const open: LeftFault[] = [];
  let pieces: readonly Piece[] = wanted.has('closing')
    ? closed(first, options.faults ?? [], options.metric, changes, open)
    : first;
  let left: LeftFault[] = [];
  // A vertex put into a border can leave a tip or bring the border near another vertex: again, until nothing is left to do.
  for (let round = 0; round < ROUNDS; round++) {
    const told = changes.length;
    left = [];
    for (const kind of REPAIRS)
      if (wanted.has(kind)) pieces = repaired(kind, pieces, options, changes, left);
    if (changes.length === told) break;
  }
  const areaBefore = totalArea(first, options.metric);
  const areaAfter = totalArea(pieces, options.metric);
  const told = changes.reduce((sum, { before, after }) => sum + (after - before), 0);
  const size = [...first, ...pieces].reduce(
    (sum, piece) => sum + Math.abs(ringsArea(piece.rings, options.metric)),
    0,
  );
  // Sums of doubles in different orders: 1e-9 of the whole, far less than any change that is told.
  if (!(Math.abs(areaAfter - areaBefore - told) <= 1e-9 * (1 + size)))
    throw new Error(`repairs tell of ${told} m², the areas differ by ${areaAfter - areaBefore} m²`);
  return {
    polygons: layerOf(pieces),
    source: Uint32Array.from(pieces, (piece) => piece.source),
    part: partsOf(pieces),
    changes,
    left: [...open, ...left],
    areaBefore,
    areaAfter,
  };
}

/** Rounds of all repairs; mostly the second finds nothing to do. */
const ROUNDS = 8;

function repaired(
  kind: RepairKind,
  pieces: readonly Piece[],
  options: RepairOptions,
  changes: RepairChange[],
  left: LeftFault[],
): readonly Piece[] {
  const { metric, ground, spike = SPIKE, junctionMetres = JUNCTION_METRES } = options;
  const each = (mend: (one: RoledRing) => RoledRing['ring']) =>
    pieces.map((piece) => mended(kind, piece, mend, metric, changes));
  switch (kind) {
    case 'repeated':
      return each(({ ring }) => withoutRepeats(ring));
    case 'spike':
      return each(({ ring }) => withoutSpikes(ring, spike, metric));
    case 'order':
      return each((one) => inOrder(one, metric));
    case 'multipart':
      return pieces.flatMap((piece) => split(piece, metric, changes));
    case 'junction':
      return noded(pieces, junctionMetres, metric, changes);
    case 'overlap':
    case 'gap':
      return ground === undefined
        ? pieces
        : withoutFaces(pieces, kind, ground, metric, changes, left);
    case 'sliver':
      return ground === undefined ? pieces : withoutSlivers(pieces, ground, metric, changes, left);
    case 'closing':
      return pieces;
  }
}

/** Which part of its feature each piece is; the first one that is left is 0. */
function partsOf(pieces: readonly Piece[]): Uint32Array {
  const seen = new Map<number, number>();
  return Uint32Array.from(pieces, ({ source }) => {
    const part = seen.get(source) ?? 0;
    seen.set(source, part + 1);
    return part;
  });
}

/** Each part as a feature of its own, in the order of the file. */
function split(piece: Piece, metric: Metric, changes: RepairChange[]): Piece[] {
  const parts: RoledRing[][] = [];
  for (const one of piece.rings) {
    if (!one.isHole || parts.length === 0) parts.push([one]);
    else parts.at(-1)!.push(one);
  }
  if (parts.length < 2) return [piece];
  const area = ringsArea(piece.rings, metric);
  changes.push({
    feature: piece.source,
    kind: 'multipart',
    before: area,
    after: area,
    parts: parts.length,
  });
  return parts.map((part) => ({ source: piece.source, rings: part }));
}

function noded(
  pieces: readonly Piece[],
  metres: number,
  metric: Metric,
  changes: RepairChange[],
): Piece[] {
  const alone = edgesAlone(layerOf(pieces));
  const points: Point[] = [];
  let at = 0;
  for (const { rings } of pieces)
    for (const { ring } of rings) {
      ring.forEach((point, i) => {
        const before = at + ((i + ring.length - 1) % ring.length);
        if (alone[at + i] === 1 || alone[before] === 1) points.push(point);
      });
      at += ring.length;
    }
  if (points.length === 0) return [...pieces];
  const rings = pieces.flatMap((piece) => piece.rings.map((one) => one.ring));
  const index = vertexIndex(points, meanEdge(rings), metric);
  at = 0;
  return pieces.map((piece) =>
    mended(
      'junction',
      piece,
      ({ ring }) => {
        const first = at;
        at += ring.length;
        return withJunctions(ring, index, metres, (edge) => alone[first + edge] === 1);
      },
      metric,
      changes,
    ),
  );
}
