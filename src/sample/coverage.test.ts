/** Coverages for measuring: without a gap, without an overlap, of one area to the last digit, and as large as they should. */
import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import {
  featureCount,
  matchIdentical,
  overlay,
  type Polygons,
  ringHashes,
  selfCrossings,
} from '../geo/index.ts';
import { twiceAreaOf } from './coverage-area.ts';
import { sideFor } from './coverage-plan.ts';
import { type Coverage, type CoverageVariant, makeCoverage } from './index.ts';

const VARIANTS = ['A', 'near', 'diff', 'indep'] as const;
const PARCELS = 2000;
/** Of the square, grid units. */
const SIDE = Math.round(sideFor(PARCELS) * 1e5);

let coverages: Record<CoverageVariant, Coverage>;
let borders: Record<CoverageVariant, Border>;
beforeAll(() => {
  const make = (variant: CoverageVariant): Coverage =>
    makeCoverage({ parcels: PARCELS, variant, seed: 1 });
  coverages = { A: make('A'), near: make('near'), diff: make('diff'), indep: make('indep') };
  const border = (variant: CoverageVariant): Border => borderOf(coverages[variant].polygons);
  borders = {
    A: border('A'),
    near: border('near'),
    diff: border('diff'),
    indep: border('indep'),
  };
});

/** Calls back with both ends of every edge. */
function forEachEdge(
  { x, y, ringStart }: Polygons,
  use: (x0: number, y0: number, x1: number, y1: number) => void,
): void {
  for (let ring = 0; ring + 1 < ringStart.length; ring++) {
    const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
    for (let i = start; i < end; i++) {
      const j = i + 1 === end ? start : i + 1;
      use(x[i]!, y[i]!, x[j]!, y[j]!);
    }
  }
}

interface Border {
  /** Edges that are there a second time in the same direction, or have no length; as text. */
  readonly faults: readonly string[];
  /** Edges without a twin of the other direction, sorted. */
  readonly outline: readonly string[];
}

/** Matches every edge with its twin. */
function borderOf(polygons: Polygons): Border {
  const edges = new Set<string>();
  const faults: string[] = [];
  forEachEdge(polygons, (x0, y0, x1, y1) => {
    const edge = `${x0} ${y0} ${x1} ${y1}`;
    if (edges.has(edge) || (x0 === x1 && y0 === y1)) faults.push(edge);
    edges.add(edge);
  });
  const outline = [...edges].filter((edge) => {
    const [x0, y0, x1, y1] = edge.split(' ');
    return !edges.has(`${x1} ${y1} ${x0} ${y0}`);
  });
  return { faults, outline: outline.sort() };
}

/** Number of vertices of a feature. */
const verticesOf = ({ ringStart, featureStart }: Polygons, feature: number): number =>
  ringStart[featureStart[feature + 1]!]! - ringStart[featureStart[feature]!]!;

const countOf = (values: Uint8Array, value: number): number =>
  values.reduce((count, one) => count + (one === value ? 1 : 0), 0);

test.each(VARIANTS)('%s covers its square to the last digit', (variant) => {
  expect(coverages[variant].twiceArea).toBe(2n * BigInt(SIDE) ** 2n);
});

test('the exact area does not round where doubles would', () => {
  const far = 2 ** 33;
  const polygons: Polygons = {
    x: Float64Array.of(0, far + 1, far + 1, 1),
    y: Float64Array.of(0, 1, far + 3, far),
    ringStart: Uint32Array.of(0, 4),
    isHole: Uint8Array.of(0),
    featureStart: Uint32Array.of(0, 1),
  };
  let expected = 0n;
  forEachEdge(polygons, (x0, y0, x1, y1) => {
    expected += BigInt(x0) * BigInt(y1) - BigInt(x1) * BigInt(y0);
  });
  expect(twiceAreaOf(polygons)).toBe(expected);
});

test.each(VARIANTS)('%s is the same for the same seed and another for another one', (variant) => {
  const make = (seed: number): Coverage => makeCoverage({ parcels: 500, variant, seed });
  const one = make(1);
  expect(digest(make(1))).toBe(digest(one));
  expect(matchIdentical(hashesOf(make(2)), hashesOf(one)).pairsA).toHaveLength(0);
});

/** One digest over all numbers. */
function digest({ polygons, id, landClass, grade, twiceArea }: Coverage): string {
  const hash = createHash('sha256').update(String(twiceArea));
  for (const part of [...Object.values(polygons), id, landClass, grade])
    hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest('hex');
}

const hashesOf = ({ polygons }: Coverage): BigUint64Array => ringHashes(polygons);

test.each(VARIANTS)('neighbours of %s share every vertex of their border', (variant) => {
  const { faults, outline } = borders[variant];
  expect(faults).toEqual([]);
  const half = SIDE / 2;
  let length = 0;
  for (const edge of outline) {
    const [x0, y0, x1, y1] = edge.split(' ').map(Number);
    const isOnSide = (x0 === x1 && Math.abs(x0!) === half) || (y0 === y1 && Math.abs(y0!) === half);
    expect(isOnSide, `an edge inside has no twin: ${edge}`).toBe(true);
    length += Math.abs(x1! - x0!) + Math.abs(y1! - y0!);
  }
  expect(length).toBe(4 * SIDE);
});

test('the years of one map have the same outline, vertex by vertex', () => {
  expect(borders.near.outline).toEqual(borders.A.outline);
  expect(borders.diff.outline).toEqual(borders.A.outline);
});

test.each(VARIANTS)('rings of %s are simple, one shell a feature, land on the left', (variant) => {
  const { polygons } = coverages[variant];
  expect(selfCrossings(polygons)).toEqual([]);
  const { featureStart, isHole } = polygons;
  const [turned, elsewhere]: [number[], number[]] = [[], []];
  for (let f = 0; f < featureCount(polygons); f++) {
    for (let ring = featureStart[f]!; ring < featureStart[f + 1]!; ring++) {
      const hole = ring > featureStart[f]!;
      if ((isHole[ring] === 1) !== hole || areaOfRing(polygons, ring) > 0n === hole)
        turned.push(ring);
      if (smallestOf(polygons, ring) !== polygons.ringStart[ring]) elsewhere.push(ring);
    }
  }
  expect(turned).toEqual([]);
  expect(elsewhere, 'a ring starts at its smallest point').toEqual([]);
});

/** The vertex of a ring with the smallest x, then y. */
function smallestOf({ x, y, ringStart }: Polygons, ring: number): number {
  let smallest = ringStart[ring]!;
  for (let i = smallest + 1; i < ringStart[ring + 1]!; i++)
    if (x[i]! < x[smallest]! || (x[i] === x[smallest] && y[i]! < y[smallest]!)) smallest = i;
  return smallest;
}

/** Twice the area of one ring, negative for a clockwise one. */
function areaOfRing({ x, y, ringStart }: Polygons, ring: number): bigint {
  const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
  return twiceAreaOf({
    x: x.subarray(start, end),
    y: y.subarray(start, end),
    ringStart: Uint32Array.of(0, end - start),
    isHole: Uint8Array.of(0),
    featureStart: Uint32Array.of(0, 1),
  });
}

test.each(VARIANTS)(
  'no edge of %s crosses another: laid over itself it meets itself alone',
  (variant) => {
    const { polygons, twiceArea } = coverages[variant];
    const pairs = overlay(polygons, polygons);
    expect(pairs.a).toEqual(Int32Array.from(pairs.a, (_, i) => i));
    expect(pairs.b).toEqual(pairs.a);
    expect(pairs.a).toHaveLength(featureCount(polygons));
    expect(pairs.overlappedA).toHaveLength(0);
    const total = pairs.area.reduce((sum, area) => sum + area, 0);
    expect(total / (Number(twiceArea) / 2)).toBeCloseTo(1, 12);
  },
);

test.each(['near', 'diff', 'indep'] as const)(
  '%s lies on the same ground as the first year',
  (variant) => {
    const pairs = overlay(coverages.A.polygons, coverages[variant].polygons);
    expect(Math.min(...pairs.a, ...pairs.b)).toBe(0);
    const total = pairs.area.reduce((sum, area) => sum + area, 0);
    expect(total / (Number(coverages.A.twiceArea) / 2)).toBeCloseTo(1, 12);
  },
);

test('a year later 97 of 100 parcels are the same number for number, and some of them have another class', () => {
  const { A, near } = coverages;
  const { pairsA, pairsB } = matchIdentical(hashesOf(A), hashesOf(near));
  expect(pairsA.length / A.id.length).toBeGreaterThan(0.955);
  expect(pairsA.length / A.id.length).toBeLessThan(0.985);
  let relabelled = 0;
  pairsA.forEach((a, i) => {
    const b = pairsB[i]!;
    expect(near.id[b]).toBe(A.id[a]);
    expect(near.grade[b]).toBe(A.grade[a]);
    if (near.landClass[b] !== A.landClass[a]) relabelled++;
    const [ringA, ringB] = [A.polygons.featureStart[a]!, near.polygons.featureStart[b]!];
    const [startA, startB] = [A.polygons.ringStart[ringA]!, near.polygons.ringStart[ringB]!];
    for (let k = 0; k < verticesOf(A.polygons, a); k++) {
      if (A.polygons.x[startA + k] !== near.polygons.x[startB + k])
        expect.fail(`parcel ${a} has another x in vertex ${k}`);
      if (A.polygons.y[startA + k] !== near.polygons.y[startB + k])
        expect.fail(`parcel ${a} has another y in vertex ${k}`);
    }
  });
  expect(relabelled / pairsA.length).toBeGreaterThan(0.002);
  expect(relabelled / pairsA.length).toBeLessThan(0.015);
});

test('with every vertex moved no parcel stays the same, and none moves by more than half a metre', () => {
  const { A, diff } = coverages;
  expect(matchIdentical(hashesOf(A), hashesOf(diff)).pairsA).toHaveLength(0);
  expect(diff.id).toEqual(A.id);
  expect(diff.polygons.x).toHaveLength(A.polygons.x.length);
  const box = (polygons: Polygons, feature: number): number[] => {
    const [from, to] = [
      polygons.ringStart[polygons.featureStart[feature]!]!,
      polygons.ringStart[polygons.featureStart[feature + 1]!]!,
    ];
    const [xs, ys] = [polygons.x.subarray(from, to), polygons.y.subarray(from, to)];
    return [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  };
  let farthest = 0;
  for (let f = 0; f < A.id.length; f++) {
    const after = box(diff.polygons, f);
    for (const [k, value] of box(A.polygons, f).entries())
      farthest = Math.max(farthest, Math.abs(value - after[k]!));
  }
  expect(farthest).toBeLessThanOrEqual(50_000);
  expect(farthest).toBeGreaterThan(49_000);
});

test('another map of the square shares no parcel with the first', () => {
  const { A, indep } = coverages;
  expect(matchIdentical(hashesOf(A), hashesOf(indep)).pairsA).toHaveLength(0);
});

test('a pond is a hole of the field around it, the same points the other way round', () => {
  const { polygons, landClass } = coverages.A;
  const { x, y, ringStart, featureStart, isHole } = polygons;
  const pointsOf = (ring: number): string[] =>
    Array.from(
      { length: ringStart[ring + 1]! - ringStart[ring]! },
      (_, k) => `${x[ringStart[ring]! + k]} ${y[ringStart[ring]! + k]}`,
    );
  const holes = new Set<string>();
  for (let ring = 0; ring < isHole.length; ring++) {
    if (isHole[ring] === 0) continue;
    const [first, ...others] = pointsOf(ring);
    holes.add([first, ...others.reverse()].join(','));
  }
  let ponds = 0;
  for (let f = 0; f < landClass.length; f++) {
    if (landClass[f] !== 8) continue;
    expect(featureStart[f + 1]! - featureStart[f]!).toBe(1);
    const points = pointsOf(featureStart[f]!);
    expect(points.length).toBeGreaterThanOrEqual(10);
    expect(points.length).toBeLessThanOrEqual(23);
    expect(holes.has(points.join(','))).toBe(true);
    ponds++;
  }
  expect(ponds).toBeGreaterThan(PARCELS * 0.02);
});

test.each(VARIANTS)('%s looks like a county', (variant) => {
  const { polygons, landClass, grade, id } = coverages[variant];
  const features = featureCount(polygons);
  expect([id.length, landClass.length, grade.length]).toEqual([features, features, features]);
  expect(new Set(id).size, 'a number names one parcel').toBe(features);
  expect(features / PARCELS).toBeGreaterThan(0.92);
  expect(features / PARCELS).toBeLessThan(1.08);
  const mean = polygons.x.length / features;
  expect(mean).toBeGreaterThan(48);
  expect(mean).toBeLessThan(54);
  const [largest, size] = largestFeature(polygons);
  expect(landClass[largest], 'the road network of a village').toBe(7);
  expect(size).toBeGreaterThan(2000);
  expect(size).toBeLessThan(2700);
  expect(polygons.featureStart[largest + 1]! - polygons.featureStart[largest]!).toBeGreaterThan(1);
  const fields = features - countOf(landClass, 7) - countOf(landClass, 8);
  expect(countOf(landClass, 0) / fields).toBeCloseTo(0.45, 1);
  expect(countOf(landClass, 6) / fields).toBeCloseTo(0.03, 1);
  for (let f = 0; f < features; f++) expect(grade[f]! > 0).toBe(landClass[f]! < 7);
  expect(Math.max(...grade)).toBe(15);
});

/** The feature with the most vertices, and how many. */
function largestFeature(polygons: Polygons): readonly [number, number] {
  let largest = 0;
  for (let f = 1; f < featureCount(polygons); f++)
    if (verticesOf(polygons, f) > verticesOf(polygons, largest)) largest = f;
  return [largest, verticesOf(polygons, largest)];
}

test('too few parcels for a county are refused', () => {
  expect(() => makeCoverage({ parcels: 3, variant: 'A', seed: 1 })).toThrow('500 parcels or more');
});
