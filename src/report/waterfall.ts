/** 从年初到年末 — the account as a waterfall: losses hatched and down, gains solid and up, adjustments grey. */
import { formatArea, formatSignedArea } from '../base/index.ts';
import type { Settlement } from '../land/index.ts';
import { both, escapeHtml, words } from './figures.ts';

const HEIGHT = 250;
const TOP = 26;
const BOTTOM = 60;

/** The chart as SVG. Bars of opening and closing are cut; the cut value is written in the caption. */
export function waterfall(settlement: Settlement): string {
  const { account, rows } = settlement;
  const steps = rows.map((row) => ({ ...row, value: Number(row.area) }));
  const opening = Number(account.opening);
  const closing = Number(account.closing);
  let level = opening;
  let low = Math.min(opening, closing);
  let high = Math.max(opening, closing);
  for (const step of steps) {
    level += step.value;
    low = Math.min(low, level);
    high = Math.max(high, level);
  }
  const span = Math.max(high - low, 1);
  const floor = Math.max(0, low - span * 0.35);
  const y = (value: number): number => TOP + ((high - value) / (high - floor || 1)) * HEIGHT;
  const count = steps.length + 2;
  const slot = Math.max(58, Math.min(96, 1000 / count));
  const width = slot * count + 16;
  const bar = slot * 0.62;
  const parts: string[] = [];
  const end = (index: number, value: number, label: string, ref: string): void => {
    const x = 8 + index * slot + (slot - bar) / 2;
    const base = TOP + HEIGHT;
    parts.push(
      `<rect x="${x}" y="${y(value)}" width="${bar}" height="${base - y(value)}" fill="var(--bar)"><title>${escapeHtml(ref)}</title></rect>`,
      `<path d="M${x} ${base - 14}q${bar / 4} -8 ${bar / 2} 0t${bar / 2} 0v6q${-bar / 4} 8 ${-bar / 2} 0t${-bar / 2} 0z" fill="var(--surface)"/>`,
      `<text x="${x + bar / 2}" y="${y(value) - 6}" text-anchor="middle" font-weight="700" class="a" data-a="${value}">${formatArea(BigInt(value), 'ha')}</text>`,
      axisLabel(x + bar / 2, label),
    );
  };
  end(0, opening, words('年初耕地', 'opening'), `year:${settlement.id}#/account/opening`);
  level = opening;
  steps.forEach((step, i) => {
    const x = 8 + (i + 1) * slot + (slot - bar) / 2;
    const from = y(level);
    level += step.value;
    const to = y(level);
    const fill =
      step.side === 'gain'
        ? 'var(--gain)'
        : step.side === 'loss'
          ? step.exempt
            ? 'url(#pale)'
            : 'url(#hatch)'
          : 'var(--neutral)';
    const tone =
      step.side === 'gain' ? 'var(--gain)' : step.side === 'loss' ? 'var(--loss)' : 'var(--t2)';
    parts.push(
      `<rect x="${x}" y="${Math.min(from, to)}" width="${bar}" height="${Math.max(1.2, Math.abs(to - from))}" fill="${fill}"><title>${escapeHtml(`${step.title.zh} / ${step.title.en}: ${step.pieces}`)}</title></rect>`,
      `<line x1="${x - (slot - bar)}" x2="${x}" y1="${from}" y2="${from}" stroke="var(--line2)"/>`,
      `<text x="${x + bar / 2}" y="${step.value >= 0 ? Math.min(from, to) - 5 : Math.max(from, to) + 14}" text-anchor="middle" style="fill:${tone};font-weight:700" class="a" data-s="1" data-a="${step.value}">${formatSignedArea(BigInt(step.value), 'ha')}</text>`,
      axisLabel(x + bar / 2, both(step.title)),
    );
  });
  end(count - 1, closing, words('年末耕地', 'closing'), `year:${settlement.id}#/account/closing`);
  return `<div class="scroll"><svg role="img" aria-label="waterfall" viewBox="0 0 ${width} ${TOP + HEIGHT + BOTTOM}" style="min-width:${Math.min(width, 1100)}px;width:100%;max-height:400px">
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="6" height="6" fill="var(--loss)"/><line x1="0" y1="0" x2="0" y2="6" stroke="var(--surface)" stroke-width="1.4" opacity=".55"/></pattern>
<pattern id="pale" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="6" height="6" fill="var(--loss-soft)"/><line x1="0" y1="0" x2="0" y2="6" stroke="var(--loss)" stroke-width="1.4"/></pattern></defs>
<line x1="0" x2="${width}" y1="${TOP + HEIGHT}" y2="${TOP + HEIGHT}" stroke="var(--line2)"/>${parts.join('')}</svg></div>
<div class="muted">${words('纵轴自 ', 'vertical axis cut at ')}<span class="a" data-a="${Math.round(floor)}">${formatArea(BigInt(Math.round(floor)), 'ha')}</span>${words(' 起截断；斜纹为减少，浅斜纹为免补，实心为增加，灰色为订正与残差', '; hatched = loss, pale hatch = exempt, solid = gain, grey = corrections and residual')}</div>`;
}

/** A name under a bar, wrapped by the browser in its slot. */
function axisLabel(x: number, html: string): string {
  return `<foreignObject x="${x - 34}" y="${TOP + HEIGHT + 4}" width="68" height="${BOTTOM}"><div xmlns="http://www.w3.org/1999/xhtml" style="font-size:11px;line-height:14px;text-align:center;color:var(--t2)">${html}</div></foreignObject>`;
}
