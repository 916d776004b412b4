/**
 * The pairs of all tiles brought together: sums of one pair are added in the order of the tiles, so the result does not
 * depend on who worked off which tile. What is left of a feature is the ground that the other layer does not cover.
 */
import { CompensatedSums, lostBy } from './compensated.ts';
import type { TilePairs } from './overlay-desk.ts';
import type { PairAreas } from './overlay.ts';

/**
 * Rounding of one term, relative: the moment, the division, the product and the addition to the others of its tile. Summed
 * over the terms of a pair it is what roundings that fall to both sides come to, not the worst case; of a parcel it is less
 * than 1e-6 m². Sums of many tiles and pairs are compensated, so that it does not grow with how many there are.
 */
const TERM_ROUNDING = 8 * 2 ** -53;

/** Pairs sorted by (a, b), faces from 0, with Σ of terms and Σ of magnitudes. */
interface SortedPairs {
  readonly count: number;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly sum: Float64Array;
  readonly size: Float64Array;
}

/** Own area of every face of a layer in square units, and Σ of the magnitudes of its terms. */
export interface FaceAreas {
  readonly area: Float64Array;
  readonly size: Float64Array;
}

/** Areas by pair, with the rows of −1, from the pairs of all threads and the own area of every face. */
export function mergePairs(
  parts: readonly TilePairs[],
  areasA: FaceAreas,
  areasB: FaceAreas,
): PairAreas {
  const pairs = sortedPairs(parts, areasA.area.length);
  const { count, a, b, sum, size } = pairs;
  const [restA, noiseA] = restOf(areasA);
  const [restB, noiseB] = restOf(areasB);
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const [faceA, faceB] = [a[i]!, b[i]!];
    const area = sum[i]!;
    const noise = size[i]! * TERM_ROUNDING;
    restA.add(faceA, -area);
    restB.add(faceB, -area);
    noiseA[faceA]! += noise;
    noiseB[faceB]! += noise;
    if (Math.abs(area) <= noise) continue;
    a[kept] = faceA;
    b[kept] = faceB;
    sum[kept++] = area;
  }
  const rests = { restA: restA.totals(), noiseA, restB: restB.totals(), noiseB };
  return withOutside({ ...pairs, count: kept }, rests);
}

/** What is not yet covered of each face, and the rounding of that figure. */
function restOf({ area, size }: FaceAreas): [CompensatedSums, Float64Array] {
  const rest = new CompensatedSums(area.length);
  area.forEach((own, face) => rest.add(face, own));
  return [rest, size.map((terms) => terms * TERM_ROUNDING)];
}

interface Rests {
  readonly restA: Float64Array;
  readonly noiseA: Float64Array;
  readonly restB: Float64Array;
  readonly noiseB: Float64Array;
}

/** Rows against −1 for what the other layer does not cover; faces that are covered more than once over are told. */
function withOutside(pairs: SortedPairs, { restA, noiseA, restB, noiseB }: Rests): PairAreas {
  const ofA = outsideOf(restA, noiseA);
  const ofB = outsideOf(restB, noiseB);
  const told = {
    overlappedA: ofA.overlapped,
    overlappedB: ofB.overlapped,
    worstRest: Math.max(ofA.worstRest, ofB.worstRest),
    unclearEdges: 0,
  };
  const rows = pairs.count + ofA.outside + ofB.outside;
  if (rows === pairs.count)
    return {
      a: pairs.a.subarray(0, rows),
      b: pairs.b.subarray(0, rows),
      area: pairs.sum.subarray(0, rows),
      ...told,
    };
  const [a, b, area] = [new Int32Array(rows), new Int32Array(rows), new Float64Array(rows)];
  let row = 0;
  const push = (faceA: number, faceB: number, value: number): void => {
    a[row] = faceA;
    b[row] = faceB;
    area[row++] = value;
  };
  for (let k = 0; k < restB.length; k++) if (restB[k]! > noiseB[k]!) push(-1, k, restB[k]!);
  let next = 0;
  for (let k = 0; k < restA.length; k++) {
    if (restA[k]! > noiseA[k]!) push(k, -1, restA[k]!);
    for (; next < pairs.count && pairs.a[next] === k; next++)
      push(k, pairs.b[next]!, pairs.sum[next]!);
  }
  return { a, b, area, ...told };
}

/** How many faces are not covered in part, which are covered more than once over, and the largest rest that is rounding. */
function outsideOf(
  rest: Float64Array,
  noise: Float64Array,
): { readonly outside: number; readonly overlapped: Uint32Array; readonly worstRest: number } {
  const overlapped: number[] = [];
  let [outside, worstRest] = [0, 0];
  for (let k = 0; k < rest.length; k++) {
    if (rest[k]! > noise[k]!) outside++;
    else if (-rest[k]! > noise[k]!) overlapped.push(k);
    else worstRest = Math.max(worstRest, Math.abs(rest[k]!));
  }
  return { outside, overlapped: Uint32Array.from(overlapped), worstRest };
}

/** Brings equal pairs together: counting sort by a in the order of the tiles, then each row by b. */
function sortedPairs(parts: readonly TilePairs[], facesA: number): SortedPairs {
  const starts = new Uint32Array(facesA + 1);
  let entries = 0;
  for (const { keys } of parts) {
    entries += keys.length / 2;
    for (let i = 0; i < keys.length; i += 2) starts[keys[i]!]!++;
  }
  for (let k = 0; k < facesA; k++) starts[k + 1]! += starts[k]!;
  const next = starts.slice(0, facesA);
  const b = new Int32Array(entries);
  const sum = new Float64Array(entries);
  const size = new Float64Array(entries);
  eachTile(parts, ({ keys, sums }, from, to) => {
    for (let i = from; i < to; i++) {
      const at = next[keys[2 * i]! - 1]!++;
      b[at] = keys[2 * i + 1]! - 1;
      sum[at] = sums[2 * i]!;
      size[at] = sums[2 * i + 1]!;
    }
  });
  const a = new Int32Array(entries);
  let [count, lost] = [0, 0];
  for (let face = 0; face < facesA; face++) {
    const [from, to] = [starts[face]!, starts[face + 1]!];
    sortRow(b, sum, size, from, to);
    for (let i = from; i < to; i++) {
      if (i > from && b[i] === b[count - 1]) {
        const before = sum[count - 1]!;
        sum[count - 1] = before + sum[i]!;
        lost += lostBy(before, sum[i]!, sum[count - 1]!);
        size[count - 1]! += size[i]!;
        continue;
      }
      if (lost !== 0) sum[count - 1]! += lost;
      lost = 0;
      a[count] = face;
      b[count] = b[i]!;
      sum[count] = sum[i]!;
      size[count++] = size[i]!;
    }
  }
  if (lost !== 0) sum[count - 1]! += lost;
  return { count, a, b, sum, size };
}

/** Visits the tiles of all parts in the order of their numbers. */
function eachTile(
  parts: readonly TilePairs[],
  visit: (part: TilePairs, from: number, to: number) => void,
): void {
  const tiles = parts.reduce((sum, part) => sum + part.tiles.length, 0);
  const [partOf, placeOf] = [new Uint32Array(tiles), new Uint32Array(tiles)];
  parts.forEach((part, p) =>
    part.tiles.forEach((tile, place) => {
      partOf[tile] = p;
      placeOf[tile] = place;
    }),
  );
  for (let tile = 0; tile < tiles; tile++) {
    const [part, place] = [parts[partOf[tile]!]!, placeOf[tile]!];
    visit(part, part.starts[place]!, part.starts[place + 1]!);
  }
}

/** Rows longer than this are sorted by an index. */
const SHORT = 24;

/** Sorts entries from … to−1 by b; equal ones keep their order. */
function sortRow(
  b: Int32Array,
  sum: Float64Array,
  size: Float64Array,
  from: number,
  to: number,
): void {
  if (to - from <= SHORT) {
    for (let i = from + 1; i < to; i++) {
      const [key, s, m] = [b[i]!, sum[i]!, size[i]!];
      let j = i - 1;
      for (; j >= from && b[j]! > key; j--) {
        b[j + 1] = b[j]!;
        sum[j + 1] = sum[j]!;
        size[j + 1] = size[j]!;
      }
      b[j + 1] = key;
      sum[j + 1] = s;
      size[j + 1] = m;
    }
    return;
  }
  const order = Uint32Array.from({ length: to - from }, (_, i) => from + i).sort(
    (p, q) => b[p]! - b[q]! || p - q,
  );
  for (const values of [b, sum, size]) {
    const row = values.slice(from, to);
    for (let i = 0; i < order.length; i++) values[from + i] = row[order[i]! - from]!;
  }
}
