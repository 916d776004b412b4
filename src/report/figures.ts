/**
 * Figures and words as HTML. Each figure carries its exact value, so that the reader can switch 亩, 公顷 and m² in
 * place; each sentence stands in both languages and one is hidden.
 */
import type { Bilingual } from '../base/index.ts';
import { formatArea, formatSignedArea } from '../base/index.ts';

/** Text made safe to stand in HTML, also inside quotes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A sentence in both languages. */
export function both(text: Bilingual): string {
  return `<span class="zh">${escapeHtml(text.zh)}</span><span class="en">${escapeHtml(text.en)}</span>`;
}

/** A title that the page shows in the language chosen; attributes for an element or for a `<title>`. */
export function tip(text: Bilingual): string {
  return `data-zh="${escapeHtml(text.zh)}" data-en="${escapeHtml(text.en)}"`;
}

/** A sentence written here in both languages. */
export function words(zh: string, en: string): string {
  return both({ zh, en });
}

/** An area of 0.01 m² as a figure in 公顷 that the unit switch rewrites; `pointer` is its place, which opens it. */
export function figure(area: string, signed = false, extraClass = '', pointer = ''): string {
  const value = BigInt(area);
  const text = signed ? formatSignedArea(value, 'ha') : formatArea(value, 'ha');
  const kind = signed ? ' data-s="1"' : '';
  const opens =
    pointer === '' ? '' : ` data-ref="${escapeHtml(pointer)}" tabindex="0" role="button"`;
  return `<span class="a${extraClass === '' ? '' : ` ${extraClass}`}" data-a="${area}"${kind}${opens}>${text}</span>`;
}

/** An area that is nothing is left blank: not occurred is not 0.00. */
export function figureOrBlank(area: string | undefined, signed = false, pointer = ''): string {
  return area === undefined || area === '0' ? '' : figure(area, signed, '', pointer);
}

/** Values for a script element: no tag can end it. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
