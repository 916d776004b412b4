/**
 * 从年初到年末 — the account as a waterfall that runs downwards, one line per flow: losses hatched to the left, gains solid
 * to the right, adjustments grey. Some thirty flows with Chinese names do not fit beside each other.
 */
import { formatArea, say } from '../base/index.ts';
import { doubtsAbout, type Settlement } from '../land/index.ts';
import { both, figure, tip, words } from './figures.ts';

/** The chart as lines. Bars of opening and closing are cut; the cut value is written in the caption. */
export function waterfall(settlement: Settlement): string {
  const { account, rows } = settlement;
  const [opening, closing] = [Number(account.opening), Number(account.closing)];
  let level = opening;
  let [low, high] = [Math.min(opening, closing), Math.max(opening, closing)];
  for (const row of rows) {
    level += Number(row.area);
    low = Math.min(low, level);
    high = Math.max(high, level);
  }
  const span = Math.max(high - low, 1);
  const floor = Math.max(0, low - span * 0.12);
  const at = (value: number): number => (100 * (value - floor)) / (high - floor || 1);
  const end = (name: string, area: string, pointer: string): string =>
    `<div class="wf end"><span>${name}</span><span class="track"><i class="bar total" style="left:0;width:${at(Number(area)).toFixed(2)}%"></i></span><span class="num">${figure(area, false, '', pointer)}</span></div>`;
  level = opening;
  const lines = rows.map((row, i) => {
    const from = at(level);
    level += Number(row.area);
    const to = at(level);
    const [left, width] = [Math.min(from, to), Math.max(0.25, Math.abs(to - from))];
    const kind = row.side === 'loss' && row.exempt ? 'exempt' : row.side;
    const tone = row.side === 'adjustment' ? 'neutral' : row.side;
    const count = `${row.pieces.toLocaleString('en-US')}`;
    const isSure = doubtsAbout(settlement, `/rows/${i}/area`).length === 0;
    const unsure = isSure ? '' : ' class="unsure"';
    return `<div class="wf"><span${unsure}>${both(row.title)}</span><span class="track" ${tip(say(`${row.title.zh}：${count} 块`, `${row.title.en}: ${count} pieces`))}><i class="bar ${kind}" style="left:${left.toFixed(2)}%;width:${width.toFixed(2)}%"></i></span><span class="num">${figure(row.area, true, tone, `/rows/${i}/area`)}</span></div>`;
  });
  const cut = formatArea(BigInt(Math.round(floor)), 'ha');
  return `<div role="img" aria-label="waterfall">${end(words('年初耕地', 'opening'), account.opening, '/account/opening')}${lines.join('')}${end(words('年末耕地', 'closing'), account.closing, '/account/closing')}</div>
<div class="legend"><span><i class="bar loss"></i>${words('减少', 'loss')}</span><span><i class="bar exempt"></i>${words('免补', 'exempt')}</span><span><i class="bar gain"></i>${words('增加', 'gain')}</span><span><i class="bar adjustment"></i>${words('订正与残差', 'corrections and residual')}</span><span><u class="unsure">${words('未确认的规则', 'unconfirmed rule')}</u></span><span>${words('横轴自 ', 'axis cut at ')}<span class="a" data-a="${Math.round(floor)}">${cut}</span>${words(' 起截断', '')}</span></div>`;
}
