/** The look of the report: colour tokens, type and print rules. One style sheet, inlined, no network. */

/** Tokens in light and dark; contrast of every text colour is at least 4.5 on its surface. */
export const REPORT_CSS = `
:root{--bg:#F5F4F0;--surface:#FFFFFF;--s2:#FAF9F6;--s3:#F0EEE8;--line:#E5E2DA;--line2:#CFCABE;--text:#1B1F24;--t2:#4F555D;--t3:#6B7078;
--pri:#1F4FA3;--pri-soft:#E9EFFA;--brand:#1E5B46;--gain:#0B6E6E;--gain-soft:#DDF0EE;--loss:#B5420E;--loss-soft:#FBE8DD;--neutral:#7C828A;
--pass:#1B7A45;--pass-soft:#E5F4EB;--warn:#96590A;--warn-soft:#FCF1DA;--fail:#BE2A22;--fail-soft:#FCE9E6;--bar:#4F555D}
@media (prefers-color-scheme: dark){:root:not([data-theme=light]){--bg:#121518;--surface:#1A1E22;--s2:#20252A;--s3:#272D33;--line:#2E353B;--line2:#434B53;
--text:#ECEAE4;--t2:#B4B8BD;--t3:#90969D;--pri:#8DB2F7;--pri-soft:#20304B;--brand:#4FA684;--gain:#4CC5BC;--gain-soft:#153533;--loss:#F29562;
--loss-soft:#3E2519;--neutral:#969CA3;--pass:#58C389;--pass-soft:#17311F;--warn:#E6B455;--warn-soft:#37290F;--fail:#F58078;--fail-soft:#3F1F1D;--bar:#90969D}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:14px/22px "Source Sans 3","PingFang SC","HarmonyOS Sans SC","Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif;font-variant-numeric:tabular-nums}
html[lang=en] .zh,html[lang=zh-CN] .en{display:none!important}
main{max-width:1440px;margin:0 auto;padding:0 24px 24px}
.top{position:sticky;top:0;z-index:5;background:var(--surface);border-bottom:1px solid var(--line)}
.top>div{max-width:1440px;margin:0 auto;padding:8px 24px;display:flex;align-items:center;gap:12px;flex-wrap:wrap}
.mark{display:inline-flex;align-items:center;gap:8px;font-weight:700;color:var(--brand)}
.mark svg{display:block}
.grow{flex:1}
.seg{display:inline-flex;border:1px solid var(--t3);border-radius:6px;overflow:hidden}
.seg button{border:0;background:transparent;color:var(--t2);font:inherit;font-size:13px;min-height:32px;min-width:40px;padding:0 10px;cursor:pointer}
.seg button[aria-pressed=true]{background:var(--pri-soft);color:var(--pri);font-weight:700}
.seg button:focus-visible,summary:focus-visible,a:focus-visible,.a:focus-visible{outline:2px solid var(--pri);outline-offset:2px}
h1{font-size:20px;line-height:28px;margin:20px 0 12px;display:flex;gap:10px;align-items:center;flex-wrap:wrap}
h2{font-size:16px;line-height:24px;margin:0 0 8px;display:flex;gap:10px;align-items:baseline;flex-wrap:wrap}
h2 small,.muted{color:var(--t3);font-size:12px;line-height:18px;font-weight:400}
.chip{display:inline-block;border-radius:4px;padding:0 6px;font-size:12px;line-height:18px;font-weight:400;background:var(--pri-soft);color:var(--pri);white-space:nowrap}
.chip.unconfirmed{background:transparent;color:var(--warn);border:1px dashed var(--warn)}
.card{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:14px 16px;margin-bottom:12px;min-width:0}
.cols{display:grid;grid-template-columns:minmax(0,1fr) minmax(340px,460px);gap:12px;align-items:start}
.verdict{display:flex;gap:10px;align-items:baseline;border-radius:8px;padding:10px 16px;margin-bottom:12px;border:1px solid var(--line);background:var(--surface)}
.verdict a{white-space:nowrap}.verdict:has(.line){display:block}.verdict .line{display:flex;gap:10px;align-items:baseline}.verdict .line+.line{margin-top:6px}
.verdict.fail,.verdict.no-data{background:var(--fail-soft);border-color:var(--fail)}
.verdict.notice{background:var(--warn-soft);border-color:var(--warn)}
.account{display:grid;grid-template-columns:auto minmax(16px,1fr) auto minmax(16px,1fr) auto minmax(16px,1fr) auto minmax(16px,1fr) auto minmax(170px,auto);gap:4px 10px;align-items:center}
.account .op{font-size:22px;color:var(--t3);text-align:center}
.fig{font-size:24px;line-height:28px;font-weight:700;border-bottom:1px dotted var(--t3);display:inline-block}
.account .label{color:var(--t2);font-size:12px;line-height:18px}
a{color:var(--pri)}
.loss{color:var(--loss)}.gain{color:var(--gain)}.neutral{color:var(--t2)}
.seal{border-left:1px solid var(--line);padding-left:16px;margin-left:12px;color:var(--pass)}
.seal.open{color:var(--fail)}
.state{font-weight:700;white-space:nowrap;display:inline-flex;gap:6px;align-items:center}
.state.pass{color:var(--pass)}.state.fail,.state.no-data{color:var(--fail)}.state.notice,.state.not-applicable{color:var(--warn)}
.test{border-top:1px solid var(--line);padding:8px 0;display:grid;grid-template-columns:88px minmax(0,1fr);gap:2px 8px}
.test:first-of-type{border-top:0}
.test .why{grid-column:2;color:var(--t2);font-size:13px;line-height:20px;overflow-wrap:anywhere}
html[lang=en] .wf{grid-template-columns:300px minmax(0,1fr) 104px}
.wf{display:grid;grid-template-columns:168px minmax(0,1fr) 104px;gap:10px;align-items:center;font-size:13px;line-height:20px;border-bottom:1px solid var(--s3)}
.wf>span:first-child{color:var(--t2);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.wf>.num{text-align:right;font-weight:700}.wf>.unsure{text-decoration:underline dashed var(--warn);text-underline-offset:3px}u.unsure{text-decoration:underline dashed var(--warn)}.wf.end{font-weight:700}.wf.end>span:first-child{color:var(--text)}
.track{position:relative;height:14px}
.bar{border:0!important}.track .bar{position:absolute;top:0;bottom:0;border-radius:2px}
.bar.total{background:linear-gradient(90deg,var(--bar) 0 14px,var(--surface) 14px 18px,var(--bar) 18px 20px,var(--surface) 20px 24px,var(--bar) 24px)}
.bar.loss{background:repeating-linear-gradient(135deg,var(--loss) 0 4px,color-mix(in srgb,var(--loss) 62%,var(--surface)) 4px 6px)}
.bar.exempt{background:repeating-linear-gradient(135deg,var(--loss) 0 1.5px,var(--loss-soft) 1.5px 6px)}
.bar.gain{background:var(--gain)}.bar.adjustment{background:var(--neutral)}
table{border-collapse:collapse;width:100%;font-size:13px;line-height:20px}
th,td{padding:5px 8px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{background:var(--s2);color:var(--t2);font-weight:400}
td.n,th.n{text-align:right;white-space:nowrap}
tr.sum td{font-weight:700;border-top:1px solid var(--line2)}
.scroll{overflow-x:auto}
details>summary{cursor:pointer;color:var(--pri);min-height:32px;padding:5px 0}
.matrix{font-size:12px}.matrix td,.matrix th{padding:4px 6px}.matrix th:first-child{position:sticky;left:0;z-index:1;white-space:nowrap;max-width:210px;overflow:hidden;text-overflow:ellipsis}
.matrix td.diag{background:repeating-linear-gradient(135deg,transparent 0 5px,var(--s3) 5px 6px)}
.legend{display:flex;gap:14px;flex-wrap:wrap;font-size:12px;line-height:18px;color:var(--t2);margin-top:6px}
.legend i{display:inline-block;width:14px;height:10px;margin-right:5px;border:1px solid var(--line2);vertical-align:-1px}
#map{width:100%;height:520px;display:block;border:1px solid var(--line);border-radius:6px;background:var(--s2);touch-action:none;cursor:grab}
.mapwrap{display:grid;grid-template-columns:minmax(0,1fr) 300px;gap:12px}
#picked{font-size:13px;line-height:20px;overflow-wrap:anywhere}
svg text{fill:var(--text);font:12px/16px inherit}
svg .t3{fill:var(--t3);font-size:11px}
.foot{color:var(--t3);font-size:11px;line-height:16px;display:flex;gap:16px;flex-wrap:wrap;border-top:1px solid var(--line);padding-top:8px}
.amber{background:var(--warn-soft);color:var(--warn)}
[data-view]{display:none}[data-view].on{display:block}
.printonly{display:none}
@media (max-width:1024px){.cols,.mapwrap{grid-template-columns:minmax(0,1fr)}}
@media (max-width:768px){.wf,html[lang=en] .wf{grid-template-columns:110px minmax(0,1fr) 84px;gap:6px}main{padding:0 12px 12px}.account{grid-template-columns:20px 1fr}.account>div:first-child,.account .seal{grid-column:1/-1}.seal{border-left:0;border-top:1px solid var(--line);padding:8px 0 0;margin:4px 0 0}h2 .grow,.verdict .grow{display:none}.verdict{flex-wrap:wrap}.top>div{padding:8px 12px}.mapwrap #map{height:360px}}
@media (prefers-reduced-motion: reduce){*{transition:none!important}}
@media print{@page{size:A4 portrait;margin:16mm 12mm 14mm 16mm;@bottom-right{content:"第 " counter(page) " 页　共 " counter(pages) " 页";font:11px serif}}
body{background:#fff;color:#000;font:12px/17px "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif}
.top,.screen{display:none!important}.printonly{display:block}main{padding:0;max-width:none}
.sheet table{font-size:11.5px;line-height:16px}.sheet th,.sheet td{border:1px solid #000;padding:2px 6px;background:#fff;color:#000}
.sheet th{text-align:center}.sheet td.same{background:repeating-linear-gradient(135deg,#fff 0 5px,#ddd 5px 6px)}.sheet table.whole{break-inside:avoid}.sheet h2{break-after:avoid}.sheet thead{display:table-header-group}.sheet tr{break-inside:avoid}.sheet h2{font-size:13px;margin:10px 0 4px}
.sheet .title{font-size:19px;font-weight:700;text-align:center;letter-spacing:1px;margin:6px 0 0}.sheet .line{display:flex;justify-content:space-between}
.sheet tr.sum td{font-weight:700}}
`;
