/** The host of the GDAL worker: one request at a time, a time limit, and a fresh worker after a crash. */
import { Worker } from 'node:worker_threads';
import { workerUrl } from './built.ts';
import { limitsOf, type ReadLimits, tookTooLong } from './limits.ts';
import { bytesOf } from './sources.ts';

/** What the worker is asked. */
export type GdalRequest =
  | { readonly op: 'list'; readonly path: string; readonly openOptions: readonly string[] }
  | {
      readonly op: 'read';
      readonly path: string;
      readonly openOptions: readonly string[];
      readonly layer: string;
    }
  | { readonly op: 'crs'; readonly code: string }
  /** Adds features to a layer of a file that is being written; `file` is any name that tells it from others. */
  | {
      readonly op: 'write';
      readonly driver: WriteDriver;
      readonly file: string;
      readonly isNew: boolean;
      readonly layer: string;
      readonly bytes: Uint8Array;
      /** Options for making a layer, `KEY=value`. */
      readonly layerOptions: readonly string[];
      /** Given when the bytes are CSV whose first column is WKT, instead of FlatGeobuf polygons. */
      readonly plain?: PlainTypes;
    }
  /** Asks for the finished file, which is then forgotten. */
  | { readonly op: 'written'; readonly driver: WriteDriver; readonly file: string }
  /** Text of a .prj, as Esri's programs read it; `crs` is any text that GDAL reads. */
  | { readonly op: 'prj'; readonly crs: string };

/** Formats with several layers that are written through GDAL: one file, or a folder of files. */
export type WriteDriver = 'GPKG' | 'OpenFileGDB';

/** What CSV does not say of itself. */
export interface PlainTypes {
  /** One type a column, as a .csvt file has them. */
  readonly types: string;
  readonly geometry: 'POINT' | 'MULTILINESTRING' | 'MULTIPOLYGON';
  /** Reference system as GDAL reads it; '' for none. */
  readonly crs: string;
}

/** What is sent: a request with its number and the memory it may take, or the wish to be ready soon. */
export type GdalMessage =
  | (GdalRequest & { readonly id: number; readonly memoryBytes: number })
  | { readonly op: 'warm' }
  | { readonly op: 'leave' };

/** A layer as GDAL sees it. `features` is −1 when it does not say. */
export interface GdalLayer {
  readonly name: string;
  readonly features: number;
  readonly geometryType: string;
  /** WKT, or ''. */
  readonly crs: string;
  readonly fields: readonly { readonly name: string; readonly type: string }[];
}

/** What it answers; `messages` are GDAL's own warnings. */
export type GdalAnswer =
  | {
      readonly op: 'list';
      readonly driver: string;
      readonly layers: readonly GdalLayer[];
      readonly messages: readonly string[];
    }
  | { readonly op: 'read'; readonly bytes: Uint8Array; readonly messages: readonly string[] }
  | { readonly op: 'crs'; readonly wkt: string; readonly messages: readonly string[] }
  | { readonly op: 'write'; readonly messages: readonly string[] }
  | {
      readonly op: 'written';
      /** One with the name '', or those of the folder. */
      readonly files: readonly { readonly name: string; readonly bytes: Uint8Array }[];
      /** As they stand in the file, which may have changed names. */
      readonly layers: readonly GdalLayer[];
      readonly messages: readonly string[];
    }
  | { readonly op: 'prj'; readonly text: string; readonly messages: readonly string[] };

/** What comes back for a request. */
export interface GdalReply {
  readonly id: number;
  readonly answer?: GdalAnswer;
  readonly error?: string;
  /** GDAL has lost itself in this file, or its memory is full: it must not be asked again. */
  readonly isBroken?: boolean;
}

/** GDAL said no; the text is its own, in English. */
export class GdalError extends Error {
  override readonly name = 'GdalError';
}

/** For requests that read no file of others. */
const OWN_WORK: ReadLimits = { ms: 15 * 60_000, bytes: 2 ** 32 };

/** A GDAL of one's own; close it when done. */
export interface GdalHost {
  ask<Op extends GdalRequest['op']>(
    request: Extract<GdalRequest, { op: Op }>,
  ): Promise<Extract<GdalAnswer, { op: Op }>>;
  /** Starts the worker beforehand, for who knows that a request will come; loading GDAL takes half a second. */
  warmUp(): void;
  close(): Promise<void>;
}

/** Starts the worker at the first request; `limits` are those of a file of so many bytes. */
export function gdalHost(limits: (bytes: number) => ReadLimits = limitsOf): GdalHost {
  let worker: Worker | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let number = 0;
  const started = (): Worker =>
    (worker ??= new Worker(workerUrl('gdal'), {
      resourceLimits: { maxOldGenerationSizeMb: 4096 },
    }));
  const once = (request: GdalRequest): Promise<GdalAnswer> =>
    new Promise((resolve, reject) => {
      const mine = started();
      const id = ++number;
      const most = 'path' in request ? limits(bytesOf(request.path)) : OWN_WORK;
      const drop = (why: string): void => {
        worker = null;
        void mine.terminate();
        finish();
        reject(new GdalError(why));
      };
      const timer = setTimeout(() => drop(tookTooLong(most)), most.ms);
      const onMessage = (message: GdalReply): void => {
        if (message.id !== id) return;
        if (message.isBroken === true) return drop(message.error ?? 'GDAL failed');
        finish();
        if (message.answer) resolve(message.answer);
        else reject(new GdalError(message.error ?? 'GDAL failed'));
      };
      const onError = (error: Error): void => drop(error.message);
      const onExit = (): void => drop('GDAL stopped while reading');
      const finish = (): void => {
        clearTimeout(timer);
        mine.off('message', onMessage);
        mine.off('error', onError);
        mine.off('exit', onExit);
      };
      mine.on('message', onMessage);
      mine.on('error', onError);
      mine.on('exit', onExit);
      mine.postMessage({ ...request, id, memoryBytes: most.bytes } satisfies GdalMessage);
    });
  return {
    ask: (request) => {
      const next = queue.then(() => once(request));
      queue = next.catch(() => undefined);
      return next as Promise<never>;
    },
    warmUp: () => void started().postMessage({ op: 'warm' } satisfies GdalMessage),
    async close() {
      await queue;
      const last = worker;
      worker = null;
      if (last) await leave(last);
    },
  };
}

/** How long a worker may take to end by itself. */
const LEAVE_MS = 3000;

/** Asks a worker to end, and ends it when it does not: cutting off a thread that is compiling has been seen to crash Node. */
async function leave(worker: Worker): Promise<void> {
  const gone = new Promise<void>((done) => {
    worker.once('exit', () => done());
    worker.once('error', () => done());
  });
  worker.postMessage({ op: 'leave' } satisfies GdalMessage);
  const timer = setTimeout(() => void worker.terminate(), LEAVE_MS);
  await gone;
  clearTimeout(timer);
}
