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
 * takes every edge towards its larger end (x, then y), for both faces at once.
 *
 * The sum does not ask in which order crossings stand on an edge, so rounding of t can never lose or double a piece of
 * ground. It is done in two steps: overlay-tile.ts finds the crossings, tile by tile, and adds the terms with t; then
 * overlay-walk.ts goes along the rings with the face at each vertex, which the crossings told by whole numbers, and adds
 * the whole edges. Features of one layer may overlap each other: rings that meet them are walked with sets of faces.
 *
 * W. R. Franklin et al., OVERPROP (1990/1994), is the line of work that this follows; the shift of layer B by (ε, ε²) by
 * which nothing ever coincides is explained in overlay-edges.ts.
 */
import type { Counter } from '../base/index.ts';
import { boundsOf } from './bounds.ts';
import { edgesOf, tieFirst, tieSecond } from './overlay-edges.ts';
import { PairSums } from './overlay-sums.ts';
import { faceChanges, tileWork } from './overlay-tile.ts';
import { tilingOf } from './overlay-tiles.ts';
import { type AddArea, locator, walkRings, walkUnclear } from './overlay-walk.ts';
import { featureCount, type Polygons } from './polygons.ts';

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
}

/** Overlays two layers whose coordinates are whole numbers. Exact up to the rounding of one division per crossing. */
export function overlay(a: Polygons, b: Polygons, progress: Counter = () => {}): PairAreas {
  const edgesA = edgesOf(a);
  const edgesB = edgesOf(b);
  const sums = new PairSums(Math.max(1024, featureCount(a) * 4));
  const changesA = faceChanges(edgesA.count);
  const changesB = faceChanges(edgesB.count);
  const bounds = boundsOf(a);
  const origin = {
    x: Math.round((bounds[0] + bounds[2]) / 2),
    y: Math.round((bounds[1] + bounds[3]) / 2),
  };
  const over: { a: number[]; b: number[] } = { a: [], b: [] };
  if (edgesA.count > 0 && edgesB.count > 0) {
    const tiling = tilingOf(edgesA, edgesB);
    const work = tileWork(edgesA, edgesB, changesA, changesB, origin);
    const steps = tiling.count + 2;
    const inTile = new PairSums(1024);
    for (let tile = 0; tile < tiling.count; tile++) {
      work.cross(tiling, tile, inTile);
      inTile.moveTo(sums);
      if (tile % 64 === 0) progress(tile, steps);
    }
    const inB = locator(b, edgesB, tieSecond, (edgeY, y) => edgeY >= y);
    const addA: AddArea = (own, other, area, size) => sums.add(own, other, area, size);
    const unclearA = walkRings(edgesA, changesA, origin, inB, addA);
    over.a = walkUnclear(edgesA, unclearA, edgesB, true, origin, inB, addA);
    progress(tiling.count + 1, steps);
    const inA = locator(a, edgesA, tieFirst, (edgeY, y) => edgeY > y);
    const addB: AddArea = (own, other, area, size) => sums.add(other, own, area, size);
    const unclearB = walkRings(edgesB, changesB, origin, inA, addB);
    over.b = walkUnclear(edgesB, unclearB, edgesA, false, origin, inA, addB);
    progress(steps, steps);
  }
  const rows = sums.withOutside(selfAreas(a), selfAreas(b));
  return {
    a: rows.a,
    b: rows.b,
    area: rows.area,
    overlappedA: union(over.a, rows.overA),
    overlappedB: union(over.b, rows.overB),
  };
}

/** Both lists as one, ascending. */
function union(one: readonly number[], other: readonly number[]): Uint32Array {
  return Uint32Array.from([...new Set([...one, ...other])].sort((p, q) => p - q));
}

/** Own area of every feature in square units, about its own first vertex. */
function selfAreas(polygons: Polygons): Float64Array {
  const { x, y, ringStart, featureStart } = polygons;
  const areas = new Float64Array(featureCount(polygons));
  for (let f = 0; f < areas.length; f++) {
    const first = ringStart[featureStart[f]!]!;
    const [ox, oy] = [x[first] ?? 0, y[first] ?? 0];
    let twice = 0;
    for (let ring = featureStart[f]!; ring < featureStart[f + 1]!; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      for (let i = start; i < end; i++) {
        const j = i + 1 === end ? start : i + 1;
        twice += (x[i]! - ox) * (y[j]! - y[i]!) - (y[i]! - oy) * (x[j]! - x[i]!);
      }
    }
    areas[f] = twice / 2;
  }
  return areas;
}
