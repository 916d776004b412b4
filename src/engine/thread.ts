/**
 * One piece of work in a thread of its own: the request goes in, progress and one result come out. Arrays of the result
 * are handed over, not copied; an InputError arrives as one, whatever its thread.
 */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import {
  type Bilingual,
  InputError,
  type Place,
  type Progress,
  type Question,
} from '../base/index.ts';

import { removeAtExit, removeWorkFolders } from './work-folder.ts';
import { NEEDS_MEMORY, type ReadLimits, tookTooLong } from './limits.ts';

type Message =
  | {
      readonly kind: 'progress';
      readonly step: Bilingual;
      readonly done: number;
      readonly total: number;
    }
  | { readonly kind: 'done'; readonly value: unknown }
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly text: Bilingual;
      readonly remedy: Bilingual;
      readonly place: Place;
      readonly questions: readonly Question[];
    }
  | { readonly kind: 'failed'; readonly error: Error };

/** A thread was ended because it needed more time or memory than it may. */
export class ThreadStopped extends Error {
  override readonly name = 'ThreadStopped';
}

/**
 * Runs the worker at `url` with a request; rejects with what its work threw, or when it is called off. With `limits` it is
 * ended when it takes longer or its values outgrow the memory: ThreadStopped. Typed arrays do not count as memory here.
 */
export function inThread<Result>(
  url: URL,
  request: unknown,
  progress: Progress,
  signal?: AbortSignal,
  limits?: ReadLimits,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(url, {
      workerData: request,
      ...(limits && {
        resourceLimits: { maxOldGenerationSizeMb: Math.ceil(limits.bytes / 2 ** 20) },
      }),
    });
    const thread = worker.threadId;
    removeAtExit();
    let settled = false;
    const settle = (end: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', callOff);
      end();
      // What it unpacked stays when it is cut off.
      void worker.terminate().then(() => removeWorkFolders(thread));
    };
    const callOff = (): void => settle(() => reject(signal!.reason as Error));
    signal?.addEventListener('abort', callOff);
    const timer =
      limits &&
      setTimeout(() => settle(() => reject(new ThreadStopped(tookTooLong(limits)))), limits.ms);
    worker.on('message', (message: Message) => {
      if (message.kind === 'progress') progress(message.step, message.done, message.total);
      else if (message.kind === 'done') settle(() => resolve(message.value as Result));
      else if (message.kind === 'failed') settle(() => reject(message.error));
      else {
        const { code, text, remedy, place, questions } = message;
        settle(() => reject(new InputError(code, text, remedy, place, questions)));
      }
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const isFull = limits !== undefined && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      settle(() => reject(isFull ? new ThreadStopped(NEEDS_MEMORY) : error));
    });
    worker.on('exit', (code) =>
      settle(() => reject(new Error(`a thread ended with ${code} before its work was done`))),
    );
  });
}

/** The other side: does the work of this thread and answers. To be called once, at the top of a worker's file. */
export function serveThread<Request>(
  work: (request: Request, progress: Progress) => Promise<unknown>,
): void {
  const port = parentPort;
  if (!port) throw new Error('this file is a worker; it does not run by itself');
  const send = (message: Message, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  work(workerData as Request, (step, done, total) =>
    send({ kind: 'progress', step, done, total }),
  ).then(
    (value) => send({ kind: 'done', value }, [...buffersOf(value)]),
    (error: unknown) => {
      if (error instanceof InputError) {
        const { code, text, remedy, place, questions } = error;
        send({ kind: 'refused', code, text, remedy, place, questions });
      } else
        send({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
    },
  );
}

/** The memory of all typed arrays within a plain value, each once. */
function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (value instanceof Map) {
    for (const part of value.values()) buffersOf(part, found);
  } else if (Array.isArray(value)) {
    // Lists hold sentences and names; only a list of arrays can hold memory.
    if (typeof value[0] === 'object') for (const part of value) buffersOf(part, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) buffersOf(part, found);
  }
  return found;
}
