/** The start page: settled years with their headline figures, each leading to its report and files. And the page of errors. */
import { type Bilingual, type Language, say } from '../base/index.ts';
import type { SettlementView } from '../app/index.ts';

/** One settled year on the page. */
export interface StartEntry {
  readonly view: SettlementView;
  readonly id: string;
  readonly version: number;
  /** Address of the report folder, ending in a slash. */
  readonly folder: string;
  readonly settledAt: string;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

const escape = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]!,
  );

/** The list of settled years; it asks the network for nothing. */
export function startPage(
  entries: readonly StartEntry[],
  version: string,
  language: Language,
): string {
  const told = (zh: string, en: string): string => escape(language === 'zh' ? zh : en);
  const body =
    entries.length > 0
      ? entries.map((entry) => card(entry, language)).join('')
      : `<article><h2>${told('还没有结算过的年度', 'No year has been settled yet')}</h2><p>${told('运行下面的命令，结果会出现在这里：', 'Run this, and the result appears here:')}</p><p><code>liangtian settle --before … --after …</code></p></article>`;
  return page(say('良田：已结算的年度', 'Liangtian: settled years'), version, language, body);
}

/** A page for what cannot be shown: what, and where to go. */
export function messagePage(message: Bilingual, version: string, language: Language): string {
  const back = language === 'zh' ? '回到已结算的年度' : 'Back to the settled years';
  const body = `<article><h2>${escape(message[language])}</h2><p><a href="/">${escape(back)}</a></p></article>`;
  return page(say('良田', 'Liangtian'), version, language, body);
}

type FigureLine = SettlementView['totals'][number];

const SIGNS = ['●', '■', '△', '⬚', '○'] as const;
const TONES = ['pass', 'fail', 'notice', 'fail', 'notice'] as const;

function card(entry: StartEntry, language: Language): string {
  const { view, folder, files } = entry;
  const zh = language === 'zh';
  const sum = (kind: FigureLine['kind']): readonly FigureLine[] =>
    view.totals.filter((line) => line.kind === kind);
  const figure = (line: FigureLine): string =>
    `<div><span class="label">${escape(line.name[language])}</span><b class="${line.kind}">${escape(line.hectares)}</b></div>`;
  const [opening, closing] = sum('total');
  const figures = [opening, ...sum('loss'), ...sum('gain'), ...sum('adjustment'), closing]
    .filter((line) => line !== undefined)
    .map(figure);
  const tests = view.tests.map((test) => {
    const word = test.word[language];
    const at = SIGNS.findIndex((sign) => word.startsWith(sign));
    return `<li><span class="${TONES[at] ?? 'notice'}">${escape(word)}</span> ${escape(`${test.id} ${test.title[language]}`)}</li>`;
  });
  const list = files
    .filter((file) => file.name !== 'report.html')
    .map(
      (file) =>
        `<li><a href="${escape(folder + encodeURIComponent(file.name))}">${escape(file.name)}</a> <span class="muted">${size(file.bytes)}</span></li>`,
    );
  return `<article><h2><a href="${escape(folder)}">${escape(view.title[language])}</a><span class="chip">${escape(view.stage[language])} ${zh ? `第 ${entry.version} 版` : `version ${entry.version}`}</span><span class="muted">${escape(entry.id)} · ${escape(entry.settledAt)}</span></h2>
<div class="figures">${figures.join('')}<span class="muted">${zh ? '公顷' : 'ha'}</span></div><ul class="tests">${tests.join('')}</ul>
<p><a class="button" href="${escape(folder)}">${zh ? '看报告' : 'Open the report'}</a></p>
<details><summary>${zh ? `文件（${list.length}）` : `Files (${list.length})`}</summary><ul>${list.join('')}</ul></details></article>`;
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function page(title: Bilingual, version: string, language: Language, body: string): string {
  const zh = language === 'zh';
  return `<!doctype html><html lang="${zh ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escape(title[language])}</title><style>${STYLE}</style></head>
<body><header><b>良田 Liangtian</b><span class="muted">${zh ? '耕地保护与占补平衡' : 'farmland protection and the balance of occupation and compensation'}</span><span class="grow"></span><a href="?lang=${zh ? 'en' : 'zh'}">${zh ? 'EN' : '中文'}</a></header>
<main><h1>${escape(zh ? '已结算的年度' : 'Settled years')}</h1>${body}</main>
<footer>${zh ? '数据不出本机' : 'the data never leave this machine'}　${escape(version)}</footer></body></html>`;
}

const STYLE = `:root{color-scheme:light dark;--bg:#F5F4F0;--surface:#fff;--line:#E5E2DA;--text:#1B1F24;--t3:#6B7078;--pri:#1F4FA3;--soft:#E9EFFA;--brand:#1E5B46;--gain:#0B6E6E;--loss:#B5420E;--pass:#1B7A45;--warn:#96590A;--fail:#BE2A22}
@media(prefers-color-scheme:dark){:root{--bg:#121518;--surface:#1A1E22;--line:#2E353B;--text:#ECEAE4;--t3:#90969D;--pri:#8DB2F7;--soft:#20304B;--brand:#4FA684;--gain:#4CC5BC;--loss:#F29562;--pass:#58C389;--warn:#E6B455;--fail:#F58078}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--text);font:14px/22px "Source Sans 3","PingFang SC","HarmonyOS Sans SC","Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif;font-variant-numeric:tabular-nums}
header{background:var(--surface);border-bottom:1px solid var(--line);padding:12px 24px;display:flex;gap:12px;align-items:center;flex-wrap:wrap}header b{color:var(--brand)}.grow{flex:1}
main,footer{max-width:960px;margin:0 auto;padding:8px 24px}footer{color:var(--t3);font-size:12px;border-top:1px solid var(--line);margin-top:24px}h1{font-size:20px;line-height:28px}
article{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:14px 16px;margin-bottom:12px}h2{font-size:16px;line-height:24px;margin:0 0 8px;display:flex;gap:10px;align-items:baseline;flex-wrap:wrap}
a{color:var(--pri)}.muted{color:var(--t3);font-size:12px;font-weight:400}.chip{background:var(--soft);color:var(--pri);border-radius:4px;padding:0 6px;font-size:12px;line-height:18px;font-weight:400}
.figures{display:flex;gap:8px 32px;flex-wrap:wrap;align-items:end}.label{display:block;color:var(--t3);font-size:12px;line-height:18px}.figures b{font-size:20px;line-height:28px}.loss{color:var(--loss)}.gain{color:var(--gain)}
ul{list-style:none;padding:0;margin:10px 0}.tests{display:flex;gap:4px 20px;flex-wrap:wrap}.tests span{font-weight:700}.pass{color:var(--pass)}.fail{color:var(--fail)}.notice{color:var(--warn)}
.button{display:inline-block;border:1px solid var(--pri);border-radius:6px;padding:4px 14px;text-decoration:none}summary{cursor:pointer;color:var(--pri);min-height:32px;padding:5px 0}a:focus-visible,summary:focus-visible{outline:2px solid var(--pri);outline-offset:2px}`;
