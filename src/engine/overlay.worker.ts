/** A thread of the overlay: cuts a range of a layer into runs, or takes tiles until none is left. */
import { parentPort, workerData } from 'node:worker_threads';
import {
  cutIntoRuns,
  projectToPlane,
  ringHashes,
  TileWork,
  typescriptKernel,
} from '../geo/index.ts';
import { collectGarbage } from './collect.ts';
import { wasmKernel } from './overlay-kernel.ts';
import type { OverlayAnswer, OverlayJob, OverlayThreadData } from './overlay-threads.ts';

/** Tiles that are taken at once, so that threads seldom meet at the counter. */
const AT_ONCE = 4;

const port = parentPort;
if (!port) throw new Error('this file is a worker; it does not run by itself');
const { module } = workerData as OverlayThreadData;
const kernel = module ? wasmKernel(module) : typescriptKernel();

function answer(job: OverlayJob): OverlayAnswer {
  if (job.kind === 'cut')
    return { kind: 'runs', runs: cutIntoRuns(job.layer, job.from, job.to, job.grid) };
  if (job.kind === 'project') {
    const { polygons, crs, plane, only } = job;
    return { kind: 'polygons', polygons: projectToPlane(polygons, crs, plane, only) };
  }
  if (job.kind === 'hash')
    return { kind: 'hashes', hashes: ringHashes(job.polygons, job.from, job.to) };
  if (job.kind === 'release') {
    collectGarbage();
    return { kind: 'released' };
  }
  const { a, b, plan, control } = job;
  const work = new TileWork(kernel, a, b, plan);
  while (Atomics.load(control, 1) === 0) {
    const first = Atomics.add(control, 0, AT_ONCE);
    if (first >= plan.count) break;
    for (let tile = first; tile < Math.min(first + AT_ONCE, plan.count); tile++) work.run(tile);
  }
  return { kind: 'pairs', pairs: work.pairs() };
}

port.on('message', (job: OverlayJob) => {
  try {
    port.postMessage(answer(job));
  } catch (error) {
    const told = error instanceof Error ? error : new Error(String(error));
    port.postMessage({ kind: 'failed', error: told } satisfies OverlayAnswer);
  }
});
