/** Areas of an engine against those of another, pair by pair, from the files that `save` writes. */
import { readFileSync } from 'node:fs';
import { PAIR_BYTES } from './peers/serve.js';

/** Legal areas are whole numbers of this, m². */
const LEGAL_UNIT = 0.01;
/** One square unit of the plane (10 µm), m². */
export const UNIT_AREA = 1e-10;

/**
 * @typedef {object} Check
 * @property {number} compared pairs that either has
 * @property {number} worst largest difference, m²; infinite where an area is no number
 * @property {number} off how many pairs differ by 0.01 m² or more
 */

/**
 * Compares two files; a pair that one of them lacks has no area there.
 * @param {string} reference sorted by a, every pair
 * @param {string} other in any order
 * @param {boolean} isWhole false when `other` holds a sample: then what it lacks says nothing
 * @returns {Check}
 */
export function comparePairs(reference, other, isWhole) {
  const expected = records(reference);
  const rows = rowStarts(expected);
  const seen = new Uint8Array(expected.count);
  const check = { compared: 0, worst: 0, off: 0 };
  const note = (difference) => {
    check.compared++;
    const size = Number.isNaN(difference) ? Infinity : Math.abs(difference) * UNIT_AREA;
    check.worst = Math.max(check.worst, size);
    if (size >= LEGAL_UNIT) check.off++;
  };
  const given = records(other);
  for (let i = 0; i < given.count; i++) {
    const [a, b] = [given.a(i), given.b(i)];
    let at = rows[a] ?? expected.count;
    const end = rows[a + 1] ?? expected.count;
    while (at < end && expected.b(at) !== b) at++;
    if (at < end) seen[at] = 1;
    note(given.area(i) - (at < end ? expected.area(at) : 0));
  }
  if (isWhole) seen.forEach((was, i) => was === 1 || note(expected.area(i)));
  return check;
}

/** A file of pairs, read by record. */
function records(path) {
  const bytes = readFileSync(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    count: bytes.byteLength / PAIR_BYTES,
    a: (i) => view.getInt32(i * PAIR_BYTES, true),
    b: (i) => view.getInt32(i * PAIR_BYTES + 4, true),
    area: (i) => view.getFloat64(i * PAIR_BYTES + 8, true),
  };
}

/** Where the pairs of every feature of A begin. */
function rowStarts(pairs) {
  const features = pairs.count === 0 ? 0 : pairs.a(pairs.count - 1) + 1;
  const starts = new Uint32Array(features + 1);
  for (let i = 0; i < pairs.count; i++) starts[pairs.a(i) + 1]++;
  for (let f = 0; f < features; f++) starts[f + 1] += starts[f];
  return starts;
}
