/** Names of classes for documents; the outside and unknown codes have names too. */
import { type Bilingual, say } from '../base/index.ts';
import { landClass } from './land-classes.ts';

/** Name of a TD1055 code; `''` is the ground outside the region. */
export function classLabel(code: string): Bilingual {
  if (code === '') return say('区域外', 'outside');
  const found = landClass('TD1055', code);
  return found
    ? { zh: found.zh, en: found.en }
    : say(`${code}（未归类）`, `${code} (not classified)`);
}
