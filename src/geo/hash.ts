/** A fingerprint of geometry that does not depend on where a ring starts or in which order rings stand. */
import { featureCount, type Polygons } from './polygons.ts';

/**
 * 64-bit hash of the canonical rings of every feature: each ring starts at its smallest vertex (x, then y); rings are
 * summed, so their order does not matter; holes and shells differ. Equal geometry gives equal hashes. Two different
 * geometries agree by accident with a chance of about 2⁻⁶⁴ a pair; features without geometry get 0. Of the features
 * `from` … `to`−1, all by default.
 */
export function ringHashes(
  polygons: Polygons,
  from = 0,
  to = featureCount(polygons),
): BigUint64Array {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const xWords = words(x);
  const yWords = words(y);
  const hashes = new BigUint64Array(to - from);
  const halves = new Uint32Array(hashes.buffer);
  for (let feature = from; feature < to; feature++) {
    let low = 0;
    let high = 0;
    for (let ring = featureStart[feature]!; ring < featureStart[feature + 1]!; ring++) {
      const [start, end] = [ringStart[ring]!, ringStart[ring + 1]!];
      let first = start;
      for (let i = start + 1; i < end; i++) {
        if (x[i]! < x[first]! || (x[i] === x[first] && y[i]! < y[first]!)) first = i;
      }
      let a = 0x9e37_79b9 ^ (end - start);
      let b = isHole[ring] === 1 ? 0x85eb_ca6b : 0xc2b2_ae35;
      // From the smallest vertex to the end of the ring, then from its start: two plain loops.
      for (let k = first, to = end; ; k++) {
        if (k === to) {
          if (to === first || first === start) break;
          [k, to] = [start, first];
        }
        const [xLow, xHigh] = [xWords[2 * k]!, xWords[2 * k + 1]!];
        const [yLow, yHigh] = [yWords[2 * k]!, yWords[2 * k + 1]!];
        // Each lane sees both halves of both coordinates, folded differently.
        const turnedA = (a << 13) | (a >>> 19);
        const turnedB = (b << 17) | (b >>> 15);
        a = Math.imul(turnedA ^ ((Math.imul(xLow, 0xcc9e_2d51) + xHigh) | 0), 0x9e37_79b1);
        b = Math.imul(turnedB ^ ((Math.imul(yHigh, 0x1b87_3593) + yLow) | 0), 0x85eb_ca77);
        a = (a + ((Math.imul(yLow, 0xe654_6b64) + yHigh) | 0)) | 0;
        b = (b + (Math.imul(xHigh, 0xc2b2_ae35) ^ xLow)) | 0;
      }
      a = finish(a ^ Math.imul(b, 0x27d4_eb2f));
      b = finish(b ^ Math.imul(a, 0x1656_67b1));
      const sum = (low >>> 0) + (a >>> 0);
      low = sum >>> 0;
      high = ((high >>> 0) + (b >>> 0) + (sum > 0xffff_ffff ? 1 : 0)) >>> 0;
    }
    halves[2 * (feature - from)] = low;
    halves[2 * (feature - from) + 1] = high;
  }
  return hashes;
}

/** The bits of doubles; −0 is first made 0, because both are the same place. */
function words(values: Float64Array): Int32Array {
  let clean = values;
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== 0 || 1 / values[i]! > 0) continue;
    clean = Float64Array.from(values, (v) => v + 0);
    break;
  }
  return new Int32Array(clean.buffer, clean.byteOffset, clean.length * 2);
}

function finish(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85eb_ca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2_ae35);
  return h ^ (h >>> 16);
}
