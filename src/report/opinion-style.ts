/** The look of an opinion: what it adds to the sheet of the report. On paper one page of A4 where it fits. */
export const OPINION_CSS = `
.opinion{display:grid;grid-template-columns:minmax(0,560px) minmax(0,1fr);gap:12px;align-items:start;padding-top:16px}
.opinion h1{margin:2px 0 10px;font-size:20px}
.opinion .card{padding:0;overflow:hidden}.opinion .pad{padding:14px 20px}
.opinion .banner{display:flex;gap:12px;align-items:baseline;border:1px solid var(--line);border-radius:6px;padding:10px 14px;margin-bottom:12px}
.opinion .banner .state{font-size:15px}
.refuse.banner,.no-data.banner{background:var(--fail-soft);border-color:var(--fail)}.no-data.banner{border-style:dashed}
.needs-approval.banner,.stale.banner,.duty.banner{background:var(--warn-soft);border-color:var(--warn)}.pass.banner{background:var(--pass-soft);border-color:var(--pass)}
.state.refuse{color:var(--fail)}.state.needs-approval,.state.stale,.state.duty,.state.excepted{color:var(--warn)}.opinion .state.not-applicable{color:var(--t3)}
.opinion .fives{display:grid;grid-template-columns:repeat(5,minmax(0,1fr));gap:8px}
.opinion .fives b{display:block;font-size:22px;line-height:28px}.opinion .fives b.none{color:var(--fail);font-size:15px}
.opinion .item{display:grid;grid-template-columns:88px minmax(0,1fr);gap:2px 10px;border-top:1px solid var(--line);padding:9px 20px;break-inside:avoid}
.opinion .item p{margin:1px 0 0;color:var(--t2);font-size:13px;line-height:20px;overflow-wrap:anywhere}.opinion .item p.do{color:var(--text)}
.opinion .quiet{color:var(--t2);font-size:13px;line-height:20px}
.opinion .pairs{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:4px 20px}
.opinion .basis{background:var(--s2);border-top:1px solid var(--line);color:var(--t3);font-size:12px;line-height:18px;padding:10px 20px}
.opinion svg{display:block;width:100%;height:auto;background:var(--s2)}
.opinion .pads table{margin:0}.opinion .pads h2{padding:12px 20px 0;margin:0 0 6px}.opinion .pads td:first-child,.opinion .pads th:first-child{padding-left:20px}.opinion .pads td:last-child,.opinion .pads th:last-child{padding-right:20px}
.opinion .signs{display:none}
.opinion .legend{padding:8px 20px 12px;margin:0}.opinion .legend svg{display:inline-block;width:18px;height:12px;vertical-align:-2px;margin-right:5px;border:1px solid var(--line2)}
@media (max-width:1024px){.opinion{grid-template-columns:minmax(0,1fr)}.opinion>.right{order:-1}}
@media (max-width:600px){.opinion .fives{grid-template-columns:repeat(2,minmax(0,1fr))}.opinion .pairs{grid-template-columns:minmax(0,1fr)}}
@media print{@page{size:A4 portrait;margin:11mm 12mm 12mm 14mm}
:root{--surface:#fff;--s2:#fff;--s3:#eee;--line:#bbb;--line2:#888;--text:#000;--t2:#222;--t3:#333;--pri:#1F4FA3;--pri-soft:#fff;--fail-soft:#fff;--warn-soft:#fff;--pass-soft:#fff;--fail:#BE2A22;--warn:#7A4600;--pass:#1B7A45}
.opinion{display:flex;flex-direction:column;padding:0}.opinion .left,.opinion .right,.opinion .right>.card{display:contents}.opinion .picture{order:2}.opinion .items{order:3}.opinion .head{order:1}.opinion .card{border:0;border-radius:0;margin:0 0 6px}.opinion .pad{padding:4px 0}
.opinion h1{font-size:17px;line-height:22px;margin:0 0 4px}.opinion .banner{padding:4px 8px;margin-bottom:4px}.opinion .fives b{font-size:15px;line-height:19px}
.opinion .item{padding:3px 0;grid-template-columns:70px minmax(0,1fr)}.opinion .item p{font-size:11px;line-height:15px;margin:0}.opinion .item b{font-size:12px}.chip{font-size:10.5px;line-height:14px;border:1px solid var(--line2)}
.opinion .map svg{max-height:62mm;width:auto;max-width:100%;margin:0 auto;border:1px solid #888}.opinion .legend{padding:2px 0;font-size:10px;justify-content:center}
.opinion .tables{display:none}.opinion .basis,.opinion .quiet{padding:4px 0;font-size:10.5px;line-height:14px}.opinion .signs{display:flex;justify-content:space-between;margin-top:8px;font-size:12px}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`;
