/**
 * What is wrong with an overlay, told against the reference: the one check that every hand-made case, property and random
 * case goes through. An empty list is a right answer.
 */
import { boundsOf } from '../bounds.ts';
import { overlay, type PairAreas } from '../overlay.ts';
import { featureCount, type Polygons } from '../polygons.ts';
import { type ReferenceOverlay, referenceOverlay } from './reference-overlay.ts';

/**
 * Rounding that areas may have, relative to extent × perimeter: a term of the sum over edges is at most half of that, and
 * is rounded by a few units in the last place at every crossing. A county of 100 km with parcels of 1 km: 4e-7 m².
 */
const ROUNDING = 2 ** -48;

/** Pairs of an overlay as `a,b` → area. */
export function pairsByName(pairs: PairAreas): Map<string, number> {
  return new Map(Array.from(pairs.a, (a, i) => [`${a},${pairs.b[i]!}`, pairs.area[i]!]));
}

/** Faults of the overlay of two layers in whole coordinates; `isClean` says that no layer overlaps itself. */
export function overlayFaults(a: Polygons, b: Polygons, isClean: boolean): string[] {
  const found = overlay(a, b);
  const expected = referenceOverlay(a, b);
  const allowed = allowances(a, b);
  const ofA = (feature: number): number => allowed(`${feature},-1`);
  const ofB = (feature: number): number => allowed(`-1,${feature}`);
  return [
    ...orderFaults(found),
    ...areaFaults(pairsByName(found), expected, allowed),
    ...toldFaults('overlappedA', found.overlappedA, expected.overfullA, ofA, isClean),
    ...toldFaults('overlappedB', found.overlappedB, expected.overfullB, ofB, isClean),
  ];
}

/** Rounding that is allowed for the pair of that name, in square units. */
type Allowance = (pair: string) => number;

function allowances(a: Polygons, b: Polygons): Allowance {
  const [boundsA, boundsB] = [boundsOf(a), boundsOf(b)];
  const extent = Math.max(
    Math.max(boundsA[2], boundsB[2]) - Math.min(boundsA[0], boundsB[0]),
    Math.max(boundsA[3], boundsB[3]) - Math.min(boundsA[1], boundsB[1]),
  );
  const [lengthsA, lengthsB] = [perimeters(a), perimeters(b)];
  const sum = (lengths: readonly number[]): number => lengths.reduce((p, q) => p + q, 0);
  const [totalA, totalB] = [sum(lengthsA), sum(lengthsB)];
  return (pair) => {
    const [i, j] = pair.split(',').map(Number) as [number, number];
    // A remainder takes the roundings of all pairs of its feature.
    const [one, other] = [lengthsA[i] ?? totalA, lengthsB[j] ?? totalB];
    return extent * (one + other) * ROUNDING;
  };
}

function perimeters(polygons: Polygons): number[] {
  const { x, y, ringStart, featureStart } = polygons;
  return Array.from({ length: featureCount(polygons) }, (_, feature) => {
    let length = 0;
    for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      for (let i = start; i < end; i++) {
        const j = i + 1 === end ? start : i + 1;
        length += Math.hypot(x[j]! - x[i]!, y[j]! - y[i]!);
      }
    }
    return length;
  });
}

/** Rows must be sorted by (a, b), each once. */
function orderFaults({ a, b }: PairAreas): string[] {
  const faults: string[] = [];
  for (let i = 1; i < a.length; i++)
    if (a[i - 1]! > a[i]! || (a[i - 1] === a[i] && b[i - 1]! >= b[i]!))
      faults.push(`row ${i} (${a[i]},${b[i]}) does not follow (${a[i - 1]},${b[i - 1]})`);
  return faults;
}

/** Every pair that has an area must be there with it; one that has none must not be there at all. */
function areaFaults(
  found: ReadonlyMap<string, number>,
  { pairs }: ReferenceOverlay,
  allowed: Allowance,
): string[] {
  const faults: string[] = [];
  for (const [pair, area] of found) {
    const expected = pairs.get(pair);
    if (expected === undefined) faults.push(`pair ${pair} is not there, found ${area}`);
    else if (!(Math.abs(area - expected) <= allowed(pair)))
      faults.push(`pair ${pair} has ${expected}, found ${area}`);
  }
  for (const [pair, area] of pairs)
    if (!found.has(pair) && Math.abs(area) > allowed(pair))
      faults.push(`pair ${pair} has ${area}, found nothing`);
  return faults;
}

/**
 * Features that are covered more than once must be told, as far as their pairs add up to more than they are; where no layer
 * overlaps itself, none may be.
 */
function toldFaults(
  name: string,
  told: Uint32Array,
  overfull: ReadonlyMap<number, number>,
  allowed: (feature: number) => number,
  isClean: boolean,
): string[] {
  if (isClean) return told.length === 0 ? [] : [`${name} tells ${[...told]} of clean layers`];
  return [...overfull]
    .filter(([feature, area]) => !told.includes(feature) && area > allowed(feature))
    .map(([feature, area]) => `${name} does not tell ${feature}, ${area} too much`);
}
