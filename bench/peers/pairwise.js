/**
 * An npm package as a peer: `pairwise.js PACKAGE SECONDS HASH PROGRAM A B`. Candidates are pairs of boxes that meet, by flatbush; the
 * package then gives the area of every pair, in a fixed shuffled order. When SECONDS are over before the pairs are, the time
 * of the pairs that were done is extrapolated to all, and the join is left out. Making the package's geometries is never
 * counted. With HASH `first`, equal parcels are paired by our own hash before, and hashing counts. PROGRAM is the folder of the
 * built program.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import Flatbush from 'flatbush';
import { readCoverage } from '../coverage-file.js';
import { LIBRARIES } from './clipping.js';
import { ownAreas } from './own-areas.js';
import { serve } from './serve.js';

const [name, box, hash, program, ...files] = process.argv.slice(2);
const { featureBounds, matchIdentical, ringHashes } = await import(
  join(program, 'geo', 'index.js')
);
const [a, b] = files.map((file) => readCoverage(file).polygons);
const library = await LIBRARIES[name]();
const made = { a: new Map(), b: new Map() };
const NONE = { pairsA: [], pairsB: [], areas: [] };

await serve({ version: versionOf(name), run });

async function run() {
  const started = performance.now();
  const same = hash === 'first' ? equalParcels() : NONE;
  const candidates = meeting(same.restA ?? all(a), same.restB ?? all(b));
  const joined = performance.now() - started;
  shuffle(candidates);
  const { area, done, work, failures } = intersect(candidates);
  const count = area.length;
  const isWhole = done === count;
  return {
    seconds: (isWhole ? joined + work : (work * count) / done) / 1000,
    candidates: count,
    ...(!isWhole && { sample: { done, of: count, what: 'candidate pairs' } }),
    ...(failures > 0 && { note: `${failures} pairs failed with an error` }),
    pairs: () => ({
      a: both(Int32Array, same.pairsA, candidates.a.subarray(0, done)),
      b: both(Int32Array, same.pairsB, candidates.b.subarray(0, done)),
      area: both(Float64Array, same.areas, area.subarray(0, done)),
    }),
  };
}

/** Areas of the candidates in their order, until all are done or the time is over; `work` in milliseconds. */
function intersect(candidates) {
  const area = new Float64Array(candidates.a.length);
  const limit = Number(box) * 1000;
  let [work, done, failures] = [0, 0, 0];
  for (; done < area.length && work < limit; done++) {
    const first = geometry(made.a, a, candidates.a[done]);
    const second = geometry(made.b, b, candidates.b[done]);
    const began = performance.now();
    try {
      area[done] = library.area(first, second);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      failures++;
    }
    work += performance.now() - began;
  }
  return { area, done, work, failures };
}

/** Parcels that are the same in both years with their areas, and the rest of both. */
function equalParcels() {
  const { pairsA, ...matched } = matchIdentical(ringHashes(a), ringHashes(b));
  const areas = ownAreas(a);
  return { ...matched, pairsA, areas: Float64Array.from(pairsA, (feature) => areas[feature]) };
}

/** Two lists one after the other as one array of a kind. */
function both(Kind, one, other) {
  const whole = new Kind(one.length + other.length);
  whole.set(one);
  whole.set(other, one.length);
  return whole;
}

function all({ featureStart }) {
  return Uint32Array.from({ length: featureStart.length - 1 }, (_, feature) => feature);
}

/** The geometry of a feature, made when it is first asked for. */
function geometry(kept, polygons, feature) {
  let one = kept.get(feature);
  if (one === undefined) kept.set(feature, (one = library.geometry(polygons, feature)));
  return one;
}

/** Pairs of the chosen features whose boxes meet. */
function meeting(rowsA, rowsB) {
  const [boxesA, boxesB] = [featureBounds(a), featureBounds(b)];
  if (rowsB.length === 0) return { a: new Int32Array(0), b: new Int32Array(0) };
  const index = new Flatbush(rowsB.length);
  for (const row of rowsB) index.add(...boxesB.subarray(4 * row, 4 * row + 4));
  index.finish();
  const [first, second] = [[], []];
  for (const row of rowsA) {
    for (const other of index.search(...boxesA.subarray(4 * row, 4 * row + 4))) {
      first.push(row);
      second.push(rowsB[other]);
    }
  }
  return { a: Int32Array.from(first), b: Int32Array.from(second) };
}

/** The same order in every run and for every package (R. A. Fisher and F. Yates, 1938; the numbers are a Lehmer sequence). */
function shuffle(pairs) {
  let state = 1;
  for (let i = pairs.a.length - 1; i > 0; i--) {
    state = (state * 48_271) % 2_147_483_647;
    const j = state % (i + 1);
    for (const list of [pairs.a, pairs.b]) [list[i], list[j]] = [list[j], list[i]];
  }
}

function versionOf(packageName) {
  return createRequire(import.meta.url)(
    join(import.meta.dirname, '..', '..', 'node_modules', packageName, 'package.json'),
  ).version;
}
