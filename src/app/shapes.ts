/** 变化地块的图形 — polygons of changed pieces: copied where a parcel lies whole in the other, else cut by GEOS. */
import { type Progress, say } from '../base/index.ts';
import { clipper } from '../engine/index.ts';
import { type Polygons, reproject } from '../geo/index.ts';
import type { Pairs, ParcelTable } from '../land/index.ts';

/** Shapes in the reference system of the year before. */
export interface PieceShapes {
  readonly polygons: Polygons;
  /** Mean width 2A/P in m; NaN without a shape. */
  readonly widths: Float64Array;
  /** Chosen pairs that have an area and yet no shape: GEOS could not cut them. */
  readonly uncut: readonly number[];
}

/** Half a legal unit: two areas that differ by less are one parcel. */
const SAME_AREA = 0.005;

/** Shape k belongs to pair `chosen[k]`. */
export async function pieceShapes(
  before: ParcelTable,
  after: ParcelTable,
  pairs: Pairs,
  chosen: Uint32Array,
  progress: Progress,
): Promise<PieceShapes> {
  const cutter = await clipper();
  const step = say('切出变化地块', 'cutting changed pieces');
  const [shapesA, shapesB] = [before.polygons, reproject(after.polygons, after.crs, before.crs)];
  const outside = sumsOutside(pairs, before.parcelArea.length, after.parcelArea.length);
  chosen.forEach((pair, k) => {
    if (k % 500 === 0) progress(step, k, chosen.length);
    const [a, b, area] = [pairs.a[pair]!, pairs.b[pair]!, pairs.area[pair]!];
    const wholeA = a >= 0 && Math.abs(before.computedArea[a]! - area) < SAME_AREA;
    const wholeB = b >= 0 && Math.abs(after.computedArea[b]! - area) < SAME_AREA;
    if (wholeA) cutter.addCopy(shapesA, a);
    else if (wholeB) cutter.addCopy(shapesB, b);
    else if (a >= 0 && b >= 0) cutter.addIntersection(shapesA, a, shapesB, b);
    else if (a >= 0) cutter.addDifference(shapesA, a, shapesB, outside.ofBefore(a));
    else cutter.addDifference(shapesB, b, shapesA, outside.ofAfter(b));
  });
  const polygons = cutter.finish();
  const perimeters = perimetersOf(polygons, before.crs.unitMetres);
  const widths = Float64Array.from(chosen, (pair, k) =>
    perimeters[k]! > 0 ? (2 * pairs.area[pair]!) / perimeters[k]! : Number.NaN,
  );
  const uncut = Array.from(chosen).filter(
    (pair, k) =>
      polygons.featureStart[k] === polygons.featureStart[k + 1] && pairs.area[pair]! >= SAME_AREA,
  );
  return { polygons, widths, uncut };
}

/** Partners of a parcel on the other side, for taking them away. */
function sumsOutside(pairs: Pairs, countA: number, countB: number) {
  const ofA = new Map<number, number[]>();
  const ofB = new Map<number, number[]>();
  const wantA = new Set<number>();
  const wantB = new Set<number>();
  pairs.a.forEach((a, i) => {
    if (a < 0) wantB.add(pairs.b[i]!);
    else if (pairs.b[i]! < 0) wantA.add(a);
  });
  if (wantA.size > 0 || wantB.size > 0) {
    pairs.a.forEach((a, i) => {
      const b = pairs.b[i]!;
      if (a < 0 || b < 0 || a >= countA || b >= countB) return;
      if (wantA.has(a)) push(ofA, a, b);
      if (wantB.has(b)) push(ofB, b, a);
    });
  }
  return {
    ofBefore: (a: number): readonly number[] => ofA.get(a) ?? [],
    ofAfter: (b: number): readonly number[] => ofB.get(b) ?? [],
  };
}

function push(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Outline lengths in m; degrees are taken at the latitude of each edge. */
function perimetersOf(polygons: Polygons, unitMetres: number): Float64Array {
  const { x, y, ringStart, featureStart } = polygons;
  const perimeters = new Float64Array(featureStart.length - 1);
  const METRES_PER_DEGREE = 111_320;
  for (let f = 0; f < perimeters.length; f++) {
    let length = 0;
    for (let ring = featureStart[f]!; ring < featureStart[f + 1]!; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      for (let i = start; i < end; i++) {
        const j = i + 1 === end ? start : i + 1;
        const [dx, dy] = [x[j]! - x[i]!, y[j]! - y[i]!];
        length +=
          unitMetres === 0
            ? Math.hypot(dx * Math.cos((y[i]! * Math.PI) / 180), dy) * METRES_PER_DEGREE
            : Math.hypot(dx, dy) * unitMetres;
      }
    }
    perimeters[f] = length;
  }
  return perimeters;
}
