/**
 * 变化地块图 — a map of the changed pieces that needs no network: outlines and pieces as whole metres in the page,
 * drawn on a canvas that can be dragged, zoomed and clicked. The list beside it says the same in words.
 */
import { type AreaText, flowKind } from '../land/index.ts';
import { scriptJson, words } from './figures.ts';
import { className } from './transitions.ts';

/** A changed piece as drawn: rings in whole metres from the map's origin, x east, y north. */
export interface MapPiece {
  readonly rings: readonly (readonly number[])[];
  readonly side: 'loss' | 'gain' | 'other';
  readonly flow: string;
  readonly from: string;
  readonly to: string;
  readonly id: string;
  /** Parcel of the year before. */
  readonly before: string;
  readonly village: string;
  /** Code of the village. */
  readonly zone: string;
  readonly area: AreaText;
  /** Effect on net cultivated and on stably used land, signed, and the grades: what explanations add up. */
  readonly cultivated: AreaText;
  readonly stable: AreaText;
  readonly qualityGrade: number | null;
  readonly utilizationGrade: number | null;
  readonly evidence: string;
}

/** An administrative outline behind the pieces. */
export interface MapOutline {
  readonly name: string;
  readonly level: 'county' | 'town' | 'village';
  readonly rings: readonly (readonly number[])[];
}

export interface ReportMap {
  readonly pieces: readonly MapPiece[];
  readonly outlines: readonly MapOutline[];
  /** Pieces that are not drawn because the page would grow too large; they stand in changes.gpkg. */
  readonly omitted: number;
  /** What the metres are, e.g. the CRS of the survey. */
  readonly reference: string;
}

/** Names of the flows and classes that occur, in both languages. */
function namesIn(map: ReportMap): Record<string, readonly [string, string]> {
  const names: Record<string, readonly [string, string]> = {};
  for (const piece of map.pieces) {
    const { title } = flowKind(piece.flow);
    names[piece.flow] = [title.zh, title.en];
    for (const code of [piece.from, piece.to]) {
      const name = className(code);
      names[code] = [name.zh, name.en];
    }
  }
  return names;
}

/** What the map shows of a piece; the figures that explanations add up stand with them. */
function drawnFacts(piece: MapPiece) {
  const { rings, side, flow, from, to, id, village, area, evidence } = piece;
  return { rings, side, flow, from, to, id, village, area, evidence };
}

/** The map with its legend, and the data it draws. */
export function mapSection(map: ReportMap): string {
  const omitted =
    map.omitted > 0
      ? `<p class="muted">${words(`另有 ${map.omitted} 个较小的地块没有画出，在 changes.gpkg 中。`, `${map.omitted} smaller pieces are not drawn; they stand in changes.gpkg.`)}</p>`
      : '';
  return `<div class="mapwrap"><div><canvas id="map" tabindex="0" aria-label="map"></canvas>
<div class="legend"><span><i style="background:repeating-linear-gradient(45deg,#B5420E 0 2px,transparent 2px 5px)"></i>${words('减少', 'loss')}</span>
<span><i style="background:radial-gradient(#0B6E6E 30%,transparent 31%) 0 0/5px 5px"></i>${words('增加', 'gain')}</span>
<span><i style="background:#7C828A55"></i>${words('耕地内部、订正与残差', 'within cultivated land, corrections, residual')}</span>
<span>${words('拖动平移，滚轮或 ＋ − 缩放，点选地块；0 回到全图', 'drag to pan, wheel or + − to zoom, click a piece; 0 shows all')}</span></div>${omitted}</div>
<div><div id="picked" class="muted">${words('点地图上的地块，这里说明它从什么变成了什么、按哪种流量、依据什么。', 'Click a piece: what it was, what it became, by which flow, on what evidence.')}</div></div></div>
<script type="application/json" id="map-data">${scriptJson({ ...map, pieces: map.pieces.map(drawnFacts), names: namesIn(map) })}</script>`;
}

/** Script that draws and answers clicks; plain DOM, no library. */
export const MAP_SCRIPT = `
(function(){
var el=document.getElementById('map');if(!el)return;
var data=JSON.parse(document.getElementById('map-data').textContent),ctx=el.getContext('2d');
var all=data.outlines.concat(data.pieces),b=[Infinity,Infinity,-Infinity,-Infinity];
all.forEach(function(f){f.box=[Infinity,Infinity,-Infinity,-Infinity];f.rings.forEach(function(r){for(var i=0;i<r.length;i+=2){
f.box[0]=Math.min(f.box[0],r[i]);f.box[1]=Math.min(f.box[1],r[i+1]);f.box[2]=Math.max(f.box[2],r[i]);f.box[3]=Math.max(f.box[3],r[i+1]);}});
b[0]=Math.min(b[0],f.box[0]);b[1]=Math.min(b[1],f.box[1]);b[2]=Math.max(b[2],f.box[2]);b[3]=Math.max(b[3],f.box[3]);});
if(!isFinite(b[0]))b=[0,0,1,1];
var view={x:0,y:0,k:1},chosen=-1,W=0,H=0;
function fit(){var r=el.getBoundingClientRect(),d=window.devicePixelRatio||1;W=r.width;H=r.height;el.width=W*d;el.height=H*d;ctx.setTransform(d,0,0,d,0,0);}
function home(){view.k=Math.min(W/(b[2]-b[0]||1),H/(b[3]-b[1]||1))*0.94;view.x=(b[0]+b[2])/2;view.y=(b[1]+b[3])/2;}
function sx(x){return (x-view.x)*view.k+W/2}function sy(y){return H/2-(y-view.y)*view.k}
function css(n){return getComputedStyle(document.documentElement).getPropertyValue(n).trim()}
function pattern(kind){var c=document.createElement('canvas');c.width=c.height=6;var g=c.getContext('2d');
if(kind==='loss'){g.strokeStyle=css('--loss');g.lineWidth=1.4;g.beginPath();g.moveTo(0,0);g.lineTo(6,6);g.moveTo(-1,5);g.lineTo(1,7);g.moveTo(5,-1);g.lineTo(7,1);g.stroke();}
else{g.fillStyle=css('--gain');g.beginPath();g.arc(3,3,1.4,0,7);g.fill();}return ctx.createPattern(c,'repeat');}
function path(f){ctx.beginPath();f.rings.forEach(function(r){for(var i=0;i<r.length;i+=2){if(i)ctx.lineTo(sx(r[i]),sy(r[i+1]));else ctx.moveTo(sx(r[i]),sy(r[i+1]));}ctx.closePath();});}
function draw(){ctx.clearRect(0,0,W,H);var loss=pattern('loss'),gain=pattern('gain');
data.outlines.forEach(function(o){path(o);ctx.fillStyle=o.level==='county'?css('--surface'):'transparent';ctx.fill('evenodd');ctx.strokeStyle=o.level==='village'?css('--line'):o.level==='town'?css('--line2'):css('--t3');
ctx.lineWidth=o.level==='county'?1.6:o.level==='town'?1.1:0.6;ctx.stroke();});
data.outlines.forEach(function(o){if(o.level!=='town'||!o.name)return;ctx.fillStyle=css('--t3');ctx.font='12px sans-serif';ctx.textAlign='center';ctx.fillText(o.name,sx((o.box[0]+o.box[2])/2),sy((o.box[1]+o.box[3])/2));});
data.pieces.forEach(function(p,i){var w=(p.box[2]-p.box[0])*view.k,h=(p.box[3]-p.box[1])*view.k,t=p.side==='loss'?css('--loss'):p.side==='gain'?css('--gain'):css('--neutral');
if(Math.max(w,h)<5){ctx.fillStyle=t;var x=sx((p.box[0]+p.box[2])/2),y=sy((p.box[1]+p.box[3])/2);
if(p.side==='loss'){ctx.fillRect(x-2,y-2,4,4);}else{ctx.beginPath();ctx.arc(x,y,p.side==='gain'?2.2:1.4,0,7);ctx.fill();}return;}
path(p);ctx.fillStyle=p.side==='loss'?loss:p.side==='gain'?gain:css('--neutral')+'55';ctx.fill('evenodd');ctx.strokeStyle=t;ctx.lineWidth=p.side==='other'?0.8:1.6;ctx.stroke();});
if(chosen>=0){path(data.pieces[chosen]);ctx.strokeStyle='#fff';ctx.lineWidth=6;ctx.stroke();ctx.strokeStyle='#0A3CFF';ctx.lineWidth=2.6;ctx.stroke();}
scale();}
function scale(){var m=100/view.k,p=Math.pow(10,Math.floor(Math.log10(m))),n=m/p,v=(n>5?10:n>2?5:n>1?2:1)*p,w=v*view.k;
ctx.fillStyle=css('--t2');ctx.fillRect(14,H-16,w,2);ctx.fillRect(14,H-20,1.5,6);ctx.fillRect(14+w,H-20,1.5,6);ctx.font='11px sans-serif';ctx.textAlign='left';ctx.fillText(v>=1000?v/1000+' km':v+' m',18+w,H-12);}
function inside(f,x,y){var hit=false;f.rings.forEach(function(r){for(var i=0,j=r.length-2;i<r.length;j=i,i+=2){if((r[i+1]>y)!==(r[j+1]>y)&&x<(r[j]-r[i])*(y-r[i+1])/(r[j+1]-r[i+1])+r[i])hit=!hit;}});return hit;}
function esc(t){return String(t).replace(/[&<>"]/g,function(c){return{'&':'&amp;','<':'&lt;','>':'&gt;','"':'&quot;'}[c]});}
function show(i){chosen=i;var box=document.getElementById('picked');if(i<0)return;var p=data.pieces[i];box.className='';
function two(k,before){var n=data.names[k]||[k,k];return'<span class="zh">'+esc(before+n[0])+'</span><span class="en">'+esc(before+n[1])+'</span>';}
box.innerHTML='<b>'+esc(p.id)+'</b><br>'+two(p.from,p.from+' ')+' → '+two(p.to,p.to+' ')+'<br><span class="chip">'+two(p.flow,'')+'</span><br><span class="a" data-a="'+esc(p.area)+'"></span> <span class="unit"></span><br>'+esc(p.village)+(p.evidence?'<br>'+esc(p.evidence):'');
if(window.showUnits)window.showUnits();}
window.showPiece=function(i){show(i);var f=data.pieces[i];if(f){view.x=(f.box[0]+f.box[2])/2;view.y=(f.box[1]+f.box[3])/2;view.k=Math.min(W,H)/(Math.max(f.box[2]-f.box[0],f.box[3]-f.box[1])*6||1);}draw();};
function at(ev){var r=el.getBoundingClientRect(),x=(ev.clientX-r.left-W/2)/view.k+view.x,y=(H/2-(ev.clientY-r.top))/view.k+view.y,tol=5/view.k,best=-1,d=Infinity;
for(var i=data.pieces.length-1;i>=0;i--){var p=data.pieces[i];if(x<p.box[0]-tol||x>p.box[2]+tol||y<p.box[1]-tol||y>p.box[3]+tol)continue;if(inside(p,x,y))return i;
var c=Math.hypot((p.box[0]+p.box[2])/2-x,(p.box[1]+p.box[3])/2-y);if(Math.max(p.box[2]-p.box[0],p.box[3]-p.box[1])*view.k<8&&c<d){d=c;best=i;}}return best;}
function zoom(f,ev){var r=el.getBoundingClientRect(),px=ev?ev.clientX-r.left:W/2,py=ev?ev.clientY-r.top:H/2,x=(px-W/2)/view.k+view.x,y=(H/2-py)/view.k+view.y;
view.k*=f;view.x=x-(px-W/2)/view.k;view.y=y-(H/2-py)/view.k;draw();}
var drag=null;
el.addEventListener('pointerdown',function(e){drag={x:e.clientX,y:e.clientY,m:false};el.setPointerCapture(e.pointerId);});
el.addEventListener('pointermove',function(e){if(!drag)return;var dx=e.clientX-drag.x,dy=e.clientY-drag.y;if(Math.abs(dx)+Math.abs(dy)>3)drag.m=true;if(drag.m){view.x-=dx/view.k;view.y+=dy/view.k;drag.x=e.clientX;drag.y=e.clientY;draw();}});
el.addEventListener('pointerup',function(e){if(drag&&!drag.m){show(at(e));draw();}drag=null;});
el.addEventListener('wheel',function(e){e.preventDefault();zoom(e.deltaY<0?1.25:0.8,e);},{passive:false});
el.addEventListener('keydown',function(e){var s=60/view.k,k=e.key;if(k==='+'||k==='=')zoom(1.25);else if(k==='-')zoom(0.8);else if(k==='0'){home();draw();}
else if(k==='ArrowLeft'){view.x-=s;draw();}else if(k==='ArrowRight'){view.x+=s;draw();}else if(k==='ArrowUp'){view.y+=s;draw();}else if(k==='ArrowDown'){view.y-=s;draw();}else return;e.preventDefault();});
window.addEventListener('resize',function(){fit();draw();});
if(window.matchMedia)matchMedia('(prefers-color-scheme: dark)').addEventListener('change',draw);
fit();home();draw();
})();`;
