/**
 * The overlay by several threads over shared memory. Each cuts a range of features into runs; then all take tiles from one
 * counter. Pairs are added up in the order of the tiles, so the result has the same bits whatever the number of threads.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Counter } from '../base/index.ts';
import {
  areCut,
  coarserGrid,
  type Crs,
  type EqualAreaPlane,
  type FacedRings,
  facedRings,
  featureCount,
  finishOverlay,
  type Grid,
  gridOf,
  joinPolygons,
  type Layer,
  type OverlayMachine,
  type PairAreas,
  planTiles,
  type Polygons,
  rangesOf,
  type Runs,
  shared,
  takeFeatures,
  thisThread,
  type TilePairs,
  type TilePlan,
} from '../geo/index.ts';
import { workerUrl } from './built.ts';
import { collectGarbage } from './collect.ts';
import { kernelModule } from './overlay-kernel.ts';

/** What a thread is asked. */
export type OverlayJob =
  | {
      readonly kind: 'cut';
      readonly layer: FacedRings;
      readonly from: number;
      readonly to: number;
      readonly grid: Grid;
    }
  | {
      readonly kind: 'tiles';
      readonly a: FacedRings;
      readonly b: FacedRings;
      readonly plan: TilePlan;
      /** The next tile that nobody has taken yet; 1 when the work is called off. */
      readonly control: Int32Array;
    }
  | {
      readonly kind: 'project';
      readonly polygons: Polygons;
      readonly crs: Crs;
      readonly plane: EqualAreaPlane;
      readonly only: Uint32Array;
    }
  | {
      readonly kind: 'hash';
      readonly polygons: Polygons;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'release' };

/** What it answers. */
export type OverlayAnswer =
  | { readonly kind: 'runs'; readonly runs: Runs | null }
  | { readonly kind: 'pairs'; readonly pairs: readonly TilePairs[] }
  | { readonly kind: 'polygons'; readonly polygons: Polygons }
  | { readonly kind: 'hashes'; readonly hashes: BigUint64Array }
  | { readonly kind: 'released' }
  | { readonly kind: 'failed'; readonly error: Error };

/** What a thread is given when it starts: no module means the kernel in TypeScript. */
export interface OverlayThreadData {
  readonly module: WebAssembly.Module | null;
}

export interface ThreadOptions {
  /** As many as the machine has by default. */
  readonly threads?: number;
  /** The kernel's machine; WebAssembly by default. Results are the same. */
  readonly kernel?: 'wasm' | 'typescript';
}

/** Threads that overlay one pair of layers after the other. */
export interface OverlayThreads extends OverlayMachine {
  /** Like `overlayBy` of geo. Rejects with the reason of the signal when that is called off. */
  overlay(a: Layer, b: Layer, progress?: Counter, signal?: AbortSignal): Promise<PairAreas>;
  /**
   * Gives back the memory of layers and results that nobody refers to any more, in all threads. To be called between counties
   * by whoever overlays one after the other; what lies in shared memory would else stay for long.
   */
  release(): Promise<void>;
  close(): Promise<void>;
}

/** How often a caller hears how far it is. */
const LOOK_MS = 100;

/** Starts threads; they wait between overlays until they are closed. RangeError for less than one. */
export async function overlayThreads(options: ThreadOptions = {}): Promise<OverlayThreads> {
  const { threads = availableParallelism(), kernel = 'wasm' } = options;
  if (!(threads >= 1)) throw new RangeError(`an overlay by ${threads} threads`);
  const module = kernel === 'wasm' ? await kernelModule() : null;
  const workers = Array.from({ length: threads }, () => threadOf({ module }));
  return {
    async overlay(a, b, progress = () => {}, signal) {
      signal?.throwIfAborted();
      const layerA = sharedRings(a);
      const layerB = a === b ? layerA : sharedRings(b);
      const first = await cutLayers(workers, layerA, layerB, gridOf([layerA, layerB]));
      const { grid: fine, count } = first.plan;
      const coarser = coarserGrid(fine, [...first.runsA, ...first.runsB], count);
      const { plan, runsA, runsB } = coarser
        ? await cutLayers(workers, layerA, layerB, coarser)
        : first;
      signal?.throwIfAborted();
      const control = shared(Int32Array, 2);
      const look = setInterval(
        () => progress(Math.min(Atomics.load(control, 0), plan.count), plan.count),
        LOOK_MS,
      );
      const callOff = (): void => void Atomics.store(control, 1, 1);
      signal?.addEventListener('abort', callOff);
      try {
        const job: OverlayJob = { kind: 'tiles', a: layerA, b: layerB, plan, control };
        const parts = (
          await Promise.all(workers.map(async (worker) => (await worker.ask('pairs', job)).pairs))
        ).flat();
        signal?.throwIfAborted();
        progress(plan.count, plan.count);
        return finishOverlay(parts, { layer: a, runs: runsA }, { layer: b, runs: runsB }, plan);
      } finally {
        // When one thread failed, the others need not go on.
        callOff();
        clearInterval(look);
        signal?.removeEventListener('abort', callOff);
      }
    },
    async project(polygons, crs, plane, only) {
      const borders = rangesOf(polygons, workers.length, only);
      const parts = await Promise.all(
        workers.map(async (worker, k) => {
          const part = takeFeatures(polygons, only.subarray(borders[k]!, borders[k + 1]!));
          const rows = Uint32Array.from({ length: featureCount(part) }, (_, i) => i);
          const job: OverlayJob = { kind: 'project', polygons: part, crs, plane, only: rows };
          return (await worker.ask('polygons', job)).polygons;
        }),
      );
      return joinPolygons(parts);
    },
    async hashes(polygons) {
      const borders = rangesOf(polygons, workers.length);
      const own = sharedPolygons(polygons);
      const hashes = new BigUint64Array(featureCount(polygons));
      await Promise.all(
        workers.map(async (worker, k) => {
          const [from, to] = [borders[k]!, borders[k + 1]!];
          const job: OverlayJob = { kind: 'hash', polygons: own, from, to };
          hashes.set((await worker.ask('hashes', job)).hashes, from);
        }),
      );
      return hashes;
    },
    async release() {
      collectGarbage();
      await Promise.all(workers.map((worker) => worker.ask('released', { kind: 'release' })));
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.end()));
    },
  };
}

/** Vertices of both layers from which on threads are worth their start. */
const MANY_VERTICES = 400_000;

/** Small overlays in this thread, large ones by threads that are started at the first of them. */
export function overlayMachine(options: ThreadOptions = {}): OverlayThreads {
  let threads: Promise<OverlayThreads> | null = null;
  const started = (): Promise<OverlayThreads> =>
    (threads ??= overlayThreads(options).catch((error: unknown) => {
      threads = null;
      throw error;
    }));
  /** By threads; when that fails, the next large work gets new ones, since one of these may have ended. */
  const byThreads = async <T>(work: (own: OverlayThreads) => T | Promise<T>): Promise<T> => {
    const mine = started();
    const own = await mine;
    try {
      return await work(own);
    } catch (error) {
      if (threads === mine) threads = null;
      await own.close();
      throw error;
    }
  };
  return {
    async overlay(a, b, progress, signal) {
      signal?.throwIfAborted();
      if (a.polygons.x.length + b.polygons.x.length < MANY_VERTICES)
        return thisThread.overlay(a, b, progress);
      return byThreads((own) => own.overlay(a, b, progress, signal));
    },
    async project(polygons, crs, plane, only) {
      const { ringStart, featureStart } = polygons;
      let vertices = 0;
      for (const f of only)
        vertices += ringStart[featureStart[f + 1]!]! - ringStart[featureStart[f]!]!;
      if (vertices < MANY_VERTICES) return thisThread.project(polygons, crs, plane, only);
      return byThreads((own) => own.project(polygons, crs, plane, only));
    },
    async hashes(polygons) {
      if (polygons.x.length < MANY_VERTICES) return thisThread.hashes(polygons);
      return byThreads((own) => own.hashes(polygons));
    },
    async release() {
      if (threads) await (await threads).release();
    },
    async close() {
      if (threads) await (await threads).close();
    },
  };
}

/** Cuts both layers by all threads, on larger tiles than those of `from` when edges turn out to be too long for them. */
async function cutLayers(
  workers: readonly Thread[],
  a: FacedRings,
  b: FacedRings,
  from: Grid,
): Promise<{ readonly plan: TilePlan; readonly runsA: Runs[]; readonly runsB: Runs[] }> {
  for (let grid = from; ; grid = { ...grid, size: grid.size * 2 }) {
    const cut = (layer: FacedRings): Promise<(Runs | null)[]> => {
      const borders = rangesOf(layer, workers.length);
      return Promise.all(
        workers.map(async (worker, k) => {
          const [first, end] = [borders[k]!, borders[k + 1]!];
          const job: OverlayJob = { kind: 'cut', layer, from: first, to: end, grid };
          return (await worker.ask('runs', job)).runs;
        }),
      );
    };
    const [runsA, runsB] = await Promise.all([cut(a), cut(b)]);
    if (areCut(a, runsA) && areCut(b, runsB))
      return { plan: planTiles(grid, runsA, runsB), runsA, runsB };
  }
}

/** The rings of a layer in memory that threads see together; copied when they are not. */
function sharedRings(layer: Layer): FacedRings {
  const rings = facedRings(layer);
  const { x, y, originX, originY, ringStart, featureStart } = rings;
  return {
    ...rings,
    x: inShared(x),
    y: inShared(y),
    originX: originX && inShared(originX),
    originY: originY && inShared(originY),
    ringStart: inShared(ringStart),
    featureStart: inShared(featureStart),
  };
}

function sharedPolygons({ x, y, ringStart, isHole, featureStart }: Polygons): Polygons {
  return {
    x: inShared(x),
    y: inShared(y),
    ringStart: inShared(ringStart),
    isHole: inShared(isHole),
    featureStart: inShared(featureStart),
  };
}

function inShared<T extends Float64Array | Int32Array | Uint32Array | Uint8Array>(values: T): T {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const type = values.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new type(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

type Told<Kind> = Extract<OverlayAnswer, { readonly kind: Kind }>;

interface Thread {
  /** Rejects with the error of the job, or when the answer is not of that kind. */
  ask<Kind extends OverlayAnswer['kind']>(kind: Kind, job: OverlayJob): Promise<Told<Kind>>;
  end(): Promise<unknown>;
}

/** One thread, which does its jobs one after the other. */
function threadOf(data: OverlayThreadData): Thread {
  const worker = new Worker(workerUrl('overlay'), { workerData: data });
  const waiting: { resolve: (answer: OverlayAnswer) => void; reject: (error: Error) => void }[] =
    [];
  let ended: Error | null = null;
  const failAll = (error: Error): void => {
    ended ??= error;
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on('message', (answer: OverlayAnswer) => {
    const first = waiting.shift();
    if (answer.kind === 'failed') first?.reject(answer.error);
    else first?.resolve(answer);
    if (waiting.length === 0) worker.unref();
  });
  worker.on('error', failAll);
  worker.on('messageerror', failAll);
  worker.on('exit', (code) => failAll(new Error(`a thread of the overlay ended with ${code}`)));
  // Threads that only wait do not keep the program from ending.
  worker.unref();
  const answerTo = (job: OverlayJob): Promise<OverlayAnswer> =>
    new Promise((resolve, reject) => {
      if (ended) {
        reject(ended);
        return;
      }
      // Throws when the job cannot be sent; nobody waits for it then.
      worker.postMessage(job);
      waiting.push({ resolve, reject });
      worker.ref();
    });
  return {
    async ask(kind, job) {
      const answer = await answerTo(job);
      if (answer.kind === kind) return answer as Told<typeof kind>;
      throw new Error(`a thread of the overlay answered with ${answer.kind}, not with ${kind}`);
    },
    end: () => worker.terminate(),
  };
}
