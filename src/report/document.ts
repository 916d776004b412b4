/** 年度结算报告 — one self-contained page: the account, why it is so, where on the ground, and by which clause. */
import { compareText, type Bilingual, formatArea, say } from '../base/index.ts';
import {
  type AccountRow,
  type BalanceTest,
  doubtsAbout,
  doubtText,
  type Settlement,
  type Verdict,
} from '../land/index.ts';
import { drawer, DRAWER_CSS, DRAWER_SCRIPT } from './drawer.ts';
import { both, escapeHtml, figure, scriptJson, tip, words } from './figures.ts';
import { MAP_SCRIPT, mapSection, type ReportMap } from './map.ts';
import { printSheet } from './print-sheet.ts';
import type { OfficialTables } from './official-tables.ts';
import {
  clauseChip,
  doubtChip,
  findingsSection,
  footSection,
  stableSection,
  tablesSection,
  zonesSection,
} from './sections.ts';
import { REPORT_CSS } from './style.ts';
import { sankey, transitionMatrix } from './transitions.ts';
import { waterfall } from './waterfall.ts';

/** What a reader sees of the version; the store numbers versions. */
export interface ReportOptions {
  readonly version: number;
  /** When it was settled, as text with date and time. */
  readonly settledAt: string;
  readonly language: 'zh' | 'en';
}

export const STAGE_NAMES: Record<Settlement['stage'], Bilingual> = {
  'county-reported': say('县级自报', 'reported by the county'),
  'province-verified': say('省级核查', 'verified by the province'),
  'state-confirmed': say('国家确认', 'confirmed by the state'),
};

const VERDICTS: Record<Verdict, { readonly word: Bilingual; readonly sign: string }> = {
  pass: { word: say('通过', 'pass'), sign: '●' },
  fail: { word: say('不通过', 'fail'), sign: '■' },
  notice: { word: say('提示', 'notice'), sign: '△' },
  'no-data': { word: say('缺数据', 'no data'), sign: '⬚' },
  'not-applicable': { word: say('不适用', 'not applicable'), sign: '○' },
};

/** Word and sign of a verdict; the sign carries the state without colour. */
export function verdictMark(verdict: Verdict): string {
  const { word, sign } = VERDICTS[verdict];
  return `<span class="state ${verdict}"><span aria-hidden="true">${sign}</span>${both(word)}</span>`;
}

/** The whole page. No part of it asks the network for anything. */
export function renderReport(
  settlement: Settlement,
  map: ReportMap,
  tables: OfficialTables,
  options: ReportOptions,
): string {
  const title = say(
    `${settlement.regionName} ${settlement.year} 年度平衡账`,
    `${settlement.regionName}: balance of ${settlement.year}`,
  );
  return `<!doctype html>
<html lang="${options.language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<title ${tip(title)}>${escapeHtml(title[options.language])}</title><style>${REPORT_CSS}${DRAWER_CSS}</style></head><body>
<div class="top screen"><div><span class="mark">${MARK}良田 Liangtian</span><span class="muted">${escapeHtml(settlement.regionName)} ${settlement.region}</span><span class="grow"></span>
<span class="seg" role="group" aria-label="unit"><button data-unit="mu" aria-pressed="false">${words('亩', 'mu')}</button><button data-unit="ha" aria-pressed="true">${words('公顷', 'ha')}</button><button data-unit="m2" aria-pressed="false">m²</button></span>
<span class="seg" role="group" aria-label="language"><button data-lang="zh-CN">中</button><button data-lang="en">EN</button></span>
<span class="seg"><button onclick="print()">${words('打印', 'Print')}</button></span></div></div>
<main><div class="screen">
<h1>${both(title)}<span class="chip">${both(STAGE_NAMES[settlement.stage])} ${words(`第 ${options.version} 版`, `version ${options.version}`)}</span><span class="muted">${escapeHtml(options.settledAt)}</span></h1>
${verdictLine(settlement)}
${accountCard(settlement)}
<div class="cols"><section class="card"><h2>${words('从年初到年末', 'From start to end of the year')} <small class="unit"></small><span class="grow"></span>${switcher(
    'wf',
    [
      ['chart', say('瀑布', 'waterfall')],
      ['table', say('表', 'table')],
    ],
  )}</h2>
<div data-view="wf:chart" class="on">${waterfall(settlement)}</div><div data-view="wf:table">${rowsTable(settlement)}</div></section>
<section class="card"><h2>${words('平衡检验', 'Balance tests')} <small>${testCount(settlement.tests)}</small></h2>${sortedTests(
    settlement.tests,
  )
    .map((test) => testItem(settlement, test))
    .join('')}</section></div>
<section class="card"><h2>${words('地类去向', 'Where the land went')} <small>${words('耕地与其他地类之间', 'between cultivated and other land')} · <span class="unit"></span></small><span class="grow"></span>${switcher(
    'tr',
    [
      ['out', say('流出', 'out')],
      ['in', say('流入', 'in')],
      ['matrix', say('矩阵', 'matrix')],
    ],
  )}</h2>
<div data-view="tr:out" class="on">${sankey(settlement.flows, 'out')}</div><div data-view="tr:in">${sankey(settlement.flows, 'in')}</div><div data-view="tr:matrix">${transitionMatrix(settlement)}</div></section>
<section class="card"><h2>${words('变化地块', 'Changed pieces')} <small>${words(`${map.pieces.length + map.omitted} 块`, `${map.pieces.length + map.omitted} pieces`)} · ${escapeHtml(map.reference)}</small></h2>${mapSection(map)}</section>
<div class="cols"><div>${zonesSection(settlement)}</div><div>${stableSection(settlement)}</div></div>
${findingsSection(settlement)}
${tablesSection(tables)}
${footSection(settlement)}
</div>${drawer(settlement, map, options.version)}<div class="printonly sheet">${printSheet(settlement, options)}</div></main>
<script type="application/json" id="units">${scriptJson(UNIT_WORDS)}</script><script>${PAGE_SCRIPT}${MAP_SCRIPT}${DRAWER_SCRIPT}</script></body></html>`;
}

const MARK =
  '<svg width="24" height="24" viewBox="0 0 24 24" aria-hidden="true"><rect x="1" y="1" width="22" height="22" rx="4" fill="#1E5B46"/><path d="M5 5h6v6H5zM13 5h6v6h-6zM5 13h6v6H5zM13 13h6v6h-6z" fill="none" stroke="#F6DA8E" stroke-width="1.6"/><path d="M13 19l6-6" stroke="#7DBB94" stroke-width="1.6"/></svg>';

const UNIT_WORDS = {
  mu: { zh: '亩', en: 'mu' },
  ha: { zh: '公顷', en: 'ha' },
  m2: { zh: 'm²', en: 'm²' },
};

/** Every test that fails or lacks data, the worst first; without such, the notices; without those, that all pass. */
function verdictLine(settlement: Settlement): string {
  const tests = sortedTests(settlement.tests);
  const red = tests.filter((one) => one.verdict === 'fail' || one.verdict === 'no-data');
  const named = red.length > 0 ? red : tests.filter((one) => one.verdict === 'notice');
  const [worst] = named;
  if (!worst)
    return `<div class="verdict quiet">${verdictMark('pass')}<span>${words('各项平衡检验都已通过。', 'Every balance test passes.')}</span></div>`;
  const lines = named.map(
    (test) =>
      `<div class="line">${verdictMark(test.verdict)}<span><b>${test.id} ${both(test.title)}</b>　${both(test.reason)}${test.remedy ? ` ${both(test.remedy)}` : ''}</span>${test.parcels.length === 0 ? '' : `<span class="grow"></span><a href="#test-${test.id}">${words('看地块', 'see the parcels')}</a>`}</div>`,
  );
  return `<div class="verdict ${worst.verdict}">${lines.join('')}</div>`;
}

function accountCard(settlement: Settlement): string {
  const { account } = settlement;
  const rest =
    BigInt(account.opening) -
    BigInt(account.losses) +
    BigInt(account.gains) +
    BigInt(account.residual) -
    BigInt(account.closing);
  const closed = rest === 0n;
  const cell = (label: string, html: string, below = ''): string =>
    `<div><div class="label">${label}</div>${html}<div class="muted">${below}</div></div>`;
  const operator = (sign: string): string => `<span class="op" aria-hidden="true">${sign}</span>`;
  const pieces = (side: AccountRow['side']): number =>
    settlement.rows.filter((r) => r.side === side).reduce((n, r) => n + r.pieces, 0);
  const count = (n: number): string =>
    words(`${n.toLocaleString('en-US')} 块`, `${n.toLocaleString('en-US')} pieces`);
  const below = (side: AccountRow['side'], pointer: string): string =>
    `${count(pieces(side))} ${doubtChip(settlement, pointer)}`;
  const net = (BigInt(account.closing) - BigInt(account.opening)).toString();
  return `<section class="card account">
${cell(words('年初耕地', 'cultivated land, opening'), figure(account.opening, false, 'fig', '/account/opening'), '<span class="unit"></span>')}${operator('−')}
${cell(words('减少', 'losses'), figure(account.losses, false, 'fig loss', '/account/losses'), below('loss', '/account/losses'))}${operator('+')}
${cell(words('增加', 'gains'), figure(account.gains, false, 'fig gain', '/account/gains'), below('gain', '/account/gains'))}${operator('+')}
${cell(words('订正与残差', 'corrections and residual'), figure(account.residual, true, 'fig neutral', '/account/residual'), below('adjustment', '/account/residual'))}${operator('=')}
${cell(words('年末耕地', 'closing'), figure(account.closing, false, 'fig', '/account/closing'), `${words('净变化', 'net')} ${figure(net, true)}`)}
<div class="seal${closed ? '' : ' open'}"><b>${closed ? words('● 账已闭合', '● the account closes') : words('■ 账未闭合', '■ the account does not close')}</b><div class="muted">${words(`差 ${formatArea(rest, 'm2')} m²，逐块相加`, `difference ${formatArea(rest, 'm2')} m², piece by piece`)}</div></div></section>`;
}

function rowsTable(settlement: Settlement): string {
  const body = settlement.rows.map(
    (row, i) =>
      `<tr><td>${both(row.title)} <span class="muted">${row.flow}</span></td><td class="n">${figure(row.area, true, row.side === 'loss' ? 'loss' : row.side === 'gain' ? 'gain' : '', `/rows/${i}/area`)}</td><td class="n">${row.pieces}</td><td>${row.exempt ? words('免补', 'exempt') : row.duty ? both(row.duty) : ''}</td><td>${clauseChip(row.citation)} ${doubtChip(settlement, `/rows/${i}/area`)}</td></tr>`,
  );
  return `<div class="scroll"><table><thead><tr><th>${words('项目', 'row')}</th><th class="n"><span class="unit"></span></th><th class="n">${words('块数', 'pieces')}</th><th>${words('补充责任', 'duty')}</th><th>${words('依据', 'clause')}</th></tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

const ORDER: readonly Verdict[] = ['fail', 'no-data', 'notice', 'pass', 'not-applicable'];

function sortedTests(tests: readonly BalanceTest[]): BalanceTest[] {
  return [...tests].sort(
    (a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || compareText(a.id, b.id),
  );
}

function testCount(tests: readonly BalanceTest[]): string {
  const part = (verdict: Verdict): string => {
    const n = tests.filter((t) => t.verdict === verdict).length;
    return n === 0 ? '' : ` · ${n} ${both(VERDICTS[verdict].word)}`;
  };
  return `${words(`${tests.length} 项`, `${tests.length} tests`)}${ORDER.map(part).join('')}`;
}

function testItem(settlement: Settlement, test: BalanceTest): string {
  const index = settlement.tests.indexOf(test);
  const doubts = doubtText(doubtsAbout(settlement, `/tests/${index}`));
  const value = (side: 'supplement' | 'occupation', text: Bilingual): string =>
    `<b data-ref="/tests/${index}/${side}" tabindex="0" role="button">${both(text)}</b>`;
  const values =
    test.supplement === undefined || test.occupation === undefined
      ? ''
      : `<div class="why">${words('补', 'replenished')} ${value('supplement', test.supplement)}${words('，', ', ')}${words('占', 'occupied')} ${value('occupation', test.occupation)}</div>`;
  const parcels =
    test.parcels.length === 0
      ? ''
      : `<details class="why"><summary>${words(`看其中 ${test.parcels.length} 块`, `see ${test.parcels.length} of them`)}</summary>${escapeHtml(test.parcels.join(', '))}</details>`;
  return `<div class="test" id="test-${test.id}">${verdictMark(test.verdict)}<div><b>${test.id} ${both(test.title)}</b> ${clauseChip(test.citation)} ${doubtChip(settlement, `/tests/${index}`)}</div>${values}<div class="why">${both(test.reason)}${test.remedy ? ` ${both(test.remedy)}` : ''}</div>${doubts ? `<div class="why muted">${both(doubts)}</div>` : ''}${parcels}</div>`;
}

function switcher(name: string, views: readonly (readonly [string, Bilingual])[]): string {
  const buttons = views.map(
    ([key, title], i) =>
      `<button data-show="${name}:${key}" aria-pressed="${i === 0}">${both(title)}</button>`,
  );
  return `<span class="seg" role="group">${buttons.join('')}</span>`;
}

/** Switches of unit, language and view. Figures are rewritten from their exact value, never from what is shown. */
const PAGE_SCRIPT = `
(function(){
var unit='ha',root=document.documentElement,U=JSON.parse(document.getElementById('units').textContent),R={m2:[1n,100n],mu:[3n,200000n],ha:[1n,1000000n]};
function show(a,u){var n=BigInt(a)*R[u][0],d=R[u][1],m=n<0n?-n:n,r=((m*200n+d)/(d*2n)).toString().padStart(3,'0'),w=r.slice(0,-2).replace(/\\B(?=(\\d{3})+$)/g,',');return{neg:n<0n&&!/^0+$/.test(r),zero:/^0+$/.test(r),text:w+'.'+r.slice(-2)};}
function all(){document.querySelectorAll('.a[data-a]').forEach(function(e){var v=show(e.getAttribute('data-a'),unit);e.textContent=(v.neg?'\\u2212':e.getAttribute('data-s')&&!v.zero?'+':'')+v.text;});
var l=root.lang==='en'?'en':'zh';document.querySelectorAll('.unit').forEach(function(e){e.textContent=U[unit][l];});
document.querySelectorAll('[data-zh]').forEach(function(e){var t=e.getAttribute('data-'+l);if(e.tagName.toLowerCase()==='title')e.textContent=t;else e.setAttribute('title',t);});
document.querySelectorAll('[data-unit]').forEach(function(b){b.setAttribute('aria-pressed',b.getAttribute('data-unit')===unit);});
document.querySelectorAll('[data-lang]').forEach(function(b){b.setAttribute('aria-pressed',b.getAttribute('data-lang')===root.lang);});}
window.showUnits=all;
document.addEventListener('click',function(ev){var b=ev.target.closest&&ev.target.closest('button');if(!b)return;
if(b.dataset.unit){unit=b.dataset.unit;all();}if(b.dataset.lang){root.lang=b.dataset.lang;all();if(window.redrawDrawer)window.redrawDrawer();}
if(b.dataset.show){var g=b.dataset.show.split(':')[0];document.querySelectorAll('[data-view^="'+g+':"]').forEach(function(v){v.classList.toggle('on',v.getAttribute('data-view')===b.dataset.show);});
document.querySelectorAll('[data-show^="'+g+':"]').forEach(function(x){x.setAttribute('aria-pressed',x===b);});}});
document.addEventListener('keydown',function(e){if(e.key==='u'&&!/INPUT|TEXTAREA/.test(e.target.tagName)){unit=unit==='mu'?'ha':unit==='ha'?'m2':'mu';all();}});
all();})();`;
