/**
 * 叠加 — the area of every pair of a feature of layer A with a feature of layer B, without building a polygon.
 *
 * By Green's theorem the area of a∩b is an integral along its border, and that border is made of the parts of ∂a that lie
 * in b and the parts of ∂b that lie in a. With C_e = ½ (p − o) × (s − p) for an edge p→s and one fixed point o,
 *
 *   area(a∩b) = Σ_{e∈∂a} C_e · inside_b(e)  +  Σ_{f∈∂b} C_f · inside_a(f)
 *   inside_b(e) = [s ∈ b] − Σ_{f∈∂b crosses e at t} ± t            (+ where e enters b, − where it leaves)
 *
 * Turned round, an edge has C₋ₑ = −C_e and t → 1 − t, so it does not matter in which direction a border is taken: the code
 * takes every edge towards its larger end (x, then y), for both faces at once. A crossing of e and f then changes four
 * pairs by ±(u·C_f − t·C_e).
 *
 * The sum does not ask in which order crossings stand on an edge, so rounding of t can never lose or double a piece of
 * ground. Nor does the face at a vertex depend on it: it is the face at the vertex before, plus whole numbers that every
 * crossing between them adds; in the same way the face at the corner of a tile follows from all edges west of it.
 *
 *   1  overlay-runs.ts    cuts the rings into runs by square tiles
 *   2  overlay-plan.ts    brings the runs of both layers together, with the faces at the corners of the tiles
 *   3  overlay-desk.ts    works off one tile after the other by the steps of kernel/
 *   4  overlay-locate.ts  looks at the edges that overlapping features left unclear
 *   5  overlay-merge.ts   adds up the pairs of all tiles, in the order of the tiles
 *
 * Steps 1 and 3 may be done by any number of threads; the result is the same to the last bit.
 *
 * W. R. Franklin et al., OVERPROP (1990/1994), is the line of work that this follows; the shift of layer B by (ε, ε²) by
 * which nothing ever coincides is explained in kernel/predicate.ts.
 */
import type { Counter } from '../base/index.ts';
import { CompensatedSums } from './compensated.ts';
import { type Kernel, type TilePairs, TileWork, typescriptKernel } from './overlay-desk.ts';
import { clearUp } from './overlay-locate.ts';
import { type FaceAreas, mergePairs } from './overlay-merge.ts';
import { facedRings, type FacedRings, type Layer } from './overlay-layer.ts';
import { planTiles, type TilePlan } from './overlay-plan.ts';
import { areCut, coarserGrid, cutIntoRuns, type Grid, gridOf, type Runs } from './overlay-runs.ts';
import type { Polygons } from './polygons.ts';

/**
 * Pairs with an area, sorted by (a, b). −1 stands for the ground that the other layer does not cover. Areas are in
 * square units of the input (1e-10 m² on the 10 µm grid), doubles.
 */
export interface PairAreas {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly area: Float64Array;
  /** Features of A that are covered more than once because features of B overlap each other, and the other way round. */
  readonly overlappedA: Uint32Array;
  readonly overlappedB: Uint32Array;
  /**
   * The largest |own area − Σ of its pairs| that was taken for rounding, square units: of faces that have no row of −1 and are
   * not told as overlapped. It says how well sums close, and no more: a row of −1 is what the pairs leave of a feature, so
   * ground that went astray would stand there.
   */
  readonly worstRest: number;
  /** How many edges had to be looked at by themselves, because features overlap each other at their end. */
  readonly unclearEdges: number;
}

/**
 * Overlays two layers whose coordinates are whole numbers. Exact up to the rounding of one division per crossing. RangeError when
 * a ring begins, or leaves a tile, at a coordinate that is none; fractions within a tile are not looked for.
 */
export function overlay(a: Polygons, b: Polygons, progress: Counter = () => {}): PairAreas {
  return overlayBy(typescriptKernel(), { polygons: a }, { polygons: b }, progress);
}

/** The overlay in this thread, by a kernel of choice; with labels, pairs of labels instead of features. */
export function overlayBy(
  kernel: Kernel,
  a: Layer,
  b: Layer,
  progress: Counter = () => {},
): PairAreas {
  const [ringsA, ringsB] = [facedRings(a), facedRings(b)];
  const first = cutBoth(ringsA, ringsB, gridOf([ringsA, ringsB]));
  const coarser = coarserGrid(first.plan.grid, [...first.runsA, ...first.runsB], first.plan.count);
  const { plan, runsA, runsB } = coarser ? cutBoth(ringsA, ringsB, coarser) : first;
  const work = new TileWork(kernel, ringsA, ringsB, plan);
  for (let tile = 0; tile < plan.count; tile++) {
    work.run(tile);
    if (tile % 64 === 0) progress(tile, plan.count);
  }
  progress(plan.count, plan.count);
  return finishOverlay(work.pairs(), { layer: a, runs: runsA }, { layer: b, runs: runsB }, plan);
}

/** Runs of both layers and their plan, on larger tiles than those of `from` when edges are too long for them. */
function cutBoth(
  a: FacedRings,
  b: FacedRings,
  from: Grid,
): { readonly plan: TilePlan; readonly runsA: readonly Runs[]; readonly runsB: readonly Runs[] } {
  for (let grid = from; ; grid = { ...grid, size: grid.size * 2 }) {
    const runsA = [cutIntoRuns(a, 0, a.featureStart.length - 1, grid)];
    if (!areCut(a, runsA)) continue;
    const runsB = [cutIntoRuns(b, 0, b.featureStart.length - 1, grid)];
    if (!areCut(b, runsB)) continue;
    return { plan: planTiles(grid, runsA, runsB), runsA, runsB };
  }
}

/** A layer with its runs, in the order of the features. */
export interface CutLayer {
  readonly layer: Layer;
  readonly runs: readonly Runs[];
}

/** From the pairs of all tiles, in whatever threads they were found, to areas. */
export function finishOverlay(
  parts: readonly TilePairs[],
  a: CutLayer,
  b: CutLayer,
  plan: TilePlan,
): PairAreas {
  const unclear = parts.flatMap((part) => part.unclear);
  const cleared = unclear.length > 0 ? clearUp(unclear, a.layer, b.layer, plan) : null;
  const pairs = mergePairs(cleared ? [...parts, cleared.pairs] : parts, faceAreas(a), faceAreas(b));
  if (!cleared) return pairs;
  return {
    ...pairs,
    unclearEdges: unclear.length,
    overlappedA: union(cleared.overA, pairs.overlappedA),
    overlappedB: union(cleared.overB, pairs.overlappedB),
  };
}

/** Both lists as one, ascending. */
function union(one: Iterable<number>, other: Iterable<number>): Uint32Array {
  return Uint32Array.from([...new Set([...one, ...other])].sort((p, q) => p - q));
}

/** Own area of every face. */
function faceAreas({ layer: { labels }, runs }: CutLayer): FaceAreas {
  const faces = labels ? labels.reduce((most, label) => Math.max(most, label + 1), 0) : 0;
  const features = runs.reduce((sum, part) => sum + part.areas.length, 0);
  const area = new CompensatedSums(labels ? faces : features);
  const size = new Float64Array(labels ? faces : features);
  let feature = 0;
  for (const { areas, sizes } of runs) {
    for (let k = 0; k < areas.length; k++) {
      const face = labels ? labels[feature]! : feature;
      area.add(face, areas[k]!);
      size[face]! += sizes[k]!;
      feature++;
    }
  }
  return { area: area.totals(), size };
}
