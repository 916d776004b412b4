/**
 * From the rings of a file to Polygons: closing copies dropped, repeated points dropped, shells counterclockwise, holes
 * clockwise. A ring that cannot be used makes its feature empty and is told as a fault; the other features go on.
 */
import type { Polygons } from './polygons.ts';

/** What can be wrong with a ring. */
export type RingFaultKind =
  | 'no-geometry'
  | 'cut-off'
  | 'not-finite'
  | 'out-of-range'
  | 'too-few-points'
  | 'not-closed'
  | 'self-crossing'
  | 'self-touching'
  | 'overlapping-rings'
  | 'repeated-point'
  | 'ring-order'
  | 'zero-area';

/** One fault: which feature, what, and a point of it in the coordinates of the file. */
export interface RingFault {
  readonly feature: number;
  readonly kind: RingFaultKind;
  readonly point: readonly [number, number] | null;
  /** Of `not-closed`, when nothing else is wrong with it: the feature as it would be with its rings closed, for a repair. */
  readonly closed?: ClosedFeature;
}

/** A feature whose rings a file left open, with them closed. */
export interface ClosedFeature {
  /** The one feature. */
  readonly polygons: Polygons;
  /** The edges that closing adds: last vertex and first vertex of each open ring. */
  readonly edges: readonly (readonly [
    from: readonly [number, number],
    to: readonly [number, number],
  ])[];
}

/** Collects features ring by ring; `finish` gives the layer and its faults. */
export interface PolygonsBuilder {
  beginFeature(): void;
  /**
   * A ring as it stands in the file: `coordinates` holds `dimension` numbers a vertex (x, y, and others that are
   * dropped), from `start` for `count` vertices. `mustClose` when the format says that the last vertex repeats the first.
   */
  addRing(
    coordinates: ArrayLike<number>,
    start: number,
    count: number,
    dimension: number,
    isHole: boolean,
    mustClose: boolean,
  ): void;
  /** The file ends within the shape of the feature that was begun: it becomes empty. */
  cutOff(): void;
  finish(): { readonly polygons: Polygons; readonly faults: RingFault[] };
}

/** A builder whose arrays grow by doubling; who knows about how many vertices will come saves the growing. */
export function polygonsBuilder(vertexEstimate = 1024): PolygonsBuilder {
  let x = new Float64Array(Math.max(16, vertexEstimate));
  let y = new Float64Array(Math.max(16, vertexEstimate));
  let ringStart = new Uint32Array(256);
  let isHole = new Uint8Array(256);
  let featureStart = new Uint32Array(256);
  let vertices = 0;
  let rings = 0;
  let features = 0;
  const faults: RingFault[] = [];
  const turns = ringTurns();
  let repeated: RingFault | null = null;
  let broken: RingFault | null = null;
  let openEdges: ClosedFeature['edges'][number][] = [];
  const dropFeature = (): void => {
    rings = featureStart[features - 1]!;
    vertices = ringStart[rings]!;
  };
  /** The rings of the last feature, copied. */
  const lastFeature = (): Polygons => {
    const [first, from] = [featureStart[features - 1]!, ringStart[featureStart[features - 1]!]!];
    return {
      x: x.slice(from, vertices),
      y: y.slice(from, vertices),
      ringStart: ringStart.slice(first, rings + 1).map((start) => start - from),
      isHole: isHole.slice(first, rings),
      featureStart: Uint32Array.of(0, rings - first),
    };
  };
  const closeFeature = (): void => {
    if (features === 0) return;
    if (openEdges.length > 0) {
      const fault = { feature: features - 1, kind: 'not-closed', point: openEdges[0]![0] } as const;
      // With something else wrong beside it, closing alone would not mend the feature.
      const closed = { polygons: lastFeature(), edges: openEdges };
      broken = broken === null ? { ...fault, closed } : fault;
    }
    if (broken) {
      faults.push(broken);
      dropFeature();
    } else if (repeated) faults.push(repeated);
    if (broken === null && rings === featureStart[features - 1]!) {
      faults.push({ feature: features - 1, kind: 'no-geometry', point: null });
    }
    turns.endFeature(broken === null);
    broken = null;
    openEdges = [];
    repeated = null;
    featureStart[features] = rings;
  };
  return {
    beginFeature() {
      closeFeature();
      if (features + 2 > featureStart.length) featureStart = growU32(featureStart);
      featureStart[features] = rings;
      features++;
      featureStart[features] = rings;
    },
    addRing(coordinates, start, count, dimension, hole, mustClose) {
      if (broken) return;
      const feature = features - 1;
      const at = (i: number): readonly [number, number] => [
        coordinates[start + i * dimension]!,
        coordinates[start + i * dimension + 1]!,
      ];
      while (vertices + count > x.length) {
        x = growF64(x);
        y = growF64(y);
      }
      if (rings + 2 > ringStart.length) {
        ringStart = growU32(ringStart);
        const roles = new Uint8Array(isHole.length * 2);
        roles.set(isHole);
        isHole = roles;
      }
      const from = vertices;
      const closed = count > 1 && at(0)[0] === at(count - 1)[0] && at(0)[1] === at(count - 1)[1];
      const last = closed ? count - 1 : count;
      const used = copyRing(coordinates, start, last, dimension, x, y, from);
      if (used < 0) {
        broken = { feature, kind: 'not-finite', point: null };
        return;
      }
      vertices = used;
      const kept = vertices - from;
      if (mustClose && !closed && count > 0) openEdges.push([at(count - 1), at(0)]);
      if (kept < 3) broken = { feature, kind: 'too-few-points', point: count > 0 ? at(0) : null };
      if (broken) return;
      if (kept < last && repeated === null)
        repeated = { feature, kind: 'repeated-point', point: repeatedPoint(at, last) };
      const twice = twiceSigned(x, y, from, vertices);
      if (twice === 0) {
        broken = { feature, kind: 'zero-area', point: at(0) };
        return;
      }
      turns.ring(feature, hole, twice > 0, at(0));
      if (twice > 0 === hole) {
        x.subarray(from, vertices).reverse();
        y.subarray(from, vertices).reverse();
      }
      isHole[rings] = hole ? 1 : 0;
      rings++;
      ringStart[rings] = vertices;
    },
    cutOff() {
      broken = { feature: features - 1, kind: 'cut-off', point: null };
    },
    finish() {
      closeFeature();
      faults.push(...turns.faults());
      faults.sort((a, b) => a.feature - b.feature);
      return {
        polygons: {
          x: trimmed(x, vertices),
          y: trimmed(y, vertices),
          ringStart: ringStart.slice(0, rings + 1),
          isHole: isHole.slice(0, rings),
          featureStart: featureStart.slice(0, features + 1),
        },
        faults,
      };
    },
  };
}

/** The first point that the next one repeats. */
function repeatedPoint(
  at: (i: number) => readonly [number, number],
  count: number,
): readonly [number, number] | null {
  for (let i = 1; i < count; i++)
    if (at(i)[0] === at(i - 1)[0] && at(i)[1] === at(i - 1)[1]) return at(i);
  return null;
}

/**
 * 环的方向 — formats differ in which way a shell turns, and many files do not care; but within a file all shells turn one way,
 * and the holes of a shell the other.
 */
function ringTurns() {
  const wrong: RingFault[] = [];
  const shells: { feature: number; left: boolean; point: readonly [number, number] }[] = [];
  let first: (typeof shells)[number] | null = null;
  let hole: RingFault | null = null;
  return {
    ring(feature: number, isHole: boolean, left: boolean, point: readonly [number, number]): void {
      if (!isHole) first ??= { feature, left, point };
      else if (first?.left === left) hole ??= { feature, kind: 'ring-order', point };
    },
    endFeature(isWhole: boolean): void {
      if (isWhole && hole) wrong.push(hole);
      else if (isWhole && first) shells.push(first);
      first = null;
      hole = null;
    },
    faults(): RingFault[] {
      const left = shells.reduce((count, shell) => count + (shell.left ? 1 : 0), 0);
      const usual = 2 * left > shells.length;
      // Half and half is no order that a shell could be against.
      if (2 * left === shells.length) return wrong;
      const against = shells.filter((shell) => shell.left !== usual);
      return [
        ...wrong,
        ...against.map(({ feature, point }) => ({ feature, kind: 'ring-order' as const, point })),
      ];
    },
  };
}

/** Copies a ring without repeated points; answers with the new end, or −1 when a number is not finite. */
function copyRing(
  coordinates: ArrayLike<number>,
  start: number,
  count: number,
  dimension: number,
  x: Float64Array,
  y: Float64Array,
  from: number,
): number {
  let end = from;
  let [beforeX, beforeY] = [Number.NaN, Number.NaN];
  for (let i = 0, k = start; i < count; i++, k += dimension) {
    const px = coordinates[k]!;
    const py = coordinates[k + 1]!;
    // NaN and infinities give NaN here, everything else 0.
    if (px - px !== 0 || py - py !== 0) return -1;
    if (px === beforeX && py === beforeY) continue;
    x[end] = px;
    y[end] = py;
    end++;
    beforeX = px;
    beforeY = py;
  }
  return end;
}

/** Plain nested rings as Polygons: features of rings, the first a shell, the others its holes. For small data. */
export function polygonsFromRings(
  features: readonly (readonly (readonly (readonly [number, number])[])[])[],
): Polygons {
  const builder = polygonsBuilder();
  for (const rings of features) {
    builder.beginFeature();
    rings.forEach((ring, i) => builder.addRing(ring.flat(), 0, ring.length, 2, i > 0, false));
  }
  return builder.finish().polygons;
}

/** Twice the signed area, relative to the first vertex so that large coordinates keep their digits. */
function twiceSigned(x: Float64Array, y: Float64Array, start: number, end: number): number {
  const [x0, y0] = [x[start]!, y[start]!];
  let twice = 0;
  for (let i = start + 1; i + 1 < end; i++) {
    twice += (x[i]! - x0) * (y[i + 1]! - y0) - (x[i + 1]! - x0) * (y[i]! - y0);
  }
  return twice;
}

/** The used part: of a nearly full array a view, so that nothing is copied. */
function trimmed(array: Float64Array, used: number): Float64Array {
  return used > array.length * 0.9 ? array.subarray(0, used) : array.slice(0, used);
}

function growF64(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}

function growU32(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}
