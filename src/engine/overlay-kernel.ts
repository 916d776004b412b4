/** The overlay's kernel as WebAssembly: built from the same source as the TypeScript one, and with the same results. */
import { readFile } from 'node:fs/promises';
import type { Kernel } from '../geo/index.ts';
import { builtFile } from './built.ts';

/** The compiled module; it can be sent to threads. */
export async function kernelModule(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(builtFile('geo/overlay-kernel.wasm')));
}

/** Bytes at the foot of the memory that stay free, so that no array lies at address 0. */
const FOOT = 1024;
const PAGE = 65_536;

/** A kernel of its own, with memory of its own, that grows as it is asked for. */
export function wasmKernel(module: WebAssembly.Module): Kernel {
  const { exports } = new WebAssembly.Instance(module);
  const memory = exports['memory'] as WebAssembly.Memory;
  const step =
    (name: string) =>
    (...values: readonly unknown[]): unknown =>
      (exports[name] as (...numbers: readonly unknown[]) => number)(...values.map(asNumber));
  const steps = Object.fromEntries(
    Object.keys(exports)
      .filter((name) => typeof exports[name] === 'function')
      .map((name) => [name, step(name)]),
  );
  return {
    ...(steps as unknown as Kernel),
    memory(bytes) {
      const lacking = bytes + FOOT - memory.buffer.byteLength;
      if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE));
      return { buffer: memory.buffer, from: FOOT };
    },
  };
}

/** Arrays are handed over by their address. */
function asNumber(value: unknown): unknown {
  return ArrayBuffer.isView(value) ? value.byteOffset : value;
}
