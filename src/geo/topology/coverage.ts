/**
 * 拓扑检查 — where parcels of one layer overlap, leave gaps, leave their county or village, or share a border without sharing
 * its points. One pass pairs all edges; only what is left of them is arranged into faces, so a clean county costs little
 * more than looking at it. Every fault is told with its features, a point in it and its ground.
 */
import Flatbush from 'flatbush';
import { legalAreas } from '../area.ts';
import { featureBounds } from '../bounds.ts';
import type { Crs } from '../crs.ts';
import { widestMiddle } from '../inner-point.ts';
import { featureCount, type Polygons } from '../polygons.ts';
import { polygonsFromRings } from '../rings.ts';
import { type Face, facesOf } from './faces.ts';
import { type TopologyGrid, topologyGrid } from './grid.ts';
import { EdgeList, haveSameEdges } from './edges.ts';
import { leftover } from './leftover.ts';
import { nodeEdges } from './node.ts';
import { looseJunctions } from './junctions.ts';

/** What may be wrong between parcels. */
export type CoverageFaultKind =
  | 'overlap'
  | 'gap'
  | 'outside-county'
  | 'outside-village'
  | 'neighbour-overlap'
  | 'neighbour-gap'
  | 'junction';

/** One fault. */
export interface CoverageFault {
  readonly kind: CoverageFaultKind;
  /** Features that cover the ground, or those around a gap; of a junction the one that lacks the point, then the other. */
  readonly features: readonly number[];
  /** A point inside, in the coordinates of the layer. */
  readonly point: readonly [number, number];
  /** Legal area in m²; 0 for a junction. */
  readonly area: number;
  /** Rings in the coordinates of the layer; none for a junction. */
  readonly rings: readonly (readonly (readonly [number, number])[])[];
  /** Stands for so many more of its kind, which are not listed; its features and point are those of the last that is. */
  readonly unlisted?: number;
  /** For `outside-village` the group of the parcels. */
  readonly group?: number;
}

/** Layers beside the parcels, in the same system. */
export interface CoverageContext {
  /** 行政区 — the ground that the parcels must cover, no more and no less. */
  readonly county?: Polygons;
  /** 村级调查区: its polygons, the number of each one's village, and that of each parcel; −1 for none. */
  readonly villages?: {
    readonly polygons: Polygons;
    readonly village: Int32Array;
    readonly ofParcel: Int32Array;
  };
  /** The parcels or the area of neighbouring counties. */
  readonly neighbour?: Polygons;
  /** Faces of no more ground than this, m², are no fault. */
  readonly tolerance: number;
  /** How far a point may lie from an edge that should have it, m. */
  readonly junctionTolerance: number;
  /** So many junctions are listed at most, by default 200,000; when there are more, one fault more says how many. */
  readonly mostJunctions?: number;
}

/** Where no border is noded every vertex is a fault; a list of millions helps nobody and has no room in memory. */
const MOST_JUNCTIONS = 200_000;

/** All faults between the parcels, by feature and place. */
export function coverageFaults(
  polygons: Polygons,
  crs: Crs,
  context: CoverageContext,
): CoverageFault[] {
  const { county, villages, neighbour } = context;
  const layers = [polygons, county, villages?.polygons, neighbour].filter(
    (layer) => layer !== undefined,
  );
  const grid = topologyGrid(layers, crs);
  const { edges, borders } = leftover(polygons, grid, villages?.ofParcel ?? null);
  const none = new EdgeList();
  const within = locator(polygons, crs, grid, context.tolerance);
  const faces = facesOf(
    nodeEdges([
      edges,
      county === undefined ? none : leftover(county, grid).edges,
      neighbour === undefined ? none : leftover(neighbour, grid).edges,
    ]),
    (cover) => kindsOf(cover, context).length > 0,
  );
  const faults = faces.flatMap((face) =>
    kindsOf(face.cover, context).flatMap((kind) => within(face, kind) ?? []),
  );
  if (villages !== undefined)
    for (const fault of strayParcels(villages, [edges, borders], grid, within)) faults.push(fault);
  const overlapping = new Set(
    faults.filter(({ kind }) => kind === 'overlap').flatMap(({ features }) => pairsOf(features)),
  );
  // Parcels that overlap have points on each other's edges; that they overlap says it all.
  const isTold = (one: number, other: number): boolean =>
    overlapping.size === 0 || !overlapping.has(pairsOf([one, other].sort((a, b) => a - b))[0]!);
  const junctions = looseJunctions(edges, grid, {
    tolerance: context.junctionTolerance,
    most: context.mostJunctions ?? MOST_JUNCTIONS,
    counts: isTold,
  });
  for (const fault of junctions) faults.push(fault);
  return faults.sort(
    (a, b) => (a.features[0] ?? -1) - (b.features[0] ?? -1) || a.point[0] - b.point[0],
  );
}

/** Every two of the features, the smaller first. */
function pairsOf(features: readonly number[]): string[] {
  return features.flatMap((one, i) => features.slice(i + 1).map((other) => `${one} ${other}`));
}

/** What is wrong with a face of these covers of parcels, county and neighbour. */
function kindsOf(cover: readonly number[], context: CoverageContext): CoverageFaultKind[] {
  const [parcels, county, neighbour] = cover as [number, number, number];
  const kinds: CoverageFaultKind[] = [];
  if (parcels > 1) kinds.push('overlap');
  if (context.county === undefined) {
    // Without the county's own border a hole of the coverage may be anything; it is told as a gap.
    if (parcels === 0 && neighbour === 0)
      kinds.push(context.neighbour === undefined ? 'gap' : 'neighbour-gap');
  } else if (county > 0 && parcels === 0) kinds.push('gap');
  else if (county === 0 && parcels > 0) kinds.push('outside-county');
  else if (county === 0 && parcels === 0 && neighbour === 0 && context.neighbour !== undefined)
    kinds.push('neighbour-gap');
  if (neighbour > 0 && parcels > 0) kinds.push('neighbour-overlap');
  return kinds;
}

/** Ground of parcels that lies outside the village they say, village by village. */
function strayParcels(
  villages: NonNullable<CoverageContext['villages']>,
  parts: readonly EdgeList[],
  grid: TopologyGrid,
  within: Locator,
): CoverageFault[] {
  const mine = groupEdges(parts, villages.ofParcel);
  const { edges, borders } = leftover(villages.polygons, grid, villages.village);
  const theirs = groupEdges([edges, borders], villages.village);
  return [...mine].flatMap(([village, parcels]) => {
    if (village < 0) return [];
    const ground = theirs.get(village) ?? new EdgeList();
    if (haveSameEdges(parcels, ground)) return [];
    const strays = facesOf(nodeEdges([parcels, ground]), ([covered, inVillage]) => {
      return covered! > 0 && inVillage! <= 0;
    });
    return strays.flatMap((face) => {
      const fault = within(face, 'outside-village', (f) => villages.ofParcel[f] === village);
      return fault === null ? [] : [{ ...fault, group: village }];
    });
  });
}

/** Edges by the group of their owner. */
function groupEdges(parts: readonly EdgeList[], group: Int32Array): Map<number, EdgeList> {
  const found = new Map<number, EdgeList>();
  for (const { count, x1, y1, x2, y2, owner } of parts) {
    for (let i = 0; i < count; i++) {
      const feature = owner[i]!;
      const key = group[feature]!;
      let edges = found.get(key);
      if (edges === undefined) {
        edges = new EdgeList();
        found.set(key, edges);
      }
      edges.add(x1[i]!, y1[i]!, x2[i]!, y2[i]!, feature);
    }
  }
  return found;
}

/** Makes a fault of a face: its features, a point in it, its ground; null when it is no larger than the tolerance. */
type Locator = (
  face: Face,
  kind: CoverageFaultKind,
  counts?: (feature: number) => boolean,
) => CoverageFault | null;

function locator(polygons: Polygons, crs: Crs, grid: TopologyGrid, tolerance: number): Locator {
  const at = ([x, y]: readonly [number, number]): readonly [number, number] => [
    grid.originX + x / grid.scale,
    grid.originY + y / grid.scale,
  ];
  let covering: ((x: number, y: number) => number[]) | null = null;
  return (face, kind, counts = () => true) => {
    const rough = face.area * grid.stepX * grid.stepY;
    // The plane of a zone is wrong by less than a tenth: what is far below the tolerance is not measured.
    if (rough < tolerance / 2) return null;
    const drawn = face.rings;
    const rings = drawn.map((ring) => ring.map(at));
    const area = legalAreas(polygonsFromRings([rings]), crs)[0] ?? 0;
    if (!(area > tolerance)) return null;
    const point = at(pointInside(drawn));
    covering ??= coveringFeatures(polygons);
    const features =
      kind === 'gap' || kind === 'neighbour-gap'
        ? [...face.owners].sort((a, b) => a - b)
        : covering(point[0], point[1]).filter(counts);
    return { kind, features, point, area, rings };
  };
}

/** The features that cover a point, by an index of their boxes. */
export function coveringFeatures(polygons: Polygons): (x: number, y: number) => number[] {
  const boxes = featureBounds(polygons);
  const rows = Array.from({ length: featureCount(polygons) }, (_, f) => f).filter(
    (f) => !Number.isNaN(boxes[4 * f]!),
  );
  if (rows.length === 0) return () => [];
  const index = new Flatbush(rows.length);
  for (const f of rows)
    index.add(boxes[4 * f]!, boxes[4 * f + 1]!, boxes[4 * f + 2]!, boxes[4 * f + 3]!);
  index.finish();
  return (x, y) =>
    index
      .search(x, y, x, y)
      .map((k) => rows[k]!)
      .filter((f) => covers(polygons, f, x, y))
      .sort((a, b) => a - b);
}

function covers(
  { x, y, ringStart, featureStart }: Polygons,
  f: number,
  px: number,
  py: number,
): boolean {
  let isInside = false;
  for (let ring = featureStart[f]!; ring < featureStart[f + 1]!; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start, j = end - 1; i < end; j = i++) {
      if (y[i]! > py === y[j]! > py) continue;
      if (px < x[i]! + ((py - y[i]!) / (y[j]! - y[i]!)) * (x[j]! - x[i]!)) isInside = !isInside;
    }
  }
  return isInside;
}

/** A point well inside a face: in the middle of the widest stretch of a line between two heights of its vertices. */
function pointInside(rings: Face['rings']): readonly [number, number] {
  const heights = [...new Set(rings.flatMap((ring) => ring.map(([, y]) => y)))].sort(
    (a, b) => a - b,
  );
  const half = Math.max(1, Math.floor(heights.length / 2));
  const height = (heights[half - 1]! + heights[half]!) / 2;
  const point = widestMiddle(polygonsFromRings([rings]), 0, height);
  if (point === null) throw new Error('a face has no ground between its vertices');
  return point;
}
