/**
 * 图形修复建议 — faults of shapes that have one right answer, put right in a copy of the layer: repeated points, spikes, the
 * turn of rings, features of several parts, vertices missing from a neighbour's border. Every change is told with the
 * ground it cost or gave, and the changes account for the whole difference of the areas.
 */
import { featureCount, type Polygons } from './polygons.ts';
import { vertexIndex, withJunctions } from './repair-junctions.ts';
import {
  inOrder,
  type Metric,
  type RoledRing,
  ringsArea,
  type SpikeLimits,
  withoutRepeats,
  withoutSpikes,
} from './repair-rings.ts';

/** What can be repaired, in the order in which it is done. */
export const REPAIRS = ['repeated', 'spike', 'order', 'multipart', 'junction'] as const;
export type RepairKind = (typeof REPAIRS)[number];

/** Limits of the repairs. */
export interface RepairOptions {
  readonly only?: readonly RepairKind[];
  readonly metric: Metric;
  readonly spike?: SpikeLimits;
  /** How near a vertex must lie to an edge to belong into it, in metres. */
  readonly junctionMetres?: number;
}

/** 1° and 0.01 m², the smallest legal area. */
const SPIKE: SpikeLimits = { degrees: 1, area: 0.01 };
const JUNCTION_METRES = 0.001;

/** One feature changed in one way; areas in m² in the plane of the metric, of the whole feature. */
export interface RepairChange {
  /** 0-based position in the layer that was repaired. */
  readonly feature: number;
  readonly kind: RepairKind;
  readonly before: number;
  readonly after: number;
  /** Parts that the feature has become; 1 unless it was split. */
  readonly parts: number;
}

/** A repaired copy. */
export interface RepairedLayer {
  readonly polygons: Polygons;
  /** For every feature of the copy, the feature it comes from, and which part of it: 0 keeps the identifier. */
  readonly source: Uint32Array;
  readonly part: Uint32Array;
  readonly changes: readonly RepairChange[];
  /** Area of the layer in m², in the plane of the metric. */
  readonly areaBefore: number;
  readonly areaAfter: number;
}

/** A feature on its way. */
interface Piece {
  readonly source: number;
  readonly part: number;
  readonly rings: readonly RoledRing[];
}

/** Repairs a copy of the layer; an Error, never an answer, when the changes would not account for the difference of the areas. */
export function repairPolygons(polygons: Polygons, options: RepairOptions): RepairedLayer {
  const wanted = new Set<RepairKind>(options.only ?? REPAIRS);
  const changes: RepairChange[] = [];
  const first = piecesOf(polygons);
  let pieces = first;
  // A vertex put into a border can leave a tip or bring the border near another vertex: again, until nothing is left to do.
  for (let round = 0; round < ROUNDS; round++) {
    const told = changes.length;
    for (const kind of REPAIRS)
      if (wanted.has(kind)) pieces = repaired(kind, pieces, options, changes);
    if (changes.length === told) break;
  }
  const areaBefore = totalArea(first, options.metric);
  const areaAfter = totalArea(pieces, options.metric);
  const told = changes.reduce((sum, { before, after }) => sum + (after - before), 0);
  const size = first.reduce(
    (sum, piece) => sum + Math.abs(ringsArea(piece.rings, options.metric)),
    0,
  );
  // Sums of doubles in different orders: 1e-9 of the whole, far less than any change that is told.
  if (!(Math.abs(areaAfter - areaBefore - told) <= 1e-9 * (1 + size)))
    throw new Error(`repairs tell of ${told} m², the areas differ by ${areaAfter - areaBefore} m²`);
  return {
    polygons: layerOf(pieces),
    source: Uint32Array.from(pieces, (piece) => piece.source),
    part: Uint32Array.from(pieces, (piece) => piece.part),
    changes,
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
): Piece[] {
  const { metric, spike = SPIKE, junctionMetres = JUNCTION_METRES } = options;
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
  }
}

/** The feature with every ring mended; itself, and nothing told, when that changes none of them. */
function mended(
  kind: RepairKind,
  piece: Piece,
  mend: (one: RoledRing) => RoledRing['ring'],
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
  return parts.map((rings, part) => ({ source: piece.source, part, rings }));
}

function noded(
  pieces: readonly Piece[],
  metres: number,
  metric: Metric,
  changes: RepairChange[],
): Piece[] {
  const index = vertexIndex(
    pieces.flatMap((piece) => piece.rings.map((one) => one.ring)),
    metric,
  );
  return pieces.map((piece) =>
    mended('junction', piece, ({ ring }) => withJunctions(ring, index, metres), metric, changes),
  );
}

function totalArea(pieces: readonly Piece[], metric: Metric): number {
  return pieces.reduce((sum, piece) => sum + ringsArea(piece.rings, metric), 0);
}

function piecesOf(polygons: Polygons): Piece[] {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  return Array.from({ length: featureCount(polygons) }, (_, source) => {
    const rings: RoledRing[] = [];
    for (let r = featureStart[source]!; r < featureStart[source + 1]!; r++) {
      const start = ringStart[r]!;
      const ring = Array.from(
        { length: ringStart[r + 1]! - start },
        (_vertex, i) => [x[start + i]!, y[start + i]!] as const,
      );
      rings.push({ ring, isHole: isHole[r] === 1 });
    }
    return { source, part: 0, rings };
  });
}

function layerOf(pieces: readonly Piece[]): Polygons {
  const rings = pieces.flatMap((piece) => piece.rings);
  const points = rings.flatMap((one) => one.ring);
  const ends = (sizes: readonly number[]): Uint32Array => {
    let end = 0;
    return Uint32Array.from([0, ...sizes.map((size) => (end += size))]);
  };
  return {
    x: Float64Array.from(points, ([x]) => x),
    y: Float64Array.from(points, ([, y]) => y),
    ringStart: ends(rings.map((one) => one.ring.length)),
    isHole: Uint8Array.from(rings, (one) => (one.isHole ? 1 : 0)),
    featureStart: ends(pieces.map((piece) => piece.rings.length)),
  };
}
