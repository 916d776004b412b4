/**
 * 地块账 — every piece of the overlay of two years with its legal areas: the parcel of the year before is divided among its
 * pieces by largest remainder, ridges likewise, and what the parcels of the year after then miss is their residual.
 * All areas are whole numbers of 0.01 m² held in doubles, exact far beyond a nation.
 */
import type { ParcelTable } from './survey.ts';

/** Pairs of the overlay, sorted by (a, b); −1 is outside. Area in m². */
export interface Pairs {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly area: Float64Array;
}

/** Legal areas of the pieces, aligned with the pairs. */
export interface PieceAreas {
  readonly gross: Float64Array;
  readonly ridgeBefore: Float64Array;
  readonly ridgeAfter: Float64Array;
  /** Per parcel of the year after: its legal area minus its pieces. */
  readonly residualAfter: Float64Array;
  /** Per parcel of the year after: its ridges that no piece could hold. */
  readonly ridgeResidualAfter: Float64Array;
  /** Parcels of the year before that no piece holds, because their geometry cannot be used. */
  readonly missingBefore: readonly number[];
}

/**
 * Divides parcels among pieces: by the areas that the surveyors recorded (NaN where nothing is), where those give a parcel
 * away whole; else by largest remainder over the pieces of the overlay.
 */
export function pieceAreas(
  before: ParcelTable,
  after: ParcelTable,
  pairs: Pairs,
  recorded?: Float64Array,
): PieceAreas {
  const count = pairs.a.length;
  const gross = new Float64Array(count);
  const ridgeBefore = new Float64Array(count);
  const ridgeAfter = new Float64Array(count);
  const missingBefore: number[] = [];
  let at = 0;
  for (; at < count && pairs.a[at] === -1; at++) gross[at] = Math.round(pairs.area[at]! * 100);
  for (let parcel = 0; parcel < before.parcelArea.length; parcel++) {
    const start = at;
    while (at < count && pairs.a[at] === parcel) at++;
    const total = Number(before.parcelArea[parcel]!);
    const ridge = Number(before.ridgeArea[parcel]!);
    if (at === start) missingBefore.push(parcel);
    else if (at === start + 1) {
      gross[start] = total;
      ridgeBefore[start] = ridge;
    } else {
      const said = recorded?.subarray(start, at);
      if (said && said.reduce((sum, area) => sum + area, 0) === total) gross.set(said, start);
      else share(total, pairs.area.subarray(start, at), gross.subarray(start, at));
      share(ridge, gross.subarray(start, at), ridgeBefore.subarray(start, at));
    }
  }
  const order = byAfter(pairs.b, after.parcelArea.length);
  // A parcel that lies whole outside the year before has its own legal area, not one of the plane.
  for (let i = 0; i < count && pairs.a[i] === -1; i++) {
    const parcel = pairs.b[i]!;
    const pieces = order.start[parcel + 1]! - order.start[parcel]!;
    if (pieces === 1) gross[i] = Number(after.parcelArea[parcel]!);
  }
  const residualAfter = new Float64Array(after.parcelArea.length);
  const ridgeResidualAfter = new Float64Array(after.parcelArea.length);
  for (let parcel = 0; parcel < after.parcelArea.length; parcel++) {
    const [start, end] = [order.start[parcel]!, order.start[parcel + 1]!];
    const total = Number(after.parcelArea[parcel]!);
    const ridge = Number(after.ridgeArea[parcel]!);
    let held = 0;
    for (let k = start; k < end; k++) held += gross[order.list[k]!]!;
    residualAfter[parcel] = total - held;
    ridgeResidualAfter[parcel] = end === start ? ridge : ridge - Math.min(ridge, held);
    if (end === start + 1) ridgeAfter[order.list[start]!] = Math.min(ridge, held);
    else if (end > start) {
      const weights = Float64Array.from(order.list.subarray(start, end), (piece) => gross[piece]!);
      const shares = new Float64Array(end - start);
      share(Math.min(ridge, held), weights, shares);
      for (let k = start; k < end; k++) ridgeAfter[order.list[k]!] = shares[k - start]!;
    }
  }
  return { gross, ridgeBefore, ridgeAfter, residualAfter, ridgeResidualAfter, missingBefore };
}

/** Largest remainder in doubles: whole shares of `total` by weight that add up exactly. */
function share(total: number, weights: Float64Array, out: Float64Array): void {
  let sum = 0;
  for (const weight of weights) sum += weight;
  if (!(sum > 0)) {
    out[0] = total;
    return;
  }
  const rests: { index: number; rest: number }[] = [];
  let given = 0;
  weights.forEach((weight, index) => {
    const exact = (total * weight) / sum;
    out[index] = Math.floor(exact);
    given += out[index]!;
    rests.push({ index, rest: exact - out[index]! });
  });
  rests.sort((p, q) => q.rest - p.rest || p.index - q.index);
  let left = total - given;
  for (let k = 0; left > 0; k = (k + 1) % rests.length, left--) out[rests[k]!.index]!++;
  for (let k = rests.length - 1; left < 0 && k >= 0; k--) {
    if (out[rests[k]!.index]! <= 0) continue;
    out[rests[k]!.index]!--;
    left++;
  }
}

/** Pairs in the order of their parcel after: counting sort. */
function byAfter(b: Int32Array, parcels: number): { start: Uint32Array; list: Uint32Array } {
  const start = new Uint32Array(parcels + 1);
  for (const parcel of b) if (parcel >= 0) start[parcel + 1]!++;
  for (let i = 0; i < parcels; i++) start[i + 1]! += start[i]!;
  const next = start.slice(0, parcels);
  const list = new Uint32Array(start[parcels]!);
  b.forEach((parcel, piece) => {
    if (parcel >= 0) list[next[parcel]!++] = piece;
  });
  return { start, list };
}

/** Per-row reader of a text attribute: code text, or '' where the column or value is missing. */
export function textReader(parcels: ParcelTable, name: string): (row: number) => string {
  const column = parcels.attributes.get(name);
  if (!column) return () => '';
  if (column.kind === 'number')
    return (row) =>
      row >= 0 && !Number.isNaN(column.values[row]!) ? String(column.values[row]) : '';
  return (row) => (row < 0 || column.codes[row]! < 0 ? '' : column.dictionary[column.codes[row]!]!);
}

/** Per-row reader of a number attribute; null where the column or value is missing. */
export function numberReader(parcels: ParcelTable, name: string): (row: number) => number | null {
  const column = parcels.attributes.get(name);
  if (!column) return () => null;
  if (column.kind === 'text') {
    return (row) => {
      const text = row < 0 || column.codes[row]! < 0 ? '' : column.dictionary[column.codes[row]!]!;
      const value = Number(text);
      return text.trim() === '' || !Number.isFinite(value) ? null : value;
    };
  }
  return (row) => (row >= 0 && !Number.isNaN(column.values[row]!) ? column.values[row]! : null);
}

/** Class code of a row; '' for outside. */
export function classReader(parcels: ParcelTable): (row: number) => string {
  const { codes, dictionary } = parcels.landClass;
  return (row) => (row < 0 || codes[row]! < 0 ? '' : dictionary[codes[row]!]!);
}

/** Identifier of a row; '' for outside. */
export function idReader(parcels: ParcelTable): (row: number) => string {
  const { codes, dictionary } = parcels.id;
  return (row) => (row < 0 || codes[row]! < 0 ? '' : dictionary[codes[row]!]!);
}
