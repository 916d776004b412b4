/**
 * Giving memory back at a moment of our choice. Memory that threads share does not count as pressure to V8, which would let the
 * layers of county after county lie until something else makes it look.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: (() => void) | null = null;

/** Frees what nobody in this thread refers to any more. Takes as long as this thread's heap is large. */
export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
