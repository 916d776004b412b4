/**
 * Our own engine as one of those that the bench measures: `ours.js PROGRAM KERNEL THREADS MODE A B`. KERNEL is `overlay` (the
 * plain function, in this thread), `typescript` or `wasm` (threads, which the first run starts). MODE is `no` for all pairs,
 * `first` when equal parcels are paired by hash before, `stored` when hashes and areas are known beforehand, or `groups` for
 * the ground between groups of equal land class and grade, without pairs of parcels.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCoverage } from '../coverage-file.js';
import { ownAreas } from './own-areas.js';
import { serve } from './serve.js';

/** Grades are below this. */
const GRADES = 16;

const [program, kernel, threads, mode, ...files] = process.argv.slice(2);
const geo = await import(join(program, 'geo', 'index.js'));
// Many vertices are held in half the memory; hashes want them whole.
const compact = mode !== 'first' && mode !== 'stored';
const [{ polygons: a, ...first }, { polygons: b, ...second }] = files.map((file) =>
  readCoverage(file, { compact }),
);
const labels = mode === 'groups' ? [groupsOf(first), groupsOf(second)] : null;
let pool = null;
const stored = mode === 'stored' ? await hashed() : null;

await serve({ version: versionOf(), run, close: async () => pool?.close() });

async function run() {
  const started = performance.now();
  const pairs = await answer();
  const seconds = (performance.now() - started) / 1000;
  return {
    seconds,
    trueArea: Number(first.twiceArea) / 2,
    ...(labels === null && { worstConservation: worstConservation(pairs) }),
    pairs: () => inside(pairs),
  };
}

async function answer() {
  if (labels !== null)
    return overlay({ polygons: a, labels: labels[0] }, { polygons: b, labels: labels[1] });
  if (mode === 'no') return overlay({ polygons: a }, { polygons: b });
  return overlayRest(stored ?? (await hashed()));
}

/** This thread, or others that wait between runs. */
async function machine() {
  if (kernel === 'overlay') return geo.thisThread;
  if (pool === null) {
    const { overlayThreads } = await import(join(program, 'engine', 'index.js'));
    pool = await overlayThreads({ threads: Number(threads), kernel });
  }
  return pool;
}

async function overlay(one, other) {
  return (await machine()).overlay(one, other);
}

function groupsOf({ landClass, grade }) {
  return Int32Array.from(landClass, (own, feature) => own * GRADES + grade[feature]);
}

async function hashed() {
  const { hashes } = await machine();
  const [ofA, ofB] = [hashes(a), hashes(b)];
  return { a: await ofA, b: await ofB, areas: ownAreas(a) };
}

/** Equal parcels by hash, the rest by overlay. */
async function overlayRest(known) {
  const { pairsA, pairsB, restA, restB } = geo.matchIdentical(known.a, known.b);
  const rest = await overlay(
    { polygons: geo.takeFeatures(a, restA) },
    { polygons: geo.takeFeatures(b, restB) },
  );
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
function inside({ a: ofA, b: ofB, area }) {
  let count = 0;
  for (let i = 0; i < ofA.length; i++) if (ofA[i] >= 0 && ofB[i] >= 0) count++;
  if (count === ofA.length) return { a: ofA, b: ofB, area };
  const rows = {
    a: new Int32Array(count),
    b: new Int32Array(count),
    area: new Float64Array(count),
  };
  for (let i = 0, row = 0; i < ofA.length; i++) {
    if (ofA[i] < 0 || ofB[i] < 0) continue;
    [rows.a[row], rows.b[row], rows.area[row]] = [ofA[i], ofB[i], area[i]];
    row++;
  }
  return rows;
}

/**
 * Largest difference between a feature of A and the sum of its pairs, square units. Both years cover the same square: a row
 * for ground that one alone covers would be what pairs have lost, and does not count.
 */
function worstConservation(pairs) {
  const left = ownAreas(a);
  for (let i = 0; i < pairs.a.length; i++)
    if (pairs.a[i] >= 0 && pairs.b[i] >= 0) left[pairs.a[i]] -= pairs.area[i];
  return left.reduce((worst, one) => Math.max(worst, Math.abs(one)), 0);
}

/** Version of the program, and the hash of all that it was built from. */
function versionOf() {
  const { version, stamp } = JSON.parse(readFileSync(join(program, 'stamp.json'), 'utf8'));
  return `${version} (${stamp.slice(0, 8)})`;
}
