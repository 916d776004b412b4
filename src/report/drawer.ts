/**
 * 说明抽屉 — every underlined number opens: ① 算式 with operands that open in turn, ② 条款 and parameters, ③ 地块, ④ 怎么办.
 * Explanations are made when the page is made and stand in it; nothing is asked of a server.
 */
import type { Bilingual } from '../base/index.ts';
import {
  type ExplainedPiece,
  explainNumber,
  listShares,
  type PieceFilter,
  type Settlement,
  SHARES,
  shareText,
  sumOfShares,
} from '../land/index.ts';
import { clauseLabel } from '../policy/index.ts';
import { scriptJson, words } from './figures.ts';
import type { MapPiece, ReportMap } from './map.ts';

type Pair = readonly [zh: string, en: string];

interface Entry {
  readonly title: Pair;
  readonly value: Pair;
  readonly formula: Pair;
  readonly operands: readonly (readonly [name: Pair, value: Pair, pointer: string])[];
  readonly clauses: readonly (readonly [name: Pair, quote: string])[];
  readonly parameters: readonly (readonly [name: string, value: Pair, unconfirmed: boolean])[];
  /** What no text confirms: rules, flows, parameters. */
  readonly unconfirmed: readonly Pair[];
  readonly advice: Pair | null;
  readonly pieces: PieceList | null;
}

/** The pieces behind a number, those that count most first. */
interface PieceList {
  readonly head: Pair;
  readonly grade: Pair | null;
  /** Shares are areas of 0.01 m², which follow the unit switch; others are text. */
  readonly isArea: boolean;
  readonly count: number;
  /** Sum of all, and a row for each of the first: place in the data of the map, share, grade. */
  readonly total: string;
  readonly rows: readonly (readonly [
    piece: number,
    share: string,
    grade: number | null,
    cultivated: string,
  ])[];
  /** Σ cultivated of all: what an average is divided by. */
  readonly cultivated: string;
}

/** How many pieces the drawer lists; all stand in changes.gpkg. */
const LISTED = 50;

const pair = (text: Bilingual): Pair => [text.zh, text.en];

/** Numbers that stand on the page. Villages are left out: the command `explain` has them. */
function pointersOf(settlement: Settlement): string[] {
  const account = Object.keys(settlement.account);
  return [
    ...account.map((key) => `/account/${key}`),
    ...settlement.rows.map((_, i) => `/rows/${i}/area`),
    ...settlement.flows.map((_, i) => `/flows/${i}/area`),
    ...settlement.classes.flatMap((_, i) => [`/classes/${i}/before`, `/classes/${i}/after`]),
    ...['before', 'after', 'netIncrease', 'onGround', 'byLabel', 'residual'].map(
      (key) => `/stable/${key}`,
    ),
    ...settlement.stable.excluded.flatMap((_, i) => [
      `/stable/excluded/${i}/before`,
      `/stable/excluded/${i}/after`,
    ]),
    ...settlement.tests.flatMap((_, i) => [`/tests/${i}/supplement`, `/tests/${i}/occupation`]),
    ...settlement.zones.flatMap((zone, i) =>
      zone.level === 'village'
        ? []
        : [
            ...account.map((key) => `/zones/${i}/account/${key}`),
            ...Object.keys(zone.rows).map((flow) => `/zones/${i}/rows/${flow}`),
          ],
    ),
    ...(settlement.approvals ?? []).map((_, i) => `/approvals/${i}/area`),
    '/cap/area',
  ];
}

interface DrawnPiece extends ExplainedPiece {
  readonly index: number;
}

function drawnPiece(piece: MapPiece, index: number): DrawnPiece {
  return {
    index,
    beforeId: piece.before,
    afterId: piece.id,
    fromClass: piece.from,
    toClass: piece.to,
    flow: piece.flow,
    village: piece.zone,
    area: BigInt(piece.area),
    cultivated: BigInt(piece.cultivated),
    stable: BigInt(piece.stable),
    qualityGrade: piece.qualityGrade,
    utilizationGrade: piece.utilizationGrade,
  };
}

const GRADES = {
  quality: ['质量等级', 'quality grade'],
  utilization: ['利用等别', 'utilization grade'],
} as const;

function pieceList(
  all: readonly DrawnPiece[],
  filter: PieceFilter,
  settlement: Settlement,
): PieceList | null {
  const { head, unit, grade } = SHARES[filter.measure];
  const isArea = unit === '0.01 m2';
  const shares = listShares(all, filter, settlement);
  if (shares.length === 0) return null;
  const shown = (share: bigint | null): string => {
    if (share === null) return '—';
    return isArea ? String(share) : shareText(share, filter.measure);
  };
  const chosen = shares.map(({ piece }) => piece);
  return {
    head: pair(head),
    grade: grade === null ? null : GRADES[grade],
    isArea,
    count: shares.length,
    total: shown(sumOfShares(chosen, filter, settlement)),
    rows: shares
      .slice(0, LISTED)
      .map(
        ({ piece, share, grade: used }) =>
          [piece.index, shown(share), used, String(piece.cultivated)] as const,
      ),
    cultivated: String(chosen.reduce((sum, piece) => sum + piece.cultivated, 0n)),
  };
}

function entriesOf(settlement: Settlement, map: ReportMap, version: number): Record<string, Entry> {
  const all = map.pieces.map(drawnPiece);
  const entries: Record<string, Entry> = {};
  for (const pointer of pointersOf(settlement)) {
    const found = explainNumber(settlement, pointer, version);
    if (!found) continue;
    const { explanation, pieces, doubts } = found;
    entries[pointer] = {
      title: pair(explanation.title),
      value: pair(explanation.value),
      formula: pair(explanation.formula),
      operands: explanation.operands.map(({ name, value, ref }) => [
        pair(name),
        pair(value),
        ref?.split('#')[1] ?? '',
      ]),
      clauses: explanation.citations.map((one) => [pair(clauseLabel(one)), one.quote ?? '']),
      parameters: explanation.parameters.map((one) => [
        one.name,
        pair(one.value),
        one.confidence === 'unconfirmed',
      ]),
      unconfirmed: doubts.map(pair),
      advice: explanation.advice ? pair(explanation.advice) : null,
      pieces: pieces && pieceList(all, pieces, settlement),
    };
  }
  return entries;
}

/** The drawer, closed, and what it can show; its references name the version of the page. */
export function drawer(settlement: Settlement, map: ReportMap, version: number): string {
  const data = {
    id: `${settlement.id}@${version}`,
    omitted: map.omitted,
    entries: entriesOf(settlement, map, version),
  };
  return `<aside id="drawer" class="screen" hidden aria-label="explanation"><div class="dhead"><button data-back hidden>←</button><b id="dtitle"></b><span class="grow"></span><button data-close aria-label="close">✕</button></div><div id="dbody"></div>
<div class="foot"><span id="dref"></span><span>${words('可独立复算：explain 加上此引用', 'to compute again: explain with this reference')}</span></div></aside>
<script type="application/json" id="explanations">${scriptJson(data)}</script>`;
}

/** Style of the drawer. */
export const DRAWER_CSS = `
[data-ref]{cursor:pointer;border-bottom:1px dotted var(--t3)}[data-ref]:hover{background:var(--pri-soft)}
#drawer{position:fixed;top:0;right:0;bottom:0;width:min(680px,100vw);background:var(--surface);border-left:1px solid var(--line2);box-shadow:-8px 0 24px #0002;z-index:9;padding:14px 18px;overflow:auto;overflow-wrap:anywhere}
#drawer[hidden]{display:none}.dhead{display:flex;gap:8px;align-items:center;font-size:16px;line-height:24px;position:sticky;top:-14px;background:var(--surface);padding:8px 0}
.dhead button{border:1px solid var(--t3);border-radius:6px;background:transparent;color:var(--text);min-width:32px;min-height:32px;cursor:pointer;font:inherit}
#drawer h3{font-size:14px;line-height:22px;margin:14px 0 4px;border-top:1px solid var(--line);padding-top:10px}#drawer td,#drawer th{padding:3px 8px 3px 0}#drawer th{white-space:nowrap}#drawer td.n{overflow-wrap:normal}
#drawer .big{font-size:20px;line-height:28px;font-weight:700}#drawer q{color:var(--t2)}`;

/** Opens numbers, goes back, closes on Esc. Pieces come from the data of the map. */
export const DRAWER_SCRIPT = `
(function(){
var box=document.getElementById('drawer'),D=JSON.parse(document.getElementById('explanations').textContent),stack=[];
var M=JSON.parse(document.getElementById('map-data').textContent);
function esc(t){return String(t).replace(/[&<>"']/g,function(c){return'&#'+c.charCodeAt(0)+';'});}
function L(p){return p[document.documentElement.lang==='en'?1:0];}
function w(zh,en){return L([zh,en]);}
function area(v){return'<span class="a" data-a="'+esc(v)+'" data-s="1"></span>';}
function show(l,v){return l.isArea&&v!=='—'?area(v):esc(v);}
function list(l){var unit=l.isArea?' <span class="unit"></span>':'',g=l.grade,left=l.count-l.rows.length;
return'<h3>③ '+w('地块 '+l.count+' 块，计入多的在前','Pieces: '+l.count+', what counts most first')+'</h3><div class="scroll"><table><thead><tr><th>'+w('图斑','parcel')+'</th><th>'+w('地类','class')+'</th><th>'+w('流量','flow')+'</th><th>'+w('位置','place')+'</th>'+(g?'<th class="n">'+w('耕地增减','cultivated')+' <span class="unit"></span></th><th class="n">'+esc(L(g))+'</th>':'')+'<th class="n">'+esc(L(l.head))+unit+'</th></tr></thead><tbody>'
+l.rows.map(function(r){var p=M.pieces[r[0]];return'<tr><td><a href="#map" data-piece="'+r[0]+'">'+esc(p.id)+'</a></td><td>'+esc(p.from||'—')+' → '+esc(p.to||'—')+'</td><td>'+esc(L(M.names[p.flow]||[p.flow,p.flow]))+'</td><td>'+esc(p.village)+'</td>'+(g?'<td class="n">'+area(r[3])+'</td><td class="n">'+(r[2]===null?'—':esc(r[2]))+'</td>':'')+'<td class="n">'+show(l,r[1])+'</td></tr>';}).join('')
+'<tr class="sum"><td colspan="4">'+w('合计 '+l.count+' 块','all '+l.count)+'</td>'+(g?'<td class="n">'+area(l.cultivated)+'</td><td></td>':'')+'<td class="n">'+show(l,l.total)+'</td></tr></tbody></table></div>'
+(left>0?'<div class="muted">'+w('另有 '+left+' 块，见 changes.gpkg，或用 explain --limit 看全部','another '+left+' stand in changes.gpkg; explain --limit lists them')+'</div>':'')
+(D.omitted>0?'<div class="muted">'+w('本页只带最大的地块，较小的 '+D.omitted+' 块不在此列','this page carries the largest pieces; '+D.omitted+' smaller ones are not listed')+'</div>':'');}
function draw(){var ref=stack[stack.length-1],e=D.entries[ref];if(!e)return;box.hidden=false;box.querySelector('[data-back]').hidden=stack.length<2;
document.getElementById('dtitle').textContent=L(e.title);document.getElementById('dref').textContent='year:'+D.id+'#'+ref;
var h='<div class="big">'+esc(L(e.value))+'</div>'+(e.unconfirmed.length?'<span class="chip unconfirmed">'+w('未确认','unconfirmed')+'</span> <span class="muted">'+esc(e.unconfirmed.map(L).join(w('、','; ')))+'</span>':'');
h+='<h3>① '+w('算式','Formula')+'</h3>'+esc(L(e.formula));
if(e.operands.length)h+='<table><tbody>'+e.operands.map(function(o){return'<tr><td>'+esc(L(o[0]))+'</td><td class="n">'+(D.entries[o[2]]?'<span tabindex="0" role="button" data-ref="'+esc(o[2])+'">'+esc(L(o[1]))+'</span>':esc(L(o[1])))+'</td></tr>';}).join('')+'</tbody></table>';
h+='<h3>② '+w('条款和参数','Clause and parameters')+'</h3>'+e.clauses.map(function(c){return'<span class="chip">'+esc(L(c[0]))+'</span>'+(c[1]?' <q>'+esc(c[1])+'</q>':'');}).join('<br>');
h+=e.parameters.map(function(p){return'<div>'+esc(p[0])+' = '+esc(L(p[1]))+(p[2]?' <span class="chip unconfirmed">'+w('未确认','unconfirmed')+'</span>':'')+'</div>';}).join('');
if(e.pieces)h+=list(e.pieces);
if(e.advice)h+='<h3>④ '+w('怎么办','What to do')+'</h3>'+esc(L(e.advice));
document.getElementById('dbody').innerHTML=h;box.scrollTop=0;window.showUnits();}
function open(ref,deeper){if(!D.entries[ref])return;if(deeper)stack.push(ref);else stack=[ref];draw();}
function close(){stack=[];box.hidden=true;}
document.addEventListener('click',function(ev){var t=ev.target.closest&&ev.target.closest('[data-ref],[data-back],[data-close],[data-piece]');if(!t)return;
if(t.hasAttribute('data-piece')){window.showPiece(Number(t.getAttribute('data-piece')));if(innerWidth<1100)close();}
else if(t.hasAttribute('data-back')){stack.pop();draw();}else if(t.hasAttribute('data-close'))close();else open(t.getAttribute('data-ref'),box.contains(t));});
document.addEventListener('keydown',function(ev){if(ev.key==='Escape')close();else if((ev.key==='Enter'||ev.key==='e')&&ev.target.getAttribute&&ev.target.getAttribute('data-ref'))open(ev.target.getAttribute('data-ref'),box.contains(ev.target));});
window.redrawDrawer=function(){if(stack.length)draw();};
if(location.hash.indexOf('#/')===0)open(location.hash.slice(1));
})();`;
