/**
 * 多层叠加 — the area of every combination of features of k layers, without building a polygon.
 *
 * The ground of one combination (f₁, …, f_k) is bordered by pieces of edges: pieces of edges of layer i along f_i that lie in
 * all the other faces. By Green's theorem its area is Σ ½ (p − o) × (s − p) over these pieces p→s, with the ground on their
 * left, about one fixed point o. So every edge is cut where it crosses edges of other layers, and each piece is added to the
 * combination on its left and taken from the one on its right; a layer without a face at a place counts there as a
 * face of its own (−1). Layer i is thought of as shifted by (i·ε, (i·ε)²), so for any two layers the later one is
 * shifted as layer B is in overlay.ts, and nothing ever coincides.
 *
 * In contrast to the overlay of two layers the order of the cuts along an edge matters, but hardly: cuts at one place may
 * be mistaken for each other, and then a piece of no length is added to the wrong combination.
 *
 *   1  overlay-many-parts.ts   cuts layers that overlap themselves into parts that do not
 *   2  overlay-runs.ts, overlay-plan.ts   runs and tiles, as for two layers
 *   3  overlay-many-tile.ts    works off the tiles: -desk.ts, -cuts.ts, -wide.ts
 *   4  overlay-many-pieces.ts  goes along each edge, -sums.ts adds up
 */
import type { Counter } from '../base/index.ts';
import { expandedPolygons } from './compact.ts';
import { overlayBy } from './overlay.ts';
import { typescriptKernel } from './overlay-desk.ts';
import { facedRings, type FacedRings, type Layer } from './overlay-layer.ts';
import { faceOf, locator } from './overlay-locate.ts';
import { type LayerParts, partsWithoutOverlap } from './overlay-many-parts.ts';
import type { Lookup } from './overlay-many-pieces.ts';
import { TupleSums } from './overlay-many-sums.ts';
import { ManyWork } from './overlay-many-tile.ts';
import { planMany } from './overlay-plan.ts';
import { areCut, cutIntoRuns, type Grid, gridOf, type Runs } from './overlay-runs.ts';

/** More layers than this are taken for a mistake: combinations multiply. */
export const MOST_LAYERS = 8;

/**
 * Combinations with an area, sorted by their faces. Row r has the faces faces[r · layers] … faces[r · layers + layers − 1],
 * in the order of the layers: features, or labels where a layer has them; −1 stands for ground that no feature of that layer
 * covers. Areas are in square units of the input.
 *
 * Where features of one layer lie over each other, ground counts once for every one of them: its combinations then add up
 * to more than the ground. A feature that winds around ground several times counts it as often, and as negative where its
 * ring runs the wrong way round; what is left of such ground for −1 is what makes the sum over that layer right.
 */
export interface TupleAreas {
  readonly layers: number;
  readonly faces: Int32Array;
  readonly area: Float64Array;
  /** Per layer, its features that lie over others of the same layer, ascending. */
  readonly overlapped: readonly Uint32Array[];
}

/** Overlays 2 to 8 layers whose coordinates are whole numbers. RangeError for any other number of layers. */
export function overlayMany(layers: readonly Layer[], progress?: Counter): TupleAreas {
  const cut = layers.map((layer) => {
    const { polygons } = layer;
    return partsWithoutOverlap(layer, overlayBy(typescriptKernel(), { polygons }, { polygons }));
  });
  return overlayParts(cut, progress);
}

/** The same for layers that have been cut into parts. */
export function overlayParts(cut: readonly LayerParts[], progress: Counter = () => {}): TupleAreas {
  if (cut.length < 2 || cut.length > MOST_LAYERS)
    throw new RangeError(`an overlay of ${cut.length} layers, not of 2 to ${MOST_LAYERS}`);
  const parts = cut.flatMap((layer) => layer.parts);
  const layerOf = cut.flatMap((layer, number) => layer.parts.map(() => number));
  const sums = layerSums(sumsOfParts(parts, progress), layerOf, cut.length);
  const rows = groundRows(sums);
  return {
    layers: cut.length,
    faces: facesOf(sums, rows),
    area: Float64Array.from(rows, (row) => sums.sums[row]!),
    overlapped: cut.map((layer) => layer.overlapped),
  };
}

/**
 * Rounding of one piece, relative to the moment of its whole edge: two ends that are off by as much as cuts may be and still
 * count as one place. What comes to less is no ground (less than 1e-6 m² for a parcel in a county).
 */
const PIECE_ROUNDING = 2 ** -48;

/** Faces count from 1 in the sums, 0 stands for none. */
export function sumsOfParts(parts: readonly Layer[], progress: Counter): TupleSums {
  const rings = parts.map(facedRings);
  const { grid, runs } = cutAll(rings);
  const plan = planMany(grid, runs);
  const work = new ManyWork(rings, plan, lookupIn(parts));
  for (let tile = 0; tile < plan.count; tile++) {
    work.run(tile);
    if (tile % 64 === 0) progress(tile, plan.count);
  }
  progress(plan.count, plan.count);
  return work.finish();
}

/** Cuts all layers into runs, by tiles as large as the longest edges need. */
function cutAll(layers: readonly FacedRings[]): { readonly grid: Grid; readonly runs: Runs[][] } {
  let grid = gridOf(layers);
  for (;;) {
    const runs: Runs[][] = [];
    for (const layer of layers) {
      const cut = [cutIntoRuns(layer, 0, layer.featureStart.length - 1, grid)];
      if (!areCut(layer, cut)) break;
      runs.push(cut);
    }
    if (runs.length === layers.length) return { grid, runs };
    grid = { ...grid, size: grid.size * 2 };
  }
}

/** Looks up faces by the winding numbers of features; what it needs for that is made when it is first asked. */
function lookupIn(layers: readonly Layer[]): Lookup {
  const locators = new Map<string, ReturnType<typeof locator>>();
  return (own, other, x, y) => {
    const isLater = other > own;
    const name = `${other} ${isLater}`;
    const layer = layers[other]!;
    const locate = locators.get(name) ?? locator(expandedPolygons(layer.polygons), isLater);
    locators.set(name, locate);
    const faces = new Map<number, number>();
    locate(x, y, (feature, winding) => {
      const face = faceOf(layer, feature) + 1;
      faces.set(face, (faces.get(face) ?? 0) + winding);
    });
    return faces;
  };
}

/** From tuples of parts to tuples of layers: ground of several parts of a layer counts for every one of them. */
function layerSums(byPart: TupleSums, layerOf: readonly number[], layers: number): TupleSums {
  if (layerOf.length === layers) return byPart;
  const byLayer = new TupleSums(layers);
  const tuple = new Int32Array(layers);
  const { keys, width, sums, sizes } = byPart;
  const spread = (row: number, layer: number): void => {
    if (layer === layers) return byLayer.add(tuple, 0, sums[row]!, sizes[row]!);
    const ofLayer = layerOf.map((own, part) => (own === layer ? keys[row * width + part]! : 0));
    const covering = ofLayer.filter((face) => face !== 0);
    for (const face of covering.length > 0 ? covering : [0]) {
      tuple[layer] = face;
      spread(row, layer + 1);
    }
  };
  for (let row = 0; row < byPart.count; row++) spread(row, 0);
  return byLayer;
}

/** Rows that stand for ground, in order. Of free ground only what is more than nothing: see `TupleAreas`. */
export function groundRows(table: TupleSums): Uint32Array {
  const { keys, width, sums, sizes } = table;
  return table.sorted((row) => {
    const [area, noise] = [sums[row]!, sizes[row]! * PIECE_ROUNDING];
    return keys.subarray(row * width, (row + 1) * width).includes(0)
      ? area > noise
      : Math.abs(area) > noise;
  });
}

function facesOf({ keys, width }: TupleSums, rows: Uint32Array): Int32Array {
  const faces = new Int32Array(rows.length * width);
  rows.forEach((row, i) => {
    for (let j = 0; j < width; j++) faces[i * width + j] = keys[row * width + j]! - 1;
  });
  return faces;
}
