/** A fingerprint of geometry that does not depend on where a ring starts or in which order rings stand. */
import { featureCount, type Polygons } from './polygons.ts';

/**
 * 64-bit hash of the canonical rings of every feature: each ring starts at its smallest vertex (x, then y); rings are
 * summed, so their order does not matter; holes and shells differ. Equal geometry gives equal hashes. Two different
 * geometries agree by accident with a chance of about 2⁻⁶⁴ a pair; features without geometry get 0.
 */
export function ringHashes(polygons: Polygons): BigUint64Array {
  const { x, y, ringStart, isHole, featureStart } = polygons;
  const xWords = words(x);
  const yWords = words(y);
  const hashes = new BigUint64Array(featureCount(polygons));
  const halves = new Uint32Array(hashes.buffer);
  for (let feature = 0; feature < hashes.length; feature++) {
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
      for (let k = start; k < end; k++) {
        const i = first + k - start < end ? first + k - start : first + k - start - (end - start);
        a = mix(a ^ xWords[2 * i]!, 0xcc9e_2d51);
        b = mix(b ^ xWords[2 * i + 1]!, 0x1b87_3593);
        a = (mix(a ^ yWords[2 * i]!, 0x85eb_ca6b) + b) | 0;
        b = (mix(b ^ yWords[2 * i + 1]!, 0xc2b2_ae35) + a) | 0;
      }
      a = finish(a ^ Math.imul(b, 0x27d4_eb2f));
      b = finish(b ^ Math.imul(a, 0x1656_67b1));
      const sum = (low >>> 0) + (a >>> 0);
      low = sum >>> 0;
      high = ((high >>> 0) + (b >>> 0) + (sum > 0xffff_ffff ? 1 : 0)) >>> 0;
    }
    halves[2 * feature] = low;
    halves[2 * feature + 1] = high;
  }
  return hashes;
}

/** The bits of doubles; −0 is first made 0, because both are the same place. */
function words(values: Float64Array): Uint32Array {
  const clean = values.some((v) => Object.is(v, -0))
    ? Float64Array.from(values, (v) => v + 0)
    : values;
  return new Uint32Array(clean.buffer, clean.byteOffset, clean.length * 2);
}

function mix(value: number, factor: number): number {
  const product = Math.imul(value, factor);
  return Math.imul((product << 15) | (product >>> 17), 0xe654_6b64) ^ (product >>> 13);
}

function finish(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85eb_ca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2_ae35);
  return h ^ (h >>> 16);
}
