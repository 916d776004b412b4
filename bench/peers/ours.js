/**
 * Our own engine as one of those that the bench measures:
 * `ours.js PROGRAM KERNEL THREADS HASH A B`, with KERNEL `overlay` (one thread, TypeScript), `typescript` or `wasm` (threads),
 * and HASH `no`, `first` (equal parcels are paired by hash before; hashing counts) or `stored` (hashes and areas are known).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCoverage } from '../coverage-file.js';
import { ownAreas } from './own-areas.js';
import { serve } from './serve.js';

const [program, kernel, threads, hash, ...files] = process.argv.slice(2);
const geo = await import(join(program, 'geo', 'index.js'));
const { polygons: a, twiceArea } = readCoverage(files[0]);
const { polygons: b } = readCoverage(files[1]);
const overlay = await engine();
const stored = hash === 'stored' ? hashed() : null;

await serve({ version: versionOf(), run });

/** Overlays two layers; a promise or a value. */
async function engine() {
  if (kernel === 'overlay') return geo.overlay;
  const { overlayThreads } = await import(join(program, 'engine', 'index.js'));
  return (one, other) => overlayThreads(one, other, { threads: Number(threads), kernel });
}

async function run() {
  const started = performance.now();
  const pairs = hash === 'no' ? await overlay(a, b) : await overlayRest(stored ?? hashed());
  const seconds = (performance.now() - started) / 1000;
  return {
    seconds,
    trueArea: Number(twiceArea) / 2,
    worstConservation: worstConservation(pairs),
    pairs: () => inside(pairs),
  };
}

function hashed() {
  return { a: geo.ringHashes(a), b: geo.ringHashes(b), areas: ownAreas(a) };
}

/** Equal parcels by hash, the rest by overlay. */
async function overlayRest(known) {
  const { pairsA, pairsB, restA, restB } = geo.matchIdentical(known.a, known.b);
  const rest = await overlay(geo.takeFeatures(a, restA), geo.takeFeatures(b, restB));
  const same = pairsA.length;
  const merged = {
    a: new Int32Array(same + rest.a.length),
    b: new Int32Array(same + rest.a.length),
    area: new Float64Array(same + rest.a.length),
  };
  merged.a.set(pairsA);
  merged.b.set(pairsB);
  for (let i = 0; i < same; i++) merged.area[i] = known.areas[pairsA[i]];
  for (let i = 0; i < rest.a.length; i++) {
    merged.a[same + i] = rest.a[i] < 0 ? -1 : restA[rest.a[i]];
    merged.b[same + i] = rest.b[i] < 0 ? -1 : restB[rest.b[i]];
  }
  merged.area.set(rest.area, same);
  return merged;
}

/** Pairs without the ground that one layer alone covers. */
function inside(pairs) {
  const rows = [];
  for (let i = 0; i < pairs.a.length; i++) if (pairs.a[i] >= 0 && pairs.b[i] >= 0) rows.push(i);
  return {
    a: Int32Array.from(rows, (i) => pairs.a[i]),
    b: Int32Array.from(rows, (i) => pairs.b[i]),
    area: Float64Array.from(rows, (i) => pairs.area[i]),
  };
}

/** Largest difference between a feature of A and the sum of its pairs. */
function worstConservation(pairs) {
  const left = ownAreas(a);
  for (let i = 0; i < pairs.a.length; i++) if (pairs.a[i] >= 0) left[pairs.a[i]] -= pairs.area[i];
  return left.reduce((worst, one) => Math.max(worst, Math.abs(one)), 0);
}

/** Version of the program, and the hash of all that it was built from. */
function versionOf() {
  const { version, stamp } = JSON.parse(readFileSync(join(program, 'stamp.json'), 'utf8'));
  return `${version} (${stamp.slice(0, 8)})`;
}
