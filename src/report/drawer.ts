/**
 * 说明抽屉 — every underlined number opens: ① 算式 with operands that open in turn, ② 条款 and parameters, ③ 地块, ④ 怎么办.
 * Explanations are made when the page is made and stand in it; nothing is asked of a server.
 */
import type { Bilingual } from '../base/index.ts';
import { explainNumber, type PieceFilter, type Settlement } from '../land/index.ts';
import { clauseLabel } from '../policy/index.ts';
import { scriptJson, words } from './figures.ts';

type Pair = readonly [zh: string, en: string];

interface Entry {
  readonly title: Pair;
  readonly value: Pair;
  readonly formula: Pair;
  readonly operands: readonly (readonly [name: Pair, value: Pair, pointer: string])[];
  readonly clauses: readonly (readonly [name: Pair, quote: string])[];
  readonly parameters: readonly (readonly [name: string, value: Pair, unconfirmed: boolean])[];
  readonly unconfirmed: boolean;
  readonly advice: Pair | null;
  readonly pieces: PieceFilter | null;
}

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

function entriesOf(settlement: Settlement): Record<string, Entry> {
  const entries: Record<string, Entry> = {};
  for (const pointer of pointersOf(settlement)) {
    const found = explainNumber(settlement, pointer);
    if (!found) continue;
    const { explanation, pieces } = found;
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
      unconfirmed: explanation.confidence === 'unconfirmed',
      advice: explanation.advice ? pair(explanation.advice) : null,
      pieces,
    };
  }
  return entries;
}

/** The drawer, closed, and what it can show. */
export function drawer(settlement: Settlement): string {
  return `<aside id="drawer" class="screen" hidden aria-label="explanation"><div class="dhead"><button data-back hidden>←</button><b id="dtitle"></b><span class="grow"></span><button data-close aria-label="close">✕</button></div><div id="dbody"></div>
<div class="foot"><span id="dref"></span><span>${words('可独立复算：explain 加上此引用', 'to compute again: explain with this reference')}</span></div></aside>
<script type="application/json" id="explanations">${scriptJson({ id: settlement.id, entries: entriesOf(settlement) })}</script>`;
}

/** Style of the drawer. */
export const DRAWER_CSS = `
[data-ref]{cursor:pointer;border-bottom:1px dotted var(--t3)}[data-ref]:hover{background:var(--pri-soft)}
#drawer{position:fixed;top:0;right:0;bottom:0;width:min(560px,100vw);background:var(--surface);border-left:1px solid var(--line2);box-shadow:-8px 0 24px #0002;z-index:9;padding:14px 18px;overflow:auto;overflow-wrap:anywhere}
#drawer[hidden]{display:none}.dhead{display:flex;gap:8px;align-items:center;font-size:16px;line-height:24px;position:sticky;top:-14px;background:var(--surface);padding:8px 0}
.dhead button{border:1px solid var(--t3);border-radius:6px;background:transparent;color:var(--text);min-width:32px;min-height:32px;cursor:pointer;font:inherit}
#drawer h3{font-size:14px;line-height:22px;margin:14px 0 4px;border-top:1px solid var(--line);padding-top:10px}#drawer td{padding:3px 8px 3px 0}
#drawer .big{font-size:20px;line-height:28px;font-weight:700}#drawer q{color:var(--t2)}`;

/** Opens numbers, goes back, closes on Esc. Pieces come from the data of the map. */
export const DRAWER_SCRIPT = `
(function(){
var box=document.getElementById('drawer'),D=JSON.parse(document.getElementById('explanations').textContent),stack=[];
var pieces=JSON.parse(document.getElementById('map-data').textContent).pieces;
function esc(t){return String(t).replace(/[&<>"']/g,function(c){return'&#'+c.charCodeAt(0)+';'});}
function L(p){return p[document.documentElement.lang==='en'?1:0];}
function w(zh,en){return L([zh,en]);}
function behind(f){return pieces.map(function(p,i){return{p:p,i:i}}).filter(function(x){var p=x.p;return(!f.flows||f.flows.indexOf(p.flow)>=0)&&(!f.parcels||f.parcels.indexOf(p.id)>=0||f.parcels.indexOf(p.before)>=0)&&(f.from===undefined||p.from===f.from)&&(f.to===undefined||p.to===f.to)&&(!f.zone||p.zone.indexOf(f.zone)===0);});}
function draw(){var ref=stack[stack.length-1],e=D.entries[ref];if(!e)return;box.hidden=false;box.querySelector('[data-back]').hidden=stack.length<2;
document.getElementById('dtitle').textContent=L(e.title);document.getElementById('dref').textContent='year:'+D.id+'#'+ref;
var h='<div class="big">'+esc(L(e.value))+'</div>'+(e.unconfirmed?'<span class="chip unconfirmed">'+w('未确认','unconfirmed')+'</span>':'');
h+='<h3>① '+w('算式','Formula')+'</h3>'+esc(L(e.formula));
if(e.operands.length)h+='<table><tbody>'+e.operands.map(function(o){return'<tr><td>'+esc(L(o[0]))+'</td><td class="n">'+(D.entries[o[2]]?'<span tabindex="0" role="button" data-ref="'+esc(o[2])+'">'+esc(L(o[1]))+'</span>':esc(L(o[1])))+'</td></tr>';}).join('')+'</tbody></table>';
h+='<h3>② '+w('条款和参数','Clause and parameters')+'</h3>'+e.clauses.map(function(c){return'<span class="chip">'+esc(L(c[0]))+'</span>'+(c[1]?' <q>'+esc(c[1])+'</q>':'');}).join('<br>');
h+=e.parameters.map(function(p){return'<div>'+esc(p[0])+' = '+esc(L(p[1]))+(p[2]?' <span class="chip unconfirmed">'+w('未确认','unconfirmed')+'</span>':'')+'</div>';}).join('');
if(e.pieces){var all=behind(e.pieces),total=all.length;if(total){h+='<h3>③ '+w('地块 '+total+' 块','Pieces: '+total)+'</h3><table><tbody>'+all.slice(0,50).map(function(x){return'<tr><td><a href="#map" data-piece="'+x.i+'">'+esc(x.p.id)+'</a></td><td>'+esc(x.p.from||'—')+' → '+esc(x.p.to||'—')+'</td><td>'+esc(x.p.village)+'</td><td class="n"><span class="a" data-a="'+esc(x.p.area)+'"></span></td></tr>';}).join('')+'</tbody></table>'+(total>50?'<div class="muted">'+w('其余见 changes.gpkg','the others stand in changes.gpkg')+'</div>':'');}}
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
