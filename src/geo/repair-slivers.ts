/**
 * 并入相邻图斑 — features narrower than the limit go whole into the neighbour with the longest common border, as far as the
 * rules of the caller let ground pass from one to the other. Nodes of both stay; no ground is lost.
 */
import { legalAreas } from './area.ts';
import type { Crs } from './crs.ts';
import type { LeftFault, LeftReason, RepairChange } from './repair-changes.ts';
import {
  type BorderEdge,
  bordersOf,
  edgeKey,
  lengthOf,
  sharedWith,
  withBorders,
} from './repair-borders.ts';
import { boxOf, layerOf, type Piece, pieceFinder } from './repair-pieces.ts';
import { type Metric, type RoledRing, ringsArea } from './repair-rings.ts';
import { selfCrossings } from './self-crossings.ts';
import { type TopologyGrid, topologyGrid } from './topology/grid.ts';
import { perimeters } from './topology/shapes.ts';

/** Where ground may go, and what counts as narrow. Features are 0-based positions in the layer that is repaired. */
export interface GroundRules {
  readonly crs: Crs;
  /** 2 × area / border below this is narrow, m. */
  readonly meanWidth: number;
  /** 4π × area / border² below this is a fault as well, but no sliver. */
  readonly compactness: number;
  /** Overlaps and gaps of no more ground than this are no faults, m². */
  readonly areaTolerance: number;
  /** How far a point may lie from an edge that should have it, m. */
  readonly junctionTolerance: number;
  /** Whether a feature is as narrow as it is by its nature. */
  isNarrowByNature(feature: number): boolean;
  /** Why the whole of `from` may not become part of `into`; null when it may. */
  whyNotInto(from: number, into: number): LeftReason | null;
  /** Why ground between these features may not be given to one of them; null when it may. */
  whyNotAmong(features: readonly number[]): LeftReason | null;
  /** The features in the order in which they keep ground that several claim; one that must keep it alone. */
  keepersOf(features: readonly number[], areaOf: (feature: number) => number): readonly number[];
}

/** Every narrow piece that may go into a neighbour is gone; the others are told in `left`. */
export function withoutSlivers(
  pieces: readonly Piece[],
  rules: GroundRules,
  metric: Metric,
  changes: RepairChange[],
  left: LeftFault[],
): Piece[] {
  const layer = layerOf(pieces);
  const grid = topologyGrid([layer], rules.crs);
  const [areas, borders] = [legalAreas(layer, rules.crs), perimeters(layer, rules.crs)];
  const now: (Piece | null)[] = [...pieces];
  const into = new Map<number, number>();
  const find = pieceFinder(pieces);
  const narrow = pieces
    .map((_, i) => i)
    .filter((i) => {
      const [area, border] = [areas[i]!, borders[i]!];
      if (!(area > 0 && border > 0) || rules.isNarrowByNature(pieces[i]!.source)) return false;
      return (
        (2 * area) / border < rules.meanWidth ||
        (4 * Math.PI * area) / border ** 2 < rules.compactness
      );
    })
    .sort((a, b) => areas[a]! - areas[b]! || a - b);
  for (const i of narrow) {
    const sliver = now[i];
    // What took up another sliver in this round is measured anew in the next one.
    if (!sliver || sliver !== pieces[i]) continue;
    if ((2 * areas[i]!) / borders[i]! >= rules.meanWidth) {
      left.push({ kind: 'sliver', features: [sliver.source], area: areas[i]!, reason: 'wide' });
      continue;
    }
    const beside = new Set(
      find(boxOf(sliver.rings.map(({ ring }) => ring)), step(grid)).map((k) => living(k, into)),
    );
    beside.delete(i);
    const taken = neighbourFor(sliver, [...beside], now, rules, grid, metric);
    if (typeof taken === 'string') {
      left.push({ kind: 'sliver', features: [sliver.source], area: areas[i]!, reason: taken });
      continue;
    }
    const neighbour = now[taken.at]!;
    const moved = { from: sliver.source, into: neighbour.source };
    changes.push(
      {
        feature: moved.from,
        kind: 'sliver',
        before: ringsArea(sliver.rings, metric),
        after: 0,
        parts: 0,
        other: moved.into,
      },
      {
        feature: moved.into,
        kind: 'sliver',
        before: ringsArea(neighbour.rings, metric),
        after: ringsArea(taken.rings, metric),
        parts: 1,
        other: moved.from,
      },
    );
    now[taken.at] = { ...neighbour, rings: taken.rings };
    now[i] = null;
    into.set(i, taken.at);
  }
  return now.filter((piece) => piece !== null);
}

/** One step of the grid in the coordinates of the layer. */
function step(grid: TopologyGrid): number {
  return 1 / grid.scale;
}

/** The piece that a piece has become part of. */
function living(piece: number, into: ReadonlyMap<number, number>): number {
  let at = piece;
  while (into.has(at)) at = into.get(at)!;
  return at;
}

/** The neighbour of the longest common border that may take the sliver, and its rings then; else why none may. */
function neighbourFor(
  sliver: Piece,
  beside: readonly number[],
  pieces: readonly (Piece | null)[],
  rules: GroundRules,
  grid: TopologyGrid,
  metric: Metric,
): { at: number; rings: RoledRing[] } | LeftReason {
  const ground = bordersOf(
    sliver.rings.map(({ ring }) => ring),
    grid,
  );
  const places = sliver.rings.flatMap(({ ring }) => ring);
  let refusal: LeftReason = 'alone';
  for (const at of byCommonBorder(ground, beside, pieces, grid)) {
    const neighbour = pieces[at]!;
    const why = rules.whyNotInto(sliver.source, neighbour.source);
    const rings =
      why === null ? soundRings(withBorders(neighbour.rings, ground, places, grid, metric)) : null;
    if (rings !== null) return { at, rings };
    if (refusal === 'alone') refusal = why ?? 'shape';
  }
  return refusal;
}

/** Those that run along some of the edges the other way, the one with most of them first. */
export function byCommonBorder(
  ground: readonly BorderEdge[],
  candidates: readonly number[],
  pieces: readonly (Piece | null)[],
  grid: TopologyGrid,
): number[] {
  return candidates
    .flatMap((at) => {
      const rings = pieces[at]?.rings ?? [];
      const own = bordersOf(
        rings.map(({ ring }) => ring),
        grid,
      );
      const common = lengthOf(sharedWith(ground, new Set(own.map(edgeKey))), grid);
      return common > 0 ? [[common, at] as const] : [];
    })
    .sort(([p, i], [q, j]) => q - p || i - j)
    .map(([, at]) => at);
}

/** The rings, unless they cross or touch where they may not. */
export function soundRings(rings: RoledRing[] | null): RoledRing[] | null {
  if (rings === null) return null;
  const layer = layerOf([{ source: 0, rings }]);
  return selfCrossings(layer).length > 0 ? null : rings;
}
